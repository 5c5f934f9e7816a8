//! What Slack tells us of what happens in the workspace: the Events API (`contracts/slack.md` 6). Pure: a change, on the
//! workspace before it, gives events. Only what the app's manifest subscribes to, and only of channels that the app is in.

mod channels;
mod envelope;
pub(super) mod messages;

use serde_json::Value;

pub(in crate::sandbox) use envelope::envelope;

use super::change::SlackChange;
use super::state::Workspace;
use crate::sandbox::Cause;

/// The events of one change.
pub(in crate::sandbox) fn told_of(before: &Workspace, change: &SlackChange, cause: &Cause) -> Vec<Value> {
    match change {
        SlackChange::UserSet(user) => channels::user_changed(before, user, cause),
        SlackChange::ChannelOpened(opened) => channels::opened(before, opened, cause),
        SlackChange::ChannelArchived { channel } => channels::archived(before, channel, cause),
        SlackChange::ChannelUnarchived { channel } => channels::unarchived(before, channel, cause),
        SlackChange::ChannelRenamed { channel, name } => channels::renamed(before, channel, name, cause),
        SlackChange::ChannelDeleted { channel } => channels::deleted(before, channel, cause),
        SlackChange::MemberJoined { channel, user, inviter } => {
            channels::joined(before, channel, user, inviter.as_ref(), cause)
        }
        SlackChange::MemberLeft { channel, user } => channels::left(before, channel, user, cause),
        SlackChange::AppRemoved => channels::app_removed(before, cause),
        SlackChange::TokenStatusSet { status } => channels::token_status(before, *status, cause),
        SlackChange::MessagePosted { .. }
        | SlackChange::MessageUpdated { .. }
        | SlackChange::MessageUnfurled { .. }
        | SlackChange::MessageDeleted { .. } => messages::told_of(before, change, cause),
        // Not subscribed, shown to one person alone, or of no interest to anybody.
        SlackChange::TopicSet { .. }
        | SlackChange::BookmarkAdded { .. }
        | SlackChange::EphemeralPosted { .. }
        | SlackChange::EphemeralReplaced { .. }
        | SlackChange::ReactionSet { .. }
        | SlackChange::View(_)
        | SlackChange::TriggerIssued { .. }
        | SlackChange::TriggerUsed { .. }
        | SlackChange::ResponseUrlIssued { .. }
        | SlackChange::ResponseUrlUsed { .. }
        | SlackChange::Consented { .. }
        | SlackChange::Installed { .. }
        | SlackChange::TokenScoped { .. } => Vec::new(),
    }
}
