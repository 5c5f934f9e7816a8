//! Events of messages (`contracts/slack.md` 6.2).

use serde_json::{Map, Value, json};
use shared::domain::{ChannelId, MessageTs, UserId};

use super::super::change::SlackChange;
use super::super::seed::SLACKBOT;
use super::super::show;
use super::super::state::{Channel, ChannelKind, Edited, Message, Workspace};
use super::channels::{event_ts, ours, team_of};
use crate::sandbox::Cause;

/// What becomes of a parent whose replies stay.
const DELETED_TEXT: &str = "This message was deleted.";

/// The events of a change of messages.
pub(super) fn told_of(before: &Workspace, change: &SlackChange, cause: &Cause) -> Vec<Value> {
    match change {
        SlackChange::MessagePosted { channel, message } => {
            let there = Place::of(before, channel);
            there.map(|there| posted(&there, message)).unwrap_or_default()
        }
        SlackChange::MessageDeleted { channel, ts } => {
            let there = Place::of(before, channel).and_then(|there| Some((there, before.channels.get(channel)?)));
            let found = there.and_then(|(there, channel)| Some((there, channel.message(ts)?)));
            found.map(|(there, message)| vec![deleted(&there, message, cause)]).unwrap_or_default()
        }
        SlackChange::MessageUpdated { channel, ts, .. } | SlackChange::MessageUnfurled { channel, ts, .. } => {
            changed_by(before, channel, ts, change, cause)
        }
        _ => Vec::new(),
    }
}

/// A conversation whose messages we are told of.
struct Place<'a> {
    workspace: &'a Workspace,
    channel: &'a Channel,
    channel_type: &'static str,
}

impl<'a> Place<'a> {
    fn of(workspace: &'a Workspace, channel: &ChannelId) -> Option<Self> {
        let channel = ours(workspace, channel)?;
        let channel_type = match channel.kind {
            ChannelKind::Public => "channel",
            ChannelKind::Private => "group",
            ChannelKind::Direct => "im",
            // `message.mpim` is not subscribed to.
            ChannelKind::GroupDirect => return None,
        };
        Some(Self { workspace, channel, channel_type })
    }

    /// What stands in every message event beside the message.
    fn event(&self, mut message: Map<String, Value>, at: &str) -> Value {
        message.insert("channel".into(), json!(self.channel.id));
        message.insert("event_ts".into(), json!(at));
        message.insert("channel_type".into(), json!(self.channel_type));
        Value::Object(message)
    }

    fn may_be_mentioned_in(&self) -> bool {
        self.channel.kind != ChannelKind::Direct
    }
}

fn posted(there: &Place<'_>, message: &Message) -> Vec<Value> {
    let at = message.ts.as_str();
    let mut told = vec![there.event(fresh(there, message), at)];
    if mentions_app(there, message) {
        told.push(mention(there, message, at));
    }
    told
}

/// A message as it comes when it is new.
fn fresh(there: &Place<'_>, message: &Message) -> Map<String, Value> {
    let mut told = inner(there.workspace, there.channel, message);
    match (&message.bot, subtype(message)) {
        (Some(_), None) => drop(told.insert("bot_profile".into(), bot_profile(there.workspace))),
        (None, Some("file_share")) => {
            told.remove("team");
            told.insert("upload".into(), json!(false));
            told.insert("display_as_bot".into(), json!(false));
        }
        (_, Some("channel_topic")) => drop(told.insert("topic".into(), json!(there.channel.topic.value))),
        _ => {}
    }
    if let Some(parent) = parent_of(there.channel, message) {
        told.insert("parent_user_id".into(), json!(parent.user));
        if message.is_broadcast {
            told.insert("root".into(), Value::Object(inner(there.workspace, there.channel, parent)));
        }
    }
    told
}

fn parent_of<'a>(channel: &'a Channel, message: &Message) -> Option<&'a Message> {
    message.thread_ts.as_ref().filter(|parent| **parent != message.ts).and_then(|parent| channel.message(parent))
}

/// A message within events and interactions: what it says and whose it is.
pub(in super::super) fn inner(workspace: &Workspace, channel: &Channel, message: &Message) -> Map<String, Value> {
    let shown = show::message(workspace, channel, message, show::MetadataShown::Whole);
    let mut told = match shown {
        Value::Object(shown) => shown,
        _ => Map::new(),
    };
    told.remove("reactions");
    if let Some(id) = &message.client_msg_id {
        told.insert("client_msg_id".into(), json!(id));
    }
    if !message.files.is_empty() {
        told.insert("files".into(), json!(message.files));
    }
    foreign(workspace, &message.user, &mut told);
    if let Some(subtype) = subtype(message) {
        told.insert("subtype".into(), json!(subtype));
        if subtype == "bot_message" {
            as_another(message, &mut told);
        }
    }
    told
}

/// An app's message under another name has neither user nor team.
fn as_another(message: &Message, told: &mut Map<String, Value>) {
    told.retain(|key, _| !["user", "team", "app_id"].contains(&key.as_str()));
    if let Some(emoji) = &message.icon_emoji {
        told.insert("icons".into(), json!({ "emoji": emoji }));
    }
}

/// People of other organisations carry their own.
fn foreign(workspace: &Workspace, user: &UserId, told: &mut Map<String, Value>) {
    if workspace.users.get(user).is_some_and(|user| user.is_stranger) {
        let team = team_of(workspace, user);
        told.extend(["team", "user_team", "source_team"].map(|key| (key.to_owned(), json!(team))));
    }
}

