//! What makes two deliveries the same message: the platform often names no id (`contracts/stella.md` 4.1).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::chatbot::id::{id, id_of};
use crate::chatbot::time::time;
use crate::digest;

/// The dedup key of a customer's message: the platform's id of it, else a hash of channel, member, type, time and data.
/// Two messages of the same text within the same second, without ids, are taken for one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeliveryId(String);

impl DeliveryId {
    /// The id as text: at most 200 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of a body.
    pub(super) fn of(body: &Value) -> Self {
        let named = [body.get("messageId"), body.pointer("/data/messageId")];
        let named = named.into_iter().flatten().find_map(id);
        Self(named.unwrap_or_else(|| hash(body)))
    }
}

/// Ids and times are read first: they may be written in more than one way. The order of keys makes no difference.
fn hash(body: &Value) -> String {
    let named = |field: &str| body.get(field).and_then(id_of);
    let at = body.get("timestamp").and_then(time);
    let parts = json!([named("channel"), named("member"), body.get("type"), at, canonical(body.get("data"))]);
    format!("sha256-{}", digest::hex(&parts.to_string()))
}

/// The same text for the same value, in whatever order its keys came.
fn canonical(value: Option<&Value>) -> String {
    let mut text = String::new();
    if let Some(value) = value {
        write(value, &mut text);
    }
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(object) => {
            text.push('{');
            for (key, value) in object.iter().collect::<BTreeMap<_, _>>() {
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write(value, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Array(list) => {
            text.push('[');
            for value in list {
                write(value, text);
                text.push(',');
            }
            text.push(']');
        }
        plain => text.push_str(&plain.to_string()),
    }
}
