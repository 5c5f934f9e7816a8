//! Reading what decisions and rendering need: one call each.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::KeysAndAttributes;
use serde::de::DeserializeOwned;

use super::super::item::{self, Item, ItemKey, name};
use super::super::records::LaneOwner;
use super::super::{Connection, OpenTicket, Profile, RelayKey, RelayKeyHash, Scene, Shown, StoreError};
use super::DynamoDb;
use super::error::store_error;
use crate::domain::{BotChannelId, Conversation, MemberId, Timestamp, WorkspaceId, WorkspaceSettings};
use crate::job::{Owner, Thing};
use crate::limits::{LimitKey, Limits};

/// How often the keys that a batch left out are asked for again before the store counts as busy.
const BATCH_ROUNDS: usize = 4;

impl DynamoDb {
    pub(super) async fn read_relay_key(&self, hash: &RelayKeyHash) -> Result<Option<RelayKey>, StoreError> {
        self.get(&ItemKey::relay_key(hash), "state").await
    }

    pub(super) async fn read_limit(&self, key: &LimitKey) -> Result<Option<Timestamp>, StoreError> {
        self.get(&ItemKey::limit(key), "until").await
    }

    pub(super) async fn read_connection(
        &self,
        workspace: &WorkspaceId,
        bot: &BotChannelId,
    ) -> Result<Option<Connection>, StoreError> {
        self.get(&ItemKey::connection(workspace, bot), "state").await
    }

    pub(super) async fn read_conversation(
        &self,
        workspace: &WorkspaceId,
        member: &MemberId,
    ) -> Result<(Option<Conversation>, Option<WorkspaceSettings>), StoreError> {
        let (conversation, settings) = (ItemKey::conversation(workspace, member), ItemKey::settings(workspace));
        let mut found = self.batch(&[conversation.clone(), settings.clone()]).await?;
        Ok((found.state(&conversation)?, found.state(&settings)?))
    }

    pub(super) async fn read_scene(
        &self,
        workspace: &WorkspaceId,
        member: &MemberId,
        shown: Option<(&Owner, &Thing)>,
        limits: &[LimitKey],
    ) -> Result<Scene, StoreError> {
        let conversation = ItemKey::conversation(workspace, member);
        let settings = ItemKey::settings(workspace);
        let installation = ItemKey::installation(workspace);
        let profile = ItemKey::profile(workspace, member);
        let mut keys = vec![conversation.clone(), settings.clone(), installation.clone(), profile.clone()];
        let thing =
            shown.map(|(owner, thing)| (LaneOwner { workspace: workspace.clone(), owner: owner.clone() }, thing));
        keys.extend(thing.as_ref().map(|(owner, thing)| ItemKey::thing(owner, thing)));
        let closed = shown.and_then(|(_, thing)| Some(ItemKey::ticket(workspace, member, thing.is_card_of()?)));
        keys.extend(closed.clone());
        keys.extend(limits.iter().map(ItemKey::limit));
        let mut found = self.batch(&keys).await?;
        Ok(Scene {
            conversation: found.state(&conversation)?,
            closed: closed.map(|key| found.state(&key)).transpose()?.flatten(),
            settings: found.state(&settings)?,
            installation: found.state(&installation)?,
            profile: found.item(&profile).map(profile_of).transpose()?.unwrap_or_default(),
            shown: thing.map(|(owner, thing)| found.shown(owner, thing)).transpose()?.flatten(),
            limits: found.limits(limits)?,
        })
    }

