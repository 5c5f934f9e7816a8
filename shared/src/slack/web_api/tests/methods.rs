//! The methods around a ticket: channels, people, marks, modals and answers to clicks.

use serde_json::{Value, json};

use super::{SAID, TOKEN, arguments, message, token, web_api};
use crate::domain::{ChannelId, MessageTs, UserId, WorkspaceId};
use crate::outbound::scripted::{Script, Server, that_breaks_off_after};
use crate::slack::web_api::WebApi;
use crate::slack::{
    CallFailure, ChannelInfo, NotInvited, RETRY_AFTER_DEFAULT, Reply, ResponseUrl, Slack, SlackUser, TriggerId, ViewId,
};

/// A server that answers this, and the adapter that asks it.
async fn answering(answer: &Value) -> (Server, WebApi) {
    let server = Server::start(Script::json(200, answer)).await;
    let api = web_api(&server.url);
    (server, api)
}

fn inbox() -> ChannelId {
    ChannelId::new("C08CUST0042")
}

fn ts() -> MessageTs {
    MessageTs::new("1790000031.000300")
}

fn users(ids: &[&str]) -> Vec<UserId> {
    ids.iter().copied().map(UserId::new).collect()
}

/// The channel object of `contracts/slack.md` 13.
fn channel_object() -> Value {
    json!({"ok": true, "channel": {"id": "C08CUST0042", "name": "cust-0042", "name_normalized": "cust-0042",
        "is_channel": true, "is_group": false, "is_im": false, "is_mpim": false, "is_private": true,
        "created": 1_789_990_000, "creator": "U08DESKBOT1", "is_archived": false, "is_general": false,
        "is_member": true, "topic": {"value": "", "creator": "", "last_set": 0}, "previous_names": []}})
}

fn channel_info() -> ChannelInfo {
    ChannelInfo {
        id: inbox(),
        name: "cust-0042".to_owned(),
        is_private: true,
        is_archived: false,
        is_member: true,
        creator: Some(UserId::new("U08DESKBOT1")),
    }
}

#[tokio::test]
async fn a_channel_is_made_private_or_public_and_has_the_name_that_slack_gave_it() {
    for private in [true, false] {
        let (server, api) = answering(&channel_object()).await;
        assert_eq!(api.create_channel(&token(), "cust 0042", private).await, Ok(channel_info()));
        let sent = arguments(&server.asked(), include_str!("../../contract/conversations.create.json"));
        assert_eq!(sent, json!({"name": "cust 0042", "is_private": private}));
    }
}

#[tokio::test]
async fn a_channel_is_asked_for_in_a_form() {
    let (server, api) = answering(&channel_object()).await;
    assert_eq!(api.channel(&token(), &inbox()).await, Ok(channel_info()));
    let sent = arguments(&server.asked(), include_str!("../../contract/conversations.info.json"));
    assert_eq!(sent, json!({"channel": "C08CUST0042"}));
}

#[tokio::test]
async fn of_a_channel_no_more_than_the_id_is_asked() {
    let (_server, api) =
        answering(&json!({"ok": true, "channel": {"id": "C1", "is_archived": true, "is_private": 1}})).await;
    let bare = ChannelInfo {
        id: ChannelId::new("C1"),
        name: String::new(),
        is_private: false,
        is_archived: true,
        is_member: false,
        creator: None,
    };
    assert_eq!(api.channel(&token(), &inbox()).await, Ok(bare));
    for without in
        [json!({"ok": true}), json!({"ok": true, "channel": "C1"}), json!({"ok": true, "channel": {"id": 1}})]
    {
        let (_server, api) = answering(&without).await;
        let failure = api.create_channel(&token(), "cust-0042", true).await.unwrap_err();
        assert!(matches!(failure, CallFailure::Unknown { .. }), "it may have been made: {failure:?}");
    }
}

#[tokio::test]
async fn a_taken_name_is_told_apart() {
    let (_server, api) = answering(&json!({"ok": false, "error": "name_taken"})).await;
    assert_eq!(api.create_channel(&token(), "cust-0042", true).await, Err(CallFailure::NameTaken));
}

