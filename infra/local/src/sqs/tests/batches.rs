//! Batches: refused as a whole for their form, else each entry by itself.

use super::{Running, code_of, handle_of};
use aws_sdk_sqs::types::{
    ChangeMessageVisibilityBatchRequestEntry, DeleteMessageBatchRequestEntry, SendMessageBatchRequestEntry,
};

fn an_entry(id: &str, body: &str) -> SendMessageBatchRequestEntry {
    SendMessageBatchRequestEntry::builder().id(id).message_body(body).build().unwrap()
}

#[tokio::test]
async fn a_batch_sends_what_is_good_and_names_what_is_not() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[]).await;
    let batch = sqs.client.send_message_batch().queue_url(&url);
    let batch = batch.entries(an_entry("1", "x")).entries(an_entry("2", "\u{1}")).entries(an_entry("3", "z"));
    let outcome = batch.send().await.unwrap();
    let sent: Vec<_> = outcome.successful.iter().map(|sent| (sent.id(), sent.md5_of_message_body())).collect();
    assert_eq!(sent, [("1", "9dd4e461268c8034f5c8564e155c67a6"), ("3", "fbade9e36a3f36d3d676c1b808451dd7")]);
    assert_eq!(outcome.failed.len(), 1);
    let failed = &outcome.failed[0];
    assert_eq!((failed.id(), failed.code(), failed.sender_fault()), ("2", "InvalidMessageContents", true));
    assert_eq!(sqs.bodies(&url, 10).await, ["x", "z"]);
}

#[tokio::test]
async fn a_batch_to_a_fifo_queue_fails_the_entry_without_a_group() {
    let sqs = Running::new().await;
    let url = sqs.create("lanes.fifo", &[]).await;
    let good = SendMessageBatchRequestEntry::builder().id("good").message_body("x");
    let good = good.message_group_id("a").message_deduplication_id("1").build().unwrap();
    let batch = sqs.client.send_message_batch().queue_url(&url).entries(good).entries(an_entry("bad", "y"));
    let outcome = batch.send().await.unwrap();
    assert!(outcome.successful[0].sequence_number().is_some());
    assert_eq!((outcome.failed[0].id(), outcome.failed[0].code()), ("bad", "MissingParameter"));
}

#[tokio::test]
async fn a_batch_has_one_to_ten_entries_with_good_and_distinct_ids() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[]).await;
    let send = |entries: Vec<SendMessageBatchRequestEntry>| {
        sqs.client.send_message_batch().queue_url(&url).set_entries(Some(entries)).send()
    };
    let of = |count: usize| (0..count).map(|n| an_entry(&n.to_string(), "x")).collect::<Vec<_>>();
    assert!(send(of(0)).await.unwrap_err().into_service_error().is_empty_batch_request());
    assert!(send(of(11)).await.unwrap_err().into_service_error().is_too_many_entries_in_batch_request());
    let twice = vec![an_entry("1", "x"), an_entry("1", "y")];
    assert!(send(twice).await.unwrap_err().into_service_error().is_batch_entry_ids_not_distinct());
    for id in ["", "a b", &"x".repeat(81)] {
        let refused = send(vec![an_entry(id, "x")]).await.unwrap_err().into_service_error();
        assert!(refused.is_invalid_batch_entry_id(), "{id:?}: {refused:?}");
    }
    assert!(sqs.server.peek("replies").is_empty());
    assert_eq!(send(of(10)).await.unwrap().successful.len(), 10);
}

#[tokio::test]
async fn the_messages_of_a_batch_together_are_at_most_one_mebibyte() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[]).await;
    let half = "x".repeat(524_288);
    let batch = || sqs.client.send_message_batch().queue_url(&url).entries(an_entry("1", &half));
    let refused = batch().entries(an_entry("2", &format!("{half}x"))).send().await;
    assert!(refused.unwrap_err().into_service_error().is_batch_request_too_long());
    assert!(sqs.server.peek("replies").is_empty());
    assert_eq!(batch().entries(an_entry("2", &half)).send().await.unwrap().successful.len(), 2);
}

#[tokio::test]
async fn visibility_is_changed_and_messages_are_deleted_in_batches_entry_by_entry() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[]).await;
    for body in ["x", "y"] {
        sqs.send(&url, body).await;
    }
    let received = sqs.receive(&url, 2).await;
    let shown = |id: &str, handle: &str| {
        let entry = ChangeMessageVisibilityBatchRequestEntry::builder().id(id).receipt_handle(handle);
        entry.visibility_timeout(0).build().unwrap()
    };
    let batch = sqs.client.change_message_visibility_batch().queue_url(&url);
    let batch = batch.entries(shown("1", &handle_of(&received[0]))).entries(shown("2", "oops"));
    let outcome = batch.send().await.unwrap();
    assert_eq!(outcome.successful[0].id(), "1");
    assert_eq!((outcome.failed[0].id(), outcome.failed[0].code()), ("2", "ReceiptHandleIsInvalid"));
    let counts = sqs.server.counts("replies").unwrap();
    assert_eq!((counts.visible, counts.in_flight), (1, 1));

    let gone = |id: &str, handle: &str| {
        DeleteMessageBatchRequestEntry::builder().id(id).receipt_handle(handle).build().unwrap()
    };
    let batch = sqs.client.delete_message_batch().queue_url(&url);
    let batch = batch.entries(gone("1", "oops")).entries(gone("2", &handle_of(&received[1])));
    let outcome = batch.send().await.unwrap();
    assert_eq!((outcome.successful[0].id(), outcome.failed[0].code()), ("2", "ReceiptHandleIsInvalid"));
    assert_eq!(sqs.server.peek("replies").iter().map(|kept| kept.body.as_str()).collect::<Vec<_>>(), ["x"]);
    let absent = sqs.client.delete_message_batch().queue_url(url.replace("replies", "x")).entries(gone("1", "oops"));
    assert_eq!(code_of(absent.send().await), "AWS.SimpleQueueService.NonExistentQueue");
}
