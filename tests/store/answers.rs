//! Answers prepared in advance: what DynamoDB and SQS say and the embedded endpoints never do, byte by byte. And what
//! was asked, for what the embedded endpoints do whether it was asked for or not.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};

/// The answers to the next calls. Once they are used up, calls go through.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    prepared: Mutex<VecDeque<(u16, Value)>>,
    asked: Mutex<Vec<Value>>,
}

impl Answers {
    /// The next call is answered so, and does nothing.
    pub(crate) fn prepare(&self, status: u16, body: Value) {
        self.lock().push_back((status, body));
    }

    /// The next call is refused with this code.
    pub(crate) fn refuse(&self, code: &str, message: &str) {
        self.prepare(400, json!({"__type": format!("com.amazonaws.dynamodb.v20120810#{code}"), "message": message}));
    }

    /// The next transaction is cancelled for these reasons, in the order of its writes.
    pub(crate) fn cancel(&self, reasons: &[&str]) {
        let reasons: Vec<Value> = reasons.iter().map(|code| json!({"Code": code})).collect();
        let kind = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
        self.prepare(400, json!({"__type": kind, "message": "Transaction cancelled", "CancellationReasons": reasons}));
    }

    /// How many were not used yet.
    pub(crate) fn left(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<(u16, Value)>> {
        self.prepared.lock().expect("nobody panics with the answers")
    }

    /// The bodies of the calls since the last time, prepared for or not.
    pub(crate) fn take_asked(&self) -> Vec<Value> {
        std::mem::take(&mut self.asked.lock().expect("nobody panics with what was asked"))
    }

    fn note(&self, request: &HttpRequest) {
        let body = request.body().bytes().and_then(|body| serde_json::from_slice(body).ok()).unwrap_or_default();
        self.asked.lock().expect("nobody panics with what was asked").push(body);
    }
}

/// A client that gives the prepared answers first.
#[derive(Clone, Debug)]
pub(crate) struct Answering {
    inner: SharedHttpClient,
    answers: Arc<Answers>,
}

impl Answering {
    /// These answers, then this client.
    pub(crate) fn before(inner: impl HttpClient + 'static, answers: Arc<Answers>) -> SharedHttpClient {
        SharedHttpClient::new(Self { inner: SharedHttpClient::new(inner), answers })
    }
}

impl HttpClient for Answering {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(AnsweringConnector { inner, answers: Arc::clone(&self.answers) })
    }
}

#[derive(Debug)]
struct AnsweringConnector {
    inner: SharedHttpConnector,
    answers: Arc<Answers>,
}

impl HttpConnector for AnsweringConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.answers.note(&request);
        let prepared = self.answers.lock().pop_front();
        match prepared {
            Some((status, body)) => HttpConnectorFuture::ready(Ok(answer(status, &body))),
            None => self.inner.call(request),
        }
    }
}

fn answer(status: u16, body: &Value) -> HttpResponse {
    let status = StatusCode::try_from(status).expect("a status");
    let mut response = HttpResponse::new(status, SdkBody::from(body.to_string()));
    response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
    response
}
