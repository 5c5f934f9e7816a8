//! The lane `ctl`: finding the inbox channel again or opening one, inviting the winner first and alone, then the others.
//!
//! Nothing is opened for who may not pick: Slack is asked about an unknown person first. A channel's making can't be
//! repeated safely, so each attempt has a name of its own.

use super::deciding::{Decided, Question, decide, ring};
use super::turn::Turn;
use super::working::Step;
use crate::digest;
use crate::domain::{
    self, ChannelId, Command, Conversation, CustomerText, InboxChannelType, PersonKind, PickFailure, Record, TicketId,
    Timestamp, UserId, inbox_digest_of, inbox_mark, inbox_name,
};
use crate::job::{Job, JobKind, Lane, LaneKey};
use crate::limits::{Call, LimitKey};
use crate::seal::Sealed;
use crate::slack::limits::INVITED;
use crate::slack::{BotToken, CallFailure};
use crate::store::{Attempt, Claim, KnownPerson, Opening, PendingJob, Scene, StoreError};

/// One step towards the handler's seat.
pub(super) struct Seating<'a> {
    pub(super) turn: Turn<'a>,
    pub(super) ticket: &'a TicketId,
    pub(super) hop: u32,
    /// Whether the job ends with the handler in the channel; else with the channel.
    pub(super) invites: bool,
    pub(super) reply: Option<&'a Sealed>,
}

/// What a step works with.
struct Now {
    at: Timestamp,
    scene: Scene,
    conversation: Conversation,
    handler: UserId,
    token: BotToken,
    opening: Opening,
}

/// What is to be done next.
enum Plan {
    Wait(Timestamp),
    /// Slack has to be asked who the handler is.
    Ask,
    /// They may not pick, or can't be invited.
    Fail(PickFailure),
    Create,
    Invite(ChannelId),
    /// The channel is there, and that was all.
    Done,
}

