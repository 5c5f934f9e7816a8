//! What a view may be: a modal or a home tab (`contracts/slack.md` 14).

use serde_json::{Map, Value};

use super::super::refusal::{Detail, Refusal};
use super::super::views::ViewKind;
use super::check::Findings;
use super::shapes::{Key, Rule, Style, may, needed};

/// Bytes of a view's JSON.
const LARGEST: usize = 250_000;
/// Blocks that a view may have.
const MOST_BLOCKS: usize = 100;

const MODAL_KEYS: &[Key] = &[
    needed("blocks", Rule::List),
    may("callback_id", Rule::AtMost(255)),
    may("clear_on_close", Rule::Flag),
    may("close", Rule::Text(Style::Plain, 24)),
    may("external_id", Rule::AtMost(255)),
    may("notify_on_close", Rule::Flag),
    may("private_metadata", Rule::AtMost(3000)),
    may("submit", Rule::Text(Style::Plain, 24)),
    needed("title", Rule::Text(Style::Plain, 24)),
];
const HOME_KEYS: &[Key] = &[
    needed("blocks", Rule::List),
    may("callback_id", Rule::AtMost(255)),
    may("external_id", Rule::AtMost(255)),
    may("private_metadata", Rule::AtMost(3000)),
];

/// Checks a view of this kind.
pub(in super::super) fn check(view: &Value, kind: ViewKind) -> Result<Map<String, Value>, Refusal> {
    if view.to_string().len() > LARGEST {
        return Err(Refusal::new("view_too_large"));
    }
    let mut findings = Findings::default();
    look_through(&mut findings, view, kind);
    match view {
        Value::Object(view) if findings.0.is_empty() => Ok(view.clone()),
        _ => Err(Refusal::with("invalid_arguments", Detail::Messages(findings.0))),
    }
}

fn look_through(findings: &mut Findings, view: &Value, kind: ViewKind) {
    let (name, keys) = match kind {
        ViewKind::Modal => ("modal", MODAL_KEYS),
        ViewKind::Home => ("home", HOME_KEYS),
    };
    match view.get("type").and_then(Value::as_str) {
        Some(given) if given == name => {}
        Some(other) => return findings.note("/view/type", format!("must be {name}, not {other}")),
        None => return findings.note("/view", "missing required field: type"),
    }
    findings.typed("/view", view, keys);
    let blocks = view.get("blocks").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if blocks.len() > MOST_BLOCKS {
        findings.note("/view/blocks", format!("no more than {MOST_BLOCKS} items allowed"));
    }
    for (index, block) in blocks.iter().enumerate() {
        let place = format!("/view/blocks/{index}");
        match block.get("type").and_then(Value::as_str) {
            // Markdown blocks stand in messages only.
            Some("markdown") => findings.note(&format!("{place}/type"), "unsupported type: markdown"),
            _ => findings.block(&place, block),
        }
    }
    findings.unique_block_ids("/view/blocks", blocks);
    let has_input = blocks.iter().any(|block| block.get("type").is_some_and(|kind| kind == "input"));
    if kind == ViewKind::Modal && has_input && view.get("submit").is_none() {
        findings.note("/view", "missing required field: submit");
    }
}
