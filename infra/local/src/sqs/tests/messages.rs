//! Sending, receiving, hiding and deleting on a standard queue.

use super::{Running, attribute, body_of, code_of, handle_of};
use aws_sdk_sqs::primitives::Blob;
use aws_sdk_sqs::types::{
    MessageAttributeValue, MessageSystemAttributeName, MessageSystemAttributeNameForSends, MessageSystemAttributeValue,
    QueueAttributeName,
};

fn a_text(data_type: &str, value: &str) -> MessageAttributeValue {
    MessageAttributeValue::builder().data_type(data_type).string_value(value).build().unwrap()
}

#[tokio::test]
async fn a_message_is_received_with_its_body_digest_and_attributes_and_gone_when_deleted() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[]).await;
    let sent = sqs.client.send_message().queue_url(&url).message_body("This is a test message").send().await.unwrap();
    assert_eq!(sent.md5_of_message_body(), Some("fafb00f5732ab283681e124bf8747ed1"));
    assert_eq!(sent.sequence_number(), None);
    sqs.wait(3);

    let message = sqs.receive_one(&url).await;
    assert_eq!(message.message_id, sent.message_id);
    assert_eq!(body_of(&message), "This is a test message");
    assert_eq!(message.md5_of_body(), Some("fafb00f5732ab283681e124bf8747ed1"));
    assert_eq!(attribute(&message, &MessageSystemAttributeName::SentTimestamp), Some("1790000000000"));
    let first = MessageSystemAttributeName::ApproximateFirstReceiveTimestamp;
    assert_eq!(attribute(&message, &first), Some("1790000003000"));
    assert_eq!(attribute(&message, &MessageSystemAttributeName::ApproximateReceiveCount), Some("1"));
    assert_eq!(attribute(&message, &MessageSystemAttributeName::SequenceNumber), None);

    sqs.delete(&url, &message).await;
    sqs.wait(3_600);
    assert!(sqs.receive(&url, 1).await.is_empty());
    assert!(sqs.server.peek("replies").is_empty());
}

#[tokio::test]
async fn only_attributes_that_were_asked_for_come_along() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[(QueueAttributeName::VisibilityTimeout, "0")]).await;
    let binary = MessageAttributeValue::builder().data_type("Binary").binary_value(Blob::new([1, 2, 3])).build();
    let trace = MessageSystemAttributeValue::builder().data_type("String").string_value("Root=1").build().unwrap();
    let sent = sqs.client.send_message().queue_url(&url).message_body("x");
    let sent = sent.message_attributes("a", binary.unwrap()).message_attributes("b", a_text("String.own", "käse"));
    let sent = sent.message_system_attributes(MessageSystemAttributeNameForSends::AwsTraceHeader, trace);
    let sent = sent.send().await.unwrap();
    assert_eq!(sent.md5_of_message_attributes(), Some("60381021825e25749195b21e585a05c2"));
    assert!(sent.md5_of_message_system_attributes().is_some());

    let all = sqs.receive_one(&url).await;
    assert_eq!(all.md5_of_message_attributes(), sent.md5_of_message_attributes());
    assert_eq!(attribute(&all, &MessageSystemAttributeName::AwsTraceHeader), Some("Root=1"));
    let given = all.message_attributes.unwrap();
    assert_eq!(given["a"].binary_value().unwrap().as_ref(), [1, 2, 3]);
    assert_eq!((given["b"].data_type(), given["b"].string_value()), ("String.own", Some("käse")));

    let asked = sqs.client.receive_message().queue_url(&url);
    let none = asked.clone().send().await.unwrap().messages.unwrap().remove(0);
    assert_eq!((none.attributes, none.message_attributes, none.md5_of_message_attributes), (None, None, None));
    let some = asked.message_attribute_names("a.*").send().await.unwrap().messages.unwrap().remove(0);
    assert_eq!(some.message_attributes.unwrap().keys().collect::<Vec<_>>(), ["a"]);
    assert_ne!(some.md5_of_message_attributes.as_deref(), sent.md5_of_message_attributes());
}

