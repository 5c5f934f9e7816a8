//! What one person is told privately: of their pick, of joining, and when a click finds nothing (`product.md`, "Private
//! answers").

use super::rejected::{ELSEWHERE, ONE_CHANNEL, cannot};
use super::true_now::{closed, still, true_now};
use super::{Names, name, the_customer};
use crate::domain::{Action, ChannelId, CustomerText, Now, PickFailure, PrivateAnswer};
use crate::slack::blocks::{Layout, Message};
use crate::slack::markup::Mrkdwn;

/// The longest word of Slack's that is shown.
const ERROR_MAX: usize = 100;

/// What a transition tells one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told<'a> {
    /// What it tells.
    pub answer: &'a PrivateAnswer,
    /// What is true when they are told.
    pub now: &'a Now,
    /// The customer's name, once known.
    pub customer: Option<&'a CustomerText>,
    /// Who is called what.
    pub names: &'a Names,
}

impl Told<'_> {
    /// The private answer.
    pub fn render(&self) -> Message {
        Layout::line(&self.line())
    }

    fn line(&self) -> Mrkdwn {
        match self.answer {
            PrivateAnswer::ItIsYours { inbox } => the_customer(Mrkdwn::of_ours("It's yours: answer "), self.customer)
                .ours(" in ")
                .channel(inbox)
                .ours("."),
            PrivateAnswer::PickFailed(why) => still(pick_failed(why), self.now, self.names),
            PrivateAnswer::ClosedBeforeYouJoined => self.closed_before_you_joined(),
            PrivateAnswer::TookOver { handler } => {
                let now_answers = name(Mrkdwn::default(), self.names.of(handler)).ours(" took over and answers ");
                the_customer(now_answers, self.customer).ours(" now. Nothing for you to do.")
            }
        }
    }

    fn closed_before_you_joined(&self) -> Mrkdwn {
        let closed = match self.now {
            Now::Closed { closing, .. } => closed(closing, self.names),
            Now::NoTicket | Now::Waiting { .. } | Now::Transferred { .. } | Now::Held { .. } => {
                Mrkdwn::of_ours("This ticket was closed before you had joined.")
            }
        };
        closed.ours(" You had not joined yet. Nothing for you to do.")
    }
}

/// Why a pick came to nothing. Guests and others are told what they would have been told at the click.
fn pick_failed(why: &PickFailure) -> Mrkdwn {
    match why {
        PickFailure::SingleChannelGuest => cannot(Action::Pick).ours(ONE_CHANNEL),
        PickFailure::OtherOrganisation => cannot(Action::Pick).ours(ELSEWHERE),
        PickFailure::NotInvited { error } => slacks_word(
            Mrkdwn::of_ours("You didn't get this ticket: Slack would not add you to the inbox channel ("),
            error,
        )
        .ours("). Ask an admin."),
        PickFailure::NoInboxChannel { error } => {
            slacks_word(Mrkdwn::of_ours("You didn't get this ticket: Slack would not open an inbox channel ("), error)
                .ours("). The admins were told what to change.")
        }
    }
}

/// What became of a wish to join the inbox channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joining {
    /// They are in it, or were already: which, a repeated call can't tell.
    In {
        /// The inbox channel.
        inbox: ChannelId,
    },
    /// There is none yet, or it was archived or deleted: the next pick opens one.
    NoInbox,
    /// Slack would not add them.
    NotAdded {
        /// Slack's error code (`contracts/slack.md` 9).
        error: String,
    },
}

impl Joining {
    /// The private answer.
    pub fn render(&self, customer: Option<&CustomerText>) -> Message {
        Layout::line(&match self {
            Self::In { inbox } => Mrkdwn::of_ours("You are in ").channel(inbox).ours(" now, with its whole history."),
            Self::NoInbox => the_customer(
                Mrkdwn::of_ours("There is no inbox channel to join: the next pick opens one for "),
                customer,
            )
            .ours("."),
            Self::NotAdded { error } => {
                slacks_word(Mrkdwn::of_ours("Slack would not add you to the inbox channel ("), error)
                    .ours("). Ask someone in it to add you with Add people.")
            }
        })
    }
}

/// So many acted at once that nothing could be written.
pub fn contended() -> Message {
    Layout::line(&Mrkdwn::of_ours("Nothing changed: many people acted on this at the same moment. Click again."))
}

/// A click on something of a customer who has no ticket.
pub fn no_such_ticket() -> Message {
    Layout::line(&true_now(&Now::NoTicket, &Names::default()).ours(" Nothing for you to do."))
}

/// Live Chat Control was asked for where no customer is answered.
pub fn not_an_inbox_channel() -> Message {
    Layout::line(&Mrkdwn::of_ours("Live Chat Control works in inbox channels, and this is none."))
}

fn slacks_word(text: Mrkdwn, error: &str) -> Mrkdwn {
    text.foreign_within(error, ERROR_MAX)
}
