//! What Slack tells of a channel, and of those it would not let in.

use serde_json::Value;

use super::failure::word;
use super::field::{flag, text};
use crate::domain::{ChannelId, UserId};

/// A channel as our token sees it (`contracts/slack.md` 13). A private one is seen by its members only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelInfo {
    /// Which.
    pub id: ChannelId,
    /// Its name without the `#`, as Slack has it: it may differ from the one asked for.
    pub name: String,
    /// Whether only its members see it.
    pub is_private: bool,
    /// Whether it was archived. We can't undo that (`contracts/slack.md` 9).
    pub is_archived: bool,
    /// Whether our bot is in it.
    pub is_member: bool,
    /// Who made it.
    pub creator: Option<UserId>,
}

impl ChannelInfo {
    /// Reads Slack's channel object. Only the id is asked for; a missing flag is false.
    pub fn of(channel: &Value) -> Option<Self> {
        Some(Self {
            id: ChannelId::new(text(channel, "/id")?),
            name: text(channel, "/name").unwrap_or_default().to_owned(),
            is_private: flag(channel, "/is_private"),
            is_archived: flag(channel, "/is_archived"),
            is_member: flag(channel, "/is_member"),
            creator: text(channel, "/creator").map(UserId::new),
        })
    }
}

/// Someone who was not let into a channel, while others were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotInvited {
    /// Who.
    pub user: UserId,
    /// Slack's word for why.
    pub error: String,
}

impl NotInvited {
    /// Someone, with Slack's reason; what is no error word is not repeated.
    pub fn new(user: UserId, error: &str) -> Self {
        Self { user, error: word(error) }
    }
}
