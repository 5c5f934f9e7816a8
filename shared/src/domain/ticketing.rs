//! *Ticketing Channel Settings* (`product.md` 7): adding, changing and deleting a ticketing channel, and what is refused.

use super::general::number;
use super::routing::folded;
use super::{
    ChannelId, DEFAULT_LABEL, EntryRefused, Ladder, LastStep, PriorityGroup, TicketingChannel, WorkspaceSettings,
};

/// The longest label, in characters: it is one line of a list (`contracts/slack.md` 14).
pub const LABEL_MAX: usize = 75;
/// How many ticketing channels a workspace can have: as many as the panels list.
pub const TICKETING_CHANNELS_MAX: usize = 250;
/// After how many minutes at most a step of the ladder comes, or a transfer goes back: a week.
pub const STEP_MINUTES_MAX: u32 = 10_080;

/// What an admin has entered of a ticketing channel, as they typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketingEntered {
    /// The Slack channel. `None`: none was chosen.
    pub channel: Option<ChannelId>,
    /// The team's name.
    pub label: String,
    /// Whether it is the default.
    pub is_default: bool,
    /// Its own priority group. `None`: the workspace's.
    pub group: Option<PriorityGroup>,
    /// After how many minutes `<!here>` is called.
    pub here: String,
    /// After how many minutes the customer is told that nobody is available.
    pub unanswered: String,
    /// What becomes of the ticket then.
    pub then: LastStep,
    /// After how many minutes a transfer goes back.
    pub return_after: String,
}

/// A field of a ticketing channel's panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TicketingField {
    /// The Slack channel.
    Channel,
    /// The team's name.
    Label,
    /// Whether it is the default.
    Default,
    /// `<!here>`.
    Here,
    /// *Nobody available*.
    Unanswered,
    /// The return of a transfer.
    Return,
}

/// Why an entry of a ticketing channel is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TicketingRefused {
    /// As any other entry.
    Entry(EntryRefused),
    /// The Slack channel is a ticketing channel already, with this label.
    ChannelTaken(String),
    /// Another ticketing channel has this label.
    LabelTaken,
    /// `default` always means the default channel: no other can have it as its label.
    LabelOfTheDefault,
    /// Another one is made the default instead, on its own page.
    StaysDefault,
    /// There are [`TICKETING_CHANNELS_MAX`] already.
    TooMany,
}

/// Why a ticketing channel is not deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDeleted {
    /// It is the last.
    Last,
    /// It is the default: another one is made the default first.
    IsDefault,
    /// It is none, or is none any more.
    Unknown,
}

/// What is refused of each field, in the order of the fields.
pub type Refusals = Vec<(TicketingField, TicketingRefused)>;

/// A ticketing channel as it was entered, with what is right about it.
struct Read {
    channel: ChannelId,
    label: String,
    ladder: Ladder,
    return_after_minutes: u32,
}

impl WorkspaceSettings {
    /// The settings with one more ticketing channel. No ticket is posted in it before Slack has said that the app is in
    /// it. The first is the default.
    pub fn with_ticketing_channel(&self, entered: &TicketingEntered) -> Result<Self, Refusals> {
        if self.ticketing_channels.len() >= TICKETING_CHANNELS_MAX {
            return Err(vec![(TicketingField::Channel, TicketingRefused::TooMany)]);
        }
        let read = self.read(None, entered)?;
        let mut channel =
            TicketingChannel { usable: false, ..TicketingChannel::new(read.channel.clone(), &*read.label) };
        channel.take(read, entered);
        let mut settings = self.next_version();
        if entered.is_default || settings.default_channel.is_none() {
            settings.default_channel = Some(channel.channel.clone());
        }
        settings.ticketing_channels.push(channel);
        Ok(settings)
    }

    /// The settings with a ticketing channel as it was entered. A label that it had goes on working until another channel
    /// takes it.
    pub fn with_changed_channel(&self, channel: &ChannelId, entered: &TicketingEntered) -> Result<Self, Refusals> {
        let read = self.read(Some(channel), entered)?;
        let mut settings = self.next_version();
        let was_default = self.default_channel.as_ref() == Some(channel);
        if was_default || entered.is_default {
            settings.default_channel = Some(read.channel.clone());
        }
        if let Some(known) = settings.ticketing_channels.iter_mut().find(|known| known.channel == *channel) {
            known.take(read, entered);
        }
        Ok(settings)
    }

