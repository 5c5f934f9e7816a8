//! Wires the adapters of events, nothing else.

use std::sync::Arc;

use lambda_http::{Body, Error, Request, Response, run, service_fn};
use shared::aws::{Waiting, configuration};
use shared::config::{Config, OutsideConfig, environment};
use shared::queue::sqs::Sqs;
use shared::service::Ports;
use shared::store::dynamodb::DynamoDb;
use shared::system::{SystemClock, SystemRandom};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    shared::telemetry::start();
    let (config, own) = (Config::read(&environment)?, OutsideConfig::read(&environment)?);
    let secrets = own.signing.ok_or_else(shared::config::no_signing_secret)?;
    let aws = configuration(Waiting::Caller).await;
    let queue = Sqs::new(aws_sdk_sqs::Client::new(&aws), config.queue_url, config.answers_url);
    let ports = Ports {
        store: Arc::new(DynamoDb::new(aws_sdk_dynamodb::Client::new(&aws), config.table)),
        queue: Arc::new(queue),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
    };
    let (ports, secrets) = (&ports, &secrets);
    run(service_fn(move |request: Request| async move {
        Ok::<Response<Body>, Error>(events::handle(ports, secrets, request).await)
    }))
    .await
}
