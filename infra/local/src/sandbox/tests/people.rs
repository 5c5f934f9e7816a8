//! People who act, and our app that is told of it.

use serde_json::{Map, Value, json};
use shared::domain::{MessageTs, UserId};

use super::desk::Desk;
use crate::sandbox::deliveries::{Delivery, Target};
use crate::sandbox::slack::act::{Act, ActError, Acted, Shown};

/// The owner, an agent.
pub(super) const MAY: &str = "U07MAY00001";
/// An agent.
pub(super) const BEN: &str = "U07BEN00001";
/// Someone of another organisation.
pub(super) const FINN: &str = "U05FOREIGN1";
/// Our app.
pub(super) const BOT: &str = "U08DESKBOT1";

impl Desk {
    pub(super) fn tries(&self, act: &Value) -> Result<Acted, ActError> {
        self.sandbox.act(Act::read(&act.to_string())?)
    }

    /// Why an act is refused.
    pub(super) fn cannot(&self, act: &Value) -> String {
        match self.tries(act) {
            Err(ActError::Impossible(why)) => why,
            other => panic!("{act}: {other:?}"),
        }
    }

    pub(super) fn does(&self, act: &Value) {
        assert_eq!(self.tries(act).unwrap(), Acted::Done, "{act}");
    }

    /// Somebody writes; gives the message's id.
    pub(super) fn says(&self, who: &str, channel: &str, text: &str) -> MessageTs {
        self.writes(who, &json!({"channel": channel, "text": text}))
    }

    pub(super) fn writes(&self, who: &str, message: &Value) -> MessageTs {
        match self.tries(&json!({"as": who, "message": message})).unwrap() {
            Acted::Posted { ts, .. } => ts,
            other => panic!("{other:?}"),
        }
    }

    /// What our app is asked.
    pub(super) fn asks(&self, act: &Value) -> (Delivery, Value) {
        match self.tries(act).unwrap() {
            Acted::Asks(delivery) => (*delivery.clone(), payload(&delivery)),
            other => panic!("{act}: {other:?}"),
        }
    }

    pub(super) fn answers(&self, delivery: &Delivery, body: &str) -> Shown {
        self.sandbox.answered(delivery.id, Some(200), body).unwrap()
    }

    pub(super) fn came(&self, act: &Value) -> Vec<UserId> {
        match self.tries(act).unwrap() {
            Acted::Came(users) => users,
            other => panic!("{act}: {other:?}"),
        }
    }

    /// Takes everything that is due and tells that it arrived.
    pub(super) fn told_by_slack(&self) -> Vec<Value> {
        let due = self.sandbox.take_due(shared::clock::Clock::now(self.clock.as_ref()));
        let read = |delivery: &Delivery| {
            assert_eq!(delivery.target, Target::SlackEvents);
            self.sandbox.delivered(delivery.id, Some(200));
            serde_json::from_str(&delivery.body).unwrap()
        };
        due.iter().map(read).collect()
    }

    /// The events alone.
    pub(super) fn events(&self) -> Vec<Value> {
        self.told_by_slack().into_iter().map(|mut told| told["event"].take()).collect()
    }

    /// The one event that is told.
    pub(super) fn event(&self) -> Value {
        let events = self.events();
        assert_eq!(events.len(), 1, "{events:?}");
        events.into_iter().next().unwrap()
    }

    /// A modal before May, opened by a shortcut of hers; gives its id.
    pub(super) async fn opens(&self, view: &Value) -> String {
        let (_, asked) = self.asks(&json!({"as": MAY, "shortcut": {"callback_id": "admin_panel"}}));
        let open = json!({"trigger_id": asked["trigger_id"], "view": view});
        self.call("views.open", open).await.ok()["view"]["id"].as_str().unwrap().to_owned()
    }
}

/// The payload of an interaction's form.
fn payload(delivery: &Delivery) -> Value {
    assert_eq!(delivery.target, Target::SlackInteractivity);
    let form = delivery.body.strip_prefix("payload=").unwrap().replace('+', " ");
    let mut bytes = Vec::new();
    let mut rest = form.as_bytes();
    while let [first, more @ ..] = rest {
        let (byte, after) = match (first, more) {
            (b'%', [high, low, after @ ..]) => {
                let hex = [*high, *low];
                (u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap(), after)
            }
            _ => (*first, more),
        };
        bytes.push(byte);
        rest = after;
    }
    serde_json::from_slice(&bytes).unwrap()
}

/// The keys of an object.
pub(super) fn keys(object: &Value) -> Vec<&str> {
    object.as_object().map(Map::keys).unwrap().map(String::as_str).collect()
}
