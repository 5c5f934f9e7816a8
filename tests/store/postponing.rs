//! Giving a claimed job back: when it comes again, what it counts, and what was learnt.

use shared::domain::{ChannelId, MessageTs};
use shared::limits::{Call, LimitKey};
use shared::store::{Claim, PendingJob, Posting, Postponement, Shown, Store, StoreError};
use tests::gate::Fault;

use crate::rig::Rig;
use crate::samples::{at, card, card_lane, claim_at, job, member, nowhere, owner, team, unclaimed};

/// A claimed job, as its worker has read it before.
async fn claimed() -> (Rig, PendingJob) {
    let rig = Rig::new().await;
    let pending = unclaimed(job("v1", &card_lane(), at(0)));
    rig.store.put_jobs(std::slice::from_ref(&pending.job), at(0)).await.unwrap();
    let posting = Posting { thing: card(1), channel: ChannelId::new("C1"), since: at(0) };
    assert_eq!(rig.store.claim(&pending, &claim_at(0), Some(&posting)).await.unwrap(), Claim::Claimed);
    rig.calls();
    (rig, pending)
}

fn until(millis: i64) -> Postponement<'static> {
    Postponement { until: at(millis), uncounted: false, shown: None, limit: None, progress: None }
}

async fn head(rig: &Rig) -> PendingJob {
    rig.store.pending(&card_lane(), 10).await.unwrap().remove(0)
}

async fn shown(rig: &Rig) -> Shown {
    let scene = rig.store.scene(&team(), &member(), Some((&owner().owner, &card(1))), &[]).await.unwrap();
    scene.shown.expect("it is known")
}

#[tokio::test]
async fn a_job_that_is_given_back_is_free_counted_and_comes_no_earlier_than_said() {
    let (rig, pending) = claimed().await;
    rig.store.postpone(&pending, &until(5_000)).await.unwrap();
    assert_eq!(rig.calls(), ["dynamodb.TransactWriteItems"]);
    let now = head(&rig).await;
    assert_eq!((now.attempts, now.lease_until, now.not_before), (1, None, Some(at(5_000))));
    assert_eq!(now.ready_at(at(100)), at(5_000));
}

#[tokio::test]
async fn an_attempt_that_met_a_limit_is_taken_back_and_all_who_read_the_limit_wait() {
    let (rig, pending) = claimed().await;
    let limit = LimitKey::post(&team(), &ChannelId::new("C1"));
    let met = Postponement { uncounted: true, limit: Some(&limit), ..until(30_000) };
    rig.store.postpone(&pending, &met).await.unwrap();
    assert_eq!(head(&rig).await.attempts, 0);

    let elsewhere = LimitKey::slack(&team(), Call::UpdateMessage);
    let both = [limit.clone(), elsewhere.clone()];
    let scene = rig.store.scene(&team(), &member(), None, &both).await.unwrap();
    assert_eq!(scene.limits.holds(&limit, at(29_999)), Some(at(30_000)));
    assert_eq!(scene.limits.holds(&limit, at(30_000)), None);
    assert_eq!(scene.limits.holds(&elsewhere, at(0)), None);
}

#[tokio::test]
async fn a_shorter_limit_never_takes_a_longer_one_away() {
    let (rig, pending) = claimed().await;
    let limit = LimitKey::post(&team(), &ChannelId::new("C1"));
    for millis in [30_000, 20_000, 40_000, 35_000] {
        rig.store.postpone(&pending, &Postponement { limit: Some(&limit), ..until(millis) }).await.unwrap();
    }
    let scene = rig.store.scene(&team(), &member(), None, std::slice::from_ref(&limit)).await.unwrap();
    assert_eq!(scene.limits.holds(&limit, at(0)), Some(at(40_000)));
}

#[tokio::test]
async fn a_limit_may_be_deleted_an_hour_after_it_is_over() {
    let (rig, pending) = claimed().await;
    let limit = LimitKey::post(&team(), &ChannelId::new("C1"));
    rig.store.postpone(&pending, &Postponement { limit: Some(&limit), ..until(30_000) }).await.unwrap();
    let item = rig.partition("LIMIT#T1#chat.postMessage#C1").await.remove(0);
    assert_eq!(item["expires"].as_n().unwrap(), &(at(30_000).seconds() + 3_600).to_string());
}

