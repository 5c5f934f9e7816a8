//! `GET /sandbox/pre-actions/{core}`: a pre-action with the relay URL filled in, to be pasted into a bot.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use shared::chatbot::pre_action::{self, BotCore};

use crate::front::Front;

/// Where the one for a core stands, on this machine.
pub fn path(core: BotCore) -> String {
    format!("/sandbox/pre-actions/{}", core.version())
}

/// The text alone, so that all of it is copied.
pub(crate) async fn show(State(front): State<Arc<Front>>, Path(version): Path<String>) -> Response {
    let Some(core) = BotCore::ALL.into_iter().find(|core| core.version() == version) else {
        let known = BotCore::ALL.map(path).join(" and ");
        return (StatusCode::NOT_FOUND, format!("There are {known}.\n")).into_response();
    };
    match pre_action::text(core, &front.relay_url) {
        Ok(text) => text.into_response(),
        Err(wrong) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{wrong}\n")).into_response(),
    }
}
