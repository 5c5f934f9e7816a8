//! Block Kit as Slack takes it in a message (`contracts/slack.md` 14): strict, and telling everything that is wrong at
//! once.

mod check;
mod elements;
mod rules;
mod shapes;
mod view;

use serde_json::{Value, json};

use self::check::Findings;
pub(super) use self::view::check as check_view;
use super::refusal::{Detail, Refusal};

/// Blocks that a message may have.
const MOST_BLOCKS: usize = 50;
/// Characters of all texts in a message's blocks together (`contracts/slack.md` 7, observed).
const MOST_TEXT: usize = 13_200;
/// Characters of all markdown blocks of a message together.
const MOST_MARKDOWN: usize = 12_000;

/// Checks a message's blocks.
pub(super) fn check(blocks: &Value) -> Result<Vec<Value>, Refusal> {
    let Some(blocks) = blocks.as_array() else {
        return Err(Refusal::new("invalid_blocks_format"));
    };
    let mut findings = Findings::default();
    if blocks.len() > MOST_BLOCKS {
        findings.note("/blocks", format!("no more than {MOST_BLOCKS} items allowed"));
    }
    for (index, block) in blocks.iter().enumerate() {
        findings.block(&format!("/blocks/{index}"), block);
    }
    findings.unique_block_ids("/blocks", blocks);
    let markdown = blocks.iter().filter(|block| block.get("type").is_some_and(|kind| kind == "markdown"));
    if markdown.map(length).sum::<usize>() > MOST_MARKDOWN {
        findings.note("/blocks", format!("markdown blocks must be less than {} characters", MOST_MARKDOWN + 1));
    }
    if !findings.0.is_empty() {
        return Err(Refusal::with("invalid_blocks", Detail::Blocks(findings.0)));
    }
    if blocks.iter().map(length).sum::<usize>() > MOST_TEXT {
        return Err(Refusal::new("msg_blocks_too_long"));
    }
    Ok(blocks.clone())
}

/// What Slack fills in: an id for each block (made of the message's or view's own, `seed`), `emoji` and `verbatim` of texts (`contracts/slack.md` 6.2 to 6.6).
pub(super) fn complete(blocks: Vec<Value>, seed: &str) -> Vec<Value> {
    let named = |(index, mut block): (usize, Value)| {
        complete_texts(&mut block);
        if let Value::Object(object) = &mut block {
            let id = || json!(format!("{:x}{index}", seed.bytes().fold(7_u32, hash)));
            object.entry("block_id").or_insert_with(id);
        }
        block
    };
    blocks.into_iter().enumerate().map(named).collect()
}

fn hash(sum: u32, byte: u8) -> u32 {
    sum.wrapping_mul(31).wrapping_add(u32::from(byte))
}

fn complete_texts(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(complete_texts),
        Value::Object(object) => {
            let flag = match object.get("type").and_then(Value::as_str) {
                Some("plain_text") => Some(("emoji", true)),
                Some("mrkdwn") => Some(("verbatim", false)),
                _ => None,
            };
            if let Some((name, by_default)) = flag {
                object.entry(name).or_insert(json!(by_default));
            }
            object.values_mut().for_each(complete_texts);
        }
        _ => {}
    }
}

/// Characters of all texts in a value: what stands under `text` as a string.
fn length(value: &Value) -> usize {
    match value {
        Value::Array(list) => list.iter().map(length).sum(),
        Value::Object(object) => object.iter().map(|(name, value)| length_under(name, value)).sum(),
        _ => 0,
    }
}

fn length_under(name: &str, value: &Value) -> usize {
    match value {
        Value::String(text) if name == "text" => utf16(text),
        other => length(other),
    }
}

/// A text's length as Slack may count it at most.
fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests;
