use expect_test::{Expect, expect};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::parse;
use crate::chatbot::id::ID_MAX;
use crate::domain::{AppId, BotChannelId, CustomerText, LiveChatRequest};

fn read(value: &Value) -> LiveChatRequest {
    parse(value.to_string().as_bytes()).unwrap()
}

/// What is odd in a request, as the card names it.
fn oddities(value: &Value) -> Vec<String> {
    let oddities = read(value).details.oddities;
    oddities.iter().map(|oddity| format!("{}: {}", oddity.field, oddity.text.as_str())).collect()
}

fn check_oddities(value: &Value, expected: &Expect) {
    expected.assert_eq(&oddities(value).join("\n"));
}

fn refused(body: &[u8]) -> (&'static str, Option<&'static str>) {
    let refused = parse(body).unwrap_err();
    (refused.code, refused.field)
}

fn said(text: &str) -> Option<CustomerText> {
    (!text.is_empty()).then(|| CustomerText::new(text))
}

/// The sample of bot core 2.6 and below (`contracts/stella.md` 6.1).
fn sample() -> Value {
    json!({"type": "LIVE_CHAT_REQUEST", "member": "64a0c0ffee0000000000a001", "channel": "64a0c0ffee0000000000c001",
        "app": "64a0c0ffee00000000000app", "label": "Support Team"})
}

/// What the sample of core 2.7 and 2.8 gives to `createAssignment` (`contracts/stella.md` 6.2).
fn assignment() -> Value {
    json!({
        "history": true,
        "member": {"_id": "64a0c0ffee0000000000a001", "app": "64a0c0ffee00000000000app", "channel": "64a0c0ffee0000000000c001",
            "firstName": "Ana", "lastName": "Chan", "externalId": "85291234567", "platform": "whatsapp-cloud",
            "locale": "en", "customLocale": "zh-HK", "tags": ["vip"], "botMeta": {"liveChat": true}},
        "assignmentDetails": {"summary": "Order 4711", "groupName": "orders_", "relayMessage": {"slack": {"type": "BUTTON",
            "text": "Ana asks about an order",
            "buttons": [{"type": "postback", "title": "Take it", "payload": {"payload": "PICK_TICKET"}}]}}},
        "label": "default", "meta": {}, "createGroup": {},
    })
}

#[test]
fn the_sample_of_core_2_6_is_read_without_an_oddity() {
    let request = read(&sample());
    assert_eq!(request.member.as_str(), "64a0c0ffee0000000000a001");
    assert_eq!(request.bot.channel, Some(BotChannelId::new("64a0c0ffee0000000000c001")));
    assert_eq!(request.bot.app, Some(AppId::new("64a0c0ffee00000000000app")));
    assert_eq!(request.details.label.as_deref(), Some("Support Team"));
    assert!(request.details.history);
    assert_eq!(request.details.oddities, []);
}

#[test]
fn the_sample_of_core_2_8_is_read_without_an_oddity_and_the_member_object_gives_hints() {
    let request = read(&assignment());
    assert_eq!(request.member.as_str(), "64a0c0ffee0000000000a001");
    assert_eq!(request.bot.channel, Some(BotChannelId::new("64a0c0ffee0000000000c001")));
    assert_eq!(request.bot.app, Some(AppId::new("64a0c0ffee00000000000app")));
    let details = request.details;
    assert_eq!(details.oddities, []);
    assert_eq!((details.summary, details.group_name), (said("Order 4711"), said("orders_")));
    assert_eq!((details.text, details.button.as_deref()), (said("Ana asks about an order"), Some("Take it")));
    assert_eq!((details.label.as_deref(), details.unknown_label), (Some("default"), None));
    let customer = details.customer;
    assert_eq!((customer.name, customer.external_id), (said("Ana Chan"), said("85291234567")));
    assert_eq!((customer.language.as_deref(), customer.platform.as_deref()), (Some("zh-HK"), Some("whatsapp-cloud")));
    assert_eq!(customer.tags, ["vip"]);
}

