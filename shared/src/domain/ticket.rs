//! A ticket: one live chat request and its whole life, transfers included (`product.md`, "A ticket's life").

use serde::{Deserialize, Serialize};

use super::{ChannelId, CustomerText, Reference, RequestDetails, TicketId, Timestamp, UserId};

/// How many cards that are no longer the live one a ticket remembers. An older one keeps the line it last showed.
pub const FORMER_CARDS: usize = 8;

/// One live chat and its whole life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// The ticket's id, made outside.
    pub id: TicketId,
    /// Where it stands. Each status carries exactly what is true in it.
    pub status: Status,
    /// From 1; rises whenever queue or handler changes. A job or timer made for an earlier hop is past.
    pub hop: u32,
    /// When the request came, or live chat was turned on.
    pub opened_at: Timestamp,
    /// What the request said.
    #[serde(default)]
    pub request: RequestDetails,
    /// The number of its live card, from 1. 0: none was ever posted (live chat was turned on by an agent, so that
    /// there was nothing to pick).
    pub card: u32,
    /// The queue in whose channel the live card is. Another one than the ticket's own after a transfer came back.
    pub card_queue: Queue,
    /// What brought the live card there. `None`: the request, or a release before this one wrote it down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_origin: Option<Box<Origin>>,
    /// The cards that were live before, oldest first, at most [`FORMER_CARDS`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_cards: Vec<FormerCard>,
    /// When the ticketing channel was last told that the customer asked again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_again_at: Option<Timestamp>,
    /// When the customer last asked again, to within [`super::ASKED_WITHIN`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<Timestamp>,
    /// When its first handler had joined the inbox channel. From then on it has a live chat card there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_joined_at: Option<Timestamp>,
    /// Whether the customer was told that nobody is available, and the ticket was kept waiting. Told once a ticket.
    #[serde(default)]
    pub told_nobody_available: bool,
}

impl Ticket {
    /// What people call it: `T-4F7K`.
    pub fn reference(&self) -> Reference {
        Reference::of(&self.id)
    }

    /// When live chat was last asked for, to within [`super::ASKED_WITHIN`]: by the request, or by a repeated one.
    pub fn last_asked_at(&self) -> Timestamp {
        self.asked_at.map_or(self.opened_at, |again| again.max(self.opened_at))
    }

    /// Whether it is Pending or Active.
    pub fn is_open(&self) -> bool {
        match self.status {
            Status::Pending(_) | Status::Active(_) => true,
            Status::Closed(_) => false,
        }
    }

    /// Who answers the customer now: the handler, while a transfer waits the old one. `None` in a queue and when closed.
    pub fn handler(&self) -> Option<&UserId> {
        match &self.status {
            Status::Pending(waiting) => waiting.transfer().map(|transfer| &transfer.by),
            Status::Active(holding) => Some(&holding.handler),
            Status::Closed(_) => None,
        }
    }

    /// The handler whose invite has not succeeded yet.
    pub fn invited(&self) -> Option<&UserId> {
        match &self.status {
            Status::Active(Holding { handler, seat: Seat::Invited { .. }, .. }) => Some(handler),
            Status::Active(_) | Status::Pending(_) | Status::Closed(_) => None,
        }
    }

    /// Where it waits, or to which queue a release would bring it back, or where it stood when it was closed.
    pub fn queue(&self) -> &Queue {
        match &self.status {
            Status::Pending(waiting) => &waiting.queue,
            Status::Active(holding) => &holding.queue,
            Status::Closed(closing) => &closing.queue,
        }
    }
}

/// Where a ticket stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// It waits to be picked.
    Pending(Waiting),
    /// An agent holds it.
    Active(Holding),
    /// It is over. Nothing leaves here.
    Closed(Closing),
}

impl Status {
    /// The word that people see (`product.md`, "What people see").
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Pending(_) => "Pending",
            Self::Active(_) => "Active",
            Self::Closed(_) => "Closed",
        }
    }
}

/// What is true while a ticket waits to be picked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Where it waits.
    pub queue: Queue,
    /// Since when. A pick that fails brings this back as it was.
    pub since: Timestamp,
    /// Why it waits.
    pub cause: WaitingCause,
    /// Whether `<!here>` was called for it. Called once a wait.
    #[serde(default)]
    pub called_here: bool,
}

impl Waiting {
    /// A wait that begins now.
    pub const fn new(queue: Queue, since: Timestamp, cause: WaitingCause) -> Self {
        Self { queue, since, cause, called_here: false }
    }

    /// The transfer it waits in, if it waits in one.
    pub fn transfer(&self) -> Option<&Transfer> {
        match &self.cause {
            WaitingCause::Transferred(transfer) => Some(transfer),
            WaitingCause::Requested
            | WaitingCause::Released { .. }
            | WaitingCause::HandlerGone { .. }
            | WaitingCause::TurnedOn { .. } => None,
        }
    }
}

