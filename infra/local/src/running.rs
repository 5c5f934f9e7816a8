//! The whole system, started and stopped.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use shared::chatbot::stella::Stella;
use shared::clock::Random;
use shared::config::socket_mode::SocketConfig;
use shared::outbound::{NoClient, TimeOuts};
use shared::queue::sqs::Sqs;
use shared::seal::{Seal, SealError};
use shared::service::{Outside, Ports, Reception};
use shared::slack::web_api::WebApi;
use shared::store::StoreError;
use shared::store::dynamodb::DynamoDb;
use shared::system::{SystemClock, SystemRandom};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::bootstrap::BootstrapError;
use crate::delivering::Delivering;
use crate::endpoints::{EndpointError, Endpoints, Http, Settings, TABLE, dynamodb_client, sqs_client, stopped};
use crate::faults::endpoint::OfEndpoint;
use crate::folder::{Folder, FolderError};
use crate::front::{Front, router};
use crate::identity::{Identity, IdentityError};
use crate::other_side::OtherSide;
use crate::page::Page;
use crate::polling::{Polling, WORKER_TIME_OUT};
use crate::real::{About, RealSlack};
use crate::sandbox::deliveries::Target;
use crate::sandbox::{Sandbox, SandboxError};
use crate::socket::SocketError;
use crate::sqs::Timers;

/// How often the sweeper runs on one machine. Each minute on AWS; here a newcomer waits for it.
const SWEEP_EVERY: Duration = Duration::from_secs(5);

/// How long calls under way have to end when the system stops.
const LAST_CALLS: Duration = Duration::from_secs(2);

/// Where the system listens, keeps its data, and whom it speaks to.
#[derive(Clone, Debug)]
pub struct Options {
    /// The port on loopback; 0 takes any.
    pub port: u16,
    /// The folder; `None` keeps nothing.
    pub data: Option<PathBuf>,
    /// The page's files.
    pub page: Page,
    /// Real Slack; `None`: the sandbox's.
    pub slack: Option<SocketConfig>,
    /// Whether the sandbox's workspace has yet to install the app.
    pub uninstalled: bool,
}

