//! The app was removed from a workspace, or its token was revoked: the token goes, and a job closes the tickets.
//!
//! Slack tells it by two events, in either order, perhaps one only, each perhaps twice (`contracts/slack.md` 6.3). The
//! first that comes does it all; who comes second finds no token.

use super::Ports;
use super::hearing::Heard;
use super::ringing::ring;
use crate::domain::{Timestamp, UserId, WorkspaceId};
use crate::job::{Job, JobKind, Lane, LaneKey, Owner};
use crate::store::{Put, StoreError};

/// That it was removed, as Slack tells it.
pub(super) struct Removal<'a> {
    pub(super) workspace: &'a WorkspaceId,
    /// The same for each delivery of this event.
    pub(super) event_id: &'a str,
    /// When, in whole seconds.
    pub(super) at: Timestamp,
}

/// The app was removed. An event of before the installation that stands is late and changes nothing; so does one of the
/// same second, of which nobody can say which was first: a workspace that is installed and taken for removed would be
/// deaf, while one that is removed and taken for installed is told of by the operator's log.
pub(super) async fn removed(ports: &Ports, removal: &Removal<'_>) -> Result<Heard, StoreError> {
    let Removal { workspace, event_id, at } = *removal;
    let now = ports.clock.now();
    let then = Job {
        id: event_id.to_owned(),
        lane: LaneKey { workspace: workspace.clone(), owner: Owner::Workspace, lane: Lane::Installation },
        order: now.millis(),
        first_received: now,
        kind: JobKind::CloseTickets { uninstalled_at: at },
    };
    let put = ports.store.uninstall(workspace, at, &then).await?;
    // Also the second time: the first may have died before it could ring.
    ring(ports, &[then.lane]).await;
    if put == Put::Duplicate {
        return Ok(Heard::Nothing);
    }
    tracing::warn!(slack.team_id = %workspace, "the app was removed from the workspace: its tickets are closed");
    Ok(Heard::Noted)
}

/// Tokens were revoked: it counts if our bot's is among them.
pub(super) async fn revoked(ports: &Ports, removal: &Removal<'_>, bots: &[UserId]) -> Result<Heard, StoreError> {
    if bots.is_empty() {
        return Ok(Heard::Nothing);
    }
    let installation = ports.store.installation(removal.workspace).await?;
    match installation.filter(|installation| bots.contains(&installation.bot_user)) {
        Some(_) => removed(ports, removal).await,
        None => Ok(Heard::Nothing),
    }
}
