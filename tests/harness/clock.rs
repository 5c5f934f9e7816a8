//! The one virtual clock, and seeded randomness.

use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use shared::clock::{Clock, Random};
use shared::domain::Timestamp;

/// When every story begins: 2026-11-22 10:00 UTC.
const BEGINNING: Timestamp = Timestamp::from_millis(1_795_341_600_000);

/// Time that passes only when the harness says so, or when somebody pauses.
#[derive(Debug)]
pub struct VirtualClock(Mutex<Timestamp>);

impl Default for VirtualClock {
    fn default() -> Self {
        Self(Mutex::new(BEGINNING))
    }
}

impl VirtualClock {
    /// Moves on to a time; never back.
    pub fn move_to(&self, time: Timestamp) {
        let mut now = self.0.lock().expect("nobody panics with the clock");
        *now = time.max(*now);
    }

    /// Moves on by a while.
    pub fn pass(&self, a_while: Duration) {
        self.move_to(self.now().after(a_while));
    }
}

#[async_trait]
impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().expect("nobody panics with the clock")
    }

    /// Who pauses moves the time on: nobody else waits for it.
    async fn pause(&self, how_long: Duration) {
        self.pass(how_long);
    }
}

/// Randomness from a seed: the same seed, the same story.
#[derive(Debug)]
pub struct Seeded(Mutex<u64>);

impl Seeded {
    /// Randomness from this seed.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }

    /// The next number (splitmix64).
    pub fn next(&self) -> u64 {
        let mut state = self.0.lock().expect("nobody panics with the seed");
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`.
    pub fn below(&self, bound: usize) -> usize {
        usize::try_from(self.next() % bound.max(1) as u64).expect("below a usize")
    }
}

impl Random for Seeded {
    fn bits(&self) -> u128 {
        u128::from(self.next()) << 64 | u128::from(self.next())
    }
}
