//! What a person is privately told when what they asked for did not happen: why, what is true now, and what to do
//! (`product.md`, "Private answers" and "Who may").

use super::true_now::{and_now, closed, true_now, when};
use super::{Names, name, the_customer};
use crate::domain::{Action, ChannelId, CustomerText, HoldingCause, Now, Refusal, Rejection, Timestamp};
use crate::slack::blocks::{Layout, Message};
use crate::slack::markup::Mrkdwn;

/// A request of a person that was rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected<'a> {
    /// What they asked for.
    pub action: Action,
    /// Why it did not happen.
    pub rejection: &'a Rejection,
    /// The customer's name, once known.
    pub customer: Option<&'a CustomerText>,
    /// Who is called what.
    pub names: &'a Names,
    /// When they are told.
    pub at: Timestamp,
}

/// Why a single-channel guest can't.
pub(super) const ONE_CHANNEL: &str = "Slack gives single-channel guests one channel only. Ask an admin.";

/// Why someone of another organisation can't.
pub(super) const ELSEWHERE: &str =
    "customers are answered by people of this workspace, and you are of another organisation.";

/// What can't be done, up to why.
pub(super) fn cannot(action: Action) -> Mrkdwn {
    Mrkdwn::of_ours("You can't ").ours(infinitive(action)).ours(": ")
}