#[tokio::test]
async fn one_person_is_invited_without_force() {
    let (server, api) = answering(&channel_object()).await;
    assert_eq!(api.invite(&token(), &inbox(), &users(&["U1"])).await, Ok(Vec::new()));
    let sent = arguments(&server.asked(), include_str!("../../contract/conversations.invite.json"));
    assert_eq!(sent, json!({"channel": "C08CUST0042", "users": "U1"}));
}

#[tokio::test]
async fn several_are_invited_in_one_text_so_that_the_good_ones_get_in() {
    let (server, api) = answering(&channel_object()).await;
    assert_eq!(api.invite(&token(), &inbox(), &users(&["U1", "U2", "U3"])).await, Ok(Vec::new()));
    let sent = arguments(&server.asked(), include_str!("../../contract/conversations.invite.json"));
    assert_eq!(sent, json!({"channel": "C08CUST0042", "users": "U1,U2,U3", "force": true}));
}

async fn inviting(ids: &[&str], answer: Value) -> Result<Vec<NotInvited>, CallFailure> {
    let (_server, api) = answering(&answer).await;
    api.invite(&token(), &inbox(), &users(ids)).await
}

#[tokio::test]
async fn the_refusal_of_a_single_person_is_the_failure() {
    let refused = json!({"ok": false, "error": "user_is_restricted",
        "errors": [{"user": "U1", "ok": false, "error": "user_is_restricted"}]});
    let failure = inviting(&["U1"], refused).await.unwrap_err();
    assert_eq!(failure, CallFailure::PersonUnreachable { error: "user_is_restricted".to_owned() });
}

#[tokio::test]
async fn who_is_in_already_counts_as_invited() {
    let is_in = json!({"ok": false, "error": "already_in_channel"});
    assert_eq!(inviting(&["U1"], is_in.clone()).await, Ok(Vec::new()));
    assert_eq!(inviting(&["U1", "U2"], is_in).await, Ok(Vec::new()));
    let one = json!({"ok": false, "error": "already_in_channel",
        "errors": [{"user": "U1", "ok": false, "error": "already_in_channel"}]});
    assert_eq!(inviting(&["U1", "U2"], one).await, Ok(Vec::new()));
}

#[tokio::test]
async fn of_several_those_are_named_who_could_not_be_let_in() {
    let errors = json!([{"user": "U1", "ok": false, "error": "user_is_restricted"},
        {"user": "U2", "ok": false, "error": "already_in_channel"},
        {"user": "U3", "ok": false, "error": format!("planted {TOKEN}")}, {"ok": false, "error": "cant_invite"}, null]);
    for whole in ["user_is_restricted", "cant_invite_self", "already_in_channel"] {
        let answer = json!({"ok": false, "error": whole, "errors": errors});
        let left_out = inviting(&["U1", "U2", "U3", "U4"], answer).await.unwrap();
        let named: Vec<_> = left_out.iter().map(|it| (it.user.as_str(), it.error.as_str())).collect();
        assert_eq!(named, [("U1", "user_is_restricted"), ("U3", "not_an_error_word")]);
    }
}

#[tokio::test]
async fn an_invitation_that_failed_as_a_whole_names_nobody() {
    let several = ["U1", "U2"];
    let error = |word: &str| json!({"ok": false, "error": word, "errors": []});
    assert_eq!(inviting(&several, error("is_archived")).await.unwrap_err().cause(), "channel unusable: is_archived");
    let errors = json!([{"user": "U1", "ok": false, "error": "user_is_restricted"}]);
    let unsure = json!({"ok": false, "error": "fatal_error", "errors": errors});
    let failure = inviting(&several, unsure).await.unwrap_err();
    assert!(matches!(failure, CallFailure::Unknown { .. }), "some may be in: {failure:?}");
    let limited = json!({"ok": false, "error": "ratelimited", "errors": errors});
    let retry_after = RETRY_AFTER_DEFAULT;
    assert_eq!(inviting(&several, limited).await, Err(CallFailure::Limited { retry_after }));
}

