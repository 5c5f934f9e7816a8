//! The pre-actions that an admin pastes into the bot, with the relay URL filled in (`product.md` 1,
//! `contracts/stella.md` 6). They are JavaScript, which the platform runs when a customer asks for people.
//!
//! What differs by the bot's core stands in a file of its own; taking the lock, posting, and giving the lock back are
//! one text for both. The contract leaves open how `findAndModifyMember` is called and what it gives, and which
//! node-fetch there is: the text copes with what each may be, and says so where it does. That it takes a `filter` and a
//! `patch`, which is set as `$set` does, stands on the vendor's page of methods (`contracts/stella.md`, S12).

use std::fmt;

use serde_json::Value;
use thiserror::Error;

/// The longest relay URL that is filled in, in characters: with it a text has 2,893 at most, and fits into one block of
/// Slack's, which holds 3,000. A URL of API Gateway's has about 110.
const RELAY_URL_MAX: usize = 200;

/// The line that the URL is filled into.
const URL_LINE: &str = "const RELAY_URL = '';";

/// What both texts end with.
const LOCK_AND_POST: &str = include_str!("lock_and_post.js");

/// Hosts of this machine alone, to which plain HTTP is safe.
const LOOPBACK: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// The versions of the bot's core that a pre-action is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BotCore {
    /// Up to 2.6: posts a `LIVE_CHAT_REQUEST`.
    UpTo2_6,
    /// 2.7 and 2.8: posts what `createAssignment` would be given.
    From2_7,
}

/// Why a URL is not filled in. It quotes nothing of the URL, which holds a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadRelayUrl {
    /// The key would be read on its way.
    #[error("a relay URL begins with https://, or on this machine alone with http:// and a loopback host")]
    NotHttps,
    /// It would not fit into Slack's block.
    #[error("a relay URL has {RELAY_URL_MAX} characters at most")]
    TooLong,
    /// It might end the text that it is filled into, or lead elsewhere than it seems to.
    #[error("a relay URL has a host and a path of plain characters, no user, no query and no fragment")]
    OddCharacter,
}

impl BotCore {
    /// All of them, the oldest first.
    pub const ALL: [Self; 2] = [Self::UpTo2_6, Self::From2_7];

    /// The version that it is named after in an address.
    pub fn version(self) -> &'static str {
        match self {
            Self::UpTo2_6 => "2.6",
            Self::From2_7 => "2.7",
        }
    }

    /// What differs by the core, and what is posted after the relay URL.
    fn parts(self) -> (&'static str, &'static str) {
        match self {
            Self::UpTo2_6 => (include_str!("core_2_6.js"), ""),
            Self::From2_7 => (include_str!("core_2_7.js"), "/assignments"),
        }
    }
}

impl fmt::Display for BotCore {
    /// As an admin reads it, beside the text.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(match self {
            Self::UpTo2_6 => "bot core up to 2.6",
            Self::From2_7 => "bot core 2.7 and 2.8",
        })
    }
}

/// The text that an admin pastes: at most 2,893 characters, all ASCII. It holds the relay URL, so show it only where
/// that may be shown: in the installation message and in the Admin Panel.
pub fn text(core: BotCore, relay_url: &str) -> Result<String, BadRelayUrl> {
    let (head, path) = core.parts();
    let url = Value::from(format!("{}{path}", checked(relay_url)?));
    let head = head.replacen(URL_LINE, &format!("const RELAY_URL = {url};"), 1);
    Ok(format!("{head}{LOCK_AND_POST}"))
}

/// All texts with the cores that they are for, those that can be filled in: an address that is not to be pasted is logged,
/// without the key in it.
pub fn all(relay_url: &str) -> Vec<(String, String)> {
    let text = |core: BotCore| match text(core, relay_url) {
        Ok(text) => Some((core.to_string(), text)),
        Err(error) => {
            tracing::error!(error.cause = %error, "a pre-action can't be shown");
            None
        }
    };
    BotCore::ALL.into_iter().filter_map(text).collect()
}

