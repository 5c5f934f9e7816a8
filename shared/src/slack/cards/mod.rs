//! The cards and lines that people see, in the exact words of `product.md`, "What people see". Each is rendered from a
//! plain view of what is true now; nothing here decides anything.

mod access;
mod admin;
mod before_joined;
mod channel;
mod checklist;
mod control;
mod inbox;
mod live_chat;
pub mod marks;
mod names;
mod not_sent;
mod notices;
mod panels;
mod people;
mod private;
mod rejected;
mod relay;
mod said;
mod status;
mod ticket;
mod ticketing;
mod ticketing_form;
mod true_now;

use serde::{Deserialize, Serialize};

use super::blocks::ButtonValue;
use super::markup::{self, Mrkdwn};
use super::split;
use crate::domain::{ChannelId, CustomerText, MemberId, MessageTs, Queue, TicketId};

pub use access::{
    ACCESS_ADMINS, ACCESS_CLAIM, ACCESS_CLAIM_VIEW, ACCESS_PANEL, ACCESS_SUPER_ADMINS, AccessClaim, AccessClosed,
    AccessPanel, NOT_AN_OWNER, OWNER_NOT_KNOWN_YET, access_refused,
};
pub use admin::{
    ADMIN_AREA, ADMIN_PANEL, AdminArea, AdminClosed, AdminPanel, GENERAL_ENDED_DAYS, GENERAL_PANEL, GROUP_MEMBERS,
    GROUP_PANEL, GROUP_USER_GROUP, GeneralPanel, GroupPanel, entry_refused, group_refused, read_ended,
    read_inbox_channels, read_yes,
};
pub use before_joined::{BeforeJoined, Quoted, QuotedLine, Speaker};
pub use channel::ChannelIs;
pub use checklist::{Checklist, Done, SEND_TEST_TICKET};
pub use control::{
    CHOOSE_A_CHANNEL, CHOOSE_WHAT_TO_DO, CONTROL_ACTION, CONTROL_CHANNEL, CONTROL_NOTE, CONTROL_VIEW, ControlChannel,
    ControlHandler, ControlPanel, NOTE_MAX, NOTE_NEEDS_TRANSFER, Offer, PanelAbout, clear_one,
};
pub use inbox::{InboxNotice, NoInboxChannel, undelivered_of_ours};
pub use live_chat::{LiveChatCard, LiveChatShown, LiveChatStatus, NotTested, topic};
pub use names::Names;
pub use not_sent::{NotRelayed, NotSent, Undelivered, settled};
pub use notices::{ChannelTrouble, GivenUp, NoTicketingChannel, NotEntered, asked_again};
pub use panels::{AuditShown, OpenedOn};
pub use private::{Joining, Told, contended, no_such_ticket, not_an_inbox_channel};
pub use rejected::Rejected;
pub use relay::{
    RELAY_CHOOSE, RELAY_NONE_OLDER, RELAY_PANEL, RELAY_TOO_MANY, RELAY_WISH, RelayKeyShown, RelayPanel, RelayWish,
};
pub use said::{CustomerSaid, SentKind, Words};
pub use status::{TicketCardStatus, TransferStatus};
pub use ticket::{TicketCard, TransferNote};
pub use ticketing::{
    TICKETING_ACTION, TICKETING_CHOSEN, TICKETING_DELETE, TICKETING_FORM, TICKETING_LIST, TicketingAbout,
    TicketingAction, TicketingDelete, TicketingKept, TicketingList, not_deleted, said_in_a_panel, ticketing_choice,
};
pub use ticketing_form::{TicketingForm, hours_in_words, last_step_in_words, read_last_step, ticketing_refused};
pub use true_now::true_now;

/// The action id of *Pick*.
pub const TICKET_PICK: &str = "ticket_pick";
/// The action id of *Manage*, which opens Live Chat Control.
pub const TICKET_MANAGE: &str = "ticket_manage";

/// The action id of *Live Chat Control* on the live chat card.
pub const LIVE_CHAT_CONTROL: &str = "live_chat_control";
/// The action id of *End live chat*.
pub const LIVE_CHAT_END: &str = "live_chat_end";
/// The action id of *Turn on live chat*.
pub const LIVE_CHAT_TURN_ON: &str = "live_chat_turn_on";
/// The action id of *Take back* under the notice of a transfer.
pub const LIVE_CHAT_TAKE_BACK: &str = "live_chat_take_back";

/// The action id of *Send to {customer}*: a held message goes out.
pub const MESSAGE_SEND: &str = "message_send";
/// The action id of *Keep in Slack*: a held message stays.
pub const MESSAGE_KEEP: &str = "message_keep";
/// The action id of *Turn on and send*.
pub const MESSAGE_TURN_ON_AND_SEND: &str = "message_turn_on_and_send";
/// The action id of *Take over and send*.
pub const MESSAGE_TAKE_OVER_AND_SEND: &str = "message_take_over_and_send";
/// The action id of *Choose a template*.
pub const MESSAGE_TEMPLATE: &str = "message_template";
/// The action id of *Retry*: a message that failed.
pub const MESSAGE_RETRY: &str = "message_retry";
/// The action id of *Send again*: a message of which nobody knows whether it arrived.
pub const MESSAGE_SEND_AGAIN: &str = "message_send_again";
/// The action id of *It arrived*.
pub const MESSAGE_ARRIVED: &str = "message_arrived";
/// The action id of *Send as correction*: an edit that could not reach the customer.
pub const MESSAGE_SEND_CORRECTION: &str = "message_send_correction";

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

/// What the buttons of an agent's message carry: whose conversation, and which message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageButton {
    /// The conversation, by its member.
    pub member: MemberId,
    /// The inbox channel in which the message stands.
    pub channel: ChannelId,
    /// The message.
    pub ts: MessageTs,
}

impl MessageButton {
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

/// A customer's name inside a sentence.
fn the_customer(text: Mrkdwn, name: Option<&CustomerText>) -> Mrkdwn {
    match name.filter(|name| !name.is_blank()) {
        Some(name) => text.foreign_within(name.as_str(), NAME_MAX),
        None => text.ours("the customer"),
    }
}

/// A customer's name inside a sentence that does not say yet which customer.
fn a_customer(text: Mrkdwn, name: Option<&CustomerText>) -> Mrkdwn {
    match name.filter(|name| !name.is_blank()) {
        Some(name) => text.foreign_within(name.as_str(), NAME_MAX),
        None => text.ours("a customer"),
    }
}

/// A customer's name inside a sentence in plain text, for labels and questions.
fn plain_customer(name: Option<&CustomerText>) -> String {
    let name = name.filter(|name| !name.is_blank());
    let shown = name.map(|name| split::shorten_plain(&markup::one_line(name.as_str()), NAME_MAX));
    shown.unwrap_or_else(|| "the customer".to_owned())
}

/// A team: its label, and its channel where it has one.
fn team(text: Mrkdwn, queue: &Queue) -> Mrkdwn {
    let text = name(text, &queue.label);
    match &queue.channel {
        Some(channel) => text.ours(" (").channel(channel).ours(")"),
        None => text,
    }
}

/// A person's name or a label, in plain text: Slack rings for nobody.
fn name(text: Mrkdwn, name: &str) -> Mrkdwn {
    text.foreign_within(name, NAME_MAX)
}

#[cfg(test)]
mod tests;
