//! A clock that moves only by hand, and knows who waits for it.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use shared::clock::Clock;
use shared::domain::Timestamp;
use tokio::sync::watch;

/// When every test begins, in milliseconds.
const BEGIN: i64 = 1_790_000_000_000;

pub(super) struct HandClock {
    state: Mutex<State>,
    changed: watch::Sender<()>,
}

struct State {
    now: Timestamp,
    numbers: u64,
    /// Who waits: for how long, and until when.
    pauses: BTreeMap<u64, (Duration, Timestamp)>,
}

impl HandClock {
    pub(super) fn new() -> Self {
        let state = State { now: Timestamp::from_millis(BEGIN), numbers: 0, pauses: BTreeMap::new() };
        Self { state: Mutex::new(state), changed: watch::Sender::new(()) }
    }

    /// Lets time pass.
    pub(super) fn pass(&self, a_while: Duration) {
        let mut state = self.state.lock().unwrap();
        state.now = state.now.after(a_while);
        drop(state);
        self.changed.send_replace(());
    }

    /// Returns once so many wait for something that is so long and not over.
    pub(super) async fn paused(&self, times: usize, is_so_long: impl Fn(Duration) -> bool) {
        let mut changed = self.changed.subscribe();
        while self.waiting(&is_so_long) < times {
            changed.changed().await.unwrap();
        }
    }

    fn waiting(&self, is_so_long: impl Fn(Duration) -> bool) -> usize {
        let state = self.state.lock().unwrap();
        state.pauses.values().filter(|(long, until)| is_so_long(*long) && *until > state.now).count()
    }

    fn begin(&self, how_long: Duration) -> Pause<'_> {
        let mut state = self.state.lock().unwrap();
        let until = state.now.after(how_long);
        state.numbers += 1;
        let number = state.numbers;
        state.pauses.insert(number, (how_long, until));
        drop(state);
        self.changed.send_replace(());
        Pause { clock: self, number, until }
    }
}

/// Somebody who waits, until this is dropped.
struct Pause<'a> {
    clock: &'a HandClock,
    number: u64,
    until: Timestamp,
}

impl Drop for Pause<'_> {
    fn drop(&mut self) {
        self.clock.state.lock().unwrap().pauses.remove(&self.number);
    }
}

#[async_trait]
impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        self.state.lock().unwrap().now
    }

    async fn pause(&self, how_long: Duration) {
        let mut changed = self.changed.subscribe();
        let pause = self.begin(how_long);
        while self.now() < pause.until {
            changed.changed().await.unwrap();
        }
    }
}
