//! The lanes of timers: a time that has come is put to the ticket, once (`product.md` 5 and 6). What has moved on since
//! is left as it is.

use super::deciding::{Decided, Question, decide, ring};
use super::turn::Turn;
use super::working::Step;
use crate::domain::{self, Command, Conversation, Rejection, Ticket, TicketId, Timestamp, Transfer, UserId};
use crate::store::{Scene, StoreError};

/// A transfer was not picked in time: it goes back to the old handler, or, when they are gone, to the queue that it came
/// from.
pub(super) struct Returning<'a> {
    pub(super) turn: Turn<'a>,
    pub(super) ticket: &'a TicketId,
    pub(super) hop: u32,
    /// When it was due.
    pub(super) due: Timestamp,
}

/// Whether the old handler is there.
enum There {
    Known {
        is_gone: bool,
    },
    /// Slack was asked: the lane's turn goes on so.
    Asked(Step),
}

impl Returning<'_> {
    pub(super) async fn step(&self) -> Result<Step, StoreError> {
        let at = self.turn.ports.clock.now();
        let Some(member) = self.turn.member() else { return self.turn.done("no conversation").await };
        let scene = self.turn.ports.store.scene(self.turn.workspace(), member, None, &[]).await?;
        let Some(transfer) = scene.conversation.as_ref().and_then(|conversation| self.transfer(conversation)) else {
            return self.turn.done("the ticket has moved on").await;
        };
        match self.there(&transfer.by, &scene, at).await? {
            There::Asked(step) => Ok(step),
            There::Known { is_gone } => self.give_back(scene, is_gone, at).await,
        }
    }

    fn transfer<'c>(&self, conversation: &'c Conversation) -> Option<&'c Transfer> {
        let ticket: &Ticket = conversation.open_ticket()?;
        match &ticket.status {
            domain::Status::Pending(waiting) if ticket.id == *self.ticket && ticket.hop == self.hop => {
                waiting.transfer()
            }
            _ => None,
        }
    }

    /// Slack is asked once the time has come: a leaver's deactivation may not have been told us. When it can't be asked,
    /// what is known counts.
    async fn there(&self, handler: &UserId, scene: &Scene, at: Timestamp) -> Result<There, StoreError> {
        let asked = std::slice::from_ref(handler);
        let known = self.turn.ports.store.people(self.turn.workspace(), asked).await?.remove(handler);
        let is_gone = known.as_ref().is_some_and(|known| known.is_gone);
        if known.is_some_and(|known| known.at >= self.due) || self.turn.is_tried_too_often() {
            return Ok(There::Known { is_gone });
        }
        match scene.installation.as_ref().and_then(|installation| self.turn.token(installation)) {
            Some(token) => self.turn.ask_who(&token, handler, at).await.map(There::Asked),
            None => Ok(There::Known { is_gone }),
        }
    }

    async fn give_back(&self, scene: Scene, handler_gone: bool, at: Timestamp) -> Result<Step, StoreError> {
        let Some(conversation) = scene.conversation else { return self.turn.done("no conversation").await };
        let settings = scene.settings.unwrap_or_default();
        let receipt = format!("return#{}#{}", self.ticket, self.hop);
        let done = std::slice::from_ref(self.turn.head);
        let question = Question { receipt: &receipt, settings: &settings, at, done, reply: None };
        let command = Command::Return { ticket: self.ticket.clone(), hop: self.hop, handler_gone };
        let decided = decide(self.turn.ports, conversation, &question, |before, occasion| {
            domain::transition(before, &command, occasion)
        });
        match decided.await? {
            Decided::Moved(_, lanes) => {
                ring(self.turn.ports, &lanes).await;
                tracing::info!(ticket.id = %self.ticket, handler_gone, "a transfer that nobody picked went back");
                Ok(Step::Went)
            }
            Decided::Refused(_, Rejection::NotDue { at: due }) => self.turn.set_aside(due, at).await,
            Decided::Stood(_) | Decided::Refused(..) => self.turn.done("the ticket has moved on").await,
            Decided::Contended => self.turn.later(at).await,
        }
    }
}
