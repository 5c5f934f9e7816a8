//! What scripts and the page read: the state of both sides, the calls that were made, what flowed.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use shared::domain::{ChannelId, MessageTs};

use super::{Sandbox, chatbot, slack};

/// How many messages are given unless a number is asked for …
const STRETCH: usize = 50;

/// … and at most.
const LONGEST_STRETCH: usize = 200;

/// Which of a channel's messages.
#[derive(Deserialize)]
pub(super) struct Stretch {
    channel: ChannelId,
    before: Option<MessageTs>,
    limit: Option<usize>,
}

/// `GET /sandbox/slack/messages`.
pub(super) async fn slack_messages(State(sandbox): State<Sandbox>, Query(asked): Query<Stretch>) -> Response {
    let limit = asked.limit.unwrap_or(STRETCH).clamp(1, LONGEST_STRETCH);
    let world = sandbox.world();
    match world.state().slack.channels.get(&asked.channel) {
        Some(channel) => Json(slack::snapshot::stretch(channel, asked.before.as_ref(), limit)).into_response(),
        None => absent(&format!("there is no channel {}", asked.channel)),
    }
}

/// `GET /sandbox/flow/{number}`.
pub(super) async fn flow(State(sandbox): State<Sandbox>, Path(number): Path<u64>) -> Response {
    let gone = || absent(&format!("entry {number} is not kept any more"));
    sandbox.flow().whole(number).map_or_else(gone, |entry| Json(entry).into_response())
}

fn absent(why: &str) -> Response {
    (StatusCode::NOT_FOUND, Json(json!({"ok": false, "error": {"message": why}}))).into_response()
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
