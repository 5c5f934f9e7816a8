//! The conversation after an event. Total: an event carries what it happened to.

use std::time::Duration;

use super::{
    Became, Before, Confirmation, Conversation, Event, FORMER_CARDS, FormerCard, Holding, LateFalse, LiveChat, Origin,
    RECEIPTS, Status, Ticket, Timestamp, Waiting,
};

pub(super) fn evolve(before: &Conversation, event: &Event, delivery: &str, now: Timestamp) -> Conversation {
    let mut after = stamped(before, delivery, now);
    after.ticket = ticket_after(before, event, now);
    after.live_chat = live_chat_after(before, event, now);
    match event {
        Event::Opened { ticket, bot } => {
            after.bot = before.bot.learn(bot);
            after.inbox_is_new = before.inbox_is_new && ticket.first_joined_at.is_none();
        }
        Event::AskedAgain { bot, .. } | Event::SentBack { bot } => after.bot = before.bot.learn(bot),
        Event::InboxOpened { channel } => {
            after.inbox = Some(channel.clone());
            after.inbox_is_new = true;
        }
        Event::Joined { inbox, .. } => {
            after.inbox = Some(inbox.clone());
            after.inbox_is_new = false;
        }
        Event::Picked { .. }
        | Event::PickFailed { .. }
        | Event::Transferred { .. }
        | Event::CameBack { .. }
        | Event::BackInQueue { .. }
        | Event::Released { .. }
        | Event::TookOver { .. }
        | Event::Closed { .. }
        | Event::CalledHere { .. }
        | Event::KeptWaiting
        | Event::LiveChatRepeated
        | Event::LiveChatConfirmed { .. } => {}
    }
    after
}

/// What every transition leaves: a version, an order and a receipt.
fn stamped(before: &Conversation, delivery: &str, now: Timestamp) -> Conversation {
    let mut after = before.clone();
    after.version = before.version.saturating_add(1);
    after.last_order = before.next_order(now);
    after.receipts.push(delivery.to_owned());
    keep_last(&mut after.receipts, RECEIPTS);
    after
}

fn ticket_after(before: &Conversation, event: &Event, now: Timestamp) -> Option<Ticket> {
    match event {
        Event::Opened { ticket, .. } => Some(ticket.as_ref().clone()),
        Event::AskedAgain { .. }
        | Event::SentBack { .. }
        | Event::Picked { .. }
        | Event::PickFailed { .. }
        | Event::Joined { .. }
        | Event::Transferred { .. }
        | Event::CameBack { .. }
        | Event::BackInQueue { .. }
        | Event::Released { .. }
        | Event::TookOver { .. }
        | Event::Closed { .. }
        | Event::CalledHere { .. }
        | Event::KeptWaiting
        | Event::LiveChatRepeated
        | Event::InboxOpened { .. }
        | Event::LiveChatConfirmed { .. } => before.ticket.clone().map(|ticket| ticket.after(event, now)),
    }
}

impl Ticket {
    fn after(self, event: &Event, now: Timestamp) -> Self {
        match event {
            Event::Picked { holding } | Event::CameBack { holding } | Event::TookOver { holding, .. } => {
                self.held(holding.clone())
            }
            Event::PickFailed { back_to, .. } => self.brought_back(back_to),
            Event::Joined { holding, .. } => Self {
                status: Status::Active(holding.clone()),
                first_joined_at: self.first_joined_at.or(Some(now)),
                ..self
            },
            Event::Transferred { waiting, sender, .. } => {
                let became = Became::Transferred { by: sender.clone(), to: waiting.queue.clone() };
                self.waits(waiting).on_a_new_card(waiting, became)
            }
            Event::BackInQueue { waiting, had_waited, .. } => {
                let became = Became::NotPicked { waited_since: had_waited.since, at: now };
                self.waits(waiting).on_a_new_card(waiting, became)
            }
            Event::Released { waiting, by } => {
                let became = Became::Released { by: by.clone() };
                self.waits(waiting).on_a_new_card(waiting, became)
            }
            Event::Closed { closing, .. } => Self { status: Status::Closed(closing.clone()), ..self },
            Event::AskedAgain { tell, .. } => {
                let told = tell.as_ref().map(|_| now);
                Self { asked_again_at: told.or(self.asked_again_at), asked_at: Some(now), ..self }
            }
            Event::CalledHere { waiting, .. } => Self { status: Status::Pending(waiting.clone()), ..self },
            Event::KeptWaiting => Self { told_nobody_available: true, ..self },
            Event::Opened { .. }
            | Event::SentBack { .. }
            | Event::LiveChatRepeated
            | Event::InboxOpened { .. }
            | Event::LiveChatConfirmed { .. } => self,
        }
    }

