//! A call's arguments, checked against the method's contract. Where Slack would let a wrong argument pass in silence,
//! the sandbox refuses it and names it: a stand-in that is laxer than Slack hides faults.

use serde_json::{Map, Value};
use shared::domain::{ChannelId, UserId};

use super::contract::{Argument, Kind, Method};
use super::encoding::Raw;
use super::refusal::Refusal;

/// Arguments that Slack takes and the sandbox does not play. Refused, since ignoring them would hide a fault.
const NOT_PLAYED: [&str; 9] = [
    "access_level",
    "current_draft_last_updated_ts",
    "entity_id",
    "file",
    "file_comment",
    "file_ids",
    "interactivity_pointer",
    "parent_id",
    "unfurled_attachments",
];
/// Required arguments whose empty text says something: a topic is cleared by it, a name has an error of its own.
const MAY_BE_EMPTY: [&str; 2] = ["name", "topic"];

/// The arguments of one call. Each has the type that the contract gives it.
#[derive(Clone, Debug, Default)]
pub(super) struct Arguments(Map<String, Value>);

impl Arguments {
    /// Checks what came against the contract.
    pub(super) fn check(method: &Method, raw: &Raw) -> Result<Self, Refusal> {
        let given = match raw {
            Raw::Nothing => Map::new(),
            // A method that takes forms only does not see what is in a JSON body (`contracts/slack.md` 1).
            Raw::Json(_) if !method.json_body => {
                return Err(Refusal::arguments(format!("{} takes a form or a query, not JSON", method.name)));
            }
            Raw::Form(fields) | Raw::Json(fields) => fields.clone(),
        };
        let is_form = matches!(raw, Raw::Form(_));
        let mut checked = Map::new();
        for (name, value) in given {
            if let Some(value) = check_one(method, &name, &value, is_form)? {
                checked.insert(name, value);
            }
        }
        let is_missing = |name: &str| match checked.get(name) {
            None => true,
            Some(value) => *value == "" && !MAY_BE_EMPTY.contains(&name),
        };
        match method.required().find(|name| is_missing(name)) {
            Some(missing) => Err(Refusal::arguments(format!("missing required field: {missing}"))),
            None => Ok(Self(checked)),
        }
    }

    /// An argument as it came.
    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// A text; an empty one counts as absent, as it does for Slack.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// A flag, false when absent.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// A number.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.0.get(name).and_then(Value::as_i64)
    }

    /// The channel that a call is about.
    pub(super) fn channel(&self) -> ChannelId {
        ChannelId::new(self.text("channel").unwrap_or_default())
    }

    /// The user that a call is about.
    pub(super) fn user(&self) -> UserId {
        UserId::new(self.text("user").unwrap_or_default())
    }
}

fn check_one(method: &Method, name: &str, value: &Value, is_form: bool) -> Result<Option<Value>, Refusal> {
    let Some(argument) = method.argument(name) else {
        return Err(Refusal::arguments(format!("{} has no argument {name}", method.name)));
    };
    if NOT_PLAYED.contains(&name) {
        return Err(Refusal::arguments(format!("the sandbox does not play the argument {name}")));
    }
    if value.is_null() && argument.nullable {
        return Ok(None);
    }
    let typed = argument.kinds.iter().find_map(|kind| read(*kind, name, value, is_form).transpose());
    match typed {
        Some(Ok(value)) => allowed(&argument, name, value).map(Some),
        Some(Err(refusal)) => Err(refusal),
        None => Err(Refusal::arguments(format!("{name} must be {}", wanted(&argument)))),
    }
}

/// The value as this type; `None` when it is of another.
fn read(kind: Kind, name: &str, value: &Value, is_form: bool) -> Result<Option<Value>, Refusal> {
    let text = value.as_str();
    let read = match kind {
        Kind::Text => text.map(Value::from),
        Kind::Flag if is_form => text.and_then(flag_of).map(Value::from),
        Kind::Flag => value.as_bool().map(Value::from),
        Kind::Number if is_form => text.and_then(|text| text.parse::<i64>().ok()).map(Value::from),
        Kind::Number => value.as_i64().map(Value::from),
        Kind::List => value.is_array().then(|| value.clone()),
        Kind::Structure => return structure(name, value, is_form).map(Some),
    };
    Ok(read)
}

fn flag_of(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// Structures come as JSON text in a form and as they are in a JSON body. What is in them is the method's to check;
/// each has its own error for what is no structure at all.
fn structure(name: &str, value: &Value, is_form: bool) -> Result<Value, Refusal> {
    let parsed = match value {
        Value::String(text) if is_form => serde_json::from_str(text).ok(),
        Value::Array(_) | Value::Object(_) if !is_form => Some(value.clone()),
        _ => None,
    };
    parsed.ok_or_else(|| match name {
        "attachments" => Refusal::new("invalid_attachments"),
        "blocks" => Refusal::new("invalid_blocks_format"),
        "metadata" => Refusal::new("invalid_metadata_format"),
        _ => Refusal::arguments(format!(
            "{name} must be {}",
            if is_form { "JSON text" } else { "an array or an object" }
        )),
    })
}

fn allowed(argument: &Argument, name: &str, value: Value) -> Result<Value, Refusal> {
    let fits = argument.allowed.is_empty() || argument.allowed.iter().any(|text| value == text.as_str());
    if fits {
        return Ok(value);
    }
    Err(Refusal::arguments(format!("{name} must be one of {}", argument.allowed.join(", "))))
}

fn wanted(argument: &Argument) -> String {
    let name = |kind: &Kind| match kind {
        Kind::Text => "a text",
        Kind::Number => "a whole number",
        Kind::Flag => "true or false",
        Kind::List => "a list",
        Kind::Structure => "a structure",
    };
    argument.kinds.iter().map(name).collect::<Vec<_>>().join(" or ")
}
