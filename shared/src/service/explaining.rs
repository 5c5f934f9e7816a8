//! The answer to a mention of the app: what the channel is to it, told privately and at most once to whoever mentioned it.

use super::noting::Mention;
use super::turn::Turn;
use super::working::Step;
use crate::domain::{MemberId, PersonKind, Ticket, Timestamp};
use crate::job::JobKey;
use crate::limits::{Call, LimitKey};
use crate::slack::blocks::Message;
use crate::slack::cards::ChannelIs;
use crate::slack::{BotToken, CallFailure};
use crate::store::{ChannelScene, KnownPerson, StoreError};

/// One answer.
pub(super) struct Explaining<'a> {
    pub(super) turn: Turn<'a>,
    pub(super) mention: Mention<'a>,
}

impl Explaining<'_> {
    pub(super) async fn step(&self) -> Result<Step, StoreError> {
        let at = self.turn.ports.clock.now();
        if self.turn.head.progress.begun.is_some() || self.turn.is_tried_too_often() {
            return self.turn.done("told, or nobody knows").await;
        }
        let limit = LimitKey::slack(self.turn.workspace(), Call::PostEphemeral);
        let (store, limits) = (&self.turn.ports.store, std::slice::from_ref(&limit));
        let scene = store.channel_scene(self.turn.workspace(), self.mention.channel, limits).await?;
        let Some(token) = scene.installation.as_ref().and_then(|it| self.turn.token(it)) else {
            return self.turn.done("no token").await;
        };
        if let Some(until) = scene.limits.holds(&limit, at) {
            return self.turn.set_aside(until, at).await;
        }
        let user = self.mention.user;
        let person = store.people(self.turn.workspace(), std::slice::from_ref(user)).await?.remove(user);
        match person {
            None => self.turn.ask_who(&token, user, at).await,
            Some(person) if is_answered(&person) => Box::pin(self.answer(&token, &scene, &limit, at)).await,
            Some(_) => self.turn.done("nobody of this workspace mentioned the app").await,
        }
    }

    async fn answer(
        &self,
        token: &BotToken,
        scene: &ChannelScene,
        limit: &LimitKey,
        at: Timestamp,
    ) -> Result<Step, StoreError> {
        let message = self.message(scene).await?;
        if !self.turn.begin(at).await? {
            return Ok(Turn::taken(at));
        }
        let Mention { channel, thread, user, .. } = self.mention;
        match self.turn.outside.slack.post_ephemeral(token, channel, user, thread, &message).await {
            Ok(()) => self.turn.done("told").await,
            Err(failure) => self.failed(failure, limit, at).await,
        }
    }

    async fn failed(&self, failure: CallFailure, limit: &LimitKey, at: Timestamp) -> Result<Step, StoreError> {
        self.turn.log("chat.postEphemeral", &failure);
        match failure {
            CallFailure::Limited { retry_after } => self.turn.limited(retry_after, limit, at).await,
            CallFailure::NotSent { .. } => self.turn.later(at).await,
            CallFailure::Unknown { .. } => self.turn.done("nobody knows whether it was told").await,
            _ => self.turn.done("they can't be told").await,
        }
    }

    async fn message(&self, scene: &ChannelScene) -> Result<Message, StoreError> {
        let ticketing = scene.settings.as_ref().and_then(|it| it.ticketing_channel(self.mention.channel));
        if let Some(ticketing) = ticketing {
            return Ok(ChannelIs::Ticketing { label: ticketing.label.clone() }.mentioned());
        }
        let Some(member) = &scene.member else { return Ok(ChannelIs::Nothing.mentioned()) };
        let is = self.inbox(member).await?;
        // A message that goes to the customer mentions nobody when it is written: an edit has brought the mention.
        let key = JobKey::of_agents_message(self.turn.workspace(), member, self.mention.channel, self.mention.ts);
        let was_taken = self.turn.ports.store.message(&key).await?.is_some();
        Ok(if was_taken { is.mentioned_in_an_edit() } else { is.mentioned() })
    }

    /// The inbox channel of this customer, or what was it once.
    async fn inbox(&self, member: &MemberId) -> Result<ChannelIs, StoreError> {
        let scene = self.turn.ports.store.scene(self.turn.workspace(), member, None, &[]).await?;
        let conversation = scene.conversation.as_ref();
        let ticket = conversation.and_then(|conversation| conversation.ticket.as_ref());
        let customer = super::scene::customer(ticket, &scene.profile).cloned();
        let inbox = conversation.and_then(|conversation| conversation.inbox.as_ref());
        if inbox != Some(self.mention.channel) {
            return Ok(ChannelIs::FormerInbox { customer });
        }
        Ok(ChannelIs::Inbox { customer, live_chat: ticket.is_some_and(Ticket::is_open) })
    }
}

/// People of this workspace, its guests too.
fn is_answered(person: &KnownPerson) -> bool {
    let is_of_here = match person.kind {
        PersonKind::Member | PersonKind::MultiChannelGuest | PersonKind::SingleChannelGuest => true,
        PersonKind::OtherOrganisation | PersonKind::Unknown => false,
    };
    is_of_here && !person.is_bot && !person.is_gone
}

#[cfg(test)]
mod tests {
    use super::is_answered;
    use crate::domain::{PersonKind, Timestamp, UserId};
    use crate::store::KnownPerson;

    #[test]
    fn people_of_this_workspace_are_answered_and_bots_and_others_are_not() {
        let known = |kind, is_bot, is_gone| KnownPerson {
            user: UserId::new("U1"),
            name: "Kim".to_owned(),
            kind,
            is_bot,
            is_gone,
            is_owner: None,
            at: Timestamp::from_millis(0),
        };
        for kind in [PersonKind::Member, PersonKind::MultiChannelGuest, PersonKind::SingleChannelGuest] {
            assert!(is_answered(&known(kind, false, false)), "{kind:?}");
            assert!(!is_answered(&known(kind, true, false)), "a bot: {kind:?}");
            assert!(!is_answered(&known(kind, false, true)), "deactivated: {kind:?}");
        }
        for kind in [PersonKind::OtherOrganisation, PersonKind::Unknown] {
            assert!(!is_answered(&known(kind, false, false)), "{kind:?}");
        }
    }
}
