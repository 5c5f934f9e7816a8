//! `GET /sandbox/shown`: what people see, as plain text: each channel's messages and private answers, each customer's
//! phone. For people at a terminal, and for scripts that have no JSON reader.

use axum::extract::State;
use serde_json::Value;

use super::Sandbox;
use super::chatbot::{Chat, Member};
use super::slack::shown as slack;

/// Every channel and every phone on which something stands.
pub(super) async fn show(State(sandbox): State<Sandbox>) -> String {
    let workspace = sandbox.slack();
    let platform = sandbox.chatbot();
    let phones = platform.members.values().filter(|member| !member.chats.is_empty()).map(phone);
    let places: Vec<String> = slack::channels(&workspace).chain(phones).collect();
    places.join("\n")
}

/// What a customer wrote and was sent.
fn phone(member: &Member) -> String {
    let live_chat = if member.live_chat { "True" } else { "False" };
    let lines = member.chats.iter().map(said);
    let head = format!("{}'s phone (live chat {live_chat})\n", member.shown_name());
    std::iter::once(head).chain(lines).collect()
}

fn said(chat: &Chat) -> String {
    let who = serde_json::to_value(chat.sender).unwrap_or_default();
    let who = who.as_str().unwrap_or_default();
    let text = chat.message_event.pointer("/data/text").and_then(Value::as_str);
    let kind = || format!("({})", chat.message_event.get("type").and_then(Value::as_str).unwrap_or_default());
    format!("  {who}: {}\n", text.map_or_else(kind, str::to_owned))
}
