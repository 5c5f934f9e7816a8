//! A plain text in parts that the chatbot platform takes, split between words.

/// What joins the character before it or stands in the middle of what is seen as one: accents, the joiner, selectors of
/// a shape, skin tones, the tags of some flags.
const JOINING: [std::ops::RangeInclusive<char>; 9] = [
    '\u{300}'..='\u{36f}',
    '\u{1ab0}'..='\u{1aff}',
    '\u{1dc0}'..='\u{1dff}',
    '\u{200d}'..='\u{200d}',
    '\u{20d0}'..='\u{20ff}',
    '\u{fe00}'..='\u{fe0f}',
    '\u{fe20}'..='\u{fe2f}',
    '\u{1f3fb}'..='\u{1f3ff}',
    '\u{e0020}'..='\u{e007f}',
];
const JOINER: char = '\u{200d}';
/// What ends a clause where words stand without blanks, and how close to a part's end (a 32nd of it) it must stand: 12,000
/// characters remain three parts on WhatsApp.
const CLAUSE_ENDS: &str = "。！？；：，、";
const CLOSE: usize = 32;
/// How many characters one sign that people see is taken to have at most: a family or a flag has fewer.
const SIGN_MAX: usize = 16;

/// Splits a text into parts of at most `max` UTF-16 units (of more only where one character has more). Parts end with a
/// line where that costs no further part, else with a word; only a word longer than `max` is split inside, though never
/// inside a character. Joined, the parts are the text but for blanks where a part begins or ends; of blanks alone there is none.
pub fn between_words(text: &str, max: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.trim().is_empty() {
        let (part, left) = first_part(rest, max);
        parts.push(part);
        rest = left;
    }
    parts
}

/// The first part, and what is left for the others.
fn first_part(text: &str, max: usize) -> (&str, &str) {
    let (part, left) = split_by_word(text, max);
    let by_line = part.rfind('\n').and_then(|end| text.split_at_checked(end));
    let by_line = by_line.map(|(part, left)| (part.trim_end(), meet(left)));
    let costs_nothing = |(part, by_line): &(&str, &str)| !part.is_empty() && count(by_line, max) <= count(left, max);
    let ends_a_line = left.is_empty() || begins_a_line(text, left);
    by_line.filter(|_| !ends_a_line).filter(costs_nothing).unwrap_or((part, left))
}

/// Whether what is left of a text begins with a line of it.
fn begins_a_line(text: &str, left: &str) -> bool {
    text.strip_suffix(left).is_some_and(|taken| taken.ends_with('\n'))
}

/// In how many parts a text can be sent at least.
fn count(text: &str, max: usize) -> usize {
    let mut rest = text;
    let mut count = 0;
    while !rest.trim().is_empty() {
        rest = split_by_word(rest, max).1;
        count += 1;
    }
    count
}

/// As many whole words as fit, and what is left. Blanks before a word go where it doesn't fit with them.
fn split_by_word(text: &str, max: usize) -> (&str, &str) {
    let (head, behind) = text.split_at_checked(fitting(text, max)).unwrap_or((text, ""));
    if behind.trim().is_empty() {
        return (head, "");
    }
    let word_ends = if behind.starts_with(char::is_whitespace) { Some(head) } else { whole_words(head) };
    let word_ends = word_ends.filter(|words| !words.trim().is_empty()).map(str::len);
    if word_ends.is_none() && head.starts_with(char::is_whitespace) {
        return split_by_word(text.trim_start(), max);
    }
    let end = word_ends.unwrap_or_else(|| inside_a_word(head, behind));
    let (part, left) = text.split_at_checked(end).unwrap_or((text, ""));
    (part.trim_end(), meet(left))
}

/// What stands before the last blank.
fn whole_words(head: &str) -> Option<&str> {
    head.rsplit_once(char::is_whitespace).map(|(words, _)| words)
}

/// Where a word, or a text that has no blanks, is split: behind a mark that ends a clause when one is close, else
/// between two signs.
fn inside_a_word(head: &str, behind: &str) -> usize {
    let close = head.len() - head.len() / CLOSE;
    let clause = head.char_indices().rfind(|(_, character)| CLAUSE_ENDS.contains(*character));
    let clause = clause.map(|(at, mark)| at + mark.len_utf8()).filter(|end| *end > close);
    clause.unwrap_or_else(|| between_signs(head, behind))
}

/// The last place that is not in the middle of one sign. A sign without end is split.
fn between_signs(head: &str, behind: &str) -> usize {
    let mut next = behind.chars().next();
    for (at, last) in head.char_indices().rev().take(SIGN_MAX) {
        let kept = head.get(..at + last.len_utf8()).unwrap_or_default();
        if !next.is_some_and(|next| are_one(kept, last, next)) {
            return kept.len();
        }
        next = Some(last);
    }
    head.len()
}

/// Whether the last character of a text and the one behind it are seen as one sign.
fn are_one(kept: &str, last: char, next: char) -> bool {
    let spells_flags = |character: char| ('🇦'..='🇿').contains(&character);
    let letters_of_flags = kept.chars().rev().take_while(|character| spells_flags(*character)).count();
    let joins = last == JOINER || JOINING.iter().any(|joining| joining.contains(&next));
    joins || (spells_flags(next) && letters_of_flags % 2 == 1)
}

