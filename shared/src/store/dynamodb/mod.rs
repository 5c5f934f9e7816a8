//! The DynamoDB adapter. One call an operation; SDK errors become reactions here and nowhere else.

mod commit;
mod error;
mod expression;
mod installing;
mod lanes;
mod messages;
mod people;
mod reads;
mod setup;
mod table;

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;

pub use table::create_table;

use super::{
    Attempt, AuditLine, Claim, Commit, Connection, Done, DueLane, Ending, Installation, OpenTicket, ParkedJob,
    PendingJob, Posting, Postponement, Profile, Put, RelayKey, RelayKeyHash, Scene, Shown, Store, StoreError,
};
use crate::domain::{BotChannelId, Conversation, MemberId, Timestamp, WorkspaceId, WorkspaceSettings};
use crate::job::{Job, LaneKey, Owner, Thing};
use crate::limits::LimitKey;

/// The one table.
#[derive(Clone, Debug)]
pub struct DynamoDb {
    client: Client,
    table: String,
}

impl DynamoDb {
    /// An adapter for a table that exists.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into() }
    }
}

#[async_trait]
impl Store for DynamoDb {
    async fn relay_key(&self, hash: &RelayKeyHash) -> Result<Option<RelayKey>, StoreError> {
        self.read_relay_key(hash).await
    }

    async fn conversation(
        &self,
        workspace: &WorkspaceId,
        member: &MemberId,
    ) -> Result<(Option<Conversation>, Option<WorkspaceSettings>), StoreError> {
        self.read_conversation(workspace, member).await
    }

    async fn commit(&self, commit: &Commit) -> Result<Ending, StoreError> {
        self.write_commit(commit).await
    }

    async fn pending(&self, lane: &LaneKey, at_most: usize) -> Result<Vec<PendingJob>, StoreError> {
        self.read_pending(lane, at_most).await
    }

    async fn scene(
        &self,
        workspace: &WorkspaceId,
        member: &MemberId,
        shown: Option<(&Owner, &Thing)>,
        limits: &[LimitKey],
    ) -> Result<Scene, StoreError> {
        self.read_scene(workspace, member, shown, limits).await
    }

    async fn limit(&self, key: &LimitKey) -> Result<Option<Timestamp>, StoreError> {
        self.read_limit(key).await
    }

    async fn connection(&self, workspace: &WorkspaceId, bot: &BotChannelId) -> Result<Option<Connection>, StoreError> {
        self.read_connection(workspace, bot).await
    }

    async fn claim(&self, job: &PendingJob, attempt: &Attempt, posting: Option<&Posting>) -> Result<Claim, StoreError> {
        self.write_claim(job, attempt, posting).await
    }

    async fn done_with(&self, done: &Done<'_>) -> Result<(), StoreError> {
        self.write_done(done).await
    }

    async fn looked_up(&self, job: &PendingJob, found: &Profile, then: &Job, at: Timestamp) -> Result<(), StoreError> {
        self.write_looked_up(job, found, then, at).await
    }

    async fn set_aside(
        &self,
        job: &PendingJob,
        until: Timestamp,
        shown: Option<&Shown>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write_set_aside(job, until, shown, now).await
    }

    async fn postpone(&self, job: &PendingJob, until: &Postponement<'_>) -> Result<(), StoreError> {
        self.write_postponement(job, until).await
    }

    async fn park(&self, job: &PendingJob, reason: &str, tell: &[Job], at: Timestamp) -> Result<(), StoreError> {
        self.write_parked(job, reason, tell, at).await
    }

    async fn put_jobs(&self, jobs: &[Job], at: Timestamp) -> Result<(), StoreError> {
        self.write_jobs(jobs, at).await
    }

    async fn put_job_once(&self, job: &Job, at: Timestamp) -> Result<Put, StoreError> {
        self.write_job_once(job, at).await
    }

    async fn due(&self, shard: u8, now: Timestamp, at_most: usize) -> Result<Vec<DueLane>, StoreError> {
        self.read_due(shard, now, at_most).await
    }

    async fn rang(&self, due: &DueLane, next: Timestamp) -> Result<(), StoreError> {
        self.write_rang(due, next).await
    }

    async fn parked(&self, workspace: &WorkspaceId, at_most: usize) -> Result<Vec<ParkedJob>, StoreError> {
        self.read_parked(workspace, at_most).await
    }

    async fn redrive(&self, parked: &ParkedJob, now: Timestamp) -> Result<Put, StoreError> {
        self.write_redriven(parked, now).await
    }

    async fn open_tickets(
        &self,
        workspace: &WorkspaceId,
        after: Option<&OpenTicket>,
        at_most: usize,
    ) -> Result<Vec<OpenTicket>, StoreError> {
        self.read_open_tickets(workspace, after, at_most).await
    }

    async fn put_installation(&self, installation: &Installation) -> Result<(), StoreError> {
        self.write_installation(installation).await
    }

    async fn put_settings(&self, workspace: &WorkspaceId, settings: &WorkspaceSettings) -> Result<Put, StoreError> {
        self.write_settings(workspace, settings).await
    }

    async fn save_settings(
        &self,
        workspace: &WorkspaceId,
        settings: &WorkspaceSettings,
        lines: &[AuditLine],
        jobs: &[Job],
        at: Timestamp,
        id: &str,
    ) -> Result<Put, StoreError> {
        self.write_settings_with(workspace, settings, lines, jobs, at, id).await
    }

    async fn put_connection(&self, workspace: &WorkspaceId, connection: &Connection) -> Result<(), StoreError> {
        self.write_connection(workspace, connection).await
    }
}
