//! The workspace as scripts and the page see it: `GET /sandbox/slack/state`.

use serde_json::{Value, json};

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
        "views": workspace.views.modals.values().flatten().map(|it| view(workspace, it)).collect::<Vec<_>>(),
        "homes": workspace.views.homes.values().map(|it| view(workspace, it)).collect::<Vec<_>>(),
        "users": workspace.users.values().map(user).collect::<Vec<_>>(),
    })
}

fn channel(channel: &Channel) -> Value {
    let parents = channel.messages.iter().filter(|message| message.thread_ts.is_none());
    json!({
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "is_private": channel.kind != ChannelKind::Public,
        "is_archived": channel.is_archived,
        "topic": channel.topic.value,
        "bookmarks": channel.bookmarks.iter().map(bookmark).collect::<Vec<_>>(),
        "members": channel.members,
        "messages": parents.map(|parent| with_thread(channel, parent)).collect::<Vec<_>>(),
        "ephemerals": channel.ephemerals.iter().map(ephemeral).collect::<Vec<_>>(),
    })
}

fn bookmark(bookmark: &Bookmark) -> Value {
    json!({"id": bookmark.id, "title": bookmark.title, "link": bookmark.link, "emoji": bookmark.emoji})
}

/// What one person has before them. The view is as payloads carry it.
fn view(workspace: &Workspace, view: &View) -> Value {
    json!({"user": view.user, "lines": lines::of_blocks(view.blocks()), "view": show::view(workspace, view)})
}

fn with_thread(channel: &Channel, parent: &Message) -> Value {
    let mut shown = message(parent);
    if let Value::Object(object) = &mut shown {
        let replies: Vec<Value> = channel.replies(&parent.ts).map(message).collect();
        object.insert("thread".into(), json!(replies));
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
    })
}

fn ephemeral(ephemeral: &Ephemeral) -> Value {
    let mut shown = message(&ephemeral.message);
    if let Value::Object(object) = &mut shown {
        object.insert("to".into(), json!(ephemeral.to));
        object.insert("thread_ts".into(), json!(ephemeral.message.thread_ts));
    }
    shown
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
