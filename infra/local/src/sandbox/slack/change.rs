//! What can happen to the workspace. A change is written to the journal before the call that caused it is answered.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::domain::{ChannelId, MessageTs, Timestamp, UserId};
use shared::secret::Secret;

use super::interactions::{ResponseUrl, Trigger};
use super::message::Says;
use super::oauth::Consent;
use super::state::{Channel, Edited, Ephemeral, Message, Metadata, TokenStatus, User, Workspace};
use super::topic::{Bookmark, Topic};
use super::views::ViewChange;

/// One change. Applying it never fails: what it is about and is not there is left alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum SlackChange {
    /// A person came, or changed.
    UserSet(User),
    /// A channel or direct message was opened.
    ChannelOpened(Box<Channel>),
    /// A channel was archived.
    ChannelArchived {
        /// Which.
        channel: ChannelId,
    },
    /// A channel has another name.
    ChannelRenamed {
        /// Which.
        channel: ChannelId,
        /// Its name now.
        name: String,
    },
    /// A channel has another topic.
    TopicSet {
        /// Which channel.
        channel: ChannelId,
        /// The topic now.
        topic: Topic,
    },
    /// A link was put at a channel's top.
    BookmarkAdded {
        /// Which channel.
        channel: ChannelId,
        /// The link.
        bookmark: Bookmark,
    },
    /// A person unarchived a channel: no bot can (`contracts/slack.md` 9).
    ChannelUnarchived {
        /// Which.
        channel: ChannelId,
    },
    /// A person deleted a channel, with all that was in it.
    ChannelDeleted {
        /// Which.
        channel: ChannelId,
    },
    /// Slack shows previews of the links in a message: a change that nobody made.
    MessageUnfurled {
        /// Where.
        channel: ChannelId,
        /// Which.
        ts: MessageTs,
        /// Its attachments now.
        attachments: Vec<Value>,
    },
    /// A person deleted a message. A parent whose replies stay becomes a tombstone.
    MessageDeleted {
        /// Where.
        channel: ChannelId,
        /// Which.
        ts: MessageTs,
    },
    /// Someone was added to a channel.
    MemberJoined {
        /// Which channel.
        channel: ChannelId,
        /// Who.
        user: UserId,
        /// Who added them; none when they joined by themselves.
        #[serde(default)]
        inviter: Option<UserId>,
    },
    /// Someone is in a channel no more.
    MemberLeft {
        /// Which channel.
        channel: ChannelId,
        /// Who.
        user: UserId,
    },
    /// A message or reply was posted.
    MessagePosted {
        /// Where.
        channel: ChannelId,
        /// What.
        message: Box<Message>,
    },
    /// A message was changed. What is given here is what it has now.
    MessageUpdated {
        /// Where.
        channel: ChannelId,
        /// Which.
        ts: MessageTs,
        /// Its text now.
        text: String,
        /// Its blocks now.
        blocks: Vec<Value>,
        /// Its attachments now.
        attachments: Vec<Value>,
        /// Its metadata now.
        metadata: Option<Metadata>,
        /// By whom, and when.
        edited: Edited,
    },
    /// Something was shown to one person.
    EphemeralPosted {
        /// Where.
        channel: ChannelId,
        /// What, to whom.
        ephemeral: Box<Ephemeral>,
    },
    /// What was shown to one person says something else now, or is gone.
    EphemeralReplaced {
        /// Where.
        channel: ChannelId,
        /// Which.
        ts: MessageTs,
        /// What it says now; none when it is gone.
        says: Option<Says>,
    },
    /// Someone put a mark on a message, or took theirs away.
    ReactionSet {
        /// Where.
        channel: ChannelId,
        /// On which message.
        ts: MessageTs,
        /// The emoji, without colons.
        name: String,
        /// Who.
        user: UserId,
        /// Whether it is there now.
        is_there: bool,
    },
    /// Something happened to a modal or a home tab.
    View(ViewChange),
    /// An interaction gave us a trigger, with which a modal may be opened once within three seconds.
    TriggerIssued {
        /// Its id.
        id: String,
        /// Whose interaction it was: the modal is theirs.
        user: UserId,
        /// When.
        at: Timestamp,
    },
    /// A modal was opened or pushed by a trigger.
    TriggerUsed {
        /// Its id.
        id: String,
    },
    /// An interaction gave us an address to answer at.
    ResponseUrlIssued {
        /// The last part of its path.
        id: String,
        /// What it is for.
        url: ResponseUrl,
    },
    /// Something was answered there.
    ResponseUrlUsed {
        /// The last part of its path.
        id: String,
    },
    /// Somebody consented to an installation.
    Consented {
        /// What it is exchanged with.
        code: String,
        /// What they consented to.
        consent: Consent,
    },
    /// A consent was exchanged for a token, which stands in the former one's place. Scopes are added, never taken away
    /// (`contracts/slack.md` 12).
    Installed {
        /// The consent's code.
        code: String,
        /// The token.
        secret: Secret,
    },
    /// The token was given other scopes (an installation renewed).
    TokenScoped {
        /// What it may do now.
        scopes: BTreeSet<String>,
    },
    /// A person removed our app: its token works no more.
    AppRemoved,
    /// The token was revoked, or its workspace is gone, or it works again.
    TokenStatusSet {
        /// How it is now.
        status: TokenStatus,
    },
}

