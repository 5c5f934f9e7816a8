//! Live Chat Control: the panel, and what is asked for in it and beside it (`product.md` 5). Everything is decided again
//! on submit: a panel only says what was true when it was opened.

use super::clicking::{Click, Clicked};
use super::deciding::ring;
use super::{Ports, Reception, ids};
use crate::domain::{
    self, Action, Allowed, Command, Conversation, MemberId, Now, Opening, Person, Refusal, Rejection, Status, Ticket,
    TicketId, WorkspaceSettings, may,
};
use crate::job::{Job, JobKind, Lane, LaneKey, Owner};
use crate::slack::blocks::{Message, View};
use crate::slack::cards::{
    CHOOSE_WHAT_TO_DO, ControlPanel, Names, Offer, PanelAbout, Rejected, TicketButton, no_such_ticket,
    not_an_inbox_channel,
};
use crate::slack::{BotToken, Reply, ResponseUrl, TriggerId};
use crate::store::{AuditLine, Desk, StoreError};

/// What a submitted panel is answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Submitted {
    /// It is done: the panel closes.
    Done,
    /// Something is to be chosen first: a sentence for the choice.
    Choose(&'static str),
    /// The panel was stale: it shows what is true now.
    Stale(Box<View>),
}

/// Someone clicked *End live chat*, which has asked them whether they mean it.
pub async fn end(ports: &Ports, click: &Click, button: &TicketButton) -> Result<(), StoreError> {
    let desk = ports.store.desk(&click.workspace, &button.member, &click.user).await?;
    end_ticket(ports, click, button, desk).await.map(drop)
}

async fn end_ticket(ports: &Ports, click: &Click, button: &TicketButton, desk: Desk) -> Result<Clicked, StoreError> {
    let ticket = &button.ticket;
    let clicked = click.decide(ports, &button.member, desk, Action::End, |before, occasion, by| {
        domain::transition(before, &Command::End { ticket: ticket.clone(), by: by.clone() }, occasion)
    });
    let clicked = clicked.await?;
    if matches!(clicked, Clicked::Moved) {
        tracing::info!(ticket.id = %ticket, "ended");
    }
    Ok(clicked)
}

/// Someone turns live chat on again: a ticket opens as Active.
pub async fn turn_on(ports: &Ports, click: &Click, member: &MemberId) -> Result<bool, StoreError> {
    let desk = ports.store.desk(&click.workspace, member, &click.user).await?;
    let ticket = ids::ticket_id(click.at, ports.random.bits());
    let clicked = click.decide(ports, member, desk, Action::TurnOn, |before, occasion, by| {
        domain::open(before, &Opening::TurnOn { ticket: ticket.clone(), by: by.clone() }, occasion)
    });
    Ok(matches!(clicked.await?, Clicked::Moved))
}

/// Someone takes the ticket over.
pub async fn take_over(ports: &Ports, click: &Click, member: &MemberId) -> Result<bool, StoreError> {
    let desk = ports.store.desk(&click.workspace, member, &click.user).await?;
    let open = desk.conversation.as_ref().and_then(|conversation| conversation.ticket.as_ref());
    let Some(ticket) = open.map(|ticket| ticket.id.clone()) else { return Ok(false) };
    let clicked = click.decide(ports, member, desk, Action::TakeOver, |before, occasion, by| {
        domain::transition(before, &Command::TakeOver { ticket: ticket.clone(), by: by.clone() }, occasion)
    });
    Ok(matches!(clicked.await?, Clicked::Moved))
}

/// Someone opens the panel of a ticket: one read, then `views.open`, within the trigger's three seconds.
pub async fn open_panel(
    ports: &Ports,
    reception: &Reception,
    click: &Click,
    trigger: &TriggerId,
    button: &TicketButton,
) -> Result<(), StoreError> {
    let desk = ports.store.desk(&click.workspace, &button.member, &click.user).await?;
    let Some(token) = token(reception, &desk) else { return Ok(()) };
    let names = names(ports, click, &desk).await?;
    let Some(panel) = panel(click, &desk, &names).and_then(|panel| panel.render()) else {
        reception.tell(click, no_such_ticket()).await;
        return Ok(());
    };
    let view = serde_json::to_value(panel).map_err(|error| StoreError::Broken(error.to_string()))?;
    if let Err(failure) = reception.slack.open_view(&token, trigger, &view).await {
        tracing::warn!(error.cause = %failure, "the panel could not be opened");
    }
    Ok(())
}

