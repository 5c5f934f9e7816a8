//! Receives that wait: for a send, for a message that becomes visible, for their time to be over, for the end.

use std::sync::Arc;

use super::{Counted, Running, START, TestClock, body_of};
use crate::faults::endpoint::NoFaults;
use crate::sqs::{Outside, Queues, SqsServer, Timers};
use aws_sdk_sqs::types::{Message, QueueAttributeName};
use shared::clock::Clock;
use shared::domain::Timestamp;
use tokio::task::JoinHandle;

/// A receive that waits 20 seconds, once it does wait.
async fn a_waiting_receive(sqs: &Running, url: &str) -> JoinHandle<Vec<Message>> {
    let before = sqs.server.waiting_receives();
    let request = sqs.client.receive_message().queue_url(url).wait_time_seconds(20);
    let receive = tokio::spawn(async move { request.send().await.unwrap().messages.unwrap_or_default() });
    sqs.until_waiting(before + 1).await;
    receive
}

#[tokio::test]
async fn a_waiting_receive_gets_what_is_sent_then() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[]).await;
    let receive = a_waiting_receive(&sqs, &url).await;
    sqs.send(&url, "x").await;
    assert_eq!(receive.await.unwrap().iter().map(body_of).collect::<Vec<_>>(), ["x"]);
    assert_eq!(sqs.server.waiting_receives(), 0);
}

#[tokio::test]
async fn of_two_waiting_receives_one_gets_the_message_and_the_other_waits_on() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[]).await;
    let one = a_waiting_receive(&sqs, &url).await;
    let other = a_waiting_receive(&sqs, &url).await;
    sqs.send(&url, "x").await;
    sqs.until_waiting(1).await;
    sqs.send(&url, "y").await;
    let mut got = [one.await.unwrap(), other.await.unwrap()].concat().iter().map(body_of).collect::<Vec<_>>();
    got.sort();
    assert_eq!(got, ["x", "y"]);
}

#[tokio::test]
async fn a_waiting_receive_is_woken_when_a_message_becomes_visible_again() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[(QueueAttributeName::VisibilityTimeout, "10")]).await;
    sqs.send(&url, "x").await;
    sqs.receive_one(&url).await;
    assert_eq!(sqs.server.next_visible_at(), Some(Timestamp::from_millis(START + 10_000)));
    let receive = a_waiting_receive(&sqs, &url).await;
    sqs.wait(9);
    sqs.until_waiting(1).await;
    assert!(!receive.is_finished());
    sqs.wait(1);
    assert_eq!(receive.await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_waiting_receive_is_woken_when_its_group_is_free_again() {
    let sqs = Running::new().await;
    let url = sqs.create("lanes.fifo", &[]).await;
    sqs.send_in(&url, "a", "1").await;
    sqs.send_in(&url, "a", "2").await;
    let first = sqs.receive_one(&url).await;
    let receive = a_waiting_receive(&sqs, &url).await;
    sqs.delete(&url, &first).await;
    assert_eq!(receive.await.unwrap().iter().map(body_of).collect::<Vec<_>>(), ["2"]);
}

#[tokio::test]
async fn a_waiting_receive_ends_empty_when_its_time_is_over() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[]).await;
    let receive = a_waiting_receive(&sqs, &url).await;
    sqs.wait(19);
    sqs.until_waiting(1).await;
    assert!(!receive.is_finished());
    sqs.wait(1);
    assert!(receive.await.unwrap().is_empty());
}

#[tokio::test]
async fn a_queue_can_have_every_receive_wait() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[(QueueAttributeName::ReceiveMessageWaitTimeSeconds, "5")]).await;
    let request = sqs.client.receive_message().queue_url(&url);
    let receive = tokio::spawn(async move { request.send().await.unwrap().messages.unwrap_or_default() });
    sqs.until_waiting(1).await;
    sqs.wait(5);
    assert!(receive.await.unwrap().is_empty());
    let at_once = sqs.client.receive_message().queue_url(&url).wait_time_seconds(0).send().await.unwrap();
    assert!(at_once.messages.is_none());
}

#[tokio::test]
async fn a_caller_that_went_away_receives_nothing() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[]).await;
    let receive = a_waiting_receive(&sqs, &url).await;
    receive.abort();
    assert!(receive.await.unwrap_err().is_cancelled());
    sqs.until_waiting(0).await;
    sqs.send(&url, "x").await;
    assert_eq!(sqs.server.counts("replies").unwrap().visible, 1);
}

#[tokio::test]
async fn a_stop_ends_the_waiting_receives_and_then_the_endpoint() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[]).await;
    let receive = a_waiting_receive(&sqs, &url).await;
    sqs.stop().await;
    assert!(receive.await.unwrap().is_empty());
}

/// The test's clock ends a pause at once, by moving on as far as it was asked to.
#[tokio::test]
async fn with_a_clock_that_runs_by_itself_a_receive_pauses_until_the_next_message_or_its_end() {
    let clock = Arc::new(TestClock::at(START));
    let outside = Outside {
        clock: clock.clone(),
        random: Arc::new(Counted::default()),
        faults: Arc::new(NoFaults),
        timers: Timers::Real,
    };
    let sqs = Running::serving(SqsServer::new(Queues::in_memory(), outside), clock.clone()).await;
    let url = sqs.create("replies", &[]).await;
    sqs.send(&url, "x").await;
    let message = sqs.receive_one(&url).await;
    sqs.hide_for(&url, &message, 2).await;
    let receive = || sqs.client.receive_message().queue_url(&url).wait_time_seconds(20).send();
    assert_eq!(receive().await.unwrap().messages.unwrap().len(), 1);
    assert_eq!(clock.now(), Timestamp::from_millis(START + 2_000), "after two seconds, not after twenty");
    assert!(receive().await.unwrap().messages.is_none());
    assert_eq!(clock.now(), Timestamp::from_millis(START + 22_000));
}
