//! What every click has in common: who clicked where, what they are to the ticket, and how they are privately answered.

use super::Ports;
use super::deciding::{Decided, Question, decide, ring};
use crate::domain::{
    Action, ChannelId, Conversation, MemberId, Occasion, Person, PersonKind, Rejection, Settled, Standing, Ticket,
    Timestamp, Transition, UserId, WorkspaceId, WorkspaceSettings,
};
use crate::queue::{PrivateReply, Settlement};
use crate::seal::Sealed;
use crate::store::{Desk, KnownPerson, StoreError};

/// A click of a person on something of a conversation.
#[derive(Clone, Debug)]
pub struct Click {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Who.
    pub user: UserId,
    /// Their home workspace, where Slack tells it.
    pub team: Option<WorkspaceId>,
    /// The channel it was made in: whoever clicks in it is in it. None for a modal.
    pub channel: Option<ChannelId>,
    /// Where they are answered, sealed.
    pub reply: Option<Sealed>,
    /// The same for each delivery of the same click, and no other's.
    pub receipt: String,
    /// When it came.
    pub at: Timestamp,
}

/// How a click ended.
pub(super) enum Clicked {
    /// The conversation moved.
    Moved,
    /// Nothing changed, and the person is told why.
    Refused(Rejection),
    /// Too many at once: the person is asked to click again.
    Contended,
}

impl Click {
    /// What they are to this conversation, by its settings, by where they clicked and by what Slack said of them.
    pub(super) fn person(
        &self,
        conversation: &Conversation,
        settings: &WorkspaceSettings,
        known: Option<&KnownPerson>,
    ) -> Person {
        let waits_in = conversation.ticket.as_ref().map(Ticket::queue);
        let standing = settings.standing_of(&self.user, waits_in, self.kind(known));
        let here = self.channel.as_ref();
        let in_inbox_channel = here.is_some() && here == conversation.inbox.as_ref();
        // A ticket that waits in a channel which is no ticketing channel any more can still be picked there.
        let waits_here = waits_in.is_some_and(|it| here.is_some() && here == it.channel.as_ref());
        let in_ticketing_channel = waits_here || here.is_some_and(|here| settings.ticketing_channel(here).is_some());
        let standing = Standing { in_inbox_channel, in_ticketing_channel, ..standing };
        Person { user: self.user.clone(), standing }
    }

    /// Whose home is elsewhere is of another organisation, whatever else is known.
    pub(super) fn kind(&self, known: Option<&KnownPerson>) -> PersonKind {
        if self.team.as_ref().is_some_and(|team| *team != self.workspace) {
            return PersonKind::OtherOrganisation;
        }
        known.map_or(PersonKind::Unknown, |known| known.kind)
    }

    /// Puts a question to the domain, commits its answer and rings; a refusal is told.
    pub(super) async fn decide(
        &self,
        ports: &Ports,
        member: &MemberId,
        desk: Desk,
        action: Action,
        ask: impl Fn(&Conversation, &Occasion, &Person) -> Result<Transition, Rejection>,
    ) -> Result<Clicked, StoreError> {
        let settings = desk.settings.unwrap_or_default();
        let stands = desk.conversation.unwrap_or_else(|| Conversation::new(self.workspace.clone(), member.clone()));
        let question = Question {
            receipt: &self.receipt,
            settings: &settings,
            at: self.at,
            done: &[],
            reply: self.reply.as_ref(),
        };
        let known = desk.person;
        let decided = decide(ports, stands, &question, |before, occasion| {
            ask(before, occasion, &self.person(before, &settings, known.as_ref()))
        });
        match decided.await? {
            Decided::Moved(_, lanes) => {
                ring(ports, &lanes).await;
                Ok(Clicked::Moved)
            }
            // This very click was delivered before: it was answered then.
            Decided::Stood(_) | Decided::Refused(_, Rejection::Repeated(_)) => Ok(Clicked::Moved),
            Decided::Refused(_, rejection) => {
                self.answer(ports, member, action, Some(&rejection)).await;
                Ok(Clicked::Refused(rejection))
            }
            Decided::Contended => {
                self.answer(ports, member, action, None).await;
                Ok(Clicked::Contended)
            }
        }
    }

    /// Tells them privately why nothing changed, through the queue for answers: nobody's lane waits for it.
    pub(super) async fn answer(&self, ports: &Ports, member: &MemberId, action: Action, rejection: Option<&Rejection>) {
        let Some(url) = self.reply.clone() else { return };
        let reply = PrivateReply {
            workspace: self.workspace.clone(),
            member: member.clone(),
            url,
            action,
            rejection: rejection.cloned(),
            at: self.at,
        };
        if let Err(error) = ports.queue.answer(&reply).await {
            tracing::warn!(error.cause = %error, "a private answer is lost");
        }
    }

    /// Puts what became of a question in its place, by the same queue.
    pub(super) async fn settle(&self, ports: &Ports, member: &MemberId, settled: Settled) {
        let Some(url) = self.reply.clone() else { return };
        let settlement = Settlement { workspace: self.workspace.clone(), member: member.clone(), url, settled };
        if let Err(error) = ports.queue.settle(&settlement).await {
            tracing::warn!(error.cause = %error, "a settled question keeps its buttons");
        }
    }
}
