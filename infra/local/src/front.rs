//! The one HTTP server: the functions at their routes, the sandbox beside them, and what scripts ask about.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use shared::domain::{Timestamp, WorkspaceId};
use shared::job::Lane;
use shared::service::{Ports, Reception};
use shared::slack::OAuth;
use shared::slack::signature::SigningSecrets;
use shared::store::{DUE_SHARDS, DueLane, StoreError};

use crate::acting;
use crate::bot_acting;
use crate::delivering::{CALLBACK_PATH, Delivering, EVENTS_PATH, INSTALL_PATH, INTERACTIVITY_PATH, webhook_path};
use crate::endpoints::{ANSWERS, Endpoints, QUEUE, TABLE};
use crate::lambda;
use crate::page::{Page, for_own_pages_alone};
use crate::polling::{Polling, WORKER_TIME_OUT};
use crate::pre_actions;
use crate::real::About;
use crate::sandbox::Sandbox;
use crate::sandbox::about::{BOT_API_PATH, OPEN_API_PATH, SLACK_API_PATH};

/// How long `POST /sandbox/settle` waits unless it is told otherwise.
const SETTLE_SECONDS: u64 = 60;

/// After how long it looks again at first; then after twice as long each time …
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// … up to this: a look reads the store, and what waits for many seconds must not keep the machine busy.
const LOOK_AT_LATEST: Duration = Duration::from_millis(160);

/// How long a look may take, however little time is left.
const LOOK_AT_LEAST: Duration = Duration::from_millis(500);

/// What the routes work with.
pub(crate) struct Front {
    pub(crate) ports: Ports,
    pub(crate) reception: Reception,
    pub(crate) secrets: SigningSecrets,
    /// What workspaces install the app with; none with a real one, which is installed.
    pub(crate) oauth: Option<OAuth>,
    /// The workspace that is worked for: the sandbox's, or a real one.
    pub(crate) workspace: WorkspaceId,
    /// The real workspace; none: the sandbox's.
    pub(crate) real: Option<About>,
    pub(crate) sandbox: Sandbox,
    pub(crate) endpoints: Endpoints,
    /// Of the doorbells, and of the private answers.
    pub(crate) polling: [Arc<Polling>; 2],
    pub(crate) delivering: Delivering,
    pub(crate) page: String,
}

impl Front {
    /// The workspace's relay URL. `None`: it has none yet.
    pub(crate) async fn relay_url(&self) -> Result<Option<String>, StoreError> {
        let keys = self.ports.store.stands(&self.workspace).await?.relay_keys.unwrap_or_default();
        let key = keys.keys.first().and_then(|key| self.reception.seal.open(&self.workspace, &key.sealed).ok());
        Ok(key.map(|key| format!("{}/relay/{}", self.page, key.expose())))
    }
}

/// All routes.
pub(crate) fn router(front: Arc<Front>, page: Page) -> Router {
    let for_people = Router::new()
        .route("/sandbox/about", get(about))
        .route("/sandbox/settle", post(settle))
        .route("/sandbox/redrive", post(redrive))
        .route("/sandbox/pre-actions/{core}", get(pre_actions::show))
        .route("/sandbox/chatbot/act", post(bot_acting::act))
        .route("/sandbox/slack/act", post(acting::act))
        .with_state(Arc::clone(&front))
        .merge(front.sandbox.router())
        .merge(page.router(front.sandbox.clone()));
    let for_people = for_own_pages_alone(for_people, &front.page);
    Router::new()
        .route("/relay", any(relay))
        .route("/relay/", any(relay))
        .route("/relay/{*rest}", any(relay))
        // As behind API Gateway, where a stage may stand before it.
        .route("/{stage}/relay/{*rest}", any(relay))
        .route("/chatbot/{connection}/events", any(relay))
        .route(INTERACTIVITY_PATH, post(interactivity))
        .route(EVENTS_PATH, post(events))
        .route(INSTALL_PATH, any(install))
        .route(CALLBACK_PATH, any(install))
        .with_state(front)
        .merge(for_people)
}

pub(crate) async fn relay(State(front): State<Arc<Front>>, request: Request) -> Response {
    let flow = front.sandbox.flow().clone();
    let handle = move |request| async move { relay::handle(&front.ports, &front.reception.seal, request).await };
    lambda::invoke(flow, request, handle).await
}

async fn interactivity(State(front): State<Arc<Front>>, request: Request) -> Response {
    let flow = front.sandbox.flow().clone();
    let handle = move |request| async move {
        let Front { ports, reception, secrets, .. } = front.as_ref();
        interactivity::handle(ports, reception, secrets, request).await
    };
    lambda::invoke(flow, request, handle).await
}

async fn events(State(front): State<Arc<Front>>, request: Request) -> Response {
    let flow = front.sandbox.flow().clone();
    let handle = move |request| async move { events::handle(&front.ports, &front.secrets, request).await };
    lambda::invoke(flow, request, handle).await
}

async fn install(State(front): State<Arc<Front>>, request: Request) -> Response {
    let flow = front.sandbox.flow().clone();
    let handle = move |request| async move {
        let Front { ports, reception, oauth, .. } = front.as_ref();
        install::handle(ports, reception, oauth.as_ref(), request).await
    };
    lambda::invoke(flow, request, handle).await
}

