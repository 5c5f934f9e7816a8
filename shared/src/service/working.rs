//! A lane's turn: its jobs in order, each claimed, rendered from the state as it is now, called once and recorded.

use std::time::Duration;

use super::{Outside, Ports, looking_up, showing};
use crate::domain::Timestamp;
use crate::job::{JobKind, Lane, LaneKey};
use crate::store::{PendingJob, StoreError};

/// How many jobs of a lane are read at once.
const PAGE: usize = 50;

/// How long to leave a job alone that someone else took a moment ago.
pub(super) const TAKEN: Duration = Duration::from_secs(1);

/// How a lane's turn ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worked {
    /// Nothing is pending.
    Empty,
    /// The first job waits until then.
    Waits {
        /// When it can be taken.
        until: Timestamp,
    },
    /// More is pending, and no time is left.
    MoreToDo,
}

/// How one job's step ended.
pub(super) enum Step {
    /// It is done, parked or given back: look at the lane again.
    Went,
    /// The lane waits until then.
    Waits(Timestamp),
}

/// Works a lane until nothing is pending, its first job has to wait, or `until`.
pub async fn work(ports: &Ports, outside: &Outside, lane: &LaneKey, until: Timestamp) -> Result<Worked, StoreError> {
    loop {
        let now = ports.clock.now();
        if now >= until {
            return Ok(Worked::MoreToDo);
        }
        let jobs = ports.store.pending(lane, PAGE).await?;
        let Some(head) = jobs.first() else { return Ok(Worked::Empty) };
        let ready = head.ready_at(now);
        if ready > now {
            return Ok(Worked::Waits { until: ready });
        }
        if let Step::Waits(until) = step(ports, outside, &jobs, head).await? {
            return Ok(Worked::Waits { until });
        }
    }
}

async fn step(ports: &Ports, outside: &Outside, jobs: &[PendingJob], head: &PendingJob) -> Result<Step, StoreError> {
    match (&head.job.kind, &head.job.lane.lane) {
        (JobKind::Show { channel }, Lane::Show(thing)) => {
            let showing = showing::Showing { ports, outside, jobs, head, thing, hint: channel.as_ref() };
            // Boxed: a lane's turn would otherwise be as large as the largest of its steps.
            Box::pin(showing.step()).await
        }
        (JobKind::LookUp { ticket, what, bot }, _) => {
            let looking_up = looking_up::LookingUp { ports, outside, head, ticket, what: *what, bot };
            Box::pin(looking_up.step()).await
        }
        (JobKind::Show { .. } | JobKind::Unknown, _) => {
            tracing::error!(job.id = %head.job.id, "job of a kind that this release does not know: parked");
            ports.store.park(head, "unknown kind", &[], ports.clock.now()).await?;
            Ok(Step::Went)
        }
    }
}
