//! What happens here, told to open pages as it happens: `GET /sandbox/live`, server-sent events.
//!
//! Each event says how one thing is *now*, so that a page may put it in the place of what it has. The first one of a
//! connection says how everything is, as the page itself did when it came; whoever falls behind is disconnected, connects
//! again and gets that anew.

mod now;
mod stream;
mod touched;

use serde_json::Value;
use tokio::sync::broadcast;

pub(crate) use now::to_begin_with;
pub(crate) use stream::serve;
pub(crate) use touched::told_of;

/// How many events a page may be behind before it has to begin anew.
const BEHIND: usize = 1024;

/// What ends every connection.
const GONE: Value = Value::Null;

/// Whom to tell. Clones tell the same pages.
#[derive(Clone, Debug)]
pub(crate) struct Hub(broadcast::Sender<Value>);

impl Default for Hub {
    fn default() -> Self {
        Self(broadcast::Sender::new(BEHIND))
    }
}

impl Hub {
    /// Whether any page is open. If none is, nothing need be put together for it.
    pub(crate) fn is_heard(&self) -> bool {
        self.0.receiver_count() > 0
    }

    /// Tells all open pages.
    pub(crate) fn tell(&self, event: Value) {
        // Without a listener there is nobody to tell.
        let _ = self.0.send(event);
    }

    /// Lets all open pages go: whoever stops need not wait for them.
    pub(crate) fn close(&self) {
        self.tell(GONE);
    }

    /// What is told from now on.
    pub(crate) fn listen(&self) -> broadcast::Receiver<Value> {
        self.0.subscribe()
    }
}
