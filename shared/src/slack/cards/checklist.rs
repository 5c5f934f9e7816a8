//! The checklist of whoever installed the app, in their direct messages (`product.md` 8). It ticks itself, and holds the
//! relay URL: nowhere else but in the Admin Panel may that stand.

use crate::domain::{ChannelId, SetUpTrouble};
use crate::slack::blocks::{Button, ButtonValue, Layout, Message};
use crate::slack::markup::Mrkdwn;

/// The action id of *Send a test ticket*.
pub const SEND_TEST_TICKET: &str = "set_up_test_ticket";

/// How many webhook URLs are shown.
const WEBHOOKS: usize = 5;

/// The checklist as it is now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checklist {
    /// The ticketing channels of the set-up that there are.
    pub channels: Vec<ChannelId>,
    /// Whether both are there.
    pub has_both_channels: bool,
    /// Why a person is needed.
    pub trouble: Option<SetUpTrouble>,
    /// Whether anybody beside the installer is called, or may set things.
    pub has_teammates: bool,
    /// Where each connected bot channel's webhook goes. None: no bot is connected.
    pub webhooks: Vec<String>,
    /// Whether a webhook came.
    pub webhook_came: bool,
    /// The relay URL. `None`: it can't be shown.
    pub relay_url: Option<String>,
    /// The pre-actions, each with the bot cores that it is for.
    pub pre_actions: Vec<(String, String)>,
    /// Whether a request came to the relay URL.
    pub request_came: bool,
    /// Whether a test ticket was sent.
    pub test_sent: bool,
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
        let button = ButtonValue::new("{}").map(|value| Button::new(SEND_TEST_TICKET, "Send a test ticket", value));
        let layout = layout.buttons(button.into_iter().map(Button::primary).collect());
        self.pre_actions
            .iter()
            .fold(layout, |layout, (cores, code)| {
                let heading = Mrkdwn::of_ours("*Pre-action for ").foreign(cores).ours("*");
                layout.text(&heading).text(&Mrkdwn::default().code_block(code))
            })
            .finish(&title)
    }

    fn title(&self) -> Mrkdwn {
        let steps = [self.has_both_channels, self.has_teammates, self.webhook_came, self.request_came, self.test_sent];
        Mrkdwn::of_ours("*Slack Inbox is installed.* ").ours(if steps.into_iter().all(|done| done) {
            "Everything is set up."
        } else {
            "What is left until your team answers customers here:"
        })
    }

    fn ticketing_channels(&self) -> Mrkdwn {
        let made: Vec<Mrkdwn> = self.channels.iter().map(|channel| Mrkdwn::default().channel(channel)).collect();
        let made = Mrkdwn::joined(&made, " and ");
        match &self.trouble {
            Some(trouble) if !self.has_both_channels || matches!(trouble, SetUpTrouble::NotInvited { .. }) => {
                needs_a_person(trouble)
            }
            _ if self.has_both_channels => {
                tick(true).ours("*Ticketing channels*: tickets come to ").then(&made).ours(".")
            }
            _ => tick(false).ours("*Ticketing channels*: they are being made."),
        }
    }

    fn teammates(&self) -> Mrkdwn {
        tick(self.has_teammates).ours(
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
        let text = tick(self.webhook_came).ours("*Paste the webhook URL* at the chatbot platform");
        if self.webhooks.is_empty() {
            return text.ours(": it stands here once the bot is connected.");
        }
        let urls: Vec<Mrkdwn> = self.webhooks.iter().take(WEBHOOKS).map(|url| Mrkdwn::default().code(url)).collect();
        text.ours(", so that what customers write comes here:\n").then(&Mrkdwn::joined(&urls, "\n"))
    }

    fn pre_action(&self) -> Mrkdwn {
        let text =
            tick(self.request_came).ours("*Paste the pre-action* into the bot, at the node that asks for people");
        match &self.relay_url {
            Some(url) => text
                .ours(": it stands below, for each bot core. It holds your relay URL, which opens tickets for whoever knows it:\n")
                .then(&Mrkdwn::default().code(url)),
            None => text.ours(". It can't be shown now: tell whoever runs this app that the relay key does not open."),
        }
    }

    fn test(&self) -> Mrkdwn {
        let text = tick(self.test_sent).ours("*Send a test ticket*: your team sees it, and one of them picks it. ");
        text.ours("No customer is told anything.")
    }
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
                 Ticketing Channels. Or let apps make channels in this workspace, and install this app again.",
            ),
        SetUpTrouble::NotInvited { channel, error } => text
            .ours("you could not be let into ")
            .channel(channel)
            .ours(" (")
            .foreign_within(error, ERROR_MAX)
            .ours("). What to do: install this app again; if that changes nothing, make a channel of your own and add it in the Admin Panel, under Ticketing Channels."),
    }
}

/// The longest word of Slack's that is shown.
const ERROR_MAX: usize = 100;
