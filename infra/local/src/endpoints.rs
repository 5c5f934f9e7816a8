//! The embedded endpoints on loopback, and the AWS clients that speak to them as they would to AWS.

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_sqs::operation::create_queue::builders::CreateQueueFluentBuilder;
use aws_sdk_sqs::types::QueueAttributeName;
use shared::clock::{Clock, Random};
use shared::store::StoreError;
use shared::store::dynamodb::create_table;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::dynamodb::{DynamoDbError, LocalDynamoDb};
use crate::faults::endpoint::Faults;
use crate::flow::Flow;
use crate::journal::JournalError;
use crate::sqs::{self, Queues, SqsServer, Timers};

/// The table's name on one machine.
pub const TABLE: &str = "slack-inbox";
/// The doorbell queue's name on one machine.
pub const QUEUE: &str = "slack-inbox-doorbells.fifo";
/// The queue of private answers on one machine.
pub const ANSWERS: &str = "slack-inbox-answers";
/// The dead-letter queue's name on one machine.
pub const DEAD_LETTERS: &str = "slack-inbox-dead-letters.fifo";

/// The doorbell queue's attributes, as `template.yaml` gives them (a test compares).
pub const QUEUE_ATTRIBUTES: [(QueueAttributeName, &str); 4] = [
    (QueueAttributeName::FifoQueue, "true"),
    (QueueAttributeName::VisibilityTimeout, "120"),
    (QueueAttributeName::MaximumMessageSize, "1048576"),
    (QueueAttributeName::MessageRetentionPeriod, "1209600"),
];

/// The attributes of the queue of private answers, as `template.yaml` gives them (a test compares).
pub const ANSWERS_ATTRIBUTES: [(QueueAttributeName, &str); 2] =
    [(QueueAttributeName::VisibilityTimeout, "30"), (QueueAttributeName::MessageRetentionPeriod, "1800")];

/// How often a message is received before it is a dead letter, as in `template.yaml`.
const MAX_RECEIVES: u32 = 1000;

/// Why the endpoints can't be started. Each text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum EndpointError {
    /// The database's file.
    #[error(transparent)]
    DynamoDb(#[from] DynamoDbError),
    /// The queue's file.
    #[error(transparent)]
    Sqs(#[from] JournalError),
    /// No port on loopback.
    #[error("no port can be opened on this machine: {0}")]
    Listen(#[from] io::Error),
    /// The table can't be made.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The queue can't be made.
    #[error("the local queue can't be made: {0}")]
    Queue(String),
}

/// What the endpoints live by.
pub struct Settings<'a> {
    /// Where they keep their data; `None` in memory.
    pub data: Option<&'a Path>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Ids and receipt handles.
    pub random: Arc<dyn Random>,
    /// Whether the clock runs by itself.
    pub timers: Timers,
    /// What goes wrong with DynamoDB on demand.
    pub dynamodb_faults: Arc<dyn Faults>,
    /// What goes wrong with SQS on demand.
    pub sqs_faults: Arc<dyn Faults>,
    /// Where writes to the table are noted, if anywhere.
    pub flow: Option<Flow>,
}

/// The endpoints, served in the background until their `stop` is sent.
pub struct Endpoints {
    /// DynamoDB's address.
    pub dynamodb: String,
    /// SQS's address.
    pub sqs: String,
    /// The doorbell queue's URL.
    pub queue_url: String,
    /// The URL of the queue of private answers.
    pub answers_url: String,
    /// A look inside the queue.
    pub queues: SqsServer,
}

impl Endpoints {
    /// Serves both, and makes the table and the queues unless they are there.
    pub async fn start(settings: Settings<'_>, stop: &watch::Receiver<bool>) -> Result<Self, EndpointError> {
        let database = match settings.data {
            Some(folder) => LocalDynamoDb::open(&folder.join("dynamodb.sqlite"), settings.dynamodb_faults)?,
            None => LocalDynamoDb::in_memory(Arc::clone(&settings.clock), settings.dynamodb_faults)?,
        };
        let queues = match settings.data {
            Some(folder) => Queues::open(&folder.join("queues.jsonl"))?,
            None => Queues::in_memory(),
        };
        let Settings { clock, random, timers, sqs_faults: faults, flow, .. } = settings;
        let queues = SqsServer::new(queues, sqs::Outside { clock, random, faults, timers });
        let (listener, dynamodb) = loopback().await?;
        let until = stopped(stop);
        tokio::spawn(async move { database.noted_in(flow).serve(listener, until).await });
        let (listener, sqs) = loopback().await?;
        let (served, until) = (queues.clone(), stopped(stop));
        tokio::spawn(async move { served.serve(listener, until).await });
        create_table(&dynamodb_client(&dynamodb, Http::Own), TABLE).await?;
        let client = sqs_client(&sqs, Http::Own);
        let queue_url = create_queues(&client).await.map_err(EndpointError::Queue)?;
        let answers_url = create_answers(&client).await.map_err(EndpointError::Queue)?;
        Ok(Self { dynamodb, sqs, queue_url, answers_url, queues })
    }
}

async fn loopback() -> io::Result<(TcpListener, String)> {
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
    let address = format!("http://{}", listener.local_addr()?);
    Ok((listener, address))
}

/// Resolves once `stop` is sent, or nobody can send it any more.
pub fn stopped(stop: &watch::Receiver<bool>) -> impl Future<Output = ()> + Send + 'static {
    let mut stop = stop.clone();
    async move { drop(stop.wait_for(|stop| *stop).await) }
}

