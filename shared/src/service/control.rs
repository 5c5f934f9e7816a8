//! Live Chat Control: the panel, and what is asked for in it and beside it (`product.md` 5). Everything is decided again
//! on submit: a panel only says what was true when it was opened.

mod panel;
mod submitting;
mod wish;

use super::clicking::{Click, Clicked};
use super::{Ports, ids};
use crate::domain::{MemberId, TicketId};
use crate::slack::cards::TicketButton;
use crate::store::{Desk, StoreError};

pub use panel::{open_panel, open_panel_of_channel};
pub use submitting::{Submitted, submit};
pub use wish::Asked;
use wish::Move;

/// Someone clicked *End live chat*, which has asked them whether they mean it.
pub async fn end(ports: &Ports, click: &Click, button: &TicketButton) -> Result<(), StoreError> {
    move_ticket(ports, click, button, Move::End).await
}

/// Someone clicked *Take back* at the line that tells of a transfer.
pub async fn take_back(ports: &Ports, click: &Click, button: &TicketButton) -> Result<(), StoreError> {
    move_ticket(ports, click, button, Move::TakeBack).await
}

async fn move_ticket(ports: &Ports, click: &Click, button: &TicketButton, to: Move) -> Result<(), StoreError> {
    let desk = ports.store.desk(&click.workspace, &button.member, &click.user).await?;
    put(ports, click, &button.member, &button.ticket, desk, &to).await.map(drop)
}

/// Someone turns live chat on again: a ticket opens as Active.
pub async fn turn_on(ports: &Ports, click: &Click, member: &MemberId) -> Result<bool, StoreError> {
    let desk = ports.store.desk(&click.workspace, member, &click.user).await?;
    let clicked = put(ports, click, member, &TicketId::new(""), desk, &Move::TurnOn).await?;
    Ok(matches!(clicked, Clicked::Moved))
}

/// Someone takes the ticket over.
pub async fn take_over(ports: &Ports, click: &Click, member: &MemberId) -> Result<bool, StoreError> {
    let desk = ports.store.desk(&click.workspace, member, &click.user).await?;
    let open = desk.conversation.as_ref().and_then(|conversation| conversation.ticket.as_ref());
    let Some(ticket) = open.map(|ticket| ticket.id.clone()) else { return Ok(false) };
    let clicked = put(ports, click, member, &ticket, desk, &Move::TakeOver).await?;
    Ok(matches!(clicked, Clicked::Moved))
}

/// Puts a move to the domain.
async fn put(
    ports: &Ports,
    click: &Click,
    member: &MemberId,
    ticket: &TicketId,
    desk: Desk,
    to: &Move,
) -> Result<Clicked, StoreError> {
    let fresh = ids::ticket_id(click.at, ports.random.bits());
    let clicked = click
        .decide(ports, member, desk, to.action(), |before, occasion, by| to.put(ticket, &fresh, before, occasion, by));
    let clicked = clicked.await?;
    if matches!(clicked, Clicked::Moved) {
        tracing::info!(ticket.id = %ticket, action = to.name(), "ticket moved");
    }
    Ok(clicked)
}
