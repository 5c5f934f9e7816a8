//! Answers to interactions: `POST /response/{id}`.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use shared::domain::{ChannelId, MessageTs, UserId};

use super::desk::{Answered, DEFAULT, Desk, LEADS};
use crate::sandbox::CallEnding;
use crate::sandbox::slack::{Channel, SlackChange, Source};

impl Desk {
    fn response_url(&self, channel: &str, source: Source) -> String {
        self.sandbox.issue_response_url(&ChannelId::new(channel), &UserId::new("U07BEN00001"), source).unwrap()
    }

    /// The address that a click on this message of the default channel came with.
    fn clicked(&self, ts: &str) -> String {
        self.response_url(DEFAULT, Source::Message(MessageTs::new(ts)))
    }

    async fn answer(&self, url: &str, answer: Value) -> Answered {
        let request = Request::post(url).header("content-type", "application/json");
        self.send(request.body(Body::from(answer.to_string())).unwrap()).await
    }

    fn now(&self, channel: &str) -> Channel {
        self.sandbox.slack().channels[&ChannelId::new(channel)].clone()
    }
}

#[tokio::test]
async fn an_answer_is_private_unless_it_says_otherwise() {
    let desk = Desk::new();
    let ts = desk.post(DEFAULT, "card").await;
    let url = desk.clicked(&ts);
    desk.answer(&url, json!({"text": "May was faster"})).await.ok();
    let channel = desk.now(DEFAULT);
    let shown = &channel.ephemerals[0];
    assert_eq!((shown.to.as_str(), shown.message.text.as_str()), ("U07BEN00001", "May was faster"));
    assert_eq!(channel.messages.len(), 1);

    desk.answer(&url, json!({"text": "to all", "response_type": "in_channel", "thread_ts": ts})).await.ok();
    let message = desk.now(DEFAULT).messages[1].clone();
    assert_eq!((message.text.as_str(), message.thread_ts), ("to all", Some(MessageTs::new(&*ts))));
    assert_eq!(message.bot.unwrap().bot_id, "B08DESKBOT1");
}

#[tokio::test]
async fn it_works_where_the_app_is_not_a_member() {
    let desk = Desk::new();
    let url = desk.response_url(LEADS, Source::Message(MessageTs::new("1.000000")));
    desk.answer(&url, json!({"text": "only you"})).await.ok();
    assert_eq!(desk.now(LEADS).ephemerals.len(), 1);
}

#[tokio::test]
async fn the_source_is_replaced_or_deleted() {
    let desk = Desk::new();
    let ts = desk.post(DEFAULT, "card").await;
    let url = desk.clicked(&ts);
    let blocks = json!([{"type": "section", "text": {"type": "mrkdwn", "text": "picked"}}]);
    desk.answer(&url, json!({"text": "picked", "blocks": blocks, "replace_original": true})).await.ok();
    let message = desk.now(DEFAULT).messages[0].clone();
    assert_eq!((message.text.as_str(), message.blocks.len(), message.edited.is_some()), ("picked", 1, true));
    assert!(message.blocks[0]["block_id"].is_string());
    desk.answer(&url, json!({"delete_original": true})).await.ok();
    assert!(desk.now(DEFAULT).messages.is_empty());
    let gone = desk.answer(&url, json!({"delete_original": true})).await;
    assert_eq!((gone.status, gone.error()), (StatusCode::BAD_REQUEST, "message_not_found"));
}

#[tokio::test]
async fn what_was_private_is_replaced_and_deleted_in_private() {
    let desk = Desk::new();
    let shown = json!({"channel": DEFAULT, "user": "U07BEN00001", "text": "Sure?"});
    let shown = desk.call("chat.postEphemeral", shown).await.ok()["message_ts"].as_str().unwrap().to_owned();
    let url = desk.response_url(DEFAULT, Source::Ephemeral(MessageTs::new(shown)));
    let answer = json!({"text": "Done", "replace_original": true, "response_type": "in_channel"});
    desk.answer(&url, answer).await.ok();
    assert_eq!(desk.now(DEFAULT).ephemerals[0].message.text, "Done");
    assert!(desk.now(DEFAULT).messages.is_empty(), "it can't be shown to all by that");
    desk.answer(&url, json!({"delete_original": true})).await.ok();
    assert!(desk.now(DEFAULT).ephemerals.is_empty());
}

