//! Slack's answers, read with suspicion: JSON or HTML, whole or empty, with an error word or a mere status.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::domain::{MessageTs, UserId, WorkspaceId};
use crate::outbound::{Answer, NoAnswer};
use crate::slack::field::{flag, text};
use crate::slack::{
    Access, BotToken, CallFailure, ChannelInfo, DeliveryKey, Granted, HistoryPage, NotInvited, Ourselves,
    RETRY_AFTER_DEFAULT, Refusal, SlackAppId, SlackUser,
};

#[derive(Deserialize)]
pub(super) struct Posted {
    pub(super) ts: String,
}

#[derive(Deserialize)]
pub(super) struct Done {}

#[derive(Deserialize)]
pub(super) struct Opened {
    pub(super) channel: Channel,
}

#[derive(Deserialize)]
pub(super) struct Channel {
    pub(super) id: String,
}

#[derive(Deserialize)]
pub(super) struct Known {
    #[serde(rename = "team_id")]
    pub(super) workspace: String,
    #[serde(rename = "user_id")]
    pub(super) user: String,
    #[serde(rename = "bot_id")]
    pub(super) bot: String,
    #[serde(default, rename = "team")]
    pub(super) workspace_name: String,
    #[serde(default, rename = "user")]
    pub(super) user_name: String,
}

/// A channel, of which no more is asked than we need.
#[derive(Deserialize)]
pub(super) struct OfChannel {
    channel: Value,
}

impl OfChannel {
    pub(super) fn read(&self) -> Result<ChannelInfo, CallFailure> {
        ChannelInfo::of(&self.channel).ok_or_else(incomplete)
    }
}

/// A person, of whom no more is asked than we need.
#[derive(Deserialize)]
pub(super) struct OfUser {
    user: Value,
}

impl OfUser {
    pub(super) fn read(&self) -> Result<SlackUser, CallFailure> {
        SlackUser::of(&self.user).ok_or_else(incomplete)
    }
}

#[derive(Deserialize)]
pub(super) struct ViewShown {
    pub(super) view: View,
}

#[derive(Deserialize)]
pub(super) struct View {
    pub(super) id: String,
}

#[derive(Deserialize)]
pub(super) struct Linked {
    pub(super) permalink: String,
}

/// A page of history. Its messages are other people's, so nothing is asked of their shape.
#[derive(Deserialize)]
pub(super) struct History {
    messages: Vec<Value>,
    #[serde(default)]
    response_metadata: Value,
}

impl History {
    /// What the page says about our post.
    pub(super) fn searched(&self, key: &DeliveryKey, ourselves: &Ourselves) -> HistoryPage {
        let found = self.messages.iter().find(|message| is_ours(message, ourselves) && carries(message, key));
        let ts = found.and_then(|message| text(message, "/ts"));
        let next = text(&self.response_metadata, "/next_cursor");
        HistoryPage { found: ts.map(MessageTs::new), next: next.map(ToOwned::to_owned) }
    }
}

fn is_ours(message: &Value, ourselves: &Ourselves) -> bool {
    text(message, "/app_id") == Some(ourselves.app.as_str())
        || text(message, "/bot_id") == Some(ourselves.bot.as_str())
        || text(message, "/user") == Some(ourselves.user.as_str())
}

/// Whether the message carries the key: another app's metadata may look alike, so this alone says nothing.
fn carries(message: &Value, key: &DeliveryKey) -> bool {
    text(message, "/metadata/event_payload/delivery_key") == Some(key.as_str())
}

/// What a call came to.
pub(super) fn read<T: DeserializeOwned>(answer: Result<Answer, NoAnswer>) -> Result<T, CallFailure> {
    read_body(&taken(answer)?)
}

/// What an answer to a click came to. There is `ok`, as a text or in JSON, or a page of somebody's.
pub(super) fn replied(answer: Result<Answer, NoAnswer>) -> Result<(), CallFailure> {
    let answer = taken(answer)?;
    let body = serde_json::from_slice::<Value>(&answer.body).unwrap_or_default();
    match (body.get("ok").and_then(Value::as_bool), answer.status) {
        (Some(false), _) => Err(refused(&body, &answer).into()),
        (_, 200..=299) => Ok(()),
        (_, status) => Err(unreadable(status)),
    }
}

/// What a consent came to. For a whole organisation there is no workspace in it (`contracts/slack.md` 12).
pub(super) fn granted(answer: Result<Answer, NoAnswer>) -> Result<Granted, CallFailure> {
    let body: Value = read(answer)?;
    if flag(&body, "/is_enterprise_install") {
        return Ok(Granted::Organisation);
    }
    access(&body).map(|access| Granted::Workspace(Box::new(access))).ok_or_else(incomplete)
}

