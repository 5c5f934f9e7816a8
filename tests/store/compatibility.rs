//! What one release writes, the next one reads, and after a rollback the one before: items and messages as JSON.
//!
//! - `fixtures/v1/`: what this release writes. The folder of a release is never changed once that release is out; the
//!   next form gets a folder of its own, and both are read for ever.
//! - `fixtures/later/`: the same with attributes and fields that this release does not know.
//! - `fixtures/oldest/`: the least that was ever written.

use expect_test::{ExpectFile, expect_file};
use serde_json::{Value, json};
use shared::domain::{AppId, ChannelId, Conversation, MemberId, TicketId, WorkspaceSettings};
use shared::job::{Job, JobKind, LookUp};
use shared::limits::{Call, LimitKey, Limits};
use shared::queue::{Intake, Message};
use shared::seal::Sealed;
use shared::store::{
    Attempt, Commit, Installation, Messages, ParkedJob, PendingJob, Postponement, Profile, RelayKey, RelayKeyHash,
    Shown, Store,
};

use crate::kept;
use crate::reads::{connection, installation};
use crate::rig::Rig;
use crate::samples::{at, card, card_lane, look_up, member, nowhere, owner, put_relay_key, team, unclaimed};
use crate::wire_item;

macro_rules! fixtures {
    ($folder:literal: $($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("fixtures/", $folder, "/", $name, ".json")))),*]
    };
}

macro_rules! items {
    ($folder:literal) => {
        fixtures!($folder: "conversation-pending", "conversation-invited", "conversation-active", "conversation-closed",
            "settings", "installation", "connection", "relay-key", "limit", "profile", "thing", "job", "job-claimed",
            "job-look-up", "job-parked", "line")
    };
}

/// Where each of them stands, in the order of [`items`].
const PLACES: [(&str, &str); 16] = [
    ("W#T1#member#pending", "CONVERSATION"),
    ("W#T1#member#invited", "CONVERSATION"),
    ("W#T1#member#active", "CONVERSATION"),
    ("W#T1#member#closed", "CONVERSATION"),
    ("W#T1", "SETTINGS"),
    ("W#T1", "INSTALLATION"),
    ("W#T1", "BOT#bot1"),
    ("KEY#2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683", "KEY"),
    ("LIMIT#platform#app1#member", "LIMIT"),
    ("W#T1#member#m1", "PROFILE"),
    ("W#T1#member#m1", "THING#card#TK1#1"),
    ("W#T1#member#m1", "show#no-channel#TK1#1790000000005#v7"),
    ("W#T1#member#m1", "show#card#TK1#1#1790000000005#v7"),
    ("W#T1#member#m1", "look#last-message#TK1#1790000000000#v1"),
    ("W#T1#member#m1", "show#asked-again#TK1#1790000000005#1790000000006#v8"),
    ("W#T1#member#m1", "in#1790000000005#d1"),
];

fn relay_key() -> RelayKey {
    let sealed = Sealed { key: "k1".to_owned(), text: "c2VhbGVk".to_owned() };
    RelayKey { workspace: team(), sealed, made_at: at(0), used_at: Some(at(3_600_000)) }
}

/// With all that may stand in it, though a removed one has no token.
fn removed() -> Installation {
    Installation { uninstalled_at: Some(at(4)), ..installation() }
}

fn limit() -> LimitKey {
    LimitKey::Platform(AppId::new("app1"), Call::Member)
}

/// The job that was claimed, given back and claimed again, as it stands then.
fn claimed_job() -> PendingJob {
    PendingJob {
        attempts: 2,
        lease_until: Some(at(39_000)),
        not_before: Some(at(9_000)),
        ..unclaimed(kept::card_job())
    }
}

fn parked_job() -> ParkedJob {
    ParkedJob { job: kept::parked_job(), reason: "tried too often".to_owned(), at: at(11_000) }
}

