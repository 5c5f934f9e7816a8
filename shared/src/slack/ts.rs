//! Times as Slack's message ids are written: seconds, a dot, six digits. Never through a float (`contracts/slack.md` 6).

use crate::domain::Timestamp;

/// The time in a text like a message's id; some events' have no dot (`contracts/slack.md` 5).
pub(super) fn time_in(text: &str) -> Option<Timestamp> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = format!("{fraction:0<3}");
    let millis = number(seconds)?.checked_mul(1000)?.checked_add(number(fraction.get(..3)?)?)?;
    Some(Timestamp::from_millis(millis))
}

/// A number of digits alone: `parse` would take a sign too.
fn number(digits: &str) -> Option<i64> {
    digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A time as a message's id is written.
#[cfg(feature = "adapters")]
pub(super) fn written(at: Timestamp) -> String {
    format!("{}.{:06}", at.seconds(), at.millis().rem_euclid(1000) * 1000)
}

#[cfg(test)]
mod tests {
    use super::time_in;

    #[test]
    fn a_text_like_a_messages_id_tells_a_time() {
        let millis = |ts: &str| time_in(ts).map(crate::domain::Timestamp::millis);
        assert_eq!(millis("1790000031.000300"), Some(1_790_000_031_000));
        assert_eq!(millis("1790000000.123459"), Some(1_790_000_000_123));
        assert_eq!(millis("1790000000"), Some(1_790_000_000_000));
        assert_eq!(millis("1790000000.5"), Some(1_790_000_000_500));
        for odd in ["", ".", "+5.000000", "-5.000000", "1.+23456", "1.é", "99999999999999999999.0", "soon"] {
            assert_eq!(millis(odd), None, "{odd}");
        }
    }
}
