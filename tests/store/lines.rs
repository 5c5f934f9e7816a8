//! Messages: each is one put, and touches nothing else.

use std::time::Duration;

use shared::domain::{CustomerText, Timestamp};
use shared::job::{Lane, LaneKey};
use shared::store::{Line, Messages, Put, Store, StoreError};
use tests::gate::Fault;

use crate::rig::Rig;
use crate::samples::{at, card_lane, job, lane, member, team};

/// A message of this delivery, said and received then.
fn line(lane: &LaneKey, delivery: &str, said: Timestamp, received: Timestamp) -> Line {
    let mut job = job(delivery, lane, said);
    job.first_received = received;
    Line { workspace: team(), member: member(), job, text: CustomerText::new("hello") }
}

fn inbound() -> LaneKey {
    lane(Lane::In)
}

async fn order(rig: &Rig, lane: &LaneKey) -> Vec<String> {
    rig.store.pending(lane, 10).await.unwrap().into_iter().map(|pending| pending.job.id).collect()
}

#[tokio::test]
async fn a_message_is_one_put_of_one_item() {
    let rig = Rig::new().await;
    let said = line(&inbound(), "d1", at(0), at(400));
    assert_eq!(rig.store.put_line(&said).await.unwrap(), Put::Stored);
    assert_eq!(rig.calls(), ["dynamodb.PutItem"]);
    let items = rig.items().await;
    assert_eq!(items.len(), 1);
    assert_eq!(items[0]["text"].as_s().unwrap(), "hello");
    assert_eq!(rig.store.pending(&inbound(), 10).await.unwrap()[0].job, said.job);
}

#[tokio::test]
async fn a_message_that_nobody_relays_may_be_deleted_after_48_hours_and_is_due_meanwhile() {
    let rig = Rig::new().await;
    let received = at(400);
    rig.store.put_line(&line(&inbound(), "d1", at(0), received)).await.unwrap();
    let item = rig.items().await.remove(0);
    // DynamoDB counts a time to live in seconds.
    let expires = received.after(Duration::from_hours(48)).millis() / 1000;
    assert_eq!(item["expires"].as_n().unwrap(), &expires.to_string());
    let due = received.after(Duration::from_secs(20)).millis();
    assert_eq!(item["due_at"].as_n().unwrap(), &due.to_string());
}

#[tokio::test]
async fn the_same_delivery_again_is_a_duplicate_and_changes_nothing() {
    let rig = Rig::new().await;
    rig.store.put_line(&line(&inbound(), "d1", at(0), at(400))).await.unwrap();
    let before = rig.items().await;
    let again = Line { text: CustomerText::new("other"), ..line(&inbound(), "d1", at(0), at(9_000)) };
    assert_eq!(rig.store.put_line(&again).await.unwrap(), Put::Duplicate);
    assert_eq!(rig.items().await, before);
}

#[tokio::test]
async fn after_a_lost_answer_the_repeat_is_a_duplicate() {
    let rig = Rig::new().await;
    let said = line(&inbound(), "d1", at(0), at(400));
    rig.gate.spoil(0, Fault::AnswerLost);
    assert!(matches!(rig.store.put_line(&said).await, Err(StoreError::Unreachable(_))));
    assert_eq!(rig.store.put_line(&said).await.unwrap(), Put::Duplicate);
    assert_eq!(rig.items().await.len(), 1);
}

#[tokio::test]
async fn the_order_is_source_time_then_first_received_then_id() {
    let rig = Rig::new().await;
    for (delivery, said, received) in
        [("a", 3_000, 3_000), ("b", 1_000, 9_000), ("z", 2_000, 4_000), ("c", 2_000, 5_000), ("d", 2_000, 5_000)]
    {
        rig.store.put_line(&line(&inbound(), delivery, at(said), at(received))).await.unwrap();
    }
    assert_eq!(order(&rig, &inbound()).await, ["b", "z", "c", "d", "a"]);
}

#[tokio::test]
async fn times_sort_as_numbers_do_however_many_digits_they_have() {
    let rig = Rig::new().await;
    for (delivery, millis) in [("now", 1_790_000_000_000), ("2001", 999_999_999_999), ("1970", 7), ("before", -5)] {
        let time = Timestamp::from_millis(millis);
        rig.store.put_line(&line(&inbound(), delivery, time, time)).await.unwrap();
    }
    assert_eq!(order(&rig, &inbound()).await, ["before", "1970", "2001", "now"]);
}

#[tokio::test]
async fn the_newest_message_of_each_direction_is_the_last_of_its_keys() {
    let rig = Rig::new().await;
    let outbound = lane(Lane::Out);
    for (lane, delivery, said) in [
        (&inbound(), "i1", 1_000),
        (&inbound(), "i2", 3_000),
        (&outbound, "o1", 2_000),
        (&outbound, "o2", 4_000),
        (&card_lane(), "v1", 9_000),
    ] {
        rig.store.put_line(&line(lane, delivery, at(said), at(said))).await.unwrap();
    }
    let newest = async |prefix: &str| {
        let item = rig.newest(prefix).await.expect("there is one");
        item["sk"].as_s().unwrap().rsplit('#').next().unwrap().to_owned()
    };
    assert_eq!(newest("in#").await, "i2");
    assert_eq!(newest("out#").await, "o2");

    // Relayed: out of the lane, and the newest all the same.
    let relayed = rig.store.pending(&outbound, 10).await.unwrap();
    rig.store.park(&relayed[1], "no window", &[], at(5_000)).await.unwrap();
    assert_eq!(newest("out#").await, "o2");
}
