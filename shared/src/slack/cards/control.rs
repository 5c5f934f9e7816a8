//! *Live Chat Control* (`product.md`): a modal that shows what is true now and offers what state and person allow.

use serde::{Deserialize, Serialize};

use super::live_chat::LiveChatShown;
use super::{NAME_MAX, Names, TicketButton, customer, name, plain_customer};
use crate::domain::{ChannelId, CustomerText, Reference, UserId};
use crate::slack::blocks::{Choice, Input, InputElement, PrivateMetadata, Radio, Select, TextInput, View, ViewLayout};
use crate::slack::markup::Mrkdwn;

/// The callback id of the modal, and of the message shortcut that opens it.
pub const CONTROL_VIEW: &str = "live_chat_control";
/// The block and action id of *What do you want to do?*
pub const CONTROL_ACTION: &str = "control_action";
/// The block and action id of *Ticketing Channel*.
pub const CONTROL_CHANNEL: &str = "control_channel";
/// The block and action id of *Note for the team*.
pub const CONTROL_NOTE: &str = "control_note";

/// The error at *What do you want to do?* when nothing is chosen.
pub const CHOOSE_WHAT_TO_DO: &str = "Choose what to do.";
/// The error at *Ticketing Channel* when it is missing.
pub const CHOOSE_A_CHANNEL: &str = "Choose a ticketing channel.";

/// The error at *Note for the team* when nothing is transferred: a note that nobody reads is not thrown away.
pub const NOTE_NEEDS_TRANSFER: &str = "A note goes with a transfer: choose a ticketing channel, or clear the note.";

/// The longest note, in characters.
pub const NOTE_MAX: usize = 800;

/// What the modal carries, to be decided on again at submit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelAbout {
    /// The conversation and the ticket.
    #[serde(flatten)]
    pub ticket: TicketButton,
    /// The channel that it was opened in: a submission has no address of its own to be answered at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_in: Option<ChannelId>,
}

impl PanelAbout {
    /// Reads it back. `None`: it is none of ours.
    pub fn read(metadata: &str) -> Option<Self> {
        serde_json::from_str(metadata).ok()
    }
}

/// What the modal shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlPanel {
    /// What it is about.
    pub about: PanelAbout,
    /// The customer's name, once known.
    pub customer: Option<CustomerText>,
    /// What people call the ticket.
    pub reference: Reference,
    /// The handler. `None`: nobody.
    pub handler: Option<ControlHandler>,
    /// Who answers the customer.
    pub live_chat: LiveChatShown,
    /// The status word ([`crate::domain::Status::word`]).
    pub status: &'static str,
    /// The label of the ticket's queue.
    pub label: String,
    /// What can be done, in this order.
    pub offers: Vec<Offer>,
    /// Whether they may pick it, which is done on its card.
    pub may_pick: bool,
    /// Where it can be transferred to. Asked for only when a transfer is offered.
    pub channels: Vec<ControlChannel>,
    /// What has changed since the person last looked, such as [`super::true_now`].
    pub stale: Option<Mrkdwn>,
}

/// Who has the ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlHandler {
    /// Who.
    pub user: UserId,
    /// Their name, where it was at hand. Else they are mentioned: in a modal Slack rings for nobody.
    pub name: Option<String>,
}

impl ControlHandler {
    /// This person, by the name that is known of them.
    pub fn of(user: &UserId, names: &Names) -> Self {
        Self { user: user.clone(), name: names.known(user).map(ToOwned::to_owned) }
    }
}

/// A ticketing channel to transfer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlChannel {
    /// The channel: the value that comes back.
    pub channel: ChannelId,
    /// Its label.
    pub label: String,
    /// Its name, without `#`, where it is known.
    pub name: Option<String>,
}

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Offer {
    /// Transfer to another team.
    Transfer,
    /// End the live chat.
    End,
    /// Release to the queue.
    Release,
    /// Take over.
    TakeOver,
    /// Take back.
    TakeBack,
    /// Turn on live chat.
    TurnOn,
    /// Join the inbox channel.
    Join,
}

/// The error at *Ticketing Channel* when a channel is chosen and something else than a transfer.
pub fn clear_one(chosen: Offer) -> String {
    let named = match chosen {
        Offer::End => "End",
        Offer::Release => "Release",
        Offer::Transfer | Offer::TakeOver | Offer::TakeBack | Offer::TurnOn | Offer::Join => chosen.label(),
    };
    format!("You chose {named} and a channel: clear one.")
}

