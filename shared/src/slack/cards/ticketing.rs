//! *Ticketing Channel Settings* (`product.md` 7): the list of them, and deleting one. Adding and changing one is
//! `ticketing_form`.

use serde::{Deserialize, Serialize};

use super::panels::{OpenedOn, stale};
use super::{CHOOSE_A_CHANNEL, CHOOSE_WHAT_TO_DO};
use crate::domain::{ChannelId, LABEL_MAX, NotDeleted, TICKETING_CHANNELS_MAX, TicketingChannel, UserId};
use crate::slack::blocks::{Choice, Input, InputElement, PrivateMetadata, Radio, Select, View, ViewLayout};
use crate::slack::markup::Mrkdwn;

/// The callback id of the list.
pub const TICKETING_LIST: &str = "admin_ticketing";
/// The callback id of the page that adds or changes one.
pub const TICKETING_FORM: &str = "admin_ticketing_channel";
/// The callback id of the page that deletes one.
pub const TICKETING_DELETE: &str = "admin_ticketing_delete";
/// The block and action id of what is to be done.
pub const TICKETING_ACTION: &str = "ticketing_action";
/// The block and action id of the one that it is done with.
pub const TICKETING_CHOSEN: &str = "ticketing_chosen";

/// The longest label within a text, in units once escaped.
const LABEL_SHOWN: usize = 4 * LABEL_MAX;

/// What can be done with ticketing channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketingAction {
    /// Add one.
    Add,
    /// Change one.
    Change,
    /// Delete one.
    Delete,
}

/// What the pages of one channel carry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketingAbout {
    /// What stood in the settings of it.
    #[serde(flatten)]
    pub opened: OpenedOn,
    /// Which. `None`: a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<ChannelId>,
}

/// The list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketingList<'a> {
    /// The ticketing channels.
    pub channels: &'a [TicketingChannel],
    /// Which is the default.
    pub default: Option<&'a ChannelId>,
    /// This app's bot, as it is invited.
    pub bot: Option<&'a UserId>,
    /// Whether one that was chosen is gone by now.
    pub is_stale: bool,
}

/// The question whether one is to be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketingDelete<'a> {
    /// What it carries.
    pub about: &'a TicketingAbout,
    /// Which.
    pub channel: &'a TicketingChannel,
    /// The default one, which has its requests then.
    pub default: Option<&'a TicketingChannel>,
    /// Whether somebody else has changed it since the person last looked.
    pub is_stale: bool,
}

/// The page of one with which nothing can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketingKept(pub NotDeleted);

impl TicketingAction {
    const ALL: [Self; 3] = [Self::Add, Self::Change, Self::Delete];

    /// What comes back when it is chosen.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Change => "change",
            Self::Delete => "delete",
        }
    }

    /// Reads a value back. `None`: it is none of ours.
    pub fn read(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.value() == value)
    }

    fn choice(self) -> Option<Choice> {
        let label = match self {
            Self::Add => "Add",
            Self::Change => "Change",
            Self::Delete => "Delete",
        };
        Choice::new(label, self.value())
    }
}

impl TicketingAbout {
    /// Reads it back. `None`: it is none of ours.
    pub fn read(metadata: &str) -> Option<Self> {
        serde_json::from_str(metadata).ok()
    }

    pub(super) fn metadata(&self) -> Option<PrivateMetadata> {
        serde_json::to_string(self).ok().and_then(PrivateMetadata::new)
    }
}

impl TicketingList<'_> {
    /// The modal. What is asked stands above the list, which may be long.
    pub fn render(&self) -> Option<View> {
        let mut layout = ViewLayout::new();
        if self.is_stale {
            layout =
                layout.text(&Mrkdwn::of_ours("*The channel that you chose is none any more.* This is the list now."));
        }
        let actions = if self.channels.is_empty() { &TicketingAction::ALL[..1] } else { &TicketingAction::ALL[..] };
        let choices = actions.iter().filter_map(|action| action.choice()).collect();
        let action = InputElement::Radio(Radio::new(TICKETING_ACTION, choices)?);
        layout = layout.ask(Input::new(TICKETING_ACTION, "What do you want to do?", action));
        if let Some(select) = self.select() {
            let chosen = Input::new(TICKETING_CHOSEN, "Ticketing channel", InputElement::Select(select));
            layout = layout.ask(chosen.optional().hint("Which one to change or delete."));
        }
        layout = self.not_usable().iter().fold(layout, ViewLayout::text).text(&self.list());
        Some(layout.finish(TICKETING_LIST, ("Ticketing Channels", "Next", "Back"), PrivateMetadata::new("")?))
    }

    fn select(&self) -> Option<Select> {
        let choice = |known: &TicketingChannel| {
            let choice = Choice::new(&known.label, known.channel.as_str())?;
            Some(match &known.name {
                Some(name) => choice.described(&format!("#{name}")),
                None => choice,
            })
        };
        Select::new(TICKETING_CHOSEN, "Choose a label", self.channels.iter().filter_map(choice).collect())
    }

    fn list(&self) -> Mrkdwn {
        if self.channels.is_empty() {
            return Mrkdwn::of_ours("No ticketing channel is set yet: add one.");
        }
        let lines: Vec<Mrkdwn> = self.channels.iter().map(|known| self.line(known)).collect();
        Mrkdwn::joined(&lines, "\n")
    }

    fn line(&self, known: &TicketingChannel) -> Mrkdwn {
        let line = called(Mrkdwn::default(), known);
        let line = if self.default == Some(&known.channel) { line.ours(" · default") } else { line };
        if known.usable { line } else { line.ours(" · :warning: not used") }
    }

    /// What to do where no ticket can be posted.
    fn not_usable(&self) -> Option<Mrkdwn> {
        if self.channels.iter().all(|known| known.usable) {
            return None;
        }
        let text = Mrkdwn::of_ours(
            ":warning: *not used*: no ticket can be posted there, because this app is not in the channel, or the channel \
             is archived. ",
        );
        let text = if self.channels.iter().any(|known| known.usable) {
            text.ours("Its tickets are posted in another ticketing channel until then.")
        } else {
            text.ours("No other one can be used: new tickets wait, and nobody sees them.")
        };
        Some(invite(text.ours("\nWhat to do: "), self.bot).ours(" in the channel, or choose another one under Change."))
    }
}

