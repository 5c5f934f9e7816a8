//! What happens on the platform, and what its webhook tells of it: the keys and types of `contracts/stella.md` 4.

use serde_json::{Value, json};
use shared::chatbot::payload::{self, By, MessageStatus, Report};
use shared::chatbot::signature;
use shared::domain::MemberId;

use super::desk::Desk;
use crate::sandbox::chatbot::{Act, ActError, Acted, BOT_LINE};
use crate::sandbox::deliveries::Target;

const ANA: &str = "64a0c0ffee0000000000a001";
/// The contract's own bodies, one a line.
const SAMPLES: &str = include_str!("../../../../../shared/src/chatbot/payload/samples.jsonl");

impl Desk {
    fn acts(&self, act: &Value) -> Result<Acted, ActError> {
        self.sandbox.customer_acts(&Act::read(act.to_string().as_bytes())?)
    }

    /// Ana does this; gives what is told of it, each delivery taken with 200 and its signature found right.
    fn told(&self, deed: Value) -> Vec<Value> {
        let mut act = deed;
        act["member"] = json!(ANA);
        self.acts(&act).unwrap();
        self.take()
    }

    fn take(&self) -> Vec<Value> {
        let secret = self.sandbox.credentials().channel_secret;
        let mut told = Vec::new();
        for delivery in self.sandbox.take_due(self.sandbox.now()) {
            assert_eq!(delivery.target, Target::Chatbot);
            let signature = delivery.headers.iter().find(|(name, _)| name == signature::HEADERS[0]);
            let signature = signature.map(|(_, value)| value.as_str());
            signature::verify(signature, delivery.body.as_bytes(), &[&secret]).unwrap();
            told.push(serde_json::from_str(&delivery.body).unwrap());
            self.sandbox.delivered(delivery.id, Some(200));
        }
        told
    }

    /// What our own reader makes of a body.
    fn report(&self, body: &Value) -> Report {
        let (body, secret) = (body.to_string(), self.sandbox.credentials().channel_secret);
        let signature = signature::sign(&secret, body.as_bytes()).unwrap();
        payload::read(signature::verify([signature.as_str()], body.as_bytes(), &[&secret]).unwrap()).unwrap().report
    }
}

/// The keys and types of a body. What is inside texts and numbers makes no difference, nor how many of the same a list
/// has.
fn shape(body: &Value) -> Value {
    match body {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), shape(value))).collect(),
        Value::Array(list) => {
            let mut shapes: Vec<Value> = list.iter().map(shape).collect();
            shapes.dedup();
            shapes.into()
        }
        Value::String(_) => json!("text"),
        Value::Number(_) => json!("number"),
        Value::Bool(_) => json!("flag"),
        Value::Null => Value::Null,
    }
}

/// The contract's body with this in it.
fn sample(part: &str) -> Value {
    let line = SAMPLES.lines().find(|line| line.contains(part)).unwrap();
    serde_json::from_str(line).unwrap()
}

fn assert_like(body: &Value, part: &str) {
    assert_eq!(shape(body), shape(&sample(part)), "{body}");
}

#[tokio::test]
async fn a_customers_messages_are_told_as_the_contract_writes_them() {
    let desk = Desk::new();
    desk.told(json!({"set_live_chat": true}));
    assert_like(&desk.told(json!({"say": "Hello"}))[0], "wamid.IN01");
    assert_like(&desk.told(json!({"image": {"caption": "my receipt"}}))[0], "wamid.IN02");
    assert_like(&desk.told(json!({"audio": {"opus": true}}))[0], "wamid.IN03");
    assert_like(&desk.told(json!({"video": {"caption": "see"}}))[0], "wamid.IN04");
    assert_like(&desk.told(json!({"file": {"fileName": "a.pdf", "mimeType": "application/pdf"}}))[0], "wamid.IN05");
    assert_like(&desk.told(json!({"location": {"name": "Central", "address": "HK"}}))[0], "wamid.IN06");
    assert_like(&desk.told(json!({"press": "Talk to an agent"}))[0], "wamid.IN07");
    let sticker = json!({"sticker": {"fileId": "f"}, "without_message_id": true});
    assert_like(&desk.told(sticker)[0], "STICKER");
    let unsupported = desk.told(json!({"unsupported": {}}));
    assert_eq!(unsupported[0]["data"], sample("131051")["data"]);
}

#[tokio::test]
async fn a_time_is_seconds_or_milliseconds_as_asked() {
    let desk = Desk::new();
    desk.told(json!({"set_live_chat": true}));
    let now = desk.sandbox.now();
    let time = |deed: Value| desk.told(deed)[0]["timestamp"].clone();
    assert_eq!(time(json!({"say": "x"})), json!(now.seconds().to_string()));
    assert_eq!(time(json!({"say": "x", "timestamp_in": "ms"})), json!(now.millis()));
    assert_eq!(time(json!({"image": {}})), json!(now.millis()));
    assert_eq!(time(json!({"image": {}, "timestamp_in": "seconds"})), json!(now.seconds().to_string()));
}

#[tokio::test]
async fn the_bot_answers_texts_until_live_chat_is_on() {
    let desk = Desk::new();
    let told = desk.told(json!({"say": "Hello"}));
    assert_eq!(told.len(), 2);
    assert_like(&told[1], "BOT_OUTBOUND");
    assert_eq!(told[1]["messageEvent"]["data"]["text"], json!(BOT_LINE));
    assert_eq!(desk.told(json!({"image": {}})).len(), 1, "it answers texts alone");
    desk.told(json!({"set_live_chat": true}));
    assert_eq!(desk.told(json!({"say": "Hello?"})).len(), 1, "the bot is silent");
}

