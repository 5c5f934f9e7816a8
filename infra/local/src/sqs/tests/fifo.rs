//! What FIFO queues add: groups, deduplication, and what they refuse.

use super::{Running, attribute, body_of, code_of, handle_of};
use aws_sdk_sqs::types::{Message, MessageSystemAttributeName, QueueAttributeName};

#[tokio::test]
async fn a_groups_next_message_waits_until_the_one_before_it_is_gone() {
    let sqs = Running::new().await;
    let url = sqs.create("lanes.fifo", &[]).await;
    for (group, body) in [("a", "a1"), ("a", "a2"), ("b", "b1")] {
        sqs.send_in(&url, group, body).await;
    }
    let first = sqs.receive_one(&url).await;
    assert_eq!(body_of(&first), "a1");
    assert_eq!(sqs.bodies(&url, 10).await, ["b1"], "other groups go on");
    assert!(sqs.receive(&url, 10).await.is_empty());
    sqs.delete(&url, &first).await;
    assert_eq!(sqs.bodies(&url, 10).await, ["a2"]);
}

#[tokio::test]
async fn a_message_whose_visibility_was_changed_stays_its_groups_head() {
    let sqs = Running::new().await;
    let url = sqs.create("lanes.fifo", &[]).await;
    sqs.send_in(&url, "a", "a1").await;
    sqs.send_in(&url, "a", "a2").await;
    let head = sqs.receive_one(&url).await;
    sqs.hide_for(&url, &head, 100).await;
    sqs.wait(99);
    assert!(sqs.receive(&url, 10).await.is_empty(), "the head blocks its group beyond the queue's own time");
    sqs.wait(1);
    let again = sqs.receive_one(&url).await;
    assert_eq!(body_of(&again), "a1");
    sqs.hide_for(&url, &again, 0).await;
    assert_eq!(body_of(&sqs.receive_one(&url).await), "a1");
}

#[tokio::test]
async fn one_receive_may_take_several_of_a_group_in_order_and_they_block_it_together() {
    let sqs = Running::new().await;
    let url = sqs.create("lanes.fifo", &[]).await;
    for (group, body) in [("a", "a1"), ("b", "b1"), ("a", "a2"), ("a", "a3")] {
        sqs.send_in(&url, group, body).await;
    }
    let received: Vec<Message> = sqs.receive(&url, 2).await;
    assert_eq!(received.iter().map(body_of).collect::<Vec<_>>(), ["a1", "a2"]);
    sqs.hide_for(&url, &received[0], 0).await;
    assert_eq!(sqs.bodies(&url, 10).await, ["b1"], "a2 is still in flight, so a1 waits");
    sqs.delete(&url, &received[1]).await;
    assert_eq!(sqs.bodies(&url, 10).await, ["a1", "a3"]);
}

#[tokio::test]
async fn a_received_message_tells_group_deduplication_id_and_a_growing_sequence_number() {
    let sqs = Running::new().await;
    let url = sqs.create("lanes.fifo", &[]).await;
    let send = |body| {
        let request = sqs.client.send_message().queue_url(&url).message_body(body);
        request.message_group_id("a").message_deduplication_id(body).send()
    };
    let (first, second) = (send("1").await.unwrap(), send("2").await.unwrap());
    assert!(first.sequence_number().unwrap() < second.sequence_number().unwrap());
    let message = sqs.receive_one(&url).await;
    assert_eq!(attribute(&message, &MessageSystemAttributeName::MessageGroupId), Some("a"));
    assert_eq!(attribute(&message, &MessageSystemAttributeName::MessageDeduplicationId), Some("1"));
    assert_eq!(attribute(&message, &MessageSystemAttributeName::SequenceNumber), first.sequence_number());
}

#[tokio::test]
async fn a_send_repeated_within_five_minutes_is_no_second_message() {
    let sqs = Running::new().await;
    let url = sqs.create("lanes.fifo", &[]).await;
    let first = sqs.send_in(&url, "a", "x").await;
    sqs.wait(299);
    assert_eq!(sqs.send_in(&url, "b", "x").await, first, "answered like the first, whatever its group");
    assert_eq!(sqs.server.peek("lanes.fifo").len(), 1);
    let message = sqs.receive_one(&url).await;
    sqs.delete(&url, &message).await;
    assert_eq!(sqs.send_in(&url, "a", "x").await, first, "also once it is deleted");
    assert!(sqs.server.peek("lanes.fifo").is_empty());
    sqs.wait(1);
    assert_ne!(sqs.send_in(&url, "a", "x").await, first);
    assert_eq!(sqs.server.peek("lanes.fifo").len(), 1);
}

