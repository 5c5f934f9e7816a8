//! `POST /slack/events`: what happens in Slack. Slack waits three seconds, and sends again what got no 2xx.
//!
//! The signature is checked on the raw body before anything is read.

use lambda_http::http::{HeaderValue, StatusCode, header};
use lambda_http::{Body, Request, Response};
use shared::service::Ports;
use shared::service::hearing::{self, Heard};
use shared::slack::payload::events::{Envelope, EventDelivery, read};
use shared::slack::signature::{self, SigningSecrets, Verified};

/// Answers one request. Always answers.
pub async fn handle(ports: &Ports, secrets: &SigningSecrets, request: Request) -> Response<Body> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let (timestamp, signed) = (header("x-slack-request-timestamp"), header("x-slack-signature"));
    let body: &[u8] = request.body();
    let verified = match signature::verify(secrets, timestamp, signed, body, ports.clock.now()) {
        Ok(verified) => verified,
        Err(cause) => {
            tracing::info!(error.cause = %cause, "event refused");
            return status(StatusCode::UNAUTHORIZED);
        }
    };
    handle_verified(ports, verified).await
}

/// Answers what is known to be Slack's: a body whose signature was right, or a payload of Socket Mode's.
pub async fn handle_verified(ports: &Ports, verified: Verified<'_>) -> Response<Body> {
    match read(verified) {
        Ok(EventDelivery::UrlVerification { challenge }) => text(challenge),
        Ok(EventDelivery::Event(envelope)) => hear(ports, envelope).await,
        Ok(EventDelivery::RateLimited { workspace, .. }) => {
            tracing::error!(slack.team_id = %workspace, "Slack leaves out events of this workspace: too many");
            status(StatusCode::OK)
        }
        Ok(EventDelivery::Unknown { kind }) => {
            tracing::debug!(kind, "unknown delivery");
            status(StatusCode::OK)
        }
        // To have it sent again would change nothing.
        Err(cause) => {
            tracing::debug!(error.cause = %cause, "an event that can't be read");
            status(StatusCode::OK)
        }
    }
}

/// What could not be kept is asked for again.
async fn hear(ports: &Ports, envelope: Envelope) -> Response<Body> {
    let event = envelope.event_id.clone();
    match hearing::hear(ports, envelope).await {
        Ok(Heard::Nothing) => tracing::debug!(slack.event_id = event, "nothing for us"),
        Ok(heard) => tracing::info!(slack.event_id = event, heard = ?heard, "event"),
        Err(error) => {
            error.log("event");
            return status(StatusCode::SERVICE_UNAVAILABLE);
        }
    }
    status(StatusCode::OK)
}

fn status(status: StatusCode) -> Response<Body> {
    let mut answer = Response::new(Body::Empty);
    *answer.status_mut() = status;
    answer
}

fn text(text: String) -> Response<Body> {
    let mut answer = Response::new(Body::Text(text));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    answer
}
