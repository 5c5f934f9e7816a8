//! What became of a call, recorded: the one place that says what each failure leads to.

use std::time::Duration;

use super::super::outbox::Outbox;
use super::super::working::Step;
use super::plan::{CHANNEL_AGAIN, ECHO};
use super::{Now, Showing, is_final};
use crate::domain::{ChannelId, MessageTs, Timestamp};
use crate::job::{Owner, Thing, backoff};
use crate::limits::{Call, LimitKey};
use crate::slack::CallFailure;
use crate::store::{Done, Postponement, Scene, Shown, StoreError};

impl Showing<'_> {
    /// The thing is as it should be: its jobs are done.
    pub(super) async fn finish(&self, now: &Now, shown: &Shown) -> Result<Step, StoreError> {
        let expires = super::super::retention(now.scene.settings.as_ref(), now.at);
        let points = self.pointing_here(now);
        let done = Done { jobs: self.jobs, shown: Some(shown), then: points.as_slice(), expires, at: now.at };
        self.ports.store.done_with(&done).await?;
        self.ring(points.as_slice()).await;
        tracing::info!(thing = %self.thing, attempts = self.head.attempts + 1, "shown");
        Ok(Step::Went)
    }

    /// There is nothing to show any more.
    pub(super) async fn drop_jobs(&self) -> Result<Step, StoreError> {
        self.ports.store.done(self.jobs, None).await?;
        tracing::info!(thing = %self.thing, "nothing to show any more");
        Ok(Step::Went)
    }

    /// A limit, known before anything was claimed.
    pub(super) async fn wait(&self, until: Timestamp) -> Result<Step, StoreError> {
        self.set_aside(until, None).await?;
        Ok(Step::Waits(until))
    }

    /// Not now: the job that nobody claimed waits.
    pub(super) async fn set_aside(&self, until: Timestamp, shown: Option<&Shown>) -> Result<(), StoreError> {
        self.ports.store.set_aside(self.head, until, shown, self.ports.clock.now()).await
    }

    /// What was learnt is stored, and the lane goes on with it at once. The attempt doesn't count: it succeeded.
    pub(super) async fn again_with(&self, shown: &Shown, at: Timestamp) -> Result<Step, StoreError> {
        let postponement = Postponement { until: at, uncounted: true, shown: Some(shown), limit: None, progress: None };
        self.ports.store.postpone(self.head, &postponement).await?;
        Ok(Step::Went)
    }

    pub(super) async fn found(&self, ts: Option<MessageTs>, now: Now) -> Result<Step, StoreError> {
        tracing::info!(thing = %self.thing, "a lost post was found: it had been made");
        self.again_with(&Shown { ts, posting: None, cursor: None, ..now.shown }, now.at).await
    }

    pub(super) async fn not_there(&self, now: Now) -> Result<Step, StoreError> {
        tracing::info!(thing = %self.thing, "a lost post had not been made");
        self.again_with(&Shown { posting: None, cursor: None, ..now.shown }, now.at).await
    }

    pub(super) async fn post_failed(
        &self,
        channel: ChannelId,
        failure: CallFailure,
        now: Now,
    ) -> Result<Step, StoreError> {
        self.log("post", &failure);
        // Whatever is not unknown was surely not posted.
        let unposted = Shown { posting: None, ..now.shown.clone() };
        match failure {
            CallFailure::Limited { retry_after } => {
                let limit = LimitKey::post(&self.head.job.lane.workspace, &channel);
                self.limited(retry_after, &limit, Some(&unposted), now.at).await
            }
            CallFailure::Unknown { .. } => {
                // Time for the echo; and when Slack is away for long, it is not asked every few seconds.
                self.later(ECHO.max(backoff(self.head.attempts + 1)), None, now.at).await
            }
            CallFailure::NotSent { .. } | CallFailure::CursorSpent => {
                self.later(backoff(self.head.attempts + 1), Some(&unposted), now.at).await
            }
            CallFailure::ChannelUnusable { error } => {
                self.again_with(&avoiding(unposted, channel, error), now.at).await
            }
            failure => {
                // First that nothing was posted: after a redrive there is nothing to look for.
                self.again_with(&unposted, now.at).await?;
                self.give_up_after(&failure, &now).await
            }
        }
    }

    pub(super) async fn update_failed(
        &self,
        channel: &ChannelId,
        ts: &MessageTs,
        failure: CallFailure,
        now: Now,
    ) -> Result<Step, StoreError> {
        self.log("update", &failure);
        let gone = Shown { ts: None, gone: Some(ts.clone()), ..now.shown.clone() };
        match failure {
            CallFailure::Limited { retry_after } => {
                let limit = LimitKey::slack(&self.head.job.lane.workspace, Call::UpdateMessage);
                self.limited(retry_after, &limit, None, now.at).await
            }
            // Nobody can pick from a card that somebody deleted: it is posted anew.
            CallFailure::MessageGone { .. } => self.again_with(&gone, now.at).await,
            CallFailure::ChannelUnusable { error } if is_out_of_sight(&error) => {
                self.again_with(&avoiding(gone, channel.clone(), error), now.at).await
            }
            // The card stands there, if not up to date: a second one beside it would be worse.
            CallFailure::ChannelUnusable { .. } | CallFailure::MessageFixed { .. } => {
                self.finish(&now, &now.shown).await
            }
            failure if is_final(&failure) => self.give_up_after(&failure, &now).await,
            _ => self.later(backoff(self.head.attempts + 1), None, now.at).await,
        }
    }

    pub(super) async fn look_failed(
        &self,
        channel: &ChannelId,
        failure: CallFailure,
        now: Now,
    ) -> Result<Step, StoreError> {
        self.log("look for", &failure);
        match failure {
            CallFailure::Limited { retry_after } => {
                let limit = LimitKey::slack(&self.head.job.lane.workspace, Call::History);
                self.limited(retry_after, &limit, None, now.at).await
            }
            // Whatever stands there, nobody can use it.
            CallFailure::ChannelUnusable { error } if is_out_of_sight(&error) => {
                let unposted = Shown { posting: None, cursor: None, ..now.shown };
                self.again_with(&avoiding(unposted, channel.clone(), error), now.at).await
            }
            // The card may stand there for all to see, and we can't look: admins are asked to let us in.
            CallFailure::ChannelUnusable { error } => {
                self.tell_no_channel(&now, Some((channel.clone(), error))).await?;
                self.later(CHANNEL_AGAIN, None, now.at).await
            }
            CallFailure::CursorSpent => {
                let anew = Shown { cursor: None, ..now.shown };
                self.later(backoff(self.head.attempts + 1), Some(&anew), now.at).await
            }
            failure if is_final(&failure) => self.give_up_after(&failure, &now).await,
            _ => self.later(backoff(self.head.attempts + 1), None, now.at).await,
        }
    }

    pub(super) async fn open_failed(&self, failure: CallFailure, now: Now) -> Result<Step, StoreError> {
        self.log("open direct message", &failure);
        match failure {
            CallFailure::Limited { retry_after } => {
                let limit = LimitKey::slack(&self.head.job.lane.workspace, Call::OpenDirect);
                self.limited(retry_after, &limit, None, now.at).await
            }
            failure if is_final(&failure) => self.give_up_after(&failure, &now).await,
            _ => self.later(backoff(self.head.attempts + 1), None, now.at).await,
        }
    }

    /// A limit was met: noted for all who read it, and no attempt is wasted on it.
    pub(super) async fn limited(
        &self,
        retry_after: Duration,
        limit: &LimitKey,
        shown: Option<&Shown>,
        at: Timestamp,
    ) -> Result<Step, StoreError> {
        let until = at.after(retry_after);
        let postponement = Postponement { until, uncounted: true, shown, limit: Some(limit), progress: None };
        self.ports.store.postpone(self.head, &postponement).await?;
        Ok(Step::Waits(until))
    }

    pub(super) async fn later(&self, wait: Duration, shown: Option<&Shown>, at: Timestamp) -> Result<Step, StoreError> {
        let until = at.after(wait);
        let postponement = Postponement { until, uncounted: false, shown, limit: None, progress: None };
        self.ports.store.postpone(self.head, &postponement).await?;
        Ok(Step::Waits(until))
    }

    /// With a token that works no more nobody can be told, either: the log tells it, and a new installation brings the job
    /// back.
    async fn give_up_after(&self, failure: &CallFailure, now: &Now) -> Result<Step, StoreError> {
        let nobody = Scene::default();
        let is_dead = matches!(failure, CallFailure::CredentialsDead { .. });
        self.give_up(now.at, if is_dead { &nobody } else { &now.scene }, &failure.cause()).await
    }

    /// Parks the job and tells the admins, unless it is their own direct message that can't be sent.
    pub(super) async fn give_up(&self, at: Timestamp, scene: &Scene, reason: &str) -> Result<Step, StoreError> {
        let tell = self.tell_admins(at, scene);
        self.ports.store.park(self.head, reason, &tell, at).await?;
        let team = &self.head.job.lane.workspace;
        tracing::error!(thing = %self.thing, slack.team_id = %team, error.cause = reason, "parked");
        self.ring(&tell).await;
        Ok(Step::Went)
    }

    /// The app was removed from the workspace: it is shown when it is installed again, and nobody can be told.
    pub(super) async fn keep_until_installed(&self, at: Timestamp) -> Result<Step, StoreError> {
        self.ports.store.park(self.head, "the app is not installed", &[], at).await?;
        tracing::info!(thing = %self.thing, "kept until the app is installed again");
        Ok(Step::Went)
    }

    fn tell_admins(&self, at: Timestamp, scene: &Scene) -> Vec<crate::job::Job> {
        let (Some(conversation), Some(settings)) = (&scene.conversation, &scene.settings) else { return Vec::new() };
        // A direct message to an admin that can't be sent is told to nobody: the next would not arrive either.
        let (Owner::Conversation(_), Some(ticket)) = (self.owner(), &conversation.ticket) else { return Vec::new() };
        let thing = Thing::GivenUp { member: conversation.member.clone(), ticket: ticket.id.clone() };
        Outbox::new(conversation, settings, at).to_admins(&thing)
    }

    pub(super) fn log(&self, call: &str, failure: &CallFailure) {
        tracing::warn!(thing = %self.thing, call, attempt = self.head.attempts + 1, error.cause = %failure, "call failed");
    }
}

/// Whether Slack's word means that nobody sees what stands in the channel (`contracts/slack.md` 9). Any other word may
/// be about us alone.
fn is_out_of_sight(error: &str) -> bool {
    matches!(error, "is_archived" | "is_inactive" | "channel_not_found")
}

fn avoiding(shown: Shown, channel: ChannelId, error: String) -> Shown {
    let mut avoid = shown.avoid;
    avoid.push(channel.clone());
    // The first of them is the one that was meant.
    let refused = shown.refused.or(Some((channel, error)));
    Shown { avoid, channel: None, refused, ..shown }
}
