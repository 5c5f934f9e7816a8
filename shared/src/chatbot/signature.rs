//! The platform's signature: the proof that a webhook's body comes from it (`contracts/stella.md` 4.1).

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::secret::Secret;

/// The headers that carry the signature: WOZTELL's and Stella's. Either will do.
pub const HEADERS: [&str; 2] = ["X-Woztell-Signature", "X-Stella-Signature"];
/// How many signatures of one request are looked at: one a header.
const SIGNATURES_MAX: usize = HEADERS.len();

/// A body whose signature was found right. Only [`verify`] makes one, and only one is read.
#[derive(Clone, Copy)]
pub struct Verified<'a> {
    body: &'a [u8],
}

impl<'a> Verified<'a> {
    /// The body, byte for byte as it was signed.
    pub const fn body(self) -> &'a [u8] {
        self.body
    }
}

/// Why a body is not believed. It says nothing of the secret, nor of what would have been right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotVerified {
    /// No signature came with it.
    #[error("neither header carries a signature")]
    Missing,
    /// The connection has no secret, so nothing can be believed.
    #[error("the connection has no channel secret")]
    NoSecret,
    /// No secret makes this signature.
    #[error("the signature is wrong")]
    Wrong,
}

/// Checks the raw body against what stood in [`HEADERS`], with the channel's secrets: the current one, and the one
/// before it while it is being changed. One that fits is enough; what is missing or empty never fits. The comparison
/// takes the same time wherever the first difference is.
pub fn verify<'a>(
    signatures: impl IntoIterator<Item = &'a str>,
    body: &'a [u8],
    secrets: &[&Secret],
) -> Result<Verified<'a>, NotVerified> {
    let signatures: Vec<&str> = signatures.into_iter().filter(|text| !text.is_empty()).take(SIGNATURES_MAX).collect();
    if signatures.is_empty() {
        return Err(NotVerified::Missing);
    }
    let codes: Vec<Hmac<Sha256>> = secrets.iter().filter_map(|secret| code(secret, body)).collect();
    if codes.is_empty() {
        return Err(NotVerified::NoSecret);
    }
    let given: Vec<Vec<u8>> = signatures.iter().filter_map(|text| BASE64.decode(text).ok()).collect();
    let fits = |code: &Hmac<Sha256>| given.iter().any(|given| code.clone().verify_slice(given).is_ok());
    if codes.iter().any(fits) { Ok(Verified { body }) } else { Err(NotVerified::Wrong) }
}

/// The signature of a body, as the platform writes it into the header: for stand-ins of the platform, and tests. An
/// empty secret signs nothing.
pub fn sign(secret: &Secret, body: &[u8]) -> Option<String> {
    code(secret, body).map(|code| BASE64.encode(code.finalize().into_bytes()))
}

/// The authentication code of a body. An empty secret makes none: anybody could make the same.
fn code(secret: &Secret, body: &[u8]) -> Option<Hmac<Sha256>> {
    let secret = Some(secret.expose()).filter(|text| !text.trim().is_empty())?;
    let mut code = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    code.update(body);
    Some(code)
}

#[cfg(test)]
mod tests {
    use super::{NotVerified, sign, verify};
    use crate::secret::Secret;

    const BODY: &[u8] = br#"{"type":"TEXT"}"#;

    fn signed(secret: &str) -> String {
        sign(&Secret::new(secret), BODY).unwrap()
    }

    fn verified(signatures: &[&str], body: &[u8], secrets: &[&str]) -> Result<(), NotVerified> {
        let secrets: Vec<Secret> = secrets.iter().map(|secret| Secret::new(*secret)).collect();
        let secrets: Vec<&Secret> = secrets.iter().collect();
        let verified = verify(signatures.iter().copied(), body, &secrets)?;
        assert_eq!(verified.body(), body, "what was verified is what is read");
        Ok(())
    }

    #[test]
    fn a_signature_is_base64_of_hmac_sha_256() {
        // RFC 4231, test case 2, in base64.
        let signature = sign(&Secret::new("Jefe"), b"what do ya want for nothing?").unwrap();
        assert_eq!(signature, "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
    }

    #[test]
    fn the_current_and_the_previous_secret_are_believed_in_either_header() {
        for secret in ["current", "previous"] {
            assert_eq!(verified(&[&signed(secret)], BODY, &["current", "previous"]), Ok(()));
            assert_eq!(verified(&["other", &signed(secret)], BODY, &["current", "previous"]), Ok(()));
        }
        assert_eq!(verified(&[&signed("retired")], BODY, &["current", "previous"]), Err(NotVerified::Wrong));
    }

    #[test]
    fn a_body_changed_by_one_byte_is_not_believed() {
        let signature = signed("current");
        for changed in [&br#"{"type":"TEXT"} "#[..], br#"{"type":"TEXt"}"#, b""] {
            assert_eq!(verified(&[&signature], changed, &["current"]), Err(NotVerified::Wrong));
        }
    }

    #[test]
    fn what_is_not_the_whole_signature_is_wrong() {
        let whole = signed("current");
        let (lower, short) = (whole.to_lowercase(), &whole[..whole.len() - 1]);
        for wrong in [lower.as_str(), short, &whole[..4], "%%", "====", &format!("{whole}AAAA")] {
            assert_eq!(verified(&[wrong], BODY, &["current"]), Err(NotVerified::Wrong), "{wrong}");
        }
    }

    #[test]
    fn nothing_is_believed_without_a_signature_or_a_secret() {
        assert_eq!(verified(&[], BODY, &["current"]), Err(NotVerified::Missing));
        assert_eq!(verified(&[""], BODY, &["current"]), Err(NotVerified::Missing));
        assert_eq!(verified(&[&signed("current")], BODY, &[]), Err(NotVerified::NoSecret));
        // What anybody can make: HMAC with the empty key.
        let with_empty_key = "ZqEkBKZDMDRobeZSVy50RvWUjK6vwagP9bFujBDjJwo=";
        assert_eq!(verified(&[with_empty_key], BODY, &["", " "]), Err(NotVerified::NoSecret));
        assert_eq!(sign(&Secret::new(""), BODY), None);
    }
}