fn access(body: &Value) -> Option<Access> {
    Some(Access {
        workspace: WorkspaceId::new(text(body, "/team/id")?),
        app: SlackAppId::new(text(body, "/app_id")?),
        bot_user: UserId::new(text(body, "/bot_user_id")?),
        token: BotToken::new(text(body, "/access_token")?),
        installer: UserId::new(text(body, "/authed_user/id")?),
        scopes: text(body, "/scope").unwrap_or_default().split(',').map(ToOwned::to_owned).collect(),
    })
}

/// Who of those invited was left out. Of several, some may be in though the answer says that it failed.
pub(super) fn invited(answer: Result<Answer, NoAnswer>, several: bool) -> Result<Vec<NotInvited>, CallFailure> {
    let left_out = answer.as_ref().ok().filter(|_| several).and_then(left_out);
    match (read::<Done>(answer), left_out) {
        (Ok(Done {}) | Err(CallFailure::Already { .. }), left_out) => Ok(left_out.unwrap_or_default()),
        (Err(failure), Some(left_out)) if was_decided(&failure) => Ok(left_out),
        (Err(failure), _) => Err(failure),
    }
}

/// The people whom Slack names with a reason, but for those who were in already.
fn left_out(answer: &Answer) -> Option<Vec<NotInvited>> {
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    let named: Vec<(&str, &str)> = body
        .get("errors")?
        .as_array()?
        .iter()
        .filter_map(|it| Some((text(it, "/user")?, text(it, "/error")?)))
        .collect();
    let left_out = |(user, error): (&str, &str)| {
        let refusal = Refusal { error: error.to_owned(), ..Refusal::default() };
        let is_in = matches!(CallFailure::from(refusal), CallFailure::Already { .. });
        (!is_in).then(|| NotInvited::new(UserId::new(user), error))
    };
    (!named.is_empty()).then(|| named.into_iter().filter_map(left_out).collect())
}

/// Whether Slack said no, as opposed to "not now" or nothing that can be relied on.
fn was_decided(failure: &CallFailure) -> bool {
    !matches!(failure, CallFailure::Limited { .. } | CallFailure::Unknown { .. } | CallFailure::NotSent { .. })
}

/// The answer, unless nobody took the call or what became of it can't be known.
fn taken(answer: Result<Answer, NoAnswer>) -> Result<Answer, CallFailure> {
    let answer = answer.map_err(|none| match none {
        NoAnswer::NotSent(cause) => CallFailure::NotSent { cause: cause.to_owned() },
        NoAnswer::Unknown(cause) => CallFailure::Unknown { cause: cause.to_owned() },
    })?;
    match answer.status {
        429 => Err(CallFailure::Limited { retry_after: answer.retry_after.unwrap_or(RETRY_AFTER_DEFAULT) }),
        408 | 500.. => Err(unknown(format!("HTTP {}", answer.status))),
        _ => Ok(answer),
    }
}

fn read_body<T: DeserializeOwned>(answer: &Answer) -> Result<T, CallFailure> {
    let Ok(body @ Value::Object(_)) = serde_json::from_slice::<Value>(&answer.body) else {
        return Err(unreadable(answer.status));
    };
    match body.get("ok").and_then(Value::as_bool) {
        Some(true) => serde_json::from_value(body).map_err(|_| incomplete()),
        Some(false) => Err(refused(&body, answer).into()),
        None => Err(unreadable(answer.status)),
    }
}

/// An answer that isn't Slack's JSON. With a status of success it may have been done; with one that says the request
/// was not taken (a proxy's 403, a redirect), it was not, and won't be the next time.
fn unreadable(status: u16) -> CallFailure {
    match status {
        300..=499 => Refusal { error: format!("http_{status}"), ..Refusal::default() }.into(),
        _ => unknown(format!("HTTP {status} without an answer of Slack's")),
    }
}

fn refused(body: &Value, answer: &Answer) -> Refusal {
    let messages = body.pointer("/response_metadata/messages").and_then(Value::as_array);
    let messages = messages.map(|said| said.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect());
    Refusal {
        error: text(body, "/error").unwrap_or_default().to_owned(),
        needed: text(body, "/needed").map(ToOwned::to_owned),
        messages: messages.unwrap_or_default(),
        retry_after: answer.retry_after,
    }
}

fn incomplete() -> CallFailure {
    unknown("a success without what was asked for".to_owned())
}

fn unknown(cause: String) -> CallFailure {
    CallFailure::Unknown { cause }
}
