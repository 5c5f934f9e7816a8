//! `ReceiveMessage`: what is asked, and the messages as they are answered. The waiting itself is the server's.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value as Json, json};
use shared::clock::Random;
use shared::domain::Timestamp;

use super::actions::{in_range, queue_of, sequence_number, visibility_timeout};
use super::content::{Attribute, digest_of_attributes, digest_of_body};
use super::error::SqsError;
use super::message::Message;
use super::state::Queues;
use super::wire::{AttributeForm, ReceiveMessage};

/// The `SenderId` of every message: there is one account, and nobody is told apart.
const SENDER_ID: &str = "000000000000";

/// A receive that is in order.
pub(super) struct Receiving {
    request: ReceiveMessage,
    name: String,
    most: usize,
    hidden_for: Option<Duration>,
}

impl Receiving {
    /// Refuses what SQS refuses, whether or not there are messages.
    pub(super) fn check(request: ReceiveMessage) -> Result<Self, SqsError> {
        let name = queue_of(request.queue_url.as_deref())?.to_owned();
        let reason = "Must be between 1 and 10, if provided.";
        let most = request.max_number_of_messages.unwrap_or(1);
        let most = in_range(most, "MaxNumberOfMessages", 1, 10, reason)?;
        if let Some(wait) = request.wait_time_seconds {
            in_range(wait, "WaitTimeSeconds", 0, 20, "Must be >= 0 and <= 20, if provided.")?;
        }
        if request.receive_request_attempt_id.is_some() {
            return Err(SqsError::UnsupportedOperation("ReceiveRequestAttemptId"));
        }
        Ok(Self {
            name,
            most: usize::try_from(most).unwrap_or(1),
            hidden_for: request.visibility_timeout.map(visibility_timeout).transpose()?,
            request,
        })
    }

    /// How long to wait for a message: as asked, else as the queue says.
    pub(super) fn wait(&self, queues: &Queues) -> Result<Duration, SqsError> {
        let of_queue = queues.get(&self.name)?.settings().receive_wait;
        let asked = self.request.wait_time_seconds.and_then(|seconds| u64::try_from(seconds).ok());
        Ok(Duration::from_secs(asked.unwrap_or(of_queue.into())))
    }

    /// The next time at which something of this queue becomes visible by itself.
    pub(super) fn next_visible_at(&self, queues: &Queues, now: Timestamp) -> Option<Timestamp> {
        queues.get(&self.name).ok().and_then(|queue| queue.next_visible_at(now))
    }

    /// Receives what is there. None when there is nothing.
    pub(super) fn attempt(
        &self,
        queues: &mut Queues,
        now: Timestamp,
        random: &dyn Random,
    ) -> Result<Option<Json>, SqsError> {
        let messages = queues.receive(&self.name, self.most, self.hidden_for, now, &mut || random.bits())?;
        let messages: Vec<_> = messages.iter().map(|message| self.shown(message)).collect();
        Ok((!messages.is_empty()).then(|| json!({"Messages": messages})))
    }

    fn shown(&self, message: &Message) -> Json {
        let content = &message.content;
        let mut shown = Map::new();
        shown.insert("MessageId".to_owned(), json!(message.id));
        let handle = message.last_receive.as_ref().map(|last| last.receipt.as_str());
        shown.insert("ReceiptHandle".to_owned(), json!(handle));
        shown.insert("MD5OfBody".to_owned(), json!(digest_of_body(&content.body)));
        shown.insert("Body".to_owned(), json!(content.body));
        let system = self.system_attributes(message);
        if !system.is_empty() {
            shown.insert("Attributes".to_owned(), Json::Object(system));
        }
        let asked = || content.attributes.iter().filter(|(name, _)| self.asks_for(name));
        if let Some(digest) = digest_of_attributes(asked().map(|(name, attribute)| (name.as_str(), attribute))) {
            let forms: BTreeMap<&String, AttributeForm> = asked().map(|(name, given)| (name, given.into())).collect();
            shown.insert("MD5OfMessageAttributes".to_owned(), json!(digest));
            shown.insert("MessageAttributes".to_owned(), json!(forms));
        }
        Json::Object(shown)
    }

    fn system_attributes(&self, message: &Message) -> Map<String, Json> {
        let millis = |at: Timestamp| at.millis().to_string();
        let of_fifo = message.deduplication_id.as_ref();
        let all = [
            ("SenderId", Some(SENDER_ID.to_owned())),
            ("SentTimestamp", Some(millis(message.sent_at))),
            ("ApproximateReceiveCount", Some(message.receive_count.to_string())),
            ("ApproximateFirstReceiveTimestamp", message.first_received_at.map(millis)),
            ("MessageGroupId", message.group.clone()),
            ("MessageDeduplicationId", of_fifo.cloned()),
            ("SequenceNumber", of_fifo.map(|_| sequence_number(message.sequence))),
            ("AWSTraceHeader", message.content.trace.as_ref().and_then(Attribute::text)),
            ("DeadLetterQueueSourceArn", message.dead_letter_source.clone()),
        ];
        let asked = all.into_iter().filter(|(name, _)| self.request.wants(name));
        asked.filter_map(|(name, value)| Some((name.to_owned(), json!(value?)))).collect()
    }

    /// `All`, `.*`, a name, or a prefix with `.*` behind it.
    fn asks_for(&self, attribute: &str) -> bool {
        self.request.message_attribute_names.iter().any(|asked| match asked.strip_suffix(".*") {
            Some(prefix) => attribute.starts_with(prefix),
            None => asked == "All" || asked == attribute,
        })
    }
}
