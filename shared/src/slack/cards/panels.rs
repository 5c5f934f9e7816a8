//! What the panels of settings have in common: what they carry, what they show of others, and what is said at a list of
//! people.

use serde::{Deserialize, Serialize};

use super::{NAME_MAX, Names, name};
use crate::domain::{PeopleRefused, Timestamp, Unfit, UserId};
use crate::slack::blocks::{Input, InputElement, PeopleSelect, PrivateMetadata};
use crate::slack::markup::Mrkdwn;

/// The error at a list of people while Slack has yet to be asked who they are.
const NOT_KNOWN_YET: &str = "Slack is being asked who you added. Press Save again in a few seconds.";

/// How many people are named to somebody who has to ask one of them.
const NAMED: usize = 5;

/// What the panel carries, to be decided on again at submit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedOn {
    /// What stood in it when it was opened, as a digest.
    pub opened_on: String,
}

impl OpenedOn {
    /// Reads it back. `None`: it is none of ours.
    pub fn read(metadata: &str) -> Option<Self> {
        serde_json::from_str(metadata).ok()
    }

    /// The action id of a field of this panel. Slack keeps what was typed into a field that has the same ids in an
    /// update: a panel that shows what others have saved has other ones.
    pub(super) fn field(&self, id: &str) -> String {
        let part: String = self.opened_on.chars().take(8).collect();
        format!("{id}@{part}")
    }

    pub(super) fn metadata(&self) -> Option<PrivateMetadata> {
        serde_json::to_string(self).ok().and_then(PrivateMetadata::new)
    }
}

/// One line of what was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditShown {
    /// Who did it.
    pub by: UserId,
    /// What: `added to admins`.
    pub what: String,
    /// To whom.
    pub people: Vec<UserId>,
    /// When.
    pub at: Timestamp,
}

impl AuditShown {
    /// In a modal a mention rings for nobody, and Slack shows the name as it is now.
    fn line(&self) -> Mrkdwn {
        let done = Mrkdwn::default().date(self.at).ours(" · ").mention(&self.by).ours(" ");
        let done = done.foreign_within(&self.what, NAME_MAX);
        if self.people.is_empty() {
            return done;
        }
        let people: Vec<Mrkdwn> = self.people.iter().map(|user| Mrkdwn::default().mention(user)).collect();
        done.ours(": ").then(&Mrkdwn::joined(&people, ", "))
    }
}

/// What was changed last, the latest first.
pub(super) fn last_changes(last: &[AuditShown]) -> Mrkdwn {
    if last.is_empty() {
        return Mrkdwn::of_ours("*Last changes*\nNone yet.");
    }
    let lines: Vec<Mrkdwn> = last.iter().map(AuditShown::line).collect();
    Mrkdwn::of_ours("*Last changes*\n").then(&Mrkdwn::joined(&lines, "\n"))
}

/// What stands above a panel that somebody else has saved.
pub(super) fn stale() -> Mrkdwn {
    Mrkdwn::of_ours(
        "*Somebody else has saved this panel while you had it open.* Below is how it is now. Nothing of yours was \
         saved: change it again, if it is still right.",
    )
}

/// A few people to ask one of.
pub(super) fn one_of(users: &[UserId], names: &Names) -> Mrkdwn {
    let called = |user: &UserId| match names.known(user) {
        Some(known) => name(Mrkdwn::default(), known),
        None => Mrkdwn::default().mention(user),
    };
    let called: Vec<Mrkdwn> = users.iter().take(NAMED).map(called).collect();
    Mrkdwn::joined(&called, " or ")
}

/// What is said at a list of people that holds some who can't come in.
pub(super) fn people_refused(refused: &PeopleRefused, names: &Names) -> String {
    match refused {
        PeopleRefused::NotKnownYet(_) => NOT_KNOWN_YET.to_owned(),
        PeopleRefused::Unfit(people) => {
            let each = people.iter().map(|(user, why)| format!("{} {}", names.of(user), is(*why)));
            let each: Vec<String> = each.collect();
            format!("{}: take {} out.", each.join(", "), if each.len() == 1 { "them" } else { "all" })
        }
    }
}

const fn is(why: Unfit) -> &'static str {
    match why {
        Unfit::SingleChannelGuest => "is a guest of one channel only",
        Unfit::OtherOrganisation => "is of another organisation",
        Unfit::Bot => "is a bot",
        Unfit::Gone => "is deactivated",
    }
}

/// A list of people in a panel.
pub(super) fn people(about: &OpenedOn, id: &'static str, label: &str, chosen: &[UserId]) -> Input {
    let select = PeopleSelect::new(about.field(id), "Choose people", chosen);
    Input::new(id, label, InputElement::People(select))
}
