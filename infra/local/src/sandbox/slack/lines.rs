//! What a person reads, line by line: for scripts that look at the state. A button is `[its label]`.

use serde_json::Value;

use super::state::Message;

/// A message: its blocks, or its text when they say nothing by themselves. What people write stands in both: its block
/// is rich text, of which the text is the spelling.
pub(super) fn of(message: &Message) -> Vec<String> {
    let lines = of_blocks(&message.blocks);
    if lines.is_empty() { split(&message.text) } else { lines }
}

/// The blocks of a message or a view.
pub(super) fn of_blocks(blocks: &[Value]) -> Vec<String> {
    blocks.iter().flat_map(of_block).collect()
}

fn of_block(block: &Value) -> Vec<String> {
    let said = ["title", "text", "label"].into_iter().filter_map(|name| text_of(block.get(name)?));
    let fields = list(block, "fields").iter().filter_map(|field| text_of(field));
    let mut lines: Vec<String> = said.chain(fields).flat_map(split).collect();
    let row: Vec<String> = list(block, "elements").iter().filter_map(element).collect();
    if !row.is_empty() {
        lines.push(row.join("  "));
    }
    lines.extend(["accessory", "element"].into_iter().filter_map(|name| element(block.get(name)?)));
    lines
}

/// A button by its label, a choice by what it offers, a text as it is.
fn element(element: &Value) -> Option<String> {
    let offered: Vec<&str> =
        list(element, "options").iter().filter_map(|option| text_of(option.get("text")?)).collect();
    match element.get("text") {
        Some(Value::Object(label)) => Some(format!("[{}]", label.get("text")?.as_str()?)),
        Some(text) => text_of(text).map(str::to_owned),
        None if !offered.is_empty() => Some(format!("({})", offered.join(" | "))),
        None => None,
    }
}

/// A text object's text, or a text as it is.
fn text_of(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("text")?.as_str())
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn split(text: impl AsRef<str>) -> Vec<String> {
    text.as_ref().lines().map(str::to_owned).collect()
}