#[tokio::test]
async fn a_channel_is_archived_is_joined_gets_a_topic_and_a_bookmark() {
    let (server, api) = answering(&json!({"ok": true})).await;
    assert_eq!(api.archive_channel(&token(), &inbox()).await, Ok(()));
    let sent = arguments(&server.asked(), include_str!("../../contract/conversations.archive.json"));
    assert_eq!(sent, json!({"channel": "C08CUST0042"}));

    let (server, api) = answering(&channel_object()).await;
    assert_eq!(api.join_channel(&token(), &inbox()).await.unwrap().id, inbox());
    let sent = arguments(&server.asked(), include_str!("../../contract/conversations.join.json"));
    assert_eq!(sent, json!({"channel": "C08CUST0042"}));

    let (server, api) = answering(&channel_object()).await;
    assert_eq!(api.set_topic(&token(), &inbox(), "Ana").await, Ok(()));
    let sent = arguments(&server.asked(), include_str!("../../contract/conversations.setTopic.json"));
    assert_eq!(sent, json!({"channel": "C08CUST0042", "topic": "Ana"}));

    let (server, api) = answering(&json!({"ok": true, "bookmark": {"id": "Bk1"}})).await;
    let link = "https://acme-support.slack.com/archives/C1/p1";
    assert_eq!(api.add_bookmark(&token(), &inbox(), "Ticket card", link).await, Ok(()));
    let sent = arguments(&server.asked(), include_str!("../../contract/bookmarks.add.json"));
    assert_eq!(sent, json!({"channel_id": "C08CUST0042", "title": "Ticket card", "type": "link", "link": link}));
}

#[tokio::test]
async fn a_mark_is_put_on_a_message_and_taken_off() {
    let expected = json!({"channel": "C08CUST0042", "timestamp": "1790000031.000300", "name": "white_check_mark"});
    let (server, api) = answering(&json!({"ok": true})).await;
    assert_eq!(api.add_reaction(&token(), &inbox(), &ts(), "white_check_mark").await, Ok(()));
    assert_eq!(arguments(&server.asked(), include_str!("../../contract/reactions.add.json")), expected);

    let (server, api) = answering(&json!({"ok": true})).await;
    assert_eq!(api.remove_reaction(&token(), &inbox(), &ts(), "white_check_mark").await, Ok(()));
    assert_eq!(arguments(&server.asked(), include_str!("../../contract/reactions.remove.json")), expected);
}

#[tokio::test]
async fn a_mark_that_is_as_it_should_be_is_done_before_and_one_too_many_leaves_the_message() {
    let (_server, api) = answering(&json!({"ok": false, "error": "already_reacted"})).await;
    let put_on = api.add_reaction(&token(), &inbox(), &ts(), "eyes").await;
    assert_eq!(put_on, Err(CallFailure::Already { error: "already_reacted".to_owned() }));
    let (_server, api) = answering(&json!({"ok": false, "error": "no_reaction"})).await;
    let taken_off = api.remove_reaction(&token(), &inbox(), &ts(), "eyes").await;
    assert_eq!(taken_off, Err(CallFailure::Already { error: "no_reaction".to_owned() }));
    let (_server, api) = answering(&json!({"ok": false, "error": "too_many_reactions"})).await;
    let full = api.add_reaction(&token(), &inbox(), &ts(), "eyes").await;
    assert_eq!(full, Err(CallFailure::MessageFixed { error: "too_many_reactions".to_owned() }));
}

#[tokio::test]
async fn one_person_alone_is_told_something_in_a_channel() {
    let agent = UserId::new("U07AGENT001");
    for thread in [None, Some(ts())] {
        let (server, api) = answering(&json!({"ok": true, "message_ts": "1790000032.000100"})).await;
        let told = api.post_ephemeral(&token(), &inbox(), &agent, thread.as_ref(), &message()).await;
        assert_eq!(told, Ok(()));
        let sent = arguments(&server.asked(), include_str!("../../contract/chat.postEphemeral.json"));
        assert_eq!((&sent["channel"], &sent["user"]), (&json!("C08CUST0042"), &json!("U07AGENT001")));
        assert_eq!((&sent["text"], sent["blocks"].as_array().unwrap().len()), (&json!(SAID), 1));
        assert_eq!(sent.get("thread_ts"), thread.map(|ts| json!(ts)).as_ref());
    }
}

