//! Sending, toggling and starting a node: what is asked, and how each answer is taken.

use std::time::Duration;

use serde_json::{Value, json};

use super::{TOKEN, connection, member, stella};
use crate::chatbot::{BotNode, Chatbot, ChatbotFailure, Sent};
use crate::outbound::scripted::{Asked, Script, Server, that_breaks_off_after, where_nobody_listens};

const BOT_TOKEN: &str = "planted-bot-token";
/// What an agent wrote.
const TEXT: &str = "planted words of an agent";

async fn sending_at(url: &str) -> Result<Sent, ChatbotFailure> {
    stella(Duration::from_secs(8)).send_text(&connection(url), &member(), TEXT).await
}

async fn sending(script: Script) -> Result<Sent, ChatbotFailure> {
    sending_at(&Server::start(script).await.url).await
}

async fn toggling(script: Script) -> Result<(), ChatbotFailure> {
    let server = Server::start(script).await;
    stella(Duration::from_secs(8)).set_live_chat(&connection(&server.url), &member(), true).await
}

fn toggled(result: &Value) -> Script {
    Script::json(200, &json!({"data": {"toggleLiveChat": result}}))
}

/// The body, once the request is shown to be one of the Bot API's.
fn posted(asked: &Asked, path: &str) -> Value {
    assert_eq!((asked.method.as_str(), asked.uri.to_string().as_str()), ("POST", path));
    assert_eq!(asked.header("authorization"), format!("Bearer {BOT_TOKEN}"));
    assert_eq!(asked.header("content-type"), "application/json");
    asked.json()
}

fn ids(answer: &Value) -> impl Future<Output = Vec<String>> {
    let script = Script::json(200, answer);
    async move { sending(script).await.unwrap().message_ids }
}

#[tokio::test]
async fn a_text_is_sent_as_the_only_response() {
    let server = Server::start(Script::json(200, &json!({"ok": 1}))).await;
    assert_eq!(sending_at(&server.url).await, Ok(Sent::default()), "an id may be missing");
    let expected = json!({"channelId": "64a0c0ffee0000000000c001", "memberId": member(),
        "response": [{"type": "TEXT", "text": TEXT}]});
    assert_eq!(posted(&server.asked(), "/bot/sendResponses"), expected);
}

#[tokio::test]
async fn ids_are_found_in_every_spelling_of_the_result() {
    let older = json!({"ok": 1, "member": "64a0", "sendResults": [{"result": [{"result": {"recipient_id": "1015", "message_id": "m_U0"}}]}]});
    assert_eq!(ids(&older).await, ["m_U0"]);
    let newer = json!({"ok": 1, "sendResult": {"result": [{"messageEvent": {"type": "TEXT", "messageId": "wamid.HBg", "data": {"text": "Hi"}}}]}});
    assert_eq!(ids(&newer).await, ["wamid.HBg"]);
    let whatsapp = json!({"ok": 1, "sendResult": {"result": [{"contacts": [{"wa_id": "852"}], "messages": [{"id": "wamid.A"}, {"id": "wamid.B"}]}]}});
    assert_eq!(ids(&whatsapp).await, ["wamid.A", "wamid.B"]);
}

#[tokio::test]
async fn ids_are_told_once_and_no_answer_fills_the_memory() {
    let twice = json!({"ok": 1, "messageId": "x", "result": [{"messageId": "x"}, {"messageId": {"_id": "y"}}, {"messageId": "w".repeat(201)}, {"messageId": ""}]});
    assert_eq!(ids(&twice).await, ["x"]);
    let many: Vec<Value> = (0..1_000).map(|number| json!({"messageId": number})).collect();
    assert_eq!(ids(&json!({"ok": 1, "result": many})).await.len(), 20);
}

