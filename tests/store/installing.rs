//! Installing: a state is used once; a workspace and its first settings stand together or not at all. And what is kept of
//! it, as [`crate::compatibility`] has it for the rest.

use shared::domain::{MemberId, WorkspaceId, WorkspaceSettings};
use shared::job::{Job, JobKind, Lane, LaneKey, Owner};
use shared::store::{Installation, Installing, OpenTicket, People, Put, Store, StoreError};
use tests::gate::Fault;

use crate::compatibility_talk::{fixture, written};
use crate::reads::installation;
use crate::rig::Rig;
use crate::samples::{at, commit, first_commit, job, team, user};
use crate::wire_item;

/// Where a used state stands.
const USED: (&str, &str) = ("STATE#2c70e12b", "STATE");

fn first_settings() -> WorkspaceSettings {
    WorkspaceSettings::default().with_first_super_admin(&user("UMAY")).unwrap()
}

async fn stands(rig: &Rig) -> (Option<Installation>, Option<WorkspaceSettings>) {
    (rig.store.installation(&team()).await.unwrap(), rig.store.settings(&team()).await.unwrap())
}

#[tokio::test]
async fn a_state_is_used_once() {
    let rig = Rig::new().await;
    assert_eq!(rig.store.use_state("2c70e12b", at(0)).await.unwrap(), Put::Stored);
    assert_eq!(rig.store.use_state("2c70e12b", at(0)).await.unwrap(), Put::Duplicate);
    assert_eq!(rig.store.use_state("2c70e12c", at(0)).await.unwrap(), Put::Stored, "another one");
    assert_eq!(rig.calls(), ["dynamodb.PutItem"; 3]);
}

#[tokio::test]
async fn a_used_state_is_written_as_the_fixture_holds_and_known_again_whatever_a_later_release_adds() {
    let rig = Rig::new().await;
    rig.store.use_state("2c70e12b", at(0)).await.unwrap();
    let item = rig.partition(USED.0).await.remove(0);
    assert_eq!(item["sk"].as_s().unwrap(), USED.1);
    let json = serde_json::to_string_pretty(&wire_item::write(&item)).unwrap();
    written("used-state").assert_eq(&format!("{json}\n"));
    for folder in ["v1", "later"] {
        let rig = Rig::new().await;
        rig.put(wire_item::read(&fixture(folder, "used-state"))).await;
        assert_eq!(rig.store.use_state("2c70e12b", at(0)).await.unwrap(), Put::Duplicate, "{folder}");
    }
}

#[tokio::test]
async fn a_workspace_and_its_first_super_admin_stand_together() {
    let rig = Rig::new().await;
    assert_eq!(stands(&rig).await, (None, None));
    rig.calls();
    assert_eq!(rig.store.install(&installation(), Some(&first_settings()), &[]).await.unwrap(), Put::Stored);
    assert_eq!(rig.calls(), ["dynamodb.TransactWriteItems"]);
    assert_eq!(stands(&rig).await, (Some(installation()), Some(first_settings())));
}

#[tokio::test]
async fn where_somebody_has_saved_settings_meanwhile_neither_is_stored() {
    let rig = Rig::new().await;
    rig.store.put_settings(&team(), &first_settings()).await.unwrap();
    let other = WorkspaceSettings::default().with_first_super_admin(&user("UBEN")).unwrap();
    assert_eq!(rig.store.install(&installation(), Some(&other), &[]).await.unwrap(), Put::Duplicate);
    assert_eq!(stands(&rig).await, (None, Some(first_settings())));
    // Made from what stands: then both.
    let next = WorkspaceSettings { version: 2, ..other };
    assert_eq!(rig.store.install(&installation(), Some(&next), &[]).await.unwrap(), Put::Stored);
    assert_eq!(stands(&rig).await, (Some(installation()), Some(next)));
}

#[tokio::test]
async fn an_installation_that_could_not_be_stored_is_an_error_and_leaves_nothing() {
    for fault in [Fault::Unreachable, Fault::Busy, Fault::Conflict, Fault::Broken] {
        let rig = Rig::new().await;
        rig.calls();
        rig.gate.spoil(0, fault);
        let stored = rig.store.install(&installation(), Some(&first_settings()), &[]).await;
        assert!(matches!(stored, Err(StoreError::Unreachable(_))), "{fault:?}: {stored:?}");
        assert_eq!(stands(&rig).await, (None, None), "{fault:?}");
    }
}

fn closes() -> Job {
    let lane = LaneKey { workspace: team(), owner: Owner::Workspace, lane: Lane::Installation };
    Job { kind: JobKind::CloseTickets { uninstalled_at: at(1) }, ..job("Ev1", &lane, at(2)) }
}

async fn waiting(rig: &Rig) -> usize {
    rig.store.pending(&closes().lane, 10).await.unwrap().len()
}

#[tokio::test]
async fn of_an_installation_only_the_token_of_before_is_taken_out() {
    let rig = Rig::new().await;
    assert_eq!(rig.store.uninstall(&team(), at(1), &closes()).await.unwrap(), Put::Duplicate, "there is none");
    rig.store.put_installation(&installation()).await.unwrap();
    for late in [-1, 0] {
        assert_eq!(rig.store.uninstall(&team(), at(late), &closes()).await.unwrap(), Put::Duplicate, "{late}");
    }
    assert_eq!((stands(&rig).await.0, waiting(&rig).await), (Some(installation()), 0));
    rig.calls();
    assert_eq!(rig.store.uninstall(&team(), at(1), &closes()).await.unwrap(), Put::Stored);
    assert_eq!(rig.calls(), ["dynamodb.TransactWriteItems"]);
    let removed = Installation { token: None, uninstalled_at: Some(at(1)), ..installation() };
    assert_eq!((stands(&rig).await.0, waiting(&rig).await), (Some(removed), 1));
    let again = Job { id: "Ev2".to_owned(), ..closes() };
    assert_eq!(rig.store.uninstall(&team(), at(5), &again).await.unwrap(), Put::Duplicate, "its token is out already");
    assert_eq!(waiting(&rig).await, 1);
}

#[tokio::test]
async fn open_tickets_are_given_by_age_a_page_at_a_time_and_of_their_own_workspace_alone() {
    let rig = Rig::new().await;
    let mut all = Vec::new();
    for (team, name) in [("T1", "m1"), ("T1", "m#2"), ("T1", "m3"), ("T2", "m1")] {
        let (workspace, member) = (WorkspaceId::new(team), MemberId::new(name));
        let mut after = first_commit().conversation;
        (after.workspace, after.member) = (workspace, member.clone());
        rig.store.commit(&commit(&crate::samples::stranger(), &after, Vec::new())).await.unwrap();
        all.extend((team == "T1").then_some(OpenTicket { member, since: at(0) }));
    }
    let first = rig.store.open_tickets(&team(), None, 2).await.unwrap();
    assert_eq!(first.len(), 2);
    let rest = rig.store.open_tickets(&team(), first.last(), 2).await.unwrap();
    let mut given = [first, rest].concat();
    given.sort_by_key(|open| all.iter().position(|other| other == open));
    assert_eq!(given, all);
}
