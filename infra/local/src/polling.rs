//! The event source mapping: receives doorbells and hands each to the worker, as Lambda does.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aws_sdk_sqs::error::SdkError;
use aws_sdk_sqs::operation::receive_message::{ReceiveMessageError, ReceiveMessageOutput};
use aws_sdk_sqs::types::{Message, MessageSystemAttributeName};
use shared::service::{Outside, Ports};
use tokio::sync::Semaphore;

use crate::lambda;

/// The worker's time-out (`template.yaml`).
pub const WORKER_TIME_OUT: Duration = Duration::from_secs(20);

/// How many workers run at once.
const CONCURRENCY: usize = 16;

/// How long a received message is hidden: as long as the worker, as its first act, hides it for. With the queue's own
/// two minutes, whoever kills the process between the two and starts it again would wait for them.
const VISIBILITY_SECONDS: i32 = 30;

/// How long one receive waits for a message: SQS's longest.
const WAIT_SECONDS: i32 = 20;

/// The event source mapping of the doorbell queue.
pub struct Polling {
    ports: Ports,
    outside: Outside,
    client: aws_sdk_sqs::Client,
    queue_url: String,
    free: Arc<Semaphore>,
    working: AtomicUsize,
}

impl Polling {
    /// A mapping that does nothing until it is [`run`](Self::run).
    pub fn new(ports: Ports, outside: Outside, client: aws_sdk_sqs::Client, queue_url: String) -> Arc<Self> {
        let free = Arc::new(Semaphore::new(CONCURRENCY));
        Arc::new(Self { ports, outside, client, queue_url, free, working: AtomicUsize::new(0) })
    }

    /// How many workers run now.
    pub fn working(&self) -> usize {
        self.working.load(Ordering::SeqCst)
    }

    /// Receives and works until the task is aborted.
    pub async fn run(self: Arc<Self>) {
        loop {
            let received = self.receive().await;
            match received {
                Ok(received) => self.work_all(received.messages.unwrap_or_default()).await,
                Err(error) => {
                    tracing::debug!(error.cause = %error, "no receive");
                    self.ports.clock.pause(Duration::from_millis(200)).await;
                }
            }
        }
    }

    /// One message, once a worker is free for it. A receive of several could bring several of one lane, which the mapping
    /// works one after the other; of one message at a time, a lane's second stays in the queue until the first is done.
    async fn receive(&self) -> Result<ReceiveMessageOutput, SdkError<ReceiveMessageError>> {
        // Nobody closes the semaphore; the permit only says that one is free.
        drop(self.free.acquire().await);
        let receive = self.client.receive_message().queue_url(&self.queue_url).wait_time_seconds(WAIT_SECONDS);
        let receive = receive.message_system_attribute_names(MessageSystemAttributeName::ApproximateReceiveCount);
        receive.max_number_of_messages(1).visibility_timeout(VISIBILITY_SECONDS).send().await
    }

    async fn work_all(self: &Arc<Self>, messages: Vec<Message>) {
        for message in messages {
            let Ok(permit) = Arc::clone(&self.free).acquire_owned().await else { return };
            let (polling, at_work) = (Arc::clone(self), AtWork::begin(self));
            tokio::spawn(async move {
                polling.work(&message).await;
                drop((at_work, permit));
            });
        }
    }

    /// One invocation: stopped at the time-out, and the message is deleted unless it was given back.
    async fn work(&self, message: &Message) {
        let deadline = self.ports.clock.now().after(WORKER_TIME_OUT);
        let worker = worker::handle(&self.ports, &self.outside, lambda::event(message), deadline);
        let Ok(response) = tokio::time::timeout(WORKER_TIME_OUT, worker).await else {
            tracing::warn!("the worker was stopped at its time-out");
            return;
        };
        if !response.batch_item_failures.is_empty() {
            return;
        }
        let receipt = message.receipt_handle.as_deref().unwrap_or_default();
        let delete = self.client.delete_message().queue_url(&self.queue_url).receipt_handle(receipt);
        if let Err(error) = delete.send().await {
            tracing::debug!(error.cause = %error, "a doorbell was not deleted: it rings again");
        }
    }
}

/// A worker that runs, counted until this is dropped: also when it panicked.
struct AtWork(Arc<Polling>);

impl AtWork {
    fn begin(polling: &Arc<Polling>) -> Self {
        polling.working.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(polling))
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.working.fetch_sub(1, Ordering::SeqCst);
    }
}
