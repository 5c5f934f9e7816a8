//! Buttons, and what they ask before they act.

use serde::Serialize;

use super::Text;
use crate::slack::limits;
use crate::slack::split;

/// A button. Its action id says what it does, its value what to.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Button {
    r#type: ButtonType,
    action_id: &'static str,
    text: Text,
    value: ButtonValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    style: Option<Style>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confirm: Option<Confirm>,
}

impl Button {
    /// A button. A label of more than 75 units ends in `…`.
    pub fn new(action_id: &'static str, label: &str, value: ButtonValue) -> Self {
        let text = Text::plain(label, limits::BUTTON_LABEL);
        Self { r#type: ButtonType::Button, action_id, text, value, style: None, confirm: None }
    }

    /// The one to press, in green.
    #[must_use]
    pub fn primary(mut self) -> Self {
        self.style = Some(Style::Primary);
        self
    }

    /// One that ends something, in red.
    #[must_use]
    pub fn danger(mut self) -> Self {
        self.style = Some(Style::Danger);
        self
    }

    /// Asks before it acts.
    #[must_use]
    pub fn confirm(mut self, confirm: Confirm) -> Self {
        self.confirm = Some(confirm);
        self
    }

    /// What it does.
    pub fn action_id(&self) -> &'static str {
        self.action_id
    }

    /// What stands on it.
    pub fn label(&self) -> &str {
        self.text.as_str()
    }

    /// What it is about.
    pub fn value(&self) -> &str {
        &self.value.0
    }

    /// What it asks first, if anything.
    pub fn asks_first(&self) -> Option<&Confirm> {
        self.confirm.as_ref()
    }
}

/// What a button carries: 1 to 2,000 units. It can't be shortened and still mean the same.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct ButtonValue(String);

impl ButtonValue {
    /// Takes a value that fits.
    pub fn new(value: impl Into<String>) -> Option<Self> {
        let value = value.into();
        let fits = !value.trim().is_empty() && split::units(&value) <= limits::BUTTON_VALUE;
        fits.then_some(Self(value))
    }
}

/// The question that a button asks before it acts.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Confirm {
    title: Text,
    text: Text,
    #[serde(rename = "confirm")]
    yes: Text,
    #[serde(rename = "deny")]
    no: Text,
}

impl Confirm {
    /// A question in plain text, and the labels of its two answers. What is too long ends in `…`.
    pub fn new(title: &str, text: &str, yes: &str, no: &str) -> Self {
        Self {
            title: Text::plain(title, limits::CONFIRM_TITLE),
            text: Text::plain(text, limits::CONFIRM_TEXT),
            yes: Text::plain(yes, limits::CONFIRM_LABEL),
            no: Text::plain(no, limits::CONFIRM_LABEL),
        }
    }

    /// The title.
    pub fn title(&self) -> &str {
        self.title.as_str()
    }

    /// The question.
    pub fn text(&self) -> &str {
        self.text.as_str()
    }

    /// The label that goes on.
    pub fn yes(&self) -> &str {
        self.yes.as_str()
    }

    /// The label that goes back.
    pub fn no(&self) -> &str {
        self.no.as_str()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum ButtonType {
    Button,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Style {
    Primary,
    Danger,
}
