//! What Slack takes in one message or modal, and the check of it. No other place knows these numbers.
//!
//! All lengths are UTF-16 units of the escaped text, the larger of the two ways that Slack may count
//! (`contracts/slack.md` 7 and 14).

mod view;

use serde::Serialize;

use super::blocks::{Block, Button, Confirm, Element, Message, Text};
use super::split::units;

pub use view::check_view;

/// Blocks in a message (`contracts/slack.md` 14).
pub const BLOCKS: usize = 50;
/// A text object, so a section's text (14).
pub const TEXT: usize = 3_000;
/// Fields of a section (14).
pub const FIELDS: usize = 10;
/// One field (14).
pub const FIELD: usize = 2_000;
/// A header (14).
pub const HEADER: usize = 150;
/// Elements of a context (14).
pub const CONTEXT_ELEMENTS: usize = 10;
/// Elements of an actions block (14).
pub const ACTIONS: usize = 25;
/// A button's label (14).
pub const BUTTON_LABEL: usize = 75;
/// A button's value (14).
pub const BUTTON_VALUE: usize = 2_000;
/// An action's id (14).
pub const ACTION_ID: usize = 255;
/// A confirmation's title (14).
pub const CONFIRM_TITLE: usize = 100;
/// A confirmation's text (14).
pub const CONFIRM_TEXT: usize = 300;
/// The label of each of a confirmation's two buttons (14).
pub const CONFIRM_LABEL: usize = 30;
/// An image's address (14).
pub const IMAGE_URL: usize = 3_000;
/// An image's alternative text, and its title (14).
pub const IMAGE_ALT: usize = 2_000;
/// The fallback `text`: `chat.update` refuses more (7).
pub const FALLBACK: usize = 4_000;
/// All text of a message's blocks: Slack was seen to refuse 13,200, and keeping well under 10,000 is advised (7).
pub const ALL_TEXT: usize = 10_000;
/// The name under which a message is posted, in characters: the longest that a bot's own may be (15).
pub const SENDER: usize = 80;
/// People invited in one call (9).
pub const INVITED: usize = 100;
/// A channel's topic (14).
pub const TOPIC: usize = 250;
/// The key in a message's metadata: the whole is kept under 1 kB, since Slack's limit is not published (8).
pub const DELIVERY_KEY: usize = 800;

/// Blocks in a modal (14).
pub const VIEW_BLOCKS: usize = 100;
/// The JSON of a view, in bytes (5).
pub const VIEW_BYTES: usize = 250_000;
/// What of it our blocks may take: the rest is room for titles, private metadata and what Slack adds.
pub const VIEW_BLOCKS_BYTES: usize = 230_000;
/// A modal's title, and the labels of its two buttons (14).
pub const VIEW_LABEL: usize = 24;
/// A view's private metadata (14).
pub const PRIVATE_METADATA: usize = 3_000;
/// The id of a block, and of a callback (14).
pub const BLOCK_ID: usize = 255;
/// An input's label (14).
pub const INPUT_LABEL: usize = 2_000;
/// An input's hint (14).
pub const INPUT_HINT: usize = 2_000;
/// The most characters that a text field may be set to take, and the most it holds (14).
pub const TEXT_INPUT: usize = 3_000;
/// Round buttons of one input (14).
pub const RADIO_OPTIONS: usize = 10;
/// Options of a select, or of one of its groups (14).
pub const SELECT_OPTIONS: usize = 100;
/// Groups of a select (14).
pub const SELECT_GROUPS: usize = 100;
/// What the options of one select may take of a view, in bytes, so that it fits beside others.
pub const SELECT_BYTES: usize = 200_000;
/// The label of an option (14).
pub const OPTION_TEXT: usize = 75;
/// The value of an option (14; an older typing says 75, and ours are shorter).
pub const OPTION_VALUE: usize = 150;
/// The second line of an option (14).
pub const OPTION_DESCRIPTION: usize = 75;
/// The label of a group of options (14).
pub const GROUP_LABEL: usize = 75;
/// What stands in a select before something is chosen (14).
pub const PLACEHOLDER: usize = 150;

/// One limit that a message breaks. It never holds the text itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where: `text`, `blocks`, `blocks[3].text` …
    pub place: String,
    /// How much there is.
    pub is: usize,
    /// The fewest and the most that Slack takes.
    pub allowed: (usize, usize),
}

/// Whether a message is inside every limit of Slack's, and not empty where Slack wants something.
pub fn check(message: &Message) -> Result<(), Vec<Violation>> {
    let mut found = Found::default();
    found.length("text", message.text(), FALLBACK);
    found.count("blocks", message.blocks().len(), (1, BLOCKS));
    found.count("all text", message.blocks().iter().map(text_of).sum(), (0, ALL_TEXT));
    for (index, block) in message.blocks().iter().enumerate() {
        found.block(&format!("blocks[{index}]"), block);
    }
    if found.0.is_empty() { Ok(()) } else { Err(found.0) }
}

