//! What stands at a channel's top: its topic and its bookmarks.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::domain::{ChannelId, Timestamp, UserId, WorkspaceId};

/// A channel's topic; empty when none was set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// Its text.
    pub value: String,
    /// Who set it.
    pub creator: Option<UserId>,
    /// When.
    pub last_set: Option<Timestamp>,
}

impl Topic {
    /// As Slack's channel object has it: empty and 0 when none was set.
    pub(super) fn shown(&self) -> Value {
        json!({
            "value": self.value,
            "creator": self.creator.as_ref().map_or("", UserId::as_str),
            "last_set": self.last_set.map_or(0, Timestamp::seconds),
        })
    }
}

/// A link at a channel's top.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bookmark {
    /// `Bk…`.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Where it leads.
    pub link: String,
    /// The emoji before it, with colons.
    pub emoji: Option<String>,
    /// Who made it.
    pub creator: UserId,
    /// When.
    pub created: Timestamp,
}

impl Bookmark {
    /// As `bookmarks.add` answers it (docs.slack.dev, bookmarks.add).
    pub(super) fn shown(&self, channel: &ChannelId, workspace: &WorkspaceId) -> Value {
        json!({
            "id": self.id,
            "channel_id": channel,
            "title": self.title,
            "link": self.link,
            "emoji": self.emoji.as_deref().unwrap_or_default(),
            "icon_url": "",
            "type": "link",
            "entity_id": null,
            "date_created": self.created.seconds(),
            "date_updated": 0,
            "rank": "u",
            "last_updated_by_user_id": self.creator,
            "last_updated_by_team_id": workspace,
            "shortcut_id": null,
            "app_id": null,
        })
    }
}
