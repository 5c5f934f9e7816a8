//! What becomes of a command: an event, or a rejection that says what is true now. *Only what is open moves.*

use super::opening::seat;
use super::routing::queue_of;
use super::{
    Action, Before, ChannelId, Closing, ClosingReason, Command, Conversation, CustomerText, Event, Holding,
    HoldingCause, LastStep, LateFalse, Now, Occasion, Person, PickFailure, Record, Rejection, Seat, Standing, Status,
    Ticket, TicketId, Timestamp, Transfer, UserId, Waiting, WaitingCause, may, schedule,
};

pub(super) fn decide(conversation: &Conversation, command: &Command, occasion: &Occasion) -> Result<Event, Rejection> {
    let past = || Rejection::Past(Box::new(Now::of(conversation)));
    let ticket = conversation.ticket.as_ref().ok_or_else(past)?;
    if ticket.id != *command.ticket() {
        return Err(past());
    }
    let case = Case {
        conversation,
        ticket,
        occasion,
    };
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

    /// The old handler's pick of their own transfer takes it back.
    fn pick(&self, by: &Person) -> Result<Event, Rejection> {
        match self.place() {
            Place::Queue(waiting) => self.won(by, waiting, HoldingCause::Picked),
            Place::Transfer(_, transfer) if transfer.by == by.user => self.take_back(by),
            Place::Transfer(waiting, transfer) => {
                let from = transfer.by.clone();
                self.won(by, waiting, HoldingCause::TransferAccepted { from })
            }
            Place::Invited(holding, _) | Place::Joined(holding) => Err(self.taken(holding, by)),
            Place::Closed => Err(self.closed()),
        }
    }

    fn won(&self, by: &Person, waiting: &Waiting, cause: HoldingCause) -> Result<Event, Rejection> {
        self.allow(Action::Pick, by)?;
        let back_to = Box::new(Before::Waiting(waiting.clone()));
        Ok(Event::Picked {
            holding: Holding {
                handler: by.user.clone(),
                since: self.occasion.now,
                seat: Seat::Invited { back_to },
                queue: waiting.queue.clone(),
                cause,
            },
        })
    }

    fn pick_failed(&self, hop: u32, why: &PickFailure) -> Result<Event, Rejection> {
        match self.place() {
            Place::Invited(holding, back_to) if hop == self.ticket.hop => Ok(Event::PickFailed {
                handler: holding.handler.clone(),
                back_to: back_to.clone(),
                why: why.clone(),
            }),
            Place::Queue(_) | Place::Transfer(..) | Place::Invited(..) | Place::Joined(_) => Err(self.past()),
            Place::Closed => Err(self.closed()),
        }
    }

    fn joined(&self, hop: u32, inbox: &ChannelId) -> Result<Event, Rejection> {
        match self.place() {
            Place::Invited(holding, _) if hop == self.ticket.hop => Ok(Event::Joined {
                holding: Holding {
                    seat: Seat::Joined,
                    ..holding.clone()
                },
                inbox: inbox.clone(),
            }),
            Place::Queue(_) | Place::Transfer(..) | Place::Invited(..) | Place::Joined(_) => Err(self.past()),
            Place::Closed => Err(self.closed()),
        }
    }

    fn end(&self, by: &Person) -> Result<Event, Rejection> {
        match self.place() {
            Place::Queue(_) | Place::Transfer(..) | Place::Invited(..) | Place::Joined(_) => {
                self.allow(Action::End, by)?;
                Ok(self.close(ClosingReason::Ended { by: by.user.clone() }))
            }
            Place::Closed => Err(self.closed()),
        }
    }

    fn transfer(&self, by: &Person, to: &ChannelId, note: Option<&CustomerText>) -> Result<Event, Rejection> {
        match self.place() {
            Place::Joined(holding) => {
                self.allow(Action::Transfer, by)?;
                self.transferred(holding, by, to, note)
            }
            Place::Invited(..) => Err(Rejection::StillOpening(self.now())),
            Place::Transfer(..) => Err(Rejection::TransferWaits(self.now())),
            Place::Queue(_) => Err(Rejection::NothingToMove(self.now())),
            Place::Closed => Err(self.closed()),
        }
    }

    fn transferred(
        &self,
        holding: &Holding,
        by: &Person,
        to: &ChannelId,
        note: Option<&CustomerText>,
    ) -> Result<Event, Rejection> {
        let Occasion { settings, now, .. } = self.occasion;
        let Some(target) = settings.usable_channel(to) else {
            let (channel, now) = (to.clone(), self.now());
            return Err(Rejection::NoSuchChannel { channel, now });
        };
        let transfer = Transfer {
            by: holding.handler.clone(),
            sender: by.user.clone(),
            note: note.filter(|note| !note.is_blank()).cloned(),
            from: holding.queue.clone(),
            return_at: schedule::minutes_after(*now, target.return_after_minutes),
        };
        Ok(Event::Transferred {
            handler: holding.handler.clone(),
            sender: by.user.clone(),
            from: holding.queue.clone(),
            waiting: Waiting {
                queue: queue_of(target),
                since: *now,
                cause: WaitingCause::Transferred(transfer),
            },
        })
    }

    fn give_back(&self, hop: u32, handler_gone: bool) -> Result<Event, Rejection> {
        match self.place() {
            Place::Transfer(waiting, transfer) if hop == self.ticket.hop => {
                match transfer.return_at {
                    None => return Err(self.past()),
                    Some(at) if self.occasion.now < at => return Err(Rejection::NotDue { at }),
                    Some(_) => {}
                }
                if handler_gone {
                    return Ok(self.back_in_queue(waiting, transfer));
                }
                let (queue, waited_since) = (waiting.queue.clone(), waiting.since);
                Ok(self.came_back(transfer, HoldingCause::Returned { queue, waited_since }))
            }
            Place::Queue(_) | Place::Transfer(..) | Place::Invited(..) | Place::Joined(_) => Err(self.past()),
            Place::Closed => Err(self.closed()),
        }
    }

    fn take_back(&self, by: &Person) -> Result<Event, Rejection> {
        match self.place() {
            Place::Transfer(waiting, transfer) => {
                self.allow(Action::TakeBack, by)?;
                let (by, queue) = (by.user.clone(), waiting.queue.clone());
                Ok(self.came_back(transfer, HoldingCause::TakenBack { by, queue }))
            }
            Place::Invited(holding, _) | Place::Joined(holding) => Err(self.taken(holding, by)),
            Place::Queue(_) => Err(Rejection::NothingToMove(self.now())),
            Place::Closed => Err(self.closed()),
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

    fn back_in_queue(&self, waiting: &Waiting, transfer: &Transfer) -> Event {
        let handler = transfer.by.clone();
        Event::BackInQueue {
            waiting: Waiting {
                queue: self.occasion.settings.requeue(&transfer.from),
                since: self.occasion.now,
                cause: WaitingCause::HandlerGone {
                    handler: handler.clone(),
                },
            },
            handler,
            had_waited: waiting.clone(),
        }
    }

    /// Also while the handler's invite is under way: whoever changed their mind need not wait for Slack.
    fn release(&self, by: &Person) -> Result<Event, Rejection> {
        match self.place() {
            Place::Invited(holding, _) | Place::Joined(holding) => {
                self.allow(Action::Release, by)?;
                Ok(self.released(holding, by))
            }
            Place::Transfer(..) => Err(Rejection::TransferWaits(self.now())),
            Place::Queue(_) => Err(Rejection::NothingToMove(self.now())),
            Place::Closed => Err(self.closed()),
        }
    }

    fn released(&self, holding: &Holding, by: &Person) -> Event {
        Event::Released {
            by: by.user.clone(),
            waiting: Waiting {
                queue: self.occasion.settings.requeue(&holding.queue),
                since: self.occasion.now,
                cause: WaitingCause::Released {
                    by: by.user.clone(),
                    handler: holding.handler.clone(),
                },
            },
        }
    }

    fn take_over(&self, by: &Person) -> Result<Event, Rejection> {
        match self.place() {
            Place::Invited(holding, _) | Place::Joined(holding) if holding.handler == by.user => {
                Err(Rejection::YouHaveIt(self.now()))
            }
            Place::Joined(holding) => {
                self.allow(Action::TakeOver, by)?;
                Ok(self.took_over(holding, by))
            }
            Place::Invited(..) => Err(Rejection::StillOpening(self.now())),
            Place::Transfer(..) => Err(Rejection::TransferWaits(self.now())),
            Place::Queue(_) => Err(Rejection::NothingToMove(self.now())),
            Place::Closed => Err(self.closed()),
        }
    }

    fn took_over(&self, holding: &Holding, by: &Person) -> Event {
        let from = holding.handler.clone();
        Event::TookOver {
            holding: Holding {
                handler: by.user.clone(),
                since: self.occasion.now,
                seat: seat(self.conversation, by, Before::Holding(holding.clone())),
                queue: holding.queue.clone(),
                cause: HoldingCause::TookOver { from: from.clone() },
            },
            from,
        }
    }

    /// A read of False that may be our own doing closes nothing; True is asked for again (`architecture.md`, "State").
    fn withdraw(&self) -> Result<Event, Rejection> {
        match self.place() {
            Place::Queue(_) | Place::Transfer(..) | Place::Invited(..) | Place::Joined(_) => {
                Ok(match self.conversation.live_chat.late_false {
                    LateFalse::Unexpected => self.close(ClosingReason::Withdrawn),
                    LateFalse::OldToggle | LateFalse::UntilConfirmed => Event::LiveChatRepeated,
                })
            }
            Place::Closed => Err(self.closed()),
        }
    }

    /// Settings may have changed since the timer was set: the step is taken when it is due by those of now.
    fn unanswered(&self, hop: u32) -> Result<Event, Rejection> {
        match self.place() {
            Place::Queue(waiting) if hop == self.ticket.hop => {
                let at = schedule::unanswered_at(waiting, self.occasion).ok_or_else(|| self.past())?;
                if self.occasion.now < at {
                    return Err(Rejection::NotDue { at });
                }
                self.nobody_picked(waiting)
            }
            Place::Queue(_) | Place::Transfer(..) | Place::Invited(..) | Place::Joined(_) => Err(self.past()),
            Place::Closed => Err(self.closed()),
        }
    }

    fn nobody_picked(&self, waiting: &Waiting) -> Result<Event, Rejection> {
        match schedule::ladder(&waiting.queue, self.occasion.settings).then {
            LastStep::Close => Ok(self.close(ClosingReason::Unanswered)),
            LastStep::KeepWaiting if self.ticket.told_nobody_available => Err(Rejection::Unchanged),
            LastStep::KeepWaiting => Ok(Event::KeptWaiting),
        }
    }

    fn idle(&self, hop: u32, quiet_since: Option<Timestamp>) -> Result<Event, Rejection> {
        match self.place() {
            Place::Joined(holding) if hop == self.ticket.hop => {
                let quiet_since = quiet_since.map_or(holding.since, |last| last.max(holding.since));
                let at = schedule::idle_at(quiet_since, self.occasion.settings).ok_or_else(|| self.past())?;
                if self.occasion.now < at {
                    return Err(Rejection::NotDue { at });
                }
                Ok(self.close(ClosingReason::Idle))
            }
            Place::Queue(_) | Place::Transfer(..) | Place::Invited(..) | Place::Joined(_) => Err(self.past()),
            Place::Closed => Err(self.closed()),
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
        let standing = Standing {
            handler: self.ticket.handler() == Some(&by.user),
            ..by.standing
        };
        let pending = matches!(self.place(), Place::Queue(_) | Place::Transfer(..));
        let allowed = may(action, &standing).and_then(|terms| terms.while_pending(pending));
        allowed.map(|_| ()).map_err(|refusal| Rejection::Refused {
            refusal,
            now: self.now(),
        })
    }

    fn taken(&self, holding: &Holding, by: &Person) -> Rejection {
        if holding.handler == by.user {
            return Rejection::YouHaveIt(self.now());
        }
        Rejection::SomeoneHasIt(self.now())
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
        Record::InboxOpened { channel } => Ok(Event::InboxOpened {
            channel: channel.clone(),
        }),
        Record::LiveChatConfirmed { wanted_at, live_chat }
            if (live.wanted_at, live.wanted) != (*wanted_at, *live_chat) =>
        {
            Err(Rejection::Past(Box::new(Now::of(conversation))))
        }
        Record::LiveChatConfirmed { .. } if live.is_confirmed() => Err(Rejection::Unchanged),
        Record::LiveChatConfirmed { live_chat, .. } => Ok(Event::LiveChatConfirmed { live_chat: *live_chat }),
    }
}
