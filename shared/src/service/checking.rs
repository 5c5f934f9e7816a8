//! The lane `check`: the platform has reported liveChat False while a ticket was open. The report may be late, or tell of
//! a toggle of our own, so the platform is asked; and only what it says now withdraws the ticket (`product.md` 5).

use std::time::Duration;

use super::deciding::{Decided, Question, decide, ring};
use super::turn::Turn;
use super::working::Step;
use crate::chatbot::ChatbotFailure;
use crate::domain::{
    self, ASKED_WITHIN, BotChannelId, Command, Conversation, LiveChat, Rejection, Ticket, TicketId, Timestamp,
};
use crate::limits::{Call, LimitKey};
use crate::store::{Scene, StoreError};

/// How long after a request, a repeated one too, a ticket is not asked about: a pre-action posts to us, with a time-out of
/// 5 seconds, and may set liveChat to True only once we have answered (`contracts/stella.md` 6).
const SETTLES: Duration = Duration::from_secs(10);

const MOVED_ON: &str = "the ticket has moved on";

/// One question: one call to the platform.
pub(super) struct Checking<'a> {
    pub(super) turn: Turn<'a>,
    pub(super) ticket: &'a TicketId,
    pub(super) bot: &'a BotChannelId,
}

impl Checking<'_> {
    pub(super) async fn step(&self) -> Result<Step, StoreError> {
        let at = self.turn.ports.clock.now();
        let Some(member) = self.turn.member() else { return self.turn.done("no conversation").await };
        if self.turn.is_tried_too_often() {
            return self.give_up(at).await;
        }
        let Some((connection, limit)) = self.turn.connection_of(self.bot, Call::Member).await? else {
            return self.turn.done("the bot channel has no connection, or its tokens do not open").await;
        };
        let limits = std::slice::from_ref(&limit);
        let mut scene = self.turn.ports.store.scene(self.turn.workspace(), member, None, limits).await?;
        let open = scene.conversation.take().and_then(|conversation| self.open(conversation));
        let Some((conversation, settled)) = open else { return self.done(MOVED_ON).await };
        if let Some(until) = scene.limits.holds(&limit, at).max(Some(settled).filter(|settled| *settled > at)) {
            return self.turn.set_aside(until, at).await;
        }
        if !self.turn.claim(at).await? {
            return Ok(Turn::taken(at));
        }
        match self.turn.outside.chatbot.member(&connection, member).await {
            Ok(found) if found.live_chat == Some(false) => withdraw(&self.turn, conversation, scene, at).await,
            Ok(_) => self.done("the platform does not say that the bot answers").await,
            Err(failure) => self.failed(failure, &limit, at).await,
        }
    }

    /// The conversation while its ticket is open, and since when it can be asked about.
    fn open(&self, conversation: Conversation) -> Option<(Conversation, Timestamp)> {
        let ticket = conversation.open_ticket().filter(|ticket| ticket.id == *self.ticket)?;
        let settled = settled_at(ticket);
        Some((conversation, settled))
    }

    async fn failed(&self, failure: ChatbotFailure, limit: &LimitKey, at: Timestamp) -> Result<Step, StoreError> {
        self.turn.log("member", &failure);
        match failure {
            ChatbotFailure::Limited { retry_after } => self.turn.limited(retry_after, limit, at).await,
            ChatbotFailure::Unknown { .. } | ChatbotFailure::NotNow { .. } => self.turn.later(at).await,
            ChatbotFailure::NotFound => self.done("the platform does not know the customer").await,
            ChatbotFailure::NotAuthorised { .. } | ChatbotFailure::Refused { .. } => self.give_up(at).await,
        }
    }

    /// The ticket stays as it is until the job is redriven, or somebody ends it.
    async fn give_up(&self, at: Timestamp) -> Result<Step, StoreError> {
        self.turn
            .ports
            .store
            .park(self.turn.head, "the platform does not say whether live chat is off", &[], at)
            .await?;
        tracing::error!(ticket.id = %self.ticket, "parked: the platform does not say whether live chat is off");
        Ok(Step::Went)
    }

    /// One answer serves all that were waiting for it when it was asked for.
    async fn done(&self, why: &str) -> Result<Step, StoreError> {
        self.turn.done_then(self.turn.jobs, &[], why).await
    }
}

/// From when what the platform says of this ticket counts.
pub(super) fn settled_at(ticket: &Ticket) -> Timestamp {
    ticket.last_asked_at().after(ASKED_WITHIN).after(SETTLES)
}

/// The platform has said that the bot answers. That counts for what was wanted of it then: a toggle that was confirmed
/// since, and a customer who has asked for people again, ask anew.
pub(super) async fn withdraw(
    turn: &Turn<'_>,
    conversation: Conversation,
    scene: Scene,
    at: Timestamp,
) -> Result<Step, StoreError> {
    let Some(ticket) = conversation.open_ticket().map(|ticket| ticket.id.clone()) else {
        return turn.done_then(turn.jobs, &[], MOVED_ON).await;
    };
    let asked_of = wishes(&conversation);
    let settings = scene.settings.unwrap_or_default();
    let receipt = format!("check#{ticket}#{}", turn.head.job.id);
    let question = Question { receipt: &receipt, settings: &settings, at, done: turn.jobs, reply: None };
    let command = Command::Withdraw { ticket };
    let decided = decide(turn.ports, conversation, &question, |before, occasion| {
        if wishes(before) != asked_of {
            return Err(Rejection::Unchanged);
        }
        domain::transition(before, &command, occasion)
    });
    match decided.await? {
        Decided::Moved(_, lanes) => {
            ring(turn.ports, &lanes).await;
            tracing::info!("the platform says that the bot answers");
            Ok(Step::Went)
        }
        Decided::Refused(_, Rejection::Unchanged) => turn.again(at).await,
        Decided::Stood(_) | Decided::Refused(..) => turn.done_then(turn.jobs, &[], MOVED_ON).await,
        Decided::Contended => turn.later(at).await,
    }
}

/// What was wanted of the platform, and when the customer last asked for people.
fn wishes(conversation: &Conversation) -> (LiveChat, Option<Timestamp>) {
    (conversation.live_chat.clone(), conversation.open_ticket().map(Ticket::last_asked_at))
}
