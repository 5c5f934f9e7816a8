//! Wires the relay's adapters, nothing else.

use lambda_http::{Body, Error, Request, Response, run, service_fn};
use shared::aws::{Waiting, ports};
use shared::config::{Config, OutsideConfig, environment};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    shared::telemetry::start();
    let (config, own) = (Config::read(&environment)?, OutsideConfig::read(&environment)?);
    let ports = ports(config, Waiting::Caller).await;
    let (ports, seal) = (&ports, &own.seal);
    run(service_fn(move |request: Request| async move {
        Ok::<Response<Body>, Error>(relay::handle(ports, seal, request).await)
    }))
    .await
}
