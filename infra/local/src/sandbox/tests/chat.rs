//! `chat.postMessage`, `chat.update`, `chat.postEphemeral`.

use serde_json::{Value, json};
use shared::domain::{ChannelId, MessageTs, UserId};

use super::desk::{BEGIN, DEFAULT, Desk, GENERAL, LEADS};
use crate::sandbox::slack::{Message, SlackChange};

fn section(text: &str) -> Value {
    json!([{"type": "section", "block_id": "one", "text": {"type": "mrkdwn", "text": text}}])
}

impl Desk {
    fn message(&self, ts: &str) -> Message {
        let channel = self.sandbox.slack().channels[&ChannelId::new(DEFAULT)].clone();
        channel.message(&MessageTs::new(ts)).unwrap().clone()
    }

    async fn update(&self, ts: &str, mut arguments: Value) -> super::desk::Answered {
        arguments["channel"] = json!(DEFAULT);
        arguments["ts"] = json!(ts);
        self.call("chat.update", arguments).await
    }

    fn archive(&self, channel: &str) {
        self.happens(SlackChange::ChannelArchived { channel: ChannelId::new(channel) });
    }
}

#[tokio::test]
async fn messages_of_one_millisecond_have_times_of_their_own_that_rise() {
    let desk = Desk::new();
    let (one, two) = (desk.post(DEFAULT, "one").await, desk.post(DEFAULT, "two").await);
    assert_eq!((one.as_str(), two.as_str()), ("1790000000.000000", "1790000000.000001"));
    desk.wait(31).await;
    assert_eq!(desk.post(DEFAULT, "three").await, format!("{}.000000", BEGIN + 31));
}

#[tokio::test]
async fn a_private_channel_without_the_bot_does_not_exist_for_it() {
    let desk = Desk::new();
    for channel in [LEADS, "C00UNKNOWN1", "#support-default", "U07MAY00001"] {
        let answered = desk.call("chat.postMessage", json!({"channel": channel, "text": "hi"})).await;
        assert_eq!(answered.error(), "channel_not_found", "{channel}");
    }
    let left = SlackChange::MemberLeft { channel: ChannelId::new(DEFAULT), user: desk.sandbox.credentials().bot_user };
    desk.happens(left);
    let answered = desk.call("chat.postMessage", json!({"channel": DEFAULT, "text": "hi"})).await;
    assert_eq!(answered.error(), "channel_not_found");
}

#[tokio::test]
async fn a_public_channel_takes_posts_from_outside_with_the_scope_for_it_only() {
    let desk = Desk::new();
    desk.post(GENERAL, "hi").await;
    desk.without_scopes(&["chat:write.public"]);
    let answered = desk.call("chat.postMessage", json!({"channel": GENERAL, "text": "hi"})).await;
    assert_eq!(answered.error(), "not_in_channel");
}

#[tokio::test]
async fn an_archived_channel_takes_no_post_and_no_update() {
    let desk = Desk::new();
    let ts = desk.post(DEFAULT, "hi").await;
    desk.archive(DEFAULT);
    let posted = desk.call("chat.postMessage", json!({"channel": DEFAULT, "text": "hi"})).await;
    assert_eq!(posted.error(), "is_archived");
    let ephemeral = json!({"channel": DEFAULT, "user": "U07MAY00001", "text": "hi"});
    assert_eq!(desk.call("chat.postEphemeral", ephemeral).await.error(), "is_archived");
    assert_eq!(desk.update(&ts, json!({"text": "new"})).await.error(), "is_inactive");
}

