//! An act as it is written in JSON: `{"member":"…","say":"Hello"}`. One deed an act; every wrong field is named.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use shared::domain::MemberId;

use super::{Act, ActError, Deed, TimeSpelling, wrong};
use crate::sandbox::chatbot::state::Becomes;

/// The deeds by name: what a customer sends first.
const DEEDS: [&str; 13] = [
    "say",
    "press",
    "image",
    "audio",
    "video",
    "file",
    "location",
    "sticker",
    "contact",
    "unsupported",
    "ask_for_live_chat",
    "status",
    "set_live_chat",
];
/// How many of them are messages of the customer's.
const MESSAGES: usize = 10;
/// What may be said about such a message.
const OF_MESSAGES: [&str; 2] = ["timestamp_in", "without_message_id"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asking {
    #[serde(default)]
    label: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Status {
    message_id: String,
    is: Becomes,
    #[serde(default)]
    errors: Value,
}

impl Act {
    /// Reads an act.
    pub fn read(body: &[u8]) -> Result<Self, ActError> {
        let body: Value =
            serde_json::from_slice(body).map_err(|cause| wrong("body", format!("is not JSON: {cause}")))?;
        let fields = body.as_object().ok_or_else(|| wrong("body", "must be a JSON object"))?;
        let member = fields.get("member").and_then(Value::as_str).ok_or_else(|| wrong("member", "must be a text"))?;
        let (place, name, value) = named(fields)?;
        let is_message = place < MESSAGES;
        for field in fields.keys().filter(|field| !["member", name].contains(&field.as_str())) {
            if !is_message || !OF_MESSAGES.contains(&field.as_str()) {
                return Err(wrong("body", format!("{field:?} does not go with {name:?}")));
            }
        }
        let deed = if is_message { says(name, value, fields)? } else { other(name, value)? };
        Ok(Self { member: MemberId::new(member), deed })
    }
}

/// The one deed: its place, its name and what it is given.
fn named(fields: &Map<String, Value>) -> Result<(usize, &'static str, &Value), ActError> {
    let found =
        DEEDS.iter().enumerate().filter_map(|(place, name)| fields.get(*name).map(|value| (place, *name, value)));
    let mut found = found.collect::<Vec<_>>().into_iter();
    match (found.next(), found.next()) {
        (Some(deed), None) => Ok(deed),
        _ => Err(wrong("body", format!("must have one of {}", DEEDS.join(", ")))),
    }
}

fn says(name: &'static str, value: &Value, fields: &Map<String, Value>) -> Result<Deed, ActError> {
    let (kind, data) = message(name, value)?;
    let time = match fields.get("timestamp_in").map(Value::as_str) {
        // As the platform's own samples have it.
        None if kind == "TEXT" => TimeSpelling::Seconds,
        Some(Some("seconds")) => TimeSpelling::Seconds,
        None | Some(Some("ms")) => TimeSpelling::Milliseconds,
        Some(_) => return Err(wrong("timestamp_in", "must be \"seconds\" or \"ms\"")),
    };
    let with_id = match fields.get("without_message_id") {
        None => true,
        Some(Value::Bool(without)) => !without,
        Some(_) => return Err(wrong("without_message_id", "must be true or false")),
    };
    Ok(Deed::Says { kind: kind.to_owned(), data, time, with_id })
}

/// A message's type and data (`contracts/stella.md` 4.2).
fn message(name: &'static str, value: &Value) -> Result<(&'static str, Value), ActError> {
    let file = |kind| Ok((kind, joined(json!({"fileId": "f_sandbox"}), object(name, value)?)));
    let attached = |kind: &str| {
        let attachment = joined(json!({"type": kind}), object(name, value)?);
        Ok(("MISC", json!({"attachments": [attachment]})))
    };
    match name {
        "say" => Ok(("TEXT", json!({"text": text(name, value)?}))),
        "press" => Ok(("PAYLOAD", json!({"payload": "SANDBOX", "text": text(name, value)?}))),
        "image" => file("IMAGE"),
        "audio" => file("AUDIO"),
        "video" => file("VIDEO"),
        "file" => file("FILE"),
        "location" => Ok(("LOCATION", joined(json!({"latitude": 22.28, "longitude": 114.16}), object(name, value)?))),
        "sticker" => attached("STICKER"),
        "contact" => attached("CONTACTS"),
        _ => Ok(("", joined(json!({"errors": [{"code": 131_051}]}), object(name, value)?))),
    }
}

fn other(name: &'static str, value: &Value) -> Result<Deed, ActError> {
    let unreadable = |cause: serde_json::Error| wrong(name, cause.to_string());
    match name {
        "ask_for_live_chat" => {
            let asking: Asking = serde_json::from_value(value.clone()).map_err(unreadable)?;
            Ok(Deed::AsksForLiveChat { label: asking.label })
        }
        "status" => {
            let status: Status = serde_json::from_value(value.clone()).map_err(unreadable)?;
            Ok(Deed::Reports { message_id: status.message_id, is: status.is, errors: status.errors })
        }
        _ => value.as_bool().map(Deed::SetsLiveChat).ok_or_else(|| wrong(name, "must be true or false")),
    }
}

fn text<'a>(field: &'static str, value: &'a Value) -> Result<&'a str, ActError> {
    value.as_str().ok_or_else(|| wrong(field, "must be a text"))
}

fn object<'a>(field: &'static str, value: &'a Value) -> Result<&'a Map<String, Value>, ActError> {
    value.as_object().ok_or_else(|| wrong(field, "must be an object: what the message's data has besides"))
}

/// The defaults, and over them what is given.
fn joined(mut defaults: Value, given: &Map<String, Value>) -> Value {
    if let Some(fields) = defaults.as_object_mut() {
        fields.extend(given.clone());
    }
    defaults
}
