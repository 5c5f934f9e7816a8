//! What comes to the signed addresses and is not signed, or is signed and is none of what it should be (`product.md`,
//! Reliability): refused without a word and without work, or taken and left.

use serde_json::{Value, json};
use shared::clock::Clock;
use shared::secret::Secret;
use shared::system::SystemClock;

use crate::people::{BEN, MAY, TICKETING, saying};
use crate::process::Machine;

/// Beyond the five minutes that Slack's clock and ours may be apart, by more than a test takes.
const TOO_FAR: i64 = 330;

/// The two who sign, with the sandbox's own secrets.
struct Hand {
    about: Value,
}

type Headers = Vec<(&'static str, String)>;

impl Hand {
    async fn of(machine: &Machine) -> Self {
        Self { about: machine.get("/sandbox/about").await }
    }

    fn text(&self, field: &str) -> &str {
        self.about[field].as_str().expect("a text")
    }

    /// Slack's headers, signed so many seconds from now with a secret.
    fn slack(secret: &str, later: i64, body: &str) -> Headers {
        let at = (SystemClock.now().seconds() + later).to_string();
        let signature = shared::slack::signature::sign(&Secret::new(secret), &at, body.as_bytes());
        vec![("x-slack-request-timestamp", at), ("x-slack-signature", signature)]
    }

    /// As Slack signs it now.
    fn rightly(&self, body: &str) -> Headers {
        Self::slack(self.text("slack_signing_secret"), 0, body)
    }

    /// All that Slack's headers must not be.
    fn wrongly(&self, body: &str) -> Vec<Headers> {
        let secret = self.text("slack_signing_secret");
        let (right, other) = (self.rightly(body), Self::slack("another", 0, body));
        let without = |name: &str| right.iter().filter(|header| header.0 != name).cloned().collect();
        let later_version = vec![right[0].clone(), (right[1].0, right[1].1.replacen("v0", "v1", 1))];
        let odd_time = vec![(right[0].0, "soon".to_owned()), right[1].clone()];
        vec![
            Headers::new(),
            without("x-slack-signature"),
            without("x-slack-request-timestamp"),
            other,
            self.rightly(&format!("{body} ")),
            later_version,
            odd_time,
            Self::slack(secret, -TOO_FAR, body),
            Self::slack(secret, TOO_FAR, body),
        ]
    }

    /// As the platform signs it, under either of its headers.
    fn by_the_platform(&self, header: &'static str, body: &str) -> Headers {
        vec![(header, platform(self.text("chatbot_channel_secret"), body))]
    }

    /// A click of this person on *Pick*, as Slack posts it.
    fn pick(&self, user: &str, card: &Value) -> String {
        let channel = card["channel"].clone();
        let payload = json!({
            "type": "block_actions",
            "team": {"id": self.about["workspace_id"], "domain": "sandbox"},
            "user": {"id": user, "team_id": self.about["workspace_id"]},
            "container": {"type": "message", "message_ts": card["ts"], "channel_id": channel, "is_ephemeral": false},
            "channel": {"id": channel, "name": TICKETING},
            "trigger_id": "1.2.3",
            "actions": [{"type": "button", "action_id": "ticket_pick", "block_id": "b", "value": card["value"]}],
        });
        form(&payload)
    }

    /// A modal sent off, as Slack posts it.
    fn submission(&self, user: &str, view: &Value) -> String {
        let team = &self.about["workspace_id"];
        let person = json!({"id": user, "team_id": team});
        form(&json!({"type": "view_submission", "team": {"id": team, "domain": "sandbox"}, "user": person,
            "trigger_id": "1.2.3", "view": view, "response_urls": []}))
    }

    /// An event, as Slack posts it.
    fn event(&self, id: &str, event: &Value) -> String {
        let workspace = &self.about["workspace_id"];
        let at = SystemClock.now().seconds();
        json!({"type": "event_callback", "team_id": workspace, "api_app_id": "A08DESK0001", "event": event,
            "event_id": id, "event_time": at, "is_ext_shared_channel": false})
        .to_string()
    }
}

fn platform(secret: &str, body: &str) -> String {
    shared::chatbot::signature::sign(&Secret::new(secret), body.as_bytes()).expect("a secret")
}

/// A payload as the form that Slack posts.
fn form(payload: &Value) -> String {
    let mut form = "payload=".to_owned();
    for byte in payload.to_string().bytes() {
        form.extend(["%", &format!("{byte:02X}")]);
    }
    form
}

impl Machine {
    /// Posts to one of the signed addresses, which `about` names. Gives status and body.
    async fn post_signed(&self, hand: &Hand, address: &str, headers: Headers, body: &str) -> (u16, String) {
        let request = self.client.post(hand.text(address)).body(body.to_owned());
        let request = headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        let answer = request.send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("a text"))
    }

    /// Everything that our store holds.
    async fn stored(
        &self,
        hand: &Hand,
    ) -> Vec<std::collections::HashMap<String, aws_sdk_dynamodb::types::AttributeValue>> {
        let store = local::endpoints::dynamodb_client(hand.text("dynamodb_endpoint"), local::endpoints::Http::Own);
        let scan = store.scan().table_name(hand.text("table")).send().await.expect("the table is there");
        scan.items().to_vec()
    }

    /// Asserts that all these are refused: 401, nothing in the body, nothing stored, nobody called.
    async fn refuses(&self, hand: &Hand, address: &str, wrongly: Vec<Headers>, body: &str) {
        let before = (self.stored(hand).await, self.calls().await);
        self.refuses_while_held(hand, address, wrongly, body).await;
        self.settle().await;
        assert!((self.stored(hand).await, self.calls().await) == before, "{address}: no work is done");
    }

    /// Plans how deliveries go.
    async fn deliveries(&self, plan: &Value) {
        let (status, answer) = self.call(reqwest::Method::POST, "/sandbox/deliveries", Some(plan)).await;
        assert_eq!(status, reqwest::StatusCode::OK, "{answer}");
    }

    /// The same as `refuses` while deliveries are held: nothing settles then, and nothing may be begun.
    async fn refuses_while_held(&self, hand: &Hand, address: &str, wrongly: Vec<Headers>, body: &str) {
        let before = self.stored(hand).await;
        for (number, headers) in wrongly.into_iter().enumerate() {
            let refused = self.post_signed(hand, address, headers, body).await;
            assert_eq!(refused, (401, String::new()), "{address}, case {number}");
        }
        assert!(self.stored(hand).await == before, "{address}: nothing is stored");
    }

    /// The card that can be picked: channel, `ts`, the button's value.
    async fn pickable(&self) -> Value {
        let channel = self.channel(TICKETING).await;
        let card = channel["messages"].as_array().and_then(|all| all.last()).expect("a card").clone();
        let blocks = card["blocks"].as_array().expect("blocks").iter();
        let button = blocks.filter_map(|block| block["elements"].as_array()).flatten();
        let button = button.into_iter().find(|it| it["action_id"] == json!("ticket_pick")).expect("Pick");
        json!({"channel": channel["id"], "ts": card["ts"], "value": button["value"]})
    }
}

