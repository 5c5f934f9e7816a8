//! Modals, as types that can't be made outside Slack's limits (`contracts/slack.md` 5 and 14).

use std::fmt;

use serde::Serialize;

use super::select::Element;
use super::{Block, Layout, Text};
use crate::slack::limits;
use crate::slack::markup::Mrkdwn;
use crate::slack::split;

/// A modal. It serialises as Slack takes it.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct View {
    r#type: ViewType,
    callback_id: &'static str,
    title: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    submit: Option<Text>,
    close: Text,
    private_metadata: PrivateMetadata,
    notify_on_close: bool,
    blocks: Vec<ViewBlock>,
}

impl View {
    /// Slack tells when somebody closes it without submitting.
    #[must_use]
    pub fn notify_on_close(mut self) -> Self {
        self.notify_on_close = true;
        self
    }

    /// Which modal it is.
    pub fn callback_id(&self) -> &'static str {
        self.callback_id
    }

    /// The title.
    pub fn title(&self) -> &str {
        self.title.as_str()
    }

    /// The label that goes on. `None`: nothing can be submitted.
    pub fn submit(&self) -> Option<&str> {
        self.submit.as_ref().map(Text::as_str)
    }

    /// The label that goes back.
    pub fn close(&self) -> &str {
        self.close.as_str()
    }

    /// What it is about; nobody sees it.
    pub fn private_metadata(&self) -> &str {
        &self.private_metadata.0
    }

    /// What it shows and asks, from top to bottom.
    pub fn blocks(&self) -> &[ViewBlock] {
        &self.blocks
    }
}

/// Shows its size, never what it says: customers' texts are not logged.
impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "View({}, {} blocks)", self.callback_id, self.blocks.len())
    }
}

/// What a modal is about: at most 3,000 units. It can't be shortened and still mean the same.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct PrivateMetadata(String);

impl PrivateMetadata {
    /// Takes a text that fits.
    pub fn new(metadata: impl Into<String>) -> Option<Self> {
        let metadata = metadata.into();
        (split::units(&metadata) <= limits::PRIVATE_METADATA).then_some(Self(metadata))
    }
}

/// One part of a modal.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum ViewBlock {
    /// What it shows.
    Shown(Block),
    /// What it asks.
    Asked(Input),
}

/// Something that a modal asks.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Input {
    r#type: InputType,
    block_id: &'static str,
    label: Text,
    optional: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<Text>,
    element: Element,
}

impl Input {
    /// Something that must be answered. The block id is what the answer, and an error at the field, are found by.
    pub fn new(block_id: &'static str, label: &str, element: Element) -> Self {
        let label = Text::plain(label, limits::INPUT_LABEL);
        Self { r#type: InputType::Input, block_id, label, optional: false, hint: None, element }
    }

    /// It need not be answered. Slack says so behind the label.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// With a small line below it.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        self.hint = Some(Text::plain(hint, limits::INPUT_HINT));
        self
    }

    /// By what the answer is found.
    pub fn block_id(&self) -> &'static str {
        self.block_id
    }

    /// What it asks.
    pub fn label(&self) -> &str {
        self.label.as_str()
    }

    /// Whether it may stay empty.
    pub fn is_optional(&self) -> bool {
        self.optional
    }

    /// The small line below it.
    pub fn small_line(&self) -> Option<&str> {
        self.hint.as_ref().map(Text::as_str)
    }

    /// What it is answered with.
    pub fn element(&self) -> &Element {
        &self.element
    }
}

/// A modal being laid out, from top to bottom.
pub struct ViewLayout {
    blocks: Vec<ViewBlock>,
    confirms: bool,
}

impl Default for ViewLayout {
    fn default() -> Self {
        Self::new()
    }
}

impl ViewLayout {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self { blocks: Vec::new(), confirms: false }
    }

    /// A text, in as many sections as it needs.
    #[must_use]
    pub fn text(self, text: &Mrkdwn) -> Self {
        self.shown(Layout::new().text(text))
    }

    /// A small grey text.
    #[must_use]
    pub fn context(self, text: &Mrkdwn) -> Self {
        self.shown(Layout::new().context(text))
    }

    fn shown(mut self, layout: Layout) -> Self {
        self.blocks.extend(layout.blocks.into_iter().map(ViewBlock::Shown));
        self
    }

    /// A question. A second one with the same block id is left out: Slack would refuse both.
    #[must_use]
    pub fn ask(mut self, input: Input) -> Self {
        let asked = |block: &ViewBlock| matches!(block, ViewBlock::Asked(other) if other.block_id == input.block_id);
        if !self.blocks.iter().any(asked) {
            self.blocks.push(ViewBlock::Asked(input));
        }
        self
    }

    /// It asks for nothing but whether to go on.
    #[must_use]
    pub const fn confirms(mut self) -> Self {
        self.confirms = true;
        self
    }

    /// The modal, with its title, what submits it and what closes it, each shortened to 24 units. One that asks nothing
    /// has nothing to submit, unless it [confirms](Self::confirms). What doesn't fit into one modal is left out from the bottom.
    pub fn finish(
        self,
        callback_id: &'static str,
        (title, submit, close): (&str, &str, &str),
        private_metadata: PrivateMetadata,
    ) -> View {
        let confirms = self.confirms;
        let mut blocks = fitting(self.blocks);
        if blocks.is_empty() {
            blocks = Self::new().text(&Mrkdwn::default()).blocks;
        }
        let asks = blocks.iter().any(|block| matches!(block, ViewBlock::Asked(_)));
        View {
            r#type: ViewType::Modal,
            callback_id,
            title: Text::plain(title, limits::VIEW_LABEL),
            submit: (asks || confirms).then(|| Text::plain(submit, limits::VIEW_LABEL)),
            close: Text::plain(close, limits::VIEW_LABEL),
            private_metadata,
            notify_on_close: false,
            blocks,
        }
    }
}

/// The parts that fit into one modal.
fn fitting(blocks: Vec<ViewBlock>) -> Vec<ViewBlock> {
    let mut bytes = 0;
    let fits = |block: &ViewBlock| {
        bytes += limits::bytes_of(block) + 1;
        bytes <= limits::VIEW_BLOCKS_BYTES
    };
    blocks.into_iter().take(limits::VIEW_BLOCKS).take_while(fits).collect()
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum ViewType {
    Modal,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum InputType {
    Input,
}

#[cfg(test)]
mod tests;
