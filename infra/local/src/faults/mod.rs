//! Faults on demand: the next N calls of a method go wrong in a named way. For scripts over HTTP (`POST
//! /sandbox/faults`, in [`api`]) and for tests in process. Kept in memory only: a restart begins without faults.
//!
//! The stand-ins for Slack, the chatbot platform, SQS and DynamoDB ask the one registry before and after each call:
//!
//! ```text
//! match faults.before("sqs.SendMessage").await {
//!     Before::Fail(failure) => answer_with(failure),
//!     Before::Proceed(after) => {
//!         let answer = do_it();
//!         match faults.after("sqs.SendMessage", after).await {
//!             Ending::Answer => answer,
//!             Ending::Lose => faults::lost_answer(),
//!             Ending::Break => server_error(),
//!         }
//!     }
//! }
//! ```

pub mod api;
pub mod endpoint;
mod lost;
mod plan;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use tokio::sync::oneshot;

pub use lost::lost_answer;
pub use plan::{Fault, Plan, PlanError};

/// Methods of the SQS and DynamoDB endpoints, which take faults besides the ones a registry is made with.
const ENDPOINT_METHODS: &[&str] = &[
    "dynamodb.BatchGetItem",
    "dynamodb.BatchWriteItem",
    "dynamodb.DeleteItem",
    "dynamodb.GetItem",
    "dynamodb.PutItem",
    "dynamodb.Query",
    "dynamodb.TransactGetItems",
    "dynamodb.TransactWriteItems",
    "dynamodb.UpdateItem",
    "sqs.ChangeMessageVisibility",
    "sqs.CreateQueue",
    "sqs.DeleteMessage",
    "sqs.GetQueueAttributes",
    "sqs.GetQueueUrl",
    "sqs.PurgeQueue",
    "sqs.ReceiveMessage",
    "sqs.SendMessage",
    "sqs.SendMessageBatch",
];

/// A method that takes faults, and the errors it may be told to refuse with.
#[derive(Clone, Debug)]
pub struct Known {
    /// Its name: `chat.postMessage`, `member`, `sqs.SendMessage`.
    pub method: String,
    /// The errors it can give; `None` when any text will do.
    pub errors: Option<BTreeSet<String>>,
}

/// What a call does that was told to fail before anything was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Too many requests: HTTP 429 with this many seconds of `Retry-After`.
    Limited {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// A server error: HTTP 500, nothing done.
    Broken,
    /// The method's own refusal, with this error name.
    Refused(String),
}

/// What to do after a call that went through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// Answer.
    Answer,
    /// Lose the answer: close the connection.
    Lose,
    /// Answer HTTP 500 though it is done.
    Break,
    /// Keep the answer back until it is released.
    Hold,
}

/// The registry's word before a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// Do it; then ask [`FaultRegistry::after`] with this.
    Proceed(After),
    /// Do nothing and answer so.
    Fail(Failure),
}

/// What becomes of the answer of a call that was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It goes out.
    Answer,
    /// It is lost: answer with [`lost_answer`].
    Lose,
    /// HTTP 500 goes out in its place.
    Break,
}

/// The faults planned and the calls held. Shared by all stand-ins of one local system.
#[derive(Debug)]
pub struct FaultRegistry {
    known: BTreeMap<String, Option<BTreeSet<String>>>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    planned: VecDeque<Plan>,
    held: BTreeMap<u64, Held>,
    next_held: u64,
}

#[derive(Debug)]
struct Held {
    method: String,
    done: bool,
    wake: oneshot::Sender<()>,
}

/// A call that is held now, for lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HeldCall {
    /// Its method.
    pub method: String,
    /// Whether it was done already, so that only its answer is held.
    pub done: bool,
}

impl FaultRegistry {
    /// A registry that knows these methods and those of the SQS and DynamoDB endpoints.
    pub fn new(methods: impl IntoIterator<Item = Known>) -> Self {
        let endpoints = ENDPOINT_METHODS.iter().map(|method| ((*method).to_owned(), None));
        Self {
            known: endpoints.chain(methods.into_iter().map(|known| (known.method, known.errors))).collect(),
            state: Mutex::default(),
        }
    }