#[tokio::test]
async fn a_queue_can_take_the_body_for_the_deduplication_id_and_groups_for_its_scope() {
    let sqs = Running::new().await;
    let by_content = (QueueAttributeName::ContentBasedDeduplication, "true");
    let by_group = (QueueAttributeName::DeduplicationScope, "messageGroup");
    let url = sqs.create("lanes.fifo", &[by_content, by_group]).await;
    for (group, body) in [("a", "x"), ("a", "x"), ("a", "y"), ("b", "x")] {
        let request = sqs.client.send_message().queue_url(&url).message_body(body).message_group_id(group);
        request.send().await.unwrap();
    }
    let kept = sqs.server.peek("lanes.fifo");
    let kept: Vec<_> = kept.iter().map(|message| (message.group.as_deref().unwrap(), message.body.as_str())).collect();
    assert_eq!(kept, [("a", "x"), ("a", "y"), ("b", "x")]);
    let message = sqs.receive_one(&url).await;
    let of_x = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
    assert_eq!(attribute(&message, &MessageSystemAttributeName::MessageDeduplicationId), Some(of_x));
}

#[tokio::test]
async fn a_fifo_queue_delays_all_messages_alike_also_those_already_in_it() {
    let sqs = Running::new().await;
    let url = sqs.create("lanes.fifo", &[]).await;
    sqs.send_in(&url, "a", "1").await;
    let set = sqs.client.set_queue_attributes().queue_url(&url).attributes(QueueAttributeName::DelaySeconds, "10");
    set.send().await.unwrap();
    sqs.wait(9);
    sqs.send_in(&url, "a", "2").await;
    assert!(sqs.receive(&url, 10).await.is_empty());
    sqs.wait(1);
    assert_eq!(sqs.bodies(&url, 10).await, ["1"]);
}

#[tokio::test]
async fn a_fifo_queue_refuses_what_it_can_not_order_or_tell_apart() {
    let sqs = Running::new().await;
    let url = sqs.create("lanes.fifo", &[]).await;
    let send = || sqs.client.send_message().queue_url(&url).message_body("x");
    assert_eq!(code_of(send().message_deduplication_id("1").send().await), "MissingParameter");
    assert_eq!(code_of(send().message_group_id("a").send().await), "InvalidParameterValue");
    let good = || send().message_group_id("a").message_deduplication_id("1");
    assert_eq!(code_of(good().delay_seconds(5).send().await), "InvalidParameterValue");
    for group in ["", "a b", "ä", &"x".repeat(129)] {
        assert_eq!(code_of(good().message_group_id(group).send().await), "InvalidParameterValue", "{group:?}");
        let refused = good().message_deduplication_id(group).send().await;
        assert_eq!(code_of(refused), "InvalidParameterValue", "{group:?}");
    }
    good().message_group_id("T0#m-1/out").delay_seconds(0).send().await.unwrap();
}

#[tokio::test]
async fn a_fifo_handle_is_refused_once_its_time_is_over() {
    let sqs = Running::new().await;
    let url = sqs.create("lanes.fifo", &[]).await;
    sqs.send_in(&url, "a", "x").await;
    let first = sqs.receive_one(&url).await;
    sqs.wait(30);
    let delete =
        |message: &Message| sqs.client.delete_message().queue_url(&url).receipt_handle(handle_of(message)).send();
    assert_eq!(code_of(delete(&first).await), "InvalidParameterValue");
    let second = sqs.receive_one(&url).await;
    assert_eq!(code_of(delete(&first).await), "InvalidParameterValue");
    assert_eq!(sqs.server.peek("lanes.fifo").len(), 1);
    delete(&second).await.unwrap();
    delete(&first).await.unwrap();
    assert!(sqs.server.peek("lanes.fifo").is_empty());
}

#[tokio::test]
async fn a_dead_letter_makes_way_for_the_next_of_its_group() {
    let sqs = Running::new().await;
    let (url, dead) = sqs.create_with_dead_letters("lanes.fifo", 1).await;
    sqs.send_in(&url, "a", "bad").await;
    sqs.send_in(&url, "a", "good").await;
    sqs.receive_one(&url).await;
    sqs.wait(30);
    assert_eq!(sqs.bodies(&url, 1).await, ["good"]);
    assert_eq!(sqs.bodies(&dead, 10).await, ["bad"]);
}

/// A dead letter arrives without a delay, also where sent messages have one.
#[tokio::test]
async fn nothing_overtakes_a_delayed_message_of_its_group() {
    let sqs = Running::new().await;
    let (url, dead) = sqs.create_with_dead_letters("lanes.fifo", 1).await;
    let set = sqs.client.set_queue_attributes().queue_url(&dead);
    let set = set.attributes(QueueAttributeName::DelaySeconds, "10");
    set.send().await.unwrap();
    sqs.send_in(&url, "a", "letter").await;
    sqs.receive_one(&url).await;
    sqs.wait(30);
    sqs.send_in(&dead, "a", "delayed").await;
    assert!(sqs.receive(&url, 1).await.is_empty());
    assert!(sqs.receive(&dead, 10).await.is_empty());
    sqs.wait(10);
    assert_eq!(sqs.bodies(&dead, 10).await, ["delayed", "letter"]);
}
