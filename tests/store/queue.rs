//! The queue: doorbells that follow each other within a lane, and requests kept whole.

use std::time::Duration;

use serde_json::json;
use shared::domain::{TicketId, Timestamp};
use shared::job::LaneKey;
use shared::queue::{About, Intake, Message, Queue, QueueError, Receipt};
use shared::store::RelayKeyHash;
use tests::gate::Fault;

use crate::rig::Rig;
use crate::samples::{at, card, card_lane, lane};
use shared::job::Lane;

/// This many different lanes.
fn lanes(how_many: u32) -> Vec<LaneKey> {
    (1..=how_many).map(|number| lane(Lane::Show(card(number)))).collect()
}

fn read(body: &str) -> Message {
    serde_json::from_str(body).expect("a message")
}

fn rung(rig: &Rig) -> Vec<LaneKey> {
    let lane = |body: &String| match read(body).about {
        About::Lane(lane) => lane,
        About::Intake(_) | About::Reply(_) | About::Settled(_) => panic!("no doorbell"),
    };
    rig.bodies().iter().map(lane).collect()
}

/// The next message, and the lane it rings for.
async fn next(rig: &Rig) -> Option<(aws_sdk_sqs::types::Message, LaneKey)> {
    let message = rig.receive().await?;
    let About::Lane(lane) = read(message.body.as_deref().expect("a body")).about else { panic!("no doorbell") };
    Some((message, lane))
}

fn receipt(message: &aws_sdk_sqs::types::Message) -> Receipt {
    Receipt(message.receipt_handle.clone().expect("a receipt"))
}

#[tokio::test]
async fn ten_lanes_are_rung_in_one_call() {
    for (how_many, calls) in [(0, 0), (1, 1), (10, 1), (11, 2), (25, 3)] {
        let rig = Rig::new().await;
        rig.queue.ring(&lanes(how_many), 7).await.unwrap();
        assert_eq!(rig.calls(), vec!["sqs.SendMessageBatch"; calls], "{how_many}");
        assert_eq!(rung(&rig), lanes(how_many), "{how_many}");
    }
}

#[tokio::test]
async fn a_batch_of_which_a_part_was_not_taken_is_an_error_that_says_how_much() {
    let rig = Rig::new().await;
    rig.gate.spoil(0, Fault::Partial);
    let QueueError(cause) = rig.queue.ring(&lanes(10), 7).await.unwrap_err();
    assert_eq!(cause, "1 of 10 left out: InternalError");
    assert_eq!(rung(&rig), lanes(9));
}

#[tokio::test]
async fn a_lane_is_rung_as_often_as_it_is_said_but_a_repeat_of_one_call_rings_once() {
    let rig = Rig::new().await;
    let lane = [card_lane()];
    rig.gate.spoil(0, Fault::AnswerLost);
    rig.queue.ring(&lane, 7).await.unwrap_err();
    rig.queue.ring(&lane, 7).await.unwrap();
    assert_eq!(rig.bodies().len(), 1);
    rig.queue.ring(&lane, 8).await.unwrap();
    rig.queue.ring(&[card_lane(), card_lane()], 9).await.unwrap();
    assert_eq!(rig.bodies().len(), 4);
}

#[tokio::test]
async fn one_lanes_doorbells_follow_each_other_and_another_lane_does_not_wait() {
    let rig = Rig::new().await;
    let (busy, other) = (lanes(2)[0].clone(), lanes(2)[1].clone());
    rig.queue.ring(&[busy.clone(), busy.clone(), other.clone()], 7).await.unwrap();

    let (first, lane) = next(&rig).await.unwrap();
    assert_eq!(lane, busy);
    let (_, lane) = next(&rig).await.unwrap();
    assert_eq!(lane, other);
    assert_eq!(next(&rig).await, None, "the second doorbell waits for the first");
    rig.delete(&first).await;
    assert_eq!(next(&rig).await.map(|(_, lane)| lane), Some(busy));
}

#[tokio::test]
async fn a_hidden_doorbell_comes_again_after_its_time_and_blocks_its_lane_meanwhile() {
    let rig = Rig::new().await;
    rig.queue.ring(&[card_lane(), card_lane()], 7).await.unwrap();
    let (message, _) = next(&rig).await.unwrap();
    rig.queue.hide(&receipt(&message), Duration::from_mins(5)).await.unwrap();
    assert_eq!(rig.calls().last().map(String::as_str), Some("sqs.ChangeMessageVisibility"));
    // Longer than the queue's own visibility, too.
    rig.pass(Duration::from_millis(299_999));
    assert_eq!(next(&rig).await, None);
    rig.pass(Duration::from_millis(1));
    let (again, _) = next(&rig).await.unwrap();
    assert_eq!(again.message_id, message.message_id);
}