impl Workspace {
    /// Applies one change.
    pub(in crate::sandbox) fn apply(&mut self, change: SlackChange) {
        match change {
            SlackChange::UserSet(user) => drop(self.users.insert(user.id.clone(), user)),
            SlackChange::ChannelOpened(opened) => drop(self.channels.insert(opened.id.clone(), *opened)),
            SlackChange::ChannelArchived { channel } => self.in_channel(&channel, |it| it.is_archived = true),
            SlackChange::ChannelUnarchived { channel } => self.in_channel(&channel, |it| it.is_archived = false),
            SlackChange::ChannelRenamed { channel, name } => self.in_channel(&channel, |it| it.rename(name)),
            SlackChange::TopicSet { channel, topic } => self.in_channel(&channel, |it| it.topic = topic),
            SlackChange::BookmarkAdded { channel, bookmark } => {
                self.in_channel(&channel, |it| it.bookmarks.push(bookmark));
            }
            SlackChange::MemberJoined { channel, user, .. } => {
                self.in_channel(&channel, |it| it.members.extend([user]));
            }
            SlackChange::MemberLeft { channel, user } => {
                self.in_channel(&channel, |it| it.members.retain(|it| *it != user));
            }
            SlackChange::MessagePosted { channel, message } => {
                self.in_channel(&channel, |it| it.messages.push(*message));
            }
            SlackChange::MessageUpdated { channel, ts, text, blocks, attachments, metadata, edited } => self
                .on_message(&channel, &ts, |message| {
                    message.say(Says { text, blocks, attachments });
                    message.metadata = metadata;
                    message.edited = Some(edited);
                }),
            SlackChange::MessageUnfurled { channel, ts, attachments } => {
                self.on_message(&channel, &ts, |message| message.attachments = attachments);
            }
            SlackChange::ChannelDeleted { channel } => self.delete_channel(channel),
            SlackChange::MessageDeleted { channel, ts } => {
                self.in_channel(&channel, |it| it.delete(&ts));
            }
            SlackChange::EphemeralPosted { channel, ephemeral } => {
                self.in_channel(&channel, |it| it.ephemerals.push(*ephemeral));
            }
            SlackChange::EphemeralReplaced { channel, ts, says } => {
                self.in_channel(&channel, |it| it.replace_ephemeral(&ts, says));
            }
            SlackChange::ReactionSet { channel, ts, name, user, is_there } => {
                self.on_message(&channel, &ts, |it| it.react(&name, &user, is_there));
            }
            SlackChange::View(change) => self.views.apply(change),
            SlackChange::TriggerIssued { id, user, at } => {
                drop(self.triggers.insert(id, Trigger { user, at, is_used: false }));
            }
            SlackChange::TriggerUsed { id } => {
                self.triggers.entry(id).and_modify(|trigger| trigger.is_used = true);
            }
            SlackChange::ResponseUrlIssued { id, url } => drop(self.response_urls.insert(id, url)),
            SlackChange::ResponseUrlUsed { id } => {
                self.response_urls.entry(id).and_modify(|url| url.uses += 1);
            }
            SlackChange::Consented { code, consent } => drop(self.consents.insert(code, consent)),
            SlackChange::Installed { code, secret } => self.install(&code, secret),
            SlackChange::TokenScoped { scopes } => self.token.scopes = scopes,
            SlackChange::AppRemoved => self.token.status = TokenStatus::Revoked,
            SlackChange::TokenStatusSet { status } => self.token.status = status,
        }
    }

    fn delete_channel(&mut self, channel: ChannelId) {
        if self.channels.remove(&channel).is_some() {
            self.deleted_channels.insert(channel);
        }
    }

    fn in_channel(&mut self, channel: &ChannelId, change: impl FnOnce(&mut Channel)) {
        if let Some(channel) = self.channels.get_mut(channel) {
            change(channel);
        }
    }

    fn on_message(&mut self, channel: &ChannelId, ts: &MessageTs, change: impl FnOnce(&mut Message)) {
        self.in_channel(channel, |channel| {
            if let Some(message) = channel.messages.iter_mut().find(|message| message.ts == *ts) {
                change(message);
            }
        });
    }
}