/// Someone opens the panel from a message of a channel, which has to be an inbox channel.
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
    // The panel is about the latest ticket, whichever that is.
    open_panel(ports, reception, click, trigger, &TicketButton { member, ticket: TicketId::new("") }).await
}

/// Someone sent the panel off. All is decided again.
pub async fn submit(
    ports: &Ports,
    click: &Click,
    about: &PanelAbout,
    choice: Option<Offer>,
) -> Result<Submitted, StoreError> {
    let Some(choice) = choice else { return Ok(Submitted::Choose(CHOOSE_WHAT_TO_DO)) };
    let desk = ports.store.desk(&click.workspace, &about.ticket.member, &click.user).await?;
    let clicked = match choice {
        Offer::End => end_ticket(ports, click, &about.ticket, desk).await?,
        Offer::Join => return join(ports, click, about, &desk).await,
        // Offered by no panel yet.
        Offer::Transfer | Offer::Release | Offer::TakeOver | Offer::TakeBack | Offer::TurnOn => {
            return Ok(Submitted::Choose(CHOOSE_WHAT_TO_DO));
        }
    };
    match clicked {
        Clicked::Moved => Ok(Submitted::Done),
        Clicked::Refused(rejection) => stale(ports, click, about, Action::End, &rejection).await,
        Clicked::Contended => Ok(Submitted::Choose("Many people act on this at the moment. Click Proceed again.")),
    }
}

/// The panel as it is now, with why it was not done.
async fn stale(
    ports: &Ports,
    click: &Click,
    about: &PanelAbout,
    action: Action,
    rejection: &Rejection,
) -> Result<Submitted, StoreError> {
    let desk = ports.store.desk(&click.workspace, &about.ticket.member, &click.user).await?;
    let names = names(ports, click, &desk).await?;
    let customer = desk.conversation.as_ref().and_then(|it| super::scene::customer(it.ticket.as_ref(), &desk.profile));
    let line = Rejected { action, rejection, customer, names: &names, at: click.at }.line();
    let now = panel(click, &desk, &names).and_then(|panel| {
        let about = PanelAbout { opened_in: about.opened_in.clone(), ..panel.about };
        ControlPanel { about, stale: Some(line), ..panel }.render()
    });
    Ok(now.map_or(Submitted::Done, |view| Submitted::Stale(Box::new(view))))
}

/// Lets someone into the inbox channel. An admin's joining becomes an audit line.
async fn join(ports: &Ports, click: &Click, about: &PanelAbout, desk: &Desk) -> Result<Submitted, StoreError> {
    let Some((conversation, settings)) = stands(desk) else { return Ok(Submitted::Done) };
    let person = click.person(conversation, &settings, desk.person.as_ref());
    let allowed = match may(Action::JoinInbox, &person.standing) {
        Ok(allowed) => allowed,
        Err(refusal) => return refused(ports, click, about, conversation, refusal).await,
    };
    if conversation.inbox.is_none() {
        let rejection = Rejection::NothingToMove(Box::new(Now::of(conversation)));
        return stale(ports, click, about, Action::JoinInbox, &rejection).await;
    }
    if allowed == Allowed::Audited {
        let (by, what) = (click.user.clone(), "joined the inbox channel".to_owned());
        let line = AuditLine { by, what, member: about.ticket.member.clone() };
        ports.store.audit(&click.workspace, &line, click.at, &click.receipt).await?;
    }
    let job = invitation(click, about);
    ports.store.put_jobs(std::slice::from_ref(&job), click.at).await?;
    ring(ports, &[job.lane]).await;
    Ok(Submitted::Done)
}

