//! The live chat card of an inbox channel (`product.md`, "Live chat card").

use super::{
    LIVE_CHAT_CONTROL, LIVE_CHAT_END, LIVE_CHAT_TURN_ON, TicketButton, a_customer, customer, name, plain_customer,
    team, the_customer,
};
use crate::domain::{CustomerText, MemberId, Queue, Reference, TicketId, Timestamp, UserId};
use crate::slack::blocks::{Button, Confirm, Layout, Message};
use crate::slack::limits;
use crate::slack::markup::Mrkdwn;
use crate::slack::split;

/// A detail of the customer, and the summary, in units once escaped. What is longer ends in `…`.
const DETAIL_MAX: usize = 200;
const SUMMARY_MAX: usize = 2_800;

/// What a live chat card shows. A new one is posted each live chat; it alone shows where the live chat stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveChatCard {
    /// The conversation, for the buttons.
    pub member: MemberId,
    /// The ticket, for the buttons.
    pub ticket: TicketId,
    /// The customer's name, once known.
    pub customer: Option<CustomerText>,
    /// The platform the customer writes on.
    pub platform: Option<String>,
    /// The customer's language.
    pub language: Option<String>,
    /// The customer's tags.
    pub tags: Vec<String>,
    /// Who answers, or answered last, as a mention. `None`: nobody.
    pub handler: Option<UserId>,
    /// Who answers the customer: people or the chatbot.
    pub live_chat: LiveChatShown,
    /// What people call the ticket.
    pub reference: Reference,
    /// The team.
    pub queue: Queue,
    /// Where the ticket stands.
    pub status: LiveChatStatus,
    /// The request's summary.
    pub summary: Option<CustomerText>,
    /// Until when free text reaches the customer. On WhatsApp only.
    pub window_until: Option<Timestamp>,
    /// What was not seen working yet.
    pub not_tested: Vec<NotTested>,
}

/// Who answers the customer, as the card tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveChatShown {
    /// People answer; the chatbot is silent.
    On,
    /// The chatbot is to answer, and the platform has not confirmed it yet.
    TurningOff,
    /// The chatbot answers.
    Off,
}

/// Where the ticket stands, as the card tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LiveChatStatus {
    /// The handler has it.
    Active,
    /// It waits in the card's queue, and nobody holds it.
    Waiting,
    /// It waits at another team, and the old handler still answers.
    Transferred {
        /// Who answers until then.
        handler: String,
        /// Where it waits.
        to: Queue,
    },
    /// Someone ended it.
    Ended {
        /// Who.
        by: String,
    },
    /// It was quiet for the idle time.
    Idle,
    /// Nobody picked it in time.
    Unanswered,
    /// The customer is back with the chatbot, and not by our doing.
    Withdrawn,
    /// The app was removed from the workspace.
    Uninstalled,
}

/// What was not seen working since the app was connected to the chatbot (`product.md` 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTested {
    /// Sending a message to a customer.
    Send,
    /// Turning the chatbot off and on.
    Toggle,
    /// The platform's webhook, by which customers' messages come.
    Webhook,
}

/// The topic of a customer's inbox channel, in plain text: what is true of it for good.
pub fn topic(customer: Option<&CustomerText>, platform: Option<&str>) -> String {
    let platform = platform.map(|platform| format!(" ({platform})")).unwrap_or_default();
    let topic = format!("Live chats with {}{platform}. Replies in threads stay in Slack.", plain_customer(customer));
    split::shorten_plain(&topic, limits::TOPIC)
}

impl LiveChatCard {
    /// The card as a message.
    pub fn render(&self) -> Message {
        let title = self.title();
        let mut layout = Layout::new().text(&Mrkdwn::joined(&self.state(), "\n"));
        if let Some(summary) = self.summary.as_ref().filter(|summary| !summary.is_blank()) {
            layout = layout.text(&Mrkdwn::of_ours("Summary: ").foreign_within(summary.as_str(), SUMMARY_MAX));
        }
        layout = layout.text(&Mrkdwn::joined(&self.rules(), "\n"));
        for line in self.untested() {
            layout = layout.text(&line);
        }
        layout.buttons(self.buttons()).finish(&Mrkdwn::joined(&[title, self.handler()], "\n"))
    }

    fn title(&self) -> Mrkdwn {
        a_customer(Mrkdwn::of_ours("*Live chat with "), self.customer.as_ref()).ours("*")
    }

    fn state(&self) -> Vec<Mrkdwn> {
        let ticket = Mrkdwn::of_ours("Ticket: ").foreign_within(self.reference.as_str(), DETAIL_MAX).ours(" · ");
        vec![
            self.title(),
            self.user(),
            self.handler(),
            Mrkdwn::of_ours("Live chat: ").ours(self.live_chat.words()),
            team(ticket, &self.queue),
            self.status.line(),
        ]
    }

