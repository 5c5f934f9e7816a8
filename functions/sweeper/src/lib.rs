//! Each minute: rings for what is due. Invoked by hand with `{"redrive":{"workspace":"T…"}}`, it brings a workspace's
//! parked jobs back to their lanes.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use shared::domain::{Timestamp, WorkspaceId};
use shared::service::Ports;
use shared::service::sweeping::{redrive, sweep};
use shared::store::StoreError;

/// What is left for finishing a page when the function is about to be stopped.
const ONE_PAGE: Duration = Duration::from_secs(5);

/// What the sweeper is invoked with. The schedule's own event has none of these fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Invocation {
    /// Bring parked jobs back instead of sweeping.
    #[serde(default)]
    pub redrive: Option<Redrive>,
}

/// Whose parked jobs are brought back.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Redrive {
    /// The workspace.
    pub workspace: WorkspaceId,
}

/// What was done: the invocation's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// A sweep.
    Swept {
        /// Items that were due.
        due: usize,
        /// Lanes that were rung for.
        lanes: usize,
    },
    /// A redrive.
    Redriven {
        /// Jobs that are back in their lanes.
        jobs: usize,
    },
}

/// Sweeps, or redrives. `deadline` is when the function is stopped.
pub async fn handle(ports: &Ports, invocation: Invocation, deadline: Timestamp) -> Result<Done, StoreError> {
    let done = if let Some(Redrive { workspace }) = invocation.redrive {
        Done::Redriven { jobs: redrive(ports, &workspace).await? }
    } else {
        let swept = sweep(ports, deadline.before(ONE_PAGE)).await?;
        Done::Swept { due: swept.due, lanes: swept.lanes }
    };
    tracing::info!(done = ?done, "sweeper done");
    Ok(done)
}
