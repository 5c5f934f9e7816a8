//! What becomes of a message that was not sent: its author, or whoever may, says so with a button (`product.md`, "Not
//! sent").

use super::clicking::Click;
use super::deciding::ring;
use super::noting::Marked;
use super::{Ports, control};
use crate::domain::{Action, CustomerText, MemberId, Now, Rejection, TicketId};
use crate::job::{JobKey, JobKind, LaneKey, NotSent};
use crate::slack::cards::{MessageButton, marks};
use crate::store::{KeptMessage, Outcome, Put, StoreError};

/// What stands before an edit that goes out after the message itself.
const CORRECTION: &str = "Correction: ";

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

/// Carries out a wish about a message. What has been settled meanwhile stays as it is.
pub async fn carry_out(ports: &Ports, click: &Click, button: &MessageButton, wish: Wish) -> Result<(), StoreError> {
    let key = JobKey::of_agents_message(&click.workspace, &button.member, &button.channel, &button.ts);
    let Some(message) = ports.store.message(&key).await? else { return Ok(()) };
    let wished = Wished { ports, click, button, message: &message };
    match wish {
        Wish::Send => wished.consent(true).await,
        Wish::Keep => wished.consent(false).await,
        Wish::TurnOnAndSend => {
            // Somebody may have turned it on, or the customer asked, since the button was shown.
            if wished.is_open().await? || control::turn_on(ports, click, &button.member).await? {
                wished.send(&message).await?;
            }
            Ok(())
        }
        Wish::TakeOverAndSend => {
            if control::take_over(ports, click, &button.member).await? {
                wished.send(&message).await?;
            }
            Ok(())
        }
        Wish::Retry | Wish::SendAgain => wished.send(&message).await,
        Wish::Arrived => wished.arrived().await,
        Wish::Correct => wished.correct().await,
    }
}

/// A wish about a message as it is kept.
struct Wished<'a> {
    ports: &'a Ports,
    click: &'a Click,
    button: &'a MessageButton,
    message: &'a KeptMessage,
}

impl Wished<'_> {
    /// The answer holds for all that its author has held in this live chat. Nobody else can give it.
    async fn consent(&self, send: bool) -> Result<(), StoreError> {
        let JobKind::AgentSaid { author, .. } = &self.message.job.kind else { return Ok(()) };
        if *author != self.click.user {
            return Ok(());
        }
        let Some(ticket) = self.ticket().await? else { return Ok(()) };
        let (workspace, member) = (&self.click.workspace, &self.button.member);
        let consent = self.ports.store.decide_consent(workspace, member, &ticket, author, send).await?;
        for key in consent.held {
            let Some(held) = self.ports.store.message(&key).await? else { continue };
            if send { self.send(&held).await? } else { self.keep(&held).await? }
        }
        Ok(())
    }

    async fn ticket(&self) -> Result<Option<TicketId>, StoreError> {
        let (conversation, _) = self.ports.store.conversation(&self.click.workspace, &self.button.member).await?;
        Ok(conversation.and_then(|conversation| conversation.ticket).map(|ticket| ticket.id))
    }

    async fn is_open(&self) -> Result<bool, StoreError> {
        let (conversation, _) = self.ports.store.conversation(&self.click.workspace, &self.button.member).await?;
        Ok(conversation.is_some_and(|conversation| conversation.open_ticket().is_some()))
    }

    /// Back to the tail of its lane, unless it is there or was delivered.
    async fn send(&self, message: &KeptMessage) -> Result<(), StoreError> {
        let marked = match &message.outcome {
            Some(Outcome::NotSent { why: NotSent::Files | NotSent::Empty }) => return Ok(()),
            Some(Outcome::NotSent { .. } | Outcome::Kept) => Some(marks::NOT_SENT),
            Some(Outcome::Failed { .. }) => Some(marks::FAILED),
            Some(Outcome::Unknown) => None,
            Some(Outcome::Accepted | Outcome::Shown | Outcome::LeftToBot) | None => return Ok(()),
        };
        if self.ports.store.send_again(message, marked, self.ports.clock.now()).await? == Put::Stored {
            self.ring(&message.job.lane).await;
        }
        Ok(())
    }

    async fn keep(&self, message: &KeptMessage) -> Result<(), StoreError> {
        if message.outcome == Some(Outcome::NotSent { why: NotSent::Ask }) {
            self.ports.store.settle_message(message, &Outcome::Kept, &[], self.click.at).await?;
        }
        Ok(())
    }

    async fn arrived(&self) -> Result<(), StoreError> {
        if self.message.outcome != Some(Outcome::Unknown) {
            return Ok(());
        }
        let (workspace, member): (_, &MemberId) = (&self.click.workspace, &self.button.member);
        let (channel, ts) = (&self.button.channel, &self.button.ts);
        let mark = Marked { workspace, member, channel, ts, at: self.click.at }.job(marks::DELIVERED, true);
        let then = std::slice::from_ref(&mark);
        if self.ports.store.settle_message(self.message, &Outcome::Accepted, then, self.click.at).await? == Put::Stored
        {
            self.ring(&mark.lane).await;
        }
        Ok(())
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
        if text == self.message.text {
            return Ok(());
        }
        let corrected = KeptMessage { text, ..self.message.clone() };
        let now = self.ports.clock.now();
        if self.ports.store.send_again(&corrected, Some(marks::DELIVERED), now).await? == Put::Stored {
            self.ring(&corrected.job.lane).await;
        }
        Ok(())
    }

    async fn ring(&self, lane: &LaneKey) {
        ring(self.ports, std::slice::from_ref(lane)).await;
    }
}
