//! DynamoDB takes items of 400 KB at most: the largest conversation fits.

use serde_json::{Value, json};
use shared::chatbot::relay_request;
use shared::domain::{
    Became, Before, ChannelId, Closing, ClosingReason, Conversation, CustomerText, FORMER_CARDS, FormerCard, Holding,
    HoldingCause, LiveChatRequest, Occasion, Opening, Origin, Queue, RECEIPTS, Seat, Status, Ticket, Transfer, Waiting,
    WaitingCause, WorkspaceSettings, open,
};
use shared::store::{Ending, Store, StoreError};

use crate::rig::Rig;
use crate::samples::{at, commit, member, opened, stranger, team, user};

/// The longest body that the relay takes (`product.md` 1).
const BODY_MAX: usize = 256 * 1024;

/// A text of this many characters, of four bytes each.
fn long(characters: usize) -> String {
    "😀".repeat(characters)
}

/// A request with every field longer than the parser keeps it, as long as the relay takes one.
fn largest_request() -> LiveChatRequest {
    let mut body = json!({
        "type": long(250), "channel": long(200), "app": long(200), "label": long(250), "meta": {"note": long(300)},
        "member": {
            "_id": member().as_str(), "firstName": long(250), "lastName": long(250), "externalId": long(250),
            "platform": long(250), "customLocale": long(250), "tags": vec![long(250); 60],
        },
        "assignmentDetails": {
            "groupName": long(250), "summary": long(3_500),
            "relayMessage": {"slack": {"text": long(3_500), "buttons": [{"title": long(100)}, {}]}},
        },
    });
    let mut number = 0;
    while body.to_string().len() < BODY_MAX - 2_000 {
        body[format!("{number}{}", long(120))] = Value::from(long(300));
        number += 1;
    }
    let body = body.to_string();
    assert!(body.len() <= BODY_MAX, "{}", body.len());
    relay_request::parse(body.as_bytes()).unwrap()
}

fn a_queue() -> Queue {
    Queue { channel: Some(ChannelId::new("C0123456789")), label: long(200) }
}

/// A transfer with the longest note that a modal takes.
fn transferred() -> Waiting {
    let (by, sender) = (user("U0123456789"), user("U9876543210"));
    let note = Some(CustomerText::new(long(3_000)));
    let transfer = Transfer { by, sender, note, from: a_queue(), return_at: Some(at(0)) };
    Waiting::new(a_queue(), at(0), WaitingCause::Transferred(transfer))
}

/// The conversation with everything that a long life adds: former cards, receipts, and a pick of a transfer that has
/// yet to succeed.
fn after_a_long_life(mut conversation: Conversation) -> Conversation {
    let ticket = conversation.ticket.as_mut().expect("it is open");
    let became = || Became::Transferred { by: user("U0123456789"), to: a_queue() };
    let origin = || Some(Origin::of(&transferred()));
    let former = |card| FormerCard { card, queue: a_queue(), origin: origin(), became: became() };
    ticket.former_cards = (1..).take(FORMER_CARDS).map(former).collect();
    ticket.card_origin = origin();
    ticket.request.unknown_label = Some(long(200));
    ticket.status = Status::Active(Holding {
        handler: user("U0123456789"),
        since: at(0),
        seat: Seat::Invited { back_to: Box::new(Before::Waiting(transferred())) },
        queue: a_queue(),
        cause: HoldingCause::TransferAccepted { from: user("U9876543210") },
    });
    conversation.receipts = (0..RECEIPTS).map(|number| format!("{number}{}", long(200))).collect();
    conversation
}

#[tokio::test]
async fn the_largest_request_fits_and_is_read_back_whole_also_after_a_long_life() {
    let rig = Rig::new().await;
    let request = largest_request();
    assert_eq!(request.details.oddities.len(), 21, "the parser was pushed to its limits");
    let settings = WorkspaceSettings::default();
    let opening = Opening::Request { ticket: shared::domain::TicketId::new("TK1"), request: Box::new(request) };
    let occasion = Occasion { delivery: "TK1", settings: &settings, out_of_hours: &[], now: at(0) };
    let first = open(&stranger(), &opening, &occasion).unwrap().conversation;
    assert_eq!(rig.store.commit(&commit(&stranger(), &first, Vec::new())).await.unwrap(), Ending::Committed);

    let mut grown = after_a_long_life(first.clone());
    grown.version += 1;
    assert_eq!(rig.store.commit(&commit(&first, &grown, Vec::new())).await.unwrap(), Ending::Committed);
    assert_eq!(rig.store.conversation(&team(), &member()).await.unwrap().0, Some(grown));
}

#[tokio::test]
async fn a_conversation_over_400_kb_is_refused_and_nothing_stands() {
    let rig = Rig::new().await;
    let mut after = opened(&stranger(), "TK1", shared::domain::RequestDetails::default()).conversation;
    ticket(&mut after).request.summary = Some(CustomerText::new(long(100 * 1024)));
    let ending = rig.store.commit(&commit(&stranger(), &after, Vec::new())).await;
    assert!(matches!(ending, Err(StoreError::Broken(_))), "{ending:?}");
    assert_eq!(rig.items().await, Vec::new());
}

fn ticket(conversation: &mut Conversation) -> &mut Ticket {
    conversation.ticket.as_mut().expect("it has a ticket")
}

/// The conversation one version on, its ticket held by this agent.
pub(crate) fn held_by(before: &Conversation, handler: &str) -> Conversation {
    let mut after = before.clone();
    after.version += 1;
    let queue = ticket(&mut after).queue().clone();
    let (handler, cause) = (user(handler), HoldingCause::Picked);
    ticket(&mut after).status = Status::Active(Holding { handler, since: at(0), seat: Seat::Joined, queue, cause });
    after
}

/// The conversation one version on, its ticket closed.
pub(crate) fn closed(before: &Conversation) -> Conversation {
    let mut after = before.clone();
    after.version += 1;
    let queue = ticket(&mut after).queue().clone();
    let reason = ClosingReason::Idle;
    ticket(&mut after).status =
        Status::Closed(Closing { reason, at: at(0), handler: None, queue, waiting_since: None });
    after
}
