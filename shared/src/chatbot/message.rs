//! What a message of the platform's says, as far as it is text (`contracts/stella.md` 4.2).

use serde_json::Value;

/// Where a message's text may stand: the first that holds one is it (`contracts/stella.md` 4.2).
const TEXT_PLACES: &[&str] = &[
    "/text",
    "/title",
    "/interactive/button_reply/title",
    "/interactive/list_reply/title",
    "/button_reply/title",
    "/payload",
    "/payload/payload",
    "/caption",
];

/// The first text in a message's `data`.
pub(super) fn text(data: &Value) -> Option<String> {
    let said = |place: &&str| data.pointer(place).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    TEXT_PLACES.iter().find_map(said).map(ToOwned::to_owned)
}
