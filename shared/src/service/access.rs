//! *Access Control Panel*: who is super admin and who is admin (`product.md` 7). Everything is decided again on submit.

use std::collections::{BTreeMap, BTreeSet};

use super::clicking::Click;
use super::control::Submitted;
use super::ringing::ring;
use super::{Ports, Reception};
use crate::digest;
use crate::domain::{
    Access, AccessChange, AccessRefused, Action, Candidate, Role, UserId, WorkspaceId, WorkspaceSettings, may,
};
use crate::job::{Job, JobKind, Lane, LaneKey, Owner};
use crate::slack::TriggerId;
use crate::slack::blocks::View;
use crate::slack::cards::{
    ACCESS_CLAIM, ACCESS_SUPER_ADMINS, AccessAbout, AccessClaim, AccessClosed, AccessPanel, AuditShown, NOT_AN_OWNER,
    Names, OWNER_NOT_KNOWN_YET, access_refused,
};
use crate::store::{AuditLine, KnownPerson, PanelScene, Put, StoreError};

/// How many of the last changes the panel shows (`product.md` 7).
const LAST: u8 = 20;

/// How often it is tried to save what others save at the same time.
const TRIES: usize = 5;

/// What is said when too many save at once.
const CONTENDED: &str = "Many people save settings at the moment. Press Save again.";

/// Those of whom Slack was asked.
type Known = BTreeMap<UserId, KnownPerson>;

/// Someone opens the panel: two reads, then `views.open`, within the trigger's three seconds.
pub async fn open(ports: &Ports, reception: &Reception, click: &Click, trigger: &TriggerId) -> Result<(), StoreError> {
    let scene = ports.store.panel_scene(&click.workspace, &click.user).await?;
    let Seen { view, ask } = view(ports, click, &scene, false).await?;
    if let (Some(view), Some(installation)) = (view, &scene.installation) {
        reception.open(installation, trigger, &view).await?;
    }
    ask_who(ports, click, ask).await
}

/// What a person sees, and whom Slack is to be asked about afterwards.
struct Seen {
    view: Option<View>,
    ask: Vec<UserId>,
}

impl Seen {
    const fn only(view: Option<View>) -> Self {
        Self { view, ask: Vec::new() }
    }
}

