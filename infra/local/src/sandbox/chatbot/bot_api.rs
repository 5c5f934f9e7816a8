//! The platform's Bot API over HTTP (`contracts/stella.md` 2). What it refuses is `ok: 0`, with HTTP 500 unless the
//! [`Habits`] say otherwise.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use serde_json::{Map, Value, json};
use shared::domain::Timestamp;

use super::habits::{Habits, ResultSpelling};
use super::state::{Chat, ChatbotChange, Member, Platform, Sender, StartedNode};
use super::{open_api, responses};
use crate::faults::{Before, Ending, Failure, lost_answer};
use crate::sandbox::calls::CallEnding;
use crate::sandbox::world::{Cause, Change};
use crate::sandbox::{Sandbox, SandboxError};

/// What a missing or wrong token, and one without the scope, is told.
const NOT_AUTHORIZED: &str = "User is not authorized.";
/// What comes too often is told.
const TOO_MANY: &str = "Too Many Request";

/// A method of the Bot API.
#[derive(Clone, Copy)]
enum Method {
    SendResponses,
    RedirectMemberToNode,
}

impl Method {
    fn named(name: &str) -> Option<Self> {
        match name {
            "sendResponses" => Some(Self::SendResponses),
            "redirectMemberToNode" => Some(Self::RedirectMemberToNode),
            _ => None,
        }
    }

    /// Any one of them will do (`contracts/stella.md` 1).
    fn scopes(self) -> [&'static str; 2] {
        match self {
            Self::SendResponses => ["bot:admin", "bot:sendResponses"],
            Self::RedirectMemberToNode => ["bot:admin", "bot:redirectMemberToNode"],
        }
    }
}

/// One call over HTTP.
pub(in crate::sandbox) async fn serve(
    State(sandbox): State<Sandbox>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(method) = Method::named(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let number = sandbox.calls().begin(&name, None, sandbox.now());
    match sandbox.faults().before(&name).await {
        Before::Fail(failure) => {
            let (response, ending) = failed(&sandbox, failure);
            sandbox.calls().end(number, ending);
            response
        }
        Before::Proceed(after) => {
            let (answer, ending) = match decide(&sandbox, method, &headers, &body) {
                Ok(answer) => (Json(answer).into_response(), CallEnding::Done),
                Err(error) => (refused(&sandbox, &error), CallEnding::Refused(error)),
            };
            let unanswered = if ending == CallEnding::Done { CallEnding::DoneUnanswered } else { ending.clone() };
            sandbox.calls().end(number, unanswered);
            match sandbox.faults().after(&name, after).await {
                Ending::Answer => {
                    sandbox.calls().end(number, ending);
                    answer
                }
                Ending::Lose => lost_answer(),
                Ending::Break => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            }
        }
    }
}

fn failed(sandbox: &Sandbox, failure: Failure) -> (Response, CallEnding) {
    match failure {
        Failure::Broken => (StatusCode::INTERNAL_SERVER_ERROR.into_response(), CallEnding::Failed),
        Failure::Limited { retry_after } => (too_many(Duration::from_secs(retry_after.into())), CallEnding::Failed),
        Failure::Refused(error) => (refused(sandbox, &error), CallEnding::Refused(error)),
    }
}

fn refused(sandbox: &Sandbox, error: &str) -> Response {
    let status = StatusCode::from_u16(sandbox.chatbot_habits().refusal_status);
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(json!({"ok": 0, "err": error}))).into_response()
}

fn too_many(wait: Duration) -> Response {
    let body = Json(json!({"ok": 0, "err": TOO_MANY}));
    let mut response = (StatusCode::TOO_MANY_REQUESTS, body).into_response();
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs()));
    response
}

fn decide(sandbox: &Sandbox, method: Method, headers: &HeaderMap, body: &[u8]) -> Result<Value, String> {
    let (now, habits, mut world) = (sandbox.now(), *sandbox.chatbot_habits(), sandbox.world());
    let platform = &world.state().chatbot;
    if !may(platform, method, headers) {
        return Err(NOT_AUTHORIZED.to_owned());
    }
    let fields = responses::object(body)?;
    let (changes, answer) = match method {
        Method::SendResponses => send(platform, &fields, habits, now)?,
        Method::RedirectMemberToNode => redirect(platform, &fields, now)?,
    };
    let changes = changes.into_iter().map(Change::Chatbot).collect();
    world.commit(changes, &Cause::at(now)).map_err(|cause: SandboxError| cause.to_string())?;
    Ok(answer)
}

