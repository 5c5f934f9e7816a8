//! An endpoint that misbehaves on purpose.

use std::sync::Arc;

use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};

use super::{Queues, Running, START};
use crate::scripted_faults::{Next, Scripted};

async fn a_queue(faults: &Arc<Scripted>) -> (Running, String) {
    let sqs = Running::with(Queues::in_memory(), START, faults.clone()).await;
    let url = sqs.create("replies", &[]).await;
    (sqs, url)
}

#[tokio::test]
async fn a_refused_send_is_told_as_unavailable_and_nothing_is_sent() {
    let faults = Scripted::new("SendMessage");
    let (sqs, url) = a_queue(&faults).await;
    faults.next(Next::Fails);
    let refused = sqs.client.send_message().queue_url(&url).message_body("x").send().await.unwrap_err();
    assert_eq!(refused.raw_response().unwrap().status().as_u16(), 503);
    assert_eq!(refused.into_service_error().code(), Some("ServiceUnavailable"));
    assert!(sqs.server.peek("replies").is_empty());
    faults.next(Next::Nothing);
    sqs.send(&url, "x").await;
}

#[tokio::test]
async fn a_send_whose_answer_is_lost_was_sent_and_its_caller_got_no_byte() {
    let faults = Scripted::new("SendMessage");
    let (sqs, url) = a_queue(&faults).await;
    faults.next(Next::IsLost);
    let lost = sqs.client.send_message().queue_url(&url).message_body("x").send().await.unwrap_err();
    assert!(matches!(lost, SdkError::DispatchFailure(_)), "{lost:?}");
    assert_eq!(sqs.bodies(&url, 10).await, ["x"]);
}

#[tokio::test]
async fn a_held_send_is_carried_out_when_it_is_released() {
    let faults = Scripted::new("SendMessage");
    let (sqs, url) = a_queue(&faults).await;
    faults.next(Next::IsHeld);
    let request = sqs.client.send_message().queue_url(&url).message_body("x");
    let sending = tokio::spawn(async move { request.send().await.unwrap() });
    faults.held.notified().await;
    assert!(sqs.server.peek("replies").is_empty());
    faults.released.notify_one();
    sending.await.unwrap();
    assert_eq!(sqs.server.peek("replies").len(), 1);
}
