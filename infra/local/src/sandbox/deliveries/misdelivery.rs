//! Deliveries that go wrong on demand: more than once, in another order, late, or held back until told.

use std::collections::BTreeSet;
use std::time::Duration;

use shared::domain::Timestamp;

use super::pending::{Deliveries, Pending};
use super::{Delivery, Keys, Target, signing};

/// What goes wrong. Seeded: the same plan does the same to the same deliveries. Kept in memory only, as faults are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misdelivery {
    /// Each is delivered at least and at most so many times.
    pub copies: (u8, u8),
    /// Shuffles what is due together.
    pub shuffle: bool,
    /// How long each waits before it is sent.
    pub delay: Duration,
    /// Nothing is sent until another plan is made.
    pub hold: bool,
    /// Decides copies and order.
    pub seed: u64,
}

impl Default for Misdelivery {
    fn default() -> Self {
        Self { copies: (1, 1), shuffle: false, delay: Duration::ZERO, hold: false, seed: 0 }
    }
}

impl Misdelivery {
    /// How many times the delivery of this number is sent.
    fn copies_of(&self, number: u64) -> u64 {
        let (least, most) = self.copies;
        let spread = u64::from(most.saturating_sub(least)) + 1;
        (u64::from(least) + mixed(self.seed, number) % spread).max(1)
    }

    /// Where it stands among those that are due together.
    fn place_of(&self, number: u64) -> u64 {
        if self.shuffle { mixed(self.seed.wrapping_add(1), number) } else { number }
    }
}

/// `SplitMix64` over seed and number: well spread, and the same on every machine.
fn mixed(seed: u64, number: u64) -> u64 {
    let mut bits = seed.wrapping_add(number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

/// Sends what is pending as planned; knows what is in flight.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Dispatch {
    plan: Misdelivery,
    in_flight: BTreeSet<u64>,
}

impl Dispatch {
    /// Changes the plan.
    pub(in crate::sandbox) fn plan(&mut self, plan: Misdelivery) {
        self.plan = plan;
    }

    /// What is queued of one delivery: itself, and the copies that are planned.
    pub(in crate::sandbox) fn copies(&self, number: u64, target: Target, body: &str, now: Timestamp) -> Vec<Pending> {
        let one = Pending::new(target, body.to_owned(), now.after(self.plan.delay));
        (0..self.plan.copies_of(number)).map(|_| one.clone()).collect()
    }

    /// The next one that is due, now in flight.
    pub(in crate::sandbox) fn take(
        &mut self,
        deliveries: &Deliveries,
        target: Option<Target>,
        keys: &Keys,
        now: Timestamp,
    ) -> Option<Delivery> {
        let due = self.waiting(deliveries, target).filter(|(_, pending)| pending.due <= now);
        let (id, pending) = due.min_by_key(|(id, _)| self.plan.place_of(*id))?;
        let delivery = signing::signed(id, pending, keys, now);
        self.in_flight.insert(id);
        Some(delivery)
    }

    /// An attempt has ended.
    pub(in crate::sandbox) fn landed(&mut self, id: u64) {
        self.in_flight.remove(&id);
    }

    /// When the next one is due.
    pub(in crate::sandbox) fn next_due(&self, deliveries: &Deliveries, target: Option<Target>) -> Option<Timestamp> {
        self.waiting(deliveries, target).map(|(_, pending)| pending.due).min()
    }

    fn waiting<'a>(
        &'a self,
        deliveries: &'a Deliveries,
        target: Option<Target>,
    ) -> impl Iterator<Item = (u64, &'a Pending)> {
        let is_asked = move |pending: &Pending| target.is_none_or(|target| pending.target == target);
        let all = deliveries.iter().filter(|_| !self.plan.hold);
        all.filter(move |(id, pending)| is_asked(pending) && !self.in_flight.contains(id))
    }
}