fn may(platform: &Platform, method: Method, headers: &HeaderMap) -> bool {
    let token = open_api::token_of(platform, headers);
    token.is_some_and(|token| method.scopes().iter().any(|scope| token.scopes.contains(*scope)))
}

/// What is sent lands in the customer's conversation, in order.
fn send(
    platform: &Platform,
    fields: &Map<String, Value>,
    habits: Habits,
    now: Timestamp,
) -> Result<(Vec<ChatbotChange>, Value), String> {
    responses::only(fields, &["response"])?;
    let member = responses::receiver(platform, fields)?;
    let messages = responses::messages(fields)?;
    let chats: Vec<Chat> =
        messages.iter().enumerate().map(|(nth, said)| chat(platform, member, said, habits, nth, now)).collect();
    let answer = accepted(member, &chats, habits);
    let added = |chat| ChatbotChange::ChatAdded { member: member.id.clone(), chat: Box::new(chat) };
    Ok((chats.into_iter().map(added).collect(), answer))
}

fn chat(platform: &Platform, member: &Member, said: &Value, habits: Habits, nth: usize, at: Timestamp) -> Chat {
    let message_event = platform.message(member, Sender::Admin, said, &json!(at.millis()));
    let mut chat = Chat {
        id: member.next_chat_id(nth),
        at,
        sender: Sender::Admin,
        message_event,
        delivered_at: None,
        read_at: None,
        statuses: Vec::new(),
    };
    let named = chat.message_id();
    if let Some(event) = chat.message_event.as_object_mut().filter(|_| habits.echo_has_id) {
        event.insert("messageId".to_owned(), named.into());
    }
    chat
}

/// The answer to a send, in either spelling.
fn accepted(member: &Member, chats: &[Chat], habits: Habits) -> Value {
    let id = |chat: &Chat| habits.answer_has_id.then(|| chat.message_id());
    match habits.results {
        ResultSpelling::SendResults => {
            let result = |chat: &Chat| {
                let result = with(json!({"recipient_id": member.external_id}), "message_id", id(chat));
                json!({"result": [{ "result": result }]})
            };
            json!({"ok": 1, "member": member.id, "sendResults": chats.iter().map(result).collect::<Vec<_>>()})
        }
        ResultSpelling::SendResult => {
            let result = |chat: &Chat| {
                let event = json!({"type": chat.message_event.get("type"), "data": chat.message_event.get("data")});
                json!({"messageEvent": with(event, "messageId", id(chat))})
            };
            json!({"ok": 1, "sendResult": {"result": chats.iter().map(result).collect::<Vec<_>>()}})
        }
    }
}

fn with(mut object: Value, name: &str, value: Option<String>) -> Value {
    if let (Some(fields), Some(value)) = (object.as_object_mut(), value) {
        fields.insert(name.to_owned(), value.into());
    }
    object
}

/// A node begins: it is noted, and no more.
fn redirect(
    platform: &Platform,
    fields: &Map<String, Value>,
    at: Timestamp,
) -> Result<(Vec<ChatbotChange>, Value), String> {
    responses::only(fields, &["redirect", "meta"])?;
    let member = responses::receiver(platform, fields)?.id.clone();
    let redirect = fields.get("redirect").and_then(Value::as_object).ok_or("redirect must be an object.")?;
    let known = ["tree", "nodeCompositeId", "runPreAction", "sendResponse", "runPostAction"];
    if let Some(unknown) = redirect.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(format!("Unknown field in redirect: {unknown}."));
    }
    let tree = responses::text(redirect, "tree").ok_or("redirect.tree is required.")?.to_owned();
    let node = responses::text(redirect, "nodeCompositeId").ok_or("redirect.nodeCompositeId is required.")?.to_owned();
    let meta = fields.get("meta").cloned().unwrap_or_default();
    let started = ChatbotChange::NodeStarted { member: member.clone(), node: StartedNode { tree, node, meta, at } };
    Ok((vec![started], json!({"ok": 1, "member": member})))
}