#[test]
fn ids_may_be_objects_or_numbers_everywhere() {
    for (member, expected) in [
        (json!(" m1 "), "m1"),
        (json!(4711), "4711"),
        (json!({"id": "m1"}), "m1"),
        (json!({"_id": null, "id": 7}), "7"),
        (json!({"_id": {"odd": 1}, "id": "m1"}), "m1"),
    ] {
        let request = read(&json!({"member": member, "channel": {"_id": "c1"}, "app": {"id": 5}}));
        assert_eq!(request.member.as_str(), expected);
        assert_eq!(request.bot.channel, Some(BotChannelId::new("c1")));
        assert_eq!(request.bot.app, Some(AppId::new("5")));
        assert_eq!(request.details.oddities, []);
    }
}

#[test]
fn only_what_is_not_json_no_object_or_without_a_member_is_refused() {
    for body in ["", "{", "member=1", "{\"member\":\"m\"} trailing"] {
        assert_eq!(refused(body.as_bytes()), ("not_json", None), "{body}");
    }
    assert_eq!(refused(format!("{{\"member\":{}", "[".repeat(100_000)).as_bytes()), ("not_json", None));
    for body in ["[]", "null", "\"member\"", "5", "[{\"member\":\"m\"}]"] {
        assert_eq!(refused(body.as_bytes()), ("not_an_object", None), "{body}");
    }
    let long = json!({"member": "m".repeat(ID_MAX + 1)}).to_string();
    for body in [
        "{}",
        r#"{"member":null}"#,
        r#"{"member":" "}"#,
        r#"{"member":{}}"#,
        r#"{"member":[]}"#,
        r#"{"member":true}"#,
        r#"{"member":"a\u0000"}"#,
        &long,
    ] {
        assert_eq!(refused(body.as_bytes()), ("no_member", Some("member")), "{body}");
    }
    let told = serde_json::to_value(parse(b"{}").unwrap_err()).unwrap();
    assert_eq!((&told["code"], &told["field"]), (&json!("no_member"), &json!("member")));
    assert!(parse(&json!({"member": "m".repeat(ID_MAX)}).to_string().into_bytes()).is_ok());
}

