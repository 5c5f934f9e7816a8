//! Installing: a used state, and a workspace with its first settings.

use std::time::Duration;

use async_trait::async_trait;

use super::super::item::{ItemKey, name, number};
use super::super::{Installation, Installing, Put, StoreError};
use super::DynamoDb;
use super::error::Cancelled;
use super::expression::Expression;
use crate::domain::{Timestamp, WorkspaceId, WorkspaceSettings};
use crate::job::Job;

/// How long it is kept beyond a state's own time that the state was used: by a clock that is behind it is still young.
const USED_KEPT: Duration = Duration::from_hours(1);

#[async_trait]
impl Installing for DynamoDb {
    async fn use_state(&self, hash: &str, until: Timestamp) -> Result<Put, StoreError> {
        let mut item = ItemKey::used_state(hash).attributes();
        item.insert(name::EXPIRES.to_owned(), number(until.after(USED_KEPT).seconds()));
        self.put_if_absent(item).await
    }

    async fn settings(&self, workspace: &WorkspaceId) -> Result<Option<WorkspaceSettings>, StoreError> {
        self.get(&ItemKey::settings(workspace), "state").await
    }

    async fn install(
        &self,
        installation: &Installation,
        settings: Option<&WorkspaceSettings>,
        then: &[Job],
    ) -> Result<Put, StoreError> {
        let workspace = &installation.workspace;
        let mut writes = vec![self.state_put(&ItemKey::installation(workspace), installation)?];
        writes.extend(settings.map(|settings| self.settings_put(workspace, settings)).transpose()?);
        stored(self.transact_with(&writes, then, installation.installed_at).await)
    }

    async fn uninstall(&self, workspace: &WorkspaceId, at: Timestamp, then: &Job) -> Result<Put, StoreError> {
        let taken_out = Expression::update("REMOVE #state.#token SET #state.uninstalled_at = :at")
            .only_if("attribute_exists(#state.#token) AND #state.installed_at < :at")
            .named("#state", "state")
            .named("#token", "token")
            .with(":at", number(at.millis()));
        let writes = [taken_out.on(&self.table, &ItemKey::installation(workspace))?];
        stored(self.transact_with(&writes, std::slice::from_ref(then), then.first_received).await)
    }
}

fn stored(ended: Result<(), Cancelled>) -> Result<Put, StoreError> {
    match ended {
        Ok(()) => Ok(Put::Stored),
        Err(Cancelled::Condition(_)) => Ok(Put::Duplicate),
        Err(other) => Err(other.into_error()),
    }
}
