//! The embedded DynamoDB endpoint: dynoxide, in a file or in memory, behind a loopback listener at which
//! [`Faults`] can refuse, hold or lose each call.
//!
//! dynoxide offers no handler to call in process, only a server. So it serves a second, private loopback port, and
//! requests are handed on to it over kept-alive connections.

use std::fs::{File, TryLockError};
use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::uri::{Authority, PathAndQuery, Scheme};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::Response;
use dynoxide::Database;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::json;
use shared::clock::Clock;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::faults::endpoint::{Afterwards, Beforehand, Faults};
use crate::faults::lost_answer;
use crate::flow::{self, Flow};
use crate::listening::at_once;

/// The longest request or answer that is noted: DynamoDB's own limit of a call is 16 MB.
const REQUEST_MAX: usize = 16 * 1024 * 1024;

/// A database that can't be used. The text names the file and what to do.
#[derive(Debug, thiserror::Error)]
pub enum DynamoDbError {
    /// Another process has it open.
    #[error(
        "{} is in use by another run. Stop that one, choose another folder with --data, or use --memory",
        path.display()
    )]
    Taken {
        /// The database's file.
        path: PathBuf,
    },
    /// The file can't be opened, read or written, or is no database.
    #[error("{} can't be used: {cause}. Choose another folder with --data, or use --memory", path.display())]
    Unusable {
        /// The database's file.
        path: PathBuf,
        /// What the system or the database said.
        cause: String,
    },
    /// The database itself failed.
    #[error("the local DynamoDB failed: {0}")]
    Failed(String),
}

/// The endpoint.
pub struct LocalDynamoDb {
    database: Database,
    faults: Arc<dyn Faults>,
    flow: Option<Flow>,
    /// Held as long as the endpoint lives; the system releases it when the process dies.
    _taken: Option<File>,
}

/// What a request is handed on with.
struct HandOn {
    client: Client<HttpConnector, Body>,
    to: Authority,
    faults: Arc<dyn Faults>,
    flow: Option<Flow>,
}

/// Our clock as dynoxide asks for the time: for TTL, and for when tables were made.
struct OurClock(Arc<dyn Clock>);

impl dynoxide::storage_backend::Clock for OurClock {
    fn now_unix_secs(&self) -> u64 {
        u64::try_from(self.0.now().seconds()).unwrap_or(0)
    }

    fn now_unix_secs_f64(&self) -> f64 {
        let now = self.0.now();
        std::time::Duration::from_millis(u64::try_from(now.millis()).unwrap_or(0)).as_secs_f64()
    }
}

impl LocalDynamoDb {
    /// A database that is forgotten with the process, and lives by this clock.
    pub fn in_memory(clock: Arc<dyn Clock>, faults: Arc<dyn Faults>) -> Result<Self, DynamoDbError> {
        let database = Database::memory_with_clock(Arc::new(OurClock(clock)));
        Ok(Self {
            database: database.map_err(|cause| DynamoDbError::Failed(cause.to_string()))?,
            faults,
            flow: None,
            _taken: None,
        })
    }

    /// A database in a file, made when absent; its folder must be there. It lives by the system's clock: dynoxide takes
    /// another one in memory only. One process at a time has it: the lock is on a file beside it, named `….lock`.
    pub fn open(path: &Path, faults: Arc<dyn Faults>) -> Result<Self, DynamoDbError> {
        let unusable = |cause: String| DynamoDbError::Unusable { path: path.to_owned(), cause };
        let taken = take(path)?;
        let text = path.to_str().ok_or_else(|| unusable("its name is not Unicode".to_owned()))?;
        let database = Database::new(text).map_err(|cause| unusable(cause.to_string()))?;
        Ok(Self { database, faults, flow: None, _taken: Some(taken) })
    }

    /// Notes each write with its answer, if there is where.
    #[must_use]
    pub(crate) fn noted_in(self, flow: Option<Flow>) -> Self {
        Self { flow, ..self }
    }

    /// Deletes the items whose time to live is over, and says how many. DynamoDB does so by itself within days; here it
    /// is done when asked. Blocks while it works.
    pub fn sweep_expired(&self) -> Result<usize, DynamoDbError> {
        let swept = self.database.sweep_ttl();
        swept.map_err(|cause| DynamoDbError::Failed(cause.to_string()))
    }

