//! Messages and what became of them: customers' lines, agents' lines, and what the platform says it sent.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::records::{Attempt, Line, PendingJob, Progress};
use super::{Claim, Put, StoreError};
use crate::domain::{ChannelId, CustomerText, MemberId, MessageTs, TicketId, Timestamp, UserId, WorkspaceId};
use crate::job::{Job, JobKey, Lane, NotSent};

/// What became of a message. It stays in the transcript whatever it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Outcome {
    /// A customer's: it stands in the inbox channel.
    Shown,
    /// A customer's: the bot has it.
    LeftToBot,
    /// The platform accepted it.
    Accepted,
    /// The platform refused it, or it was tried too often.
    Failed {
        /// What the platform said, in words for people.
        reason: String,
    },
    /// No answer came, and no echo: nobody knows.
    Unknown,
    /// It was not sent, and may be if somebody says so.
    NotSent {
        /// Why.
        why: NotSent,
    },
    /// Whoever wrote it decided to keep it in Slack.
    Kept,
}

impl Outcome {
    /// Whether the message was tried and, as far as anybody knows, has not reached the customer.
    pub const fn is_in_vain(&self) -> bool {
        match self {
            Self::Failed { .. } | Self::Unknown => true,
            Self::Shown | Self::LeftToBot | Self::Accepted | Self::NotSent { .. } | Self::Kept => false,
        }
    }
}

/// A message as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptMessage {
    /// Its job.
    pub job: Job,
    /// What was said.
    pub text: CustomerText,
    /// What became of it; none while it is on its way.
    pub outcome: Option<Outcome>,
    /// How often it has ended in vain ([`Outcome::is_in_vain`]).
    pub endings: u32,
    /// What its author has made of it since it was last sent.
    pub edited: Option<CustomerText>,
    /// Whether its author has deleted it.
    pub is_deleted: bool,
    /// The live chat that it was last held in.
    pub held_for: Option<TicketId>,
    /// How far it had come when it ended in vain: what has arrived of it is not sent again.
    pub progress: Progress,
}

impl KeptMessage {
    /// How far it has come when it is tried again, bearing this mark: what has arrived of it is not sent twice, but of
    /// what its author has changed since.
    pub fn again(&self, marked: Option<&str>) -> Progress {
        let progress = if self.edited.is_none() { self.progress.clone() } else { Progress::default() };
        Progress { begun: None, marked: marked.map(str::to_owned), ..progress }
    }

    /// What it says in Slack now.
    pub fn wording(&self) -> &CustomerText {
        self.edited.as_ref().unwrap_or(&self.text)
    }
}

/// What its author made of a message in Slack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It says this now.
    Edited(CustomerText),
    /// It is gone.
    Deleted,
}

/// How a message ends: what became of it, and what that causes, in one write.
#[derive(Clone, Copy, Debug)]
pub struct MessageEnd<'a> {
    /// What became of it.
    pub outcome: &'a Outcome,
    /// The platform's ids of what was sent: their statuses are told of this message.
    pub sent: &'a [String],
    /// An echo that tells that the rest was sent: it is taken, so that no other message is told by it.
    pub by_echo: Option<&'a Echo>,
    /// What it causes.
    pub then: &'a [Job],
    /// Now.
    pub at: Timestamp,
    /// Until when the transcript keeps it, in seconds since 1970; none: for good.
    pub expires: Option<i64>,
}

/// Whether someone who is not the handler has their messages sent, in one live chat.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Consent {
    /// What they said; none while they are asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub send: Option<bool>,
    /// Their messages that are held, in order.
    pub held: Vec<JobKey>,
}

/// Something the platform says it has sent to a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Echo {
    /// The platform's id of it, or a stand-in.
    pub id: String,
    /// SHA-256 of its text, in hexadecimal.
    pub text: String,
    /// When we heard of it.
    pub at: Timestamp,
}

/// A status that the platform reported of something it sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It has left the platform.
    Sent,
    /// It has reached the customer.
    Delivered,
    /// The customer has read it.
    Read,
    /// It has not reached the customer, and never will.
    Failed,
    /// It was taken back.
    Deleted,
}

impl Status {
    /// Of two statuses the one of the higher rank stands, whichever came first: reports come out of order
    /// (`contracts/stella.md` 4.3). On the way it is the one that is further on. A deletion takes back what had come as
    /// far as that, so it is further than all of them; but what has failed never stood before the customer, so nothing
    /// was taken back, and whoever wrote it must still hear that it failed. A failure is the last word.
    ///
    /// The numbers are stored. The release before gave a failure 4, which no deletion now overtakes, and a deletion 5,
    /// which a failure does.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Sent => 1,
            Self::Delivered => 2,
            Self::Read => 3,
            Self::Deleted => 4,
            Self::Failed => 6,
        }
    }
}

/// A post of ours that came back as an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnPost {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Whose lane it is kept up to date in, as its post's key tells it.
    pub owner: String,
    /// Which thing it is, as its post's key tells it.
    pub thing: String,
    /// Where it stands.
    pub channel: ChannelId,
    /// The message.
    pub ts: MessageTs,
}

