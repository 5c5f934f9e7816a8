//! `reactions.add` and `reactions.remove`.

use serde_json::json;
use shared::domain::MessageTs;

use super::change::SlackChange;
use super::methods::{Call, Done};
use super::refusal::Refusal;
use super::state::{Channel, Message, Reaction};
use super::ts::Micros;

/// Different emoji on one message.
const MOST_EMOJI: usize = 50;
/// Marks that one person puts on one message.
const MOST_OF_ONE: usize = 23;

/// `reactions.add`: what is there already is refused, which tells a repeat from a first time.
pub(super) fn add(call: &Call<'_>) -> Result<Done, Refusal> {
    let (channel, message, name) = target(call)?;
    if channel.is_archived {
        return Err(Refusal::new("is_archived"));
    }
    let bot = &call.workspace.app.bot_user;
    let marked = message.marked(name);
    let own = |reaction: &&Reaction| reaction.users.contains(bot);
    if marked.contains(bot) {
        return Err(Refusal::new("already_reacted"));
    }
    if marked.is_empty() && message.reactions.len() >= MOST_EMOJI {
        return Err(Refusal::new("too_many_emoji"));
    }
    if message.reactions.iter().filter(own).count() >= MOST_OF_ONE {
        return Err(Refusal::new("too_many_reactions"));
    }
    Ok(set(call, channel, message, name, true))
}

/// `reactions.remove`: one's own only.
pub(super) fn remove(call: &Call<'_>) -> Result<Done, Refusal> {
    if ["channel", "timestamp"].iter().any(|name| call.arguments.text(name).is_none()) {
        return Err(Refusal::new("no_item_specified"));
    }
    let (channel, message, name) = target(call)?;
    if channel.is_archived {
        return Err(Refusal::new("no_access"));
    }
    if !message.marked(name).contains(&call.workspace.app.bot_user) {
        return Err(Refusal::new("no_reaction"));
    }
    Ok(set(call, channel, message, name, false))
}

fn set(call: &Call<'_>, channel: &Channel, message: &Message, name: &str, is_there: bool) -> Done {
    let change = SlackChange::ReactionSet {
        channel: channel.id.clone(),
        ts: message.ts.clone(),
        name: name.to_owned(),
        user: call.workspace.app.bot_user.clone(),
        is_there,
    };
    Done::changing(json!({}), vec![change])
}

/// The message and the emoji: marks take a channel that the bot is in.
fn target<'a>(call: &Call<'a>) -> Result<(&'a Channel, &'a Message, &'a str), Refusal> {
    let name = call.arguments.text("name").filter(|name| is_emoji(name)).ok_or_else(|| Refusal::new("invalid_name"))?;
    let channel = call.channel()?;
    if !call.is_in(channel) {
        return Err(Refusal::new("channel_not_found"));
    }
    let ts = call.arguments.text("timestamp").unwrap_or_default();
    if Micros::read(ts).is_none() {
        return Err(Refusal::new("bad_timestamp"));
    }
    let message = channel.message(&MessageTs::new(ts)).ok_or_else(|| Refusal::new("message_not_found"))?;
    Ok((channel, message, name))
}

/// Whether a text can be an emoji's name: without colons, but for a skin tone's.
fn is_emoji(name: &str) -> bool {
    let (name, tone) = name.split_once("::").unwrap_or((name, "skin-tone-2"));
    let fits =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-' | b'+' | b'\'');
    let is_tone = tone.strip_prefix("skin-tone-").is_some_and(|tone| ["2", "3", "4", "5", "6"].contains(&tone));
    !name.is_empty() && name.len() <= 100 && name.bytes().all(fits) && is_tone
}
