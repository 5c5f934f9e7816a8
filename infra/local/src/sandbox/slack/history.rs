//! `conversations.history` and `conversations.replies` (`contracts/slack.md` 8).

use serde_json::{Value, json};
use shared::domain::MessageTs;

use super::cursor;
use super::methods::{Call, Done, page};
use super::refusal::Refusal;
use super::show::{self, MetadataShown};
use super::state::{Channel, Message};
use super::ts::Micros;

/// Messages a page of history when the caller names no number, and at most.
const HISTORY_PAGE: (i64, i64) = (100, 999);
/// The same of replies.
const REPLIES_PAGE: (i64, i64) = (1000, 1000);
/// The cursors' kind.
const NEXT: &str = "next_ts";

/// `conversations.history`: newest first, without replies.
pub(super) fn history(call: &Call<'_>) -> Result<Done, Refusal> {
    let channel = call.channel()?;
    call.scoped_for(channel, "history")?;
    if !call.is_in(channel) {
        return Err(Refusal::new("not_in_channel"));
    }
    let (range, limit, from) = (Range::read(call)?, limit(call, HISTORY_PAGE)?, start(call)?);
    let asked = channel.top_level().rev().filter(|message| range.holds(message));
    let mut rest = asked.filter(|message| from.is_none_or(|from| Micros::of(&message.ts) <= from));
    let messages: Vec<&Message> = rest.by_ref().take(limit).collect();
    Ok(answer(call, channel, &messages, rest.next()))
}

/// `conversations.replies`: the parent, then its replies, oldest first.
pub(super) fn replies(call: &Call<'_>) -> Result<Done, Refusal> {
    let channel = call.channel()?;
    call.scoped_for(channel, "history")?;
    if !call.is_in(channel) {
        return Err(Refusal::new("channel_not_found"));
    }
    let (range, limit, from) = (Range::read(call)?, limit(call, REPLIES_PAGE)?, start(call)?);
    let ts = MessageTs::new(call.arguments.text("ts").unwrap_or_default());
    let parent = channel.message(&ts).filter(|message| message.thread_ts.is_none());
    let parent = parent.ok_or_else(|| Refusal::new("thread_not_found"))?;
    let asked = channel.replies(&parent.ts).filter(|message| range.holds(message));
    let all = std::iter::once(parent).chain(asked);
    let mut rest = all.filter(|message| from.is_none_or(|from| Micros::of(&message.ts) >= from));
    let messages: Vec<&Message> = rest.by_ref().take(limit).collect();
    Ok(answer(call, channel, &messages, rest.next()))
}

fn answer(call: &Call<'_>, channel: &Channel, messages: &[&Message], next: Option<&Message>) -> Done {
    let is_whole = call.arguments.flag("include_all_metadata");
    let metadata = if is_whole { MetadataShown::Whole } else { MetadataShown::TypeOnly };
    let shown = messages.iter().map(|message| show::message(call.workspace, channel, message, metadata));
    Done::answer(json!({
        "messages": shown.collect::<Vec<Value>>(),
        "has_more": next.is_some(),
        "response_metadata": page(next.map(|message| cursor::write(NEXT, message.ts.as_str()))),
    }))
}

/// `oldest` and `latest`, both exclusive unless `inclusive`.
struct Range {
    oldest: Option<Micros>,
    latest: Option<Micros>,
    is_inclusive: bool,
}

impl Range {
    fn read(call: &Call<'_>) -> Result<Self, Refusal> {
        let time = |name: &str, error: &str| match call.arguments.text(name) {
            None => Ok(None),
            Some("now") if name == "latest" => Ok(None),
            Some(text) => Micros::read(text).map(Some).ok_or_else(|| Refusal::new(error)),
        };
        Ok(Self {
            // The default of 0 stands for no bound at all.
            oldest: time("oldest", "invalid_ts_oldest")?.filter(|oldest| Some(*oldest) != Micros::read("0")),
            latest: time("latest", "invalid_ts_latest")?,
            is_inclusive: call.arguments.flag("inclusive"),
        })
    }

    fn holds(&self, message: &Message) -> bool {
        let ts = Micros::of(&message.ts);
        let at = |bound: Micros| self.is_inclusive && ts == bound;
        self.oldest.is_none_or(|oldest| ts > oldest || at(oldest))
            && self.latest.is_none_or(|latest| ts < latest || at(latest))
    }
}

fn limit(call: &Call<'_>, (by_default, most): (i64, i64)) -> Result<usize, Refusal> {
    let limit = call.arguments.number("limit").unwrap_or(by_default);
    let fits = (1..=most).contains(&limit);
    let limit = usize::try_from(limit).ok().filter(|_| fits);
    limit.ok_or_else(|| Refusal::arguments(format!("limit must be from 1 to {most}")))
}

fn start(call: &Call<'_>) -> Result<Option<Micros>, Refusal> {
    let Some(text) = call.arguments.text("cursor") else {
        return Ok(None);
    };
    let place = cursor::read(NEXT, text)?;
    Micros::read(&place).map(Some).ok_or_else(|| Refusal::new("invalid_cursor"))
}
