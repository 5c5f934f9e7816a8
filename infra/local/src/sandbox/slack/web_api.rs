//! Slack's Web API over HTTP: `/api/<method>` (`contracts/slack.md` 1). The walk of a call: fault, token, scopes,
//! arguments, limits, the method itself, journal, answer.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::{AUTHORIZATION, HeaderName, HeaderValue, RETRY_AFTER};
use axum::http::{HeaderMap, Method as HttpMethod, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Json, Response};
use serde_json::{Map, Value, json};
use shared::domain::Timestamp;

use super::arguments::Arguments;
use super::contract::Method;
use super::encoding::{self, Raw};
use super::methods::{self, Call, Done};
use super::oauth;
use super::refusal::{Detail, Refusal};
use super::state::{Token, TokenStatus, Workspace};
use crate::faults::{Before, Ending, Failure, lost_answer};
use crate::sandbox::calls::{CallEnding, CallNumber};
use crate::sandbox::limits::Limits;
use crate::sandbox::{Cause, Change, Sandbox};

/// Tells a caller what its token may do.
const SCOPES_HEADER: HeaderName = HeaderName::from_static("x-oauth-scopes");

/// One call over HTTP.
pub(in crate::sandbox) async fn serve(
    State(sandbox): State<Sandbox>,
    Path(name): Path<String>,
    http_method: HttpMethod,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(method) = sandbox.contract().method(&name) else {
        return not_played(&sandbox, &name);
    };
    let by_query = http_method == HttpMethod::GET && !method.json_body;
    if http_method != HttpMethod::POST && !by_query {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let raw =
        encoding::read(&http_method, &uri, &headers, &body).and_then(|raw| oauth::with_client(method, raw, &headers));
    let channel = raw.as_ref().ok().and_then(|raw| raw.text("channel").or_else(|| raw.text("channel_id")));
    let number = sandbox.calls().begin(&name, channel, sandbox.now());
    match sandbox.faults().before(&name).await {
        Before::Fail(failure) => fail(&sandbox, method, number, failure),
        Before::Proceed(after) => {
            let (answer, ending) = decide(&sandbox, method, bearer(&headers), raw);
            let is_done = ending == CallEnding::Done;
            sandbox.calls().end(number, if is_done { CallEnding::DoneUnanswered } else { ending.clone() });
            match sandbox.faults().after(&name, after).await {
                Ending::Answer => {
                    sandbox.calls().end(number, ending);
                    answer
                }
                Ending::Lose => lost_answer(),
                Ending::Break => broken(),
            }
        }
    }
}

fn not_played(sandbox: &Sandbox, name: &str) -> Response {
    let played: Vec<&str> = sandbox.contract().methods().map(|method| method.name.as_str()).collect();
    let text = format!("The sandbox does not play the method {name:?}. It plays {}.\n", played.join(", "));
    (StatusCode::NOT_FOUND, text).into_response()
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
}

fn fail(sandbox: &Sandbox, method: &Method, number: CallNumber, failure: Failure) -> Response {
    let (response, ending) = match failure {
        Failure::Broken => (broken(), CallEnding::Failed),
        Failure::Limited { retry_after } => {
            let wait = Duration::from_secs(retry_after.into());
            (refuse(method, &limited(method, wait), None), CallEnding::Failed)
        }
        Failure::Refused(error) => (refuse(method, &Refusal::new(&error), None), CallEnding::Refused(error)),
    };
    sandbox.calls().end(number, ending);
    response
}

/// Slack's servers answer an HTML page when they break.
pub(super) fn broken() -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, Html("<html><body>Server Error</body></html>")).into_response()
}

/// `chat.postMessage` spells it with an underscore (`contracts/slack.md` 2).
fn limited(method: &Method, wait: Duration) -> Refusal {
    let error = if method.name == "chat.postMessage" { "rate_limited" } else { "ratelimited" };
    Refusal::with(error, Detail::Wait(wait))
}

