//! People, channels, webhooks.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::super::item::{self, Item, ItemKey, name};
use super::super::{
    Attempt, AuditLine, ChannelScene, Claim, Desk, Hook, InboxOf, Installation, KnownPerson, Opening, PanelScene,
    PendingJob, People, StoreError,
};
use super::DynamoDb;
use super::lanes::claim;
use super::reads::profile_of;
use super::setup::with_state;
use crate::domain::{ChannelId, MemberId, Timestamp, UserId, WorkspaceId};
use crate::job::Owner;
use crate::limits::LimitKey;

/// How many items one batch read may ask for.
const BATCH: usize = 100;

fn audit_line(mut item: Item) -> Result<(Timestamp, AuditLine), StoreError> {
    let at = item.get(name::SK).and_then(|sk| item::audited_at(sk.as_s().ok()?));
    let at = at.ok_or_else(|| StoreError::Broken("an audit line without a time".to_owned()))?;
    Ok((at, item::take(&mut item, "state")?))
}

#[async_trait]
impl People for DynamoDb {
    async fn desk(&self, workspace: &WorkspaceId, member: &MemberId, user: &UserId) -> Result<Desk, StoreError> {
        let conversation = ItemKey::conversation(workspace, member);
        let settings = ItemKey::settings(workspace);
        let person = ItemKey::person(workspace, user);
        let installation = ItemKey::installation(workspace);
        let profile = ItemKey::profile(workspace, member);
        let keys = [&conversation, &settings, &person, &installation, &profile].map(Clone::clone);
        let mut found = self.batch(&keys).await?;
        Ok(Desk {
            conversation: found.state(&conversation)?,
            settings: found.state(&settings)?,
            person: found.state(&person)?,
            installation: found.state(&installation)?,
            profile: found.item(&profile).map(profile_of).transpose()?.unwrap_or_default(),
        })
    }

    async fn people(
        &self,
        workspace: &WorkspaceId,
        users: &[UserId],
    ) -> Result<BTreeMap<UserId, KnownPerson>, StoreError> {
        // Each once: DynamoDB refuses to be asked twice for one item.
        let keys: BTreeMap<&UserId, ItemKey> =
            users.iter().map(|user| (user, ItemKey::person(workspace, user))).collect();
        let keys: Vec<(&UserId, ItemKey)> = keys.into_iter().collect();
        let mut people = BTreeMap::new();
        for some in keys.chunks(BATCH) {
            let mut found = self.batch(&some.iter().map(|(_, key)| key.clone()).collect::<Vec<_>>()).await?;
            for (user, key) in some {
                if let Some(person) = found.state(key)? {
                    people.insert((*user).clone(), person);
                }
            }
        }
        Ok(people)
    }

    async fn panel_scene(&self, workspace: &WorkspaceId, user: &UserId) -> Result<PanelScene, StoreError> {
        let (settings, installation) = (ItemKey::settings(workspace), ItemKey::installation(workspace));
        let (person, set_up) = (ItemKey::person(workspace, user), ItemKey::set_up(workspace));
        let keys = [&settings, &installation, &person, &set_up].map(Clone::clone);
        let mut found = self.batch(&keys).await?;
        Ok(PanelScene {
            settings: found.state(&settings)?,
            installation: found.state(&installation)?,
            person: found.state(&person)?,
            set_up: found.state(&set_up)?,
        })
    }

    async fn audit_lines(
        &self,
        workspace: &WorkspaceId,
        at_most: u8,
    ) -> Result<Vec<(Timestamp, AuditLine)>, StoreError> {
        let (pk, to) = (ItemKey::settings(workspace).pk, format!("{}~", item::AUDIT));
        let found = self.between(&pk, item::AUDIT, &to, i32::from(at_most), false).await?;
        found.into_iter().map(audit_line).collect()
    }

    async fn put_person(&self, workspace: &WorkspaceId, person: &KnownPerson) -> Result<(), StoreError> {
        self.put(with_state(&ItemKey::person(workspace, &person.user), person)?).await
    }

    async fn installation(&self, workspace: &WorkspaceId) -> Result<Option<Installation>, StoreError> {
        self.get(&ItemKey::installation(workspace), "state").await
    }

    async fn inbox_of(&self, workspace: &WorkspaceId, channel: &ChannelId) -> Result<InboxOf, StoreError> {
        let (inbox, installation) = (ItemKey::inbox(workspace, channel), ItemKey::installation(workspace));
        let mut found = self.batch(&[inbox.clone(), installation.clone()]).await?;
        let installation: Option<Installation> = found.state(&installation)?;
        let (bot_user, bot) = installation.map(|it| (it.bot_user, it.bot)).unzip();
        Ok(InboxOf { member: found.state(&inbox)?, bot_user, bot })
    }

    async fn channel_scene(
        &self,
        workspace: &WorkspaceId,
        channel: &ChannelId,
        limits: &[LimitKey],
    ) -> Result<ChannelScene, StoreError> {
        let inbox = ItemKey::inbox(workspace, channel);
        let (settings, installation) = (ItemKey::settings(workspace), ItemKey::installation(workspace));
        let mut keys = vec![inbox.clone(), settings.clone(), installation.clone()];
        keys.extend(limits.iter().map(ItemKey::limit));
        let mut found = self.batch(&keys).await?;
        Ok(ChannelScene {
            member: found.state(&inbox)?,
            settings: found.state(&settings)?,
            installation: found.state(&installation)?,
            limits: found.limits(limits)?,
        })
    }

    async fn hook(&self, connection: &str) -> Result<Option<Hook>, StoreError> {
        self.get(&ItemKey::hook(connection), "state").await
    }

    async fn put_hook(&self, connection: &str, hook: &Hook) -> Result<(), StoreError> {
        self.put(with_state(&ItemKey::hook(connection), hook)?).await
    }

    async fn opening(&self, workspace: &WorkspaceId, member: &MemberId) -> Result<Opening, StoreError> {
        Ok(self.get(&ItemKey::opening(workspace, member), "state").await?.unwrap_or_default())
    }

    async fn put_opening(
        &self,
        workspace: &WorkspaceId,
        member: &MemberId,
        opening: &Opening,
    ) -> Result<(), StoreError> {
        self.put(with_state(&ItemKey::opening(workspace, member), opening)?).await
    }

    async fn begin_opening(
        &self,
        job: &PendingJob,
        attempt: &Attempt,
        opening: &Opening,
        mark: &str,
    ) -> Result<Claim, StoreError> {
        let Owner::Conversation(member) = &job.job.lane.owner else { return Ok(Claim::Taken) };
        let workspace = &job.job.lane.workspace;
        let claim = claim(attempt).on(&self.table, &ItemKey::job(&job.job))?;
        let noted = self.state_put(&ItemKey::opening(workspace, member), opening)?;
        let leads_back = self.state_put(&ItemKey::inbox_mark(workspace, mark), member)?;
        self.claimed(vec![claim, noted, leads_back]).await
    }

    async fn opener(&self, workspace: &WorkspaceId, mark: &str) -> Result<Option<MemberId>, StoreError> {
        self.get(&ItemKey::inbox_mark(workspace, mark), "state").await
    }

    async fn audit(
        &self,
        workspace: &WorkspaceId,
        line: &AuditLine,
        at: Timestamp,
        id: &str,
    ) -> Result<(), StoreError> {
        self.put_if_absent(with_state(&ItemKey::audit(workspace, at, id), line)?).await.map(drop)
    }
}