impl Rejected<'_> {
    /// The private answer.
    pub fn render(&self) -> Message {
        let line = self.line();
        Layout::line(&line)
    }

    /// The answer as a text, for a panel that says what is true now.
    pub fn line(&self) -> Mrkdwn {
        match self.rejection {
            Rejection::Repeated(now) | Rejection::Closed(now) => true_now(now, self.names),
            Rejection::Past(now) => self.past(now),
            Rejection::YouHaveIt(now) => self.you_have_it(now),
            Rejection::SomeoneHasIt(now) => self.someone_has_it(now),
            Rejection::AlreadyOpen(now) => self.already_open(now),
            Rejection::TransferWaits(now) => {
                let can = " Until then it can be taken back or ended, nothing else.";
                true_now(now, self.names).ours(can)
            }
            Rejection::NothingToMove(now) => true_now(now, self.names).ours(self.when_nobody_holds_it()),
            Rejection::StillOpening(now) => true_now(now, self.names)
                .ours(" The inbox channel is being opened for them. Nothing changed: click again in a moment."),
            Rejection::Refused { refusal, now } => and_now(self.refused(*refusal, now), now, self.names),
            Rejection::NoSuchChannel { channel, now } => self.no_such_channel(channel, now),
            Rejection::NotDue { .. } | Rejection::Unchanged => Mrkdwn::of_ours("Nothing changed: it is so already."),
        }
    }

    /// The click was on something of an earlier ticket.
    fn past(&self, now: &Now) -> Mrkdwn {
        match now {
            Now::NoTicket => true_now(now, self.names),
            Now::Closed { closing, .. } => {
                let over = Mrkdwn::of_ours("That ticket is over, and so is the one after it. ");
                over.then(&closed(closing, self.names))
            }
            Now::Waiting { .. } | Now::Transferred { .. } | Now::Held { .. } => {
                let over = the_customer(Mrkdwn::of_ours("That ticket is over, and "), self.customer);
                over.ours(" has a newer one. ").then(&true_now(now, self.names))
            }
        }
    }

    fn already_open(&self, now: &Now) -> Mrkdwn {
        let open = the_customer(Mrkdwn::of_ours("A live chat with "), self.customer).ours(" is open already. ");
        let open = open.then(&true_now(now, self.names));
        match now {
            Now::Waiting { .. } => open.ours(" Pick it there."),
            Now::NoTicket | Now::Transferred { .. } | Now::Held { .. } | Now::Closed { .. } => open,
        }
    }

    fn you_have_it(&self, now: &Now) -> Mrkdwn {
        match now {
            Now::Held { inbox: Some(inbox), joined: true, .. } => {
                let have = the_customer(Mrkdwn::of_ours("You have it already: answer "), self.customer);
                have.ours(" in ").channel(inbox).ours(".")
            }
            Now::Held { .. } => Mrkdwn::of_ours(
                "You have it already: the inbox channel is being opened, and you are told here when it is ready.",
            ),
            Now::NoTicket | Now::Waiting { .. } | Now::Transferred { .. } | Now::Closed { .. } => {
                true_now(now, self.names)
            }
        }
    }

    fn someone_has_it(&self, now: &Now) -> Mrkdwn {
        let Now::Held { handler, since, cause, .. } = now else { return true_now(now, self.names) };
        let processing = name(Mrkdwn::of_ours("Processing by "), self.names.of(handler)).ours(": ");
        let how = self.how(processing, self.names.of(handler), cause, *since);
        how.ours(". Nothing for you to do.")
    }

    fn how(&self, text: Mrkdwn, handler: &str, cause: &HoldingCause, since: Timestamp) -> Mrkdwn {
        match cause {
            HoldingCause::Picked | HoldingCause::TransferAccepted { .. } => {
                name(text, handler).ours(" picked this ticket first")
            }
            HoldingCause::TookOver { .. } => when(name(text, handler).ours(" took over"), since, self.at),
            HoldingCause::Returned { .. } => when(text.ours("nobody had picked it, and it returned"), since, self.at),
            HoldingCause::TakenBack { by, .. } => {
                when(name(text, self.names.of(by)).ours(" took it back"), since, self.at)
            }
            HoldingCause::TurnedOn => when(name(text, handler).ours(" turned on live chat"), since, self.at),
        }
    }

    fn when_nobody_holds_it(&self) -> &'static str {
        match self.action {
            Action::TakeOver | Action::Transfer => " Nobody has it yet: pick it there first.",
            Action::TakeBack => " No transfer waits, so that there is nothing to take back.",
            Action::Release => " It is in the queue already.",
            Action::Pick
            | Action::Answer
            | Action::End
            | Action::TurnOn
            | Action::JoinInbox
            | Action::AdminPanel
            | Action::AccessControlPanel => " Nobody has it yet.",
        }
    }

    fn no_such_channel(&self, channel: &ChannelId, now: &Now) -> Mrkdwn {
        let not = Mrkdwn::of_ours("You can't transfer to ").channel(channel);
        let not = not.ours(": it is no ticketing channel now, or this app can't post there. Choose another one.");
        and_now(not, now, self.names)
    }

    fn refused(&self, refusal: Refusal, now: &Now) -> Mrkdwn {
        let not = cannot(self.action);
        match refusal {
            Refusal::SingleChannelGuest => not.ours(ONE_CHANNEL),
            Refusal::OtherOrganisation => not.ours(ELSEWHERE),
            Refusal::NotAllowed => self.not_allowed(not, now),
            Refusal::PendingOnly => {
                let not = not.ours("the priority group can only while nobody has the ticket. Ask ");
                self.handler_or_admin(not, now)
            }
            Refusal::OneOnOne => not.ours("only the handler answers here (1 on 1). You can take over."),
            Refusal::NotKnownYet => not.ours("Slack has not said yet who you are. Try again in a moment."),
        }
    }

    fn not_allowed(&self, not: Mrkdwn, now: &Now) -> Mrkdwn {
        match self.action {
            Action::Pick => ask_to_be_let_in(not, now),
            Action::End => match now {
                Now::Waiting { .. } => not.ours("the priority group and admins can while it waits. Ask one of them."),
                Now::NoTicket | Now::Transferred { .. } | Now::Held { .. } | Now::Closed { .. } => {
                    self.handler_or_admin(not.ours("the handler and admins can. Ask "), now)
                }
            },
            Action::Transfer | Action::Release | Action::TakeBack => {
                self.handler_or_admin(not.ours("the handler and admins can. Ask "), now)
            }
            Action::Answer | Action::TakeOver | Action::TurnOn => {
                not.ours("the people in the inbox channel, the priority group and admins can. Ask one of them.")
            }
            Action::JoinInbox => not.ours(
                "the priority group and admins can. Ask someone in the inbox channel to add you with Add people.",
            ),
            Action::AdminPanel => not.ours("admins can. Ask a super admin to make you one."),
            Action::AccessControlPanel => not.ours("super admins can. Ask one of them."),
        }
    }

    fn handler_or_admin(&self, text: Mrkdwn, now: &Now) -> Mrkdwn {
        match now {
            Now::Held { handler, .. } | Now::Transferred { handler, .. } => {
                name(text, self.names.of(handler)).ours(" or an admin.")
            }
            Now::NoTicket | Now::Waiting { .. } | Now::Closed { .. } => text.ours("an admin."),
        }
    }
}

/// Whoever wants to pick needs the ticketing channel.
fn ask_to_be_let_in(not: Mrkdwn, now: &Now) -> Mrkdwn {
    let channel = match now {
        Now::Waiting { queue, .. } => queue.channel.as_ref(),
        Now::Transferred { to, .. } => to.channel.as_ref(),
        Now::NoTicket | Now::Held { .. } | Now::Closed { .. } => None,
    };
    match channel {
        Some(channel) => not
            .ours("the people in ")
            .channel(channel)
            .ours(", its priority group and admins can. Ask one of them to add you to the channel."),
        None => not.ours("the people in its ticketing channel, the priority group and admins can. Ask an admin."),
    }
}

/// What the person wanted, after "You can't".
const fn infinitive(action: Action) -> &'static str {
    match action {
        Action::Pick => "pick",
        Action::Answer => "answer this customer",
        Action::Transfer => "transfer this live chat",
        Action::Release => "release this ticket",
        Action::TakeBack => "take this ticket back",
        Action::End => "end this live chat",
        Action::TakeOver => "take over",
        Action::TurnOn => "turn on live chat",
        Action::JoinInbox => "join the inbox channel",
        Action::AdminPanel => "open the Admin Panel",
        Action::AccessControlPanel => "open the Access Control Panel",
    }
}
