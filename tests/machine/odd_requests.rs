//! What comes to the relay URL and is odd, but names a customer: taken, and what is odd stands on the card. A request
//! that is refused leaves a customer with nobody (`product.md` 1).

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::process::Machine;
use crate::sandbox::{ANA, request, ticket_of};

/// Posts a body and gives the lines of the one card that comes of it.
async fn lines_of(machine: &Machine, body: Vec<u8>) -> Vec<String> {
    let answer = machine.client.post(&machine.relay_url).body(body).send().await.expect("the relay answers");
    let (status, answer): (_, Value) = (answer.status(), answer.json().await.expect("JSON"));
    assert_eq!(status.as_u16(), 200, "{answer}");
    machine.settle().await;
    let card = machine.one_card().await;
    assert_eq!(card.ticket(), Some(&*ticket_of(&answer)));
    card.lines
}

fn odd(lines: &[String]) -> Vec<&str> {
    lines.iter().filter_map(|line| line.strip_prefix("Odd in the request: ")).collect()
}

#[tokio::test]
async fn odd_fields_are_kept_on_the_card() {
    let machine = Machine::in_memory().await;
    let body = json!({
        "type": 7, "member": {"_id": ANA, "name": "Ana"}, "channel": true, "label": ["x"], "history": "no",
        "assignmentDetails": "none", "priority": {"level": "<!channel> *now*"},
    });
    let lines = lines_of(&machine, body.to_string().into_bytes()).await;
    let expected = [
        "channel: not an id",
        "app: missing, so that less is known of the customer",
        "type: not a text",
        "type: not LIVE_CHAT_REQUEST",
        "label: not a text",
        r#"priority: {"level":"&lt;!channel&gt; *now*"}"#,
    ];
    let shown: Vec<&str> = lines.iter().map(|line| line.trim_start_matches("Odd in the request: ")).collect();
    for line in expected {
        assert!(shown.contains(&line), "{line:?} is missing: {lines:#?}");
    }
    assert!(lines.contains(&r#"Asked for "["x"]", which no channel has."#.to_owned()), "{lines:#?}");
}

#[tokio::test]
async fn invalid_utf_8_is_read_as_far_as_it_goes() {
    let machine = Machine::in_memory().await;
    let mut body =
        json!({"member": ANA, "channel": "c", "app": "a", "note": "caf_ <!channel>"}).to_string().into_bytes();
    let odd_byte = body.iter().position(|byte| *byte == b'_').expect("a place");
    body[odd_byte] = 0xe9;
    let lines = lines_of(&machine, body).await;
    let expected = [
        "body: not UTF-8: characters that could not be read are shown as \u{fffd}",
        "note: \"caf\u{fffd} &lt;!channel&gt;\"",
    ];
    assert_eq!(odd(&lines), expected, "{lines:#?}");
}

#[tokio::test]
async fn both_forms_are_understood_at_both_urls_and_behind_a_stage() {
    let assignment = json!({
        "member": {"_id": ANA, "name": "Ana"}, "history": true, "label": "Support Team", "meta": {},
        "assignmentDetails": {"summary": "Order 4711", "groupName": "orders"}, "createGroup": {},
    });
    let machine = Machine::in_memory().await;
    let (page, path) = (&machine.page, machine.relay_path());
    let mut tickets = Vec::new();
    for url in [
        format!("{page}{path}"),
        format!("{page}{path}/assignments"),
        format!("{page}/prod{path}/"),
        format!("{page}/prod{path}/assignments"),
    ] {
        for body in [&request(ANA), &assignment] {
            let answer = machine.client.post(&url).json(body).send().await.expect("the relay answers");
            let answer: Value = answer.json().await.expect("JSON");
            assert_eq!((&answer["ok"], &answer["created"]), (&json!(1), &json!(tickets.is_empty())), "{url}: {answer}");
            tickets.push(ticket_of(&answer));
        }
    }
    tickets.dedup();
    assert_eq!(tickets.len(), 1, "one customer, one ticket: {tickets:?}");
}

#[tokio::test]
async fn a_body_in_chunks_is_taken_whatever_its_content_type() {
    let machine = Machine::in_memory().await;
    let body = request(ANA).to_string();
    let mut chunks: Vec<String> = Vec::new();
    for piece in body.as_bytes().chunks(7) {
        let mut chunk = String::new();
        write!(chunk, "{:x}\r\n{}\r\n", piece.len(), String::from_utf8_lossy(piece)).expect("a text");
        chunks.push(chunk);
    }
    chunks.push("0\r\n\r\n".to_owned());
    let header = "transfer-encoding: chunked\r\ncontent-type: text/plain";
    let answer = machine.post_raw(header, chunks.into_iter().map(String::into_bytes)).await.expect("an answer");
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.head.contains("content-type: application/json"), "{}", answer.head);
    let answer: Value = serde_json::from_str(&answer.body).expect("JSON");
    machine.settle().await;
    assert_eq!(machine.one_card().await.ticket(), Some(&*ticket_of(&answer)));
}
