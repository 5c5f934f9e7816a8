//! Wires the adapters of events, nothing else.

use lambda_http::{Body, Error, Request, Response, run, service_fn};
use shared::aws::{Waiting, ports};
use shared::config::{Config, OutsideConfig, environment};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    shared::telemetry::start();
    let (config, own) = (Config::read(&environment)?, OutsideConfig::read(&environment)?);
    let secrets = own.signing.ok_or_else(shared::config::no_signing_secret)?;
    let ports = ports(config, Waiting::Caller).await;
    let (ports, secrets) = (&ports, &secrets);
    run(service_fn(move |request: Request| async move {
        Ok::<Response<Body>, Error>(events::handle(ports, secrets, request).await)
    }))
    .await
}
