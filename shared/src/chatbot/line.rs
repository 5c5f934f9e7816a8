//! The platform's messages: what they say, who wrote them and when (`contracts/stella.md` 3.3 and 4.2).

use serde_json::Value;

use super::customer::first_characters;
use super::{HistoryLine, Sender};
use crate::domain::{CustomerText, Timestamp};

/// Where a message's text may stand: the first that holds one is it (`contracts/stella.md` 4.2).
const TEXT_PLACES: &[&str] = &[
    "/text",
    "/title",
    "/interactive/button_reply/title",
    "/interactive/list_reply/title",
    "/button_reply/title",
    "/payload",
    "/payload/payload",
    "/caption",
];
/// Types that report on a message and are none (`contracts/stella.md` 4.2 and 4.3).
const REPORTS: &[&str] = &["READ", "DELIVERED", "DELIVERY", "SENT", "FAILED", "DELETED", "ECHO"];
/// The longest kind that is named, in characters.
const KIND_MAX: usize = 30;
/// Smaller values are seconds, others milliseconds (`contracts/stella.md` 4.1).
const SECONDS_BELOW: i64 = 100_000_000_000;

/// The lines of a history, the oldest first. The platform's order is not documented, so they are sorted by their time;
/// one without a time stays behind the one it came after.
pub(super) fn lines(nodes: &[Value]) -> Vec<HistoryLine> {
    let mut known = Timestamp::from_millis(i64::MIN);
    let mut timed: Vec<(Timestamp, HistoryLine)> = Vec::new();
    for line in nodes.iter().filter_map(line) {
        known = line.at.unwrap_or(known);
        timed.push((known, line));
    }
    timed.sort_by_key(|(at, _)| *at);
    timed.into_iter().map(|(_, line)| line).collect()
}

fn line(node: &Value) -> Option<HistoryLine> {
    let event = node.get("messageEvent").filter(|event| event.is_object())?;
    let kind = event.get("type").and_then(Value::as_str).unwrap_or_default();
    if REPORTS.contains(&kind) {
        return None;
    }
    let at = event.get("timestamp").and_then(time).or_else(|| node.get("createdAt").and_then(time));
    let text = event.get("data").and_then(text).unwrap_or_else(|| kind_in_words(kind));
    Some(HistoryLine { at, from: sender(node), text: CustomerText::new(text) })
}

fn text(data: &Value) -> Option<String> {
    let said = |place: &&str| data.pointer(place).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    TEXT_PLACES.iter().find_map(said).map(ToOwned::to_owned)
}

fn kind_in_words(kind: &str) -> String {
    match kind {
        "" | "MISC" => "(unsupported message)".to_owned(),
        kind => format!("({})", first_characters(kind, KIND_MAX).to_lowercase()),
    }
}

fn sender(node: &Value) -> Sender {
    match node.get("from").and_then(Value::as_str) {
        Some("MEMBER") => Sender::Member,
        Some("BOT") => Sender::Bot,
        Some("ADMIN") => Sender::Admin,
        Some("INCOMING_WEBHOOK") => Sender::IncomingWebhook,
        _ => Sender::Other,
    }
}

/// A time as the platform writes it: seconds or milliseconds, as number or text, or ISO 8601 in UTC.
fn time(value: &Value) -> Option<Timestamp> {
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

    use super::{Sender, lines, time};
    use crate::domain::Timestamp;

    fn read(nodes: &Value) -> Vec<(Option<i64>, Sender, String)> {
        let lines = lines(nodes.as_array().unwrap());
        lines.into_iter().map(|l| (l.at.map(Timestamp::millis), l.from, l.text.as_str().to_owned())).collect()
    }

    fn said(data: &Value) -> String {
        let read = read(&json!([{"messageEvent": {"type": "MISC", "data": data}}]));
        read[0].2.clone()
    }

    #[test]
    fn a_history_is_sorted_by_time_and_reports_are_left_out() {
        let nodes = json!([
            {"from": "BOT", "messageEvent": {"type": "TEXT", "timestamp": 1_760_000_030_000_i64, "data": {"text": "third"}}},
            {"from": "ADMIN", "messageEvent": {"type": "TEXT", "data": {"text": "after the third"}}},
            {"from": "MEMBER", "messageEvent": {"type": "TEXT", "timestamp": "1760000010", "data": {"text": "first"}}},
            {"from": "MEMBER", "messageEvent": {"type": "READ", "timestamp": "1760000011", "data": {"messageId": "x"}}},
            {"from": "INCOMING_WEBHOOK", "createdAt": "2025-10-09T08:53:40.5Z", "messageEvent": {"type": "IMAGE", "data": {}}},
            {"from": 5, "messageEvent": null}, null, "odd",
        ]);
        let expected = [
            (Some(1_760_000_010_000), Sender::Member, "first".to_owned()),
            (Some(1_760_000_020_500), Sender::IncomingWebhook, "(image)".to_owned()),
            (Some(1_760_000_030_000), Sender::Bot, "third".to_owned()),
            (None, Sender::Admin, "after the third".to_owned()),
        ];
        assert_eq!(read(&nodes), expected);
    }

    #[test]
    fn a_text_is_the_first_that_a_message_holds() {
        assert_eq!(said(&json!({"text": "a", "title": "b"})), "a");
        assert_eq!(said(&json!({"text": " ", "title": "b"})), "b");
        assert_eq!(said(&json!({"interactive": {"button_reply": {"title": "Yes"}}, "payload": "P"})), "Yes");
        assert_eq!(said(&json!({"interactive": {"list_reply": {"title": "Row"}}})), "Row");
        assert_eq!(said(&json!({"button_reply": {"title": "No"}})), "No");
        assert_eq!(said(&json!({"payload": "TALK"})), "TALK");
        assert_eq!(said(&json!({"payload": {"payload": "PICK"}})), "PICK");
        assert_eq!(said(&json!({"caption": "my receipt"})), "my receipt");
        assert_eq!(said(&json!({"errors": [{"code": 131_051}]})), "(unsupported message)");
    }

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
