//! Each operation: its request read and checked, carried out on the queues, its answer made.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json, json};
use shared::clock::Random;
use shared::domain::Timestamp;

use super::batch;
use super::content::{digest_of_attributes, digest_of_body};
use super::error::SqsError;
use super::sending::Outgoing;
use super::state::Queues;
use super::wire::{
    ChangeMessageVisibility, CreateQueue, DeleteMessage, GetQueueAttributes, GetQueueUrl, ListQueues, PurgeQueue,
    SendMessage, SetQueueAttributes, read,
};

/// The account in queue URLs.
const ACCOUNT: &str = "000000000000";
/// The most queues of one `ListQueues`.
const MOST_LISTED: i64 = 1_000;

/// What an operation works with: the queues, the time, fresh ids, and the address under which the caller sees us.
pub(super) struct Call<'a> {
    pub queues: &'a mut Queues,
    pub now: Timestamp,
    pub random: &'a dyn Random,
    pub address: &'a str,
}

/// Carries out an operation other than `ReceiveMessage`, which may wait.
pub(super) fn carry_out(action: &str, body: &[u8], mut call: Call<'_>) -> Result<Json, SqsError> {
    let call = &mut call;
    match action {
        "CreateQueue" => create_queue(call, read(body)?),
        "GetQueueUrl" => get_queue_url(call, &read(body)?),
        "ListQueues" => list_queues(call, &read(body)?),
        "GetQueueAttributes" => get_queue_attributes(call, &read(body)?),
        "SetQueueAttributes" => set_queue_attributes(call, &read(body)?),
        "PurgeQueue" => purge_queue(call, &read(body)?),
        "SendMessage" => send_message(call, read(body)?),
        "SendMessageBatch" => batch::send(call, read(body)?),
        "DeleteMessage" => on_queue(call, body, delete),
        "DeleteMessageBatch" => batch::each(call, read(body)?, delete),
        "ChangeMessageVisibility" => on_queue(call, body, change_visibility),
        "ChangeMessageVisibilityBatch" => batch::each(call, read(body)?, change_visibility),
        _ => Err(unserved(action)),
    }
}

/// SQS's other operations are refused by name, so that nobody takes them for done.
fn unserved(action: &str) -> SqsError {
    let known = [
        "AddPermission",
        "CancelMessageMoveTask",
        "DeleteQueue",
        "ListDeadLetterSourceQueues",
        "ListMessageMoveTasks",
        "ListQueueTags",
        "RemovePermission",
        "StartMessageMoveTask",
        "TagQueue",
        "UntagQueue",
    ];
    let named = known.into_iter().find(|known| *known == action);
    named.map_or(SqsError::UnknownOperation, SqsError::UnsupportedOperation)
}

/// The queue's name: the last part of its URL. Host and port don't count, so a URL outlives a restart on another port.
pub(super) fn queue_of(url: Option<&str>) -> Result<&str, SqsError> {
    let url = url.filter(|url| !url.is_empty()).ok_or(SqsError::MissingParameter("QueueUrl"))?;
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    match path.split('/').collect::<Vec<_>>().as_slice() {
        [_host, _account, name] if !name.is_empty() => Ok(name),
        _ => Err(SqsError::InvalidAddress),
    }
}

/// A number that must lie in a range.
pub(super) fn in_range(value: i64, parameter: &str, least: i64, most: i64, reason: &str) -> Result<u32, SqsError> {
    let fitting = u32::try_from(value).ok().filter(|_| (least..=most).contains(&value));
    fitting.ok_or_else(|| SqsError::invalid(value, parameter, reason))
}

/// `VisibilityTimeout` of a receive or a change.
pub(super) fn visibility_timeout(seconds: i64) -> Result<Duration, SqsError> {
    let seconds = in_range(seconds, "VisibilityTimeout", 0, 43_200, "Must be between 0 and 43200.")?;
    Ok(Duration::from_secs(seconds.into()))
}

fn url_of(call: &Call<'_>, name: &str) -> String {
    format!("{}/{ACCOUNT}/{name}", call.address)
}

fn create_queue(call: &mut Call<'_>, request: CreateQueue) -> Result<Json, SqsError> {
    let name = request.queue_name.ok_or(SqsError::MissingParameter("QueueName"))?;
    call.queues.create(&name, request.attributes, call.now)?;
    Ok(json!({"QueueUrl": url_of(call, &name)}))
}

