//! *Pick*: of any number of clicks exactly one wins, and everybody else is told privately who did (`product.md` 3).

use super::Ports;
use super::clicking::{Click, Clicked};
use crate::domain::{self, Action, Command};
use crate::slack::cards::TicketButton;
use crate::store::StoreError;

/// Someone clicked *Pick* on a ticket's card. One read, one transaction, one send.
pub async fn pick(ports: &Ports, click: &Click, button: &TicketButton) -> Result<(), StoreError> {
    let desk = ports.store.desk(&click.workspace, &button.member, &click.user).await?;
    let ticket = &button.ticket;
    let clicked = click.decide(ports, &button.member, desk, Action::Pick, |before, occasion, by| {
        domain::transition(before, &Command::Pick { ticket: ticket.clone(), by: by.clone() }, occasion)
    });
    match clicked.await? {
        Clicked::Moved => tracing::info!(ticket.id = %ticket, "picked"),
        Clicked::Refused(_) => tracing::info!(ticket.id = %ticket, "pick refused"),
        Clicked::Contended => tracing::warn!(ticket.id = %ticket, "pick contended"),
    }
    Ok(())
}
