//! DynamoDB's JSON, in which each value says its type, as plain JSON.

use serde_json::{Map, Value};

/// A value without its types.
pub(super) fn plain(typed: &Value) -> Value {
    let Some((kind, value)) = typed.as_object().and_then(|fields| fields.iter().next()) else { return Value::Null };
    match (kind.as_str(), value) {
        ("N", Value::String(digits)) => serde_json::from_str(digits).unwrap_or_else(|_| value.clone()),
        ("M", Value::Object(fields)) => Value::Object(item(fields)),
        ("L", Value::Array(all)) => all.iter().map(plain).collect(),
        ("NULL", _) => Value::Null,
        _ => value.clone(),
    }
}

/// An item without its types.
pub(super) fn item(fields: &Map<String, Value>) -> Map<String, Value> {
    fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::plain;
    use serde_json::json;

    #[test]
    fn numbers_lists_and_maps_become_what_they_stand_for() {
        let typed = json!({"M": {"n": {"N": "12"}, "l": {"L": [{"S": "a"}, {"BOOL": true}, {"NULL": true}]}}});
        assert_eq!(plain(&typed), json!({"n": 12, "l": ["a", true, null]}));
    }
}
