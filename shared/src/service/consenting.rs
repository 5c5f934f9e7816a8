//! What becomes of a message that was not sent: its author, or whoever may, says so with a button (`product.md`, "Not
//! sent").

use super::clicking::Click;
use super::deciding::ring;
use super::noting::{CORRECTION, Marked, not_sent_job};
use super::outbox::lanes;
use super::{Ports, control};
use crate::domain::{Action, CustomerText, MemberId, Now, Rejection, Settled, TicketId, UserId};
use crate::job::{JobKey, JobKind, LaneKey, NotSent};
use crate::slack::cards::{MessageButton, marks};
use crate::store::{Consent, KeptMessage, Outcome, Progress, Put, StoreError};

/// What somebody says about a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// It, and what they write from now on in this live chat, goes to the customer.
    Send,
    /// It, and what they write from now on in this live chat, stays in Slack.
    Keep,
    /// Live chat is turned on, and it goes out.
    TurnOnAndSend,
    /// They take the ticket over, and it goes out.
    TakeOverAndSend,
    /// It failed, and is tried again.
    Retry,
    /// Nobody knows whether it arrived, and it is sent again.
    SendAgain,
    /// Nobody knew whether it arrived, and they say that it did.
    Arrived,
    /// It was edited after it had been sent, and the edit goes out too.
    Correct,
}

/// Carries out a wish about a message. What has been settled meanwhile stays as it is; what became of it stands in the
/// question's place.
pub async fn carry_out(ports: &Ports, click: &Click, button: &MessageButton, wish: Wish) -> Result<(), StoreError> {
    let key = JobKey::of_agents_message(&click.workspace, &button.member, &button.channel, &button.ts);
    let Some(message) = ports.store.message(&key).await? else { return Ok(()) };
    let wished = Wished { ports, click, button, message: &message };
    if let Some(settled) = wished.carried_out(wish).await? {
        click.settle(ports, &button.member, settled).await;
    }
    Ok(())
}

/// A wish about a message as it is kept.
struct Wished<'a> {
    ports: &'a Ports,
    click: &'a Click,
    button: &'a MessageButton,
    message: &'a KeptMessage,
}

