//! What AWS puts around a function: API Gateway's request, SQS's event source mapping.

use aws_lambda_events::event::sqs::{SqsEvent, SqsMessage};
use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use lambda_http::http::{StatusCode, header};

use crate::flow::{self, Flow};

/// The longest request that a function gets: Lambda's limit of 6 MB for what it is invoked with.
const REQUEST_MAX: usize = 6 * 1024 * 1024;

/// What API Gateway answers to a longer one, before any function sees it.
const TOO_LARGE: &str = r#"{"message":"Request Entity Too Large"}"#;

/// Invokes a function with a request. It runs to its end, as on Lambda: whoever hangs up stops waiting, and no more.
/// What it was sent and answered is noted.
pub async fn invoke<F>(flow: Flow, request: Request, handle: impl FnOnce(lambda_http::Request) -> F) -> Response
where
    F: Future<Output = lambda_http::Response<lambda_http::Body>> + Send + 'static,
{
    match invocation(request).await {
        Err(refused) => refused,
        Ok(request) => match tokio::spawn(noted(flow, request, handle)).await {
            Ok(answered) => answer(answered),
            // It panicked.
            Err(_) => StatusCode::BAD_GATEWAY.into_response(),
        },
    }
}

/// Runs a function's handler and notes what came of it.
fn noted<F>(
    flow: Flow,
    request: lambda_http::Request,
    handle: impl FnOnce(lambda_http::Request) -> F,
) -> impl Future<Output = lambda_http::Response<lambda_http::Body>> + Send + 'static
where
    F: Future<Output = lambda_http::Response<lambda_http::Body>> + Send + 'static,
{
    let begun = flow.begin();
    let (path, sent) = (request.uri().path().to_owned(), request.body().to_vec());
    let handled = handle(request);
    async move {
        let answered = handled.await;
        flow.end(begun, flow::answered(&path, &sent, answered.status().as_u16(), answered.body()));
        answered
    }
}

/// The request as API Gateway hands it to a function: its body as text, or as bytes where it is none.
pub async fn invocation(request: Request) -> Result<lambda_http::Request, Response> {
    let (parts, body) = request.into_parts();
    // One that says how long it is need not be read at all.
    if body.size_hint().lower() > REQUEST_MAX as u64 {
        return Err(too_large());
    }
    let bytes = to_bytes(body, REQUEST_MAX).await.map_err(|_| too_large())?.to_vec();
    let body = String::from_utf8(bytes)
        .map_or_else(|binary| lambda_http::Body::Binary(binary.into_bytes()), lambda_http::Body::Text);
    Ok(lambda_http::Request::from_parts(parts, body))
}

fn too_large() -> Response {
    let json = [(header::CONTENT_TYPE, "application/json")];
    (StatusCode::PAYLOAD_TOO_LARGE, json, TOO_LARGE).into_response()
}

/// A function's answer as API Gateway sends it.
pub fn answer(answer: lambda_http::Response<lambda_http::Body>) -> Response {
    answer.map(|body| Body::from(body.to_vec()))
}

/// The event that a received message becomes: the event source mapping's, with a batch of one.
pub fn event(message: &aws_sdk_sqs::types::Message) -> SqsEvent {
    let mut record = SqsMessage::default();
    record.message_id.clone_from(&message.message_id);
    record.receipt_handle.clone_from(&message.receipt_handle);
    record.body.clone_from(&message.body);
    let attributes = message.attributes.clone().unwrap_or_default();
    record.attributes.extend(attributes.into_iter().map(|(name, value)| (name.as_str().to_owned(), value)));
    let mut event = SqsEvent::default();
    event.records.push(record);
    event
}
