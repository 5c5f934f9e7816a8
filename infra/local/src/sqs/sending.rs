//! Sending to a queue: what it refuses, and which sends are one and the same (a FIFO queue's deduplication).

use std::collections::HashMap;
use std::fmt::Write;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::domain::Timestamp;

use super::content::Content;
use super::error::SqsError;
use super::message::Message;
use super::queue::Queue;
use super::settings::Settings;

/// A second send with the same deduplication id within this time of the first is no second message.
pub(super) const DEDUPLICATION_WINDOW: Duration = Duration::from_mins(5);
/// The longest `DelaySeconds`.
const LONGEST_DELAY: u32 = 900;
/// Said of a parameter that the queue's kind does not take.
const NOT_FOR_THIS_KIND: &str = "The request include parameter that is not valid for this queue type.";

/// What a sender asks for.
#[derive(Clone)]
pub struct Outgoing {
    /// The body and its attributes.
    pub content: Content,
    /// `MessageGroupId`.
    pub group: Option<String>,
    /// `MessageDeduplicationId`.
    pub deduplication_id: Option<String>,
    /// `DelaySeconds`.
    pub delay: Option<i64>,
}

/// The answer to a send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// `MessageId`.
    pub id: String,
    /// The message's place.
    pub sequence: u64,
    at: Timestamp,
}

/// What becomes of a send that is not refused.
pub enum Sending {
    /// A new message.
    New(Box<Message>),
    /// One of the last five minutes, sent again.
    Duplicate(Sent),
}

/// What two sends have in common when they are the same: the deduplication id, and the group where that is the scope.
pub(super) type DuplicateKey = (Option<String>, String);

/// The sends of the last five minutes. What was deleted or purged counts too.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<(DuplicateKey, Sent)>", into = "Vec<(DuplicateKey, Sent)>")]
pub(super) struct Duplicates {
    sent: HashMap<DuplicateKey, Sent>,
}

impl From<Vec<(DuplicateKey, Sent)>> for Duplicates {
    fn from(sent: Vec<(DuplicateKey, Sent)>) -> Self {
        Self { sent: sent.into_iter().collect() }
    }
}

impl From<Duplicates> for Vec<(DuplicateKey, Sent)> {
    fn from(duplicates: Duplicates) -> Self {
        duplicates.sent.into_iter().collect()
    }
}

impl Duplicates {
    pub(super) fn first(&self, key: &DuplicateKey, now: Timestamp) -> Option<&Sent> {
        self.sent.get(key).filter(|sent| sent.at.after(DEDUPLICATION_WINDOW) > now)
    }

    pub(super) fn remember(&mut self, message: &Message, settings: &Settings) {
        let Some(key) = duplicate_key(settings, message.group.as_deref(), message.deduplication_id.as_deref()) else {
            return;
        };
        let now = message.sent_at;
        self.sent.retain(|_, sent| sent.at.after(DEDUPLICATION_WINDOW) > now);
        let sent = Sent { id: message.id.clone(), sequence: message.sequence, at: now };
        self.sent.insert(key, sent);
    }
}

/// None on a standard queue.
fn duplicate_key(settings: &Settings, group: Option<&str>, deduplication_id: Option<&str>) -> Option<DuplicateKey> {
    let by_group = settings.fifo?.deduplicates_by_group;
    Some((group.filter(|_| by_group).map(str::to_owned), deduplication_id?.to_owned()))
}

impl Queue {
    /// Decides a send: a message with the given id, or the one it repeats.
    pub fn send(&self, outgoing: Outgoing, id: String, now: Timestamp) -> Result<Sending, SqsError> {
        outgoing.content.check()?;
        self.check_size(&outgoing.content)?;
        let delay = self.delay_of(&outgoing)?;
        let deduplication_id = self.deduplication_id_of(&outgoing)?;
        let key = duplicate_key(self.settings(), outgoing.group.as_deref(), deduplication_id.as_deref());
        if let Some(first) = key.and_then(|key| self.first_sent(&key, now).cloned()) {
            return Ok(Sending::Duplicate(first));
        }
        Ok(Sending::New(Box::new(Message {
            id,
            sequence: self.next_sequence,
            content: outgoing.content,
            group: outgoing.group,
            deduplication_id,
            sent_at: now,
            visible_at: now.after(delay),
            receive_count: 0,
            first_received_at: None,
            last_receive: None,
            dead_letter_source: None,
        })))
    }

    fn check_size(&self, content: &Content) -> Result<(), SqsError> {
        let most = self.settings().maximum_message_size;
        if u32::try_from(content.size()).is_ok_and(|size| size <= most) {
            return Ok(());
        }
        let text = format!("One or more parameters are invalid. Reason: Message must be shorter than {most} bytes.");
        Err(SqsError::InvalidParameterValue(text))
    }

    /// A FIFO queue delays all messages alike: a message may name no delay of its own but zero, which says nothing.
    fn delay_of(&self, outgoing: &Outgoing) -> Result<Duration, SqsError> {
        let of_queue = self.settings().delay;
        let Some(wanted) = outgoing.delay else {
            return Ok(Duration::from_secs(of_queue.into()));
        };
        let refused = |why| Err(SqsError::invalid(wanted, "DelaySeconds", why));
        match u32::try_from(wanted).ok().filter(|delay| *delay <= LONGEST_DELAY) {
            None => refused("DelaySeconds must be >= 0 and <= 900."),
            Some(0) if self.is_fifo() => Ok(Duration::from_secs(of_queue.into())),
            Some(_) if self.is_fifo() => refused(NOT_FOR_THIS_KIND),
            Some(delay) => Ok(Duration::from_secs(delay.into())),
        }
    }

    /// The deduplication id a message gets. None on a standard queue, where a group is a mere label.
    fn deduplication_id_of(&self, outgoing: &Outgoing) -> Result<Option<String>, SqsError> {
        check_id("MessageGroupId", outgoing.group.as_deref())?;
        check_id("MessageDeduplicationId", outgoing.deduplication_id.as_deref())?;
        match (self.settings().fifo, &outgoing.group, &outgoing.deduplication_id) {
            (None, _, None) => Ok(None),
            (None, _, Some(id)) => Err(SqsError::invalid(id, "MessageDeduplicationId", NOT_FOR_THIS_KIND)),
            (Some(_), None, _) => Err(SqsError::MissingParameter("MessageGroupId")),
            (Some(_), Some(_), Some(id)) => Ok(Some(id.clone())),
            (Some(fifo), Some(_), None) if fifo.content_based_deduplication => {
                Ok(Some(content_based_id(&outgoing.content.body)))
            }
            (Some(_), Some(_), None) => Err(SqsError::InvalidParameterValue(
                "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided \
                 explicitly"
                    .to_owned(),
            )),
        }
    }
}

/// SHA-256 of the body alone: attributes don't count.
fn content_based_id(body: &str) -> String {
    Sha256::digest(body).iter().fold(String::new(), |mut text, byte| {
        // Writing to a text can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// 1 to 128 letters, digits and ASCII punctuation.
fn check_id(parameter: &str, id: Option<&str>) -> Result<(), SqsError> {
    match id {
        Some(id) if id.is_empty() || id.len() > 128 || !id.bytes().all(|byte| byte.is_ascii_graphic()) => {
            let reason =
                format!("{parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.");
            Err(SqsError::invalid(id, parameter, &reason))
        }
        _ => Ok(()),
    }
}
