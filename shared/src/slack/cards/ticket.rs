//! The ticket card (`product.md`, "Ticket card").

use super::status::{Offers, TicketCardStatus};
use super::{NAME_MAX, TICKET_MANAGE, TICKET_PICK, TicketButton, customer, name};
use crate::domain::{CustomerText, MENTIONED_BY_NAME, MemberId, Mention, Oddity, Reference, TicketId, Timestamp};
use crate::slack::blocks::{Button, Layout, Message};
use crate::slack::markup::{self, Mrkdwn};
use crate::slack::split;

/// Characters of the customer's last message (`product.md`, "Ticket card").
const LAST_MESSAGE_MAX: usize = 150;
/// The request's own text, the note and what is odd, in units once escaped: all parts together stay inside a message.
/// What is longer ends in `…`.
const REQUEST_TEXT_MAX: usize = 2_400;
const NOTE_MAX: usize = 800;
const ODDITY_FIELD_MAX: usize = 60;
const ODDITY_MAX: usize = 250;
const ODDITIES_MAX: usize = 14;
const DETAIL_MAX: usize = 200;

/// What a ticket card shows. Names are plain text, so that Slack rings for nobody but who is mentioned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketCard {
    /// The conversation, for the buttons.
    pub member: MemberId,
    /// The ticket, for the buttons.
    pub ticket: TicketId,
    /// Who is called. On new cards only: an update calls nobody.
    pub mention: Mention,
    /// The customer's name, once known.
    pub customer: Option<CustomerText>,
    /// The request's own text, which then stands for "… asks for a live chat".
    pub request_text: Option<CustomerText>,
    /// The platform the customer writes on.
    pub platform: Option<String>,
    /// The customer's language.
    pub language: Option<String>,
    /// The customer's tags.
    pub tags: Vec<String>,
    /// What people call the ticket.
    pub reference: Reference,
    /// Since when it waits.
    pub since: Timestamp,
    /// The customer's last message, once known.
    pub last_message: Option<CustomerText>,
    /// Who sent it here, on the card of a transfer.
    pub transfer: Option<TransferNote>,
    /// The label that was asked for and that no channel has.
    pub unknown_label: Option<String>,
    /// The label that was meant, when its own channel can't be used and the card stands in another one.
    pub unusable: Option<String>,
    /// What was odd in the request.
    pub oddities: Vec<Oddity>,
    /// The button's label; *Pick* when the request names none.
    pub pick_label: Option<String>,
    /// Where the ticket stands.
    pub status: TicketCardStatus,
}

/// From where and by whom a ticket was transferred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferNote {
    /// The label it came from.
    pub label: String,
    /// Who sent it.
    pub handler: String,
    /// What they wrote for the team.
    pub note: Option<CustomerText>,
}

impl TicketCard {
    /// The card as a message.
    pub fn render(&self) -> Message {
        if self.status.is_a_line() {
            let line = self.status.lines();
            return Layout::line(&line);
        }
        let mut layout = Layout::new();
        for part in [mentioned(&self.mention), Some(self.title()), Some(self.details())].into_iter().flatten() {
            layout = layout.text(&part);
        }
        if let Some(said) = self.last_message.as_ref().filter(|said| !said.is_blank()) {
            layout = layout.text(&Mrkdwn::default().quoted(&split::first_characters(said.as_str(), LAST_MESSAGE_MAX)));
        }
        for line in self.notes() {
            layout = layout.text(&line);
        }
        layout.text(&self.status.lines()).buttons(self.buttons()).finish(&self.fallback())
    }

    /// The first lines.
    fn fallback(&self) -> Mrkdwn {
        let lines = [mentioned(&self.mention), Some(self.title()), Some(self.details())];
        Mrkdwn::joined(&lines.into_iter().flatten().collect::<Vec<_>>(), "\n")
    }

    fn title(&self) -> Mrkdwn {
        match self.request_text.as_ref().filter(|text| !text.is_blank()) {
            Some(text) if markup::has_several_lines(text.as_str()) => {
                Mrkdwn::default().quoted(text.as_str()).shortened(REQUEST_TEXT_MAX)
            }
            Some(text) => Mrkdwn::default().foreign_within(text.as_str(), REQUEST_TEXT_MAX),
            None => customer(Mrkdwn::of_ours("*"), self.customer.as_ref()).ours("* asks for a live chat"),
        }
    }

