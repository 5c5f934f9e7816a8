//! The lane `installation`, once the app was removed from a workspace: its open tickets are closed, a page of them a step,
//! so that the bot gets their customers back (`product.md` 8).
//!
//! The index of open tickets is read a moment behind its table, and a request that read the installation before it was
//! removed may open a ticket after that. So it is gone through until nothing was open any more, and that long enough
//! after the removal.

use std::time::Duration;

use super::deciding::{Decided, Question, decide, ring};
use super::turn::Turn;
use super::working::Step;
use crate::domain::{self, Command, MemberId, Timestamp};
use crate::store::{OpenTicket, Progress, StoreError};

/// How many tickets are closed in one step: each takes a second and a half at most, and a worker has twenty.
const PAGE: usize = 10;

/// How long after a pass the next begins.
const NEXT_PASS: Duration = Duration::from_mins(1);

/// How long after the removal whatever had read the installation before it has ended: functions that take requests and
/// clicks are given seconds, and the clocks of two sides differ.
const ALL_HAVE_ENDED: Duration = Duration::from_mins(2);

/// One step.
pub(super) struct Closing<'a> {
    pub(super) turn: Turn<'a>,
    /// When the app was removed.
    pub(super) uninstalled_at: Timestamp,
}

/// What became of one ticket.
enum Became {
    /// It is closed now.
    Closed,
    /// It was closed already, or is none of those.
    Left,
    /// The store was busy with it.
    Busy,
}

impl Closing<'_> {
    pub(super) async fn step(&self) -> Result<Step, StoreError> {
        let (store, workspace) = (&self.turn.ports.store, self.turn.workspace());
        let Progress { walked, mut found, .. } = self.turn.head.progress.clone();
        let installation = store.installation(workspace).await?;
        let is_back = installation.is_some_and(|installation| installation.token.is_some());
        let page = store.open_tickets(workspace, walked.as_ref(), PAGE).await?;
        let mut last = walked;
        for open in &page {
            match self.close(open, is_back).await? {
                Became::Closed => found = true,
                Became::Left => {}
                Became::Busy => return self.go_on(last, found, Some(Duration::from_secs(1))).await,
            }
            last = Some(open.clone());
        }
        let is_recent = self.turn.ports.clock.now() < self.uninstalled_at.after(ALL_HAVE_ENDED);
        match page.len() {
            PAGE.. => self.go_on(last, found, None).await,
            _ if found || (is_recent && !is_back) => self.go_on(None, false, Some(NEXT_PASS)).await,
            _ => self.turn.done("no ticket of before is open any more").await,
        }
    }

    /// Installed again, tickets that were opened since then stay open: people see them.
    async fn close(&self, open: &OpenTicket, is_back: bool) -> Result<Became, StoreError> {
        if is_back && open.since > self.uninstalled_at {
            return Ok(Became::Left);
        }
        match self.close_of(&open.member).await {
            // The others must not wait for the one that nobody can read.
            Err(StoreError::Broken(cause)) => {
                tracing::error!(error.cause = cause, "a ticket could not be closed: its conversation can't be read");
                Ok(Became::Left)
            }
            ended => ended,
        }
    }

    async fn close_of(&self, member: &MemberId) -> Result<Became, StoreError> {
        let ports = self.turn.ports;
        let (conversation, settings) = ports.store.conversation(self.turn.workspace(), member).await?;
        let Some(conversation) = conversation else { return Ok(Became::Left) };
        let Some(ticket) = conversation.open_ticket().map(|ticket| ticket.id.clone()) else { return Ok(Became::Left) };
        let (settings, at) = (settings.unwrap_or_default(), ports.clock.now());
        let receipt = format!("uninstalled#{ticket}");
        let question = Question { receipt: &receipt, settings: &settings, at, done: &[], reply: None };
        let command = Command::Uninstall { ticket };
        let decided =
            decide(ports, conversation, &question, |before, occasion| domain::transition(before, &command, occasion));
        match decided.await? {
            Decided::Moved(_, lanes) => {
                ring(ports, &lanes).await;
                Ok(Became::Closed)
            }
            Decided::Stood(_) | Decided::Refused(..) => Ok(Became::Left),
            Decided::Contended => Ok(Became::Busy),
        }
    }

    /// How far it has come is noted: whoever dies after that begins there.
    async fn go_on(&self, walked: Option<OpenTicket>, found: bool, wait: Option<Duration>) -> Result<Step, StoreError> {
        let (store, head) = (&self.turn.ports.store, self.turn.head);
        store.note(head, &Progress { walked, found, ..Progress::default() }, None).await?;
        let at = self.turn.ports.clock.now();
        match wait {
            Some(wait) => self.turn.set_aside(at.after(wait), at).await,
            None => Ok(Step::Went),
        }
    }
}
