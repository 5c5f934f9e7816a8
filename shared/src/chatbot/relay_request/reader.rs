//! Reads fields that may have any shape, and keeps what was odd about them for the card.

use serde_json::{Map, Value};

use crate::chatbot::customer::first_characters;
use crate::domain::{CustomerText, Oddity};

/// How much of a value that isn't known is shown, in characters of compact JSON.
const SHOWN_MAX: usize = 200;
/// The longest field name, in characters.
const FIELD_MAX: usize = 100;
/// How many oddities are kept one by one.
const ODDITIES_MAX: usize = 20;

/// What was read so far that was odd.
#[derive(Default)]
pub(super) struct Reader {
    oddities: Vec<Oddity>,
    more: usize,
}

impl Reader {
    /// What was odd, at most 21: the last then says how many more there were.
    pub(super) fn finish(mut self) -> Vec<Oddity> {
        if self.more > 0 {
            self.oddities.push(oddity("…", format!("{} more odd fields", self.more)));
        }
        self.oddities
    }

    /// Keeps that a field is odd.
    pub(super) fn odd(&mut self, field: &str, text: impl Into<String>) {
        if self.oddities.len() < ODDITIES_MAX {
            self.oddities.push(oddity(field, text));
        } else {
            self.more += 1;
        }
    }

    /// A text of at most `max` characters. Another type is taken as the text it makes; nothing and blanks are none.
    pub(super) fn text(&mut self, field: &str, value: Option<&Value>, max: usize) -> Option<String> {
        let text = match value? {
            Value::Null => return None,
            Value::String(text) => text.trim().to_owned(),
            other => {
                self.odd(field, "not a text");
                other.to_string()
            }
        };
        let length = text.chars().count();
        if length > max {
            let left_out = length - (max - 1);
            self.odd(field, format!("too long: {left_out} more characters left out"));
        }
        (!text.is_empty()).then(|| first_characters(&text, max))
    }

    /// True or false; what is neither is read where it says so in words, and is the default otherwise.
    pub(super) fn flag(&mut self, field: &str, value: Option<&Value>, default: bool) -> bool {
        match value {
            None | Some(Value::Null) => default,
            Some(Value::Bool(flag)) => *flag,
            Some(other) => {
                self.odd(field, "not true or false");
                let said = other.as_str().map(|text| text.trim().to_lowercase());
                said.and_then(|text| text.parse().ok()).unwrap_or(default)
            }
        }
    }

    /// An object; what is none is kept for the card.
    pub(super) fn object<'a>(&mut self, field: &str, value: Option<&'a Value>) -> Option<&'a Map<String, Value>> {
        match value? {
            Value::Null => None,
            Value::Object(object) => Some(object),
            other => {
                self.odd(field, format!("not an object: {}", shown(other)));
                None
            }
        }
    }

    /// Keeps a value for the card, unless there is nothing in it.
    pub(super) fn kept(&mut self, field: &str, value: Option<&Value>) {
        let empty = |value: &Value| match value {
            Value::Null => true,
            Value::Object(object) => object.is_empty(),
            Value::Array(list) => list.is_empty(),
            Value::String(text) => text.trim().is_empty(),
            Value::Bool(_) | Value::Number(_) => false,
        };
        if let Some(value) = value.filter(|value| !empty(value)) {
            self.odd(field, shown(value));
        }
    }

    /// Keeps every field that isn't known.
    pub(super) fn unknown(&mut self, place: &str, object: &Map<String, Value>, known: &[&str]) {
        for (name, value) in object.iter().filter(|(name, _)| !known.contains(&name.as_str())) {
            self.odd(&format!("{place}{name}"), shown(value));
        }
    }
}

fn oddity(field: &str, text: impl Into<String>) -> Oddity {
    Oddity { field: first_characters(field, FIELD_MAX), text: CustomerText::new(text) }
}

/// A value as compact JSON. Of a long one, how much is left out is said.
fn shown(value: &Value) -> String {
    let json = value.to_string();
    match json.chars().count().saturating_sub(SHOWN_MAX) {
        0 => json,
        left_out => {
            let kept: String = json.chars().take(SHOWN_MAX).collect();
            format!("{kept}… ({left_out} more characters)")
        }
    }
}
