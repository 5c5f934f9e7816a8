//! `GET /sandbox/live`.

use std::convert::Infallible;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use serde_json::Value;
use tokio::sync::broadcast;

use super::{GONE, now};
use crate::sandbox::Sandbox;

/// Tells one page, until it goes or falls behind.
pub(crate) async fn serve(State(sandbox): State<Sandbox>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let (now, later) = now::and_later(&sandbox);
    let events = stream::unfold((Some(now), later), next);
    Sse::new(events).keep_alive(KeepAlive::default())
}

/// The first event, then each as it is told, until the system stops. Whoever missed some begins anew with the next connection.
async fn next(
    (first, mut later): (Option<String>, broadcast::Receiver<Value>),
) -> Option<(Result<Event, Infallible>, (Option<String>, broadcast::Receiver<Value>))> {
    let told = match first {
        Some(first) => first,
        None => Some(later.recv().await.ok()?).filter(|told| *told != GONE)?.to_string(),
    };
    Some((Ok(Event::default().data(told)), (None, later)))
}
