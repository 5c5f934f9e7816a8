//! What the functions logged, as lines: errors that nobody expected fail a story, and no line holds a secret.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::{Layer, Registry};

/// The lines of this thread since [`capture`].
#[derive(Clone, Debug, Default)]
pub struct Logs(Arc<Mutex<Vec<(Level, String)>>>);

/// Collects what this thread logs until the guard is dropped.
pub fn capture() -> (Logs, DefaultGuard) {
    let logs = Logs::default();
    let guard = tracing::subscriber::set_default(Registry::default().with(logs.clone()));
    (logs, guard)
}

impl Logs {
    /// The error lines.
    pub fn errors(&self) -> Vec<String> {
        let lines = self.0.lock().expect("nobody panics while logging");
        lines.iter().filter(|(level, _)| *level == Level::ERROR).map(|(_, line)| line.clone()).collect()
    }

    /// All lines of our own crates.
    pub fn lines(&self) -> Vec<String> {
        self.0.lock().expect("nobody panics while logging").iter().map(|(_, line)| line.clone()).collect()
    }
}

impl<S: Subscriber> Layer<S> for Logs {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let target = event.metadata().target();
        let ours = ["shared", "relay", "interactivity", "install", "events", "worker", "sweeper"]
            .iter()
            .any(|own| target.starts_with(own));
        if !ours {
            return;
        }
        let mut line = Line(format!("{target}:"));
        event.record(&mut line);
        let line = (*event.metadata().level(), line.0);
        self.0.lock().expect("nobody panics while logging").push(line);
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}
