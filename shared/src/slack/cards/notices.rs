//! Lines beside the cards: the customer asked again, and what admins are told when no ticketing channel can be used.

use super::customer;
use crate::domain::{ChannelId, CustomerText, LABEL_MAX, Reference};
use crate::slack::blocks::{Layout, Message};
use crate::slack::markup::Mrkdwn;

/// The longest label, in units once escaped.
const LABEL_SHOWN: usize = 4 * LABEL_MAX;

/// What the ticketing channel is told when a request is repeated while its ticket is open (`product.md` 1).
pub fn asked_again(name: Option<&CustomerText>, reference: &Reference) -> Message {
    let line = customer(Mrkdwn::default(), name).ours(" asked again. · ").foreign(reference.as_str());
    Layout::line(&line)
}

/// The direct message to an admin when a ticket waits where nobody sees it (`product.md` 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoTicketingChannel {
    /// The customer's name, once known.
    pub customer: Option<CustomerText>,
    /// What people call the ticket.
    pub reference: Reference,
    /// Why no ticketing channel can be used.
    pub trouble: ChannelTrouble,
}

/// The direct message to an admin who has made something a ticketing channel that this app is not in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotEntered {
    /// Its label.
    pub label: String,
    /// Why no ticket can be posted there.
    pub trouble: ChannelTrouble,
}

/// Why no ticketing channel can be used. Where several channels can't, that of the one the ticket was meant for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChannelTrouble {
    /// There is none.
    NoneSet,
    /// It was archived.
    Archived(ChannelId),
    /// It was deleted, or is private and the app is not in it: Slack doesn't tell which.
    NotFound(ChannelId),
    /// The app is not in it.
    NotIn(ChannelId),
    /// The app may not post in it.
    MayNotPost(ChannelId),
}

/// The direct message to an admin when a ticket's card was given up after many tries, or for a reason that no try
/// repairs (`architecture.md`, "Queue").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenUp {
    /// The customer's name, once known.
    pub customer: Option<CustomerText>,
    /// What people call the ticket.
    pub reference: Reference,
}

impl GivenUp {
    /// The message: what happened, and what to do.
    pub fn render(&self) -> Message {
        let title = customer(Mrkdwn::of_ours("*"), self.customer.as_ref())
            .ours("* asks for a live chat (")
            .foreign(self.reference.as_str())
            .ours("), and the card could not be posted or brought up to date. The customer may be waiting.");
        let to_do = Mrkdwn::of_ours(
            "What to do: tell whoever runs this app that this ticket's card is parked. They find the reason in the \
             log and bring it back.",
        );
        Layout::new().text(&title).text(&to_do).finish(&title)
    }
}

impl NotEntered {
    /// The message: what happened, and what to do.
    pub fn render(&self) -> Message {
        let title = Mrkdwn::of_ours("*No ticket is posted for ")
            .foreign_within(&self.label, LABEL_SHOWN)
            .ours(" in its ticketing channel yet.* Until then its tickets come to another one, if there is one.");
        Layout::new().text(&title).text(&self.trouble.told()).text(&self.trouble.remedy()).finish(&title)
    }
}

impl NoTicketingChannel {
    /// The message: what happened, and what to do.
    pub fn render(&self) -> Message {
        let title = customer(Mrkdwn::of_ours("*"), self.customer.as_ref())
            .ours("* asks for a live chat (")
            .foreign(self.reference.as_str())
            .ours("), and nobody sees it: no ticketing channel can be used. The customer is waiting.");
        let message = Layout::new().text(&title).text(&self.trouble.told()).text(&self.trouble.remedy());
        message.finish(&title)
    }
}

impl ChannelTrouble {
    fn told(&self) -> Mrkdwn {
        let happened = Mrkdwn::of_ours("What happened: ");
        match self {
            Self::NoneSet => happened.ours("no ticketing channel is set."),
            Self::Archived(channel) => happened.channel(channel).ours(" was archived."),
            Self::NotFound(channel) => happened.channel(channel).ours(" was deleted, or is private without this app."),
            Self::NotIn(channel) => happened.ours("this app is not in ").channel(channel).ours("."),
            Self::MayNotPost(channel) => happened.ours("this app may not post in ").channel(channel).ours("."),
        }
    }

    fn remedy(&self) -> Mrkdwn {
        let to_do = Mrkdwn::of_ours("What to do: ");
        let repaired = match self {
            Self::NoneSet => return to_do.ours("add one in the Admin Panel, under Ticketing Channel Settings."),
            Self::Archived(channel) => {
                to_do.ours("unarchive ").channel(channel).ours(" and type /invite with this app's name there,")
            }
            Self::NotFound(channel) | Self::NotIn(channel) => {
                to_do.ours("type /invite with this app's name in ").channel(channel).ours(",")
            }
            Self::MayNotPost(channel) => to_do.ours("let this app post in ").channel(channel).ours(","),
        };
        repaired.ours(" or set another channel in the Admin Panel, under Ticketing Channel Settings.")
    }
}