#[tokio::test]
async fn an_ok_of_0_is_a_refusal_with_the_platforms_reason_whatever_the_status_says() {
    let body = json!({"ok": 0, "err": "Member 64a0 not found for planted words", "err_code": 4004});
    for status in [200, 400, 404, 408, 500, 502] {
        let failure = sending(Script::json(status, &body)).await.unwrap_err();
        assert_eq!(failure.cause(), "refused: ok 0, err_code 4004: Member … not found …", "HTTP {status}");
        let told = failure.told().map(|told| told.as_str().to_owned());
        assert_eq!(told.as_deref(), Some("Member 64a0 not found for planted words"));
    }
}

#[tokio::test]
async fn an_error_object_is_told_by_its_sentence_alone() {
    let err = json!({"message": format!("Invalid token {BOT_TOKEN} of https://planted.example"), "stack": "at planted", "config": {"headers": {"Authorization": TOKEN}}});
    let failure = sending(Script::json(500, &json!({"ok": 0, "err": err}))).await.unwrap_err();
    assert_eq!(failure.told().map(|told| told.as_str().to_owned()).as_deref(), Some("Invalid token … of …"));
    assert_eq!(sending(Script::json(500, &json!({"ok": 0}))).await.unwrap_err().told(), None);
}

#[tokio::test]
async fn a_refusal_that_has_its_own_reaction_gets_it() {
    let saying = |error: &str| sending(Script::json(500, &json!({"ok": 0, "err": error})));
    let not_authorised = saying("User is not authorized.").await.unwrap_err();
    assert_eq!(not_authorised.cause(), "not authorised: the token is wrong or lacks a scope");
    let retry_after = Duration::from_secs(2);
    assert_eq!(saying("Too Many Requests").await, Err(ChatbotFailure::Limited { retry_after }));
    let limited =
        Script::Answer(429, vec![("retry-after", "7")], json!({"ok": 0, "err": "x"}).to_string().into_bytes());
    assert_eq!(sending(limited).await, Err(ChatbotFailure::Limited { retry_after: Duration::from_secs(7) }));
}

#[tokio::test]
async fn what_is_not_surely_refused_is_unknown() {
    let page = "<html>planted</html>";
    for (script, cause) in [
        (Script::text(500, page), "outcome unknown: HTTP 500"),
        (Script::json(502, &json!({"message": "Internal server error"})), "outcome unknown: HTTP 502"),
        (Script::json(504, &json!({"ok": 1})), "outcome unknown: HTTP 504"),
        (Script::text(408, page), "outcome unknown: HTTP 408"),
        (Script::text(200, page), "outcome unknown: HTTP 200 without an answer of the platform's"),
        (Script::json(200, &json!({"ok": true})), "outcome unknown: HTTP 200 without an answer of the platform's"),
        (Script::json(200, &json!({"ok": "0"})), "outcome unknown: HTTP 200 without an answer of the platform's"),
        (Script::json(200, &json!([])), "outcome unknown: HTTP 200 without an answer of the platform's"),
        (Script::text(400, page), "refused: HTTP 400"),
        (Script::json(422, &json!({"ok": 1})), "refused: HTTP 422"),
        (Script::text(307, ""), "refused: HTTP 307"),
        (Script::text(401, page), "not authorised: HTTP 401"),
        (Script::text(403, page), "not authorised: HTTP 403"),
    ] {
        assert_eq!(sending(script).await.unwrap_err().cause(), cause);
    }
}

#[tokio::test]
async fn a_send_without_an_answer_says_whether_it_may_have_been_heard() {
    let cause = |failed: Result<Sent, ChatbotFailure>| failed.unwrap_err().cause();
    assert_eq!(cause(sending_at(&where_nobody_listens().await).await), "not done: no connection");
    let broken = that_breaks_off_after("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{\"ok\":").await;
    assert_eq!(cause(sending_at(&broken).await), "outcome unknown: the connection was lost");
    let silent = Server::start(Script::Silence).await;
    let hasty = stella(Duration::from_millis(50)).send_text(&connection(&silent.url), &member(), TEXT).await;
    assert_eq!(cause(hasty), "outcome unknown: no answer in time");
}

