//! One world: embedded endpoints, the sandbox, and the functions, all by one virtual clock.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodb::types::{AttributeValue, Select};
use aws_sdk_sqs::types::MessageSystemAttributeName;
use lambda_http::http::{Method, Request, StatusCode};
use lambda_http::{Body, Response};
use local::bootstrap;
use local::endpoints::{ANSWERS, DEAD_LETTERS, Endpoints, Http, QUEUE, Settings, TABLE, dynamodb_client, sqs_client};
use local::faults::endpoint::NoFaults;
use local::identity::Identity;
use local::lambda;
use local::polling::WORKER_TIME_OUT;
use local::sandbox::Sandbox;
use local::sandbox::about::SLACK_API_PATH;
use local::sqs::Timers;
use serde_json::Value;
use shared::chatbot::stella::Stella;
use shared::clock::{Clock, Random};
use shared::domain::{Timestamp, WorkspaceId};
use shared::job::LaneKey;
use shared::outbound::TimeOuts;
use shared::queue::sqs::Sqs;
use shared::service::working::work;
use shared::service::{Outside, Ports, Reception};
use shared::slack::signature::SigningSecrets;
use shared::slack::web_api::WebApi;
use shared::slack::{OAuth, Slack};
use shared::store::dynamodb::DynamoDb;
use shared::store::{DUE_SHARDS, DueLane};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tracing::subscriber::DefaultGuard;

use crate::clock::{Seeded, VirtualClock};
use crate::gate::Gate;
use crate::logs::{self, Logs};
use crate::outside::Gated;
use crate::wire::GatedHttp;

/// How often the sweeper runs.
const SWEEP_EVERY: Duration = Duration::from_mins(1);

/// How many steps a story may take to come to rest.
const STEPS: usize = 5_000;

/// One world. Dropping it ends its servers.
pub struct World {
    /// The time.
    pub clock: Arc<VirtualClock>,
    /// Its seed.
    pub random: Arc<Seeded>,
    /// Every port call.
    pub gate: Arc<Gate>,
    /// Slack and the platform.
    pub sandbox: Sandbox,
    /// The functions' ports, behind the gate.
    pub ports: Ports,
    /// The worker's other ports, behind the gate.
    pub outside: Outside,
    /// The other ports of the functions that people wait at, behind the gate.
    pub reception: Reception,
    /// What workspaces install the app with.
    pub oauth: OAuth,
    /// Where the sandbox stands.
    pub page: String,
    /// What Slack's requests are verified with.
    pub secrets: SigningSecrets,
    /// The same state, past the gate: for looking.
    pub look: Ports,
    /// The key in the relay URL.
    pub relay_key: String,
    /// What was logged.
    pub logs: Logs,
    endpoints: Endpoints,
    mapping: aws_sdk_sqs::Client,
    pub(crate) inside: aws_sdk_dynamodb::Client,
    next_sweep: std::sync::Mutex<Timestamp>,
    events_lost: std::sync::atomic::AtomicBool,
    _stop: watch::Sender<bool>,
    _logging: DefaultGuard,
}

