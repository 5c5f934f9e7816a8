//! `conversations.history` and `conversations.replies`.

use serde_json::{Value, json};
use shared::domain::{ChannelId, UserId};

use super::desk::{DEFAULT, Desk, GENERAL, LEADS};
use crate::sandbox::slack::SlackChange;

impl Desk {
    async fn history(&self, mut arguments: Value) -> Value {
        arguments["channel"] = json!(DEFAULT);
        self.call("conversations.history", arguments).await.ok()
    }

    /// Posts `count` messages a second apart: `0`, `1` … at second 0, 1 ….
    async fn a_history_of(&self, count: usize) {
        for number in 0..count {
            self.post(DEFAULT, &number.to_string()).await;
            self.wait(1).await;
        }
    }
}

fn texts(body: &Value) -> Vec<&str> {
    body["messages"].as_array().unwrap().iter().map(|message| message["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn history_is_newest_first_and_pages_by_cursor_to_the_end() {
    let desk = Desk::new();
    desk.a_history_of(5).await;
    let first = desk.history(json!({"limit": 2})).await;
    assert_eq!((texts(&first), &first["has_more"]), (vec!["4", "3"], &json!(true)));
    let second = desk.history(json!({"limit": 2, "cursor": first["response_metadata"]["next_cursor"]})).await;
    assert_eq!(texts(&second), ["2", "1"]);
    let last = desk.history(json!({"limit": 2, "cursor": second["response_metadata"]["next_cursor"]})).await;
    assert_eq!((texts(&last), &last["has_more"]), (vec!["0"], &json!(false)));
    assert_eq!(last["response_metadata"]["next_cursor"], json!(""));
}

#[tokio::test]
async fn a_page_has_100_messages_unless_asked_otherwise_and_at_most_999() {
    let desk = Desk::new();
    desk.a_history_of(101).await;
    assert_eq!(texts(&desk.history(json!({})).await).len(), 100);
    assert_eq!(texts(&desk.history(json!({"limit": 999})).await).len(), 101);
    for limit in [0, -1, 1000] {
        let answered = desk.call("conversations.history", json!({"channel": DEFAULT, "limit": limit})).await;
        assert_eq!(answered.error(), "invalid_arguments", "{limit}");
    }
}

#[tokio::test]
async fn oldest_and_latest_are_exclusive_unless_inclusive() {
    let desk = Desk::new();
    desk.a_history_of(5).await;
    let (oldest, latest) = ("1790000001.000000", "1790000003.000000");
    let bounds = |inclusive: bool| json!({"oldest": oldest, "latest": latest, "inclusive": inclusive});
    assert_eq!(texts(&desk.history(bounds(false)).await), ["2"]);
    assert_eq!(texts(&desk.history(bounds(true)).await), ["3", "2", "1"]);
    let one = json!({"oldest": latest, "latest": latest, "inclusive": true, "limit": 1});
    assert_eq!(texts(&desk.history(one).await), ["3"]);
    assert_eq!(texts(&desk.history(json!({"oldest": "0"})).await).len(), 5);
    let refused = async |arguments: Value| desk.call("conversations.history", arguments).await.error().to_owned();
    assert_eq!(refused(json!({"channel": DEFAULT, "oldest": "yesterday"})).await, "invalid_ts_oldest");
    assert_eq!(refused(json!({"channel": DEFAULT, "latest": "1e9"})).await, "invalid_ts_latest");
    assert_eq!(refused(json!({"channel": DEFAULT, "cursor": "!"})).await, "invalid_cursor");
    assert_eq!(refused(json!({"channel": DEFAULT, "cursor": "dXNlcjpVMQ=="})).await, "invalid_cursor");
}

#[tokio::test]
async fn metadata_is_whole_only_when_asked_for() {
    let desk = Desk::new();
    let metadata = json!({"event_type": "card", "event_payload": {"key": "k1"}});
    desk.call("chat.postMessage", json!({"channel": DEFAULT, "text": "a", "metadata": metadata})).await.ok();
    let whole = desk.history(json!({"include_all_metadata": true})).await;
    assert_eq!(whole["messages"][0]["metadata"], metadata);
    let part = desk.history(json!({})).await;
    assert_eq!(part["messages"][0]["metadata"], json!({"event_type": "card"}));
}

#[tokio::test]
async fn replies_stand_in_their_thread_and_broadcasts_in_both() {
    let desk = Desk::new();
    let parent = desk.post(DEFAULT, "parent").await;
    for (text, broadcast) in [("one", false), ("two", true)] {
        let reply = json!({"channel": DEFAULT, "text": text, "thread_ts": parent, "reply_broadcast": broadcast});
        desk.call("chat.postMessage", reply).await.ok();
    }
    let history = desk.history(json!({})).await;
    assert_eq!(texts(&history), ["two", "parent"]);
    assert_eq!(history["messages"][1]["thread_ts"], json!(parent));
    let replies = async |arguments: Value| desk.call("conversations.replies", arguments).await;
    let thread = replies(json!({"channel": DEFAULT, "ts": parent, "limit": 2})).await.ok();
    assert_eq!((texts(&thread), &thread["has_more"]), (vec!["parent", "one"], &json!(true)));
    let cursor = &thread["response_metadata"]["next_cursor"];
    let rest = replies(json!({"channel": DEFAULT, "ts": parent, "cursor": cursor})).await.ok();
    assert_eq!((texts(&rest), &rest["has_more"]), (vec!["two"], &json!(false)));
    assert_eq!(replies(json!({"channel": DEFAULT, "ts": "1.0"})).await.error(), "thread_not_found");
    assert_eq!(replies(json!({"channel": LEADS, "ts": parent})).await.error(), "channel_not_found");
}

#[tokio::test]
async fn history_is_for_members() {
    let desk = Desk::new();
    let history = async |channel: &str| desk.call("conversations.history", json!({"channel": channel})).await;
    assert_eq!(history(GENERAL).await.error(), "not_in_channel");
    assert_eq!(history(LEADS).await.error(), "channel_not_found");
    let (channel, user) = (ChannelId::new(LEADS), UserId::new("U08DESKBOT1"));
    desk.happens(SlackChange::MemberJoined { channel, user, inviter: None });
    history(LEADS).await.ok();
}
