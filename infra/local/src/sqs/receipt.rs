//! Receipt handles: one for each receive of a message, stale once the message was received again.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use serde::{Deserialize, Serialize};

/// A receipt handle. Opaque to callers; it holds the message's place in its queue and 128 random bits, so that a
/// handle of another queue or another receive never fits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Receipt(String);

impl Receipt {
    /// The handle of a new receive.
    pub fn new(sequence: u64, random: u128) -> Self {
        let bytes = [sequence.to_be_bytes().as_slice(), random.to_be_bytes().as_slice()].concat();
        Self(URL_SAFE.encode(bytes))
    }

    /// Takes a caller's text as a handle, and says which message it is about. None for what was never a handle.
    pub fn parse(text: &str) -> Option<(Self, u64)> {
        let bytes: [u8; 24] = URL_SAFE.decode(text).ok()?.try_into().ok()?;
        let sequence = bytes.first_chunk::<8>()?;
        Some((Self(text.to_owned()), u64::from_be_bytes(*sequence)))
    }

    /// The handle as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Receipt;

    #[test]
    fn a_handle_is_read_back_and_other_texts_are_none() {
        let receipt = Receipt::new(7, 12);
        assert_eq!(Receipt::parse(receipt.as_str()), Some((receipt.clone(), 7)));
        assert_ne!(Receipt::new(7, 13), receipt);
        for text in ["", "oops", "AAAAAAAAAAA="] {
            assert_eq!(Receipt::parse(text), None);
        }
    }
}
