//! The Slack workspace as it is: people, channels, messages. Changed by [`super::SlackChange`]s only.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use shared::domain::{ChannelId, MessageTs, Timestamp, UserId, WorkspaceId};
use shared::secret::Secret;

use super::interactions::{ResponseUrl, Trigger};
use super::oauth::Consent;
use super::topic::{Bookmark, Topic};
use super::ts::Micros;
use super::views::Surfaces;

/// One Slack team with our app installed in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Workspace {
    /// Its id.
    pub id: WorkspaceId,
    /// Its name.
    pub name: String,
    /// The first part of its address.
    pub domain: String,
    /// Our app in it.
    pub app: App,
    /// The bot token that was issued for it.
    pub token: Token,
    /// Everybody in it, and those of other organisations whom it shares a channel with.
    pub users: BTreeMap<UserId, User>,
    /// Its channels and direct messages.
    pub channels: BTreeMap<ChannelId, Channel>,
    /// Channels that were deleted: their ids are given to none again.
    #[serde(default)]
    pub deleted_channels: BTreeSet<ChannelId>,
    /// Modals that stand open and home tabs.
    #[serde(default)]
    pub views: Surfaces,
    /// Every trigger that was issued, by its id.
    #[serde(default)]
    pub triggers: BTreeMap<String, Trigger>,
    /// Every `response_url` that was issued, by the last part of its path.
    #[serde(default)]
    pub response_urls: BTreeMap<String, ResponseUrl>,
    /// Every consent to an installation, by its code.
    #[serde(default)]
    pub consents: BTreeMap<String, Consent>,
}

/// Our app in a workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct App {
    /// `A…`.
    pub id: String,
    /// `B…`: what its messages carry as `bot_id`.
    pub bot_id: String,
    /// The user that it acts as.
    pub bot_user: UserId,
    /// What Slack signs its requests to us with.
    pub signing_secret: Secret,
}

/// A bot token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Its text.
    pub secret: Secret,
    /// What it may do.
    pub scopes: BTreeSet<String>,
    /// Whether it works.
    pub status: TokenStatus,
}

/// Whether a token works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TokenStatus {
    /// It does.
    Active,
    /// It was revoked: `token_revoked`.
    Revoked,
    /// The workspace or the bot user is gone: `account_inactive`.
    Inactive,
}

/// A person, a bot or a guest (`contracts/slack.md` 10).
#[expect(clippy::struct_excessive_bools, reason = "Slack's user object is a list of flags")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// `U…`.
    pub id: UserId,
    /// The team they belong to: another one for people of other organisations.
    pub team_id: WorkspaceId,
    /// The name in mentions of old.
    pub name: String,
    /// The full name.
    pub real_name: String,
    /// The name that Slack shows.
    pub display_name: String,
    /// BCP 47 with a hyphen, as Slack writes it.
    pub locale: String,
    /// IANA time zone.
    pub tz: String,
    /// Deactivated.
    pub deleted: bool,
    /// A bot user. `USLACKBOT` says false.
    pub is_bot: bool,
    /// A workspace admin.
    pub is_admin: bool,
    /// A workspace owner.
    pub is_owner: bool,
    /// A guest of either kind.
    pub is_restricted: bool,
    /// A single-channel guest.
    pub is_ultra_restricted: bool,
    /// Someone of another organisation.
    pub is_stranger: bool,
    /// When it last changed.
    pub updated: Timestamp,
}

/// What a conversation in Slack is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// Everybody may see and join it.
    Public,
    /// Members only.
    Private,
    /// Two people.
    Direct,
    /// Up to nine people.
    GroupDirect,
}

/// A channel or direct message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Channel {
    /// `C…` or `D…`.
    pub id: ChannelId,
    /// Empty for direct messages.
    pub name: String,
    /// What it is.
    pub kind: ChannelKind,
    /// When it was made.
    pub created: Timestamp,
    /// Who made it.
    pub creator: UserId,
    /// The workspace's general channel.
    pub is_general: bool,
    /// Shared with another organisation.
    pub is_ext_shared: bool,
    /// Archived: nobody posts any more.
    pub is_archived: bool,
    /// The names that it had before.
    #[serde(default)]
    pub previous_names: Vec<String>,
    /// What stands beside its name.
    #[serde(default)]
    pub topic: Topic,
    /// The links at its top, in the order they came.
    #[serde(default)]
    pub bookmarks: Vec<Bookmark>,
    /// Who is in it.
    pub members: BTreeSet<UserId>,
    /// Every message and reply in the order of time.
    pub messages: Vec<Message>,
    /// What was shown to one person alone. Slack doesn't keep it; scripts want to see it.
    pub ephemerals: Vec<Ephemeral>,
}

