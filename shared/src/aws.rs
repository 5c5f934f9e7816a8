//! The AWS clients, built once in a `main.rs`: one TLS provider, time-outs that fit who waits.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;

/// Who waits for the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Someone who gives up after a few seconds: Slack after 3, a bot's pre-action after 5. Three calls that hang and
    /// then the queue must fit into that.
    Caller,
    /// Nobody but the queue.
    Nobody,
}

/// What the clients are made from: credentials, region and endpoints come from the environment, as Lambda sets it.
pub async fn configuration(waiting: Waiting) -> SdkConfig {
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
