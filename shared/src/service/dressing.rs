//! A new inbox channel's topic, set once: whose conversation it is, and where words go. Best effort.

use super::turn::Turn;
use super::working::Step;
use crate::domain::ChannelId;
use crate::limits::{Call, LimitKey};
use crate::slack::CallFailure;
use crate::slack::cards::topic;
use crate::store::StoreError;

/// The topic of one channel.
pub(super) struct Dressing<'a> {
    pub(super) turn: Turn<'a>,
    pub(super) channel: &'a ChannelId,
}

impl Dressing<'_> {
    pub(super) async fn step(&self) -> Result<Step, StoreError> {
        let at = self.turn.ports.clock.now();
        let Some(member) = self.turn.member() else { return self.turn.done("no conversation").await };
        let limit = LimitKey::slack(self.turn.workspace(), Call::SetTopic);
        let limits = std::slice::from_ref(&limit);
        let scene = self.turn.ports.store.scene(self.turn.workspace(), member, None, limits).await?;
        if let Some(until) = scene.limits.holds(&limit, at) {
            return self.turn.set_aside(until, at).await;
        }
        let token = scene.installation.as_ref().and_then(|installation| self.turn.token(installation));
        let Some(token) = token.filter(|_| !self.turn.is_tried_too_often()) else {
            return self.turn.done("it goes without a topic").await;
        };
        let ticket = scene.conversation.as_ref().and_then(|conversation| conversation.ticket.as_ref());
        let topic = topic(super::scene::customer(ticket, &scene.profile), scene.profile.platform.as_deref());
        if !self.turn.claim(at).await? {
            return Ok(Turn::taken(at));
        }
        match self.turn.outside.slack.set_topic(&token, self.channel, &topic).await {
            Ok(()) => self.turn.done("the topic is set").await,
            Err(CallFailure::Limited { retry_after }) => self.turn.limited(retry_after, &limit, at).await,
            Err(failure @ (CallFailure::NotSent { .. } | CallFailure::Unknown { .. })) => {
                self.turn.log("conversations.setTopic", &failure);
                self.turn.later(at).await
            }
            Err(failure) => {
                self.turn.log("conversations.setTopic", &failure);
                self.turn.done("it goes without a topic").await
            }
        }
    }
}
