//! What is said in an inbox channel when its ticket moves (`product.md`, "Transfer notices"), and what admins are told
//! when none can be opened.

use super::{LIVE_CHAT_TAKE_BACK, Names, TicketButton, customer, name, team, the_customer};
use crate::domain::{CustomerMessage, CustomerText, Notice, Queue, Reference, Timestamp, UserId};
use crate::slack::blocks::{Button, Layout, Message};
use crate::slack::markup::Mrkdwn;

/// The longest word of Slack's that is shown.
const ERROR_MAX: usize = 100;

/// A line in the inbox channel. It says what happened, and is never brought up to date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxNotice<'a> {
    /// What happened.
    pub notice: &'a Notice,
    /// When.
    pub at: Timestamp,
    /// The ticket, for *Take back*.
    pub button: TicketButton,
    /// The customer's name, once known.
    pub customer: Option<&'a CustomerText>,
    /// Who is called what.
    pub names: &'a Names,
}

impl InboxNotice<'_> {
    /// The line.
    pub fn render(&self) -> Message {
        let text = self.text();
        Layout::new().text(&text).buttons(self.buttons()).finish(&text)
    }

    fn text(&self) -> Mrkdwn {
        match self.notice {
            Notice::Succeeds { former } => {
                let goes_on = Mrkdwn::of_ours("This channel goes on from ").channel(former);
                goes_on.ours(", which was archived or deleted.")
            }
            Notice::Transferred { handler, sender, to } => self.transferred(handler, sender, to),
            Notice::TransferAccepted { handler, former, queue } => self.transfer_accepted(handler, former, queue),
            Notice::NotPicked { handler, queue, waited_since } => self.not_picked(handler, queue, *waited_since),
            Notice::TakenBack { handler, by } => self
                .who(by)
                .ours(" took this live chat back · Ticket status: Active · Ticket handler: ")
                .mention(handler)
                .ours(" again"),
            Notice::BackInQueue { handler, queue } => {
                let gone = self.who(handler).ours(" is gone and nobody picked this: it waits in ");
                team(gone, queue).ours(" · Ticket status: Pending")
            }
            Notice::Released { by, queue } => {
                let released = self.who(by).ours(" released this live chat: it waits in ");
                team(released, queue).ours(" · Ticket status: Pending")
            }
            Notice::TookOver { handler, former } => {
                self.handed_over(self.who(handler).ours(" took over"), handler, former)
            }
            Notice::Ended { by } => self.over(name(Mrkdwn::of_ours("Ended by "), self.names.of(by))),
            Notice::Idle => self.over(Mrkdwn::of_ours("Idle: nobody wrote any more")),
            Notice::Unanswered => self.over(Mrkdwn::of_ours("Nobody picked this in time: back to the chatbot")),
            Notice::Withdrawn => self.over(Mrkdwn::of_ours("Withdrawn: the customer is back with the chatbot")),
        }
    }

    fn who(&self, user: &UserId) -> Mrkdwn {
        name(Mrkdwn::default(), self.names.of(user))
    }

    fn transferred(&self, handler: &UserId, sender: &UserId, to: &Queue) -> Mrkdwn {
        let sent = labelled(self.who(sender).ours(" transferred this live chat\n"), to, "\n");
        let keeps = sent.ours("\nTicket status: Pending\n").then(&self.who(handler));
        keeps.ours(" keeps answering until it is picked there.")
    }

    fn transfer_accepted(&self, handler: &UserId, former: &UserId, queue: &Queue) -> Mrkdwn {
        self.handed_over(labelled(self.who(handler).ours(" picked: "), queue, " · "), handler, former)
    }

    fn handed_over(&self, text: Mrkdwn, handler: &UserId, former: &UserId) -> Mrkdwn {
        let text = text.ours("\nTicket status: Active\nTicket handler: ").mention(handler);
        text.ours(" (before: ").then(&self.who(former)).ours(")")
    }

    fn not_picked(&self, handler: &UserId, queue: &Queue, waited_since: Timestamp) -> Mrkdwn {
        let nobody = name(Mrkdwn::of_ours("Nobody in "), &queue.label).ours(" picked this in ");
        let nobody = nobody.number(minutes(waited_since, self.at));
        nobody.ours(" min. · Ticket status: Active · Ticket handler: ").mention(handler).ours(" again")
    }

    /// The live chat is over: why, and that nothing written here reaches the customer any more.
    fn over(&self, why: Mrkdwn) -> Mrkdwn {
        let stay = why.ours(" · Ticket status: Closed\nMessages here no longer go to ");
        the_customer(stay, self.customer).ours(".")
    }

    fn buttons(&self) -> Vec<Button> {
        let offered = matches!(self.notice, Notice::Transferred { .. });
        let value = self.button.value().filter(|_| offered);
        value.map(|value| Button::new(LIVE_CHAT_TAKE_BACK, "Take back", value)).into_iter().collect()
    }
}

