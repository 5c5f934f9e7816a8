//! What is refused before a method is asked: transport, tokens, scopes, arguments.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use super::desk::{DEFAULT, Desk, sensible};
use crate::sandbox::slack::TokenStatus;
use crate::sandbox::slack::contract::Contract;

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn a_call_without_a_working_token_is_refused_by_the_tokens_own_error() {
    let desk = Desk::new();
    let error = async |token: Option<&str>| {
        let answered = desk.slack("auth.test", token, FORM, String::new()).await;
        (answered.status, answered.error().to_owned())
    };
    assert_eq!(error(None).await, (StatusCode::OK, "not_authed".into()));
    assert_eq!(error(Some("")).await.1, "not_authed");
    assert_eq!(error(Some("xoxb-other")).await.1, "invalid_auth");
    let token = desk.token();
    desk.token_is(TokenStatus::Inactive);
    assert_eq!(error(Some(&token)).await.1, "account_inactive");
    desk.token_is(TokenStatus::Revoked);
    assert_eq!(error(Some(&token)).await.1, "token_revoked");
    desk.token_is(TokenStatus::Active);
    desk.slack("auth.test", Some(&token), FORM, String::new()).await.ok();
}

#[tokio::test]
async fn a_token_in_the_body_is_no_token() {
    let desk = Desk::new();
    let body = json!({"token": desk.token(), "channel": DEFAULT, "text": "hi"}).to_string();
    let answered = desk.slack("chat.postMessage", None, "application/json", body).await;
    assert_eq!(answered.error(), "not_authed");
}

#[tokio::test]
async fn a_missing_scope_is_named_with_what_the_token_has_and_every_answer_lists_its_scopes() {
    let desk = Desk::new();
    desk.without_scopes(&["chat:write"]);
    let answered = desk.call("chat.postMessage", json!({"channel": DEFAULT, "text": "hi"})).await;
    assert_eq!(answered.error(), "missing_scope");
    assert_eq!(answered.body["needed"], json!("chat:write"));
    let provided = answered.body["provided"].as_str().unwrap();
    assert!(provided.contains("users:read") && !provided.split(',').any(|scope| scope == "chat:write"), "{provided}");
    assert_eq!(answered.header("x-oauth-scopes"), Some(provided));
}

#[tokio::test]
async fn the_scope_must_fit_the_kind_of_channel() {
    let desk = Desk::new();
    desk.without_scopes(&["groups:history", "groups:read"]);
    for (method, needed) in [("conversations.history", "groups:history"), ("conversations.info", "groups:read")] {
        let answered = desk.call(method, json!({"channel": DEFAULT})).await;
        assert_eq!((answered.error(), &answered.body["needed"]), ("missing_scope", &json!(needed)));
    }
    desk.without_scopes(&["im:write"]);
    let answered = desk.call("conversations.open", json!({"users": "U07MAY00001"})).await;
    assert_eq!((answered.error(), &answered.body["needed"]), ("missing_scope", &json!("im:write")));
}

#[tokio::test]
async fn wrong_arguments_are_refused_by_name() {
    let desk = Desk::new();
    let cases = [
        (json!({"channel": DEFAULT, "text": "hi", "colour": "red"}), "colour"),
        (json!({"text": "hi"}), "missing required field: channel"),
        (json!({"channel": "", "text": "hi"}), "missing required field: channel"),
        (json!({"channel": 7, "text": "hi"}), "channel must be a text"),
        (json!({"channel": DEFAULT, "text": "hi", "unfurl_links": "no"}), "unfurl_links must be true or false"),
        (json!({"channel": null, "text": "hi"}), "channel must be a text"),
        (json!({"channel": DEFAULT, "text": "hi", "thread_ts": 1_790_000_000.5}), "thread_ts must be a text"),
        (json!({"channel": DEFAULT, "text": "hi", "current_draft_last_updated_ts": "1"}), "does not play"),
    ];
    for (arguments, named) in cases {
        let answered = desk.call("chat.postMessage", arguments).await;
        assert_eq!(answered.error(), "invalid_arguments");
        assert!(answered.messages().contains(named), "{named}: {answered:?}");
        assert!(answered.messages().contains("[ERROR] "), "{answered:?}");
    }
    assert!(desk.sandbox.slack().channel_named("support-default").unwrap().messages.is_empty());
    let nothing_for_null = json!({"channel": DEFAULT, "text": "hi", "thread_ts": null});
    desk.call("chat.postMessage", nothing_for_null).await.ok();
}

