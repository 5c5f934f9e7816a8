//! The platform as scripts and the page see it: `GET /sandbox/chatbot/state`.

use serde_json::{Value, json};

use super::state::{Chat, Member, Platform};

/// Everything but secrets.
pub(in crate::sandbox) fn of(platform: &Platform) -> Value {
    let customers: Vec<Value> = platform.members.values().map(|member| customer(platform, member)).collect();
    json!({"app": platform.app.id, "customers": customers})
}

fn customer(platform: &Platform, member: &Member) -> Value {
    json!({
        "member": member.id,
        "channel": member.channel,
        "app": platform.app.id,
        "platform": platform.channel.platform,
        "name": member.shown_name(),
        "liveChat": member.live_chat,
        "toggles": member.toggles,
        "started": member.started,
        "messages": member.chats.iter().map(line).collect::<Vec<_>>(),
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
