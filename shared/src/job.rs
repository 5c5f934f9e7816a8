//! What is to be done outside, as versioned jobs: which there are, in which lane each stands, how often it is tried.
//!
//! A job carries ids only; what is sent is rendered from the state as it is when the job's turn comes. A lane is an
//! ordered list of jobs in the table; a queue message is only a doorbell that names the lane.

mod lane;
mod telling;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::{
    BotChannelId, ChannelId, CustomerMessage, FirstChannel, MemberId, MessageTs, Notice, TicketId, Timer, Timestamp,
    UserId, WorkspaceId,
};
use crate::seal::Sealed;

pub use lane::{Lane, LaneKey, LookUp, Owner, Thing, Told};
pub use telling::{NotSent, TellAbout};

/// The version of the job items that this release writes. It reads those of the release before, too.
pub const JOB_VERSION: u32 = 1;

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Unique within the lane; put if absent, so the same cause can't put it twice.
    pub id: String,
    /// Where it stands.
    pub lane: LaneKey,
    /// Its place in the lane: epoch milliseconds (a transition's order, a message's source time).
    pub order: i64,
    /// When we first heard of it: among jobs of one order the earlier stands first.
    pub first_received: Timestamp,
    /// What to do.
    pub kind: JobKind,
}

/// Where a job or message stands in the table, whatever it does.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct JobKey {
    /// Its lane.
    pub lane: LaneKey,
    /// Its order when it was put.
    pub order: i64,
    /// Its id in the lane.
    pub id: String,
}

impl JobKey {
    /// Where an agent's message stands: in the lane `out`, at its time in Slack, under its channel and id.
    pub fn of_agents_message(workspace: &WorkspaceId, member: &MemberId, channel: &ChannelId, ts: &MessageTs) -> Self {
        let owner = Owner::Conversation(member.clone());
        let lane = LaneKey { workspace: workspace.clone(), owner, lane: Lane::Out };
        Self { lane, order: ts.millis(), id: format!("{channel}#{ts}") }
    }
}

impl Job {
    /// Where it stands.
    pub fn key(&self) -> JobKey {
        JobKey { lane: self.lane.clone(), order: self.order, id: self.id.clone() }
    }

    /// The time that it waits for. `None`: it can be done at once.
    pub const fn not_before(&self) -> Option<Timestamp> {
        match self.kind {
            JobKind::Timer { at, .. } | JobKind::RepeatLiveChat { at } => Some(at),
            _ => None,
        }
    }
}