#[tokio::test]
async fn a_send_is_told_as_an_echo_with_the_id_that_was_answered() {
    let desk = Desk::new();
    let answered = desk.sends("Hi, this is May.").await.body;
    let told = desk.take();
    assert_like(&told[0], "API_OUTBOUND");
    let Report::Echo(echo) = desk.report(&told[0]) else { panic!("{told:?}") };
    let id = answered["sendResult"]["result"][0]["messageEvent"]["messageId"].as_str();
    assert_eq!((echo.by, echo.message_id.as_deref(), echo.member), (By::Manual, id, MemberId::new(ANA)));
    assert_eq!(echo.text.unwrap().as_str(), "Hi, this is May.");
}

#[tokio::test]
async fn what_becomes_of_a_message_is_told_and_shown() {
    let desk = Desk::new();
    desk.sends("Hi").await;
    desk.take();
    let id = desk.ana().await["messages"].as_array().unwrap().last().unwrap()["message_id"].clone();
    let report = |is: &str| desk.told(json!({"status": {"message_id": id, "is": is}})).remove(0);
    assert_like(&report("SENT"), "\"DELIVERED\"");
    assert_like(&report("DELIVERED"), "\"DELIVERED\"");
    let read = report("READ");
    assert_like(&read, "\"READ\"");
    assert!(matches!(desk.report(&read), Report::Status(status) if status.status == MessageStatus::Read));
    let errors = json!([{"code": 131_047, "title": "Re-engagement message"}]);
    assert_like(&desk.told(json!({"status": {"message_id": id, "is": "FAILED", "errors": errors}}))[0], "\"FAILED\"");
    assert_eq!(desk.ana().await["messages"].as_array().unwrap().last().unwrap()["status"], json!("FAILED"));
}

#[tokio::test]
async fn a_change_of_live_chat_is_told_and_no_change_is_not() {
    let desk = Desk::new();
    let begun = desk.told(json!({"set_live_chat": true}));
    assert_eq!((&begun[0]["before"]["liveChat"], &begun[0]["after"]["liveChat"]), (&json!(false), &json!(true)));
    assert_like(&begun[0], "NORMAL_UPDATE_MEMBER");
    assert_eq!(desk.told(json!({"set_live_chat": true})), Vec::<Value>::new());
    let ended = Report::LiveChat { members: vec![MemberId::new(ANA)], live_chat: false };
    assert_eq!(desk.report(&desk.told(json!({"set_live_chat": false}))[0]), ended);
    assert_eq!(desk.ana().await["toggles"], json!([]), "somebody else's toggles are not ours");
}

#[tokio::test]
async fn the_pre_action_takes_the_lock_and_posts_once() {
    let desk = Desk::new();
    let asks = json!({"member": ANA, "ask_for_live_chat": {"label": "Support Team"}});
    let request = desk.acts(&asks).unwrap().request.unwrap();
    let expected = json!({"type": "LIVE_CHAT_REQUEST", "member": ANA, "channel": "64a0c0ffee0000000000c001",
        "app": "64a0c0ffee00000000000a99", "label": "Support Team"});
    assert_eq!(request, expected);
    assert_eq!(desk.ana().await["liveChat"], json!(true));
    assert!(matches!(desk.acts(&asks), Err(ActError::Locked)));
    let bo = json!({"member": "64a0c0ffee0000000000a002", "ask_for_live_chat": {}});
    assert_eq!(desk.acts(&bo).unwrap().request.unwrap().get("label"), None);
}

#[tokio::test]
async fn an_act_that_can_not_be_names_what_is_wrong_and_does_nothing() {
    let desk = Desk::new();
    let wrong = |act: &str| match Act::read(act.as_bytes()).and_then(|act| desk.sandbox.customer_acts(&act)) {
        Err(ActError::Wrong { field, .. }) => field,
        other => panic!("{act}: {other:?}"),
    };
    for (act, field) in [
        ("", "body"),
        ("[]", "body"),
        (r#"{"say":"x"}"#, "member"),
        (r#"{"member":"nobody","say":"x"}"#, "member"),
        (r#"{"member":"m"}"#, "body"),
        (r#"{"member":"m","say":"x","image":{}}"#, "body"),
        (r#"{"member":"m","say":"x","label":"y"}"#, "body"),
        (r#"{"member":"m","set_live_chat":true,"timestamp_in":"ms"}"#, "body"),
        (r#"{"member":"m","say":5}"#, "say"),
        (r#"{"member":"m","image":"x"}"#, "image"),
        (r#"{"member":"m","say":"x","timestamp_in":"days"}"#, "timestamp_in"),
        (r#"{"member":"m","say":"x","without_message_id":1}"#, "without_message_id"),
        (r#"{"member":"m","status":{"message_id":"x"}}"#, "status"),
        (r#"{"member":"m","status":{"message_id":"x","is":"LOST"}}"#, "status"),
        (r#"{"member":"64a0c0ffee0000000000a001","status":{"message_id":"x","is":"READ"}}"#, "status.message_id"),
        (r#"{"member":"m","ask_for_live_chat":{"team":"x"}}"#, "ask_for_live_chat"),
        (r#"{"member":"m","set_live_chat":1}"#, "set_live_chat"),
    ] {
        assert_eq!(wrong(act), field, "{act}");
    }
    assert_eq!(desk.take(), Vec::<Value>::new());
}
