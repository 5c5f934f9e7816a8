//! What scripts and the page read: the state of both sides, the calls that were made, and the page itself.

use axum::extract::State;
use axum::response::{Html, Json};
use serde_json::{Value, json};

use super::{Sandbox, chatbot, slack};

/// The page: plain HTML, no build step, no network.
const PAGE: &str = include_str!("page.html");

/// `GET /`.
pub(super) async fn page() -> Html<&'static str> {
    Html(PAGE)
}

/// `GET /sandbox/slack/state`.
pub(super) async fn slack_state(State(sandbox): State<Sandbox>) -> Json<Value> {
    Json(slack::snapshot::of(&sandbox.world().state().slack))
}

/// `GET /sandbox/chatbot/state`.
pub(super) async fn chatbot_state(State(sandbox): State<Sandbox>) -> Json<Value> {
    Json(chatbot::snapshot::of(&sandbox.world().state().chatbot))
}

/// `GET /sandbox/calls`.
pub(super) async fn calls(State(sandbox): State<Sandbox>) -> Json<Value> {
    Json(json!({"calls": sandbox.made_calls()}))
}
