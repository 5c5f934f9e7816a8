//! Slack's own description of the methods that the sandbox plays (`contracts/slack-methods/*.json`, copied to
//! `contract/`): argument names and types, which are required, whether JSON is taken, scopes, tier, errors. The sandbox
//! is driven by these files, so that it can't be laxer than they are.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use super::refusal::Refusal;

/// One file a method. A method is played when it is here and has a handler in [`super::methods`].
const FILES: [&str; 27] = [
    include_str!("contract/auth.test.json"),
    include_str!("contract/bookmarks.add.json"),
    include_str!("contract/chat.getPermalink.json"),
    include_str!("contract/chat.postEphemeral.json"),
    include_str!("contract/chat.postMessage.json"),
    include_str!("contract/chat.update.json"),
    include_str!("contract/conversations.archive.json"),
    include_str!("contract/conversations.create.json"),
    include_str!("contract/conversations.history.json"),
    include_str!("contract/conversations.info.json"),
    include_str!("contract/conversations.invite.json"),
    include_str!("contract/conversations.join.json"),
    include_str!("contract/conversations.kick.json"),
    include_str!("contract/conversations.members.json"),
    include_str!("contract/conversations.open.json"),
    include_str!("contract/conversations.rename.json"),
    include_str!("contract/conversations.replies.json"),
    include_str!("contract/conversations.setTopic.json"),
    include_str!("contract/conversations.unarchive.json"),
    include_str!("contract/oauth.v2.access.json"),
    include_str!("contract/reactions.add.json"),
    include_str!("contract/reactions.remove.json"),
    include_str!("contract/users.info.json"),
    include_str!("contract/views.open.json"),
    include_str!("contract/views.publish.json"),
    include_str!("contract/views.push.json"),
    include_str!("contract/views.update.json"),
];

/// The errors that (almost) every method may give (`contracts/slack.md` 1, "Error classes", and the two lines on
/// `ratelimited`).
const COMMON_ERRORS: [&str; 34] = [
    "accesslimited",
    "access_denied",
    "account_inactive",
    "deprecated_endpoint",
    "ekm_access_denied",
    "enterprise_is_restricted",
    "fatal_error",
    "internal_error",
    "invalid_arg_name",
    "invalid_arguments",
    "invalid_array_arg",
    "invalid_auth",
    "invalid_charset",
    "invalid_form_data",
    "invalid_json",
    "invalid_post_type",
    "json_not_object",
    "method_deprecated",
    "missing_argument",
    "missing_post_type",
    "missing_scope",
    "no_permission",
    "not_allowed_token_type",
    "not_authed",
    "org_login_required",
    "rate_limited",
    "ratelimited",
    "request_timeout",
    "service_unavailable",
    "team_access_not_granted",
    "team_added_to_org",
    "token_expired",
    "token_revoked",
    "two_factor_setup_required",
];

/// Arguments that carry a structure: JSON text in a form, the real array or object in a JSON body
/// (`contracts/slack.md` 1).
const STRUCTURED: [&str; 6] = ["attachments", "blocks", "files", "metadata", "unfurled_attachments", "view"];

/// All methods that the sandbox plays.
#[derive(Clone, Debug)]
pub(in crate::sandbox) struct Contract {
    methods: BTreeMap<String, Method>,
}

/// One method as Slack describes it.
#[derive(Clone, Debug, Deserialize)]
pub(in crate::sandbox) struct Method {
    /// Its name, such as `chat.postMessage`.
    #[serde(rename = "method")]
    pub(in crate::sandbox) name: String,
    /// Its tier.
    pub(in crate::sandbox) rate_limit: Tier,
    /// Whether it takes a JSON body; otherwise a form or a query only.
    pub(in crate::sandbox) json_body: bool,
    scope: Scopes,
    required: Vec<String>,
    arguments: BTreeMap<String, Value>,
    errors: BTreeSet<String>,
}

/// How often a method may be called (`contracts/slack.md` 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(in crate::sandbox) enum Tier {
    /// Once a minute.
    #[serde(rename = "t1")]
    One,
    /// 20 a minute.
    #[serde(rename = "t2")]
    Two,
    /// 50 a minute.
    #[serde(rename = "t3")]
    Three,
    /// 100 a minute.
    #[serde(rename = "t4")]
    Four,
    /// A rule of its own.
    #[serde(rename = "t5")]
    Special,
}

impl Tier {
    /// Floors in Slack's text, taken as ceilings here; none for methods with a rule of their own.
    pub(in crate::sandbox) fn calls_a_minute(self) -> Option<u32> {
        match self {
            Self::One => Some(1),
            Self::Two => Some(20),
            Self::Three => Some(50),
            Self::Four => Some(100),
            Self::Special => None,
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Scopes {
    #[serde(default)]
    bot: Vec<String>,
}

/// The type of an argument, as far as it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sandbox) enum Kind {
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// True or false.
    Flag,
    /// A list of texts.
    List,
    /// A structure ([`STRUCTURED`]).
    Structure,
}

/// What an argument may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sandbox) struct Argument {
    /// The types it may have; any one will do.
    pub(in crate::sandbox) kinds: Vec<Kind>,
    /// Whether JSON's null is taken and means that it is absent.
    pub(in crate::sandbox) nullable: bool,
    /// The texts allowed, when they are few.
    pub(in crate::sandbox) allowed: Vec<String>,
}

impl Contract {
    /// Reads the files that are part of the binary.
    pub(in crate::sandbox) fn read() -> Result<Self, serde_json::Error> {
        let read = |file: &str| serde_json::from_str::<Method>(file).map(|method| (method.name.clone(), method));
        let methods = FILES.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(Self { methods })
    }

