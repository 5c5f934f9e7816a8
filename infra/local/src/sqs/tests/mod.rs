//! The endpoint as callers see it: the real `aws-sdk-sqs` over loopback, without retries, under a clock that only the
//! test moves.

mod batches;
mod faults;
mod fifo;
mod messages;
mod polling;
mod properties;
mod queues;
mod restart;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::retry::RetryConfig;
use aws_sdk_sqs::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sqs::types::{Message, MessageSystemAttributeName, QueueAttributeName};
use shared::clock::{Clock, Random};
use shared::domain::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{Outside, Queues, SqsServer, Timers};
use crate::faults::endpoint::{Faults, NoFaults};

/// Where the test's clock begins.
pub(super) const START: i64 = 1_790_000_000_000;

/// A clock that stands still until it is moved.
pub(super) struct TestClock(AtomicI64);

impl TestClock {
    pub(super) fn at(millis: i64) -> Self {
        Self(AtomicI64::new(millis))
    }
}

#[async_trait]
impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }

    async fn pause(&self, how_long: Duration) {
        self.0.fetch_add(i64::try_from(how_long.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

/// 1, 2, 3 …
#[derive(Default)]
struct Counted(AtomicU64);

impl Random for Counted {
    fn bits(&self) -> u128 {
        u128::from(self.0.fetch_add(1, Ordering::SeqCst) + 1)
    }
}

/// A running endpoint, a client of it, and its clock.
struct Running {
    server: SqsServer,
    client: Client,
    clock: Arc<TestClock>,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

impl Running {
    async fn new() -> Self {
        Self::with(Queues::in_memory(), START, Arc::new(NoFaults)).await
    }

    async fn with(queues: Queues, now: i64, faults: Arc<dyn Faults>) -> Self {
        let clock = Arc::new(TestClock::at(now));
        let outside =
            Outside { clock: clock.clone(), random: Arc::new(Counted::default()), faults, timers: Timers::Virtual };
        Self::serving(SqsServer::new(queues, outside), clock).await
    }

    async fn serving(server: SqsServer, clock: Arc<TestClock>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = a_client(&format!("http://{}", listener.local_addr().unwrap()));
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = server.clone();
        let ended = tokio::spawn(async move {
            serving.serve(listener, async move { drop(stopped.await) }).await.unwrap();
        });
        Self { server, client, clock, stop, ended }
    }

    /// Moves the clock, and says so.
    fn wait(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
        self.server.clock_moved();
    }

    async fn create(&self, name: &str, attributes: &[(QueueAttributeName, &str)]) -> String {
        let mut request = self.client.create_queue().queue_name(name);
        if name.strip_suffix(".fifo").is_some() {
            request = request.attributes(QueueAttributeName::FifoQueue, "true");
        }
        for (attribute, value) in attributes {
            request = request.attributes(attribute.clone(), *value);
        }
        request.send().await.unwrap().queue_url.unwrap()
    }

    /// A queue `name`, and its dead-letter queue `dead-name`, to which messages go after so many receives.
    async fn create_with_dead_letters(&self, name: &str, most_receives: u32) -> (String, String) {
        let dead = format!("dead-{name}");
        let dead_url = self.create(&dead, &[]).await;
        let arn = Queues::arn(&dead);
        let policy = format!(r#"{{"deadLetterTargetArn":"{arn}","maxReceiveCount":{most_receives}}}"#);
        (self.create(name, &[(QueueAttributeName::RedrivePolicy, &policy)]).await, dead_url)
    }

    async fn send(&self, url: &str, body: &str) {
        self.client.send_message().queue_url(url).message_body(body).send().await.unwrap();
    }

    /// To a FIFO queue, with the body as deduplication id; gives the message's id.
    async fn send_in(&self, url: &str, group: &str, body: &str) -> String {
        let request = self.client.send_message().queue_url(url).message_body(body);
        let sent = request.message_group_id(group).message_deduplication_id(body).send().await.unwrap();
        sent.message_id.unwrap()
    }

    /// Receives without waiting, with all attributes.
    async fn receive(&self, url: &str, most: i32) -> Vec<Message> {
        let request = self.client.receive_message().queue_url(url).max_number_of_messages(most);
        let request = request.message_system_attribute_names(MessageSystemAttributeName::All);
        request.message_attribute_names("All").send().await.unwrap().messages.unwrap_or_default()
    }

    async fn receive_one(&self, url: &str) -> Message {
        let mut received = self.receive(url, 1).await;
        assert_eq!(received.len(), 1, "one message is expected");
        received.remove(0)
    }

    async fn bodies(&self, url: &str, most: i32) -> Vec<String> {
        self.receive(url, most).await.iter().map(body_of).collect()
    }

    async fn delete(&self, url: &str, message: &Message) {
        let request = self.client.delete_message().queue_url(url);
        request.receipt_handle(handle_of(message)).send().await.unwrap();
    }

    async fn hide_for(&self, url: &str, message: &Message, seconds: i32) {
        let request = self.client.change_message_visibility().queue_url(url);
        request.receipt_handle(handle_of(message)).visibility_timeout(seconds).send().await.unwrap();
    }

    /// Until so many receives wait in the endpoint.
    async fn until_waiting(&self, receives: usize) {
        while self.server.waiting_receives() != receives {
            tokio::task::yield_now().await;
        }
    }

    /// Stops the endpoint and waits until it has.
    async fn stop(self) {
        self.stop.send(()).unwrap();
        drop(self.client);
        self.ended.await.unwrap();
    }
}

fn a_client(endpoint: &str) -> Client {
    let config = aws_sdk_sqs::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(endpoint)
        .credentials_provider(Credentials::new("local", "local", None, None, "tests"))
        .retry_config(RetryConfig::disabled())
        .http_client(aws_smithy_http_client::Builder::new().build_http());
    Client::from_conf(config.build())
}

/// The code of a refusal, as an SDK's user sees it.
fn code_of<T, E: ProvideErrorMetadata>(outcome: Result<T, SdkError<E>>) -> String {
    let Err(refused) = outcome else { panic!("refused is expected") };
    refused.code().unwrap_or_default().to_owned()
}

fn body_of(message: &Message) -> String {
    message.body.clone().unwrap()
}

fn handle_of(message: &Message) -> String {
    message.receipt_handle.clone().unwrap()
}

/// A system attribute of a received message.
fn attribute<'a>(message: &'a Message, name: &MessageSystemAttributeName) -> Option<&'a str> {
    message.attributes.as_ref()?.get(name).map(String::as_str)
}

/// A file of its own in the system's folder for such, not there when the test begins.
fn a_file(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("slack-inbox-sqs-{}-{name}", std::process::id()));
    let _ = std::fs::remove_file(&path);
    path
}
