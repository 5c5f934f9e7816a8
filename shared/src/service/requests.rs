//! A bot asks for a live chat: from the relay URL to a ticket, or to the queue while the store can't be reached.
//!
//! The pre-action has silenced the bot when it posts and reads nothing of our answer (`product.md` 1): whatever can be
//! done later is done later, and only what nobody can ever use is refused.

use std::time::Duration;

use super::deciding::{Decided, Question, decide, ring};
use super::{Ports, checklist, ids};
use crate::chatbot::relay_request::{self, BadRequest};
use crate::domain::{
    self, Conversation, LiveChatRequest, MemberId, Occasion, Opening, Rejection, SetUpStep, TicketId, Timestamp,
    Transition, WorkspaceId, WorkspaceSettings,
};
use crate::queue::Intake;
use crate::store::{RelayKey, RelayKeyHash, StoreError};

/// How often it is noted that a relay key was used.
const NOTED_EVERY: Duration = Duration::from_hours(1);

/// What a bot is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// The conversation has an open ticket.
    Stands {
        /// The ticket.
        ticket: TicketId,
        /// Whether this request opened it.
        created: bool,
        /// Its status word.
        status: &'static str,
    },
    /// The app was removed from the workspace: nobody would see a ticket, and the bot gets the customer back.
    SentBack {
        /// The id of the ticket that this would have opened.
        ticket: TicketId,
    },
    /// The store could not be reached: the request waits in the queue, and will open this ticket if none is open.
    Queued {
        /// The ticket.
        ticket: TicketId,
    },
}

/// Why a bot is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Nobody can ever read it.
    Bad(BadRequest),
    /// The key is nobody's, or not any more.
    UnknownKey,
    /// Neither the store nor the queue could be reached: the pre-action gives the lock back.
    NotNow,
}

/// How a request from the queue ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It has its ticket.
    Done,
    /// It can never be taken: its key is nobody's, or it can't be read.
    Never,
}

/// A request on its way to a ticket.
struct Asked {
    workspace: WorkspaceId,
    request: LiveChatRequest,
    /// The ticket that it opens, if none is open. Also its receipt.
    ticket: TicketId,
    received_at: Timestamp,
    /// Whether somebody in Slack can see a ticket.
    is_installed: bool,
}

