//! The whole system against a real Slack, which is a sandbox of its own: set up from the environment's tokens, a ticket
//! picked and a customer answered over Socket Mode alone.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use shared::clock::Clock;
use shared::config::socket_mode::{PlatformConfig, SocketConfig};
use shared::domain::{AppId, BotChannelId, ChannelId, WorkspaceId, WorkspaceSettings};
use shared::secret::Secret;
use shared::store::{NewKey, RelayKeyHash, SaveKeys, ShownKey};
use shared::system::{SystemClock, SystemRandom};
use tokio::sync::watch;
use tracing_subscriber::filter::LevelFilter;

use super::clock::HandClock;
use super::slack::{APP_TOKEN, Line, Refusal, Slack, TICKET, disconnect};
use super::{EVENT, INTERACTION, envelope, world};
use crate::bootstrap::{self, Workspace};
use crate::identity::Identity;
use crate::page::Page;
use crate::real::About;
use crate::running::{Options, System};
use crate::sandbox::Sandbox;
use crate::sandbox::deliveries::Target;
use crate::sandbox::slack::act::{Act, Acted};
use crate::scripted_faults::Scripted;
use crate::socket::SocketError;

/// A ticketing channel of the far Slack, in which the app and May are.
const TICKETS: &str = "C08DEFAULT1";
const MAY: &str = "U07MAY00001";

/// The far side.
struct Far {
    slack: Slack,
    sandbox: Sandbox,
    config: SocketConfig,
}

impl Far {
    async fn start() -> Self {
        let sandbox = Sandbox::open(None, Arc::new(SystemClock), &SystemRandom).unwrap();
        let slack = Slack::start(&sandbox).await;
        let config = SocketConfig {
            slack_api: slack.api.clone(),
            app_token: Secret::new(APP_TOKEN),
            bot_token: sandbox.credentials().bot_token,
            ticketing_channel: ChannelId::new(TICKETS),
            platform: None,
        };
        Self { slack, sandbox, config }
    }

    /// The system, and the first of its connections.
    async fn system(&mut self) -> (System, Line) {
        let system = self.try_start().await.unwrap();
        (system, self.slack.connection().await)
    }

    async fn try_start(&self) -> Result<System, String> {
        let options = Options {
            port: 0,
            data: None,
            page: Page::default(),
            slack: Some(self.config.clone()),
            uninstalled: false,
        };
        System::start(&options).await.map_err(|error| error.to_string())
    }

    /// What the messages of a channel say, the oldest first.
    fn said_in(&self, channel: &str) -> Vec<String> {
        let channel = self.sandbox.slack().channels[&ChannelId::new(channel)].clone();
        channel.messages.iter().map(|message| serde_json::to_value(message).unwrap().to_string()).collect()
    }

    /// Whatever has happened in Slack is told, in order, each thing twice.
    async fn tells_all_twice(&self, line: &mut Line) {
        while let Some(delivery) = self.sandbox.take_next(Target::SlackEvents, SystemClock.now()) {
            let id = delivery.id.to_string();
            let mut sent = envelope(EVENT, &id);
            sent["payload"] = serde_json::from_str(&delivery.body).unwrap();
            for _ in 0..2 {
                line.sends(&sent).await;
                assert_eq!(line.hears().await, Some(json!({"envelope_id": id})));
            }
            self.sandbox.delivered(delivery.id, Some(200));
        }
    }

    fn act(&self, act: &Value) -> Acted {
        self.sandbox.act(Act::read(&act.to_string()).unwrap()).unwrap()
    }

    /// Somebody does something that our app is asked by; what it acknowledges with.
    async fn asks(&self, line: &mut Line, act: &Value) -> Value {
        let Acted::Asks(delivery) = self.act(act) else { panic!("our app is not asked: {act}") };
        let form = reqwest::Url::parse(&format!("http://localhost/?{}", delivery.body)).unwrap();
        let payload = form.query_pairs().find(|(name, _)| name == "payload").unwrap().1.into_owned();
        let mut sent = envelope(INTERACTION, &delivery.id.to_string());
        sent["payload"] = serde_json::from_str(&payload).unwrap();
        line.sends(&sent).await;
        line.hears().await.unwrap()
    }
}

async fn post(system: &System, path: &str, body: &str) -> Value {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client.post(format!("{}{path}", system.page)).body(body.to_owned());
    request.send().await.unwrap().json().await.unwrap()
}

async fn get(system: &System, path: &str) -> String {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    client.get(format!("{}{path}", system.page)).send().await.unwrap().text().await.unwrap()
}

async fn settle(system: &System) {
    assert_eq!(post(system, "/sandbox/settle", "").await, json!({"settled": true}));
}

/// A customer of the near sandbox's platform asks for a human.
async fn asks_for_a_human(system: &System) {
    let path = system.relay_url.as_ref().unwrap().strip_prefix(&system.page).unwrap();
    assert_eq!(post(system, path, system.sample_request()).await["ok"], json!(1));
    settle(system).await;
}

