//! What the platform knows of a customer, for the card: best effort, and nothing waits for it.

use super::deciding::ring;
use super::turn::Turn;
use super::working::Step;
use crate::chatbot::{ChatbotFailure, Connection, HistoryLine, Sender};
use crate::domain::{BotChannelId, Conversation, CustomerText, TicketId, Timestamp};
use crate::job::{Job, JobKind, Lane, LaneKey, LookUp, Thing};
use crate::limits::{Call, LimitKey};
use crate::slack::split;
use crate::store::{Profile, RecentLine, Scene, StoreError};

/// How many messages back the customer's last one is looked for.
const LAST: u8 = 20;

/// How many of them are kept for *Before you joined*, and how much of each, in characters.
const RECENT: usize = 10;
const RECENT_TEXT: usize = 500;

/// One look-up: one call to the platform.
pub(super) struct LookingUp<'a> {
    pub(super) turn: Turn<'a>,
    pub(super) ticket: &'a TicketId,
    pub(super) what: LookUp,
    pub(super) bot: &'a BotChannelId,
}

impl LookingUp<'_> {
    pub(super) async fn step(&self) -> Result<Step, StoreError> {
        let at = self.turn.ports.clock.now();
        let Some(member) = self.turn.member() else { return self.turn.done("no conversation").await };
        if self.turn.is_tried_too_often() {
            return self.turn.done("tried often enough").await;
        }
        let Some((connection, limit)) = self.turn.connection_of(self.bot, self.call()).await? else {
            return self.turn.done("the bot channel has no connection, or its tokens do not open").await;
        };
        let limits = std::slice::from_ref(&limit);
        let scene = self.turn.ports.store.scene(self.turn.workspace(), member, None, limits).await?;
        let Some(conversation) = self.still_wanted(&scene) else { return self.turn.done("the ticket moved on").await };
        if let Some(until) = scene.limits.holds(&limit, at) {
            return self.turn.set_aside(until, at).await;
        }
        if !self.turn.claim(at).await? {
            return Ok(Turn::taken(at));
        }
        match self.ask(&connection, conversation, at).await {
            Ok(found) => self.found(&found, conversation, at).await,
            Err(failure) => self.failed(failure, &limit, at).await,
        }
    }

    async fn ask(
        &self,
        connection: &Connection,
        conversation: &Conversation,
        at: Timestamp,
    ) -> Result<Profile, ChatbotFailure> {
        let chatbot = &self.turn.outside.chatbot;
        match self.what {
            LookUp::Profile => {
                let member = chatbot.member(connection, &conversation.member).await?;
                Ok(Profile {
                    name: member.name,
                    language: member.language,
                    platform: connection.platform.clone(),
                    tags: Some(member.tags),
                    live_chat_at: member.live_chat.filter(|people| *people).map(|_| at),
                    ..Profile::default()
                })
            }
            LookUp::LastMessage => {
                let lines = chatbot.history(connection, &conversation.member, LAST).await?;
                // Also when there is nothing: what was kept for an earlier live chat is not quoted again.
                let recent = Some(recent(&lines));
                Ok(Profile { last_message: last_of_customer(lines), recent, ..Profile::default() })
            }
        }
    }

    async fn found(&self, found: &Profile, conversation: &Conversation, at: Timestamp) -> Result<Step, StoreError> {
        if *found == Profile::default() {
            return self.turn.done("nothing is known").await;
        }
        let Some(then) = self.card(conversation, at) else { return self.turn.done("the ticket has no card").await };
        self.turn.ports.store.looked_up(self.turn.head, found, &then, at).await?;
        ring(self.turn.ports, &[then.lane]).await;
        Ok(Step::Went)
    }

    /// The job that shows on the card what was found.
    fn card(&self, conversation: &Conversation, at: Timestamp) -> Option<Job> {
        let ticket = conversation.ticket.as_ref().filter(|ticket| ticket.card > 0)?;
        let thing = Thing::Card { ticket: ticket.id.clone(), number: ticket.card };
        Some(Job {
            id: format!("looked-up-{:?}", self.what).to_lowercase(),
            lane: LaneKey { lane: Lane::Show(thing), ..self.turn.head.job.lane.clone() },
            order: at.millis(),
            first_received: at,
            kind: JobKind::Show { channel: ticket.card_queue.channel.clone() },
        })
    }

    async fn failed(&self, failure: ChatbotFailure, limit: &LimitKey, at: Timestamp) -> Result<Step, StoreError> {
        tracing::warn!(ticket.id = %self.ticket, what = ?self.what, error.cause = %failure, "look-up failed");
        match failure {
            ChatbotFailure::Limited { retry_after } => self.turn.limited(retry_after, limit, at).await,
            ChatbotFailure::Unknown { .. } | ChatbotFailure::NotNow { .. } => self.turn.later(at).await,
            ChatbotFailure::NotFound | ChatbotFailure::NotAuthorised { .. } | ChatbotFailure::Refused { .. } => {
                // The card is complete without it: the log says why.
                self.turn.done("the platform does not say").await
            }
        }
    }

    fn call(&self) -> Call {
        match self.what {
            LookUp::Profile => Call::Member,
            LookUp::LastMessage => Call::ConversationHistory,
        }
    }

    fn still_wanted<'s>(&self, scene: &'s Scene) -> Option<&'s Conversation> {
        let conversation = scene.conversation.as_ref()?;
        conversation.open_ticket().filter(|ticket| ticket.id == *self.ticket).map(|_| conversation)
    }
}

/// The end of the bot conversation, for *Before you joined*: what came after people last answered. Lines without a time
/// can't be told apart from what the customer writes while waiting, so they are left out.
fn recent(lines: &[HistoryLine]) -> Vec<RecentLine> {
    let kept = |line: &HistoryLine| {
        let text = CustomerText::new(split::first_characters(line.text.as_str(), RECENT_TEXT));
        Some(RecentLine { by_customer: line.from == Sender::Member, at: line.at?, text })
    };
    let since_people = lines.iter().rev().take_while(|line| line.from != Sender::Admin);
    let mut recent: Vec<RecentLine> = since_people.filter_map(kept).take(RECENT).collect();
    recent.reverse();
    recent
}

/// The customer's last words, of lines from the oldest to the newest.
fn last_of_customer(lines: Vec<HistoryLine>) -> Option<CustomerText> {
    let said = lines.into_iter().rev().find(|line| line.from == Sender::Member && !line.text.is_blank());
    said.map(|line| line.text)
}
