mod methods;
mod oauth;

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::WebApi;
use crate::domain::{ChannelId, CustomerText, MessageTs, Timestamp, UserId, WorkspaceId};
use crate::outbound::TimeOuts;
use crate::outbound::scripted::{Asked, Script, Server, that_breaks_off_after, where_nobody_listens};
use crate::slack::blocks::{Layout, Message};
use crate::slack::markup::Mrkdwn;
use crate::slack::{
    BotId, BotToken, CallFailure, DeliveryKey, HistoryPage, Identity, Ourselves, Post, PostSearch, RETRY_AFTER_DEFAULT,
    Slack, SlackAppId,
};

const TOKEN: &str = "xoxb-planted-token";
const SAID: &str = "planted words of a customer";

fn token() -> BotToken {
    BotToken::new(TOKEN)
}

fn web_api(url: &str) -> WebApi {
    let time_outs = TimeOuts { connect: Duration::from_secs(2), whole: Duration::from_secs(8) };
    WebApi::new(format!("{url}/api/"), time_outs).unwrap()
}

fn message() -> Message {
    let said = Mrkdwn::of_foreign(SAID);
    Layout::new().text(&said).finish(&said)
}

fn post() -> Post {
    Post {
        channel: ChannelId::new("C08TICKETS1"),
        thread: None,
        sender: None,
        message: message(),
        key: DeliveryKey::new("card/01HZ/1").unwrap(),
    }
}

fn search() -> PostSearch {
    PostSearch {
        thread: None,
        channel: ChannelId::new("C08TICKETS1"),
        key: DeliveryKey::new("card/01HZ/1").unwrap(),
        ourselves: Ourselves {
            app: SlackAppId::new("A08DESK0001"),
            bot: BotId::new("B08DESKBOT1"),
            user: UserId::new("U08DESKBOT1"),
        },
        oldest: Timestamp::from_millis(1_790_000_030_007),
        latest: Timestamp::from_millis(1_790_000_060_000),
        cursor: None,
    }
}

async fn posting_to(script: Script) -> Result<MessageTs, CallFailure> {
    web_api(&Server::start(script).await.url).post(&token(), &post()).await
}

/// The arguments, once they are shown to be ones that Slack's reference has, with none missing that it requires, in a
/// body of the kind that the method reads.
fn arguments(asked: &Asked, contract: &str) -> Value {
    let contract: Value = serde_json::from_str(contract).unwrap();
    let method = contract["method"].as_str().unwrap();
    assert_eq!((asked.method.as_str(), asked.uri.to_string()), ("POST", format!("/api/{method}")));
    assert_eq!(asked.header("authorization"), format!("Bearer {TOKEN}"));
    let (kind, arguments) = if contract["json_body"] == true {
        ("application/json; charset=utf-8", asked.json())
    } else {
        ("application/x-www-form-urlencoded", form(asked))
    };
    assert_eq!(asked.header("content-type"), kind);
    assert!(!arguments.to_string().contains(TOKEN), "the token is in the header only");
    for name in arguments.as_object().unwrap().keys() {
        assert!(contract["arguments"].get(name).is_some(), "{method} takes no {name}");
    }
    for name in contract["required"].as_array().unwrap() {
        assert!(arguments.get(name.as_str().unwrap()).is_some(), "{method} requires {name}");
    }
    arguments
}

fn form(asked: &Asked) -> Value {
    let fields = form_urlencoded::parse(&asked.body).into_owned();
    fields.map(|(name, value)| (name, Value::String(value))).collect::<Map<String, Value>>().into()
}

