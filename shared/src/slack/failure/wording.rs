//! What of Slack's words goes into the log. An answer may quote what was sent, so only what can't be a quotation is
//! kept.

use crate::wording::known_words;

/// How many of Slack's sentences are kept.
pub(super) const DETAILS: usize = 5;
/// The longest error word, scope list and pointer. Slack's longest error word has 45 characters.
const WORD_MAX: usize = 80;

/// The words of Slack's sentences about arguments (`contracts/slack.md` 1 and 13). Any other word may be a quotation.
const SENTENCE_WORDS: &[&str] = &[
    "[ERROR]",
    "a",
    "additional",
    "all",
    "allowed",
    "an",
    "at",
    "be",
    "been",
    "block",
    "blocks",
    "bytes",
    "character",
    "characters",
    "does",
    "duplicate",
    "element",
    "elements",
    "exceeds",
    "failed",
    "field",
    "format",
    "found",
    "has",
    "in",
    "invalid",
    "is",
    "it",
    "item",
    "items",
    "least",
    "length",
    "less",
    "limit",
    "long",
    "match",
    "maximum",
    "minimum",
    "missing",
    "more",
    "most",
    "must",
    "no",
    "not",
    "of",
    "only",
    "or",
    "property",
    "provided",
    "required",
    "schema",
    "schemas",
    "short",
    "size",
    "than",
    "text",
    "the",
    "to",
    "too",
    "type",
    "unexpected",
    "unsupported",
    "url",
    "valid",
    "value",
    "with",
];

/// An error word, or a note that it wasn't one.
pub(in crate::slack) fn word(error: &str) -> String {
    let of_words = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_';
    let is_word = !error.is_empty() && error.len() <= WORD_MAX && error.chars().all(of_words);
    if is_word { error.to_owned() } else { "not_an_error_word".to_owned() }
}

/// The scopes that Slack names as missing.
pub(super) fn scopes(needed: &str) -> String {
    let of_scopes = |c: char| c.is_ascii_lowercase() || matches!(c, ':' | '.' | '_' | ',');
    if needed.len() <= WORD_MAX && needed.chars().all(of_scopes) { needed.to_owned() } else { "…".to_owned() }
}

/// A sentence of Slack's with `…` for each word that may be a quotation.
pub(super) fn detail(sentence: &str) -> String {
    known_words(sentence, |word| SENTENCE_WORDS.contains(&word) || is_pointer(word))
}

/// A place in what was sent: `[json-pointer:/blocks/3/text/text]`. Its parts are names of ours and Slack's, and numbers.
fn is_pointer(word: &str) -> bool {
    let pointer = word.strip_prefix("[json-pointer:").and_then(|rest| rest.strip_suffix(']'));
    let known = |part: &str| {
        POINTER_NAMES.contains(&part) || (part.len() <= 3 && part.chars().all(|character| character.is_ascii_digit()))
    };
    pointer.is_some_and(|pointer| pointer.split('/').all(known))
}

/// The names of arguments and of what blocks hold: a payload's key of our own is not among them.
const POINTER_NAMES: &[&str] = &[
    "",
    "accessory",
    "action_id",
    "alt_text",
    "blocks",
    "channel",
    "confirm",
    "deny",
    "element",
    "elements",
    "event_payload",
    "event_type",
    "fields",
    "image_url",
    "label",
    "metadata",
    "options",
    "placeholder",
    "style",
    "text",
    "title",
    "type",
    "url",
    "value",
    "verbatim",
    "view",
];