impl World {
    /// A world with a workspace set up, and nothing asked for yet.
    pub async fn new(seed: u64) -> Self {
        let (logs, logging) = logs::capture();
        let clock = Arc::new(VirtualClock::default());
        let random = Arc::new(Seeded::new(seed));
        let gate = Arc::new(Gate::default());
        let (stop, stopping) = watch::channel(false);
        let settings = Settings {
            data: None,
            clock: clock.clone(),
            random: random.clone(),
            timers: Timers::Virtual,
            dynamodb_faults: Arc::new(NoFaults),
            sqs_faults: Arc::new(NoFaults),
            flow: None,
        };
        let endpoints = Endpoints::start(settings, &stopping).await.expect("the endpoints start");
        let sandbox = Sandbox::open(None, clock.clone(), random.as_ref()).expect("the sandbox opens");
        let page = serve(&sandbox).await;
        sandbox.stands_at(&page);
        let identity = Identity::fresh(random.as_ref());
        let look = ports(&endpoints, &clock, &random, || Http::Own);
        let seal = identity.seal().expect("a fresh key seals");
        bootstrap::set_up(&look, &sandbox, &identity, &seal, &page).await.expect("the workspace is set up");
        let gated =
            || Http::Through(aws_smithy_runtime_api::client::http::SharedHttpClient::new(GatedHttp::new(gate.clone())));
        let slack = WebApi::new(format!("{page}{SLACK_API_PATH}"), TimeOuts::default()).expect("a client");
        let slack: Arc<dyn Slack> = Arc::new(Gated::new(slack, gate.clone()));
        let chatbot = Stella::new(TimeOuts::default()).expect("a client");
        let seal = Arc::new(seal);
        Self {
            ports: ports(&endpoints, &clock, &random, gated),
            outside: Outside {
                slack: Arc::clone(&slack),
                chatbot: Arc::new(Gated::new(chatbot, gate.clone())),
                seal: Arc::clone(&seal),
            },
            reception: Reception { slack, seal },
            // Not the world's own randomness: with it every story would be another one.
            oauth: sandbox.oauth(&page, &Seeded::new(seed)),
            page,
            secrets: SigningSecrets { current: sandbox.credentials().signing_secret, previous: None },
            look,
            relay_key: identity.relay_key.expose().to_owned(),
            mapping: sqs_client(&endpoints.sqs, Http::Own),
            inside: dynamodb_client(&endpoints.dynamodb, Http::Own),
            next_sweep: std::sync::Mutex::new(clock.now().after(SWEEP_EVERY)),
            events_lost: std::sync::atomic::AtomicBool::new(false),
            clock,
            random,
            gate,
            sandbox,
            logs,
            endpoints,
            _stop: stop,
            _logging: logging,
        }
    }

    /// From now on no event of Slack's reaches us: they come sometimes never (`contracts/slack.md` 3).
    pub fn lose_events(&self) {
        self.events_lost.store(true, std::sync::atomic::Ordering::SeqCst);
    }

    /// Whether events are lost.
    pub(crate) fn events_are_lost(&self) -> bool {
        self.events_lost.load(std::sync::atomic::Ordering::SeqCst)
    }

    /// The workspace.
    pub fn workspace(&self) -> WorkspaceId {
        self.sandbox.credentials().workspace_id
    }

    /// A request to the relay function. `None`: it died on the way.
    pub async fn relay(&self, method: Method, path: &str, body: impl Into<Body>) -> Option<(StatusCode, Value)> {
        let request = Request::builder().method(method).uri(path).body(body.into()).expect("a request");
        let answer: Response<Body> = tokio::select! {
            answer = relay::handle(&self.ports, &self.reception.seal, request) => answer,
            () = self.gate.death() => return None,
        };
        Some((answer.status(), serde_json::from_slice(answer.body()).expect("every answer is JSON")))
    }

    /// A request to the install function. `None`: it died on the way.
    pub async fn install(&self, request: Request<Body>) -> Option<Response<Body>> {
        tokio::select! {
            answer = install::handle(&self.ports, &self.reception, Some(&self.oauth), request) => Some(answer),
            () = self.gate.death() => None,
        }
    }

    /// Lets everything happen that is due, and moves the clock on until nothing is left to do.
    pub async fn settle(&self) {
        for _ in 0..STEPS {
            if self.one_thing().await {
                continue;
            }
            if self.is_at_rest().await {
                return;
            }
            self.move_on().await;
        }
        panic!("left-over work after {STEPS} steps: {:?}", self.due().await);
    }

    /// Lets everything happen that can happen without the time moving on.
    pub async fn work_now(&self) {
        for _ in 0..STEPS {
            if !self.one_thing().await {
                return;
            }
        }
        panic!("no end of doorbells");
    }

    /// A delivery, a doorbell or a private answer that is due. Whether there was one.
    async fn one_thing(&self) -> bool {
        self.deliver().await || self.work_one().await || self.answer_one().await
    }

