//! Slack's objects as its answers show them (`contracts/slack.md` 13).

use serde_json::{Map, Value, json};

use super::state::{Channel, ChannelKind, Message, Metadata, User, Workspace};
use super::topic::Topic;
use super::views::{View, ViewKind};

/// How much of the metadata an answer shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MetadataShown {
    /// All of it.
    Whole,
    /// `event_type` alone: history without `include_all_metadata` (`contracts/slack.md` 8).
    TypeOnly,
}

/// A message.
pub(super) fn message(workspace: &Workspace, channel: &Channel, message: &Message, shown: MetadataShown) -> Value {
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| drop(object.insert(key.into(), value));
    put("type", json!("message"));
    if let Some(subtype) = &message.subtype {
        put("subtype", json!(subtype));
    }
    put("user", json!(message.user));
    if let Some(author) = &message.bot {
        put("bot_id", json!(author.bot_id));
        put("app_id", json!(author.app_id));
    }
    put("text", json!(message.text));
    put("ts", json!(message.ts));
    put("team", json!(workspace.id));
    if !message.blocks.is_empty() {
        put("blocks", json!(message.blocks));
    }
    if !message.attachments.is_empty() {
        put("attachments", json!(message.attachments));
    }
    if let Some(metadata) = &message.metadata {
        put("metadata", metadata_as(metadata, shown));
    }
    if let Some(parent) = thread_of(channel, message) {
        put("thread_ts", json!(parent));
    }
    if message.is_broadcast {
        put("subtype", json!("thread_broadcast"));
    }
    if let Some(username) = &message.username {
        put("username", json!(username));
    }
    if let Some(edited) = &message.edited {
        put("edited", json!(edited));
    }
    if !message.reactions.is_empty() {
        put("reactions", reactions(message));
    }
    Value::Object(object)
}

/// A parent with replies carries its own id as `thread_ts`.
fn thread_of<'a>(channel: &'a Channel, message: &'a Message) -> Option<&'a shared::domain::MessageTs> {
    let is_parent = || channel.replies(&message.ts).next().is_some();
    message.thread_ts.as_ref().or_else(|| is_parent().then_some(&message.ts))
}

fn metadata_as(metadata: &Metadata, shown: MetadataShown) -> Value {
    match shown {
        MetadataShown::Whole => json!(metadata),
        MetadataShown::TypeOnly => json!({"event_type": metadata.event_type}),
    }
}

fn reactions(message: &Message) -> Value {
    let show = |reaction: &super::state::Reaction| json!({"name": reaction.name, "users": reaction.users, "count": reaction.users.len()});
    message.reactions.iter().map(show).collect()
}

/// A channel.
pub(super) fn channel(workspace: &Workspace, channel: &Channel) -> Map<String, Value> {
    let shown = json!({
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": matches!(channel.kind, ChannelKind::Public | ChannelKind::Private),
        "is_group": false,
        "is_im": channel.kind == ChannelKind::Direct,
        "is_mpim": channel.kind == ChannelKind::GroupDirect,
        "is_private": channel.kind != ChannelKind::Public,
        "created": channel.created.seconds(),
        "creator": channel.creator,
        "is_archived": channel.is_archived,
        "is_general": channel.is_general,
        "is_member": channel.members.contains(&workspace.app.bot_user),
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "topic": channel.topic.shown(),
        "purpose": Topic::default().shown(),
        "previous_names": channel.previous_names,
        "context_team_id": workspace.id,
    });
    match shown {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

/// A view (`contracts/slack.md` 6.6).
pub(super) fn view(workspace: &Workspace, view: &View) -> Value {
    let mut shown = json!({
        "id": view.id,
        "team_id": workspace.id,
        "type": view.kind,
        "blocks": view.blocks(),
        "private_metadata": view.private_metadata(),
        "callback_id": view.callback_id(),
        "external_id": view.text("external_id"),
        "state": {"values": view.values},
        "hash": view.hash,
        "root_view_id": view.root,
        "previous_view_id": view.previous,
        "app_id": workspace.app.id,
        "app_installed_team_id": workspace.id,
        "bot_id": workspace.app.bot_id,
    });
    if view.kind == ViewKind::Modal
        && let Value::Object(object) = &mut shown
    {
        for name in ["title", "submit", "close"] {
            object.insert(name.into(), view.content.get(name).cloned().unwrap_or_default());
        }
        for name in ["clear_on_close", "notify_on_close"] {
            object.insert(name.into(), view.content.get(name).cloned().unwrap_or(json!(false)));
        }
    }
    shown
}

/// A user. Of a deactivated one little is left (`contracts/slack.md` 10).
pub(super) fn user(user: &User, with_locale: bool) -> Value {
    if user.deleted {
        return json!({
            "id": user.id, "team_id": user.team_id, "name": user.name, "deleted": true,
            "is_bot": user.is_bot, "updated": user.updated.seconds(), "profile": {"display_name": user.display_name},
        });
    }
    let mut shown = json!({
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "real_name": user.real_name,
        "deleted": false,
        "is_bot": user.is_bot,
        "is_app_user": false,
        "is_admin": user.is_admin,
        "is_owner": user.is_owner,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "tz": user.tz,
        "updated": user.updated.seconds(),
        "profile": {"display_name": user.display_name},
    });
    if let Value::Object(object) = &mut shown {
        if user.is_stranger {
            object.insert("is_stranger".into(), json!(true));
        }
        if with_locale {
            object.insert("locale".into(), json!(user.locale));
        }
    }
    shown
}