/// Everything that is logged on this thread, whatever its level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_ticket_is_picked_and_the_customer_answered_over_socket_mode_alone() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(move || writer.clone());
    let logging = tracing::subscriber::set_default(subscriber.finish());
    let mut far = Far::start().await;
    let (system, mut line) = far.system().await;
    let about = system.real.clone().unwrap();
    assert_eq!((about.workspace.as_str(), about.channel.as_str()), ("Sandbox Support", "support-default"));

    asks_for_a_human(&system).await;
    let card = far.sandbox.slack().channels[&ChannelId::new(TICKETS)].messages.last().unwrap().ts.clone();
    let pick = json!({"as": MAY, "click": {"channel": TICKETS, "ts": card, "action_id": "ticket_pick"}});
    assert!(far.asks(&mut line, &pick).await.get("payload").is_none());
    settle(&system).await;
    let card = far.said_in(TICKETS).concat();
    assert!(card.contains("Processing by May") && card.contains("Ticket status: Active"), "{card}");
    far.tells_all_twice(&mut line).await;

    let workspace = far.sandbox.slack();
    let inbox = workspace.channels.values().find(|channel| channel.name.contains("ana")).unwrap().id.clone();
    far.act(&json!({"as": MAY, "message": {"channel": inbox, "text": "Hello from Slack"}}));
    far.tells_all_twice(&mut line).await;
    settle(&system).await;
    let shown = get(&system, "/sandbox/shown").await;
    assert_eq!(shown.matches("Hello from Slack").count(), 1, "told twice, sent once:\n{shown}");

    let now = get(&system, "/sandbox/slack/state").await;
    assert!(!now.contains("Hello from Slack"), "the near sandbox's Slack stands apart: {now}");
    system.stop().await;
    drop(logging);
    let logged = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(logged.contains("envelope"), "the log was kept");
    for secret in [APP_TOKEN, TICKET, far.config.bot_token.expose()] {
        assert!(!logged.contains(secret), "{secret} is in the log");
    }
}

#[tokio::test]
async fn a_wrong_token_or_channel_is_told_by_its_variable_and_what_slack_said() {
    let far = Far::start().await;
    for (wrong, begins) in [
        ("bot", "SLACK_BOT_TOKEN does not work: Slack said invalid_auth. Take the Bot User OAuth Token"),
        ("app", "SLACK_APP_TOKEN does not work: Slack said invalid_auth. Take an app-level token"),
        ("nowhere", "SLACK_TICKETING_CHANNEL can't be used: Slack said channel_not_found. Give the id"),
        ("outside", "SLACK_TICKETING_CHANNEL can't be used: Slack said not_in_channel. Give the id"),
        ("away", "Slack can't be reached: no connection. Look at"),
    ] {
        let mut config = far.config.clone();
        match wrong {
            "bot" => config.bot_token = Secret::new("planted"),
            "app" => config.app_token = Secret::new("planted"),
            "nowhere" => config.ticketing_channel = ChannelId::new("C0PLANTED1"),
            "outside" => config.ticketing_channel = ChannelId::new("C07GENERAL1"),
            _ => config.slack_api = "http://127.0.0.1:1/api".to_owned(),
        }
        let options = Options { port: 0, data: None, page: Page::default(), slack: Some(config), uninstalled: false };
        let said = System::start(&options).await.err().unwrap().to_string();
        assert!(said.starts_with(begins) && !said.to_lowercase().contains("planted"), "{said}");
    }
}

#[tokio::test]
async fn socket_mode_that_is_switched_off_is_told_at_the_start_and_later() {
    let mut far = Far::start().await;
    far.slack.begins_with(disconnect("link_disabled"));
    let said = far.try_start().await.err().unwrap();
    assert!(said.starts_with("Socket Mode is switched off for this app. Switch it on"), "{said}");
    // The connection that was closed again.
    drop(far.slack.connection().await);
    far.slack.refuses(Refusal(200, "0", json!({"ok": false, "error": "internal_error"})));
    assert!(far.try_start().await.err().unwrap().starts_with("Slack can't be reached: Slack said internal_error."));
    let (mut system, mut line) = far.system().await;
    line.sends(&disconnect("link_disabled")).await;
    assert_eq!(system.lost_slack().await, SocketError::Disabled);
    system.stop().await;
}

#[tokio::test]
async fn the_real_platform_is_called_where_it_is_said_to_be_and_the_sandboxs_stays_silent() {
    let mut far = Far::start().await;
    let platform = far.sandbox.credentials();
    far.config.platform = Some(PlatformConfig {
        channel: BotChannelId::new("64a0c0ffee00000000000c99"),
        app: AppId::new("64a0c0ffee00000000000a99"),
        platform: "WhatsApp".to_owned(),
        open_api: far.slack.api.replace("/api", "/platform/open/v3"),
        bot_api: far.slack.api.replace("/api", "/platform/bot"),
        open_api_token: platform.open_api_token,
        bot_api_token: platform.bot_api_token,
        channel_secret: Secret::new("planted"),
    });
    let (system, _line) = far.system().await;
    let About { webhook, .. } = system.real.clone().unwrap();
    assert_eq!(webhook, Some(format!("{}/chatbot/64a0c0ffee00000000000c99/events", system.page)));
    let mut request: Value = serde_json::from_str(system.sample_request()).unwrap();
    request["channel"] = "64a0c0ffee00000000000c99".into();
    let path = system.relay_url.as_ref().unwrap().strip_prefix(&system.page).unwrap();
    assert_eq!(post(&system, path, &request.to_string()).await["ok"], json!(1));
    settle(&system).await;
    assert!(far.sandbox.count("member") > 0, "the far platform was asked who it is");
    system.stop().await;
}

