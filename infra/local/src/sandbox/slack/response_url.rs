//! Answers to an interaction: `POST /response/{id}`, which stands for Slack's hooks.slack.com/actions/…
//! (`contracts/slack.md` 5). No token: whoever has the address may answer, five times within half an hour, also where
//! the app is not a member.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use shared::domain::{ChannelId, MessageTs, Timestamp};

use super::change::SlackChange;
use super::chat::{is_own, repliable};
use super::content::Content;
use super::interactions::{ResponseUrl, Source};
use super::refusal::{Detail, Refusal};
use super::state::{Channel, Edited, Ephemeral, Message, Workspace};
use super::ts::Micros;
use super::web_api::broken;
use crate::faults::{Before, Ending, Failure, Known, lost_answer};
use crate::sandbox::calls::CallEnding;
use crate::sandbox::{Cause, Change, Sandbox};

/// What faults and the list of calls know it by.
const NAME: &str = "response_url";
/// What is wrong with the address: HTTP 404. Anything else that is wrong is 400.
const GONE: [&str; 3] = ["expired_url", "invalid_url", "used_url"];
/// What is wrong with an answer.
const WRONG: [&str; 12] = [
    "cannot_reply_to_message",
    "cant_update_message",
    "channel_not_found",
    "invalid_attachments",
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_payload",
    "is_archived",
    "message_not_found",
    "msg_blocks_too_long",
    "no_text",
    "too_many_attachments",
];

/// What it may be told to refuse with.
pub(in crate::sandbox) fn known() -> Known {
    let errors: BTreeSet<String> = GONE.into_iter().chain(WRONG).map(str::to_owned).collect();
    Known { method: NAME.to_owned(), errors: Some(errors) }
}

/// The body of an answer.
#[expect(clippy::struct_excessive_bools, reason = "what Slack takes is a list of flags")]
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    text: Option<String>,
    blocks: Option<Value>,
    attachments: Option<Value>,
    #[serde(default)]
    response_type: ResponseType,
    #[serde(default)]
    replace_original: bool,
    #[serde(default)]
    delete_original: bool,
    thread_ts: Option<MessageTs>,
    #[serde(default, rename = "unfurl_links")]
    _unfurl_links: bool,
    #[serde(default, rename = "unfurl_media")]
    _unfurl_media: bool,
}

/// Who sees an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ResponseType {
    /// The person whose interaction it was.
    #[default]
    Ephemeral,
    /// Everybody in the channel.
    InChannel,
}

/// One answer over HTTP.
pub(in crate::sandbox) async fn serve(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let channel = sandbox.world().state().slack.response_urls.get(&id).map(|url| url.channel.clone());
    let number = sandbox.calls().begin(NAME, channel.as_ref().map(ChannelId::as_str), sandbox.now());
    match sandbox.faults().before(NAME).await {
        Before::Fail(failure) => {
            let (response, ending) = fail(failure);
            sandbox.calls().end(number, ending);
            response
        }
        Before::Proceed(after) => {
            let (response, ending) = decide(&sandbox, &id, &headers, &body);
            let is_done = ending == CallEnding::Done;
            sandbox.calls().end(number, if is_done { CallEnding::DoneUnanswered } else { ending.clone() });
            match sandbox.faults().after(NAME, after).await {
                Ending::Answer => {
                    sandbox.calls().end(number, ending);
                    response
                }
                Ending::Lose => lost_answer(),
                Ending::Break => broken(),
            }
        }
    }
}

fn fail(failure: Failure) -> (Response, CallEnding) {
    match failure {
        Failure::Broken => (broken(), CallEnding::Failed),
        Failure::Limited { retry_after } => {
            let wait = Detail::Wait(Duration::from_secs(retry_after.into()));
            (refuse(&Refusal::with("rate_limited", wait)), CallEnding::Failed)
        }
        Failure::Refused(error) => (refuse(&Refusal::new(&error)), CallEnding::Refused(error)),
    }
}

fn decide(sandbox: &Sandbox, id: &str, headers: &HeaderMap, body: &[u8]) -> (Response, CallEnding) {
    let now = sandbox.now();
    let mut world = sandbox.world();
    let workspace = &world.state().slack;
    let judged = workspace.answered_at(id, now).and_then(|url| {
        let answer = read(headers, body)?;
        changed_by(workspace, url, answer, now)
    });
    let change = match judged {
        Ok(change) => change,
        Err(refusal) => return (refuse(&refusal), CallEnding::Refused(refusal.error)),
    };
    let used = SlackChange::ResponseUrlUsed { id: id.to_owned() };
    let by_us = Cause::by(workspace.app.bot_user.clone(), now);
    if let Err(cause) = world.commit([change, used].map(Change::Slack).into(), &by_us) {
        tracing::error!(%cause, "the sandbox's journal can't be written");
        return (broken(), CallEnding::Failed);
    }
    (Json(json!({"ok": true})).into_response(), CallEnding::Done)
}

