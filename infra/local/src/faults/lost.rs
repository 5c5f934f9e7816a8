//! An answer that never arrives.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use http_body::Frame;

/// A response whose connection breaks off before its body: the caller can't know whether the call was done.
pub fn lost_answer() -> Response {
    Response::new(Body::new(BrokenOff))
}

struct BrokenOff;

impl HttpBody for BrokenOff {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready(Some(Err(io::Error::from(io::ErrorKind::ConnectionReset))))
    }
}
