//! A short stand-in for a text of any length, the same for the same text.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// SHA-256 in hexadecimal: 64 characters.
pub fn hex(text: &str) -> String {
    in_hex(&Sha256::digest(text.as_bytes()))
}

/// Bytes in hexadecimal, two lower-case characters each.
pub(crate) fn in_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        // Writing into a text never fails.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::hex;

    #[test]
    fn the_digest_is_sha_256() {
        assert_eq!(hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
