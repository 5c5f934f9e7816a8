//! What becomes of a channel: `conversations.create`, `.rename`, `.setTopic`, `.archive`, `.unarchive`
//! (`contracts/slack.md` 9).

use std::collections::BTreeSet;

use serde_json::json;
use shared::domain::{ChannelId, Timestamp, UserId};

use super::change::SlackChange;
use super::message::Says;
use super::methods::{Call, Done, MANAGE};
use super::naming;
use super::refusal::Refusal;
use super::show;
use super::state::{Channel, ChannelKind, Message, Workspace};
use super::topic::Topic;

/// Characters of a topic.
const LONGEST_TOPIC: usize = 250;

/// `conversations.create`: the app's bot user makes it and is in it.
pub(super) fn create(call: &Call<'_>) -> Result<Done, Refusal> {
    let kind = if call.arguments.flag("is_private") { ChannelKind::Private } else { ChannelKind::Public };
    call.manages(kind)?;
    let name = fresh_name(call)?;
    let bot = call.workspace.app.bot_user.clone();
    let channel = Channel::opened(call.workspace.next_channel_id('C'), name, kind, bot, call.now);
    let shown = show::channel(call.workspace, &channel);
    Ok(Done::changing(json!({ "channel": shown }), vec![SlackChange::ChannelOpened(Box::new(channel))]))
}

/// `conversations.rename`: what the app made itself only.
pub(super) fn rename(call: &Call<'_>) -> Result<Done, Refusal> {
    let channel = named_channel_from_inside(call)?;
    call.manages(channel.kind)?;
    refuse_archived(channel)?;
    if channel.creator != call.workspace.app.bot_user {
        return Err(Refusal::new("not_authorized"));
    }
    let name = fresh_name(call)?.to_owned();
    let mut renamed = channel.clone();
    renamed.rename(name.clone());
    let shown = show::channel(call.workspace, &renamed);
    let change = SlackChange::ChannelRenamed { channel: renamed.id, name };
    Ok(Done::changing(json!({ "channel": shown }), vec![change]))
}

/// `conversations.setTopic`: a topic that is there already changes nothing, another one is told in the channel.
pub(super) fn set_topic(call: &Call<'_>) -> Result<Done, Refusal> {
    let channel = named_channel_from_inside(call)?;
    call.may(channel.kind, &[("channels:write.topic", "groups:write.topic"), MANAGE])?;
    refuse_archived(channel)?;
    let value = call.arguments.text("topic").unwrap_or_default();
    if value.encode_utf16().count() > LONGEST_TOPIC {
        return Err(Refusal::new("too_long"));
    }
    if value == channel.topic.value {
        return Ok(Done::answer(json!({"channel": show::channel(call.workspace, channel)})));
    }
    let bot = call.workspace.app.bot_user.clone();
    let topic = Topic { value: value.to_owned(), creator: Some(bot), last_set: Some(call.now) };
    let shown = show::channel(call.workspace, &Channel { topic: topic.clone(), ..channel.clone() });
    let told =
        SlackChange::MessagePosted { channel: channel.id.clone(), message: Box::new(telling(call, channel, value)) };
    let change = SlackChange::TopicSet { channel: channel.id.clone(), topic };
    Ok(Done::changing(json!({ "channel": shown }), vec![change, told]))
}

/// The message that tells of a new topic.
fn telling(call: &Call<'_>, channel: &Channel, topic: &str) -> Message {
    let bot = &call.workspace.app.bot_user;
    let text = match topic {
        "" => format!("<@{bot}> cleared the channel topic"),
        topic => format!("<@{bot}> set the channel topic: {topic}"),
    };
    let says = Says { text, ..Says::default() };
    let message = Message::by_app(&call.workspace.app, channel.next_ts(call.now), says);
    Message { subtype: Some("channel_topic".into()), bot: None, ..message }
}

/// `conversations.archive`.
pub(super) fn archive(call: &Call<'_>) -> Result<Done, Refusal> {
    let channel = call.named_channel()?;
    call.manages(channel.kind)?;
    if channel.is_archived {
        return Err(Refusal::new("already_archived"));
    }
    if channel.is_general {
        return Err(Refusal::new("cant_archive_general"));
    }
    if !call.is_in(channel) {
        return Err(Refusal::new("not_in_channel"));
    }
    Ok(Done::changing(json!({}), vec![SlackChange::ChannelArchived { channel: channel.id.clone() }]))
}

/// `conversations.unarchive`: no bot can, whatever the channel (`contracts/slack.md` 9). Slack's text names
/// `not_in_channel` for it, which the method does not list; of what may be answered, this comes nearest.
pub(super) fn unarchive(call: &Call<'_>) -> Result<Done, Refusal> {
    let channel = call.named_channel()?;
    call.manages(channel.kind)?;
    Err(Refusal::new(if channel.is_archived { "not_allowed_token_type" } else { "not_archived" }))
}

fn fresh_name<'a>(call: &Call<'a>) -> Result<&'a str, Refusal> {
    let name = call.arguments.text("name").unwrap_or_default();
    naming::check(name)?;
    if call.workspace.is_taken(name) { Err(Refusal::new("name_taken")) } else { Ok(name) }
}

fn named_channel_from_inside<'a>(call: &Call<'a>) -> Result<&'a Channel, Refusal> {
    let channel = call.named_channel()?;
    if call.is_in(channel) { Ok(channel) } else { Err(Refusal::new("not_in_channel")) }
}

fn refuse_archived(channel: &Channel) -> Result<(), Refusal> {
    if channel.is_archived { Err(Refusal::new("is_archived")) } else { Ok(()) }
}

impl Workspace {
    /// Whether a channel has this name: also an archived one, and one that the app can't see (`contracts/slack.md` 9).
    pub(super) fn is_taken(&self, name: &str) -> bool {
        self.channels.values().any(|channel| channel.name == name)
    }

    /// An id for the next channel. Those that were deleted count too, so that the number is a fresh one.
    pub(super) fn next_channel_id(&self, prefix: char) -> ChannelId {
        let so_far = self.channels.len() + self.deleted_channels.len();
        ChannelId::new(format!("{prefix}08SANDBOX{}", so_far + 1))
    }
}

impl Channel {
    /// A conversation as it is when it is opened.
    pub(in crate::sandbox) fn opened(
        id: ChannelId,
        name: &str,
        kind: ChannelKind,
        creator: UserId,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            name: name.to_owned(),
            kind,
            created: now,
            members: BTreeSet::from([creator.clone()]),
            creator,
            is_general: false,
            is_ext_shared: false,
            is_archived: false,
            previous_names: Vec::new(),
            topic: Topic::default(),
            bookmarks: Vec::new(),
            messages: Vec::new(),
            ephemerals: Vec::new(),
        }
    }

    /// Gives it another name.
    pub(super) fn rename(&mut self, name: String) {
        let before = std::mem::replace(&mut self.name, name);
        self.previous_names.push(before);
    }
}
