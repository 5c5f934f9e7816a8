//! `conversations.invite`, `.join`, `.kick`.

use serde_json::{Value, json};
use shared::domain::{ChannelId, UserId};

use super::desk::{DEFAULT, Desk, GENERAL, LEADS};
use crate::sandbox::slack::SlackChange;

const MAY: &str = "U07MAY00001";
const BEN: &str = "U07BEN00001";
const GUEST: &str = "U07GUEST001";
const SINGLE: &str = "U07SINGLE01";
const FOREIGNER: &str = "U05FOREIGN1";
const LEFT: &str = "U07LEFT0001";
const BOT: &str = "U08DESKBOT1";

impl Desk {
    /// A private channel that the app made, with nobody else in it.
    async fn inbox(&self) -> String {
        let created = self.call("conversations.create", json!({"name": "ana", "is_private": true})).await.ok();
        created["channel"]["id"].as_str().unwrap().to_owned()
    }

    async fn invite(&self, channel: &str, users: &[&str]) -> super::desk::Answered {
        self.call("conversations.invite", json!({"channel": channel, "users": users.join(",")})).await
    }

    fn is_in(&self, channel: &str, user: &str) -> bool {
        self.sandbox.slack().channels[&ChannelId::new(channel)].members.contains(&UserId::new(user))
    }
}

#[tokio::test]
async fn members_and_multi_channel_guests_are_invited_together() {
    let desk = Desk::new();
    let inbox = desk.inbox().await;
    let invited = desk.invite(&inbox, &[MAY, GUEST, MAY]).await.ok();
    assert_eq!(invited["channel"]["id"], json!(inbox));
    assert!(desk.is_in(&inbox, MAY) && desk.is_in(&inbox, GUEST));
}

#[tokio::test]
async fn one_who_can_not_come_keeps_all_away_unless_it_is_forced() {
    let desk = Desk::new();
    let inbox = desk.inbox().await;
    let refused = desk.invite(&inbox, &[MAY, "U00UNKNOWN1", BOT]).await;
    assert_eq!(refused.error(), "user_not_found");
    let errors = json!([
        {"user": "U00UNKNOWN1", "ok": false, "error": "user_not_found"},
        {"user": BOT, "ok": false, "error": "cant_invite_self"},
    ]);
    assert_eq!(refused.body["errors"], errors);
    assert!(!desk.is_in(&inbox, MAY));

    let users = format!("{MAY}, U00UNKNOWN1,{BOT}");
    let forced = json!({"channel": inbox, "users": users, "force": true});
    let partly = desk.call("conversations.invite", forced).await;
    assert_eq!((partly.error(), &partly.body["errors"]), ("user_not_found", &errors));
    assert!(desk.is_in(&inbox, MAY), "the good ones are in");
}

#[tokio::test]
async fn each_one_who_can_not_be_invited_has_their_error() {
    let desk = Desk::new();
    let inbox = desk.inbox().await;
    desk.invite(&inbox, &[BEN]).await.ok();
    for (user, error) in [
        (BEN, "already_in_channel"),
        (BOT, "cant_invite_self"),
        (SINGLE, "ura_max_channels"),
        (FOREIGNER, "cant_invite"),
        ("USLACKBOT", "cant_invite"),
        ("U00UNKNOWN1", "user_not_found"),
        (" , ", "no_user"),
    ] {
        assert_eq!(desk.invite(&inbox, &[user]).await.error(), error, "{user}");
    }
    let crowd: Vec<String> = (0..101).map(|number| format!("U{number}")).collect();
    let crowd: Vec<&str> = crowd.iter().map(String::as_str).collect();
    assert_eq!(desk.invite(&inbox, &crowd).await.error(), "invalid_arguments");
    desk.invite(&inbox, &[LEFT]).await.ok();
    assert!(!desk.is_in(&inbox, LEFT), "someone deactivated is passed over without a word");
}

#[tokio::test]
async fn a_single_channel_guest_may_come_when_they_have_no_channel_yet() {
    let desk = Desk::new();
    let inbox = desk.inbox().await;
    desk.call("conversations.open", json!({"users": SINGLE})).await.ok();
    desk.call("conversations.kick", json!({"channel": DEFAULT, "user": SINGLE})).await.ok();
    desk.invite(&inbox, &[SINGLE]).await.ok();
    assert!(desk.is_in(&inbox, SINGLE), "a direct message is no channel");
}

#[tokio::test]
async fn only_a_member_invites_and_only_into_a_living_channel() {
    let desk = Desk::new();
    let inbox = desk.inbox().await;
    assert_eq!(desk.invite(LEADS, &[BEN]).await.error(), "channel_not_found");
    assert_eq!(desk.invite(GENERAL, &[BOT]).await.error(), "not_in_channel");
    let direct = desk.call("conversations.open", json!({"users": MAY})).await.ok();
    let direct = direct["channel"]["id"].as_str().unwrap();
    assert_eq!(desk.invite(direct, &[BEN]).await.error(), "method_not_supported_for_channel_type");
    desk.without_scopes(&["groups:write"]);
    let refused = desk.invite(&inbox, &[MAY]).await;
    assert_eq!(
        (refused.error(), &refused.body["needed"]),
        ("missing_scope", &json!("groups:write.invites,groups:write"))
    );
    desk.happens(SlackChange::TokenScoped { scopes: ["groups:write.invites".to_owned()].into() });
    desk.invite(&inbox, &[MAY]).await.ok();
    desk.happens(SlackChange::ChannelArchived { channel: ChannelId::new(&*inbox) });
    assert_eq!(desk.invite(&inbox, &[BEN]).await.error(), "is_archived");
}

#[tokio::test]
async fn the_app_joins_public_channels_only_and_is_warned_when_it_is_in() {
    let desk = Desk::new();
    let join = async |channel: &str| desk.call("conversations.join", json!({"channel": channel})).await;
    let joined = join(GENERAL).await.ok();
    assert_eq!((&joined["channel"]["is_member"], joined.get("warning")), (&json!(true), None));
    let again = join(GENERAL).await.ok();
    assert_eq!(again["warning"], json!("already_in_channel"));
    assert_eq!(again["response_metadata"]["warnings"], json!(["already_in_channel"]));
    assert_eq!(join(DEFAULT).await.error(), "method_not_supported_for_channel_type");
    assert_eq!(join(LEADS).await.error(), "channel_not_found");
    desk.happens(SlackChange::ChannelArchived { channel: ChannelId::new(GENERAL) });
    assert_eq!(join(GENERAL).await.error(), "is_archived");
}

#[tokio::test]
async fn one_who_is_in_is_taken_out() {
    let desk = Desk::new();
    let kick = async |channel: &str, user: Value| {
        desk.call("conversations.kick", json!({"channel": channel, "user": user})).await
    };
    kick(DEFAULT, json!(BEN)).await.ok();
    assert!(!desk.is_in(DEFAULT, BEN));
    assert_eq!(kick(DEFAULT, json!(BEN)).await.error(), "not_in_channel");
    assert_eq!(kick(DEFAULT, json!(BOT)).await.error(), "cant_kick_self");
    assert_eq!(kick(DEFAULT, json!("U00UNKNOWN1")).await.error(), "user_not_found");
    assert_eq!(kick(GENERAL, json!(MAY)).await.error(), "cant_kick_from_general");
    assert_eq!(kick("C07SHARED01", json!(GUEST)).await.error(), "not_in_channel");
}
