//! People who don't give up: whoever is shown that Slack had trouble clicks again.

use local::sandbox::slack::act::{Act, Acted, Kind, Newcomers, Shown};
use shared::domain::{MessageTs, UserId};

use crate::story::{App, message_lines};

/// How often somebody clicks before they give up.
const CLICKS: usize = 5;

impl App {
    /// Somebody clicks a button, and again as long as Slack says that it had trouble and the button is there.
    pub async fn insists(&self, user: &str, channel: &str, action: &str) {
        for _ in 0..CLICKS {
            let Some(ts) = self.button(channel, action) else { return };
            if !matches!(self.clicks_on(user, channel, &ts, action).await, Shown::Trouble(_)) {
                return;
            }
            self.world.clock.pass(std::time::Duration::from_secs(2));
        }
        panic!("{user} has clicked {action} {CLICKS} times for nothing");
    }

    /// The name of the channel that our app made and in which something stands.
    pub fn inbox_in_use(&self) -> String {
        let workspace = self.world.sandbox.slack();
        let inboxes = self.inboxes();
        let used = inboxes.iter().map(|id| &workspace.channels[id]).find(|channel| channel.top_level().count() > 0);
        used.expect("an inbox channel is in use").name.clone()
    }

    /// The name of the channel that our app made and in which this is said.
    pub fn inbox_with(&self, text: &str) -> String {
        let workspace = self.world.sandbox.slack();
        let inboxes = self.inboxes();
        let says = |lines: Vec<String>| lines.iter().any(|line| line.contains(text));
        let mut channels = inboxes.iter().map(|id| &workspace.channels[id]);
        let found = channels.find(|channel| channel.top_level().any(|message| says(message_lines(message))));
        found.unwrap_or_else(|| panic!("no inbox channel says {text:?}")).name.clone()
    }

    /// The message of a person with this text.
    pub fn written(&self, channel: &str, text: &str) -> MessageTs {
        let channel = self.channel_now(channel);
        let found = channel.messages.iter().find(|message| message.bot.is_none() && message.text.contains(text));
        found.unwrap_or_else(|| panic!("nobody has written {text:?}")).ts.clone()
    }

    /// People come into the workspace and into this channel.
    pub fn come(&self, how_many: usize, channel: &str, kind: Kind) -> Vec<UserId> {
        let newcomers = Newcomers { create_users: how_many, channel: Some(channel.to_owned()), kind };
        let came = self.world.sandbox.act(Act::Newcomers(newcomers)).expect("they can come");
        let Acted::Came(users) = came else { panic!("people come") };
        users
    }
}
