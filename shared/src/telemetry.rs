//! Logs: JSON, one line an ending, dotted field names (`ticket.id`, `job.kind`, `slack.team_id`).
//!
//! Never a body, a token, a path with a key, or a customer's text.

use tracing_subscriber::EnvFilter;

/// Starts JSON logs on standard output, for a function. The level is `RUST_LOG`, else `info`.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let logs = tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).with_current_span(false);
    logs.with_target(true).without_time().init();
}
