//! Priority groups: who is called first.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::access::{come_in, missing, once};
use super::{Candidate, PeopleRefused, UserGroupId, UserId, WorkspaceSettings};

/// Up to how many members of a group are mentioned by name (`product.md` 7).
pub const MENTIONED_BY_NAME: usize = 20;

/// How many can be in a group.
pub const GROUP_MAX: usize = 500;

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

/// Why a group is not saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupRefused {
    /// It has more than [`GROUP_MAX`] members.
    TooMany,
    /// Somebody can't come in.
    People(PeopleRefused),
    /// This is no id of a Slack user group.
    NoUserGroup,
}

impl PriorityGroup {
    /// A group of these people, each once, and of the user group with this id or mention.
    pub fn new(members: Vec<UserId>, user_group: &str) -> Result<Self, GroupRefused> {
        let id = user_group.trim();
        let id = id.strip_prefix("<!subteam^").map_or(id, |rest| rest.split(['|', '>']).next().unwrap_or_default());
        let user_group = match id {
            "" => None,
            id if is_user_group(id) => Some(UserGroupId::new(id)),
            _ => return Err(GroupRefused::NoUserGroup),
        };
        Ok(Self { members: once(members), user_group })
    }

    /// Whether this group can be changed to another. Only who comes in is looked at.
    pub fn check(&self, to: &Self, known: &BTreeMap<UserId, Candidate>) -> Result<(), GroupRefused> {
        if to.members.len() > GROUP_MAX {
            return Err(GroupRefused::TooMany);
        }
        come_in(&missing(&to.members, &self.members), known).map_err(GroupRefused::People)
    }

    /// Who comes in, and who goes, on the way to another group.
    pub fn changes_to(&self, to: &Self) -> (Vec<UserId>, Vec<UserId>) {
        (missing(&to.members, &self.members), missing(&self.members, &to.members))
    }

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

impl WorkspaceSettings {
    /// The settings to be saved with another priority group of the workspace.
    #[must_use]
    pub fn with_priority_group(&self, priority_group: &PriorityGroup) -> Self {
        let priority_group = priority_group.clone();
        Self { version: self.version.saturating_add(1), priority_group, ..self.clone() }
    }
}

/// A user group's id, as Slack writes them: `S`, then capitals and digits.
fn is_user_group(id: &str) -> bool {
    let rest = id.strip_prefix('S').unwrap_or_default();
    (1..=20).contains(&rest.len()) && rest.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit())
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
