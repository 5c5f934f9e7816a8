//! What Slack tells us, and of what it is silent.

use serde_json::{Value, json};
use shared::domain::UserId;

use super::desk::{DEFAULT, Desk, GENERAL, LEADS};
use super::people::{BEN, BOT, FINN, MAY, keys};
use crate::sandbox::slack::{SlackChange, User};

const SHARED: &str = "C07SHARED01";

#[tokio::test]
async fn our_own_update_comes_back_as_a_change_with_what_was_there_before() {
    let desk = Desk::new();
    let ts = desk.post(DEFAULT, "Ticket status: Pending").await;
    desk.events();
    desk.wait(5).await;
    desk.call("chat.update", json!({"channel": DEFAULT, "ts": ts, "text": "Ticket status: Active"})).await.ok();
    let changed = desk.event();
    assert_eq!(changed["subtype"], "message_changed");
    assert_eq!(changed["message"]["ts"], json!(ts));
    assert_ne!(changed["ts"], json!(ts), "a change has a time of its own");
    assert_eq!(changed["message"]["text"], "Ticket status: Active");
    assert_eq!(changed["previous_message"]["text"], "Ticket status: Pending");
    assert_eq!(changed["message"]["app_id"], "A08DESK0001");
}

#[tokio::test]
async fn a_preview_of_a_link_is_a_change_of_the_same_text_that_nobody_edited() {
    let desk = Desk::new();
    let ts = desk.says(MAY, DEFAULT, "see https://status.example.com");
    assert_eq!(desk.event()["text"], "see <https://status.example.com>");
    desk.does(&json!({"as": MAY, "unfurl": {"channel": DEFAULT, "ts": ts}}));
    let changed = desk.event();
    assert_eq!(changed["message"]["text"], changed["previous_message"]["text"]);
    assert!(changed["message"].get("edited").is_none());
    assert_eq!(changed["message"]["attachments"][0]["from_url"], "https://status.example.com");
    let named = desk.post(DEFAULT, "see <https://status.example.com|the status>").await;
    desk.event();
    desk.does(&json!({"as": MAY, "unfurl": {"channel": DEFAULT, "ts": named}}));
    assert_eq!(desk.event()["message"]["attachments"][0]["from_url"], "https://status.example.com");
    let plain = desk.says(MAY, DEFAULT, "no link");
    assert!(desk.cannot(&json!({"as": MAY, "unfurl": {"channel": DEFAULT, "ts": plain}})).contains("no link"));
}

#[tokio::test]
async fn a_deleted_parent_whose_replies_stay_becomes_a_tombstone() {
    let desk = Desk::new();
    let parent = desk.says(MAY, DEFAULT, "parent");
    let reply = desk.writes(BEN, &json!({"channel": DEFAULT, "text": "reply", "thread_ts": parent}));
    desk.events();
    desk.does(&json!({"as": MAY, "delete": {"channel": DEFAULT, "ts": parent}}));
    let changed = desk.event();
    assert_eq!(changed["subtype"], "message_changed");
    assert_eq!(
        (&changed["message"]["subtype"], &changed["message"]["user"]),
        (&json!("tombstone"), &json!("USLACKBOT"))
    );
    assert_eq!(changed["previous_message"]["text"], "parent");
    let replies = desk.call("conversations.replies", json!({"channel": DEFAULT, "ts": parent})).await.ok();
    assert_eq!(replies["messages"][1]["ts"], json!(reply), "the reply is there still");
    assert!(
        desk.cannot(&json!({"as": MAY, "edit": {"channel": DEFAULT, "ts": parent, "text": "x"}}))
            .contains("no message")
    );
}

#[test]
fn what_is_said_with_me_and_what_is_sent_to_the_channel_too_has_its_subtype() {
    let desk = Desk::new();
    desk.writes(MAY, &json!({"channel": DEFAULT, "text": "waves", "me": true}));
    let told = desk.event();
    assert_eq!((&told["subtype"], &told["text"]), (&json!("me_message"), &json!("waves")));
    let parent = desk.says(MAY, DEFAULT, "parent");
    desk.events();
    desk.writes(BEN, &json!({"channel": DEFAULT, "text": "to all", "thread_ts": parent, "broadcast": true}));
    let told = desk.event();
    assert_eq!(told["subtype"], "thread_broadcast");
    assert_eq!((&told["thread_ts"], &told["root"]["text"]), (&json!(parent), &json!("parent")));
}

#[tokio::test]
async fn of_channels_without_the_app_and_of_what_is_not_subscribed_nothing_is_told() {
    let desk = Desk::new();
    desk.says(MAY, LEADS, "<@U08DESKBOT1> secret");
    desk.says(MAY, GENERAL, "hello");
    desk.does(&json!({"as": MAY, "add_people": {"channel": LEADS, "users": [BEN]}}));
    desk.does(&json!({"as": BEN, "leave": {"channel": LEADS}}));
    desk.does(&json!({"as": MAY, "archive": {"channel": LEADS}}));
    let whisper = json!({"channel": DEFAULT, "user": MAY, "text": "only you"});
    desk.call("chat.postEphemeral", whisper).await.ok();
    assert_eq!(desk.events(), Vec::<Value>::new());
    let ts = desk.says(MAY, DEFAULT, "hi");
    desk.events();
    desk.call("reactions.add", json!({"channel": DEFAULT, "timestamp": ts, "name": "eyes"})).await.ok();
    assert_eq!(desk.events(), Vec::<Value>::new());
}

