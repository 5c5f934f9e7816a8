//! *Ticketing Channel Settings* (`product.md` 7): adding, changing and deleting a ticketing channel, and what is refused.

use super::general::number;
use super::hours::{minute_of_day, time_zone};
use super::routing::folded;
use super::{
    ChannelId, DEFAULT_LABEL, EntryRefused, GroupRefused, Hours, Ladder, LastStep, PriorityGroup, TicketingChannel,
    UserId, Weekday, WorkspaceSettings,
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
    /// The Slack channel. `None`: none was chosen, or it stays the one that it is.
    pub channel: Option<ChannelId>,
    /// The team's name.
    pub label: String,
    /// Whether it is the default.
    pub is_default: bool,
    /// The people of its own priority group.
    pub members: Vec<UserId>,
    /// The Slack user group of its own priority group. Without one, and without people, the workspace's group counts.
    pub user_group: String,
    /// When it is staffed.
    pub hours: HoursEntered,
    /// After how many minutes `<!here>` is called.
    pub here: String,
    /// After how many minutes the customer is told that nobody is available.
    pub unanswered: String,
    /// What becomes of the ticket then.
    pub then: LastStep,
    /// After how many minutes a transfer goes back.
    pub return_after: String,
}

/// When a ticketing channel is staffed, as it was typed. All empty: always.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HoursEntered {
    /// The days it opens on.
    pub days: Vec<Weekday>,
    /// When it opens, such as `9:00`.
    pub from: String,
    /// When it closes.
    pub to: String,
    /// The time zone's name.
    pub time_zone: String,
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
    /// The people of its own priority group.
    Members,
    /// The Slack user group of its own priority group.
    UserGroup,
    /// The days of its hours.
    Days,
    /// When it opens.
    From,
    /// When it closes.
    To,
    /// The time zone of its hours.
    TimeZone,
    /// `<!here>`.
    Here,
    /// *Nobody available*.
    Unanswered,
    /// What becomes of the ticket then.
    Then,
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
    /// The Slack channel is a customer's inbox channel.
    IsInbox,
    /// As the workspace's priority group.
    Group(GroupRefused),
    /// This is no time of day.
    NoTime,
    /// No time zone has this name.
    NoTimeZone,
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
    group: Option<PriorityGroup>,
    hours: Option<Hours>,
    ladder: Ladder,
    return_after_minutes: u32,
}

/// What is refused so far, while all fields are read.
#[derive(Default)]
struct Found(Refusals);

impl Found {
    /// What was read; or nothing, and what is refused of it is noted.
    fn at<T>(&mut self, field: TicketingField, read: Result<T, TicketingRefused>) -> Option<T> {
        read.map_err(|why| self.0.push((field, why))).ok()
    }

    fn minutes(&mut self, field: TicketingField, entered: &str) -> Option<u32> {
        self.at(field, number(entered, 0, STEP_MINUTES_MAX).map_err(TicketingRefused::Entry))
    }
}

impl HoursEntered {
    /// The hours. `None`: always open, or something is refused, which is noted then.
    fn read(&self, found: &mut Found) -> Option<Hours> {
        let typed = [&self.from, &self.to, &self.time_zone];
        if self.days.is_empty() && typed.iter().all(|text| text.trim().is_empty()) {
            return None;
        }
        let days = if self.days.is_empty() { Err(TicketingRefused::EMPTY) } else { Ok(self.days.clone()) };
        let days = found.at(TicketingField::Days, days);
        let from = found.at(TicketingField::From, entry(&self.from, minute_of_day, TicketingRefused::NoTime));
        let to = found.at(TicketingField::To, entry(&self.to, minute_of_day, TicketingRefused::NoTime));
        let zone = entry(&self.time_zone, time_zone, TicketingRefused::NoTimeZone);
        let zone = found.at(TicketingField::TimeZone, zone);
        Some(Hours { days: days?, from_minute: from?, to_minute: to?, time_zone: zone?.to_owned() })
    }
}

impl TicketingRefused {
    const EMPTY: Self = Self::Entry(EntryRefused::Empty);
}

