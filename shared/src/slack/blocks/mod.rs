//! Block Kit: the blocks of which our messages are made, as types that can't be made outside Slack's limits, and the
//! layout that puts them together (`contracts/slack.md` 14).

mod button;
mod layout;
mod select;
mod view;

use std::fmt;

use serde::Serialize;

use super::limits;
use super::markup::{DASH, Mrkdwn};
use super::split;

pub use button::{Button, ButtonValue, Confirm};
pub use layout::Layout;
pub use select::{ChannelSelect, Checkboxes, Choice, Element as InputElement, PeopleSelect, Radio, Select, TextInput};
pub use view::{Input, PrivateMetadata, View, ViewBlock, ViewLayout};

/// A message as it is posted or as a post becomes by an update: blocks, and the fallback text that notifications and
/// screen readers take. Always both: an update with text alone would remove the blocks (`contracts/slack.md` 7).
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    text: String,
    blocks: Vec<Block>,
}

impl Message {
    /// The fallback text, escaped: Slack reads markup in it too.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The blocks, from top to bottom.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }
}

/// Shows its size, never what it says: customers' texts are not logged.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({} blocks)", self.blocks.len())
    }
}

/// One block. It serialises as Slack takes it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Block {
    /// A text, or up to ten fields in two columns, or both.
    Section {
        /// The text.
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<Text>,
        /// The fields.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        fields: Vec<Text>,
    },
    /// Small grey texts and images, one after the other.
    Context {
        /// What it holds.
        elements: Vec<Element>,
    },
    /// Buttons in a row.
    Actions {
        /// The buttons.
        elements: Vec<Button>,
    },
    /// A large bold line.
    Header {
        /// The line, in plain text.
        text: Text,
    },
    /// A thin line across.
    Divider,
    /// A picture.
    Image {
        /// Its public address.
        image_url: String,
        /// What stands for it where it can't be seen.
        alt_text: String,
    },
}

/// A text object. Mrkdwn comes from a [`Mrkdwn`] alone; plain text is never parsed, so it needs no escaping.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Text(TextObject);

#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type")]
enum TextObject {
    #[serde(rename = "mrkdwn")]
    Mrkdwn { text: String, verbatim: bool },
    #[serde(rename = "plain_text")]
    Plain { text: String, emoji: bool },
}

impl Text {
    /// The text as Slack takes it.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            TextObject::Mrkdwn { text, .. } | TextObject::Plain { text, .. } => text,
        }
    }

    fn mrkdwn(text: &Mrkdwn) -> Self {
        let said = if text.is_blank() { DASH } else { text.as_str() };
        Self(TextObject::Mrkdwn { text: said.to_owned(), verbatim: text.holds_foreign_text() })
    }

    /// A part of what was typed. `emoji` off: a customer's `:)` and `:x:` stay what they are.
    fn typed(part: &str) -> Self {
        let text = if part.trim().is_empty() { DASH } else { part };
        Self(TextObject::Plain { text: text.to_owned(), emoji: false })
    }

    fn plain(text: &str, max: usize) -> Self {
        Self(TextObject::Plain { text: plain_line(text, max), emoji: true })
    }
}

/// What a context holds.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Element {
    /// A text.
    Text(Text),
    /// A small picture.
    Image {
        /// Always `image`.
        r#type: ImageType,
        /// Its public address.
        image_url: String,
        /// What stands for it where it can't be seen.
        alt_text: String,
    },
}

/// The word by which Slack knows a picture inside a context.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ImageType {
    /// `image`.
    Image,
}

/// Plain text on one line, shortened with `…`, never empty.
fn plain_line(text: &str, max: usize) -> String {
    split::shorten_plain(&super::markup::one_line(text), max)
}

/// An address of an image, when Slack takes it.
fn image_url(url: &str) -> Option<String> {
    let web = url.starts_with("https://") || url.starts_with("http://");
    (web && split::units(url) <= limits::IMAGE_URL).then(|| url.to_owned())
}

#[cfg(test)]
mod tests;
