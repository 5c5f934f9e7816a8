//! Parking: out of the lane, not out of the world; and back at its tail.

use shared::domain::WorkspaceId;
use shared::job::{Job, LaneKey, Owner};
use shared::store::{Claim, DUE_SHARDS, ParkedJob, PendingJob, Put, Store};

use crate::rig::Rig;
use crate::samples::{at, card_lane, claim_at, job, team, unclaimed, user};

async fn put(rig: &Rig, jobs: &[Job]) {
    rig.store.put_jobs(jobs, at(0)).await.unwrap();
}

async fn order(rig: &Rig) -> Vec<String> {
    let pending = rig.store.pending(&card_lane(), 10).await.unwrap();
    pending.into_iter().map(|pending| pending.job.id).collect()
}

async fn parked(rig: &Rig) -> Vec<ParkedJob> {
    rig.store.parked(&team(), 10).await.unwrap()
}

/// Three jobs in a lane, of which the first was tried once and parked.
async fn first_of_three_parked() -> (Rig, PendingJob) {
    let rig = Rig::new().await;
    let jobs = ["a", "b", "c"].map(|id| job(id, &card_lane(), at(0)));
    put(&rig, &jobs).await;
    let first = unclaimed(jobs[0].clone());
    rig.store.claim(&first, &claim_at(0), None).await.unwrap();
    rig.store.park(&first, "tried too often", &[], at(1_000)).await.unwrap();
    (rig, first)
}

#[tokio::test]
async fn a_parked_job_is_passed_over_and_found_with_its_reason() {
    let (rig, first) = first_of_three_parked().await;
    assert_eq!(order(&rig).await, ["b", "c"]);
    let found = ParkedJob { job: first.job, reason: "tried too often".to_owned(), at: at(1_000) };
    assert_eq!(parked(&rig).await, [found]);
}

#[tokio::test]
async fn a_parked_job_can_be_neither_claimed_nor_parked_again_nor_put_back_by_its_cause() {
    let (rig, first) = first_of_three_parked().await;
    assert_eq!(rig.store.claim(&first, &claim_at(90_000), None).await.unwrap(), Claim::Taken);
    rig.store.park(&first, "another reason", &[], at(2_000)).await.unwrap();
    put(&rig, std::slice::from_ref(&first.job)).await;
    assert_eq!(order(&rig).await, ["b", "c"]);
    let reasons: Vec<String> = parked(&rig).await.into_iter().map(|parked| parked.reason).collect();
    assert_eq!(reasons, ["tried too often"]);
}

#[tokio::test]
async fn a_parked_job_is_never_due() {
    let (rig, _) = first_of_three_parked().await;
    let end_of_time = shared::domain::Timestamp::from_millis(i64::MAX);
    for shard in 0..DUE_SHARDS {
        let due = rig.store.due(shard, end_of_time, 10).await.unwrap();
        assert!(due.iter().all(|due| !due.item.ends_with("#a")), "{due:?}");
    }
}

#[tokio::test]
async fn redrive_brings_a_job_to_the_tail_with_its_attempts_forgotten() {
    let (rig, first) = first_of_three_parked().await;
    let found = parked(&rig).await.remove(0);
    assert_eq!(rig.store.redrive(&found, at(5_000)).await.unwrap(), Put::Stored);
    assert_eq!(order(&rig).await, ["b", "c", "a"]);
    assert_eq!(parked(&rig).await, []);
    let tail = rig.store.pending(&card_lane(), 10).await.unwrap().remove(2);
    assert_eq!(tail, unclaimed(first.job));
    assert_eq!(rig.store.claim(&tail, &claim_at(5_000), None).await.unwrap(), Claim::Claimed);
}

#[tokio::test]
async fn a_redriven_job_is_due_at_once_should_its_doorbell_be_lost() {
    let (rig, _) = first_of_three_parked().await;
    let found = parked(&rig).await.remove(0);
    rig.store.redrive(&found, at(5_000)).await.unwrap();
    let mut due = Vec::new();
    for shard in 0..DUE_SHARDS {
        due.extend(rig.store.due(shard, at(5_000), 10).await.unwrap());
    }
    assert_eq!(due.len(), 1);
    assert_eq!((&due[0].lane, due[0].due), (&card_lane(), at(5_000)));
}

