//! The checklist of whoever installed the app, in their direct messages (`product.md` 8). It ticks itself, and holds the
//! relay URL: nowhere else but in the Admin Panel may that stand.

use std::collections::BTreeSet;

use crate::domain::{ChannelId, SetUpTrouble};
use crate::slack::blocks::{Button, ButtonValue, Layout, Message};
use crate::slack::markup::Mrkdwn;

/// The action id of *Send a test ticket*.
pub const SEND_TEST_TICKET: &str = "set_up_test_ticket";

/// How many channels, and webhook URLs, are named.
const NAMED: usize = 5;

/// What is done once it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Done {
    /// Somebody beside the installer is called, or may set things.
    Teammates,
    /// A webhook came.
    Webhook,
    /// A request came to the relay URL.
    Request,
    /// A test ticket was sent.
    Test,
}

/// The checklist as it is now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checklist {
    /// The ticketing channels in which tickets can be posted.
    pub channels: Vec<ChannelId>,
    /// The one that takes what is for nobody else. `None`: tickets wait.
    pub default: Option<ChannelId>,
    /// Whether who reads it may see the relay URL.
    pub is_for_admin: bool,
    /// Why a person is needed.
    pub trouble: Option<SetUpTrouble>,
    /// Where each connected bot channel's webhook goes. None: no bot is connected.
    pub webhooks: Vec<String>,
    /// The relay URL. `None`: it can't be shown.
    pub relay_url: Option<String>,
    /// The pre-actions, each with the bot cores that it is for.
    pub pre_actions: Vec<(String, String)>,
    /// What was seen to be done.
    pub done: BTreeSet<Done>,
}

impl Checklist {
    /// The message.
    pub fn render(&self) -> Message {
        let title = self.title();
        let layout = Layout::new()
            .text(&title)
            .text(&self.ticketing_channels())
            .text(&self.teammates())
            .text(&self.bot())
            .text(&self.webhook())
            .text(&self.pre_action())
            .text(&self.test());
        // A test ticket that nobody sees would call the admins.
        let value = ButtonValue::new("{}").filter(|_| self.is_for_admin && self.default.is_some());
        let button = value.map(|value| Button::new(SEND_TEST_TICKET, "Send a test ticket", value));
        let layout = layout.buttons(button.into_iter().map(Button::primary).collect());
        self.pre_actions.iter().flat_map(pasted).fold(layout, |layout, text| layout.text(&text)).finish(&title)
    }

    fn title(&self) -> Mrkdwn {
        let all = [Done::Teammates, Done::Webhook, Done::Request, Done::Test];
        let is_done = self.default.is_some() && all.iter().all(|step| self.done.contains(step));
        Mrkdwn::of_ours("*Slack Inbox is installed.* ").ours(if is_done {
            "Everything is set up."
        } else {
            "What is left until your team answers customers here:"
        })
    }

    fn step(&self, step: Done) -> Mrkdwn {
        tick(self.done.contains(&step))
    }

    fn ticketing_channels(&self) -> Mrkdwn {
        let named: Vec<Mrkdwn> =
            self.channels.iter().take(NAMED).map(|channel| Mrkdwn::default().channel(channel)).collect();
        let named = and_more(Mrkdwn::joined(&named, ", "), self.channels.len(), NAMED);
        match &self.trouble {
            Some(trouble @ SetUpTrouble::NotInvited { .. }) => needs_a_person(trouble),
            Some(trouble) if self.default.is_none() => needs_a_person(trouble),
            _ if self.default.is_some() => {
                tick(true).ours("*Ticketing channels*: tickets come to ").then(&named).ours(".")
            }
            _ => tick(false).ours("*Ticketing channels*: they are being made."),
        }
    }

    fn teammates(&self) -> Mrkdwn {
        self.step(Done::Teammates).ours(
            "*Add teammates*: invite them to the ticketing channels. Then open the *Admin Panel* (type / where you write \
             a message, and choose it) and put who is called first into the Private Channel Priority Group.",
        )
    }

    fn bot(&self) -> Mrkdwn {
        let text = tick(!self.webhooks.is_empty()).ours("*Connect the bot*, so that customers are answered");
        // Said until the panel is there that does it.
        text.ours(if self.webhooks.is_empty() { ": a later release lets you do it here." } else { "." })
    }

    fn webhook(&self) -> Mrkdwn {
        let text = self.step(Done::Webhook).ours("*Paste the webhook URL* at the chatbot platform");
        if self.webhooks.is_empty() {
            return text.ours(": it stands here once the bot is connected.");
        }
        let urls: Vec<Mrkdwn> = self.webhooks.iter().take(NAMED).map(|url| Mrkdwn::default().code(url)).collect();
        let urls = and_more(Mrkdwn::joined(&urls, "\n"), self.webhooks.len(), NAMED);
        text.ours(", so that what customers write comes here:\n").then(&urls)
    }

    fn pre_action(&self) -> Mrkdwn {
        let text =
            self.step(Done::Request).ours("*Paste the pre-action* into the bot, at the node that asks for people");
        match &self.relay_url {
            Some(url) => text
                .ours(": it stands below, for each bot core. It holds your relay URL, which opens tickets for whoever knows it:\n")
                .then(&Mrkdwn::default().code(url)),
            None if !self.is_for_admin => text.ours(". It stands in the Admin Panel, under Relay URL: ask an admin."),
            None => text.ours(". It can't be shown now: tell whoever runs this app that the relay key does not open."),
        }
    }

    fn test(&self) -> Mrkdwn {
        let text = self.step(Done::Test).ours("*Send a test ticket*: ");
        match &self.default {
            Some(channel) => {
                let text = text.ours("it comes to ").channel(channel).ours(". Pick it there, answer it, and end it. ");
                text.ours("No customer is told anything.")
            }
            None => text.ours("once there is a ticketing channel."),
        }
    }
}

/// What is not named of many.
fn and_more(text: Mrkdwn, all: usize, named: usize) -> Mrkdwn {
    match u64::try_from(all.saturating_sub(named)) {
        Ok(more @ 1..) => text.ours(" and ").number(more).ours(" more"),
        _ => text,
    }
}

/// A pre-action, to be copied, below the cores that it is for.
pub(super) fn pasted((cores, code): &(String, String)) -> [Mrkdwn; 2] {
    let heading = Mrkdwn::of_ours("*Pre-action for ").foreign(cores).ours("*");
    [heading, Mrkdwn::default().code_block(code)]
}

fn tick(is_done: bool) -> Mrkdwn {
    Mrkdwn::of_ours(if is_done { ":white_check_mark: " } else { ":white_square: " })
}

fn needs_a_person(trouble: &SetUpTrouble) -> Mrkdwn {
    let text = Mrkdwn::of_ours(":warning: *Ticketing channels*: ");
    match trouble {
        SetUpTrouble::NotMade { channel, error } => text
            .ours("Slack did not let this app make #")
            .foreign(channel.name())
            .ours(" (")
            .foreign_within(error, ERROR_MAX)
            .ours(
                "). What to do: make a channel yourself, invite this app to it, and add it in the Admin Panel, under \
                 Ticketing Channel Settings. Or let apps make channels in this workspace, and install this app again.",
            ),
        SetUpTrouble::NotInvited { channel, error } => text
            .ours("you could not be let into ")
            .channel(channel)
            .ours(" (")
            .foreign_within(error, ERROR_MAX)
            .ours("). What to do: install this app again; if that changes nothing, make a channel of your own and add it in the Admin Panel, under Ticketing Channel Settings."),
    }
}

/// The longest word of Slack's that is shown.
const ERROR_MAX: usize = 100;
