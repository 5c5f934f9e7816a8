//! Lanes: whose they are, which there are, and what each is about. Their texts are parts of keys and never change.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::{ChannelId, MemberId, MessageTs, TicketId, Timer, Timestamp, UserId, WorkspaceId};

/// Whose lanes these are: the partition of the table that their jobs stand in.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// One member's conversation.
    Conversation(MemberId),
    /// The direct messages of one person: jobs of no conversation are grouped by what they concern.
    Direct(UserId),
    /// One channel, whoever's it is.
    Channel(ChannelId),
    /// The workspace as a whole.
    Workspace,
}

/// A thing that people see in Slack and that is kept up to date: each has a lane of its own, for there is no order
/// among things and a limited one must not hold up another.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    /// A ticket's card in a ticketing channel. It has a new number each time the ticket comes back to a queue.
    Card {
        /// The ticket.
        ticket: TicketId,
        /// Which of its cards, from 1.
        number: u32,
    },
    /// The line that tells a ticketing channel that the customer asked again.
    AskedAgain {
        /// The ticket that was open already.
        ticket: TicketId,
        /// When it was asked for again.
        at: Timestamp,
    },
    /// The direct message that tells an admin that a ticket has no usable ticketing channel.
    NoChannel {
        /// The member whose ticket waits.
        member: MemberId,
        /// The ticket that waits.
        ticket: TicketId,
        /// The channel that refused it, and Slack's word for why. `None`: there is no channel at all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        trouble: Option<(ChannelId, String)>,
    },
    /// The direct message that tells an admin that something shown for a ticket was given up.
    GivenUp {
        /// The member whose ticket it is.
        member: MemberId,
        /// The ticket.
        ticket: TicketId,
    },
    /// The direct message that tells an admin that no inbox channel can be opened.
    NoInbox {
        /// The member whose ticket waits again.
        member: MemberId,
        /// The ticket.
        ticket: TicketId,
        /// Slack's word for why.
        error: String,
    },
    /// The direct message that tells an admin that this app is not in what they made a ticketing channel.
    NotEntered {
        /// The channel.
        channel: ChannelId,
        /// Slack's word for why.
        error: String,
        /// When they made it one.
        at: Timestamp,
    },
    /// A live chat's card in the inbox channel: a new one each live chat, and in each successor of the channel.
    LiveChatCard {
        /// The ticket.
        ticket: TicketId,
        /// The inbox channel that it stands in.
        inbox: ChannelId,
    },
    /// The checklist of whoever installed the app, in their direct messages.
    Checklist,
    /// A message in the inbox channel that never changes: a customer's, a notice, *Before you joined*.
    InboxLine {
        /// The id of the job that posts it.
        job: String,
    },
    /// A line of ours in the thread of an agent's message: what became of it.
    UnderMessage {
        /// The inbox channel.
        channel: ChannelId,
        /// The agent's message.
        ts: MessageTs,
        /// What it tells, and the number of the attempt that it tells of.
        told: Told,
        /// Counted from 1: each *Retry* may fail again.
        number: u32,
    },
}

impl Thing {
    /// The ticket of which it is a card, in a ticketing channel or in the inbox channel.
    pub const fn is_card_of(&self) -> Option<&TicketId> {
        match self {
            Self::Card { ticket, .. } | Self::LiveChatCard { ticket, .. } => Some(ticket),
            Self::AskedAgain { .. }
            | Self::NoChannel { .. }
            | Self::GivenUp { .. }
            | Self::NoInbox { .. }
            | Self::Checklist
            | Self::NotEntered { .. }
            | Self::InboxLine { .. }
            | Self::UnderMessage { .. } => None,
        }
    }
}

/// What the thread of an agent's message tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// The platform refused it.
    Failed,
    /// No answer came, and no echo either.
    Unknown,
}

/// What is looked up at the platform for the card, best effort. Each is one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LookUp {
    /// Name, language, tags.
    Profile,
    /// The customer's last message to the bot.
    LastMessage,
}