    /// What is known of the customer and the ticket. What isn't known is left out.
    fn details(&self) -> Mrkdwn {
        let tags = self.tags.join(", ");
        let known = [self.platform.as_deref(), self.language.as_deref(), Some(tags.as_str())];
        let known = known.into_iter().flatten().filter(|text| !text.trim().is_empty());
        let mut parts: Vec<Mrkdwn> = known.map(|text| Mrkdwn::default().foreign_within(text, DETAIL_MAX)).collect();
        parts.push(Mrkdwn::default().foreign_within(self.reference.as_str(), DETAIL_MAX));
        parts.push(Mrkdwn::of_ours("since ").date(self.since));
        Mrkdwn::joined(&parts, " · ")
    }

    /// The lines between the customer's words and the status.
    fn notes(&self) -> Vec<Mrkdwn> {
        let label = self.unknown_label.as_ref().map(|label| {
            let asked = Mrkdwn::of_ours("Asked for \"").foreign_within(label, NAME_MAX);
            asked.ours("\", which no channel has.")
        });
        let unusable = self.unusable.as_ref().map(|label| {
            let meant = Mrkdwn::of_ours("This is for ").foreign_within(label, NAME_MAX);
            meant.ours(". It stands here because their channel can't be used now.")
        });
        self.transfer.iter().map(TransferNote::line).chain(label).chain(unusable).chain(self.odd_lines()).collect()
    }

    fn odd_lines(&self) -> Vec<Mrkdwn> {
        let line = |oddity: &Oddity| {
            let field = Mrkdwn::of_ours("Odd in the request: ").foreign_within(&oddity.field, ODDITY_FIELD_MAX);
            field.ours(": ").foreign_within(oddity.text.as_str(), ODDITY_MAX)
        };
        let mut lines: Vec<Mrkdwn> = self.oddities.iter().take(ODDITIES_MAX).map(line).collect();
        let more = self.oddities.len().saturating_sub(ODDITIES_MAX);
        if more > 0 {
            lines.push(Mrkdwn::of_ours("… and ").number(more as u64).ours(" more odd things in the request"));
        }
        lines
    }

    fn buttons(&self) -> Vec<Button> {
        let button = TicketButton { member: self.member.clone(), ticket: self.ticket.clone() };
        let Some(value) = button.value() else { return Vec::new() };
        let manage = Button::new(TICKET_MANAGE, "Manage", value.clone());
        match self.status.offers() {
            Offers::PickAndManage => {
                let label = self.pick_label.as_deref().filter(|label| !label.trim().is_empty());
                vec![Button::new(TICKET_PICK, label.unwrap_or("Pick"), value).primary(), manage]
            }
            Offers::Manage => vec![manage],
            Offers::Nothing => Vec::new(),
        }
    }
}

impl TransferNote {
    fn line(&self) -> Mrkdwn {
        let from = name(Mrkdwn::of_ours("From "), &self.label).ours(" by ");
        let from = name(from, &self.handler);
        match self.note.as_ref().filter(|note| !note.is_blank()) {
            Some(note) => from.ours(": \"").foreign_within(note.as_str(), NOTE_MAX).ours("\""),
            None => from,
        }
    }
}

/// Who is called. A group of more than twenty would be a wall of names, so that those who are here are called instead.
fn mentioned(mention: &Mention) -> Option<Mrkdwn> {
    match mention {
        Mention::Members(users) if users.len() <= MENTIONED_BY_NAME => {
            let named: Vec<Mrkdwn> = users.iter().map(|user| Mrkdwn::default().mention(user)).collect();
            (!named.is_empty()).then(|| Mrkdwn::joined(&named, " "))
        }
        Mention::Members(_) | Mention::Here => Some(Mrkdwn::of_ours("<!here>")),
        Mention::UserGroup(group) => Some(Mrkdwn::default().mention_group(group)),
        Mention::Nobody => None,
    }
}
