//! Channels as people see them, as plain text: mentions, channels and dates by name, what was escaped as it was typed.

use shared::domain::{ChannelId, UserId};

use super::lines;
use super::state::{Channel, Ephemeral, Message, Workspace};

/// Each channel in which something stands: its messages with their threads, then who alone was shown what.
pub(in crate::sandbox) fn channels(workspace: &Workspace) -> impl Iterator<Item = String> {
    let used = |channel: &&Channel| !channel.messages.is_empty() || !channel.ephemerals.is_empty();
    workspace.channels.values().filter(used).map(|channel| self::channel(workspace, channel))
}

fn channel(workspace: &Workspace, channel: &Channel) -> String {
    let name = if channel.name.is_empty() { "direct message" } else { &channel.name };
    let mut shown = format!("#{name}\n");
    for message in channel.messages.iter().filter(|message| message.thread_ts.is_none()) {
        shown += &said(workspace, message, "  ", "");
        for reply in channel.replies(&message.ts) {
            shown += &said(workspace, reply, "    ", " in the thread");
        }
    }
    shown.extend(channel.ephemerals.iter().map(|ephemeral| privately(workspace, ephemeral)));
    shown
}

fn privately(workspace: &Workspace, ephemeral: &Ephemeral) -> String {
    said(workspace, &ephemeral.message, "  ", &format!(" to {} alone", person(workspace, &ephemeral.to)))
}

/// Who, then line by line, then the marks.
fn said(workspace: &Workspace, message: &Message, indent: &str, how: &str) -> String {
    let who = message.username.clone().unwrap_or_else(|| person(workspace, &message.user));
    let mut shown = format!("{indent}{who}{how}\n");
    for line in lines::of(message) {
        shown += &format!("{indent}  {}\n", read(workspace, &line));
    }
    if !message.reactions.is_empty() {
        let marks: Vec<String> = message.reactions.iter().map(|reaction| format!(":{}:", reaction.name)).collect();
        shown += &format!("{indent}  {}\n", marks.join(" "));
    }
    shown
}

fn person(workspace: &Workspace, user: &UserId) -> String {
    workspace.users.get(user).map_or_else(|| user.to_string(), |user| user.display_name.clone())
}

/// A line with its tokens (`<@U…>`, `<#C…>`, `<!date^…|text>`, `<link|text>`) as they are shown.
fn read(workspace: &Workspace, line: &str) -> String {
    let mut shown = String::new();
    let mut rest = line;
    while let Some((before, (inside, after))) = rest.split_once('<').and_then(|(a, b)| Some((a, b.split_once('>')?))) {
        shown += before;
        shown += &token(workspace, inside);
        rest = after;
    }
    (shown + rest).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn token(workspace: &Workspace, inside: &str) -> String {
    let (what, label) = inside.split_once('|').map_or((inside, None), |(what, label)| (what, Some(label)));
    if let Some(user) = what.strip_prefix('@') {
        return format!("@{}", person(workspace, &UserId::new(user)));
    }
    if let Some(id) = what.strip_prefix('#') {
        let known = workspace.channels.get(&ChannelId::new(id));
        return format!("#{}", known.map_or(id, |channel| &channel.name));
    }
    let called = what.strip_prefix('!').map(|word| format!("@{word}"));
    label.map(str::to_owned).or(called).unwrap_or_else(|| what.to_owned())
}
