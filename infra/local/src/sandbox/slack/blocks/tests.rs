//! Each limit of `contracts/slack.md` 14 that a message can meet: the most that is taken, and one more.

use serde_json::{Value, json};

use super::super::refusal::Detail;
use super::check;

fn plain(length: usize) -> Value {
    json!({"type": "plain_text", "text": "x".repeat(length)})
}

fn mrkdwn(length: usize) -> Value {
    json!({"type": "mrkdwn", "text": "x".repeat(length)})
}

fn section(text: &Value) -> Value {
    json!({"type": "section", "text": text})
}

fn actions(elements: &Value) -> Value {
    json!({"type": "actions", "elements": elements})
}

fn button(text: &Value) -> Value {
    json!({"type": "button", "text": text})
}

fn with(mut object: Value, key: &str, value: Value) -> Value {
    object[key] = value;
    object
}

fn option(text: usize, value: usize) -> Value {
    json!({"text": plain(text), "value": "v".repeat(value)})
}

fn options(count: usize) -> Value {
    (0..count).map(|number| json!({"text": plain(1), "value": number.to_string()})).collect()
}

fn select(options: &Value) -> Value {
    json!({"type": "static_select", "options": options})
}

/// What is wrong, empty when nothing is.
fn findings(blocks: &Value) -> Vec<String> {
    match check(blocks) {
        Ok(_) => Vec::new(),
        Err(refusal) => match refusal.detail {
            Detail::Blocks(findings) => findings,
            _ => vec![refusal.error],
        },
    }
}

fn assert_wrong(block: &Value, said: &str) {
    let found = findings(&json!([block]));
    assert!(found.iter().any(|finding| finding.contains(said)), "{block} gave {found:?}");
}

#[test]
fn each_length_is_taken_to_its_limit_and_not_beyond() {
    type Make = fn(usize) -> Value;
    let emoji: Make =
        |length| section(&json!({"type": "mrkdwn", "text": "😀".repeat(length / 2) + &"x".repeat(length % 2)}));
    let limits: [(usize, Make); 16] = [
        (3000, |length| section(&mrkdwn(length))),
        (3000, emoji),
        (2000, |length| json!({"type": "section", "fields": [mrkdwn(length)]})),
        (150, |length| json!({"type": "header", "text": plain(length)})),
        (75, |length| actions(&json!([button(&plain(length))]))),
        (2000, |length| actions(&json!([with(button(&plain(1)), "value", json!("v".repeat(length)))]))),
        (3000, |length| actions(&json!([with(button(&plain(1)), "url", json!("u".repeat(length)))]))),
        (255, |length| actions(&json!([with(button(&plain(1)), "action_id", json!("a".repeat(length)))]))),
        (255, |length| json!({"type": "divider", "block_id": "b".repeat(length)})),
        (2000, |length| json!({"type": "image", "image_url": "u", "alt_text": "a".repeat(length)})),
        (75, |length| actions(&json!([select(&json!([option(length, 1)]))]))),
        (150, |length| actions(&json!([select(&json!([option(1, length)]))]))),
        (150, |length| actions(&json!([with(select(&options(1)), "placeholder", plain(length))]))),
        (300, |length| actions(&json!([with(button(&plain(1)), "confirm", confirm(30, length))]))),
        (30, |length| actions(&json!([with(button(&plain(1)), "confirm", confirm(length, 1))]))),
        (12_000, |length| json!({"type": "markdown", "text": "x".repeat(length)})),
    ];
    for (number, (most, make)) in limits.into_iter().enumerate() {
        assert_eq!(findings(&json!([make(most)])), Vec::<String>::new(), "limit {number}");
        assert_wrong(&make(most + 1), &format!("must be less than {} characters", most + 1));
        assert_wrong(&make(0), "must be more than 0 characters");
    }
}

fn confirm(deny: usize, text: usize) -> Value {
    json!({"title": plain(1), "text": mrkdwn(text), "confirm": plain(1), "deny": plain(deny)})
}

