//! Times and durations in words, for where Slack's date tokens are not read.

use std::time::Duration;

use crate::domain::Timestamp;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
/// 9999-12-31 23:59:59 UTC: later times are shown as this one.
const LATEST: i64 = 253_402_300_799;

/// The seconds that a date token carries: a time before 1970 or after the year 9999 is shown as the nearest inside.
pub(super) fn shown_seconds(at: Timestamp) -> i64 {
    at.seconds().clamp(0, LATEST)
}

/// A time such as `2026-09-21 14:13 UTC`.
pub(super) fn in_utc(at: Timestamp) -> String {
    let seconds = shown_seconds(at);
    let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil_date(days);
    let (hour, minute) = (of_day / 3_600, of_day % 3_600 / 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02} UTC")
}

/// A duration in its two largest units: `under 1 min`, `12 min`, `1 h 5 min`, `2 d 3 h`.
pub(super) fn in_words(lasted: Duration) -> String {
    let seconds = lasted.as_secs();
    let two = |large: u64, unit: &str, small: u64, small_unit: &str| match small {
        0 => format!("{large} {unit}"),
        small => format!("{large} {unit} {small} {small_unit}"),
    };
    match seconds {
        0..MINUTE => "under 1 min".to_owned(),
        MINUTE..HOUR => format!("{} min", seconds / MINUTE),
        HOUR..DAY => two(seconds / HOUR, "h", seconds % HOUR / MINUTE, "min"),
        DAY.. => two(seconds / DAY, "d", seconds % DAY / HOUR, "h"),
    }
}

/// The date of a day counted from 1970-01-01, in the Gregorian calendar: years are taken to begin in March, so that
/// the odd day of a leap year comes last.
fn civil_date(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{in_utc, in_words};
    use crate::domain::Timestamp;

    #[test]
    fn a_time_is_written_in_utc() {
        let written = |seconds: i64| in_utc(Timestamp::from_millis(seconds * 1000));
        assert_eq!(written(0), "1970-01-01 00:00 UTC");
        assert_eq!(written(951_782_399), "2000-02-28 23:59 UTC");
        assert_eq!(written(951_782_400), "2000-02-29 00:00 UTC");
        assert_eq!(written(1_790_000_000), "2026-09-21 14:13 UTC");
        assert_eq!(written(4_107_542_399), "2100-02-28 23:59 UTC");
        assert_eq!(written(4_107_542_400), "2100-03-01 00:00 UTC");
        assert_eq!(written(i64::MAX / 1000), "9999-12-31 23:59 UTC");
        assert_eq!(written(-1), "1970-01-01 00:00 UTC");
    }

    #[test]
    fn a_duration_is_told_in_its_two_largest_units() {
        let told = |seconds| in_words(Duration::from_secs(seconds));
        assert_eq!(told(59), "under 1 min");
        assert_eq!(told(12 * 60 + 59), "12 min");
        assert_eq!(told(3_600), "1 h");
        assert_eq!(told(3_900), "1 h 5 min");
        assert_eq!(told(2 * 86_400 + 3 * 3_600), "2 d 3 h");
    }
}
