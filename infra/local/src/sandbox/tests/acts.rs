//! People do in Slack what people can do, and nothing else.

use serde_json::{Value, json};
use shared::domain::{ChannelId, UserId};

use super::desk::{DEFAULT, Desk, GENERAL, LEADS};
use super::people::{BEN, FINN, MAY};
use crate::sandbox::slack::act::{Act, ActError, Shown};

const SHARED: &str = "C07SHARED01";
const GUEST: &str = "U07GUEST001";
const SINGLE: &str = "U07SINGLE01";

fn pick() -> Value {
    let button = |id: &str| json!({"type": "button", "action_id": id, "text": {"type": "plain_text", "text": "Pick"}});
    json!([
        {"type": "actions", "block_id": "one", "elements": [button("pick"), button("twice")]},
        {"type": "actions", "block_id": "two", "elements": [button("twice")]},
    ])
}

impl Desk {
    /// A card with buttons; gives its id.
    async fn card(&self) -> Value {
        let post = json!({"channel": DEFAULT, "text": "card", "blocks": pick()});
        self.call("chat.postMessage", post).await.ok()["ts"].clone()
    }
}

fn click(who: &str, ts: &Value, action: &str) -> Value {
    json!({"as": who, "click": {"channel": DEFAULT, "ts": ts, "action_id": action}})
}

#[tokio::test]
async fn a_button_is_pressed_only_by_whoever_sees_it() {
    let desk = Desk::new();
    let ts = desk.card().await;
    assert_eq!(desk.asks(&click(BEN, &ts, "pick")).1["user"]["id"], BEN);
    assert!(desk.cannot(&click(BEN, &ts, "drop")).contains("drop is shown"));
    assert!(desk.cannot(&click(FINN, &ts, "pick")).contains("is not in"));
    assert!(desk.cannot(&click("U07LEFT0001", &ts, "pick")).contains("deactivated"));
    assert!(desk.cannot(&click("U08DESKBOT1", &ts, "pick")).contains("no person"));
    assert!(desk.cannot(&click("U0NOBODY", &ts, "pick")).contains("no user"));
    let said = json!(desk.says(MAY, DEFAULT, "mine"));
    assert!(desk.cannot(&click(BEN, &said, "pick")).contains("not our app's"));
    assert!(desk.cannot(&click(BEN, &ts, "twice")).contains("block_id"));
    let two = json!({"channel": DEFAULT, "ts": ts, "action_id": "twice", "block_id": "two"});
    assert_eq!(desk.asks(&json!({"as": BEN, "click": two})).1["actions"][0]["block_id"], "two");
    desk.does(&json!({"as": MAY, "archive": {"channel": DEFAULT}}));
    assert!(desk.cannot(&click(BEN, &ts, "pick")).contains("archived"));
}

#[tokio::test]
async fn what_one_person_alone_is_shown_only_they_can_press_and_its_message_is_not_told() {
    let desk = Desk::new();
    let whisper = json!({"channel": DEFAULT, "user": BEN, "text": "only you", "blocks": pick()});
    let ts = desk.call("chat.postEphemeral", whisper).await.ok()["message_ts"].clone();
    let (_, asked) = desk.asks(&click(BEN, &ts, "pick"));
    assert_eq!(asked["container"]["is_ephemeral"], json!(true));
    assert!(asked.get("message").is_none());
    assert!(desk.cannot(&click(MAY, &ts, "pick")).contains("no message"));
}

