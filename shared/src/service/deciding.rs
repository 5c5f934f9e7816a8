//! Putting a question to the domain, and committing its answer: decided again on what came back when another transition
//! was first.

use super::outbox::{Outbox, lanes};
pub(super) use super::ringing::ring;
use super::{Ports, patience};
use crate::domain::{ChannelId, Conversation, Occasion, Rejection, Timestamp, Transition, WorkspaceSettings};
use crate::job::LaneKey;
use crate::seal::Sealed;
use crate::store::{Commit, Ending, PendingJob, StoreError};

/// Under what circumstances something is asked.
#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    /// The delivery that brought it: kept as the transition's receipt.
    pub(super) receipt: &'a str,
    /// The workspace's settings.
    pub(super) settings: &'a WorkspaceSettings,
    /// When it was received.
    pub(super) at: Timestamp,
    /// Jobs that are done when the answer is committed.
    pub(super) done: &'a [PendingJob],
    /// Where whoever asked is answered.
    pub(super) reply: Option<&'a Sealed>,
}

/// How it ended.
pub(super) enum Decided {
    /// The conversation moved, and these lanes have something to do.
    Moved(Box<Conversation>, Vec<LaneKey>),
    /// It had moved already, by this very delivery.
    Stood(Box<Conversation>),
    /// Nothing changed: why, and what stands.
    Refused(Box<Conversation>, Rejection),
    /// The store was busy with the conversation for too long: nothing changed.
    Contended,
}

/// Asks until the answer stands.
pub(super) async fn decide(
    ports: &Ports,
    mut stands: Conversation,
    question: &Question<'_>,
    ask: impl Fn(&Conversation, &Occasion) -> Result<Transition, Rejection>,
) -> Result<Decided, StoreError> {
    loop {
        let occasion = question.occasion();
        let transition = match ask(&stands, &occasion) {
            Ok(transition) => transition,
            Err(rejection) => return Ok(Decided::Refused(Box::new(stands), rejection)),
        };
        let commit = question.commit(&stands, transition);
        match patience::commit(ports, &commit).await? {
            Ending::Committed => {
                let lanes = lanes(&commit.jobs);
                return Ok(Decided::Moved(Box::new(commit.conversation), lanes));
            }
            Ending::Duplicate(now) => return Ok(Decided::Stood(now)),
            Ending::Conflict(Some(now)) => stands = *now,
            Ending::Conflict(None) => stands = Conversation::new(stands.workspace, stands.member),
            Ending::Contended => return Ok(Decided::Contended),
        }
    }
}

impl<'a> Question<'a> {
    fn occasion(&self) -> Occasion<'a> {
        Occasion { delivery: self.receipt, settings: self.settings, out_of_hours: &[], now: self.at }
    }

    fn commit(&self, before: &Conversation, transition: Transition) -> Commit {
        let outbox = Outbox { reply: self.reply, ..Outbox::new(&transition.conversation, self.settings, self.at) };
        let jobs = outbox.jobs(&transition.effects);
        Commit {
            receipt: self.receipt.to_owned(),
            decided_on: before.version,
            inbox: new_inbox(before, &transition.conversation),
            closes: before.open_ticket().is_some() && transition.conversation.open_ticket().is_none(),
            conversation: transition.conversation,
            jobs,
            done: self.done.to_vec(),
            expires: super::retention(Some(self.settings), self.at),
            at: self.at,
        }
    }
}

fn new_inbox(before: &Conversation, after: &Conversation) -> Option<ChannelId> {
    after.inbox.clone().filter(|inbox| before.inbox.as_ref() != Some(inbox))
}
