//! What the platform knows of a customer, for the card: best effort, and nothing waits for it.

use super::working::{Step, TAKEN};
use super::{Outside, Ports};
use crate::chatbot::{self, ChatbotFailure, HistoryLine, Sender};
use crate::domain::{AppId, BotChannelId, Conversation, CustomerText, TicketId, Timestamp};
use crate::job::{Job, JobKind, Lane, LaneKey, LookUp, Owner, Thing, backoff};
use crate::limits::{Call, LimitKey};
use crate::slack::split;
use crate::store::{Attempt, Claim, Connection, PendingJob, Postponement, Profile, RecentLine, Scene, StoreError};

/// How many messages back the customer's last one is looked for.
const LAST: u8 = 20;

/// How many of them are kept for *Before you joined*, and how much of each, in characters.
const RECENT: usize = 10;
const RECENT_TEXT: usize = 500;

/// One look-up: one call to the platform.
pub(super) struct LookingUp<'a> {
    pub(super) ports: &'a Ports,
    pub(super) outside: &'a Outside,
    pub(super) head: &'a PendingJob,
    pub(super) ticket: &'a TicketId,
    pub(super) what: LookUp,
    pub(super) bot: &'a BotChannelId,
}

impl LookingUp<'_> {
    pub(super) async fn step(&self) -> Result<Step, StoreError> {
        let at = self.ports.clock.now();
        let workspace = &self.head.job.lane.workspace;
        let Owner::Conversation(member) = &self.head.job.lane.owner else { return self.over("no conversation").await };
        if self.head.attempts >= self.head.job.kind.attempts() {
            return self.over("tried often enough").await;
        }
        let Some(connection) = self.ports.store.connection(workspace, self.bot).await? else {
            return self.over("the bot channel has no connection").await;
        };
        let limit = self.limit(&connection.app);
        let scene = self.ports.store.scene(workspace, member, None, std::slice::from_ref(&limit)).await?;
        let Some(conversation) = self.still_wanted(&scene) else { return self.over("the ticket moved on").await };
        if let Some(until) = scene.limits.holds(&limit, at) {
            self.ports.store.set_aside(self.head, until, None, at).await?;
            return Ok(Step::Waits(until));
        }
        let Some(asked) = self.opened(&connection) else { return self.over("its tokens do not open").await };
        if self.ports.store.claim(self.head, &Attempt::now(at), None).await? == Claim::Taken {
            return Ok(Step::Waits(at.after(TAKEN)));
        }
        match self.ask(&asked, conversation, &connection).await {
            Ok(found) => self.found(&found, conversation, at).await,
            Err(failure) => self.failed(failure, &limit, at).await,
        }
    }

    async fn ask(
        &self,
        asked: &chatbot::Connection,
        conversation: &Conversation,
        connection: &Connection,
    ) -> Result<Profile, ChatbotFailure> {
        match self.what {
            LookUp::Profile => {
                let member = self.outside.chatbot.member(asked, &conversation.member).await?;
                Ok(Profile {
                    name: member.name,
                    language: member.language,
                    platform: Some(connection.platform.clone()),
                    tags: Some(member.tags),
                    ..Profile::default()
                })
            }
            LookUp::LastMessage => {
                let lines = self.outside.chatbot.history(asked, &conversation.member, LAST).await?;
                let recent = Some(recent(&lines)).filter(|recent| !recent.is_empty());
                Ok(Profile { last_message: last_of_customer(lines), recent, ..Profile::default() })
            }
        }
    }

    async fn found(&self, found: &Profile, conversation: &Conversation, at: Timestamp) -> Result<Step, StoreError> {
        if *found == Profile::default() {
            return self.over("nothing is known").await;
        }
        let Some(then) = self.card(conversation, at) else { return self.over("the ticket has no card").await };
        self.ports.store.looked_up(self.head, found, &then, at).await?;
        if let Err(error) = self.ports.queue.ring(&[then.lane], self.ports.random.bits()).await {
            tracing::warn!(error.cause = %error, "doorbell lost: the sweeper will ring");
        }
        Ok(Step::Went)
    }

    /// The job that shows on the card what was found.
    fn card(&self, conversation: &Conversation, at: Timestamp) -> Option<Job> {
        let ticket = conversation.ticket.as_ref().filter(|ticket| ticket.card > 0)?;
        let thing = Thing::Card { ticket: ticket.id.clone(), number: ticket.card };
        let lane = &self.head.job.lane;
        Some(Job {
            id: format!("looked-up-{:?}", self.what).to_lowercase(),
            lane: LaneKey { lane: Lane::Show(thing), ..lane.clone() },
            order: at.millis(),
            first_received: at,
            kind: JobKind::Show { channel: ticket.card_queue.channel.clone() },
        })
    }

    async fn failed(&self, failure: ChatbotFailure, limit: &LimitKey, at: Timestamp) -> Result<Step, StoreError> {
        tracing::warn!(ticket.id = %self.ticket, what = ?self.what, error.cause = %failure, "look-up failed");
        match failure {
            ChatbotFailure::Limited { retry_after } => self.give_back(at.after(retry_after), true, Some(limit)).await,
            ChatbotFailure::Unknown { .. } | ChatbotFailure::NotNow { .. } => {
                self.give_back(at.after(backoff(self.head.attempts + 1)), false, None).await
            }
            ChatbotFailure::NotFound | ChatbotFailure::NotAuthorised { .. } | ChatbotFailure::Refused { .. } => {
                self.over("the platform does not say").await
            }
        }
    }

    /// The card is complete without it: the job is dropped, and the log says why.
    async fn over(&self, why: &str) -> Result<Step, StoreError> {
        self.ports.store.done(std::slice::from_ref(self.head), None).await?;
        tracing::info!(ticket.id = %self.ticket, what = ?self.what, why, "look-up over");
        Ok(Step::Went)
    }

    async fn give_back(&self, until: Timestamp, uncounted: bool, limit: Option<&LimitKey>) -> Result<Step, StoreError> {
        let postponement = Postponement { until, uncounted, shown: None, limit, progress: None };
        self.ports.store.postpone(self.head, &postponement).await?;
        Ok(Step::Waits(until))
    }

    fn limit(&self, app: &AppId) -> LimitKey {
        let call = match self.what {
            LookUp::Profile => Call::Member,
            LookUp::LastMessage => Call::ConversationHistory,
        };
        LimitKey::Platform(app.clone(), call)
    }

    fn still_wanted<'s>(&self, scene: &'s Scene) -> Option<&'s Conversation> {
        let conversation = scene.conversation.as_ref()?;
        conversation.open_ticket().filter(|ticket| ticket.id == *self.ticket).map(|_| conversation)
    }

    /// The connection with its tokens opened.
    fn opened(&self, connection: &Connection) -> Option<chatbot::Connection> {
        let open = |sealed| self.outside.seal.open(&self.head.job.lane.workspace, sealed).ok();
        Some(chatbot::Connection {
            channel: connection.bot.clone(),
            app: connection.app.clone(),
            platform: Some(connection.platform.clone()),
            open_api: connection.open_api.clone(),
            bot_api: connection.bot_api.clone(),
            open_api_token: open(&connection.open_api_token)?,
            bot_token: open(&connection.bot_token)?,
        })
    }
}

/// The end of the conversation, for *Before you joined*. Lines without a time can't be told apart from what the customer
/// writes while waiting, so they are left out.
fn recent(lines: &[HistoryLine]) -> Vec<RecentLine> {
    let kept = |line: &HistoryLine| {
        let text = CustomerText::new(split::first_characters(line.text.as_str(), RECENT_TEXT));
        Some(RecentLine { by_customer: line.from == Sender::Member, at: line.at?, text })
    };
    let mut recent: Vec<RecentLine> = lines.iter().rev().filter_map(kept).take(RECENT).collect();
    recent.reverse();
    recent
}

/// The customer's last words, of lines from the oldest to the newest.
fn last_of_customer(lines: Vec<HistoryLine>) -> Option<CustomerText> {
    let said = lines.into_iter().rev().find(|line| line.from == Sender::Member && !line.text.is_blank());
    said.map(|line| line.text)
}
