//! What becomes of messages: each ends once, and what is held waits for its author.

use shared::domain::{ChannelId, CustomerText, TicketId, UserId};
use shared::job::{Job, JobKey, JobKind, Lane, LaneKey};
use shared::store::{
    Claim, Commit, Consent, Ending, KeptMessage, Line, MessageEnd, Messages, Outcome, PendingJob, Posting, Progress,
    Put, Store,
};
use shared::store::{OwnPost, Status};
use tests::gate::Fault;

use crate::rig::Rig;
use crate::samples::{
    at, card, card_lane, claim_at, first_commit, job, lane, member, nowhere, owner, team, unclaimed, user,
};

/// An agent's message, said then.
pub(crate) fn written(id: &str, said: i64) -> Job {
    let kind = JobKind::AgentSaid {
        channel: ChannelId::new("C9"),
        ts: shared::domain::MessageTs::new("1790000000.000100"),
        author: user("ULEE"),
        files: false,
    };
    Job { kind, ..job(id, &lane(Lane::Out), at(said)) }
}

/// A customer's message, said then.
fn said(id: &str, said: i64) -> Job {
    Job { kind: JobKind::CustomerSaid { sent: None }, ..job(id, &lane(Lane::In), at(said)) }
}

async fn put(rig: &Rig, job: &Job) {
    let line = Line { workspace: team(), member: member(), job: job.clone(), text: CustomerText::new("hello") };
    assert_eq!(rig.store.put_line(&line).await.unwrap(), Put::Stored);
}

/// A message in its lane, as the worker finds it.
pub(crate) async fn on_its_way(rig: &Rig, job: &Job) -> PendingJob {
    put(rig, job).await;
    rig.store.pending(&job.lane, 10).await.unwrap().into_iter().find(|pending| pending.job == *job).expect("it waits")
}

pub(crate) async fn kept(rig: &Rig, job: &Job) -> KeptMessage {
    rig.store.message(&job.key()).await.unwrap().expect("it is kept")
}

pub(crate) async fn ids(rig: &Rig, lane: &LaneKey) -> Vec<String> {
    rig.store.pending(lane, 10).await.unwrap().into_iter().map(|pending| pending.job.id).collect()
}

fn end<'a>(outcome: &'a Outcome, sent: &'a [String], then: &'a [Job]) -> MessageEnd<'a> {
    MessageEnd { outcome, sent, by_echo: None, then, at: at(5_000), expires: Some(1_800_000_000) }
}

fn failed(reason: &str) -> Outcome {
    Outcome::Failed { reason: reason.to_owned() }
}

#[tokio::test]
async fn a_message_that_is_done_with_a_transition_stays_as_a_line_of_the_transcript() {
    let rig = Rig::new().await;
    let (message, toggle) = (said("d1", 10), Job { kind: JobKind::SetLiveChat, ..job("v1", &lane(Lane::Bot), at(0)) });
    let done = [on_its_way(&rig, &message).await, unclaimed(toggle.clone())];
    rig.store.put_jobs(std::slice::from_ref(&toggle), at(0)).await.unwrap();
    let commit = Commit { done: done.to_vec(), expires: Some(1_800_000_000), ..first_commit() };
    assert_eq!(rig.store.commit(&commit).await.unwrap(), Ending::Committed);

    assert_eq!(kept(&rig, &message).await.outcome, Some(Outcome::Shown));
    assert_eq!(ids(&rig, &message.lane).await, Vec::<String>::new());
    let line = rig.newest("in#").await.expect("it is there");
    assert_eq!(
        (line["text"].as_s().unwrap().as_str(), line["expires"].as_n().unwrap().as_str()),
        ("hello", "1800000000")
    );
    assert!(rig.newest("bot#").await.is_none(), "of any other job nothing stays");
    assert_eq!(rig.store.commit(&commit).await.unwrap(), Ending::Duplicate(Box::new(commit.conversation.clone())));
}

#[tokio::test]
async fn a_transition_that_does_a_message_which_has_ended_meanwhile_is_decided_again() {
    let rig = Rig::new().await;
    let message = on_its_way(&rig, &said("d1", 10)).await;
    assert_eq!(rig.store.end_message(&message, &end(&Outcome::Shown, &[], &[])).await.unwrap(), Put::Stored);
    let commit = Commit { done: vec![message.clone()], ..first_commit() };
    assert_eq!(rig.store.commit(&commit).await.unwrap(), Ending::Contended);
    assert_eq!(kept(&rig, &message.job).await.outcome, Some(Outcome::Shown));
    assert_eq!(rig.store.conversation(&team(), &member()).await.unwrap().0, None, "nothing of it stands");
}

