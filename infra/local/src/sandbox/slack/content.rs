//! What a message says: text, blocks, attachments, and the rules that hold between them (`contracts/slack.md` 7).

use serde_json::Value;
use shared::domain::MessageTs;

use super::arguments::Arguments;
use super::blocks;
use super::message::Says;
use super::refusal::Refusal;

/// Characters of a posted text; the rest is cut off with a warning.
const MOST_TEXT: usize = 40_000;
/// Characters of an updated text; more is refused.
const MOST_UPDATED_TEXT: usize = 4000;
/// Characters of `markdown_text`.
const MOST_MARKDOWN: usize = 12_000;
/// Attachments of a message.
const MOST_ATTACHMENTS: usize = 100;

/// What was given, `None` where nothing was.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// `text`, or `markdown_text` in its place.
    pub(super) text: Option<String>,
    /// `blocks`, which may be an empty list.
    pub(super) blocks: Option<Vec<Value>>,
    /// `attachments`.
    pub(super) attachments: Option<Vec<Value>>,
    /// Whether the text was cut off.
    pub(super) is_truncated: bool,
}

impl Content {
    /// Reads and checks what a call says.
    pub(super) fn read(arguments: &Arguments) -> Result<Self, Refusal> {
        Self::of(text(arguments)?, arguments.value("blocks"), arguments.value("attachments"))
    }

    /// Checks what is to be said.
    pub(super) fn of(
        text: Option<String>,
        blocks: Option<&Value>,
        given_attachments: Option<&Value>,
    ) -> Result<Self, Refusal> {
        Ok(Self {
            text,
            blocks: blocks.map(blocks::check).transpose()?,
            attachments: given_attachments.map(attachments).transpose()?,
            is_truncated: false,
        })
    }

    /// As a message with this id says it.
    pub(super) fn said_at(self, ts: &MessageTs) -> Says {
        Says {
            text: self.text.unwrap_or_default(),
            blocks: blocks::complete(self.blocks.unwrap_or_default(), ts.as_str()),
            attachments: self.attachments.unwrap_or_default(),
        }
    }

    /// What a post makes of it: something must be said, and too long a text is cut off.
    pub(super) fn for_post(mut self) -> Result<Self, Refusal> {
        let is_empty = |list: &Option<Vec<Value>>| list.as_ref().is_none_or(Vec::is_empty);
        if self.text.is_none() && is_empty(&self.blocks) && is_empty(&self.attachments) {
            return Err(Refusal::new("no_text"));
        }
        if let Some(text) = &mut self.text
            && text.chars().count() > MOST_TEXT
        {
            *text = text.chars().take(MOST_TEXT).collect();
            self.is_truncated = true;
        }
        Ok(self)
    }

    /// What an update makes of it: too long a text is refused.
    pub(super) fn for_update(self) -> Result<Self, Refusal> {
        let length = self.text.as_ref().map_or(0, |text| text.encode_utf16().count());
        if length > MOST_UPDATED_TEXT { Err(Refusal::new("msg_too_long")) } else { Ok(self) }
    }
}

fn text(arguments: &Arguments) -> Result<Option<String>, Refusal> {
    let Some(markdown) = arguments.text("markdown_text") else {
        return Ok(arguments.text("text").map(str::to_owned));
    };
    if arguments.text("text").is_some() || arguments.value("blocks").is_some() {
        return Err(Refusal::new("markdown_text_conflict"));
    }
    if markdown.encode_utf16().count() > MOST_MARKDOWN {
        return Err(Refusal::arguments(format!("markdown_text must be less than {} characters", MOST_MARKDOWN + 1)));
    }
    Ok(Some(markdown.to_owned()))
}

fn attachments(value: &Value) -> Result<Vec<Value>, Refusal> {
    match value.as_array() {
        Some(list) if list.len() > MOST_ATTACHMENTS => Err(Refusal::new("too_many_attachments")),
        Some(list) if list.iter().all(Value::is_object) => Ok(list.clone()),
        _ => Err(Refusal::new("invalid_attachments")),
    }
}