/// An entry that must be there and can be read.
fn entry<T>(
    typed: &str,
    read: impl FnOnce(&str) -> Option<T>,
    otherwise: TicketingRefused,
) -> Result<T, TicketingRefused> {
    match typed.trim() {
        "" => Err(TicketingRefused::EMPTY),
        typed => read(typed).ok_or(otherwise),
    }
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
        channel.take(read);
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
            known.take(read);
        }
        Ok(settings)
    }

    /// The settings without a ticketing channel. What waits in it stays there, and can still be picked there.
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
        let mut found = Found::default();
        let channel = found.at(TicketingField::Channel, self.channel_entered(now, entered));
        let label = found.at(TicketingField::Label, self.label_entered(now, entered));
        let stays = now.is_some() && self.default_channel.as_ref() == now && !entered.is_default;
        let stays = if stays { Err(TicketingRefused::StaysDefault) } else { Ok(()) };
        let stays = found.at(TicketingField::Default, stays);
        let group = found.at(TicketingField::UserGroup, entered.group().map_err(TicketingRefused::Group));
        let hours = entered.hours.read(&mut found);
        let here = found.minutes(TicketingField::Here, &entered.here);
        let unanswered = found.minutes(TicketingField::Unanswered, &entered.unanswered);
        let returns = found.minutes(TicketingField::Return, &entered.return_after);
        let read = || {
            stays?;
            let (here_after_minutes, unanswered_after_minutes) = (here?, unanswered?);
            Some(Read {
                channel: channel?,
                label: label?,
                group: group?,
                hours,
                ladder: Ladder { here_after_minutes, unanswered_after_minutes, then: entered.then },
                return_after_minutes: returns?,
            })
        };
        read().filter(|_| found.0.is_empty()).ok_or(found.0)
    }

    fn channel_entered(
        &self,
        now: Option<&ChannelId>,
        entered: &TicketingEntered,
    ) -> Result<ChannelId, TicketingRefused> {
        let channel = entered.channel.as_ref().or(now).ok_or(TicketingRefused::EMPTY)?;
        let other = self.ticketing_channel(channel).filter(|other| Some(&other.channel) != now);
        other.map_or_else(|| Ok(channel.clone()), |other| Err(TicketingRefused::ChannelTaken(other.label.clone())))
    }

    fn label_entered(&self, now: Option<&ChannelId>, entered: &TicketingEntered) -> Result<String, TicketingRefused> {
        let label = entered.label.split_whitespace().collect::<Vec<_>>().join(" ");
        match label.chars().count() {
            0 => return Err(TicketingRefused::EMPTY),
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

impl TicketingEntered {
    /// Its own group. `None`: nobody is in it, and the workspace's counts.
    pub fn group(&self) -> Result<Option<PriorityGroup>, GroupRefused> {
        let group = PriorityGroup::new(self.members.clone(), &self.user_group)?;
        Ok((group != PriorityGroup::default()).then_some(group))
    }
}

impl TicketingChannel {
    /// What admins have set of it, without what Slack tells and without the labels that it had.
    #[must_use]
    pub fn as_set(&self) -> Self {
        Self {
            group: self.group.clone(),
            hours: self.hours.clone(),
            ladder: self.ladder.clone(),
            return_after_minutes: self.return_after_minutes,
            ..Self::new(self.channel.clone(), self.label.clone())
        }
    }

    /// Which of its fields are others there, in their order; whether it is the default stands in the settings.
    pub fn changes_to(&self, to: &Self) -> Vec<TicketingField> {
        let changed = [
            (TicketingField::Channel, self.channel != to.channel),
            (TicketingField::Label, self.label != to.label),
            (TicketingField::Members, self.group != to.group),
            (TicketingField::Days, self.hours != to.hours),
            (TicketingField::Here, self.ladder.here_after_minutes != to.ladder.here_after_minutes),
            (TicketingField::Unanswered, self.ladder.unanswered_after_minutes != to.ladder.unanswered_after_minutes),
            (TicketingField::Then, self.ladder.then != to.ladder.then),
            (TicketingField::Return, self.return_after_minutes != to.return_after_minutes),
        ];
        changed.into_iter().filter(|(_, is)| *is).map(|(field, _)| field).collect()
    }

    /// Takes what was entered over what it was.
    fn take(&mut self, read: Read) {
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
        (self.group, self.hours, self.ladder) = (read.group, read.hours, read.ladder);
        self.return_after_minutes = read.return_after_minutes;
    }
}
