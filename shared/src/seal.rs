//! Sealing: what keeps tokens and relay keys in the table unreadable without the app secret.
//!
//! AES-256-GCM with the workspace as associated data, so that a sealed text moved to another workspace's item does not
//! open there. The key's id stands beside it, so that a new key can seal while the old one still opens.

use std::collections::BTreeMap;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};

use crate::domain::WorkspaceId;
use crate::secret::Secret;

/// Bytes of a nonce: unique for each text sealed with one key.
const NONCE: usize = 12;

/// A sealed text as it is stored: key id, nonce, ciphertext.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The key that opens it.
    pub key: String,
    /// Base64 of nonce and ciphertext.
    pub text: String,
}

/// Why a sealed text does not open, or a text can't be sealed. Says nothing of the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The app secret has no key with this id: it was taken out before everything was sealed anew.
    #[error("the app secret has no seal key {0:?}")]
    NoKey(String),
    /// Not what was sealed, or sealed for another workspace.
    #[error("the sealed text does not open for this workspace")]
    Broken,
    /// A key in the app secret is not 32 bytes of base64.
    #[error("seal key {0:?} is not 32 bytes in base64")]
    BadKey(String),
}

/// The seal keys of the app secret.
pub struct Seal {
    keys: BTreeMap<String, Aes256Gcm>,
    current: String,
}

impl Seal {
    /// Takes the keys (id → 32 bytes in base64) and the id of the one that seals.
    pub fn new(keys: &BTreeMap<String, Secret>, current: impl Into<String>) -> Result<Self, SealError> {
        let current = current.into();
        let keys: BTreeMap<_, _> =
            keys.iter().map(|(id, key)| Ok((id.clone(), cipher(id, key)?))).collect::<Result<_, _>>()?;
        if keys.contains_key(&current) { Ok(Self { keys, current }) } else { Err(SealError::NoKey(current)) }
    }

    /// Seals a text for one workspace. `fresh` must never repeat: 96 of its bits are the nonce.
    pub fn seal(&self, workspace: &WorkspaceId, text: &Secret, fresh: u128) -> Result<Sealed, SealError> {
        let bytes = fresh.to_le_bytes();
        let nonce = bytes.first_chunk::<NONCE>().ok_or(SealError::Broken)?;
        let payload = Payload { msg: text.expose().as_bytes(), aad: workspace.as_str().as_bytes() };
        let cipher = self.key(&self.current)?;
        let sealed = cipher.encrypt(&Nonce::from(*nonce), payload).map_err(|_| SealError::Broken)?;
        Ok(Sealed { key: self.current.clone(), text: BASE64.encode([nonce.as_slice(), &sealed].concat()) })
    }

    /// Opens what was sealed for this workspace.
    pub fn open(&self, workspace: &WorkspaceId, sealed: &Sealed) -> Result<Secret, SealError> {
        let bytes = BASE64.decode(&sealed.text).map_err(|_| SealError::Broken)?;
        let (nonce, ciphertext) = bytes.split_first_chunk::<NONCE>().ok_or(SealError::Broken)?;
        let payload = Payload { msg: ciphertext, aad: workspace.as_str().as_bytes() };
        let text = self.key(&sealed.key)?.decrypt(&Nonce::from(*nonce), payload).map_err(|_| SealError::Broken)?;
        String::from_utf8(text).map(Secret::new).map_err(|_| SealError::Broken)
    }

    fn key(&self, id: &str) -> Result<&Aes256Gcm, SealError> {
        self.keys.get(id).ok_or_else(|| SealError::NoKey(id.to_owned()))
    }
}

fn cipher(id: &str, key: &Secret) -> Result<Aes256Gcm, SealError> {
    let bad = || SealError::BadKey(id.to_owned());
    let bytes = BASE64.decode(key.expose()).map_err(|_| bad())?;
    let bytes: [u8; 32] = bytes.try_into().map_err(|_| bad())?;
    Ok(Aes256Gcm::new(&Key::<Aes256Gcm>::from(bytes)))
}

#[cfg(test)]
mod tests {
    use super::{BASE64, Seal, SealError, Sealed};
    use crate::domain::WorkspaceId;
    use crate::secret::Secret;
    use base64::Engine;
    use std::collections::BTreeMap;

    fn key(byte: u8) -> Secret {
        Secret::new(BASE64.encode([byte; 32]))
    }

    fn seal(keys: &[(&str, u8)], current: &str) -> Seal {
        let keys: BTreeMap<_, _> = keys.iter().map(|(id, byte)| ((*id).to_owned(), key(*byte))).collect();
        Seal::new(&keys, current).unwrap()
    }

    fn here() -> WorkspaceId {
        WorkspaceId::new("T1")
    }

    #[test]
    fn a_sealed_text_opens_for_its_workspace_alone() {
        let seal = seal(&[("a", 1)], "a");
        let sealed = seal.seal(&here(), &Secret::new("xoxb-1"), 7).unwrap();
        assert!(!format!("{sealed:?}").contains("xoxb"));
        assert_eq!(seal.open(&here(), &sealed).unwrap().expose(), "xoxb-1");
        assert_eq!(seal.open(&WorkspaceId::new("T2"), &sealed), Err(SealError::Broken));
    }

    #[test]
    fn the_old_key_opens_while_the_new_one_seals() {
        let old = seal(&[("a", 1)], "a").seal(&here(), &Secret::new("one"), 1).unwrap();
        let both = seal(&[("a", 1), ("b", 2)], "b");
        assert_eq!(both.open(&here(), &old).unwrap().expose(), "one");
        assert_eq!(both.seal(&here(), &Secret::new("two"), 2).unwrap().key, "b");
        assert_eq!(seal(&[("b", 2)], "b").open(&here(), &old), Err(SealError::NoKey("a".into())));
    }

    #[test]
    fn a_broken_text_or_key_is_an_error_and_never_a_panic() {
        let keys = seal(&[("a", 1)], "a");
        for text in ["", "%%", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            let broken = Sealed { key: "a".into(), text: text.into() };
            assert_eq!(keys.open(&here(), &broken), Err(SealError::Broken), "{text}");
        }
        let short = BTreeMap::from([("a".to_owned(), Secret::new("AAAA"))]);
        assert_eq!(Seal::new(&short, "a").err(), Some(SealError::BadKey("a".into())));
    }
}
