//! The sandbox's state and the journal that keeps it.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use shared::clock::Random;
use shared::domain::{Timestamp, UserId};
use tokio::sync::watch;

use super::chatbot::{self, ChatbotChange, Platform};
use super::deliveries::{Deliveries, Delivery, DeliveryChange, Dispatch, Keys, Misdelivery, Target};
use super::slack::{self, SlackChange, Workspace};
use crate::journal::{Journal, JournalError};
use crate::live::{self, Hub};

/// Both sides as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Slack's side.
    pub slack: Workspace,
    /// The chatbot platform's side.
    pub chatbot: Platform,
    /// What both sides have yet to send to us.
    #[serde(default)]
    pub deliveries: Deliveries,
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
    /// Something is to be sent to us, or was.
    Delivery(DeliveryChange),
}

/// By whom and when something happens: what the changes themselves don't say and those who are told want to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Who did it in Slack; none for what is done by nobody there.
    pub actor: Option<UserId>,
    /// When.
    pub at: Timestamp,
}

impl Cause {
    /// Done by nobody in Slack.
    pub fn at(at: Timestamp) -> Self {
        Self { actor: None, at }
    }

    /// Done by someone in Slack.
    pub fn by(actor: UserId, at: Timestamp) -> Self {
        Self { actor: Some(actor), at }
    }
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
    dispatch: Dispatch,
    changed: watch::Sender<()>,
    hub: Hub,
}

impl World {
    /// Replays a journal, or begins one.
    pub(super) fn open(
        journal: Option<&Path>,
        now: Timestamp,
        random: &dyn Random,
        hub: Hub,
    ) -> Result<Self, SandboxError> {
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
        let mut world = Self { journal, state, dispatch: Dispatch::default(), changed: watch::Sender::new(()), hub };
        changes.for_each(|change| world.apply(change));
        Ok(world)
    }

    /// Where open pages are told.
    pub(super) fn hub(&self) -> &Hub {
        &self.hub
    }

    /// The state as it is.
    pub(super) fn state(&self) -> &State {
        &self.state
    }

    /// Writes down what happened and what it makes the sandbox send, as one line, and only then lets it happen.
    pub(super) fn commit(&mut self, mut changes: Vec<Change>, cause: &Cause) -> Result<(), SandboxError> {
        if changes.is_empty() {
            return Ok(());
        }
        changes.extend(self.sent_because_of(&changes, cause));
        self.journal.append(&changes)?;
        let touched = if self.hub.is_heard() { live::told_of(&self.state, &changes) } else { BTreeSet::new() };
        for change in changes {
            self.apply(change);
        }
        self.changed.send_replace(());
        touched.iter().flat_map(|touched| touched.told(&self.state)).for_each(|event| self.hub.tell(event));
        Ok(())
    }

    /// What these changes make the sandbox send. Each is told on the state that it meets.
    fn sent_because_of(&self, changes: &[Change], cause: &Cause) -> Vec<Change> {
        let mut queueing =
            Queueing { dispatch: &self.dispatch, number: self.state.deliveries.next_number(), sent: vec![] };
        let [before, rest @ ..] = changes else { return Vec::new() };
        queueing.tell(&self.state, before, cause);
        if !rest.is_empty() {
            let mut state = self.state.clone();
            for (before, change) in changes.iter().zip(rest) {
                state.apply(before.clone());
                queueing.tell(&state, change, cause);
            }
        }
        queueing.sent
    }

    /// The next delivery that is due, now in flight.
    pub(super) fn take_next(&mut self, target: Option<Target>, now: Timestamp) -> Option<Delivery> {
        let keys = self.state.keys();
        self.dispatch.take(&self.state.deliveries, target, &keys, now)
    }

    /// When the next delivery is due.
    pub(super) fn next_due(&self, target: Option<Target>) -> Option<Timestamp> {
        self.dispatch.next_due(&self.state.deliveries, target)
    }

    /// An attempt has ended.
    pub(super) fn landed(&mut self, id: u64) {
        self.dispatch.landed(id);
    }

    /// Changes how deliveries go wrong.
    pub(super) fn misdeliver(&mut self, plan: Misdelivery) {
        self.dispatch.plan(plan);
        self.changed.send_replace(());
    }

    /// Says whenever something may be due.
    pub(super) fn changed(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    fn apply(&mut self, change: Change) {
        self.state.apply(change);
    }
}

impl State {
    fn apply(&mut self, change: Change) {
        match change {
            Change::Begun(state) => *self = *state,
            Change::Slack(change) => self.slack.apply(change),
            Change::Chatbot(change) => self.chatbot.apply(change),
            Change::Delivery(change) => self.deliveries.apply(change),
        }
    }

    /// What both sides sign with.
    pub(super) fn keys(&self) -> Keys {
        Keys { slack: self.slack.app.signing_secret.clone(), chatbot: self.chatbot.channel.secret.clone() }
    }
}

/// What is queued in the course of one line.
struct Queueing<'a> {
    dispatch: &'a Dispatch,
    number: u64,
    sent: Vec<Change>,
}

impl Queueing<'_> {
    /// Queues what one change, on the state before it, makes both sides send.
    fn tell(&mut self, before: &State, change: &Change, cause: &Cause) {
        match change {
            Change::Slack(change) => {
                for event in slack::events::told_of(&before.slack, change, cause) {
                    let body = slack::events::envelope(&before.slack, &event, self.number, cause.at);
                    self.queue(Target::SlackEvents, &body.to_string(), cause.at);
                }
            }
            Change::Chatbot(change) => {
                if let Some(body) = chatbot::webhooks::told_of(&before.chatbot, change) {
                    self.queue(Target::Chatbot, &body.to_string(), cause.at);
                }
            }
            Change::Delivery(DeliveryChange::Queued(_) | DeliveryChange::Numbered) => self.number += 1,
            Change::Begun(_) | Change::Delivery(DeliveryChange::Failed { .. } | DeliveryChange::Ended { .. }) => {}
        }
    }

    fn queue(&mut self, target: Target, body: &str, at: Timestamp) {
        for copy in self.dispatch.copies(self.number, target, body, at) {
            self.sent.push(Change::Delivery(DeliveryChange::Queued(copy)));
            self.number += 1;
        }
    }
}

fn begin(journal: &Journal, now: Timestamp, random: &dyn Random) -> Result<State, SandboxError> {
    let state = State {
        slack: slack::seed::workspace(now, random),
        chatbot: chatbot::seed::platform(now, random),
        deliveries: Deliveries::default(),
    };
    journal.append(&vec![Change::Begun(Box::new(state.clone()))])?;
    Ok(state)
}
