//! Limits that the other side imposed: until when a call must not be made.

use std::collections::BTreeMap;
use std::fmt;

use crate::domain::{AppId, ChannelId, Timestamp, WorkspaceId};

/// A kind of outside call, as far as limits go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Call {
    /// `chat.postMessage`: limited by channel (`contracts/slack.md` 2).
    PostMessage,
    /// `chat.update`: limited by workspace.
    UpdateMessage,
    /// `conversations.history`: limited by workspace, to one a minute for some apps.
    History,
    /// `conversations.open`.
    OpenDirect,
    /// `conversations.create`: about 20 a minute and workspace.
    CreateChannel,
    /// `conversations.info`.
    ChannelInfo,
    /// `conversations.join`.
    Join,
    /// `conversations.archive`: about 20 a minute.
    Archive,
    /// `conversations.invite`.
    Invite,
    /// `users.info`.
    User,
    /// `reactions.add` and `reactions.remove`: 50 a minute.
    React,
    /// `chat.postEphemeral`.
    PostEphemeral,
    /// `conversations.setTopic`.
    SetTopic,
    /// `chat.getPermalink`.
    Permalink,
    /// The platform's member query: limited by app.
    Member,
    /// The platform's conversationHistory query: limited by app.
    ConversationHistory,
    /// The platform's toggleLiveChat: limited by app.
    Toggle,
    /// The platform's sendResponses: limited by app.
    Send,
    /// The platform's redirectMemberToNode: limited by app.
    StartNode,
}

impl Call {
    /// The name the other side gives it: in keys, logs and metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PostMessage => "chat.postMessage",
            Self::UpdateMessage => "chat.update",
            Self::History => "conversations.history",
            Self::OpenDirect => "conversations.open",
            Self::CreateChannel => "conversations.create",
            Self::ChannelInfo => "conversations.info",
            Self::Join => "conversations.join",
            Self::Archive => "conversations.archive",
            Self::Invite => "conversations.invite",
            Self::User => "users.info",
            Self::React => "reactions.add",
            Self::PostEphemeral => "chat.postEphemeral",
            Self::SetTopic => "conversations.setTopic",
            Self::Permalink => "chat.getPermalink",
            Self::Member => "member",
            Self::ConversationHistory => "conversationHistory",
            Self::Toggle => "toggleLiveChat",
            Self::Send => "sendResponses",
            Self::StartNode => "redirectMemberToNode",
        }
    }
}

/// What a limit holds for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LimitKey {
    /// A Slack method of a workspace, and of a channel where it counts.
    Slack(WorkspaceId, Call, Option<ChannelId>),
    /// A platform query of an app.
    Platform(AppId, Call),
}

impl LimitKey {
    /// The limit that a post to a channel meets.
    pub fn post(workspace: &WorkspaceId, channel: &ChannelId) -> Self {
        Self::Slack(workspace.clone(), Call::PostMessage, Some(channel.clone()))
    }

    /// The limit that another Slack call meets.
    pub fn slack(workspace: &WorkspaceId, call: Call) -> Self {
        Self::Slack(workspace.clone(), call, None)
    }
}

impl fmt::Display for LimitKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Slack(workspace, call, None) => write!(f, "{workspace}#{}", call.name()),
            Self::Slack(workspace, call, Some(channel)) => write!(f, "{workspace}#{}#{channel}", call.name()),
            Self::Platform(app, call) => write!(f, "platform#{app}#{}", call.name()),
        }
    }
}

/// The limits that were read with a job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits(BTreeMap<LimitKey, Timestamp>);

impl Limits {
    /// Adds what was read.
    pub fn note(&mut self, key: LimitKey, until: Timestamp) {
        self.0.insert(key, until);
    }

    /// Until when this call has to wait, if it has to wait now.
    pub fn holds(&self, key: &LimitKey, now: Timestamp) -> Option<Timestamp> {
        self.0.get(key).copied().filter(|until| *until > now)
    }
}

#[cfg(test)]
mod tests {
    use super::{Call, LimitKey, Limits};
    use crate::domain::{ChannelId, Timestamp, WorkspaceId};

    #[test]
    fn a_limit_holds_for_its_own_channel_and_only_until_its_time() {
        let (team, here, there) = (WorkspaceId::new("T1"), ChannelId::new("C1"), ChannelId::new("C2"));
        let at = Timestamp::from_millis;
        let mut limits = Limits::default();
        limits.note(LimitKey::post(&team, &here), at(30_000));
        assert_eq!(limits.holds(&LimitKey::post(&team, &here), at(29_999)), Some(at(30_000)));
        assert_eq!(limits.holds(&LimitKey::post(&team, &here), at(30_000)), None);
        assert_eq!(limits.holds(&LimitKey::post(&team, &there), at(0)), None);
        assert_eq!(limits.holds(&LimitKey::slack(&team, Call::UpdateMessage), at(0)), None);
    }
}
