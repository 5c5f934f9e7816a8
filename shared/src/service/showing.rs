//! Keeping a thing in Slack up to date: posted once, whatever fails on the way, and updated to what is true now.
//!
//! `chat.postMessage` can't be repeated safely. So a post is noted in the table before it is made; when nobody knows
//! what became of it, the channel's history is asked once, after the echo had its chance, and only a post that is not
//! there is made again (`architecture.md`, "How each call is made safe to repeat").

mod linking;
mod plan;
mod record;
mod ticking;

use super::deciding::ring;
use super::outbox::{Outbox, lanes};
use super::scene::{self, Look};
use super::turn::Turn;
use super::working::{Step, TAKEN};
use super::{Outside, Ports};
use crate::digest;
use crate::domain::{ChannelId, MessageTs, Timestamp, UserId};
use crate::job::{Job, JobKey, JobKind, Lane, Owner, Thing};
use crate::limits::{Call, LimitKey};
use crate::slack::blocks::Message;
use crate::slack::cards::Names;
use crate::slack::{BotId, BotToken, CallFailure, DeliveryKey, Ourselves, Post, PostSearch, SlackAppId};
use crate::store::{Attempt, Claim, Installation, KeptMessage, PendingJob, Posting, Scene, Shown, StoreError};
use plan::{Plan, plan};

/// How far Slack's clock and ours may differ: the history is asked this much earlier than the attempt.
const SKEW: std::time::Duration = std::time::Duration::from_mins(1);

/// How long a live chat card's update waits for its post.
const CARD_COMES: std::time::Duration = std::time::Duration::from_secs(10);

/// How long after an attempt Slack may still have made the post.
const LATE: std::time::Duration = std::time::Duration::from_mins(2);

/// One turn of a thing's lane. All its pending jobs want the same, the thing as it is now, so one call does them all.
pub(super) struct Showing<'a> {
    pub(super) ports: &'a Ports,
    pub(super) outside: &'a Outside,
    /// Everything pending in the lane, read before the state: what is rendered covers them all.
    pub(super) jobs: &'a [PendingJob],
    pub(super) head: &'a PendingJob,
    pub(super) thing: &'a Thing,
    /// Where it is likely to be posted: that channel's limit is read with the rest.
    pub(super) hint: Option<&'a ChannelId>,
    /// Of a customer's message: whether the handler is called.
    pub(super) calls: bool,
    /// The messages that *Before you joined* quotes.
    pub(super) quoted: &'a [PendingJob],
}

/// What one step works with, all read at once.
struct Now {
    at: Timestamp,
    scene: Scene,
    shown: Shown,
    token: BotToken,
    ourselves: Ourselves,
}

