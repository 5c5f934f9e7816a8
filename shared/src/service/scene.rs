//! What a thing looks like now: the view that a card or line is rendered from, purely.

mod card;
mod live_chat;
mod said;

pub(super) use live_chat::live_chat_shown;
pub(super) use said::quotable;

use crate::domain::{
    Became, Before, ChannelId, ClosingReason, Conversation, CustomerText, Holding, HoldingCause, MemberId, MessageTs,
    Notice, Status, Ticket, TicketId, UserId, Waiting, WaitingCause, WorkspaceSettings,
};
use crate::job::{JobKind, Owner, Thing};
use crate::slack::blocks::Message;
use crate::slack::cards::{
    ChannelTrouble, Checklist, GivenUp, InboxNotice, Names, NoInboxChannel, NoTicketingChannel, NotEntered,
    TicketButton, asked_again, undelivered_of_ours,
};
use crate::store::{KeptMessage, PendingJob, Profile, Scene};

/// A thing as it is to be shown now.
pub(super) struct Look {
    /// What it says.
    pub(super) message: Message,
    /// The channels it may stand in, the right one first. Nothing for a direct message.
    pub(super) channels: Vec<ChannelId>,
    /// Whether it says the same for ever, so that it is never brought up to date.
    pub(super) fixed: bool,
    /// Under whose name it is posted, when not under the app's.
    pub(super) sender: Option<CustomerText>,
    /// The message under which it stands.
    pub(super) thread: Option<MessageTs>,
}

/// What is to be shown, and what only its lane knows of it.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) thing: &'a Thing,
    /// The job whose turn it is.
    pub(super) head: &'a PendingJob,
    /// Of a customer's message: whether the handler is called.
    pub(super) calls: bool,
    /// The messages that *Before you joined* quotes.
    pub(super) quoted: &'a [PendingJob],
    /// The agent's message under which it stands.
    pub(super) under: Option<&'a KeptMessage>,
    /// What the checklist says.
    pub(super) checklist: Option<&'a Checklist>,
}

/// Whose conversation a thing is about.
pub(super) fn member(owner: &Owner, thing: &Thing) -> MemberId {
    match (thing, owner) {
        (Thing::NoChannel { member, .. } | Thing::GivenUp { member, .. } | Thing::NoInbox { member, .. }, _)
        | (_, Owner::Conversation(member)) => member.clone(),
        // A thing of a conversation never stands in a person's lane, nor any thing in a channel's.
        (_, Owner::Direct(user)) => MemberId::new(user.as_str()),
        (_, Owner::Channel(channel)) => MemberId::new(channel.as_str()),
        (_, Owner::Workspace) => MemberId::new(""),
    }
}

/// What a thing says now. `None`: there is nothing to show any more.
pub(super) fn look(asked: &Asked<'_>, scene: &Scene, names: &Names) -> Option<Look> {
    if *asked.thing == Thing::Checklist {
        return asked.checklist.map(|checklist| Look { fixed: false, ..fixed(checklist.render()) });
    }
    if let Thing::NotEntered { channel, error, .. } = asked.thing {
        return not_entered(scene, channel, error);
    }
    let conversation = scene.conversation.as_ref()?;
    let latest = conversation.ticket.as_ref()?;
    // The card of a ticket that was closed before the latest one opened.
    let ticket = scene.closed.as_deref().filter(|closed| closed.id != latest.id).unwrap_or(latest);
    let settings = scene.settings.clone().unwrap_or_default();
    let customer = customer(Some(ticket), &scene.profile);
    let about = View { conversation, ticket, settings: &settings, scene, names, customer };
    match asked.thing {
        Thing::Card { ticket: of, number } => about.current(of)?.card(*number),
        Thing::AskedAgain { ticket: of, .. } => {
            let message = asked_again(about.current(of)?.customer, &ticket.reference());
            Some(Look { channels: channels(ticket, &settings), ..fixed(message) })
        }
        Thing::NoChannel { ticket: of, trouble, .. } => {
            about.current(of)?;
            let trouble = card::channel_trouble(trouble.as_ref());
            let notice = NoTicketingChannel { customer: customer.cloned(), reference: ticket.reference(), trouble };
            Some(fixed(notice.render()))
        }
        Thing::GivenUp { ticket: of, .. } => {
            about.current(of)?;
            Some(fixed(GivenUp { customer: customer.cloned(), reference: ticket.reference() }.render()))
        }
        Thing::NoInbox { ticket: of, error, .. } => {
            about.current(of)?;
            let (customer, error) = (customer.cloned(), error.clone());
            Some(fixed(NoInboxChannel { customer, reference: ticket.reference(), error }.render()))
        }
        Thing::LiveChatCard { ticket: of, inbox } => about.current(of)?.live_chat_card(inbox),
        Thing::NotEntered { .. } | Thing::Checklist => None,
        Thing::InboxLine { .. } => about.inbox_line(asked),
        Thing::UnderMessage { channel, ts, told, .. } => about.under_message(asked.under?, channel, ts, *told),
    }
}

/// Of a ticketing channel that can be used by now, or is none any more, there is nothing to tell.
fn not_entered(scene: &Scene, channel: &ChannelId, error: &str) -> Option<Look> {
    let known = scene.settings.as_ref()?.ticketing_channel(channel).filter(|known| !known.usable)?;
    let trouble = match error {
        "is_archived" | "is_inactive" | "channel_not_found" => {
            card::channel_trouble(Some(&(channel.clone(), error.to_owned())))
        }
        _ => ChannelTrouble::NotIn(channel.clone()),
    };
    Some(fixed(NotEntered { label: known.label.clone(), trouble }.render()))
}