impl Wished<'_> {
    /// `None`: the question stands as it is.
    async fn carried_out(&self, wish: Wish) -> Result<Option<Settled>, StoreError> {
        match wish {
            Wish::Send => self.consent(true).await,
            Wish::Keep => self.consent(false).await,
            Wish::TurnOnAndSend | Wish::TakeOverAndSend => self.send_after(wish).await,
            Wish::Retry | Wish::SendAgain => match self.send(self.message).await? {
                Some(Settled::Sending) => Ok(Some(Settled::TryingAgain)),
                settled => Ok(settled),
            },
            Wish::Arrived => self.arrived().await,
            Wish::Correct if self.message.is_deleted => Ok(Some(Settled::Gone)),
            Wish::Correct => self.correct().await.map(|()| None),
        }
    }

    /// What has been sent, or is gone, changes nobody's live chat any more.
    async fn send_after(&self, wish: Wish) -> Result<Option<Settled>, StoreError> {
        let (ports, click, member) = (self.ports, self.click, &self.button.member);
        if let Some(settled) = settled_already(self.message) {
            return Ok(Some(settled));
        }
        let may_go = match wish {
            Wish::TakeOverAndSend => control::take_over(ports, click, member).await?,
            // Somebody may have turned it on, or the customer asked, since the button was shown.
            _ => self.open_ticket().await?.is_some() || control::turn_on(ports, click, member).await?,
        };
        if may_go { self.send(self.message).await } else { Ok(None) }
    }

    /// The answer holds for all that its author has held in this live chat. Nobody else can give it.
    async fn consent(&self, send: bool) -> Result<Option<Settled>, StoreError> {
        let JobKind::AgentSaid { author, .. } = &self.message.job.kind else { return Ok(None) };
        if *author != self.click.user {
            return Ok(None);
        }
        let Some(ticket) = &self.message.held_for else { return Ok(settled_already(self.message)) };
        if let Some(settled) = settled_already(self.message) {
            self.go_on(ticket, author, send).await?;
            return Ok(Some(settled));
        }
        let open = self.open_ticket().await?;
        if send && open.as_ref() != Some(ticket) {
            return self.too_late(author, open.is_some()).await.map(Some);
        }
        let (workspace, member) = (&self.click.workspace, &self.button.member);
        let consent = self.ports.store.decide_consent(workspace, member, ticket, author, send).await?;
        self.obey(ticket, &consent).await?;
        Ok(Some(if send { Settled::Sending } else { Settled::KeptInSlack }))
    }

    /// The same answer once more: whoever carried it out may have died before all that was held was done with.
    async fn go_on(&self, ticket: &TicketId, author: &UserId, send: bool) -> Result<(), StoreError> {
        let (workspace, member) = (&self.click.workspace, &self.button.member);
        let consent = self.ports.store.consent(workspace, member, ticket, author).await?;
        if consent.send == Some(send) { self.obey(ticket, &consent).await } else { Ok(()) }
    }

    /// Does with what was held in this live chat as its author said. One that has been asked about anew since waits for
    /// another word, and so does another that was sent and has failed, or may have arrived.
    async fn obey(&self, ticket: &TicketId, consent: &Consent) -> Result<(), StoreError> {
        for key in &consent.held {
            let Some(held) = self.ports.store.message(key).await? else { continue };
            if held.held_for.as_ref() != Some(ticket) || !(is_held(&held) || held.job == self.message.job) {
                continue;
            }
            if consent.send == Some(true) {
                self.send(&held).await?;
            } else {
                self.keep(&held).await?;
            }
        }
        Ok(())
    }

    /// The live chat that it was held in is over. In another one its turn comes again, and its author is asked anew;
    /// while live chat is off they are told so.
    async fn too_late(&self, author: &UserId, another_is_open: bool) -> Result<Settled, StoreError> {
        if another_is_open {
            self.send(self.message).await?;
            return Ok(Settled::Over);
        }
        let MessageButton { channel, ts, .. } = self.button;
        let (off, lane, at) = (Outcome::NotSent { why: NotSent::Off }, &self.message.job.lane, self.click.at);
        let tell = not_sent_job(lane, author, channel, ts, NotSent::Off, at);
        if self.ports.store.settle_message(self.message, &off, std::slice::from_ref(&tell), at).await? == Put::Stored {
            self.ring(&tell.lane).await;
        }
        Ok(Settled::Over)
    }

    async fn open_ticket(&self) -> Result<Option<TicketId>, StoreError> {
        let (conversation, _) = self.ports.store.conversation(&self.click.workspace, &self.button.member).await?;
        Ok(conversation.as_ref().and_then(|it| it.open_ticket()).map(|ticket| ticket.id.clone()))
    }

    /// Back to the tail of its lane, unless it is there or was delivered.
    async fn send(&self, message: &KeptMessage) -> Result<Option<Settled>, StoreError> {
        if let Some(settled) = settled_already(message) {
            return Ok(Some(settled));
        }
        let marked = match &message.outcome {
            Some(Outcome::NotSent { .. } | Outcome::Kept) => Some(marks::NOT_SENT),
            Some(Outcome::Failed { .. }) => Some(marks::FAILED),
            _ => None,
        };
        if self.ports.store.send_again(message, None, &message.again(marked), self.ports.clock.now()).await?
            == Put::Stored
        {
            self.ring(&message.job.lane).await;
        }
        Ok(Some(Settled::Sending))
    }

    async fn keep(&self, message: &KeptMessage) -> Result<(), StoreError> {
        if message.outcome == Some(Outcome::NotSent { why: NotSent::Ask }) {
            self.ports.store.settle_message(message, &Outcome::Kept, &[], self.click.at).await?;
        }
        Ok(())
    }

    async fn arrived(&self) -> Result<Option<Settled>, StoreError> {
        if self.message.outcome != Some(Outcome::Unknown) {
            return Ok(settled_already(self.message));
        }
        let (workspace, member): (_, &MemberId) = (&self.click.workspace, &self.button.member);
        let (channel, ts) = (&self.button.channel, &self.button.ts);
        let at = self.click.at;
        let mut then = vec![Marked { workspace, member, channel, ts, at }.job(marks::DELIVERED, true)];
        if let JobKind::AgentSaid { author, .. } = &self.message.job.kind {
            let tell = |why| not_sent_job(&self.message.job.lane, author, channel, ts, why, at);
            then.extend(self.message.edited.is_some().then(|| tell(NotSent::Edited)));
            then.extend(self.message.is_deleted.then(|| tell(NotSent::Deleted)));
        }
        if self.ports.store.settle_message(self.message, &Outcome::Accepted, &then, at).await? == Put::Stored {
            ring(self.ports, &lanes(&then)).await;
        }
        Ok(Some(Settled::Arrived { by: self.click.user.clone() }))
    }

    /// What the message says now follows what the customer has. Each wording once, and never after the End: a person
    /// is told that, for they may have taken their time.
    async fn correct(&self) -> Result<(), StoreError> {
        let (Some(edited), Some(Outcome::Accepted)) = (&self.message.edited, &self.message.outcome) else {
            return Ok(());
        };
        let (workspace, member) = (&self.click.workspace, &self.button.member);
        let (conversation, _) = self.ports.store.conversation(workspace, member).await?;
        let Some(conversation) = conversation else { return Ok(()) };
        if conversation.open_ticket().is_none() {
            let closed = Rejection::Closed(Box::new(Now::of(&conversation)));
            self.click.answer(self.ports, member, Action::Answer, Some(&closed)).await;
            return Ok(());
        }
        let text = CustomerText::new(format!("{CORRECTION}{}", edited.as_str()));
        let now = self.ports.clock.now();
        let marked = Progress { marked: Some(marks::DELIVERED.to_owned()), ..Progress::default() };
        if self.ports.store.send_again(self.message, Some(&text), &marked, now).await? == Put::Stored {
            self.ring(&self.message.job.lane).await;
        }
        Ok(())
    }

    async fn ring(&self, lane: &LaneKey) {
        ring(self.ports, std::slice::from_ref(lane)).await;
    }
}

/// Whether it waits for its author's word, or was kept by it.
fn is_held(message: &KeptMessage) -> bool {
    matches!(message.outcome, Some(Outcome::NotSent { why: NotSent::Ask } | Outcome::Kept))
}

/// What has become of a message that nobody can send any more, or need not.
fn settled_already(message: &KeptMessage) -> Option<Settled> {
    match &message.outcome {
        Some(Outcome::Accepted) => Some(Settled::SentAlready),
        _ if message.is_deleted => Some(Settled::Gone),
        None => Some(Settled::Sending),
        Some(_) => None,
    }
}
