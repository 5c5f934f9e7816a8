//! The platform as it is: its customers and what was said. Changed by [`ChatbotChange`]s only.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::domain::{AppId, BotChannelId, MemberId, Timestamp};
use shared::secret::Secret;

/// One account of the platform.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Platform {
    /// Its app.
    pub app: PlatformApp,
    /// Its bot channel.
    pub channel: BotChannel,
    /// Its customers.
    pub members: BTreeMap<MemberId, Member>,
}

/// The owner of bot channels and tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlatformApp {
    /// Its id.
    pub id: AppId,
    /// Opens the Open API.
    pub open_api_token: PlatformToken,
    /// Opens the Bot API.
    pub bot_api_token: PlatformToken,
}

/// A token and what it may do (`contracts/stella.md` 1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlatformToken {
    /// Its text.
    pub secret: Secret,
    /// `member:read`, `conversation:read` …
    pub scopes: BTreeSet<String>,
}

/// One WhatsApp number, one web chat …
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotChannel {
    /// Its id.
    pub id: BotChannelId,
    /// What the account calls it.
    pub name: String,
    /// What kind it is: `whatsapp`.
    pub platform: String,
    /// Its own number, digits only.
    pub number: String,
    /// What its webhooks are signed with.
    pub secret: Secret,
}

/// A customer. Much may be unknown of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The platform's id.
    pub id: MemberId,
    /// Their bot channel.
    pub channel: BotChannelId,
    /// Their id on the channel's own platform: a WhatsApp number, digits only.
    pub external_id: String,
    /// The whole name.
    pub name: Option<String>,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// As the platform has it.
    pub gender: Option<String>,
    /// Their address.
    pub email: Option<String>,
    /// Their language, as the channel's platform reported it.
    pub locale: Option<String>,
    /// Their language, as the bot set it.
    pub custom_locale: Option<String>,
    /// What the account marked them with.
    pub tags: Vec<String>,
    /// When they first wrote.
    pub created_at: Timestamp,
    /// When they last changed.
    pub updated_at: Timestamp,
    /// True: humans answer, the bot is silent.
    pub live_chat: bool,
    /// What was said, oldest first.
    pub chats: Vec<Chat>,
}

/// Who sent a message (`contracts/stella.md` 3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Sender {
    /// The customer.
    Member,
    /// The chatbot.
    Bot,
    /// A person, by the API or a broadcast.
    Admin,
    /// Another system.
    IncomingWebhook,
}

/// One line of a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chat {
    /// Its id.
    pub id: String,
    /// When the platform took it.
    pub at: Timestamp,
    /// Who sent it.
    pub sender: Sender,
    /// The webhook's envelope.
    pub message_event: Value,
    /// When it was delivered, as far as known.
    pub delivered_at: Option<Timestamp>,
    /// When it was read, as far as known.
    pub read_at: Option<Timestamp>,
}

/// One change. Applying it never fails: a customer who is not there is left alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ChatbotChange {
    /// A customer came, or changed.
    MemberSet(Box<Member>),
    /// Something was said.
    ChatAdded {
        /// In whose conversation.
        member: MemberId,
        /// What.
        chat: Box<Chat>,
    },
    /// Humans answer, or the bot does.
    LiveChatSet {
        /// Whom.
        member: MemberId,
        /// True: humans answer.
        live_chat: bool,
    },
}

impl Platform {
    /// Applies one change.
    pub(in crate::sandbox) fn apply(&mut self, change: ChatbotChange) {
        match change {
            ChatbotChange::MemberSet(member) => drop(self.members.insert(member.id.clone(), *member)),
            ChatbotChange::ChatAdded { member, chat } => {
                if let Some(member) = self.members.get_mut(&member) {
                    member.chats.push(*chat);
                }
            }
            ChatbotChange::LiveChatSet { member, live_chat } => {
                if let Some(member) = self.members.get_mut(&member) {
                    member.live_chat = live_chat;
                }
            }
        }
    }

    /// A text of this customer, as the webhook and the history carry it. What customers send has its time as text in
    /// seconds, what is sent to them as a number in milliseconds (`contracts/stella.md` 4.1).
    pub fn text(&self, member: &Member, sender: Sender, text: &str, at: Timestamp) -> Value {
        let (from, to, time) = match sender {
            Sender::Member => (&member.external_id, &self.channel.number, json!(at.seconds().to_string())),
            Sender::Bot | Sender::Admin | Sender::IncomingWebhook => {
                (&self.channel.number, &member.external_id, json!(at.millis()))
            }
        };
        json!({"from": from, "to": to, "timestamp": time, "type": "TEXT", "data": {"text": text}})
    }
}

impl Member {
    /// What to call them: the name, else first and last name, else the number (`contracts/stella.md` 3.1).
    pub fn shown_name(&self) -> String {
        let parts = [&self.first_name, &self.last_name];
        let joined = parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
        let name = self.name.clone().or_else(|| Some(joined).filter(|joined| !joined.is_empty()));
        name.unwrap_or_else(|| self.external_id.clone())
    }
}