fn get_queue_url(call: &Call<'_>, request: &GetQueueUrl) -> Result<Json, SqsError> {
    let name = request.queue_name.as_deref().ok_or(SqsError::MissingParameter("QueueName"))?;
    call.queues.get(name)?;
    Ok(json!({"QueueUrl": url_of(call, name)}))
}

/// A page has a next token only when the caller set a page's size. The token is the last queue's name.
fn list_queues(call: &Call<'_>, request: &ListQueues) -> Result<Json, SqsError> {
    let reason = "Must be between 1 and 1000, if provided.";
    let most = request.max_results.unwrap_or(MOST_LISTED);
    let most = usize::try_from(in_range(most, "MaxResults", 1, MOST_LISTED, reason)?).unwrap_or(usize::MAX);
    let after = request.next_token.as_deref().unwrap_or_default();
    let names = call.queues.names().filter(|name| name.starts_with(&request.queue_name_prefix) && *name > after);
    let names: Vec<_> = names.take(most + 1).collect();
    let page = names.get(..most).unwrap_or(&names);
    let mut answer = Map::new();
    if !page.is_empty() {
        let urls: Vec<_> = page.iter().map(|name| url_of(call, name)).collect();
        answer.insert("QueueUrls".to_owned(), json!(urls));
    }
    if names.len() > most && request.max_results.is_some() {
        answer.insert("NextToken".to_owned(), json!(page.last()));
    }
    Ok(Json::Object(answer))
}

fn get_queue_attributes(call: &Call<'_>, request: &GetQueueAttributes) -> Result<Json, SqsError> {
    let name = queue_of(request.queue_url.as_deref())?;
    let all = attributes_of(call, name)?;
    let asked = &request.attribute_names;
    if asked.is_empty() {
        return Ok(json!({}));
    }
    if let Some(unknown) = asked.iter().find(|name| !is_attribute(name)) {
        return Err(SqsError::InvalidAttributeName(unknown.clone()));
    }
    let is_asked = |name: &String| asked.iter().any(|asked| asked == "All" || asked == name);
    let shown: BTreeMap<_, _> = all.into_iter().filter(|(name, _)| is_asked(name)).collect();
    Ok(json!({"Attributes": shown}))
}

fn attributes_of(call: &Call<'_>, name: &str) -> Result<BTreeMap<String, String>, SqsError> {
    let queue = call.queues.get(name)?;
    let counts = queue.counts(call.now);
    let mut all = queue.settings().shown();
    let own = [
        ("QueueArn", Queues::arn(name)),
        ("CreatedTimestamp", queue.created_at.seconds().to_string()),
        ("LastModifiedTimestamp", queue.modified_at.seconds().to_string()),
        ("ApproximateNumberOfMessages", counts.visible.to_string()),
        ("ApproximateNumberOfMessagesDelayed", counts.delayed.to_string()),
        ("ApproximateNumberOfMessagesNotVisible", counts.in_flight.to_string()),
    ];
    all.extend(own.map(|(name, value)| (name.to_owned(), value)));
    Ok(all)
}

fn is_attribute(name: &str) -> bool {
    const NAMES: [&str; 22] = [
        "All",
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesDelayed",
        "ApproximateNumberOfMessagesNotVisible",
        "ContentBasedDeduplication",
        "CreatedTimestamp",
        "DeduplicationScope",
        "DelaySeconds",
        "FifoQueue",
        "FifoThroughputLimit",
        "KmsDataKeyReusePeriodSeconds",
        "KmsMasterKeyId",
        "LastModifiedTimestamp",
        "MaximumMessageSize",
        "MessageRetentionPeriod",
        "Policy",
        "QueueArn",
        "ReceiveMessageWaitTimeSeconds",
        "RedriveAllowPolicy",
        "RedrivePolicy",
        "SqsManagedSseEnabled",
        "VisibilityTimeout",
    ];
    NAMES.contains(&name)
}

fn set_queue_attributes(call: &mut Call<'_>, request: &SetQueueAttributes) -> Result<Json, SqsError> {
    let name = queue_of(request.queue_url.as_deref())?;
    let attributes = request.attributes.as_ref().ok_or(SqsError::MissingParameter("Attributes"))?;
    call.queues.set(name, attributes, call.now)?;
    Ok(json!({}))
}

fn purge_queue(call: &mut Call<'_>, request: &PurgeQueue) -> Result<Json, SqsError> {
    call.queues.purge(queue_of(request.queue_url.as_deref())?, call.now)?;
    Ok(json!({}))
}

