//! A call's arguments, and how a method reads them.

use reqwest::RequestBuilder;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Map, Value, json};

use crate::domain::{ChannelId, MessageTs};
use crate::slack::blocks::Message;
use crate::slack::{DeliveryKey, Post, Reply, limits, split};

/// Arguments by name.
pub(super) type Arguments = Map<String, Value>;

/// Methods that read no JSON: to send it would make the arguments invisible (`contracts/slack.md` 1).
const FORM_ONLY: &[&str] = &[
    "apps.uninstall",
    "auth.revoke",
    "bots.info",
    "chat.getPermalink",
    "conversations.info",
    "conversations.list",
    "conversations.members",
    "conversations.replies",
    "files.getUploadURLExternal",
    "files.info",
];
/// Families of methods that read no JSON.
const FORM_ONLY_FAMILIES: &[&str] = &["users.", "oauth.v2."];

/// These arguments.
pub(super) fn of<const N: usize>(named: [(&str, Value); N]) -> Arguments {
    named.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The request with the arguments as the method reads them. In a form, what is not a text is written as JSON.
pub(super) fn written(request: RequestBuilder, method: &str, arguments: Arguments) -> RequestBuilder {
    let form_only = FORM_ONLY.contains(&method) || FORM_ONLY_FAMILIES.iter().any(|family| method.starts_with(family));
    if !form_only {
        return request.header(CONTENT_TYPE, "application/json; charset=utf-8").json(&arguments);
    }
    let written = |(name, value): (String, Value)| match value {
        Value::String(text) => (name, text),
        other => (name, other.to_string()),
    };
    request.form(&arguments.into_iter().map(written).collect::<Vec<_>>())
}

/// What a message says: text and blocks, always both.
pub(super) fn said(message: &Message) -> Arguments {
    of([("text", json!(message.text())), ("blocks", json!(message.blocks()))])
}

/// A post's.
pub(super) fn post(post: &Post) -> Arguments {
    let mut arguments = said(&post.message);
    arguments.insert("channel".to_owned(), json!(post.channel));
    if let Some(thread) = &post.thread {
        arguments.insert("thread_ts".to_owned(), json!(thread));
    }
    if let Some(sender) = post.sender.as_ref().filter(|sender| !sender.is_blank()) {
        arguments.insert("username".to_owned(), json!(name(sender.as_str())));
    }
    arguments.insert("metadata".to_owned(), metadata(&post.key));
    // A link's preview would come back as a change of the message (`contracts/slack.md` 7).
    arguments.insert("unfurl_links".to_owned(), json!(false));
    arguments.insert("unfurl_media".to_owned(), json!(false));
    arguments
}

/// A name in one line that fits.
fn name(sender: &str) -> String {
    let line: Vec<&str> = sender.split_whitespace().collect();
    split::first_characters(&line.join(" "), limits::SENDER)
}

fn metadata(key: &DeliveryKey) -> Value {
    json!({"event_type": DeliveryKey::EVENT_TYPE, "event_payload": {DeliveryKey::NAME: key.as_str()}})
}

/// A mark's.
pub(super) fn reaction(channel: &ChannelId, ts: &MessageTs, name: &str) -> Arguments {
    of([("channel", json!(channel)), ("timestamp", json!(ts)), ("name", json!(name))])
}

/// An answer's to a click. Whom it is shown to is left out: Slack's own default is who clicked.
pub(super) fn reply(reply: &Reply) -> Arguments {
    let mut arguments = said(&reply.message);
    arguments.insert("replace_original".to_owned(), json!(reply.replaces_original));
    arguments
}