    /// Moves the clock on by a while; what becomes due on the way happens in its order.
    pub async fn pass(&self, a_while: Duration) {
        let end = self.clock.now().after(a_while);
        for _ in 0..STEPS {
            self.work_now().await;
            let next = self.next_event();
            if next > end {
                self.clock.move_to(end);
                self.endpoints.queues.clock_moved();
                return;
            }
            self.move_on().await;
        }
        panic!("no end of events");
    }

    /// Receives one doorbell and works it, as Lambda does. Whether there was one.
    pub async fn work_one(&self) -> bool {
        self.receive_one(&self.endpoints.queue_url).await
    }

    /// Receives one private answer and tells it. Whether there was one.
    pub async fn answer_one(&self) -> bool {
        self.receive_one(&self.endpoints.answers_url).await
    }

    async fn receive_one(&self, queue: &str) -> bool {
        let receive = self.mapping.receive_message().queue_url(queue);
        let receive = receive.message_system_attribute_names(MessageSystemAttributeName::ApproximateReceiveCount);
        let received = receive.send().await;
        let message = received.expect("the queue answers").messages.unwrap_or_default().into_iter().next();
        let Some(message) = message else { return false };
        let deadline = self.clock.now().after(WORKER_TIME_OUT);
        let response = tokio::select! {
            response = worker::handle(&self.ports, &self.outside, lambda::event(&message), deadline) => response,
            // It stays invisible until its visibility ends.
            () = self.gate.death() => return true,
        };
        if response.batch_item_failures.is_empty() {
            let receipt = message.receipt_handle.unwrap_or_default();
            let delete = self.mapping.delete_message().queue_url(queue).receipt_handle(receipt);
            delete.send().await.expect("the queue deletes");
        }
        true
    }

    /// Works one lane, as a worker that heard its doorbell does.
    pub async fn work_lane(&self, lane: &LaneKey) {
        let until = self.clock.now().after(WORKER_TIME_OUT);
        drop(work(&self.ports, &self.outside, lane, until).await);
    }

    /// Puts a message on the queue that no release of ours has written.
    pub async fn ring_nonsense(&self) {
        let send = self.mapping.send_message().queue_url(&self.endpoints.queue_url).message_body("ding dong");
        let send = send.message_group_id("nonsense").message_deduplication_id("nonsense");
        send.send().await.expect("the queue takes it");
    }

    /// How many dead letters there are.
    pub fn dead_letters(&self) -> usize {
        let counts = self.endpoints.queues.counts(DEAD_LETTERS).expect("the queue is there");
        counts.visible + counts.delayed + counts.in_flight
    }

    /// Runs the sweeper once. Gives for how many lanes it rang: for none when it died.
    pub async fn sweep(&self) -> usize {
        let deadline = self.clock.now().after(SWEEP_EVERY);
        let sweep = sweeper::handle(&self.ports, sweeper::Invocation::default(), deadline);
        tokio::select! {
            swept = sweep => match swept {
                Ok(sweeper::Done::Swept { lanes, .. }) => lanes,
                Ok(sweeper::Done::Redriven { .. }) | Err(_) => 0,
            },
            () = self.gate.death() => 0,
        }
    }

    /// What the sweeper would still have to ring for, now or later.
    pub async fn due(&self) -> Vec<DueLane> {
        let mut due = Vec::new();
        for shard in 0..DUE_SHARDS {
            let end_of_time = Timestamp::from_millis(i64::MAX);
            due.extend(self.look.store.due(shard, end_of_time, 100).await.expect("the store answers"));
        }
        due
    }