/// Why the system can't start. Each text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port is another program's.
    #[error("port {0} is taken. Stop what runs there, or choose another one with --port")]
    PortTaken(u16),
    /// The port can't be opened.
    #[error("port {0} can't be opened: {1}. Choose another one with --port")]
    Port(u16, io::Error),
    /// The folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The keys.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The seal.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The sandbox.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// The endpoints.
    #[error(transparent)]
    Endpoints(#[from] EndpointError),
    /// The workspace's set-up.
    #[error(transparent)]
    Bootstrap(#[from] BootstrapError),
    /// Real Slack.
    #[error(transparent)]
    Slack(#[from] SocketError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A client.
    #[error(transparent)]
    Client(#[from] NoClient),
    /// The sandbox's own client.
    #[error("no HTTP client can be made: {0}")]
    Delivering(#[from] reqwest::Error),
}

/// The running system.
pub struct System {
    /// The page's address.
    pub page: String,
    /// The relay URL, with its key. None: the workspace has yet to install the app.
    pub relay_url: Option<String>,
    /// The real workspace; none: the sandbox's.
    pub real: Option<About>,
    /// A request that the printed curl line posts.
    sample_request: String,
    sandbox: Sandbox,
    /// The connections to real Slack.
    socket: Option<JoinHandle<SocketError>>,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
    background: Vec<JoinHandle<()>>,
    /// The endpoints serve until this is dropped: after the functions, which need them to the end.
    _endpoints: watch::Sender<bool>,
    _folder: Option<Folder>,
}

impl System {
    /// Starts everything. Once this returns, the printed addresses answer.
    pub async fn start(options: &Options) -> Result<Self, StartError> {
        let random: Arc<dyn Random> = Arc::new(SystemRandom);
        // The port before the folder: whoever can't have it leaves no folder behind.
        let listener = listen(options.port).await?;
        let real = RealSlack::find(options.slack.clone()).await?;
        let folder = options.data.as_deref().map(Folder::take).transpose()?;
        let data = folder.as_ref().map(Folder::path);
        let page = format!("http://{}", listener.local_addr().map_err(|cause| StartError::Port(options.port, cause))?);
        let (stop, stopping) = watch::channel(false);
        let (serve_endpoints, until) = watch::channel(false);
        let file = |name: &str| data.map(|folder| folder.join(name));
        let identity = match file("keys.json") {
            Some(path) => Identity::open(&path, random.as_ref())?,
            None => Identity::fresh(random.as_ref()),
        };
        let sandbox = Sandbox::open(file("sandbox.jsonl").as_deref(), Arc::new(SystemClock), random.as_ref())?;
        let endpoints = Endpoints::start(settings(data, &random, &sandbox), &until).await?;
        let ports = ports(&endpoints, random);
        let seal = identity.seal()?;
        let mut side =
            OtherSide::set_up((real, !options.uninstalled), &ports, &sandbox, &identity, &seal, &page).await?;
        let seal = Arc::new(seal);
        let outside = outside(&side.slack_api, &seal)?;
        let reception = Reception { slack: Arc::new(WebApi::new(&side.slack_api, TimeOuts::of_a_trigger())?), seal };
        let socket = side.listen(&ports, &reception, sandbox.flow());
        let [polling, answering] = mappings(&ports, &outside, &endpoints);
        let sample_request = sample_request(&sandbox, side.label());
        let delivering = Delivering::new(&page, sandbox.credentials().channel)?;
        let mut background = deliver(&delivering, &sandbox, &page, side.delivers);
        let front = Front {
            ports: ports.clone(),
            reception,
            secrets: side.secrets,
            oauth: side.oauth,
            workspace: side.workspace,
            real: side.about.clone(),
            sandbox: sandbox.clone(),
            endpoints,
            polling: [Arc::clone(&polling), Arc::clone(&answering)],
            delivering,
            page: page.clone(),
        };
        let relay_url = front.relay_url().await?;
        let serving = tokio::spawn(serve(listener, router(Arc::new(front), options.page.clone()), stopping));
        background.extend([tokio::spawn(polling.run()), tokio::spawn(answering.run()), tokio::spawn(sweep(ports))]);
        Ok(Self {
            page,
            relay_url,
            real: side.about,
            sample_request,
            socket,
            sandbox,
            stop,
            serving,
            background,
            _endpoints: serve_endpoints,
            _folder: folder,
        })
    }

    /// A request of the sandbox's first customer, as the bot's pre-action would post it.
    pub fn sample_request(&self) -> &str {
        &self.sample_request
    }

    /// Why real Slack can't be worked with any more. Never with the sandbox.
    pub async fn lost_slack(&mut self) -> SocketError {
        match &mut self.socket {
            Some(socket) => socket.await.unwrap_or_else(|cause| SocketError::Unreachable(cause.to_string())),
            None => std::future::pending().await,
        }
    }

    /// Stops: calls under way get a moment to end.
    pub async fn stop(self) {
        if let Some(socket) = &self.socket {
            socket.abort();
        }
        for task in &self.background {
            task.abort();
        }
        let _ = self.stop.send(true);
        self.sandbox.look(|_, hub| hub.close());
        // A call that is held on purpose would never end.
        let _ = tokio::time::timeout(LAST_CALLS, self.serving).await;
    }
}

fn settings<'a>(data: Option<&'a Path>, random: &Arc<dyn Random>, sandbox: &Sandbox) -> Settings<'a> {
    Settings {
        data,
        clock: Arc::new(SystemClock),
        random: Arc::clone(random),
        timers: Timers::Real,
        dynamodb_faults: OfEndpoint::new(sandbox.faults(), "dynamodb"),
        sqs_faults: OfEndpoint::new(sandbox.faults(), "sqs"),
        flow: Some(sandbox.flow().clone()),
    }
}

/// What the worker speaks to: the sandbox, with the time-outs of production.
fn outside(slack_api: &str, seal: &Arc<Seal>) -> Result<Outside, NoClient> {
    Ok(Outside {
        slack: Arc::new(WebApi::new(slack_api, TimeOuts::default())?),
        chatbot: Arc::new(Stella::new(TimeOuts::default())?),
        seal: Arc::clone(seal),
    })
}

fn ports(endpoints: &Endpoints, random: Arc<dyn Random>) -> Ports {
    let (dynamodb, sqs) = (dynamodb_client(&endpoints.dynamodb, Http::Own), sqs_client(&endpoints.sqs, Http::Own));
    Ports {
        store: Arc::new(DynamoDb::new(dynamodb, TABLE)),
        queue: Arc::new(Sqs::new(sqs, &endpoints.queue_url, &endpoints.answers_url)),
        clock: Arc::new(SystemClock),
        random,
    }
}

/// The event source mappings of the doorbells and of the private answers.
fn mappings(ports: &Ports, outside: &Outside, endpoints: &Endpoints) -> [Arc<Polling>; 2] {
    [&endpoints.queue_url, &endpoints.answers_url]
        .map(|url| Polling::new(ports.clone(), outside.clone(), sqs_client(&endpoints.sqs, Http::Own), url.clone()))
}

fn sample_request(sandbox: &Sandbox, label: &str) -> String {
    let customer = sandbox.about_parts().customers.into_iter().next();
    let request = customer.map(|customer| {
        serde_json::json!({
            "type": "LIVE_CHAT_REQUEST",
            "member": customer.member,
            "channel": customer.channel,
            "app": customer.app,
            "label": label,
        })
    });
    request.unwrap_or_default().to_string()
}

async fn listen(port: u16) -> Result<TcpListener, StartError> {
    let listening = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await;
    listening.map_err(|cause| match cause.kind() {
        io::ErrorKind::AddrInUse => StartError::PortTaken(port),
        _ => StartError::Port(port, cause),
    })
}

/// Posts what the sandbox has to send: Slack and the platform don't wait for each other.
fn deliver(delivering: &Delivering, sandbox: &Sandbox, page: &str, to: &[Target]) -> Vec<JoinHandle<()>> {
    sandbox.stands_at(page);
    let run = |target: &Target| tokio::spawn(delivering.clone().run(sandbox.clone(), *target, SystemClock));
    to.iter().map(run).collect()
}

async fn serve(listener: TcpListener, router: Router, stopping: watch::Receiver<bool>) {
    if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stopped(&stopping)).await {
        tracing::error!(error.cause = %error, "the local server stopped");
    }
}

/// The schedule: sweeps at once, for what an earlier run left, and then again and again.
async fn sweep(ports: Ports) {
    loop {
        let deadline = ports.clock.now().after(WORKER_TIME_OUT);
        if let Err(error) = sweeper::handle(&ports, sweeper::Invocation::default(), deadline).await {
            tracing::warn!(error.cause = %error, "sweep failed");
        }
        ports.clock.pause(SWEEP_EVERY).await;
    }
}