    /// A method by its name.
    pub(in crate::sandbox) fn method(&self, name: &str) -> Option<&Method> {
        self.methods.get(name)
    }

    /// Every method, by name.
    pub(in crate::sandbox) fn methods(&self) -> impl Iterator<Item = &Method> {
        self.methods.values()
    }
}

impl Method {
    /// The arguments that a call can't be without.
    pub(in crate::sandbox) fn required(&self) -> impl Iterator<Item = &str> {
        self.required.iter().map(String::as_str)
    }

    /// What an argument may be; `None` when the method has none of that name.
    pub(in crate::sandbox) fn argument(&self, name: &str) -> Option<Argument> {
        self.arguments.get(name).map(|described| argument_of(name, described))
    }

    /// The bot scopes of which any one is enough to call it at all; none for a method that needs none.
    pub(in crate::sandbox) fn scopes(&self) -> &[String] {
        &self.scope.bot
    }

    /// Whether Slack may answer the method with this error.
    pub(in crate::sandbox) fn may_answer(&self, error: &str) -> bool {
        self.errors.contains(error) || COMMON_ERRORS.contains(&error)
    }

    /// A refusal under the name that this method has for it: what is wrong is found in one place for all methods, but
    /// not each lists the same errors.
    pub(super) fn in_its_words(&self, refusal: Refusal) -> Refusal {
        if self.may_answer(&refusal.error) {
            return refusal;
        }
        match refusal.error.as_str() {
            "msg_blocks_too_long" => Refusal::new("msg_too_long"),
            "as_user_not_supported"
            | "invalid_attachments"
            | "invalid_metadata_format"
            | "invalid_metadata_schema"
            | "metadata_too_large" => Refusal::arguments(refusal.error),
            _ => refusal,
        }
    }

    /// Every error that Slack may answer it with.
    pub(in crate::sandbox) fn all_errors(&self) -> BTreeSet<String> {
        self.errors.iter().cloned().chain(COMMON_ERRORS.map(str::to_owned)).collect()
    }
}

fn argument_of(name: &str, described: &Value) -> Argument {
    let alternatives = match described.get("anyOf") {
        Some(Value::Array(alternatives)) => alternatives.clone(),
        _ => vec![described.clone()],
    };
    let named = |kind: &Value| kind.get("type").and_then(Value::as_str).map(str::to_owned);
    let types: Vec<Option<String>> = alternatives.iter().map(named).collect();
    let texts = alternatives.iter().filter_map(|one| one.get("enum").and_then(Value::as_array)).flatten();
    Argument {
        kinds: if STRUCTURED.contains(&name) { vec![Kind::Structure] } else { kinds_of(&types) },
        nullable: types.iter().flatten().any(|name| name == "null"),
        allowed: texts.filter_map(Value::as_str).map(str::to_owned).collect(),
    }
}

fn kinds_of(types: &[Option<String>]) -> Vec<Kind> {
    let kind = |name: &Option<String>| match name.as_deref() {
        Some("boolean") => Some(Kind::Flag),
        Some("number" | "integer") => Some(Kind::Number),
        Some("array") => Some(Kind::List),
        Some("null") => None,
        // Where the reference gives no type (`chat.postEphemeral`'s user), a text is what Slack's own clients send.
        _ => Some(Kind::Text),
    };
    types.iter().filter_map(kind).collect()
}

#[cfg(test)]
mod tests {
    use super::{Contract, Kind, Tier};
    use crate::sandbox::slack::methods;

    #[test]
    fn every_method_of_the_contract_is_played_and_none_besides() {
        let contract = Contract::read().unwrap();
        assert_eq!(contract.methods().count(), super::FILES.len(), "one file a method");
        for method in contract.methods() {
            assert!(methods::handler(&method.name).is_some(), "{} has a file but no handler", method.name);
        }
        assert!(methods::handler("chat.delete").is_none());
    }

    #[test]
    fn types_nulls_and_allowed_texts_are_read_from_the_file() {
        let contract = Contract::read().unwrap();
        let post = contract.method("chat.postMessage").unwrap();
        assert_eq!(post.rate_limit, Tier::Special);
        assert_eq!(post.argument("blocks").unwrap().kinds, [Kind::Structure]);
        assert!(post.argument("text").unwrap().nullable);
        assert!(!post.argument("channel").unwrap().nullable);
        assert_eq!(post.argument("mrkdwn").unwrap().kinds, [Kind::Flag]);
        assert_eq!(post.argument("users"), None);
        let ephemeral = contract.method("chat.postEphemeral").unwrap();
        assert_eq!(ephemeral.argument("parse").unwrap().allowed, ["", "none", "full", "mrkdwn", "false"]);
        assert_eq!(ephemeral.argument("user").unwrap().kinds, [Kind::Text]);
    }

    #[test]
    fn a_method_answers_its_own_errors_and_the_common_ones_only() {
        let contract = Contract::read().unwrap();
        let update = contract.method("chat.update").unwrap();
        assert!(update.may_answer("cant_update_message") && update.may_answer("missing_scope"));
        assert!(!update.may_answer("is_archived"), "archived is `is_inactive` there");
    }
}
