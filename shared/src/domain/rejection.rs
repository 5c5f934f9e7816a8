//! Why nothing changed, with what is true now. Each is an expected ending with a name, not a fault.

use serde::{Deserialize, Serialize};

use super::{
    ChannelId, Closing, Conversation, Holding, HoldingCause, Queue, Refusal, Seat, Status, Ticket, TicketId, Timestamp,
    UserId,
};

/// Why a conversation did not change. Nothing is written; the person, if one waits, is told what is true now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rejection {
    /// This very delivery made a transition already.
    Repeated(Box<Now>),
    /// It is about a ticket, a hop or a version that has moved on.
    Past(Box<Now>),
    /// Who asks has the ticket: the winner's second click.
    YouHaveIt(Box<Now>),
    /// Somebody else has the ticket: the race was lost.
    SomeoneHasIt(Box<Now>),
    /// The ticket is closed.
    Closed(Box<Now>),
    /// A ticket is open already.
    AlreadyOpen(Box<Now>),
    /// A transfer waits to be picked: until then it can be taken back or ended, nothing else.
    TransferWaits(Box<Now>),
    /// Nobody holds the ticket, or no transfer waits: there is nothing to release, transfer or take back.
    NothingToMove(Box<Now>),
    /// The handler's invite is under way: in a moment it can be moved.
    StillOpening(Box<Now>),
    /// The person may not.
    Refused {
        /// Why.
        refusal: Refusal,
        /// What is true now: the person may have been able to a moment ago.
        now: Box<Now>,
    },
    /// The ticketing channel to transfer to is none, or can't be used.
    NoSuchChannel {
        /// The channel.
        channel: ChannelId,
        /// What is true now.
        now: Box<Now>,
    },
    /// The time has not come. The timer moves on to the time given.
    NotDue {
        /// When it will have come, if nothing happens.
        at: Timestamp,
    },
    /// It is so already.
    Unchanged,
}

/// What is true of a conversation's ticket now, for telling people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Now {
    /// There was never one.
    NoTicket,
    /// It waits in a queue.
    Waiting {
        /// The ticket.
        ticket: TicketId,
        /// Where.
        queue: Queue,
        /// Since when.
        since: Timestamp,
    },
    /// A transfer waits to be picked.
    Transferred {
        /// The ticket.
        ticket: TicketId,
        /// The old handler, who still answers.
        handler: UserId,
        /// Who sent it.
        sender: UserId,
        /// Where to.
        to: Queue,
        /// When.
        since: Timestamp,
    },
    /// An agent holds it.
    Held {
        /// The ticket.
        ticket: TicketId,
        /// Who.
        handler: UserId,
        /// Since when.
        since: Timestamp,
        /// How they came to hold it.
        cause: HoldingCause,
        /// Whether they are in the inbox channel.
        joined: bool,
        /// The inbox channel, once it is known.
        inbox: Option<ChannelId>,
    },
    /// It is closed.
    Closed {
        /// The ticket.
        ticket: TicketId,
        /// Why, when, and who held it.
        closing: Closing,
    },
}

impl Now {
    /// What is true of this conversation.
    pub fn of(conversation: &Conversation) -> Self {
        match &conversation.ticket {
            None => Self::NoTicket,
            Some(ticket) => Self::of_ticket(ticket, conversation.inbox.clone()),
        }
    }

    fn of_ticket(ticket: &Ticket, inbox: Option<ChannelId>) -> Self {
        let id = ticket.id.clone();
        match &ticket.status {
            Status::Pending(waiting) => match waiting.transfer() {
                None => Self::Waiting { ticket: id, queue: waiting.queue.clone(), since: waiting.since },
                Some(transfer) => Self::Transferred {
                    ticket: id,
                    handler: transfer.by.clone(),
                    sender: transfer.sender.clone(),
                    to: waiting.queue.clone(),
                    since: waiting.since,
                },
            },
            Status::Active(holding) => Self::held(id, holding, inbox),
            Status::Closed(closing) => Self::Closed { ticket: id, closing: closing.clone() },
        }
    }

    fn held(ticket: TicketId, holding: &Holding, inbox: Option<ChannelId>) -> Self {
        Self::Held {
            ticket,
            handler: holding.handler.clone(),
            since: holding.since,
            cause: holding.cause.clone(),
            joined: holding.seat == Seat::Joined,
            inbox,
        }
    }
}
