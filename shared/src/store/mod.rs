//! The store: what is kept, as a port. [`dynamodb`] is the adapter, `item` spells keys and attributes.
//!
//! One contended item, the conversation. A transition is one [`Commit`]: a condition on that item, plus puts of new
//! items. How a commit ended is a value ([`Ending`]), not an error; an error means that nobody knows, or that nothing
//! was tried.

mod installing;
mod messages;
mod people;
mod records;

#[cfg(feature = "adapters")]
pub mod dynamodb;
#[cfg(feature = "adapters")]
mod item;

use async_trait::async_trait;

pub use installing::{Install, Installing, NewKey, RELAY_KEYS_MAX, RelayKeys, SaveKeys, ShownKey, Stands};
pub use messages::{Change, Consent, Echo, KeptMessage, MessageEnd, Messages, Outcome, OwnPost, Status};
pub use people::{AuditLine, ChannelScene, Desk, Hook, InboxOf, KnownPerson, Opening, PanelScene, People};
pub use records::{
    Attempt, Connection, DueLane, Installation, LEASE, LINE_KEPT, LaneOwner, Line, NEW_JOB_DUE, OpenTicket, ParkedJob,
    PendingJob, Posting, Profile, Progress, RecentLine, RelayKey, RelayKeyHash, Scene, Shown, relay_key,
};

use crate::domain::{BotChannelId, ChannelId, Conversation, MemberId, Timestamp, WorkspaceId, WorkspaceSettings};
use crate::job::{Job, LaneKey, Owner, Thing};
use crate::limits::LimitKey;

/// How many shards the due index has: what the sweeper looks at.
pub const DUE_SHARDS: u8 = 16;

/// A transition and what it causes, to be stored together or not at all.
#[derive(Clone, Debug)]
pub struct Commit {
    /// The delivery that this answers: a repeated write finds it in the conversation and is a [`Ending::Duplicate`].
    pub receipt: String,
    /// The version the decision was made on; 0 for a conversation that was never stored. The condition.
    pub decided_on: u64,
    /// The conversation afterwards: its version is `decided_on + 1`.
    pub conversation: Conversation,
    /// What it causes.
    pub jobs: Vec<Job>,
    /// Jobs that are done with it. Messages among them stay, as the transcript: they are out of their lane.
    pub done: Vec<PendingJob>,
    /// Until when the transcript keeps the messages, in seconds since 1970; none: for good.
    pub expires: Option<i64>,
    /// The inbox channel, when the conversation has it from now on: its messages are this conversation's.
    pub inbox: Option<ChannelId>,
    /// Whether it closes the ticket: that is then kept by itself, too, for as long as the messages. The conversation
    /// forgets it with the next one, and its cards may be brought up to date after that.
    pub closes: bool,
    /// When it was decided. New jobs are due [`NEW_JOB_DUE`] after it.
    pub at: Timestamp,
}

/// How a commit ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    /// State and jobs stand.
    Committed,
    /// They stood already: this is a repeated write. What stands now.
    Duplicate(Box<Conversation>),
    /// Another transition came first: decide again on what stands now (`None`: the conversation is gone).
    Conflict(Option<Box<Conversation>>),
    /// The store was busy with the item, and nothing was written: the same write again, a little later.
    Contended,
}

/// How a put of a line ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It stands now.
    Stored,
    /// It stood already: a repeated delivery.
    Duplicate,
}

/// How a claim ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The job is the caller's until its lease ends.
    Claimed,
    /// Someone else holds it, or has done it.
    Taken,
}

/// Why the store did not answer. One variant a reaction.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Not reached, busy or no answer. A write may or may not stand: repeating it is safe, for all are conditional.
    #[error("the store can't be reached: {0}")]
    Unreachable(String),
    /// It refused what we sent, or holds what we can't read: our fault, repeating changes nothing.
    #[error("the store refused, or holds what can't be read: {0}")]
    Broken(String),
}

impl StoreError {
    /// One log line: what passes by itself is a warning, what does not is an error.
    pub fn log(&self, what: &str) {
        match self {
            Self::Unreachable(cause) => tracing::warn!(error.cause = cause, what, "store unreachable: again later"),
            Self::Broken(cause) => tracing::error!(error.cause = cause, what, "store refused: again later"),
        }
    }
}

/// What is kept. Reads are by key or by a sparse index, never by a scan.
#[async_trait]
pub trait Store: Messages + People + Installing {
    /// The workspace that a relay key belongs to. One read.
    async fn relay_key(&self, hash: &RelayKeyHash) -> Result<Option<RelayKey>, StoreError>;

    /// What a decision on a conversation needs, in one batch read.
    async fn conversation(
        &self,
        workspace: &WorkspaceId,
        member: &MemberId,
    ) -> Result<(Option<Conversation>, Option<WorkspaceSettings>), StoreError>;

    /// Stores a transition and what it causes, in one transaction.
    async fn commit(&self, commit: &Commit) -> Result<Ending, StoreError>;

    /// The first jobs of a lane, in order, read consistently; parked ones are passed over.
    async fn pending(&self, lane: &LaneKey, at_most: usize) -> Result<Vec<PendingJob>, StoreError>;

    /// What rendering a thing, or looking something up for it, needs: one batch read of the items named.
    async fn scene(
        &self,
        workspace: &WorkspaceId,
        member: &MemberId,
        shown: Option<(&Owner, &Thing)>,
        limits: &[LimitKey],
    ) -> Result<Scene, StoreError>;

