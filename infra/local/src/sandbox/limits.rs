//! How often a method may be called, by the clock that is handed in. Kept in memory only.

use std::collections::HashMap;
use std::time::Duration;

use shared::domain::Timestamp;

/// The window that calls are counted in: Slack's tiers (`contracts/slack.md` 2), the platform's queries
/// (`contracts/stella.md` 3).
const WINDOW: Duration = Duration::from_mins(1);
/// Posts that a Slack channel takes at once (`contracts/slack.md` 2: "short bursts allowed") …
const POST_BURST: u32 = 5;
/// … and how long it takes until it takes one more: about one a second.
const POST_INTERVAL: Duration = Duration::from_secs(1);

/// What was called when, as far as it still counts.
#[derive(Debug, Default)]
pub(super) struct Limits {
    windows: HashMap<String, Window>,
    posts: HashMap<String, Bucket>,
}

#[derive(Debug)]
struct Window {
    began: Timestamp,
    calls: u32,
}

#[derive(Debug)]
struct Bucket {
    /// When the channel, left alone, takes a whole burst again.
    full_at: Timestamp,
}

impl Limits {
    /// Counts a call of a method: how many are left in its minute, or how long to wait when that is used up. A refused
    /// call does not count.
    pub(super) fn call(&mut self, method: &str, most: u32, now: Timestamp) -> Result<u32, Duration> {
        let fresh = Window { began: now, calls: 0 };
        let window = self.windows.entry(method.to_owned()).or_insert(fresh);
        let age = now.since(window.began);
        if age >= WINDOW {
            *window = Window { began: now, calls: 0 };
        } else if window.calls >= most {
            return Err(WINDOW.saturating_sub(age));
        }
        window.calls += 1;
        Ok(most.saturating_sub(window.calls))
    }

    /// Counts a post to a channel; tells how long to wait when they come too fast.
    pub(super) fn post(&mut self, channel: &str, now: Timestamp) -> Result<(), Duration> {
        let bucket = self.posts.entry(channel.to_owned()).or_insert(Bucket { full_at: now });
        let owed = bucket.full_at.since(now);
        let room = POST_INTERVAL * (POST_BURST - 1);
        if owed > room {
            return Err(owed.saturating_sub(room));
        }
        bucket.full_at = bucket.full_at.max(now).after(POST_INTERVAL);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Limits;
    use shared::domain::Timestamp;
    use std::time::Duration;

    const NOON: Timestamp = Timestamp::from_millis(1_790_000_000_000);

    #[test]
    fn a_method_has_its_number_a_minute_and_then_tells_how_long_to_wait() {
        let mut limits = Limits::default();
        assert_eq!(limits.call("m", 2, NOON), Ok(1));
        assert_eq!(limits.call("m", 2, NOON), Ok(0));
        let later = NOON.after(Duration::from_secs(20));
        assert_eq!(limits.call("m", 2, later), Err(Duration::from_secs(40)));
        assert_eq!(limits.call("other", 2, later), Ok(1), "another method is not delayed");
        assert_eq!(limits.call("m", 2, NOON.after(Duration::from_mins(1))), Ok(1));
    }

    #[test]
    fn a_channel_takes_a_burst_of_five_and_then_one_a_second() {
        let mut limits = Limits::default();
        for _ in 0..5 {
            assert_eq!(limits.post("C1", NOON), Ok(()));
        }
        assert_eq!(limits.post("C1", NOON), Err(Duration::from_secs(1)));
        assert_eq!(limits.post("C2", NOON), Ok(()), "another channel is not delayed");
        let second = NOON.after(Duration::from_secs(1));
        assert_eq!(limits.post("C1", second), Ok(()));
        assert_eq!(limits.post("C1", second), Err(Duration::from_secs(1)));
        let rested = NOON.after(Duration::from_mins(1));
        for _ in 0..5 {
            assert_eq!(limits.post("C1", rested), Ok(()));
        }
    }
}