/// Decides a call on the workspace as it is and writes down what it changes.
fn decide(
    sandbox: &Sandbox,
    method: &Method,
    bearer: Option<&str>,
    raw: Result<Raw, Refusal>,
) -> (Response, CallEnding) {
    let now = sandbox.now();
    let mut world = sandbox.world();
    let workspace = &world.state().slack;
    let scopes = bearer.and_then(|secret| workspace.token(secret)).map(methods::scopes_of);
    let ended = judge(workspace, &mut sandbox.slack_limits(), method, bearer, raw, now);
    match ended.map_err(|refusal| method.in_its_words(refusal)) {
        Err(refusal) => {
            let error = refusal.error.clone();
            (refuse(method, &refusal, scopes), CallEnding::Refused(error))
        }
        Ok(done) => {
            let changes = done.changes.into_iter().map(Change::Slack).collect();
            let by_us = Cause::by(world.state().slack.app.bot_user.clone(), now);
            if let Err(cause) = world.commit(changes, &by_us) {
                tracing::error!(%cause, "the sandbox's journal can't be written");
                return (broken(), CallEnding::Failed);
            }
            let mut body = Map::from_iter([("ok".to_owned(), json!(true))]);
            body.extend(done.body);
            (answer(StatusCode::OK, body, scopes), CallEnding::Done)
        }
    }
}

fn judge(
    workspace: &Workspace,
    limits: &mut Limits,
    method: &Method,
    bearer: Option<&str>,
    raw: Result<Raw, Refusal>,
    now: Timestamp,
) -> Result<Done, Refusal> {
    // An app asks for its token as itself: there is none yet.
    let token = if method.name == oauth::METHOD { &workspace.token } else { working_token(workspace, bearer)? };
    methods::has_any(token, method.scopes())?;
    let arguments = Arguments::check(method, &raw?)?;
    within_limits(limits, method, &arguments, now)?;
    let handler = methods::handler(&method.name).ok_or_else(|| Refusal::new("fatal_error"))?;
    handler(&Call { workspace, token, arguments: &arguments, now })
}

fn working_token<'a>(workspace: &'a Workspace, bearer: Option<&str>) -> Result<&'a Token, Refusal> {
    let secret = bearer.filter(|secret| !secret.is_empty()).ok_or_else(|| Refusal::new("not_authed"))?;
    let token = workspace.token(secret).ok_or_else(|| Refusal::new("invalid_auth"))?;
    match token.status {
        TokenStatus::Active => Ok(token),
        TokenStatus::Revoked => Err(Refusal::new("token_revoked")),
        TokenStatus::Inactive => Err(Refusal::new("account_inactive")),
    }
}

fn within_limits(limits: &mut Limits, method: &Method, arguments: &Arguments, now: Timestamp) -> Result<(), Refusal> {
    let counted = match method.rate_limit.calls_a_minute() {
        Some(most) => limits.call(&method.name, most, now).map(drop),
        None if method.name == "chat.postMessage" => limits.post(arguments.channel().as_str(), now),
        None => Ok(()),
    };
    counted.map_err(|wait| limited(method, wait))
}

fn refuse(method: &Method, refusal: &Refusal, scopes: Option<String>) -> Response {
    if !method.may_answer(&refusal.error) {
        // A fault of the sandbox itself, loud on purpose: what Slack can't say must not be relied on.
        let text = format!("{} has no error {:?} in its contract.\n", method.name, refusal.error);
        return (StatusCode::NOT_IMPLEMENTED, text).into_response();
    }
    let Some(seconds) = refusal.retry_after() else {
        return answer(StatusCode::OK, refusal.body(), scopes);
    };
    let mut response = answer(StatusCode::TOO_MANY_REQUESTS, refusal.body(), scopes);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn answer(status: StatusCode, body: Map<String, Value>, scopes: Option<String>) -> Response {
    let mut response = (status, Json(Value::Object(body))).into_response();
    if let Some(Ok(scopes)) = scopes.map(HeaderValue::try_from) {
        response.headers_mut().insert(SCOPES_HEADER, scopes);
    }
    response
}