    /// Until when a limit holds that was met before. One read.
    async fn limit(&self, key: &LimitKey) -> Result<Option<Timestamp>, StoreError>;

    /// The platform connection of a bot channel. One read.
    async fn connection(&self, workspace: &WorkspaceId, bot: &BotChannelId) -> Result<Option<Connection>, StoreError>;

    /// Claims a job before its call: counts the attempt, takes the lease, and notes a post that is about to be made.
    async fn claim(&self, job: &PendingJob, attempt: &Attempt, posting: Option<&Posting>) -> Result<Claim, StoreError>;

    /// Records that jobs are done, with what is now known of the thing they were about.
    async fn done(&self, jobs: &[PendingJob], shown: Option<&Shown>) -> Result<(), StoreError> {
        self.done_with(&Done { jobs, shown, then: &[], expires: None, at: Timestamp::from_millis(0) }).await
    }

    /// Records that jobs are done, and puts what comes next, each if absent, in one transaction.
    async fn done_with(&self, done: &Done<'_>) -> Result<(), StoreError>;

    /// Stores what a look-up found, puts the job that shows it, and deletes the look-up, in one transaction.
    async fn looked_up(&self, job: &PendingJob, found: &Profile, then: &Job, at: Timestamp) -> Result<(), StoreError>;

    /// Puts off a job that nobody holds; one that somebody holds is left alone.
    async fn set_aside(
        &self,
        job: &PendingJob,
        until: Timestamp,
        shown: Option<&Shown>,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// Gives a claimed job back, to be tried again no earlier than a time; notes a limit if one was met.
    async fn postpone(&self, job: &PendingJob, until: &Postponement<'_>) -> Result<(), StoreError>;

    /// Takes a job out of its lane for good, with the reason, and puts the jobs that tell people.
    async fn park(&self, job: &PendingJob, reason: &str, tell: &[Job], at: Timestamp) -> Result<(), StoreError>;

    /// Puts jobs that no transition causes, each if absent.
    async fn put_jobs(&self, jobs: &[Job], at: Timestamp) -> Result<(), StoreError>;

    /// Puts a job that the same cause must not put again, also after it is done: that it was put is kept for
    /// [`LINE_KEPT`]. [`Put::Duplicate`]: it was.
    async fn put_job_once(&self, job: &Job, at: Timestamp) -> Result<Put, StoreError>;

    /// Lanes of one shard of the due index with something due by now.
    async fn due(&self, shard: u8, now: Timestamp, at_most: usize) -> Result<Vec<DueLane>, StoreError>;

    /// Moves on the due time of what was rung for, unless it has changed meanwhile.
    async fn rang(&self, due: &DueLane, next: Timestamp) -> Result<(), StoreError>;

    /// Parked jobs of a workspace, the oldest first.
    async fn parked(&self, workspace: &WorkspaceId, at_most: usize) -> Result<Vec<ParkedJob>, StoreError>;

    /// Puts a parked job back at the tail of its lane, with its attempts forgotten.
    async fn redrive(&self, parked: &ParkedJob, now: Timestamp) -> Result<Put, StoreError>;

    /// Conversations with an open ticket, the oldest ticket first, from after one that was given before on; at most so
    /// many. The index is read a moment behind its table. One query.
    async fn open_tickets(
        &self,
        workspace: &WorkspaceId,
        after: Option<&OpenTicket>,
        at_most: usize,
    ) -> Result<Vec<OpenTicket>, StoreError>;

    /// Stores an installation as it is now.
    async fn put_installation(&self, installation: &Installation) -> Result<(), StoreError>;

    /// Stores settings if those stored have the version they were made from (`version - 1`).
    async fn put_settings(&self, workspace: &WorkspaceId, settings: &WorkspaceSettings) -> Result<Put, StoreError>;

    /// Stores settings as [`Self::put_settings`] does, with the audit lines of whoever changed them and the jobs that
    /// follow, in one transaction.
    /// `id` tells the lines of one save from those of another at the same time.
    async fn save_settings(
        &self,
        workspace: &WorkspaceId,
        settings: &WorkspaceSettings,
        lines: &[AuditLine],
        jobs: &[Job],
        at: Timestamp,
        id: &str,
    ) -> Result<Put, StoreError>;

    /// Stores a platform connection.
    async fn put_connection(&self, workspace: &WorkspaceId, connection: &Connection) -> Result<(), StoreError>;
}

/// Jobs that are done, and what follows.
#[derive(Clone, Copy, Debug)]
pub struct Done<'a> {
    /// The jobs. Messages among them stay, as the transcript: they are out of their lane.
    pub jobs: &'a [PendingJob],
    /// What is now known of the thing they were about.
    pub shown: Option<&'a Shown>,
    /// What comes next.
    pub then: &'a [Job],
    /// Until when the transcript keeps the messages, in seconds since 1970; none: for good.
    pub expires: Option<i64>,
    /// Now.
    pub at: Timestamp,
}

/// When and why a claimed job is given back.
#[derive(Clone, Copy, Debug)]
pub struct Postponement<'a> {
    /// Not before this time.
    pub until: Timestamp,
    /// Whether the attempt is taken back: it never left us, or met a limit.
    pub uncounted: bool,
    /// What is known of the thing now; `posting` cleared when the post surely did not happen.
    pub shown: Option<&'a Shown>,
    /// A limit that was met: all jobs that read it wait.
    pub limit: Option<&'a LimitKey>,
    /// How far the job has come, when that has changed: a call that can't be repeated did surely not happen.
    pub progress: Option<&'a Progress>,
}
