//! The chatbot platform (Stella, today WOZTELL): the port through which we ask it, and what it and its bots send us.
//!
//! The adapter is `stella` (feature `adapters`). `contracts/stella.md` tells what the platform takes and answers.

mod customer;
mod id;
pub mod limits;
#[cfg(feature = "adapters")]
mod line;
mod message;
pub mod payload;
pub mod pre_action;
pub mod relay_request;
pub mod signature;
pub mod split;
#[cfg(feature = "adapters")]
pub mod stella;
mod time;
mod told;

use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::domain::{AppId, BotChannelId, CustomerText, MemberId, Timestamp};
use crate::secret::Secret;

/// Where the Open API is, unless a connection says otherwise (`contracts/stella.md` 1).
pub const OPEN_API: &str = "https://open.api.woztell.com/v3";
/// Where the Bot API is, unless a connection says otherwise (`contracts/stella.md` 1).
pub const BOT_API: &str = "https://bot.api.woztell.com";

/// How we reach one bot channel on the platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// The bot channel (one WhatsApp number, one web chat …).
    pub channel: BotChannelId,
    /// The app that owns it, and its tokens.
    pub app: AppId,
    /// The platform its customers write on, such as `whatsapp-cloud`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// The Open API's whole address.
    pub open_api: String,
    /// The Bot API's address, without a method.
    pub bot_api: String,
    /// The token for the Open API. It may be the same as the other.
    pub open_api_token: Secret,
    /// The token for the Bot API.
    pub bot_token: Secret,
}

/// What the platform knows of a customer. Everything may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// `name`, else first and last name, else the profile's name, else the external id (`contracts/stella.md` 3.1).
    pub name: Option<CustomerText>,
    /// `customLocale`, else `locale`, such as `zh-HK`.
    pub language: Option<String>,
    /// The platform the customer writes on, such as `whatsapp-cloud`.
    pub platform: Option<String>,
    /// The customer's tags.
    pub tags: Vec<String>,
    /// Whether humans answer this customer.
    pub live_chat: Option<bool>,
    /// A telephone number on WhatsApp, another id elsewhere.
    pub external_id: Option<CustomerText>,
}

/// One message of the bot conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryLine {
    /// When; unknown where the platform says nothing that can be read.
    pub at: Option<Timestamp>,
    /// Who wrote it.
    pub from: Sender,
    /// What it says, or what kind it is in round brackets: `(image)`.
    pub text: CustomerText,
}

/// Who wrote a message of the bot conversation (`contracts/stella.md` 3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// The customer.
    Member,
    /// The bot.
    Bot,
    /// A person, through some tool.
    Admin,
    /// Another system, through the channel's incoming webhook.
    IncomingWebhook,
    /// Somebody of whom the contract doesn't tell.
    Other,
}

/// A message that the platform took. Whether it arrives, its webhook tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// The platform's ids of it, at most 20: by them its echo and its statuses are known. None where it named none.
    pub message_ids: Vec<String>,
}

/// A node of a bot's tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotNode {
    /// The tree.
    pub tree: String,
    /// The node's composite id.
    pub node: String,
}

/// A call of the platform that didn't succeed: one variant a reaction. `Display` is the text for the log, without
/// tokens and customers' texts.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ChatbotFailure {
    /// Too many calls: nothing was done, repeat after this time.
    #[error("limited: wait {} s", retry_after.as_secs())]
    Limited {
        /// From `Retry-After`, or the default.
        retry_after: Duration,
    },
    /// Surely nothing was done, and it may well succeed later: repeat.
    #[error("not done: {cause}")]
    NotNow {
        /// What was seen of it.
        cause: String,
    },
    /// It may have been done. A question can be repeated; a message to a customer must not be.
    #[error("outcome unknown: {cause}")]
    Unknown {
        /// What was seen of it.
        cause: String,
    },
    /// The platform knows no such member.
    #[error("not found")]
    NotFound,
    /// The token is wrong, or lacks a scope: tell an admin to set the connection right.
    #[error("not authorised: {cause}")]
    NotAuthorised {
        /// What was seen of it.
        cause: String,
    },
    /// Refused for another reason, nothing was done: fail loudly, don't repeat by yourself.
    #[error("refused: {cause}")]
    Refused {
        /// What was seen of it.
        cause: String,
        /// The platform's own words for it, to be shown to an agent and not logged: one line of at most 200 characters,
        /// without tokens and addresses. They may quote what was sent, so show them escaped.
        told: Option<CustomerText>,
    },
}

impl ChatbotFailure {
    /// The text for the log.
    pub fn cause(&self) -> String {
        self.to_string()
    }

    /// The platform's own words, for an agent.
    pub fn told(&self) -> Option<&CustomerText> {
        match self {
            Self::Refused { told, .. } => told.as_ref(),
            Self::Limited { .. }
            | Self::NotNow { .. }
            | Self::Unknown { .. }
            | Self::NotFound
            | Self::NotAuthorised { .. } => None,
        }
    }
}

/// What we ask of the platform. Each method is one call.
#[async_trait]
pub trait Chatbot: Send + Sync {
    /// Asks what it knows of a customer (`contracts/stella.md` 3.1). Safe to repeat.
    async fn member(&self, connection: &Connection, member: &MemberId) -> Result<Profile, ChatbotFailure>;

    /// Asks for the last messages of the bot conversation, at most 100, the oldest first (`contracts/stella.md` 3.3).
    /// Safe to repeat, about 30 times a minute and app.
    async fn history(
        &self,
        connection: &Connection,
        member: &MemberId,
        last: u8,
    ) -> Result<Vec<HistoryLine>, ChatbotFailure>;

    /// Sends one text to a customer (`contracts/stella.md` 2.1). At most 4,096 characters on WhatsApp, 2,000 elsewhere.
    /// Not safe to repeat after [`ChatbotFailure::Unknown`]: the platform knows no idempotency key, and its echo tells
    /// within seconds whether it was sent. After any other failure nothing was sent.
    async fn send_text(&self, connection: &Connection, member: &MemberId, text: &str) -> Result<Sent, ChatbotFailure>;

    /// Silences the bot for a customer, or lets it answer again (`contracts/stella.md` 3.2). Safe to repeat, not more
    /// often than every 800 ms an app.
    async fn set_live_chat(
        &self,
        connection: &Connection,
        member: &MemberId,
        live_chat: bool,
    ) -> Result<(), ChatbotFailure>;

    /// Starts a node of the bot for a customer, and tells it why (`contracts/stella.md` 2.2): `END_LIVE_CHAT`. Success
    /// means that it began, no more. Not safe to repeat after [`ChatbotFailure::Unknown`].
    async fn start_node(
        &self,
        connection: &Connection,
        member: &MemberId,
        node: &BotNode,
        reason: &str,
    ) -> Result<(), ChatbotFailure>;
}
