//! Priority groups: who is called first.

use serde::{Deserialize, Serialize};

use super::{UserGroupId, UserId};

/// Up to how many members of a group are mentioned by name (`product.md` 7).
pub const MENTIONED_BY_NAME: usize = 20;

/// Agents who are called first on a new ticket and invited to a new inbox channel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PriorityGroup {
    /// The agents.
    pub members: Vec<UserId>,
    /// The Slack user group that stands for them when they are too many to be named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_group: Option<UserGroupId>,
}

/// How a group is called on a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mention {
    /// Nobody is in it.
    Nobody,
    /// Each by name.
    Members(Vec<UserId>),
    /// By a Slack user group.
    UserGroup(UserGroupId),
    /// `<!here>`.
    Here,
}
