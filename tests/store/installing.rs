//! Installing: a state is used once; a workspace and its first settings stand together or not at all. And what is kept of
//! it, as [`crate::compatibility`] has it for the rest.

use shared::domain::{FirstChannel, MemberId, SetUp, SetUpStep, SetUpTrouble, WorkspaceId, WorkspaceSettings};
use shared::job::{Job, JobKind, Lane, LaneKey, Owner, Thing};
use shared::store::{
    AuditLine, Install, Installation, Installing, NewKey, OpenTicket, People, Put, RelayKey, RelayKeyHash, RelayKeys,
    SaveKeys, ShownKey, Stands, Store, StoreError,
};
use tests::gate::Fault;

use crate::compatibility_talk::{fixture, sealed, written};
use crate::reads::{connection, installation};
use crate::rig::Rig;
use crate::samples::{at, commit, first_commit, job, put_relay_key, team, user};
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

/// What stands of a workspace that nobody has installed the app in.
const NOTHING: Stands = Stands { settings: None, set_up: None, relay_keys: None };

fn set_up() -> SetUp {
    SetUp::new(user("UMAY"))
}

/// A set-up of which everything has happened.
fn whole_set_up() -> SetUp {
    let trouble = SetUpTrouble::NotMade { channel: FirstChannel::Team, error: "restricted_action".to_owned() };
    let (webhook_at, request_at, test_at) = (Some(at(1)), Some(at(2)), Some(at(3)));
    SetUp { trouble: Some(trouble), webhook_at, request_at, test_at, ..set_up() }
}

fn relay_key() -> (RelayKeyHash, RelayKey) {
    (RelayKeyHash::of("key"), RelayKey { workspace: team(), sealed: sealed(), made_at: at(0), used_at: None })
}

fn shown_keys() -> RelayKeys {
    let (hash, key) = relay_key();
    RelayKeys { version: 1, keys: vec![ShownKey { hash, sealed: key.sealed, made_at: key.made_at }] }
}

fn checklist(id: &str) -> Job {
    let (workspace, owner) = (team(), Owner::Direct(user("UMAY")));
    let lane = LaneKey { workspace, owner, lane: Lane::Show(Thing::Checklist) };
    Job { kind: JobKind::Show { channel: None }, ..job(id, &lane, at(0)) }
}

/// Installs on what stands, with these settings.
async fn install(rig: &Rig, stands: &Stands, settings: Option<&WorkspaceSettings>) -> Result<Put, StoreError> {
    let (hash, key) = relay_key();
    let install = Install {
        installation: &installation(),
        stands,
        settings,
        set_up: &set_up(),
        relay_key: stands.relay_keys.is_none().then_some(NewKey { hash: &hash, key: &key }),
        jobs: &[checklist("installed")],
        at: at(0),
    };
    rig.store.install(&install).await
}

#[tokio::test]
async fn a_workspace_and_all_that_it_begins_with_stand_together() {
    let rig = Rig::new().await;
    assert_eq!(rig.store.stands(&team()).await.unwrap(), NOTHING);
    rig.calls();
    assert_eq!(install(&rig, &NOTHING, Some(&first_settings())).await.unwrap(), Put::Stored);
    assert_eq!(rig.calls(), ["dynamodb.TransactWriteItems"]);
    assert_eq!(stands(&rig).await, (Some(installation()), Some(first_settings())));
    let all = Stands { settings: Some(first_settings()), set_up: Some(set_up()), relay_keys: Some(shown_keys()) };
    rig.calls();
    assert_eq!(rig.store.stands(&team()).await.unwrap(), all);
    assert_eq!(rig.calls(), ["dynamodb.BatchGetItem"]);
    let (hash, key) = relay_key();
    assert_eq!(rig.store.relay_key(&hash).await.unwrap(), Some(key));
    let pending = rig.store.pending(&checklist("installed").lane, 10).await.unwrap();
    assert_eq!(pending.into_iter().map(|pending| pending.job).collect::<Vec<_>>(), [checklist("installed")]);
}