/// How many bytes of whole characters fit: one at least, so that splitting comes to an end.
fn fitting(text: &str, max: usize) -> usize {
    let mut used = 0;
    let mut too_much = text.char_indices().skip_while(|(at, character)| {
        used += character.len_utf16();
        *at == 0 || used <= max
    });
    too_much.next().map_or(text.len(), |(at, _)| at)
}

/// What follows where two parts meet: without blanks, but for those at the beginning of its first line.
fn meet(text: &str) -> &str {
    let blanks = text.len() - text.trim_start().len();
    let lines_begin = text.get(..blanks).and_then(|blanks| blanks.rfind('\n')).map(|end| end + 1);
    text.get(lines_begin.unwrap_or(blanks)..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::between_words;
    use crate::chatbot::limits::{TEXT, WHATSAPP_TEXT};

    fn units(text: &str) -> usize {
        text.encode_utf16().count()
    }

    fn without_blanks(text: &str) -> String {
        text.split_whitespace().collect()
    }

    #[test]
    fn an_agents_longest_message_becomes_three_parts_on_whatsapp() {
        let words: String = "Thank you for waiting, we looked into it. ".chars().cycle().take(12_000).collect();
        assert_eq!(between_words(&words, WHATSAPP_TEXT).len(), 3);
        assert_eq!(between_words(&words, TEXT).len(), 7);
        let lines: String = "Thank you for waiting,\nwe looked into it.\n\n".chars().cycle().take(12_000).collect();
        assert_eq!(between_words(&lines, WHATSAPP_TEXT).len(), 3);
        let chinese: String = "感謝您的耐心等候，我們已經查明原因。".chars().cycle().take(12_000).collect();
        let parts = between_words(&chinese, WHATSAPP_TEXT);
        assert_eq!(parts.len(), 3);
        assert!(parts[..2].iter().all(|part| part.ends_with(['，', '。'])), "between clauses");
    }

    #[test]
    fn a_part_ends_with_a_line_where_that_costs_no_further_part_else_with_a_word() {
        assert_eq!(between_words("one\ntwo three four", 14), ["one", "two three four"]);
        assert_eq!(between_words("one\ntwo three four five", 14), ["one\ntwo three", "four five"]);
        assert_eq!(between_words("one two\n\nthree", 7), ["one two", "three"]);
        assert_eq!(between_words("one\ntwo\nthree", 7), ["one\ntwo", "three"]);
    }

    #[test]
    fn blanks_go_where_parts_meet_and_nowhere_else() {
        assert_eq!(between_words("  one  two  ", 20), ["  one  two  "]);
        assert_eq!(between_words("  one   two  ", 5), ["  one", "two  "]);
        assert_eq!(between_words("one:\n    two\n    three", 12), ["one:\n    two", "    three"]);
        assert_eq!(between_words("         one", 5), ["one"]);
        assert_eq!(between_words("one\n  three", 5), ["one", "three"]);
        assert!(between_words(" \n\t ", 5).is_empty());
        assert!(between_words("", 5).is_empty());
    }

    #[test]
    fn a_word_longer_than_a_part_is_split_between_signs() {
        assert_eq!(between_words("see abcdefghij now", 4), ["see", "abcd", "efgh", "ij", "now"]);
        assert_eq!(between_words("a😀😀😀", 4), ["a😀", "😀😀"]);
        assert_eq!(between_words("ab👩‍💻👋🏽", 7), ["ab👩‍💻", "👋🏽"]);
        assert_eq!(between_words("ab👩‍💻👋🏽", 6), ["ab", "👩‍💻", "👋🏽"]);
        assert_eq!(between_words("🇭🇰🇩🇪🇯🇵", 10), ["🇭🇰🇩🇪", "🇯🇵"]);
        assert_eq!(between_words("cafe\u{301}s", 4), ["caf", "e\u{301}s"]);
        assert_eq!(between_words("e\u{301}\u{301}\u{301}\u{301}", 2).concat(), "e\u{301}\u{301}\u{301}\u{301}");
        assert_eq!(between_words("😀😀", 1), ["😀", "😀"], "no half characters");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_but_blanks_and_no_part_is_too_long(
            text in "(?s)(.|[a-z]{1,9}|[ \n\t]{1,3}|👩‍💻|🇭🇰|é|，){0,80}", max in 2..40_usize
        ) {
            let parts = between_words(&text, max);
            prop_assert_eq!(without_blanks(&parts.concat()), without_blanks(&text));
            for part in &parts {
                prop_assert!(units(part) <= max && !part.trim().is_empty(), "{part:?}");
            }
            if units(&text) <= max && !text.trim().is_empty() {
                prop_assert_eq!(parts, [text.as_str()]);
            }
        }

        #[test]
        fn words_that_fit_stay_whole(text in "([a-z]{1,8}[ \n]{1,2}){0,60}", max in 8..60_usize) {
            let parts = between_words(&text, max);
            let said: Vec<&str> = parts.iter().flat_map(|part| part.split_whitespace()).collect();
            prop_assert_eq!(said, text.split_whitespace().collect::<Vec<_>>());
        }
    }
}