/// Why a request has no ticket yet.
enum Failed {
    UnknownKey,
    Store(StoreError),
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Takes a request that came to the relay URL with this key.
pub async fn accept(ports: &Ports, key: &str, body: &[u8]) -> Result<Accepted, Refused> {
    let received_at = ports.clock.now();
    let request = relay_request::parse(body).map_err(Refused::Bad)?;
    let ticket = ids::ticket_id(received_at, ports.random.bits());
    let key = RelayKeyHash::of(key);
    match take(ports, &key, request, ticket.clone(), received_at).await {
        Ok(accepted) => Ok(accepted),
        Err(Failed::UnknownKey) => Err(Refused::UnknownKey),
        Err(Failed::Store(error)) => {
            tracing::warn!(error.cause = %error, ticket.id = %ticket, "store unreachable: trying the queue");
            keep(ports, &Intake::new(key, ticket, received_at, body)).await
        }
    }
}

/// Takes a request that waited in the queue. An error: the store still can't be reached.
pub async fn take_from_queue(ports: &Ports, intake: &Intake) -> Result<Taken, StoreError> {
    let Some(Ok(request)) = intake.bytes().map(|bytes| relay_request::parse(&bytes)) else { return Ok(Taken::Never) };
    match take(ports, &intake.key, request, intake.ticket.clone(), intake.received_at).await {
        Ok(_) => Ok(Taken::Done),
        Err(Failed::UnknownKey) => Ok(Taken::Never),
        Err(Failed::Store(error)) => Err(error),
    }
}

async fn keep(ports: &Ports, intake: &Intake) -> Result<Accepted, Refused> {
    match ports.queue.keep(intake, ports.random.bits()).await {
        Ok(()) => {
            tracing::info!(ticket.id = %intake.ticket, "request kept in the queue");
            Ok(Accepted::Queued { ticket: intake.ticket.clone() })
        }
        Err(error) => {
            tracing::error!(error.cause = %error, ticket.id = %intake.ticket, "request refused: neither store nor queue");
            Err(Refused::NotNow)
        }
    }
}

async fn take(
    ports: &Ports,
    key: &RelayKeyHash,
    request: LiveChatRequest,
    ticket: TicketId,
    received_at: Timestamp,
) -> Result<Accepted, Failed> {
    let RelayKey { workspace, used_at, .. } = ports.store.relay_key(key).await?.ok_or(Failed::UnknownKey)?;
    let scene = ports.store.scene(&workspace, &request.member, None, &[]).await?;
    let is_installed = scene.installation.is_none_or(|installation| installation.token.is_some());
    let asked = Asked { workspace, request, ticket, received_at, is_installed };
    let settings = scene.settings.unwrap_or_default();
    let accepted = decide_until_it_stands(ports, &asked, scene.conversation, &settings).await?;
    note_used(ports, &asked.workspace, key, used_at).await;
    Ok(accepted)
}

/// The key was used: noted at most hourly, for admins to see which one still is; the first time it ticks the checklist.
/// Nothing of the request hangs on it.
async fn note_used(ports: &Ports, workspace: &WorkspaceId, key: &RelayKeyHash, used_at: Option<Timestamp>) {
    let now = ports.clock.now();
    if used_at.is_some_and(|used_at| now < used_at.after(NOTED_EVERY)) {
        return;
    }
    if let Err(error) = ports.store.note_key_used(key, now).await {
        tracing::warn!(error.cause = %error, "that the relay key was used is not noted");
    }
    if used_at.is_none() {
        checklist::seen(ports, workspace, SetUpStep::Request).await;
    }
}

/// Decides on what stands. A request that opens nothing is answered with the ticket that is open.
async fn decide_until_it_stands(
    ports: &Ports,
    asked: &Asked,
    stands: Option<Conversation>,
    settings: &WorkspaceSettings,
) -> Result<Accepted, StoreError> {
    let stands = stands.unwrap_or_else(|| asked.conversation());
    let at = asked.received_at;
    let question = Question { receipt: asked.ticket.as_str(), settings, at, done: &[], reply: None };
    match decide(ports, stands, &question, |before, occasion| asked.put(before, occasion)).await? {
        Decided::Moved(now, lanes) => {
            ring(ports, &lanes).await;
            asked.answer(&now)
        }
        Decided::Stood(now) | Decided::Refused(now, _) => asked.answer(&now),
        Decided::Contended => Err(StoreError::Unreachable("the conversation is contended".to_owned())),
    }
}

impl Asked {
    fn conversation(&self) -> Conversation {
        Conversation::new(self.workspace.clone(), self.member().clone())
    }

    fn member(&self) -> &MemberId {
        &self.request.member
    }

    fn put(&self, before: &Conversation, occasion: &Occasion) -> Result<Transition, Rejection> {
        let (ticket, request) = (self.ticket.clone(), Box::new(self.request.clone()));
        let opening =
            if self.is_installed { Opening::Request { ticket, request } } else { Opening::SentBack { request } };
        domain::open(before, &opening, occasion)
    }

    fn answer(&self, conversation: &Conversation) -> Result<Accepted, StoreError> {
        if !self.is_installed {
            return Ok(Accepted::SentBack { ticket: self.ticket.clone() });
        }
        // A repeated delivery may come after its ticket was closed: then that one is still the answer.
        let ticket = conversation.ticket.as_ref();
        let ticket = ticket.ok_or_else(|| StoreError::Broken("a refused request without a ticket".to_owned()))?;
        Ok(Accepted::Stands {
            ticket: ticket.id.clone(),
            created: ticket.id == self.ticket,
            status: ticket.status.word(),
        })
    }
}