impl Showing<'_> {
    pub(super) async fn step(&self) -> Result<Step, StoreError> {
        let at = self.ports.clock.now();
        let scene = self.read().await?;
        let (under, checklist) = (self.under_message().await?, self.checklist(&scene).await?);
        let mentioned = self.named(&scene);
        let people = self.ports.store.people(&self.head.job.lane.workspace, &mentioned).await?;
        let Some(installation) = scene.installation.clone() else {
            return self.give_up(at, &scene, "the workspace has no installation").await;
        };
        let Some(sealed) = &installation.token else { return self.keep_until_installed(at).await };
        let token = match self.outside.seal.open(&installation.workspace, sealed) {
            Ok(token) => BotToken::new(token.expose()),
            Err(error) => return self.give_up(at, &scene, &error.to_string()).await,
        };
        if let Some(unknown) = mentioned.iter().find(|user| !people.contains_key(*user)) {
            return self.turn().ask_who(&token, unknown, at).await;
        }
        let names: Names = people.into_iter().map(|(user, person)| (user, person.name)).collect();
        let (thing, head, calls, quoted) = (self.thing, self.head, self.calls, self.quoted);
        let asked = scene::Asked { thing, head, calls, quoted, under: under.as_ref(), checklist: checklist.as_ref() };
        let Some(look) = scene::look(&asked, &scene, &names) else { return self.drop_jobs().await };
        let shown = scene.shown.clone().unwrap_or_else(|| self.nowhere());
        let now = Now { at, scene, shown, token, ourselves: ourselves(&installation) };
        if let Some(step) = Box::pin(self.ask_for_address(&now)).await? {
            return Ok(step);
        }
        Box::pin(self.show(look, now)).await
    }

    async fn show(&self, look: Look, now: Now) -> Result<Step, StoreError> {
        let workspace = &self.head.job.lane.workspace;
        let plan = plan(self.owner(), &look, &now.shown, &now.scene.limits, workspace, now.at);
        let plan = self.with_its_limit(plan, now.at).await?;
        if let Plan::Wait(until) = plan {
            return self.wait(until).await;
        }
        if matches!(plan, Plan::Post(_)) && self.is_posted_elsewhere() {
            return self.wait(now.at.after(CARD_COMES)).await;
        }
        if self.head.attempts >= self.head.job.kind.attempts() {
            return self.give_up(now.at, &now.scene, "tried too often").await;
        }
        Box::pin(self.carry_out(plan, look, now)).await
    }

    /// The live chat card is posted by the lane `in`, before every message, and kept up to date by its own.
    fn is_posted_elsewhere(&self) -> bool {
        matches!((self.thing, &self.head.job.lane.lane), (Thing::LiveChatCard { .. }, Lane::Show(_)))
    }

    /// Everybody whose name the thing may tell: none for what waits in a queue, so that nobody has to be looked up.
    fn named(&self, scene: &Scene) -> Vec<UserId> {
        match (self.thing, &self.head.job.kind) {
            (_, JobKind::TellInbox { notice, .. }) => notice.people().into_iter().cloned().collect(),
            (Thing::Card { .. } | Thing::LiveChatCard { .. }, _) => scene::people_in(scene),
            _ => Vec::new(),
        }
    }

    async fn under_message(&self) -> Result<Option<KeptMessage>, StoreError> {
        let Thing::UnderMessage { channel, ts, .. } = self.thing else { return Ok(None) };
        let Owner::Conversation(member) = self.owner() else { return Ok(None) };
        let key = JobKey::of_agents_message(&self.head.job.lane.workspace, member, channel, ts);
        self.ports.store.message(&key).await
    }

    fn turn(&self) -> Turn<'_> {
        Turn { ports: self.ports, outside: self.outside, jobs: self.jobs, head: self.head }
    }

    async fn carry_out(&self, plan: Plan, look: Look, now: Now) -> Result<Step, StoreError> {
        match plan {
            Plan::Wait(until) => self.wait(until).await,
            Plan::Leave => self.finish(&now, &now.shown).await,
            Plan::NoChannel => self.no_channel(now).await,
            Plan::OpenDirect(user) => self.open_direct(&user, now).await,
            Plan::Post(channel) => self.post(channel, look, now).await,
            Plan::Update(channel, ts) => self.update(&channel, &ts, &look.message, now).await,
            Plan::LookFor(channel, since) => self.look_for(channel, since, look.thread, now).await,
        }
    }

    async fn post(&self, channel: ChannelId, look: Look, now: Now) -> Result<Step, StoreError> {
        let Some(key) = self.key() else {
            return self.give_up(now.at, &now.scene, "the delivery key is too long").await;
        };
        let posting = Posting { thing: self.thing.clone(), channel: channel.clone(), since: now.at };
        if !self.claim(now.at, Some(&posting)).await? {
            return Ok(Step::Waits(now.at.after(TAKEN)));
        }
        let Look { message, thread, sender, .. } = look;
        let post = Post { channel: channel.clone(), thread, sender, message, key };
        match self.outside.slack.post(&now.token, &post).await {
            Ok(ts) => {
                let posted = now.shown.clone();
                let shown = Shown { channel: Some(channel), ts: Some(ts), posting: None, gone: None, ..posted };
                self.finish(&now, &shown).await
            }
            Err(failure) => self.post_failed(channel, failure, now).await,
        }
    }

    async fn update(
        &self,
        channel: &ChannelId,
        ts: &MessageTs,
        message: &Message,
        now: Now,
    ) -> Result<Step, StoreError> {
        if !self.claim(now.at, None).await? {
            return Ok(Step::Waits(now.at.after(TAKEN)));
        }
        match self.outside.slack.update(&now.token, channel, ts, message).await {
            Ok(()) => self.finish(&now, &Shown { posting: None, gone: None, ..now.shown.clone() }).await,
            Err(failure) => self.update_failed(channel, ts, failure, now).await,
        }
    }

    /// Asks the history what became of a post: one page a step, and where the next begins is stored, so that a limit in
    /// between costs no page twice.
    async fn look_for(
        &self,
        channel: ChannelId,
        since: Timestamp,
        thread: Option<MessageTs>,
        now: Now,
    ) -> Result<Step, StoreError> {
        let Some(key) = self.key() else {
            return self.give_up(now.at, &now.scene, "the delivery key is too long").await;
        };
        if !self.claim(now.at, None).await? {
            return Ok(Step::Waits(now.at.after(TAKEN)));
        }
        let search = PostSearch {
            channel,
            thread,
            key,
            ourselves: now.ourselves.clone(),
            oldest: since.before(SKEW),
            latest: since.after(LATE),
            cursor: now.shown.cursor.clone(),
        };
        match self.outside.slack.find_own_post(&now.token, &search).await {
            Ok(page) if page.found.is_some() => self.found(page.found, now).await,
            Ok(page) if page.next.is_some() => self.again_with(&Shown { cursor: page.next, ..now.shown }, now.at).await,
            Ok(_) => self.not_there(now).await,
            Err(failure) => self.look_failed(&search.channel, failure, now).await,
        }
    }

    async fn open_direct(&self, user: &UserId, now: Now) -> Result<Step, StoreError> {
        if !self.claim(now.at, None).await? {
            return Ok(Step::Waits(now.at.after(TAKEN)));
        }
        match self.outside.slack.open_direct_message(&now.token, user).await {
            Ok(channel) => self.again_with(&Shown { channel: Some(channel), ..now.shown }, now.at).await,
            Err(failure) => self.open_failed(failure, now).await,
        }
    }

    /// No ticketing channel can be used: the ticket waits, and admins are told once.
    async fn no_channel(&self, now: Now) -> Result<Step, StoreError> {
        self.tell_no_channel(&now, now.shown.refused.clone()).await?;
        let until = now.at.after(plan::CHANNEL_AGAIN);
        self.set_aside(until, Some(&Shown { avoid: Vec::new(), refused: None, ..now.shown })).await?;
        Ok(Step::Waits(until))
    }

    async fn tell_no_channel(&self, now: &Now, trouble: Option<(ChannelId, String)>) -> Result<(), StoreError> {
        let Some(conversation) = &now.scene.conversation else { return Ok(()) };
        let Some(ticket) = conversation.ticket.as_ref().map(|ticket| &ticket.id) else { return Ok(()) };
        let settings = now.scene.settings.clone().unwrap_or_default();
        let thing = Thing::NoChannel { member: conversation.member.clone(), ticket: ticket.clone(), trouble };
        let tell = Outbox::new(conversation, &settings, now.at).to_admins(&thing);
        tracing::warn!(ticket.id = %ticket, "no usable ticketing channel: the ticket waits");
        self.put_and_ring(&tell, now.at).await
    }

    async fn read(&self) -> Result<Scene, StoreError> {
        let lane = &self.head.job.lane;
        let workspace = &lane.workspace;
        let mut limits = vec![
            LimitKey::slack(workspace, Call::UpdateMessage),
            LimitKey::slack(workspace, Call::History),
            LimitKey::slack(workspace, Call::OpenDirect),
        ];
        limits.extend(self.hint.map(|channel| LimitKey::post(workspace, channel)));
        let member = scene::member(&lane.owner, self.thing);
        self.ports.store.scene(workspace, &member, Some((&lane.owner, self.thing)), &limits).await
    }

    /// The limit of a channel that nobody thought of before is read apart: the card of a channel that
    /// refused it, a direct message.
    async fn with_its_limit(&self, plan: Plan, at: Timestamp) -> Result<Plan, StoreError> {
        let Plan::Post(channel) = &plan else { return Ok(plan) };
        if self.hint == Some(channel) {
            return Ok(plan);
        }
        let limit = LimitKey::post(&self.head.job.lane.workspace, channel);
        Ok(self.turn().held_until(&limit, at).await?.map_or(plan, Plan::Wait))
    }

    async fn claim(&self, at: Timestamp, posting: Option<&Posting>) -> Result<bool, StoreError> {
        let claim = self.ports.store.claim(self.head, &Attempt::now(at), posting).await?;
        Ok(claim == Claim::Claimed)
    }

    fn owner(&self) -> &Owner {
        &self.head.job.lane.owner
    }

    fn nowhere(&self) -> Shown {
        Shown::nowhere(&self.head.job.lane.workspace, self.owner(), self.thing)
    }

    /// What the post carries: the thing's whole key, so that its echo needs no read.
    fn key(&self) -> Option<DeliveryKey> {
        let whole = format!("{}@{}", self.thing, self.owner());
        // A member id of hundreds of bytes would not fit: then its hash stands for it, and the history still knows it.
        DeliveryKey::new(&whole).or_else(|| DeliveryKey::new(format!("sha256#{}", digest::hex(&whole))))
    }

    async fn put_and_ring(&self, jobs: &[Job], at: Timestamp) -> Result<(), StoreError> {
        self.ports.store.put_jobs(jobs, at).await?;
        self.ring(jobs).await;
        Ok(())
    }

    async fn ring(&self, jobs: &[Job]) {
        ring(self.ports, &lanes(jobs)).await;
    }
}

fn ourselves(installation: &Installation) -> Ourselves {
    Ourselves {
        app: SlackAppId::new(&installation.app),
        bot: BotId::new(&installation.bot),
        user: installation.bot_user.clone(),
    }
}

/// What a failure of a call that can't be repeated leaves to do.
fn is_final(failure: &CallFailure) -> bool {
    match failure {
        CallFailure::CredentialsDead { .. }
        | CallFailure::CredentialsStale
        | CallFailure::NotAllowed { .. }
        | CallFailure::Policy { .. }
        | CallFailure::Refused { .. }
        | CallFailure::Already { .. }
        | CallFailure::NameTaken
        | CallFailure::TriggerSpent { .. }
        | CallFailure::ConsentSpent { .. }
        | CallFailure::ViewGone { .. }
        | CallFailure::ViewChanged { .. }
        | CallFailure::MessageFixed { .. }
        | CallFailure::PersonUnreachable { .. } => true,
        CallFailure::Limited { .. }
        | CallFailure::Unknown { .. }
        | CallFailure::NotSent { .. }
        | CallFailure::ChannelUnusable { .. }
        | CallFailure::MessageGone { .. }
        | CallFailure::CursorSpent => false,
    }
}
