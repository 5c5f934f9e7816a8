//! Short forms of statuses, effects and rejections, for snapshots that a person reads.

use super::minute;
use crate::domain::{
    AdminNotice, Closing, ClosingReason, Conversation, Effect, Holding, HoldingCause, Notice, Now, PickFailure,
    PrivateAnswer, Queue, QueueNotice, Rejection, Seat, Status, Timestamp, Waiting, WaitingCause,
};

pub(super) fn status(conversation: &Conversation) -> String {
    match conversation.ticket.as_ref().map(|ticket| &ticket.status) {
        None => "no ticket".to_owned(),
        Some(Status::Pending(wait)) => waiting(wait),
        Some(Status::Active(hold)) => holding(hold),
        Some(Status::Closed(close)) => closing(close),
    }
}

pub(super) fn effects(effects: &[Effect]) -> String {
    effects.iter().map(effect).collect::<Vec<_>>().join(", ")
}

/// Minutes since the first request.
pub(super) fn time(at: Timestamp) -> String {
    format!("{}min", (at.millis() - minute(0).millis()) / 60_000)
}

fn queue(queue: &Queue) -> String {
    let nowhere = if queue.channel.is_none() { " (no channel)" } else { "" };
    format!("{}{nowhere}", queue.label)
}

fn waiting(wait: &Waiting) -> String {
    let place = queue(&wait.queue);
    match &wait.cause {
        WaitingCause::Requested => format!("Pending({place})"),
        WaitingCause::Released { by, .. } => format!("Pending({place}, released by {by})"),
        WaitingCause::HandlerGone { handler } => format!("Pending({place}, {handler} gone)"),
        WaitingCause::TurnedOn { by } => format!("Pending({place}, turned on by {by})"),
        WaitingCause::Transferred(transfer) => format!("Pending({place}, transfer, {} answers)", transfer.by),
    }
}

fn holding(hold: &Holding) -> String {
    let seat = match hold.seat {
        Seat::Invited { .. } => "invited",
        Seat::Joined => "joined",
    };
    format!("Active({} {seat}, {})", hold.handler, cause(&hold.cause))
}

fn cause(cause: &HoldingCause) -> String {
    match cause {
        HoldingCause::Picked => "picked".to_owned(),
        HoldingCause::TransferAccepted { from } => format!("picked {from}'s transfer"),
        HoldingCause::TookOver { from } => format!("took over from {from}"),
        HoldingCause::Returned { queue, .. } => format!("back from {}", queue.label),
        HoldingCause::TakenBack { by, .. } => format!("taken back by {by}"),
        HoldingCause::TurnedOn => "turned on".to_owned(),
    }
}

fn closing(close: &Closing) -> String {
    match &close.reason {
        ClosingReason::Ended { by } => format!("Closed(ended by {by})"),
        ClosingReason::Idle => "Closed(idle)".to_owned(),
        ClosingReason::Withdrawn => "Closed(withdrawn)".to_owned(),
        ClosingReason::Unanswered => "Closed(unanswered)".to_owned(),
        ClosingReason::Uninstalled => "Closed(uninstalled)".to_owned(),
    }
}

fn effect(effect: &Effect) -> String {
    match effect {
        Effect::PostCard { card } => format!("post card {card}"),
        Effect::ShowCard { card } => format!("card {card}"),
        Effect::OpenInbox => "open inbox".to_owned(),
        Effect::InviteHandler { handler } => format!("invite {handler}"),
        Effect::InviteOthers { .. } => "invite group".to_owned(),
        Effect::PostLiveChatCard => "post live chat card".to_owned(),
        Effect::ShowLiveChatCard => "live chat card".to_owned(),
        Effect::QuoteBeforeJoined => "before you joined".to_owned(),
        Effect::TellInbox(said) => format!("inbox: {}", notice(said)),
        Effect::TellQueue { channel, notice } => format!("{channel}: {}", queue_notice(*notice)),
        Effect::TellPerson { user, answer } => format!("to {user}: {}", answer_to(answer)),
        Effect::TellAdmins(said) => format!("admins: {}", admin_notice(said)),
        Effect::TellCustomer(message) => format!("customer: {message:?}"),
        Effect::SetLiveChat(on) => format!("live chat {}", if *on { "True" } else { "False" }),
        Effect::RepeatLiveChat { at } => format!("live chat again at {}", time(*at)),
        Effect::StartEndNode => "end node".to_owned(),
        Effect::LookUpCustomer => "look up customer".to_owned(),
        Effect::StartTimer { timer, at } => format!("{timer:?} at {}", time(*at)),
    }
}

