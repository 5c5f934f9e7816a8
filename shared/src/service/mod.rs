//! The use cases: load through the ports, ask the domain, commit its answer with what it causes.
//!
//! One file a use case family. Nothing here decides what a ticket may do, and nothing here knows a wire format.

mod asking;
mod bringing_back;
mod channels;
mod checking;
mod checklist;
mod clearing;
mod clicking;
mod closing;
pub mod consenting;
pub mod control;
mod deciding;
mod dressing;
mod entering;
mod explaining;
pub mod hearing;
mod ids;
pub mod installing;
mod looking_up;
mod marking;
mod noting;
mod outbox;
pub mod panels;
mod patience;
pub mod picking;
mod posting;
mod reception;
mod repeating;
pub mod replying;
pub mod reporting;
pub mod requests;
mod ringing;
mod scene;
mod seating;
mod sending;
mod setting_up;
mod showing;
pub mod sweeping;
mod telling;
pub mod testing;
mod timing;
mod toggling;
mod turn;
mod uninstalling;
pub mod working;

use std::sync::Arc;

use crate::chatbot::Chatbot;
use crate::clock::{Clock, Random};
use crate::queue::Queue;
use crate::seal::Seal;
use crate::slack::Slack;
use crate::store::Store;

pub use clicking::Click;

/// What every service needs: the state, the doorbell, time and randomness.
#[derive(Clone)]
pub struct Ports {
    /// The table.
    pub store: Arc<dyn Store>,
    /// The doorbell.
    pub queue: Arc<dyn Queue>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Fresh ids and jitter.
    pub random: Arc<dyn Random>,
}

/// What the functions that people wait at need beside [`Ports`]: Slack, for modals, and the key that opens tokens.
#[derive(Clone)]
pub struct Reception {
    /// Slack.
    pub slack: Arc<dyn Slack>,
    /// Opens tokens, and seals where people are answered.
    pub seal: Arc<Seal>,
}

/// What only the worker needs: the two other sides, and the key that opens their tokens.
#[derive(Clone)]
pub struct Outside {
    /// Slack.
    pub slack: Arc<dyn Slack>,
    /// The chatbot platform.
    pub chatbot: Arc<dyn Chatbot>,
    /// Opens tokens.
    pub seal: Arc<Seal>,
}

/// Until when the transcript keeps what is settled now, in seconds since 1970; none: for good.
fn retention(settings: Option<&crate::domain::WorkspaceSettings>, now: crate::domain::Timestamp) -> Option<i64> {
    let days =
        settings.map_or_else(|| crate::domain::WorkspaceSettings::default().retention_days, |it| it.retention_days);
    (days > 0).then(|| now.seconds().saturating_add(i64::from(days) * 24 * 3600))
}