/// Writes one of each, through the adapter.
async fn write_all(rig: &Rig) {
    for (_, conversation) in kept::conversations() {
        put_conversation(rig, conversation).await;
    }
    rig.store.put_settings(&team(), &kept::settings()).await.unwrap();
    rig.store.put_installation(&removed()).await.unwrap();
    rig.store.put_connection(&team(), &connection()).await.unwrap();
    put_relay_key(rig, &RelayKeyHash::of("key"), &relay_key()).await;
    rig.store.put_line(&kept::line()).await.unwrap();
    let (profile, last_message) = (unclaimed(look_up(LookUp::Profile)), look_up(LookUp::LastMessage));
    let jobs = [kept::card_job(), kept::no_channel_job(), kept::parked_job(), last_message];
    rig.store.put_jobs(&jobs, at(5)).await.unwrap();
    rig.store.looked_up(&profile, &kept::profile(), &jobs[0], at(5)).await.unwrap();
    rig.store.park(&unclaimed(kept::parked_job()), "tried too often", &[], at(11_000)).await.unwrap();
    let claimed = unclaimed(kept::card_job());
    rig.store.claim(&claimed, &Attempt::now(at(0)), None).await.unwrap();
    let met = limit();
    let wait = Postponement {
        until: at(9_000),
        uncounted: false,
        shown: Some(&kept::shown()),
        limit: Some(&met),
        progress: None,
    };
    rig.store.postpone(&claimed, &wait).await.unwrap();
    rig.store.claim(&claimed, &Attempt::now(at(9_000)), None).await.unwrap();
}

/// Commits it as if it had stood a version before.
async fn put_conversation(rig: &Rig, conversation: Conversation) {
    let receipt = conversation.receipts.last().expect("a receipt").clone();
    rig.store
        .commit(&Commit {
            receipt,
            decided_on: 0,
            conversation,
            jobs: Vec::new(),
            done: Vec::new(),
            expires: None,
            inbox: None,
            closes: false,
            at: at(0),
        })
        .await
        .unwrap();
}

/// Reads one of each, through the adapter.
async fn read_all(rig: &Rig) {
    let store = &rig.store;
    for (name, conversation) in kept::conversations() {
        let read = store.conversation(&team(), &conversation.member).await.unwrap();
        assert_eq!(read, (Some(conversation), Some(kept::settings())), "{name}");
    }
    assert_eq!(store.connection(&team(), &connection().bot).await.unwrap(), Some(connection()));
    assert_eq!(store.relay_key(&RelayKeyHash::of("key")).await.unwrap(), Some(relay_key()));
    let scene = store.scene(&team(), &member(), Some((&owner().owner, &card(1))), &[limit()]).await.unwrap();
    let mut limits = Limits::default();
    limits.note(limit(), at(9_000));
    assert_eq!((scene.installation, scene.limits), (Some(removed()), limits));
    assert_eq!((scene.profile, scene.shown), (kept::profile(), Some(kept::shown())));
    let look_up = unclaimed(look_up(LookUp::LastMessage));
    for expected in [claimed_job(), unclaimed(kept::no_channel_job()), look_up, kept::pending_line()] {
        assert_eq!(store.pending(&expected.job.lane, 10).await.unwrap(), [expected]);
    }
    assert_eq!(store.parked(&team(), 10).await.unwrap(), [parked_job()]);
}

async fn put_items(rig: &Rig, items: &[(&str, &str)]) {
    for (name, item) in items {
        let item: Value = serde_json::from_str(item).unwrap_or_else(|error| panic!("{name}: {error}"));
        rig.put(wire_item::read(&item)).await;
    }
}

fn written(name: &str) -> ExpectFile {
    expect_file![format!("{}/store/fixtures/v1/{name}.json", env!("CARGO_MANIFEST_DIR"))]
}

#[tokio::test]
async fn what_this_release_writes_is_what_the_fixtures_hold() {
    let rig = Rig::new().await;
    write_all(&rig).await;
    for ((name, _), (pk, sk)) in items!("v1").into_iter().zip(PLACES) {
        let items = rig.partition(pk).await;
        let item = items.iter().find(|item| item["sk"].as_s().unwrap() == sk);
        let item = item.unwrap_or_else(|| panic!("{name} was not written"));
        let json = serde_json::to_string_pretty(&wire_item::write(item)).unwrap();
        written(name).assert_eq(&format!("{json}\n"));
    }
    read_all(&rig).await;
}

#[tokio::test]
async fn what_the_first_release_wrote_is_read() {
    let rig = Rig::new().await;
    put_items(&rig, &items!("v1")).await;
    read_all(&rig).await;
}

#[tokio::test]
async fn what_a_later_release_adds_is_passed_over() {
    let rig = Rig::new().await;
    put_items(&rig, &items!("later")).await;
    read_all(&rig).await;
}