impl Seating<'_> {
    pub(super) async fn step(&self) -> Result<Step, StoreError> {
        let at = self.turn.ports.clock.now();
        let Some(member) = self.turn.member() else { return self.turn.done("no conversation").await };
        let store = &self.turn.ports.store;
        let scene = store.scene(self.turn.workspace(), member, None, &self.limits()).await?;
        let Some((conversation, handler)) = self.still_wanted(&scene) else {
            return self.turn.done("the ticket moved on").await;
        };
        let Some(token) = scene.installation.as_ref().and_then(|it| self.turn.token(it)) else {
            return self.turn.set_aside(at.after(crate::job::backoff(8)), at).await;
        };
        let opening = store.opening(self.turn.workspace(), member).await?;
        let person = store.people(self.turn.workspace(), std::slice::from_ref(&handler)).await?.remove(&handler);
        let now = Now { at, scene, conversation, handler, token, opening };
        match self.plan(person.as_ref(), &now) {
            Plan::Wait(until) => self.turn.set_aside(until, at).await,
            Plan::Ask => self.turn.ask_who(&now.token, &now.handler, at).await,
            Plan::Fail(why) => self.fail(why, now).await,
            Plan::Create => Box::pin(self.create(now)).await,
            Plan::Invite(inbox) => Box::pin(self.invite(inbox, now)).await,
            Plan::Done => self.turn.done("the inbox channel is there").await,
        }
    }

    fn plan(&self, person: Option<&KnownPerson>, now: &Now) -> Plan {
        let limit = |call| now.scene.limits.holds(&LimitKey::slack(self.turn.workspace(), call), now.at);
        let unless = |call, plan: Plan| limit(call).map_or(plan, Plan::Wait);
        if self.turn.is_tried_too_often() {
            return Plan::Fail(gave_up(now));
        }
        let Some(person) = person else { return Plan::Ask };
        if let Some(why) = may_not_sit(person) {
            return Plan::Fail(why);
        }
        match now.conversation.inbox.as_ref().filter(|inbox| now.opening.lost.as_ref() != Some(inbox)) {
            None => unless(Call::CreateChannel, Plan::Create),
            Some(_) if !self.invites => Plan::Done,
            Some(inbox) => unless(Call::Invite, Plan::Invite(inbox.clone())),
        }
    }

    async fn create(&self, now: Now) -> Result<Step, StoreError> {
        let opening = Opening { attempts: now.opening.attempts.saturating_add(1), ..now.opening.clone() };
        let digest = digest_of(&now.conversation);
        let (attempt, mark) = (Attempt::now(now.at), inbox_mark(&digest));
        let begun = self.turn.ports.store.begin_opening(self.turn.head, &attempt, &opening, &mark).await?;
        if begun == Claim::Taken {
            return Ok(Turn::taken(now.at));
        }
        let settings = now.scene.settings.clone().unwrap_or_default();
        let private = settings.inbox_channel_type == InboxChannelType::Private;
        match self.turn.outside.slack.create_channel(&now.token, &name(&now, &digest, opening.attempts), private).await
        {
            Ok(made) => self.opened(made.id, now).await,
            Err(failure) => Box::pin(self.not_created(failure, now)).await,
        }
    }

    /// The conversation has the channel from now on; the job goes on with it, unless that was all.
    async fn opened(&self, channel: ChannelId, now: Now) -> Result<Step, StoreError> {
        let settings = now.scene.settings.clone().unwrap_or_default();
        let done: &[PendingJob] = if self.invites { &[] } else { std::slice::from_ref(self.turn.head) };
        let receipt = format!("inbox#{channel}");
        let topic_of = channel.clone();
        let question = Question { receipt: &receipt, settings: &settings, at: now.at, done, reply: None };
        let record = Record::InboxOpened { channel };
        let decided = decide(self.turn.ports, now.conversation, &question, |before, occasion| {
            domain::record(before, &record, occasion)
        });
        match decided.await? {
            Decided::Moved(_, lanes) => ring(self.turn.ports, &lanes).await,
            Decided::Stood(_) | Decided::Refused(..) => {}
            Decided::Contended => return self.turn.later(now.at).await,
        }
        self.dress(&topic_of, now.at).await?;
        if self.invites { self.turn.again(now.at).await } else { Ok(Step::Went) }
    }

    /// The channel's topic is set once, beside the lane: nobody waits for it.
    async fn dress(&self, channel: &ChannelId, at: Timestamp) -> Result<(), StoreError> {
        let lane = LaneKey { lane: Lane::Dress(channel.clone()), ..self.turn.head.job.lane.clone() };
        let (id, order) = ("topic".to_owned(), at.millis());
        let job = Job { id, lane, order, first_received: at, kind: JobKind::SetTopic };
        self.turn.ports.store.put_jobs(std::slice::from_ref(&job), at).await?;
        ring(self.turn.ports, &[job.lane]).await;
        Ok(())
    }

    /// Whatever became of this attempt, the next has another name.
    async fn not_created(&self, failure: CallFailure, now: Now) -> Result<Step, StoreError> {
        self.turn.log("conversations.create", &failure);
        match failure {
            CallFailure::Limited { retry_after } => {
                let limit = LimitKey::slack(self.turn.workspace(), Call::CreateChannel);
                self.turn.limited(retry_after, &limit, now.at).await
            }
            CallFailure::NameTaken => self.turn.again(now.at).await,
            CallFailure::Unknown { .. } | CallFailure::NotSent { .. } => self.turn.later(now.at).await,
            failure => self.fail(PickFailure::NoInboxChannel { error: word_of(&failure) }, now).await,
        }
    }

    async fn invite(&self, inbox: ChannelId, now: Now) -> Result<Step, StoreError> {
        if !self.turn.claim(now.at).await? {
            return Ok(Turn::taken(now.at));
        }
        let invited = self.turn.outside.slack.invite(&now.token, &inbox, std::slice::from_ref(&now.handler)).await;
        match invited {
            Ok(_) | Err(CallFailure::Already { .. }) => self.joined(inbox, now).await,
            Err(failure) => Box::pin(self.not_invited(inbox, failure, now)).await,
        }
    }

    async fn joined(&self, inbox: ChannelId, now: Now) -> Result<Step, StoreError> {
        let command = Command::Joined { ticket: self.ticket.clone(), hop: self.hop, inbox };
        self.command("joined", &command, now).await
    }

    async fn not_invited(&self, inbox: ChannelId, failure: CallFailure, now: Now) -> Result<Step, StoreError> {
        self.turn.log("conversations.invite", &failure);
        match failure {
            CallFailure::Limited { retry_after } => {
                let limit = LimitKey::slack(self.turn.workspace(), Call::Invite);
                self.turn.limited(retry_after, &limit, now.at).await
            }
            CallFailure::Unknown { .. } | CallFailure::NotSent { .. } => self.turn.later(now.at).await,
            CallFailure::ChannelUnusable { error } if is_lost(&error) => self.lost(inbox, now).await,
            failure => self.fail(PickFailure::NotInvited { error: word_of(&failure) }, now).await,
        }
    }

    /// The inbox channel was archived or deleted, or we are out of it. No bot can undo that: a successor is opened.
    async fn lost(&self, inbox: ChannelId, now: Now) -> Result<Step, StoreError> {
        let opening = Opening { lost: Some(inbox), ..now.opening };
        let member = &now.conversation.member;
        self.turn.ports.store.put_opening(self.turn.workspace(), member, &opening).await?;
        self.turn.again(now.at).await
    }

    async fn fail(&self, why: PickFailure, now: Now) -> Result<Step, StoreError> {
        let command = Command::PickFailed { ticket: self.ticket.clone(), hop: self.hop, why };
        self.command("pick-failed", &command, now).await
    }

    /// The command and the end of the job, in one write.
    async fn command(&self, word: &str, command: &Command, now: Now) -> Result<Step, StoreError> {
        let settings = now.scene.settings.clone().unwrap_or_default();
        let receipt = format!("{word}#{}#{}", self.ticket, self.hop);
        let done = std::slice::from_ref(self.turn.head);
        let question = Question { receipt: &receipt, settings: &settings, at: now.at, done, reply: self.reply };
        let decided = decide(self.turn.ports, now.conversation, &question, |before, occasion| {
            domain::transition(before, command, occasion)
        });
        match decided.await? {
            Decided::Moved(_, lanes) => {
                ring(self.turn.ports, &lanes).await;
                tracing::info!(ticket.id = %self.ticket, what = word, "seated");
                Ok(Step::Went)
            }
            Decided::Stood(_) | Decided::Refused(..) => self.turn.done("the ticket moved on").await,
            Decided::Contended => self.turn.later(now.at).await,
        }
    }

    /// The handler whose seat it is, while the ticket and its hop stand.
    fn still_wanted(&self, scene: &Scene) -> Option<(Conversation, UserId)> {
        let conversation = scene.conversation.clone()?;
        let ticket = conversation.open_ticket().filter(|open| open.id == *self.ticket && open.hop == self.hop)?;
        let handler = ticket.invited()?.clone();
        Some((conversation, handler))
    }

    fn limits(&self) -> [LimitKey; 2] {
        [Call::CreateChannel, Call::Invite].map(|call| LimitKey::slack(self.turn.workspace(), call))
    }
}

