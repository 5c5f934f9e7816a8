//! Each fault, over HTTP.

use std::future::Future;

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::desk::{DEFAULT, Desk};
use crate::sandbox::CallEnding;

impl Desk {
    fn posted(&self) -> usize {
        self.sandbox.slack().channel_named("support-default").unwrap().messages.len()
    }

    async fn plan(&self, plan: Value) {
        self.faults("POST", "", &plan.to_string()).await.ok();
    }

    async fn try_post(&self) -> super::desk::Answered {
        self.call("chat.postMessage", json!({"channel": DEFAULT, "text": "hi"})).await
    }

    /// Runs a call until it is held.
    async fn until_held<F: Future + Send + 'static>(&self, call: F) -> tokio::task::JoinHandle<F::Output>
    where
        F::Output: Send + 'static,
    {
        let running = tokio::spawn(call);
        while self.sandbox.faults().held().is_empty() {
            assert!(!running.is_finished(), "the call went through");
            tokio::task::yield_now().await;
        }
        running
    }
}

#[tokio::test]
async fn the_next_calls_of_a_method_are_limited_and_then_no_more() {
    let desk = Desk::new();
    desk.plan(json!({"method": "chat.postMessage", "fault": "429", "times": 2, "retry_after": 30})).await;
    for _ in 0..2 {
        let limited = desk.try_post().await;
        assert_eq!((limited.status, limited.error()), (StatusCode::TOO_MANY_REQUESTS, "rate_limited"));
        assert_eq!(limited.header("retry-after"), Some("30"));
        desk.call("auth.test", json!({})).await.ok();
    }
    desk.try_post().await.ok();
    assert_eq!(desk.posted(), 1);
}

#[tokio::test]
async fn a_server_error_does_nothing_and_a_broken_answer_has_done_it() {
    let desk = Desk::new();
    for (fault, posted, ending) in [("500", 0, CallEnding::Failed), ("answer_500", 1, CallEnding::DoneUnanswered)] {
        desk.plan(json!({"method": "chat.postMessage", "fault": fault})).await;
        let answered = desk.try_post().await;
        assert_eq!((answered.status, desk.posted()), (StatusCode::INTERNAL_SERVER_ERROR, posted));
        assert!(answered.body.as_str().unwrap().starts_with("<html>"));
        assert_eq!(desk.sandbox.made_calls().last().unwrap().ending, ending);
    }
}

#[tokio::test]
async fn a_refusal_carries_the_error_that_was_asked_for() {
    let desk = Desk::new();
    desk.plan(json!({"method": "chat.postMessage", "error": "restricted_action"})).await;
    let answered = desk.try_post().await;
    assert_eq!((answered.status, answered.error(), desk.posted()), (StatusCode::OK, "restricted_action", 0));
}

