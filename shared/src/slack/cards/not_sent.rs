//! What became of an agent's message that did not simply reach the customer (`product.md`, "Not sent").

use super::{
    MESSAGE_ARRIVED, MESSAGE_KEEP, MESSAGE_RETRY, MESSAGE_SEND, MESSAGE_SEND_AGAIN, MESSAGE_SEND_CORRECTION,
    MESSAGE_TAKE_OVER_AND_SEND, MESSAGE_TEMPLATE, MESSAGE_TURN_ON_AND_SEND, MessageButton, Names, name, plain_customer,
    the_customer,
};
use crate::domain::{CustomerText, Settled};
use crate::slack::blocks::{Button, Layout, Message};
use crate::slack::markup::Mrkdwn;

/// The longest reason of the platform's that is shown.
const REASON_MAX: usize = 500;

/// A message that was not sent, as its author is privately told. The message itself bears [`super::marks::NOT_SENT`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotSent {
    /// The message, for the buttons.
    pub button: MessageButton,
    /// The customer's name, once known.
    pub customer: Option<CustomerText>,
    /// Why.
    pub why: NotRelayed,
}

/// Why a message was not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotRelayed {
    /// Live chat is off.
    LiveChatIsOff,
    /// With *1 on 1* only the handler answers.
    OnlyTheHandler {
        /// Who that is. `None`: the ticket waits to be picked.
        handler: Option<String>,
    },
    /// Someone else's first message of a live chat is asked about.
    Held {
        /// The handler. `None`: the ticket waits to be picked.
        handler: Option<String>,
    },
    /// The customer last wrote too long ago for free text.
    WindowIsOver,
    /// The author is a single-channel guest.
    SingleChannelGuest,
    /// The author is of another organisation.
    OtherOrganisation,
    /// The author may not answer this customer.
    NotAllowed,
    /// Slack has yet to say who the author is.
    NotKnownYet,
    /// It has files, which are not sent yet.
    Files {
        /// Whether its text was sent.
        text_was_sent: bool,
    },
    /// It is a reply in a thread that was also shown in the channel.
    BroadcastReply,
    /// It is of a kind that is not sent, such as a poll of another app.
    OfAnotherKind,
    /// Once cleaned nothing is left of it.
    Empty,
    /// It was edited after it had been sent.
    Edited,
    /// It was deleted after it had been sent.
    Deleted,
}

impl NotSent {
    /// The private message.
    pub fn render(&self) -> Message {
        let line = self.line();
        Layout::new().text(&line).buttons(self.buttons()).finish(&line)
    }

    fn line(&self) -> Mrkdwn {
        let (before, about, after) = self.why.words();
        let text = Mrkdwn::of_ours(before);
        match about {
            About::Nobody => text,
            About::Customer => the_customer(text, self.customer.as_ref()).ours(after),
            About::Handler(handler) => name(text, handler).ours(after),
        }
    }

    fn buttons(&self) -> Vec<Button> {
        let Some(value) = self.button.value() else { return Vec::new() };
        let one = |action: &'static str, label: &str| vec![Button::new(action, label, value.clone())];
        match &self.why {
            NotRelayed::LiveChatIsOff => one(MESSAGE_TURN_ON_AND_SEND, "Turn on and send"),
            NotRelayed::OnlyTheHandler { handler: Some(_) } => one(MESSAGE_TAKE_OVER_AND_SEND, "Take over and send"),
            NotRelayed::Held { .. } => {
                let send = format!("Send to {}", plain_customer(self.customer.as_ref()));
                [one(MESSAGE_SEND, &send), one(MESSAGE_KEEP, "Keep in Slack")].concat()
            }
            NotRelayed::WindowIsOver => one(MESSAGE_TEMPLATE, "Choose a template"),
            NotRelayed::Edited => one(MESSAGE_SEND_CORRECTION, "Send as correction"),
            NotRelayed::OnlyTheHandler { handler: None }
            | NotRelayed::SingleChannelGuest
            | NotRelayed::OtherOrganisation
            | NotRelayed::NotAllowed
            | NotRelayed::NotKnownYet
            | NotRelayed::Files { .. }
            | NotRelayed::BroadcastReply
            | NotRelayed::OfAnotherKind
            | NotRelayed::Empty
            | NotRelayed::Deleted => Vec::new(),
        }
    }
}

/// Whom a sentence names in its middle.
enum About<'a> {
    Nobody,
    Customer,
    Handler(&'a str),
}