#[tokio::test]
async fn a_message_ends_once_with_what_it_causes_and_stays_in_the_transcript() {
    let rig = Rig::new().await;
    let message = on_its_way(&rig, &written("a1", 10)).await;
    let (sent, then) = (["wamid.1".to_owned()], [job("mark", &card_lane(), at(5_000))]);
    rig.calls();
    let accepted = end(&Outcome::Accepted, &sent, &then);
    assert_eq!(rig.store.end_message(&message, &accepted).await.unwrap(), Put::Stored);
    assert_eq!(rig.calls(), ["dynamodb.TransactWriteItems"]);
    assert_eq!(ids(&rig, &lane(Lane::Out)).await, Vec::<String>::new());
    assert_eq!(ids(&rig, &card_lane()).await, ["mark"]);
    let kept = kept(&rig, &message.job).await;
    assert_eq!((kept.outcome, kept.endings), (Some(Outcome::Accepted), 0));
    assert_eq!((kept.job, kept.text.as_str()), (message.job.clone(), "hello"));

    let otherwise = end(&Outcome::Unknown, &[], &[]);
    assert_eq!(rig.store.end_message(&message, &otherwise).await.unwrap(), Put::Duplicate);
    assert_eq!(self::kept(&rig, &message.job).await.outcome, Some(Outcome::Accepted));
}

#[tokio::test]
async fn an_end_whose_answer_was_lost_is_a_duplicate_when_it_is_repeated() {
    let rig = Rig::new().await;
    let message = on_its_way(&rig, &written("a1", 10)).await;
    rig.gate.spoil(0, Fault::AnswerLost);
    let accepted = end(&Outcome::Accepted, &[], &[]);
    assert!(rig.store.end_message(&message, &accepted).await.is_err());
    assert_eq!(rig.store.end_message(&message, &accepted).await.unwrap(), Put::Duplicate);
}

#[tokio::test]
async fn an_echo_tells_of_one_message_only() {
    let rig = Rig::new().await;
    let (first, second) = (on_its_way(&rig, &written("a1", 10)).await, on_its_way(&rig, &written("a2", 20)).await);
    let echo = echo("wamid.1", 45);
    let by_echo = MessageEnd { by_echo: Some(&echo), ..end(&Outcome::Accepted, &[], &[]) };
    assert_eq!(rig.store.end_message(&first, &by_echo).await.unwrap(), Put::Stored);
    assert_eq!(rig.store.end_message(&second, &by_echo).await.unwrap(), Put::Duplicate);
    assert_eq!(ids(&rig, &lane(Lane::Out)).await, ["a2"], "it is still to be asked about");
    let further = Progress { parts: 1, ..Progress::default() };
    let noted = rig.store.note(&second, &further, Some(&echo)).await.unwrap();
    assert_eq!(noted, Put::Duplicate, "nor does it tell of a part of another message");
    let found = rig.store.pending(&lane(Lane::Out), 10).await.unwrap().remove(0);
    assert_eq!(found.progress, Progress::default());
}

#[tokio::test]
async fn an_echo_that_tells_of_a_part_tells_of_no_other_message() {
    let rig = Rig::new().await;
    let (first, second) = (on_its_way(&rig, &written("a1", 10)).await, on_its_way(&rig, &written("a2", 20)).await);
    let echo = echo("wamid.1", 45);
    let further = Progress { parts: 1, ..Progress::default() };
    assert_eq!(rig.store.note(&first, &further, Some(&echo)).await.unwrap(), Put::Stored);
    let by_echo = MessageEnd { by_echo: Some(&echo), ..end(&Outcome::Accepted, &[], &[]) };
    assert_eq!(rig.store.end_message(&second, &by_echo).await.unwrap(), Put::Duplicate);
}

#[tokio::test]
async fn an_answer_takes_its_id_even_when_its_echo_was_heard_first() {
    let rig = Rig::new().await;
    rig.store.note_status(&team(), "wamid.1", Status::Sent, at(1)).await.unwrap();
    let message = on_its_way(&rig, &written("a1", 10)).await;
    let sent = ["wamid.1".to_owned()];
    assert_eq!(rig.store.end_message(&message, &end(&Outcome::Accepted, &sent, &[])).await.unwrap(), Put::Stored);
    let receipt = rig.partition("W#T1#RECEIPT#wamid.1").await.remove(0);
    assert!(receipt.contains_key("line") && receipt.contains_key("status"), "{receipt:?}");
}

