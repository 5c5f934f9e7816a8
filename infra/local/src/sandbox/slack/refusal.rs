//! How a call ends when it is not done.

use std::time::Duration;

use serde_json::{Map, Value, json};
use shared::domain::UserId;

/// A refused call: HTTP 200 with `ok: false`, or 429.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// Slack's name for it.
    pub(super) error: String,
    /// What stands beside it: which argument or block is wrong, which scope is missing.
    pub(super) detail: Detail,
}

/// What stands beside an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    /// Nothing.
    None,
    /// What is wrong, each with its place (`contracts/slack.md` 1): in `response_metadata.messages`.
    Messages(Vec<String>),
    /// The same, in `errors` too: what blocks are refused with.
    Blocks(Vec<String>),
    /// Which scopes would do, and which the token has.
    Scopes {
        /// Any one of these, by commas.
        needed: String,
        /// What the token has, by commas.
        provided: String,
    },
    /// People whom a call could not be done for, each with the error: in `errors`.
    People(Vec<(UserId, &'static str)>),
    /// HTTP 429 with this long to wait.
    Wait(Duration),
}

impl Refusal {
    /// An error with nothing beside it.
    pub(super) fn new(error: &str) -> Self {
        Self::with(error, Detail::None)
    }

    /// An error and its detail.
    pub(super) fn with(error: &str, detail: Detail) -> Self {
        Self { error: error.to_owned(), detail }
    }

    /// `invalid_arguments`, saying which and why.
    pub(super) fn arguments(message: impl Into<String>) -> Self {
        Self::with("invalid_arguments", Detail::Messages(vec![message.into()]))
    }

    /// In one line, for who can't be given the body.
    pub(super) fn told(&self) -> String {
        match &self.detail {
            Detail::Messages(messages) | Detail::Blocks(messages) => format!("{}: {}", self.error, messages.join("; ")),
            _ => self.error.clone(),
        }
    }

    /// Seconds of `Retry-After`, when it is a 429.
    pub(super) fn retry_after(&self) -> Option<u64> {
        match self.detail {
            Detail::Wait(wait) => Some(wait.as_millis().div_ceil(1000).max(1).try_into().unwrap_or(u64::MAX)),
            _ => None,
        }
    }

    /// The body.
    pub(super) fn body(&self) -> Map<String, Value> {
        let mut body = Map::new();
        body.insert("ok".into(), json!(false));
        body.insert("error".into(), json!(self.error));
        match &self.detail {
            Detail::None | Detail::Wait(_) => {}
            Detail::Messages(messages) => {
                body.insert("response_metadata".into(), told(messages));
            }
            Detail::Blocks(messages) => {
                body.insert("errors".into(), json!(messages));
                body.insert("response_metadata".into(), told(messages));
            }
            Detail::People(people) => {
                let one = |(user, error): &(UserId, &str)| json!({"user": user, "ok": false, "error": error});
                body.insert("errors".into(), people.iter().map(one).collect());
            }
            Detail::Scopes { needed, provided } => {
                body.insert("needed".into(), json!(needed));
                body.insert("provided".into(), json!(provided));
            }
        }
        body
    }
}

fn told(messages: &[String]) -> Value {
    let messages: Vec<String> = messages.iter().map(|message| format!("[ERROR] {message}")).collect();
    json!({ "messages": messages })
}
