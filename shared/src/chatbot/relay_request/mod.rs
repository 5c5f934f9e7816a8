//! The relay's request: what a bot's pre-action posts when a customer asks for a human (`product.md` 1,
//! `contracts/stella.md` 6).
//!
//! The bot is silent already when it posts, and reads nothing of the answer: a request that is refused leaves a
//! customer with nobody. So only what names no customer is refused, and everything else that is odd is defaulted and
//! named on the card.

mod reader;
mod repair;

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Map, Value};

use super::Profile;
use super::id::id_of;
use crate::domain::{
    AppId, BotChannelId, BotSource, CustomerHint, CustomerText, LiveChatRequest, MemberId, RequestDetails,
};
use reader::Reader;

/// The longest label and group name, in characters.
const WORD_MAX: usize = 200;
/// The longest button title, in characters: Slack shows 75.
const TITLE_MAX: usize = 75;
/// The longest summary and ticket text, in characters: what a block of Slack's holds.
const TEXT_MAX: usize = 3_000;

/// Why a request is answered with 400. It quotes nothing of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct BadRequest {
    /// For programs: `not_json`, `not_an_object` or `no_member`.
    pub code: &'static str,
    /// For the bot's author: what is wrong, and what is right.
    pub message: &'static str,
    /// The field that is wrong, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<&'static str>,
}

const NOT_JSON: BadRequest = BadRequest {
    code: "not_json",
    message: "The body is not JSON. Send an object such as {\"type\":\"LIVE_CHAT_REQUEST\",\"member\":\"<the member's id>\"}.",
    field: None,
};
const NOT_AN_OBJECT: BadRequest = BadRequest {
    code: "not_an_object",
    message: "The body is JSON, but not an object. Send one such as {\"type\":\"LIVE_CHAT_REQUEST\",\"member\":\"<the member's id>\"}.",
    field: None,
};
const NO_MEMBER: BadRequest = BadRequest {
    code: "no_member",
    message: "The request names no member. Send this.member._id, or the whole member object, as \"member\": an id of 1 to 200 characters.",
    field: Some("member"),
};

/// Reads a request, in either of its forms, from the raw body.
pub fn parse(body: &[u8]) -> Result<LiveChatRequest, BadRequest> {
    let text = String::from_utf8_lossy(body);
    let value = repair::json(text.trim_start_matches('\u{feff}')).ok_or(NOT_JSON)?;
    let Value::Object(request) = value else {
        return Err(NOT_AN_OBJECT);
    };
    let member = member_id(&request).ok_or(NO_MEMBER)?;
    let mut reader = Reader::default();
    if matches!(text, Cow::Owned(_)) {
        reader.odd("body", "not UTF-8: characters that could not be read are shown as \u{fffd}");
    }
    let bot = bot(&mut reader, &request);
    let mut details = details(&mut reader, &request);
    details.oddities = reader.finish();
    Ok(LiveChatRequest { member, bot, details })
}

/// The customer's id.
fn member_id(request: &Map<String, Value>) -> Option<MemberId> {
    id_of(request.get("member")?).map(MemberId::new)
}

/// Through which bot it came.
fn bot(reader: &mut Reader, request: &Map<String, Value>) -> BotSource {
    let channel = bot_id(reader, request, "channel", "channelId");
    let app = bot_id(reader, request, "app", "appId");
    BotSource { channel: channel.map(BotChannelId::new), app: app.map(AppId::new) }
}

/// The request's own field, else what the member object says under the same name or another.
fn bot_id(reader: &mut Reader, request: &Map<String, Value>, field: &str, in_member: &str) -> Option<String> {
    let own = request.get(field).filter(|value| !value.is_null());
    let own_id = own.and_then(id_of);
    if own.is_some() && own_id.is_none() {
        reader.odd(field, "not an id");
    }
    let member = request.get("member");
    let of_member = member.and_then(|member| member.get(field).or_else(|| member.get(in_member)));
    let found = own_id.or_else(|| of_member.and_then(id_of));
    if own.is_none() && found.is_none() {
        reader.odd(field, "missing, so that less is known of the customer");
    }
    found
}

fn details(reader: &mut Reader, request: &Map<String, Value>) -> RequestDetails {
    let kind = reader.text("type", request.get("type"), WORD_MAX);
    if kind.is_some_and(|kind| kind != "LIVE_CHAT_REQUEST") {
        reader.odd("type", "not LIVE_CHAT_REQUEST");
    }
    let mut details = RequestDetails {
        label: reader.text("label", request.get("label"), WORD_MAX),
        history: reader.flag("history", request.get("history"), true),
        customer: request.get("member").filter(|member| member.is_object()).map_or_else(CustomerHint::default, hint),
        ..RequestDetails::default()
    };
    if let Some(assignment) = reader.object("assignmentDetails", request.get("assignmentDetails")) {
        assignment_details(reader, assignment, &mut details);
    }
    reader.kept("meta", request.get("meta"));
    reader.unknown("", request, REQUEST_FIELDS);
    details
}

/// The fields of both forms. The assignment's id and `createGroup` are the platform's own affair.
const REQUEST_FIELDS: &[&str] = &[
    "type",
    "member",
    "channel",
    "app",
    "label",
    "history",
    "meta",
    "assignmentDetails",
    "assignmentId",
    "assignment",
    "createGroup",
];

fn hint(member: &Value) -> CustomerHint {
    Profile::of(member).into()
}

fn assignment_details(reader: &mut Reader, assignment: &Map<String, Value>, details: &mut RequestDetails) {
    let group_name = reader.text("assignmentDetails.groupName", assignment.get("groupName"), WORD_MAX);
    let summary = reader.text("assignmentDetails.summary", assignment.get("summary"), TEXT_MAX);
    (details.group_name, details.summary) = (group_name.map(CustomerText::new), summary.map(CustomerText::new));
    reader.unknown("assignmentDetails.", assignment, &["groupName", "summary", "relayMessage"]);
    let place = "assignmentDetails.relayMessage";
    let Some(relay_message) = reader.object(place, assignment.get("relayMessage")) else {
        return;
    };
    reader.unknown("assignmentDetails.relayMessage.", relay_message, &["slack"]);
    let Some(slack) = reader.object("assignmentDetails.relayMessage.slack", relay_message.get("slack")) else {
        return;
    };
    relay_message_for_slack(reader, slack, details);
}

/// The ticket's text and its button (`contracts/stella.md` 6.2). The button's own type and payload are the platform's
/// way to say "pick".
fn relay_message_for_slack(reader: &mut Reader, slack: &Map<String, Value>, details: &mut RequestDetails) {
    let place = "assignmentDetails.relayMessage.slack";
    let text = reader.text(&format!("{place}.text"), slack.get("text"), TEXT_MAX);
    details.text = text.map(CustomerText::new);
    let buttons = slack.get("buttons").filter(|value| !value.is_null());
    let listed = buttons.and_then(Value::as_array);
    if buttons.is_some() && listed.is_none() {
        reader.odd(&format!("{place}.buttons"), "not a list");
    }
    if let Some(button) = listed.and_then(|buttons| buttons.first()) {
        details.button = reader.text(&format!("{place}.buttons[0].title"), button.get("title"), TITLE_MAX);
    }
    if listed.is_some_and(|buttons| buttons.len() > 1) {
        reader.odd(&format!("{place}.buttons"), "only the first button is shown");
    }
    reader.unknown(&format!("{place}."), slack, &["type", "text", "buttons"]);
}

#[cfg(test)]
mod tests;
