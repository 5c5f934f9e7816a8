//! The platform's own words for what went wrong, as an agent may read them. What it answers may hold anything: a stack
//! trace, an address with a token in it, the request that failed with its headers.

use serde_json::Value;

use super::customer::first_characters;
use crate::domain::CustomerText;

/// Where an error's sentence may stand.
const SENTENCES: &[&str] = &["message", "title", "err", "error", "errors", "reason", "details", "description"];
/// How deep sentences are looked for: `errors[0].error.message` is four.
const DEPTH_MAX: usize = 5;
/// The longest text that is shown, in characters.
const TOLD_MAX: usize = 200;
/// The longest word that is shown, in characters: a token or an encoded body is longer, the platform's ids are not.
const WORD_MAX: usize = 40;
/// What gives an address or a token away.
const NOT_SHOWN: &[&str] = &["://", "token=", "Token="];

/// The first sentence of an error, in one line; `…` stands for what may be an address or a token, and for each of
/// these secrets.
pub(super) fn told(error: &Value, secrets: &[&str]) -> Option<CustomerText> {
    let sentence = sentence(error, DEPTH_MAX)?;
    let line = sentence.lines().find(|line| !line.trim().is_empty())?;
    let shown = |word: &str| if may_be_secret(word, secrets) { "…".to_owned() } else { visible(word) };
    let mut words: Vec<String> = line.split_whitespace().map(shown).collect();
    words.dedup_by(|next, last| next == "…" && last == "…");
    let text = words.join(" ");
    (text != "…" && !text.trim().is_empty()).then(|| CustomerText::new(first_characters(&text, TOLD_MAX)))
}

fn sentence(error: &Value, depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    match error {
        Value::String(text) => match serde_json::from_str(text) {
            // Another service's answer, quoted whole.
            Ok(quoted @ (Value::Object(_) | Value::Array(_))) => sentence(&quoted, depth),
            _ => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        },
        Value::Array(list) => list.iter().find_map(|error| sentence(error, depth)),
        Value::Object(fields) => {
            SENTENCES.iter().filter_map(|name| fields.get(*name)).find_map(|error| sentence(error, depth))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn may_be_secret(word: &str, secrets: &[&str]) -> bool {
    let known = secrets.iter().any(|secret| !secret.is_empty() && word.contains(secret));
    known || word.chars().count() > WORD_MAX || NOT_SHOWN.iter().any(|sign| word.contains(sign))
}

/// Without characters that show nothing, or turn the order of others round.
fn visible(word: &str) -> String {
    let hidden = |c: &char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    word.chars().filter(|character| !hidden(character)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::told;

    fn said(error: &Value) -> Option<String> {
        told(error, &["planted-token", ""]).map(|told| told.as_str().to_owned())
    }

    #[test]
    fn the_platforms_sentence_is_told_wherever_it_stands() {
        for error in [
            json!("Member not found."),
            json!({"message": "Member not found.", "stack": "at planted (/srv/app.js:1:1)"}),
            json!([{"code": 1}, {"title": "Member not found."}]),
            json!({"error": {"message": "Member not found.", "config": {"headers": "planted"}}}),
            json!("{\"error\":{\"message\":\"Member not found.\",\"fbtrace_id\":\"planted\"}}"),
            json!("\n Member   not found.\n at planted (/srv/app.js:1:1)"),
        ] {
            assert_eq!(said(&error).as_deref(), Some("Member not found."), "{error}");
        }
        for error in [json!(null), json!(5), json!({"config": {"data": "planted"}}), json!(" "), json!([])] {
            assert_eq!(said(&error), None, "{error}");
        }
    }

    #[test]
    fn tokens_addresses_and_long_words_are_not_told() {
        let told = |text: &str| said(&json!(text));
        assert_eq!(told("Token planted-token, is wrong").as_deref(), Some("Token … is wrong"));
        assert_eq!(
            told("GET https://planted.example/x?a=1 /v2?accessToken=planted failed").as_deref(),
            Some("GET … failed")
        );
        assert_eq!(told(&format!("bad {}", "A".repeat(41))).as_deref(), Some("bad …"));
        assert_eq!(told("planted-token"), None);
        assert_eq!(told("No member 64a0c0ffee0000000000a001.").as_deref(), Some("No member 64a0c0ffee0000000000a001."));
    }

    #[test]
    fn a_long_sentence_is_cut_and_signs_that_nobody_sees_are_taken_out() {
        let long = said(&json!("no ".repeat(500))).unwrap();
        assert_eq!((long.chars().count(), long.ends_with('…')), (200, true));
        assert_eq!(said(&json!("a\u{202e}b\u{0}c\u{200b}d")).as_deref(), Some("abcd"));
    }

    #[test]
    fn a_sentence_nested_too_deep_is_not_looked_for() {
        let deep = (0..100).fold(json!("planted"), |error, _| json!({"error": error}));
        assert_eq!(said(&deep), None);
    }

    proptest! {
        #[test]
        fn no_text_is_told_longer_than_200_characters(text in "\\PC{0,400}|[{}\\[\\]\"a-z:,]{0,60}") {
            prop_assert!(said(&json!(text)).is_none_or(|told| told.chars().count() <= 200));
        }
    }
}
