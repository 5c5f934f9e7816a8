//! The embedded SQS endpoint: standard and FIFO queues on loopback, spoken to with `aws-sdk-sqs` like the real ones,
//! kept in a file over a restart.
//!
//! The walk of a request: `wire` reads its bytes, `actions` (or `receiving`, which may wait) checks it and asks
//! `state`, where a `queue` decides on a change that is written to the journal, applied, and answered. The queue is
//! pure. What SQS has and this endpoint doesn't is refused by name: `DeleteQueue`, tags, permissions, message moves,
//! `ReceiveRequestAttemptId`. Signatures are not checked.

mod actions;
mod batch;
mod content;
mod error;
mod kept;
mod message;
mod naming;
mod queue;
mod receipt;
mod receiving;
mod sending;
mod settings;
mod state;
mod waiting;
mod wire;

#[cfg(test)]
mod tests;

use std::future::Future;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use axum::routing::post;
use serde_json::{Value as Json, json};
use shared::clock::{Clock, Random};
use shared::domain::Timestamp;
use tokio::net::TcpListener;

use crate::faults::endpoint::{Afterwards, Beforehand, Faults};
use crate::faults::lost_answer;
use crate::listening::at_once;

pub use error::SqsError;
pub use message::Standing;
pub use queue::Counts;
pub use state::{Peeked, Queues};
pub use waiting::Timers;

/// The longest request: ten messages of 1 MiB together, each character escaped in JSON.
const LONGEST_REQUEST: usize = 8 * 1_048_576;

/// What the endpoint gets from outside.
#[derive(Clone)]
pub struct Outside {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Message ids and receipt handles.
    pub random: Arc<dyn Random>,
    /// What goes wrong.
    pub faults: Arc<dyn Faults>,
    /// Whether the clock runs by itself.
    pub timers: Timers,
}

/// The endpoint. Clones are the same endpoint.
#[derive(Clone)]
pub struct SqsServer {
    shared: Arc<Shared>,
}

struct Shared {
    queues: Mutex<Queues>,
    outside: Outside,
    waiting: waiting::Waiting,
    closing: AtomicBool,
}

impl SqsServer {
    /// An endpoint for these queues.
    pub fn new(queues: Queues, outside: Outside) -> Self {
        let waiting = waiting::Waiting::new(Arc::clone(&outside.clock), outside.timers);
        let shared = Shared { queues: Mutex::new(queues), outside, waiting, closing: AtomicBool::new(false) };
        Self { shared: Arc::new(shared) }
    }

    /// Serves until `stop` resolves; receives that wait are then answered at once, with what there is.
    pub async fn serve(
        &self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let routes = Router::new()
            .fallback(post(answer))
            .layer(DefaultBodyLimit::max(LONGEST_REQUEST))
            .with_state(Arc::clone(&self.shared));
        let closing = Arc::clone(&self.shared);
        let stopped = async move {
            stop.await;
            closing.closing.store(true, Ordering::SeqCst);
            closing.waiting.wake();
        };
        axum::serve(at_once(listener), routes).with_graceful_shutdown(stopped).await
    }

    /// The clock was moved by hand ([`Timers::Virtual`]): receives that wait look again.
    pub fn clock_moved(&self) {
        self.shared.waiting.wake();
    }

    /// How many messages of a queue stand where. None when there is no such queue.
    pub fn counts(&self, queue: &str) -> Option<Counts> {
        let now = self.shared.now();
        self.shared.on_queues(|queues| queues.counts(queue, now))
    }

    /// The next time at which a hidden message of any queue becomes visible by itself.
    pub fn next_visible_at(&self) -> Option<Timestamp> {
        let now = self.shared.now();
        self.shared.on_queues(|queues| queues.next_visible_at(now))
    }

    /// How many receives wait for a message now: with nothing else under way, the system is at rest.
    pub fn waiting_receives(&self) -> usize {
        self.shared.waiting.parked()
    }

    /// The names of all queues, in order.
    pub fn queue_names(&self) -> Vec<String> {
        self.shared.on_queues(|queues| queues.names().map(str::to_owned).collect())
    }

    /// The messages of a queue in the order they were sent, without receiving them; none of no queue.
    pub fn peek(&self, queue: &str) -> Vec<Peeked> {
        let now = self.shared.now();
        self.shared.on_queues(|queues| queues.peek(queue, now))
    }
}

impl Shared {
    fn now(&self) -> Timestamp {
        self.outside.clock.now()
    }

    /// Works on the queues, and wakes those who wait when that changed something.
    fn on_queues<T>(&self, work: impl FnOnce(&mut Queues) -> T) -> T {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let before = queues.commits();
        let done = work(&mut queues);
        if queues.commits() != before {
            self.waiting.wake();
        }
        done
    }

    async fn carry_out(&self, action: &str, headers: &HeaderMap, body: &[u8]) -> Result<Json, SqsError> {
        if action == "ReceiveMessage" {
            return self.receive(receiving::Receiving::check(wire::read(body)?)?).await;
        }
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        let address = format!("http://{host}");
        self.on_queues(|queues| {
            let random = self.outside.random.as_ref();
            actions::carry_out(action, body, actions::Call { queues, now: self.now(), random, address: &address })
        })
    }

    async fn receive(&self, receiving: receiving::Receiving) -> Result<Json, SqsError> {
        let wait = self.on_queues(|queues| receiving.wait(queues))?;
        let deadline = self.now().after(wait);
        let look = || {
            self.on_queues(|queues| {
                let now = self.now();
                match receiving.attempt(queues, now, self.outside.random.as_ref()) {
                    Ok(Some(messages)) => Ok(Ok(messages)),
                    Ok(None) if now >= deadline || self.closing.load(Ordering::SeqCst) => Ok(Ok(json!({}))),
                    Ok(None) => {
                        let next = receiving.next_visible_at(queues, now);
                        Err(next.map_or(deadline, |next| next.min(deadline)).since(now))
                    }
                    Err(refusal) => Ok(Err(refusal)),
                }
            })
        };
        self.waiting.until_found(look).await
    }
}

async fn answer(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let request_id = actions::uuid(shared.outside.random.bits());
    let Some(action) = wire::action(headers.get("x-amz-target")) else {
        return wire::answer(Err(SqsError::UnknownOperation), &request_id);
    };
    let Beforehand::Proceed(after) = shared.outside.faults.before(action).await else {
        return wire::answer(Err(SqsError::ServiceUnavailable), &request_id);
    };
    let outcome = shared.carry_out(action, &headers, &body).await;
    match shared.outside.faults.after(action, after).await {
        Afterwards::Answer => wire::answer(outcome, &request_id),
        Afterwards::Lose => lost_answer(),
    }
}