#[tokio::test]
async fn a_call_that_can_not_be_repeated_is_noted_with_its_claim() {
    let rig = Rig::new().await;
    let message = on_its_way(&rig, &written("a1", 10)).await;
    let begun = Progress { begun: Some(at(40)), parts: 1, sent: vec!["wamid.1".to_owned()], ..Progress::default() };
    assert_eq!(rig.store.begin(&message, &claim_at(40), &begun).await.unwrap(), Claim::Claimed);
    assert_eq!(rig.store.begin(&message, &claim_at(41), &begun).await.unwrap(), Claim::Taken);
    let found = rig.store.pending(&lane(Lane::Out), 10).await.unwrap().remove(0);
    assert_eq!((found.attempts, found.progress), (1, begun));

    let further = Progress { parts: 2, ..Progress::default() };
    assert_eq!(rig.store.note(&message, &further, None).await.unwrap(), Put::Stored);
    let found = rig.store.pending(&lane(Lane::Out), 10).await.unwrap().remove(0);
    assert_eq!((found.attempts, found.lease_until, found.progress), (0, None, further));
}

#[tokio::test]
async fn what_failed_goes_back_to_the_tail_of_its_lane_once() {
    let rig = Rig::new().await;
    let (first, second) = (on_its_way(&rig, &written("a1", 10)).await, on_its_way(&rig, &written("a2", 20)).await);
    rig.store.end_message(&first, &end(&failed("no such number"), &[], &[])).await.unwrap();
    let failed = kept(&rig, &first.job).await;
    assert_eq!(rig.store.send_again(&failed, None, &failed.again(Some("x")), at(9_000)).await.unwrap(), Put::Stored);
    assert_eq!(
        rig.store.send_again(&failed, None, &failed.again(Some("x")), at(9_500)).await.unwrap(),
        Put::Duplicate,
        "clicked twice"
    );
    let waiting = rig.store.pending(&lane(Lane::Out), 10).await.unwrap();
    assert_eq!(waiting.iter().map(|it| it.job.id.as_str()).collect::<Vec<_>>(), [second.job.id.as_str(), "a1"]);
    assert_eq!((waiting[1].attempts, waiting[1].endings), (0, 1), "it is known that it has failed before");
    assert_eq!(waiting[1].progress.marked.as_deref(), Some("x"), "its mark comes off when it is sent");
    assert_eq!(kept(&rig, &first.job).await.outcome, None, "it is on its way");
}

#[tokio::test]
async fn what_became_of_a_message_is_settled_only_from_what_was_seen() {
    let rig = Rig::new().await;
    let message = on_its_way(&rig, &written("a1", 10)).await;
    rig.store.end_message(&message, &end(&Outcome::Unknown, &[], &[])).await.unwrap();
    let unknown = kept(&rig, &message.job).await;
    let then = [job("mark", &card_lane(), at(6_000))];
    let settle = rig.store.settle_message(&unknown, &Outcome::Accepted, &then, at(6_000));
    assert_eq!(settle.await.unwrap(), Put::Stored);
    assert_eq!(ids(&rig, &card_lane()).await, ["mark"]);
    let again = rig.store.settle_message(&unknown, &Outcome::Kept, &[], at(7_000));
    assert_eq!(again.await.unwrap(), Put::Duplicate, "it is not unknown any more");
    assert_eq!(rig.store.send_again(&unknown, None, &unknown.again(None), at(7_000)).await.unwrap(), Put::Duplicate);
    assert_eq!(kept(&rig, &message.job).await.outcome, Some(Outcome::Accepted));
}

#[tokio::test]
async fn what_nobody_relays_is_the_bots_and_rings_no_more() {
    let rig = Rig::new().await;
    let line = said("d1", 10);
    put(&rig, &line).await;
    rig.calls();
    rig.store.leave_to_bot(&line.key()).await.unwrap();
    assert_eq!(rig.calls(), ["dynamodb.UpdateItem"]);
    assert_eq!(ids(&rig, &lane(Lane::In)).await, Vec::<String>::new());
    assert_eq!(rig.indexed("due", "due_shard", &shard(&rig).await).await, Vec::<String>::new());
    assert_eq!(kept(&rig, &line).await.outcome, Some(Outcome::LeftToBot));
    rig.store.leave_to_bot(&line.key()).await.unwrap();
    rig.store.leave_to_bot(&JobKey { id: "never".to_owned(), ..line.key() }).await.unwrap();
    assert!(rig.store.message(&JobKey { id: "never".to_owned(), ..line.key() }).await.unwrap().is_none());
}

