//! What a script says to the running system: requests to the relay, faults, settling, looking.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use shared::domain::Timestamp;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::process::{Machine, PATIENCE};

/// The sandbox's first customer, of whom everything is known.
pub(crate) const ANA: &str = "64a0c0ffee0000000000a001";
/// The second, of whom first and last name are known.
pub(crate) const BO: &str = "64a0c0ffee0000000000a002";
/// The sandbox's bot channel.
const CHANNEL: &str = "64a0c0ffee0000000000c001";
/// The sandbox's app.
const APP: &str = "64a0c0ffee00000000000a99";

/// A request as the bot's pre-action posts it, without a label.
pub(crate) fn request(member: &str) -> Value {
    json!({"type": "LIVE_CHAT_REQUEST", "member": member, "channel": CHANNEL, "app": APP})
}

/// The same with a label.
pub(crate) fn request_for(member: &str, label: &str) -> Value {
    let mut request = request(member);
    request["label"] = json!(label);
    request
}

impl Machine {
    /// Posts a request to the relay URL that was printed, in the background. `None`: no answer came.
    pub(crate) fn asking(&self, request: &Value) -> JoinHandle<Option<(StatusCode, Value)>> {
        let request = self.client.post(&self.relay_url).json(request);
        tokio::spawn(async move {
            let answer = request.send().await.ok()?;
            Some((answer.status(), answer.json().await.ok()?))
        })
    }

    /// The same, with an answer.
    pub(crate) async fn ask(&self, request: &Value) -> (StatusCode, Value) {
        let answer = self.asking(request).await.expect("the asker lives");
        answer.unwrap_or_else(|| panic!("the relay gives no answer; stderr: {}", self.errors()))
    }

    /// Asks for a live chat, and gives the ticket.
    pub(crate) async fn ticket(&self, request: &Value) -> String {
        let (status, answer) = self.ask(request).await;
        assert_eq!((status, &answer["ok"]), (StatusCode::OK, &json!(1)), "{answer}");
        ticket_of(&answer)
    }

    /// Makes something happen to a customer on the platform.
    pub(crate) async fn act(&self, act: &Value) -> (StatusCode, Value) {
        self.call(Method::POST, "/sandbox/chatbot/act", Some(act)).await
    }

    /// Plans a fault.
    pub(crate) async fn plan(&self, fault: &Value) {
        let (status, answer) = self.call(Method::POST, "/sandbox/faults", Some(fault)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }

    /// Forgets the faults still to come.
    pub(crate) async fn no_more_faults(&self) {
        self.call(Method::DELETE, "/sandbox/faults", None).await;
    }

    /// Waits until a call of this method is held; `done` when its answer alone is to be held.
    pub(crate) async fn held(&self, method: &str, done: bool) {
        let held = json!({"method": method, "done": done});
        let is_held = async || {
            let faults = self.get("/sandbox/faults").await;
            faults["held"].as_array().is_some_and(|all| all.contains(&held)).then_some(())
        };
        self.until(&format!("{method} held"), is_held).await;
    }

    /// Waits until every planned fault has met its call.
    pub(crate) async fn faults_met(&self) {
        let none_left = async || self.get("/sandbox/faults").await["faults"].as_array().is_some_and(Vec::is_empty);
        self.until("every fault met", async || none_left().await.then_some(())).await;
    }

    /// Looks again and again, over HTTP, until there is something.
    pub(crate) async fn until<T>(&self, what: &str, look: impl AsyncFn() -> Option<T>) -> T {
        let looking = async {
            loop {
                if let Some(found) = look().await {
                    return found;
                }
            }
        };
        let found = timeout(PATIENCE, looking).await;
        found.unwrap_or_else(|_| panic!("never came to pass: {what}; stderr: {}", self.errors()))
    }

    /// Waits until nothing is left to do.
    pub(crate) async fn settle(&self) {
        let settled = self.settle_within(PATIENCE).await;
        assert_eq!(settled, json!({"settled": true}), "left-over work; stderr: {}", self.errors());
    }

    /// Waits this long at most, in whole seconds, and gives the answer.
    pub(crate) async fn settle_within(&self, a_while: Duration) -> Value {
        self.call(Method::POST, &format!("/sandbox/settle?seconds={}", a_while.as_secs()), None).await.1
    }

    /// Reads something of the sandbox.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let (status, answer) = self.call(Method::GET, path, None).await;
        assert_eq!(status, StatusCode::OK, "{path}: {answer}");
        answer
    }

    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> (StatusCode, Value) {
        let call = self.client.request(method, format!("{}{path}", self.page));
        let call = body.into_iter().fold(call, reqwest::RequestBuilder::json);
        let answer = call.send().await.unwrap_or_else(|error| panic!("{path}: {error}; stderr: {}", self.errors()));
        (answer.status(), answer.json().await.expect("the sandbox answers JSON"))
    }
}

/// The ticket that an answer of the relay names.
pub(crate) fn ticket_of(answer: &Value) -> String {
    assert_eq!(answer["ticketId"], answer["assignmentId"], "{answer}");
    answer["ticketId"].as_str().unwrap_or_else(|| panic!("no ticket in {answer}")).to_owned()
}

/// When a request was received: a ticket's id begins with that time, in Crockford's base 32.
pub(crate) fn received_at(ticket: &str) -> Timestamp {
    let digit = |digit: char| "0123456789ABCDEFGHJKMNPQRSTVWXYZ".find(digit).expect("a digit of base 32");
    let millis = ticket[..10].chars().fold(0, |number, character| number * 32 + digit(character));
    Timestamp::from_millis(i64::try_from(millis).expect("a time"))
}
