//! The same as [`crate::compatibility`] for what came with picking and talking: further items, and every kind of job.
//!
//! `fixtures/v1/jobs.json` holds one job of each kind, in one lane of each kind, as they stand inside their items.

use expect_test::{ExpectFile, expect_file};
use serde_json::{Value, json};
use shared::domain::{
    BotChannelId, ChannelId, CustomerMessage, CustomerText, MessageTs, Notice, PersonKind, PickFailure, PrivateAnswer,
    TicketId, Timer,
};
use shared::job::{Job, JobKind, Lane, LaneKey, NotSent, Owner, TellAbout, Thing, Told};
use shared::seal::Sealed;
use shared::store::{
    AuditLine, Change, Consent, Echo, Hook, InboxOf, KnownPerson, Line, MessageEnd, Messages, OpenTicket, Opening,
    Outcome, People, Progress, Put, Status, Store,
};

use crate::rig::Rig;
use crate::samples::{
    at, claim_at, commit, first_commit, job, lane, member, moved, of_a_person, team, unclaimed, user,
};
use crate::wire_item;

/// Each item with its place.
const ITEMS: [(&str, &str, &str); 14] = [
    ("inbox", "W#T1#INBOX#C-opens", "INBOX"),
    ("person", "W#T1#USER#UMAY", "USER"),
    ("hook", "HOOK#conn1", "HOOK"),
    ("opening", "W#T1#member#m1", "OPENING"),
    ("inbox-mark", "W#T1#MARK#azk3g7yqp0", "MARK"),
    ("once", "W#T1#channel#C9", "ONCE#tell#mention#1790000000.000100#v2"),
    ("consent", "W#T1#member#m1", "CONSENT#TK1#ULEE"),
    ("echo", "W#T1#member#m1", "ECHO#1790000000700#wamid.9"),
    ("receipt", "W#T1#RECEIPT#wamid.1", "RECEIPT"),
    ("platform", "W#T1#member#m1", "PLATFORM"),
    ("audit", "W#T1", "AUDIT#1790000000005#J1"),
    ("message-held", "W#T1#member#m1", "out#1790000000005#C9#1790000000.000000"),
    ("message-failed", "W#T1#member#m1", "out#1790000000010#C9#1790000000.000100"),
    ("message-begun", "W#T1#member#m1", "out#1790000000020#C9#1790000000.000200"),
];

fn ts(ts: &str) -> MessageTs {
    MessageTs::new(ts)
}

pub(crate) fn sealed() -> Sealed {
    Sealed { key: "k1".to_owned(), text: "c2VhbGVk".to_owned() }
}

fn written_by_lee(ts: &str, said: i64) -> Job {
    let channel = ChannelId::new("C9");
    let id = format!("{channel}#{ts}");
    let kind = JobKind::AgentSaid { channel, ts: MessageTs::new(ts), author: user("ULEE"), files: true };
    Job { kind, ..job(&id, &lane(Lane::Out), at(said)) }
}

fn held() -> Job {
    written_by_lee("1790000000.000000", 5)
}

fn failed() -> Job {
    written_by_lee("1790000000.000100", 10)
}

fn begun() -> Job {
    written_by_lee("1790000000.000200", 20)
}

fn progress() -> Progress {
    Progress {
        begun: Some(at(40)),
        parts: 1,
        sent: vec!["wamid.2".to_owned()],
        marked: Some("x".to_owned()),
        quotes: Some(vec!["d1".to_owned()]),
        walked: Some(OpenTicket { member: member(), since: at(2) }),
        found: true,
    }
}

fn person() -> KnownPerson {
    KnownPerson {
        user: user("UMAY"),
        name: "May".to_owned(),
        kind: PersonKind::MultiChannelGuest,
        is_bot: true,
        is_gone: true,
        is_owner: Some(true),
        at: at(0),
    }
}

fn hook() -> Hook {
    Hook {
        workspace: team(),
        bot: BotChannelId::new("bot1"),
        secret: sealed(),
        previous: Some(sealed()),
        used_at: Some(at(7)),
    }
}

fn opening() -> Opening {
    Opening { attempts: 2, lost: Some(ChannelId::new("C7")) }
}

