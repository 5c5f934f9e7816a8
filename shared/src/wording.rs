//! What may be logged of a sentence that somebody else wrote about our call: it may quote what we sent.

/// How many words of one sentence are kept.
const WORDS: usize = 40;

/// The sentence with `…` for each word that isn't known. Plain numbers of up to six digits tell limits, and are kept.
pub(crate) fn known_words(sentence: &str, is_known: impl Fn(&str) -> bool) -> String {
    let shown = |word: &str| {
        let bare = word.trim_matches(['"', '\'', ',', '.', ';', ':']);
        let number = !bare.is_empty() && bare.len() <= 6 && bare.chars().all(|character| character.is_ascii_digit());
        if number || is_known(bare) { word.to_owned() } else { "…".to_owned() }
    };
    let mut words: Vec<String> = sentence.split_whitespace().take(WORDS).map(shown).collect();
    words.dedup_by(|next, last| next == "…" && last == "…");
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::known_words;

    #[test]
    fn words_that_may_be_a_quotation_are_left_out() {
        let known = |word: &str| ["Unknown", "type"].contains(&word);
        assert_eq!(known_words("Unknown type \"planted words\": 4711 12345678", known), "Unknown type … 4711 …");
    }
}
