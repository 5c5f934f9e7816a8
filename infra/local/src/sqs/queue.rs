//! One queue as a pure state machine: each operation decides on a [`Change`] and leaves the queue as it is;
//! [`Queue::evolve`] applies changes and can't fail. So a change can be written down between the two, and a restart
//! applies what was written. Time, ids and randomness come as arguments.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use shared::domain::Timestamp;

use super::error::SqsError;
use super::message::{Message, Receive, Standing};
use super::receipt::Receipt;
use super::sending::{Duplicates, Sent};
use super::settings::Settings;

/// The most messages that may be in flight (SQS quotas).
const MOST_IN_FLIGHT: usize = 120_000;
/// No message stays hidden longer after a receive, however often that is changed.
const LONGEST_INVISIBLE: Duration = Duration::from_hours(12);
/// A queue is purged at most once in this time.
const BETWEEN_PURGES: Duration = Duration::from_mins(1);

/// A queue and its messages. It is kept as it is when the journal is shortened.
#[derive(Clone, Serialize, Deserialize)]
pub struct Queue {
    pub(super) settings: Settings,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its settings changed last.
    pub modified_at: Timestamp,
    purged_at: Option<Timestamp>,
    pub(super) next_sequence: u64,
    messages: BTreeMap<u64, Message>,
    pub(super) duplicates: Duplicates,
}

/// How many messages of a queue stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// `ApproximateNumberOfMessages`.
    pub visible: usize,
    /// `ApproximateNumberOfMessagesDelayed`.
    pub delayed: usize,
    /// `ApproximateNumberOfMessagesNotVisible`.
    pub in_flight: usize,
}

/// What happened to a queue. The journal's words: a variant or field that was written once must go on being readable.
#[derive(Clone, Serialize, Deserialize)]
pub enum Change {
    /// A message was sent.
    Sent(Box<Message>),
    /// A message came from another queue, whose dead-letter queue this is.
    Arrived(Box<Message>),
    /// Messages were received, and are hidden until a time.
    Received {
        /// When.
        at: Timestamp,
        /// Hidden until then.
        until: Timestamp,
        /// Each message's handle.
        receipts: Vec<(u64, Receipt)>,
    },
    /// A message in flight becomes visible at another time.
    VisibilityChanged {
        /// Which.
        sequence: u64,
        /// Hidden until then.
        until: Timestamp,
    },
    /// Messages are gone: deleted, too old, or moved to the dead-letter queue.
    Removed(Vec<u64>),
    /// All messages were deleted.
    Purged(Timestamp),
    /// The queue's settings are other ones.
    Set {
        /// When.
        at: Timestamp,
        /// All settings.
        settings: Settings,
    },
}

/// What a receive asks for.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// How many messages at most.
    pub most: usize,
    /// A message received this often is moved to the dead-letter queue instead.
    pub dead_after: Option<u32>,
}

/// What a receive finds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// To be received, in this order.
    pub receivable: Vec<u64>,
    /// Received too often: for the dead-letter queue.
    pub dead: Vec<u64>,
    /// Older than the queue keeps messages.
    pub expired: Vec<u64>,
}

impl Queue {
    /// An empty queue.
    pub fn new(settings: Settings, now: Timestamp) -> Self {
        Self {
            settings,
            created_at: now,
            modified_at: now,
            purged_at: None,
            next_sequence: 1,
            messages: BTreeMap::new(),
            duplicates: Duplicates::default(),
        }
    }

    /// Whether messages of a group are received in their order, one receive at a time.
    pub fn is_fifo(&self) -> bool {
        self.settings.fifo.is_some()
    }

    /// What the queue is set to.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// A message by its place.
    pub fn message(&self, sequence: u64) -> Option<&Message> {
        self.messages.get(&sequence)
    }

    /// The messages that are not too old, in the order they were sent.
    pub fn messages(&self, now: Timestamp) -> impl Iterator<Item = &Message> {
        self.messages.values().filter(move |message| !self.is_expired(message, now))
    }

    fn is_expired(&self, message: &Message, now: Timestamp) -> bool {
        message.sent_at.after(self.settings.kept_for()) <= now
    }

    /// How many messages stand where.
    pub fn counts(&self, now: Timestamp) -> Counts {
        let mut counts = Counts::default();
        for message in self.messages(now) {
            match message.standing(now) {
                Standing::Visible => counts.visible += 1,
                Standing::Delayed => counts.delayed += 1,
                Standing::InFlight => counts.in_flight += 1,
            }
        }
        counts
    }

