//! What was sent to a customer (`contracts/stella.md` 4.4). What we send ourselves comes back so, as [`By::Manual`].

use serde_json::Value;

use super::content::{self, Content};
use crate::chatbot::id::id;
use crate::chatbot::time::time;
use crate::domain::{CustomerText, MemberId, Timestamp};

/// Something that was sent to a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Echo {
    /// The customer.
    pub member: MemberId,
    /// The platform's id of it, as the send's result names it. It may be missing.
    pub message_id: Option<String>,
    /// What it says; `None` where it is no text.
    pub text: Option<CustomerText>,
    /// When, by the platform.
    pub at: Option<Timestamp>,
    /// Who sent it.
    pub by: By,
}

/// Who sent something to a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The bot.
    Bot,
    /// Somebody through the API: we, or another tool.
    Manual,
    /// An integration of the platform's.
    Relay,
    /// A broadcast to many.
    Broadcast,
}

/// Who sent it, by the outer type and the event's type; `None` when it is not outbound.
pub(super) fn by(kind: &str, event: &str) -> Option<By> {
    match (event, kind) {
        ("BROADCAST_OUTBOUND", _) => Some(By::Broadcast),
        ("BOT_OUTBOUND", _) | (_, "BOT") => Some(By::Bot),
        (_, "RELAY") => Some(By::Relay),
        (event, kind) => (kind == "MANUAL" || event.ends_with("_OUTBOUND")).then_some(By::Manual),
    }
}

pub(super) fn read(by: By, member: MemberId, body: &Value) -> Echo {
    let message = body.get("messageEvent").filter(|message| message.is_object());
    let field = |name: &str| message.and_then(|message| message.get(name)).or_else(|| body.get(name));
    let text = message.and_then(|message| match content::read(message) {
        Content::Text(text) => Some(text),
        Content::Thing(_) => None,
    });
    Echo { member, message_id: field("messageId").and_then(id), text, at: field("timestamp").and_then(time), by }
}
