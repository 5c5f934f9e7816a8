//! How both sides sign: Slack's v0 over time and body (`contracts/slack.md` 3), the platform over the body alone
//! (`contracts/stella.md` 4.1).

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use shared::domain::Timestamp;
use shared::secret::Secret;

use super::pending::Pending;
use super::{Delivery, Keys, Target};

/// What waits, as it is sent at this time.
pub(super) fn signed(id: u64, pending: &Pending, keys: &Keys, now: Timestamp) -> Delivery {
    let mut headers = heads(pending.target, &pending.body, keys, now);
    if pending.failed > 0 && pending.target == Target::SlackEvents {
        headers.push(("X-Slack-Retry-Num".into(), pending.failed.to_string()));
        headers.push(("X-Slack-Retry-Reason".into(), pending.reason.clone().unwrap_or_default()));
    }
    Delivery { id, target: pending.target, headers, body: pending.body.clone(), attempt: pending.failed + 1 }
}

/// Content type and signature.
pub(super) fn heads(target: Target, body: &str, keys: &Keys, now: Timestamp) -> Vec<(String, String)> {
    let kind = match target {
        Target::SlackEvents | Target::Chatbot => "application/json",
        Target::SlackInteractivity => "application/x-www-form-urlencoded",
    };
    let mut headers = vec![("Content-Type".to_owned(), kind.to_owned())];
    match target {
        Target::SlackEvents | Target::SlackInteractivity => {
            let at = now.seconds();
            headers.push(("X-Slack-Request-Timestamp".into(), at.to_string()));
            headers.push(("X-Slack-Signature".into(), slack(&keys.slack, at, body)));
        }
        Target::Chatbot => headers.push(("X-Woztell-Signature".into(), chatbot(&keys.chatbot, body))),
    }
    headers
}

/// Slack's signature, version 0.
fn slack(secret: &Secret, at: i64, body: &str) -> String {
    let mut text = "v0=".to_owned();
    for byte in mac(secret, &format!("v0:{at}:{body}")) {
        // Writing to a text can't fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn chatbot(secret: &Secret, body: &str) -> String {
    STANDARD.encode(mac(secret, body))
}

/// HMAC-SHA256. It takes a key of any length, so none is ever refused.
fn mac(secret: &Secret, text: &str) -> Vec<u8> {
    let keyed = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes());
    keyed.map(|mac| mac.chain_update(text.as_bytes()).finalize().into_bytes().to_vec()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{chatbot, slack};
    use shared::secret::Secret;

    #[test]
    fn slacks_own_example_has_slacks_own_signature() {
        let secret = Secret::new("8f742231b10e8888abcd99yyyzzz85a5".to_owned());
        let body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V\
            &channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=\
            &response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN\
            &trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
        let expected = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
        assert_eq!(slack(&secret, 1_531_420_618, body), expected);
    }

    #[test]
    fn the_platforms_signature_is_the_base64_of_the_bodys_hmac() {
        // Test case 2 of RFC 4231.
        let secret = Secret::new("Jefe".to_owned());
        let expected = "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=";
        assert_eq!(chatbot(&secret, "what do ya want for nothing?"), expected);
    }
}