#[test]
fn what_is_missing_or_odd_is_defaulted_and_named() {
    check_oddities(
        &json!({"member": "m"}),
        &expect![[r"
        channel: missing, so that less is known of the customer
        app: missing, so that less is known of the customer"]],
    );
    let odd = json!({
        "type": "HELLO", "member": "m", "channel": [], "app": null, "label": ["Sales"], "history": "False", "meta": {"vip": true},
        "assignmentDetails": {"summary": 5, "groupName": {}, "mood": "angry", "relayMessage": {"teams": {},
            "slack": {"text": null, "buttons": [{"title": 7}, {}], "colour": "red"}}},
        "priority": {"level": 1},
    });
    check_oddities(
        &odd,
        &expect![[r#"
        channel: not an id
        app: missing, so that less is known of the customer
        type: not LIVE_CHAT_REQUEST
        label: not a text
        history: not true or false
        assignmentDetails.groupName: not a text
        assignmentDetails.summary: not a text
        assignmentDetails.mood: "angry"
        assignmentDetails.relayMessage.teams: {}
        assignmentDetails.relayMessage.slack.buttons[0].title: not a text
        assignmentDetails.relayMessage.slack.buttons: only the first button is shown
        assignmentDetails.relayMessage.slack.colour: "red"
        meta: {"vip":true}
        priority: {"level":1}"#]],
    );
    let details = read(&odd).details;
    assert_eq!((details.label.as_deref(), details.history), (Some("[\"Sales\"]"), false));
    assert_eq!((details.summary, details.text, details.button.as_deref()), (said("5"), None, Some("7")));
    check_oddities(
        &json!({"member": "m", "channel": "c", "app": "a", "history": 0, "assignmentDetails": "x", "type": {}}),
        &expect![[r#"
            type: not a text
            type: not LIVE_CHAT_REQUEST
            history: not true or false
            assignmentDetails: not an object: "x""#]],
    );
    let shapes = json!({"relayMessage": {"slack": {"buttons": "Pick"}}});
    check_oddities(
        &json!({"member": "m", "channel": "c", "app": "a", "assignmentDetails": shapes}),
        &expect!["assignmentDetails.relayMessage.slack.buttons: not a list"],
    );
}

#[test]
fn null_everywhere_is_as_good_as_absent() {
    let mut request = sample();
    for field in ["type", "label", "history", "meta", "assignmentDetails", "assignmentId", "createGroup"] {
        request[field] = Value::Null;
    }
    assert_eq!(oddities(&request), Vec::<String>::new());
    let nulls = json!({"relayMessage": {"slack": {"text": null, "buttons": null}}, "summary": null, "groupName": null});
    request["assignmentDetails"] = nulls;
    assert_eq!(oddities(&request), Vec::<String>::new());
}

#[test]
fn long_texts_and_many_unknown_fields_are_kept_to_a_limit_and_it_is_said() {
    let mut request = sample();
    request["label"] = json!("é".repeat(250));
    request["extra"] = json!("é".repeat(1_000));
    check_oddities(
        &request,
        &expect![[r#"
            label: too long: 51 more characters left out
            extra: "ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé… (802 more characters)"#]],
    );
    assert_eq!(read(&request).details.label.unwrap().chars().count(), 200);
    for number in 0..50 {
        request[format!("unknown{number}")] = json!(number);
    }
    let named = oddities(&request);
    assert_eq!((named.len(), named[20].as_str()), (21, "…: 32 more odd fields"));
}

#[test]
fn of_a_repeated_field_the_last_counts() {
    let request = parse(br#"{"member":"first","member":"last","channel":"c","app":"a"}"#).unwrap();
    assert_eq!(request.member.as_str(), "last");
}

#[test]
fn bytes_that_are_no_utf8_and_halves_of_emoji_do_not_lose_a_customer() {
    let broken =
        parse(b"\xef\xbb\xbf{\"member\":\"m\",\"channel\":\"c\",\"app\":\"a\",\"label\":\"caf\xe9\"}").unwrap();
    assert_eq!(broken.details.label.as_deref(), Some("caf\u{fffd}"));
    assert_eq!(broken.details.oddities[0].field, "body");
    let cut = parse(br#"{"member":"m","channel":"c","app":"a","assignmentDetails":{"summary":"hi \ud83d"}}"#).unwrap();
    assert_eq!(cut.details.summary, said("hi \u{fffd}"));
}

#[test]
fn a_refusal_and_a_request_never_print_what_was_sent() {
    let shown = format!(
        "{:?} {:?}",
        read(&json!({"member": "m", "planted": "planted"})).details.oddities[0].text,
        parse(b"planted")
    );
    assert!(!shown.contains("planted"), "{shown}");
}

/// Any JSON, with the request's own field names among its keys.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "(?s).{0,300}".prop_map(Value::from),
    ];
    let key = "member|_id|id|channel|app|label|type|history|meta|assignmentDetails|summary|groupName|relayMessage|slack|text|buttons|title|name|tags|externalId|botMeta|(?s).{0,5}";
    leaf.prop_recursive(6, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..8).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_bytes_panic(body in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse(&body);
    }

    #[test]
    fn no_text_with_escapes_panics(text in "[\\\\\"ud83\\{\\}é:,membr]{0,60}") {
        let _ = parse(text.as_bytes());
        let _ = parse(format!("{{\"member\":\"{text}\"}}").as_bytes());
    }

    #[test]
    fn whatever_else_it_says_a_request_with_a_member_is_taken(mut request in any_json(), member in "[a-f0-9]{1,24}") {
        if let Some(object) = request.as_object_mut() {
            object.insert("member".to_owned(), json!(member));
            let read = read(&request);
            prop_assert_eq!(read.member.as_str(), member);
            prop_assert!(read.details.oddities.len() <= 21);
            prop_assert!(serde_json::to_string(&read).unwrap().len() < 60_000);
        } else {
            prop_assert_eq!(refused(request.to_string().as_bytes()).0, "not_an_object");
        }
    }
}
