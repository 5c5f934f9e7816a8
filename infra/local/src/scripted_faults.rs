//! For tests of the endpoints: one action that goes wrong as told.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use tokio::sync::Notify;

use crate::faults::After;
use crate::faults::endpoint::{Afterwards, Beforehand, Faults};

/// What goes wrong.
#[derive(Clone, Copy)]
pub(crate) enum Next {
    Nothing,
    Fails,
    IsLost,
    IsHeld,
}

/// Lets one action go wrong.
pub(crate) struct Scripted {
    action: &'static str,
    next: Mutex<Next>,
    /// Told when a call is held.
    pub(crate) held: Notify,
    /// Tell it to let the held call go on.
    pub(crate) released: Notify,
}

impl Scripted {
    pub(crate) fn new(action: &'static str) -> Arc<Self> {
        Arc::new(Self { action, next: Mutex::new(Next::Nothing), held: Notify::new(), released: Notify::new() })
    }

    /// From now on.
    pub(crate) fn next(&self, next: Next) {
        *self.next.lock().unwrap() = next;
    }

    fn of(&self, action: &str) -> Next {
        if action == self.action { *self.next.lock().unwrap() } else { Next::Nothing }
    }
}

#[async_trait]
impl Faults for Scripted {
    async fn before(&self, action: &str) -> Beforehand {
        match self.of(action) {
            Next::Fails => Beforehand::Fail,
            Next::IsHeld => {
                self.held.notify_one();
                self.released.notified().await;
                Beforehand::Proceed(After::Answer)
            }
            Next::Nothing | Next::IsLost => Beforehand::Proceed(After::Answer),
        }
    }

    async fn after(&self, action: &str, _: After) -> Afterwards {
        match self.of(action) {
            Next::IsLost => Afterwards::Lose,
            Next::Nothing | Next::Fails | Next::IsHeld => Afterwards::Answer,
        }
    }
}
