//! The port boundary: every call to DynamoDB, SQS, Slack and the platform passes here, is counted, may be made to fail,
//! and waits for its turn when several actors run at once.

use std::collections::VecDeque;
use std::future::pending;
use std::sync::Mutex;

use tokio::sync::{Notify, oneshot};

/// The calls of the chatbot platform.
const PLATFORM: &[&str] = &["member", "conversationHistory", "sendResponses", "toggleLiveChat", "redirectMemberToNode"];

/// What goes wrong with one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The other side can't be reached: nothing is done.
    Unreachable,
    /// The other side is busy: DynamoDB's throttling, Slack's and the platform's 429. Nothing is done.
    Busy,
    /// DynamoDB's `TransactionConflict`. Nothing is done.
    Conflict,
    /// It is done, and its answer is lost.
    AnswerLost,
    /// The other side fails in the middle: nothing is done, but nobody can know.
    Broken,
    /// A batch does only a part: keys left unread, messages not taken.
    Partial,
    /// The function dies before the call.
    DiesBefore,
    /// The function dies after the call was done.
    DiesAfter,
}

impl Fault {
    /// The faults that a call of this name can meet. A read of the table does nothing: its lost answer is no answer, and
    /// dying after it is dying before it.
    pub fn of(call: &str) -> Vec<Self> {
        let mut faults = vec![Self::Unreachable, Self::Broken, Self::DiesBefore];
        if !["dynamodb.GetItem", "dynamodb.BatchGetItem", "dynamodb.Query"].contains(&call) {
            faults.extend([Self::AnswerLost, Self::DiesAfter]);
        }
        match call {
            "dynamodb.TransactWriteItems" => faults.extend([Self::Busy, Self::Conflict]),
            "dynamodb.BatchGetItem" => faults.extend([Self::Busy, Self::Partial]),
            "sqs.SendMessageBatch" => faults.push(Self::Partial),
            call if call.starts_with("sqs.") => {}
            _ => faults.push(Self::Busy),
        }
        faults
    }
}

/// All calls of a world, in the order in which they were let through.
#[derive(Debug, Default)]
pub struct Gate {
    state: Mutex<State>,
    /// Somebody waits. The scheduler alone listens.
    queued: Notify,
    /// Somebody died. Whoever runs an actor listens.
    died: Notify,
}

/// Which of all calls, counted from 0.
#[derive(Debug, PartialEq, Eq)]
enum Which {
    Of(usize),
    /// Of those with this name.
    Named(String, usize),
}

#[derive(Debug, Default)]
struct State {
    calls: Vec<String>,
    /// The calls that go wrong.
    faulty: Vec<(Which, Fault)>,
    /// Calls whose name begins so reach nothing.
    broken: &'static [&'static str],
    /// How many of them were made.
    met: usize,
    died: bool,
    /// Whether calls wait for their turn.
    scheduled: bool,
    waiting: VecDeque<oneshot::Sender<()>>,
}

impl Gate {
    /// Makes the call with this number, counted from 0 and from now, go wrong once.
    pub fn spoil(&self, call: usize, fault: Fault) {
        let mut state = self.lock();
        let call = state.calls.len() + call;
        state.faulty.push((Which::Of(call), fault));
    }

    /// Makes the call with this number among those of its name, counted from 0 and from the last
    /// [`take_calls`](Self::take_calls), go wrong once.
    pub fn spoil_named(&self, name: &str, number: usize, fault: Fault) {
        self.lock().faulty.push((Which::Named(name.to_owned(), number), fault));
    }

    /// From now on nothing can be reached, or everything again.
    pub fn break_all(&self, broken: bool) {
        self.lock().broken = if broken { &[""] } else { &[] };
    }

    /// From now on the store can't be reached, or it can again.
    pub fn break_store(&self, broken: bool) {
        self.lock().broken = if broken { &["dynamodb."] } else { &[] };
    }

    /// From now on the chatbot platform can't be reached, or it can again.
    pub fn break_platform(&self, broken: bool) {
        self.lock().broken = if broken { PLATFORM } else { &[] };
    }

    /// Whether a call that was to go wrong was ever made.
    pub fn was_met(&self) -> bool {
        self.lock().met > 0
    }

    /// Whether a call that was to go wrong was made since the last time.
    pub fn take_met(&self) -> bool {
        std::mem::take(&mut self.lock().met) > 0
    }

    /// The calls that were let through since the last time.
    pub fn take_calls(&self) -> Vec<String> {
        let mut state = self.lock();
        state.faulty.clear();
        std::mem::take(&mut state.calls)
    }

    /// A call: waits for its turn and says what is to go wrong with it.
    pub async fn enter(&self, call: &str) -> Option<Fault> {
        if let Some(turn) = self.queue_up() {
            turn.await.expect("the scheduler outlives its actors");
        }
        let mut state = self.lock();
        let of_its_name = state.calls.iter().filter(|earlier| *earlier == call).count();
        let these = [Which::Of(state.calls.len()), Which::Named(call.to_owned(), of_its_name)];
        state.calls.push(call.to_owned());
        let fault = state.faulty.iter().find(|(which, _)| these.contains(which)).map(|(_, fault)| *fault);
        state.met += usize::from(fault.is_some());
        let broken = state.broken.iter().any(|prefix| call.starts_with(prefix));
        fault.or_else(|| broken.then_some(Fault::Unreachable))
    }

    /// The actor that calls this is dead: it never goes on, and whoever runs it is told.
    pub async fn die(&self) -> ! {
        self.lock().died = true;
        self.died.notify_waiters();
        pending().await
    }

    /// Waits until an actor died, and forgets it.
    pub async fn death(&self) {
        loop {
            let died = self.died.notified();
            if std::mem::take(&mut self.lock().died) {
                return;
            }
            died.await;
        }
    }

    /// From now on calls wait for their turn, or no longer.
    pub fn schedule(&self, scheduled: bool) {
        self.lock().scheduled = scheduled;
    }

    /// How many calls wait for their turn.
    pub fn waiting(&self) -> usize {
        self.lock().waiting.len()
    }

    /// Waits until one more waits for its turn.
    pub async fn queued(&self) {
        self.queued.notified().await;
    }

    /// Lets one of the waiting calls through.
    pub fn let_through(&self, which: usize) {
        let turn = self.lock().waiting.remove(which).expect("one of those waiting");
        // Its actor may have ended meanwhile: then nobody waits.
        let _ = turn.send(());
    }

    fn queue_up(&self) -> Option<oneshot::Receiver<()>> {
        let mut state = self.lock();
        if !state.scheduled {
            return None;
        }
        let (turn, wait) = oneshot::channel();
        state.waiting.push_back(turn);
        drop(state);
        self.queued.notify_one();
        Some(wait)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics at the gate")
    }
}
