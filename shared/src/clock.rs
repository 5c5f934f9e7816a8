//! Time and fresh ids, from outside: the one place that the rest of the crate gets them from.

use std::time::Duration;

use async_trait::async_trait;

use crate::domain::Timestamp;

/// The clock that services, lanes and limits live by. Tests hand in a virtual one.
#[async_trait]
pub trait Clock: Send + Sync {
    /// The time now, to the millisecond.
    fn now(&self) -> Timestamp;

    /// Waits. For the short pauses of a repeated write only (see `service`), never for a job: a job that must wait has
    /// a time in the table.
    async fn pause(&self, how_long: Duration);
}

/// Randomness: ids, jitter and keys.
pub trait Random: Send + Sync {
    /// 128 fresh random bits.
    fn bits(&self) -> u128;
}
