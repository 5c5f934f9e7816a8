//! What an agent writes: sent, held and asked about, or not sent, and marked accordingly.

use std::collections::BTreeMap;

use super::super::noting::{Marked, not_sent_job};
use super::super::turn::Turn;
use super::super::working::Step;
use super::{Delivered, Delivery, SEEN_FAILING};
use crate::chatbot::limits::text_max;
use crate::chatbot::split::between_words;
use crate::chatbot::{ChatbotFailure, Connection};
use crate::domain::{
    Answering, ChannelId, Conversation, MessageTs, Person, PersonKind, Standing, Ticket, Timestamp, UserId,
    WorkspaceSettings, answering,
};
use crate::job::{Job, JobKind, Lane, LaneKey, NotSent, Thing, Told};
use crate::limits::Call;
use crate::slack::cards::marks;
use crate::slack::markup::{self, Names};
use crate::slack::payload::mentions;
use crate::store::{Echo, KnownPerson, MessageEnd, Outcome, Put, StoreError};

/// How many people that a message mentions are asked about: the others are "someone".
const NAMED: usize = 5;

/// One agent's message.
pub(super) struct Answer<'a> {
    pub(super) turn: Turn<'a>,
    pub(super) channel: &'a ChannelId,
    pub(super) ts: &'a MessageTs,
    pub(super) author: &'a UserId,
    pub(super) files: bool,
}

/// What a step works with.
struct Now {
    at: Timestamp,
    conversation: Conversation,
    settings: WorkspaceSettings,
    people: BTreeMap<UserId, KnownPerson>,
    /// Our bot's user: a message that has come to mention it is for the app.
    bot: Option<UserId>,
}