#[tokio::test]
async fn the_app_is_told_that_it_joined_the_channel_it_made_and_who_was_invited_by_whom() {
    let desk = Desk::new();
    let made = desk.call("conversations.create", json!({"name": "ana-lima", "is_private": true})).await.ok();
    let channel = made["channel"]["id"].clone();
    let joined = desk.event();
    assert_eq!((&joined["user"], &joined["channel"], &joined["channel_type"]), (&json!(BOT), &channel, &json!("G")));
    assert!(joined.get("inviter").is_none());
    desk.call("conversations.invite", json!({"channel": channel, "users": BEN})).await.ok();
    let joined = desk.event();
    assert_eq!((&joined["user"], &joined["inviter"]), (&json!(BEN), &json!(BOT)));
    desk.call("conversations.setTopic", json!({"channel": channel, "topic": "Ana"})).await.ok();
    let topic = desk.event();
    assert_eq!((&topic["subtype"], &topic["topic"]), (&json!("channel_topic"), &json!("Ana")));
}

#[tokio::test]
async fn an_app_that_is_added_hears_of_itself_and_one_that_leaves_hears_of_it_once() {
    let desk = Desk::new();
    desk.does(&json!({"as": MAY, "add_people": {"channel": LEADS, "users": [BEN]}}));
    desk.does(&json!({"as": MAY, "add_people": {"channel": LEADS, "users": [BOT]}}));
    let joined = desk.event();
    assert_eq!((&joined["user"], &joined["inviter"]), (&json!(BOT), &json!(MAY)));
    desk.does(&json!({"as": BEN, "leave": {"channel": LEADS}}));
    assert_eq!(desk.event()["type"], "member_left_channel");
    let (channel, user) = (shared::domain::ChannelId::new(LEADS), UserId::new(BOT));
    desk.happens(SlackChange::MemberLeft { channel, user });
    assert_eq!(desk.event()["type"], "group_left");
    desk.says(MAY, LEADS, "without it");
    assert_eq!(desk.events(), Vec::<Value>::new());
}

#[test]
fn a_channel_that_people_unarchive_is_told_by_the_name_of_its_kind() {
    let desk = Desk::new();
    desk.does(&json!({"as": MAY, "archive": {"channel": SHARED}}));
    desk.does(&json!({"as": MAY, "unarchive": {"channel": SHARED}}));
    desk.does(&json!({"as": MAY, "archive": {"channel": DEFAULT}}));
    let kinds: Vec<Value> = desk.events().into_iter().map(|mut event| event["type"].take()).collect();
    assert_eq!(kinds, ["channel_archive", "channel_unarchive", "group_archive"]);
}

#[test]
fn people_of_other_organisations_carry_their_own_team() {
    let desk = Desk::new();
    desk.says(FINN, SHARED, "hello from Northwind");
    let told = desk.told_by_slack().remove(0);
    assert_eq!(told["is_ext_shared_channel"], json!(true));
    let event = &told["event"];
    assert_eq!((&event["user_team"], &event["source_team"]), (&json!("T05NORTHWIND"), &json!("T05NORTHWIND")));
    assert_eq!(told["team_id"], "T07SANDBOX");
}

#[test]
fn who_changes_is_told_and_who_is_the_same_is_not() {
    let desk = Desk::new();
    let ben = desk.sandbox.slack().users[&UserId::new(BEN)].clone();
    desk.happens(SlackChange::UserSet(ben.clone()));
    assert_eq!(desk.events(), Vec::<Value>::new());
    desk.happens(SlackChange::UserSet(User { deleted: true, ..ben }));
    let told = desk.event();
    assert_eq!((&told["type"], &told["user"]["deleted"]), (&json!("user_change"), &json!(true)));
    assert_eq!(keys(&told), ["cache_ts", "event_ts", "type", "user"]);
}

#[tokio::test]
async fn a_direct_message_is_told_as_such_and_mentions_nobody() {
    let desk = Desk::new();
    let opened = desk.call("conversations.open", json!({"users": MAY})).await.ok();
    assert_eq!(desk.events(), Vec::<Value>::new(), "opening tells nothing");
    desk.says(MAY, opened["channel"]["id"].as_str().unwrap(), "<@U08DESKBOT1> hi");
    assert_eq!(desk.event()["channel_type"], "im");
}

#[test]
fn an_edit_that_mentions_the_app_for_the_first_time_mentions_it() {
    let desk = Desk::new();
    let ts = desk.says(MAY, DEFAULT, "hi");
    desk.events();
    let edit = |text: &str| desk.does(&json!({"as": MAY, "edit": {"channel": DEFAULT, "ts": ts, "text": text}}));
    edit("hi <@U08DESKBOT1>");
    let events = desk.events();
    assert_eq!(events.iter().map(|event| &event["type"]).collect::<Vec<_>>(), ["message", "app_mention"]);
    assert!(events[1].get("edited").is_some());
    edit("hi again <@U08DESKBOT1>");
    assert_eq!(desk.events().len(), 1, "it is mentioned already");
}
