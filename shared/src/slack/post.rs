//! What we post, and how a post of ours is known again.

use crate::domain::{ChannelId, CustomerText, MessageTs, Timestamp, UserId};

use super::blocks::Message;
use super::{BotId, SlackAppId, limits};

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
    /// Under whose name: a customer's, shortened to [`limits::SENDER`]. None, or blank: under the app's own. Its echo
    /// then comes with the subtype `bot_message` (`contracts/slack.md` 15).
    pub sender: Option<CustomerText>,
    /// What it says.
    pub message: Message,
    /// By what it is known again.
    pub key: DeliveryKey,
}

/// An answer to a click, seen by who clicked alone (`contracts/slack.md` 5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// What it says.
    pub message: Message,
    /// Whether it stands in place of the message that was clicked, instead of being one more. A message that all see
    /// is replaced for all.
    pub replaces_original: bool,
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
    /// Where it was posted.
    pub channel: ChannelId,
    /// The message under which it was posted: replies stand in no channel's history (`contracts/slack.md` 8).
    pub thread: Option<MessageTs>,
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
