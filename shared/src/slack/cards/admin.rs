//! *Admin Panel* (`product.md` 7): what can be set, and a panel of each.

use super::Names;
use super::panels::{AuditShown, OpenedOn, last_changes, one_of, people, people_refused, stale};
use crate::domain::{
    EndedKind, EntryRefused, GROUP_MAX, General, GroupRefused, InboxChannelType, PriorityGroup, Setting, TEAM_WORD_MAX,
    UserId,
};
use crate::slack::blocks::{Choice, Input, InputElement, PrivateMetadata, Radio, TextInput, View, ViewLayout};
use crate::slack::markup::Mrkdwn;

/// The callback id of the panel, and of the global shortcut that opens it.
pub const ADMIN_PANEL: &str = "admin_panel";
/// The block and action id of what is to be set.
pub const ADMIN_AREA: &str = "admin_area";
/// The callback id of *Private Channel Priority Group*.
pub const GROUP_PANEL: &str = "admin_priority_group";
/// The block id of its people.
pub const GROUP_MEMBERS: &str = "group_members";
/// The block id of its Slack user group.
pub const GROUP_USER_GROUP: &str = "group_user_group";
/// The callback id of *Live chats*.
pub const GENERAL_PANEL: &str = "admin_general";
/// The block id of *Ended chats*' days.
pub const GENERAL_ENDED_DAYS: &str = "general_ended_days";

/// The longest entry of a number, in characters.
const NUMBER_MAX: usize = 6;

/// What can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdminArea {
    /// *Private Channel Priority Group*.
    PriorityGroup,
    /// *Ticketing Channel Settings*.
    TicketingChannels,
    /// The settings that are one value each.
    General,
    /// *Relay URL*.
    Relay,
}

/// The panel's first page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminPanel {
    /// What was done last, the latest first.
    pub last: Vec<AuditShown>,
}

/// The modal for somebody who may not open the panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminClosed<'a> {
    /// Who may.
    pub admins: &'a [UserId],
    /// Who is called what.
    pub names: &'a Names,
}

/// *Private Channel Priority Group*.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupPanel {
    /// What it carries.
    pub about: OpenedOn,
    /// The group.
    pub group: PriorityGroup,
    /// Whether somebody else has changed it since the person last looked.
    pub is_stale: bool,
}

/// The settings that are one value each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneralPanel {
    /// What it carries.
    pub about: OpenedOn,
    /// The settings.
    pub general: General,
    /// Whether somebody else has changed them since the person last looked.
    pub is_stale: bool,
}

impl AdminArea {
    const ALL: [Self; 4] = [Self::PriorityGroup, Self::TicketingChannels, Self::General, Self::Relay];

    /// What comes back when it is chosen.
    pub const fn value(self) -> &'static str {
        match self {
            Self::PriorityGroup => "priority_group",
            Self::TicketingChannels => "ticketing_channels",
            Self::General => "general",
            Self::Relay => "relay",
        }
    }

    /// Reads a value back. `None`: it is none of ours.
    pub fn read(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|area| area.value() == value)
    }

    fn choice(self) -> Option<Choice> {
        let (label, about) = match self {
            Self::PriorityGroup => ("Private Channel Priority Group", "who is called first, and invited"),
            Self::TicketingChannels => ("Ticketing Channel Settings", "where tickets are posted, for whom, and when"),
            Self::General => ("Live chats", "agent's name, inbox channels, 1 on 1, idle, retention"),
            Self::Relay => ("Relay URL", "what to paste into the bot, and a new one after a leak"),
        };
        Some(Choice::new(label, self.value())?.described(about))
    }
}

impl AdminPanel {
    /// The modal.
    pub fn render(&self) -> Option<View> {
        let choices = AdminArea::ALL.into_iter().filter_map(AdminArea::choice).collect();
        let radio = InputElement::Radio(Radio::new(ADMIN_AREA, choices)?);
        let layout = ViewLayout::new()
            .ask(Input::new(ADMIN_AREA, "What do you want to set?", radio))
            .text(&last_changes(&self.last));
        Some(layout.finish(ADMIN_PANEL, ("Admin Panel", "Next", "Close"), PrivateMetadata::new("")?))
    }
}

impl AdminClosed<'_> {
    /// The modal.
    pub fn render(&self) -> Option<View> {
        let text = Mrkdwn::of_ours("Only admins can open this panel.");
        let text = if self.admins.is_empty() {
            text.ours(" Nobody is admin yet: an owner of this workspace opens the Access Control Panel first.")
        } else {
            text.ours(" Ask ").then(&one_of(self.admins, self.names)).ours(" to change what you need.")
        };
        let view = ViewLayout::new().text(&text);
        Some(view.finish(ADMIN_PANEL, ("Admin Panel", "", "Close"), PrivateMetadata::new("")?))
    }
}