#[tokio::test]
async fn a_click_gives_a_trigger_for_one_modal_and_an_address_to_answer_the_person_at() {
    let desk = Desk::new();
    desk.sandbox.stands_at("http://127.0.0.1:3000");
    let ts = desk.card().await;
    let (delivery, asked) = desk.asks(&click(BEN, &ts, "pick"));
    assert!(asked["response_url"].as_str().unwrap().starts_with("http://127.0.0.1:3000/response/"));
    let view = json!({"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [{"type": "divider"}]});
    let open = json!({"trigger_id": asked["trigger_id"], "view": view});
    desk.call("views.open", open.clone()).await.ok();
    assert_eq!(desk.call("views.open", open).await.error(), "exchanged_trigger_id");
    let again = desk.asks(&click(BEN, &ts, "pick")).1;
    assert_ne!((&asked["trigger_id"], &asked["response_url"]), (&again["trigger_id"], &again["response_url"]));
    assert_eq!(desk.answers(&delivery, ""), Shown::Nothing);
    let twice = desk.sandbox.answered(delivery.id, Some(200), "");
    assert!(matches!(twice, Err(ActError::Impossible(_))), "an interaction is answered once");
}

#[tokio::test]
async fn an_interaction_that_is_not_answered_well_is_seen_as_trouble() {
    let desk = Desk::new();
    let ts = desk.card().await;
    for status in [None, Some(500), Some(401)] {
        let (delivery, _) = desk.asks(&click(BEN, &ts, "pick"));
        assert!(matches!(desk.sandbox.answered(delivery.id, status, ""), Ok(Shown::Trouble(_))), "{status:?}");
    }
    assert_eq!(desk.sandbox.pending_deliveries(), 1, "the card alone: interactions are not sent again");
}

#[test]
fn people_come_as_many_as_asked_for_and_of_the_kind_asked_for() {
    let desk = Desk::new();
    let came = desk.came(&json!({"create_users": 200, "in": "support-team"}));
    let workspace = desk.sandbox.slack();
    let members = &workspace.channel_named("support-team").unwrap().members;
    assert_eq!(came.iter().filter(|user| members.contains(*user)).count(), 200);
    assert_eq!(desk.events().len(), 200, "each is told to have joined");
    let kind = |kind: &str| {
        let came = desk.came(&json!({"create_users": 1, "kind": kind}));
        desk.sandbox.slack().users[&came[0]].clone()
    };
    let (multi, single, foreign) = (kind("multi_channel_guest"), kind("single_channel_guest"), kind("foreign"));
    assert!(multi.is_restricted && !multi.is_ultra_restricted);
    assert!(single.is_restricted && single.is_ultra_restricted);
    assert!(foreign.is_stranger && foreign.team_id != multi.team_id);
    assert!(desk.cannot(&json!({"create_users": 0})).contains("create_users"));
    assert!(desk.cannot(&json!({"create_users": 1, "in": "nowhere"})).contains("nowhere"));
}

#[test]
fn people_come_into_channels_and_leave_them_as_slack_lets_them() {
    let desk = Desk::new();
    let add =
        |who: &str, channel: &str, whom: &str| json!({"as": who, "add_people": {"channel": channel, "users": [whom]}});
    assert!(desk.cannot(&add(MAY, "support-team", SINGLE)).contains("one channel"));
    assert!(desk.cannot(&add(MAY, "support-team", FINN)).contains("not shared"));
    assert!(desk.cannot(&add(MAY, "support-team", BEN)).contains("already"));
    assert!(desk.cannot(&add(GUEST, "support-team", "U07SINGLE01")).contains("may not"));
    assert!(desk.cannot(&add(BEN, LEADS, BEN)).contains("is not in"));
    desk.does(&json!({"as": BEN, "leave": {"channel": SHARED}}));
    desk.does(&json!({"as": BEN, "join": {"channel": SHARED}}));
    assert!(desk.cannot(&json!({"as": BEN, "join": {"channel": LEADS}})).contains("can't join"));
    assert!(desk.cannot(&json!({"as": GUEST, "join": {"channel": SHARED}})).contains("can't join"));
    assert!(desk.cannot(&json!({"as": MAY, "archive": {"channel": GENERAL}})).contains("general"));
    assert!(desk.cannot(&json!({"as": BEN, "delete_channel": {"channel": DEFAULT}})).contains("can't delete"));
    assert!(
        desk.cannot(&json!({"as": MAY, "rename": {"channel": DEFAULT, "name": "support-team"}})).contains("already")
    );
    let channel = &desk.sandbox.slack().channels[&ChannelId::new(SHARED)];
    assert!(channel.members.contains(&UserId::new(BEN)));
}

#[test]
fn newcomers_come_only_into_channels_that_slack_would_let_them_into() {
    let desk = Desk::new();
    let come = |kind: &str, channel: &str| json!({"create_users": 1, "in": channel, "kind": kind});
    assert!(desk.cannot(&come("foreign", "support-team")).contains("not shared"));
    assert_eq!(desk.came(&come("foreign", SHARED)).len(), 1);
    assert_eq!(desk.came(&come("single_channel_guest", "support-team")).len(), 1, "it is their one channel");
    desk.does(&json!({"as": MAY, "archive": {"channel": "support-team"}}));
    assert!(desk.cannot(&come("member", "support-team")).contains("archived"));
    let whisper = desk.sandbox.slack().users.len();
    assert!(desk.cannot(&come("foreign", "support-default")).contains("not shared"));
    assert_eq!(desk.sandbox.slack().users.len(), whisper, "who can't come in does not come at all");
}

#[test]
fn a_channel_is_left_only_where_slack_lets_people_go() {
    let desk = Desk::new();
    let leaves = |who: &str, channel: &str| desk.cannot(&json!({"as": who, "leave": {"channel": channel}}));
    assert!(leaves(BEN, GENERAL).contains("cant_leave_general"));
    assert!(leaves(MAY, LEADS).contains("last_member"));
    assert!(leaves(GUEST, "support-team").contains("user_is_restricted"));
    desk.does(&json!({"as": MAY, "archive": {"channel": SHARED}}));
    assert!(leaves(BEN, SHARED).contains("is_archived"));
}

#[tokio::test]
async fn of_a_deleted_channel_nothing_is_left_and_its_id_is_given_to_none_again() {
    let desk = Desk::new();
    let create =
        async |name: &str| desk.call("conversations.create", json!({"name": name})).await.ok()["channel"]["id"].clone();
    let one = create("one").await;
    let is_in = json!({"as": MAY, "delete_channel": {"channel": "one"}});
    desk.does(&is_in);
    assert_eq!(desk.call("conversations.info", json!({"channel": one})).await.error(), "channel_not_found");
    assert_ne!(create("one").await, one, "the name is free, the id is not");
}

#[test]
fn only_ones_own_words_are_edited_and_nothing_is_said_without_words() {
    let desk = Desk::new();
    let ts = desk.says(BEN, DEFAULT, "a<b & <@U07MAY00001>");
    let message = desk.sandbox.slack().channels[&ChannelId::new(DEFAULT)].message(&ts).unwrap().clone();
    assert_eq!(message.text, "a&lt;b &amp; <@U07MAY00001>");
    let edit = |who: &str| json!({"as": who, "edit": {"channel": DEFAULT, "ts": ts, "text": "x"}});
    assert!(desk.cannot(&edit(MAY)).contains("not U07MAY00001's"));
    assert!(desk.cannot(&json!({"as": SINGLE, "delete": {"channel": DEFAULT, "ts": ts}})).contains("not"));
    desk.does(&json!({"as": MAY, "delete": {"channel": DEFAULT, "ts": ts}}));
    let writes = |message: &Value| desk.cannot(&json!({"as": BEN, "message": message}));
    assert!(writes(&json!({"channel": DEFAULT})).contains("send button"));
    assert!(writes(&json!({"channel": DEFAULT, "text": "x", "thread_ts": "1.2"})).contains("reply to"));
    assert!(writes(&json!({"channel": DEFAULT, "text": "x", "broadcast": true})).contains("only a reply"));
    assert!(writes(&json!({"channel": "#nowhere", "text": "x"})).contains("nowhere"));
}

#[test]
fn shortcuts_are_the_apps_own_and_not_for_strangers() {
    let desk = Desk::new();
    let ts = desk.says(FINN, SHARED, "hi");
    let take = |who: &str, id: &str| json!({"as": who, "shortcut": {"callback_id": id, "channel": SHARED, "ts": ts}});
    assert_eq!(desk.asks(&take(MAY, "live_chat_control")).1["message"]["text"], "hi");
    assert!(desk.cannot(&take(MAY, "admin_panel")).contains("no shortcut"));
    assert!(desk.cannot(&take(FINN, "live_chat_control")).contains("not offered"));
}

#[test]
fn an_act_that_cannot_be_read_says_what_is_wrong_with_it() {
    for (wrong, says) in [
        ("[", "sequence"),
        ("{}", "as:"),
        (r#"{"as":"U1"}"#, "one deed"),
        (r#"{"as":"U1","leave":{"channel":"C"},"join":{"channel":"C"}}"#, "one deed"),
        (r#"{"as":"U1","dance":{}}"#, "dance"),
        (r#"{"as":"U1","message":{"channel":"C","txt":"x"}}"#, "txt"),
        (r#"{"create_users":"many"}"#, "many"),
        (r#"{"create_users":1,"kind":"king"}"#, "king"),
    ] {
        let refused = Act::read(wrong).unwrap_err();
        assert!(matches!(refused, ActError::Unreadable(_)) && refused.to_string().contains(says), "{wrong}: {refused}");
    }
}
