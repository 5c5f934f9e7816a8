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

/// The bytes of 64 hexadecimal digits: a digest's.
pub(crate) fn from_hex(digits: &str) -> Option<[u8; 32]> {
    if digits.len() != 64 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; 32];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{from_hex, hex, in_hex};

    #[test]
    fn a_digest_is_read_as_it_is_written_and_nothing_else_is() {
        let digest = hex("abc");
        assert_eq!(from_hex(&digest).map(|bytes| in_hex(&bytes)), Some(digest.clone()));
        for odd in ["", &digest[1..], &format!("{digest}0"), &digest.replacen('b', "g", 1), &"ü".repeat(32)] {
            assert_eq!(from_hex(odd), None, "{odd}");
        }
    }

    #[test]
    fn the_digest_is_sha_256() {
        assert_eq!(hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