/// Where a job stands, in order, among others that must not overtake it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// Open the inbox channel, invite the winner, then the others.
    Ctl,
    /// The platform's liveChat toggle.
    Bot,
    /// Customer → inbox channel.
    In,
    /// Agents' messages and the customised messages → platform.
    Out,
    /// Keeping one thing in Slack up to date.
    Show(Thing),
    /// Looking something up at the platform: neither a card nor a pick waits for it.
    Look(TicketId, LookUp),
    /// A new inbox channel's topic: nobody waits for it.
    Dress(ChannelId),
    /// The marks of one agent's message.
    Mark(ChannelId, MessageTs),
    /// One private answer, by the id of what it answers: nobody else waits for it.
    Tell(String),
    /// What becomes of a channel that we may have made without learning of it.
    Stray,
    /// One timer of a ticket at a hop: none waits for another.
    Timer(Timer, TicketId, u32),
    /// Asking the platform whether a ticket's live chat is off: a toggle waits for no read.
    Check(TicketId),
    /// Asking Slack who a person is who is to be given a role.
    Who,
    /// Setting the workspace up that the person has installed.
    SetUp,
    /// Coming into a channel that was made a ticketing channel.
    Enter,
    /// Asking once more for what is wanted of the platform: a toggle waits for no time.
    Again,
    /// What follows when a workspace removes the app, or installs it again.
    Installation,
}

impl Lane {
    /// Its kind, for logs: never what it is about.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Ctl => "ctl",
            Self::Bot => "bot",
            Self::In => "in",
            Self::Out => "out",
            Self::Show(_) => "show",
            Self::Look(..) => "look",
            Self::Dress(_) => "dress",
            Self::Mark(..) => "mark",
            Self::Tell(_) => "tell",
            Self::Stray => "stray",
            Self::Timer(..) => "timer",
            Self::Check(_) => "check",
            Self::Who => "who",
            Self::SetUp => "set-up",
            Self::Enter => "enter",
            Self::Again => "again",
            Self::Installation => "installation",
        }
    }
}

/// A lane with its place in the table: what a doorbell names.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LaneKey {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Whose lane.
    pub owner: Owner,
    /// Which lane.
    pub lane: Lane,
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conversation(member) => write!(f, "member#{member}"),
            Self::Direct(user) => write!(f, "dm#{user}"),
            Self::Channel(channel) => write!(f, "channel#{channel}"),
            Self::Workspace => f.write_str("workspace"),
        }
    }
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Card { ticket, number } => write!(f, "card#{ticket}#{number}"),
            Self::AskedAgain { ticket, at } => write!(f, "asked-again#{ticket}#{}", at.millis()),
            Self::NoChannel { ticket, .. } => write!(f, "no-channel#{ticket}"),
            Self::GivenUp { ticket, .. } => write!(f, "given-up#{ticket}"),
            Self::NoInbox { ticket, .. } => write!(f, "no-inbox#{ticket}"),
            Self::NotEntered { channel, at, .. } => write!(f, "not-entered#{channel}#{}", at.millis()),
            Self::LiveChatCard { ticket, inbox } => write!(f, "live-chat-card#{ticket}#{inbox}"),
            Self::Checklist => f.write_str("checklist"),
            Self::InboxLine { job } => write!(f, "inbox-line#{job}"),
            Self::UnderMessage { channel, ts, told, number } => {
                let told = match told {
                    Told::Failed => "failed",
                    Told::Unknown => "unknown",
                };
                write!(f, "under#{channel}#{ts}#{told}#{number}")
            }
        }
    }
}

impl fmt::Display for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ctl => f.write_str("ctl"),
            Self::Bot => f.write_str("bot"),
            Self::In => f.write_str("in"),
            Self::Out => f.write_str("out"),
            Self::Show(thing) => write!(f, "show#{thing}"),
            Self::Look(ticket, LookUp::Profile) => write!(f, "look#profile#{ticket}"),
            Self::Look(ticket, LookUp::LastMessage) => write!(f, "look#last-message#{ticket}"),
            Self::Dress(channel) => write!(f, "dress#{channel}"),
            Self::Mark(channel, ts) => write!(f, "mark#{channel}#{ts}"),
            Self::Tell(id) => write!(f, "tell#{id}"),
            Self::Stray => f.write_str("stray"),
            Self::Timer(timer, ticket, hop) => write!(f, "timer#{}#{ticket}#{hop}", timer.word()),
            Self::Check(ticket) => write!(f, "check#{ticket}"),
            Self::Who => f.write_str("who"),
            Self::SetUp => f.write_str("set-up"),
            Self::Enter => f.write_str("enter"),
            Self::Again => f.write_str("again"),
            Self::Installation => f.write_str("installation"),
        }
    }
}

impl fmt::Display for LaneKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}#{}", self.workspace, self.owner, self.lane)
    }
}
