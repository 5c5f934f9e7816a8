//! How the platform answers a send, as far as tenants differ (`contracts/stella.md` 2.1 and 4.4):
//! `GET` and `POST /sandbox/chatbot/habits`. Kept in memory only.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::sandbox::Sandbox;

/// How the platform answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Habits {
    /// How a send's result is spelt.
    pub results: ResultSpelling,
    /// Whether the answer names the message's id.
    pub answer_has_id: bool,
    /// Whether the echo names it.
    pub echo_has_id: bool,
    /// The HTTP status of what is refused with `ok: 0`: 500 or 200.
    pub refusal_status: u16,
}

/// The two spellings of a send's result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ResultSpelling {
    /// `sendResult.result[].messageEvent.messageId`.
    #[default]
    SendResult,
    /// `sendResults[].result[].result.message_id`.
    SendResults,
}

impl Default for Habits {
    fn default() -> Self {
        Self { results: ResultSpelling::default(), answer_has_id: true, echo_has_id: true, refusal_status: 500 }
    }
}

impl Sandbox {
    /// Lets the platform answer so from now on.
    pub fn platform_habits(&self, habits: Habits) {
        *self.chatbot_habits() = habits;
    }
}

/// `GET /sandbox/chatbot/habits`.
pub(in crate::sandbox) async fn show(State(sandbox): State<Sandbox>) -> Json<Habits> {
    Json(*sandbox.chatbot_habits())
}

/// `POST /sandbox/chatbot/habits`: what is not named is as it is by default.
pub(in crate::sandbox) async fn set(State(sandbox): State<Sandbox>, body: Bytes) -> Response {
    let habits: Habits = match serde_json::from_slice(&body) {
        Ok(habits) => habits,
        Err(cause) => return refused(&cause.to_string()),
    };
    if ![200, 500].contains(&habits.refusal_status) {
        return refused("refusal_status must be 200 or 500");
    }
    sandbox.platform_habits(habits);
    Json(habits).into_response()
}

fn refused(problem: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"ok": false, "error": {"message": problem}}))).into_response()
}
