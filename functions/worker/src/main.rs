//! Wires the worker's adapters, nothing else.

use std::sync::Arc;

use aws_lambda_events::event::sqs::SqsEvent;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use shared::aws::{Waiting, ports};
use shared::chatbot::stella::Stella;
use shared::config::{Config, OutsideConfig, environment};
use shared::domain::Timestamp;
use shared::outbound::TimeOuts;
use shared::service::Outside;
use shared::slack::web_api::WebApi;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    shared::telemetry::start();
    let (config, own) = (Config::read(&environment)?, OutsideConfig::read(&environment)?);
    let ports = ports(config, Waiting::Nobody).await;
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
