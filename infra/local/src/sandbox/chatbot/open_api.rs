//! The platform's Open API over HTTP: `POST {query, variables}` (`contracts/stella.md` 3). What is wrong with a query
//! or a token is HTTP 200 with `errors`.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, HeaderName, HeaderValue, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::check::{self, Arguments};
use super::query::{self, Field, Operation, Query};
use super::state::{Platform, PlatformToken};
use super::{QUERIES, answers, toggle};
use crate::faults::{Before, Ending, Failure, lost_answer};
use crate::sandbox::Sandbox;
use crate::sandbox::calls::{CallEnding, CallNumber};

/// What a missing, wrong or too small token is told.
const NOT_AUTHENTICATED: &str = "User is not authenticated.";
/// What comes too often is told.
const TOO_MANY: &str = "Too Many Request";
/// `conversationHistory` a minute and app.
const HISTORY_A_MINUTE: u32 = 30;
const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");

/// The request's body.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Posted {
    query: String,
    #[serde(default)]
    variables: Option<Map<String, Value>>,
    #[serde(rename = "operationName", default)]
    _operation_name: Option<String>,
}

/// One call over HTTP.
pub(in crate::sandbox) async fn serve(State(sandbox): State<Sandbox>, headers: HeaderMap, body: Bytes) -> Response {
    let posted: Posted = match serde_json::from_slice(&body) {
        Ok(posted) => posted,
        Err(cause) => return (StatusCode::BAD_REQUEST, errors(&[cause.to_string()])).into_response(),
    };
    let variables = posted.variables.unwrap_or_default();
    let query = match query::read(&posted.query) {
        Ok(query) => query,
        Err(wrong) => return errors(&[wrong]).into_response(),
    };
    let name = name_of(&query);
    let number = sandbox.calls().begin(&name, None, sandbox.now());
    match sandbox.faults().before(&name).await {
        Before::Fail(failure) => fail(&sandbox, number, &query, failure),
        Before::Proceed(after) => {
            let (answer, ending) = decide(&sandbox, &headers, &query, &variables);
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

/// What faults and the list of calls know the query by: the first field that it asks the viewer for.
fn name_of(query: &Query) -> String {
    let name = match query.operation {
        Operation::Query => asked(query).map(|(_, field)| field.name.as_str()).find(|name| QUERIES.contains(name)),
        Operation::Mutation => toggle::asked(query).next().map(|field| field.name.as_str()),
    };
    name.unwrap_or("query").to_owned()
}

fn asked(query: &Query) -> impl Iterator<Item = (&Field, &Field)> {
    query.fields.iter().flat_map(|viewer| viewer.fields.iter().map(move |field| (viewer, field)))
}

fn fail(sandbox: &Sandbox, number: CallNumber, query: &Query, failure: Failure) -> Response {
    let (response, ending) = match failure {
        Failure::Broken => (StatusCode::INTERNAL_SERVER_ERROR.into_response(), CallEnding::Failed),
        Failure::Limited { retry_after } => (too_many(Duration::from_secs(retry_after.into())), CallEnding::Failed),
        Failure::Refused(error) => {
            let toggles = query.operation == Operation::Mutation && error != NOT_AUTHENTICATED;
            let refused = || Json(json!({ "data": toggle::refused(query, &error) }));
            let body = if toggles { refused() } else { errors(std::slice::from_ref(&error)) };
            (body.into_response(), CallEnding::Refused(error))
        }
    };
    sandbox.calls().end(number, ending);
    response
}

fn decide(
    sandbox: &Sandbox,
    headers: &HeaderMap,
    query: &Query,
    variables: &Map<String, Value>,
) -> (Response, CallEnding) {
    let mut world = sandbox.world();
    let platform = &world.state().chatbot;
    let refused = |messages: &[String]| {
        let first = messages.first().cloned().unwrap_or_default();
        (errors(messages).into_response(), CallEnding::Refused(first))
    };
    let Some(token) = token_of(platform, headers) else {
        return refused(&[NOT_AUTHENTICATED.to_owned()]);
    };
    if let Err(wrong) = check::check(query, variables) {
        return refused(&wrong);
    }
    if query.operation == Operation::Mutation {
        if !toggle::asked(query).all(|field| may(token, &field.name)) {
            return refused(&[NOT_AUTHENTICATED.to_owned()]);
        }
        let (data, ending) = toggle::toggle(&mut world, query, variables, sandbox.now());
        return (Json(json!({ "data": data })).into_response(), ending);
    }
    let remaining = match count(sandbox, query) {
        Ok(remaining) => remaining,
        Err(wait) => return (too_many(wait), CallEnding::Refused(TOO_MANY.to_owned())),
    };
    match answer(platform, token, query, variables) {
        Ok(data) => (limited(Json(json!({ "data": data })).into_response(), remaining), CallEnding::Done),
        Err(wrong) => refused(&[wrong]),
    }
}

/// The token that a request bears, if it is one of ours.
pub(super) fn token_of<'a>(platform: &'a Platform, headers: &HeaderMap) -> Option<&'a PlatformToken> {
    let secret = headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?.trim();
    let tokens = [&platform.app.open_api_token, &platform.app.bot_api_token];
    tokens.into_iter().find(|token| token.secret.expose() == secret)
}

/// Counts the query; gives how many are left this minute, for those that are counted.
fn count(sandbox: &Sandbox, query: &Query) -> Result<Option<u32>, Duration> {
    let is_history = |(_, field): &(&Field, &Field)| field.name == "conversationHistory";
    if !asked(query).any(|pair| is_history(&pair)) {
        return Ok(None);
    }
    let now = sandbox.now();
    sandbox.chatbot_limits().call("conversationHistory", HISTORY_A_MINUTE, now).map(Some)
}

fn answer(
    platform: &Platform,
    token: &PlatformToken,
    query: &Query,
    variables: &Map<String, Value>,
) -> Result<Value, String> {
    let mut data = Map::new();
    for (viewer, field) in asked(query) {
        let app = check::arguments(viewer, variables).remove("appId");
        let is_ours = app.is_none_or(|app| app == platform.app.id.as_str());
        if !is_ours || !may(token, &field.name) {
            return Err(NOT_AUTHENTICATED.to_owned());
        }
        let whole = resolve(platform, field, &check::arguments(field, variables))?;
        let selected = check::select(&whole, &field.fields);
        let viewer = data.entry(&viewer.alias).or_insert_with(|| json!({}));
        if let Value::Object(viewer) = viewer {
            viewer.insert(field.alias.clone(), selected);
        }
    }
    Ok(Value::Object(data))
}

fn resolve(platform: &Platform, field: &Field, arguments: &Arguments) -> Result<Value, String> {
    match field.name.as_str() {
        "member" => answers::member(platform, arguments),
        "conversationHistory" => answers::history(platform, arguments),
        other => Err(format!("The sandbox does not play {other}.")),
    }
}

/// Any one of a query's scopes will do; `bot:` scopes don't open the Open API (`contracts/stella.md` 1).
fn may(token: &PlatformToken, query: &str) -> bool {
    let any: &[&str] = match query {
        "member" => &["api:admin", "member:admin", "member:getDetails", "member:list", "member:read"],
        "conversationHistory" => &["api:admin", "conversation:read", "member:getConversation"],
        "toggleLiveChat" => &["api:admin", "member:admin", "member:toggleLiveChat"],
        _ => &[],
    };
    any.iter().any(|scope| token.scopes.contains(*scope))
}

fn errors(messages: &[String]) -> Json<Value> {
    let errors: Vec<Value> = messages.iter().map(|message| json!({ "message": message })).collect();
    Json(json!({ "errors": errors }))
}

fn too_many(wait: Duration) -> Response {
    let body = errors(&[TOO_MANY.to_owned()]);
    let mut response = limited((StatusCode::TOO_MANY_REQUESTS, body).into_response(), Some(0));
    let seconds = wait.as_millis().div_ceil(1000).max(1);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(u64::try_from(seconds).unwrap_or(u64::MAX)));
    response
}

fn limited(mut response: Response, remaining: Option<u32>) -> Response {
    if let Some(remaining) = remaining {
        response.headers_mut().insert(LIMIT, HeaderValue::from(HISTORY_A_MINUTE));
        response.headers_mut().insert(REMAINING, HeaderValue::from(remaining));
    }
    response
}
