//! People come into channels and leave them, archive, rename and delete them.

use shared::domain::UserId;

use super::super::change::SlackChange;
use super::super::naming;
use super::super::state::{Channel, ChannelKind, User, Workspace};
use super::{ActError, Decided, guard};

/// Adds people, our app among them if named.
pub(super) fn add_people(
    workspace: &Workspace,
    by: &UserId,
    channel: &str,
    users: &[UserId],
) -> Result<Decided, ActError> {
    let channel = may_manage(workspace, by, channel)?;
    let joined = |user: &UserId| SlackChange::MemberJoined {
        channel: channel.id.clone(),
        user: user.clone(),
        inviter: Some(by.clone()),
    };
    for user in users {
        let app = workspace.users.get(user).filter(|_| *user == workspace.app.bot_user);
        let whom = app.map_or_else(|| guard::person(workspace, user), Ok)?;
        can_be_added(workspace, channel, whom)?;
    }
    Ok(Decided::done(users.iter().map(joined).collect()))
}

/// Whom Slack lets people add to a channel. Whoever comes into the workspace by a script is held to it too.
pub(super) fn can_be_added(workspace: &Workspace, channel: &Channel, whom: &User) -> Result<(), ActError> {
    let user = &whom.id;
    Err(ActError::cannot(if channel.is_archived {
        "the channel is archived".to_owned()
    } else if matches!(channel.kind, ChannelKind::Direct | ChannelKind::GroupDirect) {
        "nobody is added to a direct message".to_owned()
    } else if whom.is_ultra_restricted && workspace.has_a_channel(user) {
        format!("{user} is a guest of one channel, and has it")
    } else if whom.is_stranger && !channel.is_ext_shared {
        format!("{user} is of another organisation, and the channel is not shared")
    } else if channel.members.contains(user) {
        format!("{user} is in the channel already")
    } else {
        return Ok(());
    }))
}

/// Joins a public channel.
pub(super) fn join(workspace: &Workspace, by: &UserId, channel: &str) -> Result<Decided, ActError> {
    let person = guard::person(workspace, by)?;
    let channel = guard::channel(workspace, channel)?;
    let may = channel.kind == ChannelKind::Public && !person.is_restricted && !person.is_stranger;
    if !may || channel.is_archived {
        return Err(ActError::cannot(format!("{by} can't join {}", channel.id)));
    }
    if channel.members.contains(by) {
        return Err(ActError::cannot(format!("{by} is in the channel already")));
    }
    let joined = SlackChange::MemberJoined { channel: channel.id.clone(), user: by.clone(), inviter: None };
    Ok(Decided::done(vec![joined]))
}

/// Leaves a channel. What keeps people in it is told in the words of `conversations.leave`.
pub(super) fn leave(workspace: &Workspace, by: &UserId, channel: &str) -> Result<Decided, ActError> {
    let channel = guard::room(workspace, by, channel)?;
    if let Some(error) = keeps(channel, guard::person(workspace, by)?) {
        return Err(ActError::cannot(format!("{by} can't leave {}: {error}", channel.id)));
    }
    Ok(Decided::done(vec![SlackChange::MemberLeft { channel: channel.id.clone(), user: by.clone() }]))
}

fn keeps(channel: &Channel, person: &User) -> Option<&'static str> {
    if channel.is_archived {
        Some("is_archived")
    } else if channel.is_general {
        Some("cant_leave_general")
    } else if person.is_restricted {
        Some("user_is_restricted")
    } else {
        (channel.members.len() == 1).then_some("last_member")
    }
}

/// Archives a channel.
pub(super) fn archive(workspace: &Workspace, by: &UserId, channel: &str) -> Result<Decided, ActError> {
    let channel = may_manage(workspace, by, channel)?;
    if channel.is_general {
        return Err(ActError::cannot("nobody archives the general channel"));
    }
    Ok(Decided::done(vec![SlackChange::ChannelArchived { channel: channel.id.clone() }]))
}

/// Unarchives a channel: people can.
pub(super) fn unarchive(workspace: &Workspace, by: &UserId, channel: &str) -> Result<Decided, ActError> {
    let channel = guard::room(workspace, by, channel)?;
    if !channel.is_archived {
        return Err(ActError::cannot(format!("{} is not archived", channel.id)));
    }
    Ok(Decided::done(vec![SlackChange::ChannelUnarchived { channel: channel.id.clone() }]))
}

/// Deletes a channel: admins can, also from outside.
pub(super) fn delete(workspace: &Workspace, by: &UserId, channel: &str) -> Result<Decided, ActError> {
    let channel = guard::channel(workspace, channel)?;
    let is_room = matches!(channel.kind, ChannelKind::Public | ChannelKind::Private);
    if !guard::person(workspace, by)?.is_admin || channel.is_general || !is_room {
        return Err(ActError::cannot(format!("{by} can't delete {}", channel.id)));
    }
    Ok(Decided::done(vec![SlackChange::ChannelDeleted { channel: channel.id.clone() }]))
}

/// Gives a channel another name.
pub(super) fn rename(workspace: &Workspace, by: &UserId, channel: &str, name: &str) -> Result<Decided, ActError> {
    let channel = may_manage(workspace, by, channel)?;
    naming::check(name).map_err(|refusal| ActError::cannot(refusal.error))?;
    if workspace.is_taken(name) {
        return Err(ActError::cannot(format!("there is a channel {name} already")));
    }
    Ok(Decided::done(vec![SlackChange::ChannelRenamed { channel: channel.id.clone(), name: name.to_owned() }]))
}

/// A channel that this person is in and may change: guests may not.
fn may_manage<'a>(workspace: &'a Workspace, by: &UserId, channel: &str) -> Result<&'a Channel, ActError> {
    let room = guard::room(workspace, by, channel)?;
    if room.is_archived {
        return Err(ActError::cannot(format!("{channel} is archived")));
    }
    let person = guard::person(workspace, by)?;
    let is_outsider = person.is_restricted || person.is_stranger;
    if is_outsider { Err(ActError::cannot(format!("{by} may not do that in {channel}"))) } else { Ok(room) }
}
