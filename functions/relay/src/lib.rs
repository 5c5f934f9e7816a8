//! `POST /relay/{key}` and `POST /relay/{key}/assignments`: a bot asks for a live chat. And the platform's webhook,
//! `POST /chatbot/{connection}/events`.
//!
//! Translates HTTP into the use case [`requests::accept`] and its ending into an answer that a bot's author
//! understands. Both paths take both forms of request.

mod webhook;

use lambda_http::http::{Method, StatusCode, header};
use lambda_http::{Body, Request, Response};
use serde_json::{Value, json};
use shared::seal::Seal;
use shared::service::Ports;
use shared::service::requests::{self, Accepted, Refused};

/// The longest body that is taken (`product.md` 1).
const BODY_MAX: usize = 256 * 1024;

/// Where the full URL stands, for whoever has only a part of it.
const WHERE_THE_URL_STANDS: &str = "No workspace has this relay key. The full relay URL stands in Slack, in the \
     installation message and in the Admin Panel under Chatbot Connection: copy it whole, up to the last character.";

/// Answers one request. Always answers. `seal` opens what the platform signs its webhooks with.
pub async fn handle(ports: &Ports, seal: &Seal, request: Request) -> Response<Body> {
    if let Some(connection) = webhook::connection_in(request.uri().path()) {
        return webhook::handle(ports, seal, connection, &request).await;
    }
    let Some(key) = key_in(request.uri().path()) else {
        return refusal(StatusCode::NOT_FOUND, "unknown_path", "The path is /relay/{key}.", None);
    };
    if request.method() != Method::POST {
        let mut answer = refusal(StatusCode::METHOD_NOT_ALLOWED, "wrong_method", "Post the request as JSON.", None);
        answer.headers_mut().insert(header::ALLOW, header::HeaderValue::from_static("POST"));
        return answer;
    }
    let body: &[u8] = request.body();
    if body.len() > BODY_MAX {
        return refusal(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "A request is 256 KiB at most.", None);
    }
    let ending = requests::accept(ports, key, body).await;
    log(&ending);
    answer(&ending)
}

/// The key in `/relay/{key}` or `/relay/{key}/assignments`, whatever stage stands before it (`/prod/relay/…`).
fn key_in(path: &str) -> Option<&str> {
    let mut parts = path.split('/').skip_while(|part| *part != "relay").skip(1);
    let key = parts.next().filter(|key| !key.is_empty())?;
    let rest: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    matches!(rest.as_slice(), [] | ["assignments"]).then_some(key)
}

fn answer(ending: &Result<Accepted, Refused>) -> Response<Body> {
    match ending {
        Ok(Accepted::Stands { ticket, created, status }) => {
            let body =
                json!({"ok": 1, "ticketId": ticket, "assignmentId": ticket, "created": created, "status": status});
            json_answer(StatusCode::OK, &body)
        }
        Ok(Accepted::SentBack { ticket }) => {
            let body =
                json!({"ok": 1, "ticketId": ticket, "assignmentId": ticket, "created": false, "status": "Closed"});
            json_answer(StatusCode::OK, &body)
        }
        Ok(Accepted::Queued { ticket }) => {
            let body = json!({"ok": 1, "ticketId": ticket, "assignmentId": ticket, "status": "Pending"});
            json_answer(StatusCode::ACCEPTED, &body)
        }
        Err(Refused::Bad(bad)) => refusal(StatusCode::BAD_REQUEST, bad.code, bad.message, bad.field),
        Err(Refused::UnknownKey) => refusal(StatusCode::NOT_FOUND, "unknown_key", WHERE_THE_URL_STANDS, None),
        Err(Refused::NotNow) => {
            let message = "Nothing was stored: let the bot go on answering, and ask again later.";
            refusal(StatusCode::SERVICE_UNAVAILABLE, "not_now", message, None)
        }
    }
}

fn refusal(status: StatusCode, code: &str, message: &str, field: Option<&str>) -> Response<Body> {
    json_answer(status, &json!({"ok": 0, "error": {"code": code, "message": message, "field": field}}))
}

fn json_answer(status: StatusCode, body: &Value) -> Response<Body> {
    let mut answer = Response::new(Body::Text(body.to_string()));
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    answer
}

fn log(ending: &Result<Accepted, Refused>) {
    match ending {
        Ok(Accepted::Stands { ticket, created, status }) => {
            tracing::info!(ticket.id = %ticket, ticket.created = created, ticket.status = status, "request");
        }
        Ok(Accepted::SentBack { ticket }) => {
            tracing::warn!(ticket.id = %ticket, "request of a workspace without the app: back to the bot");
        }
        Ok(Accepted::Queued { ticket }) => tracing::info!(ticket.id = %ticket, "request queued"),
        Err(Refused::Bad(bad)) => tracing::info!(error.code = bad.code, "request refused"),
        Err(Refused::UnknownKey) => tracing::info!(error.code = "unknown_key", "request refused"),
        // Said where it happened, with its cause.
        Err(Refused::NotNow) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::key_in;

    #[test]
    fn the_key_is_found_behind_any_stage_and_before_assignments() {
        for path in ["/relay/k1", "/relay/k1/", "/prod/relay/k1", "/relay/k1/assignments", "/a/b/relay/k1/assignments"]
        {
            assert_eq!(key_in(path), Some("k1"), "{path}");
        }
        for path in ["/", "/relay", "/relay/", "/relays/k1", "/relay/k1/other", "/relay/k1/assignments/x"] {
            assert_eq!(key_in(path), None, "{path}");
        }
    }
}
