//! Wires the sweeper's adapters, nothing else.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use shared::aws::{Waiting, ports};
use shared::config::{Config, environment};
use shared::domain::Timestamp;
use sweeper::{Done, Invocation};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    shared::telemetry::start();
    let config = Config::read(&environment)?;
    let ports = ports(config, Waiting::Nobody).await;
    let ports = &ports;
    run(service_fn(move |event: LambdaEvent<Invocation>| async move {
        let deadline = Timestamp::from_millis(i64::try_from(event.context.deadline).unwrap_or(i64::MAX));
        Ok::<Done, Error>(sweeper::handle(ports, event.payload, deadline).await?)
    }))
    .await
}
