//! What the tables can't say: which keys exclude or need each other.

use serde_json::{Map, Value};

use super::check::Findings;

/// Rules of one block.
pub(super) fn block(findings: &mut Findings, place: &str, block: &Map<String, Value>) {
    match kind(block) {
        "section" if !block.contains_key("text") && !block.contains_key("fields") => {
            findings.note(place, "missing required field: text or fields");
        }
        "image" => image(findings, place, block),
        _ => {}
    }
    let elements = block.get("elements").and_then(Value::as_array).into_iter().flatten();
    let ids = elements.enumerate().filter_map(|(index, element)| {
        let id = element.get("action_id")?.as_str()?;
        Some((format!("{place}/elements/{index}/action_id"), id))
    });
    findings.unique("action_id", ids);
}

/// Rules of one element.
pub(super) fn element(findings: &mut Findings, place: &str, element: &Map<String, Value>) {
    match kind(element) {
        "image" => image(findings, place, element),
        "static_select" | "multi_static_select"
            if element.contains_key("options") == element.contains_key("option_groups") =>
        {
            findings.note(place, "needs either options or option_groups");
        }
        "plain_text_input" => lengths(findings, place, element),
        _ => {}
    }
    if kind(element) != "overflow" {
        no_links(findings, place, element);
    }
    let initial = element.get("initial_option").into_iter();
    let initials = element.get("initial_options").and_then(Value::as_array).into_iter().flatten();
    let offered = offered(element);
    let is_static = !kind(element).contains("external");
    if is_static && initial.chain(initials).any(|chosen| !offered.contains(&chosen)) {
        findings.note(place, "an initial option must equal one of the options");
    }
}

fn kind(object: &Map<String, Value>) -> &str {
    object.get("type").and_then(Value::as_str).unwrap_or_default()
}

fn image(findings: &mut Findings, place: &str, image: &Map<String, Value>) {
    if image.contains_key("image_url") == image.contains_key("slack_file") {
        findings.note(place, "needs either image_url or slack_file");
    }
}

fn lengths(findings: &mut Findings, place: &str, input: &Map<String, Value>) {
    let most = input.get("max_length").and_then(Value::as_u64).unwrap_or(3000);
    let least = input.get("min_length").and_then(Value::as_u64).unwrap_or(0);
    if least > most {
        findings.note(place, "min_length must not exceed max_length");
    }
    let initial = input.get("initial_value").and_then(Value::as_str).map_or(0, super::utf16);
    if u64::try_from(initial).unwrap_or(u64::MAX) > most {
        findings.note(place, "initial_value must not exceed max_length");
    }
}

fn no_links(findings: &mut Findings, place: &str, element: &Map<String, Value>) {
    if offered(element).iter().any(|option| option.get("url").is_some()) {
        findings.note(place, "invalid additional property: url");
    }
}

fn offered(element: &Map<String, Value>) -> Vec<&Value> {
    let direct = element.get("options").and_then(Value::as_array).into_iter().flatten();
    let groups = element.get("option_groups").and_then(Value::as_array).into_iter().flatten();
    let grouped = groups.filter_map(|group| group.get("options")?.as_array()).flatten();
    direct.chain(grouped).collect()
}
