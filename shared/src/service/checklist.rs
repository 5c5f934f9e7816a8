//! The checklist of whoever installed the app: what ticks it.

use super::Ports;
use super::noting::checklist_job;
use super::ringing::ring;
use crate::domain::{SetUpStep, WorkspaceId};
use crate::store::{Put, StoreError};

/// Something of the set-up was seen to work. What comes of it is a tick: a store that is away loses it until the
/// checklist is brought up to date the next time, and nothing else.
pub(super) async fn seen(ports: &Ports, workspace: &WorkspaceId, step: SetUpStep) {
    if let Err(error) = note(ports, workspace, step).await {
        tracing::warn!(error.cause = %error, step = ?step, "the checklist was not ticked");
    }
}

async fn note(ports: &Ports, workspace: &WorkspaceId, step: SetUpStep) -> Result<(), StoreError> {
    let Some(set_up) = ports.store.stands(workspace).await?.set_up else { return Ok(()) };
    let at = ports.clock.now();
    let show = checklist_job(workspace, &set_up.installer, &format!("{step:?}").to_lowercase(), at);
    if ports.store.note_step(workspace, step, &show, at).await? == Put::Stored {
        ring(ports, &[show.lane]).await;
    }
    Ok(())
}
