//! `POST /sandbox/slack/act`: somebody does something in Slack. What our app is asked by it is posted at once, and the
//! answer waited for, as the person waits.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::front::Front;
use crate::sandbox::deliveries::Delivery;
use crate::sandbox::slack::act::{Act, ActError, Acted};

/// One act.
pub(crate) async fn act(State(front): State<Arc<Front>>, body: String) -> Response {
    let acted = match Act::read(&body).and_then(|act| front.sandbox.act(act)) {
        Ok(Acted::Done) => Ok(json!({"ok": true})),
        Ok(Acted::Posted { channel, ts }) => Ok(json!({"ok": true, "channel": channel, "ts": ts})),
        Ok(Acted::Came(users)) => Ok(json!({"ok": true, "users": users})),
        Ok(Acted::Asks(delivery)) => ask(&front, &delivery).await,
        Err(error) => Err(error),
    };
    acted.map_or_else(|error| refused(&error), |told| Json(told).into_response())
}

/// What our app answers, and what the person sees of it.
async fn ask(front: &Front, delivery: &Delivery) -> Result<Value, ActError> {
    let (status, body) = match front.delivering.post(delivery).await {
        Some((status, body)) => (Some(status), body),
        None => (None, String::new()),
    };
    let shown = front.sandbox.answered(delivery.id, status, &body)?;
    Ok(json!({"ok": true, "status": status, "body": body, "shown": shown}))
}

fn refused(error: &ActError) -> Response {
    let status = match error {
        ActError::Unreadable(_) => StatusCode::BAD_REQUEST,
        ActError::Impossible(_) => StatusCode::UNPROCESSABLE_ENTITY,
        ActError::Sandbox(_) => StatusCode::INTERNAL_SERVER_ERROR,
    };
    (status, Json(json!({"ok": false, "error": {"message": error.to_string()}}))).into_response()
}
