//! The lane `bot`: setting the platform's liveChat to what the conversation wants now, until the platform has confirmed
//! it. Never given up: the bot would stay silent, or talk between.

use super::deciding::{Decided, Question, decide, ring};
use super::turn::Turn;
use super::working::Step;
use crate::chatbot::ChatbotFailure;
use crate::domain::{self, Conversation, Record, Timestamp};
use crate::job::backoff;
use crate::limits::{Call, LimitKey};
use crate::store::{Scene, StoreError};

/// How long a toggle waits that can't be tried: its bot channel has no connection.
const NO_CONNECTION: u32 = 8;

/// One step: one call.
pub(super) struct Toggling<'a> {
    pub(super) turn: Turn<'a>,
}

impl Toggling<'_> {
    pub(super) async fn step(&self) -> Result<Step, StoreError> {
        let at = self.turn.ports.clock.now();
        let Some(member) = self.turn.member() else { return self.turn.done("no conversation").await };
        let store = &self.turn.ports.store;
        let (conversation, _) = store.conversation(self.turn.workspace(), member).await?;
        let Some(conversation) = conversation.filter(|conversation| !conversation.live_chat.is_confirmed()) else {
            return self.turn.done_then(self.turn.jobs, &[], "the platform has confirmed it").await;
        };
        let Some((connection, limit)) = self.turn.connection(&conversation, Call::Toggle).await? else {
            tracing::warn!("no connection for this bot channel: the toggle waits");
            return self.turn.set_aside(at.after(backoff(NO_CONNECTION)), at).await;
        };
        let limits = std::slice::from_ref(&limit);
        let scene = store.scene(self.turn.workspace(), member, None, limits).await?;
        if let Some(until) = scene.limits.holds(&limit, at) {
            return self.turn.set_aside(until, at).await;
        }
        if !self.turn.claim(at).await? {
            return Ok(Turn::taken(at));
        }
        let wanted = conversation.live_chat.wanted;
        match self.turn.outside.chatbot.set_live_chat(&connection, member, wanted).await {
            // From now on the bot answers, or not: what a customer wrote while the call was under way it has not heard.
            Ok(()) => self.confirmed(conversation, scene, self.turn.ports.clock.now()).await,
            Err(failure) => self.failed(failure, &limit, at).await,
        }
    }

    /// Recorded only while it is still what is wanted; a newer wish has a job of its own.
    async fn confirmed(&self, conversation: Conversation, scene: Scene, at: Timestamp) -> Result<Step, StoreError> {
        let settings = scene.settings.unwrap_or_default();
        let (wanted_at, live_chat) = (conversation.live_chat.wanted_at, conversation.live_chat.wanted);
        let receipt = format!("toggled#{wanted_at}");
        let question = Question { receipt: &receipt, settings: &settings, at, done: self.turn.jobs, reply: None };
        let record = Record::LiveChatConfirmed { wanted_at, live_chat };
        let decided = decide(self.turn.ports, conversation, &question, |before, occasion| {
            domain::record(before, &record, occasion)
        });
        match decided.await? {
            Decided::Moved(_, lanes) => {
                ring(self.turn.ports, &lanes).await;
                tracing::info!(live_chat, "the platform has confirmed liveChat");
                Ok(Step::Went)
            }
            Decided::Stood(_) | Decided::Refused(..) => {
                self.turn.done_then(self.turn.jobs, &[], "it is wanted otherwise now").await
            }
            Decided::Contended => self.turn.later(at).await,
        }
    }

    async fn failed(&self, failure: ChatbotFailure, limit: &LimitKey, at: Timestamp) -> Result<Step, StoreError> {
        self.turn.log("toggleLiveChat", &failure);
        match failure {
            ChatbotFailure::Limited { retry_after } => self.turn.limited(retry_after, limit, at).await,
            ChatbotFailure::NotNow { .. }
            | ChatbotFailure::Unknown { .. }
            | ChatbotFailure::NotFound
            | ChatbotFailure::NotAuthorised { .. }
            | ChatbotFailure::Refused { .. } => self.turn.later(at).await,
        }
    }
}