/// The URL without slashes at its end.
fn checked(url: &str) -> Result<&str, BadRelayUrl> {
    let url = url.trim_end_matches('/');
    if url.len() > RELAY_URL_MAX {
        return Err(BadRelayUrl::TooLong);
    }
    if !url.chars().all(|letter| letter.is_ascii_alphanumeric() || "-._~:/%[]".contains(letter)) {
        return Err(BadRelayUrl::OddCharacter);
    }
    let (scheme, rest) = url.split_once("://").ok_or(BadRelayUrl::NotHttps)?;
    let authority = rest.split('/').next().unwrap_or_default();
    match scheme {
        "https" if authority.is_empty() => Err(BadRelayUrl::OddCharacter),
        "https" => Ok(url),
        "http" if is_loopback(authority) => Ok(url),
        _ => Err(BadRelayUrl::NotHttps),
    }
}

fn is_loopback(authority: &str) -> bool {
    let after = LOOPBACK.iter().find_map(|host| authority.strip_prefix(host));
    after.is_some_and(|port| port.is_empty() || port.starts_with(':'))
}

#[cfg(test)]
mod tests {
    use super::{BadRelayUrl, BotCore, LOCK_AND_POST, RELAY_URL_MAX, URL_LINE, text};

    const URL: &str = "https://a1b2c3d4e5.execute-api.ap-southeast-1.amazonaws.com/prod/relay/0123456789abcdef";

    #[test]
    fn the_url_is_filled_in_once_and_the_rest_is_as_it_stands_in_the_files() {
        for (core, path) in [(BotCore::UpTo2_6, ""), (BotCore::From2_7, "/assignments")] {
            let text = text(core, URL).unwrap();
            let line = format!("const RELAY_URL = \"{URL}{path}\";\n");
            assert_eq!(text.matches(&line).count(), 1, "{text}");
            assert_eq!(text.replace(&line, &format!("{URL_LINE}\n")), format!("{}{LOCK_AND_POST}", core.parts().0));
        }
    }

    #[test]
    fn a_slash_at_the_urls_end_is_left_out() {
        for core in BotCore::ALL {
            assert_eq!(text(core, &format!("{URL}/")), text(core, URL));
        }
    }

    /// The sizes that the documents name.
    #[test]
    fn each_text_fits_into_a_block_of_slacks_also_with_the_longest_url() {
        let longest = format!("https://example.com/{}", "a".repeat(RELAY_URL_MAX - 20));
        let sizes = BotCore::ALL.map(|core| {
            let text = text(core, &longest).unwrap();
            assert!(text.is_ascii() && !text.contains("```"), "shown as code, character by character");
            text.len()
        });
        assert_eq!(sizes, [2_495, 2_893]);
        assert!(sizes.iter().all(|size| *size < 2_900));
        assert_eq!(text(BotCore::UpTo2_6, &format!("{longest}a")), Err(BadRelayUrl::TooLong));
    }

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        for url in ["http://127.0.0.1:3000/relay/k", "http://localhost/relay/k", "http://[::1]:80/relay/k"] {
            assert!(text(BotCore::UpTo2_6, url).is_ok(), "{url}");
        }
        for url in [
            "http://example.com/relay/k",
            "http://127.0.0.1.example.com/relay/k",
            "http://localhost.example.com/relay/k",
            "ftp://127.0.0.1/relay/k",
            "javascript:1",
            "/relay/k",
            "",
        ] {
            assert_eq!(text(BotCore::UpTo2_6, url), Err(BadRelayUrl::NotHttps), "{url}");
        }
    }

    #[test]
    fn what_could_end_the_text_or_lead_elsewhere_is_refused() {
        for odd in ['\'', '"', '`', '\\', '\n', '\u{2028}', ' ', '<', '$', '@', '?', '#', 'é'] {
            let url = format!("https://example.com/relay/k{odd}x");
            assert_eq!(text(BotCore::From2_7, &url), Err(BadRelayUrl::OddCharacter), "{odd:?}");
        }
        assert_eq!(text(BotCore::From2_7, "https:///relay/k"), Err(BadRelayUrl::OddCharacter));
    }

    #[test]
    fn a_refusal_says_nothing_of_the_url() {
        for url in ["http://example.com/relay/planted", "https://example.com/relay/planted?"] {
            let refusal = text(BotCore::UpTo2_6, url).unwrap_err();
            assert!(!refusal.to_string().contains("planted"), "{refusal}");
        }
    }
}