#[tokio::test]
async fn live_chat_is_toggled_by_a_mutation_that_is_verified() {
    let server = Server::start(toggled(&json!({"ok": 1, "err": null, "err_code": null}))).await;
    let done = stella(Duration::from_secs(8)).set_live_chat(&connection(&server.url), &member(), false).await;
    assert_eq!(done, Ok(()));
    let asked = server.asked();
    assert_eq!((asked.method.as_str(), asked.uri.to_string().as_str()), ("POST", "/v3"));
    assert_eq!(asked.header("authorization"), format!("Bearer {TOKEN}"));
    let expected = "mutation L($input: toggleLiveChatInput!) { toggleLiveChat(input: $input) { ok err err_code } }";
    assert_eq!(
        asked.json(),
        json!({"query": expected, "variables": {"input": {"memberId": member(), "liveChat": false}}})
    );
}

#[tokio::test]
async fn a_toggle_that_is_not_verified_is_not_taken_for_done() {
    for (script, cause) in [
        (toggled(&json!({"ok": 0, "err": "Member not found"})), "refused: ok 0: Member not found"),
        (
            toggled(&json!({"ok": 0, "err": "User is not authorized."})),
            "not authorised: the token is wrong or lacks a scope",
        ),
        (toggled(&json!({"ok": 0, "err": "Too Many Request"})), "limited: wait 2 s"),
        (toggled(&json!({"ok": 0})), "refused: ok 0: "),
        (toggled(&json!({"err": null})), "outcome unknown: the mutation's ok is missing"),
        (toggled(&json!(null)), "outcome unknown: the mutation's result is null"),
        (Script::json(200, &json!({"data": {}})), "outcome unknown: HTTP 200 without an answer of the platform's"),
        (
            Script::json(200, &json!({"data": null, "errors": [{"message": "User is not authenticated."}]})),
            "not authorised: the token is wrong or lacks a scope",
        ),
        (Script::json(500, &json!({"ok": 0})), "outcome unknown: HTTP 500"),
    ] {
        assert_eq!(toggling(script).await.unwrap_err().cause(), cause);
    }
}

#[tokio::test]
async fn a_node_is_started_with_the_reason_that_it_may_read() {
    let node = BotNode { tree: "treeId".to_owned(), node: "Tf3N1pDep9".to_owned() };
    let start = |server: &Server| {
        let (connection, node) = (connection(&server.url), node.clone());
        async move { stella(Duration::from_secs(8)).start_node(&connection, &member(), &node, "END_LIVE_CHAT").await }
    };
    let server = Server::start(Script::json(200, &json!({"ok": 1}))).await;
    assert_eq!(start(&server).await, Ok(()));
    let expected = json!({"channelId": "64a0c0ffee0000000000c001", "memberId": member(),
        "redirect": {"tree": "treeId", "nodeCompositeId": "Tf3N1pDep9", "runPreAction": true, "sendResponse": true, "runPostAction": true},
        "meta": {"reason": "END_LIVE_CHAT"}});
    assert_eq!(posted(&server.asked(), "/bot/redirectMemberToNode"), expected);
    let refusing = Server::start(Script::json(500, &json!({"ok": 0, "err": "No such node"}))).await;
    assert_eq!(start(&refusing).await.unwrap_err().cause(), "refused: ok 0: No such node");
}

#[tokio::test]
async fn no_failure_shows_a_token_or_a_text() {
    let quoting = json!({"ok": 0, "err": format!("Bad request: {BOT_TOKEN} {TEXT}")});
    for script in [Script::json(200, &quoting), Script::json(500, &quoting), Script::json(400, &quoting)] {
        let failure = sending(script).await.unwrap_err();
        let shown = format!("{failure:?} {failure}");
        assert!(!shown.contains("planted"), "{shown}");
    }
}
