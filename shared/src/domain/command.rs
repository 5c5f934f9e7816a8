//! What is asked of a conversation: an [`Opening`], a [`Command`] to its ticket, or a [`Record`] of what was learnt.

use serde::{Deserialize, Serialize};

use super::{ChannelId, CustomerText, LiveChatRequest, Person, TicketId, Timestamp};

/// What opens a ticket. Separate from [`Command`], so that nothing there takes an absent ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// A customer asks for a live chat. While a ticket is open nothing is opened, and the ticketing channel is told
    /// that they asked again, when that is due.
    Request {
        /// A fresh id, for when a ticket is opened.
        ticket: TicketId,
        /// What was asked. Its member is this conversation's.
        request: Box<LiveChatRequest>,
    },
    /// A customer asks for a live chat where the app is not installed any more: nobody would see a ticket, so that the
    /// bot gets them back. A ticket that is still open is closed with it.
    SentBack {
        /// What was asked.
        request: Box<LiveChatRequest>,
    },
    /// Someone turns live chat on: the ticket opens as Active.
    TurnOn {
        /// A fresh id.
        ticket: TicketId,
        /// Who.
        by: Person,
    },
}

/// What is asked of a ticket. One that names another ticket than the latest is past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Someone wants to be its handler.
    Pick {
        /// The ticket.
        ticket: TicketId,
        /// Who.
        by: Person,
    },
    /// The handler can't be invited, or no inbox channel can be opened.
    PickFailed {
        /// The ticket.
        ticket: TicketId,
        /// The hop it was tried for.
        hop: u32,
        /// Why.
        why: PickFailure,
    },
    /// The handler's invite succeeded.
    Joined {
        /// The ticket.
        ticket: TicketId,
        /// The hop it was made for.
        hop: u32,
        /// The inbox channel they are in now.
        inbox: ChannelId,
    },
    /// Someone ends the live chat.
    End {
        /// The ticket.
        ticket: TicketId,
        /// Who.
        by: Person,
    },
    /// Someone sends it to another team.
    Transfer {
        /// The ticket.
        ticket: TicketId,
        /// Who.
        by: Person,
        /// The ticketing channel of the other team.
        to: ChannelId,
        /// The note for that team.
        note: Option<CustomerText>,
    },
    /// A transfer was not picked in time.
    Return {
        /// The ticket.
        ticket: TicketId,
        /// The hop the timer was set for.
        hop: u32,
        /// Whether the old handler is deactivated or gone from the workspace.
        handler_gone: bool,
    },
    /// Someone takes a transfer back.
    TakeBack {
        /// The ticket.
        ticket: TicketId,
        /// Who.
        by: Person,
    },
    /// Someone brings it back to the queue.
    Release {
        /// The ticket.
        ticket: TicketId,
        /// Who.
        by: Person,
    },
    /// Someone makes themselves its handler instead of another.
    TakeOver {
        /// The ticket.
        ticket: TicketId,
        /// Who.
        by: Person,
    },
    /// The platform was asked, and says that liveChat is False.
    Withdraw {
        /// The ticket that was open when the platform was asked.
        ticket: TicketId,
    },
    /// The app was removed from the workspace: nobody there can answer any more.
    Uninstall {
        /// The ticket that was open then.
        ticket: TicketId,
    },
    /// Nobody picked it yet: `<!here>` is called.
    CallHere {
        /// The ticket.
        ticket: TicketId,
        /// The hop the timer was set for.
        hop: u32,
    },
    /// Nobody picked it in time.
    Unanswered {
        /// The ticket.
        ticket: TicketId,
        /// The hop the timer was set for.
        hop: u32,
    },
    /// It was quiet for the idle time.
    Idle {
        /// The ticket.
        ticket: TicketId,
        /// The hop the timer was set for.
        hop: u32,
        /// The last message of either side, or the handler's last *Keep open*. `None`: neither since the ticket opened.
        quiet_since: Option<Timestamp>,
    },
}

/// Why a pick could not be carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PickFailure {
    /// Slack gives the agent one channel only.
    SingleChannelGuest,
    /// The agent is of another organisation.
    OtherOrganisation,
    /// Slack refused the invite for another reason.
    NotInvited {
        /// Slack's error code (`contracts/slack.md` 9).
        error: String,
    },
    /// No inbox channel can be opened. Admins are told what to change.
    NoInboxChannel {
        /// Slack's error code (`contracts/slack.md` 9).
        error: String,
    },
}

/// What a worker learnt of the conversation, whatever its ticket does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// The conversation has an inbox channel, or a successor of an archived or deleted one.
    InboxOpened {
        /// The channel.
        channel: ChannelId,
    },
    /// The platform accepted a toggle.
    LiveChatConfirmed {
        /// The conversation's version at which it was wanted.
        wanted_at: u64,
        /// What it was set to.
        live_chat: bool,
    },
    /// A customer was sent back to the bot, whose pre-action may have silenced it only after that.
    MayBeSilenced,
}