/// A customised message that did not arrive, or of which nobody knows: nobody but the agents can make up for it.
pub fn undelivered_of_ours(message: CustomerMessage, is_unknown: bool, customer: Option<&CustomerText>) -> Message {
    let (which, ends) = match message {
        CustomerMessage::RequestReceived => ("*request received*", false),
        CustomerMessage::Picked => ("*picked*", false),
        CustomerMessage::Transferred => ("*transferred*", false),
        CustomerMessage::TransferAccepted => ("*transfer accepted*", false),
        CustomerMessage::NobodyAvailable => ("*nobody available*", true),
        CustomerMessage::Ended => ("*ended*", true),
    };
    let line = Mrkdwn::of_ours("The message ").ours(which).ours(" to ");
    let line = the_customer(line, customer);
    let line = if is_unknown {
        line.ours(": no answer came, so nobody knows whether it arrived.")
    } else {
        line.ours(" was not delivered: the chatbot platform did not take it.")
    };
    Layout::line(&if ends { line } else { line.ours(" If it matters, say it yourself.") })
}

/// A team as the notices of a transfer name it.
fn labelled(text: Mrkdwn, queue: &Queue, between: &'static str) -> Mrkdwn {
    let text = name(text.ours("Label: "), &queue.label);
    match &queue.channel {
        Some(channel) => text.ours(between).ours("Name: ").channel(channel),
        None => text,
    }
}

/// Whole minutes between two times.
fn minutes(since: Timestamp, until: Timestamp) -> u64 {
    u64::try_from(until.seconds().saturating_sub(since.seconds()) / 60).unwrap_or_default()
}

/// The direct message to an admin when an agent's pick came to nothing, since no inbox channel can be opened
/// (`product.md` 3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoInboxChannel {
    /// The customer's name, once known.
    pub customer: Option<CustomerText>,
    /// What people call the ticket.
    pub reference: Reference,
    /// Slack's error code (`contracts/slack.md` 9).
    pub error: String,
}

impl NoInboxChannel {
    /// The message: what happened, and what to do.
    pub fn render(&self) -> Message {
        let title = customer(Mrkdwn::of_ours("*"), self.customer.as_ref())
            .ours("* waits for a live chat (")
            .foreign(self.reference.as_str())
            .ours("), and nobody can pick it: Slack would not open an inbox channel.");
        let happened = Mrkdwn::of_ours("What happened: ").ours(self.told()).ours(" (");
        let happened = happened.foreign_within(&self.error, ERROR_MAX).ours(").");
        let to_do = Mrkdwn::of_ours("What to do: ").ours(self.remedy()).ours(" Then pick the ticket again.");
        Layout::new().text(&title).text(&happened).text(&to_do).finish(&title)
    }

    fn told(&self) -> &'static str {
        match self.error.as_str() {
            "restricted_action" | "cannot_create_channel" => "this workspace does not let apps make channels",
            "missing_scope" => "this app was installed without the right to make channels",
            "name_taken" => "every name that was tried is taken",
            _ => "Slack refused",
        }
    }

    fn remedy(&self) -> &'static str {
        match self.error.as_str() {
            "restricted_action" | "cannot_create_channel" => {
                "ask a workspace owner to let this app make channels (Workspace settings, Permissions, Channel \
                 Management)."
            }
            "missing_scope" => "install this app again and allow all it asks for.",
            "name_taken" => "rename or remove archived channels with such names.",
            _ => "tell whoever runs this app the word in brackets.",
        }
    }
}