#[tokio::test]
async fn a_held_call_is_done_when_it_is_released_and_a_held_answer_was_done_before() {
    for (fault, done_before) in [("held", 0), ("answer_held", 1)] {
        let desk = Desk::new();
        desk.plan(json!({"method": "chat.postMessage", "fault": fault})).await;
        let sandbox = desk.sandbox.clone();
        let clock = desk.clock.clone();
        let running = desk.until_held(async move { Desk { sandbox, clock }.try_post().await }).await;
        assert_eq!(desk.posted(), done_before, "{fault}");
        let held = desk.faults("GET", "", "").await.ok();
        assert_eq!(held["held"], json!([{"method": "chat.postMessage", "done": done_before == 1}]));
        let others = desk.faults("POST", "/release", r#"{"method":"auth.test"}"#).await.ok();
        assert_eq!(others["released"], json!(0));
        assert_eq!(desk.faults("POST", "/release", "").await.ok()["released"], json!(1));
        running.await.unwrap().ok();
        assert_eq!(desk.posted(), 1);
        assert_eq!(desk.sandbox.made_calls()[0].ending, CallEnding::Done);
    }
}

#[tokio::test]
async fn a_held_call_whose_caller_hung_up_is_never_done() {
    let desk = Desk::new();
    desk.plan(json!({"method": "chat.postMessage", "fault": "held"})).await;
    let (sandbox, clock) = (desk.sandbox.clone(), desk.clock.clone());
    let running = desk.until_held(async move { Desk { sandbox, clock }.try_post().await }).await;
    running.abort();
    assert!(running.await.unwrap_err().is_cancelled());
    assert_eq!(desk.faults("POST", "/release", "").await.ok()["released"], json!(0));
    assert_eq!((desk.posted(), &desk.sandbox.made_calls()[0].ending), (0, &CallEnding::Open));
}

#[tokio::test]
async fn a_lost_answer_closes_the_connection_after_the_call_was_done() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let desk = Desk::new();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(axum::serve(listener, desk.sandbox.router()).into_future());
    desk.plan(json!({"method": "chat.postMessage", "fault": "answer_lost"})).await;
    let call = || {
        let request = reqwest::Client::new().post(format!("http://{address}/api/chat.postMessage"));
        request.bearer_auth(desk.token()).json(&json!({"channel": DEFAULT, "text": "hi"})).send()
    };
    let lost = match call().await {
        Err(_) => true,
        Ok(begun) => begun.bytes().await.is_err(),
    };
    assert!(lost, "no answer came whole");
    assert_eq!(desk.posted(), 1);
    assert_eq!(desk.sandbox.made_calls()[0].ending, CallEnding::DoneUnanswered);
    assert!(call().await.unwrap().status().is_success(), "the next one is answered");
}

#[tokio::test]
async fn faults_are_listed_and_cleared() {
    let desk = Desk::new();
    let plan = json!({"method": "member", "fault": "429", "times": 3, "retry_after": 5});
    desk.plan(plan.clone()).await;
    assert_eq!(desk.faults("GET", "", "").await.ok()["faults"], json!([plan]));
    assert_eq!(desk.faults("DELETE", "", "").await.ok()["faults"], json!([]));
    desk.try_post().await.ok();
}

#[tokio::test]
async fn a_wrong_plan_is_refused_naming_the_field_and_what_is_known() {
    let desk = Desk::new();
    let cases = [
        ("", "body", "not JSON"),
        ("[]", "body", "must be a JSON object"),
        ("{}", "fault", "known are 429, 500"),
        (r#"{"fault":"500"}"#, "method", "is missing"),
        (r#"{"method":"chat.post","fault":"500"}"#, "method", "chat.postMessage"),
        (r#"{"method":"auth.test","fault":"boom"}"#, "fault", "answer_lost"),
        (r#"{"method":"auth.test","fault":500}"#, "fault", "must be a text"),
        (r#"{"method":"auth.test","fault":"500","times":0}"#, "times", "1 or more"),
        (r#"{"method":"auth.test","fault":"500","times":-1}"#, "times", "whole number"),
        (r#"{"method":"auth.test","fault":"500","retry_after":3}"#, "retry_after", "429 alone"),
        (r#"{"method":"auth.test","fault":"held","error":"x"}"#, "error", "refused alone"),
        (r#"{"method":"auth.test","fault":"refused"}"#, "error", "is missing"),
        (r#"{"method":"auth.test","error":"no_text"}"#, "error", "invalid_auth"),
        (r#"{"method":"auth.test","fault":"500","for":"ever"}"#, "body", "unknown field `for`"),
    ];
    for (body, field, said) in cases {
        let answered = desk.faults("POST", "", body).await;
        assert_eq!(answered.status, StatusCode::BAD_REQUEST, "{body}");
        assert_eq!(answered.body["error"]["field"], json!(field), "{body}");
        let message = answered.body["error"]["message"].as_str().unwrap();
        assert!(message.starts_with(field) && message.contains(said), "{body}: {message}");
    }
    assert!(desk.sandbox.faults().planned().is_empty());
}
