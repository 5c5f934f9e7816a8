//! Ids that we make.

use crate::domain::{TicketId, Timestamp};

/// Crockford's base 32: no I, L, O or U, so that a reference read over the telephone is understood.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A ticket's id: 10 characters of time, so that ids sort by age, and 16 of randomness. The last four are what people
/// call the ticket (`T-4F7K`).
pub(super) fn ticket_id(now: Timestamp, fresh: u128) -> TicketId {
    let time = u128::from(now.millis().unsigned_abs());
    TicketId::new(format!("{}{}", digits::<10>(time), digits::<16>(fresh)))
}

fn digits<const N: usize>(mut number: u128) -> String {
    let mut text = [b'0'; N];
    for digit in text.iter_mut().rev() {
        let low = usize::from(number.to_le_bytes()[0] & 31);
        *digit = ALPHABET.get(low).copied().unwrap_or(b'0');
        number >>= 5;
    }
    text.iter().map(|digit| char::from(*digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::ticket_id;
    use crate::domain::{Reference, Timestamp};

    #[test]
    fn ticket_ids_sort_by_age_and_end_in_randomness() {
        let at = |millis| ticket_id(Timestamp::from_millis(millis), 0b11111_00001);
        assert!(at(1_790_000_000_000).as_str() < at(1_790_000_000_001).as_str());
        assert_eq!(at(1_790_000_000_000).as_str().len(), 26);
        assert_eq!(Reference::of(&at(0)).as_str(), "T-00Z1");
    }
}
