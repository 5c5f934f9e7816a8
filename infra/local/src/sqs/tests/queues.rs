//! Making queues, their attributes, and what is refused of them.

use super::{Running, a_client, code_of};
use aws_sdk_sqs::types::QueueAttributeName;

#[tokio::test]
async fn a_queue_is_found_by_its_name_and_a_missing_one_is_told_as_sqs_tells_it() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[]).await;
    let found = sqs.client.get_queue_url().queue_name("replies").send().await.unwrap();
    assert_eq!(found.queue_url.as_deref(), Some(url.as_str()));

    let missing = sqs.client.get_queue_url().queue_name("nothing").send().await.unwrap_err().into_service_error();
    assert!(missing.is_queue_does_not_exist(), "{missing:?}");
    let absent = url.replace("replies", "nothing");
    let send = sqs.client.send_message().queue_url(&absent).message_body("x").send().await;
    assert!(send.unwrap_err().into_service_error().is_queue_does_not_exist());
    let receive = sqs.client.receive_message().queue_url(&absent).wait_time_seconds(20).send().await;
    assert!(receive.unwrap_err().into_service_error().is_queue_does_not_exist());
}

/// The bytes, not what the SDK makes of them.
#[tokio::test]
async fn a_refusal_carries_its_code_in_the_body_and_in_the_query_error_header() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[]).await;
    let refused = sqs.client.send_message().queue_url(url.replace("replies", "x")).message_body("x").send().await;
    let refused = refused.unwrap_err();
    let raw = refused.raw_response().unwrap();
    assert_eq!(raw.status().as_u16(), 400);
    let header = |name| raw.headers().get(name).unwrap_or_default().to_owned();
    assert_eq!(header("x-amzn-query-error"), "AWS.SimpleQueueService.NonExistentQueue;Sender");
    assert_eq!(header("content-type"), "application/x-amz-json-1.0");
    assert_eq!(header("x-amzn-requestid").len(), 36);
    let body: serde_json::Value = serde_json::from_slice(raw.body().bytes().unwrap()).unwrap();
    assert_eq!(body["__type"], "com.amazonaws.sqs#AWS.SimpleQueueService.NonExistentQueue");
    assert_eq!(body["message"], "The specified queue does not exist.");
}

#[tokio::test]
async fn a_queue_made_again_is_the_same_and_with_other_attributes_refused() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[(QueueAttributeName::VisibilityTimeout, "5")]).await;
    assert_eq!(sqs.create("replies", &[]).await, url);
    let again = sqs.client.create_queue().queue_name("replies");
    let again = again.attributes(QueueAttributeName::VisibilityTimeout, "6").send().await;
    assert!(again.unwrap_err().into_service_error().is_queue_name_exists());
}

#[tokio::test]
async fn names_that_sqs_refuses_are_refused() {
    let sqs = Running::new().await;
    let too_long = "x".repeat(81);
    for name in ["", "a b", "lanes.fifo", "a.b", too_long.as_str()] {
        let refused = sqs.client.create_queue().queue_name(name).send().await;
        assert_eq!(code_of(refused), "InvalidParameterValue", "{name:?}");
    }
    for name in ["lanes", ".fifo", "a.b.fifo"] {
        let request = sqs.client.create_queue().queue_name(name);
        let refused = request.attributes(QueueAttributeName::FifoQueue, "true").send().await;
        assert_eq!(code_of(refused), "InvalidParameterValue", "{name:?}");
    }
    let request = sqs.client.create_queue().queue_name("x".repeat(80));
    assert!(request.send().await.is_ok());
}

#[tokio::test]
async fn attributes_are_shown_as_asked_and_counts_tell_what_stands_where() {
    let sqs = Running::new().await;
    let url = sqs.create("lanes.fifo", &[(QueueAttributeName::VisibilityTimeout, "120")]).await;
    for (group, body) in [("a", "1"), ("b", "2"), ("c", "3")] {
        sqs.send_in(&url, group, body).await;
    }
    sqs.receive(&url, 1).await;
    let asked = sqs.client.get_queue_attributes().queue_url(&url);
    let all = asked.clone().attribute_names(QueueAttributeName::All).send().await.unwrap().attributes.unwrap();
    let shown = |name: QueueAttributeName| all.get(&name).map(String::as_str);
    assert_eq!(shown(QueueAttributeName::VisibilityTimeout), Some("120"));
    assert_eq!(shown(QueueAttributeName::FifoQueue), Some("true"));
    assert_eq!(shown(QueueAttributeName::MaximumMessageSize), Some("1048576"));
    assert_eq!(shown(QueueAttributeName::QueueArn), Some("arn:aws:sqs:us-east-1:000000000000:lanes.fifo"));
    assert_eq!(shown(QueueAttributeName::CreatedTimestamp), Some("1790000000"));
    assert_eq!(shown(QueueAttributeName::ApproximateNumberOfMessages), Some("2"));
    assert_eq!(shown(QueueAttributeName::ApproximateNumberOfMessagesNotVisible), Some("1"));
    assert_eq!(shown(QueueAttributeName::ApproximateNumberOfMessagesDelayed), Some("0"));

    let one = asked.clone().attribute_names(QueueAttributeName::DelaySeconds).send().await.unwrap();
    assert_eq!(one.attributes.unwrap().len(), 1);
    assert!(asked.clone().send().await.unwrap().attributes.is_none());
    let unknown = asked.attribute_names(QueueAttributeName::from("Colour")).send().await;
    assert!(unknown.unwrap_err().into_service_error().is_invalid_attribute_name());
}

