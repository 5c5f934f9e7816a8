//! Private answers: at most once. Where somebody clicked, they are answered; else in the channel that they are in.

use std::time::Duration;

use super::seating::is_lost;
use super::turn::Turn;
use super::working::Step;
use crate::domain::{ChannelId, Conversation, CustomerText, Now, PrivateAnswer, Timestamp, UserId};
use crate::job::{Job, JobKey, JobKind, Lane, LaneKey, NotSent, TellAbout};
use crate::limits::{Call, LimitKey};
use crate::seal::Sealed;
use crate::slack::blocks::Message;
use crate::slack::cards::{self, Joining, MessageButton, Names, NotRelayed, Told};
use crate::slack::{BotToken, CallFailure, Reply, ResponseUrl};
use crate::store::{Outcome, PendingJob, Scene, StoreError};

/// When it is looked again whether a message has arrived.
const ON_ITS_WAY: Duration = Duration::from_secs(10);

/// One private answer.
pub(super) struct Telling<'a> {
    pub(super) turn: Turn<'a>,
    pub(super) user: &'a UserId,
    pub(super) about: &'a TellAbout,
    pub(super) channel: Option<&'a ChannelId>,
    pub(super) reply: Option<&'a Sealed>,
}

impl Telling<'_> {
    pub(super) async fn step(&self) -> Result<Step, StoreError> {
        let at = self.turn.ports.clock.now();
        if self.turn.head.progress.begun.is_some() || self.turn.is_tried_too_often() {
            return self.turn.done("told, or nobody knows").await;
        }
        let Some(member) = self.turn.member() else { return self.turn.done("no conversation").await };
        let limit = LimitKey::slack(self.turn.workspace(), Call::PostEphemeral);
        let limits = std::slice::from_ref(&limit);
        let scene = self.turn.ports.store.scene(self.turn.workspace(), member, None, limits).await?;
        let Some(conversation) = &scene.conversation else { return self.turn.done("no conversation").await };
        let Some(token) = scene.installation.as_ref().and_then(|it| self.turn.token(it)) else {
            return self.turn.done("no token").await;
        };
        if let Some(until) = scene.limits.holds(&limit, at).filter(|_| self.reply.is_none()) {
            return self.turn.set_aside(until, at).await;
        }
        if let Some(step) = self.not_to_be_told(at).await? {
            return Ok(step);
        }
        let users = super::scene::people_of(conversation);
        let people = self.turn.ports.store.people(self.turn.workspace(), &users).await?;
        if let Some(unknown) = users.iter().find(|user| !people.contains_key(*user)) {
            return self.turn.ask_who(&token, unknown, at).await;
        }
        let names: Names = people.into_iter().map(|(user, person)| (user, person.name)).collect();
        let message = self.message(&scene, conversation, &names);
        if !self.turn.begin(at).await? {
            return Ok(Turn::taken(at));
        }
        match self.tell(&token, message).await {
            Ok(()) => self.turn.done("told").await,
            Err(failure) => self.failed(failure, &limit, at).await,
        }
    }

    /// That an edit or a deletion did not reach the customer is told once they have the message as it was: while nobody
    /// knows that yet it waits, and what they never had is sent as it is now, or not at all.
    async fn not_to_be_told(&self, at: Timestamp) -> Result<Option<Step>, StoreError> {
        let TellAbout::NotSent { why: why @ (NotSent::Edited | NotSent::Deleted), channel, ts } = self.about else {
            return Ok(None);
        };
        let Some(member) = self.turn.member() else { return Ok(None) };
        let key = JobKey::of_agents_message(self.turn.workspace(), member, channel, ts);
        let Some(message) = self.turn.ports.store.message(&key).await? else {
            return self.turn.done("the message is kept no more").await.map(Some);
        };
        match message.outcome {
            None => self.turn.set_aside(at.after(ON_ITS_WAY), at).await.map(Some),
            Some(Outcome::Accepted) if *why == NotSent::Edited && message.edited.is_some() => Ok(None),
            Some(Outcome::Accepted) if *why == NotSent::Deleted && message.is_deleted => Ok(None),
            Some(_) => self.turn.done("the customer does not have it otherwise").await.map(Some),
        }
    }

    async fn tell(&self, token: &BotToken, message: Message) -> Result<(), CallFailure> {
        if let Some(url) = self.response_url() {
            let reply = Reply { message, replaces_original: false };
            return self.turn.outside.slack.respond(&url, &reply).await;
        }
        match self.channel {
            Some(channel) => self.turn.outside.slack.post_ephemeral(token, channel, self.user, None, &message).await,
            None => Ok(()),
        }
    }

    /// Where they clicked, unless that was tried and did not take it: it may be older than half an hour.
    fn response_url(&self) -> Option<ResponseUrl> {
        let sealed = self.reply.filter(|_| self.turn.head.attempts == 0 || self.channel.is_none())?;
        let opened = self.turn.outside.seal.open(self.turn.workspace(), sealed).ok()?;
        ResponseUrl::new(opened.expose())
    }

    async fn failed(&self, failure: CallFailure, limit: &LimitKey, at: Timestamp) -> Result<Step, StoreError> {
        self.turn.log("tell", &failure);
        match failure {
            CallFailure::Limited { retry_after } => self.turn.limited(retry_after, limit, at).await,
            CallFailure::NotSent { .. } => self.turn.later(at).await,
            CallFailure::Unknown { .. } => self.turn.done("nobody knows whether it was told").await,
            // A spent address: they are told in the channel instead.
            _ if self.response_url().is_some() && self.channel.is_some() => self.turn.later(at).await,
            _ => self.turn.done("they can't be told").await,
        }
    }

    fn message(&self, scene: &Scene, conversation: &Conversation, names: &Names) -> Message {
        let ticket = conversation.ticket.as_ref();
        let customer = super::scene::customer(ticket, &scene.profile);
        match self.about {
            TellAbout::Ticket(answer) => told(answer, conversation, customer, names),
            TellAbout::Joining { error } => joined(error.as_deref(), conversation.inbox.as_ref()).render(customer),
            TellAbout::NotSent { why, channel, ts } => {
                let handler = ticket.and_then(|ticket| ticket.handler()).map(|it| names.of(it).to_owned());
                let button =
                    MessageButton { member: conversation.member.clone(), channel: channel.clone(), ts: ts.clone() };
                cards::NotSent { button, customer: customer.cloned(), why: relayed(*why, handler) }.render()
            }
        }
    }
}

