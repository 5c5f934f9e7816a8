//! Message metadata as Slack takes it (`contracts/slack.md` 8).

use serde_json::{Map, Value};

use super::refusal::Refusal;
use super::state::Metadata;

/// Slack publishes no number; the contract's advice is under 1 kB, and the sandbox holds callers to it.
const MOST_BYTES: usize = 1000;

/// Reads metadata: `event_type` of letters, digits and underscores, a flat `event_payload` with keys in lower snake case.
pub(super) fn read(value: &Value) -> Result<Metadata, Refusal> {
    let malformed = || Refusal::new("invalid_metadata_format");
    let object = value.as_object().ok_or_else(malformed)?;
    let event_type = object.get("event_type").and_then(Value::as_str).ok_or_else(malformed)?;
    let payload = object.get("event_payload").and_then(Value::as_object).ok_or_else(malformed)?;
    if object.len() > 2 {
        return Err(malformed());
    }
    if !is_word(event_type, u8::is_ascii_alphanumeric) || !is_flat(payload) {
        return Err(Refusal::new("invalid_metadata_schema"));
    }
    if value.to_string().len() > MOST_BYTES {
        return Err(Refusal::new("metadata_too_large"));
    }
    Ok(Metadata { event_type: event_type.to_owned(), event_payload: payload.clone() })
}

fn is_flat(payload: &Map<String, Value>) -> bool {
    payload.iter().all(|(key, value)| {
        is_word(key, |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
            && (value.is_string() || value.is_number() || value.is_boolean())
    })
}

fn is_word(text: &str, taken: fn(&u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'_' || taken(&byte))
}

#[cfg(test)]
mod tests {
    use super::read;
    use serde_json::{Value, json};

    fn refused(value: &Value) -> String {
        read(value).unwrap_err().error
    }

    #[test]
    fn flat_metadata_is_taken_and_anything_else_refused_by_its_name() {
        let payload = json!({"delivery_key": "tkt-1", "attempt": 1, "last": true});
        let taken = read(&json!({"event_type": "ticket_posted", "event_payload": payload})).unwrap();
        assert_eq!(taken.event_type, "ticket_posted");

        let with_payload = |payload: Value| json!({"event_type": "t", "event_payload": payload});
        for malformed in
            [json!([]), json!({}), json!({"event_type": "t"}), json!({"event_type": 1, "event_payload": {}})]
        {
            assert_eq!(refused(&malformed), "invalid_metadata_format", "{malformed}");
        }
        for wrong in [json!({"a": {"b": 1}}), json!({"Key": 1}), json!({"a": null}), json!({"a": ["b"]})] {
            assert_eq!(refused(&with_payload(wrong.clone())), "invalid_metadata_schema", "{wrong}");
        }
        assert_eq!(refused(&json!({"event_type": "a-b", "event_payload": {}})), "invalid_metadata_schema");
        assert_eq!(refused(&with_payload(json!({"a": "x".repeat(1000)}))), "metadata_too_large");
    }
}
