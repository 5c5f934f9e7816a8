//! All queues, and the journal that keeps them: a change is written down, then applied, then answered. After a restart
//! the queues are what the written changes make of them: a message in flight becomes visible at its time.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use shared::domain::Timestamp;

use super::content::Content;
use super::error::SqsError;
use super::kept::{self, ByName, Entry, Line};
use super::message::{Message, Standing};
use super::naming::{check_name, is_fifo};
use super::queue::{Change, Counts, Queue, Wish};
use super::sending::{Outgoing, Sending};
use super::settings::Settings;
use crate::journal::{Journal, JournalError};

/// The region and account in ARNs.
const ARN_PREFIX: &str = "arn:aws:sqs:us-east-1:000000000000:";

/// The queues by name.
pub struct Queues {
    by_name: ByName,
    journal: Journal,
    commits: u64,
}

/// A message as the sandbox's pages and the harness see it. No `Debug`: bodies are customers' texts.
#[derive(Clone, PartialEq, Eq)]
pub struct Peeked {
    /// `MessageId`.
    pub id: String,
    /// The body.
    pub body: String,
    /// `MessageGroupId`.
    pub group: Option<String>,
    /// How often it was received.
    pub receive_count: u32,
    /// Where it stands.
    pub standing: Standing,
    /// Hidden until then.
    pub visible_at: Timestamp,
}

/// A sent message, as it is answered.
pub struct SentMessage {
    /// `MessageId`: the first one's when this send repeats it.
    pub id: String,
    /// `SequenceNumber`, on a FIFO queue.
    pub sequence: Option<u64>,
}

impl Queues {
    /// Queues that are forgotten with the process.
    pub fn in_memory() -> Self {
        Self { by_name: ByName::new(), journal: Journal::memory(), commits: 0 }
    }

