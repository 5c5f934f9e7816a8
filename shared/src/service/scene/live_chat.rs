//! The live chat card as it is now.

use super::{Look, View};
use crate::domain::{ChannelId, ClosingReason, LiveChat, Status, UserId};
use crate::slack::cards::{LiveChatCard, LiveChatShown, LiveChatStatus};

impl View<'_> {
    /// The card in this inbox channel, once the ticket has one.
    pub(super) fn live_chat_card(&self, inbox: &ChannelId) -> Option<Look> {
        self.ticket.first_joined_at?;
        let (request, profile) = (&self.ticket.request, &self.scene.profile);
        let hint = &request.customer;
        let card = LiveChatCard {
            member: self.conversation.member.clone(),
            ticket: self.ticket.id.clone(),
            customer: self.customer.cloned(),
            platform: profile.platform.clone().or_else(|| hint.platform.clone()),
            language: profile.language.clone().or_else(|| hint.language.clone()),
            tags: profile.tags.clone().unwrap_or_else(|| hint.tags.clone()),
            handler: self.answers(),
            live_chat: self.live_chat(),
            reference: self.ticket.reference(),
            queue: self.ticket.queue().clone(),
            status: self.live_chat_status(),
            summary: request.summary.clone(),
            window_until: None,
            not_tested: Vec::new(),
        };
        let channels = vec![inbox.clone()];
        Some(Look { message: card.render(), channels, fixed: false, sender: None, thread: None })
    }

    /// Of an earlier ticket live chat is off, whatever has become of the one after it.
    fn live_chat(&self) -> LiveChatShown {
        let is_latest = self.conversation.ticket.as_ref().is_some_and(|latest| latest.id == self.ticket.id);
        if is_latest { live_chat_shown(&self.conversation.live_chat) } else { LiveChatShown::Off }
    }

    /// Who answers, or answered last.
    fn answers(&self) -> Option<UserId> {
        match &self.ticket.status {
            Status::Pending(_) | Status::Active(_) => self.ticket.handler().cloned(),
            Status::Closed(closing) => closing.handler.clone(),
        }
    }

    fn live_chat_status(&self) -> LiveChatStatus {
        match &self.ticket.status {
            Status::Active(_) => LiveChatStatus::Active,
            Status::Pending(waiting) => match waiting.transfer() {
                Some(transfer) => LiveChatStatus::Transferred {
                    handler: self.names.of(&transfer.by).to_owned(),
                    to: waiting.queue.clone(),
                },
                None => LiveChatStatus::Waiting,
            },
            Status::Closed(closing) => match &closing.reason {
                ClosingReason::Ended { by } => LiveChatStatus::Ended { by: self.names.of(by).to_owned() },
                ClosingReason::Idle => LiveChatStatus::Idle,
                ClosingReason::Unanswered => LiveChatStatus::Unanswered,
                ClosingReason::Withdrawn => LiveChatStatus::Withdrawn,
                ClosingReason::Uninstalled => LiveChatStatus::Uninstalled,
            },
        }
    }
}

/// Who answers the customer, in the words for it.
pub(in super::super) fn live_chat_shown(live_chat: &LiveChat) -> LiveChatShown {
    match (live_chat.wanted, live_chat.is_confirmed()) {
        (true, _) => LiveChatShown::On,
        (false, false) => LiveChatShown::TurningOff,
        (false, true) => LiveChatShown::Off,
    }
}
