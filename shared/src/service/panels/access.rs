//! *Access Control Panel*: who is super admin and who is admin (`product.md` 7). Everything is decided again on submit.

use std::time::Duration;

use serde::Serialize;

use super::saving::{self, Change, Decided, Page};
use super::{
    Seen, Submitted, TRIES, ask_unknown, candidates, changed, last_changes, may_open, names, opened_on, save, shown,
};
use crate::domain::{
    Access, AccessChange, AccessRefused, Action, Candidate, PeopleRefused, PersonKind, Role, UserId, WorkspaceId,
    WorkspaceSettings,
};
use crate::service::clicking::Click;
use crate::service::{Ports, Reception};
use crate::slack::TriggerId;
use crate::slack::blocks::View;
use crate::slack::cards::{
    ACCESS_CLAIM, ACCESS_SUPER_ADMINS, AccessClaim, AccessClosed, AccessPanel, NOT_AN_OWNER, OWNER_NOT_KNOWN_YET,
    OpenedOn, access_refused,
};
use crate::store::{AuditLine, PanelScene, Put, StoreError};

/// For how long what Slack said of a super admin is believed, by somebody who is told to ask them.
const ASKED_LATELY: Duration = Duration::from_mins(10);

/// Someone opens the panel: two reads, then `views.open`, within the trigger's three seconds.
pub async fn open(ports: &Ports, reception: &Reception, click: &Click, trigger: &TriggerId) -> Result<(), StoreError> {
    let scene = ports.store.panel_scene(&click.workspace, &click.user).await?;
    let seen = view(ports, click, &scene, false).await?;
    seen.open(ports, reception, click, &scene, trigger).await
}

/// What this person sees: the panel, who to ask, or the role that nobody has.
async fn view(ports: &Ports, click: &Click, scene: &PanelScene, is_stale: bool) -> Result<Seen, StoreError> {
    let access = access(scene);
    if is_super_admin(click, scene) {
        return panel(ports, &click.workspace, access, is_stale).await.map(Seen::only);
    }
    let known = ports.store.people(&click.workspace, &access.super_admins).await?;
    let active = access.active(&candidates(&known));
    if !active.is_empty() {
        // Somebody of whom Slack was not asked lately may be gone: then the next one who opens it is offered the role.
        let is_old = |user: &&UserId| known.get(*user).is_none_or(|person| click.at.since(person.at) > ASKED_LATELY);
        let ask = active.iter().filter(is_old).cloned().collect();
        let names = names(&known);
        return Ok(Seen { view: AccessClosed { super_admins: &active, names: &names }.render(), ask });
    }
    let is_asked = scene.person.as_ref().and_then(|person| person.is_owner).is_some();
    let ask = if is_asked { Vec::new() } else { vec![click.user.clone()] };
    Ok(Seen { view: AccessClaim.render(), ask })
}

async fn panel(
    ports: &Ports,
    workspace: &WorkspaceId,
    access: Access,
    is_stale: bool,
) -> Result<Option<View>, StoreError> {
    let last = last_changes(ports, workspace).await?;
    Ok(AccessPanel { about: opened_on(&access), access, last, is_stale }.render())
}

/// The panel sent off, with these lists.
pub async fn submit(ports: &Ports, click: &Click, about: &OpenedOn, wanted: Access) -> Result<Submitted, StoreError> {
    saving::submit(ports, click, about, &Wanted(wanted)).await
}

struct Wanted(Access);

impl Page for Wanted {
    const TO_OPEN: Action = Action::AccessControlPanel;
    const FIRST: &'static str = ACCESS_SUPER_ADMINS;

    fn part(&self, settings: &WorkspaceSettings) -> impl Serialize {
        settings.access()
    }

    fn decide(&self, click: &Click, settings: &WorkspaceSettings) -> Decided {
        let changes = settings.access().changes_to(&self.0);
        let lines = changes.into_iter().map(|it| line(click, it)).collect();
        Decided::on(lines, || settings.with_access(&self.0))
    }

