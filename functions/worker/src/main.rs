//! Wires the worker's adapters, nothing else.

use std::sync::Arc;

use aws_lambda_events::event::sqs::SqsEvent;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use shared::aws::{Waiting, configuration};
use shared::chatbot::stella::Stella;
use shared::config::{Config, OutsideConfig, environment};
use shared::domain::Timestamp;
use shared::outbound::TimeOuts;
use shared::queue::sqs::Sqs;
use shared::service::{Outside, Ports};
use shared::slack::web_api::WebApi;
use shared::store::dynamodb::DynamoDb;
use shared::system::{SystemClock, SystemRandom};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    shared::telemetry::start();
    let (config, own) = (Config::read(&environment)?, OutsideConfig::read(&environment)?);
    let aws = configuration(Waiting::Nobody).await;
    let ports = Ports {
        store: Arc::new(DynamoDb::new(aws_sdk_dynamodb::Client::new(&aws), config.table)),
        queue: Arc::new(Sqs::new(aws_sdk_sqs::Client::new(&aws), config.queue_url, config.answers_url)),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
    };
    let outside = Outside {
        slack: Arc::new(WebApi::new(own.slack_api, TimeOuts::default())?),
        chatbot: Arc::new(Stella::new(TimeOuts::default())?),
        seal: Arc::new(own.seal),
    };
    let (ports, outside) = (&ports, &outside);
    run(service_fn(move |event: LambdaEvent<SqsEvent>| async move {
        let deadline = Timestamp::from_millis(i64::try_from(event.context.deadline).unwrap_or(i64::MAX));
        Ok::<_, Error>(worker::handle(ports, outside, event.payload, deadline).await)
    }))
    .await
}
