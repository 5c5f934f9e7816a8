//! Lanes: jobs in their order, each one worker's at a time.

use std::time::Duration;

use shared::domain::{ChannelId, MemberId, TicketId, WorkspaceId};
use shared::job::{Lane, LaneKey, LookUp, Owner, Thing};
use shared::store::{Claim, LEASE, PendingJob, Posting, Store, StoreError};
use tests::gate::Fault;

use crate::rig::Rig;
use crate::samples::{at, card, card_lane, claim_at, job, member, nowhere, owner, team, unclaimed, user};

/// A lane of the sample card with one job.
async fn one_job() -> (Rig, PendingJob) {
    let rig = Rig::new().await;
    let pending = unclaimed(job("v1", &card_lane(), at(0)));
    rig.store.put_jobs(std::slice::from_ref(&pending.job), at(0)).await.unwrap();
    (rig, pending)
}

async fn head(rig: &Rig) -> PendingJob {
    rig.store.pending(&card_lane(), 10).await.unwrap().remove(0)
}

fn posting() -> Posting {
    Posting { thing: card(1), channel: shared::domain::ChannelId::new("C1"), since: at(0) }
}

#[tokio::test]
async fn a_lane_is_read_in_order_and_no_further_than_asked() {
    let rig = Rig::new().await;
    for (id, order) in [("c", 30), ("a", 10), ("b", 20)] {
        rig.store.put_jobs(&[job(id, &card_lane(), at(order))], at(0)).await.unwrap();
    }
    let ids = async |at_most| {
        let pending = rig.store.pending(&card_lane(), at_most).await.unwrap();
        pending.into_iter().map(|pending| pending.job.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(10).await, ["a", "b", "c"]);
    assert_eq!(ids(2).await, ["a", "b"]);
}

/// Lanes whose names begin with one another's, of owners and workspaces whose ids do.
fn lanes_alike() -> Vec<LaneKey> {
    let ticket = |id: &str| TicketId::new(id);
    let card = |id: &str, number| Lane::Show(Thing::Card { ticket: ticket(id), number });
    let asked = |id: &str, millis| Lane::Show(Thing::AskedAgain { ticket: ticket(id), at: at(millis) });
    let about = |id: &str| Thing::GivenUp { member: member(), ticket: ticket(id) };
    let lanes = [
        Lane::Ctl,
        Lane::Bot,
        Lane::In,
        Lane::Out,
        card("TK1", 1),
        card("TK1", 10),
        card("TK1", 2),
        card("TK10", 1),
        asked("TK1", 1),
        asked("TK1", 10),
        Lane::Show(about("TK1")),
        Lane::Show(about("TK10")),
        Lane::Look(ticket("TK1"), LookUp::Profile),
        Lane::Look(ticket("TK10"), LookUp::Profile),
        Lane::Look(ticket("TK1"), LookUp::LastMessage),
    ];
    let conversation = |id: &str| Owner::Conversation(MemberId::new(id));
    let owners = [
        ("T1", conversation("m1")),
        ("T1", conversation("m10")),
        ("T1", conversation("m1#in")),
        ("T1", conversation("U1")),
        ("T1", Owner::Direct(user("U1"))),
        ("T1", Owner::Channel(ChannelId::new("U1"))),
        ("T10", conversation("m1")),
    ];
    let of = |workspace: &str, owner: &Owner, lane: &Lane| LaneKey {
        workspace: WorkspaceId::new(workspace),
        owner: owner.clone(),
        lane: lane.clone(),
    };
    owners.iter().flat_map(|(team, owner)| lanes.iter().map(move |lane| of(team, owner, lane))).collect()
}

#[tokio::test]
async fn one_lane_never_sees_anothers_jobs_however_alike_their_names_are() {
    let rig = Rig::new().await;
    let lanes = lanes_alike();
    for lane in &lanes {
        // The same id and order everywhere: only the lane tells them apart.
        rig.store.put_jobs(&[job("v1", lane, at(0))], at(0)).await.unwrap();
    }
    for lane in &lanes {
        let seen = rig.store.pending(lane, 10).await.unwrap();
        let seen: Vec<&LaneKey> = seen.iter().map(|pending| &pending.job.lane).collect();
        assert_eq!(seen, [lane], "{lane}");
    }
}

#[tokio::test]
async fn a_job_that_was_just_done_is_gone_and_not_seen_again() {
    let (rig, pending) = one_job().await;
    rig.store.done(std::slice::from_ref(&pending), None).await.unwrap();
    assert_eq!(rig.store.pending(&card_lane(), 10).await.unwrap(), []);
    assert_eq!(rig.items().await, Vec::new(), "done is gone");
}

#[tokio::test]
async fn a_claim_counts_the_attempt_and_leases_the_job() {
    let (rig, pending) = one_job().await;
    rig.calls();
    assert_eq!(rig.store.claim(&pending, &claim_at(0), None).await.unwrap(), Claim::Claimed);
    assert_eq!(rig.calls(), ["dynamodb.TransactWriteItems"]);
    assert_eq!(head(&rig).await, PendingJob { attempts: 1, lease_until: Some(at(30_000)), ..pending });
    assert_eq!(LEASE, Duration::from_secs(30));
}

#[tokio::test]
async fn a_leased_job_is_taken_until_its_lease_is_over() {
    let (rig, pending) = one_job().await;
    rig.store.claim(&pending, &claim_at(0), None).await.unwrap();
    for millis in [0, 1, 29_999] {
        assert_eq!(rig.store.claim(&pending, &claim_at(millis), None).await.unwrap(), Claim::Taken, "{millis}");
    }
    assert_eq!(head(&rig).await.attempts, 1, "who was refused counts for nothing");
    assert_eq!(rig.store.claim(&pending, &claim_at(30_000), None).await.unwrap(), Claim::Claimed);
    let now = head(&rig).await;
    assert_eq!((now.attempts, now.lease_until), (2, Some(at(60_000))));
    assert_eq!(now.ready_at(at(30_001)), at(60_000));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_racing_claims_exactly_one_has_the_job() {
    let (rig, pending) = one_job().await;
    let store = rig.store.clone();
    for round in 0_i64..10 {
        let claims: Vec<_> = (0..16)
            .map(|_| {
                let (store, pending) = (store.clone(), pending.clone());
                let attempt = claim_at(round * 30_000);
                tokio::spawn(async move { store.claim(&pending, &attempt, None).await.unwrap() })
            })
            .collect();
        let mut claimed = 0;
        for claim in claims {
            claimed += usize::from(claim.await.unwrap() == Claim::Claimed);
        }
        assert_eq!(claimed, 1, "round {round}");
    }
    assert_eq!(head(&rig).await.attempts, 10);
}

#[tokio::test]
async fn a_job_that_is_done_or_was_never_put_is_taken_and_no_claim_brings_it_to_life() {
    let (rig, pending) = one_job().await;
    rig.store.done(std::slice::from_ref(&pending), None).await.unwrap();
    assert_eq!(rig.store.claim(&pending, &claim_at(0), None).await.unwrap(), Claim::Taken);
    assert_eq!(rig.store.claim(&pending, &claim_at(0), Some(&posting())).await.unwrap(), Claim::Taken);
    assert_eq!(rig.items().await, Vec::new());
}

#[tokio::test]
async fn a_busy_item_is_taken_by_whoever_is_busy_with_it() {
    for fault in [Fault::Conflict, Fault::Busy] {
        let (rig, pending) = one_job().await;
        rig.calls();
        rig.gate.spoil(0, fault);
        assert_eq!(rig.store.claim(&pending, &claim_at(0), None).await.unwrap(), Claim::Taken, "{fault:?}");
        assert_eq!(head(&rig).await, pending, "{fault:?}");
    }
}

#[tokio::test]
async fn after_a_lost_answer_the_claim_stands_and_its_repeat_is_taken_until_the_lease_is_over() {
    let (rig, pending) = one_job().await;
    rig.calls();
    rig.gate.spoil(0, Fault::AnswerLost);
    let lost = rig.store.claim(&pending, &claim_at(0), None).await;
    assert!(matches!(lost, Err(StoreError::Unreachable(_))), "{lost:?}");
    assert_eq!(rig.store.claim(&pending, &claim_at(1), None).await.unwrap(), Claim::Taken);
    assert_eq!(rig.store.claim(&pending, &claim_at(30_000), None).await.unwrap(), Claim::Claimed);
}

#[tokio::test]
async fn a_post_is_noted_with_its_claim_and_never_a_second_time() {
    let (rig, pending) = one_job().await;
    assert_eq!(rig.store.claim(&pending, &claim_at(0), Some(&posting())).await.unwrap(), Claim::Claimed);
    let noted = shown(&rig).await;
    assert_eq!((noted.channel, noted.posting), (Some(posting().channel), Some(at(0))));

    // Its worker died: the lease is over, and nobody knows what became of the post.
    let again = Posting { since: at(40_000), ..posting() };
    assert_eq!(rig.store.claim(&pending, &claim_at(40_000), Some(&again)).await.unwrap(), Claim::Taken);
    assert_eq!(shown(&rig).await.posting, Some(at(0)));
    assert_eq!(head(&rig).await.attempts, 1, "claim and note stand together or not at all");
    assert_eq!(rig.store.claim(&pending, &claim_at(40_000), None).await.unwrap(), Claim::Claimed, "to look for it");
}

#[tokio::test]
async fn a_thing_that_stands_is_not_posted() {
    let (rig, pending) = one_job().await;
    let ts = Some(shared::domain::MessageTs::new("1790000031.000300"));
    rig.store.done(&[], Some(&shared::store::Shown { ts: ts.clone(), ..nowhere() })).await.unwrap();
    assert_eq!(rig.store.claim(&pending, &claim_at(0), Some(&posting())).await.unwrap(), Claim::Taken);
    assert_eq!(shown(&rig).await.ts, ts);
    assert_eq!(rig.store.claim(&pending, &claim_at(0), None).await.unwrap(), Claim::Claimed, "to update it");
}

async fn shown(rig: &Rig) -> shared::store::Shown {
    let scene = rig.store.scene(&team(), &member(), Some((&owner().owner, &card(1))), &[]).await.unwrap();
    scene.shown.expect("it is known")
}

#[tokio::test]
async fn a_claim_is_no_ones_before_the_time_that_the_job_was_given_back_until() {
    let (rig, as_read) = one_job().await;
    // Someone else claims it, meets a limit, and gives it back for later.
    rig.store.claim(&as_read, &claim_at(0), None).await.unwrap();
    let wait =
        shared::store::Postponement { until: at(5_000), uncounted: true, shown: None, limit: None, progress: None };
    rig.store.postpone(&as_read, &wait).await.unwrap();

    assert_eq!(rig.store.claim(&as_read, &claim_at(4_999), None).await.unwrap(), Claim::Taken);
    assert_eq!(rig.store.claim(&as_read, &claim_at(5_000), None).await.unwrap(), Claim::Claimed);
}

#[tokio::test]
async fn a_job_that_stands_is_left_as_it_is_by_a_second_put() {
    let (rig, pending) = one_job().await;
    rig.store.claim(&pending, &claim_at(0), None).await.unwrap();
    let claimed = head(&rig).await;
    let other = job("v2", &card_lane(), at(1));
    rig.store.put_jobs(&[pending.job.clone(), other.clone()], at(9)).await.unwrap();
    let now = rig.store.pending(&card_lane(), 10).await.unwrap();
    assert_eq!(now, [claimed, unclaimed(other)], "the lease stands, and the other job too");
    assert_eq!(rig.store.claim(&pending, &claim_at(10), None).await.unwrap(), Claim::Taken);
}
