//! What can happen to the workspace. A change is written to the journal before the call that caused it is answered.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::domain::{ChannelId, MessageTs, UserId};

use super::state::{Channel, Edited, Ephemeral, Message, Metadata, TokenStatus, User, Workspace};

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
    /// A person unarchived a channel: no bot can (`contracts/slack.md` 9).
    ChannelUnarchived {
        /// Which.
        channel: ChannelId,
    },
    /// A person deleted a message.
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
    /// The token was given other scopes (an installation renewed).
    TokenScoped {
        /// What it may do now.
        scopes: BTreeSet<String>,
    },
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
            SlackChange::MessageDeleted { channel, ts } => {
                self.in_channel(&channel, |it| it.messages.retain(|message| message.ts != ts));
            }
            SlackChange::MemberJoined { channel, user } => self.in_channel(&channel, |it| it.members.extend([user])),
            SlackChange::MemberLeft { channel, user } => {
                self.in_channel(&channel, |it| it.members.retain(|it| *it != user));
            }
            SlackChange::MessagePosted { channel, message } => {
                self.in_channel(&channel, |it| it.messages.push(*message));
            }
            SlackChange::EphemeralPosted { channel, ephemeral } => {
                self.in_channel(&channel, |it| it.ephemerals.push(*ephemeral));
            }
            SlackChange::MessageUpdated { channel, ts, text, blocks, attachments, metadata, edited } => self
                .on_message(&channel, &ts, |message| {
                    message.text = text;
                    message.blocks = blocks;
                    message.attachments = attachments;
                    message.metadata = metadata;
                    message.edited = Some(edited);
                }),
            SlackChange::TokenScoped { scopes } => self.token.scopes = scopes,
            SlackChange::TokenStatusSet { status } => self.token.status = status,
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
