//! What an entry names: by this the page finds what belongs to a ticket, also what happened before anybody knew that it
//! would (a channel is made before it is anybody's inbox channel).

use std::collections::BTreeSet;

use serde_json::Value;

/// How long a word may be to be a mark. A member id has 24 characters, a ticket's id 26.
const LONGEST: usize = 64;

/// The ids in these texts: of tickets, of members, of channels; by their shapes alone.
pub(super) fn of(said: &[&Value]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for value in said {
        collect(value, &mut found);
    }
    found
}

/// What is masked: addresses and words that open something, for a while (`contracts/slack.md` 5) or for good (12).
const MASKED: [&str; 4] = ["response_url", "trigger_id", "token", "access_token"];

/// Takes out of a body what opens doors.
pub(super) fn mask(said: &mut Value) {
    match said {
        Value::Object(fields) => {
            for (name, value) in fields {
                if MASKED.contains(&name.as_str()) && value.is_string() {
                    *value = Value::from("(not shown)");
                } else {
                    mask(value);
                }
            }
        }
        Value::Array(all) => all.iter_mut().for_each(mask),
        Value::String(text) if text.contains(RELAY) => *text = without_relay_keys(text),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What stands before a relay key in the relay URL, which the checklist and the Admin Panel show.
const RELAY: &str = "/relay/";

/// The shortest that is taken for a key: one has 32 digits.
const KEY_AT_LEAST: usize = 16;

fn without_relay_keys(text: &str) -> String {
    let mut parts = text.split(RELAY);
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let key = part.bytes().take_while(u8::is_ascii_hexdigit).count();
        let (masked, rest) =
            if key < KEY_AT_LEAST { ("", part) } else { ("(not shown)", part.get(key..).unwrap_or_default()) };
        shown.extend([RELAY, masked, rest]);
    }
    shown
}

fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => found.extend(words(text).filter(|word| is_mark(word)).map(str::to_owned)),
        Value::Array(all) => all.iter().for_each(|one| collect(one, found)),
        Value::Object(fields) => fields.values().for_each(|one| collect(one, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| (9..=LONGEST).contains(&word.len()))
}

fn is_mark(word: &str) -> bool {
    let is_upper = || word.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit());
    match word.len() {
        24 => word.bytes().all(|it| it.is_ascii_digit() || (b'a'..=b'f').contains(&it)),
        26 => is_upper(),
        // With a digit: a word in capitals is none.
        9..=13 => word.starts_with(['C', 'D', 'G']) && is_upper() && word.bytes().any(|it| it.is_ascii_digit()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{mask, of};
    use serde_json::json;

    #[test]
    fn a_relay_key_is_masked_wherever_an_address_holds_it_and_the_rest_is_shown() {
        let url = "https://inbox.example.com/relay/0123456789abcdef0123456789abcdef";
        let mut said =
            json!({"blocks": [{"text": {"text": format!("`{url}` and \"{url}/assignments\" or /relay/…")}}]});
        mask(&mut said);
        let masked = "https://inbox.example.com/relay/(not shown)";
        let shown = format!("`{masked}` and \"{masked}/assignments\" or /relay/…");
        assert_eq!(said["blocks"][0]["text"]["text"], json!(shown));
    }

    #[test]
    fn tickets_members_and_channels_are_found_wherever_they_stand() {
        let said = json!({"metadata": {"delivery_key": "member#64a0c0ffee0000000000a001#card#01M81Z0CDA7APVD42F0C9E70DQ#1"},
            "blocks": [{"text": "in <#C08INBOX0001|ana>, Hello World, CHARACTERS-AND-more"}]});
        let found: Vec<String> = of(&[&said]).into_iter().collect();
        assert_eq!(found, ["01M81Z0CDA7APVD42F0C9E70DQ", "64a0c0ffee0000000000a001", "C08INBOX0001"]);
    }
}