#[tokio::test]
async fn a_click_that_slack_did_not_sign_now_is_refused_and_the_same_click_signed_wins() {
    let machine = Machine::in_memory().await;
    let hand = Hand::of(&machine).await;
    machine.ana_asks().await;
    machine.settle().await;
    let click = hand.pick(BEN, &machine.pickable().await);
    machine.refuses(&hand, "slack_interactivity_url", hand.wrongly(&click), &click).await;
    assert_eq!(machine.inboxes().await.len(), 0, "the ticket still waits");

    let taken = machine.post_signed(&hand, "slack_interactivity_url", hand.rightly(&click), &click).await;
    assert_eq!(taken, (200, String::new()));
    machine.settle().await;
    assert_eq!(machine.inboxes().await.len(), 1);
    assert_eq!(machine.sent_to_ana().await.len(), 1);
}

#[tokio::test]
async fn an_event_that_slack_did_not_sign_now_is_refused_and_the_same_event_signed_is_heard_once() {
    let machine = Machine::in_memory().await;
    let hand = Hand::of(&machine).await;
    let inbox = machine.live_chat().await;
    // Slack's own deliveries wait: first comes what the test sends.
    machine.deliveries(&json!({"hold": true})).await;
    let ts = machine.writes(BEN, &inbox, "Hello from Ben").await;
    let channel = machine.channel(&inbox).await["id"].clone();
    let said = json!({"type": "message", "channel": channel, "channel_type": "group", "user": BEN,
        "team": hand.about["workspace_id"], "text": "Hello from Ben", "ts": ts, "event_ts": ts});
    let event = hand.event("Ev0UNSIGNED", &said);
    machine.refuses_while_held(&hand, "slack_events_url", hand.wrongly(&event), &event).await;
    assert_eq!(machine.sent_to_ana().await.len(), 1, "the picked message alone");

    for _ in 0..2 {
        let taken = machine.post_signed(&hand, "slack_events_url", hand.rightly(&event), &event).await;
        assert_eq!(taken, (200, String::new()));
    }
    machine.deliveries(&json!({})).await;
    machine.settle().await;
    let sent = machine.sent_to_ana().await;
    assert_eq!(sent.iter().filter(|text| text.contains("Hello from Ben")).count(), 1, "{sent:?}");
}

