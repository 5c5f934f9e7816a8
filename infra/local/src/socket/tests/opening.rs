//! Opening a connection: what each refusal is taken for.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use shared::secret::Secret;
use shared::system::SystemRandom;

use super::clock::HandClock;
use super::opener;
use super::slack::{APP_TOKEN, Refusal, Slack, TICKET, disconnect};
use crate::sandbox::Sandbox;
use crate::socket::{NotOpen, Opener};

async fn slack() -> (Slack, Arc<HandClock>) {
    let clock = Arc::new(HandClock::new());
    let sandbox = Sandbox::open(None, clock.clone(), &SystemRandom).unwrap();
    (Slack::start(&sandbox).await, clock)
}

/// Why a connection is not opened when Slack answers so.
async fn refused(status: u16, body: Value) -> NotOpen {
    let (slack, clock) = slack().await;
    slack.refuses(Refusal(status, "7", body));
    opener(&slack, &clock).open().await.err().unwrap()
}

#[tokio::test]
async fn hello_names_the_app() {
    let (slack, clock) = slack().await;
    assert_eq!(opener(&slack, &clock).open().await.ok().unwrap().app.as_deref(), Some("A08DESK0001"));
}

#[tokio::test]
async fn a_token_that_is_not_taken_is_never_tried_again() {
    for word in ["not_authed", "invalid_auth", "account_inactive", "user_removed_from_team", "team_disabled"] {
        let expected = NotOpen::Refused(word.to_owned());
        assert_eq!(refused(200, json!({"ok": false, "error": word})).await, expected);
    }
}

#[tokio::test]
async fn whatever_else_slack_says_may_pass() {
    let wait = Some(Duration::from_secs(7));
    for (status, body, cause) in [
        (200, json!({"ok": false, "error": "internal_error"}), "Slack said internal_error"),
        (429, json!({"ok": false, "error": "ratelimited"}), "Slack said ratelimited"),
        (200, json!({"ok": false, "error": "Your token is planted"}), "Slack said what is no error word"),
        (200, json!({"ok": true}), "Slack answered 200"),
        (503, json!("<html>"), "Slack answered 503"),
    ] {
        assert_eq!(refused(status, body).await, NotOpen::Later { cause: cause.to_owned(), wait });
    }
}

#[tokio::test]
async fn what_comes_instead_of_hello_says_why() {
    let (slack, clock) = slack().await;
    let closed = "Slack closed the connection instead of saying hello".to_owned();
    for (first, expected) in [
        ("link_disabled", NotOpen::Disabled),
        ("too_many_websockets", NotOpen::TooMany),
        ("warning", NotOpen::Later { cause: closed, wait: None }),
    ] {
        slack.begins_with(disconnect(first));
        assert_eq!(opener(&slack, &clock).open().await.err().unwrap(), expected);
    }
}

#[tokio::test]
async fn without_an_answer_or_a_hello_it_says_so_and_tells_no_address() {
    let (slack, clock) = slack().await;
    let nowhere = Opener::new("http://127.0.0.1:1/api", Secret::new(APP_TOKEN), clock.clone()).unwrap();
    let cause = "there is no connection to Slack".to_owned();
    assert_eq!(nowhere.open().await.err().unwrap(), NotOpen::Later { cause, wait: None });
    slack.refuses(Refusal(200, "0", json!({"ok": true, "url": format!("ws://127.0.0.1:1/?ticket={TICKET}")})));
    let unopened = opener(&slack, &clock).open().await.err().unwrap();
    assert!(!format!("{unopened:?}").contains(TICKET), "{unopened:?}");
}
