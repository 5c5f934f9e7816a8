//! The lane `stray`: a channel that we have made without learning of it. It is archived once a later attempt at opening
//! that inbox channel is recorded, for then nothing will come of it (`architecture.md`, "How each call is made safe to
//! repeat").
//!
//! A channel that is or was somebody's inbox channel is never touched, and neither is one that another has made.

use std::time::Duration;

use super::turn::Turn;
use super::working::{Step, unknown};
use crate::domain::{ChannelId, InboxAttempt, MemberId, Timestamp, UserId};
use crate::job::{Job, JobKind};
use crate::limits::{Call, LimitKey};
use crate::slack::{BotToken, CallFailure, ChannelInfo};
use crate::store::{ChannelScene, Opening, StoreError};

/// How long the answer to `conversations.create`, and its recording, may take. So the usual channel is known by then, and
/// nobody is asked about it.
const ANSWERED: Duration = Duration::from_secs(10);

/// How soon, and how late, we look again: after half as long as we have waited.
const SOONEST: Duration = Duration::from_secs(2);
const LATEST: Duration = Duration::from_mins(5);

/// After which time nobody makes the attempt again: longer than an opening is tried.
const OPENING_IS_OVER: Duration = Duration::from_hours(1);

/// One step: at most one call.
pub(super) struct Clearing<'a> {
    pub(super) turn: Turn<'a>,
    pub(super) channel: &'a ChannelId,
}

impl Clearing<'_> {
    pub(super) async fn step(&self) -> Result<Step, StoreError> {
        let at = self.turn.ports.clock.now();
        let call = match self.turn.head.job.kind {
            JobKind::LookAtChannel => Call::ChannelInfo,
            JobKind::ArchiveStray => Call::Archive,
            _ => return unknown(self.turn).await,
        };
        let limit = LimitKey::slack(self.turn.workspace(), call);
        let limits = std::slice::from_ref(&limit);
        let scene = self.turn.ports.store.channel_scene(self.turn.workspace(), self.channel, limits).await?;
        if is_used(&scene, self.channel) {
            return self.turn.done("the channel is used").await;
        }
        match call {
            Call::Archive => self.archive(scene, &limit, at).await,
            _ if self.has_waited(at) < ANSWERED => self.turn.set_aside(self.next_look(at), at).await,
            _ => self.look(scene, &limit, at).await,
        }
    }

    /// How long ago we heard of the channel.
    fn has_waited(&self, at: Timestamp) -> Duration {
        at.since(self.turn.head.job.first_received)
    }

    fn next_look(&self, at: Timestamp) -> Timestamp {
        at.after((self.has_waited(at) / 2).clamp(SOONEST, LATEST))
    }

    async fn look(&self, scene: ChannelScene, limit: &LimitKey, at: Timestamp) -> Result<Step, StoreError> {
        let (token, bot) = match self.begin(scene, limit, at).await? {
            Begun::Step(step) => return Ok(step),
            Begun::Calls(token, bot) => (token, bot),
        };
        match self.turn.outside.slack.channel(&token, self.channel).await {
            Ok(channel) => self.judge(&channel, &bot, at).await,
            Err(failure) => self.failed("conversations.info", failure, limit, at).await,
        }
    }

    /// Whether it is a channel of ours that nothing will come of.
    async fn judge(&self, channel: &ChannelInfo, bot: &UserId, at: Timestamp) -> Result<Step, StoreError> {
        let ours = channel.creator.as_ref() == Some(bot) && !channel.is_archived;
        let Some(named) = InboxAttempt::read(&channel.name).filter(|_| ours) else {
            return self.turn.done("it is no attempt of ours at an inbox channel").await;
        };
        let store = &self.turn.ports.store;
        let Some(member) = store.opener(self.turn.workspace(), &named.mark).await? else {
            return self.turn.done("nobody's inbox channel was to be opened so").await;
        };
        let opening = store.opening(self.turn.workspace(), &member).await?;
        if named.attempt == opening.attempts {
            return self.last_attempt(&member, opening, at).await;
        }
        if named.attempt > opening.attempts {
            return self.turn.done("it is of no attempt that we know of").await;
        }
        self.is_stray().await
    }

    /// The attempt may still be made good by the next one, or nobody makes another: then its number is passed over.
    async fn last_attempt(&self, member: &MemberId, opening: Opening, at: Timestamp) -> Result<Step, StoreError> {
        if self.has_waited(at) < OPENING_IS_OVER {
            return self.turn.look_again(self.next_look(at)).await;
        }
        let passed = Opening { attempts: opening.attempts.saturating_add(1), ..opening };
        self.turn.ports.store.put_opening(self.turn.workspace(), member, &passed).await?;
        self.is_stray().await
    }

    async fn is_stray(&self) -> Result<Step, StoreError> {
        let head = &self.turn.head.job;
        let archive = Job { id: "archive".to_owned(), kind: JobKind::ArchiveStray, ..head.clone() };
        let look = std::slice::from_ref(self.turn.head);
        self.turn.done_then(look, &[archive], "nothing will come of this channel").await
    }

    async fn archive(&self, scene: ChannelScene, limit: &LimitKey, at: Timestamp) -> Result<Step, StoreError> {
        let token = match self.begin(scene, limit, at).await? {
            Begun::Step(step) => return Ok(step),
            Begun::Calls(token, _) => token,
        };
        match self.turn.outside.slack.archive_channel(&token, self.channel).await {
            Ok(()) | Err(CallFailure::Already { .. }) => self.turn.done("a stray channel is archived").await,
            Err(failure) => self.failed("conversations.archive", failure, limit, at).await,
        }
    }

    /// Takes the job for its call.
    async fn begin(&self, scene: ChannelScene, limit: &LimitKey, at: Timestamp) -> Result<Begun, StoreError> {
        let step = |step: Step| Ok(Begun::Step(step));
        let opened = scene.installation.and_then(|it| self.turn.token(&it).map(|token| (token, it.bot_user)));
        let Some((token, bot)) = opened.filter(|_| !self.turn.is_tried_too_often()) else {
            return step(self.turn.done("it stays: no token, or tried often enough").await?);
        };
        if let Some(until) = scene.limits.holds(limit, at) {
            return step(self.turn.set_aside(until, at).await?);
        }
        if !self.turn.claim(at).await? {
            return step(Turn::taken(at));
        }
        Ok(Begun::Calls(token, bot))
    }

    /// Both calls are safe to repeat.
    async fn failed(
        &self,
        call: &str,
        failure: CallFailure,
        limit: &LimitKey,
        at: Timestamp,
    ) -> Result<Step, StoreError> {
        match self.turn.repeated(call, failure, limit, at).await? {
            Ok(step) => Ok(step),
            Err(_) => self.turn.done("it stays: Slack refused").await,
        }
    }
}

/// What became of the beginning of a call.
enum Begun {
    /// No call is to be made now.
    Step(Step),
    /// The call is to be made, with our token; and who our bot is.
    Calls(BotToken, UserId),
}

/// Whether somebody's conversation stands in this channel, or once stood there, or tickets come here.
fn is_used(scene: &ChannelScene, channel: &ChannelId) -> bool {
    let ticketing = scene.settings.as_ref().and_then(|settings| settings.ticketing_channel(channel));
    scene.member.is_some() || ticketing.is_some()
}
