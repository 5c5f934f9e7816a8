//! What a modal asks: one of a few, one of many, a text (`contracts/slack.md` 14).

use std::borrow::Cow;

use serde::Serialize;

use super::Text;
use crate::domain::{ChannelId, UserId};
use crate::slack::limits;
use crate::slack::split;

/// One thing to choose.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    text: Text,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Text>,
}

impl Choice {
    /// Takes a choice whose value fits (1 to 150 units: it can't be shortened and still mean the same). A label of more
    /// than 75 units ends in `…`.
    pub fn new(label: &str, value: impl Into<String>) -> Option<Self> {
        let value = value.into();
        let fits = !value.trim().is_empty() && split::units(&value) <= limits::OPTION_VALUE;
        fits.then(|| Self { text: Text::plain(label, limits::OPTION_TEXT), value, description: None })
    }

    /// With a second line, small. One of more than 75 units ends in `…`.
    #[must_use]
    pub fn described(mut self, description: &str) -> Self {
        self.description = Some(Text::plain(description, limits::OPTION_DESCRIPTION));
        self
    }

    /// What stands on it.
    pub fn label(&self) -> &str {
        self.text.as_str()
    }

    /// What it means.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The second line.
    pub fn description(&self) -> Option<&str> {
        self.description.as_ref().map(Text::as_str)
    }
}

/// What an input holds. It serialises as Slack takes it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type")]
pub enum Element {
    /// One of a few, all seen.
    #[serde(rename = "radio_buttons")]
    Radio(Radio),
    /// One of many, in a list that opens.
    #[serde(rename = "static_select")]
    Select(Select),
    /// Some of a few, all seen.
    #[serde(rename = "checkboxes")]
    Checkboxes(Checkboxes),
    /// People of the workspace.
    #[serde(rename = "multi_users_select")]
    People(PeopleSelect),
    /// A channel of the workspace.
    #[serde(rename = "conversations_select")]
    Channel(ChannelSelect),
    /// A text.
    #[serde(rename = "plain_text_input")]
    Text(TextInput),
}

/// A list of the workspace's people, of whom several are chosen. Slack offers guests and bots, too.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct PeopleSelect {
    action_id: Cow<'static, str>,
    placeholder: Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    initial_users: Vec<UserId>,
}

impl PeopleSelect {
    /// A list of which these are chosen already: all of them, so that nobody is taken out unseen. Slack is told no
    /// number (it takes a hundred at most, and more may have been chosen): whoever is asked counts.
    pub fn new(action_id: impl Into<Cow<'static, str>>, placeholder: &str, chosen: &[UserId]) -> Self {
        let placeholder = Text::plain(placeholder, limits::PLACEHOLDER);
        Self { action_id: action_id.into(), placeholder, initial_users: chosen.to_vec() }
    }

    /// Its action id.
    pub fn action_id(&self) -> &str {
        &self.action_id
    }

    /// What stands in it while nobody is chosen.
    pub fn placeholder(&self) -> &str {
        self.placeholder.as_str()
    }

    /// Who is chosen already.
    pub fn chosen(&self) -> &[UserId] {
        &self.initial_users
    }
}

/// A list of the workspace's channels: the public ones, and of the private ones those that whoever chooses is in.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ChannelSelect {
    action_id: Cow<'static, str>,
    placeholder: Text,
    filter: ChannelFilter,
    #[serde(skip_serializing_if = "Option::is_none")]
    initial_conversation: Option<ChannelId>,
}

#[derive(Clone, PartialEq, Eq, Serialize)]
struct ChannelFilter {
    include: [&'static str; 2],
}

impl ChannelSelect {
    /// A list in which this one is chosen already.
    pub fn new(action_id: impl Into<Cow<'static, str>>, placeholder: &str, chosen: Option<&ChannelId>) -> Self {
        let placeholder = Text::plain(placeholder, limits::PLACEHOLDER);
        let filter = ChannelFilter { include: ["public", "private"] };
        Self { action_id: action_id.into(), placeholder, filter, initial_conversation: chosen.cloned() }
    }

    /// What stands in it while none is chosen.
    pub fn placeholder(&self) -> &str {
        self.placeholder.as_str()
    }

    /// Which is chosen already.
    pub const fn chosen(&self) -> Option<&ChannelId> {
        self.initial_conversation.as_ref()
    }
}

/// Boxes, of which some are ticked.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Checkboxes {
    action_id: Cow<'static, str>,
    options: Vec<Choice>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    initial_options: Vec<Choice>,
}

impl Checkboxes {
    /// The first ten of these choices, with those ticked that have one of these values. `None`: there is nothing to
    /// choose.
    pub fn new(action_id: impl Into<Cow<'static, str>>, mut options: Vec<Choice>, ticked: &[&str]) -> Option<Self> {
        options.truncate(limits::RADIO_OPTIONS);
        let is_ticked = |choice: &&Choice| ticked.contains(&choice.value());
        let initial_options = options.iter().filter(is_ticked).cloned().collect();
        (!options.is_empty()).then_some(Self { action_id: action_id.into(), options, initial_options })
    }

    /// What can be ticked.
    pub fn options(&self) -> &[Choice] {
        &self.options
    }

    /// What is ticked already.
    pub fn ticked(&self) -> &[Choice] {
        &self.initial_options
    }
}

