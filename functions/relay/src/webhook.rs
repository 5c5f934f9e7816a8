//! `POST /chatbot/{connection}/events`: the platform's webhook. No secret is in its address; the signature counts.

use lambda_http::http::{Method, StatusCode};
use lambda_http::{Body, Request, Response};
use shared::chatbot::signature::HEADERS;
use shared::seal::Seal;
use shared::service::Ports;
use shared::service::reporting::{self, Reported};

/// The connection in `/chatbot/{connection}/events`, whatever stage stands before it.
pub(crate) fn connection_in(path: &str) -> Option<&str> {
    let mut parts = path.split('/').skip_while(|part| *part != "chatbot").skip(1);
    let connection = parts.next().filter(|connection| !connection.is_empty())?;
    let rest: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    (rest.as_slice() == ["events"]).then_some(connection)
}

/// Answers one delivery. What could not be kept is answered 503, so that the platform may send it again.
pub(crate) async fn handle(ports: &Ports, seal: &Seal, connection: &str, request: &Request) -> Response<Body> {
    if request.method() != Method::POST {
        return status(StatusCode::METHOD_NOT_ALLOWED);
    }
    let header = |name: &&str| request.headers().get(*name).and_then(|value| value.to_str().ok());
    let signatures: Vec<&str> = HEADERS.iter().filter_map(header).collect();
    match reporting::report(ports, seal, connection, &signatures, request.body()).await {
        Ok(Reported::Taken(what)) => {
            tracing::info!(what, "webhook");
            status(StatusCode::OK)
        }
        Ok(Reported::UnknownAddress) => status(StatusCode::NOT_FOUND),
        Ok(Reported::NotVerified) => status(StatusCode::UNAUTHORIZED),
        Ok(Reported::Unreadable) => {
            tracing::warn!("a webhook of the platform's that can't be read");
            status(StatusCode::OK)
        }
        Err(error) => {
            error.log("webhook");
            status(StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}

fn status(status: StatusCode) -> Response<Body> {
    let mut answer = Response::new(Body::Empty);
    *answer.status_mut() = status;
    answer
}

#[cfg(test)]
mod tests {
    use super::connection_in;

    #[test]
    fn the_connection_is_found_behind_any_stage() {
        for path in ["/chatbot/c1/events", "/prod/chatbot/c1/events", "/chatbot/c1/events/"] {
            assert_eq!(connection_in(path), Some("c1"), "{path}");
        }
        for path in ["/", "/chatbot", "/chatbot/c1", "/chatbot//events", "/chatbot/c1/events/x", "/relay/k1"] {
            assert_eq!(connection_in(path), None, "{path}");
        }
    }
}
