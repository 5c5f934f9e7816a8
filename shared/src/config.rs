//! Configuration: the one place that reads the environment.

pub mod socket_mode;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::seal::{Seal, SealError};
use crate::secret::Secret;
use crate::slack::OAuth;
use crate::slack::signature::SigningSecrets;

/// Slack's Web API, unless `SLACK_API_BASE` says otherwise (`contracts/slack.md` 1).
const SLACK_API: &str = "https://slack.com/api";

/// Configuration that is missing or can't be read. Names the variable, never its value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// A variable that has to be set is not.
    #[error("{0} is not set")]
    Missing(&'static str),
    /// A variable holds what can't be used.
    #[error("{0} can't be used: {1}")]
    Unusable(&'static str, String),
    /// A variable is not set though it goes with one that is.
    #[error("{missing} is not set, but {given} is: {remedy}")]
    Incomplete {
        /// The one that is not set.
        missing: &'static str,
        /// One that is.
        given: &'static str,
        /// What to do.
        remedy: &'static str,
    },
}

/// Where the state and the doorbell are: what every function needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// `TABLE_NAME`: the one table.
    pub table: String,
    /// `QUEUE_URL`: the FIFO doorbell queue.
    pub queue_url: String,
    /// `ANSWERS_URL`: the standard queue of private answers.
    pub answers_url: String,
}

/// What the functions that speak to Slack, or are spoken to, need beside [`Config`].
pub struct OutsideConfig {
    /// `SLACK_API_BASE`: Slack's Web API.
    pub slack_api: String,
    /// Of `APP_SECRET`: opens tokens.
    pub seal: Seal,
    /// Of `APP_SECRET`: what Slack signs its requests to us with. None where it is not set yet: then nothing that
    /// claims to come from Slack is believed.
    pub signing: Option<SigningSecrets>,
    /// Of `APP_SECRET`: what workspaces install the app with. None where a part of it is not set yet: then none can.
    pub oauth: Option<OAuth>,
}

/// A variable by its name; the environment, or a test's own.
pub type Lookup<'a> = &'a dyn Fn(&'static str) -> Option<String>;

/// The process's environment.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
pub fn environment(name: &'static str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl Config {
    /// Reads what every function needs.
    pub fn read(variable: Lookup<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            table: required(variable, "TABLE_NAME")?,
            queue_url: required(variable, "QUEUE_URL")?,
            answers_url: required(variable, "ANSWERS_URL")?,
        })
    }
}

impl OutsideConfig {
    /// Reads what these functions need.
    pub fn read(variable: Lookup<'_>) -> Result<Self, ConfigError> {
        let secret = required(variable, "APP_SECRET")?;
        let secret: AppSecret = serde_json::from_str(&secret).map_err(|error| unusable_secret(&error))?;
        let seal = Seal::new(&secret.seal.keys, secret.seal.current);
        let seal = seal.map_err(|error: SealError| ConfigError::Unusable("APP_SECRET", error.to_string()))?;
        let slack_api = variable("SLACK_API_BASE").unwrap_or_else(|| SLACK_API.to_owned());
        let signing = secret.signing.map(|signing| SigningSecrets {
            current: signing.current,
            previous: signing.previous.filter(|previous| !previous.expose().is_empty()),
        });
        let client = secret.client.unwrap_or_default();
        let oauth = client.oauth(secret.state.unwrap_or_default(), OAuth::site_of(&slack_api));
        Ok(Self { slack_api, seal, signing, oauth })
    }
}

/// What a function says that can't believe anything without Slack's signing secret.
pub fn no_signing_secret() -> ConfigError {
    ConfigError::Unusable("APP_SECRET", "it has no signing secret: put Slack's under signing.current".to_owned())
}

/// The parser's own text may quote the value: only the place is told.
fn unusable_secret(error: &serde_json::Error) -> ConfigError {
    let place = format!("not the JSON that it should be, at line {} column {}", error.line(), error.column());
    ConfigError::Unusable("APP_SECRET", place)
}

/// The app secret, as far as it is used: `{"seal":{"current":"k1","keys":{"k1":"<32 bytes in base64>"}},
/// "signing":{"current":"<Slack's signing secret>","previous":"<the one before, while it is rotated>"},
/// "client":{"id":"<Slack's client id>","secret":"<Slack's client secret>"},"state":{"key":"<any long random text>"}}`.
#[derive(Deserialize)]
struct AppSecret {
    seal: SealKeys,
    #[serde(default)]
    signing: Option<Signing>,
    #[serde(default)]
    client: Option<Client>,
    #[serde(default)]
    state: Option<StateKey>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Client {
    id: String,
    secret: Option<Secret>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct StateKey {
    key: Option<Secret>,
}

impl Client {
    /// All of it, or none: what is empty is not set yet.
    fn oauth(self, state: StateKey, site: String) -> Option<OAuth> {
        let is_set = |secret: &Secret| !secret.expose().is_empty();
        Some(OAuth {
            client_id: Some(self.id).filter(|id| !id.is_empty())?,
            client_secret: self.secret.filter(is_set)?,
            state_key: state.key.filter(is_set)?,
            site,
        })
    }
}

#[derive(Deserialize)]
struct Signing {
    current: Secret,
    #[serde(default)]
    previous: Option<Secret>,
}

#[derive(Deserialize)]
struct SealKeys {
    current: String,
    keys: BTreeMap<String, Secret>,
}

fn required(variable: Lookup<'_>, name: &'static str) -> Result<String, ConfigError> {
    variable(name).ok_or(ConfigError::Missing(name))
}

#[cfg(test)]
mod tests {
    use super::{Config, ConfigError, OutsideConfig};

    #[test]
    fn a_missing_variable_is_named() {
        let only_table = |name: &'static str| (name == "TABLE_NAME").then(|| "t".to_owned());
        assert_eq!(Config::read(&only_table), Err(ConfigError::Missing("QUEUE_URL")));
    }

    #[test]
    fn workspaces_can_install_once_client_and_state_key_are_set_and_not_with_a_part() {
        let client = |id: &str, secret: &str| format!(r#""client":{{"id":"{id}","secret":"{secret}"}}"#);
        let whole = format!(r#",{},"state":{{"key":"k"}}"#, client("1.2", "s"));
        for (parts, is_set) in [
            (whole.as_str(), true),
            ("", false),
            (&whole.replace("\"1.2\"", "\"\""), false),
            (&whole.replace("\"s\"", "\"\""), false),
            (&whole.replace("\"k\"", "\"\""), false),
            (&format!(",{}", client("1.2", "s")), false),
        ] {
            let seal = format!(r#"{{"seal":{{"current":"k1","keys":{{"k1":"{}="}}}}{parts}}}"#, "A".repeat(43));
            let read = OutsideConfig::read(&|name| (name == "APP_SECRET").then(|| seal.clone())).unwrap();
            assert_eq!(read.oauth.is_some(), is_set, "{parts}");
        }
    }

    #[test]
    fn a_broken_app_secret_is_named_and_never_quoted() {
        for secret in [r#"{"seal":"planted"}"#, "planted", r#"{"seal":{"current":"k1","keys":{"k1":"planted"}}}"#] {
            let variable = |name: &'static str| (name == "APP_SECRET").then(|| secret.to_owned());
            let refused = OutsideConfig::read(&variable).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(refused.starts_with("APP_SECRET can't be used"), "{refused}");
            assert!(!refused.contains("planted"), "{refused}");
        }
    }
}
