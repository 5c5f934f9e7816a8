//! Where the newer card is to which a line points. The card that became a line is shown at once; when the newer one
//! stands, its address is asked for, kept with the line, and the line shown once more.

use super::super::working::{Step, TAKEN};
use super::{Now, Showing, is_final};
use crate::domain::{Became, FormerCard, TicketId};
use crate::job::{Job, JobKind, Lane, LaneKey, Thing, backoff};
use crate::limits::{Call, LimitKey};
use crate::slack::CallFailure;
use crate::store::{Scene, Shown, StoreError};

/// How often the address is asked for. A line without it says what it has to say.
const ATTEMPTS: u32 = 6;

impl Showing<'_> {
    /// The job that shows the line which points to this card, once this card stands for the first time.
    pub(super) fn pointing_here(&self, now: &Now) -> Option<Job> {
        let Thing::Card { ticket, number } = self.thing else { return None };
        let stood_before = now.shown.ts.is_some() && self.head.attempts == 0;
        let former = former_line(&now.scene, ticket, number.checked_sub(1)?).filter(|_| !stood_before)?;
        let thing = Thing::Card { ticket: ticket.clone(), number: former.card };
        Some(Job {
            id: format!("points#{number}"),
            lane: LaneKey { lane: Lane::Show(thing), ..self.head.job.lane.clone() },
            kind: JobKind::Show { channel: former.queue.channel.clone() },
            ..self.head.job.clone()
        })
    }

    /// Asks for the address of the newer card, if this one is a line that lacks it. `None`: there is nothing to ask.
    pub(super) async fn ask_for_address(&self, now: &Now) -> Result<Option<Step>, StoreError> {
        let Some(newer) = self.newer_card(now) else { return Ok(None) };
        let limit = LimitKey::slack(&self.head.job.lane.workspace, Call::Permalink);
        let limits = std::slice::from_ref(&limit);
        let member = super::scene::member(self.owner(), &newer);
        let asked = Some((self.owner(), &newer));
        let there = self.ports.store.scene(&self.head.job.lane.workspace, &member, asked, limits).await?;
        let stands = there.shown.as_ref().and_then(|shown| shown.channel.as_ref().zip(shown.ts.as_ref()));
        let Some((channel, ts)) = stands else { return Ok(None) };
        if let Some(until) = there.limits.holds(&limit, now.at) {
            return self.wait(until).await.map(Some);
        }
        if !self.claim(now.at, None).await? {
            return Ok(Some(Step::Waits(now.at.after(TAKEN))));
        }
        let step = match self.outside.slack.permalink(&now.token, channel, ts).await {
            Ok(link) => self.again_with(&Shown { link: Some(link), ..now.shown.clone() }, now.at).await?,
            Err(failure) => self.no_address(failure, &limit, now).await?,
        };
        Ok(Some(step))
    }

    fn newer_card(&self, now: &Now) -> Option<Thing> {
        let Thing::Card { ticket, number } = self.thing else { return None };
        former_line(&now.scene, ticket, *number)?;
        let lacks_it = now.shown.ts.is_some() && now.shown.link.is_none() && self.head.attempts < ATTEMPTS;
        lacks_it.then(|| Thing::Card { ticket: ticket.clone(), number: number.saturating_add(1) })
    }

    async fn no_address(&self, failure: CallFailure, limit: &LimitKey, now: &Now) -> Result<Step, StoreError> {
        self.log("chat.getPermalink", &failure);
        match failure {
            CallFailure::Limited { retry_after } => self.limited(retry_after, limit, None, now.at).await,
            // No address is an answer, too: the line does without.
            failure if is_final(&failure) => {
                self.again_with(&Shown { link: Some(String::new()), ..now.shown.clone() }, now.at).await
            }
            _ => self.later(backoff(self.head.attempts + 1), None, now.at).await,
        }
    }
}

/// A card of this ticket that only points to the one after it.
fn former_line<'a>(scene: &'a Scene, ticket: &TicketId, number: u32) -> Option<&'a FormerCard> {
    let current = scene.conversation.as_ref()?.ticket.as_ref().filter(|current| current.id == *ticket)?;
    let points = |former: &&FormerCard| {
        former.card == number && matches!(former.became, Became::Released { .. } | Became::NotPicked { .. })
    };
    current.former_cards.iter().find(points)
}
