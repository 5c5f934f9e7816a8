//! What becomes of a command: an event, or a rejection that says what is true now. *Only what is open moves.*

mod people;
mod reports;

use super::{
    Action, Before, Closing, ClosingReason, Command, Conversation, Event, Holding, HoldingCause, Now, Occasion, Person,
    Record, Rejection, Seat, Standing, Status, Ticket, TicketId, Transfer, UserId, Waiting, may,
};

pub(super) fn decide(conversation: &Conversation, command: &Command, occasion: &Occasion) -> Result<Event, Rejection> {
    let past = || Rejection::Past(Box::new(Now::of(conversation)));
    let ticket = conversation.ticket.as_ref().ok_or_else(past)?;
    if ticket.id != *command.ticket() {
        return Err(past());
    }
    let case = Case { conversation, ticket, occasion };
    match command {
        Command::Pick { by, .. } => case.pick(by),
        Command::PickFailed { hop, why, .. } => case.pick_failed(*hop, why),
        Command::Joined { hop, inbox, .. } => case.joined(*hop, inbox),
        Command::End { by, .. } => case.end(by),
        Command::Transfer { by, to, note, .. } => case.transfer(by, to, note.as_ref()),
        Command::Return { hop, handler_gone, .. } => case.give_back(*hop, *handler_gone),
        Command::TakeBack { by, .. } => case.take_back(by),
        Command::Release { by, .. } => case.release(by),
        Command::TakeOver { by, .. } => case.take_over(by),
        Command::Withdraw { .. } => case.withdraw(),
        Command::Uninstall { .. } => case.uninstall(),
        Command::CallHere { hop, .. } => case.call_here(*hop),
        Command::Unanswered { hop, .. } => case.unanswered(*hop),
        Command::Idle { hop, quiet_since, .. } => case.idle(*hop, *quiet_since),
    }
}

impl Command {
    /// The ticket it is about.
    pub const fn ticket(&self) -> &TicketId {
        match self {
            Self::Pick { ticket, .. }
            | Self::PickFailed { ticket, .. }
            | Self::Joined { ticket, .. }
            | Self::End { ticket, .. }
            | Self::Transfer { ticket, .. }
            | Self::Return { ticket, .. }
            | Self::TakeBack { ticket, .. }
            | Self::Release { ticket, .. }
            | Self::TakeOver { ticket, .. }
            | Self::Withdraw { ticket }
            | Self::Uninstall { ticket }
            | Self::CallHere { ticket, .. }
            | Self::Unanswered { ticket, .. }
            | Self::Idle { ticket, .. } => ticket,
        }
    }
}

/// Where a ticket stands, as finely as commands care.
enum Place<'a> {
    Queue(&'a Waiting),
    Transfer(&'a Waiting, &'a Transfer),
    Invited(&'a Holding, &'a Before),
    Joined(&'a Holding),
    Closed,
}

/// What a command is decided on.
struct Case<'a> {
    conversation: &'a Conversation,
    ticket: &'a Ticket,
    occasion: &'a Occasion<'a>,
}

impl<'a> Case<'a> {
    fn place(&self) -> Place<'a> {
        match &self.ticket.status {
            Status::Pending(waiting) => match waiting.transfer() {
                Some(transfer) => Place::Transfer(waiting, transfer),
                None => Place::Queue(waiting),
            },
            Status::Active(holding) => match &holding.seat {
                Seat::Invited { back_to } => Place::Invited(holding, back_to),
                Seat::Joined => Place::Joined(holding),
            },
            Status::Closed(_) => Place::Closed,
        }
    }

    fn came_back(&self, transfer: &Transfer, cause: HoldingCause) -> Event {
        Event::CameBack {
            holding: Holding {
                handler: transfer.by.clone(),
                since: self.occasion.now,
                seat: Seat::Joined,
                queue: transfer.from.clone(),
                cause,
            },
        }
    }

    fn close(&self, reason: ClosingReason) -> Event {
        let waiting_since = match self.place() {
            Place::Queue(waiting) | Place::Transfer(waiting, _) => Some(waiting.since),
            Place::Invited(..) | Place::Joined(_) | Place::Closed => None,
        };
        Event::Closed {
            closing: Closing {
                reason,
                at: self.occasion.now,
                handler: self.ticket.handler().cloned(),
                queue: self.ticket.queue().clone(),
                waiting_since,
            },
            invited: self.invited(),
        }
    }

    fn invited(&self) -> Option<UserId> {
        match self.place() {
            Place::Invited(holding, _) => Some(holding.handler.clone()),
            Place::Queue(_) | Place::Transfer(..) | Place::Joined(_) | Place::Closed => None,
        }
    }

    /// The `handler` column is read from the ticket as it is now, not believed.
    fn allow(&self, action: Action, by: &Person) -> Result<(), Rejection> {
        let standing = Standing { handler: self.ticket.handler() == Some(&by.user), ..by.standing };
        let pending = matches!(self.place(), Place::Queue(_) | Place::Transfer(..));
        let allowed = may(action, &standing).and_then(|terms| terms.while_pending(pending));
        allowed.map(|_| ()).map_err(|refusal| Rejection::Refused { refusal, now: self.now() })
    }

    fn past(&self) -> Rejection {
        Rejection::Past(self.now())
    }

    fn closed(&self) -> Rejection {
        Rejection::Closed(self.now())
    }

    fn now(&self) -> Box<Now> {
        Box::new(Now::of(self.conversation))
    }
}

/// A record changes no ticket, so that it is taken whatever the ticket does; a toggle only while its version stands.
pub(super) fn decide_record(conversation: &Conversation, record: &Record) -> Result<Event, Rejection> {
    let live = &conversation.live_chat;
    match record {
        Record::InboxOpened { channel } if conversation.inbox.as_ref() == Some(channel) => Err(Rejection::Unchanged),
        Record::InboxOpened { channel } => Ok(Event::InboxOpened { channel: channel.clone() }),
        Record::LiveChatConfirmed { wanted_at, live_chat }
            if (live.wanted_at, live.wanted) != (*wanted_at, *live_chat) =>
        {
            Err(Rejection::Past(Box::new(Now::of(conversation))))
        }
        Record::LiveChatConfirmed { .. } if live.is_confirmed() => Err(Rejection::Unchanged),
        Record::LiveChatConfirmed { live_chat, .. } => Ok(Event::LiveChatConfirmed { live_chat: *live_chat }),
        Record::MayBeSilenced if live.wanted => Err(Rejection::Past(Box::new(Now::of(conversation)))),
        Record::MayBeSilenced => Ok(Event::LiveChatRepeated),
    }
}
