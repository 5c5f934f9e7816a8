//! The interactions' payloads (`contracts/slack.md` 6.4 to 6.7).

use serde_json::{Map, Value, json};
use shared::domain::UserId;

use super::super::events::messages::inner;
use super::super::state::{Channel, ChannelKind, Message, Workspace};
use super::super::views::View;

/// Who does it, and where our app is installed: what every interaction carries.
pub(super) struct Frame<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) user: &'a UserId,
}

impl Frame<'_> {
    /// Clicks and modals.
    pub(super) fn of(&self, kind: &str, rest: Value) -> Map<String, Value> {
        let mut payload = self.bare(kind, rest);
        payload.insert("user".into(), self.user(true));
        payload.insert("api_app_id".into(), json!(self.workspace.app.id));
        payload
    }

    /// A message shortcut: no app id.
    pub(super) fn of_message(&self, rest: Value) -> Map<String, Value> {
        let mut payload = self.bare("message_action", rest);
        payload.insert("user".into(), self.user(true));
        payload
    }

    /// A global shortcut: no app id, and a user without name.
    pub(super) fn of_shortcut(&self, rest: Value) -> Map<String, Value> {
        let mut payload = self.bare("shortcut", rest);
        payload.insert("user".into(), self.user(false));
        payload
    }

    fn bare(&self, kind: &str, rest: Value) -> Map<String, Value> {
        let frame = json!({
            "type": kind,
            "token": "deprecated-verification-token",
            "team": {"id": self.workspace.id, "domain": self.workspace.domain},
            "enterprise": null,
            "is_enterprise_install": false,
        });
        let objects = [frame, rest].into_iter().filter_map(|value| match value {
            Value::Object(object) => Some(object),
            _ => None,
        });
        objects.flatten().collect()
    }

    fn user(&self, with_name: bool) -> Value {
        let user = self.workspace.users.get(self.user);
        let name = user.map(|user| user.name.as_str()).unwrap_or_default();
        let team = user.map_or(&self.workspace.id, |user| &user.team_id);
        let mut shown = json!({"id": self.user, "username": name, "team_id": team});
        if let (true, Value::Object(shown)) = (with_name, &mut shown) {
            shown.insert("name".into(), json!(name));
        }
        shown
    }
}

/// The channel; of one that is not public the name is not told.
pub(super) fn channel(channel: &Channel) -> Value {
    let name = match channel.kind {
        ChannelKind::Public => channel.name.as_str(),
        ChannelKind::Private | ChannelKind::GroupDirect => "privategroup",
        ChannelKind::Direct => "directmessage",
    };
    json!({"id": channel.id, "name": name})
}

/// A message.
pub(super) fn message(workspace: &Workspace, channel: &Channel, message: &Message) -> Map<String, Value> {
    inner(workspace, channel, message)
}

/// Where something on a message was pressed.
pub(super) fn container(channel: &Channel, message: &Message, is_ephemeral: bool) -> Value {
    let mut container = json!({
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": is_ephemeral,
    });
    if let (Some(parent), Value::Object(container)) = (&message.thread_ts, &mut container) {
        container.insert("thread_ts".into(), json!(parent));
    }
    container
}

/// A view with a state.
pub(super) fn view(workspace: &Workspace, view: &View, values: &Map<String, Value>) -> Value {
    let mut shown = workspace.shown_view(view);
    if let Value::Object(shown) = &mut shown {
        shown.insert("state".into(), json!({ "values": values }));
    }
    shown
}
