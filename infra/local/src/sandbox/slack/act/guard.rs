//! Who can see and touch what.

use shared::domain::{MessageTs, UserId};

use super::super::seed::SLACKBOT;
use super::super::state::{Channel, ChannelKind, Message, User, Workspace};
use super::ActError;

/// Someone who can act: neither a bot nor gone.
pub(super) fn person<'a>(workspace: &'a Workspace, user: &UserId) -> Result<&'a User, ActError> {
    let known = workspace.users.get(user).ok_or_else(|| ActError::cannot(format!("there is no user {user}")))?;
    let is_app = known.is_bot || known.id.as_str() == SLACKBOT;
    match (known.deleted, is_app) {
        (true, _) => Err(ActError::cannot(format!("{user} is deactivated"))),
        (_, true) => Err(ActError::cannot(format!("{user} is no person"))),
        _ => Ok(known),
    }
}

/// A channel by id or name.
pub(super) fn channel<'a>(workspace: &'a Workspace, named: &str) -> Result<&'a Channel, ActError> {
    let name = named.trim_start_matches('#');
    let mut channels = workspace.channels.values();
    let found = channels.find(|channel| channel.id.as_str() == named || (!name.is_empty() && channel.name == name));
    found.ok_or_else(|| ActError::cannot(format!("there is no channel {named}")))
}

/// A channel that this person is in.
pub(super) fn inside<'a>(workspace: &'a Workspace, by: &UserId, named: &str) -> Result<&'a Channel, ActError> {
    let channel = channel(workspace, named)?;
    let is_in = channel.members.contains(by);
    if is_in { Ok(channel) } else { Err(ActError::cannot(format!("{by} is not in {named}"))) }
}

/// The same, and it is not archived.
pub(super) fn open<'a>(workspace: &'a Workspace, by: &UserId, named: &str) -> Result<&'a Channel, ActError> {
    let channel = inside(workspace, by, named)?;
    if channel.is_archived { Err(ActError::cannot(format!("{named} is archived"))) } else { Ok(channel) }
}

/// The same, and it is no direct message.
pub(super) fn room<'a>(workspace: &'a Workspace, by: &UserId, named: &str) -> Result<&'a Channel, ActError> {
    let channel = inside(workspace, by, named)?;
    match channel.kind {
        ChannelKind::Public | ChannelKind::Private => Ok(channel),
        ChannelKind::Direct | ChannelKind::GroupDirect => Err(ActError::cannot("a direct message is no channel")),
    }
}

/// A message that stands in a channel.
pub(super) fn message<'a>(channel: &'a Channel, ts: &MessageTs) -> Result<&'a Message, ActError> {
    let found = channel.message(ts).filter(|message| message.subtype.as_deref() != Some("tombstone"));
    found.ok_or_else(|| ActError::cannot(format!("there is no message {ts} in {}", channel.id)))
}

/// A message of one's own.
pub(super) fn own<'a>(channel: &'a Channel, ts: &MessageTs, by: &UserId) -> Result<&'a Message, ActError> {
    let message = message(channel, ts)?;
    let is_own = message.bot.is_none() && message.user == *by;
    if is_own { Ok(message) } else { Err(ActError::cannot(format!("{ts} is not {by}'s message"))) }
}
