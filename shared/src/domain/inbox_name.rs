//! The name of an inbox channel: for the eye, and so that a channel whose making nobody answered is known again.

use super::{CustomerText, MemberId, WorkspaceId};

/// The longest name that Slack takes (`contracts/slack.md` 9).
const NAME_MAX: usize = 80;

/// How much of it the customer's name, and the request's own prefix, may take.
const CUSTOMER_MAX: usize = 30;
const PREFIX_MAX: usize = 25;

/// Crockford's base 32 in lower case, which Slack lets stand.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// How many characters the conversation's mark has: 50 bits.
const MARK: usize = 10;

/// A name for an attempt at opening a conversation's inbox channel, such as `ana-lima-3k9x0c7m2p-1`. `digest` is the
/// SHA-256 of workspace and member in hexadecimal; the prefix is the request's `groupName`.
pub fn inbox_name(prefix: Option<&str>, customer: Option<&CustomerText>, digest: &str, attempt: u32) -> String {
    let prefix = prefix.map(|prefix| slug(prefix, PREFIX_MAX)).filter(|prefix| !prefix.is_empty());
    let customer = customer.map(|name| slug(name.as_str(), CUSTOMER_MAX)).filter(|name| !name.is_empty());
    let customer = customer.unwrap_or_else(|| "customer".to_owned());
    let parts = prefix.into_iter().chain([customer, inbox_mark(digest), attempt.to_string()]);
    let name = parts.collect::<Vec<_>>().join("-");
    name.chars().take(NAME_MAX).collect()
}

/// What is digested for a conversation's mark.
pub fn inbox_digest_of(workspace: &WorkspaceId, member: &MemberId) -> String {
    format!("{workspace}#{member}")
}

/// What the names of a conversation's inbox channels are known by: the digest's beginning in 50 bits.
pub fn inbox_mark(digest: &str) -> String {
    let bits = digest.get(..16).and_then(|hex| u64::from_str_radix(hex, 16).ok()).unwrap_or_default();
    let digit = |at: usize| {
        let low = usize::try_from((bits >> (at * 5)) & 31).unwrap_or_default();
        ALPHABET.get(low).copied().map_or('0', char::from)
    };
    (0..MARK).map(digit).collect()
}

/// What a name of ours tells: whose inbox channel was to be opened, and at which attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxAttempt {
    /// The conversation's mark ([`inbox_mark`]).
    pub mark: String,
    /// The attempt, from 1.
    pub attempt: u32,
}

impl InboxAttempt {
    /// Reads a name that [`inbox_name`] made. `None`: it made no such name.
    pub fn read(name: &str) -> Option<Self> {
        let (before, attempt) = name.rsplit_once('-')?;
        let (shown, mark) = before.rsplit_once('-')?;
        let number: u32 = attempt.parse().ok().filter(|number| *number > 0)?;
        let is_ours = is_slug(shown) && is_mark(mark) && number.to_string() == attempt;
        is_ours.then(|| Self { mark: mark.to_owned(), attempt: number })
    }
}

fn is_mark(text: &str) -> bool {
    text.len() == MARK && text.bytes().all(|byte| ALPHABET.contains(&byte))
}

fn is_slug(text: &str) -> bool {
    let words = text.split('-').all(|word| !word.is_empty());
    words && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// Lower-case letters and digits of a text, with single hyphens between its words.
fn slug(text: &str, max: usize) -> String {
    let mut slug = String::new();
    for character in text.chars().flat_map(plain_letters) {
        if character.is_ascii_alphanumeric() {
            slug.push(character.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let short: String = slug.chars().take(max).collect();
    short.trim_matches('-').to_owned()
}

/// The common accented letters of western names without their accents: `Zoë` and `Müller` stay readable.
fn plain_letters(character: char) -> impl Iterator<Item = char> {
    let plain = match character.to_lowercase().next().unwrap_or(character) {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'č' | 'ć' => "c",
        'è' | 'é' | 'ê' | 'ë' | 'ě' | 'ę' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' => "o",
        'ö' | 'œ' => "oe",
        'š' | 'ś' => "s",
        'ß' => "ss",
        'ù' | 'ú' | 'û' | 'ů' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ž' | 'ź' | 'ż' => "z",
        'ł' => "l",
        _ => "",
    };
    let itself = plain.is_empty().then_some(character);
    plain.chars().chain(itself)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{InboxAttempt, inbox_mark, inbox_name};
    use crate::domain::CustomerText;

    const DIGEST: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    fn named(prefix: Option<&str>, customer: &str, attempt: u32) -> String {
        inbox_name(prefix, Some(&CustomerText::new(customer)), DIGEST, attempt)
    }

    #[test]
    fn a_name_reads_like_the_customer_and_ends_in_mark_and_attempt() {
        assert_eq!(named(None, "Ana Lima", 1), "ana-lima-azk3g7yqp0-1");
        assert_eq!(named(Some("VIP_"), "Zoë  Müller (HK)", 2), "vip-zoe-mueller-hk-azk3g7yqp0-2");
        assert_eq!(named(None, "陳大文", 1), "customer-azk3g7yqp0-1");
        assert_eq!(inbox_name(None, None, DIGEST, 12), "customer-azk3g7yqp0-12");
    }

    #[test]
    fn each_attempt_has_a_name_of_its_own() {
        assert_ne!(named(None, "Ana", 1), named(None, "Ana", 2));
    }

    #[test]
    fn a_name_that_is_not_of_our_making_tells_nothing() {
        let read = |name: &str| InboxAttempt::read(name).map(|read| (read.mark, read.attempt));
        assert_eq!(read("vip-zoe-mueller-hk-azk3g7yqp0-2"), Some(("azk3g7yqp0".to_owned(), 2)));
        let others = [
            "",
            "support-team",
            "azk3g7yqp0-2",
            "-azk3g7yqp0-2",
            "ana--azk3g7yqp0-2",
            "ana-azk3g7yqp0",
            "ana-azk3g7yqp0-",
            "ana-azk3g7yqp0-0",
            "ana-azk3g7yqp0-02",
            "ana-azk3g7yqp0-+2",
            "ana-azk3g7yqp0-2-archived",
            "ana-azk3g7yqp-2",
            "ana-azk3g7yqpil-2",
            "ana-azk3g7yqpi-2",
            "Ana-azk3g7yqp0-2",
            "ana_azk3g7yqp0_2",
            "ana-azk3g7yqp0-4294967296",
        ];
        for name in others {
            assert_eq!(read(name), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn a_name_leads_back_to_conversation_and_attempt(
            prefix in ".{0,60}", customer in ".{0,120}", digest in "[0-9a-f]{64}", attempt in 1..=u32::MAX,
        ) {
            let name = inbox_name(Some(&prefix), Some(&CustomerText::new(customer)), &digest, attempt);
            let expected = InboxAttempt { mark: inbox_mark(&digest), attempt };
            prop_assert_eq!(InboxAttempt::read(&name), Some(expected), "{}", name);
        }

        #[test]
        fn slack_takes_any_name(prefix in ".{0,60}", customer in ".{0,120}", attempt in 1..u32::MAX) {
            let name = named(Some(&prefix), &customer, attempt);
            prop_assert!((1..=80).contains(&name.len()), "{}", name);
            prop_assert!(name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')), "{}", name);
            let end = format!("-{attempt}");
            prop_assert!(name.ends_with(&end), "{}", name);
        }
    }
}