    /// Plans a fault for the next calls of a method. Faults of one method take effect in the order they were planned.
    pub fn plan(&self, plan: Plan) -> Result<(), PlanError> {
        let Some(errors) = self.known.get(&plan.method) else {
            return Err(PlanError::unknown("method", &plan.method, self.known.keys()));
        };
        if let (Fault::Refused { error }, Some(errors)) = (&plan.fault, errors)
            && !errors.contains(error)
        {
            return Err(PlanError::unknown("error", error, errors));
        }
        self.state().planned.push_back(plan);
        Ok(())
    }

    /// The faults still to come, in order.
    pub fn planned(&self) -> Vec<Plan> {
        self.state().planned.iter().cloned().collect()
    }

    /// The calls held now, in the order they came.
    pub fn held(&self) -> Vec<HeldCall> {
        let state = self.state();
        let show = |held: &Held| HeldCall { method: held.method.clone(), done: held.done };
        state.held.values().map(show).collect()
    }

    /// Forgets the faults still to come. Held calls stay held.
    pub fn clear(&self) {
        self.state().planned.clear();
    }

    /// Lets held calls go on: those of one method, or all. Gives how many went on.
    pub fn release(&self, method: Option<&str>) -> usize {
        let mut state = self.state();
        let all = std::mem::take(&mut state.held);
        let (go_on, stay): (BTreeMap<_, _>, _) =
            all.into_iter().partition(|(_, held)| method.is_none_or(|method| held.method == method));
        state.held = stay;
        // A receiver that is gone belongs to a caller who hung up.
        go_on.into_values().filter_map(|held| held.wake.send(()).ok()).count()
    }

    /// To be asked before a call does anything. Returns later when the call is to be held.
    pub async fn before(&self, method: &str) -> Before {
        let Some(fault) = self.take(method) else {
            return Before::Proceed(After::Answer);
        };
        match fault {
            Fault::Limited { retry_after } => Before::Fail(Failure::Limited { retry_after }),
            Fault::Broken => Before::Fail(Failure::Broken),
            Fault::Refused { error } => Before::Fail(Failure::Refused(error)),
            Fault::AnswerLost => Before::Proceed(After::Lose),
            Fault::AnswerBroken => Before::Proceed(After::Break),
            Fault::AnswerHeld => Before::Proceed(After::Hold),
            Fault::Held => {
                self.hold(method, false).await;
                Before::Proceed(After::Answer)
            }
        }
    }

    /// To be asked when a call is done, before it answers. Returns later when the answer is to be held.
    pub async fn after(&self, method: &str, after: After) -> Ending {
        match after {
            After::Answer => Ending::Answer,
            After::Lose => Ending::Lose,
            After::Break => Ending::Break,
            After::Hold => {
                self.hold(method, true).await;
                Ending::Answer
            }
        }
    }

    /// The next fault of a method, counted down.
    fn take(&self, method: &str) -> Option<Fault> {
        let mut state = self.state();
        let index = state.planned.iter().position(|plan| plan.method == method)?;
        let plan = state.planned.get_mut(index)?;
        let fault = plan.fault.clone();
        plan.times = plan.times.saturating_sub(1);
        if plan.times == 0 {
            state.planned.remove(index);
        }
        Some(fault)
    }

    async fn hold(&self, method: &str, done: bool) {
        let (wake, woken) = oneshot::channel();
        let place = self.register(Held { method: method.to_owned(), done, wake });
        // An error means that the registry let go of the sender, which it does only when it is dropped itself.
        let _ = woken.await;
        drop(place);
    }

    fn register(&self, held: Held) -> HeldPlace<'_> {
        let mut state = self.state();
        let id = state.next_held;
        state.next_held += 1;
        state.held.insert(id, held);
        HeldPlace { registry: self, id }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a held call off the list also when its caller hangs up and the call is dropped.
struct HeldPlace<'a> {
    registry: &'a FaultRegistry,
    id: u64,
}

impl Drop for HeldPlace<'_> {
    fn drop(&mut self) {
        self.registry.state().held.remove(&self.id);
    }
}

#[cfg(test)]
mod tests;