#[tokio::test]
async fn a_message_that_is_not_deleted_comes_again_with_another_handle() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[]).await;
    sqs.send(&url, "x").await;
    let first = sqs.receive_one(&url).await;
    assert!(sqs.receive(&url, 1).await.is_empty());
    sqs.wait(29);
    assert!(sqs.receive(&url, 1).await.is_empty());
    sqs.wait(1);
    let second = sqs.receive_one(&url).await;
    assert_eq!(attribute(&second, &MessageSystemAttributeName::ApproximateReceiveCount), Some("2"));
    assert_ne!(first.receipt_handle, second.receipt_handle);

    sqs.delete(&url, &first).await;
    assert_eq!(sqs.server.peek("replies").len(), 1, "a stale handle deletes nothing");
    let change = sqs.client.change_message_visibility().queue_url(&url).visibility_timeout(0);
    assert_eq!(code_of(change.receipt_handle(handle_of(&first)).send().await), "InvalidParameterValue");
    sqs.delete(&url, &second).await;
    assert!(sqs.server.peek("replies").is_empty());
    sqs.delete(&url, &second).await;
}

#[tokio::test]
async fn a_handle_whose_time_is_over_still_deletes_when_nobody_received_the_message_since() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[]).await;
    sqs.send(&url, "x").await;
    let message = sqs.receive_one(&url).await;
    sqs.wait(31);
    let change = sqs.client.change_message_visibility().queue_url(&url).receipt_handle(handle_of(&message));
    let refused = change.visibility_timeout(5).send().await.unwrap_err().into_service_error();
    assert!(refused.is_message_not_inflight(), "{refused:?}");
    sqs.delete(&url, &message).await;
    assert!(sqs.server.peek("replies").is_empty());
}

#[tokio::test]
async fn a_text_that_was_never_a_handle_is_refused() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[]).await;
    let delete = sqs.client.delete_message().queue_url(&url).receipt_handle("oops").send().await;
    assert!(delete.unwrap_err().into_service_error().is_receipt_handle_is_invalid());
    let change = sqs.client.change_message_visibility().queue_url(&url).receipt_handle("oops").visibility_timeout(1);
    assert!(change.send().await.unwrap_err().into_service_error().is_receipt_handle_is_invalid());
}

#[tokio::test]
async fn a_handle_of_another_queue_deletes_nothing() {
    let sqs = Running::new().await;
    let (one, other) = (sqs.create("one", &[]).await, sqs.create("other", &[]).await);
    sqs.send(&one, "x").await;
    sqs.send(&other, "x").await;
    let message = sqs.receive_one(&one).await;
    sqs.receive_one(&other).await;
    sqs.delete(&other, &message).await;
    assert_eq!(sqs.server.peek("other").len(), 1);
}

#[tokio::test]
async fn visibility_can_be_ended_and_stretched_to_twelve_hours_after_the_receive() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[]).await;
    sqs.send(&url, "x").await;
    let message = sqs.receive_one(&url).await;
    sqs.hide_for(&url, &message, 0).await;
    let message = sqs.receive_one(&url).await;
    sqs.hide_for(&url, &message, 43_200).await;
    sqs.wait(43_199);
    assert!(sqs.receive(&url, 1).await.is_empty());
    let change = |seconds| {
        let change = sqs.client.change_message_visibility().queue_url(&url);
        change.receipt_handle(handle_of(&message)).visibility_timeout(seconds).send()
    };
    assert_eq!(code_of(change(2).await), "InvalidParameterValue");
    assert_eq!(code_of(change(43_201).await), "InvalidParameterValue");
    change(1).await.unwrap();
    sqs.wait(1);
    sqs.receive_one(&url).await;
}

#[tokio::test]
async fn a_delayed_message_comes_when_its_delay_is_over() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[(QueueAttributeName::DelaySeconds, "5")]).await;
    sqs.send(&url, "by the queue").await;
    let own = sqs.client.send_message().queue_url(&url).message_body("by itself").delay_seconds(10);
    own.send().await.unwrap();
    let none = sqs.client.send_message().queue_url(&url).message_body("at once").delay_seconds(0);
    none.send().await.unwrap();
    let counts = sqs.server.counts("replies").unwrap();
    assert_eq!((counts.visible, counts.delayed, counts.in_flight), (1, 2, 0));
    assert_eq!(sqs.bodies(&url, 10).await, ["at once"]);
    sqs.wait(5);
    assert_eq!(sqs.bodies(&url, 10).await, ["by the queue"]);
    sqs.wait(5);
    assert_eq!(sqs.bodies(&url, 10).await, ["by itself"]);
    let long = sqs.client.send_message().queue_url(&url).message_body("x").delay_seconds(901);
    assert_eq!(code_of(long.send().await), "InvalidParameterValue");
}

