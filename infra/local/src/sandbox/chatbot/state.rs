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
    /// What the Open API was asked to make of `live_chat`, in order.
    #[serde(default)]
    pub toggles: Vec<Toggle>,
    /// The nodes that the Bot API was asked to start, in order.
    #[serde(default)]
    pub started: Vec<StartedNode>,
}

/// One accepted `toggleLiveChat`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Toggle {
    /// True: humans answer.
    pub live_chat: bool,
    /// When it was asked for.
    pub at: Timestamp,
}

/// One accepted `redirectMemberToNode`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartedNode {
    /// The tree.
    pub tree: String,
    /// The node's composite id.
    pub node: String,
    /// What the node is told.
    pub meta: Value,
    /// When it was asked for.
    pub at: Timestamp,
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
    /// What was reported of it, in order.
    #[serde(default)]
    pub statuses: Vec<Reported>,
}

/// One report on a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reported {
    /// What became of it.
    pub is: Becomes,
    /// When.
    pub at: Timestamp,
    /// Why, of what failed: the messenger's errors.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub errors: Value,
}

/// What becomes of a message (`contracts/stella.md` 4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Becomes {
    /// It left the platform.
    Sent,
    /// It is on the customer's device.
    Delivered,
    /// The customer saw it.
    Read,
    /// It will not arrive.
    Failed,
    /// It was taken back.
    Deleted,
}

impl Chat {
    /// The messenger's id of it, by which sends and reports name it.
    pub fn message_id(&self) -> String {
        format!("wamid.{}", self.id)
    }
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
    /// Something was reported of a message.
    Reported {
        /// In whose conversation.
        member: MemberId,
        /// Of which message.
        message_id: String,
        /// What.
        status: Reported,
    },
    /// The Open API set who answers.
    Toggled {
        /// Whom.
        member: MemberId,
        /// To what, and when.
        toggle: Toggle,
    },
    /// The Bot API started a node.
    NodeStarted {
        /// For whom.
        member: MemberId,
        /// Which.
        node: StartedNode,
    },
    /// Humans answer, or the bot does: set by the bot itself, or by somebody else.
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
            ChatbotChange::ChatAdded { member, chat } => self.of(&member, |member| member.chats.push(*chat)),
            ChatbotChange::Reported { member, message_id, status } => {
                self.of(&member, |member| member.report(&message_id, status));
            }
            ChatbotChange::Toggled { member, toggle } => self.of(&member, |member| {
                member.live_chat = toggle.live_chat;
                member.toggles.push(toggle);
            }),
            ChatbotChange::NodeStarted { member, node } => self.of(&member, |member| member.started.push(node)),
            ChatbotChange::LiveChatSet { member, live_chat } => self.of(&member, |member| member.live_chat = live_chat),
        }
    }

    fn of(&mut self, member: &MemberId, change: impl FnOnce(&mut Member)) {
        if let Some(member) = self.members.get_mut(member) {
            change(member);
        }
    }

    /// A text of this customer, as the webhook and the history carry it. What customers send has its time as text in
    /// seconds, what is sent to them as a number in milliseconds (`contracts/stella.md` 4.1).
    pub fn text(&self, member: &Member, sender: Sender, text: &str, at: Timestamp) -> Value {
        let time = if sender == Sender::Member { json!(at.seconds().to_string()) } else { json!(at.millis()) };
        self.message(member, sender, &json!({"type": "TEXT", "data": {"text": text}}), &time)
    }

    /// A message of any type, likewise.
    pub(super) fn message(&self, member: &Member, sender: Sender, said: &Value, time: &Value) -> Value {
        let (from, to) = match sender {
            Sender::Member => (&member.external_id, &self.channel.number),
            Sender::Bot | Sender::Admin | Sender::IncomingWebhook => (&self.channel.number, &member.external_id),
        };
        json!({"from": from, "to": to, "timestamp": time, "type": said.get("type"), "data": said.get("data")})
    }
}

impl Member {
    /// The id of the `nth` next line of this conversation: no other line has it.
    pub(super) fn next_chat_id(&self, nth: usize) -> String {
        let tail: String = self.id.as_str().chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
        format!("64a0c0ff{tail}{:08x}", self.chats.len() + nth)
    }

    fn report(&mut self, message_id: &str, status: Reported) {
        let Some(chat) = self.chats.iter_mut().find(|chat| chat.message_id() == message_id) else { return };
        match status.is {
            Becomes::Delivered => chat.delivered_at = Some(status.at),
            Becomes::Read => chat.read_at = Some(status.at),
            Becomes::Sent | Becomes::Failed | Becomes::Deleted => {}
        }
        chat.statuses.push(status);
    }

    /// What to call them: the name, else first and last name, else the number (`contracts/stella.md` 3.1).
    pub fn shown_name(&self) -> String {
        let parts = [&self.first_name, &self.last_name];
        let joined = parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
        let name = self.name.clone().or_else(|| Some(joined).filter(|joined| !joined.is_empty()));
        name.unwrap_or_else(|| self.external_id.clone())
    }
}
