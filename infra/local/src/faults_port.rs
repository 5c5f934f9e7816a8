//! The port through which the sandbox and the tests make the embedded endpoints misbehave: refuse a call, hold it, or
//! lose its answer after it was carried out.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::{io, mem};

use async_trait::async_trait;
use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use http_body::Frame;

/// What happens to a call before it is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// It is carried out.
    Proceed,
    /// It is refused with HTTP 503 `ServiceUnavailable`; nothing is done.
    Fail,
}

/// What happens to a call's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// It is sent.
    Answer,
    /// It is lost: the connection closes without a byte. What was done stands.
    Lose,
}

/// Decides what goes wrong. `action` is the operation's name alone, such as `SendMessage` or `PutItem`.
#[async_trait]
pub trait Faults: Send + Sync {
    /// Called before an action is carried out; may wait (the call is held).
    async fn before(&self, action: &str) -> Before;

    /// Called after the action, before its answer goes out; may wait.
    async fn after(&self, action: &str) -> After;
}

/// Nothing goes wrong.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFaults;

#[async_trait]
impl Faults for NoFaults {
    async fn before(&self, _action: &str) -> Before {
        Before::Proceed
    }

    async fn after(&self, _action: &str) -> After {
        After::Answer
    }
}

/// The answer that never arrives: its body breaks off before the first byte, so the server closes the connection and
/// the caller can't know what became of its call.
pub(crate) fn lost_answer() -> Response {
    Response::new(Body::new(BrokenOff { broken: false }))
}

/// A body that fails once, at its start.
struct BrokenOff {
    broken: bool,
}

impl HttpBody for BrokenOff {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if mem::replace(&mut self.broken, true) {
            return Poll::Ready(None);
        }
        let cause = io::Error::new(io::ErrorKind::ConnectionAborted, "the answer is lost on purpose");
        Poll::Ready(Some(Err(cause)))
    }
}