/// What this person sees: the panel, who to ask, or the role that nobody has.
async fn view(ports: &Ports, click: &Click, scene: &PanelScene, is_stale: bool) -> Result<Seen, StoreError> {
    let access = access(scene);
    if is_super_admin(click, scene) {
        return panel(ports, &click.workspace, access, is_stale).await.map(Seen::only);
    }
    let known = ports.store.people(&click.workspace, &access.super_admins).await?;
    if access.has_a_super_admin(&candidates(&known)) {
        // Somebody of whom Slack was never asked may be gone: then the next one who opens it is offered the role.
        let ask = access.super_admins.iter().filter(|user| !known.contains_key(*user)).cloned().collect();
        let (super_admins, names) = (active(&access, &known), names(&known));
        return Ok(Seen { view: AccessClosed { super_admins: &super_admins, names: &names }.render(), ask });
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
    let lines = ports.store.audit_lines(workspace, LAST).await?;
    let last = lines.into_iter().map(|(at, line)| AuditShown { by: line.by, what: line.what, people: line.people, at });
    Ok(AccessPanel { about: about(&access), access, last: last.collect(), is_stale }.render())
}

/// The panel sent off, with these lists.
pub async fn submit(
    ports: &Ports,
    click: &Click,
    about: &AccessAbout,
    wanted: Access,
) -> Result<Submitted, StoreError> {
    for _ in 0..TRIES {
        let scene = ports.store.panel_scene(&click.workspace, &click.user).await?;
        if !is_super_admin(click, &scene) {
            return Ok(shown(view(ports, click, &scene, false).await?.view));
        }
        let settings = scene.settings.clone().unwrap_or_default();
        let stands = settings.access();
        // Saved by this very submission before, perhaps: then nothing is left to do.
        if stands.changes_to(&wanted).is_empty() {
            return Ok(Submitted::Done);
        }
        if self::about(&stands) != *about {
            return Ok(shown(view(ports, click, &scene, true).await?.view));
        }
        if let Some(refused) = refused(ports, click, &stands, &wanted).await? {
            return Ok(refused);
        }
        let lines: Vec<AuditLine> = stands.changes_to(&wanted).into_iter().map(|it| line(click, it)).collect();
        if save(ports, click, &settings.with_access(&wanted), &lines).await? == Put::Stored {
            return Ok(Submitted::Done);
        }
    }
    Ok(Submitted::Choose(ACCESS_SUPER_ADMINS, CONTENDED.to_owned()))
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
    let Err(refused) = stands.check(wanted, &candidates(&known)) else { return Ok(None) };
    if let AccessRefused::NotKnownYet(_, unknown) = &refused {
        // Those of the other list, too: one more press is enough.
        let new = about.iter().filter(|user| !known.contains_key(*user));
        let unknown: BTreeSet<UserId> = new.chain(unknown).cloned().collect();
        ask_who(ports, click, unknown).await?;
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
        if is_super_admin(click, &scene) || stands.has_a_super_admin(&candidates(&known)) {
            return Ok(shown(view(ports, click, &scene, false).await?.view));
        }
        match scene.person.as_ref().and_then(|person| person.is_owner) {
            Some(true) => {}
            Some(false) => return Ok(Submitted::Choose(ACCESS_CLAIM, NOT_AN_OWNER.to_owned())),
            None => {
                ask_who(ports, click, [click.user.clone()]).await?;
                return Ok(Submitted::Choose(ACCESS_CLAIM, OWNER_NOT_KNOWN_YET.to_owned()));
            }
        }
        let mut super_admins = stands.super_admins;
        super_admins.push(click.user.clone());
        let access = Access::new(super_admins, stands.admins);
        let what = "became super admin, because nobody was".to_owned();
        let line = AuditLine { by: click.user.clone(), what, people: Vec::new(), member: None };
        if save(ports, click, &settings.with_access(&access), &[line]).await? == Put::Stored {
            return panel(ports, &click.workspace, access, false).await.map(shown);
        }
    }
    Ok(Submitted::Choose(ACCESS_CLAIM, CONTENDED.to_owned()))
}

async fn save(
    ports: &Ports,
    click: &Click,
    settings: &WorkspaceSettings,
    lines: &[AuditLine],
) -> Result<Put, StoreError> {
    let put = ports.store.save_settings(&click.workspace, settings, lines, click.at, &click.receipt).await?;
    if put == Put::Stored {
        tracing::info!(version = settings.version, "who may change the settings has changed");
    }
    Ok(put)
}

/// Has Slack asked who these are, by a job each.
async fn ask_who(ports: &Ports, click: &Click, users: impl IntoIterator<Item = UserId>) -> Result<(), StoreError> {
    let jobs: Vec<Job> = users.into_iter().map(|user| who_job(click, user)).collect();
    if jobs.is_empty() {
        return Ok(());
    }
    ports.store.put_jobs(&jobs, click.at).await?;
    let lanes: Vec<LaneKey> = jobs.into_iter().map(|job| job.lane).collect();
    ring(ports, &lanes).await;
    Ok(())
}

fn who_job(click: &Click, user: UserId) -> Job {
    let owner = Owner::Direct(user);
    let lane = LaneKey { workspace: click.workspace.clone(), owner, lane: Lane::Who };
    Job { id: "who".to_owned(), lane, order: click.at.millis(), first_received: click.at, kind: JobKind::AskWho }
}

fn line(click: &Click, change: AccessChange) -> AuditLine {
    let what = match (change.role, change.added) {
        (Role::SuperAdmin, true) => "added to super admins",
        (Role::SuperAdmin, false) => "removed from super admins",
        (Role::Admin, true) => "added to admins",
        (Role::Admin, false) => "removed from admins",
    };
    AuditLine { by: click.user.clone(), what: what.to_owned(), people: change.people, member: None }
}

fn shown(view: Option<View>) -> Submitted {
    view.map_or(Submitted::Done, |view| Submitted::Stale(Box::new(view)))
}

fn is_super_admin(click: &Click, scene: &PanelScene) -> bool {
    let settings = scene.settings.clone().unwrap_or_default();
    let standing = settings.standing_of(&click.user, None, click.kind(scene.person.as_ref()));
    may(Action::AccessControlPanel, &standing).is_ok()
}

fn access(scene: &PanelScene) -> Access {
    scene.settings.as_ref().map(WorkspaceSettings::access).unwrap_or_default()
}

fn about(access: &Access) -> AccessAbout {
    let listed = |users: &[UserId]| users.iter().map(UserId::as_str).collect::<Vec<_>>().join(",");
    let lists = format!("{}#{}", listed(&access.super_admins), listed(&access.admins));
    AccessAbout { opened_on: digest::hex(&lists) }
}

fn candidates(known: &Known) -> BTreeMap<UserId, Candidate> {
    let candidate =
        |person: &KnownPerson| Candidate { kind: person.kind, is_bot: person.is_bot, is_gone: person.is_gone };
    known.iter().map(|(user, person)| (user.clone(), candidate(person))).collect()
}

/// The super admins who can be asked.
fn active(access: &Access, known: &Known) -> Vec<UserId> {
    let is_there = |user: &&UserId| known.get(*user).is_none_or(|person| !person.is_gone);
    access.super_admins.iter().filter(is_there).cloned().collect()
}

fn names(known: &Known) -> Names {
    known.iter().map(|(user, person)| (user.clone(), person.name.clone())).collect()
}
