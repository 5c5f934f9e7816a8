//! What Slack sends us, as our own small types (`contracts/slack.md` 6). Only a verified body is read.
//!
//! Fields that we don't know are passed over; those that are missing or odd fail a payload only where nothing could be
//! done with it. Nothing here prints what a person wrote.

pub mod events;
pub mod interaction;
mod message;
mod view;

use serde_json::Value;
use thiserror::Error;

use super::field::{flag, text};
use super::{BotId, FileId, Ourselves, SlackAppId, ViewId};
pub use message::{MessageEvent, SlackFile, mentions};
pub use view::{Values, ViewState};

/// A payload that nothing can be done with. `Display` is the text for the log, which quotes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// The body is not a JSON object.
    #[error("not a JSON object")]
    NotJson,
    /// The body is not a form with a payload in it.
    #[error("no payload in the form")]
    NoPayload,
    /// What can't be done without is not there, or of another type.
    #[error("no usable {0}")]
    Missing(&'static str),
}

/// A body as a JSON object.
fn object(body: &[u8]) -> Result<Value, Unreadable> {
    serde_json::from_slice(body).ok().filter(Value::is_object).ok_or(Unreadable::NotJson)
}

/// A text that can't be done without. The name is its place, for the log.
fn needed<'a>(value: &'a Value, pointer: &str, name: &'static str) -> Result<&'a str, Unreadable> {
    text(value, pointer).ok_or(Unreadable::Missing(name))
}

#[cfg(test)]
mod tests;
