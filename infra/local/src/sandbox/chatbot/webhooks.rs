//! What the platform posts to our webhook of what happens there: the bodies of `contracts/stella.md` 4.2 to 4.5.

use serde_json::{Value, json};
use shared::domain::MemberId;

use super::state::{Chat, ChatbotChange, Member, Platform, Reported, Sender};

/// The tool that a send of the API's is attributed to.
const SENT_BY: &str = "64a0c0ffee0000000000b001";

/// The body for one change, on the platform before it; none for what is not told.
pub(in crate::sandbox) fn told_of(before: &Platform, change: &ChatbotChange) -> Option<Value> {
    match change {
        ChatbotChange::ChatAdded { member, chat } => said(before, before.members.get(member)?, chat),
        ChatbotChange::Reported { member, message_id, status } => {
            Some(reported(before, before.members.get(member)?, message_id, status))
        }
        ChatbotChange::Toggled { member, toggle } => live_chat(before, member, toggle.live_chat),
        ChatbotChange::LiveChatSet { member, live_chat: set } => live_chat(before, member, *set),
        // What the webhook says of a node that the API starts, no page tells.
        ChatbotChange::NodeStarted { .. } | ChatbotChange::MemberSet(_) => None,
    }
}

/// A body with its member, channel and app.
fn addressed(platform: &Platform, member: &Member, mut body: Value) -> Value {
    if let Some(fields) = body.as_object_mut() {
        fields.insert("member".to_owned(), json!(member.id));
        fields.insert("channel".to_owned(), json!(platform.channel.id));
        fields.insert("app".to_owned(), json!(platform.app.id));
    }
    body
}

fn said(platform: &Platform, member: &Member, chat: &Chat) -> Option<Value> {
    let event = &chat.message_event;
    let body = match chat.sender {
        Sender::Member => inbound(member, event),
        Sender::Admin => {
            let source = json!({"integrationId": "sandbox", "build": 1, "appIntegration": SENT_BY});
            let meta = json!({"agentUserId": SENT_BY, "source": source});
            json!({"type": "MANUAL", "eventType": "API_OUTBOUND", "meta": meta, "messageEvent": event})
        }
        Sender::Bot => json!({"type": "BOT", "eventType": "BOT_OUTBOUND", "messageEvent": event}),
        Sender::IncomingWebhook => return None,
    };
    Some(addressed(platform, member, body))
}

/// What a customer says is not nested, and a text carries their name along.
fn inbound(member: &Member, event: &Value) -> Value {
    let mut body = event.clone();
    if let Some(fields) = body.as_object_mut() {
        fields.insert("eventType".to_owned(), json!("INBOUND"));
        if event.get("type").is_some_and(|kind| kind == "TEXT") {
            fields.insert("memberExtra".to_owned(), json!({"name": member.shown_name()}));
        }
    }
    body
}

fn reported(platform: &Platform, member: &Member, message_id: &str, status: &Reported) -> Value {
    let mut data = json!({"messageId": message_id});
    if let Some(fields) = data.as_object_mut().filter(|_| !status.errors.is_null()) {
        fields.insert("errors".to_owned(), status.errors.clone());
    }
    let body = json!({
        "type": status.is,
        "eventType": "INBOUND",
        "messageId": message_id,
        "data": data,
        "from": member.external_id,
        "to": platform.channel.number,
        "timestamp": status.at.millis(),
    });
    addressed(platform, member, body)
}

/// Told only when it is another than before.
fn live_chat(platform: &Platform, member: &MemberId, live_chat: bool) -> Option<Value> {
    let member = platform.members.get(member).filter(|member| member.live_chat != live_chat)?;
    let as_it_is = |live_chat: bool| json!({"liveChat": live_chat, "tags": member.tags});
    let body = json!({
        "eventType": "MEMBER_UPDATE",
        "functionName": "NORMAL_UPDATE_MEMBER",
        "before": as_it_is(member.live_chat),
        "after": as_it_is(live_chat),
    });
    Some(addressed(platform, member, body))
}