#[tokio::test]
async fn a_job_of_a_later_release_can_be_claimed_given_back_and_done_by_this_one() {
    let rig = Rig::new().await;
    put_items(&rig, &items!("later")).await;
    let job = rig.store.pending(&card_lane(), 10).await.unwrap().remove(0);
    rig.store.claim(&job, &Attempt::now(at(90_000)), None).await.unwrap();
    let wait = Postponement { until: at(91_000), uncounted: true, shown: None, limit: None, progress: None };
    rig.store.postpone(&job, &wait).await.unwrap();
    let item = rig.item(PLACES[12].1).await.unwrap();
    assert!(item.contains_key("a_later_release"), "its own attributes stay");
    rig.store.done(&[job], None).await.unwrap();
    assert_eq!(rig.store.pending(&card_lane(), 10).await.unwrap(), []);
}

#[tokio::test]
async fn a_job_of_a_kind_that_this_release_does_not_know_is_parked_and_brought_back_untouched() {
    let rig = Rig::new().await;
    let mut teleport: Value = serde_json::from_str(include_str!("fixtures/oldest/job.json")).unwrap();
    let kind = json!({"M": {"do": {"S": "teleport"}, "to": {"S": "the moon"}}});
    teleport["job"]["M"]["kind"] = kind.clone();
    rig.put(wire_item::read(&teleport)).await;

    let read = rig.store.pending(&card_lane(), 10).await.unwrap().remove(0);
    assert_eq!(read.job.kind, JobKind::Unknown);
    rig.store.park(&read, "unknown kind", &[], at(1_000)).await.unwrap();
    let parked = rig.store.parked(&team(), 10).await.unwrap().remove(0);
    rig.store.redrive(&parked, at(2_000)).await.unwrap();
    let item = wire_item::write(&rig.items().await.remove(0));
    assert_eq!(item["job"]["M"]["kind"], kind, "the release that knows it finds all of it");
}

#[tokio::test]
async fn the_least_that_was_ever_written_is_read_with_todays_defaults() {
    let rig = Rig::new().await;
    let oldest = fixtures!("oldest": "conversation", "settings", "job", "thing", "profile");
    put_items(&rig, &oldest).await;
    let mut expected = Conversation::new(team(), member());
    expected.version = 7;
    let settings = WorkspaceSettings { version: 1, ..WorkspaceSettings::default() };
    let read = rig.store.conversation(&team(), &member()).await.unwrap();
    assert_eq!(read, (Some(expected), Some(settings)));

    let scene = rig.store.scene(&team(), &member(), Some((&owner().owner, &card(1))), &[]).await.unwrap();
    let noted = Shown { channel: Some(ChannelId::new("C1")), posting: Some(at(7)), ..nowhere() };
    assert_eq!((scene.shown, scene.profile), (Some(noted), Profile::default()));
    let job = Job { kind: JobKind::Show { channel: None }, ..kept::card_job() };
    let expected = PendingJob { is_due: false, ..unclaimed(job) };
    assert_eq!(rig.store.pending(&card_lane(), 10).await.unwrap(), [expected]);
}

#[tokio::test]
async fn a_ticket_with_the_fewest_fields_is_read() {
    let rig = Rig::new().await;
    put_items(&rig, &fixtures!("oldest": "conversation-ticket")).await;
    let read = rig.store.conversation(&team(), &MemberId::new("m2")).await.unwrap().0.unwrap();
    let ticket = read.ticket.unwrap();
    assert_eq!((ticket.status.word(), ticket.hop, ticket.card), ("Pending", 1, 1));
    assert!(ticket.request.history && ticket.former_cards.is_empty() && !ticket.told_nobody_available);
}

fn doorbell() -> Message {
    Message::doorbell(&kept::no_channel_job().lane)
}

fn intake() -> Message {
    Message::intake(&Intake::new(RelayKeyHash::of("key"), TicketId::new("TK1"), at(0), b"{\"member\":\"m1\"}"))
}

#[test]
fn doorbells_and_kept_requests_are_written_as_the_fixtures_hold() {
    for (name, message) in [("doorbell", doorbell()), ("intake", intake())] {
        let json = serde_json::to_string_pretty(&message).unwrap();
        written(name).assert_eq(&format!("{json}\n"));
    }
}

#[test]
fn doorbells_and_kept_requests_of_the_first_and_of_later_releases_are_read() {
    let bodies = fixtures!("v1": "doorbell", "intake").into_iter().chain(fixtures!("later": "doorbell", "intake"));
    for ((name, body), expected) in bodies.zip([doorbell(), intake(), doorbell(), intake()]) {
        let read: Message = serde_json::from_str(body).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(read.about, expected.about, "{name}");
    }
}
