//! The lane `bot`: setting the platform's liveChat to what the conversation wants now, until the platform has confirmed
//! it. Never given up: the bot would stay silent, or talk between.
//!
//! Where the bot has taken the customer into live chat by itself, as the platform said when the ticket came, that is only
//! looked at: a customer who went back to the bot since then is not brought back by a pick, the ticket is withdrawn
//! (`product.md` 5, the race *pick / withdraw*).

use super::checking::{settled_at, withdraw};
use super::deciding::{Decided, Question, decide, ring};
use super::turn::Turn;
use super::working::Step;
use crate::chatbot::{ChatbotFailure, Connection};
use crate::domain::{self, Conversation, Record, Timestamp};
use crate::job::backoff;
use crate::limits::{Call, LimitKey};
use crate::store::{Profile, Scene, StoreError};

/// How long a toggle waits that can't be tried: its bot channel has no connection.
const NO_CONNECTION: u32 = 8;

/// How often it is looked before the platform is set without: while it does not say, the bot may talk between.
const LOOKS: u32 = 3;

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
        // There is no customer of whom the platform could be told.
        if conversation.is_a_test() {
            let scene = store.scene(self.turn.workspace(), member, None, &[]).await?;
            return self.confirmed(conversation, scene, at).await;
        }
        let Some((connection, set)) = self.turn.connection(&conversation, Call::Toggle).await? else {
            tracing::warn!("no connection for this bot channel: the toggle waits");
            return self.turn.set_aside(at.after(backoff(NO_CONNECTION)), at).await;
        };
        let limits = [set, LimitKey::Platform(connection.app.clone(), Call::Member)];
        let scene = store.scene(self.turn.workspace(), member, None, &limits).await?;
        let [set, look] = &limits;
        // A toggle waits for no read: one that a limit holds up is not made.
        let may_look = self.turn.head.attempts < LOOKS && scene.limits.holds(look, at).is_none();
        let looks = may_look && is_taken_by_the_bot(&conversation, &scene.profile);
        let limit = if looks { look } else { set };
        if let Some(until) = scene.limits.holds(limit, at) {
            return self.turn.set_aside(until, at).await;
        }
        if !self.turn.claim(at).await? {
            return Ok(Turn::taken(at));
        }
        match self.call(looks, &connection, &conversation).await {
            // From now on the bot answers, or not: what a customer wrote while the call was under way it has not heard.
            Ok(Platform::IsSo) => self.confirmed(conversation, scene, self.turn.ports.clock.now()).await,
            Ok(Platform::BotAnswers) => self.is_back_with_the_bot(conversation, scene, at).await,
            Err(failure) => self.failed(failure, if looks { Call::Member } else { Call::Toggle }, limit, at).await,
        }
    }

    async fn call(
        &self,
        looks: bool,
        connection: &Connection,
        conversation: &Conversation,
    ) -> Result<Platform, ChatbotFailure> {
        let (chatbot, member) = (&self.turn.outside.chatbot, &conversation.member);
        if !looks {
            let wanted = conversation.live_chat.wanted;
            return chatbot.set_live_chat(connection, member, wanted).await.map(|()| Platform::IsSo);
        }
        match chatbot.member(connection, member).await?.live_chat {
            Some(true) => Ok(Platform::IsSo),
            Some(false) => Ok(Platform::BotAnswers),
            // It said so before: a member without it is as good as none.
            None => Err(ChatbotFailure::NotFound),
        }
    }

    /// A customer who has just asked may have asked again, and the bot is about to take them into live chat.
    async fn is_back_with_the_bot(
        &self,
        conversation: Conversation,
        scene: Scene,
        at: Timestamp,
    ) -> Result<Step, StoreError> {
        match conversation.open_ticket().map(settled_at).filter(|settled| *settled > at) {
            Some(settled) => self.turn.look_again(settled).await,
            None => withdraw(&self.turn, conversation, scene, at).await,
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

    async fn failed(
        &self,
        failure: ChatbotFailure,
        call: Call,
        limit: &LimitKey,
        at: Timestamp,
    ) -> Result<Step, StoreError> {
        self.turn.log(call.name(), &failure);
        match failure {
            ChatbotFailure::Limited { retry_after } if call == Call::Toggle => {
                self.turn.limited(retry_after, limit, at).await
            }
            ChatbotFailure::Limited { .. }
            | ChatbotFailure::NotNow { .. }
            | ChatbotFailure::Unknown { .. }
            | ChatbotFailure::NotFound
            | ChatbotFailure::NotAuthorised { .. }
            | ChatbotFailure::Refused { .. } => self.turn.later(at).await,
        }
    }
}

/// What a call has brought out.
enum Platform {
    /// It is as it is wanted.
    IsSo,
    /// It was not set, and the bot answers.
    BotAnswers,
}

/// Whether the platform has said, since the customer last asked, that people answer: the bot has taken them into live
/// chat by itself, and nothing of ours may undo that.
fn is_taken_by_the_bot(conversation: &Conversation, profile: &Profile) -> bool {
    let asked = conversation.open_ticket().map(domain::Ticket::last_asked_at);
    let seen = profile.live_chat_at.zip(asked).is_some_and(|(seen, asked)| seen >= asked);
    seen && conversation.live_chat.is_the_bots_to_set()
}
