//! `POST /sandbox/chatbot/act`: something happens on the platform. What the bot's pre-action posts because of it goes to
//! the relay at once, as the platform would post it, and its answer is told.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use serde_json::{Value, json};

use crate::front::{Front, relay};
use crate::sandbox::chatbot::{Act, ActError, Acted};

/// More than any answer of the relay's.
const ANSWER_MAX: usize = 1024 * 1024;

/// What the bot's flow is told while nobody can have pasted a pre-action.
const NOT_PASTED: &str = "the app is not installed: there is no relay URL to paste";

/// One act.
pub(crate) async fn act(State(front): State<Arc<Front>>, body: Bytes) -> Response {
    if front.real.as_ref().is_some_and(|real| real.webhook.is_some()) {
        return real_customers();
    }
    let acted = Act::read(&body).and_then(|act| front.sandbox.customer_acts(&act));
    match acted {
        Ok(acted) => done(front, acted).await,
        Err(wrong) => refused(&wrong),
    }
}

async fn done(front: Arc<Front>, acted: Acted) -> Response {
    let Some(request) = &acted.request else { return answer(&acted, None) };
    match ask(front, request).await {
        Ok(relayed) => answer(&acted, Some(relayed)),
        Err(cause) => (StatusCode::INTERNAL_SERVER_ERROR, cause.to_string()).into_response(),
    }
}

fn answer(acted: &Acted, relayed: Option<Value>) -> Response {
    let mut answer = json!({"ok": true, "message_id": acted.message_id});
    if let (Some(fields), Some(relayed)) = (answer.as_object_mut(), relayed) {
        fields.insert("relay".to_owned(), relayed);
    }
    Json(answer).into_response()
}

/// Posts a request to the relay URL: its status and its body.
async fn ask(front: Arc<Front>, body: &Value) -> Result<Value, axum::Error> {
    let url = front.relay_url().await.map_err(axum::Error::new)?;
    let Some(url) = url else { return Ok(json!({"status": 0, "body": {"error": NOT_PASTED}})) };
    let request = Request::post(url).header(CONTENT_TYPE, "application/json");
    let request = request.body(Body::from(body.to_string())).map_err(axum::Error::new)?;
    let answered = relay(State(front), request).await;
    let status = answered.status().as_u16();
    let body = to_bytes(answered.into_body(), ANSWER_MAX).await?;
    Ok(json!({"status": status, "body": serde_json::from_slice::<Value>(&body).unwrap_or_default()}))
}

/// With the real platform nobody here is a customer: a ticket of one who is not there would wait in a real channel.
fn real_customers() -> Response {
    let message = "the customers are the real platform's: they write to the bot on its own channel";
    (StatusCode::CONFLICT, Json(json!({"ok": false, "error": {"field": "member", "message": message}}))).into_response()
}

fn refused(wrong: &ActError) -> Response {
    let (status, field) = match wrong {
        ActError::Wrong { field, .. } => (StatusCode::BAD_REQUEST, *field),
        ActError::Locked => (StatusCode::CONFLICT, "ask_for_live_chat"),
        ActError::Sandbox(_) => (StatusCode::INTERNAL_SERVER_ERROR, "body"),
    };
    (status, Json(json!({"ok": false, "error": {"field": field, "message": wrong.to_string()}}))).into_response()
}