/// What things are rendered from.
struct View<'a> {
    conversation: &'a Conversation,
    ticket: &'a Ticket,
    settings: &'a WorkspaceSettings,
    scene: &'a Scene,
    names: &'a Names,
    customer: Option<&'a CustomerText>,
}

impl View<'_> {
    /// This view, if the thing is about its ticket.
    fn current(&self, ticket: &TicketId) -> Option<&Self> {
        (self.ticket.id == *ticket).then_some(self)
    }

    fn button(&self, ticket: &TicketId) -> TicketButton {
        TicketButton { member: self.conversation.member.clone(), ticket: ticket.clone() }
    }

    fn inbox_line(&self, asked: &Asked<'_>) -> Option<Look> {
        let inbox = self.conversation.inbox.clone()?;
        let look = match &asked.head.job.kind {
            JobKind::TellInbox { ticket, notice } => fixed(self.notice(ticket, notice, asked)),
            JobKind::TellUndelivered { message, is_unknown, .. } => {
                fixed(undelivered_of_ours(*message, *is_unknown, self.customer))
            }
            JobKind::QuoteBeforeJoined { .. } => fixed(self.before_joined(asked.quoted)?.message),
            JobKind::CustomerSaid { sent } => self.customer_said(asked, sent.as_deref())?,
            _ => return None,
        };
        Some(Look { channels: vec![inbox], ..look })
    }

    fn notice(&self, ticket: &TicketId, notice: &Notice, asked: &Asked<'_>) -> Message {
        let at = asked.head.job.first_received;
        let button = self.button(ticket);
        InboxNotice { notice, at, button, customer: self.customer, names: self.names }.render()
    }
}

/// A message that never changes.
fn fixed(message: Message) -> Look {
    Look { message, channels: Vec::new(), fixed: true, sender: None, thread: None }
}

/// The customer's name, as far as it is known.
pub(super) fn customer<'a>(ticket: Option<&'a Ticket>, profile: &'a Profile) -> Option<&'a CustomerText> {
    profile.name.as_ref().or_else(|| ticket?.request.customer.name.as_ref())
}

/// The ticket's own channel, then the default one, then any that can be used.
fn channels(ticket: &Ticket, settings: &WorkspaceSettings) -> Vec<ChannelId> {
    let own = ticket.card_queue.channel.clone();
    let default = settings.route(None).queue.channel;
    let usable = settings.ticketing_channels.iter().filter(|known| known.usable).map(|known| known.channel.clone());
    let mut channels: Vec<ChannelId> = Vec::new();
    for channel in own.into_iter().chain(default).chain(usable) {
        if !channels.contains(&channel) {
            channels.push(channel);
        }
    }
    channels
}

/// Everybody whose name a thing of this conversation may tell. A card that waits in a queue names nobody.
pub(super) fn people_of(conversation: &Conversation) -> Vec<UserId> {
    conversation.ticket.as_ref().map(people_of_ticket).unwrap_or_default()
}

/// Everybody whose name a thing may tell that is shown now.
pub(super) fn people_in(scene: &Scene) -> Vec<UserId> {
    let latest = scene.conversation.as_ref().and_then(|conversation| conversation.ticket.as_ref());
    distinct(latest.into_iter().chain(scene.closed.as_deref()).flat_map(people_of_ticket).collect())
}

fn people_of_ticket(ticket: &Ticket) -> Vec<UserId> {
    let mut people = Vec::new();
    match &ticket.status {
        Status::Pending(waiting) => of_waiting(waiting, &mut people),
        Status::Active(holding) => of_holding(holding, &mut people),
        Status::Closed(closing) => {
            people.extend(closing.handler.clone());
            if let ClosingReason::Ended { by } = &closing.reason {
                people.push(by.clone());
            }
        }
    }
    for former in &ticket.former_cards {
        if let Became::Transferred { by, .. } | Became::Released { by } = &former.became {
            people.push(by.clone());
        }
    }
    let origins = ticket.former_cards.iter().filter_map(|former| former.origin.as_ref()).chain(&ticket.card_origin);
    people.extend(origins.filter_map(|origin| Some(origin.transfer.as_ref()?.sender.clone())));
    distinct(people)
}

fn of_waiting(waiting: &Waiting, people: &mut Vec<UserId>) {
    match &waiting.cause {
        WaitingCause::Requested => {}
        WaitingCause::Released { by, .. } | WaitingCause::TurnedOn { by } => people.push(by.clone()),
        WaitingCause::Transferred(transfer) => people.extend([transfer.by.clone(), transfer.sender.clone()]),
        WaitingCause::HandlerGone { handler } => people.push(handler.clone()),
    }
}

fn of_holding(holding: &Holding, people: &mut Vec<UserId>) {
    people.push(holding.handler.clone());
    match &holding.cause {
        HoldingCause::TransferAccepted { from } | HoldingCause::TookOver { from } => people.push(from.clone()),
        HoldingCause::TakenBack { by, .. } => people.push(by.clone()),
        HoldingCause::Picked | HoldingCause::Returned { .. } | HoldingCause::TurnedOn => {}
    }
    if let crate::domain::Seat::Invited { back_to } = &holding.seat
        && let Before::Waiting(waiting) = back_to.as_ref()
    {
        of_waiting(waiting, people);
    }
}

fn distinct(people: Vec<UserId>) -> Vec<UserId> {
    let mut seen = std::collections::BTreeSet::new();
    people.into_iter().filter(|user| seen.insert(user.clone())).collect()
}
