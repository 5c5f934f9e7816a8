//! The lane `in`: the live chat card, *Before you joined*, what customers say and notices, in the inbox channel, in order.

use std::time::Duration;

use super::showing::Showing;
use super::turn::Turn;
use super::working::Step;
use crate::domain::{Conversation, MemberId, Reader, Timestamp, reader};
use crate::job::{JobKind, Lane, Thing};
use crate::store::{MessageEnd, Outcome, PendingJob, Progress, StoreError};

/// After how long without a word of theirs the handler is called (`product.md` 4).
const SILENCE: Duration = Duration::from_mins(1);

/// One step: at most one call.
pub(super) struct Posting<'a> {
    pub(super) turn: Turn<'a>,
}

impl Posting<'_> {
    pub(super) async fn step(&self) -> Result<Step, StoreError> {
        let Some(member) = self.turn.member() else { return self.turn.done("no conversation").await };
        let (conversation, _) = self.turn.ports.store.conversation(self.turn.workspace(), member).await?;
        let Some(conversation) = conversation else { return self.to_the_bot().await };
        match &self.turn.head.job.kind {
            JobKind::CustomerSaid { .. } => self.said(&conversation, member).await,
            _ if !conversation.inbox_is_open() => self.wait_for_inbox().await,
            JobKind::QuoteBeforeJoined { .. } => self.before_joined(&conversation).await,
            JobKind::PostLiveChatCard { ticket } => match conversation.inbox.clone() {
                Some(inbox) => {
                    let card = Thing::LiveChatCard { ticket: ticket.clone(), inbox };
                    self.show(&conversation, &card, false, &[]).await
                }
                None => self.wait_for_inbox().await,
            },
            _ => self.show(&conversation, &self.line(), false, &[]).await,
        }
    }

    async fn said(&self, conversation: &Conversation, member: &MemberId) -> Result<Step, StoreError> {
        let said_at = Timestamp::from_millis(self.turn.head.job.order);
        match reader(conversation, said_at) {
            Reader::AgentsLater => self.wait_for_inbox().await,
            Reader::Bot => self.to_the_bot().await,
            Reader::Agents => {
                let calls = self.calls(conversation, member, said_at).await?;
                self.show(conversation, &self.line(), calls, &[]).await
            }
            Reader::AgentsAfterEnd => self.show(conversation, &self.line(), false, &[]).await,
        }
    }

    /// Whether this is the first message after the handler has been silent for a minute: none came since that minute
    /// was over.
    async fn calls(
        &self,
        conversation: &Conversation,
        member: &MemberId,
        said_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let Some(joined) = conversation.ticket.as_ref().and_then(|ticket| ticket.first_joined_at) else {
            return Ok(false);
        };
        let (store, workspace) = (&self.turn.ports.store, self.turn.workspace());
        let job = &self.turn.head.job;
        let answered = store.last_said(workspace, member, &Lane::Out, job).await?;
        let spoke = answered.map_or(joined, |at| Timestamp::from_millis(at).max(joined));
        let silent_from = spoke.after(SILENCE);
        if said_at < silent_from {
            return Ok(false);
        }
        let before = store.last_said(workspace, member, &Lane::In, job).await?;
        Ok(before.is_none_or(|at| Timestamp::from_millis(at) < silent_from))
    }

    /// First which messages are quoted, then the quotation: whatever comes between, the same ones are.
    async fn before_joined(&self, conversation: &Conversation) -> Result<Step, StoreError> {
        let head = self.turn.head;
        if let Some(quotes) = &head.progress.quotes {
            let quoted: Vec<PendingJob> =
                self.turn.jobs.iter().filter(|job| quotes.contains(&job.job.id)).cloned().collect();
            return self.show(conversation, &self.line(), false, &quoted).await;
        }
        let joined = conversation.ticket.as_ref().and_then(|ticket| ticket.first_joined_at);
        let joined = joined.map_or(i64::MAX, Timestamp::millis);
        let waited = |job: &&PendingJob| is_said(job) && job.job.order <= joined && !is_held(job);
        let waiting: Vec<PendingJob> = self.turn.jobs.iter().filter(waited).cloned().collect();
        let whole = self.whole(&waiting).await?;
        let quotes = waiting.iter().take(whole).map(|job| job.job.id.clone()).collect();
        let progress = Progress { quotes: Some(quotes), ..head.progress.clone() };
        self.turn.ports.store.note(head, &progress, None).await?;
        Ok(Step::Went)
    }

    /// How many of these lines fit into the quotation.
    async fn whole(&self, waiting: &[PendingJob]) -> Result<usize, StoreError> {
        let Some(member) = self.turn.member() else { return Ok(0) };
        let scene = self.turn.ports.store.scene(self.turn.workspace(), member, None, &[]).await?;
        Ok(super::scene::quotable(&scene, waiting))
    }

    /// Shows it in the inbox channel, whose limit is read with the rest.
    async fn show(
        &self,
        conversation: &Conversation,
        thing: &Thing,
        calls: bool,
        quoted: &[PendingJob],
    ) -> Result<Step, StoreError> {
        let covers: Vec<PendingJob> = std::iter::once(self.turn.head).chain(quoted).cloned().collect();
        let Turn { ports, outside, head, .. } = self.turn;
        let hint = conversation.inbox.as_ref();
        let showing = Showing { ports, outside, jobs: &covers, head, thing, hint, calls, quoted };
        Box::pin(showing.step()).await
    }

    /// The message that this job posts, by the job's place.
    fn line(&self) -> Thing {
        let job = &self.turn.head.job;
        Thing::InboxLine { job: format!("{}.{}", job.order, job.id) }
    }

    async fn wait_for_inbox(&self) -> Result<Step, StoreError> {
        // Each that was read: no sweeper needs to ring for what waits behind the first.
        for job in self.turn.jobs.iter().filter(|job| job.is_due) {
            self.turn.ports.store.wait_for_inbox(job).await?;
        }
        Ok(Step::Stops)
    }

    async fn to_the_bot(&self) -> Result<Step, StoreError> {
        let at = self.turn.ports.clock.now();
        if !is_said(self.turn.head) {
            return self.turn.done("nobody reads it").await;
        }
        let expires = at.after(crate::store::LINE_KEPT).seconds();
        let (outcome, sent, then) = (&Outcome::LeftToBot, &[], &[]);
        let end = MessageEnd { outcome, sent, by_echo: None, then, at, expires: Some(expires) };
        self.turn.ports.store.end_message(self.turn.head, &end).await?;
        Ok(Step::Went)
    }
}

fn is_said(job: &PendingJob) -> bool {
    matches!(job.job.kind, JobKind::CustomerSaid { .. })
}

/// A line that is being posted by itself already.
fn is_held(job: &PendingJob) -> bool {
    job.lease_until.is_some()
}
