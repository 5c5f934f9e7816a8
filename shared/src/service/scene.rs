//! What a thing looks like now: the view that a card is rendered from, purely.

use crate::domain::{ChannelId, Conversation, MemberId, Status, Ticket, WorkspaceSettings};
use crate::job::{Owner, Thing};
use crate::slack::blocks::Message;
use crate::slack::cards::{ChannelTrouble, GivenUp, NoTicketingChannel, TicketCard, TicketCardStatus, asked_again};
use crate::store::{Profile, Scene, Shown};

/// A thing as it is to be shown now.
pub(super) struct Look {
    /// What it says.
    pub(super) message: Message,
    /// The channels it may stand in, the right one first. Nothing for a direct message.
    pub(super) channels: Vec<ChannelId>,
    /// Whether it says the same for ever, so that it is never brought up to date.
    pub(super) fixed: bool,
}

/// Whose conversation a thing is about.
pub(super) fn member(owner: &Owner, thing: &Thing) -> MemberId {
    match (thing, owner) {
        (Thing::NoChannel { member, .. } | Thing::GivenUp { member, .. }, _)
        | (Thing::Card { .. } | Thing::AskedAgain { .. }, Owner::Conversation(member)) => member.clone(),
        // A thing of a conversation never stands in a person's lane.
        (Thing::Card { .. } | Thing::AskedAgain { .. }, Owner::Direct(user)) => MemberId::new(user.as_str()),
    }
}

/// What a thing says now. `None`: there is nothing to show any more.
pub(super) fn look(thing: &Thing, scene: &Scene) -> Option<Look> {
    let conversation = scene.conversation.as_ref()?;
    let settings = scene.settings.clone().unwrap_or_default();
    let ticket = conversation.ticket.as_ref()?;
    let about = match thing {
        Thing::Card { ticket, .. }
        | Thing::AskedAgain { ticket, .. }
        | Thing::NoChannel { ticket, .. }
        | Thing::GivenUp { ticket, .. } => ticket,
    };
    if ticket.id != *about {
        return None;
    }
    let name = name(ticket, &scene.profile);
    match thing {
        Thing::Card { number, .. } => card(*number, conversation, ticket, &settings, scene),
        Thing::AskedAgain { .. } => {
            let message = asked_again(name, &ticket.reference());
            Some(Look { message, channels: channels(ticket, &settings), fixed: true })
        }
        Thing::NoChannel { trouble, .. } => {
            let trouble = channel_trouble(trouble.as_ref());
            let notice = NoTicketingChannel { customer: name.cloned(), reference: ticket.reference(), trouble };
            Some(Look { message: notice.render(), channels: Vec::new(), fixed: true })
        }
        Thing::GivenUp { .. } => {
            let notice = GivenUp { customer: name.cloned(), reference: ticket.reference() };
            Some(Look { message: notice.render(), channels: Vec::new(), fixed: true })
        }
    }
}

/// The live card of a waiting ticket. The other statuses come with the ways that lead to them.
fn card(
    number: u32,
    conversation: &Conversation,
    ticket: &Ticket,
    settings: &WorkspaceSettings,
    scene: &Scene,
) -> Option<Look> {
    let Status::Pending(waiting) = &ticket.status else { return None };
    if ticket.card != number || waiting.transfer().is_some() {
        return None;
    }
    let (hint, profile) = (&ticket.request.customer, &scene.profile);
    let meant = ticket.card_queue.channel.as_ref();
    let channels = channels(ticket, settings);
    let stands_elsewhere = standing(scene.shown.as_ref(), &channels).is_some_and(|place| Some(place) != meant);
    let view = TicketCard {
        member: conversation.member.clone(),
        ticket: ticket.id.clone(),
        mention: settings.group_of(meant).mention(),
        customer: name(ticket, profile).cloned(),
        request_text: ticket.request.text.clone(),
        platform: profile.platform.clone().or_else(|| hint.platform.clone()),
        language: profile.language.clone().or_else(|| hint.language.clone()),
        tags: profile.tags.clone().unwrap_or_else(|| hint.tags.clone()),
        reference: ticket.reference(),
        since: waiting.since,
        last_message: profile.last_message.clone().filter(|_| ticket.request.history),
        transfer: None,
        unknown_label: ticket.request.unknown_label.clone(),
        unusable: (meant.is_some() && stands_elsewhere).then(|| ticket.card_queue.label.clone()),
        oddities: ticket.request.oddities.clone(),
        pick_label: ticket.request.button.clone(),
        status: TicketCardStatus::Pending,
    };
    Some(Look { message: view.render(), channels, fixed: false })
}

/// Where a card stands, or would be posted next.
fn standing<'a>(shown: Option<&'a Shown>, channels: &'a [ChannelId]) -> Option<&'a ChannelId> {
    let Some(shown) = shown else { return channels.first() };
    let known = shown.channel.as_ref().filter(|_| shown.ts.is_some());
    known.or_else(|| channels.iter().find(|channel| !shown.avoid.contains(channel)))
}

fn name<'a>(ticket: &'a Ticket, profile: &'a Profile) -> Option<&'a crate::domain::CustomerText> {
    profile.name.as_ref().or(ticket.request.customer.name.as_ref())
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

/// What Slack's word means for whoever has to repair it (`contracts/slack.md` 7).
fn channel_trouble(trouble: Option<&(ChannelId, String)>) -> ChannelTrouble {
    let Some((channel, error)) = trouble else { return ChannelTrouble::NoneSet };
    let channel = channel.clone();
    match error.as_str() {
        "is_archived" | "is_inactive" => ChannelTrouble::Archived(channel),
        "channel_not_found" => ChannelTrouble::NotFound(channel),
        "not_in_channel" => ChannelTrouble::NotIn(channel),
        _ => ChannelTrouble::MayNotPost(channel),
    }
}
