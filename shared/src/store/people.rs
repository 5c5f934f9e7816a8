//! People, channels and webhooks: what a way in reads before it asks the domain, and how far an inbox channel's opening
//! has come.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::records::{Attempt, Installation, PendingJob, Profile};
use super::{Claim, StoreError};
use crate::domain::{
    BotChannelId, ChannelId, Conversation, MemberId, PersonKind, SetUp, Timestamp, UserId, WorkspaceId,
    WorkspaceSettings,
};
use crate::limits::{LimitKey, Limits};
use crate::seal::Sealed;

/// What Slack says of a person, as it was last asked or told us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownPerson {
    /// Who.
    pub user: UserId,
    /// What others call them: for cards, where nobody is rung for.
    pub name: String,
    /// What they are.
    pub kind: PersonKind,
    /// Whether they are a bot.
    #[serde(default)]
    pub is_bot: bool,
    /// Whether they are deactivated.
    #[serde(default)]
    pub is_gone: bool,
    /// Whether they own the workspace. `None`: not asked for when they were noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_owner: Option<bool>,
    /// When Slack said so.
    pub at: Timestamp,
}

/// What a way in needs to decide for one person, in one batch read.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// The conversation.
    pub conversation: Option<Conversation>,
    /// The workspace's settings.
    pub settings: Option<WorkspaceSettings>,
    /// The person.
    pub person: Option<KnownPerson>,
    /// The workspace's installation.
    pub installation: Option<Installation>,
    /// What is known of the customer.
    pub profile: Profile,
}

/// What an event of a channel is read with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InboxOf {
    /// Whose inbox channel it is; none: nobody's.
    pub member: Option<MemberId>,
    /// Our bot's user in the workspace.
    pub bot_user: Option<UserId>,
    /// Our bot in it, which marks what it posts under another's name.
    pub bot: Option<String>,
}

/// What a job of a channel is decided from, in one read.
#[derive(Clone, Debug, Default)]
pub struct ChannelScene {
    /// Whose inbox channel it is, or was; none: nobody's.
    pub member: Option<MemberId>,
    /// The workspace's settings.
    pub settings: Option<WorkspaceSettings>,
    /// The workspace's installation.
    pub installation: Option<Installation>,
    /// Limits met before.
    pub limits: Limits,
}

/// What stands behind a webhook's address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hook {
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// The bot channel.
    pub bot: BotChannelId,
    /// What its webhooks are signed with, sealed.
    pub secret: Sealed,
    /// What they were signed with before, while it is rotated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Sealed>,
    /// When a webhook came by it that was signed. `None`: never yet. Kept once, not up to date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<Timestamp>,
}

/// How far the opening of a conversation's inbox channel has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Opening {
    /// How many names were tried. Each attempt has a name of its own: an attempt whose outcome is unknown is never
    /// repeated (`contracts/slack.md` 9).
    pub attempts: u32,
    /// The inbox channel that was found archived or deleted: a successor is opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<ChannelId>,
}

/// What a panel of settings is opened and submitted with, in one batch read.
#[derive(Clone, Debug, Default)]
pub struct PanelScene {
    /// The workspace's settings.
    pub settings: Option<WorkspaceSettings>,
    /// The workspace's installation.
    pub installation: Option<Installation>,
    /// Who opens or submits it.
    pub person: Option<KnownPerson>,
    /// How far the workspace's set-up has come: whose checklist a save brings up to date.
    pub set_up: Option<SetUp>,
}

/// An action that admins can look up later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// Who did it.
    pub by: UserId,
    /// What, in words of ours: `added to admins`.
    pub what: String,
    /// To whom of the workspace.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<UserId>,
    /// To whose conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
}

/// People, channels, webhooks.
#[async_trait]
pub trait People: Send + Sync {
    /// What a decision of one person needs, in one batch read.
    async fn desk(&self, workspace: &WorkspaceId, member: &MemberId, user: &UserId) -> Result<Desk, StoreError>;

    /// Those of these people whom Slack was asked about, who may be named twice. One batch read for each hundred; none
    /// asks for nothing.
    async fn people(
        &self,
        workspace: &WorkspaceId,
        users: &[UserId],
    ) -> Result<BTreeMap<UserId, KnownPerson>, StoreError>;

    /// What a panel of settings needs. One batch read.
    async fn panel_scene(&self, workspace: &WorkspaceId, user: &UserId) -> Result<PanelScene, StoreError>;

    /// The last audit lines, the latest first, each with its time. One query.
    async fn audit_lines(
        &self,
        workspace: &WorkspaceId,
        at_most: u8,
    ) -> Result<Vec<(Timestamp, AuditLine)>, StoreError>;

    /// Stores what Slack says of a person.
    async fn put_person(&self, workspace: &WorkspaceId, person: &KnownPerson) -> Result<(), StoreError>;

    /// The workspace's installation. One read.
    async fn installation(&self, workspace: &WorkspaceId) -> Result<Option<Installation>, StoreError>;

    /// Whose inbox channel this is, and who we are. One batch read.
    async fn inbox_of(&self, workspace: &WorkspaceId, channel: &ChannelId) -> Result<InboxOf, StoreError>;

    /// What a channel's job needs. One batch read.
    async fn channel_scene(
        &self,
        workspace: &WorkspaceId,
        channel: &ChannelId,
        limits: &[LimitKey],
    ) -> Result<ChannelScene, StoreError>;

    /// What stands behind a webhook's address. One read.
    async fn hook(&self, connection: &str) -> Result<Option<Hook>, StoreError>;

    /// Stores what stands behind a webhook's address.
    async fn put_hook(&self, connection: &str, hook: &Hook) -> Result<(), StoreError>;

    /// How far a conversation's inbox channel's opening has come. One read.
    async fn opening(&self, workspace: &WorkspaceId, member: &MemberId) -> Result<Opening, StoreError>;

    /// Notes how far the opening has come.
    async fn put_opening(
        &self,
        workspace: &WorkspaceId,
        member: &MemberId,
        opening: &Opening,
    ) -> Result<(), StoreError>;

    /// Claims a job, and notes how far the opening has come and by which mark the channel's name will lead back to the
    /// conversation, in one transaction.
    async fn begin_opening(
        &self,
        job: &PendingJob,
        attempt: &Attempt,
        opening: &Opening,
        mark: &str,
    ) -> Result<Claim, StoreError>;

    /// Whose inbox channel was to be opened under names with this mark. One read.
    async fn opener(&self, workspace: &WorkspaceId, mark: &str) -> Result<Option<MemberId>, StoreError>;

    /// Stores an audit line.
    async fn audit(&self, workspace: &WorkspaceId, line: &AuditLine, at: Timestamp, id: &str)
    -> Result<(), StoreError>;
}
