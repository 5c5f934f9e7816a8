//! The platform's messages: what they say, who wrote them and when (`contracts/stella.md` 3.3 and 4.2).

use serde_json::Value;

use super::customer::first_characters;
use super::message::text;
use super::time::time;
use super::{HistoryLine, Sender};
use crate::domain::{CustomerText, Timestamp};

/// Types that report on a message and are none (`contracts/stella.md` 4.2 and 4.3).
const REPORTS: &[&str] = &["READ", "DELIVERED", "DELIVERY", "SENT", "FAILED", "DELETED", "ECHO"];
/// The longest kind that is named, in characters.
const KIND_MAX: usize = 30;

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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Sender, lines};
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
}
