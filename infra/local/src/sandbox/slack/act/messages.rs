//! People write, edit and delete.

use serde_json::{Value, json};
use shared::domain::{ChannelId, MessageTs, Timestamp, UserId};

use super::super::change::SlackChange;
use super::super::state::{Channel, Edited, Message, Workspace};
use super::super::ts::Micros;
use super::deed::{Chatter, NewFile, Write};
use super::typing::{Typed, typed};
use super::{ActError, Acted, Decided, guard};

/// How much can be written at once.
const MOST_CHATTER: usize = 10_000;

/// Writes a message.
pub(super) fn write(workspace: &Workspace, by: &UserId, write: &Write, now: Timestamp) -> Result<Decided, ActError> {
    let channel = guard::open(workspace, by, &write.channel)?;
    if write.text.is_empty() && write.file.is_none() {
        return Err(ActError::cannot("Slack's send button is off without text or file"));
    }
    let ts = channel.next_ts(now);
    let message = Message {
        thread_ts: parent(channel, write)?,
        files: write.file.iter().map(|new| file(workspace, by, new, &ts)).collect(),
        ..written(channel, by, write, ts.clone())
    };
    let posted = SlackChange::MessagePosted { channel: channel.id.clone(), message: Box::new(message) };
    Ok(Decided { changes: vec![posted], acted: Acted::Posted { channel: channel.id.clone(), ts } })
}

/// The people of a channel write, one after the other.
pub(super) fn chatter(workspace: &Workspace, chatter: &Chatter, now: Timestamp) -> Result<Decided, ActError> {
    if !(1..=MOST_CHATTER).contains(&chatter.count) {
        return Err(ActError::cannot(format!("count: from 1 to {MOST_CHATTER}")));
    }
    let channel = guard::channel(workspace, &chatter.channel)?;
    let people: Vec<&UserId> = channel.members.iter().filter(|user| **user != workspace.app.bot_user).collect();
    let mut ts = channel.next_ts(now);
    let mut changes = Vec::with_capacity(chatter.count);
    for (number, by) in (1..=chatter.count).zip(people.iter().cycle()) {
        let write = Write { text: format!("Message {number} of {}", chatter.count), ..Write::default() };
        let message = Box::new(written(channel, by, &write, ts.clone()));
        changes.push(SlackChange::MessagePosted { channel: channel.id.clone(), message });
        ts = Micros::of(&ts).next().ts();
    }
    Ok(Decided::done(changes))
}

/// A message as its author has written it.
fn written(channel: &Channel, by: &UserId, write: &Write, ts: MessageTs) -> Message {
    let id = Id::of(&channel.id, &ts);
    let content = typed(&write.text);
    Message {
        subtype: write.me.then(|| "me_message".to_owned()),
        user: by.clone(),
        bot: None,
        blocks: if write.me { Vec::new() } else { content.blocks(&id.block()) },
        text: content.text,
        attachments: Vec::new(),
        metadata: None,
        thread_ts: None,
        is_broadcast: write.broadcast,
        edited: None,
        reactions: Vec::new(),
        username: None,
        icon_emoji: None,
        client_msg_id: (!write.me).then(|| id.client()),
        files: Vec::new(),
        ts,
    }
}

fn parent(channel: &Channel, write: &Write) -> Result<Option<MessageTs>, ActError> {
    let Some(ts) = &write.thread_ts else {
        return if write.broadcast { Err(ActError::cannot("only a reply is broadcast")) } else { Ok(None) };
    };
    match channel.message(ts) {
        Some(parent) if parent.thread_ts.is_none() => Ok(Some(ts.clone())),
        _ => Err(ActError::cannot(format!("there is no message {ts} to reply to"))),
    }
}

