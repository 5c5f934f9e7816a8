//! *Relay URL* in the Admin Panel (`product.md` 1 and 7): the URL that bots post to, both pre-actions with it filled in,
//! and a new one in the old one's place. It holds the relay URL: nowhere else but in the checklist may that stand.

use super::checklist::pasted;
use super::panels::{OpenedOn, stale};
use crate::domain::Timestamp;
use crate::slack::blocks::{Choice, Input, InputElement, Radio, View, ViewLayout};
use crate::slack::markup::Mrkdwn;

/// The callback id of the panel.
pub const RELAY_PANEL: &str = "admin_relay";
/// The block id of what is to be done.
pub const RELAY_WISH: &str = "relay_wish";

/// The error where nothing was chosen.
pub const RELAY_CHOOSE: &str = "Choose what to do, or close the panel.";
/// The error where there are as many relay URLs as there may be.
pub const RELAY_TOO_MANY: &str = "Too many older URLs still work: retire them first, or revoke them all.";
/// The error where there is no older one.
pub const RELAY_NONE_OLDER: &str = "There is no older URL to retire.";

/// What an admin may do about the relay URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelayWish {
    /// A new one; those that there are go on working.
    Rotate,
    /// Those before the current one stop.
    Retire,
    /// A new one; all others stop at once.
    Revoke,
}

impl RelayWish {
    const ALL: [Self; 3] = [Self::Rotate, Self::Retire, Self::Revoke];

    /// What comes back when it is chosen.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Rotate => "rotate",
            Self::Retire => "retire",
            Self::Revoke => "revoke",
        }
    }

    /// Reads a value back. `None`: it is none of ours.
    pub fn read(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wish| wish.value() == value)
    }

    fn choice(self) -> Option<Choice> {
        let (label, about) = match self {
            Self::Rotate => ("Make a new URL", "older ones go on working until you retire them"),
            Self::Retire => ("Retire older URLs", "they stop: first look when each was last used"),
            Self::Revoke => ("Revoke now", "after a leak: a new URL, and all others stop at once"),
        };
        Some(Choice::new(label, self.value())?.described(about))
    }
}

/// A relay URL as it is told of: never itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelayKeyShown {
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was last used, to the hour. `None`: never yet.
    pub used_at: Option<Timestamp>,
}

/// The panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelayPanel {
    /// What it carries.
    pub about: OpenedOn,
    /// The current URL. `None`: there is none, or it can't be shown.
    pub url: Option<String>,
    /// The pre-actions, each with the bot cores that it is for.
    pub pre_actions: Vec<(String, String)>,
    /// All that work, the current one first.
    pub keys: Vec<RelayKeyShown>,
    /// Whether somebody else has changed them since the person last looked.
    pub is_stale: bool,
}

impl RelayPanel {
    /// The modal.
    pub fn render(&self) -> Option<View> {
        let layout = if self.is_stale { ViewLayout::new().text(&stale()) } else { ViewLayout::new() };
        let layout = self.older().into_iter().fold(layout.text(&self.current()), |layout, text| layout.text(&text));
        let choices = RelayWish::ALL.into_iter().filter_map(RelayWish::choice).collect();
        let radio = InputElement::Radio(Radio::new(self.about.field(RELAY_WISH), choices)?);
        let layout = layout.ask(Input::new(RELAY_WISH, "What do you want to do?", radio).optional());
        let layout = self.pre_actions.iter().flat_map(pasted).fold(layout, |layout, text| layout.text(&text));
        Some(layout.finish(RELAY_PANEL, ("Relay URL", "Proceed", "Close"), self.about.metadata()?))
    }

    fn current(&self) -> Mrkdwn {
        let text = match (&self.url, self.keys.first()) {
            (Some(url), _) => Mrkdwn::of_ours(
                "*Relay URL.* Bots ask for people here. It opens tickets for whoever knows it: show it to nobody but \
                 who pastes it into a bot.\n",
            )
            .then(&Mrkdwn::default().code(url)),
            (None, None) => return Mrkdwn::of_ours("There is no relay URL yet: make a new one."),
            (None, Some(_)) => Mrkdwn::of_ours(
                "The relay URL can't be shown: install this app again. If that changes nothing, make a new one.",
            ),
        };
        self.keys.first().map_or(text.clone(), |key| text.ours("\n").then(&used(key)))
    }

    fn older(&self) -> Option<Mrkdwn> {
        let older: Vec<Mrkdwn> = self.keys.iter().skip(1).map(used).collect();
        let heading = Mrkdwn::of_ours("*Older ones that still work*\n");
        (!older.is_empty()).then(|| heading.then(&Mrkdwn::joined(&older, "\n")))
    }
}

fn used(key: &RelayKeyShown) -> Mrkdwn {
    let text = Mrkdwn::of_ours("Made ").date(key.made_at);
    match key.used_at {
        Some(at) => text.ours(" · last used ").date(at).ours(" (to the hour)"),
        None => text.ours(" · never used yet"),
    }
}
