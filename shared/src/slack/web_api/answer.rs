//! Slack's answers, read with suspicion: JSON or HTML, whole or empty, with an error word or a mere status.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::domain::MessageTs;
use crate::outbound::{Answer, NoAnswer};
use crate::slack::{CallFailure, DeliveryKey, HistoryPage, Ourselves, RETRY_AFTER_DEFAULT, Refusal};

#[derive(Deserialize)]
pub(super) struct Posted {
    pub(super) ts: String,
}

#[derive(Deserialize)]
pub(super) struct Done {}

#[derive(Deserialize)]
pub(super) struct Opened {
    pub(super) channel: Channel,
}

#[derive(Deserialize)]
pub(super) struct Channel {
    pub(super) id: String,
}

#[derive(Deserialize)]
pub(super) struct Known {
    #[serde(rename = "team_id")]
    pub(super) workspace: String,
    #[serde(rename = "user_id")]
    pub(super) user: String,
    #[serde(rename = "bot_id")]
    pub(super) bot: String,
}

/// A page of history. Its messages are other people's, so nothing is asked of their shape.
#[derive(Deserialize)]
pub(super) struct History {
    messages: Vec<Value>,
    #[serde(default)]
    response_metadata: Value,
}

impl History {
    /// What the page says about our post.
    pub(super) fn searched(&self, key: &DeliveryKey, ourselves: &Ourselves) -> HistoryPage {
        let found = self.messages.iter().find(|message| is_ours(message, ourselves) && carries(message, key));
        let ts = found.and_then(|message| text_at(message, "/ts"));
        let next = text_at(&self.response_metadata, "/next_cursor").filter(|cursor| !cursor.is_empty());
        HistoryPage { found: ts.map(MessageTs::new), next: next.map(ToOwned::to_owned) }
    }
}

fn is_ours(message: &Value, ourselves: &Ourselves) -> bool {
    text_at(message, "/app_id") == Some(ourselves.app.as_str())
        || text_at(message, "/bot_id") == Some(ourselves.bot.as_str())
        || text_at(message, "/user") == Some(ourselves.user.as_str())
}

/// Whether the message carries the key: another app's metadata may look alike, so this alone says nothing.
fn carries(message: &Value, key: &DeliveryKey) -> bool {
    text_at(message, "/metadata/event_payload/delivery_key") == Some(key.as_str())
}

fn text_at<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer).and_then(Value::as_str)
}

/// What a call came to.
pub(super) fn read<T: DeserializeOwned>(answer: Result<Answer, NoAnswer>) -> Result<T, CallFailure> {
    let answer = answer.map_err(|none| match none {
        NoAnswer::NotSent(cause) => CallFailure::NotSent { cause: cause.to_owned() },
        NoAnswer::Unknown(cause) => CallFailure::Unknown { cause: cause.to_owned() },
    })?;
    match answer.status {
        429 => Err(CallFailure::Limited { retry_after: answer.retry_after.unwrap_or(RETRY_AFTER_DEFAULT) }),
        408 | 500.. => Err(unknown(format!("HTTP {}", answer.status))),
        _ => read_body(&answer),
    }
}

fn read_body<T: DeserializeOwned>(answer: &Answer) -> Result<T, CallFailure> {
    let Ok(body @ Value::Object(_)) = serde_json::from_slice::<Value>(&answer.body) else {
        return Err(unreadable(answer.status));
    };
    match body.get("ok").and_then(Value::as_bool) {
        Some(true) => {
            serde_json::from_value(body).map_err(|_| unknown("a success without what was asked for".to_owned()))
        }
        Some(false) => Err(refused(&body, answer).into()),
        None => Err(unreadable(answer.status)),
    }
}

/// An answer that isn't Slack's JSON. With a status of success it may have been done; with one that says the request
/// was not taken (a proxy's 403, a redirect), it was not, and won't be the next time.
fn unreadable(status: u16) -> CallFailure {
    match status {
        300..=499 => Refusal { error: format!("http_{status}"), ..Refusal::default() }.into(),
        _ => unknown(format!("HTTP {status} without an answer of Slack's")),
    }
}

fn refused(body: &Value, answer: &Answer) -> Refusal {
    let messages = body.pointer("/response_metadata/messages").and_then(Value::as_array);
    let messages = messages.map(|said| said.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect());
    Refusal {
        error: text_at(body, "/error").unwrap_or_default().to_owned(),
        needed: text_at(body, "/needed").map(ToOwned::to_owned),
        messages: messages.unwrap_or_default(),
        retry_after: answer.retry_after,
    }
}

fn unknown(cause: String) -> CallFailure {
    CallFailure::Unknown { cause }
}
