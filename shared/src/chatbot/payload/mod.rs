//! What the platform's webhook reports: read from a verified body, and classified in the order of
//! `contracts/stella.md` 4.1. Every field may be absent, null or of another type; what names no customer, and what the
//! contract doesn't know, is told as [`Report::Other`] and dropped by whoever reads it.

mod classify;
mod content;
mod delivery_id;
mod outbound;
mod status;

use serde_json::Value;

use super::signature::Verified;
use crate::domain::{AppId, BotChannelId, CustomerText, MemberId, Timestamp};

pub use content::{Content, Kind, Thing};
pub use delivery_id::DeliveryId;
pub use outbound::{By, Echo};
pub use status::{MessageStatus, Of, Status};

/// One delivery of the webhook. It reports one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The bot channel that it names: another than the connection's is not believed.
    pub channel: Option<BotChannelId>,
    /// The app that it names.
    pub app: Option<AppId>,
    /// What it reports.
    pub report: Report,
}

/// What is reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// A customer said something.
    Said(Box<Said>),
    /// What became of a message to a customer.
    Status(Status),
    /// Something was sent to a customer: by us, by the bot, or by another tool.
    Echo(Echo),
    /// Whether humans answer these customers, as it is now on the platform. It may be the report of our own toggle, and
    /// it may be late: ask the platform before anything is closed (`architecture.md`).
    LiveChat {
        /// Whom. At most 1,000.
        members: Vec<MemberId>,
        /// True: humans answer, the bot is silent.
        live_chat: bool,
    },
    /// Something else about these customers changed.
    MemberChanged {
        /// Whose. At most 1,000.
        members: Vec<MemberId>,
    },
    /// Nothing for us: a raw body of the messenger's own, a node that was triggered, what is not known.
    Other {
        /// What it says it is, for the log: a word of the platform's, never a customer's.
        kind: String,
    },
}

/// What a customer said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The customer.
    pub member: MemberId,
    /// When, by the platform. `None` where it doesn't say: then take the time it came.
    pub at: Option<Timestamp>,
    /// The same for each delivery of the same message.
    pub id: DeliveryId,
    /// What.
    pub content: Content,
    /// The customer's name, which some webhooks carry along (`contracts/stella.md` 4.1).
    pub name: Option<CustomerText>,
}

/// Why a verified body can't be read. It quotes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not JSON.
    #[error("the body is not JSON")]
    NotJson,
    /// JSON, but not an object.
    #[error("the body is not a JSON object")]
    NotAnObject,
}

/// Reads a verified body.
pub fn read(verified: Verified<'_>) -> Result<Delivery, Unreadable> {
    let body: Value = serde_json::from_slice(verified.body()).map_err(|_| Unreadable::NotJson)?;
    if body.is_object() { Ok(classify::delivery(&body)) } else { Err(Unreadable::NotAnObject) }
}

#[cfg(test)]
mod tests;