    async fn people_refused(
        &self,
        ports: &Ports,
        click: &Click,
        settings: &WorkspaceSettings,
    ) -> Result<Option<Submitted>, StoreError> {
        refused(ports, click, &settings.access(), &self.0).await
    }

    async fn closed(&self, ports: &Ports, click: &Click, scene: &PanelScene) -> Result<Option<View>, StoreError> {
        Ok(view(ports, click, scene, false).await?.view)
    }

    async fn stale(&self, ports: &Ports, click: &Click, scene: &PanelScene) -> Result<Option<View>, StoreError> {
        Ok(view(ports, click, scene, true).await?.view)
    }

    fn saved(&self) -> Submitted {
        Submitted::Done
    }
}

/// Why these lists can't be saved. Whom Slack was not asked about yet it is asked about now.
async fn refused(
    ports: &Ports,
    click: &Click,
    stands: &Access,
    wanted: &Access,
) -> Result<Option<Submitted>, StoreError> {
    let about: Vec<UserId> = wanted.super_admins.iter().chain(&wanted.admins).cloned().collect();
    let known = ports.store.people(&click.workspace, &about).await?;
    let mut candidates = candidates(&known);
    // Whoever presses Save is there.
    candidates.entry(click.user.clone()).or_insert(Candidate::MEMBER);
    let Err(refused) = stands.check(wanted, &candidates) else { return Ok(None) };
    if let AccessRefused::People(_, PeopleRefused::NotKnownYet(unknown)) = &refused {
        ask_unknown(ports, click, &about, unknown, &known).await?;
    }
    let (field, said) = access_refused(&refused, &names(&known));
    Ok(Some(Submitted::Choose(field, said)))
}

/// An owner of the workspace takes the role that nobody has.
pub async fn claim(ports: &Ports, click: &Click) -> Result<Submitted, StoreError> {
    for _ in 0..TRIES {
        let scene = ports.store.panel_scene(&click.workspace, &click.user).await?;
        let settings = scene.settings.clone().unwrap_or_default();
        let stands = settings.access();
        let known = ports.store.people(&click.workspace, &stands.super_admins).await?;
        if is_super_admin(click, &scene) || !stands.active(&candidates(&known)).is_empty() {
            return Ok(shown(view(ports, click, &scene, false).await?.view));
        }
        match scene.person.as_ref().and_then(|person| person.is_owner) {
            Some(true) if click.kind(scene.person.as_ref()) == PersonKind::Member => {}
            Some(_) => return Ok(Submitted::Choose(ACCESS_CLAIM, NOT_AN_OWNER.to_owned())),
            None => {
                super::ask_who(ports, click, [click.user.clone()]).await?;
                return Ok(Submitted::Choose(ACCESS_CLAIM, OWNER_NOT_KNOWN_YET.to_owned()));
            }
        }
        let mut super_admins = stands.super_admins;
        super_admins.push(click.user.clone());
        let access = Access::new(super_admins, stands.admins);
        let line = changed(click, "became super admin, because nobody was".to_owned());
        let change = Change { settings: settings.with_access(&access), lines: vec![line], jobs: Vec::new() };
        if save(ports, click, &scene, &change).await? == Put::Stored {
            return panel(ports, &click.workspace, access, false).await.map(shown);
        }
    }
    Ok(Submitted::Choose(ACCESS_CLAIM, super::CONTENDED.to_owned()))
}

fn line(click: &Click, change: AccessChange) -> AuditLine {
    let what = match (change.role, change.added) {
        (Role::SuperAdmin, true) => "added to super admins",
        (Role::SuperAdmin, false) => "removed from super admins",
        (Role::Admin, true) => "added to admins",
        (Role::Admin, false) => "removed from admins",
    };
    AuditLine { people: change.people, ..changed(click, what.to_owned()) }
}

fn is_super_admin(click: &Click, scene: &PanelScene) -> bool {
    may_open(Action::AccessControlPanel, click, scene)
}

fn access(scene: &PanelScene) -> Access {
    scene.settings.as_ref().map(WorkspaceSettings::access).unwrap_or_default()
}
