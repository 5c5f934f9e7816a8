//! Where the next page begins: opaque to callers, base64 as Slack's are.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::refusal::Refusal;

/// A cursor of one kind (`next_ts`, `user`) and a place.
pub(super) fn write(kind: &str, place: &str) -> String {
    STANDARD.encode(format!("{kind}:{place}"))
}

/// The place that a cursor of this kind stands for; `invalid_cursor` for anything else.
pub(super) fn read(kind: &str, cursor: &str) -> Result<String, Refusal> {
    let decoded = STANDARD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let place = decoded.as_deref().and_then(|text| text.strip_prefix(kind)?.strip_prefix(':'));
    place.map(str::to_owned).ok_or_else(|| Refusal::new("invalid_cursor"))
}
