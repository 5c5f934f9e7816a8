//! Socket Mode against a Slack on loopback that speaks its side of the contract (`contracts/slack.md` 4).

mod acknowledging;
mod clock;
mod going;
mod opening;
mod slack;
mod whole;

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use shared::clock::Clock;
use shared::outbound::TimeOuts;
use shared::queue::sqs::Sqs;
use shared::secret::Secret;
use shared::service::{Ports, Reception};
use shared::slack::web_api::WebApi;
use shared::store::dynamodb::DynamoDb;
use shared::system::SystemRandom;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use self::clock::HandClock;
use self::slack::{APP_TOKEN, Line, Slack, fixture};
use super::session::PING_EVERY;
use super::{Functions, Opener, SocketError, SocketMode};
use crate::bootstrap;
use crate::endpoints::{Endpoints, Http, Settings, TABLE, dynamodb_client, sqs_client};
use crate::faults::endpoint::NoFaults;
use crate::identity::Identity;
use crate::sandbox::Sandbox;
use crate::scripted_faults::Scripted;
use crate::sqs::Timers;

const EVENT: &str = include_str!("fixtures/socket_envelope_events_api.json");
const INTERACTION: &str = include_str!("fixtures/socket_envelope_interactive.json");

/// The functions, connected, and the Slack that they are connected to.
struct Rig {
    slack: Slack,
    clock: Arc<HandClock>,
    /// What goes wrong with the read that an event begins with.
    reading: Arc<Scripted>,
    running: JoinHandle<SocketError>,
    _stop: watch::Sender<bool>,
}

impl Rig {
    /// Lets the time pass for which a connection is served that another one has taken the place of.
    async fn is_served_no_longer(&self) {
        let a_while = Duration::from_secs(3);
        self.clock.paused(1, |long| long == a_while).await;
        self.clock.pass(a_while);
    }

    /// With both connections open.
    async fn start() -> (Self, Line, Line) {
        let clock = Arc::new(HandClock::new());
        let reading = Scripted::new("BatchGetItem");
        let (stop, stopping) = watch::channel(false);
        let (ports, sandbox, endpoints) = world(&clock, &reading, &stopping).await;
        let mut slack = Slack::start(&sandbox).await;
        let identity = Identity::fresh(&SystemRandom);
        let seal = identity.seal().unwrap();
        bootstrap::set_up(&ports, &sandbox, &identity, &seal, &slack.api).await.unwrap();
        let web_api = Arc::new(WebApi::new(&slack.api, TimeOuts::default()).unwrap());
        let reception = Reception { slack: web_api, seal: Arc::new(seal) };
        let functions = Arc::new(Functions { ports: ports.clone(), reception, flow: sandbox.flow().clone() });
        let opener = opener(&slack, &clock);
        let first = opener.open().await.unwrap();
        let socket = SocketMode { opener, functions, clock: clock.clone(), random: ports.random };
        let running = tokio::spawn(socket.run(first));
        let (one, two) = (slack.connection().await, slack.connection().await);
        clock.paused(2, |long| long == PING_EVERY).await;
        drop(endpoints);
        (Self { slack, clock, reading, running, _stop: stop }, one, two)
    }
}

fn opener(slack: &Slack, clock: &Arc<HandClock>) -> Opener {
    let clock: Arc<dyn Clock> = clock.clone();
    Opener::new(&slack.api, Secret::new(APP_TOKEN), clock).unwrap()
}

/// The state, and a workspace.
async fn world(
    clock: &Arc<HandClock>,
    reading: &Arc<Scripted>,
    stopping: &watch::Receiver<bool>,
) -> (Ports, Sandbox, Endpoints) {
    let clock: Arc<dyn Clock> = clock.clone();
    let settings = Settings {
        data: None,
        clock: Arc::clone(&clock),
        random: Arc::new(SystemRandom),
        timers: Timers::Virtual,
        dynamodb_faults: reading.clone(),
        sqs_faults: Arc::new(NoFaults),
        flow: None,
    };
    let endpoints = Endpoints::start(settings, stopping).await.unwrap();
    let sandbox = Sandbox::open(None, Arc::clone(&clock), &SystemRandom).unwrap();
    let (dynamodb, sqs) = (dynamodb_client(&endpoints.dynamodb, Http::Own), sqs_client(&endpoints.sqs, Http::Own));
    let ports = Ports {
        store: Arc::new(DynamoDb::new(dynamodb, TABLE)),
        queue: Arc::new(Sqs::new(sqs, &endpoints.queue_url, &endpoints.answers_url)),
        clock,
        random: Arc::new(SystemRandom),
    };
    (ports, sandbox, endpoints)
}

/// An envelope of the contract's, under another id.
fn envelope(fixture_text: &str, id: &str) -> Value {
    let mut envelope = fixture(fixture_text);
    envelope["envelope_id"] = id.into();
    envelope
}
