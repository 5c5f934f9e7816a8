//! What Slack tells of a person (`contracts/slack.md` 10).

use serde_json::Value;

use super::BotId;
use super::field::{flag, text};
use crate::domain::{PersonKind, UserId, WorkspaceId};

/// Slack's own voice, which Slack reports as no bot.
const SLACKBOT: &str = "USLACKBOT";

/// A Slack user. Whoever only Slack knows more of (an e-mail address, say) is not asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is one of Slack's own flags, and several hold together")]
pub struct SlackUser {
    /// Who.
    pub id: UserId,
    /// Their home workspace.
    pub team: Option<WorkspaceId>,
    /// How people see them: the display name, else the real name, else the account's name. Never an identifier.
    pub name: String,
    /// Whether they were deactivated.
    pub is_deleted: bool,
    /// Whether it is an app's bot, or Slack itself.
    pub is_bot: bool,
    /// Whether they are a guest.
    pub is_restricted: bool,
    /// Whether they are a guest of one channel only.
    pub is_ultra_restricted: bool,
    /// Whether they are of another organisation.
    pub is_stranger: bool,
    /// Whether they own the workspace.
    pub is_owner: bool,
}

impl SlackUser {
    /// Reads Slack's user object. Only the id is asked for; a missing flag is false.
    pub fn of(user: &Value) -> Option<Self> {
        let id = text(user, "/id")?;
        Some(Self {
            id: UserId::new(id),
            team: text(user, "/team_id").map(WorkspaceId::new),
            name: name_of(user).unwrap_or(id).to_owned(),
            is_deleted: flag(user, "/deleted"),
            is_bot: flag(user, "/is_bot") || id == SLACKBOT,
            is_restricted: flag(user, "/is_restricted"),
            is_ultra_restricted: flag(user, "/is_ultra_restricted"),
            is_stranger: flag(user, "/is_stranger"),
            is_owner: flag(user, "/is_owner") || flag(user, "/is_primary_owner"),
        })
    }

    /// What they are to this workspace, for the table of who may do what.
    pub fn kind_in(&self, workspace: &WorkspaceId) -> PersonKind {
        if self.is_stranger || self.team.as_ref().is_some_and(|team| team != workspace) {
            PersonKind::OtherOrganisation
        } else if self.is_ultra_restricted {
            PersonKind::SingleChannelGuest
        } else if self.is_restricted {
            PersonKind::MultiChannelGuest
        } else {
            PersonKind::Member
        }
    }
}

/// A partial profile may hold empty names.
fn name_of(user: &Value) -> Option<&str> {
    let places = ["/profile/display_name", "/profile/real_name", "/real_name", "/name"];
    places.into_iter().filter_map(|place| text(user, place)).find(|name| !name.trim().is_empty())
}

/// Who a token speaks for. The names are for people to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Our bot's user in it.
    pub user: UserId,
    /// Our bot in it.
    pub bot: BotId,
    /// What people call the workspace.
    pub workspace_name: String,
    /// What our bot's user is called.
    pub user_name: String,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::SlackUser;
    use crate::domain::{PersonKind, UserId, WorkspaceId};

    fn kind(user: &Value) -> PersonKind {
        SlackUser::of(user).unwrap().kind_in(&WorkspaceId::new("T07QK2M4Z"))
    }

    #[test]
    fn a_person_is_called_as_people_see_them() {
        let name = |user: Value| SlackUser::of(&user).unwrap().name;
        let all = json!({"id": "U1", "name": "kim", "real_name": "Kim K", "profile": {"display_name": "Kimmy"}});
        assert_eq!(name(all), "Kimmy");
        assert_eq!(
            name(json!({"id": "U1", "name": "kim", "real_name": "Kim", "profile": {"display_name": " "}})),
            "Kim"
        );
        assert_eq!(name(json!({"id": "U1", "name": "kim", "real_name": null, "profile": 7})), "kim");
        assert_eq!(name(json!({"id": "U1"})), "U1");
    }

    #[test]
    fn what_a_person_is_here_follows_from_slacks_flags() {
        let ours = |flags: Value| {
            let mut user = json!({"id": "U1", "team_id": "T07QK2M4Z"});
            user.as_object_mut().unwrap().extend(flags.as_object().unwrap().clone());
            kind(&user)
        };
        assert_eq!(ours(json!({"is_restricted": false})), PersonKind::Member);
        assert_eq!(ours(json!({"is_restricted": true, "is_ultra_restricted": false})), PersonKind::MultiChannelGuest);
        assert_eq!(ours(json!({"is_restricted": true, "is_ultra_restricted": true})), PersonKind::SingleChannelGuest);
        assert_eq!(ours(json!({"is_stranger": true, "is_restricted": true})), PersonKind::OtherOrganisation);
        assert_eq!(kind(&json!({"id": "U1", "team_id": "T0OTHER"})), PersonKind::OtherOrganisation);
        assert_eq!(kind(&json!({"id": "U1", "is_restricted": "yes"})), PersonKind::Member);
    }

    #[test]
    fn slack_itself_is_a_bot_though_it_says_it_is_none() {
        assert!(SlackUser::of(&json!({"id": "USLACKBOT", "is_bot": false})).unwrap().is_bot);
        assert!(SlackUser::of(&json!({"id": "U1", "is_bot": true})).unwrap().is_bot);
        assert!(!SlackUser::of(&json!({"id": "U1"})).unwrap().is_bot);
    }

    #[test]
    fn of_a_deactivated_person_only_the_id_is_needed() {
        let user = SlackUser::of(&json!({"id": "U07LEFT0001", "deleted": true})).unwrap();
        assert_eq!((user.id, user.is_deleted, user.team), (UserId::new("U07LEFT0001"), true, None));
        assert_eq!(SlackUser::of(&json!({"deleted": true})), None);
        assert_eq!(SlackUser::of(&json!({"id": ""})), None);
    }
}
