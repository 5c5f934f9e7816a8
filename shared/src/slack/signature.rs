//! Slack's signature on what it sends us (`contracts/slack.md` 3): checked on the raw bytes, before anything is read.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use thiserror::Error;

use crate::digest;
use crate::domain::Timestamp;
use crate::secret::Secret;

/// How far Slack's clock and ours may be apart, in seconds, either way.
const WINDOW: u64 = 300;
/// What stands before the signature, and begins what is signed.
const VERSION: &str = "v0";

/// The secrets by which Slack may have signed. Two while one is replaced: Slack changes over at once, we don't.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningSecrets {
    /// The app's signing secret.
    pub current: Secret,
    /// The one before, for as long as it stands in the configuration.
    pub previous: Option<Secret>,
}

/// A body that Slack sent: the proof that a payload's reader asks for. Only [`verify`] makes one, and
/// [`Verified::over_socket_mode`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Verified<'a>(&'a [u8]);

impl<'a> Verified<'a> {
    /// The body, byte by byte as it came.
    pub fn body(self) -> &'a [u8] {
        self.0
    }

    /// A payload that came over Socket Mode, where nothing is signed (`contracts/slack.md` 4): we opened the connection
    /// ourselves, over TLS, at an address that Slack gave for the app's own token. Nothing else may be taken for
    /// Slack's so: a rule of the repository lets one place alone call this.
    pub fn over_socket_mode(payload: &'a [u8]) -> Self {
        Self(payload)
    }
}

/// Shows its size: what it says is a person's.
impl fmt::Debug for Verified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verified({} bytes)", self.0.len())
    }
}

/// Why a request is not taken for Slack's. `Display` is the text for the log, which quotes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotVerified {
    /// There is no timestamp.
    #[error("no timestamp")]
    NoTimestamp,
    /// The timestamp is not a number of seconds.
    #[error("odd timestamp")]
    OddTimestamp,
    /// It was signed too long ago: sent again by someone, or our clock is ahead.
    #[error("stale timestamp")]
    Stale,
    /// It was signed in the future: our clock is behind, if it was Slack.
    #[error("timestamp in the future")]
    Future,
    /// There is no signature.
    #[error("no signature")]
    NoSignature,
    /// The signature is of another form or version.
    #[error("odd signature")]
    OddSignature,
    /// The signature is another body's, or of another secret.
    #[error("wrong signature")]
    WrongSignature,
}

/// Checks that Slack sent this body, at most five minutes ago or ahead. The headers are `X-Slack-Request-Timestamp`
/// and `X-Slack-Signature`.
pub fn verify<'a>(
    secrets: &SigningSecrets,
    timestamp_header: Option<&str>,
    signature_header: Option<&str>,
    body: &'a [u8],
    now: Timestamp,
) -> Result<Verified<'a>, NotVerified> {
    let timestamp = timestamp_header.ok_or(NotVerified::NoTimestamp)?;
    in_time(timestamp, now)?;
    let signature = bytes_of(signature_header.ok_or(NotVerified::NoSignature)?).ok_or(NotVerified::OddSignature)?;
    let mut secrets = [Some(&secrets.current), secrets.previous.as_ref()].into_iter().flatten();
    let is_right =
        |secret: &Secret| signing(secret, timestamp, body).is_some_and(|it| it.verify_slice(&signature).is_ok());
    if secrets.any(is_right) { Ok(Verified(body)) } else { Err(NotVerified::WrongSignature) }
}

/// The signature that Slack puts on a body, for whoever stands in for Slack.
pub fn sign(secret: &Secret, timestamp: &str, body: &[u8]) -> String {
    let signed = signing(secret, timestamp, body).map(|it| it.finalize().into_bytes());
    format!("{VERSION}={}", digest::in_hex(&signed.unwrap_or_default()))
}

fn in_time(timestamp: &str, now: Timestamp) -> Result<(), NotVerified> {
    let is_digits = timestamp.bytes().all(|byte| byte.is_ascii_digit());
    let signed: i64 = timestamp.parse().ok().filter(|_| is_digits).ok_or(NotVerified::OddTimestamp)?;
    match now.seconds() {
        now if now.abs_diff(signed) <= WINDOW => Ok(()),
        now if now > signed => Err(NotVerified::Stale),
        _ => Err(NotVerified::Future),
    }
}

/// What is signed, ready to be compared in constant time. Any secret makes a key, so it is always there.
fn signing(secret: &Secret, timestamp: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
    let mut signing = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).ok()?;
    for part in [VERSION.as_bytes(), b":", timestamp.as_bytes(), b":", body] {
        signing.update(part);
    }
    Some(signing)
}