impl Answer<'_> {
    pub(super) async fn step(&self) -> Result<Step, StoreError> {
        let at = self.turn.ports.clock.now();
        let Some(member) = self.turn.member() else { return self.turn.done("no conversation").await };
        let store = &self.turn.ports.store;
        let scene = store.scene(self.turn.workspace(), member, None, &[]).await?;
        let token = scene.installation.as_ref().and_then(|installation| self.turn.token(installation));
        let Some(conversation) = scene.conversation.clone() else { return self.not_sent(NotSent::Off, None, at).await };
        let mut asked = vec![self.author.clone()];
        asked.extend(markup::named_in(self.text()).users.into_iter().take(NAMED));
        let people = store.people(self.turn.workspace(), &asked).await?;
        if let Some(unknown) = asked.iter().find(|user| !people.contains_key(*user)) {
            match token {
                Some(token) => return self.turn.ask_who(&token, unknown, at).await,
                None if unknown == self.author => return self.not_sent(NotSent::Off, None, at).await,
                // What they wrote before the app was removed is still sent, without the names that nobody knows.
                None => {}
            }
        }
        let settings = scene.settings.unwrap_or_default();
        let bot = scene.installation.map(|installation| installation.bot_user);
        let now = Now { at, conversation, settings, people, bot };
        // What was begun is gone through with, whatever has changed since.
        if self.turn.head.is_unbegun() { self.decide(&now).await } else { self.send(&now).await }
    }

    async fn decide(&self, now: &Now) -> Result<Step, StoreError> {
        if self.turn.head.is_deleted {
            return self.end(&Outcome::Kept, &[], now).await;
        }
        if now.bot.as_ref().is_some_and(|bot| mentions(self.text(), bot)) {
            return self.end(&Outcome::Kept, &self.marked(Some(marks::NOT_SENT), now.at), now).await;
        }
        if self.files {
            return self.not_sent(NotSent::Files, Some(now), now.at).await;
        }
        let plain = markup::to_plain(self.text(), &names(now));
        if !markup::says_something(&plain) {
            return self.not_sent(NotSent::Empty, Some(now), now.at).await;
        }
        let consent = self.consent(now).await?;
        let written_at = Timestamp::from_millis(self.ts.millis());
        match answering(&now.conversation, &now.settings, &self.person(now), written_at, consent) {
            Answering::Send => self.send(now).await,
            Answering::Off => self.not_sent(NotSent::Off, Some(now), now.at).await,
            Answering::OneOnOne => self.not_sent(NotSent::OneOnOne, Some(now), now.at).await,
            Answering::Unknown | Answering::Refused(_) => self.not_sent(NotSent::NotAllowed, Some(now), now.at).await,
            Answering::Keep => self.end(&Outcome::Kept, &self.marked(Some(marks::NOT_SENT), now.at), now).await,
            Answering::Ask => self.hold(now).await,
        }
    }

    /// What they have said about their messages in this live chat. The handler is never asked.
    async fn consent(&self, now: &Now) -> Result<Option<bool>, StoreError> {
        let Some(ticket) = &now.conversation.ticket else { return Ok(None) };
        if ticket.handler() == Some(self.author) {
            return Ok(None);
        }
        let (workspace, member) = (self.turn.workspace(), &now.conversation.member);
        Ok(self.turn.ports.store.consent(workspace, member, &ticket.id, self.author).await?.send)
    }

    /// They write in the inbox channel, so they are in it.
    fn person(&self, now: &Now) -> Person {
        let known = now.people.get(self.author);
        let unusable = known.is_some_and(|known| known.is_bot || known.is_gone);
        let kind = known.map_or(PersonKind::Unknown, |known| known.kind);
        let kind = if unusable { PersonKind::OtherOrganisation } else { kind };
        let queue = now.conversation.ticket.as_ref().map(Ticket::queue);
        let standing = now.settings.standing_of(self.author, queue, kind);
        Person { user: self.author.clone(), standing: Standing { in_inbox_channel: true, ..standing } }
    }

    async fn send(&self, now: &Now) -> Result<Step, StoreError> {
        if now.conversation.is_a_test() {
            // Whoever tries the app out sees what they would see of a customer's.
            return self.accepted(&[], None, now).await.map(|_| Step::Went);
        }
        let Some((connection, limit)) = self.turn.connection(&now.conversation, Call::Send).await? else {
            let reason = "this customer's bot channel is not connected; ask an admin to check the Chatbot Connection";
            return self.failed(reason.to_owned(), now).await;
        };
        if let Some(until) = self.turn.held_until(&limit, now.at).await? {
            return self.turn.set_aside(until, now.at).await;
        }
        let member = &now.conversation.member;
        let parts = self.parts(now, &connection);
        let delivery =
            Delivery { turn: self.turn, connection: &connection, limit: &limit, member, parts: &parts, at: now.at };
        match delivery.step().await? {
            Delivered::Step(step) => self.show_failing(step, now).await,
            Delivered::Accepted(sent) => self.accepted(&sent, None, now).await.map(|_| Step::Went),
            Delivered::Echoed(echoes) => self.echoed(&echoes, now).await,
            Delivered::Failed(failure) => self.failed(in_words(&failure), now).await,
            Delivered::Unknown => self.unknown(now).await,
        }
    }

    /// The clean text, with the writer's name where the customer is to see it.
    fn parts(&self, now: &Now, connection: &Connection) -> Vec<String> {
        let plain = markup::to_plain(self.text(), &names(now));
        let name = now.people.get(self.author).map(|known| known.name.trim()).filter(|name| !name.is_empty());
        let whole = match name.filter(|_| now.settings.show_agent_name) {
            Some(name) => format!("{name}: {plain}"),
            None => plain,
        };
        between_words(&whole, text_max(connection.platform.as_deref())).into_iter().map(str::to_owned).collect()
    }

    /// A message that goes out only after a while bears a mark until it does.
    async fn show_failing(&self, step: Step, now: &Now) -> Result<Step, StoreError> {
        let is_late = self.turn.head.attempts + 1 == SEEN_FAILING && matches!(step, Step::Waits(_));
        if is_late && self.turn.head.progress.begun.is_none() {
            let marks = self.marked(Some(marks::FAILED), now.at);
            self.turn.ports.store.put_jobs(&marks, now.at).await?;
            self.ring(&marks).await;
        }
        Ok(step)
    }

    async fn accepted(&self, sent: &[String], by_echo: Option<&Echo>, now: &Now) -> Result<Put, StoreError> {
        let then = self.marked(Some(marks::DELIVERED), now.at);
        self.end_with(&Outcome::Accepted, sent, by_echo, &then, now).await
    }

    /// The first echo that tells of no other message tells of this one.
    async fn echoed(&self, echoes: &[Echo], now: &Now) -> Result<Step, StoreError> {
        for echo in echoes {
            if self.accepted(&self.turn.head.progress.sent, Some(echo), now).await? == Put::Stored {
                return Ok(Step::Went);
            }
        }
        self.unknown(now).await
    }

    async fn failed(&self, reason: String, now: &Now) -> Result<Step, StoreError> {
        let mut then = self.marked(Some(marks::FAILED), now.at);
        then.push(self.under(Told::Failed, now.at));
        self.end(&Outcome::Failed { reason }, &then, now).await
    }

    async fn unknown(&self, now: &Now) -> Result<Step, StoreError> {
        let mut then = self.marked(None, now.at);
        then.push(self.under(Told::Unknown, now.at));
        self.end(&Outcome::Unknown, &then, now).await
    }

    async fn not_sent(&self, why: NotSent, now: Option<&Now>, at: Timestamp) -> Result<Step, StoreError> {
        let mut then = self.marked(Some(marks::NOT_SENT), at);
        then.push(self.tell(why, at));
        let outcome = Outcome::NotSent { why };
        let expires = super::super::retention(now.map(|now| &now.settings), at);
        let end = MessageEnd { outcome: &outcome, sent: &[], by_echo: None, then: &then, at, expires };
        self.turn.ports.store.end_message(self.turn.head, &end).await?;
        self.ring(&then).await;
        Ok(Step::Went)
    }

    async fn hold(&self, now: &Now) -> Result<Step, StoreError> {
        let Some(ticket) = &now.conversation.ticket else { return self.turn.again(now.at).await };
        let mut then = self.marked(Some(marks::NOT_SENT), now.at);
        then.push(self.tell(NotSent::Ask, now.at));
        let outcome = Outcome::NotSent { why: NotSent::Ask };
        let expires = super::super::retention(Some(&now.settings), now.at);
        let end = MessageEnd { outcome: &outcome, sent: &[], by_echo: None, then: &then, at: now.at, expires };
        // They may have said it this moment: then the next turn knows.
        self.turn.ports.store.hold(self.turn.head, &ticket.id, self.author, &end).await?;
        self.ring(&then).await;
        Ok(Step::Went)
    }

    async fn end(&self, outcome: &Outcome, then: &[Job], now: &Now) -> Result<Step, StoreError> {
        self.end_with(outcome, &[], None, then, now).await.map(|_| Step::Went)
    }

    async fn end_with(
        &self,
        outcome: &Outcome,
        sent: &[String],
        by_echo: Option<&Echo>,
        then: &[Job],
        now: &Now,
    ) -> Result<Put, StoreError> {
        let expires = super::super::retention(Some(&now.settings), now.at);
        let end = MessageEnd { outcome, sent, by_echo, then, at: now.at, expires };
        let put = self.turn.ports.store.end_message(self.turn.head, &end).await?;
        self.ring(then).await;
        Ok(put)
    }

    async fn ring(&self, then: &[Job]) {
        super::super::deciding::ring(self.turn.ports, &super::super::outbox::lanes(then)).await;
    }

    fn text(&self) -> &str {
        self.turn.head.wording()
    }

    /// This mark is put on, and whatever other one the message bears is taken off.
    fn marked(&self, name: Option<&str>, at: Timestamp) -> Vec<Job> {
        let mut bears: Vec<&str> = self.turn.head.progress.marked.as_deref().into_iter().collect();
        if self.turn.head.attempts >= SEEN_FAILING {
            bears.push(marks::FAILED);
        }
        bears.dedup();
        bears.retain(|mark| Some(*mark) != name);
        let off = bears.into_iter().map(|mark| self.mark(at, mark, false));
        off.chain(name.map(|name| self.mark(at, name, true))).collect()
    }

    fn mark(&self, at: Timestamp, name: &str, on: bool) -> Job {
        let nobody = crate::domain::MemberId::new("");
        let member = self.turn.member().unwrap_or(&nobody);
        Marked { workspace: self.turn.workspace(), member, channel: self.channel, ts: self.ts, at }.job(name, on)
    }

    fn under(&self, told: Told, at: Timestamp) -> Job {
        let number = self.turn.head.endings + 1;
        let thing = Thing::UnderMessage { channel: self.channel.clone(), ts: self.ts.clone(), told, number };
        let lane = LaneKey { lane: Lane::Show(thing), ..self.turn.head.job.lane.clone() };
        let kind = JobKind::Show { channel: Some(self.channel.clone()) };
        Job { id: format!("ended{number}"), lane, order: at.millis(), first_received: at, kind }
    }

    fn tell(&self, why: NotSent, at: Timestamp) -> Job {
        not_sent_job(&self.turn.head.job.lane, self.author, self.channel, self.ts, why, at)
    }
}

fn names(now: &Now) -> Names {
    let users = now.people.iter().filter(|(_, known)| !known.name.is_empty());
    let users = users.map(|(user, known)| (user.clone(), known.name.clone())).collect();
    Names { users, ..Names::default() }
}

/// Why it was not delivered, for people.
fn in_words(failure: &ChatbotFailure) -> String {
    match failure {
        ChatbotFailure::Refused { told: Some(told), .. } => format!("the chatbot platform says: {}", told.as_str()),
        ChatbotFailure::Refused { told: None, .. } => "the chatbot platform refused it".to_owned(),
        ChatbotFailure::NotFound => "the chatbot platform does not know this customer any more".to_owned(),
        ChatbotFailure::NotAuthorised { .. } => {
            "the chatbot platform does not let us in; ask an admin to check the Chatbot Connection".to_owned()
        }
        ChatbotFailure::Limited { .. } | ChatbotFailure::NotNow { .. } | ChatbotFailure::Unknown { .. } => {
            "the chatbot platform could not be reached for a while".to_owned()
        }
    }
}