    pub(super) async fn read_open_tickets(
        &self,
        workspace: &WorkspaceId,
        after: Option<&OpenTicket>,
        at_most: usize,
    ) -> Result<Vec<OpenTicket>, StoreError> {
        let query = self.client.query().table_name(&self.table).index_name("open");
        let query = query
            .key_condition_expression("#open = :workspace")
            .expression_attribute_names("#open", name::OPEN)
            .expression_attribute_values(":workspace", item::text(workspace.as_str()))
            .set_exclusive_start_key(after.map(|after| item::open_place(workspace, after)))
            .limit(i32::try_from(at_most).unwrap_or(i32::MAX));
        let answer = query.send().await.map_err(|error| store_error(&error))?;
        let found = answer.items.unwrap_or_default();
        found.into_iter().map(|item| item::open_ticket(workspace, item)).collect()
    }

    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        key: &ItemKey,
        attribute: &str,
    ) -> Result<Option<T>, StoreError> {
        let item = self.get_item(key).await?;
        item.map(|mut item| item::take(&mut item, attribute)).transpose()
    }

    pub(super) async fn get_item(&self, key: &ItemKey) -> Result<Option<Item>, StoreError> {
        let get = self.client.get_item().table_name(&self.table).set_key(Some(key.attributes()));
        let answer = get.consistent_read(true).send().await.map_err(|error| store_error(&error))?;
        Ok(answer.item)
    }

    /// The first items of a partition between two sort keys, from either end.
    pub(super) async fn between(
        &self,
        pk: &str,
        from: &str,
        to: &str,
        at_most: i32,
        forward: bool,
    ) -> Result<Vec<Item>, StoreError> {
        let query = self.client.query().table_name(&self.table).consistent_read(true);
        let query = query
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", item::text(pk))
            .expression_attribute_values(":from", item::text(from))
            .expression_attribute_values(":to", item::text(to))
            .scan_index_forward(forward)
            .limit(at_most);
        let answer = query.send().await.map_err(|error| store_error(&error))?;
        Ok(answer.items.unwrap_or_default())
    }

    /// One batch read, counted as one: keys that DynamoDB leaves out are asked for again.
    pub(super) async fn batch(&self, keys: &[ItemKey]) -> Result<Found, StoreError> {
        let mut found = Found(HashMap::new());
        let mut ask = keys.iter().map(ItemKey::attributes).collect::<Vec<_>>();
        for _ in 0..BATCH_ROUNDS {
            let asked = KeysAndAttributes::builder().consistent_read(true).set_keys(Some(ask));
            let asked = super::commit::write(asked.build())?;
            let batch = self.client.batch_get_item().request_items(&self.table, asked);
            let answer = batch.send().await.map_err(|error| store_error(&error))?;
            found.add(answer.responses.unwrap_or_default().remove(&self.table).unwrap_or_default());
            let left = answer.unprocessed_keys.unwrap_or_default().remove(&self.table);
            ask = left.map(|keys| keys.keys).unwrap_or_default();
            if ask.is_empty() {
                return Ok(found);
            }
        }
        Err(StoreError::Unreachable("keys of a batch read were left out again and again".to_owned()))
    }
}

/// What a batch read found, by key.
pub(super) struct Found(HashMap<(String, String), Item>);

impl Found {
    fn add(&mut self, items: Vec<Item>) {
        let part = |item: &Item, attribute: &str| item.get(attribute).and_then(|key| key.as_s().ok()).cloned();
        let keyed = |item: Item| Some(((part(&item, name::PK)?, part(&item, name::SK)?), item));
        self.0.extend(items.into_iter().filter_map(keyed));
    }

    pub(super) fn item(&mut self, key: &ItemKey) -> Option<Item> {
        self.0.remove(&(key.pk.clone(), key.sk.clone()))
    }

    pub(super) fn state<T: DeserializeOwned>(&mut self, key: &ItemKey) -> Result<Option<T>, StoreError> {
        self.item(key).map(|mut item| item::take(&mut item, "state")).transpose()
    }

    fn shown(&mut self, owner: LaneOwner, thing: &Thing) -> Result<Option<Shown>, StoreError> {
        let Some(mut item) = self.item(&ItemKey::thing(&owner, thing)) else {
            return Ok(None);
        };
        Ok(Some(Shown {
            owner,
            thing: thing.clone(),
            channel: item::take_if_there(&mut item, "channel")?,
            ts: item::take_if_there(&mut item, "ts")?,
            posting: item::take_if_there(&mut item, "posting")?,
            avoid: item::take_if_there(&mut item, "avoid")?.unwrap_or_default(),
            refused: item::take_if_there(&mut item, "refused")?,
            cursor: item::take_if_there(&mut item, "cursor")?,
            gone: item::take_if_there(&mut item, "gone")?,
            link: item::take_if_there(&mut item, "link")?,
        }))
    }

    pub(super) fn limits(&mut self, keys: &[LimitKey]) -> Result<Limits, StoreError> {
        let mut limits = Limits::default();
        for key in keys {
            if let Some(mut item) = self.item(&ItemKey::limit(key)) {
                limits.note(key.clone(), item::take(&mut item, "until")?);
            }
        }
        Ok(limits)
    }
}

pub(super) fn profile_of(mut item: Item) -> Result<Profile, StoreError> {
    Ok(Profile {
        name: item::take_if_there(&mut item, "name")?,
        language: item::take_if_there(&mut item, "language")?,
        platform: item::take_if_there(&mut item, "platform")?,
        tags: item::take_if_there(&mut item, "tags")?,
        last_message: item::take_if_there(&mut item, "last_message")?,
        recent: item::take_if_there(&mut item, "recent")?,
        live_chat_at: item::take_if_there(&mut item, "live_chat_at")?,
    })
}