/// The shard that the sample member's jobs are due in: that of any job of theirs.
async fn shard(rig: &Rig) -> String {
    put(rig, &written("probe", 1)).await;
    let probe = rig.newest("out#").await.expect("the probe")["due_shard"].as_s().unwrap().clone();
    rig.store.leave_to_bot(&written("probe", 1).key()).await.unwrap();
    probe
}

#[tokio::test]
async fn what_waits_for_the_inbox_stays_in_its_lane_and_no_sweeper_rings() {
    let rig = Rig::new().await;
    let message = on_its_way(&rig, &said("d1", 10)).await;
    rig.store.wait_for_inbox(&message).await.unwrap();
    assert_eq!(ids(&rig, &lane(Lane::In)).await, ["d1"]);
    let item = rig.newest("in#").await.unwrap();
    assert!(!item.contains_key("due_shard") && !item.contains_key("due_at"), "{item:?}");
}

#[tokio::test]
async fn a_message_that_is_done_stays_shown_and_a_job_that_is_done_goes() {
    let rig = Rig::new().await;
    let (line, other) = (on_its_way(&rig, &said("d1", 10)).await, job("v1", &lane(Lane::In), at(20)));
    rig.store.put_jobs(std::slice::from_ref(&other), at(20)).await.unwrap();
    let pending = rig.store.pending(&lane(Lane::In), 10).await.unwrap();
    let then = [job("next", &card_lane(), at(30))];
    let done =
        shared::store::Done { jobs: &pending, shown: None, then: &then, expires: Some(1_800_000_000), at: at(30) };
    rig.store.done_with(&done).await.unwrap();
    assert_eq!(ids(&rig, &lane(Lane::In)).await, Vec::<String>::new());
    assert_eq!(ids(&rig, &card_lane()).await, ["next"]);
    let items = rig.items().await;
    let messages: Vec<_> = items.iter().filter(|item| item["sk"].as_s().unwrap().starts_with("in#")).collect();
    assert_eq!(messages.len(), 1, "the message alone is left");
    assert_eq!(messages[0]["expires"].as_n().unwrap(), "1800000000");
    assert_eq!(kept(&rig, &line.job).await.outcome, Some(Outcome::Shown));
}

fn ticket() -> TicketId {
    TicketId::new("TK1")
}

async fn consent_of(rig: &Rig, who: &UserId) -> Consent {
    rig.store.consent(&team(), &member(), &ticket(), who).await.unwrap()
}

#[tokio::test]
async fn held_messages_wait_for_their_authors_word_in_order() {
    let rig = Rig::new().await;
    let lee = user("ULEE");
    let (first, second) = (on_its_way(&rig, &written("a1", 10)).await, on_its_way(&rig, &written("a2", 20)).await);
    let held = Outcome::NotSent { why: shared::job::NotSent::Ask };
    for message in [&first, &second] {
        assert_eq!(rig.store.hold(message, &ticket(), &lee, &end(&held, &[], &[])).await.unwrap(), Put::Stored);
    }
    let asked = Consent { send: None, held: vec![first.job.key(), second.job.key()] };
    assert_eq!(consent_of(&rig, &lee).await, asked);
    assert_eq!(consent_of(&rig, &user("UMAY")).await, Consent::default(), "each speaks for their own");
    assert_eq!(ids(&rig, &lane(Lane::Out)).await, Vec::<String>::new());

    let decided = rig.store.decide_consent(&team(), &member(), &ticket(), &lee, true).await.unwrap();
    assert_eq!(decided, Consent { send: Some(true), ..asked });
    let third = on_its_way(&rig, &written("a3", 30)).await;
    let late = rig.store.hold(&third, &ticket(), &lee, &end(&held, &[], &[])).await.unwrap();
    assert_eq!(late, Put::Duplicate, "their word is known: it is decided again");
    assert_eq!(ids(&rig, &lane(Lane::Out)).await, ["a3"], "nothing of the refused write stands");
    assert_eq!(consent_of(&rig, &lee).await, decided);
}

#[tokio::test]
async fn somebody_who_speaks_before_anything_is_held_is_remembered() {
    let rig = Rig::new().await;
    let lee = user("ULEE");
    rig.store.decide_consent(&team(), &member(), &ticket(), &lee, false).await.unwrap();
    assert_eq!(consent_of(&rig, &lee).await, Consent { send: Some(false), held: Vec::new() });
}

