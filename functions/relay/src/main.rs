//! Wires the relay's adapters, nothing else.

use std::sync::Arc;

use lambda_http::{Body, Error, Request, Response, run, service_fn};
use shared::aws::{Waiting, configuration};
use shared::config::{Config, environment};
use shared::queue::sqs::Sqs;
use shared::service::Ports;
use shared::store::dynamodb::DynamoDb;
use shared::system::{SystemClock, SystemRandom};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    shared::telemetry::start();
    let config = Config::read(&environment)?;
    let aws = configuration(Waiting::Caller).await;
    let ports = Ports {
        store: Arc::new(DynamoDb::new(aws_sdk_dynamodb::Client::new(&aws), config.table)),
        queue: Arc::new(Sqs::new(aws_sdk_sqs::Client::new(&aws), config.queue_url)),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
    };
    let ports = &ports;
    run(service_fn(
        move |request: Request| async move { Ok::<Response<Body>, Error>(relay::handle(ports, request).await) },
    ))
    .await
}
