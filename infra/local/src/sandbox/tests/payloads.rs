//! Everything that the sandbox sends in Slack's name has the keys and types of its fixture in
//! `contracts/slack-payloads`, and no others.

use serde_json::{Value, json};
use std::collections::BTreeSet;

use super::desk::{DEFAULT, Desk};
use super::people::{BEN, BOT, MAY};
use crate::sandbox::slack::{SlackChange, TokenStatus};

macro_rules! fixture {
    ($name:literal) => {
        serde_json::from_str::<Value>(include_str!(concat!(
            "../../../../../shared/src/slack/payload/fixtures/",
            $name,
            ".json"
        )))
        .unwrap()
    };
}

fn assert_same_shape(fixture: &Value, sent: &Value, place: &str) {
    match (fixture, sent) {
        (Value::Object(fixture), Value::Object(sent)) => {
            let keys = |object: &serde_json::Map<String, Value>| object.keys().cloned().collect::<BTreeSet<_>>();
            assert_eq!(keys(fixture), keys(sent), "{place}");
            for (key, value) in fixture.iter().filter(|_| !place.ends_with("/event_payload")) {
                assert_same_shape(value, &sent[key], &format!("{place}/{key}"));
            }
        }
        (Value::Array(fixture), Value::Array(sent)) => {
            assert_eq!(fixture.len(), sent.len(), "{place}: {sent:?}");
            for (index, (fixture, sent)) in fixture.iter().zip(sent).enumerate() {
                assert_same_shape(fixture, sent, &format!("{place}/{index}"));
            }
        }
        (fixture, sent) => {
            assert_eq!(std::mem::discriminant(fixture), std::mem::discriminant(sent), "{place}: {sent}");
        }
    }
}

/// The one envelope that is told.
fn told(desk: &Desk) -> Value {
    let told = desk.told_by_slack();
    assert_eq!(told.len(), 1, "{told:?}");
    told.into_iter().next().unwrap()
}

fn message_blocks() -> Value {
    json!([
        {"type": "section", "block_id": "tk", "text": {"type": "mrkdwn", "text": "*T-1042*"}},
        {"type": "actions", "block_id": "tk_actions", "elements": [{
            "type": "button", "action_id": "ticket_pick", "style": "primary", "value": "T-1042",
            "text": {"type": "plain_text", "text": "Pick"},
        }]},
    ])
}

/// The modal of the fixtures, as an app gives it.
fn modal() -> Value {
    let shown = fixture!("view_submission")["view"].clone();
    let given = ["type", "blocks", "private_metadata", "callback_id", "title", "submit", "close", "notify_on_close"];
    given.iter().map(|key| ((*key).to_owned(), shown[key].clone())).collect()
}

#[test]
fn what_people_write_edit_and_delete_has_the_fixtures_shapes() {
    let desk = Desk::new();
    let ts = desk.says(MAY, DEFAULT, "The export is still broken");
    assert_same_shape(&fixture!("event_message_plain"), &told(&desk), "plain");
    desk.does(&json!({"as": MAY, "edit": {"channel": DEFAULT, "ts": ts, "text": "The export is fixed"}}));
    let edited = told(&desk);
    assert_same_shape(&fixture!("event_message_changed"), &edited, "changed");
    let reply = desk.writes(BEN, &json!({"channel": DEFAULT, "text": "Looking now", "thread_ts": ts}));
    assert_same_shape(&fixture!("event_message_thread_reply"), &told(&desk), "reply");
    desk.does(&json!({"as": BEN, "delete": {"channel": DEFAULT, "ts": reply}}));
    told(&desk);
    let fresh = desk.says(MAY, DEFAULT, "Gone in a moment");
    told(&desk);
    desk.does(&json!({"as": MAY, "delete": {"channel": DEFAULT, "ts": fresh}}));
    assert_same_shape(&fixture!("event_message_deleted"), &told(&desk), "deleted");
    let file = json!({"name": "error.png", "mimetype": "image/png", "size": 48211});
    desk.writes(MAY, &json!({"channel": DEFAULT, "text": "screenshot", "file": file}));
    assert_same_shape(&fixture!("event_message_file_share"), &told(&desk), "file");
}

#[test]
fn a_mention_of_the_app_comes_twice_with_ids_of_their_own() {
    let desk = Desk::new();
    desk.says(MAY, DEFAULT, "<@U08DESKBOT1> status T-1042");
    let told = desk.told_by_slack();
    assert_eq!(told.len(), 2);
    assert_same_shape(&fixture!("event_app_mention"), &told[1], "mention");
    assert_ne!(told[0]["event_id"], told[1]["event_id"]);
    assert_eq!(told[0]["event"]["ts"], told[1]["event"]["ts"]);
}

