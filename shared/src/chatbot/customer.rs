//! What the platform's member object says of a customer, in its answers and in a bot's request alike. Every field may
//! be absent, null or of another type.

use serde_json::Value;

use super::Profile;
use crate::domain::{CustomerHint, CustomerText};

/// The longest name, external id, platform, language and tag that is kept, in characters.
const WORD_MAX: usize = 200;
/// How many tags are kept.
const TAGS_MAX: usize = 50;

impl Profile {
    /// Reads a member object (`contracts/stella.md` 3.1).
    pub(super) fn of(member: &Value) -> Self {
        let external_id = word(member.get("externalId"));
        let name = name(member).or_else(|| external_id.clone());
        Self {
            name: name.map(CustomerText::new),
            language: word(member.get("customLocale")).or_else(|| word(member.get("locale"))),
            platform: word(member.get("platform")),
            tags: tags(member.get("tags")),
            live_chat: member.pointer("/botMeta/liveChat").and_then(Value::as_bool),
            external_id: external_id.map(CustomerText::new),
        }
    }
}

impl From<Profile> for CustomerHint {
    fn from(profile: Profile) -> Self {
        Self {
            name: profile.name,
            external_id: profile.external_id,
            language: profile.language,
            platform: profile.platform,
            tags: profile.tags,
        }
    }
}

fn name(member: &Value) -> Option<String> {
    let part = |key| word(member.get(key));
    let both: Vec<String> = [part("firstName"), part("lastName")].into_iter().flatten().collect();
    let both = (!both.is_empty()).then(|| both.join(" "));
    part("name").or(both).or_else(|| word(member.pointer("/profile/name")))
}

fn tags(value: Option<&Value>) -> Vec<String> {
    let listed = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let tag = |tag: &Value| word(Some(tag)).or_else(|| word(tag.get("name")));
    listed.iter().filter_map(tag).take(TAGS_MAX).collect()
}

/// A text or number, trimmed; nothing when it is blank. What is too long ends in `…`.
fn word(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then(|| first_characters(&text, WORD_MAX))
}

/// A text in at most `max` characters; where something had to go, it ends in `…`.
pub(super) fn first_characters(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let kept: String = text.chars().take(max.saturating_sub(1)).collect();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Profile;

    fn name(member: &serde_json::Value) -> Option<String> {
        Profile::of(member).name.map(|name| name.as_str().to_owned())
    }

    #[test]
    fn a_name_falls_back_step_by_step_to_the_external_id() {
        let mut member =
            json!({"name": " Ana ", "firstName": "A", "lastName": "B", "profile": {"name": "P"}, "externalId": 852});
        for (key, expected) in [("name", "Ana"), ("firstName", "A B"), ("lastName", "B"), ("profile", "P")] {
            assert_eq!(name(&member).as_deref(), Some(expected));
            member[key] = json!(null);
        }
        assert_eq!(name(&member).as_deref(), Some("852"));
        assert_eq!(name(&json!({})), None);
    }

    #[test]
    fn a_member_of_odd_shape_says_what_it_can() {
        let odd = json!({"name": ["x"], "locale": "zh-HK", "customLocale": " ", "platform": 5, "tags": ["vip", 7, null, {"name": "old"}, ["x"]], "botMeta": "none"});
        let profile = Profile::of(&odd);
        assert_eq!((profile.name, profile.live_chat), (None, None));
        assert_eq!(profile.language.as_deref(), Some("zh-HK"));
        assert_eq!(profile.platform.as_deref(), Some("5"));
        assert_eq!(profile.tags, ["vip", "7", "old"]);
        assert_eq!(Profile::of(&json!("x")), Profile::default());
        let long = Profile::of(&json!({"platform": "é".repeat(1_000), "tags": vec!["t"; 1_000]}));
        assert_eq!(long.platform.map(|platform| platform.chars().count()), Some(200));
        assert_eq!(long.tags.len(), 50);
    }
}
