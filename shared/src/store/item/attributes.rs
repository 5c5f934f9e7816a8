//! Attributes of an item: written, and read with no word of what they hold.

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Item;
use crate::store::StoreError;

/// A text attribute.
pub(in super::super) fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

/// A number attribute.
pub(in super::super) fn number(value: impl std::fmt::Display) -> AttributeValue {
    AttributeValue::N(format!("{value}"))
}

/// Anything serialisable as an attribute.
pub(in super::super) fn value<T: Serialize>(of: &T) -> Result<AttributeValue, StoreError> {
    serde_dynamo::to_attribute_value(of).map_err(|error| StoreError::Broken(error.to_string()))
}

/// Takes an attribute that has to be there.
pub(in super::super) fn take<T: DeserializeOwned>(item: &mut Item, attribute: &str) -> Result<T, StoreError> {
    take_if_there(item, attribute)?.ok_or_else(|| StoreError::Broken(format!("an item without {attribute}")))
}

/// Takes an attribute that may be absent.
pub(in super::super) fn take_if_there<T: DeserializeOwned>(
    item: &mut Item,
    attribute: &str,
) -> Result<Option<T>, StoreError> {
    let unread = |error: serde_dynamo::Error| StoreError::Broken(format!("attribute {attribute}: {}", told(&error)));
    let read = |found| serde_dynamo::from_attribute_value(found).map_err(unread);
    item.remove(attribute).map(read).transpose()
}

/// What may be said of an attribute that can't be read. Serde quotes what it found in the place of what it wanted, and
/// that may be a customer's text; only a missing field's name is ours.
fn told(error: &serde_dynamo::Error) -> String {
    let said = error.to_string();
    if said.starts_with("missing field") { said } else { "not what was expected".to_owned() }
}
