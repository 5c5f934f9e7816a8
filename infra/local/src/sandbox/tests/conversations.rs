//! `conversations.info`, `.members`, `.open`, `users.info`, `auth.test`.

use serde_json::{Value, json};
use shared::domain::{ChannelId, UserId};

use super::desk::{DEFAULT, Desk, GENERAL, LEADS};
use crate::sandbox::slack::SlackChange;

#[tokio::test]
async fn info_tells_public_from_private_and_whether_the_bot_is_in() {
    let desk = Desk::new();
    let info = async |channel: &str| {
        let arguments = json!({"channel": channel, "include_num_members": true});
        desk.call("conversations.info", arguments).await.ok()["channel"].clone()
    };
    let (general, default) = (info(GENERAL).await, info(DEFAULT).await);
    assert_eq!((&general["is_private"], &general["is_member"]), (&json!(false), &json!(false)));
    assert_eq!((&default["is_private"], &default["is_member"]), (&json!(true), &json!(true)));
    assert_eq!((&default["name"], &default["num_members"]), (&json!("support-default"), &json!(5)));
    assert_eq!(desk.call("conversations.info", json!({"channel": LEADS})).await.error(), "channel_not_found");
}

#[tokio::test]
async fn members_come_in_pages() {
    let desk = Desk::new();
    let members = async |mut arguments: Value| {
        arguments["channel"] = json!(DEFAULT);
        desk.call("conversations.members", arguments).await
    };
    let first = members(json!({"limit": 3})).await.ok();
    let rest = members(json!({"limit": 3, "cursor": first["response_metadata"]["next_cursor"]})).await.ok();
    let ids = |page: &Value| page["members"].as_array().unwrap().clone();
    let all = [ids(&first), ids(&rest)].concat();
    assert_eq!((ids(&first).len(), all.len()), (3, 5));
    assert!(all.contains(&json!("U08DESKBOT1")) && all.contains(&json!("U07MAY00001")), "{all:?}");
    assert_eq!(rest["response_metadata"]["next_cursor"], json!(""));
    assert_eq!(members(json!({"limit": 0})).await.error(), "invalid_limit");
    assert_eq!(members(json!({"cursor": "!"})).await.error(), "invalid_cursor");
}

#[tokio::test]
async fn a_direct_message_is_opened_once_and_takes_posts() {
    let desk = Desk::new();
    let open = async |arguments: Value| desk.call("conversations.open", arguments).await;
    assert_eq!(open(json!({"users": "U07MAY00001", "prevent_creation": true})).await.error(), "channel_not_found");
    let opened = open(json!({"users": "U07MAY00001"})).await.ok();
    let id = opened["channel"]["id"].as_str().unwrap();
    assert!(id.starts_with('D'), "{id}");
    assert_eq!(open(json!({"users": "U07MAY00001"})).await.ok()["channel"]["id"], json!(id));
    assert_eq!(open(json!({"channel": id, "return_im": true})).await.ok()["channel"]["is_im"], json!(true));
    desk.post(id, "hello May").await;
    let others = open(json!({"users": "U07BEN00001"})).await.ok();
    assert_ne!(others["channel"]["id"], json!(id));
}

#[tokio::test]
async fn a_direct_message_is_refused_by_what_is_wrong_with_the_people() {
    let desk = Desk::new();
    let nine = ["U07MAY00001"; 9].join(",");
    let refused = async |arguments: Value| desk.call("conversations.open", arguments).await.error().to_owned();
    assert_eq!(refused(json!({})).await, "users_list_not_supplied");
    assert_eq!(refused(json!({"users": "U00UNKNOWN1"})).await, "user_not_found");
    assert_eq!(refused(json!({"users": "U07LEFT0001"})).await, "user_disabled");
    assert_eq!(refused(json!({"users": "U08DESKBOT1"})).await, "invalid_user_combination");
    assert_eq!(refused(json!({"users": "U07MAY00001,U07MAY00001"})).await, "invalid_user_combination");
    assert_eq!(refused(json!({ "users": nine })).await, "too_many_users");
    assert_eq!(refused(json!({"users": "U07MAY00001,U07BEN00001"})).await, "missing_scope");
    assert_eq!(refused(json!({"channel": DEFAULT})).await, "method_not_supported_for_channel_type");
    assert_eq!(refused(json!({"channel": DEFAULT, "users": "U07MAY00001"})).await, "invalid_arguments");
}

#[tokio::test]
async fn each_kind_of_person_has_its_flags() {
    let desk = Desk::new();
    let user = async |id: &str| desk.call("users.info", json!({"user": id})).await.ok()["user"].clone();
    let guest = user("U07GUEST001").await;
    assert_eq!((&guest["is_restricted"], &guest["is_ultra_restricted"]), (&json!(true), &json!(false)));
    let single = user("U07SINGLE01").await;
    assert_eq!((&single["is_restricted"], &single["is_ultra_restricted"]), (&json!(true), &json!(true)));
    let foreign = user("U05FOREIGN1").await;
    assert_eq!(foreign["is_stranger"], json!(true));
    assert_ne!(foreign["team_id"], json!("T07SANDBOX"));
    assert_eq!(user("U07LEFT0001").await["deleted"], json!(true));
    assert_eq!(user("U08DESKBOT1").await["is_bot"], json!(true));
    assert_eq!(user("USLACKBOT").await["is_bot"], json!(false), "Slack says so of its own bot");
    assert_eq!(user("U07MAY00001").await["is_owner"], json!(true));
    assert_eq!(desk.call("users.info", json!({"user": "U00UNKNOWN1"})).await.error(), "user_not_found");
}

#[tokio::test]
async fn a_person_of_another_organisation_is_seen_through_a_shared_channel_only() {
    let desk = Desk::new();
    desk.happens(SlackChange::MemberLeft { channel: ChannelId::new("C07SHARED01"), user: UserId::new("U05FOREIGN1") });
    assert_eq!(desk.call("users.info", json!({"user": "U05FOREIGN1"})).await.error(), "user_not_visible");
    assert_eq!(desk.call("conversations.open", json!({"users": "U05FOREIGN1"})).await.error(), "user_not_visible");
}
