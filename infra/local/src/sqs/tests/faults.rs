//! An endpoint that misbehaves on purpose.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use tokio::sync::Notify;

use super::{Queues, Running, START};
use crate::faults_port::{After, Before, Faults};

/// What goes wrong with the next send.
#[derive(Clone, Copy)]
enum Next {
    Nothing,
    Fails,
    IsLost,
    IsHeld,
}

struct OfSends {
    next: Mutex<Next>,
    held: Notify,
    released: Notify,
}

impl OfSends {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            next: Mutex::new(Next::Nothing),
            held: Notify::new(),
            released: Notify::new(),
        })
    }

    fn next(&self, next: Next) {
        *self.next.lock().unwrap() = next;
    }

    fn of(&self, action: &str) -> Next {
        if action == "SendMessage" {
            *self.next.lock().unwrap()
        } else {
            Next::Nothing
        }
    }
}

#[async_trait]
impl Faults for OfSends {
    async fn before(&self, action: &str) -> Before {
        match self.of(action) {
            Next::Fails => Before::Fail,
            Next::IsHeld => {
                self.held.notify_one();
                self.released.notified().await;
                Before::Proceed
            }
            Next::Nothing | Next::IsLost => Before::Proceed,
        }
    }

    async fn after(&self, action: &str) -> After {
        match self.of(action) {
            Next::IsLost => After::Lose,
            _ => After::Answer,
        }
    }
}

async fn a_queue(faults: &Arc<OfSends>) -> (Running, String) {
    let sqs = Running::with(Queues::in_memory(), START, faults.clone()).await;
    let url = sqs.create("replies", &[]).await;
    (sqs, url)
}

#[tokio::test]
async fn a_refused_send_is_told_as_unavailable_and_nothing_is_sent() {
    let faults = OfSends::new();
    let (sqs, url) = a_queue(&faults).await;
    faults.next(Next::Fails);
    let refused = sqs
        .client
        .send_message()
        .queue_url(&url)
        .message_body("x")
        .send()
        .await
        .unwrap_err();
    assert_eq!(refused.raw_response().unwrap().status().as_u16(), 503);
    assert_eq!(refused.into_service_error().code(), Some("ServiceUnavailable"));
    assert!(sqs.server.peek("replies").is_empty());
    faults.next(Next::Nothing);
    sqs.send(&url, "x").await;
}

#[tokio::test]
async fn a_send_whose_answer_is_lost_was_sent_and_its_caller_got_no_byte() {
    let faults = OfSends::new();
    let (sqs, url) = a_queue(&faults).await;
    faults.next(Next::IsLost);
    let lost = sqs
        .client
        .send_message()
        .queue_url(&url)
        .message_body("x")
        .send()
        .await
        .unwrap_err();
    assert!(matches!(lost, SdkError::DispatchFailure(_)), "{lost:?}");
    assert_eq!(sqs.bodies(&url, 10).await, ["x"]);
}

#[tokio::test]
async fn a_held_send_is_carried_out_when_it_is_released() {
    let faults = OfSends::new();
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