#[tokio::test]
async fn redriving_twice_is_a_duplicate_and_forgets_no_attempt_made_meanwhile() {
    let (rig, first) = first_of_three_parked().await;
    let found = parked(&rig).await.remove(0);
    rig.store.redrive(&found, at(5_000)).await.unwrap();
    rig.store.claim(&first, &claim_at(5_000), None).await.unwrap();
    assert_eq!(rig.store.redrive(&found, at(6_000)).await.unwrap(), Put::Duplicate);
    let tail = rig.store.pending(&card_lane(), 10).await.unwrap().remove(2);
    assert_eq!((tail.attempts, tail.lease_until), (1, Some(at(35_000))));
}

#[tokio::test]
async fn a_job_that_is_done_meanwhile_is_not_brought_back() {
    let (rig, first) = first_of_three_parked().await;
    let found = parked(&rig).await.remove(0);
    rig.store.done(std::slice::from_ref(&first), None).await.unwrap();
    assert_eq!(parked(&rig).await, []);
    assert_eq!(rig.store.redrive(&found, at(5_000)).await.unwrap(), Put::Duplicate);
    assert_eq!(order(&rig).await, ["b", "c"]);
}

#[tokio::test]
async fn a_job_can_be_parked_again_after_a_redrive() {
    let (rig, first) = first_of_three_parked().await;
    let found = parked(&rig).await.remove(0);
    rig.store.redrive(&found, at(5_000)).await.unwrap();
    rig.store.park(&first, "again", &[], at(9_000)).await.unwrap();
    let again = parked(&rig).await;
    assert_eq!((again[0].reason.as_str(), again[0].at), ("again", at(9_000)));
    assert_eq!(order(&rig).await, ["b", "c"]);
}

#[tokio::test]
async fn who_is_told_of_it_is_told_in_the_same_write_and_keeps_the_lease_of_what_stands() {
    let rig = Rig::new().await;
    let doomed = job("v1", &card_lane(), at(0));
    let lane = LaneKey { owner: Owner::Direct(user("U1")), ..card_lane() };
    let (known, news) = (job("v0", &lane, at(0)), job("v1", &lane, at(1)));
    put(&rig, &[doomed.clone(), known.clone()]).await;
    rig.store.claim(&unclaimed(known.clone()), &claim_at(0), None).await.unwrap();

    rig.store.park(&unclaimed(doomed), "tried too often", &[known.clone(), news.clone()], at(1_000)).await.unwrap();
    let told = rig.store.pending(&lane, 10).await.unwrap();
    let leased = PendingJob { attempts: 1, lease_until: Some(at(30_000)), ..unclaimed(known) };
    assert_eq!(told, [leased, unclaimed(news)]);
    assert_eq!(parked(&rig).await.len(), 1);
}

#[tokio::test]
async fn nobody_is_told_twice_of_a_job_that_someone_else_parked() {
    let (rig, first) = first_of_three_parked().await;
    let lane = LaneKey { owner: Owner::Direct(user("U1")), ..card_lane() };
    rig.store.park(&first, "late", &[job("v1", &lane, at(0))], at(2_000)).await.unwrap();
    assert_eq!(rig.store.pending(&lane, 10).await.unwrap(), []);
}

#[tokio::test]
async fn each_workspace_finds_its_own_parked_jobs_the_oldest_first() {
    let rig = Rig::new().await;
    let elsewhere = LaneKey { workspace: WorkspaceId::new("T10"), ..card_lane() };
    let jobs = [job("late", &card_lane(), at(0)), job("early", &card_lane(), at(1)), job("other", &elsewhere, at(0))];
    put(&rig, &jobs).await;
    for (job, parked_at) in jobs.iter().zip([9_000, 1_000, 5_000]) {
        rig.store.park(&unclaimed(job.clone()), "no", &[], at(parked_at)).await.unwrap();
    }
    let ids = async |workspace: &str, at_most| {
        let parked = rig.store.parked(&WorkspaceId::new(workspace), at_most).await.unwrap();
        parked.into_iter().map(|parked| parked.job.id).collect::<Vec<_>>()
    };
    assert_eq!(ids("T1", 10).await, ["early", "late"]);
    assert_eq!(ids("T1", 1).await, ["early"]);
    assert_eq!(ids("T10", 10).await, ["other"]);
    assert_eq!(ids("T2", 10).await, Vec::<String>::new());
}