    /// Serves until `stop` resolves and the calls under way are answered.
    pub async fn serve(
        &self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let private = TcpListener::bind("127.0.0.1:0").await?;
        let to = private.local_addr()?.to_string().parse().map_err(io::Error::other)?;
        let (end, ended) = oneshot::channel::<()>();
        let until_ended = async move { drop(ended.await) };
        let dynoxide = dynoxide::server::serve_with_shutdown(private, self.database.clone(), until_ended);
        let dynoxide = tokio::spawn(dynoxide);

        let routes = Router::new().fallback(answer).with_state(Arc::new(HandOn {
            client: a_client(),
            to,
            faults: Arc::clone(&self.faults),
            flow: self.flow.clone(),
        }));
        axum::serve(at_once(listener), routes).with_graceful_shutdown(stop).await?;
        drop(end);
        dynoxide.await.map_err(io::Error::other)?.map_err(io::Error::other)
    }
}

/// Takes the database for this process.
fn take(path: &Path) -> Result<File, DynamoDbError> {
    let unusable = |cause: io::Error| DynamoDbError::Unusable { path: path.to_owned(), cause: cause.to_string() };
    let mut beside = path.as_os_str().to_owned();
    beside.push(".lock");
    let file = File::create(beside).map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(DynamoDbError::Taken { path: path.to_owned() }),
        Err(TryLockError::Error(cause)) => Err(unusable(cause)),
    }
}

fn a_client() -> Client<HttpConnector, Body> {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    Client::builder(TokioExecutor::new()).build(connector)
}

async fn answer(State(hand_on): State<Arc<HandOn>>, request: Request) -> Response {
    let Some(action) = action_of(&request) else {
        return hand_on.pass(request).await;
    };
    let Beforehand::Proceed(after) = hand_on.faults.before(&action).await else {
        return refused(StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable");
    };
    let response = match &hand_on.flow {
        Some(flow) if flow::writes(&action) => noted(&hand_on, flow, &action, request).await,
        _ => hand_on.pass(request).await,
    };
    match hand_on.faults.after(&action, after).await {
        Afterwards::Answer => response,
        Afterwards::Lose => lost_answer(),
    }
}

/// Passes a write on, and notes it with its answer.
async fn noted(hand_on: &HandOn, flow: &Flow, action: &str, request: Request) -> Response {
    let begun = flow.begin();
    let (head, sent) = request.into_parts();
    let Ok(sent) = to_bytes(sent, REQUEST_MAX).await else {
        flow.forget(begun);
        return refused(StatusCode::PAYLOAD_TOO_LARGE, "RequestTooLarge");
    };
    let (answer, answered) = hand_on.pass(Request::from_parts(head, Body::from(sent.clone()))).await.into_parts();
    let answered = to_bytes(answered, REQUEST_MAX).await.unwrap_or_default();
    flow.stored(begun, action, &flow::body(&sent), answer.status.is_success(), &flow::body(&answered));
    Response::from_parts(answer, Body::from(answered))
}

/// The operation that the target header names, such as `PutItem` of `DynamoDB_20120810.PutItem`.
fn action_of(request: &Request) -> Option<String> {
    let target = request.headers().get("x-amz-target")?.to_str().ok()?;
    target.split_once('.').map(|(_, action)| action.to_owned())
}

impl HandOn {
    async fn pass(&self, mut request: Request) -> Response {
        *request.uri_mut() = self.address_of(request.uri());
        match self.client.request(request).await {
            Ok(response) => response.map(Body::new),
            Err(cause) => {
                tracing::error!(error = %cause, "dynamodb.unreachable");
                refused(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError")
            }
        }
    }

    fn address_of(&self, uri: &Uri) -> Uri {
        let mut parts = uri.clone().into_parts();
        parts.scheme = Some(Scheme::HTTP);
        parts.authority = Some(self.to.clone());
        parts.path_and_query = parts.path_and_query.or(Some(PathAndQuery::from_static("/")));
        Uri::from_parts(parts).unwrap_or_default()
    }
}

/// A refusal in DynamoDB's form.
fn refused(status: StatusCode, code: &str) -> Response {
    let body = json!({
        "__type": format!("com.amazonaws.dynamodb.v20120810#{code}"),
        "message": "The local DynamoDB did not carry this out.",
    });
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    let content_type = HeaderValue::from_static("application/x-amz-json-1.0");
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    response
}

#[cfg(test)]
mod tests;
