//! People who come into the workspace, as many as a script asks for.

use shared::domain::{Timestamp, UserId};

use super::super::change::SlackChange;
use super::super::seed;
use super::super::state::{User, Workspace};
use super::deed::{Kind, Newcomers};
use super::{ActError, Acted, Decided, channels, guard};

/// How many can come at once.
const MOST: usize = 1000;

/// Makes people, and puts them into a channel.
pub(super) fn come(workspace: &Workspace, newcomers: &Newcomers, now: Timestamp) -> Result<Decided, ActError> {
    if !(1..=MOST).contains(&newcomers.create_users) {
        return Err(ActError::cannot(format!("create_users: from 1 to {MOST}")));
    }
    let channel = newcomers.channel.as_deref().map(|named| guard::channel(workspace, named)).transpose()?;
    let first = workspace.users.len() + 1;
    let users: Vec<User> = (first..).take(newcomers.create_users).map(|it| user(it, newcomers.kind, now)).collect();
    for (channel, user) in channel.iter().flat_map(|channel| users.iter().map(move |user| (channel, user))) {
        channels::can_be_added(workspace, channel, user)?;
    }
    let came: Vec<UserId> = users.iter().map(|user| user.id.clone()).collect();
    let mut changes: Vec<SlackChange> = users.into_iter().map(SlackChange::UserSet).collect();
    changes.extend(channel.into_iter().flat_map(|channel| {
        came.iter().map(|user| SlackChange::MemberJoined {
            channel: channel.id.clone(),
            user: user.clone(),
            inviter: workspace.owner().cloned(),
        })
    }));
    Ok(Decided { changes, acted: Acted::Came(came) })
}

/// Nobody is ever removed, so their number makes a fresh id.
fn user(number: usize, kind: Kind, now: Timestamp) -> User {
    let fresh = seed::person(&format!("U08NEW{number:05}"), now);
    let is_guest = matches!(kind, Kind::MultiChannelGuest | Kind::SingleChannelGuest);
    let team_id = if kind == Kind::Foreign { seed::other_workspace() } else { fresh.team_id.clone() };
    User {
        name: format!("person{number}"),
        real_name: format!("Person {number}"),
        display_name: format!("Person {number}"),
        is_restricted: is_guest,
        is_ultra_restricted: kind == Kind::SingleChannelGuest,
        is_stranger: kind == Kind::Foreign,
        team_id,
        ..fresh
    }
}
