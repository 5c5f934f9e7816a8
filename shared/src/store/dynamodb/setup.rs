//! Writing what a workspace is set up with.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, Put as PutItem, TransactWriteItem};

use super::super::item::{Item, ItemKey, number, value};
use super::super::{AuditLine, Connection, Installation, NEW_JOB_DUE, Put, StoreError};
use super::DynamoDb;
use super::commit::write;
use super::error::{Cancelled, condition_failed, store_error};
use crate::domain::{Timestamp, WorkspaceId, WorkspaceSettings};
use crate::job::Job;

impl DynamoDb {
    pub(super) async fn write_installation(&self, installation: &Installation) -> Result<(), StoreError> {
        self.put(with_state(&ItemKey::installation(&installation.workspace), installation)?).await
    }

    pub(super) async fn write_connection(
        &self,
        workspace: &WorkspaceId,
        connection: &Connection,
    ) -> Result<(), StoreError> {
        self.put(with_state(&ItemKey::connection(workspace, &connection.bot), connection)?).await
    }

    pub(super) async fn write_settings(
        &self,
        workspace: &WorkspaceId,
        settings: &WorkspaceSettings,
    ) -> Result<Put, StoreError> {
        let (condition, values) = made_from(settings);
        let item = settings_item(workspace, settings)?;
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item)).condition_expression(condition);
        let put = put.expression_attribute_names("#version", "version").set_expression_attribute_values(values);
        match put.send().await {
            Ok(_) => Ok(Put::Stored),
            Err(error) if condition_failed(&error) => Ok(Put::Duplicate),
            Err(error) => Err(store_error(&error)),
        }
    }

    pub(super) async fn write_settings_with(
        &self,
        workspace: &WorkspaceId,
        settings: &WorkspaceSettings,
        lines: &[AuditLine],
        jobs: &[Job],
        at: Timestamp,
        id: &str,
    ) -> Result<Put, StoreError> {
        let mut writes = vec![self.settings_put(workspace, settings)?];
        for (number, line) in lines.iter().enumerate() {
            writes.push(self.state_put(&ItemKey::audit(workspace, at, &format!("{id}#{number}")), line)?);
        }
        for job in jobs {
            writes.push(self.job_put(job, at.after(NEW_JOB_DUE))?);
        }
        match self.transact(writes).await {
            Ok(()) => Ok(Put::Stored),
            // Somebody saves at this very moment: decided again on what they have saved.
            Err(Cancelled::Condition(_) | Cancelled::Contended) => Ok(Put::Duplicate),
            Err(other) => Err(other.into_error()),
        }
    }

    /// A put of settings within a transaction, on those that they were made from.
    pub(super) fn settings_put(
        &self,
        workspace: &WorkspaceId,
        settings: &WorkspaceSettings,
    ) -> Result<TransactWriteItem, StoreError> {
        let (condition, values) = made_from(settings);
        let item = settings_item(workspace, settings)?;
        let put = PutItem::builder().table_name(&self.table).set_item(Some(item)).condition_expression(condition);
        let put = put.expression_attribute_names("#version", "version").set_expression_attribute_values(values);
        write(put.build().map(|put| TransactWriteItem::builder().put(put).build()))
    }

    /// A put of such an item within a transaction.
    pub(super) fn state_put<T: serde::Serialize>(
        &self,
        key: &ItemKey,
        state: &T,
    ) -> Result<TransactWriteItem, StoreError> {
        let put = PutItem::builder().table_name(&self.table).set_item(Some(with_state(key, state)?));
        write(put.build().map(|put| TransactWriteItem::builder().put(put).build()))
    }

    pub(super) async fn put(&self, item: Item) -> Result<(), StoreError> {
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        put.send().await.map(drop).map_err(|error| store_error(&error))
    }
}

fn settings_item(workspace: &WorkspaceId, settings: &WorkspaceSettings) -> Result<Item, StoreError> {
    let mut item = with_state(&ItemKey::settings(workspace), settings)?;
    item.insert("version".to_owned(), number(settings.version));
    Ok(item)
}

/// The condition under which settings are saved, of `#version`, and its values: those that stand are the ones that they
/// were made from.
fn made_from(settings: &WorkspaceSettings) -> (&'static str, Option<HashMap<String, AttributeValue>>) {
    match settings.version.saturating_sub(1) {
        0 => ("attribute_not_exists(#version)", None),
        before => ("#version = :before", Some(HashMap::from([(":before".to_owned(), number(before))]))),
    }
}

pub(super) fn with_state<T: serde::Serialize>(key: &ItemKey, state: &T) -> Result<Item, StoreError> {
    let mut item = key.attributes();
    item.insert("state".to_owned(), value(state)?);
    Ok(item)
}
