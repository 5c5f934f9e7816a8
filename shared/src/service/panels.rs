//! The panels of settings (`product.md` 7): opened by a shortcut, decided again on submit, saved with an audit line on the
//! settings that they were opened on.

pub mod access;
pub mod admin;
mod general;
mod group;
pub mod relay_url;
mod saving;
pub mod ticketing;

use std::collections::{BTreeMap, BTreeSet};

use saving::Change;
use serde::Serialize;

use super::clicking::Click;
pub use super::control::Submitted;
use super::noting::checklist_job;
use super::ringing::ring;
use super::{Ports, Reception};
use crate::digest;
use crate::domain::{Action, Candidate, GroupRefused, PeopleRefused, PriorityGroup, UserId, WorkspaceId, may};
use crate::job::{Job, JobKind, Lane, LaneKey, Owner};
use crate::slack::TriggerId;
use crate::slack::blocks::View;
use crate::slack::cards::{AuditShown, Names, OpenedOn};
use crate::store::{AuditLine, KnownPerson, PanelScene, Put, StoreError};

/// How many of the last changes a panel shows (`product.md` 7).
const LAST: u8 = 20;

/// How often it is tried to save what others save at the same time.
const TRIES: usize = 5;

/// What is said when too many save at once.
const CONTENDED: &str = "Many people save settings at the moment. Press Save again.";

/// How many jobs one transaction puts.
const PUT_AT_ONCE: usize = 100;

/// For how many lanes is rung before an answer.
const RUNG_AT_ONCE: usize = 50;

/// Those of whom Slack was asked.
type Known = BTreeMap<UserId, KnownPerson>;

/// What a person sees, and whom Slack is to be asked about afterwards.
struct Seen {
    view: Option<View>,
    ask: Vec<UserId>,
}

impl Seen {
    const fn only(view: Option<View>) -> Self {
        Self { view, ask: Vec::new() }
    }

    /// Opens it while the trigger lives; the rest can wait.
    async fn open(
        self,
        ports: &Ports,
        reception: &Reception,
        click: &Click,
        scene: &PanelScene,
        trigger: &TriggerId,
    ) -> Result<(), StoreError> {
        if let (Some(view), Some(installation)) = (self.view, &scene.installation) {
            reception.open(installation, trigger, &view).await?;
        }
        ask_who(ports, click, self.ask).await
    }
}

/// Whether this person may open, and save, a panel.
fn may_open(panel: Action, click: &Click, scene: &PanelScene) -> bool {
    let settings = scene.settings.clone().unwrap_or_default();
    let standing = settings.standing_of(&click.user, None, click.kind(scene.person.as_ref()));
    may(panel, &standing).is_ok()
}

/// What a panel shows of what was done before.
async fn last_changes(ports: &Ports, workspace: &WorkspaceId) -> Result<Vec<AuditShown>, StoreError> {
    let lines = ports.store.audit_lines(workspace, LAST).await?;
    let shown =
        lines.into_iter().map(|(at, line)| AuditShown { by: line.by, what: line.what, people: line.people, at });
    Ok(shown.collect())
}

/// What a panel carries of its part of the settings.
fn opened_on(part: &impl Serialize) -> OpenedOn {
    // What can't be written is never what stands, and the panel is shown again.
    let written = serde_json::to_string(part).unwrap_or_default();
    OpenedOn { opened_on: digest::hex(&written) }
}

/// A panel that says something else now; a panel that can't be shown closes.
fn shown(view: Option<View>) -> Submitted {
    view.map_or(Submitted::Done, |view| Submitted::Stale(Box::new(view)))
}

async fn save(ports: &Ports, click: &Click, scene: &PanelScene, change: &Change) -> Result<Put, StoreError> {
    let Change { settings, lines, jobs } = change;
    let jobs: Vec<Job> = jobs.iter().cloned().chain(checklist_when_saved(click, scene)).collect();
    let put = ports.store.save_settings(&click.workspace, settings, lines, &jobs, click.at, &click.receipt).await?;
    if put == Put::Stored {
        tracing::info!(version = settings.version, lines = lines.len(), "settings saved in a panel");
        let rung: Vec<LaneKey> = jobs.iter().map(|job| job.lane.clone()).collect();
        ring(ports, &rung).await;
    }
    Ok(put)
}

