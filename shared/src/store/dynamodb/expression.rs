//! An update inside a transaction, without the builder's ceremony.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem, Update};

use super::super::StoreError;
use super::super::item::ItemKey;
use super::commit::write;

/// An update expression with its condition, names and values.
pub(super) struct Expression {
    update: String,
    condition: Option<&'static str>,
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
}

impl Expression {
    /// An update in DynamoDB's own words.
    pub(super) fn update(update: &str) -> Self {
        Self { update: update.to_owned(), condition: None, names: HashMap::new(), values: HashMap::new() }
    }

    /// An update that sets each of these attributes to the value of its name; names that DynamoDB reserves are fine.
    pub(super) fn setting<'a>(attributes: impl Iterator<Item = &'a String>) -> Self {
        let mut names = HashMap::new();
        let mut parts = Vec::new();
        for attribute in attributes {
            parts.push(format!("#{attribute} = :{attribute}"));
            names.insert(format!("#{attribute}"), attribute.clone());
        }
        Self { names, ..Self::update(&format!("SET {}", parts.join(", "))) }
    }

    /// The condition under which it is made.
    pub(super) fn only_if(mut self, condition: &'static str) -> Self {
        self.condition = Some(condition);
        self
    }

    /// A value that the expressions name.
    pub(super) fn with(mut self, name: &str, value: AttributeValue) -> Self {
        self.values.insert(name.to_owned(), value);
        self
    }

    /// The write.
    pub(super) fn on(self, table: &str, key: &ItemKey) -> Result<TransactWriteItem, StoreError> {
        let update = Update::builder()
            .table_name(table)
            .set_key(Some(key.attributes()))
            .update_expression(self.update)
            .set_condition_expression(self.condition.map(str::to_owned))
            .set_expression_attribute_names((!self.names.is_empty()).then_some(self.names))
            .set_expression_attribute_values((!self.values.is_empty()).then_some(self.values));
        write(update.build().map(|update| TransactWriteItem::builder().update(update).build()))
    }
}
