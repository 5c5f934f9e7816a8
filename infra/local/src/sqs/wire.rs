//! The bytes: requests and answers of the AWS JSON 1.0 protocol as SQS speaks it (members as in the SQS API
//! reference). No `Debug` on what holds bodies.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::content::{Attribute, Content, Value};
use super::error::SqsError;
use super::sending::Outgoing;

/// The media type of requests and answers.
pub(super) const CONTENT_TYPE: &str = "application/x-amz-json-1.0";

/// `CreateQueue`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CreateQueue {
    pub queue_name: Option<String>,
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
}

/// `GetQueueUrl`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetQueueUrl {
    pub queue_name: Option<String>,
}

/// `ListQueues`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListQueues {
    #[serde(default)]
    pub queue_name_prefix: String,
    pub max_results: Option<i64>,
    pub next_token: Option<String>,
}

/// `GetQueueAttributes`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetQueueAttributes {
    pub queue_url: Option<String>,
    #[serde(default)]
    pub attribute_names: Vec<String>,
}

/// `SetQueueAttributes`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SetQueueAttributes {
    pub queue_url: Option<String>,
    pub attributes: Option<BTreeMap<String, String>>,
}

/// `PurgeQueue`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PurgeQueue {
    pub queue_url: Option<String>,
}

/// `SendMessage`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SendMessage {
    pub queue_url: Option<String>,
    #[serde(flatten)]
    pub message: OutgoingForm,
}

/// What one message of `SendMessage` and `SendMessageBatch` may have.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct OutgoingForm {
    #[serde(default)]
    message_body: String,
    delay_seconds: Option<i64>,
    #[serde(default)]
    message_attributes: BTreeMap<String, AttributeForm>,
    #[serde(default)]
    message_system_attributes: BTreeMap<String, AttributeForm>,
    message_deduplication_id: Option<String>,
    message_group_id: Option<String>,
}

/// `ReceiveMessage`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ReceiveMessage {
    pub queue_url: Option<String>,
    pub max_number_of_messages: Option<i64>,
    pub visibility_timeout: Option<i64>,
    pub wait_time_seconds: Option<i64>,
    pub receive_request_attempt_id: Option<String>,
    #[serde(default)]
    attribute_names: Vec<String>,
    #[serde(default)]
    message_system_attribute_names: Vec<String>,
    #[serde(default)]
    pub message_attribute_names: Vec<String>,
}

impl ReceiveMessage {
    /// Whether a system attribute is asked for, under its old or its new member.
    pub(super) fn wants(&self, attribute: &str) -> bool {
        let mut asked = self.attribute_names.iter().chain(&self.message_system_attribute_names);
        asked.any(|name| name == "All" || name == attribute)
    }
}

/// `DeleteMessage`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DeleteMessage {
    pub queue_url: Option<String>,
    pub receipt_handle: Option<String>,
}

/// `ChangeMessageVisibility`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ChangeMessageVisibility {
    pub queue_url: Option<String>,
    pub receipt_handle: Option<String>,
    pub visibility_timeout: Option<i64>,
}

/// A batch of one of the three operations that have one.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Batch<E> {
    pub queue_url: Option<String>,
    #[serde(default = "Vec::new")]
    pub entries: Vec<Entry<E>>,
}

/// An entry of a batch.
#[derive(Deserialize)]
pub(super) struct Entry<E> {
    /// The caller's name for it, in this batch alone.
    #[serde(rename = "Id", default)]
    pub id: String,
    /// What is asked.
    #[serde(flatten)]
    pub entry: E,
}

/// An attribute of a message on the wire.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AttributeForm {
    #[serde(default)]
    data_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    string_value: Option<String>,
    /// Base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    binary_value: Option<String>,
}

impl AttributeForm {
    /// An attribute with neither value is read as one with an empty text, which is refused later, by name.
    fn read(self) -> Result<Attribute, SqsError> {
        let value = match (self.string_value, self.binary_value) {
            (None, Some(binary)) => Value::Binary(STANDARD.decode(binary).map_err(|_| SqsError::Serialization)?),
            (text, _) => Value::Text(text.unwrap_or_default()),
        };
        Ok(Attribute { data_type: self.data_type, value })
    }
}

impl From<&Attribute> for AttributeForm {
    fn from(attribute: &Attribute) -> Self {
        let (string_value, binary_value) = match &attribute.value {
            Value::Text(text) => (Some(text.clone()), None),
            Value::Binary(bytes) => (None, Some(STANDARD.encode(bytes))),
        };
        Self { data_type: attribute.data_type.clone(), string_value, binary_value }
    }
}

impl OutgoingForm {
    /// The send that is asked for.
    pub(super) fn read(self) -> Result<Outgoing, SqsError> {
        let attributes = self.message_attributes.into_iter().map(|(name, form)| Ok((name, form.read()?)));
        Ok(Outgoing {
            content: Content {
                body: self.message_body,
                attributes: attributes.collect::<Result<_, SqsError>>()?,
                trace: read_trace(self.message_system_attributes)?,
            },
            group: self.message_group_id,
            deduplication_id: self.message_deduplication_id,
            delay: self.delay_seconds,
        })
    }
}

/// The one system attribute a sender may give, always a text.
fn read_trace(attributes: BTreeMap<String, AttributeForm>) -> Result<Option<Attribute>, SqsError> {
    let mut trace = None;
    for (name, form) in attributes {
        let attribute = form.read()?;
        if name != "AWSTraceHeader" || attribute.data_type != "String" {
            let text = format!("Message system attribute name '{name}' is invalid, or its type is not String.");
            return Err(SqsError::InvalidParameterValue(text));
        }
        trace = Some(attribute);
    }
    Ok(trace)
}

/// Reads a request's body.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, SqsError> {
    serde_json::from_slice(body).map_err(|_| SqsError::Serialization)
}

/// The operation that a request's target header names.
pub(super) fn action(target: Option<&HeaderValue>) -> Option<&str> {
    target?.to_str().ok()?.strip_prefix("AmazonSQS.")
}

/// An answer with its request id.
pub(super) fn answer(outcome: Result<Json, SqsError>, request_id: &str) -> Response {
    let (status, body, query_error) = match outcome {
        Ok(json) => (StatusCode::OK, json, None),
        Err(refusal) => refused(&refusal),
    };
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert("x-amzn-requestid", id);
    }
    if let Some(Ok(query_error)) = query_error.as_deref().map(HeaderValue::from_str) {
        headers.insert("x-amzn-query-error", query_error);
    }
    response
}

/// The code goes into the body's `__type` and, with whose fault it is, into `x-amzn-query-error`, which SDKs read first
/// (SQS developer guide, "Interpreting Amazon SQS JSON API responses").
fn refused(refusal: &SqsError) -> (StatusCode, Json, Option<String>) {
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let (namespace, query_error) = if refusal.is_of_the_protocol() {
        ("com.amazon.coral.service", None)
    } else {
        let whose = if refusal.is_senders_fault() { "Sender" } else { "Receiver" };
        ("com.amazonaws.sqs", Some(format!("{};{whose}", refusal.code())))
    };
    let body = json!({"__type": format!("{namespace}#{}", refusal.code()), "message": refusal.to_string()});
    (status, body, query_error)
}
