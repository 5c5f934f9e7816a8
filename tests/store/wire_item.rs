//! Items as DynamoDB's wire spells them, to and from the SDK's: for fixtures, and for a look at what was stored.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Value, json};

/// An item as the SDK has it.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// The item that this JSON spells.
pub(crate) fn read(item: &Value) -> Item {
    let attributes = item.as_object().expect("an item is an object");
    attributes.iter().map(|(name, value)| (name.clone(), attribute(value))).collect()
}

/// The item as JSON.
pub(crate) fn write(item: &Item) -> Value {
    Value::Object(item.iter().map(|(name, value)| (name.clone(), spelt(value))).collect())
}

fn attribute(value: &Value) -> AttributeValue {
    let (kind, value) = value.as_object().and_then(|typed| typed.iter().next()).expect("a type and its value");
    let text = || value.as_str().expect("a text").to_owned();
    match kind.as_str() {
        "S" => AttributeValue::S(text()),
        "N" => AttributeValue::N(text()),
        "BOOL" => AttributeValue::Bool(value.as_bool().expect("true or false")),
        "NULL" => AttributeValue::Null(true),
        "L" => AttributeValue::L(value.as_array().expect("a list").iter().map(attribute).collect()),
        "M" => AttributeValue::M(read(value)),
        other => panic!("a type that no item of ours has: {other}"),
    }
}

fn spelt(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::Bool(flag) => json!({ "BOOL": flag }),
        AttributeValue::Null(_) => json!({ "NULL": true }),
        AttributeValue::L(list) => json!({ "L": list.iter().map(spelt).collect::<Vec<_>>() }),
        AttributeValue::M(map) => json!({ "M": map.iter().map(|(k, v)| (k.clone(), spelt(v))).collect::<Map<_, _>>() }),
        other => panic!("a type that no item of ours has: {other:?}"),
    }
}
