//! The lane `who`: asking Slack who somebody is who is to be given a role. Whoever gives it is told to try again.

use super::turn::Turn;
use super::working::Step;
use crate::domain::UserId;
use crate::store::StoreError;

/// One question: one call.
pub(super) struct Asking<'a> {
    pub(super) turn: Turn<'a>,
    pub(super) user: &'a UserId,
}

impl Asking<'_> {
    pub(super) async fn step(&self) -> Result<Step, StoreError> {
        let (at, job) = (self.turn.ports.clock.now(), &self.turn.head.job);
        let people = self.turn.ports.store.people(self.turn.workspace(), std::slice::from_ref(self.user)).await?;
        // What Slack said before the question is what made it necessary.
        if people.get(self.user).is_some_and(|known| known.at >= job.first_received) {
            return self.turn.done("Slack has said who they are").await;
        }
        if self.turn.is_tried_too_often() {
            return self.turn.done("Slack does not say who they are").await;
        }
        let installation = self.turn.ports.store.installation(self.turn.workspace()).await?;
        let Some(token) = installation.as_ref().and_then(|it| self.turn.token(it)) else {
            return self.turn.done("no token").await;
        };
        self.turn.ask_who(&token, self.user, at).await
    }
}
