//! What every `main.rs` is wired with on AWS: one TLS provider, time-outs that fit who waits.

use std::sync::Arc;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;

use crate::config::Config;
use crate::queue::sqs::Sqs;
use crate::service::Ports;
use crate::store::dynamodb::DynamoDb;
use crate::system::{SystemClock, SystemRandom};

/// Who waits for the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Someone who gives up after a few seconds: Slack after 3, a bot's pre-action after 5. Three calls that hang and
    /// then the queue must fit into that.
    Caller,
    /// Nobody but the queue.
    Nobody,
}

/// The ports of a function: its table and queues on AWS, the time and randomness of its machine.
pub async fn ports(config: Config, waiting: Waiting) -> Ports {
    let aws = configuration(waiting).await;
    let queue = Sqs::new(aws_sdk_sqs::Client::new(&aws), config.queue_url, config.answers_url);
    Ports {
        store: Arc::new(DynamoDb::new(aws_sdk_dynamodb::Client::new(&aws), config.table)),
        queue: Arc::new(queue),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
    }
}

/// What the clients are made from: credentials, region and endpoints come from the environment, as Lambda sets it.
async fn configuration(waiting: Waiting) -> SdkConfig {
    let tls = Provider::Rustls(CryptoMode::Ring);
    let (attempt, operation) = match waiting {
        Waiting::Caller => (Duration::from_millis(900), Duration::from_millis(1100)),
        Waiting::Nobody => (Duration::from_secs(2), Duration::from_secs(5)),
    };
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_millis(700))
        .operation_attempt_timeout(attempt)
        .operation_timeout(operation)
        .build();
    aws_config::defaults(BehaviorVersion::latest())
        .http_client(Builder::new().tls_provider(tls).build_https())
        .timeout_config(timeouts)
        .retry_config(RetryConfig::standard().with_max_attempts(3))
        .load()
        .await
}
