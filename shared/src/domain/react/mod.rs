//! What follows from an event (`product.md` 1 to 6, `architecture.md`, "Queue").

mod parts;

use super::opening::settled;
use super::{
    AdminNotice, Before, ChannelId, Closing, ClosingReason, Conversation, CustomerMessage, Effect, Event, Holding,
    HoldingCause, LateFalse, Notice, Occasion, PickFailure, PrivateAnswer, QueueNotice, Seat, Status, Ticket, Timer,
    UserId, Waiting, schedule,
};

pub(super) fn react(before: &Conversation, event: &Event, after: &Conversation, occasion: &Occasion) -> Vec<Effect> {
    let Some(ticket) = &after.ticket else { return without_ticket(event, after, occasion) };
    let mut follow = Follow { before, after, ticket, occasion, effects: Vec::new() };
    follow.event(event);
    follow.effects
}

/// A conversation that never had a ticket: its customer was sent back, or a worker has learnt something of it.
fn without_ticket(event: &Event, after: &Conversation, occasion: &Occasion) -> Vec<Effect> {
    match event {
        Event::SentBack { .. } => back_to_the_bot(occasion).into(),
        Event::LiveChatRepeated => vec![Effect::SetLiveChat(after.live_chat.wanted)],
        _ => Vec::new(),
    }
}

/// At once, and once more when a pre-action that silences the bot only after our answer is over.
fn back_to_the_bot(occasion: &Occasion) -> [Effect; 2] {
    [Effect::SetLiveChat(false), Effect::RepeatLiveChat { at: settled(occasion) }]
}

/// What follows, as it is put together.
struct Follow<'a> {
    before: &'a Conversation,
    after: &'a Conversation,
    ticket: &'a Ticket,
    occasion: &'a Occasion<'a>,
    effects: Vec<Effect>,
}

