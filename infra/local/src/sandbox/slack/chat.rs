//! `chat.postMessage`, `chat.update`, `chat.postEphemeral` (`contracts/slack.md` 7).

use serde_json::{Value, json};
use shared::domain::MessageTs;

use super::blocks;
use super::change::SlackChange;
use super::content::Content;
use super::metadata;
use super::methods::{Call, Done};
use super::refusal::Refusal;
use super::show::{self, MetadataShown};
use super::state::{Channel, ChannelKind, Edited, Ephemeral, Message, Workspace};
use super::ts::Micros;

/// `chat.postMessage`.
pub(super) fn post_message(call: &Call<'_>) -> Result<Done, Refusal> {
    let channel = channel_to_post_in(call)?;
    let content = Content::read(call.arguments)?.for_post()?;
    let is_truncated = content.is_truncated;
    let message = message(call, channel, content)?;
    let mut body = json!({
        "channel": channel.id,
        "ts": message.ts,
        "message": show::message(call.workspace, channel, &message, MetadataShown::Whole),
    });
    if is_truncated && let Value::Object(object) = &mut body {
        object.insert("warning".into(), json!("message_truncated"));
        object.insert("response_metadata".into(), json!({"warnings": ["message_truncated"]}));
    }
    let posted = SlackChange::MessagePosted { channel: channel.id.clone(), message: Box::new(message) };
    Ok(Done::changing(body, vec![posted]))
}

/// `chat.postEphemeral`: shown to one member of the channel, kept by nobody.
pub(super) fn post_ephemeral(call: &Call<'_>) -> Result<Done, Refusal> {
    let channel = channel_to_post_in(call)?;
    let to = call.arguments.user();
    if !channel.members.contains(&to) {
        return Err(Refusal::new("user_not_in_channel"));
    }
    let content = Content::read(call.arguments)?.for_post()?;
    if content.is_truncated {
        return Err(Refusal::new("msg_too_long"));
    }
    let message = message(call, channel, content)?;
    let body = json!({"message_ts": message.ts});
    let shown =
        SlackChange::EphemeralPosted { channel: channel.id.clone(), ephemeral: Box::new(Ephemeral { to, message }) };
    Ok(Done::changing(body, vec![shown]))
}

/// `chat.update`: one's own messages only. A text without blocks removes the blocks; metadata stays unless given, and
/// `{}` clears it.
pub(super) fn update(call: &Call<'_>) -> Result<Done, Refusal> {
    let channel = call.channel()?;
    let ts = MessageTs::new(call.arguments.text("ts").unwrap_or_default());
    let before = channel.message(&ts).ok_or_else(|| Refusal::new("message_not_found"))?;
    if !is_own(call.workspace, before) {
        return Err(Refusal::new("cant_update_message"));
    }
    if channel.is_archived {
        return Err(Refusal::new("is_inactive"));
    }
    refuse_another_author(call)?;
    let after = updated(call, before)?;
    let shown = json!({
        "channel": channel.id,
        "ts": ts,
        "text": after.text,
        "message": show::message(call.workspace, channel, &after, MetadataShown::Whole),
    });
    Ok(Done::changing(shown, vec![as_change(channel, after)]))
}

fn updated(call: &Call<'_>, before: &Message) -> Result<Message, Refusal> {
    let content = Content::read(call.arguments)?.for_update()?;
    let metadata = match call.arguments.value("metadata") {
        None => before.metadata.clone(),
        Some(Value::Object(cleared)) if cleared.is_empty() => None,
        Some(given) => Some(metadata::read(given)?),
    };
    let blocks = match (content.blocks, &content.text) {
        (Some(blocks), _) => blocks::complete(blocks, before.ts.as_str()),
        (None, Some(_)) => Vec::new(),
        (None, None) => before.blocks.clone(),
    };
    let after = Message {
        text: content.text.unwrap_or_else(|| before.text.clone()),
        blocks,
        attachments: content.attachments.unwrap_or_else(|| before.attachments.clone()),
        metadata,
        edited: Some(Edited { user: before.user.clone(), ts: Micros::at(call.now).ts() }),
        ..before.clone()
    };
    let says_nothing = after.text.is_empty() && after.blocks.is_empty() && after.attachments.is_empty();
    let gives_nothing = ["text", "markdown_text"].iter().all(|name| call.arguments.text(name).is_none())
        && ["blocks", "attachments", "metadata"].iter().all(|name| call.arguments.value(name).is_none());
    if says_nothing || gives_nothing { Err(Refusal::new("no_text")) } else { Ok(after) }
}

fn as_change(channel: &Channel, after: Message) -> SlackChange {
    SlackChange::MessageUpdated {
        channel: channel.id.clone(),
        ts: after.ts,
        text: after.text,
        blocks: after.blocks,
        attachments: after.attachments,
        metadata: after.metadata,
        edited: after.edited.unwrap_or_else(|| Edited { user: after.user, ts: MessageTs::new("") }),
    }
}

/// Whether the app wrote a message.
pub(super) fn is_own(workspace: &Workspace, message: &Message) -> bool {
    message.bot.as_ref().is_some_and(|author| author.bot_id == workspace.app.bot_id)
}

/// Where the bot may write: channels that it is in, and public ones with `chat:write.public`.
fn channel_to_post_in<'a>(call: &Call<'a>) -> Result<&'a Channel, Refusal> {
    let channel = call.channel()?;
    if channel.is_archived {
        return Err(Refusal::new("is_archived"));
    }
    let may_from_outside = channel.kind == ChannelKind::Public && call.token.scopes.contains("chat:write.public");
    if !call.is_in(channel) && !may_from_outside {
        return Err(Refusal::new("not_in_channel"));
    }
    refuse_another_author(call)?;
    Ok(channel)
}

/// A bot token can't write as a user, and another name than its own takes a scope.
fn refuse_another_author(call: &Call<'_>) -> Result<(), Refusal> {
    if call.arguments.value("as_user").is_some_and(|value| *value != json!(false)) {
        return Err(Refusal::new("as_user_not_supported"));
    }
    if ["username", "icon_emoji", "icon_url"].iter().any(|name| call.arguments.text(name).is_some()) {
        call.scoped("chat:write.customize")?;
    }
    Ok(())
}

fn message(call: &Call<'_>, channel: &Channel, content: Content) -> Result<Message, Refusal> {
    let ts = channel.next_ts(call.now);
    Ok(Message {
        metadata: call.arguments.value("metadata").map(metadata::read).transpose()?,
        thread_ts: parent(call, channel)?,
        is_broadcast: call.arguments.flag("reply_broadcast"),
        username: call.arguments.text("username").map(str::to_owned),
        icon_emoji: call.arguments.text("icon_emoji").map(str::to_owned),
        ..Message::by_app(&call.workspace.app, ts.clone(), content.said_at(&ts))
    })
}

/// A reply hangs on a message that is no reply itself.
fn parent(call: &Call<'_>, channel: &Channel) -> Result<Option<MessageTs>, Refusal> {
    let Some(ts) = call.arguments.text("thread_ts").map(MessageTs::new) else {
        return if call.arguments.flag("reply_broadcast") {
            Err(Refusal::arguments("reply_broadcast goes with thread_ts"))
        } else {
            Ok(None)
        };
    };
    repliable(channel, &ts).map(|()| Some(ts))
}

/// Whether a reply may hang on a message.
pub(super) fn repliable(channel: &Channel, ts: &MessageTs) -> Result<(), Refusal> {
    match channel.message(ts) {
        Some(parent) if parent.thread_ts.is_none() => Ok(()),
        _ => Err(Refusal::new("cannot_reply_to_message")),
    }
}