/// Why a ticket waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WaitingCause {
    /// A customer asked for a live chat.
    Requested,
    /// Someone released it to the queue.
    Released {
        /// Who released it: the handler, or an admin.
        by: UserId,
        /// Who held it.
        handler: UserId,
    },
    /// It was sent to another team; the old handler still answers.
    Transferred(Transfer),
    /// A transfer was not picked in time, and the old handler was gone.
    HandlerGone {
        /// The old handler.
        handler: UserId,
    },
    /// Live chat was turned on by someone who then could not be invited.
    TurnedOn {
        /// Who turned it on.
        by: UserId,
    },
}

/// A transfer that waits to be picked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// The old handler, who goes on answering and gets it back.
    pub by: UserId,
    /// Who sent it: the old handler, or an admin.
    pub sender: UserId,
    /// The note for the team. The customer never sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<CustomerText>,
    /// The queue it came from.
    pub from: Queue,
    /// When it goes back. `None`: never by itself (the return time is off).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_at: Option<Timestamp>,
}

/// A team's queue: a ticketing channel and its label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// The ticketing channel. `None`: no usable one; the ticket waits all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<ChannelId>,
    /// The team's name.
    pub label: String,
}

/// What is true while an agent holds a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// The agent.
    pub handler: UserId,
    /// Since when.
    pub since: Timestamp,
    /// Whether they are in the inbox channel already.
    pub seat: Seat,
    /// The queue it was picked from: where a release brings it.
    pub queue: Queue,
    /// How they came to hold it.
    pub cause: HoldingCause,
}

/// Whether the handler is in the inbox channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Seat {
    /// The invite has not succeeded yet. When it fails, the ticket goes back to exactly what was before.
    Invited {
        /// What was before.
        back_to: Box<Before>,
    },
    /// They are in.
    Joined,
}

/// What a ticket goes back to when its new handler can't be invited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Before {
    /// It waited.
    Waiting(Waiting),
    /// Another agent held it, and was in the inbox channel.
    Holding(Holding),
}

/// How the handler came to hold a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HoldingCause {
    /// They picked it from a queue.
    Picked,
    /// They picked a transfer.
    TransferAccepted {
        /// The old handler.
        from: UserId,
    },
    /// They took it over.
    TookOver {
        /// The old handler.
        from: UserId,
    },
    /// They transferred it, and nobody picked it there in time.
    Returned {
        /// Where nobody picked it.
        queue: Queue,
        /// Since when it had waited there.
        waited_since: Timestamp,
    },
    /// They transferred it, and it was taken back.
    TakenBack {
        /// Who took it back: they, or an admin.
        by: UserId,
        /// Where it had waited.
        queue: Queue,
    },
    /// They turned live chat on.
    TurnedOn,
}

/// What is true of a closed ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// Why it was closed.
    pub reason: ClosingReason,
    /// When.
    pub at: Timestamp,
    /// Who answered the customer last. `None`: nobody held it when it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler: Option<UserId>,
    /// Where it stood.
    pub queue: Queue,
    /// Since when it had been waiting, when it was Pending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_since: Option<Timestamp>,
}

/// Why a ticket was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClosingReason {
    /// Someone ended it.
    Ended {
        /// Who.
        by: UserId,
    },
    /// No message from either side for the idle time.
    Idle,
    /// The customer is back with the bot, and not by our doing.
    Withdrawn,
    /// Nobody picked it in time.
    Unanswered,
    /// The app was removed from the workspace.
    Uninstalled,
}

/// A card that was live once. Its queue's channel shows a line in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerCard {
    /// Its number.
    pub card: u32,
    /// The queue in whose channel it is.
    pub queue: Queue,
    /// What had brought it there, as the live card's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Box<Origin>>,
    /// What made it a line.
    pub became: Became,
}

/// What brought a card to its channel: it stands on the card as long as the card does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Since when the customer waited there.
    pub since: Timestamp,
    /// The transfer that brought it there, with the note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<Transfer>,
}

impl Origin {
    /// That of the card which is posted for this wait.
    pub fn of(waiting: &Waiting) -> Box<Self> {
        Box::new(Self { since: waiting.since, transfer: waiting.transfer().cloned() })
    }
}

/// What made a card a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Became {
    /// The ticket was transferred. The line goes on saying what is true of the ticket.
    Transferred {
        /// Who sent it.
        by: UserId,
        /// Where to.
        to: Queue,
    },
    /// The ticket was released, and waits on a new card.
    Released {
        /// Who released it.
        by: UserId,
    },
    /// Nobody picked the transfer, and it waits on a new card in the queue it came from.
    NotPicked {
        /// Since when it had waited there.
        waited_since: Timestamp,
        /// When it left.
        at: Timestamp,
    },
}
