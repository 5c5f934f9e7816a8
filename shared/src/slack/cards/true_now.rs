//! What is true of a ticket now, in a sentence: the second half of every refusal, and what a stale panel says.

use super::{Names, name, team};
use crate::domain::{Closing, ClosingReason, HoldingCause, Now, Timestamp, UserId};
use crate::slack::markup::Mrkdwn;

/// How long ago counts as a moment, in seconds.
const MOMENT: i64 = 120;

/// What is true now, in a sentence or two. It names who moved the ticket last, and when.
pub fn true_now(now: &Now, names: &Names) -> Mrkdwn {
    match now {
        Now::NoTicket => Mrkdwn::of_ours("There is no ticket."),
        Now::Waiting { queue, since, .. } => {
            team(Mrkdwn::of_ours("The ticket waits in "), queue).ours(" since ").date(*since).ours(".")
        }
        Now::Transferred { handler, sender, to, since, .. } => {
            let sent = name(Mrkdwn::default(), names.of(sender)).ours(" transferred it to ");
            let sent = team(sent, to).ours(" at ").date(*since).ours(". ");
            name(sent, names.of(handler)).ours(" keeps answering until it is picked there.")
        }
        Now::Held { handler, since, cause, .. } => {
            came_to_hold(cause, names.of(handler), names).ours(" at ").date(*since).ours(".")
        }
        Now::Closed { closing, .. } => closed(closing, names),
    }
}

/// How a ticket was closed, and when.
pub(super) fn closed(closing: &Closing, names: &Names) -> Mrkdwn {
    let at = Mrkdwn::of_ours("This ticket was closed at ").date(closing.at);
    match &closing.reason {
        ClosingReason::Ended { by } => {
            name(Mrkdwn::of_ours("This ticket was ended by "), names.of(by)).ours(" at ").date(closing.at).ours(".")
        }
        ClosingReason::Idle => at.ours(": nobody wrote any more."),
        ClosingReason::Unanswered => at.ours(": nobody picked it in time."),
        ClosingReason::Withdrawn => at.ours(": the customer is back with the chatbot."),
        ClosingReason::Uninstalled => at.ours(": Slack Inbox was removed from this workspace."),
    }
}

/// How the handler came to hold it, to be followed by when.
fn came_to_hold(cause: &HoldingCause, handler: &str, names: &Names) -> Mrkdwn {
    let who = |user: &str| name(Mrkdwn::default(), user);
    match cause {
        HoldingCause::Picked | HoldingCause::TransferAccepted { .. } => who(handler).ours(" picked it"),
        HoldingCause::TookOver { .. } => who(handler).ours(" took over"),
        HoldingCause::Returned { queue, .. } => {
            let nobody = name(Mrkdwn::of_ours("Nobody in "), &queue.label).ours(" picked it, and it returned to ");
            name(nobody, handler)
        }
        HoldingCause::TakenBack { by, .. } => name(who(names.of(by)).ours(" took it back for "), handler),
        HoldingCause::TurnedOn => who(handler).ours(" turned on live chat"),
    }
}

/// When something happened, for someone who acts at `now`: a moment ago, or at which time.
pub(super) fn when(text: Mrkdwn, at: Timestamp, now: Timestamp) -> Mrkdwn {
    let ago = now.seconds().saturating_sub(at.seconds());
    if ago < MOMENT { text.ours(" a moment ago") } else { text.ours(" at ").date(at) }
}

/// A refusal, and what is true now.
pub(super) fn and_now(text: Mrkdwn, now: &Now, names: &Names) -> Mrkdwn {
    match now {
        Now::Held { .. } => text.ours(" ").then(&true_now(now, names)),
        Now::NoTicket | Now::Waiting { .. } | Now::Transferred { .. } | Now::Closed { .. } => still(text, now, names),
    }
}

/// What could not be done, and that a customer who waits still does.
pub(super) fn still(text: Mrkdwn, now: &Now, names: &Names) -> Mrkdwn {
    let keeps = |handler: &UserId| name(Mrkdwn::of_ours(" "), names.of(handler));
    match now {
        Now::Waiting { .. } => text.ours(" The ticket is still waiting."),
        Now::Transferred { handler, .. } => {
            let waits = text.ours(" The ticket is still waiting.");
            waits.then(&keeps(handler)).ours(" answers until it is picked.")
        }
        Now::Held { handler, .. } => text.then(&keeps(handler)).ours(" has the ticket."),
        Now::Closed { .. } | Now::NoTicket => text,
    }
}