#[tokio::test]
async fn a_message_must_say_something_and_one_thing() {
    let desk = Desk::new();
    desk.without_scopes(&["chat:write.customize"]);
    let refused = async |mut arguments: Value| {
        arguments["channel"] = json!(DEFAULT);
        desk.wait(1).await;
        desk.call("chat.postMessage", arguments).await.error().to_owned()
    };
    assert_eq!(refused(json!({})).await, "no_text");
    assert_eq!(refused(json!({"text": "", "blocks": []})).await, "no_text");
    assert_eq!(refused(json!({"text": "a", "markdown_text": "b"})).await, "markdown_text_conflict");
    assert_eq!(refused(json!({"text": "a", "attachments": vec![json!({}); 101]})).await, "too_many_attachments");
    assert_eq!(refused(json!({"text": "a", "as_user": true})).await, "as_user_not_supported");
    assert_eq!(refused(json!({"text": "a", "username": "Ana"})).await, "missing_scope");
    assert_eq!(refused(json!({"text": "a", "reply_broadcast": true})).await, "invalid_arguments");
    assert_eq!(refused(json!({"text": "a", "metadata": {}})).await, "invalid_metadata_format");
    assert_eq!(
        refused(json!({"text": "a", "metadata": {"event_type": "t", "event_payload": {"A": 1}}})).await,
        "invalid_metadata_schema"
    );
    let much = json!({"event_type": "t", "event_payload": {"a": "x".repeat(1000)}});
    assert_eq!(refused(json!({"text": "a", "metadata": much})).await, "metadata_too_large");
}

#[tokio::test]
async fn blocks_are_refused_with_every_fault_and_its_place() {
    let desk = Desk::new();
    let blocks = json!([{"type": "section", "text": {"type": "mrkdwn", "text": ""}}, {"type": "sektion"}]);
    let answered = desk.call("chat.postMessage", json!({"channel": DEFAULT, "text": "a", "blocks": blocks})).await;
    assert_eq!(answered.error(), "invalid_blocks");
    let errors = [
        "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
        "unsupported type: sektion [json-pointer:/blocks/1/type]",
    ];
    assert_eq!(answered.body["errors"], json!(errors));
    let told: Vec<String> = errors.iter().map(|error| format!("[ERROR] {error}")).collect();
    assert_eq!(answered.body["response_metadata"]["messages"], json!(told));
}

#[tokio::test]
async fn blocks_that_are_too_long_together_have_each_methods_own_error() {
    let desk = Desk::new();
    let long = vec![json!({"type": "section", "text": {"type": "mrkdwn", "text": "x".repeat(2700)}}); 5];
    let ts = desk.post(DEFAULT, "a").await;
    let posted = desk.call("chat.postMessage", json!({"channel": DEFAULT, "text": "a", "blocks": long})).await;
    assert_eq!(posted.error(), "msg_blocks_too_long");
    assert_eq!(desk.update(&ts, json!({"text": "a", "blocks": long})).await.error(), "msg_too_long");
}

#[tokio::test]
async fn too_long_a_post_is_cut_off_with_a_warning_and_too_long_an_update_refused() {
    let desk = Desk::new();
    let posted = desk.call("chat.postMessage", json!({"channel": DEFAULT, "text": "é".repeat(40_001)})).await.ok();
    assert_eq!(posted["warning"], json!("message_truncated"));
    assert_eq!(posted["response_metadata"]["warnings"], json!(["message_truncated"]));
    assert_eq!(posted["message"]["text"].as_str().unwrap().chars().count(), 40_000);
    let ts = posted["ts"].as_str().unwrap();
    assert_eq!(desk.update(ts, json!({"text": "a".repeat(4001)})).await.error(), "msg_too_long");
    desk.update(ts, json!({"text": "a".repeat(4000)})).await.ok();
}

#[tokio::test]
async fn an_update_with_text_alone_removes_the_blocks_and_keeps_the_metadata() {
    let desk = Desk::new();
    let metadata = json!({"event_type": "card", "event_payload": {"key": "k1"}});
    let arguments = json!({"channel": DEFAULT, "text": "a", "blocks": section("*a*"), "metadata": metadata});
    let posted = desk.call("chat.postMessage", arguments).await.ok();
    let ts = posted["ts"].as_str().unwrap();

    desk.update(ts, json!({"metadata": {"event_type": "card", "event_payload": {"key": "k2"}}})).await.ok();
    let message = desk.message(ts);
    assert_eq!((message.text.as_str(), message.blocks.len()), ("a", 1), "neither text nor blocks given: both kept");
    assert_eq!(message.metadata.unwrap().event_payload["key"], json!("k2"));

    desk.wait(5).await;
    desk.update(ts, json!({"text": "b"})).await.ok();
    let message = desk.message(ts);
    assert_eq!((message.text.as_str(), message.blocks.len()), ("b", 0));
    assert_eq!(message.metadata.unwrap().event_payload["key"], json!("k2"), "kept unless given");
    assert_eq!(message.edited.unwrap().ts.as_str(), "1790000005.000000");

    desk.update(ts, json!({"text": "c", "blocks": section("c"), "metadata": {}})).await.ok();
    assert_eq!(desk.message(ts).metadata, None, "an empty object clears it");
    desk.update(ts, json!({"blocks": []})).await.ok();
    assert_eq!((desk.message(ts).text.as_str(), desk.message(ts).blocks.len()), ("c", 0));
    assert_eq!(desk.update(ts, json!({})).await.error(), "no_text");
}

