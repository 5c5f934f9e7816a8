mod sending;

use std::time::Duration;

use serde_json::{Value, json};

use super::Stella;
use crate::chatbot::{Chatbot, ChatbotFailure, Connection, Profile, Sender};
use crate::domain::{AppId, BotChannelId, CustomerText, MemberId};
use crate::outbound::TimeOuts;
use crate::outbound::scripted::{Asked, Script, Server, that_breaks_off_after, where_nobody_listens};
use crate::secret::Secret;

const TOKEN: &str = "planted-open-api-token";

fn connection(url: &str) -> Connection {
    Connection {
        channel: BotChannelId::new("64a0c0ffee0000000000c001"),
        app: AppId::new("64a0c0ffee00000000000app"),
        platform: Some("whatsapp-cloud".to_owned()),
        open_api: format!("{url}/v3"),
        bot_api: format!("{url}/bot"),
        open_api_token: Secret::new(TOKEN),
        bot_token: Secret::new("planted-bot-token"),
    }
}

fn member() -> MemberId {
    MemberId::new("64a0c0ffee0000000000a001")
}

fn stella(whole: Duration) -> Stella {
    Stella::new(TimeOuts { connect: Duration::from_secs(2), whole }).unwrap()
}

async fn asking_at(url: &str) -> Result<Profile, ChatbotFailure> {
    stella(Duration::from_secs(8)).member(&connection(url), &member()).await
}

async fn asking(script: Script) -> Result<Profile, ChatbotFailure> {
    asking_at(&Server::start(script).await.url).await
}

/// The variables, once the request is shown to be a GraphQL query as the Open API takes it.
fn variables(asked: &Asked, field: &str) -> Value {
    assert_eq!((asked.method.as_str(), asked.uri.to_string().as_str()), ("POST", "/v3"));
    assert_eq!(asked.header("authorization"), format!("Bearer {TOKEN}"));
    assert_eq!(asked.header("content-type"), "application/json");
    let body = asked.json();
    assert!(!body.to_string().contains("planted"), "the token is in the header only");
    let names: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(names, ["query", "variables"]);
    let query = body["query"].as_str().unwrap();
    assert!(query.starts_with("query ") && query.contains(&format!("apiViewer {{ {field}(")), "{query}");
    assert_eq!(query.matches('{').count(), query.matches('}').count());
    for name in body["variables"].as_object().unwrap().keys() {
        assert!(query.contains(&format!("${name}:")) && query.contains(&format!("{name}: ${name}")), "{name}");
    }
    body["variables"].clone()
}

#[tokio::test]
async fn a_member_is_asked_for_and_read() {
    let found = json!({"_id": member(), "name": null, "firstName": "Ana", "lastName": "Chan", "platform": "whatsapp-cloud",
        "locale": "en", "customLocale": "zh-HK", "tags": ["vip"], "externalId": "85291234567", "botMeta": {"liveChat": true}});
    let server = Server::start(Script::json(200, &json!({"data": {"apiViewer": {"member": found}}}))).await;
    let expected = Profile {
        name: Some(CustomerText::new("Ana Chan")),
        language: Some("zh-HK".to_owned()),
        platform: Some("whatsapp-cloud".to_owned()),
        tags: vec!["vip".to_owned()],
        live_chat: Some(true),
        external_id: Some(CustomerText::new("85291234567")),
    };
    assert_eq!(asking_at(&server.url).await, Ok(expected));
    assert_eq!(variables(&server.asked(), "member"), json!({"memberId": member()}));
}

#[tokio::test]
async fn a_history_is_asked_for_and_read_oldest_first() {
    let node = |seconds: u32, text: &str| {
        json!({"cursor": "c", "node": {"from": "MEMBER",
        "messageEvent": {"type": "TEXT", "timestamp": seconds, "data": {"text": text}}}})
    };
    let edges = json!([node(1_760_000_020, "second"), {"node": null}, "odd", node(1_760_000_010, "first")]);
    let answer = json!({"data": {"apiViewer": {"conversationHistory": {"edges": edges}}}});
    let server = Server::start(Script::json(200, &answer)).await;
    let lines = stella(Duration::from_secs(8)).history(&connection(&server.url), &member(), 200).await.unwrap();
    let said: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(said, ["first", "second"]);
    assert!(lines.iter().all(|line| line.from == Sender::Member));
    let expected = json!({"channelId": "64a0c0ffee0000000000c001", "memberId": member(), "last": 100});
    assert_eq!(variables(&server.asked(), "conversationHistory"), expected);
}

