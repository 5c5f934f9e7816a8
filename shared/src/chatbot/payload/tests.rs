use proptest::prelude::*;
use serde_json::{Value, json};

use super::{By, Content, Delivery, Echo, Kind, MessageStatus, Of, Report, Said, Status, Unreadable, read};
use crate::chatbot::signature::{sign, verify};
use crate::domain::{AppId, BotChannelId, CustomerText, MemberId, Timestamp};
use crate::secret::Secret;

/// Every body that `contracts/stella.md` 4.2 to 4.5 shows, one a line, with its ids written out.
const SAMPLES: &str = include_str!("samples.jsonl");
const ANA: &str = "64a0c0ffee0000000000a001";

fn read_bytes(body: &[u8]) -> Result<Delivery, Unreadable> {
    let secret = Secret::new("s");
    let signature = sign(&secret, body).unwrap();
    read(verify([signature.as_str()], body, &[&secret]).unwrap())
}

fn report(body: &Value) -> Report {
    read_bytes(body.to_string().as_bytes()).unwrap().report
}

/// The sample with this in it.
fn sample(part: &str) -> Value {
    let mut found = SAMPLES.lines().filter(|line| line.contains(part));
    let line = found.next().unwrap_or_else(|| panic!("no sample with {part}"));
    assert_eq!(found.next(), None, "{part}");
    serde_json::from_str(line).unwrap()
}

fn said(body: &Value) -> Said {
    match report(body) {
        Report::Said(said) => *said,
        other => panic!("{other:?}"),
    }
}

fn line(body: &Value) -> String {
    said(body).content.line().as_str().to_owned()
}

fn of_ana(mut body: Value) -> Value {
    body["member"] = json!(ANA);
    body
}

