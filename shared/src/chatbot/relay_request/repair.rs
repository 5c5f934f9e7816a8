//! JSON as JavaScript writes it. A text that a bot cut in the middle of an emoji ends in half a surrogate pair, which
//! `JSON.stringify` writes as `\ud83d` and no other reader takes. For that no customer is left with nobody.

use serde_json::Value;

/// Reads JSON. Halves of surrogate pairs become the replacement character.
pub(super) fn json(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().or_else(|| serde_json::from_str(&without_halves(text)).ok())
}

/// The JSON text with each escaped half of a surrogate pair replaced.
fn without_halves(text: &str) -> String {
    let mut repaired = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, escape)) = rest.find('\\').and_then(|at| rest.split_at_checked(at)) {
        repaired.push_str(before);
        let length = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                repaired.push('\u{fffd}');
                rest = escape.get(6..).unwrap_or_default();
                continue;
            }
            // A backslash and the character it escapes, which may be a backslash too.
            _ => escape.chars().take(2).map(char::len_utf8).sum(),
        };
        repaired.push_str(escape.get(..length).unwrap_or_default());
        rest = escape.get(length..).unwrap_or_default();
    }
    repaired + rest
}

/// The UTF-16 unit that an escape at the text's beginning stands for.
fn unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::json;

    #[test]
    fn halves_of_surrogate_pairs_are_replaced_and_whole_ones_kept() {
        let read = |text: &str| json(text).and_then(|value| value.as_str().map(ToOwned::to_owned));
        assert_eq!(read(r#""cut \ud83d""#).as_deref(), Some("cut \u{fffd}"));
        assert_eq!(
            read(r#""\ude00\ud83d\ude00\ud83d\ud83d\ude00 \\ud83d \u00e9""#).as_deref(),
            Some("\u{fffd}😀\u{fffd}😀 \\ud83d é")
        );
        assert_eq!(read(r#""\u12""#), None);
        assert_eq!(read("\"é\\"), None);
    }
}