#[tokio::test]
async fn a_form_only_method_takes_a_form_or_a_query_but_no_json() {
    let desk = Desk::new();
    assert_eq!(desk.json("users.info", &json!({"user": "U07MAY00001"})).await.error(), "invalid_arguments");
    desk.form("users.info", &json!({"user": "U07MAY00001"})).await.ok();
    let get = |path: &str| {
        let request = Request::get(path).header("authorization", format!("Bearer {}", desk.token()));
        desk.send(request.body(Body::empty()).unwrap())
    };
    assert_eq!(get("/api/users.info?user=U07MAY00001").await.ok()["user"]["name"], json!("may"));
    let posted = get("/api/chat.postMessage?channel=C08DEFAULT1&text=hi").await;
    assert_eq!(posted.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn structures_come_as_json_text_in_a_form_and_as_they_are_in_json() {
    let desk = Desk::new();
    let blocks = json!([{"type": "divider"}]);
    let arguments = json!({"channel": DEFAULT, "text": "hi", "blocks": blocks});
    desk.form("chat.postMessage", &arguments).await.ok();
    desk.json("chat.postMessage", &arguments).await.ok();
    let as_text = json!({"channel": DEFAULT, "text": "hi", "blocks": blocks.to_string()});
    assert_eq!(desk.json("chat.postMessage", &as_text).await.error(), "invalid_blocks_format");
    let broken = json!({"channel": DEFAULT, "text": "hi", "blocks": "[{"});
    assert_eq!(desk.form("chat.postMessage", &broken).await.error(), "invalid_blocks_format");
    let metadata = json!({"channel": DEFAULT, "text": "hi", "metadata": "{"});
    assert_eq!(desk.form("chat.postMessage", &metadata).await.error(), "invalid_metadata_format");
}

#[tokio::test]
async fn a_method_that_is_not_played_says_which_are() {
    let answered = Desk::new().get("/api/chat.delete").await;
    assert_eq!(answered.status, StatusCode::NOT_FOUND);
    assert!(answered.body.as_str().unwrap().contains("chat.postMessage"), "{answered:?}");
}

/// Every argument of every method with every odd value: whatever comes, the answer is one that Slack could give. The
/// check stands in [`Desk::slack`].
#[tokio::test]
async fn no_argument_brings_an_answer_that_the_contract_does_not_have() {
    let odd = [
        json!(""),
        json!("x"),
        json!("[]"),
        json!("{}"),
        json!("0"),
        json!("-1"),
        json!("true"),
        json!(0),
        json!(1.5),
        json!(true),
        json!([]),
        json!({}),
        json!([{}]),
        json!({"a": []}),
        json!(null),
        json!("\u{0}"),
        json!("y".repeat(50_000)),
        json!([["a"]]),
        json!({"event_type": "e", "event_payload": {"a": []}}),
    ];
    let contract = Contract::read().unwrap();
    let mut refused = 0;
    for method in contract.methods() {
        let file = std::fs::read_to_string(contract_file(&method.name)).unwrap();
        let described: Value = serde_json::from_str(&file).unwrap();
        for argument in described["arguments"].as_object().unwrap().keys() {
            // A desk of its own: limits must not hide what is wrong.
            let desk = Desk::new();
            for value in &odd {
                let mut arguments = sensible(&method.name);
                arguments[argument] = value.clone();
                for answered in [desk.json(&method.name, &arguments).await, desk.form(&method.name, &arguments).await] {
                    assert!(
                        [200, 429].contains(&answered.status.as_u16()),
                        "{} {arguments}: {answered:?}",
                        method.name
                    );
                    refused += usize::from(answered.body["ok"] == json!(false));
                }
            }
        }
    }
    assert!(refused > 500, "most odd values are refused: {refused}");
}

fn contract_file(method: &str) -> String {
    format!("{}/src/sandbox/slack/contract/{method}.json", env!("CARGO_MANIFEST_DIR"))
}
