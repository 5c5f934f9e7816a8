//! Answers to Slack: empty, or what a modal does next (`contracts/slack.md` 5).

use lambda_http::http::{HeaderValue, StatusCode, header};
use lambda_http::{Body, Response};
use serde_json::{Value, json};
use shared::service::control::Submitted;

/// What a person reads whose panel is of an earlier release, or was tampered with.
pub(crate) const UNREADABLE_PANEL: &str = "This panel is too old to be used. Close it and open it again.";

/// An empty answer.
pub(crate) fn status(status: StatusCode) -> Response<Body> {
    let mut answer = Response::new(Body::Empty);
    *answer.status_mut() = status;
    answer
}

/// What a submitted panel does next.
pub(crate) fn submitted(submitted: Submitted) -> Response<Body> {
    match submitted {
        Submitted::Done => status(StatusCode::OK),
        Submitted::Choose(block, what) => error_at(block, &what),
        Submitted::Stale(view) => json_answer(&json!({"response_action": "update", "view": view})),
    }
}

/// An error at a field, by its block.
pub(crate) fn error_at(block: &str, error: &str) -> Response<Body> {
    json_answer(&json!({"response_action": "errors", "errors": {block: error}}))
}

fn json_answer(body: &Value) -> Response<Body> {
    let mut answer = Response::new(Body::Text(body.to_string()));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}