impl Follow<'_> {
    fn event(&mut self, event: &Event) {
        match event {
            Event::Opened { ticket, .. } => self.opened(ticket),
            Event::AskedAgain { tell, .. } => {
                if let Some(channel) = tell {
                    self.tell_queue(channel, QueueNotice::AskedAgain);
                }
            }
            Event::CalledHere { channel, .. } => self.tell_queue(channel, QueueNotice::CallHere),
            Event::Picked { holding } => self.invited(&holding.handler),
            Event::PickFailed { handler, back_to, why } => self.pick_failed(handler, back_to, why),
            Event::Joined { holding, inbox } => self.joined(holding, inbox),
            Event::Transferred { waiting, handler, sender } => self.transferred(waiting, handler, sender),
            Event::CameBack { holding } => self.came_back(holding),
            Event::BackInQueue { waiting, handler, .. } => {
                let (handler, queue) = (handler.clone(), waiting.queue.clone());
                self.back_in_queue(waiting, Notice::BackInQueue { handler, queue });
            }
            Event::Released { waiting, by } => {
                let (by, queue) = (by.clone(), waiting.queue.clone());
                self.back_in_queue(waiting, Notice::Released { by, queue });
            }
            Event::TookOver { holding, from } => self.took_over(holding, from),
            Event::Closed { closing, invited } => self.closed(closing, invited.as_ref()),
            Event::KeptWaiting => self.push(Effect::TellCustomer(CustomerMessage::NobodyAvailable)),
            Event::SentBack { .. } => self.effects.extend(back_to_the_bot(self.occasion)),
            Event::LiveChatRepeated => self.push(Effect::SetLiveChat(self.after.live_chat.wanted)),
            Event::InboxOpened { channel } => self.inbox_opened(channel),
            Event::LiveChatConfirmed { live_chat } => self.live_chat_confirmed(*live_chat),
        }
    }

    fn opened(&mut self, ticket: &Ticket) {
        match &ticket.status {
            Status::Pending(waiting) => self.requested(waiting),
            Status::Active(holding) => self.turned_on(holding),
            // A ticket is never opened closed.
            Status::Closed(_) => {}
        }
    }

    /// The pre-action has set the platform to True already, unless an old toggle of ours may still undo that.
    fn requested(&mut self, waiting: &Waiting) {
        self.post_card(&waiting.queue);
        self.push(Effect::LookUpCustomer);
        self.push(Effect::TellCustomer(CustomerMessage::RequestReceived));
        if self.after.live_chat.late_false != LateFalse::Unexpected {
            self.push(Effect::SetLiveChat(true));
        }
        self.start_ladder(waiting);
    }

    fn turned_on(&mut self, holding: &Holding) {
        match holding.seat {
            Seat::Invited { .. } => self.invited(&holding.handler),
            Seat::Joined => {
                self.live_chat_begins(self.before.inbox_is_new);
                self.invite_others(holding, self.before.inbox_is_new);
                self.start_idle(self.occasion.now);
            }
        }
        self.push(Effect::LookUpCustomer);
        self.push(Effect::SetLiveChat(true));
    }

    fn tell_queue(&mut self, channel: &ChannelId, notice: QueueNotice) {
        let channel = channel.clone();
        self.push(Effect::TellQueue { channel, notice });
    }

    /// A pick commits no more than this: everything that others would see waits for the invite.
    fn invited(&mut self, handler: &UserId) {
        self.push(Effect::OpenInbox);
        self.push(Effect::InviteHandler { handler: handler.clone() });
        self.show_cards();
    }

    fn pick_failed(&mut self, handler: &UserId, back_to: &Before, why: &PickFailure) {
        self.tell(handler, PrivateAnswer::PickFailed(why.clone()));
        if let PickFailure::NoInboxChannel { error } = why {
            let error = error.clone();
            self.push(Effect::TellAdmins(AdminNotice::NoInboxChannel { error }));
        }
        match back_to {
            Before::Waiting(waiting) => self.waits_again(waiting),
            Before::Holding(_) => {
                self.show_cards();
                self.start_idle(self.occasion.now);
            }
        }
        self.show_live_chat_card();
    }

    fn waits_again(&mut self, waiting: &Waiting) {
        let has_a_card = self.before.ticket.as_ref().is_some_and(|ticket| ticket.card > 0);
        if has_a_card {
            self.show_cards();
        } else {
            self.post_card(&waiting.queue);
        }
        match waiting.transfer() {
            None => self.start_ladder(waiting),
            Some(transfer) => self.start_return(waiting, transfer.return_at),
        }
    }

    fn joined(&mut self, holding: &Holding, inbox: &ChannelId) {
        self.succeeds(inbox);
        let is_new = self.before.inbox_is_new || self.before.inbox.as_ref() != Some(inbox);
        self.live_chat_begins(is_new);
        self.welcome(holding);
        self.invite_others(holding, is_new);
        self.tell(&holding.handler, PrivateAnswer::ItIsYours { inbox: inbox.clone() });
        if !self.after.live_chat.is_confirmed() {
            self.push(Effect::SetLiveChat(true));
        }
        self.show_cards();
        self.start_idle(self.occasion.now);
    }

    /// The live chat card and what was said before, once a ticket; later the card only says what is true now. A
    /// successor of the inbox channel gets a card of its own.
    fn live_chat_begins(&mut self, inbox_is_new: bool) {
        let joined_before = self.before.open_ticket().and_then(|ticket| ticket.first_joined_at);
        if joined_before.is_none() {
            self.push(Effect::PostLiveChatCard);
            self.push(Effect::QuoteBeforeJoined);
        } else if inbox_is_new {
            self.push(Effect::PostLiveChatCard);
        } else {
            self.push(Effect::ShowLiveChatCard);
        }
    }

    /// What the inbox channel and the customer are told of a handler who has joined. A take over and turning live chat
    /// on are no customised messages.
    fn welcome(&mut self, holding: &Holding) {
        let handler = holding.handler.clone();
        match &holding.cause {
            HoldingCause::Picked => self.push(Effect::TellCustomer(CustomerMessage::Picked)),
            HoldingCause::TransferAccepted { from } => {
                self.push(Effect::TellInbox(Notice::TransferAccepted {
                    handler,
                    former: from.clone(),
                    queue: holding.queue.clone(),
                }));
                self.push(Effect::TellCustomer(CustomerMessage::TransferAccepted));
            }
            HoldingCause::TookOver { from } => self.tell_take_over(handler, from),
            HoldingCause::Returned { .. } | HoldingCause::TakenBack { .. } | HoldingCause::TurnedOn => {}
        }
    }

    fn tell_take_over(&mut self, handler: UserId, from: &UserId) {
        let former = from.clone();
        self.push(Effect::TellInbox(Notice::TookOver { handler: handler.clone(), former }));
        self.tell(from, PrivateAnswer::TookOver { handler });
    }

    fn invite_others(&mut self, holding: &Holding, inbox_is_new: bool) {
        if inbox_is_new {
            self.push(Effect::InviteOthers { channel: holding.queue.channel.clone() });
        }
    }

    fn transferred(&mut self, waiting: &Waiting, handler: &UserId, sender: &UserId) {
        self.post_card(&waiting.queue);
        self.show_former_cards();
        self.show_live_chat_card();
        self.push(Effect::TellInbox(Notice::Transferred {
            handler: handler.clone(),
            sender: sender.clone(),
            to: waiting.queue.clone(),
        }));
        self.push(Effect::TellCustomer(CustomerMessage::Transferred));
        self.start_return(waiting, waiting.transfer().and_then(|transfer| transfer.return_at));
    }

    fn came_back(&mut self, holding: &Holding) {
        let handler = holding.handler.clone();
        self.show_cards();
        self.show_live_chat_card();
        match &holding.cause {
            HoldingCause::Returned { queue, waited_since } => self.push(Effect::TellInbox(Notice::NotPicked {
                handler,
                queue: queue.clone(),
                waited_since: *waited_since,
            })),
            HoldingCause::TakenBack { by, .. } => {
                let by = by.clone();
                self.push(Effect::TellInbox(Notice::TakenBack { handler, by }));
            }
            HoldingCause::Picked
            | HoldingCause::TransferAccepted { .. }
            | HoldingCause::TookOver { .. }
            | HoldingCause::TurnedOn => {}
        }
        self.start_idle(self.occasion.now);
    }

    fn back_in_queue(&mut self, waiting: &Waiting, notice: Notice) {
        self.post_card(&waiting.queue);
        self.show_former_cards();
        self.tell_inbox(notice);
        self.start_ladder(waiting);
    }

    fn took_over(&mut self, holding: &Holding, from: &UserId) {
        match holding.seat {
            Seat::Invited { .. } => self.invited(&holding.handler),
            Seat::Joined => {
                self.show_cards();
                self.show_live_chat_card();
                self.tell_take_over(holding.handler.clone(), from);
                self.start_idle(self.occasion.now);
            }
        }
    }

    fn closed(&mut self, closing: &Closing, invited: Option<&UserId>) {
        self.show_cards();
        // Also when the platform says so already: a toggle of ours, or somebody's, may be under way.
        self.push(Effect::SetLiveChat(false));
        self.farewell(&closing.reason);
        if let Some(handler) = invited.filter(|handler| is_to_be_told(handler, &closing.reason)) {
            self.tell(handler, PrivateAnswer::ClosedBeforeYouJoined);
        }
        if self.after.inbox.is_some() {
            self.start(Timer::EndedInbox, schedule::ended_inbox_at(self.occasion));
        }
    }

    fn farewell(&mut self, reason: &ClosingReason) {
        match reason {
            ClosingReason::Ended { by } => {
                self.tell_inbox(Notice::Ended { by: by.clone() });
                self.push(Effect::TellCustomer(CustomerMessage::Ended));
                self.push(Effect::StartEndNode);
            }
            ClosingReason::Idle => {
                self.tell_inbox(Notice::Idle);
                self.push(Effect::TellCustomer(CustomerMessage::Ended));
                self.push(Effect::StartEndNode);
            }
            ClosingReason::Unanswered => {
                self.tell_inbox(Notice::Unanswered);
                if !self.ticket.told_nobody_available {
                    self.push(Effect::TellCustomer(CustomerMessage::NobodyAvailable));
                }
            }
            // Nobody in Slack can be told: the cards say it once the app is installed again.
            ClosingReason::Uninstalled => {
                self.show_live_chat_card();
                self.push(Effect::RepeatLiveChat { at: settled(self.occasion) });
                self.push(Effect::TellCustomer(CustomerMessage::Ended));
                self.push(Effect::StartEndNode);
            }
            // The bot answers already: its end node would come between.
            ClosingReason::Withdrawn => {
                self.tell_inbox(Notice::Withdrawn);
                if self.ticket.first_joined_at.is_some() {
                    self.push(Effect::TellCustomer(CustomerMessage::Ended));
                }
            }
        }
    }

    fn inbox_opened(&mut self, channel: &ChannelId) {
        self.succeeds(channel);
        match &self.ticket.status {
            Status::Active(_) => self.show_cards(),
            Status::Pending(_) | Status::Closed(_) => {}
        }
    }

    fn succeeds(&mut self, inbox: &ChannelId) {
        let former = self.before.inbox.clone().filter(|former| former != inbox);
        if let Some(former) = former {
            self.push(Effect::TellInbox(Notice::Succeeds { former }));
        }
    }

    /// The live chat card reads "turning the chatbot on…" until then.
    fn live_chat_confirmed(&mut self, live_chat: bool) {
        if !live_chat {
            self.show_live_chat_card();
        }
    }
}

/// Whether a handler who had yet to join can be told that the ticket was closed, and does not know it.
fn is_to_be_told(handler: &UserId, reason: &ClosingReason) -> bool {
    match reason {
        ClosingReason::Ended { by } => by != handler,
        ClosingReason::Idle | ClosingReason::Withdrawn | ClosingReason::Unanswered => true,
        ClosingReason::Uninstalled => false,
    }
}
