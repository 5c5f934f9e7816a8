//! The cards and lines that people see, in the exact words of `product.md`, "What people see". Each is rendered from a
//! plain view of what is true now; nothing here decides anything.

mod notices;
mod status;
mod ticket;

use serde::{Deserialize, Serialize};

use super::blocks::ButtonValue;
use super::markup::Mrkdwn;
use crate::domain::{CustomerText, MemberId, TicketId};

pub use notices::{ChannelTrouble, GivenUp, NoTicketingChannel, asked_again};
pub use status::{TicketCardStatus, TransferStatus};
pub use ticket::{TicketCard, TransferNote};

/// The action id of *Pick*.
pub const TICKET_PICK: &str = "ticket_pick";
/// The action id of *Manage*, which opens Live Chat Control.
pub const TICKET_MANAGE: &str = "ticket_manage";

/// The longest name of a person, and the longest label, on a card, in units once escaped.
const NAME_MAX: usize = 150;

/// What the buttons of a ticket carry: whose conversation, and which ticket of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketButton {
    /// The conversation, by its member.
    pub member: MemberId,
    /// The ticket as it was when the card was shown; it may have moved on since.
    pub ticket: TicketId,
}

impl TicketButton {
    /// Compact JSON. `None` when it is over Slack's 2,000 units, which no id is that the relay takes
    /// ([`crate::chatbot::relay_request`]).
    pub fn value(&self) -> Option<ButtonValue> {
        serde_json::to_string(self).ok().and_then(ButtonValue::new)
    }

    /// Reads a value back. `None`: it is none of ours.
    pub fn read(value: &str) -> Option<Self> {
        serde_json::from_str(value).ok()
    }
}

/// A customer's name, or what stands for one that isn't known.
fn customer(text: Mrkdwn, name: Option<&CustomerText>) -> Mrkdwn {
    match name.filter(|name| !name.is_blank()) {
        Some(name) => text.foreign_within(name.as_str(), NAME_MAX),
        None => text.ours("A customer"),
    }
}

/// A person's name or a label, in plain text: Slack rings for nobody.
fn name(text: Mrkdwn, name: &str) -> Mrkdwn {
    text.foreign_within(name, NAME_MAX)
}

#[cfg(test)]
mod tests;