fn reply(replaces_original: bool) -> Reply {
    Reply { message: message(), replaces_original }
}

/// What becomes of an answer to a click.
async fn replying(script: Script) -> Result<(), CallFailure> {
    let server = Server::start(script).await;
    let url = ResponseUrl::new(format!("{}/actions/T07QK2M4Z/1/planted", server.url)).unwrap();
    web_api("http://127.0.0.1:1").respond(&url, &reply(false)).await
}

#[tokio::test]
async fn a_click_is_answered_where_it_was_made_without_a_token() {
    for replaces in [true, false] {
        let server = Server::start(Script::text(200, "ok")).await;
        let url = ResponseUrl::new(format!("{}/actions/T07QK2M4Z/1/secret", server.url)).unwrap();
        assert_eq!(web_api("http://127.0.0.1:1").respond(&url, &reply(replaces)).await, Ok(()));
        let asked = server.asked();
        assert_eq!((asked.method.as_str(), asked.uri.path()), ("POST", "/actions/T07QK2M4Z/1/secret"));
        assert_eq!((asked.header("authorization"), asked.header("content-type")), ("", "application/json"));
        let sent = asked.json();
        assert_eq!((&sent["text"], &sent["replace_original"]), (&json!(SAID), &json!(replaces)));
        assert_eq!(sent.as_object().unwrap().len(), 3, "{sent}");
    }
}

#[tokio::test]
async fn an_answer_to_a_click_is_taken_in_each_form_of_yes() {
    for yes in [Script::text(200, "ok"), Script::text(200, ""), Script::json(200, &json!({"ok": true}))] {
        assert_eq!(replying(yes).await, Ok(()));
    }
}

#[tokio::test]
async fn an_answer_to_a_click_that_was_not_taken_is_told_by_its_word_or_status() {
    let said = |status, body: Value| async move { replying(Script::json(status, &body)).await.unwrap_err().cause() };
    assert_eq!(said(200, json!({"ok": false, "error": "invalid_blocks"})).await, "refused: invalid_blocks []");
    assert_eq!(said(404, json!({"ok": false, "error": "some_word"})).await, "refused: some_word []");
    assert_eq!(replying(Script::text(404, "gone")).await.unwrap_err().cause(), "refused: http_404 []");
    let limited = Err(CallFailure::Limited { retry_after: RETRY_AFTER_DEFAULT });
    assert_eq!(replying(Script::text(429, "")).await, limited);
    assert!(matches!(replying(Script::text(503, "")).await, Err(CallFailure::Unknown { .. })));
    let url = ResponseUrl::new(that_breaks_off_after("").await).unwrap();
    let failure = web_api("http://127.0.0.1:1").respond(&url, &reply(true)).await.unwrap_err();
    assert_eq!(failure, CallFailure::Unknown { cause: "the connection was lost".to_owned() });
    let failure = replying(Script::text(403, &format!("planted {SAID}"))).await.unwrap_err();
    assert!(!format!("{failure:?} {failure}").contains("planted"));
}

fn view() -> Value {
    json!({"type": "modal", "title": {"type": "plain_text", "text": "Live Chat Control"}, "blocks": []})
}

#[tokio::test]
async fn a_modal_is_opened_for_who_clicked() {
    let (server, api) =
        answering(&json!({"ok": true, "view": {"id": "V08MODAL001", "hash": "1790000130.Zx9yW8vU"}})).await;
    let opened = api.open_view(&token(), &TriggerId::new("88.78.0f"), &view()).await;
    assert_eq!(opened, Ok(ViewId::new("V08MODAL001")));
    let sent = arguments(&server.asked(), include_str!("../../contract/views.open.json"));
    assert_eq!(sent, json!({"trigger_id": "88.78.0f", "view": view()}));
}