fn send_message(call: &mut Call<'_>, request: SendMessage) -> Result<Json, SqsError> {
    let name = queue_of(request.queue_url.as_deref())?;
    send(call, name, request.message.read()?)
}

/// Sends one message, alone or of a batch.
pub(super) fn send(call: &mut Call<'_>, name: &str, outgoing: Outgoing) -> Result<Json, SqsError> {
    let mut answer = digests_of(&outgoing);
    let sent = call.queues.send(name, outgoing, uuid(call.random.bits()), call.now)?;
    answer.insert("MessageId".to_owned(), json!(sent.id));
    if let Some(sequence) = sent.sequence {
        answer.insert("SequenceNumber".to_owned(), json!(sequence_number(sequence)));
    }
    Ok(Json::Object(answer))
}

/// The digests of what was sent, which is what the sender compares with, also when it repeats another send.
fn digests_of(outgoing: &Outgoing) -> Map<String, Json> {
    let content = &outgoing.content;
    let attributes = content.attributes.iter().map(|(name, attribute)| (name.as_str(), attribute));
    let trace = content.trace.iter().map(|trace| ("AWSTraceHeader", trace));
    let digests = [
        ("MD5OfMessageBody", Some(digest_of_body(&content.body))),
        ("MD5OfMessageAttributes", digest_of_attributes(attributes)),
        ("MD5OfMessageSystemAttributes", digest_of_attributes(trace)),
    ];
    digests.into_iter().filter_map(|(name, digest)| Some((name.to_owned(), json!(digest?)))).collect()
}

/// `SequenceNumber`: 20 digits, so that it is in order as a text too.
pub(super) fn sequence_number(sequence: u64) -> String {
    format!("{sequence:020}")
}

/// An id in the form that SQS gives it: a version 4 UUID.
pub(super) fn uuid(bits: u128) -> String {
    let versioned = bits & !(0xf << 76) & !(0b11 << 62) | (4 << 76) | (0b10 << 62);
    let hex = format!("{versioned:032x}");
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

/// An operation without an answer, on the queue that the request names.
fn on_queue<T: DeserializeOwned + OfQueue>(
    call: &mut Call<'_>,
    body: &[u8],
    operation: fn(&mut Call<'_>, &str, &T) -> Result<(), SqsError>,
) -> Result<Json, SqsError> {
    let request: T = read(body)?;
    operation(call, queue_of(request.queue_url())?, &request)?;
    Ok(json!({}))
}

/// A request that names its queue.
trait OfQueue {
    fn queue_url(&self) -> Option<&str>;
}

impl OfQueue for DeleteMessage {
    fn queue_url(&self) -> Option<&str> {
        self.queue_url.as_deref()
    }
}

impl OfQueue for ChangeMessageVisibility {
    fn queue_url(&self) -> Option<&str> {
        self.queue_url.as_deref()
    }
}

fn handle(given: Option<&str>) -> Result<&str, SqsError> {
    given.ok_or(SqsError::MissingParameter("ReceiptHandle"))
}

fn delete(call: &mut Call<'_>, name: &str, request: &DeleteMessage) -> Result<(), SqsError> {
    call.queues.delete(name, handle(request.receipt_handle.as_deref())?, call.now)
}

fn change_visibility(call: &mut Call<'_>, name: &str, request: &ChangeMessageVisibility) -> Result<(), SqsError> {
    let handle = handle(request.receipt_handle.as_deref())?;
    let seconds = request.visibility_timeout.ok_or(SqsError::MissingParameter("VisibilityTimeout"))?;
    call.queues.change_visibility(name, handle, visibility_timeout(seconds)?, call.now)
}

#[cfg(test)]
mod tests {
    use super::{queue_of, uuid};
    use crate::sqs::SqsError;

    #[test]
    fn a_queue_is_found_by_the_last_part_of_its_url_whatever_host_and_port() {
        assert_eq!(queue_of(Some("http://127.0.0.1:9324/000000000000/lanes.fifo")), Ok("lanes.fifo"));
        assert_eq!(queue_of(None), Err(SqsError::MissingParameter("QueueUrl")));
        for wrong in ["lanes", "http://host/lanes", "http://host/1/2/lanes", "http://host/1/"] {
            assert_eq!(queue_of(Some(wrong)), Err(SqsError::InvalidAddress), "{wrong}");
        }
    }

    #[test]
    fn a_message_id_is_a_version_4_uuid() {
        assert_eq!(uuid(0), "00000000-0000-4000-8000-000000000000");
        assert_eq!(uuid(u128::MAX), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }
}