impl ControlPanel {
    /// The modal. `None`: what it is about is over Slack's 3,000 units, which no id is that the relay takes.
    pub fn render(&self) -> Option<View> {
        let about = serde_json::to_string(&self.about).ok().and_then(PrivateMetadata::new)?;
        let mut layout = ViewLayout::new();
        if let Some(stale) = &self.stale {
            layout = layout.text(stale);
        }
        layout = layout.text(&self.state());
        if self.offers.is_empty() {
            layout = layout.text(&Mrkdwn::of_ours(self.nothing_here()));
        }
        layout = self.questions().into_iter().flatten().fold(layout, ViewLayout::ask);
        Some(layout.finish(CONTROL_VIEW, ("Live Chat Control", "Proceed", "Cancel"), about))
    }

    fn nothing_here(&self) -> &'static str {
        if self.may_pick {
            "It waits for somebody to take it. Do you want it? Cancel, and press Pick on its card."
        } else {
            "There is nothing that you can do here now."
        }
    }

    fn state(&self) -> Mrkdwn {
        let text = customer(Mrkdwn::default(), self.customer.as_ref()).ours(" · ");
        let text = text.foreign_within(self.reference.as_str(), NAME_MAX).ours(" · Handler: ");
        let text = match &self.handler {
            Some(ControlHandler { name: Some(known), .. }) => name(text, known),
            Some(ControlHandler { user, name: None }) => text.mention(user),
            None => text.ours("nobody"),
        };
        let text = text.ours("\nLive chat: ").ours(self.live_chat.words());
        text.ours(" · Ticket status: ").ours(self.status)
    }

    fn questions(&self) -> [Option<Input>; 3] {
        let channel = self.channel();
        let transfers = channel.is_some();
        [self.action(transfers), channel, transfers.then(|| self.note())]
    }

    /// Where a channel can be chosen it may stay empty: a channel chosen and no action means transfer.
    fn action(&self, transfers: bool) -> Option<Input> {
        let offers = self.offers.iter().filter(|offer| transfers || **offer != Offer::Transfer);
        let choices = offers.filter_map(|offer| offer.choice(self)).collect();
        let radio = InputElement::Radio(Radio::new(CONTROL_ACTION, choices)?);
        let input = Input::new(CONTROL_ACTION, "What do you want to do?", radio);
        Some(if transfers { input.optional() } else { input })
    }

    fn channel(&self) -> Option<Input> {
        if !self.offers.contains(&Offer::Transfer) {
            return None;
        }
        let choices = self.channels.iter().filter_map(ControlChannel::choice).collect();
        let select = InputElement::Select(Select::new(CONTROL_CHANNEL, "Choose a team", choices)?);
        Some(Input::new(CONTROL_CHANNEL, "Ticketing Channel", select).optional())
    }

    fn note(&self) -> Input {
        let field = InputElement::Text(TextInput::lines(CONTROL_NOTE, NOTE_MAX));
        let unseen = format!("{} doesn't see it", plain_customer(self.customer.as_ref()));
        Input::new(CONTROL_NOTE, "Note for the team", field).optional().hint(&unseen)
    }
}

impl ControlChannel {
    fn choice(&self) -> Option<Choice> {
        let choice = Choice::new(&self.label, self.channel.as_str())?;
        Some(match &self.name {
            Some(name) => choice.described(&format!("#{name}")),
            None => choice,
        })
    }
}

impl Offer {
    pub(crate) const ALL: [Self; 7] =
        [Self::Transfer, Self::End, Self::Release, Self::TakeOver, Self::TakeBack, Self::TurnOn, Self::Join];

    /// What comes back when it is chosen.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::End => "end",
            Self::Release => "release",
            Self::TakeOver => "take_over",
            Self::TakeBack => "take_back",
            Self::TurnOn => "turn_on",
            Self::Join => "join",
        }
    }

    /// Reads a value back. `None`: it is none of ours.
    pub fn read(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|offer| offer.value() == value)
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Transfer => "Transfer to another team",
            Self::End => "End live chat",
            Self::Release => "Release to the queue",
            Self::TakeOver => "Take over",
            Self::TakeBack => "Take back",
            Self::TurnOn => "Turn on live chat",
            Self::Join => "Join the inbox channel",
        }
    }

    fn choice(self, panel: &ControlPanel) -> Option<Choice> {
        let choice = Choice::new(self.label(), self.value())?;
        let handler = panel.handler.as_ref().and_then(|handler| handler.name.as_deref()).unwrap_or("the handler");
        Some(match self {
            Self::Transfer => choice,
            Self::End => choice.described("the chatbot answers again"),
            Self::Release => choice.described(&format!("anyone in {} may pick it", panel.label)),
            Self::TakeOver => choice.described(&format!("you answer instead of {handler}")),
            Self::TakeBack => choice.described(&format!("it no longer waits; {handler} keeps it")),
            Self::TurnOn => choice.described("the chatbot falls silent, and you answer"),
            Self::Join => choice.described("you see its whole history"),
        })
    }
}