async fn about(State(front): State<Arc<Front>>) -> Json<Value> {
    let mut about = serde_json::to_value(front.sandbox.about_parts()).unwrap_or_default();
    let relay_url = front.relay_url().await.ok().flatten();
    let ours = json!({
        "page": front.page,
        "relay_url": relay_url,
        "slack_api_base": format!("{}{SLACK_API_PATH}", front.page),
        "platform_open_api": format!("{}{OPEN_API_PATH}", front.page),
        "slack_events_url": format!("{}{EVENTS_PATH}", front.page),
        "slack_install_url": format!("{}{INSTALL_PATH}", front.page),
        "slack_interactivity_url": format!("{}{INTERACTIVITY_PATH}", front.page),
        "platform_bot_api": format!("{}{BOT_API_PATH}", front.page),
        "chatbot_webhook_url": format!("{}{}", front.page, webhook_path(&front.sandbox.credentials().channel)),
        "dynamodb_endpoint": front.endpoints.dynamodb,
        "table": TABLE,
        "sqs_endpoint": front.endpoints.sqs,
        "queue_url": front.endpoints.queue_url,
        "real_slack": front.real.as_ref().map(|real| json!({"workspace": real.workspace, "channel": real.channel, "platform": real.webhook.is_some()})),
    });
    if let (Some(about), Some(ours)) = (about.as_object_mut(), ours.as_object()) {
        about.extend(ours.clone());
    }
    Json(about)
}

/// Invokes the sweeper by hand, as an operator does: parked jobs go back to their lanes.
async fn redrive(State(front): State<Arc<Front>>) -> Response {
    let workspace = front.workspace.clone();
    let invocation = sweeper::Invocation { redrive: Some(sweeper::Redrive { workspace }) };
    let deadline = front.ports.clock.now().after(WORKER_TIME_OUT);
    match sweeper::handle(&front.ports, invocation, deadline).await {
        Ok(done) => Json(json!(done)).into_response(),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"error": error.to_string()}))).into_response(),
    }
}

#[derive(Deserialize)]
struct Settling {
    seconds: Option<u64>,
}

/// Returns when nothing is queued, due or in flight; or says after a while what still is.
async fn settle(State(front): State<Arc<Front>>, Query(settling): Query<Settling>) -> Response {
    let clock = &front.ports.clock;
    let until = clock.now().after(Duration::from_secs(settling.seconds.unwrap_or(SETTLE_SECONDS)));
    let mut pause = LOOK_AGAIN;
    loop {
        let Some(waiting_for) = front.unsettled(until.since(clock.now())).await else {
            return Json(json!({"settled": true})).into_response();
        };
        if clock.now() >= until {
            return Json(json!({"settled": false, "waiting_for": waiting_for})).into_response();
        }
        clock.pause(pause.min(until.since(clock.now()))).await;
        pause = (pause * 2).min(LOOK_AT_LATEST);
    }
}

impl Front {
    /// What is still queued, due, in flight or held. Says so within `patience` (and a moment) also when the store is held
    /// itself.
    async fn unsettled(&self, patience: Duration) -> Option<Value> {
        // Before and after the rest: a delivery becomes a job, and a job a delivery, while this looks.
        let deliveries = self.sandbox.pending_deliveries();
        let queued: usize = [QUEUE, ANSWERS].map(|name| self.queued(name)).iter().sum();
        let working: usize = self.polling.iter().map(|polling| polling.working()).sum();
        let held = self.sandbox.faults().held();
        let due = tokio::time::timeout(patience.max(LOOK_AT_LEAST), self.due_jobs()).await;
        let due = match due {
            Ok(Ok(due)) => json!(due),
            Ok(Err(error)) => json!(error.to_string()),
            Err(_) => json!("the store did not answer"),
        };
        let deliveries = deliveries.max(self.sandbox.pending_deliveries());
        let settled = queued == 0 && working == 0 && deliveries == 0 && held.is_empty() && due == json!(0);
        let waiting_for = json!({
            "queued": queued, "workers": working, "due_jobs": due, "deliveries": deliveries, "held": held,
        });
        (!settled).then_some(waiting_for)
    }

    fn queued(&self, queue: &str) -> usize {
        let counts = self.endpoints.queues.counts(queue).unwrap_or_default();
        counts.visible + counts.delayed + counts.in_flight
    }

    /// How many jobs will be due, now or later; of each shard the first ten.
    /// Jobs that are not done, but for timers whose time has not come. Of those a workspace may have many: the jobs stand
    /// before them, by their times.
    async fn due_jobs(&self) -> Result<usize, StoreError> {
        let mut due = 0;
        let now = self.ports.clock.now();
        let waits = |job: &DueLane| matches!(job.lane.lane, Lane::Timer(..)) && job.due > now;
        for shard in 0..DUE_SHARDS {
            let jobs = self.ports.store.due(shard, Timestamp::from_millis(i64::MAX), 100).await?;
            due += jobs.iter().filter(|job| !waits(job)).count();
        }
        Ok(due)
    }
}
