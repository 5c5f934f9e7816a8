//! Answers to Slack: empty, or what a modal does next (`contracts/slack.md` 5).

use std::collections::BTreeMap;

use lambda_http::http::{HeaderValue, StatusCode, header};
use lambda_http::{Body, Response};
use serde_json::{Value, json};
use shared::service::control::Submitted;

/// What a person reads whose panel is of an earlier release, or was tampered with.
const UNREADABLE_PANEL: &str = "This panel is too old to be used. Close it and open it again.";

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
        Submitted::Choose(block, what) => errors_at(&[(block, what)]),
        Submitted::Correct(errors) => errors_at(&errors),
        Submitted::Next(view) => json_answer(&json!({"response_action": "push", "view": view})),
        Submitted::Saved => json_answer(&json!({"response_action": "clear"})),
        Submitted::Stale(view) => json_answer(&json!({"response_action": "update", "view": view})),
    }
}

/// What a panel is answered that holds nothing of ours.
pub(crate) fn unreadable(block: &'static str) -> Submitted {
    Submitted::Choose(block, UNREADABLE_PANEL.to_owned())
}

fn errors_at(errors: &[(&str, String)]) -> Response<Body> {
    let errors: BTreeMap<&str, &str> = errors.iter().map(|(block, error)| (*block, error.as_str())).collect();
    json_answer(&json!({"response_action": "errors", "errors": errors}))
}

fn json_answer(body: &Value) -> Response<Body> {
    let mut answer = Response::new(Body::Text(body.to_string()));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}
