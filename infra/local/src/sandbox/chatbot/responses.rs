//! Holds a Bot API body against `contracts/stella.md` 2 and 5: unknown and missing fields, members of other channels,
//! response objects that can't be sent.

use serde_json::{Map, Value, json};
use shared::domain::MemberId;

use super::state::{Member, Platform};

/// The longest text on WhatsApp, in characters (`contracts/stella.md` 5).
const TEXT_MAX: usize = 4_096;
/// What may stand beside the receiver and the responses.
const SEND_FIELDS: [&str; 6] = ["channelId", "fbUserRef", "memberId", "messagingTag", "messagingType", "recipientId"];

/// A body's fields.
pub(super) fn object(body: &[u8]) -> Result<Map<String, Value>, String> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err("The body must be a JSON object.".into()),
        Err(cause) => Err(format!("The body is not JSON: {cause}")),
    }
}

/// Whether only these fields are there.
pub(super) fn only(fields: &Map<String, Value>, more: &[&str]) -> Result<(), String> {
    let known = |name: &&String| SEND_FIELDS.contains(&name.as_str()) || more.contains(&name.as_str());
    fields.keys().find(|name| !known(name)).map_or(Ok(()), |name| Err(format!("Unknown field: {name}.")))
}

/// Whom it is for.
pub(super) fn receiver<'a>(platform: &'a Platform, fields: &Map<String, Value>) -> Result<&'a Member, String> {
    let channel = text(fields, "channelId").ok_or("channelId is required.")?;
    if channel != platform.channel.id.as_str() {
        return Err("Channel not found.".into());
    }
    let found = match (text(fields, "memberId"), text(fields, "recipientId")) {
        (Some(id), None) => platform.members.get(&MemberId::new(id)),
        (None, Some(external)) => platform.members.values().find(|member| member.external_id == external),
        (Some(_), Some(_)) => return Err("Give either memberId or recipientId.".into()),
        (None, None) => return Err("memberId or recipientId is required.".into()),
    };
    found.filter(|member| member.channel == platform.channel.id).ok_or_else(|| "Member not found.".to_owned())
}

pub(super) fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    fields.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// The messages of a send, as type and data of the webhook's envelope.
pub(super) fn messages(fields: &Map<String, Value>) -> Result<Vec<Value>, String> {
    let responses = fields.get("response").and_then(Value::as_array).ok_or("response must be an array.")?;
    if responses.is_empty() {
        return Err("response must not be empty.".into());
    }
    responses.iter().map(message).collect()
}

fn message(response: &Value) -> Result<Value, String> {
    let fields = response.as_object().ok_or("A response must be an object.")?;
    let kind = text(fields, "type").ok_or("A response needs a type.")?;
    match kind {
        "TEXT" => {
            known(fields, &["type", "text"])?;
            let said = text(fields, "text").filter(|said| !said.trim().is_empty()).ok_or("TEXT needs a text.")?;
            if said.chars().count() > TEXT_MAX {
                return Err(format!("TEXT must have at most {TEXT_MAX} characters."));
            }
            Ok(json!({"type": kind, "data": {"text": said}}))
        }
        "IMAGE" | "AUDIO" | "VIDEO" | "FILE" => {
            known(fields, if kind == "IMAGE" { &["type", "url", "caption"] } else { &["type", "url"] })?;
            let url = text(fields, "url").ok_or_else(|| format!("{kind} needs a url."))?;
            let caption = text(fields, "caption");
            let data = caption.map_or_else(|| json!({"url": url}), |caption| json!({"url": url, "caption": caption}));
            Ok(json!({"type": kind, "data": data}))
        }
        other => Err(format!("The sandbox does not play {other}.")),
    }
}

fn known(fields: &Map<String, Value>, known: &[&str]) -> Result<(), String> {
    let unknown = fields.keys().find(|name| !known.contains(&name.as_str()));
    unknown.map_or(Ok(()), |name| Err(format!("Unknown field in a response: {name}.")))
}