fn notice(notice: &Notice) -> String {
    match notice {
        Notice::Succeeds { former } => format!("succeeds {former}"),
        Notice::Transferred { handler, sender, to } => {
            format!("transferred by {sender} to {}, {handler} answers", to.label)
        }
        Notice::TransferAccepted { handler, former, queue } => {
            format!("{handler} picked it in {}, before {former}", queue.label)
        }
        Notice::NotPicked { handler, queue, .. } => format!("not picked in {}, back with {handler}", queue.label),
        Notice::TakenBack { handler, by } => format!("taken back by {by}, back with {handler}"),
        Notice::BackInQueue { handler, queue } => format!("{handler} gone, waits in {}", queue.label),
        Notice::Released { by, queue } => format!("released by {by}, waits in {}", queue.label),
        Notice::TookOver { handler, former } => format!("{handler} took over from {former}"),
        Notice::Ended { by } => format!("ended by {by}"),
        Notice::Idle => "idle".to_owned(),
        Notice::Unanswered => "unanswered".to_owned(),
        Notice::Withdrawn => "withdrawn".to_owned(),
    }
}

fn queue_notice(notice: QueueNotice) -> &'static str {
    match notice {
        QueueNotice::AskedAgain => "asked again",
        QueueNotice::CallHere => "<!here>",
    }
}

fn admin_notice(notice: &AdminNotice) -> String {
    match notice {
        AdminNotice::NoUsableChannel => "no usable channel".to_owned(),
        AdminNotice::NoInboxChannel { error } => format!("no inbox channel, {error}"),
    }
}

fn answer_to(answer: &PrivateAnswer) -> String {
    match answer {
        PrivateAnswer::ItIsYours { .. } => "it's yours".to_owned(),
        PrivateAnswer::PickFailed(why) => format!("pick failed, {}", failure(why)),
        PrivateAnswer::ClosedBeforeYouJoined => "closed before you joined".to_owned(),
        PrivateAnswer::TookOver { handler } => format!("{handler} took over"),
    }
}

fn failure(why: &PickFailure) -> &str {
    match why {
        PickFailure::SingleChannelGuest => "single-channel guest",
        PickFailure::OtherOrganisation => "other organisation",
        PickFailure::NotInvited { error } | PickFailure::NoInboxChannel { error } => error,
    }
}

pub(super) fn rejection(rejection: &Rejection) -> String {
    match rejection {
        Rejection::Repeated(now) => format!("repeated: {}", true_now(now)),
        Rejection::Past(now) => format!("past: {}", true_now(now)),
        Rejection::YouHaveIt(now) => format!("you have it: {}", true_now(now)),
        Rejection::SomeoneHasIt(now) => format!("someone has it: {}", true_now(now)),
        Rejection::Closed(now) => format!("closed: {}", true_now(now)),
        Rejection::AlreadyOpen(now) => format!("already open: {}", true_now(now)),
        Rejection::TransferWaits(now) => format!("transfer waits: {}", true_now(now)),
        Rejection::NothingToMove(now) => format!("nothing to move: {}", true_now(now)),
        Rejection::StillOpening(now) => format!("still opening: {}", true_now(now)),
        Rejection::Refused { refusal, .. } => format!("refused: {refusal:?}"),
        Rejection::NoSuchChannel { channel, .. } => format!("no such channel: {channel}"),
        Rejection::NotDue { at } => format!("not due before {}", time(*at)),
        Rejection::Unchanged => "unchanged".to_owned(),
    }
}

fn true_now(now: &Now) -> String {
    match now {
        Now::NoTicket => "no ticket".to_owned(),
        Now::Waiting { queue, since, .. } => format!("waits in {} since {}", queue.label, time(*since)),
        Now::Transferred { handler, to, since, .. } => {
            format!("waits in {} since {}, {handler} answers", to.label, time(*since))
        }
        Now::Held { handler, since, cause: how, .. } => format!("{handler} since {}, {}", time(*since), cause(how)),
        Now::Closed { closing: close, .. } => format!("{} at {}", closing(close), time(close.at)),
    }
}