    fn held(self, holding: Holding) -> Self {
        Self { status: Status::Active(holding), hop: self.hop.saturating_add(1), ..self }
    }

    fn waits(self, waiting: &Waiting) -> Self {
        Self { status: Status::Pending(waiting.clone()), hop: self.hop.saturating_add(1), ..self }
    }

    /// A ticket that was turned on has no card until it waits for the first time.
    fn brought_back(self, back_to: &Before) -> Self {
        match back_to {
            Before::Holding(holding) => self.held(holding.clone()),
            Before::Waiting(waiting) if self.card == 0 => {
                let (card_queue, card_origin) = (waiting.queue.clone(), Some(Origin::of(waiting)));
                Self { card: 1, card_queue, card_origin, ..self.waits(waiting) }
            }
            Before::Waiting(waiting) => self.waits(waiting),
        }
    }

    fn on_a_new_card(mut self, waiting: &Waiting, became: Became) -> Self {
        let (card, queue) = (self.card, std::mem::replace(&mut self.card_queue, waiting.queue.clone()));
        let origin = self.card_origin.replace(Origin::of(waiting));
        if card > 0 {
            self.former_cards.push(FormerCard { card, queue, origin, became });
            keep_last(&mut self.former_cards, FORMER_CARDS);
        }
        self.card = card.saturating_add(1);
        self
    }
}

fn live_chat_after(before: &Conversation, event: &Event, now: Timestamp) -> LiveChat {
    let was = before.live_chat.clone();
    let version = before.version.saturating_add(1);
    match event {
        Event::Opened { ticket, .. } => wanted(&was, true, version, late_false(&was, ticket, now)),
        Event::LiveChatRepeated if was.wanted => wanted(&was, true, version, LateFalse::UntilConfirmed),
        Event::LiveChatRepeated | Event::SentBack { .. } | Event::Closed { .. } => {
            wanted(&was, false, version, LateFalse::Unexpected)
        }
        Event::LiveChatConfirmed { .. } => confirmed(&was, now),
        Event::AskedAgain { .. }
        | Event::Picked { .. }
        | Event::PickFailed { .. }
        | Event::Joined { .. }
        | Event::Transferred { .. }
        | Event::CameBack { .. }
        | Event::BackInQueue { .. }
        | Event::Released { .. }
        | Event::TookOver { .. }
        | Event::CalledHere { .. }
        | Event::KeptWaiting
        | Event::InboxOpened { .. } => was,
    }
}

fn wanted(was: &LiveChat, live_chat: bool, version: u64, late_false: LateFalse) -> LiveChat {
    LiveChat { wanted: live_chat, wanted_at: version, confirmed: was.confirmed.clone(), late_false }
}

fn confirmed(live_chat: &LiveChat, now: Timestamp) -> LiveChat {
    let late_false = match live_chat.late_false {
        LateFalse::UntilConfirmed | LateFalse::Unexpected => LateFalse::Unexpected,
        LateFalse::OldToggle => LateFalse::OldToggle,
    };
    LiveChat {
        confirmed: Some(Confirmation { live_chat: live_chat.wanted, version: live_chat.wanted_at, at: now }),
        wanted: live_chat.wanted,
        wanted_at: live_chat.wanted_at,
        late_false,
    }
}

/// How long before its request comes to us a pre-action may have set the platform to True: it waits 5 seconds for our
/// answer, and the bot runs what comes before it.
const BEFORE_ITS_REQUEST: Duration = Duration::from_secs(30);

/// A bot's pre-action has set the platform to True before a request comes, an agent who turns live chat on has not. Nor
/// does it stand when a toggle to False of ours came after it.
fn late_false(was: &LiveChat, opened: &Ticket, now: Timestamp) -> LateFalse {
    let turned_off = was.confirmed.as_ref().filter(|done| !done.live_chat);
    let just_now = turned_off.is_some_and(|done| now.since(done.at) < BEFORE_ITS_REQUEST);
    match &opened.status {
        Status::Active(_) => LateFalse::UntilConfirmed,
        Status::Pending(_) | Status::Closed(_) if !was.is_confirmed() => LateFalse::OldToggle,
        Status::Pending(_) | Status::Closed(_) if just_now => LateFalse::UntilConfirmed,
        Status::Pending(_) | Status::Closed(_) => LateFalse::Unexpected,
    }
}

fn keep_last<T>(list: &mut Vec<T>, most: usize) {
    let too_many = list.len().saturating_sub(most);
    list.drain(..too_many);
}