#[tokio::test]
async fn where_somebody_has_saved_settings_meanwhile_nothing_is_stored() {
    let rig = Rig::new().await;
    rig.store.put_settings(&team(), &first_settings()).await.unwrap();
    let other = WorkspaceSettings::default().with_first_super_admin(&user("UBEN")).unwrap();
    assert_eq!(install(&rig, &NOTHING, Some(&other)).await.unwrap(), Put::Duplicate);
    assert_eq!(stands(&rig).await, (None, Some(first_settings())));
    assert!(rig.store.pending(&checklist("installed").lane, 10).await.unwrap().is_empty());
    // Made from what stands: then all.
    let next = WorkspaceSettings { version: 2, ..other };
    assert_eq!(install(&rig, &NOTHING, Some(&next)).await.unwrap(), Put::Stored);
    assert_eq!(stands(&rig).await, (Some(installation()), Some(next)));
}

#[tokio::test]
async fn of_two_installations_at_once_the_second_makes_no_second_relay_key() {
    let rig = Rig::new().await;
    install(&rig, &NOTHING, Some(&first_settings())).await.unwrap();
    assert_eq!(install(&rig, &NOTHING, None).await.unwrap(), Put::Duplicate);
    let stands = rig.store.stands(&team()).await.unwrap();
    assert_eq!(install(&rig, &stands, None).await.unwrap(), Put::Stored, "decided again on what stands");
    assert_eq!(rig.store.stands(&team()).await.unwrap(), stands);
}

#[tokio::test]
async fn installing_again_keeps_what_was_seen_and_knows_of_no_trouble_any_more() {
    let rig = Rig::new().await;
    install(&rig, &NOTHING, Some(&first_settings())).await.unwrap();
    note_all(&rig).await;
    let stands = rig.store.stands(&team()).await.unwrap();
    assert_eq!(stands.set_up, Some(whole_set_up()));
    assert_eq!(install(&rig, &stands, None).await.unwrap(), Put::Stored);
    let again = rig.store.stands(&team()).await.unwrap();
    assert_eq!(again, Stands { set_up: Some(SetUp { trouble: None, ..whole_set_up() }), ..stands });
}

