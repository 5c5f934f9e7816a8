//! The queue: doorbells, and requests that the store could not take. [`sqs`] is the adapter.
//!
//! A doorbell names a lane and nothing else: the jobs stand in the table. One too many is harmless, one too few is
//! found by the sweeper.

#[cfg(feature = "adapters")]
pub mod sqs;

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};

use crate::digest;
use crate::domain::{Action, MemberId, Rejection, Settled, TicketId, Timestamp, WorkspaceId};
use crate::job::LaneKey;
use crate::seal::Sealed;
use crate::store::RelayKeyHash;

/// The version of the queue messages that this release writes.
pub const MESSAGE_VERSION: u32 = 1;

/// The longest that a message can be hidden (SQS: 12 hours; ours, `architecture.md`: a longer wait is the sweeper's).
pub const LONGEST_HIDE: Duration = Duration::from_mins(15);

/// What a queue message says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// The version of this form.
    pub v: u32,
    /// What it is about.
    #[serde(flatten)]
    pub about: About,
}

/// What a queue message is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A doorbell: this lane has something to do.
    Lane(LaneKey),
    /// A request that the store could not take.
    Intake(Intake),
    /// A private answer to a click that changed nothing.
    Reply(Box<PrivateReply>),
    /// What stands in the place of a question that somebody has answered.
    Settled(Box<Settlement>),
}

/// Why a click changed nothing, for whoever clicked. It carries no names and no texts: they are looked up when it is
/// told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivateReply {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Whose conversation it was about.
    pub member: MemberId,
    /// Where they are answered, sealed.
    pub url: Sealed,
    /// What they asked for.
    pub action: Action,
    /// Why nothing changed. None: too many asked at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejection: Option<Rejection>,
    /// When they clicked.
    pub at: Timestamp,
}

/// What became of a question or a failure, to stand in its place: nobody clicks a second time on what is settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Whose conversation it was about.
    pub member: MemberId,
    /// The click's address, sealed.
    pub url: Sealed,
    /// What became of it.
    pub settled: Settled,
}

/// A live chat request as it came, when the store could not be reached. Its `Debug` leaves the body out.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intake {
    /// The relay key's hash: the key itself stays out of the queue.
    pub key: RelayKeyHash,
    /// The ticket that the bot was told.
    pub ticket: TicketId,
    /// When it came.
    pub received_at: Timestamp,
    /// The body's bytes in base64: a queue takes XML's characters only.
    pub body: String,
}

impl Intake {
    /// A request as it came.
    pub fn new(key: RelayKeyHash, ticket: TicketId, received_at: Timestamp, body: &[u8]) -> Self {
        Self { key, ticket, received_at, body: BASE64.encode(body) }
    }

    /// The body's bytes; `None` when they can't be read.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        BASE64.decode(&self.body).ok()
    }
}

impl fmt::Debug for Intake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, ticket, received_at, body: _ } = self;
        let mut shown = f.debug_struct("Intake");
        shown.field("key", key).field("ticket", ticket).field("received_at", received_at).finish_non_exhaustive()
    }
}

impl Message {
    /// A doorbell for a lane.
    pub fn doorbell(lane: &LaneKey) -> Self {
        Self { v: MESSAGE_VERSION, about: About::Lane(lane.clone()) }
    }

    /// A request to be taken later.
    pub fn intake(intake: &Intake) -> Self {
        Self { v: MESSAGE_VERSION, about: About::Intake(intake.clone()) }
    }

    /// A private answer.
    pub fn reply(reply: &PrivateReply) -> Self {
        Self { v: MESSAGE_VERSION, about: About::Reply(Box::new(reply.clone())) }
    }

    /// What stands in a question's place.
    pub fn settled(settlement: &Settlement) -> Self {
        Self { v: MESSAGE_VERSION, about: About::Settled(Box::new(settlement.clone())) }
    }

    /// The FIFO group: one lane's doorbells follow each other, and nothing waits for another lane. A hash, since SQS
    /// takes 128 characters and a member id may be longer.
    pub fn group(&self) -> String {
        let name = match &self.about {
            About::Lane(lane) => lane.to_string(),
            About::Intake(intake) => format!("intake#{}#{}", intake.key.as_str(), intake.ticket),
            // They go by a queue without groups: nothing waits for them.
            About::Reply(reply) => format!("reply#{}", reply.url.text),
            About::Settled(settlement) => format!("settled#{}", settlement.url.text),
        };
        digest::hex(&name)
    }
}

/// How a received message is named when it is hidden or deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt(pub String);

/// The queue did not take it, or did not answer.
#[derive(Debug, thiserror::Error)]
#[error("the queue can't be reached: {0}")]
pub struct QueueError(pub String);

/// The doorbell queue.
#[async_trait]
pub trait Queue: Send + Sync {
    /// Rings for each lane, in one call for up to ten. `fresh` makes the deduplication ids: each ring is a new message.
    async fn ring(&self, lanes: &[LaneKey], fresh: u128) -> Result<(), QueueError>;

    /// Keeps a request until the store can be reached. At most 1 MiB.
    async fn keep(&self, intake: &Intake, fresh: u128) -> Result<(), QueueError>;

    /// Sends a private answer, by the queue of answers: no lane waits for it.
    async fn answer(&self, reply: &PrivateReply) -> Result<(), QueueError>;

    /// Sends what stands in a question's place, by the same queue.
    async fn settle(&self, settlement: &Settlement) -> Result<(), QueueError>;

    /// Hides a received message for a while, counted from now; it blocks its group meanwhile.
    async fn hide(&self, receipt: &Receipt, how_long: Duration) -> Result<(), QueueError>;

    /// Hides a received private answer for a while.
    async fn hide_answer(&self, receipt: &Receipt, how_long: Duration) -> Result<(), QueueError>;
}

#[cfg(test)]
mod tests {
    use super::{Intake, Message};
    use crate::domain::{MemberId, TicketId, Timestamp, WorkspaceId};
    use crate::job::{Lane, LaneKey, Owner, Thing};
    use crate::store::RelayKeyHash;

    fn lane(member: &str) -> LaneKey {
        let thing = Thing::Card { ticket: TicketId::new("TK1"), number: 1 };
        let owner = Owner::Conversation(MemberId::new(member));
        LaneKey { workspace: WorkspaceId::new("T1"), owner, lane: Lane::Show(thing) }
    }

    #[test]
    fn a_message_is_read_back_as_it_was_written() {
        let intake = Intake::new(RelayKeyHash::of("k"), TicketId::new("TK"), Timestamp::from_millis(5), b"{\xff}");
        assert_eq!(intake.bytes().unwrap(), b"{\xff}");
        for message in [Message::doorbell(&lane("m1")), Message::intake(&intake)] {
            let text = serde_json::to_string(&message).unwrap();
            assert_eq!(serde_json::from_str::<Message>(&text).unwrap(), message, "{text}");
        }
    }

    #[test]
    fn a_group_fits_sqs_however_long_the_member_id_is() {
        let group = Message::doorbell(&lane(&"é".repeat(2_000))).group();
        assert!(group.len() <= 128 && group.is_ascii(), "{group}");
        assert_ne!(group, Message::doorbell(&lane("m1")).group());
    }
}
