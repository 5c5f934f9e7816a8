//! What to do next for a thing: decided from what is known of it, purely.

use std::time::Duration;

use super::super::scene::Look;
use crate::domain::{ChannelId, MessageTs, Timestamp, UserId, WorkspaceId};
use crate::job::Owner;
use crate::limits::{Call, LimitKey, Limits};
use crate::store::Shown;

/// How long the echo of a post (recorded from issue B on) has before the history is asked (`contracts/slack.md` 8: a few seconds).
pub(super) const ECHO: Duration = Duration::from_secs(10);

/// How long a ticket without a usable channel waits before the channels are tried again.
pub(super) const CHANNEL_AGAIN: Duration = Duration::from_mins(5);

/// The next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Plan {
    /// Not now.
    Wait(Timestamp),
    /// It stands, and never changes.
    Leave,
    /// Nowhere to post it.
    NoChannel,
    /// Find the direct message with this person.
    OpenDirect(UserId),
    /// Post it here.
    Post(ChannelId),
    /// A post was begun then and nobody knows what became of it: look for it here.
    LookFor(ChannelId, Timestamp),
    /// Bring it up to date.
    Update(ChannelId, MessageTs),
}

/// Decides the next step.
pub(super) fn plan(
    owner: &Owner,
    look: &Look,
    shown: &Shown,
    limits: &Limits,
    workspace: &WorkspaceId,
    now: Timestamp,
) -> Plan {
    let unless = |limit: LimitKey, plan: Plan| limits.holds(&limit, now).map_or(plan, Plan::Wait);
    match (&shown.channel, &shown.ts, shown.posting) {
        (Some(_), Some(_), _) if look.fixed => Plan::Leave,
        (Some(channel), Some(ts), _) => {
            let update = Plan::Update(channel.clone(), ts.clone());
            unless(LimitKey::slack(workspace, Call::UpdateMessage), update)
        }
        (Some(_), None, Some(since)) if now < since.after(ECHO) => Plan::Wait(since.after(ECHO)),
        (Some(channel), None, Some(since)) => {
            unless(LimitKey::slack(workspace, Call::History), Plan::LookFor(channel.clone(), since))
        }
        (known, _, _) => match place(owner, look, known.as_ref(), &shown.avoid) {
            Place::Channel(channel) => {
                let limit = LimitKey::post(workspace, &channel);
                unless(limit, Plan::Post(channel))
            }
            Place::Person(user) => unless(LimitKey::slack(workspace, Call::OpenDirect), Plan::OpenDirect(user)),
            Place::Nowhere => Plan::NoChannel,
        },
    }
}

enum Place {
    Channel(ChannelId),
    Person(UserId),
    Nowhere,
}

/// Where a thing is to be posted: the first of its channels that has not refused it.
fn place(owner: &Owner, look: &Look, known: Option<&ChannelId>, avoid: &[ChannelId]) -> Place {
    match (owner, known) {
        (Owner::Direct(_), Some(channel)) => Place::Channel(channel.clone()),
        (Owner::Direct(user), None) => Place::Person(user.clone()),
        (Owner::Conversation(_) | Owner::Channel(_) | Owner::Workspace, _) => {
            let channel = look.channels.iter().find(|channel| !avoid.contains(channel));
            channel.map_or(Place::Nowhere, |channel| Place::Channel(channel.clone()))
        }
    }
}