/// Notes each step and a trouble.
async fn note_all(rig: &Rig) {
    let steps = [(SetUpStep::Webhook, 1), (SetUpStep::Request, 2), (SetUpStep::Test, 3)];
    for (step, millis) in steps {
        let show = checklist(&format!("{step:?}"));
        assert_eq!(rig.store.note_step(&team(), step, &show, at(millis)).await.unwrap(), Put::Stored);
    }
    rig.store.note_trouble(&team(), &whole_set_up().trouble.unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_step_is_noted_once_with_the_job_that_shows_it() {
    let rig = Rig::new().await;
    let (show, again) = (checklist("first"), checklist("again"));
    let nobody = rig.store.note_step(&team(), SetUpStep::Request, &show, at(2)).await.unwrap();
    assert_eq!(nobody, Put::Duplicate, "a workspace without a set-up has nothing to tick");
    install(&rig, &NOTHING, Some(&first_settings())).await.unwrap();
    rig.calls();
    assert_eq!(rig.store.note_step(&team(), SetUpStep::Request, &show, at(2)).await.unwrap(), Put::Stored);
    assert_eq!(rig.calls(), ["dynamodb.TransactWriteItems"]);
    assert_eq!(rig.store.note_step(&team(), SetUpStep::Request, &again, at(9)).await.unwrap(), Put::Duplicate);
    let set_up = rig.store.stands(&team()).await.unwrap().set_up.unwrap();
    assert_eq!((set_up.request_at, set_up.webhook_at), (Some(at(2)), None));
    let pending = rig.store.pending(&show.lane, 10).await.unwrap();
    assert_eq!(pending.iter().map(|pending| pending.job.id.as_str()).collect::<Vec<_>>(), ["first", "installed"]);
}

#[tokio::test]
async fn that_a_key_or_an_address_was_used_is_noted_and_brings_none_back() {
    let rig = Rig::new().await;
    let (hash, key) = relay_key();
    rig.store.note_key_used(&hash, at(5)).await.unwrap();
    rig.store.note_hook_used("bot1", at(5)).await.unwrap();
    assert_eq!(rig.store.relay_key(&hash).await.unwrap(), None);
    assert_eq!(rig.store.hook("bot1").await.unwrap(), None);
    assert_eq!(put_relay_key(&rig, &hash, &key).await, Put::Stored);
    rig.store.note_key_used(&hash, at(5)).await.unwrap();
    assert_eq!(rig.store.relay_key(&hash).await.unwrap().unwrap().used_at, Some(at(5)));
}

#[tokio::test]
async fn relay_keys_are_saved_on_those_they_were_made_from_with_what_is_new_and_gone() {
    let rig = Rig::new().await;
    install(&rig, &NOTHING, Some(&first_settings())).await.unwrap();
    let (old, key) = relay_key();
    let new = (RelayKeyHash::of("new"), RelayKey { made_at: at(9), ..key });
    let shown = ShownKey { hash: new.0.clone(), sealed: sealed(), made_at: at(9) };
    let rotated = RelayKeys { version: 2, keys: vec![shown] };
    let line = AuditLine { by: user("UMAY"), what: "rotated".to_owned(), people: Vec::new(), member: None };
    for (ended, why) in [(Put::Stored, "made from what stands"), (Put::Duplicate, "somebody has rotated them")] {
        let (gone, then) = (std::slice::from_ref(&old), [checklist("rotated")]);
        let (new, audit) = (Some(NewKey { hash: &new.0, key: &new.1 }), Some((&line, "R1")));
        let save = SaveKeys { keys: &rotated, new, gone, audit, then: &then, at: at(9) };
        let saved = rig.store.save_relay_keys(&team(), &save).await;
        assert_eq!(saved.unwrap(), ended, "{why}");
    }
    assert_eq!(rig.store.stands(&team()).await.unwrap().relay_keys, Some(rotated));
    assert_eq!(rig.store.relay_key(&old).await.unwrap(), None);
    assert_eq!(rig.store.audit_lines(&team(), 9).await.unwrap(), [(at(9), line)]);
    let pending = rig.store.pending(&checklist("rotated").lane, 10).await.unwrap();
    assert!(pending.iter().any(|pending| pending.job == checklist("rotated")), "with what it causes");
    assert_eq!(rig.store.relay_key(&new.0).await.unwrap(), Some(new.1));
}

#[tokio::test]
async fn a_workspaces_connections_are_listed_and_no_others() {
    let rig = Rig::new().await;
    assert_eq!(rig.store.connections(&team(), 10).await.unwrap(), []);
    install(&rig, &NOTHING, Some(&first_settings())).await.unwrap();
    let other = shared::store::Connection { bot: shared::domain::BotChannelId::new("a0"), ..connection() };
    for connection in [&connection(), &other] {
        rig.store.put_connection(&team(), connection).await.unwrap();
    }
    rig.store.put_connection(&shared::domain::WorkspaceId::new("T2"), &connection()).await.unwrap();
    rig.calls();
    assert_eq!(rig.store.connections(&team(), 10).await.unwrap(), [other.clone(), connection()]);
    assert_eq!(rig.calls(), ["dynamodb.Query"]);
    assert_eq!(rig.store.connections(&team(), 1).await.unwrap(), [other]);
}

#[tokio::test]
async fn an_installation_that_could_not_be_stored_is_an_error_and_leaves_nothing() {
    for fault in [Fault::Unreachable, Fault::Busy, Fault::Conflict, Fault::Broken] {
        let rig = Rig::new().await;
        rig.calls();
        rig.gate.spoil(0, fault);
        let stored = install(&rig, &NOTHING, Some(&first_settings())).await;
        assert!(matches!(stored, Err(StoreError::Unreachable(_))), "{fault:?}: {stored:?}");
        assert_eq!(stands(&rig).await, (None, None), "{fault:?}");
    }
}

#[tokio::test]
async fn a_set_up_and_its_relay_keys_are_written_as_the_fixtures_hold_and_read_whatever_a_later_release_adds() {
    let rig = Rig::new().await;
    install(&rig, &NOTHING, Some(&first_settings())).await.unwrap();
    note_all(&rig).await;
    for (name, sk) in [("set-up", "SETUP"), ("relay-keys", "RELAY")] {
        let items = rig.partition("W#T1").await;
        let item = items.iter().find(|item| item["sk"].as_s().unwrap() == sk).unwrap();
        let json = serde_json::to_string_pretty(&wire_item::write(item)).unwrap();
        written(name).assert_eq(&format!("{json}\n"));
    }
    for folder in ["v1", "later"] {
        let rig = Rig::new().await;
        for name in ["set-up", "relay-keys"] {
            rig.put(wire_item::read(&fixture(folder, name))).await;
        }
        let stands = rig.store.stands(&team()).await.unwrap();
        let read = Stands { settings: None, set_up: Some(whole_set_up()), relay_keys: Some(shown_keys()) };
        assert_eq!(stands, read, "{folder}");
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
