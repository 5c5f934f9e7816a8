//! The page that adds or changes a ticketing channel, and what is said at its fields.

use super::admin::{Offered, group_refused, offered, yes};
use super::panels::{OpenedOn, people, stale};
use super::ticketing::{TICKETING_FORM, TicketingAbout, called, too_many};
use super::{Names, entry_refused};
use crate::domain::{
    GroupRefused, Hours, LABEL_MAX, LastStep, PriorityGroup, Setting, TicketingChannel, TicketingField,
    TicketingRefused, Weekday,
};
use crate::slack::blocks::{ChannelSelect, Checkboxes, Choice, Input, InputElement, TextInput, View, ViewLayout};
use crate::slack::markup::Mrkdwn;

/// The longest entry of a number of minutes, in characters.
const MINUTES_MAX: usize = 6;
/// The longest time of day.
const TIME_MAX: usize = 5;
/// The longest name of a time zone.
const ZONE_MAX: usize = 60;
/// The longest id or mention of a Slack user group.
const USER_GROUP_MAX: usize = 60;

/// The page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketingForm<'a> {
    /// What it carries.
    pub about: &'a TicketingAbout,
    /// The channel as it stands in the settings. `None`: a new one.
    pub channel: Option<&'a TicketingChannel>,
    /// Whether it is the default.
    pub is_default: bool,
    /// Whether somebody else has changed it since the person last looked.
    pub is_stale: bool,
}