#[tokio::test]
async fn the_last_thing_said_is_the_newest_message_before_this_one() {
    let rig = Rig::new().await;
    for (id, time) in [("a1", 1_000), ("a2", 2_000), ("a3", 9_000)] {
        put(&rig, &written(id, time)).await;
    }
    put(&rig, &said("d1", 3_000)).await;
    rig.store.put_jobs(&[job("notice", &lane(Lane::Out), at(2_500))], at(0)).await.unwrap();
    rig.calls();
    let last = async |lane: Lane, before: i64| {
        rig.store.last_said(&team(), &member(), &lane, &said("d0", before)).await.unwrap()
    };
    assert_eq!(last(Lane::Out, 3_000).await, Some(at(2_000).millis()), "a notice is nothing that somebody said");
    assert_eq!(rig.calls(), ["dynamodb.Query"]);
    assert_eq!(last(Lane::Out, 500).await, None);
    assert_eq!(last(Lane::In, 9_000).await, Some(at(3_000).millis()));
    assert_eq!(last(Lane::In, 3_000).await, None, "of one second the one that was received first is before");
    let next = rig.store.last_said(&team(), &member(), &Lane::In, &said("d2", 3_000)).await.unwrap();
    assert_eq!(next, Some(at(3_000).millis()));
}

fn echo(id: &str, millis: i64) -> shared::store::Echo {
    shared::store::Echo { id: id.to_owned(), text: "2c70e12b".to_owned(), at: at(millis) }
}

#[tokio::test]
async fn echoes_are_found_from_a_time_on_and_a_repeat_adds_none() {
    let rig = Rig::new().await;
    for heard in [echo("e1", 1_000), echo("e2", 2_000), echo("e2", 2_000), echo("e3", 3_000)] {
        rig.store.put_echo(&team(), &member(), &heard).await.unwrap();
    }
    let found = rig.store.echoes(&team(), &member(), at(2_000)).await.unwrap();
    assert_eq!(found, [echo("e2", 2_000), echo("e3", 3_000)]);
    let other = shared::domain::MemberId::new("m2");
    assert_eq!(rig.store.echoes(&team(), &other, at(0)).await.unwrap(), []);
}

#[tokio::test]
async fn what_the_platform_reports_of_live_chat_is_noted_beside_the_conversation() {
    let rig = Rig::new().await;
    rig.store.commit(&first_commit()).await.unwrap();
    let before = rig.store.conversation(&team(), &member()).await.unwrap();
    rig.store.note_live_chat(&team(), &member(), false, at(1)).await.unwrap();
    assert_eq!(rig.store.conversation(&team(), &member()).await.unwrap(), before);
    assert!(!rig.item("PLATFORM").await.unwrap()["live_chat"].as_bool().unwrap());
}

/// The echo of the sample card's post.
fn own_post(channel: &str, ts: &str) -> OwnPost {
    OwnPost {
        workspace: team(),
        owner: owner().owner.to_string(),
        thing: card(1).to_string(),
        channel: ChannelId::new(channel),
        ts: shared::domain::MessageTs::new(ts),
    }
}

#[tokio::test]
async fn the_echo_of_our_own_post_is_recorded_only_where_a_post_is_noted() {
    let rig = Rig::new().await;
    rig.store.commit(&first_commit()).await.unwrap();
    rig.calls();
    rig.store.own_post(&own_post("C1", "1790000001.000100")).await.unwrap();
    assert_eq!(rig.calls(), ["dynamodb.UpdateItem"]);
    assert_eq!(shown(&rig).await, None, "nobody has begun to post");

    let job = rig.store.pending(&card_lane(), 10).await.unwrap().remove(0);
    let posting = Posting { thing: card(1), channel: ChannelId::new("C1"), since: at(10) };
    rig.store.claim(&job, &claim_at(10), Some(&posting)).await.unwrap();
    rig.store.own_post(&own_post("C2", "1790000001.000100")).await.unwrap();
    assert_eq!(shown(&rig).await.unwrap().ts, None, "it was posted elsewhere");
    rig.store.own_post(&own_post("C1", "1790000001.000100")).await.unwrap();
    rig.store.own_post(&own_post("C1", "1790000002.000200")).await.unwrap();
    let expected = shared::store::Shown {
        channel: Some(ChannelId::new("C1")),
        ts: Some(shared::domain::MessageTs::new("1790000001.000100")),
        ..nowhere()
    };
    assert_eq!(shown(&rig).await, Some(expected), "the first that came back");
}

async fn shown(rig: &Rig) -> Option<shared::store::Shown> {
    rig.store.scene(&team(), &member(), Some((&owner().owner, &card(1))), &[]).await.unwrap().shown
}
