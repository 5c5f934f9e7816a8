//! What was said, as the inbox channel shows it.

use std::time::Duration;

use super::{Asked, Look, View, fixed};
use crate::domain::{ChannelId, CustomerText, MessageTs, Reader, Timestamp, reader};
use crate::job::Told;
use crate::slack::cards::{
    BeforeJoined, CustomerSaid, MessageButton, Quoted, QuotedLine, SentKind, Speaker, Undelivered, Words,
};
use crate::store::{KeptMessage, Outcome, PendingJob};

/// How much later than it was written a message may come without a word about it.
const LATE: Duration = Duration::from_mins(2);

impl View<'_> {
    pub(super) fn customer_said(&self, asked: &Asked<'_>, sent: Option<&str>) -> Option<Look> {
        let job = &asked.head.job;
        let said_at = Timestamp::from_millis(job.order);
        let call = self.ticket.handler().filter(|_| asked.calls).cloned();
        let after_end = reader(self.conversation, said_at) == Reader::AgentsAfterEnd;
        let said = CustomerSaid {
            call,
            words: words(sent, asked.head.text.clone()?),
            late: (job.first_received.since(said_at) > LATE).then_some(said_at),
            ended: after_end.then(|| self.button(&self.ticket.id)),
        };
        let name = self.customer.cloned().unwrap_or_else(|| CustomerText::new("Customer"));
        Some(Look { sender: Some(name), ..fixed(said.render()) })
    }

    /// What the customer wrote while waiting, and the end of the bot conversation.
    pub(super) fn before_joined(&self, waiting: &[PendingJob]) -> Option<Quoted> {
        let recent = self.scene.profile.recent.iter().flatten().filter(|_| self.ticket.request.history);
        let before = recent.filter(|line| line.at < self.ticket.opened_at);
        let bot = before.map(|line| QuotedLine {
            speaker: if line.by_customer { Speaker::Customer } else { Speaker::Bot },
            at: line.at,
            words: Words::Text(line.text.clone()),
        });
        let waiting = waiting.iter().filter_map(quoted);
        BeforeJoined { customer: self.customer.cloned(), bot: bot.collect(), waiting: waiting.collect() }.render()
    }

    pub(super) fn under_message(
        &self,
        message: &KeptMessage,
        channel: &ChannelId,
        ts: &MessageTs,
        told: Told,
    ) -> Option<Look> {
        let undelivered = match (told, &message.outcome) {
            (Told::Failed, Some(Outcome::Failed { reason })) => Undelivered::Failed { reason: reason.clone() },
            (Told::Unknown, Some(Outcome::Unknown)) => Undelivered::Unknown,
            // It was sent again since, or somebody has said what became of it.
            _ => return None,
        };
        let member = self.conversation.member.clone();
        let button = MessageButton { member, channel: channel.clone(), ts: ts.clone() };
        let look = fixed(undelivered.render(&button));
        Some(Look { channels: vec![channel.clone()], thread: Some(ts.clone()), ..look })
    }
}

fn quoted(line: &PendingJob) -> Option<QuotedLine> {
    let crate::job::JobKind::CustomerSaid { sent } = &line.job.kind else { return None };
    let words = words(sent.as_deref(), line.text.clone()?);
    Some(QuotedLine { speaker: Speaker::Customer, at: Timestamp::from_millis(line.job.order), words })
}

/// What was said: a text, or another kind with what can be told of it.
fn words(sent: Option<&str>, text: CustomerText) -> Words {
    let kind = match sent {
        None => return Words::Text(text),
        Some("image") => SentKind::Image,
        Some("video") => SentKind::Video,
        Some("audio") => SentKind::Audio,
        Some("file") => SentKind::File,
        Some("sticker") => SentKind::Sticker,
        Some("location") => SentKind::Location,
        Some("contact") => SentKind::Contact,
        Some("unsupported") => SentKind::Unsupported,
        Some(other) => SentKind::Other(other.to_owned()),
    };
    Words::Sent { kind, details: Some(text).filter(|text| !text.is_blank()) }
}

/// How many of these lines *Before you joined* can quote whole, from the oldest on.
pub(in super::super) fn quotable(scene: &crate::store::Scene, waiting: &[PendingJob]) -> usize {
    let Some(conversation) = &scene.conversation else { return 0 };
    let Some(ticket) = &conversation.ticket else { return 0 };
    let (settings, names) = (crate::domain::WorkspaceSettings::default(), crate::slack::cards::Names::default());
    let customer = super::customer(Some(ticket), &scene.profile);
    let view = View { conversation, ticket, settings: &settings, scene, names: &names, customer };
    view.before_joined(waiting).map_or(0, |quoted| quoted.waiting)
}
