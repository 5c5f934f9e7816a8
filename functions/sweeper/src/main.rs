//! Wires the sweeper's adapters, nothing else.

use std::sync::Arc;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use shared::aws::{Waiting, configuration};
use shared::config::{Config, environment};
use shared::domain::Timestamp;
use shared::queue::sqs::Sqs;
use shared::service::Ports;
use shared::store::dynamodb::DynamoDb;
use shared::system::{SystemClock, SystemRandom};
use sweeper::{Done, Invocation};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    shared::telemetry::start();
    let config = Config::read(&environment)?;
    let aws = configuration(Waiting::Nobody).await;
    let ports = Ports {
        store: Arc::new(DynamoDb::new(aws_sdk_dynamodb::Client::new(&aws), config.table)),
        queue: Arc::new(Sqs::new(aws_sdk_sqs::Client::new(&aws), config.queue_url, config.answers_url)),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
    };
    let ports = &ports;
    run(service_fn(move |event: LambdaEvent<Invocation>| async move {
        let deadline = Timestamp::from_millis(i64::try_from(event.context.deadline).unwrap_or(i64::MAX));
        Ok::<Done, Error>(sweeper::handle(ports, event.payload, deadline).await?)
    }))
    .await
}
