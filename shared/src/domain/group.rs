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

impl PriorityGroup {
    /// How a new card calls the group: up to [`MENTIONED_BY_NAME`] members by name, more by the user group if one is
    /// given, else `<!here>`. A group of no members is called by its user group, if it has one.
    pub fn mention(&self) -> Mention {
        match (self.members.len(), &self.user_group) {
            (0, None) => Mention::Nobody,
            (0, Some(group)) => Mention::UserGroup(group.clone()),
            (1..=MENTIONED_BY_NAME, _) => Mention::Members(self.members.clone()),
            (_, Some(group)) => Mention::UserGroup(group.clone()),
            (_, None) => Mention::Here,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Mention, PriorityGroup};
    use crate::domain::{UserGroupId, UserId};

    fn a_group(members: usize, user_group: Option<&str>) -> PriorityGroup {
        PriorityGroup {
            members: (0..members).map(|n| UserId::new(format!("U{n}"))).collect(),
            user_group: user_group.map(UserGroupId::new),
        }
    }

    #[test]
    fn up_to_twenty_members_are_called_by_name_even_with_a_user_group() {
        let twenty = a_group(20, Some("S1"));
        assert_eq!(twenty.mention(), Mention::Members(twenty.members.clone()));
    }

    #[test]
    fn more_are_called_by_their_user_group_or_else_by_here() {
        assert_eq!(a_group(21, Some("S1")).mention(), Mention::UserGroup(UserGroupId::new("S1")));
        assert_eq!(a_group(21, None).mention(), Mention::Here);
    }

    #[test]
    fn a_group_of_nobody_calls_its_user_group_or_nobody() {
        assert_eq!(a_group(0, Some("S1")).mention(), Mention::UserGroup(UserGroupId::new("S1")));
        assert_eq!(a_group(0, None).mention(), Mention::Nobody);
    }
}