#[tokio::test]
async fn changed_attributes_hold_and_impossible_ones_are_refused() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[]).await;
    let set = |name, value| sqs.client.set_queue_attributes().queue_url(&url).attributes(name, value).send();
    set(QueueAttributeName::VisibilityTimeout, "7").await.unwrap();
    sqs.send(&url, "x").await;
    sqs.receive_one(&url).await;
    sqs.wait(6);
    assert!(sqs.receive(&url, 1).await.is_empty());
    sqs.wait(1);
    sqs.receive_one(&url).await;

    let refused = set(QueueAttributeName::VisibilityTimeout, "43201").await.unwrap_err().into_service_error();
    assert!(refused.is_invalid_attribute_value(), "{refused:?}");
    let refused = set(QueueAttributeName::ContentBasedDeduplication, "true").await.unwrap_err().into_service_error();
    assert!(refused.is_invalid_attribute_name(), "{refused:?}");
    let policy = r#"{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:gone","maxReceiveCount":3}"#;
    assert_eq!(code_of(set(QueueAttributeName::RedrivePolicy, policy).await), "InvalidParameterValue");
    sqs.create("dead.fifo", &[]).await;
    let policy = r#"{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead.fifo","maxReceiveCount":3}"#;
    assert_eq!(code_of(set(QueueAttributeName::RedrivePolicy, policy).await), "InvalidParameterValue");
}

#[tokio::test]
async fn queues_are_listed_by_prefix_and_in_pages() {
    let sqs = Running::new().await;
    for name in ["a-1", "a-2", "a-3", "b-1"] {
        sqs.create(name, &[]).await;
    }
    let names = |urls: Option<Vec<String>>| -> Vec<String> {
        urls.unwrap_or_default().iter().map(|url| url.rsplit('/').next().unwrap().to_owned()).collect()
    };
    let asked = sqs.client.list_queues().queue_name_prefix("a-");
    let all = asked.clone().send().await.unwrap();
    assert_eq!((names(all.queue_urls), all.next_token), (vec!["a-1".into(), "a-2".into(), "a-3".into()], None));
    let first = asked.clone().max_results(2).send().await.unwrap();
    assert_eq!(names(first.queue_urls), ["a-1", "a-2"]);
    let rest = asked.max_results(2).next_token(first.next_token.unwrap()).send().await.unwrap();
    assert_eq!((names(rest.queue_urls), rest.next_token), (vec!["a-3".to_owned()], None));
    assert_eq!(names(sqs.client.list_queues().queue_name_prefix("c").send().await.unwrap().queue_urls), [""; 0]);
}

#[tokio::test]
async fn a_purge_empties_a_queue_once_a_minute() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[]).await;
    sqs.send(&url, "x").await;
    let purge = || sqs.client.purge_queue().queue_url(&url).send();
    purge().await.unwrap();
    assert!(sqs.server.peek("replies").is_empty());
    sqs.wait(59);
    assert!(purge().await.unwrap_err().into_service_error().is_purge_queue_in_progress());
    sqs.wait(1);
    purge().await.unwrap();
}

#[tokio::test]
async fn what_sqs_has_and_this_endpoint_does_not_is_refused_by_name() {
    let sqs = Running::new().await;
    let url = sqs.create("replies", &[]).await;
    let refused = sqs.client.delete_queue().queue_url(&url).send().await.unwrap_err().into_service_error();
    assert!(refused.is_unsupported_operation(), "{refused:?}");
    let refused = sqs.client.receive_message().queue_url(&url).receive_request_attempt_id("1").send().await;
    assert!(refused.unwrap_err().into_service_error().is_unsupported_operation());
    let elsewhere = a_client(&url.replace("/000000000000/replies", ""));
    assert!(elsewhere.list_queues().send().await.is_ok());
}
