//! The lane `enter` of a channel: whether tickets can be posted in what an admin has made a ticketing channel. This app
//! joins a public one by itself; what to do for any other is told to who made it one.

use super::channels::{News, learn};
use super::turn::Turn;
use super::working::Step;
use crate::domain::{ChannelId, ChannelNews, Timestamp, UserId};
use crate::job::{Job, JobKind, Lane, LaneKey, Owner, Thing};
use crate::limits::{Call, LimitKey};
use crate::slack::{BotToken, CallFailure, ChannelInfo};
use crate::store::{ChannelScene, StoreError};

/// Slack's word for a channel that the app is not in, or that is not there.
const NOT_FOUND: &str = "channel_not_found";

/// One step: at most one call.
pub(super) struct Entering<'a> {
    pub(super) turn: Turn<'a>,
    pub(super) channel: &'a ChannelId,
    /// Who made it a ticketing channel.
    pub(super) by: &'a UserId,
    /// Whether it is known to be public, so that it is joined.
    pub(super) joins: bool,
}

impl Entering<'_> {
    pub(super) async fn step(&self) -> Result<Step, StoreError> {
        let at = self.turn.ports.clock.now();
        let call = if self.joins { Call::Join } else { Call::ChannelInfo };
        let limit = LimitKey::slack(self.turn.workspace(), call);
        let limits = std::slice::from_ref(&limit);
        let scene = self.turn.ports.store.channel_scene(self.turn.workspace(), self.channel, limits).await?;
        if !is_wanted(&scene, self.channel) {
            return self.turn.done("tickets are posted there, or nobody wants them there").await;
        }
        let Some(token) = scene.installation.as_ref().and_then(|it| self.turn.token(it)) else {
            return self.turn.done("no token").await;
        };
        if self.turn.is_tried_too_often() {
            return self.tell("not_in_channel").await;
        }
        if let Some(until) = scene.limits.holds(&limit, at) {
            return self.turn.set_aside(until, at).await;
        }
        if !self.turn.claim(at).await? {
            return Ok(Turn::taken(at));
        }
        Box::pin(self.call(&token, &limit, at)).await
    }

    /// Both calls are safe to repeat.
    async fn call(&self, token: &BotToken, limit: &LimitKey, at: Timestamp) -> Result<Step, StoreError> {
        let slack = &self.turn.outside.slack;
        let answer = if self.joins {
            slack.join_channel(token, self.channel).await.map(|joined| ChannelInfo { is_member: true, ..joined })
        } else {
            slack.channel(token, self.channel).await
        };
        match answer {
            Ok(channel) => self.judge(&channel, at).await,
            Err(failure) => self.failed(failure, limit, at).await,
        }
    }

    async fn judge(&self, channel: &ChannelInfo, at: Timestamp) -> Result<Step, StoreError> {
        if channel.is_archived {
            return self.tell("is_archived").await;
        }
        if channel.is_member {
            return self.is_in(channel, at).await;
        }
        if channel.is_private {
            return self.tell(NOT_FOUND).await;
        }
        let head = &self.turn.head.job;
        let kind = JobKind::EnterChannel { by: self.by.clone(), joins: true };
        let join = Job { id: format!("{}#join", head.id), kind, ..head.clone() };
        self.turn.done_then(std::slice::from_ref(self.turn.head), &[join], "it is public: to be joined").await
    }

    /// Tickets are posted there from now on. Told before the job is done: whoever dies in between asks Slack again.
    async fn is_in(&self, channel: &ChannelInfo, at: Timestamp) -> Result<Step, StoreError> {
        for what in [ChannelNews::Renamed(channel.name.clone()), ChannelNews::Back] {
            let news = News { workspace: self.turn.workspace(), channel: self.channel, what: &what, at };
            learn(self.turn.ports, &news).await?;
        }
        self.turn.done("tickets are posted there from now on").await
    }

    async fn failed(&self, failure: CallFailure, limit: &LimitKey, at: Timestamp) -> Result<Step, StoreError> {
        let call = if self.joins { "conversations.join" } else { "conversations.info" };
        match self.turn.repeated(call, failure, limit, at).await? {
            Ok(step) => Ok(step),
            Err(CallFailure::ChannelUnusable { error }) => self.tell(&error).await,
            Err(_) => self.tell("not_in_channel").await,
        }
    }

    /// Whoever made it a ticketing channel is told what to do.
    async fn tell(&self, error: &str) -> Result<Step, StoreError> {
        let head = &self.turn.head.job;
        let (channel, error) = (self.channel.clone(), error.to_owned());
        let thing = Thing::NotEntered { channel, error, at: head.first_received };
        let (workspace, owner) = (self.turn.workspace().clone(), Owner::Direct(self.by.clone()));
        let lane = LaneKey { workspace, owner, lane: Lane::Show(thing) };
        let tell = Job { lane, kind: JobKind::Show { channel: None }, ..head.clone() };
        self.turn.done_then(std::slice::from_ref(self.turn.head), &[tell], "the app is not let in").await
    }
}

/// Whether it is a ticketing channel of which nobody knows yet that tickets can be posted there.
fn is_wanted(scene: &ChannelScene, channel: &ChannelId) -> bool {
    let known = scene.settings.as_ref().and_then(|settings| settings.ticketing_channel(channel));
    known.is_some_and(|known| !known.usable)
}
