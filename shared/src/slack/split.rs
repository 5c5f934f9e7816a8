//! Texts made to fit: split over several parts, or shortened with a `…` that says so. Never inside a character, an
//! entity (`&amp;`) or a token (`<@U…>`), all of which Slack would show as rubbish or read as something else.

/// How long Slack may find a text. It doesn't say whether its "characters" are code points or UTF-16 units, so the
/// larger count is taken (`contracts/slack.md` 7).
pub fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Splits an escaped text into parts of at most `max` units, at a line's end or a blank where there is one in the
/// second half of a part. The parts joined are the text. A token longer than `max` is the one thing split inside.
pub fn parts(text: &str, max: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((part, left)) = rest.split_at_checked(end_of_part(rest, max)).filter(|(_, left)| !left.is_empty()) {
        parts.push(part);
        rest = left;
    }
    parts.push(rest);
    parts
}

/// An escaped text in at most `max` units; where something had to go, it ends in `…`.
pub fn shorten(text: &str, max: usize) -> String {
    if units(text) <= max {
        return text.to_owned();
    }
    let kept = fitting(text, max.saturating_sub(1));
    format!("{}…", text.get(..kept).unwrap_or_default().trim_end())
}

/// A text that is never escaped, in at most `max` units; where something had to go, it ends in `…`.
pub fn shorten_plain(text: &str, max: usize) -> String {
    if units(text) <= max {
        return text.to_owned();
    }
    let kept = first_characters_end(text, max.saturating_sub(1));
    format!("{}…", text.get(..kept).unwrap_or_default().trim_end())
}

/// A text not yet escaped, in at most `max` characters (code points); where something had to go, it ends in `…`.
pub fn first_characters(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let kept: String = text.chars().take(max.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// The byte at which the first part ends: the text's length when it fits.
fn end_of_part(text: &str, max: usize) -> usize {
    let fits = fitting(text, max);
    if fits == text.len() {
        return fits;
    }
    if fits == 0 {
        return first_characters_end(text, max);
    }
    let head = text.get(..fits).unwrap_or_default();
    let good = |end: usize| end > fits / 2;
    let line = head.rfind('\n').map(|at| at + 1).filter(|end| good(*end));
    line.or_else(|| last_blank(head).filter(|end| good(*end))).unwrap_or(fits)
}

/// The end of the last blank that stands outside a token: a label such as `<https://x|two words>` stays whole.
fn last_blank(text: &str) -> Option<usize> {
    let mut end = 0;
    let mut found = None;
    for atom in atoms(text) {
        end += atom.len();
        if atom == " " {
            found = Some(end);
        }
    }
    found
}

/// How many bytes of whole atoms fit into `max` units.
fn fitting(text: &str, max: usize) -> usize {
    let mut used = 0;
    let mut end = 0;
    for atom in atoms(text) {
        used += units(atom);
        if used > max {
            break;
        }
        end += atom.len();
    }
    end
}

/// Where the characters end that fit into `max` units; at least one, so that splitting comes to an end.
fn first_characters_end(text: &str, max: usize) -> usize {
    let mut used = 0;
    let taken = text.chars().take_while(|character| {
        used += character.len_utf16();
        used <= max
    });
    let bytes: usize = taken.map(char::len_utf8).sum();
    bytes.max(text.chars().next().map_or(0, char::len_utf8))
}

/// The pieces that must stay whole: an entity, a token in angle brackets, or one character.
fn atoms(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (atom, left) = rest.split_at_checked(atom_length(rest))?;
        rest = left;
        (!atom.is_empty()).then_some(atom)
    })
}

fn atom_length(text: &str) -> usize {
    if let Some(entity) = ["&amp;", "&lt;", "&gt;"].iter().find(|entity| text.starts_with(**entity)) {
        return entity.len();
    }
    let first = text.chars().next().map_or(0, char::len_utf8);
    match text.strip_prefix('<').and_then(|inner| inner.find(['>', '\n', '<']).map(|at| (inner, at))) {
        Some((inner, at)) if inner.get(at..).is_some_and(|end| end.starts_with('>')) => at + 2,
        _ => first,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{first_characters, parts, shorten, units};

    #[test]
    fn a_text_is_split_at_a_line_end_else_a_blank_else_anywhere() {
        assert_eq!(parts("one two\nthree", 10), ["one two\n", "three"]);
        assert_eq!(parts("one two three", 10), ["one two ", "three"]);
        assert_eq!(parts("onetwothree", 10), ["onetwothre", "e"]);
        assert_eq!(parts("", 10), [""]);
    }

    #[test]
    fn entities_tokens_and_surrogate_pairs_stay_whole() {
        assert_eq!(parts("aaaa&amp;b", 7), ["aaaa", "&amp;b"]);
        assert_eq!(parts("aaaa<@U1>b", 7), ["aaaa", "<@U1>b"]);
        assert_eq!(parts("<https://x|two words> and", 21), ["<https://x|two words>", " and"]);
        assert_eq!(parts("a😀😀", 3), ["a😀", "😀"]);
        assert_eq!(shorten("aaaa&amp;b", 7), "aaaa…");
    }

    #[test]
    fn a_shortened_text_ends_in_an_ellipsis_and_counts_it() {
        assert_eq!(shorten("12345", 5), "12345");
        assert_eq!(shorten("123456", 5), "1234…");
        assert_eq!(first_characters("é😀é😀é😀", 5), "é😀é😀…");
        assert_eq!(first_characters("é😀é😀é", 5), "é😀é😀é");
    }

    proptest! {
        #[test]
        fn parts_joined_are_the_text_and_none_is_over_the_limit(text in "(?s)(.|&amp;|<@U1>|\n| ){0,200}", max in 2..40_usize) {
            let split = parts(&text, max);
            prop_assert_eq!(split.concat(), text.as_str());
            prop_assert!(split.iter().all(|part| units(part) <= max));
        }

        #[test]
        fn no_part_of_an_escaped_text_ends_inside_an_entity(text in "[&<>a😀 ]{0,80}", max in 5..20_usize) {
            let escaped = super::super::markup::escape(&text);
            for part in parts(&escaped, max) {
                let unescaped = part.replace("&lt;", "").replace("&gt;", "").replace("&amp;", "");
                prop_assert!(!unescaped.contains(['&', ';']), "{part}");
            }
        }

        #[test]
        fn a_shortened_text_is_inside_its_limit_and_begins_as_the_text_does(text in ".{0,80}", max in 1..30_usize) {
            let short = shorten(&text, max);
            prop_assert!(units(&short) <= max);
            prop_assert!(text.starts_with(short.trim_end_matches('…')));
        }
    }
}