fn digest_of(conversation: &Conversation) -> String {
    digest::hex(&inbox_digest_of(&conversation.workspace, &conversation.member))
}

fn name(now: &Now, digest: &str, attempt: u32) -> String {
    let request = now.conversation.ticket.as_ref().map(|ticket| &ticket.request);
    let hint = request.and_then(|request| request.customer.name.as_ref());
    let customer = now.scene.profile.name.as_ref().or(hint);
    let prefix = request.and_then(|request| request.group_name.as_ref()).map(CustomerText::as_str);
    inbox_name(prefix, customer, digest, attempt)
}

fn gave_up(now: &Now) -> PickFailure {
    let error = "no_answer".to_owned();
    if now.conversation.inbox.is_none() {
        return PickFailure::NoInboxChannel { error };
    }
    PickFailure::NotInvited { error }
}

/// Who can't be let into an inbox channel, whatever Slack would do.
fn may_not_sit(person: &KnownPerson) -> Option<PickFailure> {
    if person.is_gone || person.is_bot {
        return Some(PickFailure::NotInvited { error: "user_disabled".to_owned() });
    }
    match person.kind {
        PersonKind::SingleChannelGuest => Some(PickFailure::SingleChannelGuest),
        PersonKind::OtherOrganisation => Some(PickFailure::OtherOrganisation),
        PersonKind::Unknown => Some(PickFailure::NotInvited { error: "user_not_found".to_owned() }),
        PersonKind::Member | PersonKind::MultiChannelGuest => None,
    }
}

/// Whether Slack's word means that the channel is no more for us.
pub(super) fn is_lost(error: &str) -> bool {
    matches!(error, "is_archived" | "is_inactive" | "channel_not_found" | "not_in_channel")
}

/// Slack's own word in a failure, for the person.
pub(super) fn word_of(failure: &CallFailure) -> String {
    match failure {
        CallFailure::ChannelUnusable { error }
        | CallFailure::MessageGone { error }
        | CallFailure::MessageFixed { error }
        | CallFailure::PersonUnreachable { error }
        | CallFailure::Already { error }
        | CallFailure::CredentialsDead { error }
        | CallFailure::NotAllowed { error, .. }
        | CallFailure::Policy { error }
        | CallFailure::Refused { error, .. } => error.clone(),
        _ => "no_answer".to_owned(),
    }
}

