//! The workspace as scripts and the page see it: `GET /sandbox/slack/state`.

use serde_json::{Value, json};
use shared::domain::{MessageTs, UserId};

use super::lines;
use super::show;
use super::state::{Channel, ChannelKind, Ephemeral, Message, User, Workspace};
use super::topic::Bookmark;
use super::views::View;

/// Everything but secrets. A reply stands in its parent's `thread`.
pub(in crate::sandbox) fn of(workspace: &Workspace) -> Value {
    json!({
        "workspace": {"id": workspace.id, "name": workspace.name},
        "bot_user": workspace.app.bot_user,
        "channels": workspace.channels.values().map(channel).collect::<Vec<_>>(),
        "views": views(workspace),
        "homes": workspace.views.homes.values().map(|it| view(workspace, it)).collect::<Vec<_>>(),
        "users": workspace.users.values().map(user).collect::<Vec<_>>(),
    })
}

/// The same with all but the messages: `GET /sandbox/live`.
pub(crate) fn without_messages(workspace: &Workspace) -> Value {
    json!({
        "workspace": {"id": workspace.id, "name": workspace.name},
        "bot_user": workspace.app.bot_user,
        "channels": workspace.channels.values().map(channel_alone).collect::<Vec<_>>(),
        "views": views(workspace),
        "homes": workspace.views.homes.values().map(|it| view(workspace, it)).collect::<Vec<_>>(),
        "users": workspace.users.values().map(user).collect::<Vec<_>>(),
    })
}

fn channel(channel: &Channel) -> Value {
    let parents = channel.messages.iter().filter(|message| message.thread_ts.is_none());
    let shown = with(channel_alone(channel), "messages", parents.map(|parent| with_thread(channel, parent)).collect());
    with(shown, "ephemerals", channel.ephemerals.iter().map(ephemeral).collect())
}

/// A channel without what was said in it. `last_ts` is the newest message that is no reply.
pub(crate) fn channel_alone(channel: &Channel) -> Value {
    json!({
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "is_private": channel.kind != ChannelKind::Public,
        "is_archived": channel.is_archived,
        "is_general": channel.is_general,
        "is_shared": channel.is_ext_shared,
        "topic": channel.topic.value,
        "bookmarks": channel.bookmarks.iter().map(bookmark).collect::<Vec<_>>(),
        "members": channel.members,
        "last_ts": channel.top_level().next_back().map(|message| &message.ts),
    })
}

/// A message with its replies.
pub(crate) fn with_replies(channel: &Channel, ts: &MessageTs) -> Option<Value> {
    channel.message(ts).map(|parent| with_thread(channel, parent))
}

/// What one person alone was shown.
pub(crate) fn shown_to_one(channel: &Channel, ts: &MessageTs) -> Option<Value> {
    channel.ephemerals.iter().find(|shown| shown.message.ts == *ts).map(ephemeral)
}

/// A stretch of a channel, oldest first: at most `limit` messages before one, or the newest; with what single people
/// were shown meanwhile. A reply that was also sent to the channel stands there, too, with its parent's `thread_ts`.
pub(in crate::sandbox) fn stretch(channel: &Channel, before: Option<&MessageTs>, limit: usize) -> Value {
    let is_before = |ts: &MessageTs| before.is_none_or(|before| ts < before);
    let older = channel.top_level().rev().filter(|it| is_before(&it.ts));
    let mut taken: Vec<&Message> = older.take(limit + 1).collect();
    let has_more = taken.len() > limit;
    taken.truncate(limit);
    let oldest = taken.last().map(|message| &message.ts).filter(|_| has_more);
    let meanwhile = |it: &&Ephemeral| is_before(&it.message.ts) && oldest.is_none_or(|oldest| it.message.ts > *oldest);
    json!({
        "channel": channel.id,
        "messages": taken.into_iter().rev().map(|message| in_channel(channel, message)).collect::<Vec<_>>(),
        "ephemerals": channel.ephemerals.iter().filter(meanwhile).map(ephemeral).collect::<Vec<_>>(),
        "has_more": has_more,
    })
}

/// Every modal that stands open.
pub(crate) fn views(workspace: &Workspace) -> Vec<Value> {
    workspace.views.modals.values().flatten().map(|it| view(workspace, it)).collect()
}

/// A person's home tab.
pub(crate) fn home(workspace: &Workspace, user: &UserId) -> Option<Value> {
    workspace.views.homes.get(user).map(|home| view(workspace, home))
}

/// A person.
pub(crate) fn person(workspace: &Workspace, user: &UserId) -> Option<Value> {
    workspace.users.get(user).map(self::user)
}

fn bookmark(bookmark: &Bookmark) -> Value {
    json!({"id": bookmark.id, "title": bookmark.title, "link": bookmark.link, "emoji": bookmark.emoji})
}

/// What one person has before them. The view is as payloads carry it.
fn view(workspace: &Workspace, view: &View) -> Value {
    json!({"user": view.user, "lines": lines::of_blocks(view.blocks()), "view": show::view(workspace, view)})
}

/// A message where it stands in the channel itself.
fn in_channel(channel: &Channel, top_level: &Message) -> Value {
    match &top_level.thread_ts {
        None => with_thread(channel, top_level),
        Some(parent) => with(message(top_level), "thread_ts", json!(parent)),
    }
}

fn with_thread(channel: &Channel, parent: &Message) -> Value {
    let replies: Vec<Value> = channel.replies(&parent.ts).map(message).collect();
    with(message(parent), "thread", json!(replies))
}

fn with(mut shown: Value, key: &str, value: Value) -> Value {
    if let Value::Object(object) = &mut shown {
        object.insert(key.into(), value);
    }
    shown
}

fn message(message: &Message) -> Value {
    json!({
        "ts": message.ts,
        "subtype": message.subtype,
        "user": message.user,
        "username": message.username,
        "text": message.text,
        "lines": lines::of(message),
        "blocks": message.blocks,
        "attachments": message.attachments,
        "files": message.files,
        "metadata": message.metadata,
        "reactions": message.reactions,
        "edited": message.edited,
        "is_broadcast": message.is_broadcast,
    })
}

fn ephemeral(ephemeral: &Ephemeral) -> Value {
    let shown = with(message(&ephemeral.message), "to", json!(ephemeral.to));
    with(shown, "thread_ts", json!(ephemeral.message.thread_ts))
}

fn user(user: &User) -> Value {
    json!({
        "id": user.id,
        "team_id": user.team_id,
        "name": user.display_name,
        "real_name": user.real_name,
        "is_bot": user.is_bot,
        "is_owner": user.is_owner,
        "is_guest": user.is_restricted,
        "is_single_channel_guest": user.is_ultra_restricted,
        "is_foreign": user.is_stranger,
        "is_deactivated": user.deleted,
    })
}