impl TicketingDelete<'_> {
    /// The modal.
    pub fn render(&self) -> Option<View> {
        let layout = if self.is_stale { ViewLayout::new().text(&stale()) } else { ViewLayout::new() };
        let asks = called(Mrkdwn::of_ours("Delete the ticketing channel "), self.channel).ours("?");
        let then = Mrkdwn::of_ours("Tickets that wait there stay there, and can still be picked there. Requests for ");
        let then = then.ours("\"").foreign_within(&self.channel.label, LABEL_SHOWN).ours("\" come to ");
        let then = match self.default {
            Some(default) => called(then.ours("the default channel from now on, "), default),
            None => then.ours("the default channel from now on"),
        };
        let then = then.ours(". The Slack channel stays as it is.");
        let layout = layout.text(&asks).text(&then).confirms();
        Some(layout.finish(TICKETING_DELETE, ("Delete", "Delete", "Back"), self.about.metadata()?))
    }
}

impl TicketingKept {
    /// The modal.
    pub fn render(self) -> Option<View> {
        said_in_a_panel("Ticketing channel", not_deleted(self.0))
    }
}

/// A modal that says one thing of ours, and asks nothing.
pub fn said_in_a_panel(title: &str, said: &'static str) -> Option<View> {
    let layout = ViewLayout::new().text(&Mrkdwn::of_ours(said));
    Some(layout.finish(TICKETING_DELETE, (title, "", "Back"), PrivateMetadata::new("")?))
}

/// Why a ticketing channel is not deleted, and what to do.
pub const fn not_deleted(why: NotDeleted) -> &'static str {
    match why {
        NotDeleted::Last => "The last ticketing channel stays: tickets need one. Add another one first.",
        NotDeleted::IsDefault => "The default channel stays. Make another one the default first, under Change.",
        NotDeleted::Unknown => {
            "Somebody else has deleted this ticketing channel while you had this page open. Nothing of yours was saved."
        }
    }
}

/// What is wrong with a choice in the list. `None`: it can be gone on with.
pub fn ticketing_choice(
    action: Option<TicketingAction>,
    chosen: Option<&ChannelId>,
    count: usize,
) -> Option<(&'static str, String)> {
    let (field, said) = match (action, chosen) {
        (None, _) => (TICKETING_ACTION, CHOOSE_WHAT_TO_DO.to_owned()),
        (Some(TicketingAction::Add), Some(_)) => {
            (TICKETING_CHOSEN, "You chose Add and a channel: clear one.".to_owned())
        }
        (Some(TicketingAction::Add), None) if count >= TICKETING_CHANNELS_MAX => (TICKETING_ACTION, too_many()),
        (Some(TicketingAction::Change | TicketingAction::Delete), None) => {
            (TICKETING_CHOSEN, CHOOSE_A_CHANNEL.to_owned())
        }
        (Some(_), _) => return None,
    };
    Some((field, said))
}

pub(super) fn too_many() -> String {
    format!("There are {TICKETING_CHANNELS_MAX} ticketing channels already: delete one first.")
}

/// How a person lets this app into a channel.
pub(super) fn invite(text: Mrkdwn, bot: Option<&UserId>) -> Mrkdwn {
    match bot {
        Some(bot) => text.ours("write /invite ").mention(bot),
        None => text.ours("write /invite and this app's name"),
    }
}

/// A ticketing channel, by its label and its Slack channel.
pub(super) fn called(text: Mrkdwn, known: &TicketingChannel) -> Mrkdwn {
    text.ours("*").foreign_within(&known.label, LABEL_SHOWN).ours("* in ").channel(&known.channel)
}
