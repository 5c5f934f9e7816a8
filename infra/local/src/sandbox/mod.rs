//! A Slack workspace and a chatbot's customers on one machine: strict stand-ins for Slack's Web API and the chatbot
//! platform, over HTTP. A development and test tool.
//!
//! The state changes by [`Change`]s only. What a call changes is one line of the journal, written before the call is
//! answered and replayed at start, so that a killed process has lost nothing that was answered. Faults, limits and the
//! list of calls are kept in memory only.

pub mod about;
mod calls;
pub mod chatbot;
pub mod deliveries;
mod limits;
mod script;
mod shown;
pub mod slack;
#[cfg(test)]
mod tests;
mod world;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get, post};
use shared::clock::{Clock, Random};
use shared::domain::Timestamp;

pub use calls::{CallEnding, MadeCall};
pub use world::{Cause, Change, SandboxError, State};

use self::calls::Calls;
use self::chatbot::{Habits, Platform};
use self::limits::Limits;
use self::slack::Workspace;
use self::slack::act::Interactions;
use self::slack::contract::Contract;
use self::world::World;
use crate::faults::{self, FaultRegistry, Known};
use crate::flow::{Flow, watch_calls};
use crate::live::{self, Hub};

/// The sandbox. Clones are handles of the same one.
#[derive(Clone)]
pub struct Sandbox(Arc<Inner>);

struct Inner {
    clock: Arc<dyn Clock>,
    contract: Contract,
    faults: Arc<FaultRegistry>,
    calls: Calls,
    interactions: Interactions,
    address: OnceLock<String>,
    slack_limits: Mutex<Limits>,
    chatbot_limits: Mutex<Limits>,
    chatbot_habits: Mutex<Habits>,
    flow: Flow,
    world: Mutex<World>,
}

impl Sandbox {
    /// Opens the sandbox on a journal file, or without one (`--memory`). The first start puts a workspace and customers
    /// there; `random` is asked only then, for tokens and secrets.
    pub fn open(journal: Option<&Path>, clock: Arc<dyn Clock>, random: &dyn Random) -> Result<Self, SandboxError> {
        let contract = Contract::read()?;
        let hub = Hub::default();
        let world = World::open(journal, clock.now(), random, hub.clone())?;
        let faults = Arc::new(FaultRegistry::new(known_methods(&contract)));
        Ok(Self(Arc::new(Inner {
            flow: Flow::new(Arc::clone(&clock), hub),
            clock,
            contract,
            faults,
            calls: Calls::default(),
            interactions: Interactions::default(),
            address: OnceLock::new(),
            slack_limits: Mutex::default(),
            chatbot_limits: Mutex::default(),
            chatbot_habits: Mutex::default(),
            world: Mutex::new(world),
        })))
    }

    /// The sandbox's routes: Slack's Web API, the platform's APIs, faults, state, what flows. `GET /sandbox/about`,
    /// `POST /sandbox/settle`, the acts and the page are the local runner's.
    pub fn router(&self) -> Router {
        let called = Router::new()
            .route(&format!("{}/{{method}}", about::SLACK_API_PATH), any(slack::web_api::serve))
            .route(&format!("{}/{{id}}", about::RESPONSE_PATH), post(slack::response_url::serve))
            .route(about::OPEN_API_PATH, post(chatbot::open_api::serve))
            .route(&format!("{}/{{method}}", about::BOT_API_PATH), post(chatbot::bot_api::serve))
            .route_layer(from_fn_with_state(self.flow().clone(), watch_calls));
        called
            .route(about::CONSENT_PATH, get(slack::oauth::consenting::ask).post(slack::oauth::consenting::decide))
            .route("/app_redirect", get(slack::oauth::consenting::open_app))
            .route("/sandbox/live", get(live::serve))
            .route("/sandbox/flow/{number}", get(script::flow))
            .route("/sandbox/slack/messages", get(script::slack_messages))
            .route("/sandbox/slack/state", get(script::slack_state))
            .route("/sandbox/chatbot/state", get(script::chatbot_state))
            .route("/sandbox/shown", get(shown::show))
            .route("/sandbox/calls", get(script::calls))
            .route("/sandbox/chatbot/habits", get(chatbot::habits::show).post(chatbot::habits::set))
            .route("/sandbox/deliveries", post(deliveries::api::plan).get(deliveries::api::show))
            .with_state(self.clone())
            .merge(faults::api::router(self.0.faults.clone()))
    }

    /// The faults of everything that runs here; the SQS and DynamoDB endpoints share them.
    pub fn faults(&self) -> &Arc<FaultRegistry> {
        &self.0.faults
    }

    /// The workspace as it is now.
    pub fn slack(&self) -> Workspace {
        self.world().state().slack.clone()
    }

    /// The platform as it is now.
    pub fn chatbot(&self) -> Platform {
        self.world().state().chatbot.clone()
    }

    /// Every call that came since the start, in order.
    pub fn made_calls(&self) -> Vec<MadeCall> {
        self.0.calls.all()
    }

    /// How often a method was called since the start, whatever became of it.
    pub fn count(&self, method: &str) -> usize {
        self.made_calls().iter().filter(|call| call.method == method).count()
    }

    /// Makes something happen that no call of ours does: a channel archived, a token revoked, a customer writing. What
    /// happens in Slack is done by the workspace's owner.
    pub fn change(&self, change: Change) -> Result<(), SandboxError> {
        let (now, mut world) = (self.now(), self.world());
        let owner = world.state().slack.owner().cloned();
        world.commit(vec![change], &Cause { actor: owner, at: now })
    }

    /// What flows through the functions: whoever hands something on notes it there.
    pub(crate) fn flow(&self) -> &Flow {
        &self.0.flow
    }

    /// Looks at both sides as they are, while nothing changes, and at where changes are told.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&State, &Hub) -> T) -> T {
        let world = self.world();
        look(world.state(), world.hub())
    }

    fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Says at which address the sandbox is served (`http://127.0.0.1:3000`): what it sends names addresses of its own.
    /// The first word counts.
    pub fn stands_at(&self, address: &str) {
        let _ = self.0.address.set(address.to_owned());
    }

    /// A path as an address.
    fn url_of(&self, path: &str) -> String {
        format!("{}{path}", self.0.address.get().map_or("http://localhost", String::as_str))
    }

    fn interactions(&self) -> &Interactions {
        &self.0.interactions
    }

    fn contract(&self) -> &Contract {
        &self.0.contract
    }

    fn calls(&self) -> &Calls {
        &self.0.calls
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.0.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn slack_limits(&self) -> MutexGuard<'_, Limits> {
        self.0.slack_limits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn chatbot_habits(&self) -> MutexGuard<'_, Habits> {
        self.0.chatbot_habits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn chatbot_limits(&self) -> MutexGuard<'_, Limits> {
        self.0.chatbot_limits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn known_methods(contract: &Contract) -> Vec<Known> {
    let slack =
        contract.methods().map(|method| Known { method: method.name.clone(), errors: Some(method.all_errors()) });
    let slack = slack.chain([slack::response_url::known()]);
    let platform = chatbot::QUERIES
        .iter()
        .chain(&chatbot::OTHER_CALLS)
        .map(|query| Known { method: (*query).to_owned(), errors: None });
    slack.chain(platform).collect()
}
