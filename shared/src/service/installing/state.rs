//! The state that goes to Slack with a person and comes back with them: it says that what comes back was begun here, in
//! the same browser, at most ten minutes ago.
//!
//! It is signed, so that nothing is stored for whoever merely opens the page: nonce, end of its time, and a code over
//! both and what the browser's cookie holds.

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::NotInstalled;
use crate::digest;
use crate::domain::Timestamp;
use crate::secret::Secret;

/// How long an installation may take. Slack's codes live as long (`contracts/slack.md` 12).
pub const LIFE: Duration = Duration::from_mins(10);

/// A fresh state for a browser.
pub(super) fn issue(key: &Secret, browser: &str, fresh: u128, now: Timestamp) -> String {
    let (nonce, until) = (format!("{fresh:032x}"), now.after(LIFE).seconds().to_string());
    let code = code(key, &nonce, &until, browser).map(|code| code.finalize().into_bytes());
    format!("{nonce}.{until}.{}", digest::in_hex(&code.unwrap_or_default()))
}

/// Until when a state is good that we gave to this browser.
pub(super) fn judge(key: &Secret, state: &str, browser: &str, now: Timestamp) -> Result<Timestamp, NotInstalled> {
    let mut parts = state.splitn(3, '.');
    let (Some(nonce), Some(until), Some(signed)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(NotInstalled::Foreign);
    };
    let signed = digest::from_hex(signed).ok_or(NotInstalled::Foreign)?;
    let is_ours = code(key, nonce, until, browser).is_some_and(|code| code.verify_slice(&signed).is_ok());
    let until: i64 = until.parse().ok().filter(|_| is_ours).ok_or(NotInstalled::Foreign)?;
    if now.seconds() >= until { Err(NotInstalled::Expired) } else { Ok(Timestamp::from_millis(until * 1000)) }
}

/// The code, ready to be compared in constant time. Any key makes one, so it is always there.
fn code(key: &Secret, nonce: &str, until: &str, browser: &str) -> Option<Hmac<Sha256>> {
    let mut code = Hmac::<Sha256>::new_from_slice(key.expose().as_bytes()).ok()?;
    for part in [nonce, ".", until, ".", browser] {
        code.update(part.as_bytes());
    }
    Some(code)
}

#[cfg(test)]
mod tests {
    use super::{LIFE, issue, judge};
    use crate::domain::Timestamp;
    use crate::secret::Secret;
    use crate::service::installing::NotInstalled;

    const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

    fn key() -> Secret {
        Secret::new("planted")
    }

    #[test]
    fn a_state_is_good_for_its_browser_and_for_ten_minutes() {
        let state = issue(&key(), "b", 7, NOW);
        let end = NOW.after(LIFE);
        assert_eq!(judge(&key(), &state, "b", NOW), Ok(end));
        assert_eq!(judge(&key(), &state, "b", Timestamp::from_millis(end.millis() - 1)), Ok(end));
        assert_eq!(judge(&key(), &state, "b", end), Err(NotInstalled::Expired));
        assert_eq!(judge(&key(), &state, "c", NOW), Err(NotInstalled::Foreign));
        assert_eq!(judge(&Secret::new("another"), &state, "b", NOW), Err(NotInstalled::Foreign));
    }

    #[test]
    fn a_state_that_was_touched_is_nobodys() {
        let state = issue(&key(), "b", 7, NOW);
        let later = state.replacen("1790000600", "1890000600", 1);
        assert_ne!(later, state);
        let longer = format!("{state}0");
        let moved = state.replacen("7.", "7", 1);
        for touched in ["", ".", "..", "a.b.c", "1.1790000600.zz", &later, &longer, &moved, &state[1..]] {
            assert_eq!(judge(&key(), touched, "b", NOW), Err(NotInstalled::Foreign), "{touched}");
        }
    }
}