/// The subtype, whether it is kept or follows from the rest.
pub(in super::super) fn subtype(message: &Message) -> Option<&str> {
    let follows = || {
        let cases = [
            (message.is_broadcast, "thread_broadcast"),
            (message.bot.is_some() && message.username.is_some(), "bot_message"),
            (!message.files.is_empty(), "file_share"),
        ];
        cases.into_iter().find_map(|(holds, subtype)| holds.then_some(subtype))
    };
    message.subtype.as_deref().or_else(follows)
}

fn bot_profile(workspace: &Workspace) -> Value {
    let app = &workspace.app;
    let bot = workspace.users.get(&app.bot_user);
    json!({
        "id": app.bot_id,
        "app_id": app.id,
        "name": bot.map(|bot| bot.name.as_str()).unwrap_or_default(),
        "icons": {
            "image_36": "https://a.slack-edge.com/36.png",
            "image_48": "https://a.slack-edge.com/48.png",
            "image_72": "https://a.slack-edge.com/72.png",
        },
        "deleted": false,
        "updated": bot.map(|bot| bot.updated.seconds()).unwrap_or_default(),
        "team_id": workspace.id,
    })
}

/// Whether a person mentions the app: not in a direct message, where everything is for it.
fn mentions_app(there: &Place<'_>, message: &Message) -> bool {
    let token = format!("<@{}", there.workspace.app.bot_user.as_str());
    let mut after = message.text.split(&token).skip(1);
    let is_ours = message.bot.is_some() || message.user == there.workspace.app.bot_user;
    !is_ours && there.may_be_mentioned_in() && after.any(|rest| rest.starts_with(['>', '|']))
}

fn mention(there: &Place<'_>, message: &Message, at: &str) -> Value {
    let mut told = inner(there.workspace, there.channel, message);
    told.remove("subtype");
    told.insert("type".into(), json!("app_mention"));
    told.insert("channel".into(), json!(there.channel.id));
    told.insert("event_ts".into(), json!(at));
    Value::Object(told)
}

/// An edit, an update of ours, an unfurl.
fn changed_by(
    before: &Workspace,
    channel: &ChannelId,
    ts: &MessageTs,
    change: &SlackChange,
    cause: &Cause,
) -> Vec<Value> {
    let found = Place::of(before, channel).and_then(|there| Some((there.channel.message(ts)?, there)));
    let Some((old, there)) = found else { return Vec::new() };
    let mut new = old.clone();
    new.apply(change);
    let at = event_ts(cause);
    let mut message = inner(before, there.channel, &new);
    if new.bot.is_none() {
        let team = team_of(before, &new.user);
        message.insert("source_team".into(), json!(team));
        message.insert("user_team".into(), json!(team));
    }
    let mut told = vec![changed(&there, message, old, &at)];
    if mentions_app(&there, &new) && !mentions_app(&there, old) {
        told.push(mention(&there, &new, &at));
    }
    told
}

fn changed(there: &Place<'_>, message: Map<String, Value>, previous: &Message, at: &str) -> Value {
    let mut told = hidden("message_changed", at);
    told.insert("message".into(), Value::Object(message));
    told.insert("previous_message".into(), Value::Object(inner(there.workspace, there.channel, previous)));
    there.event(told, at)
}

/// A deletion. A parent whose replies stay is changed into a tombstone.
fn deleted(there: &Place<'_>, message: &Message, cause: &Cause) -> Value {
    let at = event_ts(cause);
    if there.channel.replies(&message.ts).next().is_some() {
        let mut tombstone = inner(there.workspace, there.channel, &message.tombstone());
        tombstone.remove("team");
        tombstone.insert("hidden".into(), json!(true));
        return changed(there, tombstone, message, &at);
    }
    let mut told = hidden("message_deleted", &at);
    told.insert("previous_message".into(), Value::Object(inner(there.workspace, there.channel, message)));
    told.insert("deleted_ts".into(), json!(message.ts));
    there.event(told, &at)
}

fn hidden(subtype: &str, at: &str) -> Map<String, Value> {
    let told = [("type", json!("message")), ("subtype", json!(subtype)), ("hidden", json!(true)), ("ts", json!(at))];
    told.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

impl Message {
    /// Applies what changes this one message.
    pub(in super::super) fn apply(&mut self, change: &SlackChange) {
        match change {
            SlackChange::MessageUpdated { text, blocks, attachments, metadata, edited, .. } => {
                self.text.clone_from(text);
                self.blocks.clone_from(blocks);
                self.attachments.clone_from(attachments);
                self.metadata.clone_from(metadata);
                self.edited = Some(Edited::clone(edited));
            }
            SlackChange::MessageUnfurled { attachments, .. } => self.attachments.clone_from(attachments),
            _ => {}
        }
    }

    /// What stays of a deleted parent.
    pub(in super::super) fn tombstone(&self) -> Self {
        Self {
            user: UserId::new(SLACKBOT),
            bot: None,
            text: DELETED_TEXT.into(),
            blocks: Vec::new(),
            attachments: Vec::new(),
            metadata: None,
            edited: None,
            reactions: Vec::new(),
            username: None,
            icon_emoji: None,
            subtype: Some("tombstone".into()),
            client_msg_id: None,
            files: Vec::new(),
            ..self.clone()
        }
    }
}
