//! Marks on agents' messages: put on or taken off, one call each, safe to repeat.

use super::turn::Turn;
use super::working::Step;
use crate::domain::{ChannelId, MessageTs, Timestamp};
use crate::limits::{Call, LimitKey};
use crate::slack::CallFailure;
use crate::store::StoreError;

/// One mark.
pub(super) struct Marking<'a> {
    pub(super) turn: Turn<'a>,
    pub(super) channel: &'a ChannelId,
    pub(super) ts: &'a MessageTs,
    pub(super) name: &'a str,
    pub(super) on: bool,
}

impl Marking<'_> {
    pub(super) async fn step(&self) -> Result<Step, StoreError> {
        let at = self.turn.ports.clock.now();
        let Some(member) = self.turn.member() else { return self.turn.done("no conversation").await };
        let limit = LimitKey::slack(self.turn.workspace(), Call::React);
        let limits = std::slice::from_ref(&limit);
        let scene = self.turn.ports.store.scene(self.turn.workspace(), member, None, limits).await?;
        if let Some(until) = scene.limits.holds(&limit, at) {
            return self.turn.set_aside(until, at).await;
        }
        let Some(token) = scene.installation.as_ref().and_then(|it| self.turn.token(it)) else {
            return self.turn.done("no token").await;
        };
        if self.turn.is_tried_too_often() {
            return self.turn.done("tried often enough").await;
        }
        if !self.turn.claim(at).await? {
            return Ok(Turn::taken(at));
        }
        let slack = &self.turn.outside.slack;
        let marked = if self.on {
            slack.add_reaction(&token, self.channel, self.ts, self.name).await
        } else {
            slack.remove_reaction(&token, self.channel, self.ts, self.name).await
        };
        match marked {
            Ok(()) | Err(CallFailure::Already { .. }) => self.turn.done("marked").await,
            Err(failure) => self.failed(failure, &limit, at).await,
        }
    }

    /// A message that was deleted, or has too many marks, goes without.
    async fn failed(&self, failure: CallFailure, limit: &LimitKey, at: Timestamp) -> Result<Step, StoreError> {
        match self.turn.repeated("reactions", failure, limit, at).await? {
            Ok(step) => Ok(step),
            Err(_) => self.turn.done("it goes without this mark").await,
        }
    }
}