/// The jobs of the lane that let further people in: a refusal stops nothing.
pub(super) struct Inviting<'a> {
    pub(super) turn: Turn<'a>,
}

impl Inviting<'_> {
    pub(super) async fn step(&self) -> Result<Step, StoreError> {
        let at = self.turn.ports.clock.now();
        let Some(member) = self.turn.member() else { return self.turn.done("no conversation").await };
        let limit = LimitKey::slack(self.turn.workspace(), Call::Invite);
        let limits = std::slice::from_ref(&limit);
        let scene = self.turn.ports.store.scene(self.turn.workspace(), member, None, limits).await?;
        let inbox = scene.conversation.as_ref().and_then(|conversation| conversation.inbox.clone());
        let (Some(inbox), Some(installation)) = (inbox, &scene.installation) else {
            return self.turn.done("there is no inbox channel").await;
        };
        if let Some(until) = scene.limits.holds(&limit, at) {
            return self.turn.set_aside(until, at).await;
        }
        let Some(token) = self.turn.token(installation) else { return self.turn.done("no token").await };
        let all = self.users(&scene, &installation.bot_user);
        let (users, left) = self.of_this_call(all);
        if users.is_empty() {
            return self.turn.done("nobody is left to invite").await;
        }
        if self.turn.is_tried_too_often() {
            return self.over(Some("no_answer".to_owned()), at).await;
        }
        if !self.turn.claim(at).await? {
            return Ok(Turn::taken(at));
        }
        match self.turn.outside.slack.invite(&token, &inbox, &users).await {
            Ok(_) if left => self.next(at).await,
            Ok(refused) => self.over(refused.into_iter().next().map(|refused| refused.error), at).await,
            Err(CallFailure::Limited { retry_after }) => self.turn.limited(retry_after, &limit, at).await,
            Err(CallFailure::Unknown { .. } | CallFailure::NotSent { .. }) => self.turn.later(at).await,
            Err(failure) => {
                self.turn.log("conversations.invite", &failure);
                self.over(Some(word_of(&failure)), at).await
            }
        }
    }

    /// Who asked to join is told; the others were not asked.
    async fn over(&self, error: Option<String>, at: Timestamp) -> Result<Step, StoreError> {
        let tell = super::telling::joining(self.turn.head, error, at);
        self.turn.done_then(std::slice::from_ref(self.turn.head), tell.as_slice(), "invited").await
    }

    fn users(&self, scene: &Scene, ourselves: &UserId) -> Vec<UserId> {
        let channel = match &self.turn.head.job.kind {
            JobKind::InvitePerson { user, .. } => return vec![user.clone()],
            JobKind::InviteOthers { channel, .. } => channel.as_ref(),
            _ => return Vec::new(),
        };
        let settings = scene.settings.clone().unwrap_or_default();
        let handler = scene.conversation.as_ref().and_then(|it| it.ticket.as_ref()?.handler().cloned());
        let mut users = settings.group_of(channel).members.clone();
        users.retain(|user| user != ourselves && Some(user) != handler.as_ref());
        users
    }

    /// Whom one call lets in, and whether others are left.
    fn of_this_call(&self, all: Vec<UserId>) -> (Vec<UserId>, bool) {
        let begins = usize::try_from(self.done()).unwrap_or(usize::MAX);
        let left = all.len() > begins.saturating_add(INVITED);
        (all.into_iter().skip(begins).take(INVITED).collect(), left)
    }

    /// How many have had their turn. Who comes into the group or leaves it meanwhile may be asked twice, or not at all:
    /// whoever should take part is added by *Add people*.
    const fn done(&self) -> u32 {
        match &self.turn.head.job.kind {
            JobKind::InviteOthers { done, .. } => *done,
            _ => 0,
        }
    }

    /// The next call is a job of its own.
    async fn next(&self, at: Timestamp) -> Result<Step, StoreError> {
        let JobKind::InviteOthers { channel, done } = &self.turn.head.job.kind else {
            return self.over(None, at).await;
        };
        let done = done.saturating_add(u32::try_from(INVITED).unwrap_or(u32::MAX));
        let kind = JobKind::InviteOthers { channel: channel.clone(), done };
        let job = self.turn.head.job.clone();
        let then = Job { id: format!("{}+{done}", job.id), first_received: at, kind, ..job };
        self.turn.done_then(std::slice::from_ref(self.turn.head), &[then], "invited").await
    }
}