/// What a job does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum JobKind {
    /// Post a thing, or bring it up to date.
    Show {
        /// Where it is to be posted, as far as known when the job was made: the limits of that channel are read with
        /// the job.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel: Option<ChannelId>,
    },
    /// Ask the platform.
    LookUp {
        /// For whose card.
        ticket: TicketId,
        /// What.
        what: LookUp,
        /// Through which bot channel the customer came.
        bot: BotChannelId,
    },
    /// Find the inbox channel again, or open one.
    OpenInbox {
        /// For which ticket.
        ticket: TicketId,
        /// The hop: past, the job is dropped.
        hop: u32,
        /// Where the handler is answered, sealed, should there be none to open.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply: Option<Sealed>,
    },
    /// Invite the handler, first and alone.
    InviteHandler {
        /// For which ticket.
        ticket: TicketId,
        /// The hop: past, the job is dropped.
        hop: u32,
        /// Who.
        handler: UserId,
        /// Where they are answered, sealed: the click's `response_url`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply: Option<Sealed>,
    },
    /// Invite the priority group, but for who is in.
    InviteOthers {
        /// The ticketing channel whose group it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel: Option<ChannelId>,
        /// How many of it have had their turn.
        #[serde(default, skip_serializing_if = "is_none_yet")]
        done: u32,
    },
    /// Invite one person who asked to join the inbox channel.
    InvitePerson {
        /// Who.
        user: UserId,
        /// Of which ticket.
        ticket: TicketId,
        /// The channel they see the answer in, when there is no `response_url`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel: Option<ChannelId>,
        /// Where they are answered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply: Option<Sealed>,
    },
    /// Set the platform's liveChat to what the conversation wants now.
    SetLiveChat,
    /// Set the topic of a new inbox channel.
    SetTopic,
    /// Post the live chat's card.
    PostLiveChatCard {
        /// Of which ticket.
        ticket: TicketId,
    },
    /// Quote what the customer wrote while waiting, and the recent bot conversation.
    QuoteBeforeJoined {
        /// Of which ticket.
        ticket: TicketId,
    },
    /// Say something in the inbox channel.
    TellInbox {
        /// About which ticket.
        ticket: TicketId,
        /// What.
        notice: Notice,
    },
    /// Say in the inbox channel that a customised message did not arrive, or that nobody knows.
    TellUndelivered {
        /// About which ticket.
        ticket: TicketId,
        /// Which.
        message: CustomerMessage,
        /// Whether nobody knows.
        is_unknown: bool,
    },
    /// Send a customised message, if that one has a text.
    TellCustomer {
        /// About which ticket.
        ticket: TicketId,
        /// Which.
        message: CustomerMessage,
        /// Who `{agent}` is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<UserId>,
    },
    /// Start the bot node of the end of a live chat.
    StartEndNode {
        /// Of which ticket.
        ticket: TicketId,
    },
    /// Tell one person privately.
    TellPerson {
        /// Whom.
        user: UserId,
        /// About which ticket.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ticket: Option<TicketId>,
        /// What.
        about: TellAbout,
        /// The channel they see it in, when there is no `response_url`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        channel: Option<ChannelId>,
        /// Where they are answered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply: Option<Sealed>,
    },
    /// A customer's message, to be posted in the inbox channel. Its text stands beside the job.
    CustomerSaid {
        /// What was sent, when it is no text: `image`, `location` … The text is then what can be told of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sent: Option<String>,
    },
    /// An agent's message, to be sent to the customer. Its text stands beside the job.
    AgentSaid {
        /// The inbox channel that it was written in.
        channel: ChannelId,
        /// The message.
        ts: MessageTs,
        /// Who wrote it.
        author: UserId,
        /// Whether it holds files, which can't be sent yet.
        #[serde(default)]
        files: bool,
    },
    /// Put a mark on an agent's message, or take it off.
    Mark {
        /// The reaction's name, without colons.
        name: String,
        /// On, or off.
        on: bool,
    },
    /// Tell who mentioned the app what the lane's channel is to it.
    AnswerMention {
        /// The message that mentions it.
        ts: MessageTs,
        /// The thread in which that stands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        thread: Option<MessageTs>,
        /// Who wrote it.
        user: UserId,
    },
    /// Ask what a channel is into which we came, and which is nobody's inbox channel.
    LookAtChannel,
    /// Archive a channel that nothing will come of.
    ArchiveStray,
    /// A time has come: put it to the ticket, if it is at that hop still.
    Timer {
        /// Which ticket.
        ticket: TicketId,
        /// The hop: past, the timer is dropped.
        hop: u32,
        /// What for.
        timer: Timer,
        /// When.
        at: Timestamp,
    },
    /// The platform has reported liveChat False while a ticket was open: ask whether it is so.
    CheckLiveChat {
        /// The ticket.
        ticket: TicketId,
        /// Through which bot channel it was reported.
        bot: BotChannelId,
    },
    /// Ask once more for what is wanted of the platform: the bot's own doing may have come after ours.
    RepeatLiveChat {
        /// When that is over.
        at: Timestamp,
    },
    /// The app was removed from the workspace: close its open tickets, so that the bot gets their customers back.
    CloseTickets {
        /// When it was removed, by Slack's clock.
        uninstalled_at: Timestamp,
    },
    /// The app was installed again: bring back what was parked until then.
    BringBack {
        /// When it was installed.
        installed_at: Timestamp,
    },
    /// Ask Slack who the lane's person is.
    AskWho,
    /// Make a ticketing channel of the set-up.
    MakeChannel {
        /// Which.
        channel: FirstChannel,
        /// Which of its names is tried, counted from 1.
        attempt: u32,
    },
    /// Invite whoever installed the app into a ticketing channel of the set-up.
    InviteInstaller {
        /// The ticketing channel.
        channel: ChannelId,
    },
    /// See that tickets can be posted in the lane's channel, which was made a ticketing channel.
    EnterChannel {
        /// Who made it one: they are told if it takes something of theirs.
        by: UserId,
        /// Whether it is known to be public, so that it is joined.
        #[serde(default)]
        joins: bool,
    },
    /// A kind of a later release: left for it (a rollback must lose nothing).
    #[serde(other)]
    Unknown,
}

