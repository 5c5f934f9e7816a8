//! A ticket's card as it is now: the live one, or one that was.

use super::{Look, View, channels};
use crate::domain::{
    Became, ChannelId, Closing, ClosingReason, FormerCard, Holding, HoldingCause, Origin, Queue, Status, Timestamp,
    Transfer,
};
use crate::slack::cards::{ChannelTrouble, TicketCard, TicketCardStatus, TransferNote, TransferStatus};
use crate::store::Shown;

impl View<'_> {
    /// A card with this number. `None`: it never stood anywhere, and need not any more.
    pub(super) fn card(&self, number: u32) -> Option<Look> {
        let former = self.ticket.former_cards.iter().find(|former| former.card == number);
        let status = match former {
            Some(former) => self.former(former)?,
            None if number == self.ticket.card => self.live(),
            None => return None,
        };
        let waits = former.is_none() && matches!(self.ticket.status, Status::Pending(_));
        if !waits && !self.stands() {
            return None;
        }
        let meant = former.map_or(&self.ticket.card_queue, |former| &former.queue);
        let channels = channels(self.ticket, self.settings);
        let elsewhere =
            standing(self.scene.shown.as_ref(), &channels).is_some_and(|at| Some(at) != meant.channel.as_ref());
        let origin = match former {
            Some(former) => former.origin.clone(),
            None => self.ticket.card_origin.clone().or_else(|| self.waits_since()),
        };
        let card = self.ticket_card(meant, origin.as_deref(), elsewhere, status);
        Some(Look { message: card.render(), channels, fixed: false, sender: None, thread: None })
    }

    fn ticket_card(
        &self,
        meant: &Queue,
        origin: Option<&Origin>,
        elsewhere: bool,
        status: TicketCardStatus,
    ) -> TicketCard {
        let (request, profile) = (&self.ticket.request, &self.scene.profile);
        let hint = &request.customer;
        TicketCard {
            member: self.conversation.member.clone(),
            ticket: self.ticket.id.clone(),
            mention: self.settings.group_of(meant.channel.as_ref()).mention(),
            customer: self.customer.cloned(),
            request_text: request.text.clone(),
            platform: profile.platform.clone().or_else(|| hint.platform.clone()),
            language: profile.language.clone().or_else(|| hint.language.clone()),
            tags: profile.tags.clone().unwrap_or_else(|| hint.tags.clone()),
            reference: self.ticket.reference(),
            since: origin.map_or(self.ticket.opened_at, |origin| origin.since),
            last_message: profile.last_message.clone().filter(|_| request.history),
            transfer: origin.and_then(|origin| Some(self.transfer_note(origin.transfer.as_ref()?))),
            unknown_label: request.unknown_label.clone(),
            unusable: (meant.channel.is_some() && elsewhere).then(|| meant.label.clone()),
            oddities: request.oddities.clone(),
            pick_label: request.button.clone(),
            status,
        }
    }

    /// A ticket that an earlier release has brought here.
    fn waits_since(&self) -> Option<Box<Origin>> {
        match &self.ticket.status {
            Status::Pending(waiting) => Some(Origin::of(waiting)),
            Status::Active(_) | Status::Closed(_) => None,
        }
    }

    fn transfer_note(&self, transfer: &Transfer) -> TransferNote {
        let handler = self.names.of(&transfer.sender).to_owned();
        TransferNote { label: transfer.from.label.clone(), handler, note: transfer.note.clone() }
    }

    /// Whether it stands somewhere, or may.
    fn stands(&self) -> bool {
        self.scene.shown.as_ref().is_some_and(|shown| shown.ts.is_some() || shown.posting.is_some())
    }

    fn live(&self) -> TicketCardStatus {
        match &self.ticket.status {
            Status::Pending(_) => TicketCardStatus::Pending,
            Status::Active(holding) => self.held(holding),
            Status::Closed(closing) => self.closed(closing),
        }
    }

    fn held(&self, holding: &Holding) -> TicketCardStatus {
        let handler = self.names.of(&holding.handler).to_owned();
        match &holding.cause {
            HoldingCause::Returned { waited_since, .. } => {
                TicketCardStatus::Returned { minutes: minutes(*waited_since, holding.since), handler }
            }
            HoldingCause::Picked
            | HoldingCause::TransferAccepted { .. }
            | HoldingCause::TookOver { .. }
            | HoldingCause::TakenBack { .. }
            | HoldingCause::TurnedOn => TicketCardStatus::Active { handler, inbox: self.conversation.inbox.clone() },
        }
    }

    fn closed(&self, closing: &Closing) -> TicketCardStatus {
        let lasted = closing.at.since(self.ticket.first_joined_at.unwrap_or(self.ticket.opened_at));
        match &closing.reason {
            ClosingReason::Ended { by } => TicketCardStatus::Ended { by: self.names.of(by).to_owned(), lasted },
            ClosingReason::Idle => TicketCardStatus::Idle { lasted },
            ClosingReason::Unanswered => {
                let since = closing.waiting_since.unwrap_or(self.ticket.opened_at);
                TicketCardStatus::Unanswered { minutes: minutes(since, closing.at) }
            }
            ClosingReason::Withdrawn => TicketCardStatus::Withdrawn,
            ClosingReason::Uninstalled => TicketCardStatus::Uninstalled,
        }
    }

    /// A card that was live before. `None`: it led to a team without a channel, and says what it said.
    fn former(&self, former: &FormerCard) -> Option<TicketCardStatus> {
        Some(match &former.became {
            Became::Transferred { by, to } => TicketCardStatus::Transferred {
                handler: self.names.of(by).to_owned(),
                label: to.label.clone(),
                channel: to.channel.clone()?,
                status: self.since_transferred(),
            },
            Became::Released { by } => {
                TicketCardStatus::Released { handler: self.names.of(by).to_owned(), new_card: self.new_card() }
            }
            Became::NotPicked { waited_since, at } => {
                TicketCardStatus::Requeued { minutes: minutes(*waited_since, *at), new_card: self.new_card() }
            }
        })
    }

    /// Where the newer card is, once it stands.
    fn new_card(&self) -> Option<String> {
        self.scene.shown.as_ref()?.link.clone().filter(|link| !link.is_empty())
    }

    fn since_transferred(&self) -> TransferStatus {
        match &self.ticket.status {
            Status::Pending(_) => TransferStatus::Pending,
            Status::Active(holding) => TransferStatus::Active { handler: self.names.of(&holding.handler).to_owned() },
            Status::Closed(_) => TransferStatus::Closed,
        }
    }
}

fn minutes(since: Timestamp, until: Timestamp) -> u64 {
    until.since(since).as_secs() / 60
}

/// Where a card stands, or would be posted next.
fn standing<'a>(shown: Option<&'a Shown>, channels: &'a [ChannelId]) -> Option<&'a ChannelId> {
    let Some(shown) = shown else { return channels.first() };
    let known = shown.channel.as_ref().filter(|_| shown.ts.is_some());
    known.or_else(|| channels.iter().find(|channel| !shown.avoid.contains(channel)))
}

/// What Slack's word means for whoever has to repair it (`contracts/slack.md` 7).
pub(super) fn channel_trouble(trouble: Option<&(ChannelId, String)>) -> ChannelTrouble {
    let Some((channel, error)) = trouble else { return ChannelTrouble::NoneSet };
    let channel = channel.clone();
    match error.as_str() {
        "is_archived" | "is_inactive" => ChannelTrouble::Archived(channel),
        "channel_not_found" => ChannelTrouble::NotFound(channel),
        "not_in_channel" => ChannelTrouble::NotIn(channel),
        _ => ChannelTrouble::MayNotPost(channel),
    }
}
