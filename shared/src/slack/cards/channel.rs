//! What a channel is to the app: the answer to a mention of it, and its line when it is added (`product.md` 7).

use super::{a_customer, name, the_customer};
use crate::domain::CustomerText;
use crate::slack::blocks::{Layout, Message};
use crate::slack::markup::Mrkdwn;

/// What a channel is to the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChannelIs {
    /// A ticketing channel.
    Ticketing {
        /// Its label.
        label: String,
    },
    /// The inbox channel of a customer.
    Inbox {
        /// The customer's name, once known.
        customer: Option<CustomerText>,
        /// Whether a live chat is going on.
        live_chat: bool,
    },
    /// The inbox channel of a customer once, which another one goes on from.
    FormerInbox {
        /// The customer's name, once known.
        customer: Option<CustomerText>,
    },
    /// Nothing.
    Nothing,
}

impl ChannelIs {
    /// The answer to a mention. The message that mentions the app is not sent to anyone, which an agent may not expect:
    /// where it might have been, that comes first.
    pub fn mentioned(&self) -> Message {
        let told = match self {
            Self::Inbox { customer, live_chat: true } => {
                let not_sent = "Not sent: your message mentions this app, so it stays in Slack. To send it to ";
                the_customer(Mrkdwn::of_ours(not_sent), customer.as_ref())
                    .ours(", write it again, in the channel and without the mention. ")
                    .then(&self.told())
            }
            Self::Inbox { customer, live_chat: false } => {
                let not_sent = Mrkdwn::of_ours("Not sent: live chat with ");
                the_customer(not_sent, customer.as_ref()).ours(" is off. ").then(&inbox(customer.as_ref())).ours(".")
            }
            Self::FormerInbox { .. } => {
                Mrkdwn::of_ours("Not sent: no customer is answered from here. ").then(&self.told())
            }
            Self::Ticketing { .. } | Self::Nothing => self.told(),
        };
        Layout::line(&told)
    }

    /// The answer to a mention that came into a message by an edit, whatever became of that message.
    pub fn mentioned_in_an_edit(&self) -> Message {
        Layout::line(&self.told())
    }

    /// The line when the app is added.
    pub fn added(&self) -> Message {
        let told = match self {
            Self::Nothing => Mrkdwn::of_ours(
                "This app was added. No tickets come here yet: an admin can make this a ticketing channel in the Admin \
                 Panel, under Ticketing Channel Settings.",
            ),
            Self::Ticketing { label } => {
                name(Mrkdwn::of_ours("This app was added. Tickets for "), label).ours(" come here.")
            }
            Self::Inbox { .. } | Self::FormerInbox { .. } => Mrkdwn::of_ours("This app was added. ").then(&self.told()),
        };
        Layout::line(&told)
    }

    fn told(&self) -> Mrkdwn {
        match self {
            Self::Ticketing { label } => {
                let here = Mrkdwn::of_ours("This is a ticketing channel: tickets for ");
                name(here, label).ours(" come here. Click Pick on one to answer its customer.")
            }
            Self::Inbox { customer, live_chat: true } => {
                let here = inbox(customer.as_ref()).ours(": messages here go to ");
                the_customer(here, customer.as_ref())
                    .ours(". Replies in threads, and messages that mention this app, stay in Slack.")
            }
            Self::Inbox { customer, live_chat: false } => {
                inbox(customer.as_ref()).ours(". Live chat is off: messages here stay in Slack.")
            }
            Self::FormerInbox { customer } => {
                let was = Mrkdwn::of_ours("This was the inbox channel of ");
                a_customer(was, customer.as_ref()).ours(". Messages here stay in Slack.")
            }
            Self::Nothing => Mrkdwn::of_ours(
                "No tickets come here, and no customer is answered here. An admin can make this a ticketing channel in \
                 the Admin Panel, under Ticketing Channel Settings.",
            ),
        }
    }
}

fn inbox(customer: Option<&CustomerText>) -> Mrkdwn {
    a_customer(Mrkdwn::of_ours("This is the inbox channel of "), customer)
}
