//! *Access Control Panel* (`product.md` 7): who is super admin and who is admin, and what was changed last.

use super::Names;
use super::panels::{AuditShown, OpenedOn, last_changes, one_of, people, people_refused, stale};
use crate::domain::{ACCESS_MAX, Access, AccessRefused, Role, UserId};
use crate::slack::blocks::{Choice, Input, InputElement, PrivateMetadata, Radio, View, ViewLayout};
use crate::slack::markup::Mrkdwn;

/// The callback id of the panel, and of the global shortcut that opens it.
pub const ACCESS_PANEL: &str = "access_control_panel";
/// The callback id of the modal in which a workspace's owner takes the role that nobody has.
pub const ACCESS_CLAIM_VIEW: &str = "access_claim";
/// The block id of *Super admins*.
pub const ACCESS_SUPER_ADMINS: &str = "access_super_admins";
/// The block id of *Admins*.
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
const NOBODY_SUPER_ADMIN: &str = "Somebody has to stay super admin. Add another one before you take out the last.";

/// What the panel shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessPanel {
    /// What it carries.
    pub about: OpenedOn,
    /// Who may change settings.
    pub access: Access,
    /// What was done last, the latest first.
    pub last: Vec<AuditShown>,
    /// Whether somebody else has changed the lists since the person last looked.
    pub is_stale: bool,
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

impl AccessPanel {
    /// The modal.
    pub fn render(&self) -> Option<View> {
        let about = self.about.metadata()?;
        let mut layout = ViewLayout::new();
        if self.is_stale {
            layout = layout.text(&stale());
        }
        let layout = layout
            .text(&Mrkdwn::of_ours(
                "Super admins decide here who is admin. Admins change the settings, and may act in every live chat.",
            ))
            .ask(people(&self.about, ACCESS_SUPER_ADMINS, "Super admins", &self.access.super_admins))
            .ask(people(&self.about, ACCESS_ADMINS, "Admins", &self.access.admins).optional())
            .text(&last_changes(&self.last));
        Some(layout.finish(ACCESS_PANEL, (TITLE, "Save", "Cancel"), about))
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
        let text = Mrkdwn::of_ours("Only super admins can open this panel. Ask ");
        let text = text.then(&one_of(self.super_admins, self.names));
        let text = text.ours(" to make you one, or to change what you need.");
        let view = ViewLayout::new().text(&text);
        Some(view.finish(ACCESS_PANEL, (TITLE, "", "Close"), PrivateMetadata::new("")?))
    }
}

/// Where a refusal is said, and how.
pub fn access_refused(refused: &AccessRefused, names: &Names) -> (&'static str, String) {
    match refused {
        AccessRefused::NobodySuperAdmin => (ACCESS_SUPER_ADMINS, NOBODY_SUPER_ADMIN.to_owned()),
        AccessRefused::TooMany(role) => (block(*role), format!("At most {ACCESS_MAX} people: take some out.")),
        AccessRefused::People(role, people) => (block(*role), people_refused(people, names)),
    }
}

const fn block(role: Role) -> &'static str {
    match role {
        Role::SuperAdmin => ACCESS_SUPER_ADMINS,
        Role::Admin => ACCESS_ADMINS,
    }
}
