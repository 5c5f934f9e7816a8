//! A message in a queue, and where it stands.

use serde::{Deserialize, Serialize};
use shared::domain::Timestamp;

use super::content::Content;
use super::receipt::Receipt;

/// One message in a queue. No `Debug`: bodies are customers' texts.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// `MessageId`.
    pub id: String,
    /// Its place: greater than that of each message sent before.
    pub sequence: u64,
    /// What the sender gave.
    pub content: Content,
    /// `MessageGroupId`.
    pub group: Option<String>,
    /// `MessageDeduplicationId`, or what takes its place.
    pub deduplication_id: Option<String>,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Hidden until then: delayed while it has no receipt, in flight while it has.
    pub visible_at: Timestamp,
    /// How often it was received.
    pub receive_count: u32,
    /// When it was received first.
    pub first_received_at: Option<Timestamp>,
    /// Its last receive in this queue.
    pub last_receive: Option<Receive>,
    /// `DeadLetterQueueSourceArn`: where it came from.
    pub dead_letter_source: Option<String>,
}

/// A receive of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receive {
    /// The handle that was given out.
    pub receipt: Receipt,
    /// When.
    pub at: Timestamp,
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// To be received (in a FIFO queue: when its group's turn comes).
    Visible,
    /// Not yet to be received.
    Delayed,
    /// Received, and neither deleted nor visible again.
    InFlight,
}

impl Message {
    /// Where it stands.
    pub fn standing(&self, now: Timestamp) -> Standing {
        match self.last_receive {
            _ if self.visible_at <= now => Standing::Visible,
            Some(_) => Standing::InFlight,
            None => Standing::Delayed,
        }
    }

    /// Whether the handle is that of its last receive.
    pub(super) fn is_held_by(&self, receipt: &Receipt) -> bool {
        self.last_receive.as_ref().is_some_and(|last| last.receipt == *receipt)
    }
}
