//! The one place where a receive waits: until something changed, until the clock was moved, or until a time.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use shared::clock::Clock;
use tokio::sync::Notify;

/// Who says that a time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timers {
    /// The clock runs by itself: [`Clock::pause`] ends when the time has come.
    Real,
    /// The clock is moved by hand: whoever moves it says so, and nothing sleeps.
    Virtual,
}

/// Wakes those who wait.
pub(super) struct Waiting {
    changed: Notify,
    clock: Arc<dyn Clock>,
    timers: Timers,
    parked: AtomicUsize,
}

/// One that waits, until dropped: its caller may go away in the middle.
struct Parked<'a>(&'a AtomicUsize);

impl Drop for Parked<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Waiting {
    pub(super) fn new(clock: Arc<dyn Clock>, timers: Timers) -> Self {
        Self { changed: Notify::new(), clock, timers, parked: AtomicUsize::new(0) }
    }

    /// How many wait now.
    pub(super) fn parked(&self) -> usize {
        self.parked.load(Ordering::SeqCst)
    }

    /// Something changed: everyone looks again.
    pub(super) fn wake(&self) {
        self.changed.notify_waiters();
    }

    /// Looks until there is an answer. `look` gives it, or how long it makes sense to wait before looking again; a
    /// change between a look and the wait after it is not missed.
    pub(super) async fn until_found<T>(&self, mut look: impl FnMut() -> Result<T, Duration>) -> T {
        loop {
            // Made before the look: it hears of every change from here on.
            let change = self.changed.notified();
            match look() {
                Ok(found) => return found,
                Err(at_most) => self.pause(change, at_most).await,
            }
        }
    }

    /// Whether the change or the time came first does not matter: either way the caller looks again.
    async fn pause(&self, change: impl Future<Output = ()>, at_most: Duration) {
        self.parked.fetch_add(1, Ordering::SeqCst);
        let _parked = Parked(&self.parked);
        match self.timers {
            Timers::Real => tokio::select! {
                () = change => {}
                () = self.clock.pause(at_most) => {}
            },
            Timers::Virtual => change.await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Timers, Waiting};
    use crate::sqs::tests::{START, TestClock};
    use std::sync::Arc;
    use std::time::Duration;

    #[tokio::test]
    async fn a_change_between_a_look_and_the_wait_after_it_is_not_missed() {
        let waiting = Waiting::new(Arc::new(TestClock::at(START)), Timers::Virtual);
        let mut looks = 0;
        let look = || {
            looks += 1;
            if looks == 2 {
                return Ok(());
            }
            waiting.wake();
            Err(Duration::from_secs(20))
        };
        tokio::select! {
            biased;
            () = waiting.until_found(look) => {}
            () = std::future::ready(()) => panic!("it waits for another change"),
        }
        assert_eq!((looks, waiting.parked()), (2, 0));
    }
}