#[tokio::test]
async fn a_trigger_that_is_spent_is_told_apart() {
    for word in ["expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"] {
        let (_server, api) = answering(&json!({"ok": false, "error": word})).await;
        let failure = api.open_view(&token(), &TriggerId::new("88.78.0f"), &view()).await;
        assert_eq!(failure, Err(CallFailure::TriggerSpent { error: word.to_owned() }));
    }
}

#[tokio::test]
async fn an_open_modal_shows_something_else_while_it_is_what_we_think() {
    for hash in [None, Some("1790000130.Zx9yW8vU")] {
        let (server, api) = answering(&json!({"ok": true, "view": {"id": "V08MODAL001"}})).await;
        assert_eq!(api.update_view(&token(), &ViewId::new("V08MODAL001"), hash, &view()).await, Ok(()));
        let sent = arguments(&server.asked(), include_str!("../../contract/views.update.json"));
        assert_eq!((&sent["view_id"], &sent["view"]), (&json!("V08MODAL001"), &view()));
        assert_eq!(sent.get("hash").and_then(Value::as_str), hash);
    }
    let refused = async |word: &str| {
        let (_server, api) = answering(&json!({"ok": false, "error": word})).await;
        api.update_view(&token(), &ViewId::new("V1"), Some("1.a"), &view()).await.unwrap_err().cause()
    };
    assert_eq!(refused("hash_conflict").await, "view changed: hash_conflict");
    assert_eq!(refused("not_found").await, "view gone: not_found");
}

#[tokio::test]
async fn a_person_is_asked_for_in_a_form() {
    let guest = json!({"ok": true, "user": {"id": "U07CUST0001", "team_id": "T07QK2M4Z", "name": "kim",
        "real_name": "Kim", "deleted": false, "is_bot": false, "is_app_user": false, "is_admin": false,
        "is_owner": false, "is_restricted": true, "is_ultra_restricted": true, "tz": "Europe/Berlin",
        "updated": 1_789_000_000, "profile": {"display_name": "kim"}}});
    let (server, api) = answering(&guest).await;
    let expected = SlackUser {
        id: UserId::new("U07CUST0001"),
        team: Some(WorkspaceId::new("T07QK2M4Z")),
        name: "kim".to_owned(),
        is_deleted: false,
        is_bot: false,
        is_restricted: true,
        is_ultra_restricted: true,
        is_stranger: false,
        is_owner: false,
    };
    assert_eq!(api.user(&token(), &UserId::new("U07CUST0001")).await, Ok(expected));
    let sent = arguments(&server.asked(), include_str!("../../contract/users.info.json"));
    assert_eq!(sent, json!({"user": "U07CUST0001"}));
}

#[tokio::test]
async fn a_person_whom_slack_does_not_show_is_unreachable() {
    let (_server, api) = answering(&json!({"ok": false, "error": "user_not_visible"})).await;
    let failure = api.user(&token(), &UserId::new("U1")).await;
    assert_eq!(failure, Err(CallFailure::PersonUnreachable { error: "user_not_visible".to_owned() }));
    let (_server, api) = answering(&json!({"ok": true, "user": {"name": "kim"}})).await;
    assert!(matches!(api.user(&token(), &UserId::new("U1")).await, Err(CallFailure::Unknown { .. })));
}

#[tokio::test]
async fn a_messages_address_is_asked_for_in_a_form() {
    let link = "https://acme-support.slack.com/archives/C08CUST0042/p1790000031000300";
    let (server, api) = answering(&json!({"ok": true, "channel": "C08CUST0042", "permalink": link})).await;
    assert_eq!(api.permalink(&token(), &inbox(), &ts()).await, Ok(link.to_owned()));
    let sent = arguments(&server.asked(), include_str!("../../contract/chat.getPermalink.json"));
    assert_eq!(sent, json!({"channel": "C08CUST0042", "message_ts": "1790000031.000300"}));
}
