//! Which report a body is: the order of `contracts/stella.md` 4.1, which matters since a status has an inbound event's
//! type too.

use serde_json::Value;

use super::delivery_id::DeliveryId;
use super::{Delivery, Report, Said, content, outbound, status};
use crate::chatbot::customer::first_characters;
use crate::chatbot::id::id_of;
use crate::chatbot::time::time;
use crate::domain::{AppId, BotChannelId, CustomerText, MemberId};

/// How many customers of one report are read.
const MEMBERS_MAX: usize = 1_000;
/// The longest name that is kept, in characters.
const NAME_MAX: usize = 200;
/// The longest kind that is logged, in characters.
const KIND_MAX: usize = 40;
/// Messenger's own events, which no customer said (`contracts/stella.md` 4.2).
const NOT_SAID: &[&str] = &[
    "ECHO",
    "REFERRAL",
    "OPTIN",
    "ACCOUNT_LINKING",
    "PASS_THREAD_CONTROL",
    "REQUEST_THREAD_CONTROL",
    "TAKE_THREAD_CONTROL",
    "APP_ROLES",
    "POLICY_ENFORCEMENT",
];

pub(super) fn delivery(body: &Value) -> Delivery {
    let named = |field: &str| body.get(field).and_then(id_of);
    Delivery {
        channel: named("channel").map(BotChannelId::new),
        app: named("app").map(AppId::new),
        report: report(body),
    }
}

fn report(body: &Value) -> Report {
    let text = |field: &str| body.get(field).and_then(Value::as_str).unwrap_or_default();
    let (kind, event) = (text("type"), text("eventType"));
    let member = body.get("member").and_then(id_of).map(MemberId::new);
    let other = || Report::Other { kind: word(if event.is_empty() { kind } else { event }) };
    if status::is_status(kind) {
        let status = member.and_then(|member| status::read(kind, &member, body));
        return status.map_or_else(|| Report::Other { kind: word(kind) }, Report::Status);
    }
    if let Some(changed) = member_event(event, body) {
        return changed;
    }
    let Some(member) = member else { return other() };
    if let Some(by) = outbound::by(kind, event) {
        return Report::Echo(outbound::read(by, member, body));
    }
    if is_said(kind, event) { Report::Said(Box::new(said(member, body))) } else { other() }
}

/// `MEMBER_UPDATE`, `BATCH_MEMBER_UPDATE` and `NODE_TRIGGER` (`contracts/stella.md` 4.5).
fn member_event(event: &str, body: &Value) -> Option<Report> {
    match event {
        "MEMBER_UPDATE" | "BATCH_MEMBER_UPDATE" => {}
        "NODE_TRIGGER" => return Some(Report::Other { kind: word(event) }),
        _ => return None,
    }
    let listed = body.get("members").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let members = listed.iter().chain(body.get("member")).filter_map(id_of).take(MEMBERS_MAX);
    let members: Vec<MemberId> = members.map(MemberId::new).collect();
    let live_chat = body.pointer("/after/liveChat").and_then(Value::as_bool);
    Some(match live_chat {
        _ if members.is_empty() => Report::Other { kind: word(event) },
        Some(live_chat) => Report::LiveChat { members, live_chat },
        None => Report::MemberChanged { members },
    })
}

/// An inbound event is said by the customer even if its kind is not known: better a line too many than one too few.
fn is_said(kind: &str, event: &str) -> bool {
    match event {
        "INBOUND" => !NOT_SAID.contains(&kind),
        "" => content::is_content(kind),
        _ => false,
    }
}

fn said(member: MemberId, body: &Value) -> Said {
    let name = body.pointer("/memberExtra/name").and_then(Value::as_str).map(str::trim).filter(|name| !name.is_empty());
    Said {
        member,
        at: body.get("timestamp").and_then(time),
        id: DeliveryId::of(body),
        content: content::read(body),
        name: name.map(|name| CustomerText::new(first_characters(name, NAME_MAX))),
    }
}

/// A type as the platform writes them. Whatever else it is may be somebody's words.
fn word(kind: &str) -> String {
    let of_words = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    match kind {
        "" => "no type".to_owned(),
        kind if kind.len() <= KIND_MAX && kind.chars().all(of_words) => kind.to_owned(),
        _ => "not a type".to_owned(),
    }
}
