//! What the store keeps beside the conversation and the settings.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::chatbot::BotNode;
use crate::digest;
use crate::domain::{
    AppId, BotChannelId, ChannelId, Conversation, CustomerText, MemberId, MessageTs, Ticket, Timestamp, UserId,
    WorkspaceId, WorkspaceSettings,
};
use crate::job::{Job, LaneKey, Owner, Thing};
use crate::limits::Limits;
use crate::seal::Sealed;
use crate::secret::Secret;

/// How long after its commit a job is due for the sweeper: its doorbell has long been answered by then, if it rang.
pub const NEW_JOB_DUE: Duration = Duration::from_secs(20);

/// How long a claimed job is its worker's: longer than the worker's time-out of 20 s.
pub const LEASE: Duration = Duration::from_secs(30);

/// How long a customer's message is kept when nobody relays it (`product.md`, Reliability).
pub const LINE_KEPT: Duration = Duration::from_hours(48);

/// The hash by which a relay key is looked up.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RelayKeyHash(String);

impl RelayKeyHash {
    /// The hash of a key: SHA-256, which is enough since the key is 128 random bits.
    pub fn of(key: &str) -> Self {
        Self(digest::hex(key))
    }

    /// The hash in hexadecimal.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What stands behind a relay key. A retired or revoked key's item is deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelayKey {
    /// Whose key it is.
    pub workspace: WorkspaceId,
    /// The key itself, sealed, to be shown to admins.
    pub sealed: Sealed,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was last used, to the hour. `None`: never yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<Timestamp>,
}

/// A workspace's installation of the app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installation {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Our app's id (`A…`), by which own posts are known.
    pub app: String,
    /// Our bot's id (`B…`).
    pub bot: String,
    /// Our bot's user.
    pub bot_user: UserId,
    /// The bot token. `None`: the app was removed from the workspace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Sealed>,
    /// When it was installed, or installed again.
    pub installed_at: Timestamp,
    /// Where our addresses begin, as far as the stage: `https://host/stage`. `None`: installed by a release that did not
    /// keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// When it was removed, by Slack's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uninstalled_at: Option<Timestamp>,
}

impl Installation {
    /// The relay URL of a key.
    pub fn relay_url(&self, key: &str) -> Option<String> {
        self.address.as_ref().map(|address| format!("{address}/relay/{key}"))
    }

    /// Where a bot channel's webhook goes.
    pub fn webhook_url(&self, bot: &BotChannelId) -> Option<String> {
        self.address.as_ref().map(|address| format!("{address}/chatbot/{bot}/events"))
    }
}

/// A conversation with an open ticket, as the index of open tickets has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenTicket {
    /// The customer.
    pub member: MemberId,
    /// When the ticket was opened.
    pub since: Timestamp,
}

/// A bot channel's connection to the platform: tokens and base URLs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// The bot channel.
    pub bot: BotChannelId,
    /// The app that owns it: the platform's limits count by app.
    pub app: AppId,
    /// What the platform is called on the card: `WhatsApp`.
    pub platform: String,
    /// The Open API's whole address (`contracts/stella.md` 1).
    pub open_api: String,
    /// The Bot API's address.
    pub bot_api: String,
    /// The Open API's token.
    pub open_api_token: Sealed,
    /// The Bot API's token. It may be the same.
    pub bot_token: Sealed,
    /// The bot node that starts at the end of a live chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_node: Option<BotNode>,
}

/// What was learnt of a customer for the card, best effort. A part that is `None` is not known (yet).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The customer's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<CustomerText>,
    /// The language they chose, else the platform's guess.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// `WhatsApp`, `Messenger` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// The customer's tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// The last thing they wrote to the bot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_message: Option<CustomerText>,
    /// The end of the bot conversation, oldest first: for *Before you joined*.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recent: Option<Vec<RecentLine>>,
    /// When the platform last said, asked for a card, that people answer the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live_chat_at: Option<Timestamp>,
}

/// One line of the bot conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentLine {
    /// Whether the customer said it; else the bot, or somebody through another tool.
    pub by_customer: bool,
    /// When.
    pub at: Timestamp,
    /// What, shortened.
    pub text: CustomerText,
}

/// A job as it stands in its lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingJob {
    /// The job.
    pub job: Job,
    /// How often its call was begun.
    pub attempts: u32,
    /// Until when a worker has it.
    pub lease_until: Option<Timestamp>,
    /// It is not to be tried before this.
    pub not_before: Option<Timestamp>,
    /// What was said, when it is a message; once it is being sent, what is sent.
    pub text: Option<CustomerText>,
    /// What its author has made of it since.
    pub edited: Option<CustomerText>,
    /// Whether its author has deleted it.
    pub is_deleted: bool,
    /// How far it has come, when it takes several calls, or one that can't be repeated.
    pub progress: Progress,
    /// How often it has ended in vain before, when it is a message.
    pub endings: u32,
    /// Whether a sweeper rings for it: not while it waits for another lane.
    pub is_due: bool,
}