#[tokio::test]
async fn a_post_sends_text_blocks_and_a_flat_key_and_gives_the_messages_id() {
    let answer = json!({"ok": true, "channel": "C08TICKETS1", "ts": "1790000031.000300", "warning": "missing_charset"});
    let server = Server::start(Script::json(200, &answer)).await;
    let in_thread = Post { thread: Some(MessageTs::new("1790000000.123459")), ..post() };
    let posted = web_api(&server.url).post(&token(), &in_thread).await;
    assert_eq!(posted, Ok(MessageTs::new("1790000031.000300")));
    let sent = arguments(&server.asked(), include_str!("../contract/chat.postMessage.json"));
    let expected = json!({
        "channel": "C08TICKETS1",
        "thread_ts": "1790000000.123459",
        "text": SAID,
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": SAID, "verbatim": true}}],
        "metadata": {"event_type": "slack_inbox_delivery", "event_payload": {"delivery_key": "card/01HZ/1"}},
        "unfurl_links": false,
        "unfurl_media": false,
    });
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn a_post_under_a_customers_name_says_it_in_one_line_that_fits() {
    let name = async |sender: &str| {
        let server = Server::start(Script::json(200, &json!({"ok": true, "ts": "1790000031.000300"}))).await;
        let named = Post { sender: Some(CustomerText::new(sender)), ..post() };
        web_api(&server.url).post(&token(), &named).await.unwrap();
        arguments(&server.asked(), include_str!("../contract/chat.postMessage.json")).get("username").cloned()
    };
    assert_eq!(name("Ana <&> María").await, Some(json!("Ana <&> María")));
    assert_eq!(name(" Ana\n\tMaría ").await, Some(json!("Ana María")));
    assert_eq!(name(&"é".repeat(80)).await, Some(json!("é".repeat(80))));
    assert_eq!(name(&"é".repeat(81)).await, Some(json!(format!("{}…", "é".repeat(79)))));
    assert_eq!(name(" \n").await, None);
}

#[tokio::test]
async fn an_update_sends_text_and_blocks_and_leaves_the_key_as_it_is() {
    let server = Server::start(Script::json(200, &json!({"ok": true, "ts": "1790000031.000300"}))).await;
    let (channel, ts) = (ChannelId::new("C08TICKETS1"), MessageTs::new("1790000031.000300"));
    assert_eq!(web_api(&server.url).update(&token(), &channel, &ts, &message()).await, Ok(()));
    let sent = arguments(&server.asked(), include_str!("../contract/chat.update.json"));
    let names: Vec<&String> = sent.as_object().unwrap().keys().collect();
    assert_eq!(names, ["blocks", "channel", "text", "ts"]);
}

#[tokio::test]
async fn a_search_reads_a_page_of_history_and_finds_our_own_post_by_its_key() {
    let with = |who: Value, key: &str, ts: &str| {
        let mut message = json!({"ts": ts, "metadata": {"event_payload": {"delivery_key": key}}});
        message.as_object_mut().unwrap().extend(who.as_object().unwrap().clone());
        message
    };
    let messages = json!([
        with(json!({"app_id": "A0OTHER"}), "card/01HZ/1", "9.1"),
        with(json!({"bot_id": "B08DESKBOT1"}), "card/01HZ/2", "8.1"),
        "not a message", null, {"ts": 5},
        with(json!({"user": "U08DESKBOT1"}), "card/01HZ/1", "7.1"),
    ]);
    let page = json!({"ok": true, "messages": messages, "response_metadata": {"next_cursor": "bmV4dA=="}});
    let server = Server::start(Script::json(200, &page)).await;
    let next = PostSearch { cursor: Some("cursor".to_owned()), ..search() };
    let found = web_api(&server.url).find_own_post(&token(), &next).await.unwrap();
    assert_eq!(found, HistoryPage { found: Some(MessageTs::new("7.1")), next: Some("bmV4dA==".to_owned()) });
    let sent = arguments(&server.asked(), include_str!("../contract/conversations.history.json"));
    let expected = json!({"channel": "C08TICKETS1", "oldest": "1790000030.007000", "latest": "1790000060.000000",
        "inclusive": true, "include_all_metadata": true, "limit": 15, "cursor": "cursor"});
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn a_last_page_without_the_post_says_so() {
    for end in [json!({"next_cursor": ""}), Value::Null] {
        let page = json!({"ok": true, "messages": [], "response_metadata": end});
        let server = Server::start(Script::json(200, &page)).await;
        let read = web_api(&server.url).find_own_post(&token(), &search()).await;
        assert_eq!(read, Ok(HistoryPage { found: None, next: None }));
    }
}

#[tokio::test]
async fn a_direct_message_is_opened_with_one_person() {
    let server = Server::start(Script::json(200, &json!({"ok": true, "channel": {"id": "D08AGENTDM1"}}))).await;
    let opened = web_api(&server.url).open_direct_message(&token(), &UserId::new("U07AGENT001")).await;
    assert_eq!(opened, Ok(ChannelId::new("D08AGENTDM1")));
    let sent = arguments(&server.asked(), include_str!("../contract/conversations.open.json"));
    assert_eq!(sent, json!({"users": "U07AGENT001"}));
}

#[tokio::test]
async fn a_token_says_who_it_speaks_for() {
    let answer = json!({
        "ok": true, "team_id": "T07QK2M4Z", "user_id": "U08DESKBOT1", "bot_id": "B08DESKBOT1", "team": "Acme Support",
        "user": "support-desk",
    });
    let server = Server::start(Script::json(200, &answer)).await;
    let expected = Identity {
        workspace: WorkspaceId::new("T07QK2M4Z"),
        user: UserId::new("U08DESKBOT1"),
        bot: BotId::new("B08DESKBOT1"),
        workspace_name: "Acme Support".to_owned(),
        user_name: "support-desk".to_owned(),
    };
    assert_eq!(web_api(&server.url).who_am_i(&token()).await, Ok(expected));
    assert_eq!(arguments(&server.asked(), include_str!("../contract/auth.test.json")), json!({}));
}

#[tokio::test]
async fn a_method_that_reads_no_json_is_sent_a_form_with_structures_as_json_texts() {
    let server = Server::start(Script::json(200, &json!({"ok": true}))).await;
    let mut arguments = Map::new();
    arguments.insert("user".to_owned(), json!("U07 & co"));
    arguments.insert("include_locale".to_owned(), json!(true));
    arguments.insert("blocks".to_owned(), json!([{"type": "divider"}]));
    assert_eq!(web_api(&server.url).done(&token(), "users.info", arguments).await, Ok(()));
    let asked = server.asked();
    assert_eq!(asked.header("content-type"), "application/x-www-form-urlencoded");
    let body = String::from_utf8(asked.body).unwrap();
    assert!(body.contains("user=U07+%26+co") && body.contains("include_locale=true"), "{body}");
    assert!(body.contains("blocks=%5B%7B%22type%22%3A%22divider%22%7D%5D"), "{body}");
}

#[tokio::test]
async fn too_many_calls_are_limited_for_as_long_as_slack_says() {
    let limited = |header: &'static str| {
        Script::Answer(429, vec![("retry-after", header)], br#"{"ok":false,"error":"ratelimited"}"#.to_vec())
    };
    for (header, seconds) in [("30", 30), ("0", 1), ("999999", 3600), ("soon", 30), ("-5", 30), ("1e400", 30)] {
        let retry_after = Duration::from_secs(seconds);
        assert_eq!(posting_to(limited(header)).await, Err(CallFailure::Limited { retry_after }), "{header}");
    }
    let default = Err(CallFailure::Limited { retry_after: RETRY_AFTER_DEFAULT });
    assert_eq!(posting_to(Script::text(429, "<html>slow down</html>")).await, default);
    assert_eq!(posting_to(Script::json(200, &json!({"ok": false, "error": "rate_limited"}))).await, default);
}

#[tokio::test]
async fn an_answer_that_tells_nothing_leaves_the_outcome_unknown() {
    let huge = format!(r#"{{"ok":true,"ts":"1.1","pad":"{}"}}"#, "a".repeat(1024 * 1024));
    let deep = "[".repeat(100_000);
    for script in [
        Script::text(200, "<html><body>Something went wrong</body></html>"),
        Script::text(200, ""),
        Script::text(200, &huge),
        Script::text(200, &deep),
        Script::text(200, "[]"),
        Script::json(200, &json!({"error": "no ok"})),
        Script::json(200, &json!({"ok": true})),
        Script::json(200, &json!({"ok": true, "ts": 1_790_000_031.5})),
        Script::text(500, "<html>oops</html>"),
        Script::json(503, &json!({"ok": false, "error": "channel_not_found"})),
        Script::text(408, ""),
        Script::json(200, &json!({"ok": false, "error": "internal_error"})),
        Script::json(200, &json!({"ok": false, "error": "fatal_error"})),
    ] {
        let failure = posting_to(script).await.unwrap_err();
        assert!(matches!(failure, CallFailure::Unknown { .. }), "{failure:?}");
    }
}

#[tokio::test]
async fn a_refusal_is_told_by_its_word() {
    let refused = |body: Value| async move { posting_to(Script::json(200, &body)).await.unwrap_err().cause() };
    assert_eq!(refused(json!({"ok": false, "error": "not_in_channel"})).await, "channel unusable: not_in_channel");
    assert_eq!(refused(json!({"ok": false})).await, "refused: not_an_error_word []");
    let scope = json!({"ok": false, "error": "missing_scope", "needed": "groups:write", "provided": "chat:write"});
    assert_eq!(refused(scope).await, "not allowed: missing_scope, needs groups:write");
    let messages = ["[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"];
    let blocks = json!({"ok": false, "error": "invalid_blocks", "response_metadata": {"messages": messages}});
    assert_eq!(refused(blocks).await, format!("refused: invalid_blocks {messages:?}"));
}

#[tokio::test]
async fn a_status_that_says_the_request_was_not_taken_is_a_refusal() {
    let moved = Script::Answer(302, vec![("location", "https://elsewhere.example/")], Vec::new());
    assert_eq!(posting_to(moved).await.unwrap_err().cause(), "refused: http_302 []");
    assert_eq!(posting_to(Script::text(403, "<html>no</html>")).await.unwrap_err().cause(), "refused: http_403 []");
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent() {
    let failure = web_api(&where_nobody_listens().await).post(&token(), &post()).await.unwrap_err();
    assert_eq!(failure, CallFailure::NotSent { cause: "no connection".to_owned() });
    let failure = web_api("not a url").post(&token(), &post()).await.unwrap_err();
    assert!(matches!(failure, CallFailure::NotSent { .. }), "{failure:?}");
}

#[tokio::test]
async fn after_a_time_out_or_a_lost_connection_it_may_have_been_done() {
    let server = Server::start(Script::Silence).await;
    let time_outs = TimeOuts { connect: Duration::from_secs(2), whole: Duration::from_millis(50) };
    let hasty = WebApi::new(&server.url, time_outs).unwrap();
    let failure = hasty.post(&token(), &post()).await.unwrap_err();
    assert_eq!(failure, CallFailure::Unknown { cause: "no answer in time".to_owned() });
    for written in ["", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"ok\":true,"] {
        let url = that_breaks_off_after(written).await;
        let failure = web_api(&url).post(&token(), &post()).await.unwrap_err();
        assert_eq!(failure, CallFailure::Unknown { cause: "the connection was lost".to_owned() });
    }
}

#[tokio::test]
async fn no_failure_shows_a_token_or_a_text_even_when_the_answer_quotes_them() {
    let quoting = json!({"ok": false, "error": format!("{TOKEN} {SAID}"), "needed": TOKEN,
        "response_metadata": {"messages": [SAID, format!("[ERROR] invalid {TOKEN}"), format!("{SAID} {TOKEN}")]}});
    let word = json!({"ok": false, "error": "invalid_blocks", "response_metadata": quoting["response_metadata"]});
    let page = format!("<html>{TOKEN} {SAID}</html>");
    let scripts =
        [Script::json(200, &quoting), Script::json(200, &word), Script::text(200, &page), Script::text(403, &page)];
    for script in scripts {
        let failure = posting_to(script).await.unwrap_err();
        for shown in [format!("{failure:?}"), failure.to_string(), failure.cause()] {
            assert!(!shown.contains("planted"), "{shown}");
        }
    }
    let shown = format!("{:?} {:?} {:?}", token(), post(), web_api("http://127.0.0.1:1"));
    assert!(!shown.contains("planted"), "{shown}");
}