#[test]
fn each_count_is_taken_to_its_limit_and_not_beyond() {
    type Make = fn(usize) -> Value;
    let repeat = |one: Value, count: usize| Value::from(vec![one; count]);
    let limits: [(usize, Make); 6] = [
        (25, |count| actions(&vec![button(&plain(1)); count].into())),
        (10, |count| json!({"type": "context", "elements": vec![mrkdwn(1); count]})),
        (10, |count| json!({"type": "section", "fields": vec![mrkdwn(1); count]})),
        (100, |count| actions(&json!([select(&options(count))]))),
        (5, |count| actions(&json!([{"type": "overflow", "options": options(count)}]))),
        (10, |count| actions(&json!([{"type": "radio_buttons", "options": options(count)}]))),
    ];
    for (number, (most, make)) in limits.into_iter().enumerate() {
        assert_eq!(findings(&json!([make(most)])), Vec::<String>::new(), "count {number}");
        assert_wrong(&make(most + 1), &format!("no more than {most} items allowed"));
        assert_wrong(&make(0), "must have at least 1 items");
    }
    assert!(findings(&repeat(json!({"type": "divider"}), 50)).is_empty());
    assert_eq!(
        findings(&repeat(json!({"type": "divider"}), 51)),
        ["no more than 50 items allowed [json-pointer:/blocks]"]
    );
}

#[test]
fn a_block_that_is_none_is_named() {
    let cases = [
        (json!("divider"), "must be an object"),
        (json!({"block_id": "a"}), "missing required field: type"),
        (json!({"type": "sektion"}), "unsupported type: sektion [json-pointer:/blocks/0/type]"),
        (json!({"type": "divider", "text": plain(1)}), "invalid additional property: text"),
        (json!({"type": "section"}), "missing required field: text or fields"),
        (json!({"type": "section", "text": null}), "must be an object"),
        (section(&json!({"type": "mrkdwn", "text": "a", "emoji": true})), "invalid additional property: emoji"),
        (
            section(&json!({"type": "plain_text", "text": "a", "verbatim": true})),
            "invalid additional property: verbatim",
        ),
        (section(&json!({"type": "markdown", "text": "a"})), "unsupported type: markdown"),
    ];
    for (block, said) in cases {
        assert_wrong(&block, said);
    }
}

#[test]
fn an_element_that_has_no_place_is_named() {
    let cases = [
        (json!({"type": "header", "text": mrkdwn(1)}), "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
        (actions(&json!([button(&mrkdwn(1))])), "unsupported type: mrkdwn"),
        (actions(&json!([with(button(&plain(1)), "style", json!("default"))])), "must be one of danger, primary"),
        (actions(&json!([with(button(&plain(1)), "colour", json!("red"))])), "invalid additional property: colour"),
        (actions(&json!([{"type": "plain_text_input"}])), "unsupported type: plain_text_input"),
        (actions(&json!([{"type": "static_select"}])), "needs either options or option_groups"),
        (json!({"type": "image", "alt_text": "a"}), "needs either image_url or slack_file"),
        (json!({"type": "image", "image_url": "u"}), "missing required field: alt_text"),
        (json!({"type": "input", "label": plain(1), "element": button(&plain(1))}), "unsupported type: button"),
    ];
    for (block, said) in cases {
        assert_wrong(&block, said);
    }
}

#[test]
fn ids_stand_once_and_a_first_choice_is_one_of_the_choices() {
    let twice = json!([{"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}]);
    assert_eq!(findings(&twice), ["block_id \"a\" already exists [json-pointer:/blocks/1/block_id]"]);
    let named = with(button(&plain(1)), "action_id", json!("go"));
    assert_wrong(&actions(&json!([named, named])), "action_id \"go\" already exists");
    assert!(findings(&json!([actions(&json!([named])), actions(&json!([named]))])).is_empty(), "another block");

    let chosen = |option: Value| actions(&json!([with(select(&options(2)), "initial_option", option)]));
    assert!(findings(&json!([chosen(options(2)[1].clone())])).is_empty());
    assert_wrong(&chosen(option(2, 2)), "an initial option must equal one of the options");
    let linked = with(option(1, 1), "url", json!("https://example.com"));
    assert_wrong(&actions(&json!([select(&json!([linked]))])), "invalid additional property: url");
    assert!(findings(&json!([actions(&json!([{"type": "overflow", "options": [linked]}]))])).is_empty());
}

#[test]
fn blocks_together_have_a_limit_and_markdown_its_own() {
    let sections = |lengths: &[usize]| -> Value { lengths.iter().map(|length| section(&mrkdwn(*length))).collect() };
    assert!(check(&sections(&[3000, 3000, 3000, 3000, 1200])).is_ok());
    assert_eq!(findings(&sections(&[3000, 3000, 3000, 3000, 1201])), ["msg_blocks_too_long"]);
    let markdown = json!({"type": "markdown", "text": "x".repeat(6001)});
    assert_eq!(
        findings(&json!([markdown, markdown])),
        ["markdown blocks must be less than 12001 characters [json-pointer:/blocks]"]
    );
    assert_eq!(check(&json!({})).unwrap_err().error, "invalid_blocks_format");
}
