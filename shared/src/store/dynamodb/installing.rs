//! Installing: a used state, a workspace with its first settings, and how far its set-up has come.

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_dynamodb::types::TransactWriteItem;

use super::super::item::{self, CONNECTION, ItemKey, name, number, value};
use super::super::{
    Connection, Install, Installing, NewKey, Put, RelayKeyHash, RelayKeys, SaveKeys, ShownKey, Stands, StoreError,
};
use super::DynamoDb;
use super::error::{condition_failed, store_error, stored};
use super::expression::Expression;
use super::setup::with_state;
use crate::domain::{SetUpStep, SetUpTrouble, Timestamp, WorkspaceId, WorkspaceSettings};
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

    async fn stands(&self, workspace: &WorkspaceId) -> Result<Stands, StoreError> {
        let [settings, set_up] = [ItemKey::settings(workspace), ItemKey::set_up(workspace)];
        let relay_keys = ItemKey::relay_keys(workspace);
        let mut found = self.batch(&[settings.clone(), set_up.clone(), relay_keys.clone()]).await?;
        Ok(Stands {
            settings: found.state(&settings)?,
            set_up: found.state(&set_up)?,
            relay_keys: found.state(&relay_keys)?,
        })
    }

    async fn install(&self, install: &Install<'_>) -> Result<Put, StoreError> {
        let workspace = &install.installation.workspace;
        let mut writes = vec![self.state_put(&ItemKey::installation(workspace), install.installation)?];
        writes.extend(install.settings.map(|settings| self.settings_put(workspace, settings)).transpose()?);
        writes.push(self.set_up_write(workspace, install)?);
        if let Some(new) = install.relay_key {
            writes.extend(self.first_key_puts(workspace, new)?);
        }
        stored(self.transact_with(&writes, install.jobs, install.at).await)
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

    async fn note_step(
        &self,
        workspace: &WorkspaceId,
        step: SetUpStep,
        show: &Job,
        at: Timestamp,
    ) -> Result<Put, StoreError> {
        let seen =
            Expression::update("SET #state.#seen = :at").named("#state", "state").named("#seen", attribute(step));
        let seen = seen.with(":at", value(&at)?);
        let seen = seen.only_if("attribute_exists(pk) AND attribute_not_exists(#state.#seen)");
        let seen = seen.on(&self.table, &ItemKey::set_up(workspace))?;
        stored(self.transact_with(&[seen], std::slice::from_ref(show), at).await)
    }

    async fn note_trouble(&self, workspace: &WorkspaceId, trouble: &SetUpTrouble) -> Result<(), StoreError> {
        let noted = Expression::update("SET #state.trouble = :trouble").with(":trouble", value(trouble)?);
        self.update_if_there(noted.named("#state", "state"), &ItemKey::set_up(workspace)).await
    }

    async fn note_key_used(&self, hash: &RelayKeyHash, at: Timestamp) -> Result<(), StoreError> {
        self.update_if_there(used(at)?, &ItemKey::relay_key(hash)).await
    }

    async fn note_hook_used(&self, connection: &str, at: Timestamp) -> Result<(), StoreError> {
        self.update_if_there(used(at)?, &ItemKey::hook(connection)).await
    }

    async fn save_relay_keys(&self, workspace: &WorkspaceId, save: &SaveKeys<'_>) -> Result<Put, StoreError> {
        let SaveKeys { keys, new, gone, audit, then, at } = *save;
        let saved = Expression::update("SET #state = :keys").named("#state", "state").with(":keys", value(keys)?);
        let saved = match keys.version.saturating_sub(1) {
            0 => saved.only_if("attribute_not_exists(pk)"),
            before => {
                saved.only_if("#state.#version = :before").named("#version", "version").with(":before", number(before))
            }
        };
        let mut writes = vec![saved.on(&self.table, &ItemKey::relay_keys(workspace))?];
        writes.extend(new.map(|new| self.first_put(&ItemKey::relay_key(new.hash), new.key)).transpose()?);
        for hash in gone {
            writes.push(self.item_delete(&ItemKey::relay_key(hash))?);
        }
        if let Some((line, id)) = audit {
            writes.push(self.state_put(&ItemKey::audit(workspace, at, id), line)?);
        }
        stored(self.transact_with(&writes, then, at).await)
    }

    async fn connections(&self, workspace: &WorkspaceId, at_most: usize) -> Result<Vec<Connection>, StoreError> {
        let pk = ItemKey::installation(workspace).pk;
        let at_most = i32::try_from(at_most).unwrap_or(i32::MAX);
        let items = self.between(&pk, CONNECTION, &format!("{CONNECTION}\u{10ffff}"), at_most, true).await?;
        items.into_iter().map(|mut item| item::take(&mut item, "state")).collect()
    }
}

impl DynamoDb {
    /// The set-up of a workspace that has none; of one that has, who installed it now.
    fn set_up_write(&self, workspace: &WorkspaceId, install: &Install<'_>) -> Result<TransactWriteItem, StoreError> {
        let key = ItemKey::set_up(workspace);
        if install.stands.set_up.is_none() {
            return self.first_put(&key, install.set_up);
        }
        let again = Expression::update("SET #state.installer = :installer");
        let again = again.also_removing("#state.trouble").named("#state", "state").only_if("attribute_exists(pk)");
        again.with(":installer", value(&install.set_up.installer)?).on(&self.table, &key)
    }

    fn first_key_puts(
        &self,
        workspace: &WorkspaceId,
        NewKey { hash, key }: NewKey<'_>,
    ) -> Result<[TransactWriteItem; 2], StoreError> {
        let shown = ShownKey { hash: hash.clone(), sealed: key.sealed.clone(), made_at: key.made_at };
        let keys = RelayKeys::default().rotated(shown);
        Ok([self.first_put(&ItemKey::relay_key(hash), key)?, self.first_put(&ItemKey::relay_keys(workspace), &keys)?])
    }

    /// A put of what must not stand yet.
    fn first_put<T: serde::Serialize>(&self, key: &ItemKey, state: &T) -> Result<TransactWriteItem, StoreError> {
        self.absent_put(with_state(key, state)?)
    }

    async fn update_if_there(&self, update: Expression, key: &ItemKey) -> Result<(), StoreError> {
        match update.only_if("attribute_exists(pk)").send(&self.client, &self.table, key).await {
            Ok(_) => Ok(()),
            Err(error) if condition_failed(&error) => Ok(()),
            Err(error) => Err(store_error(&error)),
        }
    }
}

fn used(at: Timestamp) -> Result<Expression, StoreError> {
    Ok(Expression::update("SET #state.used_at = :at").named("#state", "state").with(":at", value(&at)?))
}

const fn attribute(step: SetUpStep) -> &'static str {
    match step {
        SetUpStep::Webhook => "webhook_at",
        SetUpStep::Request => "request_at",
        SetUpStep::Test => "test_at",
    }
}
