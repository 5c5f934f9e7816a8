//! What people ask of a ticket: pick, end, transfer, take back, release, take over.

use super::{Case, Place};
use crate::domain::opening::seat;
use crate::domain::routing::queue_of;
use crate::domain::{
    Action, Before, ChannelId, ClosingReason, CustomerText, Event, Holding, HoldingCause, Occasion, Person, Rejection,
    Seat, Transfer, Waiting, WaitingCause, schedule,
};

impl Case<'_> {
    /// The old handler's pick of their own transfer takes it back.
    pub(super) fn pick(&self, by: &Person) -> Result<Event, Rejection> {
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

    pub(super) fn end(&self, by: &Person) -> Result<Event, Rejection> {
        match self.place() {
            Place::Queue(_) | Place::Transfer(..) | Place::Invited(..) | Place::Joined(_) => {
                self.allow(Action::End, by)?;
                Ok(self.close(ClosingReason::Ended { by: by.user.clone() }))
            }
            Place::Closed => Err(self.closed()),
        }
    }

    pub(super) fn transfer(
        &self,
        by: &Person,
        to: &ChannelId,
        note: Option<&CustomerText>,
    ) -> Result<Event, Rejection> {
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
            waiting: Waiting::new(queue_of(target), *now, WaitingCause::Transferred(transfer)),
        })
    }

    pub(super) fn take_back(&self, by: &Person) -> Result<Event, Rejection> {
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

    /// Also while the handler's invite is under way: whoever changed their mind need not wait for Slack.
    pub(super) fn release(&self, by: &Person) -> Result<Event, Rejection> {
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
        let cause = WaitingCause::Released { by: by.user.clone(), handler: holding.handler.clone() };
        let queue = self.occasion.settings.requeue(&holding.queue);
        Event::Released { by: by.user.clone(), waiting: Waiting::new(queue, self.occasion.now, cause) }
    }

    pub(super) fn take_over(&self, by: &Person) -> Result<Event, Rejection> {
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

    fn taken(&self, holding: &Holding, by: &Person) -> Rejection {
        if holding.handler == by.user {
            return Rejection::YouHaveIt(self.now());
        }
        Rejection::SomeoneHasIt(self.now())
    }
}
