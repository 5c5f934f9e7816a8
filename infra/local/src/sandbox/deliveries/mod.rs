//! What the sandbox sends to us: Slack's events and interactions, the platform's webhook. Signed when it is sent, and at
//! least once: what is pending is part of the journaled state, written down in the line of the change that causes it.
//! What was taken and not told [`Sandbox::delivered`] is taken again after a restart.

pub(super) mod api;
mod misdelivery;
mod pending;
mod signing;

use serde::{Deserialize, Serialize};
use shared::domain::Timestamp;
use shared::secret::Secret;
use tokio::sync::watch;

pub(super) use misdelivery::Dispatch;
pub use misdelivery::Misdelivery;
pub use pending::{Deliveries, DeliveryChange, Pending};

use super::world::Cause;
use super::{Change, Sandbox};

/// Whom a delivery is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Target {
    /// `POST /slack/events`.
    SlackEvents,
    /// `POST /slack/interactivity`. Handed over by [`Sandbox::act`] at once; never pending.
    SlackInteractivity,
    /// `POST /chatbot/{connection}/events`.
    Chatbot,
}

/// One attempt to deliver, signed at the time at which it was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The sandbox's number for it; each copy has its own.
    pub id: u64,
    /// Whom it is for.
    pub target: Target,
    /// What stands in its head: content type, signature, what a retry says.
    pub headers: Vec<(String, String)>,
    /// The raw body, as it was signed.
    pub body: String,
    /// From 1.
    pub attempt: u32,
}

impl Delivery {
    /// One that is handed over at once, signed now.
    pub(super) fn at_once(id: u64, target: Target, body: String, keys: &Keys, now: Timestamp) -> Self {
        Self { id, target, headers: signing::heads(target, &body, keys, now), body, attempt: 1 }
    }
}

/// What the two sides sign with.
pub(super) struct Keys {
    /// Slack's signing secret.
    pub(super) slack: Secret,
    /// The bot channel's secret.
    pub(super) chatbot: Secret,
}

impl Sandbox {
    /// Everything that is due, in the order in which it is to be sent. It is in flight until [`Self::delivered`] is told.
    pub fn take_due(&self, now: Timestamp) -> Vec<Delivery> {
        std::iter::from_fn(|| self.world().take_next(None, now)).collect()
    }

    /// The next one that is due for a target, likewise.
    pub fn take_next(&self, target: Target, now: Timestamp) -> Option<Delivery> {
        self.world().take_next(Some(target), now)
    }

    /// Tells what became of an attempt: the HTTP status, or none when no answer came. 2xx ends the delivery; else it is
    /// tried again after a while, and given up after the last attempt.
    pub fn delivered(&self, id: u64, status: Option<u16>) {
        let now = self.now();
        let mut world = self.world();
        world.landed(id);
        let change = world.state().deliveries.ended(id, status, now);
        let change = change.map(Change::Delivery);
        if let Err(cause) = world.commit(change.into_iter().collect(), &Cause::at(now)) {
            tracing::error!(%cause, "the sandbox's journal can't be written");
        }
    }

    /// When the next delivery is due; none when nothing waits, or everything is in flight or held back.
    pub fn next_delivery_at(&self) -> Option<Timestamp> {
        self.world().next_due(None)
    }

    /// When the next one for a target is due.
    pub fn next_delivery_to(&self, target: Target) -> Option<Timestamp> {
        self.world().next_due(Some(target))
    }

    /// How many deliveries wait or are in flight, those held back included.
    pub fn pending_deliveries(&self) -> usize {
        self.world().state().deliveries.len()
    }

    /// Lets what is sent from now on go wrong as planned: see [`Misdelivery`]. The default plan sends once, in order, at
    /// once, and lets go what was held back.
    pub fn misdeliver(&self, plan: Misdelivery) {
        self.world().misdeliver(plan);
    }

    /// Says whenever something new may be due.
    pub fn deliveries_changed(&self) -> watch::Receiver<()> {
        self.world().changed()
    }
}
