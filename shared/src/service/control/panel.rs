//! The panel: what is true now, and what this person may do.

use super::super::clicking::Click;
use super::super::{Ports, Reception, scene};
use super::wish::Move;
use crate::domain::{
    Action, Conversation, Occasion, Person, Standing, Status, Ticket, TicketId, TicketingChannel, WorkspaceSettings,
    may,
};
use crate::slack::blocks::Message;
use crate::slack::cards::{
    ControlChannel, ControlHandler, ControlPanel, Names, Offer, PanelAbout, TicketButton, no_such_ticket,
    not_an_inbox_channel,
};
use crate::slack::{Reply, ResponseUrl, TriggerId};
use crate::store::{Desk, StoreError};

/// Someone opens the panel of a ticket: two reads, then `views.open`, within the trigger's three seconds.
pub async fn open_panel(
    ports: &Ports,
    reception: &Reception,
    click: &Click,
    trigger: &TriggerId,
    button: &TicketButton,
) -> Result<(), StoreError> {
    let desk = ports.store.desk(&click.workspace, &button.member, &click.user).await?;
    let names = names(ports, click, &desk).await?;
    open(reception, click, trigger, &desk, &names).await
}

/// Someone opens the panel from a message of a channel, which has to be an inbox channel. It is about the latest ticket,
/// whichever that is. Names take no third read: who is not the person themselves is mentioned, which rings for nobody
/// in a modal.
pub async fn open_panel_of_channel(
    ports: &Ports,
    reception: &Reception,
    click: &Click,
    trigger: &TriggerId,
) -> Result<(), StoreError> {
    let Some(channel) = &click.channel else { return Ok(()) };
    let Some(member) = ports.store.inbox_of(&click.workspace, channel).await?.member else {
        reception.tell(click, not_an_inbox_channel()).await;
        return Ok(());
    };
    let desk = ports.store.desk(&click.workspace, &member, &click.user).await?;
    let own = desk.person.iter().map(|person| (person.user.clone(), person.name.clone()));
    let names = own.collect();
    open(reception, click, trigger, &desk, &names).await
}

async fn open(
    reception: &Reception,
    click: &Click,
    trigger: &TriggerId,
    desk: &Desk,
    names: &Names,
) -> Result<(), StoreError> {
    let Some(installation) = &desk.installation else { return Ok(()) };
    let Some(panel) = panel(click, desk, names).and_then(|panel| panel.render()) else {
        reception.tell(click, no_such_ticket()).await;
        return Ok(());
    };
    reception.open(installation, trigger, &panel).await
}

/// The names of everybody whom a panel may name.
pub(super) async fn names(ports: &Ports, click: &Click, desk: &Desk) -> Result<Names, StoreError> {
    let users = desk.conversation.as_ref().map(scene::people_of).unwrap_or_default();
    let people = ports.store.people(&click.workspace, &users).await?;
    Ok(people.into_iter().map(|(user, person)| (user, person.name)).collect())
}

/// What is true now and what this person may do. `None`: the customer has no ticket.
pub(super) fn panel(click: &Click, desk: &Desk, names: &Names) -> Option<ControlPanel> {
    let (conversation, settings) = stands(desk)?;
    let ticket = conversation.ticket.as_ref()?;
    let person = click.person(conversation, &settings, desk.person.as_ref());
    let channels = targets(ticket, &settings);
    Some(ControlPanel {
        about: PanelAbout {
            ticket: TicketButton { member: conversation.member.clone(), ticket: ticket.id.clone() },
            opened_in: click.channel.clone(),
        },
        customer: scene::customer(Some(ticket), &desk.profile).cloned(),
        reference: ticket.reference(),
        handler: ticket.handler().map(|handler| ControlHandler::of(handler, names)),
        live_chat: scene::live_chat_shown(&conversation.live_chat),
        status: ticket.status.word(),
        label: ticket.queue().label.clone(),
        offers: Offering { click, conversation, ticket, settings: &settings, person: &person }.offers(&channels),
        may_pick: matches!(ticket.status, Status::Pending(_)) && may(Action::Pick, &person.standing).is_ok(),
        channels: channels.into_iter().map(shown).collect(),
        stale: None,
    })
}

/// What may be offered, and to whom.
struct Offering<'a> {
    click: &'a Click,
    conversation: &'a Conversation,
    ticket: &'a Ticket,
    settings: &'a WorkspaceSettings,
    person: &'a Person,
}

impl Offering<'_> {
    /// What this person may do now, asked of the domain as it is on submit. Hiding is no access control: it is decided
    /// again then.
    fn offers(&self, channels: &[&TicketingChannel]) -> Vec<Offer> {
        let transfer = channels.first().map(|to| Move::Transfer { to: to.channel.clone(), note: None });
        let others = [Move::End, Move::Release, Move::TakeOver, Move::TakeBack, Move::TurnOn];
        let moves = transfer.into_iter().chain(others).filter(|to| self.goes(to));
        moves.map(|to| to.offer()).chain(self.joins().then_some(Offer::Join)).collect()
    }

    fn goes(&self, to: &Move) -> bool {
        let occasion = Occasion { delivery: "", settings: self.settings, out_of_hours: &[], now: self.click.at };
        to.put(&self.ticket.id, &TicketId::new(""), self.conversation, &occasion, self.person).is_ok()
    }

    /// Who is in the inbox channel need not join it.
    fn joins(&self) -> bool {
        let standing = Standing { handler: self.ticket.handler() == Some(&self.person.user), ..self.person.standing };
        let elsewhere = self.conversation.inbox.is_some() && !standing.in_inbox_channel;
        elsewhere && may(Action::JoinInbox, &standing).is_ok()
    }
}

/// The other teams: a ticket is not transferred to the queue that it stands in.
fn targets<'a>(ticket: &Ticket, settings: &'a WorkspaceSettings) -> Vec<&'a TicketingChannel> {
    let own = ticket.queue().channel.as_ref();
    settings.ticketing_channels.iter().filter(|it| it.usable && Some(&it.channel) != own).collect()
}

fn shown(channel: &TicketingChannel) -> ControlChannel {
    ControlChannel { channel: channel.channel.clone(), label: channel.label.clone(), name: channel.name.clone() }
}

pub(super) fn stands(desk: &Desk) -> Option<(&Conversation, WorkspaceSettings)> {
    Some((desk.conversation.as_ref()?, desk.settings.clone().unwrap_or_default()))
}

impl Reception {
    /// Tells who clicked something at once, where they clicked.
    async fn tell(&self, click: &Click, message: Message) {
        let Some(sealed) = &click.reply else { return };
        let Ok(url) = self.seal.open(&click.workspace, sealed) else { return };
        let Some(url) = ResponseUrl::new(url.expose()) else { return };
        if let Err(failure) = self.slack.respond(&url, &Reply { message, replaces_original: false }).await {
            tracing::warn!(error.cause = %failure, "a private answer is lost");
        }
    }
}