/// Whether nobody has had their turn yet.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_none_yet(done: &u32) -> bool {
    *done == 0
}

impl JobKind {
    /// How often the call is made before the job is parked and shown to people.
    ///
    /// A card is tried for about a day: Slack may be away for hours and the ticket must still come. A look-up is best
    /// effort: the card is complete without it.
    pub const fn attempts(&self) -> u32 {
        match self {
            Self::Show { .. }
            | Self::PostLiveChatCard { .. }
            | Self::QuoteBeforeJoined { .. }
            | Self::TellInbox { .. }
            | Self::TellUndelivered { .. }
            | Self::CustomerSaid { .. } => 300,
            Self::LookUp { .. } | Self::StartEndNode { .. } => 4,
            // About half an hour. Then the ticket is Pending again and the agent knows, or the agent is asked about what
            // was surely not sent; a message goes without its mark, a stray channel stays, whoever made a ticketing channel
            // is told that the app is not in it, and a ticket stays of which
            // the platform does not say whether it was withdrawn.
            Self::OpenInbox { .. }
            | Self::InviteHandler { .. }
            | Self::AgentSaid { .. }
            | Self::TellCustomer { .. }
            | Self::Mark { .. }
            | Self::LookAtChannel
            | Self::ArchiveStray
            | Self::EnterChannel { .. }
            | Self::CheckLiveChat { .. }
            | Self::MakeChannel { .. }
            | Self::InviteInstaller { .. } => 12,
            // A timer: after about two minutes of asking who is there, it is decided on what is known.
            Self::InviteOthers { .. }
            | Self::InvitePerson { .. }
            | Self::SetTopic
            | Self::TellPerson { .. }
            | Self::AnswerMention { .. }
            | Self::AskWho
            | Self::Timer { .. } => 6,
            // Never parked: the bot stays silent, or talks between, until it succeeds; or the store alone is asked.
            Self::SetLiveChat | Self::RepeatLiveChat { .. } | Self::CloseTickets { .. } | Self::BringBack { .. } => {
                u32::MAX
            }
            Self::Unknown => 0,
        }
    }
}

/// How long to wait after the given failed attempt (from 1): 2 s doubling up to 5 minutes.
pub fn backoff(attempt: u32) -> Duration {
    const LONGEST: Duration = Duration::from_mins(5);
    Duration::from_secs(1).saturating_mul(2_u32.saturating_pow(attempt.min(16))).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::{JobKind, backoff};
    use std::time::Duration;

    #[test]
    fn the_wait_doubles_up_to_five_minutes() {
        let waits: Vec<u64> = [1, 2, 3, 8, 9, 300].map(|attempt| backoff(attempt).as_secs()).into();
        assert_eq!(waits, [2, 4, 8, 256, 300, 300]);
        assert_eq!(backoff(u32::MAX), Duration::from_mins(5));
    }

    #[test]
    fn a_job_of_a_later_release_is_read_as_unknown_and_never_tried() {
        let kind: JobKind = serde_json::from_str(r#"{"do":"teleport","to":["the","moon"]}"#).unwrap();
        assert_eq!(kind, JobKind::Unknown);
        assert_eq!(kind.attempts(), 0);
    }
}