/// Messages, and what became of them.
#[async_trait]
pub trait Messages: Send + Sync {
    /// Stores one message: dedup marker, transcript line and job in one put, which touches no other item.
    async fn put_line(&self, line: &Line) -> Result<Put, StoreError>;

    /// The same of a message whose deletion was heard of first: it is there, and never sent.
    async fn put_deleted_line(&self, line: &Line) -> Result<Put, StoreError>;

    /// One message. One read.
    async fn message(&self, key: &JobKey) -> Result<Option<KeptMessage>, StoreError>;

    /// Takes a message that nobody relays out of its lane: the bot has it. One update.
    async fn leave_to_bot(&self, key: &JobKey) -> Result<(), StoreError>;

    /// Leaves a job in its lane and tells no sweeper: whoever opens the inbox rings.
    async fn wait_for_inbox(&self, job: &PendingJob) -> Result<(), StoreError>;

    /// Claims a job before a call that can't be repeated, and notes how far it has come. A message goes out as it was
    /// read: [`Claim::Taken`] too when its author has changed it since.
    async fn begin(&self, job: &PendingJob, attempt: &Attempt, progress: &Progress) -> Result<Claim, StoreError>;

    /// Notes how far an unclaimed or claimed job has come, by an echo if that is what tells it, and gives the job back:
    /// its next turn is now. [`Put::Duplicate`]: it is done, or the echo tells of another message.
    async fn note(&self, job: &PendingJob, progress: &Progress, by_echo: Option<&Echo>) -> Result<Put, StoreError>;

    /// Ends a message. [`Put::Duplicate`]: it has ended already, or the echo tells of another message.
    async fn end_message(&self, job: &PendingJob, end: &MessageEnd<'_>) -> Result<Put, StoreError>;

    /// Records what became of a message that is out of its lane. [`Put::Duplicate`]: it has ended otherwise since.
    async fn settle_message(
        &self,
        message: &KeptMessage,
        outcome: &Outcome,
        then: &[Job],
        at: Timestamp,
    ) -> Result<Put, StoreError>;

    /// Notes what its author made of a message. The first change of its kind that comes once it is being sent causes
    /// `then`: [`Put::Stored`]. [`Put::Duplicate`]: nothing has to be told.
    async fn note_change(
        &self,
        message: &KeptMessage,
        change: &Change,
        then: &[Job],
        at: Timestamp,
    ) -> Result<Put, StoreError>;

    /// Puts an ended message back at the tail of its lane, with what its author has made of it, or to say `instead`.
    /// [`Put::Duplicate`]: it is there, or has changed since it was read. `progress`: what has arrived of it already.
    async fn send_again(
        &self,
        message: &KeptMessage,
        instead: Option<&CustomerText>,
        progress: &Progress,
        now: Timestamp,
    ) -> Result<Put, StoreError>;

    /// Ends a message as held, and remembers it with what its author will say. [`Put::Duplicate`]: they have said it.
    async fn hold(
        &self,
        job: &PendingJob,
        ticket: &TicketId,
        author: &UserId,
        end: &MessageEnd<'_>,
    ) -> Result<Put, StoreError>;

    /// Whether someone's messages are sent in this live chat. One read.
    async fn consent(
        &self,
        workspace: &WorkspaceId,
        member: &MemberId,
        ticket: &TicketId,
        author: &UserId,
    ) -> Result<Consent, StoreError>;

    /// Records what someone said about their messages, and gives what was held.
    async fn decide_consent(
        &self,
        workspace: &WorkspaceId,
        member: &MemberId,
        ticket: &TicketId,
        author: &UserId,
        send: bool,
    ) -> Result<Consent, StoreError>;

    /// The source time of the newest message of a lane before this one, in milliseconds. The platform tells times in
    /// seconds, so of the same time the one that was received first is before. One reverse query.
    async fn last_said(
        &self,
        workspace: &WorkspaceId,
        member: &MemberId,
        lane: &Lane,
        before: &Job,
    ) -> Result<Option<i64>, StoreError>;

    /// Stores what the platform says it has sent. Kept for an hour.
    async fn put_echo(&self, workspace: &WorkspaceId, member: &MemberId, echo: &Echo) -> Result<(), StoreError>;

    /// What the platform says it has sent since then, the oldest first; at most 20.
    async fn echoes(
        &self,
        workspace: &WorkspaceId,
        member: &MemberId,
        since: Timestamp,
    ) -> Result<Vec<Echo>, StoreError>;

    /// Notes a status, unless one of its rank or a higher one stands. One update.
    async fn note_status(
        &self,
        workspace: &WorkspaceId,
        message: &str,
        status: Status,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Notes what the platform reported of liveChat. One update.
    async fn note_live_chat(
        &self,
        workspace: &WorkspaceId,
        member: &MemberId,
        live_chat: bool,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Records the message that a post of ours became, if that is not known yet. One conditional update.
    async fn own_post(&self, post: &OwnPost) -> Result<(), StoreError>;
}