/// Writes one's own message anew.
pub(super) fn edit(
    workspace: &Workspace,
    by: &UserId,
    (channel, ts): (&str, &MessageTs),
    text: &str,
    now: Timestamp,
) -> Result<Decided, ActError> {
    let channel = guard::open(workspace, by, channel)?;
    let before = guard::own(channel, ts, by)?;
    if text.is_empty() && before.files.is_empty() {
        return Err(ActError::cannot("an empty edit deletes: use delete"));
    }
    let content = typed(text);
    let updated = SlackChange::MessageUpdated {
        channel: channel.id.clone(),
        ts: ts.clone(),
        blocks: content.blocks(&Id::of(&channel.id, ts).block()),
        text: content.text,
        attachments: before.attachments.clone(),
        metadata: before.metadata.clone(),
        edited: Edited { user: by.clone(), ts: Micros::at(now).ts() },
    };
    Ok(Decided::done(vec![updated]))
}

/// Deletes one's own message; admins delete any.
pub(super) fn delete(workspace: &Workspace, by: &UserId, channel: &str, ts: &MessageTs) -> Result<Decided, ActError> {
    let channel = guard::open(workspace, by, channel)?;
    if guard::person(workspace, by)?.is_admin {
        guard::message(channel, ts)?;
    } else {
        guard::own(channel, ts, by)?;
    }
    Ok(Decided::done(vec![SlackChange::MessageDeleted { channel: channel.id.clone(), ts: ts.clone() }]))
}

/// Slack adds previews to a message with links.
pub(super) fn unfurl(workspace: &Workspace, by: &UserId, channel: &str, ts: &MessageTs) -> Result<Decided, ActError> {
    let channel = guard::open(workspace, by, channel)?;
    let message = guard::message(channel, ts)?;
    let attachments: Vec<Value> = (1..).zip(Typed::links(&message.text)).map(|(id, link)| preview(id, link)).collect();
    if attachments.is_empty() {
        return Err(ActError::cannot(format!("{ts} has no link")));
    }
    let unfurled = SlackChange::MessageUnfurled { channel: channel.id.clone(), ts: ts.clone(), attachments };
    Ok(Decided::done(vec![unfurled]))
}

fn preview(id: u32, link: &str) -> Value {
    json!({"id": id, "from_url": link, "original_url": link, "fallback": link, "title": link, "title_link": link})
}

fn file(workspace: &Workspace, by: &UserId, new: &NewFile, ts: &MessageTs) -> Value {
    let (team, name) = (&workspace.id, &new.name);
    let id = format!("F08{}", ts.as_str().replace('.', ""));
    let kind = name.rsplit_once('.').map_or("binary", |(_, kind)| kind).to_ascii_lowercase();
    let seconds = ts.as_str().split('.').next().and_then(|seconds| seconds.parse::<i64>().ok()).unwrap_or_default();
    let private = format!("https://files.slack.com/files-pri/{team}-{id}");
    json!({
        "id": id,
        "created": seconds,
        "timestamp": seconds,
        "name": name,
        "title": name,
        "mimetype": new.mimetype,
        "filetype": kind,
        "pretty_type": kind.to_ascii_uppercase(),
        "user": by,
        "user_team": workspace.users.get(by).map_or(team, |user| &user.team_id),
        "editable": false,
        "size": new.size,
        "mode": "hosted",
        "is_external": false,
        "external_type": "",
        "is_public": false,
        "public_url_shared": false,
        "display_as_bot": false,
        "username": "",
        "url_private": format!("{private}/{name}"),
        "url_private_download": format!("{private}/download/{name}"),
        "media_display_type": "unknown",
        "permalink": format!("https://{}.slack.com/files/{by}/{id}/{name}", workspace.domain),
        "permalink_public": format!("https://slack-files.com/{team}-{id}-0a1b2c3d4e"),
        "is_starred": false,
        "has_rich_preview": false,
        "file_access": "visible",
    })
}

/// What Slack's clients make up for a message: the same for the same message.
struct Id(String);

impl Id {
    fn of(channel: &ChannelId, ts: &MessageTs) -> Self {
        Self(shared::digest::hex(&format!("{channel}/{ts}")))
    }

    fn block(&self) -> String {
        self.0.get(..5).unwrap_or_default().to_owned()
    }

    /// In the form of a UUID.
    fn client(&self) -> String {
        let part = |from: usize, to: usize| self.0.get(from..to).unwrap_or_default();
        format!("{}-{}-4{}-8{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
    }
}