/// The job that brings the checklist up to date when something is saved, to be saved with it. `None`: nobody has one.
fn checklist_when_saved(click: &Click, scene: &PanelScene) -> Option<Job> {
    let set_up = scene.set_up.as_ref()?;
    Some(checklist_job(&click.workspace, &set_up.installer, &click.receipt, click.at))
}

/// Has Slack asked who those are of whom it was never asked, or said nothing: one more press is enough.
async fn ask_unknown(
    ports: &Ports,
    click: &Click,
    listed: &[UserId],
    unknown: &[UserId],
    known: &Known,
) -> Result<(), StoreError> {
    let new = listed.iter().filter(|user| !known.contains_key(*user));
    let ask: BTreeSet<UserId> = new.chain(unknown).cloned().collect();
    ask_who(ports, click, ask).await
}

/// Has Slack asked who these are, by a job each.
async fn ask_who(ports: &Ports, click: &Click, users: impl IntoIterator<Item = UserId>) -> Result<(), StoreError> {
    let jobs: Vec<Job> = users.into_iter().map(|user| who_job(click, user)).collect();
    if jobs.is_empty() {
        return Ok(());
    }
    for some in jobs.chunks(PUT_AT_ONCE) {
        ports.store.put_jobs(some, click.at).await?;
    }
    // Somebody waits for the answer: for the rest the sweeper rings.
    let lanes: Vec<LaneKey> = jobs.into_iter().take(RUNG_AT_ONCE).map(|job| job.lane).collect();
    ring(ports, &lanes).await;
    Ok(())
}

fn who_job(click: &Click, user: UserId) -> Job {
    let owner = Owner::Direct(user);
    let lane = LaneKey { workspace: click.workspace.clone(), owner, lane: Lane::Who };
    Job { id: "who".to_owned(), lane, order: click.at.millis(), first_received: click.at, kind: JobKind::AskWho }
}

fn candidates(known: &Known) -> BTreeMap<UserId, Candidate> {
    let candidate =
        |person: &KnownPerson| Candidate { kind: person.kind, is_bot: person.is_bot, is_gone: person.is_gone };
    known.iter().map(|(user, person)| (user.clone(), candidate(person))).collect()
}

fn names(known: &Known) -> Names {
    known.iter().map(|(user, person)| (user.clone(), person.name.clone())).collect()
}

/// A change of settings that is no change of people.
fn changed(click: &Click, what: String) -> AuditLine {
    AuditLine { by: click.user.clone(), what, people: Vec::new(), member: None }
}

/// Why this group can't be saved, and who is called what. Whom Slack was not asked about yet it is asked about now.
async fn group_refused(
    ports: &Ports,
    click: &Click,
    stands: &PriorityGroup,
    wanted: &PriorityGroup,
) -> Result<Option<(GroupRefused, Names)>, StoreError> {
    let (new, _) = stands.changes_to(wanted);
    let known = ports.store.people(&click.workspace, &new).await?;
    let Err(refused) = stands.check(wanted, &candidates(&known)) else { return Ok(None) };
    if let GroupRefused::People(PeopleRefused::NotKnownYet(unknown)) = &refused {
        ask_unknown(ports, click, &new, unknown, &known).await?;
    }
    Ok(Some((refused, names(&known))))
}

/// What is told of another group of this name.
fn changes_of_group(click: &Click, name: &str, before: &PriorityGroup, now: &PriorityGroup) -> Vec<AuditLine> {
    let (new, gone) = before.changes_to(now);
    let people = |what: &str, people: Vec<UserId>| {
        let line = AuditLine { people, ..changed(click, format!("{what} the {name}")) };
        (!line.people.is_empty()).then_some(line)
    };
    let user_group = (before.user_group != now.user_group).then(|| {
        let now = now.user_group.as_ref().map_or("none", |group| group.as_str());
        changed(click, format!("set the Slack user group of the {name} to {now}"))
    });
    let members = [people("added to", new), people("removed from", gone)];
    members.into_iter().chain([user_group]).flatten().collect()
}