fn told(
    answer: &PrivateAnswer,
    conversation: &Conversation,
    customer: Option<&CustomerText>,
    names: &Names,
) -> Message {
    let now = Now::of(conversation);
    Told { answer, now: &now, customer, names }.render()
}

/// What became of a wish to join, by Slack's word.
fn joined(error: Option<&str>, inbox: Option<&ChannelId>) -> Joining {
    match (error, inbox) {
        (Some(error), _) if !is_lost(error) => Joining::NotAdded { error: error.to_owned() },
        (None, Some(inbox)) => Joining::In { inbox: inbox.clone() },
        (Some(_), _) | (None, None) => Joining::NoInbox,
    }
}

/// Why a message was not sent, in the words for it.
fn relayed(why: NotSent, handler: Option<String>) -> NotRelayed {
    match why {
        NotSent::Off => NotRelayed::LiveChatIsOff,
        NotSent::OneOnOne => NotRelayed::OnlyTheHandler { handler },
        NotSent::Ask => NotRelayed::Held { handler },
        NotSent::Files => NotRelayed::Files { text_was_sent: false },
        NotSent::Empty => NotRelayed::Empty,
        NotSent::NotAllowed => NotRelayed::NotAllowed,
        NotSent::Edited => NotRelayed::Edited,
        NotSent::Deleted => NotRelayed::Deleted,
    }
}

/// The job that tells somebody what became of their wish to join. `None`: nobody asked.
pub(super) fn joining(asked: &PendingJob, error: Option<String>, at: Timestamp) -> Option<Job> {
    let JobKind::InvitePerson { user, ticket, channel, reply } = &asked.job.kind else { return None };
    Some(Job {
        id: "told".to_owned(),
        lane: LaneKey { lane: Lane::Tell(format!("joining#{}#{user}", asked.job.id)), ..asked.job.lane.clone() },
        order: at.millis(),
        first_received: at,
        kind: JobKind::TellPerson {
            user: user.clone(),
            ticket: Some(ticket.clone()),
            about: TellAbout::Joining { error },
            channel: channel.clone(),
            reply: reply.clone(),
        },
    })
}
