//! Fields of Slack's JSON, read with suspicion: what is missing, null, empty or of another type is simply not there.

use serde_json::Value;

/// A text that says something.
pub(super) fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// Whether a flag is set; a missing one is not.
pub(super) fn flag(value: &Value, pointer: &str) -> bool {
    value.pointer(pointer).and_then(Value::as_bool).unwrap_or_default()
}