/// Round buttons, of which one is chosen.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Radio {
    action_id: Cow<'static, str>,
    options: Vec<Choice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    initial_option: Option<Choice>,
}

impl Radio {
    /// The first ten of these choices. `None`: there is nothing to choose.
    pub fn new(action_id: impl Into<Cow<'static, str>>, mut options: Vec<Choice>) -> Option<Self> {
        options.truncate(limits::RADIO_OPTIONS);
        (!options.is_empty()).then_some(Self { action_id: action_id.into(), options, initial_option: None })
    }

    /// With the one that has this value chosen already; one that is not there leaves none chosen.
    #[must_use]
    pub fn with(mut self, value: &str) -> Self {
        self.initial_option = self.options.iter().find(|choice| choice.value == value).cloned();
        self
    }

    /// What is chosen already.
    pub fn chosen(&self) -> Option<&Choice> {
        self.initial_option.as_ref()
    }

    /// Its action id.
    pub fn action_id(&self) -> &str {
        &self.action_id
    }

    /// What can be chosen.
    pub fn options(&self) -> &[Choice] {
        &self.options
    }
}

/// A list that opens, of which one is chosen.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Select {
    action_id: &'static str,
    placeholder: Text,
    #[serde(flatten)]
    options: Options,
}

/// Up to a hundred stand alone; more stand in groups of a hundred, each named after its first and its last.
#[derive(Clone, PartialEq, Eq, Serialize)]
enum Options {
    #[serde(rename = "options")]
    Alone(Vec<Choice>),
    #[serde(rename = "option_groups")]
    Grouped(Vec<Group>),
}

#[derive(Clone, PartialEq, Eq, Serialize)]
struct Group {
    label: Text,
    options: Vec<Choice>,
}

impl Select {
    /// As many of these choices as a view holds, from the first on; [`Self::count`] says how many. `None`: there is
    /// nothing to choose.
    pub fn new(action_id: &'static str, placeholder: &str, choices: Vec<Choice>) -> Option<Self> {
        let mut bytes = 0;
        let mut fits = |choice: &Choice| {
            bytes += limits::bytes_of(choice);
            bytes <= limits::SELECT_BYTES
        };
        let options: Vec<Choice> = choices
            .into_iter()
            .take(limits::SELECT_OPTIONS * limits::SELECT_GROUPS)
            .take_while(|it| fits(it))
            .collect();
        if options.is_empty() {
            return None;
        }
        let options = if options.len() <= limits::SELECT_OPTIONS {
            Options::Alone(options)
        } else {
            Options::Grouped(options.chunks(limits::SELECT_OPTIONS).map(Group::of).collect())
        };
        Some(Self { action_id, placeholder: Text::plain(placeholder, limits::PLACEHOLDER), options })
    }

    /// Its action id.
    pub fn action_id(&self) -> &'static str {
        self.action_id
    }

    /// What stands in it before something is chosen.
    pub fn placeholder(&self) -> &str {
        self.placeholder.as_str()
    }

    /// How many can be chosen.
    pub fn count(&self) -> usize {
        self.groups().iter().map(|(_, options)| options.len()).sum()
    }

    /// What can be chosen, with the group's name where they stand in groups.
    pub fn groups(&self) -> Vec<(Option<&str>, &[Choice])> {
        match &self.options {
            Options::Alone(options) => vec![(None, options)],
            Options::Grouped(groups) => {
                groups.iter().map(|group| (Some(group.label.as_str()), group.options.as_slice())).collect()
            }
        }
    }
}

impl Group {
    fn of(options: &[Choice]) -> Self {
        let end = |choice: Option<&Choice>| {
            let label = choice.map(Choice::label).unwrap_or_default();
            split::shorten_plain(label, limits::GROUP_LABEL / 2 - 2)
        };
        let label = format!("{} – {}", end(options.first()), end(options.last()));
        Self { label: Text::plain(&label, limits::GROUP_LABEL), options: options.to_vec() }
    }
}

/// A field for a text.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct TextInput {
    action_id: Cow<'static, str>,
    multiline: bool,
    max_length: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    initial_value: Option<String>,
}

impl TextInput {
    /// A field of several lines, for at most this many characters: 1 to 3,000.
    pub fn lines(action_id: impl Into<Cow<'static, str>>, max_length: usize) -> Self {
        let max_length = max_length.clamp(1, limits::TEXT_INPUT);
        Self { action_id: action_id.into(), multiline: true, max_length, initial_value: None }
    }

    /// A field of one line, for at most this many characters: 1 to 3,000.
    pub fn line(action_id: impl Into<Cow<'static, str>>, max_length: usize) -> Self {
        Self { multiline: false, ..Self::lines(action_id, max_length) }
    }

    /// With a text in it. What is too long ends in `…`.
    #[must_use]
    pub fn with(mut self, text: &str) -> Self {
        let text = split::shorten_plain(text, self.max_length);
        self.initial_value = (!text.is_empty()).then_some(text);
        self
    }

    /// Its action id.
    pub fn action_id(&self) -> &str {
        &self.action_id
    }

    /// The most characters that it takes.
    pub fn max_length(&self) -> usize {
        self.max_length
    }

    /// What stands in it.
    pub fn initial_value(&self) -> Option<&str> {
        self.initial_value.as_deref()
    }
}