#[tokio::test]
async fn a_part_of_a_second_is_a_whole_one_and_none_is_at_once() {
    let rig = Rig::new().await;
    rig.queue.ring(&[card_lane()], 7).await.unwrap();
    let (message, _) = next(&rig).await.unwrap();
    rig.queue.hide(&receipt(&message), Duration::from_millis(1_001)).await.unwrap();
    rig.pass(Duration::from_millis(1_999));
    assert_eq!(next(&rig).await, None);
    rig.pass(Duration::from_millis(1));
    let (again, _) = next(&rig).await.unwrap();
    rig.queue.hide(&receipt(&again), Duration::ZERO).await.unwrap();
    assert!(next(&rig).await.is_some());
}

#[tokio::test]
async fn what_is_not_in_flight_can_not_be_hidden() {
    let rig = Rig::new().await;
    rig.queue.ring(&[card_lane()], 7).await.unwrap();
    let (message, _) = next(&rig).await.unwrap();
    rig.delete(&message).await;
    assert!(rig.queue.hide(&receipt(&message), Duration::from_secs(30)).await.is_err());
    assert!(rig.queue.hide(&Receipt("nobody's".to_owned()), Duration::from_secs(30)).await.is_err());
}

fn intake(ticket: &str, body: &[u8]) -> Intake {
    Intake::new(RelayKeyHash::of("the key"), TicketId::new(ticket), at(0), body)
}

#[tokio::test]
async fn the_largest_request_is_kept_and_comes_back_byte_by_byte() {
    let rig = Rig::new().await;
    let body: Vec<u8> = (0..=u8::MAX).cycle().take(256 * 1024).collect();
    let kept = intake("TK1", &body);
    rig.queue.keep(&kept, 7).await.unwrap();
    assert_eq!(rig.calls(), ["sqs.SendMessage"]);

    let message = rig.receive().await.unwrap();
    let text = message.body.unwrap();
    assert!(text.len() <= 1024 * 1024, "{}", text.len());
    let About::Intake(back) = read(&text).about else { panic!("a request") };
    assert_eq!(back.bytes().unwrap(), body);
    assert_eq!((back.key, back.ticket, back.received_at), (kept.key, kept.ticket, at(0)));
}

#[tokio::test]
async fn a_body_that_fits_no_message_is_an_error() {
    let rig = Rig::new().await;
    assert!(rig.queue.keep(&intake("TK1", &vec![0; 1024 * 1024]), 7).await.is_err());
    assert_eq!(rig.bodies().len(), 0);
}

#[tokio::test]
async fn a_kept_request_waits_for_no_other_and_for_no_lane() {
    let rig = Rig::new().await;
    rig.queue.ring(&[card_lane()], 1).await.unwrap();
    rig.queue.keep(&intake("TK1", b"{}"), 2).await.unwrap();
    rig.queue.keep(&intake("TK2", b"{}"), 3).await.unwrap();
    for _ in 0..3 {
        assert!(rig.receive().await.is_some());
    }
    assert_eq!(rig.bodies().len(), 3);
}

#[tokio::test]
async fn a_queue_that_does_not_take_it_is_an_error_and_a_repeat_after_a_lost_answer_keeps_one() {
    for fault in [Fault::Unreachable, Fault::Broken] {
        let rig = Rig::new().await;
        rig.gate.spoil(0, fault);
        assert!(rig.queue.keep(&intake("TK1", b"{}"), 7).await.is_err(), "{fault:?}");
        rig.calls();
        rig.gate.spoil(0, fault);
        assert!(rig.queue.ring(&[card_lane()], 8).await.is_err(), "{fault:?}");
        assert_eq!(rig.bodies().len(), 0, "{fault:?}");
    }
    let rig = Rig::new().await;
    rig.gate.spoil(0, Fault::AnswerLost);
    rig.queue.keep(&intake("TK1", b"{}"), 7).await.unwrap_err();
    rig.queue.keep(&intake("TK1", b"{}"), 7).await.unwrap();
    assert_eq!(rig.bodies().len(), 1);
}

#[test]
fn a_request_whose_body_can_not_be_read_says_so() {
    let broken = json!({"key": "h", "ticket": "TK1", "received_at": 0, "body": "%%"});
    let intake: Intake = serde_json::from_value(broken).unwrap();
    assert_eq!(intake.bytes(), None);
    assert_eq!(intake.received_at, Timestamp::from_millis(0));
}
