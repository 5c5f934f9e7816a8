//! The lane `installation`, once the app is installed again: what was parked until then goes back to its lanes, a page a
//! step. A new installation mends what most of it was parked for: a token that works no more, a scope that was missing.

use super::outbox::distinct;
use super::ringing::ring;
use super::turn::Turn;
use super::working::Step;
use crate::domain::Timestamp;
use crate::store::{Put, StoreError};

/// How many jobs are brought back in one step.
const PAGE: usize = 25;

/// One step. What is parked since then is not brought back by this.
pub(super) async fn step(turn: Turn<'_>, installed_at: Timestamp) -> Result<Step, StoreError> {
    let store = &turn.ports.store;
    let mut parked = store.parked(turn.workspace(), PAGE).await?;
    parked.retain(|parked| parked.at <= installed_at);
    let (now, mut brought_back) = (turn.ports.clock.now(), 0);
    for job in &parked {
        brought_back += usize::from(store.redrive(job, now).await? == Put::Stored);
    }
    ring(turn.ports, &distinct(parked.iter().map(|parked| &parked.job.lane))).await;
    // The index is read a moment behind its table: a page without a fresh job is the end.
    if brought_back == 0 {
        return turn.done("nothing is parked of before the installation").await;
    }
    tracing::info!(jobs = brought_back, "the app is installed again: parked jobs are brought back");
    Ok(Step::Went)
}
