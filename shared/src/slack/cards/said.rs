//! A customer's message in the inbox channel (`product.md` 4). It is posted under the customer's name, so that the card
//! itself says only what they said.

use super::{LIVE_CHAT_TURN_ON, TicketButton};
use crate::domain::{CustomerText, Timestamp, UserId};
use crate::slack::blocks::{Button, Layout, Message};
use crate::slack::markup::Mrkdwn;

/// The longest name of a kind that we don't know.
const KIND_MAX: usize = 60;

/// A customer's message, as the inbox channel shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerSaid {
    /// The handler, when Slack is to ring for them.
    pub call: Option<UserId>,
    /// What the customer said.
    pub words: Words,
    /// When it was written, if it comes late: later ones stand above it.
    pub late: Option<Timestamp>,
    /// The ticket, when the live chat was ended and the chatbot is not back yet: *Turn on live chat* is offered.
    pub ended: Option<TicketButton>,
}

/// What a customer, or the chatbot, said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// A text, or the title of the button they pressed.
    Text(CustomerText),
    /// Something else.
    Sent {
        /// What.
        kind: SentKind,
        /// What can be told of it: a caption, a file's name, a place.
        details: Option<CustomerText>,
    },
}

/// What was sent that is no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SentKind {
    /// A picture.
    Image,
    /// A video.
    Video,
    /// A recording.
    Audio,
    /// A file of another kind.
    File,
    /// A sticker.
    Sticker,
    /// A place: its details say it all.
    Location,
    /// A contact: its details say it all.
    Contact,
    /// Something that the platform itself could not read (`contracts/stella.md` 4).
    Unsupported,
    /// A kind that we don't know, by the platform's word for it.
    Other(String),
}

impl CustomerSaid {
    /// The message. All of a text of 4,096 characters, whatever they are, is in it.
    pub fn render(&self) -> Message {
        let mut layout = Layout::new();
        if let Some(handler) = &self.call {
            layout = layout.text(&Mrkdwn::default().mention(handler));
        }
        layout = match &self.words {
            Words::Text(text) => layout.typed(text.as_str()),
            Words::Sent { kind, details } => sent(layout, kind, details.as_ref()),
        };
        if let Some(at) = self.late {
            layout = layout.context(&Mrkdwn::of_ours("Came late: written ").date(at));
        }
        if self.ended.is_some() {
            layout = layout.context(&Mrkdwn::of_ours(
                "Live chat is off, and the chatbot is not back yet: nobody has answered this.",
            ));
        }
        layout.buttons(self.buttons()).finish(&self.fallback())
    }

    /// What a notification shows: whom it calls, and the words.
    fn fallback(&self) -> Mrkdwn {
        let called = self.call.iter().map(|handler| Mrkdwn::default().mention(handler));
        Mrkdwn::joined(&called.chain([self.words.in_a_line()]).collect::<Vec<_>>(), " ")
    }

    fn buttons(&self) -> Vec<Button> {
        let value = self.ended.as_ref().and_then(TicketButton::value);
        value.map(|value| Button::new(LIVE_CHAT_TURN_ON, "Turn on live chat", value)).into_iter().collect()
    }
}

/// A line that names the kind, then its details as they were typed.
fn sent(layout: Layout, kind: &SentKind, details: Option<&CustomerText>) -> Layout {
    match details.filter(|details| !details.is_blank()) {
        Some(details) => layout.text(&kind.told().ours(":")).typed(details.as_str()),
        None => layout.text(&kind.told()),
    }
}

impl Words {
    /// On one line.
    pub(super) fn in_a_line(&self) -> Mrkdwn {
        match self {
            Self::Text(text) => Mrkdwn::of_foreign(text.as_str()),
            Self::Sent { kind, details } => match details.as_ref().filter(|details| !details.is_blank()) {
                Some(details) => kind.told().ours(": ").foreign(details.as_str()),
                None => kind.told(),
            },
        }
    }
}

impl SentKind {
    /// The line that names it.
    pub(super) fn told(&self) -> Mrkdwn {
        Mrkdwn::of_ours(match self {
            Self::Image => "sent an image (it can't be shown here yet)",
            Self::Video => "sent a video (it can't be shown here yet)",
            Self::Audio => "sent a recording (it can't be played here yet)",
            Self::File => "sent a file (it can't be opened here yet)",
            Self::Sticker => "sent a sticker (it can't be shown here yet)",
            Self::Location => "sent a location",
            Self::Contact => "sent a contact",
            Self::Unsupported => "sent something that the chatbot platform can't pass on",
            Self::Other(kind) => {
                let unknown = Mrkdwn::of_ours("sent something that can't be shown here yet (");
                return unknown.foreign_within(kind, KIND_MAX).ours(")");
            }
        })
    }
}