#[tokio::test]
async fn an_address_works_five_times() {
    let desk = Desk::new();
    let ts = desk.post(DEFAULT, "card").await;
    let (url, other) = (desk.clicked(&ts), desk.clicked(&ts));
    assert_ne!(url, other);
    for _ in 0..5 {
        assert_eq!(desk.answer(&url, json!({})).await.error(), "no_text", "a refusal is no use of it");
        desk.answer(&url, json!({"text": "a"})).await.ok();
    }
    let used = desk.answer(&url, json!({"text": "a"})).await;
    assert_eq!((used.status, used.error()), (StatusCode::NOT_FOUND, "used_url"));
    desk.answer(&other, json!({"text": "a"})).await.ok();
    assert_eq!(desk.now(DEFAULT).ephemerals.len(), 6);
}

#[tokio::test]
async fn an_address_works_for_half_an_hour() {
    let desk = Desk::new();
    let ts = desk.post(DEFAULT, "card").await;
    let url = desk.clicked(&ts);
    desk.wait(30 * 60).await;
    desk.answer(&url, json!({"text": "just in time"})).await.ok();
    desk.wait(1).await;
    let expired = desk.answer(&url, json!({"text": "late"})).await;
    assert_eq!((expired.status, expired.error()), (StatusCode::NOT_FOUND, "expired_url"));
    let unknown = desk.answer("/response/1-2", json!({"text": "a"})).await;
    assert_eq!((unknown.status, unknown.error()), (StatusCode::NOT_FOUND, "invalid_url"));
}

#[tokio::test]
async fn a_wrong_answer_is_refused_and_shows_nothing() {
    let desk = Desk::new();
    let ts = desk.post(DEFAULT, "card").await;
    let url = desk.clicked(&ts);
    for (answer, error) in [
        (json!({"text": ""}), "no_text"),
        (json!({"text": "a", "colour": "red"}), "invalid_payload"),
        (json!({"text": 1}), "invalid_payload"),
        (json!({"text": "a", "response_type": "public"}), "invalid_payload"),
        (json!({"text": "a", "replace_original": true, "delete_original": true}), "invalid_payload"),
        (json!({"text": "a", "blocks": [{"type": "sektion"}]}), "invalid_blocks"),
        (json!({"text": "a", "thread_ts": "1.2"}), "cannot_reply_to_message"),
    ] {
        let refused = desk.answer(&url, answer.clone()).await;
        assert_eq!((refused.status, refused.error()), (StatusCode::BAD_REQUEST, error), "{answer}");
    }
    let form = Request::post(&url).header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(desk.send(form.body(Body::from("text=a")).unwrap()).await.error(), "invalid_payload");
    desk.happens(SlackChange::ChannelArchived { channel: ChannelId::new(DEFAULT) });
    assert_eq!(desk.answer(&url, json!({"text": "a"})).await.error(), "is_archived");
    assert!(desk.now(DEFAULT).ephemerals.is_empty());
}

#[tokio::test]
async fn faults_hit_answers_too_and_each_is_in_the_list_of_calls() {
    let desk = Desk::new();
    let ts = desk.post(DEFAULT, "card").await;
    let url = desk.clicked(&ts);
    desk.faults("POST", "", r#"{"method":"response_url","error":"used_url"}"#).await.ok();
    desk.faults("POST", "", r#"{"method":"response_url","fault":"429","retry_after":7}"#).await.ok();
    desk.faults("POST", "", r#"{"method":"response_url","fault":"500"}"#).await.ok();
    desk.faults("POST", "", r#"{"method":"response_url","fault":"answer_500"}"#).await.ok();
    assert_eq!(desk.answer(&url, json!({"text": "a"})).await.error(), "used_url");
    let limited = desk.answer(&url, json!({"text": "a"})).await;
    assert_eq!((limited.status, limited.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, Some("7")));
    assert_eq!(desk.answer(&url, json!({"text": "a"})).await.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(desk.now(DEFAULT).ephemerals.is_empty());
    assert_eq!(desk.answer(&url, json!({"text": "a"})).await.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(desk.now(DEFAULT).ephemerals.len(), 1, "it was done, and its answer lost");
    let calls = desk.sandbox.made_calls();
    let endings: Vec<&CallEnding> =
        calls.iter().filter(|call| call.method == "response_url").map(|call| &call.ending).collect();
    let expected =
        [CallEnding::Refused("used_url".into()), CallEnding::Failed, CallEnding::Failed, CallEnding::DoneUnanswered];
    assert_eq!(endings, expected.iter().collect::<Vec<_>>());
}