impl GroupPanel {
    /// The modal.
    pub fn render(&self) -> Option<View> {
        let group = self.group.user_group.as_ref().map_or("", |group| group.as_str());
        let user_group = InputElement::Text(TextInput::line(self.about.field(GROUP_USER_GROUP), 60).with(group));
        let user_group = Input::new(GROUP_USER_GROUP, "Slack user group", user_group).optional();
        let layout = above(self.is_stale)
            .text(&Mrkdwn::of_ours(
                "They are called by name on each new ticket, and invited to each new inbox channel. They may pick any \
                 ticket, join any live chat and take it over.",
            ))
            .ask(people(&self.about, GROUP_MEMBERS, "People", &self.group.members).optional())
            .ask(user_group.hint(
                "More than 20 people are called by this group, or else by @here. Its id begins with S: in Slack, \
                 open the group and copy its id.",
            ));
        let titles = ("Priority Group", "Save", "Cancel");
        Some(layout.finish(GROUP_PANEL, titles, self.about.metadata()?))
    }
}

/// Where a refusal of a priority group is said, and how.
pub fn group_refused(refused: &GroupRefused, names: &Names) -> (&'static str, String) {
    match refused {
        GroupRefused::TooMany => (GROUP_MEMBERS, format!("At most {GROUP_MAX} people: take some out.")),
        GroupRefused::People(people) => (GROUP_MEMBERS, people_refused(people, names)),
        GroupRefused::NoUserGroup => {
            (GROUP_USER_GROUP, "Enter the id of a Slack user group, such as S0123ABCD, or nothing.".to_owned())
        }
    }
}

impl GeneralPanel {
    /// The modal.
    pub fn render(&self) -> Option<View> {
        let General { team_word, ended_chats, idle_after_hours, retention_days, .. } = &self.general;
        let word = TextInput::line(self.about.field(Setting::TeamWord.block()), TEAM_WORD_MAX).with(team_word);
        let days = ended_chats.days().map(|days| days.to_string()).unwrap_or_default();
        let layout = above(self.is_stale)
            .ask(self.choose(Setting::ShowAgentName, &NAMED, yes(self.general.show_agent_name))?)
            .ask(
                field(Setting::TeamWord, word)
                    .hint("What the customer reads in the agent's place when their name is not shown."),
            )
            .ask(self.choose(
                Setting::InboxChannelType,
                &INBOX_CHANNELS,
                inbox_channels(self.general.inbox_channel_type),
            )?)
            .ask(self.choose(Setting::OneOnOne, &ONE_ON_ONE, yes(self.general.one_on_one))?)
            .ask(self.choose(Setting::EndedChats, &ENDED, ended(ended_chats.kind()))?.hint(ENDED_HINT))
            .ask(self.number(GENERAL_ENDED_DAYS, "After how many days", &days).optional())
            .ask(
                self.number(Setting::Idle.block(), Setting::Idle.label(), &idle_after_hours.to_string())
                    .hint(IDLE_HINT),
            )
            .ask(
                self.number(Setting::Retention.block(), Setting::Retention.label(), &retention_days.to_string())
                    .hint("0: for good."),
            );
        Some(layout.finish(GENERAL_PANEL, ("Live chats", "Save", "Cancel"), self.about.metadata()?))
    }
}

const IDLE_HINT: &str =
    "After so many hours without a message of either side. 0: never. Saved now; a later release closes them.";

const ENDED_HINT: &str = "Saved now; a later release does it. Until then they are kept.";

/// What comes back, what it is called, and what it means.
pub(super) type Offered<'a> = (&'static str, &'static str, &'a str);

const INBOX_CHANNELS: [Offered<'static>; 2] = [
    ("private", "Private", "only who is invited sees them"),
    ("public", "Public", "anyone in the workspace can read them"),
];
const ENDED: [Offered<'static>; 3] = [
    ("keep", "Keep", "people stay in the channel"),
    ("remove", "Remove the people", "sidebars stay short; the app stays"),
    ("archive", "Archive", "the next live chat opens a new channel"),
];

const NAMED: [Offered<'static>; 2] =
    [("true", "True", "the customer sees who writes"), ("false", "False", "no text of ours names the agent")];
const ONE_ON_ONE: [Offered<'static>; 2] = [
    ("true", "True", "only the handler answers the customer"),
    ("false", "False", "others in the inbox channel may answer, too"),
];

pub(super) const fn yes(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}

const fn inbox_channels(made: InboxChannelType) -> &'static str {
    match made {
        InboxChannelType::Private => "private",
        InboxChannelType::Public => "public",
    }
}

