//! When: the times in the platform's answers and deliveries (`contracts/stella.md` 4.1).

use serde_json::Value;

use crate::domain::Timestamp;

/// Smaller values are seconds, others milliseconds (`contracts/stella.md` 4.1).
const SECONDS_BELOW: i64 = 100_000_000_000;

/// A time as the platform writes it: seconds or milliseconds, as number or text, or ISO 8601 in UTC.
pub(super) fn time(value: &Value) -> Option<Timestamp> {
    let number = match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let millis = number.map(|number: i64| if number < SECONDS_BELOW { number.saturating_mul(1000) } else { number });
    millis.or_else(|| iso_millis(value.as_str()?)).map(Timestamp::from_millis)
}

/// `2026-09-21T14:13:20.123Z` in milliseconds since 1970. Another zone than UTC is not read.
fn iso_millis(text: &str) -> Option<i64> {
    let (date, time) = text.trim().strip_suffix('Z')?.split_once('T')?;
    let [year, month, day] = numbers(date, '-')?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let [hour, minute, second] = numbers(time, ':')?;
    let millis: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    let real = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second <= 60;
    let seconds = ((days_since_1970(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
    real.then_some(seconds * 1000 + millis)
}

/// Three numbers of at most four digits.
fn numbers(text: &str, between: char) -> Option<[i64; 3]> {
    let part = |part: &str| {
        let digits = (1..=4).contains(&part.len()) && part.chars().all(|character| character.is_ascii_digit());
        if digits { part.parse().ok() } else { None }
    };
    let parts: Option<Vec<i64>> = text.split(between).map(part).collect();
    parts?.try_into().ok()
}

/// The day's number in the Gregorian calendar, years taken to begin in March.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::time;
    use crate::domain::Timestamp;

    #[test]
    fn times_are_seconds_milliseconds_or_iso() {
        let millis = |value: Value| time(&value).map(Timestamp::millis);
        assert_eq!(millis(json!(1_760_000_000)), Some(1_760_000_000_000));
        assert_eq!(millis(json!("1760000000123")), Some(1_760_000_000_123));
        assert_eq!(millis(json!("2024-02-29T00:00:00Z")), Some(1_709_164_800_000));
        assert_eq!(millis(json!("1970-01-01T00:00:00.25Z")), Some(250));
        for odd in [json!("2024-02-29"), json!("2024-13-01T00:00:00Z"), json!("T:::Z"), json!(1.5), json!(true)] {
            assert_eq!(millis(odd), None);
        }
    }

    proptest! {
        #[test]
        fn no_text_is_a_time_that_panics(text in "\\PC{0,30}|[0-9TZ:.-]{0,30}") {
            let _ = time(&json!(text));
        }
    }
}
