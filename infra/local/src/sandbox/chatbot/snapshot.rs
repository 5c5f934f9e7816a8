//! The platform as scripts and the page see it: `GET /sandbox/chatbot/state`.

use serde_json::{Value, json};
use shared::domain::MemberId;

use super::state::{Chat, Member, Platform};

/// Everything but secrets.
pub(in crate::sandbox) fn of(platform: &Platform) -> Value {
    let customers: Vec<Value> = platform.members.values().map(|member| customer(platform, member)).collect();
    json!({"app": platform.app.id, "customers": customers})
}

/// How many of a customer's messages a page begins with.
const NEWEST: usize = 100;

/// Every customer with their newest messages: `GET /sandbox/live`.
pub(crate) fn customers(platform: &Platform) -> Vec<Value> {
    let newest = |member: &Member| member.chats.len().saturating_sub(NEWEST);
    platform.members.values().map(|member| with_messages(platform, member, newest(member))).collect()
}

/// A customer without what was said.
pub(crate) fn alone(platform: &Platform, member: &MemberId) -> Option<Value> {
    platform.members.get(member).map(|member| customer_alone(platform, member))
}

/// One of a customer's messages, by its id.
pub(crate) fn message(platform: &Platform, member: &MemberId, id: &str) -> Option<Value> {
    platform.members.get(member)?.chats.iter().rev().find(|chat| chat.id == id).map(line)
}

fn customer(platform: &Platform, member: &Member) -> Value {
    with_messages(platform, member, 0)
}

fn with_messages(platform: &Platform, member: &Member, from: usize) -> Value {
    let mut shown = customer_alone(platform, member);
    if let Value::Object(object) = &mut shown {
        object.insert("messages".into(), member.chats.iter().skip(from).map(line).collect());
    }
    shown
}

fn customer_alone(platform: &Platform, member: &Member) -> Value {
    json!({
        "member": member.id,
        "channel": member.channel,
        "app": platform.app.id,
        "platform": platform.channel.platform,
        "name": member.shown_name(),
        "liveChat": member.live_chat,
        "toggles": member.toggles,
        "started": member.started,
    })
}

/// `status` is the last that was reported; null where nothing was.
fn line(chat: &Chat) -> Value {
    json!({
        "id": chat.id,
        "message_id": chat.message_id(),
        "at": chat.at,
        "from": chat.sender,
        "kind": chat.message_event.get("type"),
        "text": chat.message_event.pointer("/data/text"),
        "status": chat.statuses.last().map(|reported| reported.is),
        "event": chat.message_event,
    })
}
