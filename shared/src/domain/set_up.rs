//! How a workspace is set up after it was installed (`product.md` 8): two ticketing channels, and a checklist for who
//! installed it that ticks itself.

use serde::{Deserialize, Serialize};

use super::routing::folded;
use super::{ChannelId, DEFAULT_LABEL, TicketingChannel, Timestamp, UserId, WorkspaceSettings};

/// A ticketing channel that a workspace is set up with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FirstChannel {
    /// `#support-default`, the default one.
    Default,
    /// `#support-team`.
    Team,
}

impl FirstChannel {
    /// Both, in the order in which they are made.
    pub const ALL: [Self; 2] = [Self::Default, Self::Team];

    /// How many names are tried: a workspace with so many channels of that name is not this app's to fill.
    pub const NAMES: u32 = 20;

    /// Its name, without `#`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Default => "support-default",
            Self::Team => "support-team",
        }
    }

    /// The team's name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Default => DEFAULT_LABEL,
            Self::Team => "Support Team",
        }
    }

    /// The name of an attempt, counted from 1: a taken name gets a suffix.
    pub fn name_of(self, attempt: u32) -> String {
        match attempt {
            0 | 1 => self.name().to_owned(),
            later => format!("{}-{later}", self.name()),
        }
    }
}

/// What is known of a workspace's set-up beside its settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUp {
    /// Who installed it last: the checklist is theirs.
    pub installer: UserId,
    /// Why a ticketing channel is missing, or its installer in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<SetUpTrouble>,
    /// When the first webhook came that was signed by the platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_at: Option<Timestamp>,
    /// When the first request came to the relay URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_at: Option<Timestamp>,
    /// When the first test ticket was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test_at: Option<Timestamp>,
}

/// What of the set-up is seen when it happens. The rest of the checklist is read from the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SetUpStep {
    /// A webhook came that was signed by the platform.
    Webhook,
    /// A request came to the relay URL.
    Request,
    /// A test ticket was sent.
    Test,
}

/// Why the set-up needs a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetUpTrouble {
    /// A ticketing channel can't be made.
    NotMade {
        /// Which.
        channel: FirstChannel,
        /// Slack's word for why.
        error: String,
    },
    /// Whoever installed the app can't be let into a ticketing channel.
    NotInvited {
        /// Which.
        channel: ChannelId,
        /// Slack's word for why.
        error: String,
    },
}

impl SetUp {
    /// A set-up of which nothing has happened yet.
    pub const fn new(installer: UserId) -> Self {
        Self { installer, trouble: None, webhook_at: None, request_at: None, test_at: None }
    }
}

impl WorkspaceSettings {
    /// The channel of a workspace's set-up, if it has one of that label: made, or added by somebody.
    pub fn first_channel(&self, first: FirstChannel) -> Option<&TicketingChannel> {
        self.ticketing_channels.iter().find(|known| match first {
            FirstChannel::Default => self.default_channel.as_ref() == Some(&known.channel),
            FirstChannel::Team => folded(&known.label) == folded(first.label()),
        })
    }

    /// The settings with a channel of the set-up that was just made. `None`: there is one already.
    pub fn with_first_channel(&self, first: FirstChannel, channel: ChannelId, name: &str) -> Option<Self> {
        let known = self.ticketing_channel(&channel).is_some();
        if known || self.first_channel(first).is_some() {
            return None;
        }
        let mut settings = Self { version: self.version.saturating_add(1), ..self.clone() };
        if first == FirstChannel::Default {
            settings.default_channel = Some(channel.clone());
        }
        settings.ticketing_channels.push(TicketingChannel::new(channel, first.label()).named(name));
        Some(settings)
    }

    /// Whether anybody beside this person is to answer customers: who is called first, or who may set things.
    pub fn has_teammates_of(&self, user: &UserId) -> bool {
        let groups = self.ticketing_channels.iter().filter_map(|channel| channel.group.as_ref());
        let called = groups.chain([&self.priority_group]).flat_map(|group| &group.members);
        called.chain(&self.admins).chain(&self.super_admins).any(|other| other != user)
    }
}
