//! Each answer has the keys of its example in `contracts/slack.md` 13, with values of the same type, and no others.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shared::domain::UserId;

use super::desk::{DEFAULT, Desk, GENERAL};

/// Section 13, a line an example; `_` says which.
const EXAMPLES: &str = include_str!("../slack/contract/answers.jsonl");
/// What a message may carry though an example leaves it out: each stands in another message of sections 6.2, 7 and 13.
const MESSAGE_KEYS: [&str; 6] = ["app_id", "blocks", "edited", "metadata", "team", "ts"];

/// What a view carries though the example in section 13 leaves it out: each stands in section 6.6.
const VIEW_KEYS: [&str; 9] = [
    "app_id",
    "app_installed_team_id",
    "bot_id",
    "clear_on_close",
    "close",
    "notify_on_close",
    "private_metadata",
    "submit",
    "title",
];

pub(super) fn example(of: &str) -> Value {
    let mut lines = EXAMPLES.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut found = lines.find(|line| line["_"].as_str().unwrap().starts_with(of)).unwrap();
    found.as_object_mut().unwrap().remove("_");
    found
}

pub(super) fn assert_like(example: &Value, answer: &Value, place: &str) {
    match (example, answer) {
        (Value::Object(example), Value::Object(answer)) => {
            let keys = |object: &serde_json::Map<String, Value>| object.keys().cloned().collect::<BTreeSet<_>>();
            let missing: Vec<_> = keys(example).difference(&keys(answer)).cloned().collect();
            assert!(missing.is_empty(), "{place} lacks {missing:?}");
            let mut more: Vec<_> = keys(answer).difference(&keys(example)).cloned().collect();
            if answer.get("type") == Some(&json!("message")) {
                more.retain(|key| !MESSAGE_KEYS.contains(&key.as_str()));
            }
            if place.ends_with("/view") {
                more.retain(|key| !VIEW_KEYS.contains(&key.as_str()));
            }
            let is_free = place.ends_with("/event_payload");
            assert!(is_free || more.is_empty(), "{place} has {more:?} besides");
            example.iter().for_each(|(key, value)| assert_like(value, &answer[key], &format!("{place}/{key}")));
        }
        (Value::Array(example), Value::Array(answer)) => {
            for (example, answer) in example.iter().zip(answer) {
                assert_like(example, answer, &format!("{place}/0"));
            }
        }
        _ => assert_eq!(std::mem::discriminant(example), std::mem::discriminant(answer), "{place}: {answer}"),
    }
}

#[tokio::test]
async fn answers_have_the_keys_of_their_examples() {
    let desk = Desk::new();
    let metadata = json!({"event_type": "ticket_posted", "event_payload": {"delivery_key": "k"}});
    let blocks = json!([{"type": "divider"}]);
    let post = json!({"channel": DEFAULT, "text": "New ticket", "blocks": blocks, "metadata": metadata});
    let posted = desk.call("chat.postMessage", post).await.ok();
    assert_like(&example("chat.postMessage"), &posted, "chat.postMessage");
    let trigger = desk.sandbox.issue_trigger(&UserId::new("U07MAY00001")).unwrap();
    let view = json!({"type": "modal", "title": {"type": "plain_text", "text": "Chat"}, "blocks": []});
    let cases = [
        ("auth.test", "auth.test", json!({})),
        ("chat.update", "chat.update", json!({"channel": DEFAULT, "ts": posted["ts"], "text": "b", "blocks": blocks})),
        ("chat.postEphemeral", "chat.postEphemeral", json!({"channel": DEFAULT, "user": "U07MAY00001", "text": "c"})),
        ("conversations.create", "conversations.info", json!({"channel": DEFAULT})),
        ("conversations.create", "conversations.create", json!({"name": "ana", "is_private": true})),
        ("conversations.create", "conversations.invite", json!({"channel": DEFAULT, "users": "U07GUEST001"})),
        ("conversations.create", "conversations.join", json!({"channel": GENERAL})),
        ("conversations.history", "conversations.history", json!({"channel": DEFAULT, "include_all_metadata": true})),
        (
            "conversations.history",
            "conversations.replies",
            json!({"channel": DEFAULT, "ts": posted["ts"], "include_all_metadata": true}),
        ),
        ("users.info", "users.info", json!({"user": "U07SINGLE01"})),
        ("views.open", "views.open", json!({"trigger_id": trigger, "view": view})),
        (
            "conversations.archive",
            "reactions.add",
            json!({"channel": DEFAULT, "timestamp": posted["ts"], "name": "eyes"}),
        ),
        ("conversations.create", "conversations.setTopic", json!({"channel": DEFAULT, "topic": "Ana"})),
        ("conversations.archive", "conversations.archive", json!({"channel": DEFAULT})),
    ];
    for (like, method, arguments) in cases {
        assert_like(&example(like), &desk.call(method, arguments).await.ok(), method);
    }
}

#[tokio::test]
async fn refusals_have_the_keys_of_their_examples() {
    let desk = Desk::new();
    desk.without_scopes(&["users:read"]);
    let refused = desk.call("users.info", json!({"user": "U07MAY00001"})).await;
    assert_like(&example("scope error"), &refused.body, "missing_scope");
    let partly = desk.call("conversations.invite", json!({"channel": DEFAULT, "users": "U07MAY00001"})).await;
    assert_like(&example("invite, partly failed"), &partly.body, "invite");
    let wrong = desk.call("chat.postMessage", json!({"channel": DEFAULT, "texts": "a"})).await;
    assert_like(&example("bad view"), &wrong.body, "invalid_arguments");
    desk.faults("POST", "", r#"{"method":"conversations.info","fault":"429","retry_after":30}"#).await.ok();
    let limited = desk.call("conversations.info", json!({"channel": DEFAULT})).await;
    assert_eq!(limited.header("retry-after"), Some("30"));
    assert_like(&example("HTTP 429"), &limited.body, "ratelimited");
}
