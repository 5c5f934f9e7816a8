//! What Slack tells us of what happens in the workspace: the Events API (`contracts/slack.md` 6).

use serde_json::{Value, json};
use shared::domain::Timestamp;

use super::change::SlackChange;
use super::state::Workspace;
use crate::sandbox::Cause;

/// The events of one change, on the workspace before it.
pub(in crate::sandbox) fn told_of(_before: &Workspace, _change: &SlackChange, _cause: &Cause) -> Vec<Value> {
    Vec::new()
}

/// An event as it is posted (`contracts/slack.md` 6.1). The id is the same for every retry and copy.
pub(in crate::sandbox) fn envelope(workspace: &Workspace, event: Value, number: u64, now: Timestamp) -> Value {
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
        "is_ext_shared_channel": false,
        "event_context": format!("4-{number:024x}"),
    })
}
