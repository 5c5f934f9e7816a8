//! What stands around every event (`contracts/slack.md` 6.1).

use serde_json::{Value, json};
use shared::domain::{ChannelId, Timestamp};

use super::super::state::Workspace;

/// An event as it is posted. Its id is made of the delivery's number, and the same for every retry and copy.
pub(in crate::sandbox) fn envelope(workspace: &Workspace, event: &Value, number: u64, now: Timestamp) -> Value {
    let is_shared = is_shared(workspace, event);
    json!({
        "token": "deprecated-verification-token",
        "team_id": workspace.id,
        "context_team_id": workspace.id,
        "context_enterprise_id": null,
        "api_app_id": workspace.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": format!("Ev08{number:08X}"),
        "event_time": now.seconds(),
        "authorizations": [{
            "enterprise_id": null,
            "team_id": workspace.id,
            "user_id": workspace.app.bot_user,
            "is_bot": true,
            "is_enterprise_install": false,
        }],
        "is_ext_shared_channel": is_shared,
        "event_context": format!("4-{number:024x}"),
    })
}

fn is_shared(workspace: &Workspace, event: &Value) -> bool {
    let id = event.get("channel").and_then(Value::as_str).map(ChannelId::new);
    id.and_then(|id| workspace.channels.get(&id)).is_some_and(|channel| channel.is_ext_shared)
}