    /// The next time, after now, at which a hidden message becomes visible by itself.
    pub fn next_visible_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.messages(now).map(|message| message.visible_at).filter(|at| *at > now).min()
    }

    /// What can be received now. Of a FIFO queue: nothing of a group that has a message in flight, nothing behind a
    /// delayed one, and as many messages of one group as possible before the next group's.
    pub fn find(&self, wish: Wish, now: Timestamp) -> Result<Found, SqsError> {
        let expired = self.messages.values().filter(|message| self.is_expired(message, now));
        let expired = expired.map(|message| message.sequence).collect();
        let room = MOST_IN_FLIGHT.saturating_sub(self.counts(now).in_flight);
        if room == 0 && !self.is_fifo() {
            return Err(SqsError::OverLimit);
        }
        let (mut candidates, dead) = self.candidates(wish.dead_after, now);
        if self.is_fifo() {
            order_by_group(&mut candidates);
        }
        let receivable = candidates.iter().take(wish.most.min(room)).map(|message| message.sequence).collect();
        Ok(Found { receivable, dead, expired })
    }

    /// The messages that may be received, as sent, and those that were received too often.
    fn candidates(&self, dead_after: Option<u32>, now: Timestamp) -> (Vec<&Message>, Vec<u64>) {
        let mut blocked: HashSet<&str> = HashSet::new();
        if self.is_fifo() {
            let in_flight = self.messages(now).filter(|message| message.standing(now) == Standing::InFlight);
            blocked.extend(in_flight.filter_map(|message| message.group.as_deref()));
        }
        let (mut candidates, mut dead) = (Vec::new(), Vec::new());
        for message in self.messages(now) {
            let group = message.group.as_deref().filter(|_| self.is_fifo());
            if group.is_some_and(|group| blocked.contains(group)) {
                continue;
            }
            match message.standing(now) {
                Standing::Visible if dead_after.is_some_and(|most| message.receive_count >= most) => {
                    dead.push(message.sequence);
                }
                Standing::Visible => candidates.push(message),
                Standing::Delayed | Standing::InFlight => blocked.extend(group),
            }
        }
        (candidates, dead)
    }

    /// The receive of what was found, with a fresh handle for each message.
    pub fn receive(
        sequences: &[u64],
        hidden_for: Duration,
        now: Timestamp,
        random: &mut dyn FnMut() -> u128,
    ) -> Change {
        let receipt = |sequence: &u64| (*sequence, Receipt::new(*sequence, random()));
        Change::Received { at: now, until: now.after(hidden_for), receipts: sequences.iter().map(receipt).collect() }
    }

    /// Deletes by handle. None when the handle is stale: the caller is told it is done, and nothing is. A FIFO queue
    /// refuses a handle whose message is visible again or was received anew.
    pub fn delete(&self, handle: &str, now: Timestamp) -> Result<Option<Change>, SqsError> {
        let (receipt, sequence) = Receipt::parse(handle).ok_or(SqsError::ReceiptHandleIsInvalid)?;
        let Some(message) = self.messages.get(&sequence) else {
            return Ok(None);
        };
        let is_held = message.is_held_by(&receipt);
        if self.is_fifo() && !(is_held && message.standing(now) == Standing::InFlight) {
            return Err(SqsError::invalid(handle, "ReceiptHandle", "The receipt handle has expired."));
        }
        Ok(is_held.then(|| Change::Removed(vec![sequence])))
    }

    /// Makes a message in flight visible that long from now; zero is at once. At most 12 hours after its receive.
    pub fn change_visibility(&self, handle: &str, timeout: Duration, now: Timestamp) -> Result<Change, SqsError> {
        let (receipt, sequence) = Receipt::parse(handle).ok_or(SqsError::ReceiptHandleIsInvalid)?;
        let message = self.messages.get(&sequence).filter(|message| message.is_held_by(&receipt));
        let held = message.and_then(|message| message.last_receive.as_ref().map(|last| (message, last.at)));
        let (message, received_at) = held.ok_or_else(|| {
            let reason = "Message does not exist or is not available for visibility timeout change.";
            SqsError::invalid(handle, "ReceiptHandle", reason)
        })?;
        if message.standing(now) != Standing::InFlight {
            return Err(SqsError::MessageNotInflight);
        }
        let until = now.after(timeout);
        if until > received_at.after(LONGEST_INVISIBLE) {
            let reason = "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]";
            return Err(SqsError::invalid(timeout.as_secs(), "VisibilityTimeout", reason));
        }
        Ok(Change::VisibilityChanged { sequence, until })
    }

    /// Deletes all messages. Refused within a minute of the last time.
    pub fn purge(&self, now: Timestamp) -> Result<Change, SqsError> {
        match self.purged_at {
            Some(at) if at.after(BETWEEN_PURGES) > now => Err(SqsError::PurgeQueueInProgress),
            _ => Ok(Change::Purged(now)),
        }
    }

    /// Applies a change.
    pub fn evolve(&mut self, change: Change) {
        match change {
            Change::Sent(message) => {
                self.duplicates.remember(&message, &self.settings);
                self.put(*message);
            }
            Change::Arrived(message) => self.put(*message),
            Change::Received { at, until, receipts } => {
                for (sequence, receipt) in receipts {
                    self.note_receive(sequence, Receive { receipt, at }, until);
                }
            }
            Change::VisibilityChanged { sequence, until } => {
                if let Some(message) = self.messages.get_mut(&sequence) {
                    message.visible_at = until;
                }
            }
            Change::Removed(sequences) => sequences.iter().for_each(|sequence| {
                self.messages.remove(sequence);
            }),
            Change::Purged(at) => {
                self.messages.clear();
                self.purged_at = Some(at);
            }
            Change::Set { at, settings } => self.set(settings, at),
        }
    }

    fn put(&mut self, message: Message) {
        self.next_sequence = self.next_sequence.max(message.sequence.saturating_add(1));
        self.messages.insert(message.sequence, message);
    }

    fn note_receive(&mut self, sequence: u64, receive: Receive, until: Timestamp) {
        let Some(message) = self.messages.get_mut(&sequence) else {
            return;
        };
        message.receive_count = message.receive_count.saturating_add(1);
        message.first_received_at = message.first_received_at.or(Some(receive.at));
        message.visible_at = until;
        message.last_receive = Some(receive);
    }

    /// A FIFO queue's delay holds for the messages already in it, a standard queue's for new ones only.
    fn set(&mut self, settings: Settings, at: Timestamp) {
        self.modified_at = at;
        if settings.fifo.is_some() && settings.delay != self.settings.delay {
            let delay = Duration::from_secs(settings.delay.into());
            let yet_unreceived = self.messages.values_mut().filter(|message| message.last_receive.is_none());
            yet_unreceived.for_each(|message| message.visible_at = message.sent_at.after(delay));
        }
        self.settings = settings;
    }

    /// What a repeated send gets: the message it repeats.
    pub(super) fn first_sent(&self, key: &super::sending::DuplicateKey, now: Timestamp) -> Option<&Sent> {
        self.duplicates.first(key, now)
    }
}