    /// What is known of the customer. What isn't known is left out.
    fn user(&self) -> Mrkdwn {
        let tags = self.tags.join(", ");
        let known = [self.platform.as_deref(), self.language.as_deref(), Some(tags.as_str())];
        let known = known.into_iter().flatten().filter(|text| !text.trim().is_empty());
        let details = known.map(|text| Mrkdwn::default().foreign_within(text, DETAIL_MAX));
        let named = customer(Mrkdwn::of_ours("User: "), self.customer.as_ref());
        Mrkdwn::joined(&std::iter::once(named).chain(details).collect::<Vec<_>>(), " · ")
    }

    fn handler(&self) -> Mrkdwn {
        let text = Mrkdwn::of_ours("Ticket handler: ");
        match &self.handler {
            Some(handler) => text.mention(handler),
            None => text.ours("nobody"),
        }
    }

    /// Until when, and to whom, what is written here goes; and who sees it.
    fn rules(&self) -> Vec<Mrkdwn> {
        let window = self.window_until.filter(|_| self.live_chat == LiveChatShown::On);
        let window = window.map(|until| Mrkdwn::of_ours("WhatsApp: free text until ").date(until));
        let goes = match self.live_chat {
            LiveChatShown::On => the_customer(Mrkdwn::of_ours("Messages here go to "), self.customer.as_ref())
                .ours(". Replies in threads stay in Slack."),
            LiveChatShown::TurningOff | LiveChatShown::Off => Mrkdwn::of_ours("Messages here stay in Slack."),
        };
        let seen = Mrkdwn::of_ours("Whoever is added to this channel sees its whole history.");
        window.into_iter().chain([goes, seen]).collect()
    }

    /// What may not work. Of no account once the live chat is over.
    fn untested(&self) -> Vec<Mrkdwn> {
        if self.not_tested.is_empty() || self.live_chat != LiveChatShown::On {
            return Vec::new();
        }
        let lines = self.not_tested.iter().map(|part| part.line(self.customer.as_ref()));
        let remedy = Mrkdwn::of_ours("What to do: ask an admin to test the Chatbot Connection in the Admin Panel.");
        lines.chain([remedy]).collect()
    }

    fn buttons(&self) -> Vec<Button> {
        let button = TicketButton { member: self.member.clone(), ticket: self.ticket.clone() };
        let Some(value) = button.value() else { return Vec::new() };
        if self.status.is_closed() {
            return vec![Button::new(LIVE_CHAT_TURN_ON, "Turn on live chat", value).confirm(self.before_turning_on())];
        }
        let end = Button::new(LIVE_CHAT_END, "End live chat", value.clone()).danger().confirm(self.before_ending());
        vec![Button::new(LIVE_CHAT_CONTROL, "Live Chat Control", value), end]
    }

    fn before_ending(&self) -> Confirm {
        let question = format!("End live chat with {}?", plain_customer(self.customer.as_ref()));
        Confirm::new("End live chat", &question, "End live chat", "Cancel")
    }

    fn before_turning_on(&self) -> Confirm {
        let name = plain_customer(self.customer.as_ref());
        let question = format!("Turn on live chat with {name}? The chatbot falls silent, and you answer.");
        Confirm::new("Turn on live chat", &question, "Turn on live chat", "Cancel")
    }
}

impl LiveChatShown {
    /// The words for it.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::On => "True",
            Self::TurningOff => "False (turning the chatbot on…)",
            Self::Off => "False",
        }
    }
}

impl LiveChatStatus {
    /// Whether nothing leads on from it.
    fn is_closed(&self) -> bool {
        match self {
            Self::Active | Self::Waiting | Self::Transferred { .. } => false,
            Self::Ended { .. } | Self::Idle | Self::Unanswered | Self::Withdrawn | Self::Uninstalled => true,
        }
    }

    /// The line that tells it. What the word alone leaves open follows it.
    fn line(&self) -> Mrkdwn {
        let pending = || Mrkdwn::of_ours("Ticket status: Pending · ");
        let closed = || Mrkdwn::of_ours("Ticket status: Closed · ");
        match self {
            Self::Active => Mrkdwn::of_ours("Ticket status: Active"),
            Self::Waiting => pending().ours("waiting to be picked"),
            Self::Transferred { handler, to } => {
                let waits = team(pending().ours("transferred to "), to).ours("; ");
                name(waits, handler).ours(" keeps answering until it is picked there")
            }
            Self::Ended { by } => name(closed().ours("ended by "), by),
            Self::Idle => closed().ours("nobody wrote any more"),
            Self::Unanswered => closed().ours("nobody picked it in time"),
            Self::Withdrawn => closed().ours("the customer is back with the chatbot"),
            Self::Uninstalled => closed().ours("Slack Inbox was removed from this workspace"),
        }
    }
}

impl NotTested {
    fn line(self, name: Option<&CustomerText>) -> Mrkdwn {
        let text = Mrkdwn::of_ours("Not tested yet: ");
        match self {
            Self::Send => the_customer(text.ours("what you write may not reach "), name).ours("."),
            Self::Toggle => text.ours("the chatbot may go on answering."),
            Self::Webhook => the_customer(text.ours("what "), name).ours(" writes may not arrive here."),
        }
    }
}
