//! Posts what the sandbox has to send, signed, to the functions at the local server's own address.

use std::time::Duration;

use shared::clock::Clock;
use shared::domain::BotChannelId;

use crate::sandbox::Sandbox;
use crate::sandbox::deliveries::{Delivery, Target};

/// How long an answer may take before the delivery counts as failed (`contracts/slack.md` 3).
const TIME_OUT: Duration = Duration::from_secs(3);

/// Where Slack's events are posted.
pub const EVENTS_PATH: &str = "/slack/events";
/// Where Slack's interactions are posted.
pub const INTERACTIVITY_PATH: &str = "/slack/interactivity";
/// Where an installation begins.
pub const INSTALL_PATH: &str = "/slack/install";
/// Where Slack comes back to with a consent.
pub const CALLBACK_PATH: &str = "/slack/oauth/callback";

/// The path of a bot channel's webhook.
pub fn webhook_path(connection: &BotChannelId) -> String {
    format!("/chatbot/{}/events", connection.as_str())
}

/// Posts deliveries to one address.
#[derive(Clone, Debug)]
pub struct Delivering {
    client: reqwest::Client,
    base: String,
    connection: BotChannelId,
}

impl Delivering {
    /// Posts to the server at this address.
    pub fn new(base: &str, connection: BotChannelId) -> reqwest::Result<Self> {
        // Whoever was first has installed the same one: this program knows no other.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().timeout(TIME_OUT).build()?;
        Ok(Self { client, base: base.to_owned(), connection })
    }

    /// Delivers what is due for a target, one after the other, until the task is aborted.
    pub async fn run(self, sandbox: Sandbox, target: Target, clock: impl Clock) {
        let mut changed = sandbox.deliveries_changed();
        loop {
            changed.mark_unchanged();
            while let Some(delivery) = sandbox.take_next(target, clock.now()) {
                let status = self.post(&delivery).await.map(|(status, _)| status);
                sandbox.delivered(delivery.id, status);
            }
            let due = sandbox.next_delivery_to(target).map(|due| due.since(clock.now()));
            tokio::select! {
                ended = changed.changed() => if ended.is_err() { return },
                () = pause(&clock, due) => {}
            }
        }
    }

    /// Posts one: status and body, or nothing when no answer came.
    pub async fn post(&self, delivery: &Delivery) -> Option<(u16, String)> {
        let path = match delivery.target {
            Target::SlackEvents => EVENTS_PATH.to_owned(),
            Target::SlackInteractivity => INTERACTIVITY_PATH.to_owned(),
            Target::Chatbot => webhook_path(&self.connection),
        };
        let request = self.client.post(format!("{}{path}", self.base)).body(delivery.body.clone());
        let headers = delivery.headers.iter();
        let request = headers.fold(request, |request, (name, value)| request.header(name, value));
        let answered = request.send().await.ok()?;
        let status = answered.status().as_u16();
        Some((status, answered.text().await.ok()?))
    }
}

/// Until a delivery is due; forever when none is.
async fn pause(clock: &impl Clock, due: Option<Duration>) {
    match due {
        Some(due) => clock.pause(due).await,
        None => std::future::pending().await,
    }
}