#[tokio::test]
async fn a_webhook_that_the_platform_did_not_sign_is_refused_and_the_same_signed_is_shown_once() {
    let machine = Machine::in_memory().await;
    let hand = Hand::of(&machine).await;
    let inbox = machine.live_chat().await;
    machine.deliveries(&json!({"hold": true})).await;
    machine.ana_says("Where is it?").await;
    let ana = machine.ana().await;
    let said = ana["messages"].as_array().and_then(|all| all.last()).expect("a message");
    let mut body = said["event"].clone();
    body["eventType"] = json!("INBOUND");
    for (field, value) in [("member", &ana["member"]), ("channel", &ana["channel"]), ("app", &ana["app"])] {
        body[field] = value.clone();
    }
    let body = body.to_string();
    let right = platform(hand.text("chatbot_channel_secret"), &body);
    let wrongly = vec![
        Headers::new(),
        vec![("x-woztell-signature", String::new())],
        vec![("x-woztell-signature", platform("another", &body))],
        vec![("x-stella-signature", platform("another", &body))],
        vec![("x-woztell-signature", platform(hand.text("chatbot_channel_secret"), &format!("{body} ")))],
        vec![("x-another-signature", right)],
        hand.rightly(&body),
    ];
    machine.refuses_while_held(&hand, "chatbot_webhook_url", wrongly, &body).await;
    assert_eq!(saying(&machine.channel(&inbox).await, "Where is it?").len(), 0);

    for header in ["x-woztell-signature", "x-stella-signature"] {
        let headers = hand.by_the_platform(header, &body);
        let taken = machine.post_signed(&hand, "chatbot_webhook_url", headers, &body).await;
        assert_eq!(taken, (200, String::new()), "{header}");
    }
    machine.deliveries(&json!({})).await;
    machine.settle().await;
    assert_eq!(saying(&machine.channel(&inbox).await, "Where is it?").len(), 1);
}

#[tokio::test]
async fn slacks_test_of_the_address_is_answered_with_its_challenge() {
    let machine = Machine::in_memory().await;
    let hand = Hand::of(&machine).await;
    let test = json!({"token": "old", "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P",
        "type": "url_verification"});
    let body = test.to_string();
    let (status, answer) = machine.post_signed(&hand, "slack_events_url", hand.rightly(&body), &body).await;
    assert_eq!((status, json!(answer)), (200, test["challenge"].clone()));
    machine.refuses(&hand, "slack_events_url", hand.wrongly(&body), &body).await;
}

