//! What the journal keeps of the queues: changes, one line for what belongs together. A long journal is shortened when
//! it is opened, to one line with the queues as they are.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use serde::{Deserialize, Serialize};
use shared::domain::Timestamp;

use super::queue::{Change, Queue};
use super::settings::Settings;
use crate::journal::{Journal, JournalError};

/// A longer journal is shortened: reading it would take a noticeable part of a second.
pub(super) const MOST_LINES: usize = 10_000;

/// One change to the queues.
#[derive(Serialize, Deserialize)]
pub(super) enum Entry {
    /// A queue was made.
    Created { queue: String, settings: Settings, at: Timestamp },
    /// Something happened to a queue.
    Changed { queue: String, change: Change },
    /// A queue as it was when the journal was shortened.
    Kept { queue: String, state: Box<Queue> },
}

/// What is written, or lost, together.
pub(super) type Line = Vec<Entry>;

/// The queues by name.
pub(super) type ByName = BTreeMap<String, Queue>;

/// Opens a journal, made when absent, and gives the queues that its lines make.
pub(super) fn open(path: &Path, most_lines: usize) -> Result<(Journal, ByName), JournalError> {
    let (journal, lines) = Journal::open::<Line>(path)?;
    let is_long = lines.len() > most_lines;
    let mut queues = ByName::new();
    for entry in lines.into_iter().flatten() {
        evolve(&mut queues, entry);
    }
    if !is_long {
        return Ok((journal, queues));
    }
    drop(journal);
    Ok((shortened(path, &queues)?, queues))
}

/// Writes a new journal beside the old one and puts it in its place, so that a killed process finds one of the two.
fn shortened(path: &Path, queues: &ByName) -> Result<Journal, JournalError> {
    let beside = path.with_extension("shortened");
    let unusable = |cause| JournalError::File { path: beside.clone(), cause };
    match fs::remove_file(&beside) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(unusable(cause)),
        _ => {}
    }
    let (journal, _) = Journal::open::<Line>(&beside)?;
    let kept = queues.iter().map(|(name, queue)| Entry::Kept { queue: name.clone(), state: Box::new(queue.clone()) });
    journal.append(&kept.collect::<Line>()).map_err(unusable)?;
    fs::rename(&beside, path).map_err(unusable)?;
    Ok(journal)
}

/// Applies a change.
pub(super) fn evolve(queues: &mut ByName, entry: Entry) {
    match entry {
        Entry::Created { queue, settings, at } => {
            queues.insert(queue, Queue::new(settings, at));
        }
        Entry::Kept { queue, state } => {
            queues.insert(queue, *state);
        }
        Entry::Changed { queue, change } => {
            if let Some(queue) = queues.get_mut(&queue) {
                queue.evolve(change);
            }
        }
    }
}
