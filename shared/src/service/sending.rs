//! The lane `out`: what agents write and the customised messages go to the customer, in order.
//!
//! A message to a customer can't be repeated safely. So that it is about to be sent is noted before it is; when nobody
//! knows what became of it, the platform's echo has 15 seconds to tell, and then a person is asked (`architecture.md`,
//! "How each call is made safe to repeat").

mod answer;
mod ours;

use std::time::Duration;

use super::turn::Turn;
use super::working::{self, Step};
use crate::chatbot::{ChatbotFailure, Connection};
use crate::digest;
use crate::domain::{MemberId, Timestamp};
use crate::job::JobKind;
use crate::limits::LimitKey;
use crate::slack::cards::marks;
use crate::store::{Echo, Postponement, Progress, Put, StoreError};

/// How long the platform's echo of a lost send is waited for.
const ECHO: Duration = Duration::from_secs(15);

/// How far the platform's echo may be ahead of what we noted.
const SKEW: Duration = Duration::from_secs(2);

/// After how many attempts in vain the agent sees that a message has not gone out yet.
const SEEN_FAILING: u32 = 3;

/// One step: at most one call.
pub(super) async fn step(turn: Turn<'_>) -> Result<Step, StoreError> {
    match &turn.head.job.kind {
        JobKind::AgentSaid { channel, ts, author, files } => {
            answer::Answer { turn, channel, ts, author, files: *files }.step().await
        }
        JobKind::TellCustomer { message, agent, .. } => {
            ours::Ours { turn, message: *message, agent: agent.as_ref() }.step().await
        }
        JobKind::StartEndNode { .. } => ours::start_end_node(turn).await,
        _ => working::unknown(turn).await,
    }
}

/// A text on its way to a customer, in the parts it is sent in.
struct Delivery<'a> {
    turn: Turn<'a>,
    connection: &'a Connection,
    limit: &'a LimitKey,
    member: &'a MemberId,
    parts: &'a [String],
    at: Timestamp,
}

/// How a step of a delivery ended.
enum Delivered {
    /// The lane's turn goes on so.
    Step(Step),
    /// All of it was accepted, under these ids.
    Accepted(Vec<String>),
    /// One of these echoes may tell that the last of it was sent.
    Echoed(Vec<Echo>),
    /// It was refused, or could not be sent: surely nothing arrived of this part.
    Failed(ChatbotFailure),
    /// Nobody knows.
    Unknown,
}

impl Delivery<'_> {
    /// One step: at most one call.
    async fn step(&self) -> Result<Delivered, StoreError> {
        if let Some(begun) = self.turn.head.progress.begun {
            return self.what_became_of_it(begun).await;
        }
        let Some(part) = self.parts.get(self.turn.head.progress.parts) else {
            return Ok(Delivered::Accepted(self.turn.head.progress.sent.clone()));
        };
        if !self.turn.begin(self.at).await? {
            return Ok(Delivered::Step(Turn::taken(self.at)));
        }
        match self.turn.outside.chatbot.send_text(self.connection, self.member, part).await {
            Ok(sent) => self.accepted(sent.message_ids).await,
            Err(failure) => self.failed(failure).await,
        }
    }

    /// This part was accepted: the next one, or all of it.
    async fn accepted(&self, ids: Vec<String>) -> Result<Delivered, StoreError> {
        let progress = &self.turn.head.progress;
        let sent: Vec<String> = progress.sent.iter().cloned().chain(ids).collect();
        if !self.has_more_parts() {
            return Ok(Delivered::Accepted(sent));
        }
        self.next_part(sent, None).await?;
        Ok(Delivered::Step(Step::Went))
    }

    /// [`Put::Duplicate`]: the echo tells of another message.
    async fn next_part(&self, sent: Vec<String>, by_echo: Option<&Echo>) -> Result<Put, StoreError> {
        let progress = &self.turn.head.progress;
        // The attempts begin anew, and with them goes the knowledge that the message was seen failing.
        let late = (self.turn.head.attempts >= SEEN_FAILING).then(|| marks::FAILED.to_owned());
        let marked = late.or_else(|| progress.marked.clone());
        let next = Progress { begun: None, parts: progress.parts + 1, sent, marked, ..progress.clone() };
        self.turn.ports.store.note(self.turn.head, &next, by_echo).await
    }

    /// A part is told of by the first echo that tells of no other message; what tells of the last one ends the message.
    async fn told_by(&self, echoes: Vec<Echo>) -> Result<Delivered, StoreError> {
        if !self.has_more_parts() {
            return Ok(Delivered::Echoed(echoes));
        }
        for echo in &echoes {
            let sent = self.turn.head.progress.sent.iter().chain([&echo.id]).cloned().collect();
            if self.next_part(sent, Some(echo)).await? == Put::Stored {
                return Ok(Delivered::Step(Step::Went));
            }
        }
        Ok(Delivered::Unknown)
    }

    /// Whether more follows after the part that is being sent.
    fn has_more_parts(&self) -> bool {
        self.turn.head.progress.parts + 1 < self.parts.len()
    }

    async fn failed(&self, failure: ChatbotFailure) -> Result<Delivered, StoreError> {
        self.turn.log("sendResponses", &failure);
        match failure {
            ChatbotFailure::Limited { retry_after } => {
                let step = self.turn.limited(retry_after, self.limit, self.at).await?;
                Ok(Delivered::Step(step))
            }
            ChatbotFailure::NotNow { .. } if self.turn.head.attempts + 1 < self.turn.head.job.kind.attempts() => {
                Ok(Delivered::Step(self.turn.later(self.at).await?))
            }
            ChatbotFailure::Unknown { .. } => Ok(Delivered::Step(self.wait_for_the_echo(self.at).await?)),
            ChatbotFailure::NotNow { .. }
            | ChatbotFailure::NotFound
            | ChatbotFailure::NotAuthorised { .. }
            | ChatbotFailure::Refused { .. } => Ok(Delivered::Failed(failure)),
        }
    }

    /// It was begun and nobody recorded the end: an echo tells, or a person is asked.
    async fn what_became_of_it(&self, begun: Timestamp) -> Result<Delivered, StoreError> {
        let said = self.parts.get(self.turn.head.progress.parts).map(|part| digest::hex(part)).unwrap_or_default();
        let since = begun.before(SKEW);
        let mut echoes = self.turn.ports.store.echoes(self.turn.workspace(), self.member, since).await?;
        // What tells of an earlier part tells of no other.
        echoes.retain(|echo| echo.text == said && !self.turn.head.progress.sent.contains(&echo.id));
        if !echoes.is_empty() {
            return self.told_by(echoes).await;
        }
        if self.at < begun.after(ECHO) {
            return Ok(Delivered::Step(self.wait_for_the_echo(begun).await?));
        }
        Ok(Delivered::Unknown)
    }

    /// The note that it was begun stays.
    async fn wait_for_the_echo(&self, begun: Timestamp) -> Result<Step, StoreError> {
        let until = begun.after(ECHO);
        if self.turn.head.progress.begun.is_some() {
            return self.turn.set_aside(until, self.at).await;
        }
        let postponement = Postponement { until, uncounted: false, shown: None, limit: None, progress: None };
        self.turn.ports.store.postpone(self.turn.head, &postponement).await?;
        Ok(Step::Waits(until))
    }
}