/// Groups in the order of their first message, each group's messages together. The sort keeps order within a group.
fn order_by_group(messages: &mut [&Message]) {
    let mut place: HashMap<&str, u64> = HashMap::new();
    for message in messages.iter() {
        place.entry(message.group.as_deref().unwrap_or_default()).or_insert(message.sequence);
    }
    messages.sort_by_key(|message| place.get(message.group.as_deref().unwrap_or_default()).copied());
}

#[cfg(test)]
mod tests {
    use super::{Change, Message, Queue, Receipt, Settings, SqsError, Timestamp, Wish};
    use crate::sqs::content::Content;
    use std::collections::BTreeMap;

    const NOW: Timestamp = Timestamp::from_millis(0);

    fn a_message(sequence: u64) -> Change {
        Change::Sent(Box::new(Message {
            id: sequence.to_string(),
            sequence,
            content: Content { body: "x".to_owned(), attributes: BTreeMap::new(), trace: None },
            group: Some(sequence.to_string()),
            deduplication_id: None,
            sent_at: NOW,
            visible_at: NOW,
            receive_count: 0,
            first_received_at: None,
            last_receive: None,
            dead_letter_source: None,
        }))
    }

    /// 119,999 messages in flight, and two to be received.
    fn almost_full(fifo: bool) -> Queue {
        let mut queue = Queue::new(Settings::defaults(fifo), NOW);
        (1..=120_001).for_each(|sequence| queue.evolve(a_message(sequence)));
        queue.evolve(Change::Received {
            at: NOW,
            until: Timestamp::from_millis(1),
            receipts: (1..120_000).map(|sequence| (sequence, Receipt::new(sequence, 0))).collect(),
        });
        queue
    }

    #[test]
    fn a_hundred_and_twenty_thousand_messages_may_be_in_flight_then_standard_queues_refuse_and_fifo_queues_give_none() {
        let wish = Wish { most: 10, dead_after: None };
        for fifo in [false, true] {
            let mut queue = almost_full(fifo);
            assert_eq!(queue.find(wish, NOW).unwrap().receivable, [120_000]);
            queue.evolve(Change::Received {
                at: NOW,
                until: Timestamp::from_millis(1),
                receipts: vec![(120_000, Receipt::new(120_000, 0))],
            });
            let found = queue.find(wish, NOW).map(|found| found.receivable);
            assert_eq!(found, if fifo { Ok(vec![]) } else { Err(SqsError::OverLimit) });
        }
    }
}
