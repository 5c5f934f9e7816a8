//! Where a ticket stands, in the words of `product.md`, "Ticket card".

use std::time::Duration;

use super::name;
use crate::domain::ChannelId;
use crate::slack::date;
use crate::slack::markup::Mrkdwn;

/// Where a ticket stands, as one of its cards tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TicketCardStatus {
    /// It waits to be picked.
    Pending,
    /// An agent has it.
    Active {
        /// Who.
        handler: String,
        /// The inbox channel; none while it is being opened.
        inbox: Option<ChannelId>,
    },
    /// It was sent to another team, whose channel has the live card.
    Transferred {
        /// Who sent it.
        handler: String,
        /// The other team.
        label: String,
        /// Its channel.
        channel: ChannelId,
        /// What became of it there.
        status: TransferStatus,
    },
    /// Nobody picked it where it had been sent.
    Returned {
        /// How long it had waited there, in minutes.
        minutes: u64,
        /// Who has it again.
        handler: String,
    },
    /// It came back to a queue and waits there on a new card. This card is a line.
    Released {
        /// Who released it.
        handler: String,
        /// Where the new card is; none while it is being posted.
        new_card: Option<String>,
    },
    /// Nobody picked it where it had been sent, and the old handler is gone: it waits on a new card. This card is a
    /// line.
    Requeued {
        /// How long it had waited there, in minutes.
        minutes: u64,
        /// Where the new card is; none while it is being posted.
        new_card: Option<String>,
    },
    /// Someone ended it.
    Ended {
        /// Who.
        by: String,
        /// How long the live chat lasted.
        lasted: Duration,
    },
    /// It was quiet for the idle time.
    Idle {
        /// How long the live chat lasted.
        lasted: Duration,
    },
    /// Nobody picked it in time.
    Unanswered {
        /// How long it had waited, in minutes.
        minutes: u64,
    },
    /// The customer is back with the chatbot, and not by our doing.
    Withdrawn,
    /// The app was removed from the workspace.
    Uninstalled,
}

/// What became of a transferred ticket, on the card of the channel it left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransferStatus {
    /// It waits there.
    Pending,
    /// It was picked there.
    Active {
        /// By whom.
        handler: String,
    },
    /// It is closed.
    Closed,
}

/// The buttons of a card.
pub(super) enum Offers {
    PickAndManage,
    Manage,
    Nothing,
}

impl TicketCardStatus {
    /// Whether the card only points to a newer one.
    pub(super) fn is_a_line(&self) -> bool {
        matches!(self, Self::Released { .. } | Self::Requeued { .. })
    }

    /// *Pick* while it waits here; *Manage* until it is closed, or has a newer card.
    pub(super) fn offers(&self) -> Offers {
        match self {
            Self::Pending => Offers::PickAndManage,
            Self::Active { .. } | Self::Returned { .. } => Offers::Manage,
            Self::Transferred { status, .. } => match status {
                TransferStatus::Pending | TransferStatus::Active { .. } => Offers::Manage,
                TransferStatus::Closed => Offers::Nothing,
            },
            Self::Released { .. }
            | Self::Requeued { .. }
            | Self::Ended { .. }
            | Self::Idle { .. }
            | Self::Unanswered { .. }
            | Self::Withdrawn
            | Self::Uninstalled => Offers::Nothing,
        }
    }

    /// The lines that tell it.
    pub(super) fn lines(&self) -> Mrkdwn {
        match self {
            Self::Pending => Mrkdwn::of_ours("Ticket status: Pending"),
            Self::Active { handler, inbox } => active(handler, inbox.as_ref()),
            Self::Transferred { handler, label, channel, status } => {
                let sent = name(Mrkdwn::of_ours("Transferred by "), handler).ours(" to ");
                status.line(name(sent, label).ours(" (").channel(channel).ours(")\n"))
            }
            Self::Returned { minutes, handler } => {
                name(not_picked(*minutes).ours("back with "), handler).ours(" · Ticket status: Active")
            }
            Self::Released { handler, new_card } => {
                waiting_again(name(Mrkdwn::of_ours("Released by "), handler).ours(": "), new_card.as_deref())
            }
            Self::Requeued { minutes, new_card } => waiting_again(not_picked(*minutes), new_card.as_deref()),
            Self::Ended { by, lasted } => closed(name(Mrkdwn::of_ours("Ended by "), by), *lasted),
            Self::Idle { lasted } => closed(Mrkdwn::of_ours("Idle: nobody wrote any more"), *lasted),
            Self::Unanswered { minutes } => Mrkdwn::of_ours("Nobody picked this in ")
                .number(*minutes)
                .ours(" min: back to the chatbot · Ticket status: Closed"),
            Self::Withdrawn => {
                Mrkdwn::of_ours("Withdrawn: the customer is back with the chatbot · Ticket status: Closed")
            }
            Self::Uninstalled => {
                Mrkdwn::of_ours("Slack Inbox was removed: back to the chatbot · Ticket status: Closed")
            }
        }
    }
}

impl TransferStatus {
    fn line(&self, text: Mrkdwn) -> Mrkdwn {
        match self {
            Self::Pending => text.ours("Ticket status: Pending"),
            Self::Active { handler } => name(text.ours("Ticket status: Active · Processing by "), handler),
            Self::Closed => text.ours("Ticket status: Closed"),
        }
    }
}

fn active(handler: &str, inbox: Option<&ChannelId>) -> Mrkdwn {
    let text = name(Mrkdwn::of_ours("Processing by "), handler).ours("\nInbox Channel: ");
    let text = match inbox {
        Some(inbox) => text.channel(inbox),
        None => text.ours("opening…"),
    };
    text.ours("\nTicket status: Active")
}

fn not_picked(minutes: u64) -> Mrkdwn {
    Mrkdwn::of_ours("Not picked in ").number(minutes).ours(" min: ")
}

fn waiting_again(text: Mrkdwn, new_card: Option<&str>) -> Mrkdwn {
    let text = text.ours("waiting again");
    match new_card {
        Some(address) => text.ours(", ").link(address, "new card"),
        None => text,
    }
}

fn closed(text: Mrkdwn, lasted: Duration) -> Mrkdwn {
    text.ours(" · ").foreign(&date::in_words(lasted)).ours(" · Ticket status: Closed")
}