impl NotRelayed {
    /// What is told: the words before a name, whose name, and the words after it.
    fn words(&self) -> (&'static str, About<'_>, &'static str) {
        let alone = |words| (words, About::Nobody, "");
        match self {
            Self::LiveChatIsOff => ("Not sent: live chat with ", About::Customer, " is off."),
            Self::OnlyTheHandler { handler: Some(handler) } => {
                ("Not sent: only ", About::Handler(handler), " answers here (1 on 1).")
            }
            Self::OnlyTheHandler { handler: None } => {
                alone("Not sent: only the handler answers here (1 on 1). Pick the ticket, then write again.")
            }
            Self::Held { handler: Some(handler) } => {
                ("Not sent yet: ", About::Handler(handler), " is the handler. Send it?")
            }
            Self::Held { handler: None } => {
                alone("Not sent yet: nobody is the handler, the ticket waits to be picked. Send it?")
            }
            Self::WindowIsOver => ("Not sent: ", About::Customer, " last wrote over 24 hours ago."),
            Self::SingleChannelGuest => alone("Not sent: single-channel guests can't answer customers. Ask an admin."),
            Self::OtherOrganisation => {
                alone("Not sent: people of this workspace answer customers, and you are of another organisation.")
            }
            Self::NotAllowed => alone(
                "Not sent: the people in the inbox channel, the priority group and admins answer here. Ask one of them.",
            ),
            Self::NotKnownYet => alone("Not sent: Slack has not said yet who you are. Write it again in a moment."),
            Self::Files { text_was_sent: true } => {
                ("Only the text was sent: files can't be sent to ", About::Customer, " yet.")
            }
            Self::Files { text_was_sent: false } => ("Not sent: files can't be sent to ", About::Customer, " yet."),
            Self::BroadcastReply => alone(
                "Not sent: replies in threads stay in Slack, also when they are shown in the channel. Write it in the \
                 channel itself.",
            ),
            Self::OfAnotherKind => {
                ("Not sent: this kind of message can't be sent to ", About::Customer, ". Write it as text.")
            }
            Self::Empty => alone("Not sent: there is no text in it."),
            Self::Edited => ("Your edit was not sent: ", About::Customer, " still has what you wrote first."),
            Self::Deleted => ("Deleted in Slack only: ", About::Customer, " still has this message."),
        }
    }
}

/// In the thread of a message: it did not arrive, or nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undelivered {
    /// The platform refused it, or could not be reached.
    Failed {
        /// Why, in a few words.
        reason: String,
    },
    /// No answer came, so that sending it again may make it arrive twice: a person is asked.
    Unknown,
}

impl Undelivered {
    /// The message in the thread.
    pub fn render(&self, button: &MessageButton) -> Message {
        let line = self.line();
        Layout::new().text(&line).buttons(self.buttons(button)).finish(&line)
    }

    fn line(&self) -> Mrkdwn {
        match self {
            Self::Failed { reason } => {
                let reason = reason.trim().trim_end_matches('.');
                Mrkdwn::of_ours("Not delivered: ").foreign_within(reason, REASON_MAX).ours(".")
            }
            Self::Unknown => Mrkdwn::of_ours("Delivery unknown: no answer came."),
        }
    }

    fn buttons(&self, button: &MessageButton) -> Vec<Button> {
        let Some(value) = button.value() else { return Vec::new() };
        match self {
            Self::Failed { .. } => vec![Button::new(MESSAGE_RETRY, "Retry", value)],
            Self::Unknown => vec![
                Button::new(MESSAGE_SEND_AGAIN, "Send again", value.clone()),
                Button::new(MESSAGE_ARRIVED, "It arrived", value),
            ],
        }
    }
}

/// What stands in the place of a question or a failure once it is settled: without buttons.
pub fn settled(settled: &Settled, customer: Option<&CustomerText>, names: &Names) -> Message {
    let line = match settled {
        Settled::Sending => the_customer(Mrkdwn::of_ours("Sending it to "), customer).ours("…"),
        Settled::KeptInSlack => Mrkdwn::of_ours("Kept in Slack."),
        Settled::SentAlready => the_customer(Mrkdwn::of_ours("It was sent to "), customer).ours(" already."),
        Settled::TryingAgain => Mrkdwn::of_ours("Tried again: the mark on the message says what became of it."),
        Settled::Arrived { by } => name(Mrkdwn::of_ours("It arrived, says "), names.of(by)).ours("."),
        Settled::Gone => Mrkdwn::of_ours("The message was deleted: there is nothing to send."),
        Settled::Over => {
            Mrkdwn::of_ours("That live chat is over. The mark on the message says what becomes of it now.")
        }
    };
    Layout::line(&line)
}
