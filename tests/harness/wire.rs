//! The gate on AWS's wire: a connector around the SDK's own, which counts the call, and makes the faults that the
//! embedded endpoints don't.

use std::sync::Arc;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use serde_json::{Value, json};

use crate::gate::{Fault, Gate};

/// The SDK's HTTP client, behind the gate.
#[derive(Clone, Debug)]
pub struct GatedHttp {
    inner: SharedHttpClient,
    gate: Arc<Gate>,
}

impl GatedHttp {
    /// Plain HTTP behind this gate.
    pub fn new(gate: Arc<Gate>) -> Self {
        Self { inner: aws_smithy_http_client::Builder::new().build_http(), gate }
    }
}

impl HttpClient for GatedHttp {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(GatedConnector { inner, gate: Arc::clone(&self.gate) })
    }
}

#[derive(Debug)]
struct GatedConnector {
    inner: SharedHttpConnector,
    gate: Arc<Gate>,
}

impl HttpConnector for GatedConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (inner, gate) = (self.inner.clone(), Arc::clone(&self.gate));
        HttpConnectorFuture::new(async move {
            let name = name_of(&request);
            match gate.enter(&name).await {
                None => inner.call(request).await,
                Some(fault) => spoiled(fault, &gate, &inner, request).await,
            }
        })
    }
}

/// `dynamodb.GetItem`, `sqs.SendMessageBatch` …
fn name_of(request: &HttpRequest) -> String {
    let target = request.headers().get("x-amz-target").unwrap_or_default();
    let (service, operation) = target.split_once('.').unwrap_or(("", target));
    let service = if service.starts_with("DynamoDB") { "dynamodb" } else { "sqs" };
    format!("{service}.{operation}")
}

async fn spoiled(
    fault: Fault,
    gate: &Gate,
    inner: &SharedHttpConnector,
    request: HttpRequest,
) -> Result<HttpResponse, ConnectorError> {
    match fault {
        Fault::Unreachable => Err(lost("no connection")),
        Fault::Busy => Ok(refused("ThrottlingException", &json!({"message": "Rate exceeded"}))),
        Fault::Conflict => Ok(refused("TransactionCanceledException", &conflict())),
        Fault::Broken => Ok(answer(500, &json!({"__type": "InternalServerError", "message": "Internal server error"}))),
        Fault::AnswerLost => {
            inner.call(request).await?;
            Err(lost("connection reset"))
        }
        Fault::Partial => part_of(inner, request).await,
        Fault::DiesBefore => gate.die().await,
        Fault::DiesAfter => {
            inner.call(request).await?;
            gate.die().await
        }
    }
}

fn lost(why: &'static str) -> ConnectorError {
    ConnectorError::io(why.into())
}

fn conflict() -> Value {
    json!({
        "message": "Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict]",
        "CancellationReasons": [{"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}],
    })
}

fn refused(code: &str, body: &Value) -> HttpResponse {
    let mut body = body.clone();
    body["__type"] = json!(format!("com.amazonaws.dynamodb.v20120810#{code}"));
    answer(400, &body)
}

fn answer(status: u16, body: &Value) -> HttpResponse {
    let status = StatusCode::try_from(status).expect("a status");
    let mut response = HttpResponse::new(status, SdkBody::from(body.to_string()));
    response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
    response
}

/// A batch of which one part is left out: a key comes back as unprocessed, a message as failed.
async fn part_of(inner: &SharedHttpConnector, mut request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
    let left_out = leave_one_message_out(&mut request);
    let response = inner.call(request).await?;
    let bytes = ByteStream::new(response.into_body()).collect().await.map_err(|error| lost_body(&error))?;
    let mut body: Value = serde_json::from_slice(&bytes.into_bytes()).unwrap_or_default();
    if let Some(tables) = body.get_mut("Responses").and_then(Value::as_object_mut) {
        let left_out: serde_json::Map<String, Value> = tables.iter_mut().filter_map(leave_one_out).collect();
        body["UnprocessedKeys"] = Value::Object(left_out);
    }
    if let Some(id) = left_out {
        body["Failed"] = json!([{"Id": id, "SenderFault": false, "Code": "InternalError"}]);
    }
    Ok(answer(200, &body))
}

/// Takes the last message out of a batch that is sent, and gives its entry's id.
fn leave_one_message_out(request: &mut HttpRequest) -> Option<Value> {
    let mut body: Value = serde_json::from_slice(request.body().bytes()?).ok()?;
    let left_out = body.get_mut("Entries")?.as_array_mut()?.pop()?;
    let body = body.to_string();
    request.headers_mut().insert("content-length", body.len().to_string());
    *request.body_mut() = SdkBody::from(body);
    left_out.get("Id").cloned()
}

fn leave_one_out((table, items): (&String, &mut Value)) -> Option<(String, Value)> {
    let item = items.as_array_mut()?.pop()?;
    let key = json!({"pk": item.get("pk")?, "sk": item.get("sk")?});
    Some((table.clone(), json!({"Keys": [key], "ConsistentRead": true})))
}

fn lost_body(error: &dyn std::fmt::Display) -> ConnectorError {
    ConnectorError::io(error.to_string().into())
}