fn echo() -> Echo {
    Echo { id: "wamid.9".to_owned(), text: "2c70e12b".to_owned(), at: at(700) }
}

fn end<'a>(outcome: &'a Outcome, sent: &'a [String]) -> MessageEnd<'a> {
    MessageEnd { outcome, sent, by_echo: None, then: &[], at: at(5_000), expires: Some(1_800_000_000) }
}

fn no_such_number() -> Outcome {
    Outcome::Failed { reason: "no such number".to_owned() }
}

/// Writes one of each, through the adapter.
async fn write_all(rig: &Rig) {
    let store = &rig.store;
    let first = first_commit();
    store.commit(&first).await.unwrap();
    let after = moved(&first.conversation, "opens");
    let inbox = after.inbox.clone();
    let opens = shared::store::Commit { inbox, ..commit(&first.conversation, &after, Vec::new()) };
    store.commit(&opens).await.unwrap();
    store.put_person(&team(), &person()).await.unwrap();
    store.put_hook("conn1", &hook()).await.unwrap();
    let opens = unclaimed(in_lane((Lane::Ctl, JobKind::SetTopic)));
    store.put_jobs(std::slice::from_ref(&opens.job), at(5)).await.unwrap();
    store.begin_opening(&opens, &claim_at(5), &opening(), "azk3g7yqp0").await.unwrap();
    store.put_echo(&team(), &member(), &echo()).await.unwrap();
    store.note_live_chat(&team(), &member(), true, at(8)).await.unwrap();
    let line =
        AuditLine { by: user("UADA"), what: "joined".to_owned(), people: vec![user("UMAY")], member: Some(member()) };
    store.audit(&team(), &line, at(5), "J1").await.unwrap();
    let mention = of_a_channel(&ChannelId::new("C9")).remove(0);
    store.put_job_once(&mention, at(5)).await.unwrap();
    write_messages(rig).await;
}

async fn write_messages(rig: &Rig) {
    let store = &rig.store;
    for job in [held(), failed(), begun()] {
        let text = CustomerText::new("hello");
        store.put_line(&Line { workspace: team(), member: member(), job, text }).await.unwrap();
    }
    let pending = store.pending(&lane(Lane::Out), 10).await.unwrap();
    let asked = Outcome::NotSent { why: NotSent::Ask };
    store.hold(&pending[0], &TicketId::new("TK1"), &user("ULEE"), &end(&asked, &[])).await.unwrap();
    let asked = store.message(&held().key()).await.unwrap().unwrap();
    for change in [Change::Edited(CustomerText::new("hello, Ana")), Change::Deleted] {
        store.note_change(&asked, &change, &[], at(6)).await.unwrap();
    }
    store.decide_consent(&team(), &member(), &TicketId::new("TK1"), &user("ULEE"), true).await.unwrap();
    let sent = ["wamid.1".to_owned()];
    store.end_message(&pending[1], &end(&no_such_number(), &sent)).await.unwrap();
    store.note_status(&team(), "wamid.1", Status::Delivered, at(6)).await.unwrap();
    store.begin(&pending[2], &claim_at(40), &progress()).await.unwrap();
}

/// Reads one of each, through the adapter, where something reads it yet.
async fn read_all(rig: &Rig) {
    let store = &rig.store;
    let inbox = store.inbox_of(&team(), &ChannelId::new("C-opens")).await.unwrap();
    assert_eq!(inbox, InboxOf { member: Some(member()), ..InboxOf::default() });
    assert_eq!(store.people(&team(), &[user("UMAY")]).await.unwrap()[&user("UMAY")], person());
    assert_eq!(store.hook("conn1").await.unwrap(), Some(hook()));
    assert_eq!(store.opening(&team(), &member()).await.unwrap(), opening());
    assert_eq!(store.opener(&team(), "azk3g7yqp0").await.unwrap(), Some(member()));
    let consent = store.consent(&team(), &member(), &TicketId::new("TK1"), &user("ULEE")).await.unwrap();
    assert_eq!(consent, Consent { send: Some(true), held: vec![held().key()] });
    assert_eq!(store.echoes(&team(), &member(), at(0)).await.unwrap(), [echo()]);
    let message = store.message(&held().key()).await.unwrap().unwrap();
    assert_eq!((message.wording().as_str(), message.is_deleted), ("hello, Ana", true));
    assert_eq!(message.held_for, Some(TicketId::new("TK1")));
    let message = store.message(&failed().key()).await.unwrap().unwrap();
    assert_eq!((message.job, message.outcome, message.endings), (failed(), Some(no_such_number()), 1));
    let pending = store.pending(&lane(Lane::Out), 10).await.unwrap();
    assert_eq!((pending.len(), &pending[0].job, &pending[0].progress), (1, &begun(), &progress()));
    let mention = of_a_channel(&ChannelId::new("C9")).remove(0);
    assert_eq!(store.put_job_once(&mention, at(6)).await.unwrap(), Put::Duplicate);
    // A later word of the same message is compared with the one that stands.
    store.note_status(&team(), "wamid.1", Status::Sent, at(9)).await.unwrap();
    assert_eq!(rig.partition("W#T1#RECEIPT#wamid.1").await[0]["status"].as_s().unwrap(), "delivered");
}

