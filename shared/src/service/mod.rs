//! The use cases: load through the ports, ask the domain, commit its answer with what it causes.
//!
//! One file a use case family. Nothing here decides what a ticket may do, and nothing here knows a wire format.

mod ids;
mod looking_up;
mod outbox;
mod patience;
pub mod requests;
mod scene;
mod showing;
pub mod sweeping;
pub mod working;

use std::sync::Arc;

use crate::chatbot::Chatbot;
use crate::clock::{Clock, Random};
use crate::queue::Queue;
use crate::seal::Seal;
use crate::slack::Slack;
use crate::store::Store;

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
