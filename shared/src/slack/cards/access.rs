//! *Access Control Panel* (`product.md` 7): who is super admin and who is admin, and what was changed last.

use serde::{Deserialize, Serialize};

use super::{NAME_MAX, Names, name};
use crate::domain::{ACCESS_MAX, Access, AccessRefused, Role, Timestamp, Unfit, UserId};
use crate::slack::blocks::{Choice, Input, InputElement, PeopleSelect, PrivateMetadata, Radio, View, ViewLayout};
use crate::slack::markup::Mrkdwn;

/// The callback id of the panel, and of the global shortcut that opens it.
pub const ACCESS_PANEL: &str = "access_control_panel";
/// The callback id of the modal in which a workspace's owner takes the role that nobody has.
pub const ACCESS_CLAIM_VIEW: &str = "access_claim";
/// The block and action id of *Super admins*.
pub const ACCESS_SUPER_ADMINS: &str = "access_super_admins";
/// The block and action id of *Admins*.
pub const ACCESS_ADMINS: &str = "access_admins";
/// The block and action id of *Become super admin*, and its value.
pub const ACCESS_CLAIM: &str = "access_claim";

/// The error for who does not own the workspace.
pub const NOT_AN_OWNER: &str =
    "Only an owner of this workspace can become its first super admin. Ask one of them to open this panel.";
/// The error while Slack has yet to be asked whether somebody owns the workspace.
pub const OWNER_NOT_KNOWN_YET: &str =
    "Slack is being asked whether you own this workspace. Press Proceed again in a few seconds.";

const TITLE: &str = "Access Control Panel";
const NOT_KNOWN_YET: &str = "Slack is being asked who you added. Press Save again in a few seconds.";
const NOBODY_SUPER_ADMIN: &str = "Somebody has to stay super admin. Add another one before you take out the last.";

/// What the panel carries, to be decided on again at submit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessAbout {
    /// What stood in the lists when it was opened, as a digest.
    pub opened_on: String,
}

impl AccessAbout {
    /// Reads it back. `None`: it is none of ours.
    pub fn read(metadata: &str) -> Option<Self> {
        serde_json::from_str(metadata).ok()
    }
}

/// What the panel shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessPanel {
    /// What it carries.
    pub about: AccessAbout,
    /// Who may change settings.
    pub access: Access,
    /// What was done last, the latest first.
    pub last: Vec<AuditShown>,
    /// Whether somebody else has changed the lists since the person last looked.
    pub is_stale: bool,
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

/// The modal for somebody who opens the panel while nobody is super admin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessClaim;

/// The modal for somebody who may not open the panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessClosed<'a> {
    /// Who may.
    pub super_admins: &'a [UserId],
    /// Who is called what.
    pub names: &'a Names,
}

/// How many super admins are named to somebody who has to ask one.
const NAMED: usize = 5;

impl AccessPanel {
    /// The modal.
    pub fn render(&self) -> Option<View> {
        let about = serde_json::to_string(&self.about).ok().and_then(PrivateMetadata::new)?;
        let mut layout = ViewLayout::new();
        if self.is_stale {
            layout = layout.text(&Mrkdwn::of_ours(
                "*Somebody else has saved this panel while you had it open.* Below is how it is now, with what was \
                 changed. Nothing of yours was saved: change it again, if it is still right.",
            ));
        }
        let layout = layout
            .text(&Mrkdwn::of_ours(
                "Super admins decide here who is admin. Admins change the settings, and may act in every live chat.",
            ))
            .ask(people(ACCESS_SUPER_ADMINS, "Super admins", &self.access.super_admins))
            .ask(people(ACCESS_ADMINS, "Admins", &self.access.admins).optional())
            .text(&self.last());
        Some(layout.finish(ACCESS_PANEL, (TITLE, "Save", "Cancel"), about))
    }

    fn last(&self) -> Mrkdwn {
        if self.last.is_empty() {
            return Mrkdwn::of_ours("*Last changes*\nNone yet.");
        }
        let lines: Vec<Mrkdwn> = self.last.iter().map(AuditShown::line).collect();
        Mrkdwn::of_ours("*Last changes*\n").then(&Mrkdwn::joined(&lines, "\n"))
    }
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

impl AccessClaim {
    /// The modal.
    pub fn render(self) -> Option<View> {
        let choice = Choice::new("Become super admin", ACCESS_CLAIM)?.described("you then decide who else may");
        let radio = InputElement::Radio(Radio::new(ACCESS_CLAIM, vec![choice])?);
        let layout = ViewLayout::new()
            .text(&Mrkdwn::of_ours(
                "Nobody is super admin of Slack Inbox here. An owner of this workspace can take the role.",
            ))
            .ask(Input::new(ACCESS_CLAIM, "What do you want to do?", radio));
        Some(layout.finish(ACCESS_CLAIM_VIEW, (TITLE, "Proceed", "Cancel"), PrivateMetadata::new("")?))
    }
}

impl AccessClosed<'_> {
    /// The modal.
    pub fn render(&self) -> Option<View> {
        let named: Vec<Mrkdwn> = self.super_admins.iter().take(NAMED).map(|user| self.called(user)).collect();
        let text = Mrkdwn::of_ours("Only super admins can open this panel. Ask ");
        let text = text.then(&Mrkdwn::joined(&named, " or ")).ours(" to make you one, or to change what you need.");
        let view = ViewLayout::new().text(&text);
        Some(view.finish(ACCESS_PANEL, (TITLE, "", "Close"), PrivateMetadata::new("")?))
    }

    fn called(&self, user: &UserId) -> Mrkdwn {
        match self.names.known(user) {
            Some(known) => name(Mrkdwn::default(), known),
            None => Mrkdwn::default().mention(user),
        }
    }
}

/// Where a refusal is said, and how.
pub fn access_refused(refused: &AccessRefused, names: &Names) -> (&'static str, String) {
    match refused {
        AccessRefused::NobodySuperAdmin => (ACCESS_SUPER_ADMINS, NOBODY_SUPER_ADMIN.to_owned()),
        AccessRefused::TooMany(role) => (block(*role), format!("At most {ACCESS_MAX} people: take some out.")),
        AccessRefused::NotKnownYet(role, _) => (block(*role), NOT_KNOWN_YET.to_owned()),
        AccessRefused::Unfit(role, people) => {
            let each = people.iter().map(|(user, why)| format!("{} {}", names.of(user), is(*why)));
            let each: Vec<String> = each.collect();
            (block(*role), format!("{}: take {} out.", each.join(", "), if each.len() == 1 { "them" } else { "all" }))
        }
    }
}

const fn block(role: Role) -> &'static str {
    match role {
        Role::SuperAdmin => ACCESS_SUPER_ADMINS,
        Role::Admin => ACCESS_ADMINS,
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

fn people(id: &'static str, label: &str, chosen: &[UserId]) -> Input {
    let select = PeopleSelect::new(id, "Choose people", chosen);
    Input::new(id, label, InputElement::People(select))
}
