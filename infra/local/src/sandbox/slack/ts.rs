//! Slack's time stamps: seconds and microseconds as text, a message's id within its channel. Compared as whole numbers,
//! never through a float (`contracts/slack.md` 6).

use shared::domain::{MessageTs, Timestamp};

/// Microseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Micros(i64);

impl Micros {
    /// The clock's time.
    pub(super) fn at(now: Timestamp) -> Self {
        Self(now.millis().saturating_mul(1000))
    }

    /// Reads what a caller gave: digits, with or without a point and up to six more (`1790000031`, `0`,
    /// `1790000031.000300`).
    pub(super) fn read(text: &str) -> Option<Self> {
        let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str, most: usize| {
            (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(seconds, 12) || !digits(fraction, 6) {
            return None;
        }
        let micros: i64 = format!("{fraction:0<6}").parse().ok()?;
        Some(Self(seconds.parse::<i64>().ok()? * 1_000_000 + micros))
    }

    /// The time of a message that is there.
    pub(super) fn of(ts: &MessageTs) -> Self {
        Self::read(ts.as_str()).unwrap_or(Self(0))
    }

    /// The next one after it.
    pub(super) fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// As a message's id.
    pub(super) fn ts(self) -> MessageTs {
        MessageTs::new(format!("{}.{:06}", self.0.div_euclid(1_000_000), self.0.rem_euclid(1_000_000)))
    }
}

#[cfg(test)]
mod tests {
    use super::Micros;
    use shared::domain::Timestamp;

    #[test]
    fn a_time_is_read_and_written_to_the_microsecond() {
        let ts = Micros::at(Timestamp::from_millis(1_790_000_031_007)).next().ts();
        assert_eq!(ts.as_str(), "1790000031.007001");
        assert_eq!(Micros::of(&ts).ts(), ts);
        assert_eq!(Micros::read("1790000031.0003"), Micros::read("1790000031.000300"));
        assert!(Micros::read("1790000031") < Micros::read("1790000031.000001"));
    }

    #[test]
    fn what_is_no_time_is_not_read() {
        for wrong in ["", "now", "-1", "1.", ".5", "1790000031.0000001", "1,5", "1e9", "١"] {
            assert_eq!(Micros::read(wrong), None, "{wrong}");
        }
    }
}