fn path(folder: &str, name: &str) -> String {
    format!("{}/store/fixtures/{folder}/{name}.json", env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn written(name: &str) -> ExpectFile {
    expect_file![path("v1", name)]
}

pub(crate) fn fixture(folder: &str, name: &str) -> Value {
    let text = std::fs::read_to_string(path(folder, name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

async fn put_items(rig: &Rig, folder: &str) {
    for (name, ..) in ITEMS {
        rig.put(wire_item::read(&fixture(folder, name))).await;
    }
}

#[tokio::test]
async fn what_this_release_keeps_of_talking_is_what_the_fixtures_hold() {
    let rig = Rig::new().await;
    write_all(&rig).await;
    for (name, pk, sk) in ITEMS {
        let items = rig.partition(pk).await;
        let item = items.iter().find(|item| item["sk"].as_s().unwrap() == sk);
        let item = item.unwrap_or_else(|| panic!("{name} was not written"));
        let json = serde_json::to_string_pretty(&wire_item::write(item)).unwrap();
        written(name).assert_eq(&format!("{json}\n"));
    }
    read_all(&rig).await;
}

#[tokio::test]
async fn what_was_kept_of_talking_is_read_whatever_a_later_release_adds() {
    for folder in ["v1", "later"] {
        let rig = Rig::new().await;
        put_items(&rig, folder).await;
        read_all(&rig).await;
    }
}

/// A new kind is named here, and has a job in [`jobs`].
fn word(kind: &JobKind) -> &'static str {
    match kind {
        JobKind::Show { .. } => "show",
        JobKind::LookUp { .. } => "look_up",
        JobKind::OpenInbox { .. } => "open_inbox",
        JobKind::InviteHandler { .. } => "invite_handler",
        JobKind::InviteOthers { .. } => "invite_others",
        JobKind::InvitePerson { .. } => "invite_person",
        JobKind::SetLiveChat => "set_live_chat",
        JobKind::SetTopic => "set_topic",
        JobKind::PostLiveChatCard { .. } => "post_live_chat_card",
        JobKind::QuoteBeforeJoined { .. } => "quote_before_joined",
        JobKind::TellInbox { .. } => "tell_inbox",
        JobKind::TellUndelivered { .. } => "tell_undelivered",
        JobKind::TellCustomer { .. } => "tell_customer",
        JobKind::StartEndNode { .. } => "start_end_node",
        JobKind::TellPerson { .. } => "tell_person",
        JobKind::CustomerSaid { .. } => "customer_said",
        JobKind::AgentSaid { .. } => "agent_said",
        JobKind::Mark { .. } => "mark",
        JobKind::AnswerMention { .. } => "answer_mention",
        JobKind::LookAtChannel => "look_at_channel",
        JobKind::CheckLiveChat { .. } => "check_live_chat",
        JobKind::AskWho => "ask_who",
        JobKind::MakeChannel { .. } => "make_channel",
        JobKind::InviteInstaller { .. } => "invite_installer",
        JobKind::EnterChannel { .. } => "enter_channel",
        JobKind::RepeatLiveChat { .. } => "repeat_live_chat",
        JobKind::CloseTickets { .. } => "close_tickets",
        JobKind::BringBack { .. } => "bring_back",
        JobKind::ArchiveStray => "archive_stray",
        JobKind::Timer { .. } => "timer",
        JobKind::Unknown => "of a later release",
    }
}

fn returns(ticket: &TicketId) -> JobKind {
    JobKind::Timer { ticket: ticket.clone(), hop: 2, timer: Timer::Return, at: at(1_800) }
}

/// What stands in the lanes of one conversation: each kind of job as full as it can be.
fn jobs() -> Vec<Job> {
    let (ticket, channel) = (TicketId::new("TK1"), ChannelId::new("C9"));
    let (handler, reply, message) = (user("UMAY"), Some(sealed()), ts("1790000000.000100"));
    let mut jobs = talk(&ticket, &channel);
    let kinds = [
        (Lane::Ctl, JobKind::OpenInbox { ticket: ticket.clone(), hop: 2, reply: reply.clone() }),
        (Lane::Ctl, JobKind::InviteHandler { ticket: ticket.clone(), hop: 2, handler, reply }),
        (Lane::Ctl, JobKind::InviteOthers { channel: Some(channel.clone()), done: 100 }),
        // As the release before has written it, and as this one does.
        (Lane::Ctl, asks_to_join(&ticket, None, Some(sealed()))),
        (Lane::Ctl, asks_to_join(&ticket, Some(channel.clone()), None)),
        (Lane::Bot, JobKind::SetLiveChat),
        (Lane::Dress(channel.clone()), JobKind::SetTopic),
        (Lane::Mark(channel.clone(), message.clone()), JobKind::Mark { name: "x".to_owned(), on: true }),
        (Lane::Timer(Timer::Return, ticket.clone(), 2), returns(&ticket)),
        (Lane::Check(ticket.clone()), checks(&ticket)),
        (Lane::Again, JobKind::RepeatLiveChat { at: at(20) }),
    ];
    jobs.extend(kinds.into_iter().map(in_lane));
    let abouts = [
        TellAbout::Ticket(PrivateAnswer::ItIsYours { inbox: channel.clone() }),
        TellAbout::Ticket(PrivateAnswer::PickFailed(PickFailure::SingleChannelGuest)),
        TellAbout::Ticket(PrivateAnswer::ClosedBeforeYouJoined),
        TellAbout::Ticket(PrivateAnswer::TookOver { handler: user("UMAY") }),
        TellAbout::NotSent { why: NotSent::Ask, channel: channel.clone(), ts: message.clone() },
        TellAbout::Joining { error: Some("is_archived".to_owned()) },
    ];
    for about in abouts {
        let (ticket, channel, reply) = (Some(ticket.clone()), Some(channel.clone()), Some(sealed()));
        let kind = JobKind::TellPerson { user: user("ULEE"), ticket, about, channel, reply };
        jobs.push(in_lane((Lane::Tell("TK1#v2#ULEE".to_owned()), kind)));
    }
    jobs.extend(things(&ticket, &channel, &message));
    jobs.extend(of_a_channel(&channel));
    jobs.extend(of_a_person(&LaneKey { owner: Owner::Direct(user("UMAY")), ..lane(Lane::Who) }));
    let whole = LaneKey { owner: Owner::Workspace, ..lane(Lane::Installation) };
    let kinds = [JobKind::CloseTickets { uninstalled_at: at(4) }, JobKind::BringBack { installed_at: at(5) }];
    jobs.extend(kinds.map(|kind| Job { kind, ..job("v2", &whole, at(5)) }));
    jobs
}

fn checks(ticket: &TicketId) -> JobKind {
    JobKind::CheckLiveChat { ticket: ticket.clone(), bot: BotChannelId::new("bot1") }
}

fn asks_to_join(ticket: &TicketId, channel: Option<ChannelId>, reply: Option<Sealed>) -> JobKind {
    JobKind::InvitePerson { user: user("UADA"), ticket: ticket.clone(), channel, reply }
}

/// What stands in the lanes of a channel.
fn of_a_channel(channel: &ChannelId) -> Vec<Job> {
    let (message, thread) = (ts("1790000000.000100"), Some(ts("1790000000.000000")));
    let mention = Lane::Tell(format!("mention#{message}"));
    let kinds = [
        (mention, JobKind::AnswerMention { ts: message, thread, user: user("UMAY") }),
        (Lane::Stray, JobKind::LookAtChannel),
        (Lane::Stray, JobKind::ArchiveStray),
        (Lane::Enter, JobKind::EnterChannel { by: user("UADA"), joins: true }),
    ];
    let in_lane = |(of, kind)| {
        let lane = LaneKey { owner: Owner::Channel(channel.clone()), ..lane(of) };
        Job { kind, ..job("v2", &lane, at(5)) }
    };
    kinds.into_iter().map(in_lane).collect()
}

fn in_lane((of, kind): (Lane, JobKind)) -> Job {
    Job { kind, ..job("v2", &lane(of), at(5)) }
}

/// Both ways between customer and inbox channel.
fn talk(ticket: &TicketId, channel: &ChannelId) -> Vec<Job> {
    let former = ChannelId::new("C7");
    let message = CustomerMessage::Picked;
    let kinds = [
        (Lane::In, JobKind::PostLiveChatCard { ticket: ticket.clone() }),
        (Lane::In, JobKind::QuoteBeforeJoined { ticket: ticket.clone() }),
        (Lane::In, JobKind::TellInbox { ticket: ticket.clone(), notice: Notice::Succeeds { former } }),
        (Lane::In, JobKind::TellUndelivered { ticket: ticket.clone(), message, is_unknown: true }),
        (Lane::In, JobKind::CustomerSaid { sent: Some("image".to_owned()) }),
        (Lane::Out, JobKind::TellCustomer { ticket: ticket.clone(), message, agent: Some(user("UMAY")) }),
        (Lane::Out, JobKind::StartEndNode { ticket: ticket.clone() }),
        (Lane::Out, failed().kind),
    ];
    let mut jobs: Vec<Job> = kinds.into_iter().map(in_lane).collect();
    jobs.push(crate::samples::look_up(shared::job::LookUp::Profile));
    jobs.push(in_lane((Lane::Show(crate::samples::card(1)), JobKind::Show { channel: Some(channel.clone()) })));
    jobs
}

/// The things that came with talking, each in its lane.
fn things(ticket: &TicketId, channel: &ChannelId, message: &MessageTs) -> Vec<Job> {
    let under = |told| Thing::UnderMessage { channel: channel.clone(), ts: message.clone(), told, number: 1 };
    let no_inbox = Thing::NoInbox { member: member(), ticket: ticket.clone(), error: "restricted_action".to_owned() };
    let things = [
        Thing::LiveChatCard { ticket: ticket.clone(), inbox: channel.clone() },
        Thing::InboxLine { job: "1790000000005.d1".to_owned() },
        under(Told::Failed),
        under(Told::Unknown),
    ];
    let show = |thing| in_lane((Lane::Show(thing), JobKind::Show { channel: None }));
    let jobs = things.into_iter().map(show);
    let not_entered = Thing::NotEntered { channel: channel.clone(), error: "is_archived".to_owned(), at: at(5) };
    let to_admin = |thing| LaneKey { owner: Owner::Direct(user("UADA")), ..lane(Lane::Show(thing)) };
    jobs.chain([no_inbox, not_entered].map(|thing| job("v2", &to_admin(thing), at(5)))).collect()
}

#[test]
fn each_kind_of_job_is_written_as_the_fixtures_hold_and_read_again() {
    written("jobs").assert_eq(&format!("{}\n", serde_json::to_string_pretty(&jobs()).unwrap()));
    let read: Vec<Job> = serde_json::from_value(fixture("v1", "jobs")).unwrap();
    assert_eq!(read, jobs());
    for job in jobs() {
        assert_eq!(serde_json::to_value(&job.kind).unwrap()["do"], word(&job.kind));
    }
}

#[test]
fn what_a_later_release_adds_to_a_job_is_passed_over() {
    let Value::Array(mut later) = fixture("v1", "jobs") else { panic!("a list") };
    for job in &mut later {
        job["a_later_release"] = json!({"more": [1, 2]});
        job["kind"]["a_later_release"] = json!("more");
        job["lane"]["a_later_release"] = json!(null);
    }
    let read: Vec<Job> = serde_json::from_value(Value::Array(later)).unwrap();
    assert_eq!(read, jobs());
}
