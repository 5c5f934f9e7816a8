//! A workspace's settings (`product.md` 6 and 7). Every field has a default, so that what was stored earlier still
//! reads.

use serde::{Deserialize, Serialize};

use super::{ChannelId, CustomisedMessages, Hours, PriorityGroup, Timestamp, UserId};

/// What admins have set for their workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WorkspaceSettings {
    /// Rises by one with each save. Of two admins who save at once, the second is shown what changed.
    pub version: u64,
    /// The ticketing channels, in the order in which they were added.
    pub ticketing_channels: Vec<TicketingChannel>,
    /// Which of them is the default. `None`: the workspace is not set up yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_channel: Option<ChannelId>,
    /// The workspace's priority group.
    pub priority_group: PriorityGroup,
    /// Who may appoint admins, and may whatever admins may. The last one can't be removed.
    pub super_admins: Vec<UserId>,
    /// Who may change these settings.
    pub admins: Vec<UserId>,
    /// The customised messages.
    pub messages: CustomisedMessages,
    /// Whether the customer sees who writes. True by default.
    pub show_agent_name: bool,
    /// What `{agent}` reads when the customer does not see who writes.
    pub team_word: String,
    /// How inbox channels are made.
    pub inbox_channel_type: InboxChannelType,
    /// *1 on 1*: only the handler answers. False by default.
    pub one_on_one: bool,
    /// What becomes of the inbox channel of an ended live chat.
    pub ended_chats: EndedChats,
    /// After how many hours without a message of either side a ticket is closed. 24 by default; 0: never.
    pub idle_after_hours: u32,
    /// How many days transcripts are kept. 365 by default (`product.md` names no number); 0: for good.
    pub retention_days: u32,
}

impl Default for WorkspaceSettings {
    fn default() -> Self {
        Self {
            version: 0,
            ticketing_channels: Vec::new(),
            default_channel: None,
            priority_group: PriorityGroup::default(),
            super_admins: Vec::new(),
            admins: Vec::new(),
            messages: CustomisedMessages::default(),
            show_agent_name: true,
            team_word: "our team".to_owned(),
            inbox_channel_type: InboxChannelType::default(),
            one_on_one: false,
            ended_chats: EndedChats::default(),
            idle_after_hours: 24,
            retention_days: 365,
        }
    }
}

impl WorkspaceSettings {
    /// The next version, with this person as the first super admin. None: there is one already.
    pub fn with_first_super_admin(&self, user: &UserId) -> Option<Self> {
        self.super_admins.is_empty().then(|| Self {
            version: self.version + 1,
            super_admins: vec![user.clone()],
            ..self.clone()
        })
    }
}

/// A Slack channel with a label, where tickets for that label are posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketingChannel {
    /// The Slack channel.
    pub channel: ChannelId,
    /// The channel's name, without `#`, as Slack last told it: for lists, where a channel can't be named by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The team's name. Unique in a workspace, without regard to case and surrounding blanks.
    pub label: String,
    /// Labels it had before. Each goes on working until another channel takes it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_labels: Vec<String>,
    /// Its own priority group. `None`: the workspace's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<PriorityGroup>,
    /// When it is staffed. `None`: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    /// What happens when nobody picks.
    #[serde(default)]
    pub ladder: Ladder,
    /// After how many minutes a transfer that nobody picked here goes back. 30 by default; 0: never by itself.
    #[serde(default = "half_an_hour")]
    pub return_after_minutes: u32,
    /// When Slack last told whether tickets can be posted. What happened before that says nothing any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usable_at: Option<Timestamp>,
    /// When Slack last told the channel's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named_at: Option<Timestamp>,
    /// Whether tickets can be posted: the channel is there, not archived, and the app is in it. True by default.
    #[serde(default = "yes")]
    pub usable: bool,
}

impl TicketingChannel {
    /// The same, with the channel's name.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        Self { name: Some(name.to_owned()), ..self }
    }

    /// A ticketing channel with the defaults.
    pub fn new(channel: ChannelId, label: impl Into<String>) -> Self {
        Self {
            channel,
            name: None,
            label: label.into(),
            former_labels: Vec::new(),
            group: None,
            hours: None,
            ladder: Ladder::default(),
            return_after_minutes: half_an_hour(),
            usable_at: None,
            named_at: None,
            usable: true,
        }
    }
}

const fn half_an_hour() -> u32 {
    30
}

const fn yes() -> bool {
    true
}

/// What happens when nobody picks. At once the priority group is called; then these steps, each once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ladder {
    /// After how many minutes `<!here>` is called. 5 by default; 0: not at all.
    pub here_after_minutes: u32,
    /// After how many minutes the customer is told that nobody is available. 15 by default; 0: not at all.
    pub unanswered_after_minutes: u32,
    /// What becomes of the ticket then.
    pub then: LastStep,
}

impl Default for Ladder {
    fn default() -> Self {
        Self { here_after_minutes: 5, unanswered_after_minutes: 15, then: LastStep::default() }
    }
}

/// What becomes of a ticket that nobody picked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LastStep {
    /// It is closed, and the bot answers again.
    #[default]
    Close,
    /// It goes on waiting.
    KeepWaiting,
}

/// How inbox channels are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum InboxChannelType {
    /// As private channels.
    #[default]
    Private,
    /// As public channels.
    Public,
}

/// What becomes of the inbox channel of an ended live chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EndedChats {
    /// Nothing.
    Keep,
    /// The people are removed; the app stays, so that nothing has to be unarchived.
    RemovePeople {
        /// After how many days.
        after_days: u32,
    },
    /// It is archived.
    Archive {
        /// After how many days.
        after_days: u32,
    },
}

impl Default for EndedChats {
    fn default() -> Self {
        Self::RemovePeople { after_days: 14 }
    }
}

#[cfg(test)]
mod tests {
    use super::{EndedChats, TicketingChannel, WorkspaceSettings};
    use crate::domain::{ChannelId, UserId};

    #[test]
    fn whoever_comes_first_is_super_admin_and_nobody_after_them_by_coming() {
        let first = WorkspaceSettings::default().with_first_super_admin(&UserId::new("UMAY")).unwrap();
        assert_eq!((first.version, first.super_admins.as_slice()), (1, [UserId::new("UMAY")].as_slice()));
        assert_eq!(first.with_first_super_admin(&UserId::new("UBEN")), None);
    }

    #[test]
    fn settings_that_were_stored_before_a_field_was_made_read_with_its_default() {
        let read: WorkspaceSettings = serde_json::from_str("{}").unwrap();
        assert_eq!(read, WorkspaceSettings::default());
        assert!(read.show_agent_name && !read.one_on_one);
        assert_eq!((read.idle_after_hours, read.team_word.as_str()), (24, "our team"));
        assert_eq!(read.ended_chats, EndedChats::RemovePeople { after_days: 14 });

        let channel: TicketingChannel = serde_json::from_str(r#"{"channel":"C1","label":"A"}"#).unwrap();
        assert_eq!(channel, TicketingChannel::new(ChannelId::new("C1"), "A"));
        assert!(channel.usable);
        assert_eq!(channel.return_after_minutes, 30);
        assert_eq!((channel.ladder.here_after_minutes, channel.ladder.unanswered_after_minutes), (5, 15));
    }
}