#[tokio::test]
async fn only_ones_own_messages_can_be_updated() {
    let desk = Desk::new();
    assert_eq!(desk.update("1790000000.000000", json!({"text": "b"})).await.error(), "message_not_found");
    let ts = desk.post(DEFAULT, "mine").await;
    let theirs = Message {
        ts: MessageTs::new("1790000009.000000"),
        user: UserId::new("U07MAY00001"),
        bot: None,
        ..desk.message(&ts)
    };
    let channel = ChannelId::new(DEFAULT);
    desk.happens(SlackChange::MessagePosted { channel, message: Box::new(theirs) });
    assert_eq!(desk.update("1790000009.000000", json!({"text": "b"})).await.error(), "cant_update_message");
    let next = desk.post(DEFAULT, "after").await;
    assert_eq!(next, "1790000009.000001", "times rise also when the clock is behind");
}

#[tokio::test]
async fn a_reply_hangs_on_a_message_that_is_no_reply() {
    let desk = Desk::new();
    let parent = desk.post(DEFAULT, "parent").await;
    let reply = async |thread: &str| {
        desk.call("chat.postMessage", json!({"channel": DEFAULT, "text": "re", "thread_ts": thread})).await
    };
    let posted = reply(&parent).await.ok();
    assert_eq!(posted["message"]["thread_ts"], json!(parent));
    assert_eq!(reply(posted["ts"].as_str().unwrap()).await.error(), "cannot_reply_to_message");
    assert_eq!(reply("1.2").await.error(), "cannot_reply_to_message");
}

#[tokio::test]
async fn slack_completes_blocks_with_ids_and_flags() {
    let desk = Desk::new();
    let text = |kind: &str| json!({"type": kind, "text": "a"});
    let button = json!({"type": "button", "action_id": "go", "text": text("plain_text")});
    let blocks = json!([{"type": "section", "text": text("mrkdwn")}, {"type": "actions", "elements": [button]}]);
    let posted = desk.call("chat.postMessage", json!({"channel": DEFAULT, "text": "a", "blocks": blocks})).await.ok();
    let blocks = &posted["message"]["blocks"];
    assert_eq!(blocks[0]["text"]["verbatim"], json!(false));
    assert_eq!(blocks[1]["elements"][0]["text"]["emoji"], json!(true));
    assert_ne!(blocks[0]["block_id"], blocks[1]["block_id"]);
}

#[tokio::test]
async fn an_ephemeral_is_shown_to_a_member_alone_and_can_not_be_updated() {
    let desk = Desk::new();
    let to = |user: &str| json!({"channel": DEFAULT, "user": user, "text": "only you"});
    assert_eq!(desk.call("chat.postEphemeral", to("U05FOREIGN1")).await.error(), "user_not_in_channel");
    let shown = desk.call("chat.postEphemeral", to("U07MAY00001")).await.ok();
    let ts = shown["message_ts"].as_str().unwrap();
    let channel = desk.sandbox.slack().channels[&ChannelId::new(DEFAULT)].clone();
    assert!(channel.messages.is_empty());
    assert_eq!(channel.ephemerals[0].to, UserId::new("U07MAY00001"));
    assert_eq!(desk.update(ts, json!({"text": "b"})).await.error(), "message_not_found");
    assert_ne!(desk.post(DEFAULT, "next").await, ts);
}