async fn refused(
    ports: &Ports,
    click: &Click,
    about: &PanelAbout,
    conversation: &Conversation,
    refusal: Refusal,
) -> Result<Submitted, StoreError> {
    let rejection = Rejection::Refused { refusal, now: Box::new(Now::of(conversation)) };
    stale(ports, click, about, Action::JoinInbox, &rejection).await
}

fn invitation(click: &Click, about: &PanelAbout) -> Job {
    let owner = Owner::Conversation(about.ticket.member.clone());
    Job {
        id: format!("join#{}#{}", click.user, click.receipt),
        lane: LaneKey { workspace: click.workspace.clone(), owner, lane: Lane::Ctl },
        order: click.at.millis(),
        first_received: click.at,
        kind: JobKind::InvitePerson {
            user: click.user.clone(),
            ticket: about.ticket.ticket.clone(),
            channel: about.opened_in.clone(),
            reply: click.reply.clone(),
        },
    }
}

/// The names of everybody whom a panel may name.
async fn names(ports: &Ports, click: &Click, desk: &Desk) -> Result<Names, StoreError> {
    let users = desk.conversation.as_ref().map(super::scene::people_of).unwrap_or_default();
    let people = ports.store.people(&click.workspace, &users).await?;
    Ok(people.into_iter().map(|(user, person)| (user, person.name)).collect())
}

/// What is true now and what this person may do. `None`: the customer has no ticket.
fn panel(click: &Click, desk: &Desk, names: &Names) -> Option<ControlPanel> {
    let (conversation, settings) = stands(desk)?;
    let ticket = conversation.ticket.as_ref()?;
    let person = click.person(conversation, &settings, desk.person.as_ref());
    Some(ControlPanel {
        about: PanelAbout {
            ticket: TicketButton { member: conversation.member.clone(), ticket: ticket.id.clone() },
            opened_in: click.channel.clone(),
        },
        customer: super::scene::customer(Some(ticket), &desk.profile).cloned(),
        reference: ticket.reference(),
        handler: ticket.handler().map(|handler| names.of(handler).to_owned()),
        live_chat: super::scene::live_chat_shown(&conversation.live_chat),
        status: ticket.status.word(),
        label: ticket.queue().label.clone(),
        offers: offers(conversation, ticket, &person),
        channels: Vec::new(),
        stale: None,
    })
}

/// What this person may do now. Hiding is no access control: it is decided again on submit.
fn offers(conversation: &Conversation, ticket: &Ticket, person: &Person) -> Vec<Offer> {
    let standing = domain::Standing { handler: ticket.handler() == Some(&person.user), ..person.standing };
    let pending = matches!(ticket.status, Status::Pending(_));
    let ends = may(Action::End, &standing).and_then(|terms| terms.while_pending(pending)).is_ok() && ticket.is_open();
    let joins = may(Action::JoinInbox, &standing).is_ok() && conversation.inbox.is_some();
    let offers = [ends.then_some(Offer::End), joins.then_some(Offer::Join)];
    offers.into_iter().flatten().collect()
}

fn stands(desk: &Desk) -> Option<(&Conversation, WorkspaceSettings)> {
    Some((desk.conversation.as_ref()?, desk.settings.clone().unwrap_or_default()))
}

fn token(reception: &Reception, desk: &Desk) -> Option<BotToken> {
    let installation = desk.installation.as_ref()?;
    let opened = reception.seal.open(&installation.workspace, &installation.token);
    opened
        .inspect_err(|error| tracing::error!(error.cause = %error, "the bot token does not open"))
        .ok()
        .map(|token| BotToken::new(token.expose()))
}

impl Reception {
    /// Tells who clicked something at once, where they clicked.
    pub(super) async fn tell(&self, click: &Click, message: Message) {
        let Some(sealed) = &click.reply else { return };
        let Ok(url) = self.seal.open(&click.workspace, sealed) else { return };
        let Some(url) = ResponseUrl::new(url.expose()) else { return };
        if let Err(failure) = self.slack.respond(&url, &Reply { message, replaces_original: false }).await {
            tracing::warn!(error.cause = %failure, "a private answer is lost");
        }
    }
}
