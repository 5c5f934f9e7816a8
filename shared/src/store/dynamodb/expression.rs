//! An update inside a transaction, without the builder's ceremony.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::{UpdateItemError, UpdateItemOutput};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, TransactWriteItem, Update};

use super::super::StoreError;
use super::super::item::ItemKey;
use super::commit::write;

/// An update expression with its condition, names and values.
pub(super) struct Expression {
    update: String,
    condition: Option<String>,
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
    returns: Option<ReturnValue>,
}

impl Expression {
    /// An update in DynamoDB's own words.
    pub(super) fn update(update: &str) -> Self {
        Self {
            update: update.to_owned(),
            condition: None,
            names: HashMap::new(),
            values: HashMap::new(),
            returns: None,
        }
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

    /// One more attribute that a `SET` at the expression's beginning sets.
    pub(super) fn also_setting(mut self, set: &str) -> Self {
        self.update = self.update.replacen("SET ", &format!("SET {set}, "), 1);
        self
    }

    /// The condition under which it is made.
    pub(super) fn only_if(mut self, condition: &str) -> Self {
        self.condition = Some(condition.to_owned());
        self
    }

    /// One more condition.
    pub(super) fn also_if(self, condition: &str) -> Self {
        let both = self.condition.as_ref().map(|first| format!("{first} AND {condition}"));
        self.only_if(both.as_deref().unwrap_or(condition))
    }

    /// One attribute that goes, of an expression without a `REMOVE` of its own.
    pub(super) fn also_removing(mut self, attribute: &str) -> Self {
        self.update = format!("{} REMOVE {attribute}", self.update);
        self
    }

    /// A name that DynamoDB reserves.
    pub(super) fn named(mut self, placeholder: &str, name: &str) -> Self {
        self.names.insert(placeholder.to_owned(), name.to_owned());
        self
    }

    /// What the update gives back, when it is made alone.
    pub(super) fn returning(mut self, returns: ReturnValue) -> Self {
        self.returns = Some(returns);
        self
    }

    /// The update, made alone.
    pub(super) async fn send(
        self,
        client: &Client,
        table: &str,
        key: &ItemKey,
    ) -> Result<UpdateItemOutput, SdkError<UpdateItemError>> {
        let update = client.update_item().table_name(table).set_key(Some(key.attributes()));
        update
            .update_expression(self.update)
            .set_condition_expression(self.condition)
            .set_expression_attribute_names((!self.names.is_empty()).then_some(self.names))
            .set_expression_attribute_values((!self.values.is_empty()).then_some(self.values))
            .set_return_values(self.returns)
            .send()
            .await
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
            .set_condition_expression(self.condition)
            .set_expression_attribute_names((!self.names.is_empty()).then_some(self.names))
            .set_expression_attribute_values((!self.values.is_empty()).then_some(self.values));
        write(update.build().map(|update| TransactWriteItem::builder().update(update).build()))
    }
}
