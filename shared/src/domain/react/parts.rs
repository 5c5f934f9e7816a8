//! The effects that many events have in common: cards, timers, and what is said.

use super::Follow;
use crate::domain::{
    AdminNotice, Became, Effect, KEEP_OPEN_BEFORE, Notice, PrivateAnswer, Queue, Timer, Timestamp, UserId, Waiting,
    schedule,
};

impl Follow<'_> {
    /// What is said in the inbox channel of a ticket that has a live chat card there; others have no reader.
    pub(super) fn tell_inbox(&mut self, notice: Notice) {
        if self.ticket.first_joined_at.is_some() {
            self.push(Effect::ShowLiveChatCard);
            self.push(Effect::TellInbox(notice));
        }
    }

    pub(super) fn show_live_chat_card(&mut self) {
        if self.ticket.first_joined_at.is_some() {
            self.push(Effect::ShowLiveChatCard);
        }
    }

    pub(super) fn post_card(&mut self, queue: &Queue) {
        // Also with no usable channel: the card waits for one.
        self.push(Effect::PostCard { card: self.ticket.card });
        if queue.channel.is_none() {
            self.push(Effect::TellAdmins(AdminNotice::NoUsableChannel));
        }
    }

    pub(super) fn show_cards(&mut self) {
        if self.ticket.card > 0 {
            self.push(Effect::ShowCard { card: self.ticket.card });
        }
        self.show_former_cards();
    }

    /// The card that just became a line, and those that go on saying what is true of the ticket.
    pub(super) fn show_former_cards(&mut self) {
        let known =
            self.before.open_ticket().map_or(0, |ticket| ticket.former_cards.last().map_or(0, |last| last.card));
        for former in &self.ticket.former_cards {
            let follows = matches!(former.became, Became::Transferred { .. }) || former.card > known;
            if follows && former.queue.channel.is_some() {
                self.effects.push(Effect::ShowCard { card: former.card });
            }
        }
    }

    /// A wait goes on where a failed pick interrupted it: a step whose time has passed since is due at once.
    pub(super) fn start_ladder(&mut self, waiting: &Waiting) {
        self.start_call_here(waiting);
        self.start(Timer::Unanswered, schedule::unanswered_at(waiting, self.occasion));
    }

    pub(super) fn start_return(&mut self, waiting: &Waiting, return_at: Option<Timestamp>) {
        self.start_call_here(waiting);
        self.start(Timer::Return, return_at);
    }

    pub(super) fn start_call_here(&mut self, waiting: &Waiting) {
        if !waiting.called_here {
            self.start(Timer::CallHere, schedule::here_at(waiting, self.occasion));
        }
    }

    pub(super) fn start_idle(&mut self, quiet_since: Timestamp) {
        let at = schedule::idle_at(quiet_since, self.occasion.settings);
        let ask_at = at.map(|at| at.before(KEEP_OPEN_BEFORE)).filter(|ask_at| *ask_at > self.occasion.now);
        self.start(Timer::AskKeepOpen, ask_at);
        self.start(Timer::Idle, at);
    }

    pub(super) fn start(&mut self, timer: Timer, at: Option<Timestamp>) {
        if let Some(at) = at {
            self.push(Effect::StartTimer { timer, at });
        }
    }

    pub(super) fn tell(&mut self, user: &UserId, answer: PrivateAnswer) {
        let user = user.clone();
        self.push(Effect::TellPerson { user, answer });
    }

    pub(super) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }
}