#[tokio::test]
async fn another_ticketing_channel_is_taken_up_by_a_folder_that_has_one() {
    let mut far = Far::start().await;
    let folder = std::env::temp_dir().join(format!("slack-inbox-socket-{}", std::process::id()));
    for channel in ["C08SUPPORT1", TICKETS] {
        far.config.ticketing_channel = ChannelId::new(channel);
        let options = Options {
            port: 0,
            data: Some(folder.clone()),
            page: Page::default(),
            slack: Some(far.config.clone()),
            uninstalled: false,
        };
        let system = System::start(&options).await.unwrap();
        if channel == TICKETS {
            asks_for_a_human(&system).await;
        }
        system.stop().await;
    }
    assert_eq!((far.said_in("C08SUPPORT1").len(), far.said_in(TICKETS).len()), (0, 1));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn a_relay_key_that_was_revoked_is_not_brought_back_by_a_restart() {
    let (_stop, stopping) = watch::channel(false);
    let clock = Arc::new(HandClock::new());
    let (ports, sandbox, _endpoints) = world(&clock, &Scripted::new(""), &stopping).await;
    let identity = Identity::fresh(&SystemRandom);
    let seal = identity.seal().unwrap();
    let starts = async || bootstrap::set_up(&ports, &sandbox, &identity, &seal, "http://localhost").await.unwrap();
    starts().await;
    let workspace = sandbox.credentials().workspace_id;
    let hash = RelayKeyHash::of(identity.relay_key.expose());
    let known = ports.store.relay_key(&hash).await.unwrap().expect("the folder's own is the first");
    let keys = ports.store.stands(&workspace).await.unwrap().relay_keys.unwrap();
    let (other, made_at) = (RelayKeyHash::of("another"), known.made_at);
    let (after, gone) = keys.revoked(ShownKey { hash: other.clone(), sealed: known.sealed.clone(), made_at });
    let new = Some(NewKey { hash: &other, key: &known });
    let save = SaveKeys { keys: &after, new, gone: &gone, audit: None, then: &[], at: made_at };
    ports.store.save_relay_keys(&workspace, &save).await.unwrap();
    starts().await;
    assert_eq!(ports.store.relay_key(&hash).await.unwrap(), None);
    assert_eq!(ports.store.stands(&workspace).await.unwrap().relay_keys, Some(after));
}

#[tokio::test]
async fn a_folder_that_is_another_workspaces_is_refused() {
    let (_stop, stopping) = watch::channel(false);
    let clock = Arc::new(HandClock::new());
    let (ports, sandbox, _endpoints) = world(&clock, &Scripted::new(""), &stopping).await;
    let identity = Identity::fresh(&SystemRandom);
    let seal = identity.seal().unwrap();
    bootstrap::set_up(&ports, &sandbox, &identity, &seal, "http://localhost").await.unwrap();
    let credentials = sandbox.credentials();
    let other = Workspace {
        is_installed: true,
        id: WorkspaceId::new("T07QK2M4Z"),
        app: credentials.slack_app_id.clone(),
        bot: credentials.bot_id.clone(),
        bot_user: credentials.bot_user.clone(),
        bot_token: credentials.bot_token.clone(),
        settings: WorkspaceSettings::default(),
        platform: bootstrap::sandboxs_platform(credentials, "http://localhost"),
        address: "http://127.0.0.1:3000".to_owned(),
    };
    let refused = bootstrap::put(&ports, &other, &identity, &seal).await.unwrap_err().to_string();
    assert!(
        refused.starts_with("this folder is the workspace T07SANDBOX's, not T07QK2M4Z's. Choose another"),
        "{refused}"
    );
    assert_eq!(ports.store.installation(&other.id).await.unwrap(), None, "nothing of it is written");
}

#[test]
fn the_greeting_names_workspace_bot_and_channel_and_says_what_needs_a_tunnel() {
    let about = About {
        workspace: "Acme Support".to_owned(),
        bot_user: "support-desk".to_owned(),
        channel: "tickets".to_owned(),
        webhook: None,
    };
    let first = "  Slack      Acme Support, as @support-desk in Socket Mode; tickets go to #tickets\n";
    assert_eq!(
        about.to_string(),
        format!("{first}  Platform   the sandbox's: its customers' phones are on the page\n")
    );
    let webhook = Some("http://127.0.0.1:3000/chatbot/64a0/events".to_owned());
    let real = About { webhook, ..about }.to_string();
    assert!(real.starts_with(first) && real.contains("/chatbot/64a0/events, it needs a tunnel"), "{real}");
}
