//! What workers and timers report of a ticket: the invite's outcome, the platform's answer, a time that has come.

use super::{Case, Place};
use crate::domain::{
    ChannelId, ClosingReason, Event, Holding, HoldingCause, LastStep, LateFalse, PickFailure, Rejection, Seat,
    Timestamp, Transfer, Waiting, WaitingCause, schedule,
};

impl Case<'_> {
    pub(super) fn pick_failed(&self, hop: u32, why: &PickFailure) -> Result<Event, Rejection> {
        match self.place() {
            Place::Invited(holding, back_to) if hop == self.ticket.hop => {
                Ok(Event::PickFailed { handler: holding.handler.clone(), back_to: back_to.clone(), why: why.clone() })
            }
            Place::Queue(_) | Place::Transfer(..) | Place::Invited(..) | Place::Joined(_) => Err(self.past()),
            Place::Closed => Err(self.closed()),
        }
    }

    pub(super) fn joined(&self, hop: u32, inbox: &ChannelId) -> Result<Event, Rejection> {
        match self.place() {
            Place::Invited(holding, _) if hop == self.ticket.hop => {
                Ok(Event::Joined { holding: Holding { seat: Seat::Joined, ..holding.clone() }, inbox: inbox.clone() })
            }
            Place::Queue(_) | Place::Transfer(..) | Place::Invited(..) | Place::Joined(_) => Err(self.past()),
            Place::Closed => Err(self.closed()),
        }
    }

    pub(super) fn give_back(&self, hop: u32, handler_gone: bool) -> Result<Event, Rejection> {
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

    fn back_in_queue(&self, waiting: &Waiting, transfer: &Transfer) -> Event {
        let handler = transfer.by.clone();
        let cause = WaitingCause::HandlerGone { handler: handler.clone() };
        let queue = self.occasion.settings.requeue(&transfer.from);
        Event::BackInQueue {
            waiting: Waiting::new(queue, self.occasion.now, cause),
            handler,
            had_waited: waiting.clone(),
        }
    }

    /// A read of False that may be our own doing closes nothing; True is asked for again (`architecture.md`, "State").
    pub(super) fn withdraw(&self) -> Result<Event, Rejection> {
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

    /// Nobody is asked, and nothing can come between.
    pub(super) fn uninstall(&self) -> Result<Event, Rejection> {
        match self.place() {
            Place::Queue(_) | Place::Transfer(..) | Place::Invited(..) | Place::Joined(_) => {
                Ok(self.close(ClosingReason::Uninstalled))
            }
            Place::Closed => Err(self.closed()),
        }
    }

    pub(super) fn call_here(&self, hop: u32) -> Result<Event, Rejection> {
        match self.place() {
            Place::Queue(waiting) | Place::Transfer(waiting, _) if hop == self.ticket.hop && !waiting.called_here => {
                let at = schedule::here_at(waiting, self.occasion).ok_or_else(|| self.past())?;
                let channel = waiting.queue.channel.clone().ok_or_else(|| self.past())?;
                if self.occasion.now < at {
                    return Err(Rejection::NotDue { at });
                }
                let waiting = Waiting { called_here: true, ..waiting.clone() };
                Ok(Event::CalledHere { waiting, channel })
            }
            Place::Queue(_) | Place::Transfer(..) | Place::Invited(..) | Place::Joined(_) => Err(self.past()),
            Place::Closed => Err(self.closed()),
        }
    }

    /// Settings may have changed since the timer was set: the step is taken when it is due by those of now.
    pub(super) fn unanswered(&self, hop: u32) -> Result<Event, Rejection> {
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

    pub(super) fn idle(&self, hop: u32, quiet_since: Option<Timestamp>) -> Result<Event, Rejection> {
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
}
