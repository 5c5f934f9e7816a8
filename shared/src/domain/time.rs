//! A point in time.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01 UTC. Comes from outside, always.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Takes milliseconds since 1970.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970, rounded down.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This time and a while.
    #[must_use]
    pub fn after(self, a_while: Duration) -> Self {
        Self(self.0.saturating_add(millis_of(a_while)))
    }

    /// A while before this time.
    #[must_use]
    pub fn before(self, a_while: Duration) -> Self {
        Self(self.0.saturating_sub(millis_of(a_while)))
    }

    /// How long ago `earlier` was; zero when it is yet to come.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

fn millis_of(a_while: Duration) -> i64 {
    i64::try_from(a_while.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::Timestamp;
    use std::time::Duration;

    #[test]
    fn the_time_since_something_yet_to_come_is_zero() {
        let now = Timestamp::from_millis(1_000);
        assert_eq!(now.since(now.after(Duration::from_secs(1))), Duration::ZERO);
        assert_eq!(now.after(Duration::from_secs(2)).since(now), Duration::from_secs(2));
    }

    #[test]
    fn seconds_are_rounded_down_also_before_1970() {
        assert_eq!(Timestamp::from_millis(1_999).seconds(), 1);
        assert_eq!(Timestamp::from_millis(-1).seconds(), -1);
    }
}
