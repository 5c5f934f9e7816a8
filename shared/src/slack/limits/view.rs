//! What Slack takes in one modal.

use super::{
    BLOCK_ID, Found, GROUP_LABEL, INPUT_HINT, INPUT_LABEL, OPTION_DESCRIPTION, OPTION_TEXT, OPTION_VALUE, PLACEHOLDER,
    PRIVATE_METADATA, RADIO_OPTIONS, SELECT_GROUPS, SELECT_OPTIONS, TEXT_INPUT, VIEW_BLOCKS, VIEW_BYTES, VIEW_LABEL,
    Violation, bytes_of, units,
};
use crate::slack::blocks::{Choice, Input, InputElement, Select, TextInput, View, ViewBlock};

/// Whether a modal is inside every limit of Slack's, and not empty where Slack wants something.
pub fn check_view(view: &View) -> Result<(), Vec<Violation>> {
    let mut found = Found::default();
    found.count("view", bytes_of(view), (1, VIEW_BYTES));
    found.length("callback_id", view.callback_id(), BLOCK_ID);
    found.length("title", view.title(), VIEW_LABEL);
    found.length("close", view.close(), VIEW_LABEL);
    found.count("private_metadata", units(view.private_metadata()), (0, PRIVATE_METADATA));
    found.count("blocks", view.blocks().len(), (1, VIEW_BLOCKS));
    let asks = view.blocks().iter().any(|block| matches!(block, ViewBlock::Asked(_)));
    match view.submit() {
        Some(submit) => found.length("submit", submit, VIEW_LABEL),
        None => found.count("submit", 0, (usize::from(asks), 1)),
    }
    for (index, block) in view.blocks().iter().enumerate() {
        let place = format!("blocks[{index}]");
        match block {
            ViewBlock::Shown(block) => found.block(&place, block),
            ViewBlock::Asked(input) => found.input(&place, input, view),
        }
    }
    if found.0.is_empty() { Ok(()) } else { Err(found.0) }
}

impl Found {
    fn input(&mut self, place: &str, input: &Input, view: &View) {
        let same = |block: &&ViewBlock| matches!(block, ViewBlock::Asked(it) if it.block_id() == input.block_id());
        self.count(&format!("{place}.block_id in its view"), view.blocks().iter().filter(same).count(), (1, 1));
        self.length(&format!("{place}.block_id"), input.block_id(), BLOCK_ID);
        self.length(&format!("{place}.label"), input.label(), INPUT_LABEL);
        if let Some(hint) = input.small_line() {
            self.length(&format!("{place}.hint"), hint, INPUT_HINT);
        }
        match input.element() {
            InputElement::Radio(radio) => self.choices(place, radio.options(), RADIO_OPTIONS),
            InputElement::Checkboxes(boxes) => self.choices(place, boxes.options(), RADIO_OPTIONS),
            InputElement::Select(select) => self.select(place, select),
            InputElement::Channel(select) => {
                self.length(&format!("{place}.placeholder"), select.placeholder(), PLACEHOLDER);
            }
            InputElement::People(people) => {
                self.length(&format!("{place}.placeholder"), people.placeholder(), PLACEHOLDER);
            }
            InputElement::Text(field) => self.field(place, field),
        }
    }

    fn select(&mut self, place: &str, select: &Select) {
        self.length(&format!("{place}.placeholder"), select.placeholder(), PLACEHOLDER);
        let groups = select.groups();
        self.count(&format!("{place}.option_groups"), groups.len(), (1, SELECT_GROUPS));
        for (label, options) in groups {
            if let Some(label) = label {
                self.length(&format!("{place}.option_groups.label"), label, GROUP_LABEL);
            }
            self.choices(place, options, SELECT_OPTIONS);
        }
    }

    fn choices(&mut self, place: &str, options: &[Choice], max: usize) {
        self.count(&format!("{place}.options"), options.len(), (1, max));
        for option in options {
            self.length(&format!("{place}.option"), option.label(), OPTION_TEXT);
            self.length(&format!("{place}.option.value"), option.value(), OPTION_VALUE);
            if let Some(description) = option.description() {
                self.length(&format!("{place}.option.description"), description, OPTION_DESCRIPTION);
            }
        }
    }

    fn field(&mut self, place: &str, field: &TextInput) {
        self.count(&format!("{place}.max_length"), field.max_length(), (1, TEXT_INPUT));
        let initial = field.initial_value().map(units).unwrap_or_default();
        self.count(&format!("{place}.initial_value"), initial, (0, field.max_length()));
    }
}