#[tokio::test]
async fn what_the_app_posts_comes_back_in_the_fixtures_shapes() {
    let desk = Desk::new();
    let metadata = json!({"event_type": "ticket_posted", "event_payload": {"delivery_key": "tkt-1042-v1"}});
    let blocks = json!([message_blocks()[0]]);
    let post = json!({"channel": DEFAULT, "text": "New ticket", "blocks": blocks, "metadata": metadata});
    desk.call("chat.postMessage", post).await.ok();
    assert_same_shape(&fixture!("event_message_own_bot"), &told(&desk), "own");
    let named = json!({"channel": DEFAULT, "text": "Hello", "username": "Ana", "icon_emoji": ":robot_face:"});
    desk.call("chat.postMessage", named).await.ok();
    let sent = told(&desk);
    assert_same_shape(&fixture!("event_message_bot_message"), &sent, "customised");
    assert_eq!(sent["event"]["username"], "Ana");
}

#[test]
fn what_happens_to_channels_has_the_fixtures_shapes() {
    let desk = Desk::new();
    desk.does(&json!({"as": MAY, "add_people": {"channel": DEFAULT, "users": ["U07GUEST001"]}}));
    assert_same_shape(&fixture!("event_member_joined_channel"), &told(&desk), "joined");
    desk.does(&json!({"as": MAY, "rename": {"channel": DEFAULT, "name": "tickets-eu"}}));
    let renamed = told(&desk);
    assert_same_shape(&fixture!("event_channel_rename"), &renamed, "renamed");
    assert_eq!(renamed["event"]["type"], "group_rename");
    desk.does(&json!({"as": MAY, "archive": {"channel": DEFAULT}}));
    assert_same_shape(&fixture!("event_channel_archive"), &told(&desk), "archived");
    desk.does(&json!({"as": MAY, "delete_channel": {"channel": "support-team"}}));
    assert_same_shape(&fixture!("event_channel_deleted"), &told(&desk), "deleted");
    desk.happens(SlackChange::TokenStatusSet { status: TokenStatus::Revoked });
    assert_same_shape(&fixture!("event_tokens_revoked"), &told(&desk), "revoked");
}

#[tokio::test]
async fn clicks_and_shortcuts_have_the_fixtures_shapes() {
    let desk = Desk::new();
    let post = json!({"channel": DEFAULT, "text": "New ticket T-1042", "blocks": message_blocks()});
    let ts = desk.call("chat.postMessage", post).await.ok()["ts"].clone();
    let click = json!({"as": BEN, "click": {"channel": DEFAULT, "ts": ts, "action_id": "ticket_pick"}});
    assert_same_shape(&fixture!("block_actions_message"), &desk.asks(&click).1, "click");
    let ts = desk.says(MAY, DEFAULT, "The export is still broken");
    let shortcut = json!({"callback_id": "live_chat_control", "channel": DEFAULT, "ts": ts});
    let (_, asked) = desk.asks(&json!({"as": BEN, "shortcut": shortcut}));
    assert_same_shape(&fixture!("message_action"), &asked, "message shortcut");
    assert_eq!(asked["channel"]["name"], "privategroup");
    let (_, asked) = desk.asks(&json!({"as": BEN, "shortcut": {"callback_id": "admin_panel"}}));
    assert_same_shape(&fixture!("shortcut_global"), &asked, "global shortcut");
}

#[tokio::test]
async fn modals_have_the_fixtures_shapes() {
    let desk = Desk::new();
    let view = desk.opens(&modal()).await;
    let values = json!({"reason": "Fixed in 2.4", "assignee": MAY, "prio": "high"});
    let (delivery, asked) = desk.asks(&json!({"as": MAY, "submit": {"view": view, "values": values}}));
    assert_same_shape(&fixture!("view_submission"), &asked, "submission");
    desk.answers(&delivery, r#"{"response_action":"errors","errors":{"reason":"Say more."}}"#);
    let choose = json!({"view": view, "action_id": "prio_pick", "choose": "low"});
    let (_, asked) = desk.asks(&json!({"as": MAY, "click": choose}));
    assert_same_shape(&fixture!("block_actions_view"), &asked, "choice");
    assert_eq!(asked["view"]["state"]["values"]["reason"]["reason_text"]["value"], "Fixed in 2.4");
    let (_, asked) = desk.asks(&json!({"as": MAY, "close": {"view": view}}));
    assert_same_shape(&fixture!("view_closed"), &asked, "closed");
    assert_eq!(BOT, desk.sandbox.slack().app.bot_user.as_str());
}