#[tokio::test]
async fn what_was_learnt_of_the_thing_is_stored_with_it() {
    let (rig, pending) = claimed().await;
    let refused = (ChannelId::new("C1"), "is_archived".to_owned());
    let learnt = Shown { avoid: vec![ChannelId::new("C1")], refused: Some(refused), ..nowhere() };
    rig.store.postpone(&pending, &Postponement { shown: Some(&learnt), ..until(0) }).await.unwrap();
    assert_eq!(shown(&rig).await, learnt, "and the post that surely was not made is forgotten");
}

#[tokio::test]
async fn an_echos_message_is_never_taken_away_by_a_late_record_without_one() {
    let (rig, pending) = claimed().await;
    let ts = MessageTs::new("1790000031.000300");
    let echoed = Shown { channel: Some(ChannelId::new("C1")), ts: Some(ts.clone()), ..nowhere() };
    rig.store.done(&[], Some(&echoed)).await.unwrap();

    // The worker's call ended without an answer that says where the message is.
    let late = Shown { channel: Some(ChannelId::new("C1")), posting: Some(at(0)), ..nowhere() };
    rig.store.postpone(&pending, &Postponement { shown: Some(&late), ..until(5_000) }).await.unwrap();
    assert_eq!(shown(&rig).await, echoed);
    assert!(rig.store.done(&[], Some(&late)).await.is_err());
    assert_eq!(shown(&rig).await, echoed);
    assert_eq!(head(&rig).await.job, pending.job, "the job stands, and its turn comes again");
}

#[tokio::test]
async fn only_the_message_that_was_deleted_is_forgotten_and_not_one_that_came_after_it() {
    let (rig, pending) = claimed().await;
    let (old, new) = (MessageTs::new("1790000031.000300"), MessageTs::new("1790000099.000100"));
    let gone = Shown { gone: Some(old.clone()), ..nowhere() };
    let forget = Postponement { shown: Some(&gone), ..until(0) };

    rig.store.done(&[], Some(&Shown { ts: Some(new.clone()), ..nowhere() })).await.unwrap();
    rig.store.postpone(&pending, &forget).await.unwrap();
    assert_eq!(shown(&rig).await.ts, Some(new));

    rig.store.done(&[], Some(&Shown { ts: Some(old), ..nowhere() })).await.unwrap();
    rig.store.postpone(&pending, &forget).await.unwrap();
    assert_eq!(shown(&rig).await, gone);
}

#[tokio::test]
async fn a_job_that_is_done_or_parked_has_nothing_to_be_given_back() {
    let (rig, pending) = claimed().await;
    rig.store.park(&pending, "tried too often", &[], at(1)).await.unwrap();
    let parked = rig.items().await;
    rig.store.postpone(&pending, &until(5_000)).await.unwrap();
    assert_eq!(rig.items().await, parked);

    let (rig, pending) = claimed().await;
    rig.store.done(std::slice::from_ref(&pending), None).await.unwrap();
    let left = rig.items().await;
    rig.store.postpone(&pending, &until(5_000)).await.unwrap();
    assert_eq!(rig.items().await, left, "no ghost of the job");
}

#[tokio::test]
async fn attempts_are_never_negative_whoever_gives_a_job_back_late() {
    let (rig, pending) = claimed().await;
    // While its worker hung, the job was parked by the next one and brought back with its attempts forgotten.
    rig.store.park(&pending, "tried too often", &[], at(40_000)).await.unwrap();
    let parked = rig.store.parked(&team(), 10).await.unwrap().remove(0);
    rig.store.redrive(&parked, at(50_000)).await.unwrap();

    rig.store.postpone(&pending, &Postponement { uncounted: true, ..until(60_000) }).await.unwrap();
    assert_eq!(head(&rig).await.attempts, 0);
}

#[tokio::test]
async fn an_item_that_is_busy_is_no_answer_and_the_job_is_given_back_by_a_repeat() {
    for fault in [Fault::Conflict, Fault::Busy, Fault::Unreachable, Fault::Broken] {
        let (rig, pending) = claimed().await;
        rig.gate.spoil(0, fault);
        let busy = rig.store.postpone(&pending, &until(5_000)).await;
        assert!(matches!(busy, Err(StoreError::Unreachable(_))), "{fault:?}: {busy:?}");
        assert_eq!(head(&rig).await.lease_until, Some(at(30_000)), "{fault:?}");
        rig.store.postpone(&pending, &until(5_000)).await.unwrap();
        assert_eq!(head(&rig).await.lease_until, None, "{fault:?}");
    }
}
