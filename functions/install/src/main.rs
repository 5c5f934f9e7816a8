//! Wires the adapters of installing, nothing else.

use std::sync::Arc;

use lambda_http::{Body, Error, Request, Response, run, service_fn};
use shared::aws::{Waiting, ports};
use shared::config::{Config, OutsideConfig, environment};
use shared::outbound::TimeOuts;
use shared::service::Reception;
use shared::slack::web_api::WebApi;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    shared::telemetry::start();
    let (config, own) = (Config::read(&environment)?, OutsideConfig::read(&environment)?);
    let ports = ports(config, Waiting::Caller).await;
    let slack = Arc::new(WebApi::new(own.slack_api, TimeOuts::default())?);
    let reception = Reception { slack, seal: Arc::new(own.seal) };
    let (ports, reception, oauth) = (&ports, &reception, own.oauth.as_ref());
    run(service_fn(move |request: Request| async move {
        Ok::<Response<Body>, Error>(install::handle(ports, reception, oauth, request).await)
    }))
    .await
}
