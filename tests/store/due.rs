//! What is due: found by the sweeper shard by shard, whatever became of the doorbells.

use std::collections::BTreeSet;

use serde_json::json;
use shared::domain::{MemberId, Timestamp};
use shared::job::{LaneKey, Owner};
use shared::store::{DUE_SHARDS, DueLane, Postponement, Store};

use crate::rig::Rig;
use crate::samples::{at, card_lane, claim_at, first_commit, job, unclaimed};
use crate::wire_item;

async fn due_by(rig: &Rig, now: Timestamp) -> Vec<DueLane> {
    let mut due = Vec::new();
    for shard in 0..DUE_SHARDS {
        due.extend(rig.store.due(shard, now, 100).await.unwrap());
    }
    due
}

async fn one_job() -> Rig {
    let rig = Rig::new().await;
    rig.store.put_jobs(&[job("v1", &card_lane(), at(0))], at(0)).await.unwrap();
    rig
}

#[tokio::test]
async fn a_new_job_is_due_twenty_seconds_after_its_commit_and_not_before() {
    let rig = Rig::new().await;
    rig.store.commit(&first_commit()).await.unwrap();
    assert_eq!(due_by(&rig, at(19_999)).await, []);
    let due = due_by(&rig, at(20_000)).await;
    assert_eq!(due.len(), 1);
    assert_eq!((&due[0].lane, due[0].due), (&card_lane(), at(20_000)));
}

#[tokio::test]
async fn the_lanes_of_many_conversations_are_spread_over_the_shards_and_each_is_found_once() {
    let rig = Rig::new().await;
    let mut lanes = BTreeSet::new();
    for number in 0..100 {
        let owner = Owner::Conversation(MemberId::new(format!("m{number}")));
        let lane = LaneKey { owner, ..card_lane() };
        rig.store.put_jobs(&[job("v1", &lane, at(0))], at(0)).await.unwrap();
        lanes.insert(lane.to_string());
    }
    let mut found = Vec::new();
    let mut used = 0;
    for shard in 0..DUE_SHARDS {
        let due = rig.store.due(shard, at(20_000), 100).await.unwrap();
        used += usize::from(!due.is_empty());
        found.extend(due.iter().map(|due| due.lane.to_string()));
    }
    assert!(used > usize::from(DUE_SHARDS) / 2, "only {used} shards are used");
    assert_eq!(found.len(), 100);
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), lanes);
}

#[tokio::test]
async fn what_is_due_comes_the_oldest_first_and_no_more_than_asked() {
    let rig = Rig::new().await;
    for (id, put_at) in [("c", 3_000), ("a", 1_000), ("b", 2_000)] {
        rig.store.put_jobs(&[job(id, &card_lane(), at(0))], at(put_at)).await.unwrap();
    }
    let due: Vec<Timestamp> = due_by(&rig, at(90_000)).await.into_iter().map(|due| due.due).collect();
    assert_eq!(due, [at(21_000), at(22_000), at(23_000)]);
    for shard in 0..DUE_SHARDS {
        assert!(rig.store.due(shard, at(90_000), 2).await.unwrap().len() <= 2);
    }
}

#[tokio::test]
async fn what_was_rung_for_is_due_again_later() {
    let rig = one_job().await;
    let due = due_by(&rig, at(20_000)).await.remove(0);
    rig.store.rang(&due, at(80_000)).await.unwrap();
    assert_eq!(due_by(&rig, at(79_999)).await, []);
    assert_eq!(due_by(&rig, at(80_000)).await, [DueLane { due: at(80_000), ..due }]);
}

#[tokio::test]
async fn what_has_changed_since_it_was_read_is_not_moved_on() {
    let rig = one_job().await;
    let due = due_by(&rig, at(20_000)).await.remove(0);
    // A worker gave it back meanwhile: it comes when that one said.
    let pending = unclaimed(job("v1", &card_lane(), at(0)));
    rig.store.claim(&pending, &claim_at(20_000), None).await.unwrap();
    let wait = Postponement { until: at(25_000), uncounted: false, shown: None, limit: None, progress: None };
    rig.store.postpone(&pending, &wait).await.unwrap();

    rig.store.rang(&due, at(80_000)).await.unwrap();
    let now: Vec<Timestamp> = due_by(&rig, at(90_000)).await.into_iter().map(|due| due.due).collect();
    assert_eq!(now, [at(45_000)], "twenty seconds after the time it waits for");
}

#[tokio::test]
async fn a_done_job_is_never_due_and_a_late_ring_leaves_no_ghost() {
    let rig = one_job().await;
    let due = due_by(&rig, at(20_000)).await.remove(0);
    rig.store.done(&[unclaimed(job("v1", &card_lane(), at(0)))], None).await.unwrap();
    assert_eq!(due_by(&rig, Timestamp::from_millis(i64::MAX)).await, []);
    rig.store.rang(&due, at(80_000)).await.unwrap();
    assert_eq!(rig.items().await, Vec::new());
}

#[tokio::test]
async fn a_job_that_was_parked_meanwhile_is_not_moved_on() {
    let rig = one_job().await;
    let due = due_by(&rig, at(20_000)).await.remove(0);
    rig.store.park(&unclaimed(job("v1", &card_lane(), at(0))), "no", &[], at(20_000)).await.unwrap();
    let parked = rig.items().await;
    rig.store.rang(&due, at(80_000)).await.unwrap();
    assert_eq!(rig.items().await, parked);
}

#[tokio::test]
async fn an_item_of_a_later_release_does_not_keep_the_others_from_being_rung_for() {
    let rig = one_job().await;
    let known = due_by(&rig, at(20_000)).await.remove(0);
    let item = rig.item(&known.item).await.expect("it stands");
    let mut unknown = wire_item::write(&item);
    unknown["sk"] = json!({"S": "sing#0000000000001#v1"});
    unknown["due_at"] = json!({"N": "1"});
    unknown["lane"] =
        json!({"M": {"workspace": {"S": "T1"}, "owner": {"M": {"choir": {"S": "x"}}}, "lane": {"S": "sing"}}});
    rig.put(wire_item::read(&unknown)).await;
    assert_eq!(due_by(&rig, at(20_000)).await, [known]);
}

#[tokio::test]
async fn a_parked_item_of_a_later_release_does_not_keep_the_others_from_being_redriven() {
    let rig = one_job().await;
    let known = unclaimed(job("v1", &card_lane(), at(0)));
    rig.store.park(&known, "no", &[], at(1_000)).await.unwrap();
    let mut unknown = wire_item::write(&rig.items().await.remove(0));
    unknown["sk"] = json!({"S": "sing#0000000000001#v1"});
    unknown["job"]["M"]["lane"]["M"]["lane"] = json!({"S": "sing"});
    rig.put(wire_item::read(&unknown)).await;
    let parked = rig.store.parked(&crate::samples::team(), 10).await.unwrap();
    assert_eq!(parked.into_iter().map(|parked| parked.job).collect::<Vec<_>>(), [known.job]);
}
