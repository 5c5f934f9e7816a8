//! `chat.getPermalink`: where a message stands on the web.

use serde_json::json;
use shared::domain::MessageTs;

use super::methods::{Call, Done};
use super::refusal::Refusal;
use super::state::{Channel, Message, Workspace};

/// `chat.getPermalink`.
pub(super) fn get(call: &Call<'_>) -> Result<Done, Refusal> {
    let channel = call.channel()?;
    let ts = MessageTs::new(call.arguments.text("message_ts").unwrap_or_default());
    let message = channel.message(&ts).ok_or_else(|| Refusal::new("message_not_found"))?;
    Ok(Done::answer(json!({"channel": channel.id, "permalink": of(call.workspace, channel, message)})))
}

/// Where a message stands on the web; a reply's address names its parent too.
fn of(workspace: &Workspace, channel: &Channel, message: &Message) -> String {
    let place = message.ts.as_str().replace('.', "");
    let address = format!("https://{}.slack.com/archives/{}/p{place}", workspace.domain, channel.id);
    match &message.thread_ts {
        Some(parent) => format!("{address}?thread_ts={parent}&cid={}", channel.id),
        None => address,
    }
}
