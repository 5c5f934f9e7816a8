//! Texts that let whoever holds them act: a workspace's token, and what a click brings along. None of them prints.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::secret::Secret;

/// The token by which a workspace's installation speaks. Sent in a header, never in a body or an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BotToken(Secret);

impl BotToken {
    /// Takes a text as a token.
    pub fn new(token: impl Into<String>) -> Self {
        Self(Secret::new(token))
    }

    /// The token itself. Each call is a place to look at in a review.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The token as a secret, to be sealed.
    pub fn to_secret(&self) -> Secret {
        self.0.clone()
    }
}

/// What lets us open one view for the person who clicked: once, within three seconds (`contracts/slack.md` 5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TriggerId(Secret);

impl TriggerId {
    /// Takes a text as a trigger.
    pub fn new(trigger: impl Into<String>) -> Self {
        Self(Secret::new(trigger))
    }

    /// The trigger itself. Each call is a place to look at in a review.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// What a consent is exchanged for a token with: once, within ten minutes (`contracts/slack.md` 12).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthCode(Secret);

impl OAuthCode {
    /// Takes a text as a code.
    pub fn new(code: impl Into<String>) -> Self {
        Self(Secret::new(code))
    }

    /// The code itself. Each call is a place to look at in a review.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// Where a click is answered without a token: five times within thirty minutes (`contracts/slack.md` 5).
#[derive(Clone, PartialEq, Eq)]
pub struct ResponseUrl(Secret);

impl ResponseUrl {
    /// Takes an address that is safe to write to: over TLS, or on this machine (the sandbox's).
    pub fn new(url: impl Into<String>) -> Option<Self> {
        let url = url.into();
        let printable = url.bytes().all(|byte| byte.is_ascii_graphic());
        (printable && (is_over_tls(&url) || is_on_this_machine(&url))).then(|| Self(Secret::new(url)))
    }

    /// The address itself. Each call is a place to look at in a review.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The address as a secret, to be sealed.
    pub fn to_secret(&self) -> Secret {
        self.0.clone()
    }
}

impl fmt::Debug for ResponseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResponseUrl(…)")
    }
}

fn is_over_tls(url: &str) -> bool {
    url.strip_prefix("https://").is_some_and(|rest| !authority(rest).is_empty())
}

fn is_on_this_machine(url: &str) -> bool {
    url.strip_prefix("http://").is_some_and(|rest| {
        let authority = authority(rest);
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port),
            _ => (authority, ""),
        };
        matches!(host, "127.0.0.1" | "localhost" | "[::1]") && port.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// What stands between the scheme and the path: a name before an `@` in it is no host, so it is refused with it.
fn authority(rest: &str) -> &str {
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    rest.get(..end).filter(|authority| !authority.contains('@')).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{BotToken, OAuthCode, ResponseUrl, TriggerId};

    #[test]
    fn an_answer_goes_over_tls_or_stays_on_this_machine() {
        for good in [
            "https://hooks.slack.com/actions/T07QK2M4Z/8812345678902/AbCd",
            "http://127.0.0.1:43117/sandbox/slack/response/1",
            "http://localhost/r",
            "http://[::1]:80/r",
            "http://[::1]/r",
        ] {
            assert_eq!(ResponseUrl::new(good).map(|url| url.expose().to_owned()).as_deref(), Some(good));
        }
        for bad in [
            "",
            "hooks.slack.com/actions",
            "https://",
            "https:///actions",
            "https://user@hooks.slack.com/",
            "http://hooks.slack.com/actions",
            "http://127.0.0.1@evil.example/",
            "http://127.0.0.1:80@evil.example/",
            "http://127.0.0.1.evil.example/",
            "http://127.0.0.1:80.evil.example/",
            "http://evil.example\\@127.0.0.1/",
            "http://evil.example:80#@127.0.0.1/",
            "ftp://127.0.0.1/",
            "https://hooks.slack.com/a b",
            "https://hooks.slack.com/a\r\nx: y",
        ] {
            assert_eq!(ResponseUrl::new(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_lets_its_holder_act_never_prints() {
        let url = ResponseUrl::new("https://hooks.slack.com/planted").unwrap();
        let (token, trigger, code) =
            (BotToken::new("xoxb-planted"), TriggerId::new("planted"), OAuthCode::new("planted"));
        let shown = format!("{token:?} {url:?} {trigger:?} {code:?}");
        assert!(!shown.contains("planted"), "{shown}");
    }
}
