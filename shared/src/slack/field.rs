//! Fields of Slack's JSON, read with suspicion: what is missing, null, empty or of another type is simply not there.

use serde_json::Value;

/// The longest name of Slack's own. Its longest event type has 36 characters.
const WORD_MAX: usize = 80;

/// A text that says something.
pub(super) fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// Whether a flag is set; a missing one is not.
pub(super) fn flag(value: &Value, pointer: &str) -> bool {
    value.pointer(pointer).and_then(Value::as_bool).unwrap_or_default()
}

/// A list; without one, an empty one.
pub(super) fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A name of Slack's own, such as an event's type. Any other text may be anything, so it is not repeated.
pub(super) fn word(value: &Value, pointer: &str) -> String {
    let of_words = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'.');
    let word = text(value, pointer).filter(|word| word.len() <= WORD_MAX && word.bytes().all(of_words));
    word.unwrap_or("…").to_owned()
}
