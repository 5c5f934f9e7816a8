//! What comes in through the functions' doors, and the calls that go out.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::{Ended, Flow, Source, body};
use crate::faults::lost_answer;

/// More than any call of ours has.
const CALL_MAX: usize = 16 * 1024 * 1024;

/// Notes each call that passes, with its answer.
pub(crate) async fn watch_calls(State(flow): State<Flow>, request: Request, next: Next) -> Response {
    let begun = flow.begin();
    let (head, sent) = request.into_parts();
    let Ok(sent) = to_bytes(sent, CALL_MAX).await else {
        flow.forget(begun);
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let path = head.uri.path().to_owned();
    let said = form_or_json(&sent);
    let (head, answered) = next.run(Request::from_parts(head, Body::from(sent))).await.into_parts();
    let title = title_of(&path, &said);
    let Ok(answered) = to_bytes(answered, CALL_MAX).await else {
        let ending = "the answer was lost".to_owned();
        flow.end(begun, Ended { source: Source::Call, title, ending, ok: false, sent: said, answered: Value::Null });
        return lost_answer();
    };
    let told = body(&answered);
    let (ending, ok) = outcome(head.status, &told, &head.headers);
    flow.end(begun, Ended { source: Source::Call, title, ending, ok, sent: said, answered: told });
    Response::from_parts(head, Body::from(answered))
}

/// What one of our functions was sent and answered.
pub(crate) fn answered(path: &str, sent: &[u8], status: u16, answer: &[u8]) -> Ended {
    let said = form_or_json(sent);
    let title = delivered(path, &said);
    let ok = (200..400).contains(&status);
    Ended { source: Source::Delivery, title, ending: status.to_string(), ok, sent: said, answered: body(answer) }
}

/// Bodies are JSON, or a form whose fields may be JSON.
fn form_or_json(bytes: &[u8]) -> Value {
    if let Ok(json) = serde_json::from_slice(bytes) {
        return json;
    }
    let fields = form_urlencoded::parse(bytes).map(|(name, value)| (name.into_owned(), field(&value)));
    let fields: Map<String, Value> = fields.collect();
    if fields.is_empty() { body(bytes) } else { Value::Object(fields) }
}

/// A field of a form: JSON where it is a list or an object, else the text. A `ts` looks like a number and is none.
fn field(value: &str) -> Value {
    let is_json = value.starts_with(['{', '[']);
    is_json.then(|| serde_json::from_str(value).ok()).flatten().unwrap_or_else(|| json!(value))
}

/// `Slack event: message`, `Slack click: ticket_pick`, `Request of the bot` ….
fn delivered(path: &str, said: &Value) -> String {
    let text = |pointer: &str| said.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    if path.ends_with("/slack/events") {
        return format!("Slack event: {}", text("/event/type"));
    }
    if path.ends_with("/slack/interactivity") {
        let what = ["/payload/actions/0/action_id", "/payload/callback_id", "/payload/view/callback_id"];
        let what = what.iter().map(|pointer| text(pointer)).find(|what| !what.is_empty()).unwrap_or_default();
        return format!("Slack {}: {what}", text("/payload/type").replace('_', " "));
    }
    if path.ends_with("/slack/install") {
        return "An installation begins".to_owned();
    }
    if path.ends_with("/slack/oauth/callback") {
        return "An installation comes back from Slack".to_owned();
    }
    if path.contains("/chatbot/") {
        return format!("Platform: {}", text("/eventType"));
    }
    "Request of a bot".to_owned()
}

/// The method that a call names: the last part of its path, or the first word of a query that names something.
fn title_of(path: &str, said: &Value) -> String {
    let query = said.get("query").and_then(Value::as_str);
    let asked = query.and_then(|query| PLATFORM.into_iter().find(|method| query.contains(method)));
    let place = if path.contains("/response/") { Some("response_url") } else { asked };
    place.or_else(|| path.rsplit('/').next()).unwrap_or_default().to_owned()
}

/// What the platform is asked in GraphQL.
const PLATFORM: [&str; 3] = ["toggleLiveChat", "conversationHistory", "member"];

/// What became of a call: its HTTP status, or what its answer says of it.
fn outcome(status: StatusCode, answered: &Value, headers: &HeaderMap) -> (String, bool) {
    let text = |pointer: &str| answered.pointer(pointer).and_then(Value::as_str);
    if let Some(seconds) = headers.get("retry-after").and_then(|seconds| seconds.to_str().ok()) {
        return (format!("{}: again in {seconds} s", status.as_u16()), false);
    }
    let refused = text("/error").or_else(|| text("/err")).or_else(|| text("/errors/0/message"));
    match refused {
        Some(why) => (format!("refused: {why}"), false),
        None => (status.as_u16().to_string(), status.is_success()),
    }
}
