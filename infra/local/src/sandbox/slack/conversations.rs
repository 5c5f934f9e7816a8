//! `conversations.info`, `conversations.members`, `conversations.open` (`contracts/slack.md` 9).

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shared::domain::UserId;

use super::change::SlackChange;
use super::cursor;
use super::methods::{Call, Done, page};
use super::refusal::Refusal;
use super::show;
use super::state::{Channel, ChannelKind};

/// Members a page when the caller names no number, and at most.
const MEMBERS_PAGE: (i64, i64) = (100, 1000);
/// The members' cursors' kind.
const NEXT: &str = "user";
/// People that a direct message may be opened with.
const MOST_PEOPLE: usize = 8;

/// `conversations.info`.
pub(super) fn info(call: &Call<'_>) -> Result<Done, Refusal> {
    let channel = call.channel()?;
    call.scoped_for(channel, "read")?;
    let mut shown = show::channel(call.workspace, channel);
    if call.arguments.flag("include_num_members") {
        shown.insert("num_members".into(), json!(channel.members.len()));
    }
    if call.arguments.flag("include_locale") {
        shown.insert("locale".into(), json!("en-GB"));
    }
    Ok(Done::answer(json!({ "channel": shown })))
}

/// `conversations.members`.
pub(super) fn members(call: &Call<'_>) -> Result<Done, Refusal> {
    let channel = call.channel()?;
    call.scoped_for(channel, "read")?;
    let limit = call.arguments.number("limit").unwrap_or(MEMBERS_PAGE.0);
    let limit = usize::try_from(limit).ok().filter(|_| (1..=MEMBERS_PAGE.1).contains(&limit));
    let limit = limit.ok_or_else(|| Refusal::new("invalid_limit"))?;
    let cursor = call.arguments.text("cursor");
    let from = cursor.map(|text| cursor::read(NEXT, text)).transpose()?.map(UserId::new);
    let mut rest = channel.members.iter().filter(|user| from.as_ref().is_none_or(|from| *user >= from));
    let members: Vec<&UserId> = rest.by_ref().take(limit).collect();
    let next = rest.next().map(|user| cursor::write(NEXT, user.as_str()));
    Ok(Done::answer(json!({"members": members, "response_metadata": page(next)})))
}

/// `conversations.open`: finds or makes a direct message with one to eight people.
pub(super) fn open(call: &Call<'_>) -> Result<Done, Refusal> {
    let (channel, changes) = match (call.arguments.text("channel"), call.arguments.text("users")) {
        (Some(_), Some(_)) => return Err(Refusal::arguments("give either channel or users")),
        (None, None) => return Err(Refusal::new("users_list_not_supplied")),
        (Some(_), None) => (reopened(call)?.clone(), Vec::new()),
        (None, Some(users)) => with_people(call, users)?,
    };
    let shown = if call.arguments.flag("return_im") {
        Value::Object(show::channel(call.workspace, &channel))
    } else {
        json!({"id": channel.id})
    };
    Ok(Done::changing(json!({ "channel": shown }), changes))
}

fn reopened<'a>(call: &Call<'a>) -> Result<&'a Channel, Refusal> {
    let channel = call.channel()?;
    match channel.kind {
        ChannelKind::Direct => call.scoped("im:write")?,
        ChannelKind::GroupDirect => call.scoped("mpim:write")?,
        ChannelKind::Public | ChannelKind::Private => {
            return Err(Refusal::new("method_not_supported_for_channel_type"));
        }
    }
    Ok(channel)
}

fn with_people(call: &Call<'_>, users: &str) -> Result<(Channel, Vec<SlackChange>), Refusal> {
    let people = people(call, users)?;
    let kind = if people.len() == 1 { ChannelKind::Direct } else { ChannelKind::GroupDirect };
    call.scoped(if kind == ChannelKind::Direct { "im:write" } else { "mpim:write" })?;
    let bot = call.workspace.app.bot_user.clone();
    let members: BTreeSet<UserId> = people.into_iter().chain([bot.clone()]).collect();
    if let Some(there) = call.workspace.direct(&members) {
        return Ok((there.clone(), Vec::new()));
    }
    if call.arguments.flag("prevent_creation") {
        return Err(Refusal::new("channel_not_found"));
    }
    let id = call.workspace.next_channel_id('D');
    let opened = Channel { members, ..Channel::opened(id, "", kind, bot, call.now) };
    Ok((opened.clone(), vec![SlackChange::ChannelOpened(Box::new(opened))]))
}

fn people(call: &Call<'_>, users: &str) -> Result<BTreeSet<UserId>, Refusal> {
    let listed: Vec<UserId> = users.split(',').map(|id| UserId::new(id.trim())).collect();
    if listed.len() > MOST_PEOPLE {
        return Err(Refusal::new("too_many_users"));
    }
    for user in &listed {
        writable(call, user)?;
    }
    let people: BTreeSet<UserId> = listed.iter().cloned().collect();
    if people.len() < listed.len() || people.contains(&call.workspace.app.bot_user) {
        return Err(Refusal::new("invalid_user_combination"));
    }
    Ok(people)
}

/// Whether a user can be written to.
fn writable(call: &Call<'_>, user: &UserId) -> Result<(), Refusal> {
    let known = call.workspace.users.get(user).ok_or_else(|| Refusal::new("user_not_found"))?;
    if known.deleted {
        return Err(Refusal::new("user_disabled"));
    }
    if super::people::is_visible(call.workspace, known) { Ok(()) } else { Err(Refusal::new("user_not_visible")) }
}