/// How a client sends.
pub enum Http {
    /// As it likes.
    Own,
    /// Through this: the harness's gate.
    Through(aws_sdk_dynamodb::config::SharedHttpClient),
}

/// A DynamoDB client for an endpoint on loopback.
pub fn dynamodb_client(endpoint: &str, http: Http) -> aws_sdk_dynamodb::Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("local"))
        .credentials_provider(credentials())
        .endpoint_url(endpoint);
    let config = match http {
        Http::Own => config.http_client(plain_http()).timeout_config(time_outs()),
        Http::Through(http) => config.http_client(http).retry_config(no_retries()),
    };
    aws_sdk_dynamodb::Client::from_conf(config.build())
}

/// An SQS client for an endpoint on loopback.
pub fn sqs_client(endpoint: &str, http: Http) -> aws_sdk_sqs::Client {
    let config = aws_sdk_sqs::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("local"))
        .credentials_provider(credentials())
        .endpoint_url(endpoint);
    let config = match http {
        Http::Own => config.http_client(plain_http()).timeout_config(time_outs()),
        Http::Through(http) => config.http_client(http).retry_config(no_retries()),
    };
    aws_sdk_sqs::Client::from_conf(config.build())
}

/// The embedded endpoints check no signature, but the clients insist on signing.
fn credentials() -> Credentials {
    Credentials::new("local", "local", None, None, "local")
}

fn plain_http() -> aws_sdk_dynamodb::config::SharedHttpClient {
    aws_smithy_http_client::Builder::new().build_http()
}

/// A receive waits for up to 20 s.
fn time_outs() -> aws_sdk_dynamodb::config::timeout::TimeoutConfig {
    aws_sdk_dynamodb::config::timeout::TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(1))
        .operation_attempt_timeout(Duration::from_secs(25))
        .build()
}

fn no_retries() -> aws_sdk_dynamodb::config::retry::RetryConfig {
    aws_sdk_dynamodb::config::retry::RetryConfig::disabled()
}

async fn create_queues(client: &aws_sdk_sqs::Client) -> Result<String, String> {
    let fifo = client.create_queue().queue_name(DEAD_LETTERS).attributes(QueueAttributeName::FifoQueue, "true");
    fifo.send().await.map_err(|error| format!("{error:?}"))?;
    let redrive = serde_json::json!({
        "deadLetterTargetArn": Queues::arn(DEAD_LETTERS),
        "maxReceiveCount": MAX_RECEIVES,
    });
    let create = client.create_queue().queue_name(QUEUE);
    create_queue(create.attributes(QueueAttributeName::RedrivePolicy, redrive.to_string()), &QUEUE_ATTRIBUTES).await
}

async fn create_answers(client: &aws_sdk_sqs::Client) -> Result<String, String> {
    create_queue(client.create_queue().queue_name(ANSWERS), &ANSWERS_ATTRIBUTES).await
}

/// Makes one queue, and gives its URL.
async fn create_queue(
    mut create: CreateQueueFluentBuilder,
    attributes: &[(QueueAttributeName, &str)],
) -> Result<String, String> {
    for (name, value) in attributes {
        create = create.attributes(name.clone(), *value);
    }
    let created = create.send().await.map_err(|error| format!("{error:?}"))?;
    created.queue_url.ok_or_else(|| "the endpoint gave no URL".to_owned())
}
