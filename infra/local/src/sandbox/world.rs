//! The sandbox's state and the journal that keeps it.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use shared::clock::Random;
use shared::domain::Timestamp;

use super::chatbot::{self, ChatbotChange, Platform};
use super::slack::{self, SlackChange, Workspace};
use crate::journal::{Journal, JournalError};

/// Both sides as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Slack's side.
    pub slack: Workspace,
    /// The chatbot platform's side.
    pub chatbot: Platform,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Change {
    /// The sandbox began like this: the first line of every journal.
    Begun(Box<State>),
    /// Something happened in Slack.
    Slack(SlackChange),
    /// Something happened on the platform.
    Chatbot(ChatbotChange),
}

/// Why the sandbox can't be opened, or a change not be kept.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The journal can't be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The journal does not begin with a beginning.
    #[error("the sandbox's journal does not begin with its first line. Delete the folder to start anew")]
    NoBeginning,
    /// The journal can't be written.
    #[error("the sandbox's journal can't be written: {0}. Is the disk full?")]
    Write(#[from] io::Error),
    /// A contract file that is part of the binary can't be read.
    #[error("a contract file of the sandbox can't be read: {0}")]
    Contract(#[from] serde_json::Error),
}

/// The state and its journal.
#[derive(Debug)]
pub(super) struct World {
    journal: Journal,
    state: State,
}

impl World {
    /// Replays a journal, or begins one.
    pub(super) fn open(journal: Option<&Path>, now: Timestamp, random: &dyn Random) -> Result<Self, SandboxError> {
        let (journal, lines) = match journal {
            Some(path) => Journal::open::<Vec<Change>>(path)?,
            None => (Journal::memory(), Vec::new()),
        };
        let mut changes = lines.into_iter().flatten();
        let state = match changes.next() {
            Some(Change::Begun(state)) => *state,
            Some(_) => return Err(SandboxError::NoBeginning),
            None => begin(&journal, now, random)?,
        };
        let mut world = Self { journal, state };
        changes.for_each(|change| world.apply(change));
        Ok(world)
    }

    /// The state as it is.
    pub(super) fn state(&self) -> &State {
        &self.state
    }

    /// Writes down what happened, as one line, and only then lets it happen.
    pub(super) fn commit(&mut self, changes: Vec<Change>) -> Result<(), SandboxError> {
        if changes.is_empty() {
            return Ok(());
        }
        self.journal.append(&changes)?;
        for change in changes {
            self.apply(change);
        }
        Ok(())
    }

    fn apply(&mut self, change: Change) {
        match change {
            Change::Begun(state) => self.state = *state,
            Change::Slack(change) => self.state.slack.apply(change),
            Change::Chatbot(change) => self.state.chatbot.apply(change),
        }
    }
}

fn begin(journal: &Journal, now: Timestamp, random: &dyn Random) -> Result<State, SandboxError> {
    let state = State { slack: slack::seed::workspace(now, random), chatbot: chatbot::seed::platform(now, random) };
    journal.append(&vec![Change::Begun(Box::new(state.clone()))])?;
    Ok(state)
}
