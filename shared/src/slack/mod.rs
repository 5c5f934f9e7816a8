//! Slack: the port through which we speak to it, and what we say: blocks, markup and cards.
//!
//! The adapter is `web_api` (feature `adapters`). `contracts/slack.md` tells what Slack takes and answers.

pub mod blocks;
pub mod cards;
mod date;
mod failure;
pub mod limits;
pub mod markup;
pub mod split;
#[cfg(feature = "adapters")]
pub mod web_api;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::domain::{ChannelId, MessageTs, Timestamp, UserId, WorkspaceId};
use crate::secret::Secret;

use blocks::Message;
pub use failure::{CallFailure, RETRY_AFTER_DEFAULT, Refusal};

/// The token by which a workspace's installation speaks. Sent in a header, never in a body or an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BotToken(Secret);

impl BotToken {
    /// Takes a text as a token.
    pub fn new(token: impl Into<String>) -> Self {
        Self(Secret::new(token))
    }

    /// The token itself. Each call is a place to look at in a review.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

macro_rules! slack_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text as this kind of id.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    )*};
}

slack_ids! {
    /// Our app (`A…`), the same in every workspace.
    SlackAppId;
    /// Our bot in one workspace (`B…`), which marks what it posts.
    BotId;
}

/// What a post of ours carries so that it is known again: in its echo, or when history is asked whether it was made.
/// Every app and member can read it, so it is nothing secret (`contracts/slack.md` 8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryKey(String);

impl DeliveryKey {
    /// The metadata's event type: letters, digits and underscores only.
    pub const EVENT_TYPE: &'static str = "slack_inbox_delivery";
    /// The name under which the key stands in the metadata's flat payload.
    pub const NAME: &'static str = "delivery_key";

    /// Takes a key of 1 to [`limits::DELIVERY_KEY`] bytes; Slack's own limit is not published.
    pub fn new(key: impl Into<String>) -> Option<Self> {
        let key = key.into();
        (1..=limits::DELIVERY_KEY).contains(&key.len()).then_some(Self(key))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A message to post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Where. An id, never a name.
    pub channel: ChannelId,
    /// The message under which it stands, when it is a reply: that one's own id, not a reply's.
    pub thread: Option<MessageTs>,
    /// What it says.
    pub message: Message,
    /// By what it is known again.
    pub key: DeliveryKey,
}

/// By what a message is known to be ours: any one of the three says so (`contracts/slack.md` 6.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ourselves {
    /// Our app.
    pub app: SlackAppId,
    /// Our bot in this workspace.
    pub bot: BotId,
    /// Our bot's user in this workspace.
    pub user: UserId,
}

/// A search for a post of ours whose outcome is unknown. One call reads one page, the newest messages first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostSearch {
    /// Where it was posted. Replies in threads aren't found this way (`contracts/slack.md` 8).
    pub channel: ChannelId,
    /// The key it carries.
    pub key: DeliveryKey,
    /// Who we are in this workspace.
    pub ourselves: Ourselves,
    /// From when on: a little before the attempt.
    pub oldest: Timestamp,
    /// Until when.
    pub latest: Timestamp,
    /// The page to read: [`HistoryPage::next`] of the one before, none for the first.
    pub cursor: Option<String>,
}

/// One page of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryPage {
    /// The post, when it is on this page.
    pub found: Option<MessageTs>,
    /// Where the next page begins; none after the last.
    pub next: Option<String>,
}

/// Who a token speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Our bot's user in it.
    pub user: UserId,
    /// Our bot in it.
    pub bot: BotId,
}

/// What we ask of Slack. Each method is one call; whoever calls decides about repeating it, by the failure's variant.
#[async_trait]
pub trait Slack: Send + Sync {
    /// Posts a message (`chat.postMessage`) and gives its id. Not safe to repeat after [`CallFailure::Unknown`]: look
    /// for it first, by its key.
    async fn post(&self, token: &BotToken, post: &Post) -> Result<MessageTs, CallFailure>;

    /// Makes a post of ours say something else (`chat.update`). Safe to repeat.
    async fn update(
        &self,
        token: &BotToken,
        channel: &ChannelId,
        ts: &MessageTs,
        message: &Message,
    ) -> Result<(), CallFailure>;

    /// Looks for a post of ours on one page of a channel (`conversations.history`, 15 messages). A rare repair: some
    /// installations may call it once a minute (`contracts/slack.md` 2).
    async fn find_own_post(&self, token: &BotToken, search: &PostSearch) -> Result<HistoryPage, CallFailure>;

    /// Opens the direct message with one person (`conversations.open`), or finds it open. Safe to repeat.
    async fn open_direct_message(&self, token: &BotToken, user: &UserId) -> Result<ChannelId, CallFailure>;

    /// Asks who the token speaks for (`auth.test`). Safe to repeat.
    async fn who_am_i(&self, token: &BotToken) -> Result<Identity, CallFailure>;
}
