//! Repeating a write that met another one.

use std::time::Duration;

use super::Ports;
use crate::domain::Timestamp;
use crate::store::{Commit, Ending, StoreError};

/// How long a contended write is repeated before its caller is told (`architecture.md`, "State").
const PATIENCE: Duration = Duration::from_millis(1500);

/// The longest pause before the first repeat; doubled each time. Each pause is drawn from zero on (full jitter), so
/// that writers who met once don't meet again.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// Commits, and repeats the same write while it is contended. [`Ending::Contended`] only after [`PATIENCE`].
pub(super) async fn commit(ports: &Ports, commit: &Commit) -> Result<Ending, StoreError> {
    let begun = ports.clock.now();
    let mut longest = FIRST_PAUSE;
    loop {
        let ending = ports.store.commit(commit).await?;
        let Some(pause) = pause_after(&ending, longest, ports.random.bits()) else { return Ok(ending) };
        if is_over(begun, ports.clock.now(), pause) {
            return Ok(ending);
        }
        ports.clock.pause(pause).await;
        longest = longest.saturating_mul(2);
    }
}

fn pause_after(ending: &Ending, longest: Duration, fresh: u128) -> Option<Duration> {
    let jitter = u64::try_from(fresh % longest.as_micros().max(1)).unwrap_or(0);
    matches!(ending, Ending::Contended).then_some(Duration::from_micros(jitter))
}

fn is_over(begun: Timestamp, now: Timestamp, pause: Duration) -> bool {
    now.since(begun).saturating_add(pause) > PATIENCE
}