/// How many bytes a part takes as JSON. What can't be written as JSON takes more than there is.
pub(super) fn bytes_of(part: &impl Serialize) -> usize {
    serde_json::to_vec(part).map_or(usize::MAX / 2, |json| json.len())
}

/// How much of [`ALL_TEXT`] a block takes.
pub(super) fn text_of(block: &Block) -> usize {
    match block {
        Block::Section { text, fields } => text.iter().chain(fields).map(|text| units(text.as_str())).sum(),
        Block::Context { elements } => elements.iter().map(text_of_element).sum(),
        Block::Actions { elements } => elements.iter().map(|button| units(button.label())).sum(),
        Block::Header { text } => units(text.as_str()),
        Block::Image { alt_text, .. } => units(alt_text),
        Block::Divider => 0,
    }
}

fn text_of_element(element: &Element) -> usize {
    match element {
        Element::Text(text) => units(text.as_str()),
        Element::Image { alt_text, .. } => units(alt_text),
    }
}

#[derive(Default)]
struct Found(Vec<Violation>);

impl Found {
    fn count(&mut self, place: &str, is: usize, allowed: (usize, usize)) {
        if is < allowed.0 || is > allowed.1 {
            self.0.push(Violation { place: place.to_owned(), is, allowed });
        }
    }

    /// A text that must say something; blanks say nothing.
    fn length(&mut self, place: &str, text: &str, max: usize) {
        let is = if text.trim().is_empty() { 0 } else { units(text) };
        self.count(place, is, (1, max));
    }

    fn block(&mut self, place: &str, block: &Block) {
        match block {
            Block::Section { text, fields } => self.section(place, text.as_ref(), fields),
            Block::Context { elements } => self.context(place, elements),
            Block::Actions { elements } => self.actions(place, elements),
            Block::Header { text } => self.length(&format!("{place}.text"), text.as_str(), HEADER),
            Block::Image { image_url, alt_text } => self.image(place, image_url, alt_text),
            Block::Divider => {}
        }
    }

    fn section(&mut self, place: &str, text: Option<&Text>, fields: &[Text]) {
        self.count(&format!("{place}.text or fields"), usize::from(text.is_some()) + fields.len(), (1, 1 + FIELDS));
        if let Some(text) = text {
            self.length(&format!("{place}.text"), text.as_str(), TEXT);
        }
        self.count(&format!("{place}.fields"), fields.len(), (0, FIELDS));
        for field in fields {
            self.length(&format!("{place}.fields"), field.as_str(), FIELD);
        }
    }

    fn context(&mut self, place: &str, elements: &[Element]) {
        self.count(&format!("{place}.elements"), elements.len(), (1, CONTEXT_ELEMENTS));
        for element in elements {
            match element {
                Element::Text(text) => self.length(&format!("{place}.elements"), text.as_str(), TEXT),
                Element::Image { image_url, alt_text, .. } => self.image(place, image_url, alt_text),
            }
        }
    }

    fn actions(&mut self, place: &str, buttons: &[Button]) {
        self.count(&format!("{place}.elements"), buttons.len(), (1, ACTIONS));
        for (index, button) in buttons.iter().enumerate() {
            let place = format!("{place}.elements[{index}]");
            self.length(&format!("{place}.text"), button.label(), BUTTON_LABEL);
            self.length(&format!("{place}.value"), button.value(), BUTTON_VALUE);
            self.length(&format!("{place}.action_id"), button.action_id(), ACTION_ID);
            let same = buttons.iter().filter(|other| other.action_id() == button.action_id()).count();
            self.count(&format!("{place}.action_id in its block"), same, (1, 1));
            if let Some(confirm) = button.asks_first() {
                self.confirm(&place, confirm);
            }
        }
    }

    fn confirm(&mut self, place: &str, confirm: &Confirm) {
        self.length(&format!("{place}.confirm.title"), confirm.title(), CONFIRM_TITLE);
        self.length(&format!("{place}.confirm.text"), confirm.text(), CONFIRM_TEXT);
        self.length(&format!("{place}.confirm.confirm"), confirm.yes(), CONFIRM_LABEL);
        self.length(&format!("{place}.confirm.deny"), confirm.no(), CONFIRM_LABEL);
    }

    fn image(&mut self, place: &str, url: &str, alt_text: &str) {
        self.length(&format!("{place}.image_url"), url, IMAGE_URL);
        self.length(&format!("{place}.alt_text"), alt_text, IMAGE_ALT);
    }
}
