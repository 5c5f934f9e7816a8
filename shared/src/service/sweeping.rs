//! The periodic look at what is due: a doorbell that was lost, a job that waited longer than a message can be hidden.

use std::time::Duration;

use super::Ports;
use super::outbox::distinct;
use crate::domain::{Timestamp, WorkspaceId};
use crate::store::{DueLane, Put, StoreError};

/// How long a lane that was rung for is left alone.
const RUNG: Duration = Duration::from_mins(1);

/// How many due items are read at once.
const PAGE: usize = 100;

/// How many shards the due index has.
const SHARDS: u8 = crate::store::DUE_SHARDS;

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Items that were due.
    pub due: usize,
    /// Lanes that were rung for.
    pub lanes: usize,
}

/// Rings for every lane with something due, and moves the due times on. Stops at `until`; the next sweep goes on.
pub async fn sweep(ports: &Ports, until: Timestamp) -> Result<Swept, StoreError> {
    let mut swept = Swept::default();
    for shard in 0..SHARDS {
        while ports.clock.now() < until {
            let found = sweep_page(ports, shard, &mut swept).await?;
            if found < PAGE {
                break;
            }
        }
    }
    Ok(swept)
}

async fn sweep_page(ports: &Ports, shard: u8, swept: &mut Swept) -> Result<usize, StoreError> {
    let now = ports.clock.now();
    let due = ports.store.due(shard, now, PAGE).await?;
    let lanes = distinct(due.iter().map(|due| &due.lane));
    if lanes.is_empty() {
        return Ok(0);
    }
    // First the doorbell, then the time: dying between the two rings once too often, never once too few.
    if let Err(error) = ports.queue.ring(&lanes, ports.random.bits()).await {
        tracing::warn!(error.cause = %error, lanes = lanes.len(), "sweep could not ring");
        return Ok(0);
    }
    swept.due += due.len();
    swept.lanes += lanes.len();
    move_on(ports, &due, now.after(RUNG)).await?;
    Ok(due.len())
}

async fn move_on(ports: &Ports, due: &[DueLane], next: Timestamp) -> Result<(), StoreError> {
    for due in due {
        ports.store.rang(due, next).await?;
    }
    Ok(())
}

/// Brings a workspace's parked jobs back to their lanes, at the tail, with their attempts forgotten. Gives how many.
pub async fn redrive(ports: &Ports, workspace: &WorkspaceId) -> Result<usize, StoreError> {
    let mut readied = 0;
    loop {
        let parked = ports.store.parked(workspace, PAGE).await?;
        let now = ports.clock.now();
        let mut again = 0;
        for job in &parked {
            again += usize::from(ports.store.redrive(job, now).await? == Put::Stored);
        }
        let lanes = distinct(parked.iter().map(|parked| &parked.job.lane));
        if !lanes.is_empty()
            && let Err(error) = ports.queue.ring(&lanes, ports.random.bits()).await
        {
            tracing::warn!(error.cause = %error, "redriven jobs wait for the sweeper");
        }
        readied += again;
        // The index is read a moment behind its table: a page without a fresh job is the end.
        if again == 0 {
            return Ok(readied);
        }
    }
}