const DEFAULT: [Offered<'static>; 2] =
    [("true", "True", "it has the requests without a label, too"), ("false", "False", "another one is the default")];
const THEN: [Offered<'static>; 2] =
    [("close", "Close the ticket", "the chatbot answers again"), ("wait", "Keep waiting", "the customer is told once")];

const LABEL_HINT: &str = "The team's name. Requests name it, and transfers list it. A label that you change goes on \
                          working until another channel takes it.";
const ADDED_HINT: &str =
    "This app joins a public channel by itself. In a private one, write /invite and this app's name.";
const CHANGED_HINT: &str = "Empty: it stays as it is. Tickets that wait in it stay there. This app joins a public \
                            channel by itself; in a private one, write /invite and this app's name.";
const GROUP_HINT: &str = "They are called first on tickets here. Nobody here and no user group: the workspace's priority \
                          group is called.";
const HOURS_HINT: &str = "No days, no times and no time zone: always open. Saved now; a later release tells customers at \
                          once that nobody is available when it is closed.";

impl TicketingField {
    /// The block id of it.
    pub const fn block(self) -> &'static str {
        match self {
            Self::Channel => "ticketing_channel",
            Self::Label => "ticketing_label",
            Self::Default => "ticketing_default",
            Self::Members => "ticketing_members",
            Self::UserGroup => "ticketing_user_group",
            Self::Days => "ticketing_days",
            Self::From => "ticketing_from",
            Self::To => "ticketing_to",
            Self::TimeZone => "ticketing_time_zone",
            Self::Here => "ticketing_here",
            Self::Unanswered => "ticketing_unanswered",
            Self::Then => "ticketing_then",
            Self::Return => "ticketing_return",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Channel => "Slack channel",
            Self::Label => "Label",
            Self::Default => "Default ticketing channel",
            Self::Members => "Priority group of this channel",
            Self::UserGroup => "Slack user group of this channel",
            Self::Days => "Open on",
            Self::From => "From",
            Self::To => "To",
            Self::TimeZone => "Time zone",
            Self::Here => "Call @here after, in minutes",
            Self::Unanswered => "Nobody available after, in minutes",
            Self::Then => "What then",
            Self::Return => "A transfer goes back after, in minutes",
        }
    }
}

impl TicketingForm<'_> {
    /// The modal.
    pub fn render(&self) -> Option<View> {
        let layout = if self.is_stale { ViewLayout::new().text(&stale()) } else { ViewLayout::new() };
        let layout = match self.channel {
            Some(known) => layout.text(&called(Mrkdwn::default(), known)),
            None => layout,
        };
        let group = self.channel.and_then(|known| known.group.clone()).unwrap_or_default();
        let layout = layout
            .ask(self.slack_channel())
            .ask(self.text(TicketingField::Label, LABEL_MAX, self.channel.map_or("", |it| &it.label)).hint(LABEL_HINT))
            .ask(self.offered(TicketingField::Default, &DEFAULT, yes(self.is_default))?)
            .ask(self.members(&group))
            .ask(self.user_group(&group));
        let layout = self.times(self.hours(layout)?)?;
        let title = if self.channel.is_some() { "Ticketing channel" } else { "Add ticketing channel" };
        Some(layout.finish(TICKETING_FORM, (title, "Save", "Back"), self.about.metadata()?))
    }

    fn offered(&self, field: TicketingField, options: &[Offered<'_>], chosen: &str) -> Option<Input> {
        offered(self.opened(), field.block(), field.label(), options, chosen)
    }

    const fn opened(&self) -> &OpenedOn {
        &self.about.opened
    }

    /// Of one that is there already it may stay empty: Slack may not show a private channel to who is not in it.
    fn slack_channel(&self) -> Input {
        let field = TicketingField::Channel;
        let chosen = self.channel.map(|known| &known.channel);
        let select = ChannelSelect::new(self.opened().field(field.block()), "Choose a channel", chosen);
        let input = Input::new(field.block(), field.label(), InputElement::Channel(select));
        if chosen.is_some() { input.optional().hint(CHANGED_HINT) } else { input.hint(ADDED_HINT) }
    }

    fn members(&self, group: &PriorityGroup) -> Input {
        let field = TicketingField::Members;
        people(self.opened(), field.block(), field.label(), &group.members).optional().hint(GROUP_HINT)
    }

    fn user_group(&self, group: &PriorityGroup) -> Input {
        let now = group.user_group.as_ref().map_or("", |group| group.as_str());
        let field = self.text(TicketingField::UserGroup, USER_GROUP_MAX, now).optional();
        field.hint("It is called in the place of more than 20 people. Its id begins with S.")
    }

    /// Its hours. The times are typed: what was once chosen in a list of Slack's times can't be emptied again.
    fn hours(&self, layout: ViewLayout) -> Option<ViewLayout> {
        let hours = self.channel.and_then(|known| known.hours.as_ref());
        let days: Vec<&str> = hours.map(|it| it.days.iter().map(|day| day.value()).collect()).unwrap_or_default();
        let choices = Weekday::ALL.into_iter().filter_map(|day| Choice::new(day.name(), day.value())).collect();
        let boxes = Checkboxes::new(self.opened().field(TicketingField::Days.block()), choices, &days)?;
        let days =
            Input::new(TicketingField::Days.block(), TicketingField::Days.label(), InputElement::Checkboxes(boxes));
        let [from, to] = [hours.map(|it| it.from_minute), hours.map(|it| it.to_minute)];
        let time = |minute: Option<u32>| minute.map(time).unwrap_or_default();
        let zone = hours.map_or("", |it| &it.time_zone);
        let from = self.text(TicketingField::From, TIME_MAX, &time(from)).optional().hint("Such as 9:00.");
        let to = self.text(TicketingField::To, TIME_MAX, &time(to)).optional();
        let zone = self.text(TicketingField::TimeZone, ZONE_MAX, zone).optional();
        Some(
            layout
                .ask(days.optional().hint(HOURS_HINT))
                .ask(from)
                .ask(to.hint("Such as 18:30. Earlier than From: on the next day."))
                .ask(zone.hint("Such as Asia/Hong_Kong or Europe/Paris.")),
        )
    }

    /// What comes when nobody picks.
    fn times(&self, layout: ViewLayout) -> Option<ViewLayout> {
        let fresh = TicketingChannel::new(crate::domain::ChannelId::new(""), "");
        let known = self.channel.unwrap_or(&fresh);
        let minutes = |field: TicketingField, minutes: u32| self.text(field, MINUTES_MAX, &minutes.to_string());
        let here = minutes(TicketingField::Here, known.ladder.here_after_minutes);
        let unanswered = minutes(TicketingField::Unanswered, known.ladder.unanswered_after_minutes);
        let then = self.offered(TicketingField::Then, &THEN, last_step(known.ladder.then))?;
        Some(
            layout
                .ask(here.hint("When nobody has picked. 0: never. Saved now; a later release calls."))
                .ask(
                    unanswered.hint("When nobody has picked. 0: never. Saved now; a later release tells the customer."),
                )
                .ask(then)
                .ask(minutes(TicketingField::Return, known.return_after_minutes).hint(
                    "When nobody here has picked what another team transferred. 0: never by itself. It holds for the \
                     next transfers.",
                )),
        )
    }

    fn text(&self, field: TicketingField, max: usize, now: &str) -> Input {
        let text = TextInput::line(self.opened().field(field.block()), max).with(now);
        Input::new(field.block(), field.label(), InputElement::Text(text))
    }
}

/// Where a refused entry is said, and how.
pub fn ticketing_refused(
    (field, refused): &(TicketingField, TicketingRefused),
    names: &Names,
) -> (&'static str, String) {
    let said = match (field, refused) {
        (TicketingField::Channel, TicketingRefused::Entry(_)) => "Choose the Slack channel.".to_owned(),
        (TicketingField::Label, TicketingRefused::Entry(crate::domain::EntryRefused::Empty)) => {
            "Enter the team's name.".to_owned()
        }
        (TicketingField::Days, TicketingRefused::Entry(_)) => format!("Choose the days. {OR_NOTHING}"),
        (TicketingField::From | TicketingField::To, TicketingRefused::Entry(_)) => {
            format!("Enter a time such as 9:00. {OR_NOTHING}")
        }
        (TicketingField::TimeZone, TicketingRefused::Entry(_)) => {
            format!("Enter a time zone such as Asia/Hong_Kong. {OR_NOTHING}")
        }
        (_, TicketingRefused::Entry(entry)) => entry_refused(Setting::Idle, *entry).1,
        (_, TicketingRefused::ChannelTaken(label)) => {
            format!("This is the channel of \"{label}\" already. Choose another one.")
        }
        (_, TicketingRefused::LabelTaken) => "Another channel has this label. Enter another one.".to_owned(),
        (_, TicketingRefused::LabelOfTheDefault) => {
            "\"default\" always means the default channel. Enter another label.".to_owned()
        }
        (_, TicketingRefused::StaysDefault) => {
            "One has to be the default. Make another one the default on its own page.".to_owned()
        }
        (_, TicketingRefused::TooMany) => too_many(),
        (_, TicketingRefused::IsInbox) => "This is a customer's inbox channel. Choose another one.".to_owned(),
        (_, TicketingRefused::Group(group)) => group_refused(group, names).1,
        (_, TicketingRefused::NoTime) => "Enter a time such as 9:00 or 18:30.".to_owned(),
        (_, TicketingRefused::NoTimeZone) => {
            "No time zone has this name. Enter one such as Asia/Hong_Kong or Europe/Paris.".to_owned()
        }
    };
    let field = match refused {
        TicketingRefused::Group(GroupRefused::TooMany | GroupRefused::People(_)) => TicketingField::Members,
        _ => *field,
    };
    (field.block(), said)
}

const OR_NOTHING: &str = "Or leave days, times and time zone empty: always open.";

impl Weekday {
    /// What comes back when it is ticked.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Monday => "monday",
            Self::Tuesday => "tuesday",
            Self::Wednesday => "wednesday",
            Self::Thursday => "thursday",
            Self::Friday => "friday",
            Self::Saturday => "saturday",
            Self::Sunday => "sunday",
        }
    }

    /// Reads a value back. `None`: it is none of ours.
    pub fn read(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.value() == value)
    }

    /// What people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Monday => "Monday",
            Self::Tuesday => "Tuesday",
            Self::Wednesday => "Wednesday",
            Self::Thursday => "Thursday",
            Self::Friday => "Friday",
            Self::Saturday => "Saturday",
            Self::Sunday => "Sunday",
        }
    }
}

/// Hours, as one line says them.
pub fn hours_in_words(hours: Option<&Hours>) -> String {
    let Some(hours) = hours else { return "always open".to_owned() };
    let days: Vec<String> = hours.days.iter().map(|day| day.name().chars().take(3).collect()).collect();
    let (from, to) = (time(hours.from_minute), time(hours.to_minute));
    format!("{} {from} to {to}, {}", days.join(" "), hours.time_zone)
}

fn time(minute: u32) -> String {
    format!("{}:{:02}", minute / 60, minute % 60)
}

const fn last_step(then: LastStep) -> &'static str {
    match then {
        LastStep::Close => "close",
        LastStep::KeepWaiting => "wait",
    }
}

/// What people call it.
pub const fn last_step_in_words(then: LastStep) -> &'static str {
    match then {
        LastStep::Close => "Close the ticket",
        LastStep::KeepWaiting => "Keep waiting",
    }
}

/// Reads back what becomes of a ticket that nobody picked.
pub fn read_last_step(value: &str) -> Option<LastStep> {
    [LastStep::Close, LastStep::KeepWaiting].into_iter().find(|then| last_step(*then) == value)
}
