//! What waits to be delivered, as the journal keeps it, and when it is tried again.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use shared::domain::Timestamp;

use super::Target;

/// How long until a delivery is tried again after its first, second and third attempt (`contracts/slack.md` 3). The
/// platform's policy is undocumented (`contracts/stella.md` 4.1): the sandbox plays the same.
const RETRIES: [Duration; 3] = [Duration::ZERO, Duration::from_mins(1), Duration::from_mins(5)];

/// Everything that waits, by its number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deliveries {
    last: u64,
    pending: BTreeMap<u64, Pending>,
}

/// One delivery that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Whom it is for.
    pub target: Target,
    /// The raw body.
    pub body: String,
    /// When it is to be sent.
    pub due: Timestamp,
    /// Attempts that failed.
    pub failed: u32,
    /// Why the last of them failed, in Slack's word.
    pub reason: Option<String>,
}

/// What happens to deliveries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeliveryChange {
    /// One was queued under the next number.
    Queued(Pending),
    /// A number was given to what is handed over at once.
    Numbered,
    /// An attempt failed, and there will be another one.
    Failed {
        /// Which.
        id: u64,
        /// When the next is due.
        due: Timestamp,
        /// Why it failed.
        reason: String,
    },
    /// It was taken, or given up.
    Ended {
        /// Which.
        id: u64,
    },
}

impl Pending {
    /// One that was not tried yet.
    pub fn new(target: Target, body: String, due: Timestamp) -> Self {
        Self { target, body, due, failed: 0, reason: None }
    }
}

impl Deliveries {
    /// Applies one change.
    pub(in crate::sandbox) fn apply(&mut self, change: DeliveryChange) {
        match change {
            DeliveryChange::Queued(pending) => {
                self.last += 1;
                self.pending.insert(self.last, pending);
            }
            DeliveryChange::Numbered => self.last += 1,
            DeliveryChange::Failed { id, due, reason } => {
                if let Some(pending) = self.pending.get_mut(&id) {
                    pending.failed += 1;
                    pending.due = due;
                    pending.reason = Some(reason);
                }
            }
            DeliveryChange::Ended { id } => drop(self.pending.remove(&id)),
        }
    }

    /// The number that the next delivery will have.
    pub(in crate::sandbox) fn next_number(&self) -> u64 {
        self.last + 1
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.pending.len()
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// Everything that waits, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &Pending)> {
        self.pending.iter().map(|(id, pending)| (*id, pending))
    }

    /// What an attempt's end means; nothing when the delivery is over already.
    pub(super) fn ended(&self, id: u64, status: Option<u16>, now: Timestamp) -> Option<DeliveryChange> {
        let pending = self.pending.get(&id)?;
        let wait = usize::try_from(pending.failed).ok().and_then(|failed| RETRIES.get(failed));
        Some(match (status, wait) {
            (Some(200..=299), _) | (_, None) => DeliveryChange::Ended { id },
            (status, Some(wait)) => DeliveryChange::Failed { id, due: now.after(*wait), reason: reason(status) },
        })
    }
}

/// Slack's word for a failed attempt (`contracts/slack.md` 3).
fn reason(status: Option<u16>) -> String {
    if status.is_some() { "http_error" } else { "http_timeout" }.to_owned()
}
