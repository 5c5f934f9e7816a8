//! Who is super admin and who is admin (`product.md` 7, *Access Control Panel*), and what a change of it is refused for.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{PersonKind, UserId, WorkspaceSettings};

/// How many can be super admin, and how many admin: as many as the panel lists well.
pub const ACCESS_MAX: usize = 100;

/// Who may change settings, as the panel lists it: each once, in the order in which they were added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// Who appoints admins, and may whatever admins may.
    pub super_admins: Vec<UserId>,
    /// Who may change the settings.
    pub admins: Vec<UserId>,
}

/// What Slack says of somebody who is to be given a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What they are.
    pub kind: PersonKind,
    /// Whether they are a bot.
    pub is_bot: bool,
    /// Whether they are deactivated.
    pub is_gone: bool,
}

/// Why somebody can't be given a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unfit {
    /// Slack gives them one channel only.
    SingleChannelGuest,
    /// They are of another organisation.
    OtherOrganisation,
    /// They are a bot.
    Bot,
    /// They are deactivated.
    Gone,
}

/// Which of the two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The super admins.
    SuperAdmin,
    /// The admins.
    Admin,
}

/// Why a change is not made. Each is said at the list it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccessRefused {
    /// Nobody who is active would be super admin.
    NobodySuperAdmin,
    /// A list is longer than [`ACCESS_MAX`].
    TooMany(Role),
    /// Somebody can't come in.
    People(Role, PeopleRefused),
}

/// Why people can't come into a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeopleRefused {
    /// Slack has yet to be asked who these are.
    NotKnownYet(Vec<UserId>),
    /// These can't be in it.
    Unfit(Vec<(UserId, Unfit)>),
}

/// One line of what was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessChange {
    /// Which list.
    pub role: Role,
    /// Whether they came in, or were taken out.
    pub added: bool,
    /// Who.
    pub people: Vec<UserId>,
}

impl Candidate {
    /// A member of whom nothing stands in the way.
    pub const MEMBER: Self = Self { kind: PersonKind::Member, is_bot: false, is_gone: false };

    /// Why they can't be given a role. `None`: they can. Guests of several channels can.
    pub const fn unfit(self) -> Option<Unfit> {
        if self.is_gone {
            return Some(Unfit::Gone);
        }
        if self.is_bot {
            return Some(Unfit::Bot);
        }
        match self.kind {
            PersonKind::SingleChannelGuest => Some(Unfit::SingleChannelGuest),
            PersonKind::OtherOrganisation => Some(Unfit::OtherOrganisation),
            PersonKind::Unknown | PersonKind::Member | PersonKind::MultiChannelGuest => None,
        }
    }

    /// Whether Slack has said enough of them: of who is gone it says nothing more.
    const fn is_known(self) -> bool {
        !matches!(self.kind, PersonKind::Unknown) || self.is_gone
    }
}

impl Access {
    /// These lists, with each person once.
    pub fn new(super_admins: Vec<UserId>, admins: Vec<UserId>) -> Self {
        Self { super_admins: once(super_admins), admins: once(admins) }
    }

    /// The super admins who can act, as far as is known: those who are gone, or a guest of one channel by now, can't.
    pub fn active(&self, known: &BTreeMap<UserId, Candidate>) -> Vec<UserId> {
        let acts = |user: &&UserId| known.get(*user).is_none_or(|person| person.unfit().is_none());
        self.super_admins.iter().filter(acts).cloned().collect()
    }

    /// What changes from these lists to others: empty if nothing does.
    pub fn changes_to(&self, to: &Self) -> Vec<AccessChange> {
        let lists = [(Role::SuperAdmin, &self.super_admins, &to.super_admins), (Role::Admin, &self.admins, &to.admins)];
        let mut changes = Vec::new();
        for (role, before, after) in lists {
            for (added, people) in [(true, missing(after, before)), (false, missing(before, after))] {
                if !people.is_empty() {
                    changes.push(AccessChange { role, added, people });
                }
            }
        }
        changes
    }

    /// Whether these lists can be changed to others. Only who comes in is looked at: who was appointed once is no
    /// reason to refuse another change.
    pub fn check(&self, to: &Self, known: &BTreeMap<UserId, Candidate>) -> Result<(), AccessRefused> {
        for (role, list) in [(Role::SuperAdmin, &to.super_admins), (Role::Admin, &to.admins)] {
            if list.len() > ACCESS_MAX {
                return Err(AccessRefused::TooMany(role));
            }
        }
        for change in self.changes_to(to).into_iter().filter(|change| change.added) {
            come_in(&change.people, known).map_err(|refused| AccessRefused::People(change.role, refused))?;
        }
        let active = to.active(known);
        if active.is_empty() {
            return Err(AccessRefused::NobodySuperAdmin);
        }
        if active.iter().any(|user| known.get(user).is_some_and(|person| person.is_known())) {
            return Ok(());
        }
        // They may all have left: whoever takes themselves out must not lock everybody out.
        Err(AccessRefused::People(Role::SuperAdmin, PeopleRefused::NotKnownYet(active)))
    }
}

impl WorkspaceSettings {
    /// Who may change them.
    pub fn access(&self) -> Access {
        Access { super_admins: self.super_admins.clone(), admins: self.admins.clone() }
    }

    /// The settings to be saved with other people who may change them.
    #[must_use]
    pub fn with_access(&self, access: &Access) -> Self {
        let Access { super_admins, admins } = access.clone();
        Self { version: self.version.saturating_add(1), super_admins, admins, ..self.clone() }
    }
}

/// Whether these people can come into a list: what is known is said first.
pub(super) fn come_in(people: &[UserId], known: &BTreeMap<UserId, Candidate>) -> Result<(), PeopleRefused> {
    let asked = |user: &UserId| known.get(user).filter(|person| person.is_known());
    let unfit = people.iter().filter_map(|user| Some((user.clone(), asked(user)?.unfit()?)));
    let unfit: Vec<(UserId, Unfit)> = unfit.collect();
    if !unfit.is_empty() {
        return Err(PeopleRefused::Unfit(unfit));
    }
    let unknown: Vec<UserId> = people.iter().filter(|user| asked(user).is_none()).cloned().collect();
    if unknown.is_empty() { Ok(()) } else { Err(PeopleRefused::NotKnownYet(unknown)) }
}

/// Who is in one list and not in the other.
pub(super) fn missing(list: &[UserId], from: &[UserId]) -> Vec<UserId> {
    list.iter().filter(|user| !from.contains(user)).cloned().collect()
}

pub(super) fn once(list: Vec<UserId>) -> Vec<UserId> {
    let mut seen = BTreeSet::new();
    list.into_iter().filter(|user| seen.insert(user.clone())).collect()
}
