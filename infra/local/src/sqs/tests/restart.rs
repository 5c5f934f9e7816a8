//! What a restart finds in the journal.

use std::path::Path;
use std::sync::Arc;

use super::{Queues, Running, START, a_file, attribute, body_of, code_of};
use crate::faults::endpoint::NoFaults;
use aws_sdk_sqs::types::{MessageAttributeValue, MessageSystemAttributeName, QueueAttributeName};

async fn started(path: &Path, seconds: i64) -> Running {
    Running::with(Queues::open(path).unwrap(), START + seconds * 1_000, Arc::new(NoFaults)).await
}

/// The new endpoint's address of a queue that the old one made.
async fn url_of(sqs: &Running, queue: &str) -> String {
    sqs.client.get_queue_url().queue_name(queue).send().await.unwrap().queue_url.unwrap()
}

#[tokio::test]
async fn after_a_restart_queues_are_as_they_were_and_what_was_in_flight_comes_at_its_time() {
    let path = a_file("in-flight.jsonl");
    let sqs = started(&path, 0).await;
    let url = sqs.create("lanes.fifo", &[(QueueAttributeName::VisibilityTimeout, "60")]).await;
    for (group, body) in [("a", "deleted"), ("a", "in-flight"), ("a", "behind-it"), ("b", "visible")] {
        sqs.send_in(&url, group, body).await;
    }
    let first = sqs.receive_one(&url).await;
    sqs.delete(&url, &first).await;
    sqs.receive_one(&url).await;
    sqs.stop().await;

    let sqs = started(&path, 59).await;
    let url = url_of(&sqs, "lanes.fifo").await;
    assert_eq!(sqs.bodies(&url, 10).await, ["visible"]);
    sqs.wait(1);
    let again = sqs.receive(&url, 10).await;
    assert_eq!(again.iter().map(body_of).collect::<Vec<_>>(), ["in-flight", "behind-it"]);
    assert_eq!(attribute(&again[0], &MessageSystemAttributeName::ApproximateReceiveCount), Some("2"));
}

#[tokio::test]
async fn a_handle_and_a_queue_url_outlive_a_restart() {
    let path = a_file("handle.jsonl");
    let sqs = started(&path, 0).await;
    let url = sqs.create("replies", &[]).await;
    let given = MessageAttributeValue::builder().data_type("String").string_value("v").build().unwrap();
    let send = sqs.client.send_message().queue_url(&url).message_body("x").message_attributes("a", given);
    send.send().await.unwrap();
    let message = sqs.receive_one(&url).await;
    sqs.stop().await;

    let sqs = started(&path, 1).await;
    sqs.hide_for(&url, &message, 0).await;
    let again = sqs.receive_one(&url).await;
    assert_eq!(
        (again.message_id, again.message_attributes),
        (message.message_id.clone(), message.message_attributes.clone())
    );
    sqs.delete(&url, &message).await;
    assert_eq!(sqs.server.peek("replies").len(), 1, "the old handle is stale now");
}

#[tokio::test]
async fn a_send_is_still_a_duplicate_after_a_restart_and_numbers_go_on() {
    let path = a_file("duplicate.jsonl");
    let sqs = started(&path, 0).await;
    let url = sqs.create("lanes.fifo", &[]).await;
    let id = sqs.send_in(&url, "a", "x").await;
    let message = sqs.receive_one(&url).await;
    let number = attribute(&message, &MessageSystemAttributeName::SequenceNumber).unwrap().to_owned();
    sqs.delete(&url, &message).await;
    sqs.stop().await;

    let sqs = started(&path, 299).await;
    let url = url_of(&sqs, "lanes.fifo").await;
    assert_eq!(sqs.send_in(&url, "a", "x").await, id);
    sqs.send_in(&url, "a", "y").await;
    let next = sqs.receive_one(&url).await;
    assert_eq!(body_of(&next), "y");
    assert!(attribute(&next, &MessageSystemAttributeName::SequenceNumber).unwrap() > number.as_str());
}

#[tokio::test]
async fn settings_dead_letters_and_purges_outlive_a_restart() {
    let path = a_file("settings.jsonl");
    let sqs = started(&path, 0).await;
    let (url, _) = sqs.create_with_dead_letters("replies", 1).await;
    let other = sqs.create("other", &[]).await;
    sqs.send(&other, "purged").await;
    sqs.client.purge_queue().queue_url(&other).send().await.unwrap();
    let set = sqs.client.set_queue_attributes().queue_url(&url);
    set.attributes(QueueAttributeName::VisibilityTimeout, "5").send().await.unwrap();
    sqs.send(&url, "dead").await;
    sqs.receive_one(&url).await;
    sqs.wait(5);
    assert!(sqs.receive(&url, 1).await.is_empty());
    sqs.send(&url, "alive").await;
    sqs.stop().await;

    let sqs = started(&path, 6).await;
    assert_eq!(sqs.server.queue_names(), ["dead-replies", "other", "replies"]);
    assert!(sqs.server.peek("other").is_empty());
    let again = sqs.client.purge_queue().queue_url(&other).send().await;
    assert_eq!(code_of(again), "AWS.SimpleQueueService.PurgeQueueInProgress");
    let url = url_of(&sqs, "replies").await;
    assert_eq!(sqs.bodies(&url, 10).await, ["alive"]);
    sqs.wait(5);
    assert!(sqs.receive(&url, 10).await.is_empty());
    let letters = sqs.server.peek("dead-replies");
    assert_eq!(letters.iter().map(|letter| letter.body.as_str()).collect::<Vec<_>>(), ["dead", "alive"]);
}

/// The same story as above, with a journal that is shortened at each start.
#[tokio::test]
async fn a_shortened_journal_keeps_everything_and_goes_on_being_written() {
    let path = a_file("shortened.jsonl");
    let sqs = started(&path, 0).await;
    let url = sqs.create("lanes.fifo", &[]).await;
    let id = sqs.send_in(&url, "a", "in-flight").await;
    sqs.receive_one(&url).await;
    for n in 0..20 {
        sqs.send_in(&url, "b", &n.to_string()).await;
        let message = sqs.receive_one(&url).await;
        sqs.delete(&url, &message).await;
    }
    sqs.stop().await;
    let long = std::fs::metadata(&path).unwrap().len();

    let queues = Queues::open_at_most(&path, 0).unwrap();
    assert!(std::fs::metadata(&path).unwrap().len() < long / 4);
    let sqs = Running::with(queues, START + 29_000, Arc::new(NoFaults)).await;
    let url = url_of(&sqs, "lanes.fifo").await;
    assert_eq!(sqs.send_in(&url, "a", "in-flight").await, id, "still a duplicate");
    sqs.send_in(&url, "a", "behind-it").await;
    assert!(sqs.receive(&url, 10).await.is_empty());
    sqs.stop().await;

    let sqs = Running::with(Queues::open_at_most(&path, 0).unwrap(), START + 30_000, Arc::new(NoFaults)).await;
    let url = url_of(&sqs, "lanes.fifo").await;
    assert_eq!(sqs.bodies(&url, 10).await, ["in-flight", "behind-it"]);
}