fn millis(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

#[test]
fn every_body_of_the_contract_is_classified() {
    let told: Vec<String> = SAMPLES
        .lines()
        .map(|line| match read_bytes(line.as_bytes()).unwrap().report {
            Report::Said(said) => format!("said: {}", said.content.line().as_str()),
            Report::Status(status) => format!("status: {:?}", status.status),
            Report::Echo(echo) => {
                format!("echo by {:?}: {}", echo.by, echo.text.as_ref().map_or("nothing", CustomerText::as_str))
            }
            Report::LiveChat { live_chat, .. } => format!("live chat: {live_chat}"),
            Report::MemberChanged { members } => format!("{} members changed", members.len()),
            Report::Other { kind } => format!("other: {kind}"),
        })
        .collect();
    let expected = [
        "said: Hello, I need help",
        "said: (image) my receipt",
        "said: (audio)",
        "said: (video) see 0:10",
        "said: (file) invoice.pdf",
        "said: (location) Central · HK · 22.28, 114.16",
        "said: (video)",
        "said: Talk to an agent",
        "said: Yes",
        "said: (sticker)",
        "said: (contact) Ann · +85290000000",
        "said: (unsupported message)",
        "status: Read",
        "status: Delivered",
        "status: Failed { code: Some(131047), reason: Some(CustomerText(21 characters)) }",
        "echo by Manual: Hi, this is May.",
        "echo by Bot: Welcome!",
        "echo by Relay: relayed from outlet",
        "live chat: false",
        "2 members changed",
        "other: NODE_TRIGGER",
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_customers_text_is_read_with_its_time_id_and_name() {
    let delivery = read_bytes(sample("wamid.IN01").to_string().as_bytes()).unwrap();
    assert_eq!(delivery.channel, Some(BotChannelId::new("64a0c0ffee0000000000c001")));
    assert_eq!(delivery.app, Some(AppId::new("64a0c0ffee00000000000a99")));
    let said = said(&sample("wamid.IN01"));
    assert_eq!((said.member.as_str(), said.id.as_str()), (ANA, "wamid.IN01"));
    assert_eq!(said.at, Some(millis(1_760_000_000_000)), "a text in seconds");
    assert_eq!(said.name, Some(CustomerText::new("Chan")));
    assert_eq!(said.content, Content::Text(CustomerText::new("Hello, I need help")));
}

#[test]
fn times_are_seconds_or_milliseconds_and_may_be_missing() {
    let at = |timestamp: Value| said(&of_ana(json!({"type": "TEXT", "timestamp": timestamp, "data": {}}))).at;
    assert_eq!(at(json!(1_760_000_000)), Some(millis(1_760_000_000_000)));
    assert_eq!(at(json!("1760000000123")), Some(millis(1_760_000_000_123)));
    for none in [json!(null), json!("soon"), json!([]), json!(1.5)] {
        assert_eq!(at(none.clone()), None, "{none}");
    }
}

#[test]
fn what_has_no_id_is_known_again_by_what_it_says() {
    let id = |change: &dyn Fn(&mut Value)| {
        let mut body = sample("waMediaId");
        change(&mut body);
        said(&body).id.as_str().to_owned()
    };
    let first = id(&|_| ());
    assert!(first.starts_with("sha256-"), "{first}");
    assert_eq!(id(&|body| body["timestamp"] = json!(1_760_000_060_000_i64)), first, "the same time, written otherwise");
    assert_eq!(id(&|body| body["member"] = json!({"_id": ANA, "name": "Ana"})), first);
    assert_eq!(id(&|body| body["eventType"] = json!("INBOUND")), first);
    assert_eq!(id(&|body| body["messageId"] = json!("")), first, "an empty id is none");
    for (field, other) in [
        ("channel", json!("other")),
        ("member", json!("other")),
        ("type", json!("VIDEO")),
        ("timestamp", json!(1)),
        ("data", json!({"attachments": [{"type": "VIDEO", "waMediaId": "e8a8-60"}]})),
    ] {
        assert_ne!(id(&|body| body[field] = other.clone()), first, "{field}");
    }
}

#[test]
fn the_order_of_keys_makes_no_other_message() {
    let body = |data: &str| format!("{{\"type\":\"TEXT\",\"member\":\"m\",\"data\":{data}}}");
    let id = |data: &str| match read_bytes(body(data).as_bytes()).unwrap().report {
        Report::Said(said) => said.id,
        other => panic!("{other:?}"),
    };
    assert_eq!(id(r#"{"text":"a","context":{"x":1,"y":2}}"#), id(r#"{"context":{"y":2,"x":1},"text":"a"}"#));
    assert_ne!(id(r#"{"text":"a"}"#), id(r#"{"text":"b"}"#));
    assert_ne!(id(r#"["a","b"]"#), id(r#"["a\",\"b"]"#));
    let deep = |levels: usize| format!("{}\"x\"{}", "{\"\\\"\":".repeat(levels), "}".repeat(levels));
    assert_ne!(id(&deep(100)), id(&deep(99)), "a hundred levels are read as fast as one");
}

#[test]
fn an_id_that_is_too_long_for_a_key_is_hashed() {
    let mut body = sample("wamid.IN01");
    body["messageId"] = json!("w".repeat(201));
    assert!(said(&body).id.as_str().starts_with("sha256-"));
}

#[test]
fn member_channel_and_app_may_be_objects() {
    let mut body = sample("wamid.IN02");
    for (field, id) in [("member", ANA), ("channel", "c"), ("app", "a")] {
        body[field] = json!({"_id": id, "name": "planted"});
    }
    let delivery = read_bytes(body.to_string().as_bytes()).unwrap();
    assert_eq!((delivery.channel, delivery.app), (Some(BotChannelId::new("c")), Some(AppId::new("a"))));
    assert!(matches!(delivery.report, Report::Said(said) if said.member == MemberId::new(ANA)));
}

#[test]
fn fields_are_found_in_each_place_that_is_known() {
    let told = |kind: &str, data: Value| line(&of_ana(json!({"type": kind, "eventType": "INBOUND", "data": data})));
    assert_eq!(
        told("LOCATION", json!({"location": {"lat": 1.5, "lng": "-2", "name": "Pier"}})),
        "(location) Pier · 1.5, -2"
    );
    assert_eq!(told("LOCATION", json!({"latitude": 1, "name": " "})), "(location)", "half a position is none");
    assert_eq!(told("FILE", json!({"filename": "a.pdf", "caption": "as promised"})), "(file) a.pdf · as promised");
    assert_eq!(told("CONTACT", json!({"name": {"formatted_name": "Bo"}})), "(contact) Bo");
    assert_eq!(told("STICKER", json!({"fileId": "f"})), "(sticker)");
    assert_eq!(told("IMAGE", json!({"text": "hi"})), "(image) hi");
    assert_eq!(
        told("MISC", json!({"attachments": [{"type": "image"}, {"type": "image"}], "text": "both"})),
        "(image and 1 more) both"
    );
    assert_eq!(told("MISC", json!({"attachments": []})), "(unsupported message)");
    assert_eq!(told("PAYLOAD", json!({"payload": {"payload": "PICK"}})), "PICK");
    assert_eq!(told("ORDER", json!({"caption": "two"})), "(order) two", "what the contract doesn't know is told too");
    assert_eq!(told("TEXT", json!({"text": " \n"})), "(unsupported message)");
}

#[test]
fn what_no_customer_said_is_never_shown_as_theirs() {
    let kind = |body: Value| match report(&of_ana(body)) {
        Report::Other { kind } => kind,
        other => panic!("{other:?}"),
    };
    let data = json!({"text": "planted"});
    for event in ["ECHO", "REFERRAL", "OPTIN", "POLICY_ENFORCEMENT"] {
        kind(json!({"type": event, "eventType": "INBOUND", "data": data}));
        kind(json!({"type": event, "data": data}));
    }
    assert_eq!(kind(json!({"type": "TEXT", "eventType": "SOMETHING_NEW", "data": data})), "SOMETHING_NEW");
    assert_eq!(kind(json!({"type": "NEWS", "data": data})), "NEWS", "an unknown kind that is no inbound event");
    assert_eq!(kind(json!({"type": "READ", "data": data})), "READ", "a status of nothing");
    assert_eq!(kind(json!({"type": "Dear Ana, planted", "data": data})), "not a type");
    assert_eq!(kind(json!({"data": data})), "no type");
}

#[test]
fn what_names_no_customer_is_dropped() {
    for body in [
        json!({"contacts": [{"wa_id": "852"}], "messages": [{"id": "wamid.X", "type": "text", "text": {"body": "raw"}}]}),
        json!({"type": "TEXT", "eventType": "INBOUND", "data": {"text": "x"}}),
        json!({"type": "TEXT", "eventType": "INBOUND", "member": {"name": "Ana"}, "data": {"text": "x"}}),
        json!({"type": "READ", "messageId": "wamid.OUT01"}),
        json!({"type": "BOT", "messageEvent": {"type": "TEXT"}}),
        json!({"eventType": "MEMBER_UPDATE", "after": {"liveChat": false}}),
        json!({}),
    ] {
        assert!(matches!(report(&body), Report::Other { .. }), "{body}");
    }
}

#[test]
fn a_status_is_told_before_anything_else_that_the_body_could_be() {
    let expected = Status {
        member: MemberId::new(ANA),
        of: Of::Message("wamid.OUT01".to_owned()),
        status: MessageStatus::Read,
        at: Some(millis(1_760_000_110_000)),
    };
    assert_eq!(report(&sample("\"READ\"")), Report::Status(expected));
    let status = |body: Value| match report(&of_ana(body)) {
        Report::Status(status) => status,
        other => panic!("{other:?}"),
    };
    assert_eq!(status(json!({"type": "SENT", "messageId": "x"})).status, MessageStatus::Sent);
    assert_eq!(status(json!({"type": "DELETED", "data": {"messageId": "x"}})).status, MessageStatus::Deleted);
    let up_to = status(json!({"type": "DELIVERY", "data": {"watermark": 1_760_000_110_000_i64}}));
    assert_eq!(
        (up_to.of, up_to.status),
        (Of::UpTo(Timestamp::from_millis(1_760_000_110_000)), MessageStatus::Delivered)
    );
}

#[test]
fn a_failures_reason_is_found_wherever_it_stands() {
    let failed = |part: Value| {
        let mut body = json!({"type": "FAILED", "member": ANA, "messageId": "wamid.OUT02"});
        body.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
        match report(&body) {
            Report::Status(Status { status: MessageStatus::Failed { code, reason }, .. }) => {
                (code, reason.map(|reason| reason.as_str().to_owned()))
            }
            other => panic!("{other:?}"),
        }
    };
    let expected = (Some(131_047), Some("Re-engagement message".to_owned()));
    let error = json!({"code": 131_047, "title": "Re-engagement message"});
    assert_eq!(failed(json!({"data": {"errors": [error]}})), expected);
    assert_eq!(failed(json!({"errors": [error]})), expected);
    assert_eq!(failed(json!({"data": {"statuses": [{"error": error}]}})), expected);
    assert_eq!(failed(json!({"err": "no such number"})), (None, Some("no such number".to_owned())));
    assert_eq!(failed(json!({"data": {"messageId": "x"}})), (None, None));
}

#[test]
fn an_echo_tells_who_sent_what() {
    let expected = Echo {
        member: MemberId::new(ANA),
        message_id: Some("wamid.OUT01".to_owned()),
        text: Some(CustomerText::new("Hi, this is May.")),
        at: Some(millis(1_760_000_130_000)),
        by: By::Manual,
    };
    assert_eq!(report(&sample("API_OUTBOUND")), Report::Echo(expected));
    let echo = |body: Value| match report(&of_ana(body)) {
        Report::Echo(echo) => echo,
        other => panic!("{other:?}"),
    };
    let broadcast = json!({"type": "MANUAL", "eventType": "BROADCAST_OUTBOUND", "messageEvent": {"type": "TEMPLATE", "data": {"elementName": "x"}}});
    assert_eq!((echo(broadcast.clone()).by, echo(broadcast).text), (By::Broadcast, None));
    let image =
        json!({"eventType": "API_OUTBOUND", "messageEvent": {"type": "IMAGE", "data": {"caption": "our text"}}});
    assert_eq!(echo(image).text, None, "a picture's caption is not the text that was sent");
    let empty = echo(json!({"type": "BOT", "messageId": "x"}));
    assert_eq!((empty.by, empty.message_id.as_deref(), empty.text), (By::Bot, Some("x"), None));
}

#[test]
fn live_chat_is_reported_for_each_member_that_is_named() {
    let ana = || MemberId::new(ANA);
    let ended = Report::LiveChat { members: vec![ana()], live_chat: false };
    assert_eq!(report(&sample("\"MEMBER_UPDATE\"")), ended);
    let batch =
        json!({"eventType": "BATCH_MEMBER_UPDATE", "members": [ANA, {"_id": "b"}, null], "after": {"liveChat": true}});
    let begun = Report::LiveChat { members: vec![ana(), MemberId::new("b")], live_chat: true };
    assert_eq!(report(&batch), begun);
    let tags = json!({"eventType": "MEMBER_UPDATE", "member": ANA, "after": {"tags": ["vip"]}});
    assert_eq!(report(&tags), Report::MemberChanged { members: vec![ana()] });
}

#[test]
fn what_is_no_object_can_not_be_read() {
    assert_eq!(read_bytes(b""), Err(Unreadable::NotJson));
    assert_eq!(read_bytes(b"{\"type\":\"TEXT\""), Err(Unreadable::NotJson));
    assert_eq!(read_bytes(b"\xff\xfe"), Err(Unreadable::NotJson));
    assert_eq!(read_bytes(b"[1]"), Err(Unreadable::NotAnObject));
    assert_eq!(read_bytes(format!("{}1{}", "[".repeat(200), "]".repeat(200)).as_bytes()), Err(Unreadable::NotJson));
}

#[test]
fn nothing_that_is_read_prints_what_a_customer_wrote() {
    let body = json!({"type": "FILE", "eventType": "INBOUND", "member": "m", "memberExtra": {"name": "planted"},
        "data": {"fileName": "planted.pdf", "caption": "planted", "latitude": 1}});
    for body in [body, json!({"type": "TEXT", "member": "m", "data": {"text": "planted"}})] {
        let shown = format!("{:?}", report(&body));
        assert!(!shown.contains("planted"), "{shown}");
    }
    assert_eq!(Kind::Other("order".to_owned()).word(), "order");
}

/// Any JSON, often under the names that are read.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
        "TEXT|READ|FAILED|MISC|IMAGE|BOT|INBOUND|API_OUTBOUND|MEMBER_UPDATE".prop_map(Value::from),
    ];
    let name = "type|eventType|member|members|channel|app|data|text|timestamp|messageId|messageEvent|after|liveChat|\
        attachments|errors|code|payload|name|location|contacts|watermark|[a-z]{0,4}";
    leaf.prop_recursive(5, 60, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..8)
                .prop_map(|fields| fields.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

proptest! {
    #[test]
    fn no_bytes_panic(body in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_bytes(&body);
    }

    #[test]
    fn no_json_panics_and_every_kind_that_is_logged_is_a_word(body in any_json()) {
        if let Ok(Delivery { report: Report::Other { kind }, .. }) = read_bytes(body.to_string().as_bytes()) {
            let of_words = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
            prop_assert!(["no type", "not a type"].contains(&kind.as_str()) || kind.chars().all(of_words));
        }
    }

    #[test]
    fn a_sample_with_any_value_in_any_field_never_panics(
        line in 0..21_usize, field in 0..12_usize, value in any_json()
    ) {
        let mut body: Value = serde_json::from_str(SAMPLES.lines().nth(line).unwrap()).unwrap();
        if let Some(changed) = body.as_object_mut().unwrap().values_mut().nth(field) {
            *changed = value;
        }
        let _ = read_bytes(body.to_string().as_bytes());
    }
}