    /// The settings without a ticketing channel. What waits in it is posted elsewhere.
    pub fn without_ticketing_channel(&self, channel: &ChannelId) -> Result<Self, NotDeleted> {
        self.ticketing_channel(channel).ok_or(NotDeleted::Unknown)?;
        if self.ticketing_channels.len() == 1 {
            return Err(NotDeleted::Last);
        }
        if self.default_channel.as_ref() == Some(channel) {
            return Err(NotDeleted::IsDefault);
        }
        let mut settings = self.next_version();
        settings.ticketing_channels.retain(|known| known.channel != *channel);
        Ok(settings)
    }

    fn next_version(&self) -> Self {
        Self { version: self.version.saturating_add(1), ..self.clone() }
    }

    /// Reads what was entered for the channel that stands there now, or for a new one.
    fn read(&self, now: Option<&ChannelId>, entered: &TicketingEntered) -> Result<Read, Refusals> {
        let channel = self.channel_entered(now, entered);
        let label = self.label_entered(now, entered);
        let stays = now.is_some() && self.default_channel.as_ref() == now && !entered.is_default;
        let minutes = |text: &str| number(text, 0, STEP_MINUTES_MAX).map_err(TicketingRefused::Entry);
        let (here, unanswered) = (minutes(&entered.here), minutes(&entered.unanswered));
        let returns = minutes(&entered.return_after);
        let refused = [
            channel.as_ref().err().map(|why| (TicketingField::Channel, why.clone())),
            label.as_ref().err().map(|why| (TicketingField::Label, why.clone())),
            stays.then_some((TicketingField::Default, TicketingRefused::StaysDefault)),
            here.as_ref().err().map(|why| (TicketingField::Here, why.clone())),
            unanswered.as_ref().err().map(|why| (TicketingField::Unanswered, why.clone())),
            returns.as_ref().err().map(|why| (TicketingField::Return, why.clone())),
        ];
        match (channel, label, here, unanswered, returns) {
            (Ok(channel), Ok(label), Ok(here), Ok(unanswered), Ok(returns)) if !stays => Ok(Read {
                channel,
                label,
                ladder: Ladder { here_after_minutes: here, unanswered_after_minutes: unanswered, then: entered.then },
                return_after_minutes: returns,
            }),
            _ => Err(refused.into_iter().flatten().collect()),
        }
    }

    fn channel_entered(
        &self,
        now: Option<&ChannelId>,
        entered: &TicketingEntered,
    ) -> Result<ChannelId, TicketingRefused> {
        let channel = entered.channel.as_ref().ok_or(TicketingRefused::Entry(EntryRefused::Empty))?;
        let other = self.ticketing_channel(channel).filter(|other| Some(&other.channel) != now);
        other.map_or_else(|| Ok(channel.clone()), |other| Err(TicketingRefused::ChannelTaken(other.label.clone())))
    }

    fn label_entered(&self, now: Option<&ChannelId>, entered: &TicketingEntered) -> Result<String, TicketingRefused> {
        let label = entered.label.split_whitespace().collect::<Vec<_>>().join(" ");
        match label.chars().count() {
            0 => return Err(TicketingRefused::Entry(EntryRefused::Empty)),
            1..=LABEL_MAX => {}
            _ => return Err(TicketingRefused::Entry(EntryRefused::TooLong(LABEL_MAX))),
        }
        let wanted = folded(&label);
        let is_default = entered.is_default || self.default_channel.is_none() || self.default_channel.as_ref() == now;
        if wanted == DEFAULT_LABEL && !is_default {
            return Err(TicketingRefused::LabelOfTheDefault);
        }
        let others = self.ticketing_channels.iter().filter(|other| Some(&other.channel) != now);
        let is_taken = others.into_iter().any(|other| folded(&other.label) == wanted);
        if is_taken { Err(TicketingRefused::LabelTaken) } else { Ok(label) }
    }
}

impl TicketingChannel {
    /// Takes what was entered over what it was.
    fn take(&mut self, read: Read, entered: &TicketingEntered) {
        if self.channel != read.channel {
            // Of another Slack channel nothing is known yet.
            (self.name, self.named_at, self.usable_at, self.usable) = (None, None, None, false);
            self.channel = read.channel;
        }
        let wanted = folded(&read.label);
        let had = std::mem::replace(&mut self.label, read.label);
        if folded(&had) != wanted {
            self.former_labels.push(had);
        }
        self.former_labels.retain(|former| folded(former) != wanted);
        self.group.clone_from(&entered.group);
        self.ladder = read.ladder;
        self.return_after_minutes = read.return_after_minutes;
    }
}