fn read(headers: &HeaderMap, body: &[u8]) -> Result<Answer, Refusal> {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if media_type.split(';').next().map(str::trim) != Some("application/json") {
        return Err(Refusal::with("invalid_payload", Detail::Messages(vec!["the body must be JSON".into()])));
    }
    let wrong = |cause: String| Refusal::with("invalid_payload", Detail::Messages(vec![cause]));
    let answer: Answer = serde_json::from_slice(body).map_err(|cause| wrong(cause.to_string()))?;
    if answer.replace_original && answer.delete_original {
        return Err(wrong("give either replace_original or delete_original".into()));
    }
    Ok(answer)
}

fn changed_by(
    workspace: &Workspace,
    url: &ResponseUrl,
    answer: Answer,
    now: Timestamp,
) -> Result<SlackChange, Refusal> {
    let channel = workspace.channels.get(&url.channel).ok_or_else(|| Refusal::new("channel_not_found"))?;
    if channel.is_archived {
        return Err(Refusal::new("is_archived"));
    }
    if answer.delete_original {
        return deleted(workspace, channel, &url.source);
    }
    let content =
        Content::of(answer.text.filter(|text| !text.is_empty()), answer.blocks.as_ref(), answer.attachments.as_ref())?;
    let content = content.for_post()?;
    if answer.replace_original {
        return replaced(workspace, channel, &url.source, content, now);
    }
    if let Some(parent) = &answer.thread_ts {
        repliable(channel, parent)?;
    }
    let ts = channel.next_ts(now);
    let says = content.said_at(&ts);
    let message = Message { thread_ts: answer.thread_ts, ..Message::by_app(&workspace.app, ts, says) };
    let channel = channel.id.clone();
    Ok(match answer.response_type {
        ResponseType::InChannel => SlackChange::MessagePosted { channel, message: Box::new(message) },
        ResponseType::Ephemeral => {
            let ephemeral = Box::new(Ephemeral { to: url.user.clone(), message });
            SlackChange::EphemeralPosted { channel, ephemeral }
        }
    })
}

fn deleted(workspace: &Workspace, channel: &Channel, source: &Source) -> Result<SlackChange, Refusal> {
    let ts = sourced(workspace, channel, source)?.ts.clone();
    let channel = channel.id.clone();
    Ok(match source {
        Source::Message(_) => SlackChange::MessageDeleted { channel, ts },
        Source::Ephemeral(_) => SlackChange::EphemeralReplaced { channel, ts, says: None },
    })
}

/// What was private stays private: `in_channel` does not change that.
fn replaced(
    workspace: &Workspace,
    channel: &Channel,
    source: &Source,
    content: Content,
    now: Timestamp,
) -> Result<SlackChange, Refusal> {
    let before = sourced(workspace, channel, source)?;
    let (channel, ts) = (channel.id.clone(), before.ts.clone());
    let says = content.said_at(&ts);
    Ok(match source {
        Source::Ephemeral(_) => SlackChange::EphemeralReplaced { channel, ts, says: Some(says) },
        Source::Message(_) => SlackChange::MessageUpdated {
            channel,
            ts,
            text: says.text,
            blocks: says.blocks,
            attachments: says.attachments,
            metadata: before.metadata.clone(),
            edited: Edited { user: before.user.clone(), ts: Micros::at(now).ts() },
        },
    })
}

/// What the interaction came from, if it is still there and the app's own.
fn sourced<'a>(workspace: &Workspace, channel: &'a Channel, source: &Source) -> Result<&'a Message, Refusal> {
    let found = match source {
        Source::Message(ts) => channel.message(ts),
        Source::Ephemeral(ts) => channel.ephemeral(ts).map(|ephemeral| &ephemeral.message),
    };
    let message = found.ok_or_else(|| Refusal::new("message_not_found"))?;
    if is_own(workspace, message) { Ok(message) } else { Err(Refusal::new("cant_update_message")) }
}

fn refuse(refusal: &Refusal) -> Response {
    let body = Json(Value::Object(refusal.body()));
    if let Some(seconds) = refusal.retry_after() {
        return (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, HeaderValue::from(seconds))], body).into_response();
    }
    let is_gone = GONE.contains(&refusal.error.as_str());
    (if is_gone { StatusCode::NOT_FOUND } else { StatusCode::BAD_REQUEST }, body).into_response()
}
