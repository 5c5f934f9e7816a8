//! Puts blocks together into a message that is inside Slack's limits, whatever it is given.

use super::{Block, Button, Element, ImageType, Message, Text, image_url, plain_line};
use crate::slack::limits;
use crate::slack::markup::{self, Mrkdwn};
use crate::slack::split;

/// The text that buttons may take of a message's: they are kept when other parts must go.
const BUTTONS_TEXT: usize = 3_000;
/// How many rows of buttons are kept.
const BUTTONS_BLOCKS: usize = 5;
/// Room for the line that says how much was left out.
const NOTE_TEXT: usize = 100;

/// A message being laid out, from top to bottom.
#[derive(Default)]
pub struct Layout {
    pub(super) blocks: Vec<Block>,
}

impl Layout {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A message of one text alone.
    pub fn line(text: &Mrkdwn) -> Message {
        Self::new().text(text).finish(text)
    }

    /// A text, in as many sections as it needs.
    #[must_use]
    pub fn text(mut self, text: &Mrkdwn) -> Self {
        let section = |part: &Mrkdwn| Block::Section { text: Some(Text::mrkdwn(part)), fields: Vec::new() };
        self.blocks.extend(text.split(limits::TEXT).iter().map(section));
        self
    }

    /// A foreign text exactly as it was typed, line breaks included, in as many sections as it needs: plain text, which
    /// Slack never parses, so that no markup in it is read.
    #[must_use]
    pub fn typed(mut self, text: &str) -> Self {
        let shown = markup::typed(text);
        let section = |part: &str| Block::Section { text: Some(Text::typed(part)), fields: Vec::new() };
        self.blocks.extend(split::parts(&shown, limits::TEXT).into_iter().map(section));
        self
    }

    /// Short texts in two columns, ten to a section. One of more than 2,000 units goes on in the next.
    #[must_use]
    pub fn fields(mut self, fields: &[Mrkdwn]) -> Self {
        let parts: Vec<Text> =
            fields.iter().flat_map(|field| field.split(limits::FIELD)).map(|f| Text::mrkdwn(&f)).collect();
        let section = |fields: &[Text]| Block::Section { text: None, fields: fields.to_vec() };
        self.blocks.extend(parts.chunks(limits::FIELDS).map(section));
        self
    }

    /// A small grey text.
    #[must_use]
    pub fn context(mut self, text: &Mrkdwn) -> Self {
        let elements: Vec<Element> =
            text.split(limits::TEXT).iter().map(|part| Element::Text(Text::mrkdwn(part))).collect();
        let context = |elements: &[Element]| Block::Context { elements: elements.to_vec() };
        self.blocks.extend(elements.chunks(limits::CONTEXT_ELEMENTS).map(context));
        self
    }

    /// A small grey text behind a small picture. An address that Slack would refuse leaves the text alone.
    #[must_use]
    pub fn context_with_image(mut self, url: &str, alt_text: &str, text: &Mrkdwn) -> Self {
        let Some(image_url) = image_url(url) else {
            return self.context(text);
        };
        let alt_text = plain_line(alt_text, limits::IMAGE_ALT);
        let image = Element::Image { r#type: ImageType::Image, image_url, alt_text };
        let said = text.split(limits::TEXT).into_iter().map(|part| Element::Text(Text::mrkdwn(&part)));
        let elements: Vec<Element> = std::iter::once(image).chain(said).collect();
        let context = |elements: &[Element]| Block::Context { elements: elements.to_vec() };
        self.blocks.extend(elements.chunks(limits::CONTEXT_ELEMENTS).map(context));
        self
    }

    /// A large bold line in plain text. One of more than 150 units ends in `…`.
    #[must_use]
    pub fn header(mut self, line: &str) -> Self {
        self.blocks.push(Block::Header { text: Text::plain(line, limits::HEADER) });
        self
    }

    /// A thin line across.
    #[must_use]
    pub fn divider(mut self) -> Self {
        self.blocks.push(Block::Divider);
        self
    }

    /// A picture. An address that Slack would refuse leaves its alternative text.
    #[must_use]
    pub fn image(mut self, url: &str, alt_text: &str) -> Self {
        let Some(image_url) = image_url(url) else {
            return self.context(&Mrkdwn::of_foreign(alt_text));
        };
        let alt_text = plain_line(alt_text, limits::IMAGE_ALT);
        self.blocks.push(Block::Image { image_url, alt_text });
        self
    }

    /// Buttons in a row; none makes no row. A second one with the same action id begins a new row, since ids must
    /// differ within a block.
    #[must_use]
    pub fn buttons(mut self, buttons: Vec<Button>) -> Self {
        let mut row: Vec<Button> = Vec::new();
        for button in buttons {
            let taken = row.iter().any(|other| other.action_id() == button.action_id());
            if taken || row.len() == limits::ACTIONS {
                self.blocks.push(Block::Actions { elements: std::mem::take(&mut row) });
            }
            row.push(button);
        }
        if !row.is_empty() {
            self.blocks.push(Block::Actions { elements: row });
        }
        self
    }

    /// The message. What doesn't fit into one is left out from the bottom, buttons apart, and a last line says how
    /// many parts are missing. The fallback text, when too long, ends in `…`.
    pub fn finish(self, fallback: &Mrkdwn) -> Message {
        let text = Text::mrkdwn(&fallback.shortened(limits::FALLBACK)).as_str().to_owned();
        let blocks = if self.blocks.is_empty() { Self::new().text(&Mrkdwn::default()).blocks } else { self.blocks };
        Message { text, blocks: fitting(blocks) }
    }
}

/// The blocks that fit into one message, with a line about those that don't.
fn fitting(blocks: Vec<Block>) -> Vec<Block> {
    let all: usize = blocks.iter().map(limits::text_of).sum();
    if blocks.len() <= limits::BLOCKS && all <= limits::ALL_TEXT {
        return blocks;
    }
    let mut buttons = Room { blocks: BUTTONS_BLOCKS, text: BUTTONS_TEXT };
    let mut others =
        Room { blocks: limits::BLOCKS - BUTTONS_BLOCKS - 1, text: limits::ALL_TEXT - BUTTONS_TEXT - NOTE_TEXT };
    let mut kept = Vec::new();
    let mut left_out = 0;
    for block in blocks {
        let room = if matches!(block, Block::Actions { .. }) { &mut buttons } else { &mut others };
        if room.takes(&block) {
            kept.push(block);
        } else {
            left_out += 1;
        }
    }
    let note = Mrkdwn::of_ours("… too long for one message: ").number(left_out).ours(" parts left out");
    kept.extend(Layout::new().context(&note).blocks);
    kept
}

/// The room that is left. Once something didn't fit, nothing after it does: no hole in the middle.
struct Room {
    blocks: usize,
    text: usize,
}

impl Room {
    fn takes(&mut self, block: &Block) -> bool {
        let needed = limits::text_of(block);
        let fits = self.blocks > 0 && needed <= self.text;
        (self.blocks, self.text) = if fits { (self.blocks - 1, self.text - needed) } else { (0, 0) };
        fits
    }
}