    /// The queues that a journal keeps; none when there is no such file yet.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        Self::open_at_most(path, kept::MOST_LINES)
    }

    /// The same, with the journal shortened when it has more lines than that.
    pub(super) fn open_at_most(path: &Path, lines: usize) -> Result<Self, JournalError> {
        let (journal, by_name) = kept::open(path, lines)?;
        Ok(Self { by_name, journal, commits: 0 })
    }

    /// How many changes were made: greater after a call that changed something.
    pub fn commits(&self) -> u64 {
        self.commits
    }

    /// A queue by its name.
    pub fn get(&self, name: &str) -> Result<&Queue, SqsError> {
        self.by_name.get(name).ok_or(SqsError::NonExistentQueue)
    }

    /// The names of all queues, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// `QueueArn`.
    pub fn arn(name: &str) -> String {
        format!("{ARN_PREFIX}{name}")
    }

    /// Makes a queue, or finds that it is there with these attributes.
    pub fn create(
        &mut self,
        name: &str,
        mut attributes: BTreeMap<String, String>,
        now: Timestamp,
    ) -> Result<(), SqsError> {
        let fifo = is_fifo(attributes.remove("FifoQueue").as_deref())?;
        check_name(name, fifo)?;
        if let Some(queue) = self.by_name.get(name) {
            let asked = queue.settings().with(&attributes)?;
            return if asked == *queue.settings() { Ok(()) } else { Err(SqsError::QueueAlreadyExists) };
        }
        let settings = Settings::defaults(fifo).with(&attributes)?;
        self.check_redrive(&settings)?;
        self.commit(vec![Entry::Created { queue: name.to_owned(), settings, at: now }])
    }

    /// Changes a queue's attributes.
    pub fn set(&mut self, name: &str, attributes: &BTreeMap<String, String>, now: Timestamp) -> Result<(), SqsError> {
        let settings = self.get(name)?.settings().with(attributes)?;
        self.check_redrive(&settings)?;
        self.change(name, Change::Set { at: now, settings })
    }

    /// A dead-letter queue must be there, and of the same kind.
    fn check_redrive(&self, settings: &Settings) -> Result<(), SqsError> {
        let Some(redrive) = &settings.redrive else {
            return Ok(());
        };
        let refused = |why| Err(SqsError::invalid(&redrive.target_arn, "RedrivePolicy", why));
        match self.by_name.get(redrive.target()) {
            None => refused("Dead letter target does not exist."),
            Some(target) if target.is_fifo() != settings.fifo.is_some() => {
                refused("Dead-letter queue must be same type of queue as the source.")
            }
            Some(_) => Ok(()),
        }
    }

    /// Sends a message. A repeated send (`DEDUPLICATION_WINDOW`) is answered like the first, and changes nothing.
    pub fn send(
        &mut self,
        name: &str,
        outgoing: Outgoing,
        id: String,
        now: Timestamp,
    ) -> Result<SentMessage, SqsError> {
        let queue = self.get(name)?;
        let fifo = queue.is_fifo();
        let (id, sequence) = match queue.send(outgoing, id, now)? {
            Sending::Duplicate(first) => (first.id, first.sequence),
            Sending::New(message) => {
                let sent = (message.id.clone(), message.sequence);
                self.change(name, Change::Sent(message))?;
                sent
            }
        };
        Ok(SentMessage { id, sequence: fifo.then_some(sequence) })
    }

    /// Receives what is there: perhaps nothing. Messages received too often go to the dead-letter queue first.
    pub fn receive(
        &mut self,
        name: &str,
        most: usize,
        hidden_for: Option<Duration>,
        now: Timestamp,
        random: &mut dyn FnMut() -> u128,
    ) -> Result<Vec<Message>, SqsError> {
        let queue = self.get(name)?;
        let of_queue = Duration::from_secs(queue.settings().visibility_timeout.into());
        let hidden_for = hidden_for.unwrap_or(of_queue);
        let redrive = queue.settings().redrive.as_ref().filter(|redrive| self.by_name.contains_key(redrive.target()));
        let dead_after = redrive.map(|redrive| redrive.most_receives);
        let found = queue.find(Wish { most, dead_after }, now)?;

        let mut line = Line::new();
        if !found.expired.is_empty() {
            line.push(changed(name, Change::Removed(found.expired)));
        }
        line.extend(self.moves(name, &found.dead, now));
        if !found.receivable.is_empty() {
            line.push(changed(name, Queue::receive(&found.receivable, hidden_for, now, random)));
        }
        self.commit(line)?;
        let queue = self.get(name)?;
        Ok(found.receivable.iter().filter_map(|sequence| queue.message(*sequence).cloned()).collect())
    }

    /// Messages on their way to the dead-letter queue. They keep id and receive count; a standard queue's keep their
    /// age too (SQS developer guide, "Using dead-letter queues").
    fn moves(&self, name: &str, dead: &[u64], now: Timestamp) -> Line {
        let Ok(queue) = self.get(name) else { return Line::new() };
        let Some(target) = queue.settings().redrive.as_ref().map(|redrive| redrive.target().to_owned()) else {
            return Line::new();
        };
        let Ok(dead_letters) = self.get(&target) else {
            return Line::new();
        };
        let messages = dead.iter().filter_map(|sequence| queue.message(*sequence));
        let moved = messages.zip(dead_letters.next_sequence..).flat_map(|(message, sequence)| {
            let arrived = Message {
                sequence,
                sent_at: if queue.is_fifo() { now } else { message.sent_at },
                visible_at: now,
                last_receive: None,
                dead_letter_source: Some(Self::arn(name)),
                ..message.clone()
            };
            [
                changed(name, Change::Removed(vec![message.sequence])),
                changed(&target, Change::Arrived(Box::new(arrived))),
            ]
        });
        moved.collect()
    }

    /// Deletes by handle; a stale handle deletes nothing.
    pub fn delete(&mut self, name: &str, handle: &str, now: Timestamp) -> Result<(), SqsError> {
        match self.get(name)?.delete(handle, now)? {
            Some(change) => self.change(name, change),
            None => Ok(()),
        }
    }

    /// Makes a message in flight visible that long from now.
    pub fn change_visibility(
        &mut self,
        name: &str,
        handle: &str,
        timeout: Duration,
        now: Timestamp,
    ) -> Result<(), SqsError> {
        let change = self.get(name)?.change_visibility(handle, timeout, now)?;
        self.change(name, change)
    }

    /// Deletes all messages of a queue.
    pub fn purge(&mut self, name: &str, now: Timestamp) -> Result<(), SqsError> {
        let change = self.get(name)?.purge(now)?;
        self.change(name, change)
    }

    /// How many messages of a queue stand where. None when there is no such queue.
    pub fn counts(&self, name: &str, now: Timestamp) -> Option<Counts> {
        self.by_name.get(name).map(|queue| queue.counts(now))
    }

    /// The next time at which a hidden message of any queue becomes visible by itself.
    pub fn next_visible_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.by_name.values().filter_map(|queue| queue.next_visible_at(now)).min()
    }

    /// The messages of a queue, in the order they were sent.
    pub fn peek(&self, name: &str, now: Timestamp) -> Vec<Peeked> {
        let messages = self.by_name.get(name).into_iter().flat_map(|queue| queue.messages(now));
        messages.map(|message| peeked(message, now)).collect()
    }

    fn change(&mut self, name: &str, change: Change) -> Result<(), SqsError> {
        self.commit(vec![changed(name, change)])
    }

    fn commit(&mut self, line: Line) -> Result<(), SqsError> {
        if line.is_empty() {
            return Ok(());
        }
        self.journal.append(&line).map_err(|cause| {
            tracing::error!(error = %cause, "sqs.journal.unwritten");
            SqsError::InternalError
        })?;
        self.commits += 1;
        for entry in line {
            kept::evolve(&mut self.by_name, entry);
        }
        Ok(())
    }
}

fn changed(name: &str, change: Change) -> Entry {
    Entry::Changed { queue: name.to_owned(), change }
}

fn peeked(message: &Message, now: Timestamp) -> Peeked {
    let Content { body, .. } = &message.content;
    Peeked {
        id: message.id.clone(),
        body: body.clone(),
        group: message.group.clone(),
        receive_count: message.receive_count,
        standing: message.standing(now),
        visible_at: message.visible_at,
    }
}
