//! What became of a message that was sent to a customer (`contracts/stella.md` 4.3). Reports may come before the send's
//! own answer, more than once and out of order: apply them so that none takes a later one back.

use serde_json::Value;

use crate::chatbot::id::id;
use crate::chatbot::time::time;
use crate::chatbot::told::told;
use crate::domain::{CustomerText, MemberId, Timestamp};

/// How deep a failure's error is looked for.
const DEPTH_MAX: usize = 6;

/// A report on messages to one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The customer.
    pub member: MemberId,
    /// Which messages.
    pub of: Of,
    /// What became of them.
    pub status: MessageStatus,
    /// When, by the platform.
    pub at: Option<Timestamp>,
}

/// Which messages a status is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// The one with this id: the platform's, as a send's result names it.
    Message(String),
    /// All up to this time.
    UpTo(Timestamp),
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageStatus {
    /// It left the platform.
    Sent,
    /// It is on the customer's device.
    Delivered,
    /// The customer has seen it.
    Read,
    /// It did not arrive, and will not.
    Failed {
        /// The messenger's number for it, such as WhatsApp's 131047: over 24 hours since the customer wrote.
        code: Option<i64>,
        /// Its words for it, for an agent: one line of at most 200 characters. Show it escaped.
        reason: Option<CustomerText>,
    },
    /// It was taken back.
    Deleted,
}

/// Reads a status of this type; `None` when the type is none, or nothing says which message it is of.
pub(super) fn read(kind: &str, member: &MemberId, body: &Value) -> Option<Status> {
    let status = match kind {
        "SENT" => MessageStatus::Sent,
        "DELIVERED" | "DELIVERY" => MessageStatus::Delivered,
        "READ" => MessageStatus::Read,
        "FAILED" => failed(body),
        "DELETED" => MessageStatus::Deleted,
        _ => return None,
    };
    let at = body.get("timestamp").and_then(time);
    Some(Status { member: member.clone(), of: of(body)?, status, at })
}

/// Whether this type is a report on a message, and never a customer's words.
pub(super) fn is_status(kind: &str) -> bool {
    matches!(kind, "SENT" | "DELIVERED" | "DELIVERY" | "READ" | "FAILED" | "DELETED")
}

fn of(body: &Value) -> Option<Of> {
    let named = [body.pointer("/data/messageId"), body.get("messageId")].into_iter().flatten().find_map(id);
    let up_to = || body.pointer("/data/watermark").and_then(time);
    named.map(Of::Message).or_else(|| up_to().map(Of::UpTo))
}

fn failed(body: &Value) -> MessageStatus {
    let error = find(body, DEPTH_MAX);
    let first = error.map(|error| error.get(0).unwrap_or(error));
    MessageStatus::Failed {
        code: first.and_then(|error| error.get("code")).and_then(Value::as_i64),
        reason: error.and_then(|error| told(error, &[])),
    }
}

/// The error, wherever it stands: no page tells of a failure's body.
fn find(value: &Value, depth: usize) -> Option<&Value> {
    let depth = depth.checked_sub(1)?;
    match value {
        Value::Object(fields) => {
            let own = ["errors", "error", "err"].iter().find_map(|name| fields.get(*name));
            own.filter(|error| !error.is_null()).or_else(|| fields.values().find_map(|value| find(value, depth)))
        }
        Value::Array(list) => list.iter().find_map(|value| find(value, depth)),
        _ => None,
    }
}
