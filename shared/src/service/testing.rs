//! The test ticket that the checklist offers: a ticket like any other, but for the customer, whom there is not.

use super::clicking::Click;
use super::deciding::{Decided, Question, decide, ring};
use super::{Ports, checklist, ids};
use crate::domain::{
    self, Action, Conversation, CustomerHint, CustomerText, LiveChatRequest, MemberId, Now, Opening, Rejection,
    RequestDetails, SetUpStep,
};
use crate::store::StoreError;

/// What the test ticket says in the customer's place.
const TEST: &str =
    "Test ticket: no customer waits. Pick it, write something in the inbox channel, and end the live chat.";

/// What the customer of a test ticket is called.
const TEST_CUSTOMER: &str = "Test customer";

/// Someone clicked *Send a test ticket*. Each admin has one test customer: while their ticket is open they are told where
/// it is.
pub async fn send_test_ticket(ports: &Ports, click: &Click) -> Result<(), StoreError> {
    // No request has such an id: the relay takes the blanks around one away.
    let member = MemberId::new(format!(" test {}", click.user));
    let desk = ports.store.desk(&click.workspace, &member, &click.user).await?;
    let settings = desk.settings.unwrap_or_default();
    let stands = desk.conversation.unwrap_or_else(|| Conversation::new(click.workspace.clone(), member.clone()));
    let by = click.person(&stands, &settings, desk.person.as_ref());
    if let Err(refusal) = domain::may(Action::AdminPanel, &by.standing) {
        click
            .answer(
                ports,
                &member,
                Action::AdminPanel,
                Some(&Rejection::Refused { refusal, now: Box::new(Now::of(&stands)) }),
            )
            .await;
        return Ok(());
    }
    if stands.open_ticket().is_some() {
        let already = Rejection::AlreadyOpen(Box::new(Now::of(&stands)));
        click.answer(ports, &member, Action::TurnOn, Some(&already)).await;
        return Ok(());
    }
    let ticket = ids::ticket_id(click.at, ports.random.bits());
    let request =
        Box::new(LiveChatRequest { member: member.clone(), bot: domain::BotSource::default(), details: details() });
    let opening = Opening::Request { ticket: ticket.clone(), request };
    let question =
        Question { receipt: &click.receipt, settings: &settings, at: click.at, done: &[], reply: click.reply.as_ref() };
    let decided = decide(ports, stands, &question, |before, occasion| domain::open(before, &opening, occasion));
    match decided.await? {
        Decided::Moved(_, lanes) => {
            ring(ports, &lanes).await;
            tracing::info!(ticket.id = %ticket, "a test ticket was sent");
        }
        // Another click of theirs was first, or this very one came twice.
        Decided::Stood(_) | Decided::Refused(..) => {}
        Decided::Contended => {
            click.answer(ports, &member, Action::TurnOn, None).await;
            return Ok(());
        }
    }
    checklist::seen(ports, &click.workspace, SetUpStep::Test).await;
    Ok(())
}

fn details() -> RequestDetails {
    RequestDetails {
        text: Some(CustomerText::new(TEST)),
        customer: CustomerHint { name: Some(CustomerText::new(TEST_CUSTOMER)), ..CustomerHint::default() },
        history: false,
        is_test: true,
        ..RequestDetails::default()
    }
}
