//! Which names a channel may have (`contracts/slack.md` 9).

use super::refusal::Refusal;

/// Characters of a name.
const LONGEST: usize = 80;
/// Words that Slack keeps for itself: as a channel's name they would read as a mention of everybody.
const RESERVED: [&str; 3] = ["channel", "everyone", "here"];

/// Checks a name, by the error that Slack has for what is wrong with it.
pub(super) fn check(name: &str) -> Result<(), Refusal> {
    let is_punctuation = |character: char| character.is_ascii_punctuation() || character.is_whitespace();
    let is_taken = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    let error = if name.is_empty() {
        "invalid_name_required"
    } else if name.chars().count() > LONGEST {
        "invalid_name_maxlength"
    } else if name.chars().all(is_punctuation) {
        "invalid_name_punctuation"
    } else if !name.bytes().all(is_taken) {
        "invalid_name_specials"
    } else if RESERVED.contains(&name) {
        "invalid_name"
    } else {
        return Ok(());
    };
    Err(Refusal::new(error))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn a_name_of_small_letters_digits_and_dashes_is_taken_and_each_other_has_its_error() {
        for name in ["a", "ana-lima", "T-1".to_lowercase().as_str(), "_1", &"x".repeat(80)] {
            assert_eq!(check(name), Ok(()), "{name}");
        }
        let refused = [
            ("", "invalid_name_required"),
            ("--_", "invalid_name_punctuation"),
            ("  ", "invalid_name_punctuation"),
            ("Ana", "invalid_name_specials"),
            ("ana lima", "invalid_name_specials"),
            ("#ana", "invalid_name_specials"),
            ("é", "invalid_name_specials"),
            ("everyone", "invalid_name"),
        ];
        for (name, error) in refused {
            assert_eq!(check(name).unwrap_err().error, error, "{name}");
        }
        assert_eq!(check(&"x".repeat(81)).unwrap_err().error, "invalid_name_maxlength");
    }
}