/// The bytes of `v0=` and 64 hexadecimal digits.
fn bytes_of(signature: &str) -> Option<[u8; 32]> {
    digest::from_hex(signature.strip_prefix(VERSION)?.strip_prefix('=')?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::{NotVerified, SigningSecrets, sign, verify};
    use crate::domain::Timestamp;
    use crate::secret::Secret;

    /// The test vector of `contracts/slack.md` 3.
    const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";
    const SIGNED: &str = "1531420618";
    const BODY: &[u8] = b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    const SIGNATURE: &str = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    const AT: i64 = 1_531_420_618;

    fn secrets(current: &str, previous: Option<&str>) -> SigningSecrets {
        SigningSecrets { current: Secret::new(current), previous: previous.map(Secret::new) }
    }

    /// What becomes of the vector's body with these headers, so many seconds after it was signed.
    fn checked(timestamp: Option<&str>, signature: Option<&str>, later: i64) -> Result<(), NotVerified> {
        let now = Timestamp::from_millis((AT + later) * 1000);
        verify(&secrets(SECRET, None), timestamp, signature, BODY, now)
            .map(|verified| assert_eq!(verified.body(), BODY))
    }

    #[test]
    fn slacks_own_example_is_signed_and_taken() {
        assert_eq!(sign(&Secret::new(SECRET), SIGNED, BODY), SIGNATURE);
        assert_eq!(checked(Some(SIGNED), Some(SIGNATURE), 0), Ok(()));
    }

    #[test]
    fn the_clocks_may_be_five_minutes_apart_either_way() {
        let after = |later| checked(Some(SIGNED), Some(SIGNATURE), later);
        assert_eq!((after(300), after(-300)), (Ok(()), Ok(())));
        assert_eq!((after(301), after(-301)), (Err(NotVerified::Stale), Err(NotVerified::Future)));
        assert_eq!(checked(Some("0"), Some(SIGNATURE), 0), Err(NotVerified::Stale));
        assert_eq!(checked(Some(&i64::MAX.to_string()), Some(SIGNATURE), 0), Err(NotVerified::Future));
    }

    #[test]
    fn a_timestamp_is_digits_and_nothing_else() {
        for odd in [
            "",
            "now",
            "+1531420618",
            "-1531420618",
            "1531420618.0",
            " 1531420618",
            "١٥٣١٤٢٠٦١٨",
            "99999999999999999999",
        ] {
            assert_eq!(checked(Some(odd), Some(SIGNATURE), 0), Err(NotVerified::OddTimestamp), "{odd}");
        }
        assert_eq!(checked(None, Some(SIGNATURE), 0), Err(NotVerified::NoTimestamp));
    }

    #[test]
    fn a_missing_cut_or_foreign_signature_is_refused() {
        assert_eq!(checked(Some(SIGNED), None, 0), Err(NotVerified::NoSignature));
        let (cut, longer) = (SIGNATURE.strip_suffix("03").unwrap(), format!("{SIGNATURE}00"));
        let (other, umlauts) = (SIGNATURE.replace("v0", "v1"), format!("v0={}", "ä".repeat(32)));
        let signs = format!("v0={}", "+1".repeat(32));
        for odd in ["", "v0=", "ключ", cut, &longer, &other, &umlauts, &signs] {
            assert_eq!(checked(Some(SIGNED), Some(odd), 0), Err(NotVerified::OddSignature), "{odd}");
        }
        let wrong = SIGNATURE.replace("b503", "b504");
        assert_eq!(checked(Some(SIGNED), Some(&wrong), 0), Err(NotVerified::WrongSignature));
    }

    #[test]
    fn a_signature_holds_for_its_own_time_body_and_secret_alone() {
        let now = Timestamp::from_millis(AT * 1000);
        let wrong = Err(NotVerified::WrongSignature);
        assert_eq!(checked(Some("1531420619"), Some(SIGNATURE), 0), wrong);
        let other_body = verify(&secrets(SECRET, None), Some(SIGNED), Some(SIGNATURE), b"token=", now);
        assert_eq!(other_body, Err(NotVerified::WrongSignature));
        let other_secret = verify(&secrets("another", None), Some(SIGNED), Some(SIGNATURE), BODY, now);
        assert_eq!(other_secret, Err(NotVerified::WrongSignature));
    }

    #[test]
    fn while_the_secret_is_replaced_both_are_taken() {
        let now = Timestamp::from_millis(AT * 1000);
        let replaced = secrets("the new one", Some(SECRET));
        assert!(verify(&replaced, Some(SIGNED), Some(SIGNATURE), BODY, now).is_ok());
        let anew = sign(&Secret::new("the new one"), SIGNED, BODY);
        assert!(verify(&replaced, Some(SIGNED), Some(&anew), BODY, now).is_ok());
    }

    #[test]
    fn a_secret_longer_than_a_block_and_a_body_that_is_no_text_are_signed_too() {
        let long = "s".repeat(200);
        let (body, now) = ([0xff, 0x00, 0xfe], Timestamp::from_millis(AT * 1000));
        let signature = sign(&Secret::new(&*long), SIGNED, &body);
        assert!(verify(&secrets(&long, None), Some(SIGNED), Some(&signature), &body, now).is_ok());
        assert!(verify(&secrets(SECRET, None), Some(SIGNED), Some(&signature), &body, now).is_err());
    }

    #[test]
    fn nothing_that_is_printed_tells_a_secret_or_the_right_signature() {
        let refused = checked(Some(SIGNED), Some(&SIGNATURE.replace("b503", "b504")), 0).unwrap_err();
        let shown = format!("{refused:?} {refused} {:?}", secrets(SECRET, Some("planted")));
        assert!(!shown.contains("a2114d57") && !shown.contains(SECRET) && !shown.contains("planted"), "{shown}");
    }

    proptest! {
        #[test]
        fn no_header_makes_the_check_panic(timestamp: String, signature: String, body: Vec<u8>, now in any::<i64>()) {
            let now = Timestamp::from_millis(now);
            let signature = format!("v0={signature}");
            assert!(verify(&secrets(SECRET, None), Some(&timestamp), Some(&signature), &body, now).is_err());
        }
    }
}