/// How far a job has come. Noted before a call that can't be repeated, so that a crash leaves a question and not a
/// second message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// A call that can't be repeated began then, and nobody has recorded what became of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub begun: Option<Timestamp>,
    /// How many parts of a long message were accepted.
    #[serde(skip_serializing_if = "is_zero")]
    pub parts: usize,
    /// The platform's ids of those parts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sent: Vec<String>,
    /// The mark that it bears from before, to be taken off when it is sent after all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marked: Option<String>,
    /// The jobs that *Before you joined* quotes, once they were chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quotes: Option<Vec<String>>,
    /// The last of the open tickets that were gone through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub walked: Option<OpenTicket>,
    /// Whether some were still open, of those gone through.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub found: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_zero(parts: &usize) -> bool {
    *parts == 0
}

impl PendingJob {
    /// Whether nothing of it has gone out yet, nor is about to: its author's changes still count.
    pub fn is_unbegun(&self) -> bool {
        self.progress.begun.is_none() && self.progress.parts == 0
    }

    /// What it says to the customer, when it is a message: what its author has made of it, until it is being sent.
    pub fn wording(&self) -> &str {
        let edited = self.edited.as_ref().filter(|_| self.is_unbegun());
        edited.or(self.text.as_ref()).map(CustomerText::as_str).unwrap_or_default()
    }

    /// When the job can be taken: now, or once its wait or another worker's lease is over.
    pub fn ready_at(&self, now: Timestamp) -> Timestamp {
        self.not_before.max(self.lease_until).map_or(now, |time| time.max(now))
    }
}

/// A parked job: out of its lane until it is redriven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParkedJob {
    /// The job.
    pub job: Job,
    /// Why it was given up.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// A claim about to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Now.
    pub at: Timestamp,
    /// Until when the job is the claimer's.
    pub lease_until: Timestamp,
}

impl Attempt {
    /// A claim made now, for the length of a lease.
    pub fn now(at: Timestamp) -> Self {
        Self { at, lease_until: at.after(LEASE) }
    }
}

/// A post that is about to be made: noted before it, so that a crash leaves a question and not a second message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// What is posted.
    pub thing: Thing,
    /// Where.
    pub channel: ChannelId,
    /// When.
    pub since: Timestamp,
}

/// A thing in Slack, as far as we know. Only the worker, and the echo of our own post, write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Whose lane it is kept up to date in.
    pub owner: LaneOwner,
    /// Which thing.
    pub thing: Thing,
    /// Where it stands, or is being posted.
    pub channel: Option<ChannelId>,
    /// The message, once its post was confirmed.
    pub ts: Option<MessageTs>,
    /// A post began then, and nobody knows what became of it.
    pub posting: Option<Timestamp>,
    /// Channels that refused it.
    pub avoid: Vec<ChannelId>,
    /// The first of them, with Slack's word for why.
    pub refused: Option<(ChannelId, String)>,
    /// Where the search for a lost post goes on: the next page of the channel's history.
    pub cursor: Option<String>,
    /// The message that it was, when somebody deleted it: a new one is posted.
    pub gone: Option<MessageTs>,
    /// Of a card that is only a line: the address of the newer one, once it was asked for. Empty: Slack gives none.
    pub link: Option<String>,
}

/// The partition of a lane: workspace and owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneOwner {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Whose.
    pub owner: Owner,
}

impl Shown {
    /// A thing that nobody has posted yet.
    pub fn nowhere(workspace: &WorkspaceId, owner: &Owner, thing: &Thing) -> Self {
        Self {
            owner: LaneOwner { workspace: workspace.clone(), owner: owner.clone() },
            thing: thing.clone(),
            channel: None,
            ts: None,
            posting: None,
            avoid: Vec::new(),
            refused: None,
            cursor: None,
            gone: None,
            link: None,
        }
    }
}

/// What a job is rendered from: everything as it is now, in one read.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// The conversation.
    pub conversation: Option<Conversation>,
    /// The ticket of which the thing is a card, once it is closed.
    pub closed: Option<Box<Ticket>>,
    /// The workspace's settings.
    pub settings: Option<WorkspaceSettings>,
    /// The workspace's installation.
    pub installation: Option<Installation>,
    /// What is known of the customer.
    pub profile: Profile,
    /// The thing itself.
    pub shown: Option<Shown>,
    /// Limits met before.
    pub limits: Limits,
}

/// A lane with something due: what the sweeper rings for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueLane {
    /// The lane.
    pub lane: LaneKey,
    /// The item in the lane's partition.
    pub item: String,
    /// When it was due.
    pub due: Timestamp,
}

/// One message: transcript line, dedup marker and job in one.
#[derive(Clone, Debug)]
pub struct Line {
    /// Whose conversation.
    pub workspace: WorkspaceId,
    /// The customer.
    pub member: MemberId,
    /// Where it stands: [`Lane::In`](crate::job::Lane::In) or [`Lane::Out`](crate::job::Lane::Out), at its source's
    /// time, under its delivery's id.
    pub job: Job,
    /// What was said.
    pub text: CustomerText,
}

/// A fresh relay key: 128 random bits as text.
pub fn relay_key(fresh: u128) -> Secret {
    Secret::new(format!("{fresh:032x}"))
}
