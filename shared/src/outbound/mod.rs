//! Calls over HTTP as the adapters make them: one client with its time-outs, an answer of bounded size, and what can
//! be said of a call that got none.

use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response};
use thiserror::Error;

/// The largest answer that is read; what is longer can't be what was asked for.
const BODY_MAX: usize = 1024 * 1024;
/// The longest wait that `Retry-After` can ask for: to try again after this is harmless, to wait a day is not.
pub const RETRY_AFTER_MAX: Duration = Duration::from_hours(1);

/// How long a call may take. The worker's whole time is 20 s, so that two calls fit (`architecture.md`, the queue).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeOuts {
    /// Until the connection stands.
    pub connect: Duration,
    /// Until the answer is read, the connection included.
    pub whole: Duration,
}

impl TimeOuts {
    /// For calls that a person waits for: a trigger lives three seconds.
    pub fn of_a_trigger() -> Self {
        Self { connect: Duration::from_millis(700), whole: Duration::from_secs(2) }
    }
}

impl Default for TimeOuts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(2), whole: Duration::from_secs(8) }
    }
}

/// No client can be made: the machine has no certificates, say.
#[derive(Debug, Error)]
#[error("no HTTP client can be made: {0}")]
pub struct NoClient(#[from] reqwest::Error);

/// An answer, whatever it says.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Vec<u8>,
}

/// A call that got no answer that can be read. The texts are ours alone: an error of the client's may hold an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoAnswer {
    /// No connection stood, so nothing was sent.
    NotSent(&'static str),
    /// It may have been done.
    Unknown(&'static str),
}

/// The client of one adapter. It follows no redirect, which might take a token elsewhere.
pub(crate) fn client(time_outs: TimeOuts) -> Result<Client, NoClient> {
    // Whoever was first has installed the same one: this program knows no other.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder().connect_timeout(time_outs.connect).timeout(time_outs.whole);
    Ok(builder.redirect(Policy::none()).build()?)
}

/// Makes a call and reads its answer.
pub(crate) async fn send(request: RequestBuilder) -> Result<Answer, NoAnswer> {
    let response = request.send().await.map_err(|error| no_answer(&error))?;
    let (status, retry_after) = (response.status().as_u16(), retry_after(response.headers()));
    let body = body(response).await?;
    Ok(Answer { status, retry_after, body })
}

async fn body(mut response: Response) -> Result<Vec<u8>, NoAnswer> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| no_answer(&error))? {
        if body.len() + chunk.len() > BODY_MAX {
            return Err(NoAnswer::Unknown("the answer is over 1 MiB"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn no_answer(error: &reqwest::Error) -> NoAnswer {
    if error.is_builder() {
        NoAnswer::NotSent("the request could not be made: is the base URL right?")
    } else if error.is_connect() && error.is_timeout() {
        NoAnswer::NotSent("no connection in time")
    } else if error.is_connect() {
        NoAnswer::NotSent("no connection")
    } else if error.is_timeout() {
        NoAnswer::Unknown("no answer in time")
    } else {
        NoAnswer::Unknown("the connection was lost")
    }
}

/// `Retry-After` in seconds, 1 to [`RETRY_AFTER_MAX`]; one that isn't a number of seconds is as good as none.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.max(1)).min(RETRY_AFTER_MAX))
}

#[cfg(test)]
pub(crate) mod scripted;
