//! Every call that came, so that a test can assert "posted once". Kept in memory only, for as long as the process runs.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use shared::domain::{ChannelId, Timestamp};

/// One call of Slack's or the platform's methods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MadeCall {
    /// `chat.postMessage`, `conversationHistory` …
    pub method: String,
    /// The channel it named, right or wrong.
    pub channel: Option<ChannelId>,
    /// When it came.
    pub at: Timestamp,
    /// What became of it.
    pub ending: CallEnding,
}

/// What became of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CallEnding {
    /// It is held, or its caller hung up before it was done.
    Open,
    /// Done, and answered so.
    Done,
    /// Done, and its answer was held, lost or broken by a fault.
    DoneUnanswered,
    /// Refused with this error; limits included.
    Refused(String),
    /// Answered HTTP 500 or 429 by a fault, nothing done.
    Failed,
}

/// The list of calls.
#[derive(Debug, Default)]
pub(super) struct Calls(Mutex<Vec<MadeCall>>);

/// A call that has begun.
#[derive(Clone, Copy, Debug)]
pub(super) struct CallNumber(usize);

impl Calls {
    /// Notes that a call came.
    pub(super) fn begin(&self, method: &str, channel: Option<&str>, at: Timestamp) -> CallNumber {
        let mut list = self.list();
        list.push(MadeCall {
            method: method.to_owned(),
            channel: channel.map(ChannelId::new),
            at,
            ending: CallEnding::Open,
        });
        CallNumber(list.len() - 1)
    }

    /// Notes what became of it.
    pub(super) fn end(&self, number: CallNumber, ending: CallEnding) {
        if let Some(call) = self.list().get_mut(number.0) {
            call.ending = ending;
        }
    }

    /// All calls in the order they came.
    pub(super) fn all(&self) -> Vec<MadeCall> {
        self.list().clone()
    }

    fn list(&self) -> MutexGuard<'_, Vec<MadeCall>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
