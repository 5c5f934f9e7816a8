//! The panel sent off: all is decided again, and a stale panel answers with what is true now.

use super::super::clicking::{Click, Clicked};
use super::super::deciding::ring;
use super::super::{Ports, scene};
use super::panel::{names, panel, stands};
use super::put;
use super::wish::{Asked, Move, Wish};
use crate::domain::{Action, Allowed, Conversation, Now, Refusal, Rejection, may};
use crate::job::{Job, JobKind, Lane, LaneKey, Owner};
use crate::slack::blocks::View;
use crate::slack::cards::{CONTROL_ACTION, ControlPanel, PanelAbout, Rejected};
use crate::store::{AuditLine, Desk, StoreError};

/// What a submitted panel is answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Submitted {
    /// It is done: the panel closes.
    Done,
    /// Something is to be chosen first, or taken back: at which block, and a sentence.
    Choose(&'static str, String),
    /// Several entries are to be changed: at which blocks, and a sentence each.
    Correct(Vec<(&'static str, String)>),
    /// The panel was stale: it shows what is true now.
    Stale(Box<View>),
    /// Another panel comes on top of it.
    Next(Box<View>),
    /// It is done: this panel closes, and those under it, which show what was.
    Saved,
}

/// What is said when too many act on a ticket at once.
const CONTENDED: &str = "Many people act on this at the moment. Click Proceed again.";

/// Someone sent the panel off. `click` is made where the panel was opened: there they were, and saw the ticket.
pub async fn submit(ports: &Ports, click: &Click, about: &PanelAbout, asked: Asked) -> Result<Submitted, StoreError> {
    let wish = match asked.wish() {
        Ok(wish) => wish,
        Err((field, said)) => return Ok(Submitted::Choose(field, said)),
    };
    let desk = ports.store.desk(&click.workspace, &about.ticket.member, &click.user).await?;
    match wish {
        Wish::Move(to) => moved(ports, click, about, desk, &to).await,
        Wish::Join => join(ports, click, about, &desk).await,
    }
}

async fn moved(
    ports: &Ports,
    click: &Click,
    about: &PanelAbout,
    desk: Desk,
    to: &Move,
) -> Result<Submitted, StoreError> {
    match put(ports, click, &about.ticket.member, &about.ticket.ticket, desk, to).await? {
        Clicked::Moved => Ok(Submitted::Done),
        Clicked::Refused(rejection) => stale(ports, click, about, to.action(), &rejection).await,
        Clicked::Contended => Ok(Submitted::Choose(CONTROL_ACTION, CONTENDED.to_owned())),
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
    let customer = desk.conversation.as_ref().and_then(|it| scene::customer(it.ticket.as_ref(), &desk.profile));
    let line = Rejected { action, rejection, customer, names: &names, at: click.at }.line();
    let now = panel(click, &desk, &names).and_then(|panel| ControlPanel { stale: Some(line), ..panel }.render());
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
        let line = AuditLine { by, what, people: Vec::new(), member: Some(about.ticket.member.clone()) };
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
