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

/// Said while the workspace has yet to install the app.
const NOT_YET: &str = "There is no relay URL before the app is installed: open /slack/install.\n";

/// The text alone, so that all of it is copied.
pub(crate) async fn show(State(front): State<Arc<Front>>, Path(version): Path<String>) -> Response {
    let Some(core) = BotCore::ALL.into_iter().find(|core| core.version() == version) else {
        let known = BotCore::ALL.map(path).join(" and ");
        return (StatusCode::NOT_FOUND, format!("There are {known}.\n")).into_response();
    };
    let url = match front.relay_url().await {
        Ok(Some(url)) => url,
        Ok(None) => return (StatusCode::NOT_FOUND, NOT_YET).into_response(),
        Err(cause) => return (StatusCode::INTERNAL_SERVER_ERROR, format!("{cause}\n")).into_response(),
    };
    match pre_action::text(core, &url) {
        Ok(text) => text.into_response(),
        Err(wrong) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{wrong}\n")).into_response(),
    }
}