/// A message in a channel, or a reply in a thread of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Its id in the channel.
    pub ts: MessageTs,
    /// `me_message`, `channel_topic`, `tombstone` …; none for what people and apps plainly write. `thread_broadcast`,
    /// `bot_message` and `file_share` follow from the rest.
    #[serde(default)]
    pub subtype: Option<String>,
    /// Who wrote it.
    pub user: UserId,
    /// `bot_id` and `app_id`, when an app wrote it.
    pub bot: Option<Author>,
    /// Its text.
    pub text: String,
    /// Its blocks, as Slack completed them.
    pub blocks: Vec<Value>,
    /// Its attachments.
    pub attachments: Vec<Value>,
    /// Its metadata.
    pub metadata: Option<Metadata>,
    /// The parent, when it is a reply.
    pub thread_ts: Option<MessageTs>,
    /// A reply that the channel shows too.
    pub is_broadcast: bool,
    /// The last edit.
    pub edited: Option<Edited>,
    /// Marks, in the order they came.
    pub reactions: Vec<Reaction>,
    /// The name it is shown under, when it is not the app's.
    pub username: Option<String>,
    /// The emoji that it is shown with, when it is not the app's picture.
    #[serde(default)]
    pub icon_emoji: Option<String>,
    /// What Slack's own clients give each message.
    #[serde(default)]
    pub client_msg_id: Option<String>,
    /// Its files, as Slack shows them.
    #[serde(default)]
    pub files: Vec<Value>,
}

/// The app behind a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// `B…`.
    pub bot_id: String,
    /// `A…`.
    pub app_id: String,
}

/// Message metadata (`contracts/slack.md` 8).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    /// Letters, digits, underscores.
    pub event_type: String,
    /// Flat, keys in lower snake case.
    pub event_payload: Map<String, Value>,
}

/// Who edited a message, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edited {
    /// Who.
    pub user: UserId,
    /// When.
    pub ts: MessageTs,
}

/// One emoji on a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    /// Without colons.
    pub name: String,
    /// Who put it there.
    pub users: Vec<UserId>,
}

/// What one person alone was shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ephemeral {
    /// To whom.
    pub to: UserId,
    /// What.
    pub message: Message,
}

impl Workspace {
    /// The workspace's owner.
    pub(in crate::sandbox) fn owner(&self) -> Option<&UserId> {
        self.users.values().find(|user| user.is_owner).map(|user| &user.id)
    }

    /// Whether someone is in a channel that is no direct message: a single-channel guest has their one then.
    pub(in crate::sandbox) fn has_a_channel(&self, user: &UserId) -> bool {
        let is_room = |channel: &&Channel| matches!(channel.kind, ChannelKind::Public | ChannelKind::Private);
        self.channels.values().filter(is_room).any(|channel| channel.members.contains(user))
    }

    /// A channel by its name, without `#`.
    pub fn channel_named(&self, name: &str) -> Option<&Channel> {
        self.channels.values().find(|channel| channel.name == name)
    }

    /// The token of this text.
    pub(super) fn token(&self, secret: &str) -> Option<&Token> {
        Some(&self.token).filter(|token| token.secret.expose() == secret)
    }

    /// The direct message of exactly these people.
    pub(super) fn direct(&self, people: &BTreeSet<UserId>) -> Option<&Channel> {
        let is_direct = |kind| matches!(kind, ChannelKind::Direct | ChannelKind::GroupDirect);
        self.channels.values().find(|channel| is_direct(channel.kind) && channel.members == *people)
    }
}

impl Channel {
    /// A message or reply by its id.
    pub fn message(&self, ts: &MessageTs) -> Option<&Message> {
        self.messages.iter().find(|message| message.ts == *ts)
    }

    /// Takes a message away; of a parent whose replies stay a tombstone stays.
    pub(super) fn delete(&mut self, ts: &MessageTs) {
        if self.replies(ts).next().is_none() {
            self.messages.retain(|message| message.ts != *ts);
        } else if let Some(parent) = self.messages.iter_mut().find(|message| message.ts == *ts) {
            *parent = parent.tombstone();
        }
    }

    /// The replies to a message, in order.
    pub fn replies<'a>(&'a self, parent: &'a MessageTs) -> impl Iterator<Item = &'a Message> {
        self.messages.iter().filter(move |message| message.thread_ts.as_ref() == Some(parent))
    }

    /// What stands in the channel itself: no replies, unless they were sent to the channel too.
    pub fn top_level(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.iter().filter(|message| message.thread_ts.is_none() || message.is_broadcast)
    }

    /// The next message's or ephemeral's id: the time, or what comes after the newest.
    pub(in crate::sandbox) fn next_ts(&self, now: Timestamp) -> MessageTs {
        let shown = self.ephemerals.last().map(|ephemeral| &ephemeral.message.ts);
        let newest = self.messages.last().map(|message| &message.ts).max(shown);
        let next = newest.map(|ts| Micros::of(ts).next());
        next.map_or(Micros::at(now), |next| next.max(Micros::at(now))).ts()
    }
}