    /// Fails on work that is left over, and on error lines that nobody expected.
    pub async fn check(&self, expected_errors: &[&str]) {
        assert!(self.is_at_rest().await, "left-over work: {:?}", self.due().await);
        let parked = self.look.store.parked(&self.workspace(), 100).await.expect("the store answers");
        let unexpected: Vec<String> = self
            .logs
            .errors()
            .into_iter()
            .filter(|line| !expected_errors.iter().any(|expected| line.contains(expected)))
            .collect();
        assert_eq!(unexpected, Vec::<String>::new(), "error lines that nobody expected; parked: {parked:?}");
    }

    async fn is_at_rest(&self) -> bool {
        let queued: usize = [QUEUE, ANSWERS].map(|name| self.queued(name)).iter().sum();
        queued == 0 && self.sandbox.pending_deliveries() == 0 && self.to_be_done().await == 0
    }

    fn queued(&self, queue: &str) -> usize {
        let counts = self.endpoints.queues.counts(queue).expect("the queue is there");
        counts.visible + counts.delayed + counts.in_flight
    }

    /// How many jobs are not done, but for timers whose time has not come. A scan of the index: one call where the
    /// sweeper's way would be sixteen.
    async fn to_be_done(&self) -> i32 {
        let scan = self.inside.scan().table_name(TABLE).index_name("due").select(Select::Count);
        let now = self.clock.now().millis();
        let jobs = scan
            .filter_expression(
                "NOT begins_with(due_shard, :parked) AND (NOT begins_with(sk, :timer) OR due_at <= :now)",
            )
            .expression_attribute_values(":parked", AttributeValue::S("parked#".to_owned()))
            .expression_attribute_values(":timer", AttributeValue::S("timer#".to_owned()))
            .expression_attribute_values(":now", AttributeValue::N(now.to_string()));
        jobs.send().await.expect("the table answers").count
    }

    /// The audit lines: who did what to whose conversation. A scan: no function of ours reads them yet.
    pub async fn audit_lines(&self) -> Vec<String> {
        let scan = self.inside.scan().table_name(TABLE).filter_expression("begins_with(sk, :audit)");
        let scan = scan.expression_attribute_values(":audit", AttributeValue::S("AUDIT#".to_owned()));
        let found = scan.send().await.expect("the table answers").items.unwrap_or_default();
        let lines = found.iter().map(|item| {
            let [by, what, member] = ["by", "what", "member"].map(|part| {
                let line = item["state"].as_m().expect("an audit line");
                line[part].as_s().expect("a text").as_str()
            });
            format!("{by} {what}: {member}")
        });
        lines.collect()
    }

    /// When the next thing happens by itself: a message becomes visible, or the sweeper runs.
    fn next_event(&self) -> Timestamp {
        let sweep = *self.next_sweep.lock().expect("nobody panics here");
        let others = [self.endpoints.queues.next_visible_at(), self.sandbox.next_delivery_at()];
        others.into_iter().flatten().fold(sweep, Timestamp::min)
    }

    async fn move_on(&self) {
        let next = self.next_event();
        self.clock.move_to(next);
        self.endpoints.queues.clock_moved();
        let sweep_is_due = {
            let mut sweep = self.next_sweep.lock().expect("nobody panics here");
            let due = *sweep <= self.clock.now();
            if due {
                *sweep = self.clock.now().after(SWEEP_EVERY);
            }
            due
        };
        if sweep_is_due {
            self.sweep().await;
        }
    }
}

fn ports(endpoints: &Endpoints, clock: &Arc<VirtualClock>, random: &Arc<Seeded>, http: impl Fn() -> Http) -> Ports {
    let random: Arc<dyn Random> = random.clone();
    Ports {
        store: Arc::new(DynamoDb::new(dynamodb_client(&endpoints.dynamodb, http()), TABLE)),
        queue: Arc::new(Sqs::new(sqs_client(&endpoints.sqs, http()), &endpoints.queue_url, &endpoints.answers_url)),
        clock: clock.clone(),
        random,
    }
}

async fn serve(sandbox: &Sandbox) -> String {
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.expect("a port on loopback");
    let page = format!("http://{}", listener.local_addr().expect("an address"));
    sandbox.stands_at(&page);
    let router = sandbox.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    page
}