#[tokio::test]
async fn a_member_that_is_null_is_not_found() {
    assert_eq!(
        asking(Script::json(200, &json!({"data": {"apiViewer": {"member": null}}}))).await,
        Err(ChatbotFailure::NotFound)
    );
}

#[tokio::test]
async fn errors_with_http_200_are_told_apart_by_their_text() {
    let saying = |message: &str| {
        let body = json!({"data": null, "errors": [{"message": message}]});
        async move { asking(Script::json(200, &body)).await.unwrap_err() }
    };
    let not_authorised = saying("User is not authenticated.").await;
    assert_eq!(not_authorised.cause(), "not authorised: the token is wrong or lacks a scope");
    let retry_after = Duration::from_secs(2);
    assert_eq!(saying("Too Many Request").await, ChatbotFailure::Limited { retry_after });
    let refused = saying("Cannot query field \"liveChat\" on type \"Member\" for planted customer 85291234567").await;
    assert_eq!(refused.cause(), "refused: Cannot query field \"liveChat\" on type \"Member\" …");
}

#[tokio::test]
async fn what_was_asked_for_is_taken_beside_errors_about_something_else() {
    let body = json!({"data": {"apiViewer": {"member": {"name": "Ana"}}}, "errors": [{"message": "tree not found"}]});
    assert_eq!(asking(Script::json(200, &body)).await.unwrap().name, Some(CustomerText::new("Ana")));
}

#[tokio::test]
async fn too_many_calls_are_limited_for_as_long_as_the_platform_says() {
    let limited = |header: &'static str| Script::Answer(429, vec![("retry-after", header)], Vec::new());
    for (header, seconds) in [("7", 7), ("soon", 2), ("86400", 3600)] {
        let retry_after = Duration::from_secs(seconds);
        assert_eq!(asking(limited(header)).await, Err(ChatbotFailure::Limited { retry_after }), "{header}");
    }
}

#[tokio::test]
async fn every_other_answer_has_its_reaction() {
    let page = "<html>planted</html>";
    for (script, cause) in [
        (Script::text(401, page), "not authorised: HTTP 401"),
        (Script::text(403, page), "not authorised: HTTP 403"),
        (Script::text(404, page), "refused: HTTP 404"),
        (Script::text(302, ""), "refused: HTTP 302"),
        (Script::text(500, page), "outcome unknown: HTTP 500"),
        (Script::text(200, page), "outcome unknown: HTTP 200 without an answer of the platform's"),
        (Script::text(200, ""), "outcome unknown: HTTP 200 without an answer of the platform's"),
        (Script::json(200, &json!({"data": {}})), "outcome unknown: HTTP 200 without an answer of the platform's"),
        (Script::text(200, &"a".repeat(1024 * 1024 + 1)), "outcome unknown: the answer is over 1 MiB"),
    ] {
        assert_eq!(asking(script).await.unwrap_err().cause(), cause);
    }
}

#[tokio::test]
async fn a_call_without_an_answer_says_whether_it_may_have_been_heard() {
    let cause = |failed: Result<Profile, ChatbotFailure>| failed.unwrap_err().cause();
    assert_eq!(cause(asking_at(&where_nobody_listens().await).await), "not done: no connection");
    assert_eq!(
        cause(asking_at(&that_breaks_off_after("HTTP/1.1 200 OK\r\n").await).await),
        "outcome unknown: the connection was lost"
    );
    let silent = Server::start(Script::Silence).await;
    let hasty = stella(Duration::from_millis(50)).member(&connection(&silent.url), &member()).await;
    assert_eq!(cause(hasty), "outcome unknown: no answer in time");
}

#[tokio::test]
async fn no_failure_shows_a_token_or_a_text() {
    let quoting = json!({"errors": [{"message": format!("Variable {TOKEN} got planted words of a customer")}]});
    for script in [Script::json(200, &quoting), Script::json(500, &quoting), Script::json(403, &quoting)] {
        let failure = asking(script).await.unwrap_err();
        let shown = format!("{failure:?} {failure}");
        assert!(!shown.contains("planted"), "{shown}");
    }
    assert!(!format!("{:?}", connection("http://127.0.0.1:1")).contains("planted"));
}
