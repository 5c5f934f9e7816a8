//! The settings of the Admin Panel that are one value each (`product.md` 7), and what is refused of them.

use serde::Serialize;

use super::{EndedChats, InboxChannelType, WorkspaceSettings};

/// The longest word for the team, in characters: it stands within a sentence to the customer.
pub const TEAM_WORD_MAX: usize = 40;
/// After how many hours at most an idle ticket is closed: a year.
pub const IDLE_HOURS_MAX: u32 = 8_760;
/// For how many days at most transcripts are kept, if not for good: ten years.
pub const RETENTION_DAYS_MAX: u32 = 3_650;
/// After how many days at most something becomes of an ended inbox channel: a year.
pub const ENDED_DAYS_MAX: u32 = 365;

/// The settings that are one value each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct General {
    /// Whether the customer sees who writes.
    pub show_agent_name: bool,
    /// What `{agent}` reads when the customer does not.
    pub team_word: String,
    /// How inbox channels are made.
    pub inbox_channel_type: InboxChannelType,
    /// Whether only the handler answers.
    pub one_on_one: bool,
    /// What becomes of the inbox channel of an ended live chat.
    pub ended_chats: EndedChats,
    /// After how many hours without a message a ticket is closed; 0: never.
    pub idle_after_hours: u32,
    /// How many days transcripts are kept; 0: for good.
    pub retention_days: u32,
}

/// Which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// *Show Agent Name*.
    ShowAgentName,
    /// Its team word.
    TeamWord,
    /// *Inbox Channel Type*.
    InboxChannelType,
    /// *1 on 1*.
    OneOnOne,
    /// *Ended chats*.
    EndedChats,
    /// *Idle*.
    Idle,
    /// The retention of transcripts.
    Retention,
}

/// What becomes of ended inbox channels, without the days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedKind {
    /// Nothing.
    Keep,
    /// The people are removed.
    RemovePeople,
    /// It is archived.
    Archive,
}

/// What an admin has entered, as they typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneralEntered {
    /// *Show Agent Name*.
    pub show_agent_name: bool,
    /// Its team word.
    pub team_word: String,
    /// *Inbox Channel Type*.
    pub inbox_channel_type: InboxChannelType,
    /// *1 on 1*.
    pub one_on_one: bool,
    /// *Ended chats*.
    pub ended: EndedKind,
    /// After how many days.
    pub ended_days: String,
    /// *Idle*, in hours.
    pub idle: String,
    /// The retention, in days.
    pub retention: String,
}

/// Why an entry is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryRefused {
    /// Nothing was entered.
    Empty,
    /// It is longer than so many characters.
    TooLong(usize),
    /// It is no whole number, or not between these two.
    NotBetween(u32, u32),
}

impl GeneralEntered {
    /// The settings that were entered; or what is refused, each once, in the order of the fields.
    pub fn read(&self) -> Result<General, Vec<(Setting, EntryRefused)>> {
        let word = word(&self.team_word);
        let ended_chats = self.ended_chats();
        let idle = number(&self.idle, 0, IDLE_HOURS_MAX);
        let retention = number(&self.retention, 0, RETENTION_DAYS_MAX);
        let refused = [
            word.as_ref().err().map(|why| (Setting::TeamWord, *why)),
            ended_chats.err().map(|why| (Setting::EndedChats, why)),
            idle.err().map(|why| (Setting::Idle, why)),
            retention.err().map(|why| (Setting::Retention, why)),
        ];
        match (word, ended_chats, idle, retention) {
            (Ok(team_word), Ok(ended_chats), Ok(idle_after_hours), Ok(retention_days)) => Ok(General {
                show_agent_name: self.show_agent_name,
                team_word,
                inbox_channel_type: self.inbox_channel_type,
                one_on_one: self.one_on_one,
                ended_chats,
                idle_after_hours,
                retention_days,
            }),
            _ => Err(refused.into_iter().flatten().collect()),
        }
    }

    /// For an inbox channel that is kept the days say nothing.
    fn ended_chats(&self) -> Result<EndedChats, EntryRefused> {
        let days = || number(&self.ended_days, 1, ENDED_DAYS_MAX);
        Ok(match self.ended {
            EndedKind::Keep => EndedChats::Keep,
            EndedKind::RemovePeople => EndedChats::RemovePeople { after_days: days()? },
            EndedKind::Archive => EndedChats::Archive { after_days: days()? },
        })
    }
}

impl General {
    /// Which settings are others there.
    pub fn changes_to(&self, to: &Self) -> Vec<Setting> {
        let changed = [
            (Setting::ShowAgentName, self.show_agent_name != to.show_agent_name),
            (Setting::TeamWord, self.team_word != to.team_word),
            (Setting::InboxChannelType, self.inbox_channel_type != to.inbox_channel_type),
            (Setting::OneOnOne, self.one_on_one != to.one_on_one),
            (Setting::EndedChats, self.ended_chats != to.ended_chats),
            (Setting::Idle, self.idle_after_hours != to.idle_after_hours),
            (Setting::Retention, self.retention_days != to.retention_days),
        ];
        changed.into_iter().filter(|(_, is)| *is).map(|(setting, _)| setting).collect()
    }
}

impl EndedChats {
    /// What becomes of them, without the days.
    pub const fn kind(self) -> EndedKind {
        match self {
            Self::Keep => EndedKind::Keep,
            Self::RemovePeople { .. } => EndedKind::RemovePeople,
            Self::Archive { .. } => EndedKind::Archive,
        }
    }

    /// After how many days. `None`: they are kept.
    pub const fn days(self) -> Option<u32> {
        match self {
            Self::Keep => None,
            Self::RemovePeople { after_days } | Self::Archive { after_days } => Some(after_days),
        }
    }
}

impl WorkspaceSettings {
    /// The settings that are one value each.
    pub fn general(&self) -> General {
        General {
            show_agent_name: self.show_agent_name,
            team_word: self.team_word.clone(),
            inbox_channel_type: self.inbox_channel_type,
            one_on_one: self.one_on_one,
            ended_chats: self.ended_chats,
            idle_after_hours: self.idle_after_hours,
            retention_days: self.retention_days,
        }
    }

    /// The settings to be saved with other single values.
    #[must_use]
    pub fn with_general(&self, general: &General) -> Self {
        let General { show_agent_name, team_word, inbox_channel_type, one_on_one, .. } = general.clone();
        let General { ended_chats, idle_after_hours, retention_days, .. } = *general;
        Self {
            version: self.version.saturating_add(1),
            show_agent_name,
            team_word,
            inbox_channel_type,
            one_on_one,
            ended_chats,
            idle_after_hours,
            retention_days,
            ..self.clone()
        }
    }
}

/// A word without blanks around it and line breaks in it.
fn word(entered: &str) -> Result<String, EntryRefused> {
    let word = entered.split_whitespace().collect::<Vec<_>>().join(" ");
    match word.chars().count() {
        0 => Err(EntryRefused::Empty),
        1..=TEAM_WORD_MAX => Ok(word),
        _ => Err(EntryRefused::TooLong(TEAM_WORD_MAX)),
    }
}

/// A whole number between these two.
pub(super) fn number(entered: &str, least: u32, most: u32) -> Result<u32, EntryRefused> {
    match entered.trim() {
        "" => Err(EntryRefused::Empty),
        digits => digits
            .parse()
            .ok()
            .filter(|number| (least..=most).contains(number))
            .ok_or(EntryRefused::NotBetween(least, most)),
    }
}
