//! Ids as the platform and its bots write them: a text, a number, or an object that has one.

use serde_json::Value;

/// The longest id that is taken, in characters. The platform's have 24; ours must fit into keys and buttons.
pub(super) const ID_MAX: usize = 200;

/// The id that a value is, or that the object has as `_id` or `id`.
pub(super) fn id_of(value: &Value) -> Option<String> {
    let places = [Some(value), value.get("_id"), value.get("id")];
    places.into_iter().flatten().find_map(id)
}

/// An id as text. A number is taken for one too: some bots know no other.
pub(super) fn id(value: &Value) -> Option<String> {
    let id = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    let length = id.chars().count();
    ((1..=ID_MAX).contains(&length) && !id.contains(char::is_control)).then_some(id)
}