#[tokio::test]
async fn what_nobody_knows_is_taken_and_left() {
    let machine = Machine::in_memory().await;
    let hand = Hand::of(&machine).await;
    machine.ana_asks().await;
    machine.settle().await;
    let mut card = machine.pickable().await;
    let known = hand.pick(BEN, &card);
    card["value"] = json!("no ticket");
    let team = hand.about["workspace_id"].clone();
    let person = json!({"id": BEN, "team_id": team});
    let at_message = json!({"type": "message_action", "callback_id": "unheard_of", "trigger_id": "1.2.3",
        "team": {"id": team}, "user": person, "channel": {"id": card["channel"]}, "message_ts": card["ts"]});
    let anywhere = json!({"type": "shortcut", "callback_id": "unheard_of", "trigger_id": "1.2.3",
        "team": {"id": team}, "user": person});
    let view = json!({"id": "V1", "callback_id": "unheard_of", "private_metadata": "", "hash": "1.a",
        "state": {"values": {}}});
    let submitted = json!({"type": "view_submission", "team": {"id": team}, "user": person, "view": view});
    let kind = json!({"type": "unheard_of", "team": {"id": team}, "user": person});
    let interactions = [
        known.replace("%74%69%63%6B%65%74%5F%70%69%63%6B", "unheard_of"),
        hand.pick(BEN, &card),
        form(&at_message),
        form(&anywhere),
        form(&submitted),
        form(&kind),
        "payload=%7B".to_owned(),
        "ssl_check=1&token=old".to_owned(),
        String::new(),
    ];
    assert_ne!(interactions[0], known);
    let unheard_of = json!({"type": "unheard_of", "channel": card["channel"]});
    let events = [
        hand.event("Ev0UNKNOWN1", &unheard_of),
        hand.event("Ev0UNKNOWN2", &json!({"type": "message"})),
        json!({"type": "unheard_of"}).to_string(),
        "{".to_owned(),
        "[]".to_owned(),
    ];
    let before = machine.stored(&hand).await;
    for body in interactions {
        let taken = machine.post_signed(&hand, "slack_interactivity_url", hand.rightly(&body), &body).await;
        assert_eq!(taken, (200, String::new()), "{body}");
    }
    for body in events {
        let taken = machine.post_signed(&hand, "slack_events_url", hand.rightly(&body), &body).await;
        assert_eq!(taken, (200, String::new()), "{body}");
    }
    machine.settle().await;
    assert!(machine.stored(&hand).await == before, "nothing was stored");
    assert!(!machine.errors().contains("ERROR"), "{}", machine.errors());
}

#[tokio::test]
async fn a_panel_with_missing_or_foreign_values_is_told_so_at_its_field_and_does_nothing() {
    let machine = Machine::in_memory().await;
    let hand = Hand::of(&machine).await;
    let inbox = machine.live_chat().await;
    assert_eq!(machine.clicks(MAY, &inbox, "live_chat_control").await, json!(200));
    let state = machine.get("/sandbox/slack/state").await;
    let view = state["views"][0]["view"].clone();
    assert_eq!(view["callback_id"], json!("live_chat_control"), "{state}");

    let chosen = |value: &str| {
        json!({"control_action": {"control_action": {"type": "radio_buttons",
        "selected_option": {"value": value, "text": {"type": "plain_text", "text": value}}}}})
    };
    let nothing = json!({"control_action": {"control_action": {"type": "radio_buttons", "selected_option": null}}});
    let choose = "Choose what to do.";
    let cases = [
        (json!({}), None, choose),
        (nothing, None, choose),
        (chosen("fly"), None, choose),
        (json!({"other": {"other": {"type": "plain_text_input", "value": "end"}}}), None, choose),
        (chosen("end"), Some("not ours"), "This panel is too old to be used. Close it and open it again."),
    ];
    for (values, metadata, expected) in cases {
        let mut view = view.clone();
        view["state"] = json!({"values": values});
        if let Some(metadata) = metadata {
            view["private_metadata"] = json!(metadata);
        }
        let body = hand.submission(MAY, &view);
        let (status, answer) = machine.post_signed(&hand, "slack_interactivity_url", hand.rightly(&body), &body).await;
        let errors = json!({"response_action": "errors", "errors": {"control_action": expected}});
        assert_eq!((status, answer), (200, errors.to_string()), "{values}");
    }

    // Ben holds the ticket; somebody from nowhere may not end it, whatever panel they forge.
    let mut forged = view.clone();
    forged["state"] = json!({"values": chosen("end")});
    let body = hand.submission("U07GUEST001", &forged);
    let (status, answer) = machine.post_signed(&hand, "slack_interactivity_url", hand.rightly(&body), &body).await;
    assert_eq!((status, answer.contains(r#""response_action":"update""#)), (200, true), "{answer}");
    machine.settle().await;
    assert_eq!(saying(&machine.channel(&inbox).await, "Ticket status: Active").len(), 1, "still open");
    assert_eq!(machine.ana().await["liveChat"], json!(true));

    let mut real = view;
    real["state"] = json!({"values": chosen("end")});
    let body = hand.submission(MAY, &real);
    let ended = machine.post_signed(&hand, "slack_interactivity_url", hand.rightly(&body), &body).await;
    assert_eq!(ended, (200, String::new()));
    machine.settle().await;
    assert_eq!(machine.ana().await["liveChat"], json!(false), "the payload was right but for its values");
}