#[tokio::test]
async fn a_message_received_too_often_goes_to_the_dead_letter_queue() {
    let sqs = Running::new().await;
    let (url, dead) = sqs.create_with_dead_letters("replies", 2).await;
    sqs.send(&url, "x").await;
    for _ in 0..2 {
        sqs.receive_one(&url).await;
        sqs.wait(30);
    }
    assert!(sqs.receive(&url, 1).await.is_empty());
    assert!(sqs.server.peek("replies").is_empty());
    let letter = sqs.receive_one(&dead).await;
    assert_eq!(body_of(&letter), "x");
    let source = MessageSystemAttributeName::DeadLetterQueueSourceArn;
    assert_eq!(attribute(&letter, &source), Some("arn:aws:sqs:us-east-1:000000000000:replies"));
    assert_eq!(attribute(&letter, &MessageSystemAttributeName::SentTimestamp), Some("1790000000000"));
}

#[tokio::test]
async fn a_message_is_kept_as_long_as_the_queue_says() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[(QueueAttributeName::MessageRetentionPeriod, "60")]).await;
    sqs.send(&url, "old").await;
    sqs.wait(59);
    sqs.send(&url, "young").await;
    sqs.wait(1);
    assert_eq!(sqs.server.counts("replies").unwrap().visible, 1);
    assert_eq!(sqs.bodies(&url, 10).await, ["young"]);
}

#[tokio::test]
async fn a_body_has_only_xml_characters_and_at_most_the_queues_size() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[(QueueAttributeName::MaximumMessageSize, "1024")]).await;
    let send = |body: String| sqs.client.send_message().queue_url(&url).message_body(body).send();
    let refused = send("bell\u{7}".to_owned()).await.unwrap_err().into_service_error();
    assert!(refused.is_invalid_message_contents(), "{refused:?}");
    assert_eq!(code_of(send(String::new()).await), "MissingParameter");
    assert_eq!(code_of(send("x".repeat(1_025)).await), "InvalidParameterValue");
    send("x".repeat(1_024)).await.unwrap();

    let with = sqs.client.send_message().queue_url(&url).message_body("x".repeat(1_024 - 10));
    let fits = with.clone().message_attributes("name", a_text("String", ""));
    assert_eq!(code_of(fits.send().await), "InvalidParameterValue", "an empty value");
    let over = with.message_attributes("name", a_text("String", "v"));
    assert_eq!(code_of(over.send().await), "InvalidParameterValue");

    let large = sqs.create("large", &[]).await;
    let body = "\u{1F600}".repeat(262_144);
    sqs.client.send_message().queue_url(&large).message_body(&body).send().await.unwrap();
    assert_eq!(sqs.bodies(&large, 1).await, [body]);
}

#[tokio::test]
async fn numbers_out_of_range_and_what_belongs_to_other_queues_are_refused() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[]).await;
    let receive = || sqs.client.receive_message().queue_url(&url);
    for most in [0, 11] {
        assert_eq!(code_of(receive().max_number_of_messages(most).send().await), "InvalidParameterValue");
    }
    for wait in [-1, 21] {
        assert_eq!(code_of(receive().wait_time_seconds(wait).send().await), "InvalidParameterValue");
    }
    assert_eq!(code_of(receive().visibility_timeout(-1).send().await), "InvalidParameterValue");
    let send = sqs.client.send_message().queue_url(&url).message_body("x").message_deduplication_id("1");
    assert_eq!(code_of(send.send().await), "InvalidParameterValue");
    let odd = sqs.client.send_message().queue_url("http://host/oops").message_body("x").send().await;
    assert!(odd.unwrap_err().into_service_error().is_invalid_address());
}
