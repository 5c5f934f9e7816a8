//! Opening a ticket: nothing here takes an absent one.

use std::time::Duration;

use super::decide::decide;
use super::{
    Action, Before, BotSource, Command, Conversation, Event, Holding, HoldingCause, LiveChatRequest, Now, Occasion,
    Opening, Person, PersonKind, Queue, Refusal, Rejection, RequestDetails, Route, Seat, Standing, Status, Ticket,
    TicketId, Waiting, WaitingCause, may,
};

/// How often, at most, a ticketing channel is told that the customer asked again, counted from the ticket's opening
/// (`product.md` 1).
pub const ASKED_AGAIN_EVERY: Duration = Duration::from_mins(5);

/// How exactly it is kept when the customer last asked: who asks again sooner writes nothing.
pub const ASKED_WITHIN: Duration = Duration::from_secs(5);

/// How long after its request a bot's pre-action may still silence it: it posts to us with a time-out of 5 seconds, and
/// may set liveChat to True only once we have answered (`contracts/stella.md` 6).
const SILENCED_WITHIN: Duration = Duration::from_secs(15);

pub(super) fn decide_opening(
    conversation: &Conversation,
    opening: &Opening,
    occasion: &Occasion,
) -> Result<Event, Rejection> {
    match (conversation.open_ticket(), opening) {
        (None, Opening::Request { ticket, request }) => Ok(requested(ticket, request, occasion)),
        (None, Opening::TurnOn { ticket, by }) => turned_on(conversation, ticket, by, occasion),
        (Some(open), Opening::Request { request, .. }) => {
            asked_again(open, request, occasion).ok_or_else(|| Rejection::AlreadyOpen(Box::new(Now::of(conversation))))
        }
        (None, Opening::SentBack { request }) => Ok(Event::SentBack { bot: request.bot.clone() }),
        (Some(open), Opening::SentBack { .. }) => {
            decide(conversation, &Command::Uninstall { ticket: open.id.clone() }, occasion)
        }
        (Some(_), Opening::TurnOn { .. }) => Err(Rejection::AlreadyOpen(Box::new(Now::of(conversation)))),
    }
}

/// When no pre-action silences the bot any more for what was asked by now.
pub(super) fn settled(occasion: &Occasion) -> super::Timestamp {
    occasion.now.after(SILENCED_WITHIN)
}

fn requested(id: &TicketId, request: &LiveChatRequest, occasion: &Occasion) -> Event {
    let Route { queue, unknown_label } = occasion.settings.route(request.details.label.as_deref());
    let waiting = Waiting::new(queue.clone(), occasion.now, WaitingCause::Requested);
    let details = RequestDetails { unknown_label, ..request.details.clone() };
    Event::Opened {
        ticket: Box::new(Ticket {
            request: details,
            card: 1,
            ..a_ticket(id, Status::Pending(waiting), queue, occasion)
        }),
        bot: request.bot.clone(),
    }
}

/// Told when five minutes have passed since the opening and since it was last told, and when there is a channel to
/// tell. In between it is kept that the customer asked: what the platform said of them before is past.
fn asked_again(open: &Ticket, request: &LiveChatRequest, occasion: &Occasion) -> Option<Event> {
    let last = open.asked_again_at.map_or(open.opened_at, |told| told.max(open.opened_at));
    let is_due = occasion.now.since(last) >= ASKED_AGAIN_EVERY;
    let tell = open.queue().channel.clone().filter(|_| is_due);
    let is_new = occasion.now.since(open.last_asked_at()) >= ASKED_WITHIN;
    (tell.is_some() || is_new).then(|| Event::AskedAgain { tell, bot: request.bot.clone() })
}

/// The ticket opens where the last one stood, with no card: there is nothing to pick.
fn turned_on(conversation: &Conversation, id: &TicketId, by: &Person, occasion: &Occasion) -> Result<Event, Rejection> {
    if let Err(refusal) = may_turn_on(by) {
        let now = Box::new(Now::of(conversation));
        return Err(Rejection::Refused { refusal, now });
    }
    let last = conversation.ticket.as_ref().map(Ticket::queue);
    let queue = last.map_or_else(|| occasion.settings.route(None).queue, |last| occasion.settings.requeue(last));
    let cause = WaitingCause::TurnedOn { by: by.user.clone() };
    let waiting = Waiting::new(queue.clone(), occasion.now, cause);
    let holding = Holding {
        handler: by.user.clone(),
        since: occasion.now,
        seat: seat(conversation, by, Before::Waiting(waiting)),
        queue: queue.clone(),
        cause: HoldingCause::TurnedOn,
    };
    // What follows a test is one: there is no customer to be told.
    let request = RequestDetails { is_test: conversation.is_a_test(), ..RequestDetails::default() };
    Ok(Event::Opened {
        ticket: Box::new(Ticket { request, ..a_ticket(id, Status::Active(holding), queue, occasion) }),
        bot: BotSource::default(),
    })
}

fn may_turn_on(by: &Person) -> Result<(), Refusal> {
    let standing = Standing { handler: false, ..by.standing };
    may(Action::TurnOn, &standing).map(|_| ())
}

/// Someone in the inbox channel needs no invite. Someone Slack has yet to name is invited all the same, since it is
/// asked about them before that.
pub(super) fn seat(conversation: &Conversation, by: &Person, back_to: Before) -> Seat {
    let known = by.standing.kind != PersonKind::Unknown;
    if known && by.standing.in_inbox_channel && conversation.inbox.is_some() {
        return Seat::Joined;
    }
    Seat::Invited { back_to: Box::new(back_to) }
}

fn a_ticket(id: &TicketId, status: Status, card_queue: Queue, occasion: &Occasion) -> Ticket {
    let joined = matches!(&status, Status::Active(holding) if holding.seat == Seat::Joined);
    Ticket {
        id: id.clone(),
        status,
        hop: 1,
        opened_at: occasion.now,
        request: RequestDetails::default(),
        card: 0,
        card_queue,
        former_cards: Vec::new(),
        asked_again_at: None,
        asked_at: None,
        first_joined_at: joined.then_some(occasion.now),
        told_nobody_available: false,
        card_origin: None,
    }
}
