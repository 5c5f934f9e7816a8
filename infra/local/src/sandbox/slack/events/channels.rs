//! Events of channels and people (`contracts/slack.md` 6.3). A private channel's have names of their own.

use serde_json::{Value, json};
use shared::domain::{ChannelId, UserId};

use super::super::show;
use super::super::state::{Channel, ChannelKind, TokenStatus, User, Workspace};
use super::super::ts::Micros;
use crate::sandbox::Cause;

/// A person is another one than before: `user_change`. Those who are new are not subscribed to.
pub(super) fn user_changed(before: &Workspace, user: &User, cause: &Cause) -> Vec<Value> {
    let is_changed = before.users.get(&user.id).is_some_and(|known| known != user);
    let told = json!({
        "type": "user_change",
        "user": show::user(user, false),
        "cache_ts": cause.at.seconds(),
        "event_ts": event_ts(cause),
    });
    is_changed.then_some(told).into_iter().collect()
}

/// A channel was made: whoever is in it joined. A direct message tells nothing.
pub(super) fn opened(before: &Workspace, opened: &Channel, cause: &Cause) -> Vec<Value> {
    let is_ours = opened.members.contains(&before.app.bot_user);
    let joined = |user: &UserId| {
        let inviter = Some(&opened.creator).filter(|creator| *creator != user);
        member_joined(before, opened, user, inviter, cause)
    };
    if is_ours { opened.members.iter().filter_map(joined).collect() } else { Vec::new() }
}

/// Someone joined, or was added.
pub(super) fn joined(
    before: &Workspace,
    channel: &ChannelId,
    user: &UserId,
    inviter: Option<&UserId>,
    cause: &Cause,
) -> Vec<Value> {
    let bot = &before.app.bot_user;
    let found = before.channels.get(channel).filter(|channel| !channel.members.contains(user));
    let seen = found.filter(|channel| channel.members.contains(bot) || user == bot);
    seen.and_then(|channel| member_joined(before, channel, user, inviter, cause)).into_iter().collect()
}

fn member_joined(
    workspace: &Workspace,
    channel: &Channel,
    user: &UserId,
    inviter: Option<&UserId>,
    cause: &Cause,
) -> Option<Value> {
    let mut told = json!({
        "type": "member_joined_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": letter(channel)?,
        "team": team_of(workspace, user),
        "event_ts": event_ts(cause),
    });
    if let (Some(inviter), Value::Object(told)) = (inviter, &mut told) {
        told.insert("inviter".into(), json!(inviter));
    }
    Some(told)
}

/// Someone left, or was removed. Of its own leaving the app is told by another event.
pub(super) fn left(before: &Workspace, channel: &ChannelId, user: &UserId, cause: &Cause) -> Vec<Value> {
    let Some(channel) = ours(before, channel).filter(|channel| channel.members.contains(user)) else {
        return Vec::new();
    };
    let Some(letter) = letter(channel) else { return Vec::new() };
    if *user == before.app.bot_user {
        return of_kind(channel, "left", cause, |told| told.extend(actor("actor_id", cause)));
    }
    vec![json!({
        "type": "member_left_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": letter,
        "team": team_of(before, user),
        "event_ts": event_ts(cause),
    })]
}

/// A channel was archived.
pub(super) fn archived(before: &Workspace, channel: &ChannelId, cause: &Cause) -> Vec<Value> {
    let channel = ours(before, channel).filter(|channel| !channel.is_archived);
    let tell = |channel| {
        of_kind(channel, "archive", cause, |told| {
            told.extend(actor("user", cause));
            told.push(("is_moved", json!(0)));
        })
    };
    channel.map(tell).unwrap_or_default()
}

/// A channel was unarchived.
pub(super) fn unarchived(before: &Workspace, channel: &ChannelId, cause: &Cause) -> Vec<Value> {
    let channel = ours(before, channel).filter(|channel| channel.is_archived);
    let tell = |channel| of_kind(channel, "unarchive", cause, |told| told.extend(actor("user", cause)));
    channel.map(tell).unwrap_or_default()
}

/// A channel was deleted.
pub(super) fn deleted(before: &Workspace, channel: &ChannelId, cause: &Cause) -> Vec<Value> {
    let tell = |channel| of_kind(channel, "deleted", cause, |told| told.extend(actor("actor_id", cause)));
    ours(before, channel).map(tell).unwrap_or_default()
}

/// A channel has another name: the one event whose `channel` is an object.
pub(super) fn renamed(before: &Workspace, channel: &ChannelId, name: &str, cause: &Cause) -> Vec<Value> {
    let tell = |channel: &Channel| {
        let named = json!({
            "id": channel.id,
            "name": name,
            "name_normalized": name,
            "created": channel.created.seconds(),
            "is_channel": true,
            "is_mpim": false,
        });
        of_kind(channel, "rename", cause, |told| told.push(("channel", named)))
    };
    ours(before, channel).map(tell).unwrap_or_default()
}

/// Our app was removed: told by two events.
pub(super) fn app_removed(before: &Workspace, cause: &Cause) -> Vec<Value> {
    let mut told = token_status(before, TokenStatus::Revoked, cause);
    if !told.is_empty() {
        told.insert(0, json!({"type": "app_uninstalled", "event_ts": event_ts(cause)}));
    }
    told
}

/// The token works no more because it was revoked.
pub(super) fn token_status(before: &Workspace, status: TokenStatus, cause: &Cause) -> Vec<Value> {
    let is_revoked = status == TokenStatus::Revoked && before.token.status != status;
    let told = json!({
        "type": "tokens_revoked",
        "tokens": {"oauth": [], "bot": [before.app.bot_user]},
        "event_ts": event_ts(cause),
    });
    is_revoked.then_some(told).into_iter().collect()
}

/// `channel_archive` or `group_archive` and the like, with what it says besides.
fn of_kind(
    channel: &Channel,
    what: &str,
    cause: &Cause,
    fill: impl FnOnce(&mut Vec<(&'static str, Value)>),
) -> Vec<Value> {
    let family = match channel.kind {
        ChannelKind::Public => "channel",
        ChannelKind::Private => "group",
        ChannelKind::Direct | ChannelKind::GroupDirect => return Vec::new(),
    };
    let mut told = vec![
        ("type", json!(format!("{family}_{what}"))),
        ("channel", json!(channel.id)),
        ("event_ts", json!(event_ts(cause))),
    ];
    fill(&mut told);
    vec![told.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()]
}

fn actor(key: &'static str, cause: &Cause) -> Option<(&'static str, Value)> {
    cause.actor.as_ref().map(|actor| (key, json!(actor)))
}

/// A channel that the app is in.
pub(super) fn ours<'a>(workspace: &'a Workspace, channel: &ChannelId) -> Option<&'a Channel> {
    workspace.channels.get(channel).filter(|channel| channel.members.contains(&workspace.app.bot_user))
}

/// A person's own team.
pub(super) fn team_of<'a>(workspace: &'a Workspace, user: &UserId) -> &'a shared::domain::WorkspaceId {
    workspace.users.get(user).map_or(&workspace.id, |user| &user.team_id)
}

pub(super) fn event_ts(cause: &Cause) -> String {
    Micros::at(cause.at).ts().as_str().to_owned()
}

fn letter(channel: &Channel) -> Option<&'static str> {
    match channel.kind {
        ChannelKind::Public => Some("C"),
        ChannelKind::Private => Some("G"),
        ChannelKind::Direct | ChannelKind::GroupDirect => None,
    }
}