const fn ended(kind: EndedKind) -> &'static str {
    match kind {
        EndedKind::Keep => "keep",
        EndedKind::RemovePeople => "remove",
        EndedKind::Archive => "archive",
    }
}

/// Reads *True* or *False* back.
pub fn read_yes(value: &str) -> Option<bool> {
    [true, false].into_iter().find(|is| yes(*is) == value)
}

/// Reads an *Inbox Channel Type* back.
pub fn read_inbox_channels(value: &str) -> Option<InboxChannelType> {
    [InboxChannelType::Private, InboxChannelType::Public].into_iter().find(|made| inbox_channels(*made) == value)
}

/// Reads back what becomes of ended chats.
pub fn read_ended(value: &str) -> Option<EndedKind> {
    [EndedKind::Keep, EndedKind::RemovePeople, EndedKind::Archive].into_iter().find(|kind| ended(*kind) == value)
}

impl Setting {
    /// The block id of its field.
    pub const fn block(self) -> &'static str {
        match self {
            Self::ShowAgentName => "general_show_agent_name",
            Self::TeamWord => "general_team_word",
            Self::InboxChannelType => "general_inbox_channel_type",
            Self::OneOnOne => "general_one_on_one",
            Self::EndedChats => "general_ended_chats",
            Self::Idle => "general_idle",
            Self::Retention => "general_retention",
        }
    }

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ShowAgentName => "Show Agent Name",
            Self::TeamWord => "Team word",
            Self::InboxChannelType => "Inbox Channel Type",
            Self::OneOnOne => "1 on 1",
            Self::EndedChats => "Ended chats",
            Self::Idle => "Idle, in hours",
            Self::Retention => "Keep transcripts, in days",
        }
    }

    /// Its value, as people read it.
    pub fn value_in(self, general: &General) -> String {
        let yes = |is: bool| if is { "True" } else { "False" }.to_owned();
        match self {
            Self::ShowAgentName => yes(general.show_agent_name),
            Self::TeamWord => format!("\"{}\"", general.team_word),
            Self::InboxChannelType => match general.inbox_channel_type {
                InboxChannelType::Private => "Private".to_owned(),
                InboxChannelType::Public => "Public".to_owned(),
            },
            Self::OneOnOne => yes(general.one_on_one),
            Self::EndedChats => match (general.ended_chats.kind(), general.ended_chats.days()) {
                (EndedKind::Keep, _) | (_, None) => "Keep".to_owned(),
                (EndedKind::RemovePeople, Some(days)) => format!("Remove the people after {days} days"),
                (EndedKind::Archive, Some(days)) => format!("Archive after {days} days"),
            },
            Self::Idle => general.idle_after_hours.to_string(),
            Self::Retention => general.retention_days.to_string(),
        }
    }
}

/// Where a refused entry is said, and how.
pub fn entry_refused(setting: Setting, refused: EntryRefused) -> (&'static str, String) {
    let block = if setting == Setting::EndedChats { GENERAL_ENDED_DAYS } else { setting.block() };
    let said = match (setting, refused) {
        (Setting::TeamWord, EntryRefused::Empty) => "Enter what stands for the agent, such as our team.".to_owned(),
        (Setting::EndedChats, EntryRefused::Empty) => "Enter after how many days, or choose Keep.".to_owned(),
        (_, EntryRefused::Empty) => "Enter a whole number.".to_owned(),
        (_, EntryRefused::TooLong(most)) => format!("At most {most} characters."),
        (_, EntryRefused::NotBetween(least, most)) => format!("Enter a whole number from {least} to {most}."),
    };
    (block, said)
}

/// One of a few, of which one is chosen already.
pub(super) fn offered(
    about: &OpenedOn,
    id: &'static str,
    label: &str,
    options: &[Offered<'_>],
    chosen: &str,
) -> Option<Input> {
    let choice = |(value, label, about): &Offered<'_>| Some(Choice::new(label, *value)?.described(about));
    let radio = Radio::new(about.field(id), options.iter().filter_map(choice).collect())?.with(chosen);
    Some(Input::new(id, label, InputElement::Radio(radio)))
}

fn above(is_stale: bool) -> ViewLayout {
    if is_stale { ViewLayout::new().text(&stale()) } else { ViewLayout::new() }
}

fn field(setting: Setting, field: TextInput) -> Input {
    Input::new(setting.block(), setting.label(), InputElement::Text(field))
}

impl GeneralPanel {
    fn choose(&self, setting: Setting, options: &[Offered<'_>], chosen: &str) -> Option<Input> {
        offered(&self.about, setting.block(), setting.label(), options, chosen)
    }

    fn number(&self, id: &'static str, label: &str, now: &str) -> Input {
        Input::new(id, label, InputElement::Text(TextInput::line(self.about.field(id), NUMBER_MAX).with(now)))
    }
}
