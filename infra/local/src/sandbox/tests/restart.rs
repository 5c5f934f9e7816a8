//! What was answered is there after a restart.

use std::fs;
use std::path::PathBuf;

use serde_json::json;
use shared::domain::{ChannelId, MemberId, MessageTs, Timestamp, UserId};

use super::desk::{DEFAULT, Desk};
use crate::sandbox::chatbot::{Chat, ChatbotChange, Sender};
use crate::sandbox::slack::Source;
use crate::sandbox::{Change, SandboxError};

pub(super) fn a_file(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("slack-inbox-sandbox-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    let _ = fs::remove_file(&path);
    path
}

#[tokio::test]
async fn after_a_restart_everything_that_was_answered_is_there_and_the_token_still_works() {
    let path = a_file("restart.jsonl");
    let desk = Desk::on(Some(&path));
    let ts = desk.post(DEFAULT, "card").await;
    let blocks = json!([{"type": "divider"}]);
    desk.call("chat.update", json!({"channel": DEFAULT, "ts": ts, "text": "b", "blocks": blocks})).await.ok();
    desk.call("conversations.open", json!({"users": "U07MAY00001"})).await.ok();
    happen(&desk, &ts).await;
    let member = MemberId::new("64a0c0ffee0000000000a001");
    desk.sandbox.change(Change::Chatbot(ChatbotChange::LiveChatSet { member, live_chat: true })).unwrap();
    let (slack, chatbot) = (desk.sandbox.slack(), desk.sandbox.chatbot());
    drop(desk);

    let again = Desk::on(Some(&path));
    assert_eq!((again.sandbox.slack(), again.sandbox.chatbot()), (slack, chatbot));
    assert_ne!(again.post(DEFAULT, "next").await, ts, "ids rise over a restart");
}

/// One of each thing that can happen by a call.
async fn happen(desk: &Desk, ts: &str) {
    let may = UserId::new("U07MAY00001");
    let inbox = desk.call("conversations.create", json!({"name": "ana", "is_private": true})).await.ok();
    let inbox = inbox["channel"]["id"].clone();
    let trigger_id = desk.sandbox.issue_trigger(&may).unwrap();
    let source = Source::Message(MessageTs::new(ts));
    desk.sandbox.issue_response_url(&ChannelId::new(DEFAULT), &may, source).unwrap();
    let title = json!({"type": "plain_text", "text": "Control"});
    let view = json!({"type": "modal", "title": title, "blocks": []});
    let link = json!({"channel_id": inbox, "title": "a", "type": "link", "link": "https://example.com"});
    for (method, arguments) in [
        ("conversations.rename", json!({"channel": inbox, "name": "ana-2"})),
        ("conversations.setTopic", json!({"channel": inbox, "topic": "Ana"})),
        ("conversations.invite", json!({"channel": inbox, "users": "U07MAY00001"})),
        ("bookmarks.add", link),
        ("reactions.add", json!({"channel": DEFAULT, "timestamp": ts, "name": "eyes"})),
        ("views.open", json!({"trigger_id": trigger_id, "view": view})),
        ("views.publish", json!({"user_id": "U07MAY00001", "view": {"type": "home", "blocks": []}})),
        ("conversations.archive", json!({"channel": inbox})),
    ] {
        desk.call(method, arguments).await.ok();
    }
}

#[tokio::test]
async fn a_change_is_in_the_journal_before_its_call_is_answered() {
    let path = a_file("before.jsonl");
    let desk = Desk::on(Some(&path));
    desk.faults("POST", "", r#"{"method":"chat.postMessage","fault":"answer_500"}"#).await.ok();
    desk.call("chat.postMessage", json!({"channel": DEFAULT, "text": "unanswered but kept"})).await;
    assert!(fs::read_to_string(&path).unwrap().contains("unanswered but kept"));
}

#[test]
fn every_change_is_the_same_after_it_was_written_and_read() {
    let desk = Desk::new();
    let platform = desk.sandbox.chatbot();
    let ana = platform.members.values().next().unwrap();
    let at = Timestamp::from_millis(7);
    let chat = Chat {
        id: "c1".into(),
        at,
        sender: Sender::Admin,
        message_event: platform.text(ana, Sender::Admin, "hi", at),
        delivered_at: None,
        read_at: Some(at),
        statuses: Vec::new(),
    };
    let change = Change::Chatbot(ChatbotChange::ChatAdded { member: ana.id.clone(), chat: Box::new(chat) });
    let written = serde_json::to_string(&change).unwrap();
    assert_eq!(serde_json::from_str::<Change>(&written).unwrap(), change);
    desk.sandbox.change(change).unwrap();
    assert_eq!(desk.sandbox.chatbot().members[&ana.id].chats.last().unwrap().id, "c1");
}

#[test]
fn a_journal_that_begins_in_the_middle_is_refused() {
    let path = a_file("middle.jsonl");
    fs::write(&path, "[{\"Slack\":{\"ChannelArchived\":{\"channel\":\"C1\"}}}]\n").unwrap();
    let clock = Desk::new().clock;
    let refused = crate::sandbox::Sandbox::open(Some(&path), clock, &super::desk::Counted::default());
    assert!(matches!(refused.err(), Some(SandboxError::NoBeginning)));
}

#[test]
fn no_secret_is_shown_by_debug_or_in_the_state_for_scripts() {
    let desk = Desk::new();
    let secrets = [desk.sandbox.credentials().bot_token, desk.sandbox.credentials().open_api_token];
    let shown = format!("{:?} {:?} {:?}", desk.sandbox.slack(), desk.sandbox.chatbot(), desk.sandbox.credentials());
    for secret in secrets {
        assert!(secret.expose().len() > 30 && !shown.contains(secret.expose()));
    }
}
