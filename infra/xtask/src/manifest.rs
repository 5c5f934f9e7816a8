//! The Slack app's manifest with a stack's URLs filled in: `infra/slack-manifest.yaml` as it stands is for Socket Mode,
//! and its lines that begin with `#http` are for HTTP.

use serde_json::Value;
use thiserror::Error;

/// The manifest as it stands in the repository.
pub const TEXT: &str = include_str!("../../slack-manifest.yaml");

/// What a line begins with that counts over HTTP alone.
const HTTP: &str = "#http ";

/// Where the addresses of the manifest as it stands begin.
const EXAMPLE: &str = "https://inbox.example.com";

/// The addresses that Slack is told, each with its path in the manifest as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Urls {
    /// Where people come back to after they have consented.
    pub callback: String,
    /// Where events are posted.
    pub events: String,
    /// Where interactions are posted.
    pub interactivity: String,
}

/// Why a manifest can't be filled in. Each text says what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotFilled {
    /// The input is no JSON.
    #[error("the input is no JSON: pipe `aws cloudformation describe-stacks --stack-name <stack>` into this command")]
    NoJson,
    /// The stack does not say where something is.
    #[error("the stack has no output {0}: name the stack of Slack Inbox, once it is deployed")]
    NoOutput(&'static str),
    /// Slack takes HTTPS alone.
    #[error("{0} is not an https:// address of plain characters, which is all that Slack takes")]
    NotHttps(String),
    /// The manifest has no place for an address any more.
    #[error("infra/slack-manifest.yaml has no line for {0}: bring it back from the repository")]
    NoPlace(&'static str),
}

impl Urls {
    /// The addresses below one: a domain of one's own, with its stage if it has one.
    pub fn at(base: &str) -> Result<Self, NotFilled> {
        let base = base.trim_end_matches('/');
        let below = |path: &str| https(&format!("{base}{path}"));
        Ok(Self {
            callback: below("/slack/oauth/callback")?,
            events: below("/slack/events")?,
            interactivity: below("/slack/interactivity")?,
        })
    }

    /// The addresses that a stack's outputs name, as `describe-stacks` prints them.
    pub fn of_stack(described: &str) -> Result<Self, NotFilled> {
        let described: Value = serde_json::from_str(described).map_err(|_| NotFilled::NoJson)?;
        let output = |key: &'static str| {
            let outputs = described.pointer("/Stacks/0/Outputs").or(Some(&described)).and_then(Value::as_array);
            let found = outputs.into_iter().flatten().find(|output| output["OutputKey"] == key);
            let value = found.and_then(|output| output["OutputValue"].as_str());
            https(value.ok_or(NotFilled::NoOutput(key))?)
        };
        Ok(Self {
            callback: output("CallbackUrl")?,
            events: output("EventsUrl")?,
            interactivity: output("InteractivityUrl")?,
        })
    }
}

/// An address that Slack takes, and that can't be anything else in YAML.
fn https(url: &str) -> Result<String, NotFilled> {
    let rest = url.strip_prefix("https://").filter(|rest| !rest.is_empty() && !rest.starts_with('/'));
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-._~:/%".contains(letter);
    match rest {
        Some(rest) if rest.chars().all(is_plain) => Ok(url.to_owned()),
        _ => Err(NotFilled::NotHttps(url.to_owned())),
    }
}

/// The manifest for HTTP, with these addresses. Everything else, comments too, is as it stands.
pub fn filled(text: &str, urls: &Urls) -> Result<String, NotFilled> {
    let places = [
        ("/slack/oauth/callback", &urls.callback),
        ("/slack/events", &urls.events),
        ("/slack/interactivity", &urls.interactivity),
    ];
    let mut filled = text.replacen("socket_mode_enabled: true", "socket_mode_enabled: false", 1);
    for (path, url) in places {
        let stands = format!("{EXAMPLE}{path}");
        let line = filled.lines().find(|line| line.trim_start().starts_with(HTTP) && line.contains(&stands));
        let line = line.ok_or(NotFilled::NoPlace(path))?.to_owned();
        filled = filled.replacen(&line, &line.replacen(HTTP, "", 1).replacen(&stands, url, 1), 1);
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::{NotFilled, TEXT, Urls, filled};

    const BASE: &str = "https://a1b2c3d4e5.execute-api.ap-southeast-1.amazonaws.com";

    fn described(outputs: &[(&str, &str)]) -> String {
        let outputs: Vec<_> =
            outputs.iter().map(|(key, url)| format!(r#"{{"OutputKey":"{key}","OutputValue":"{url}"}}"#)).collect();
        format!(r#"{{"Stacks":[{{"StackName":"slack-inbox","Outputs":[{}]}}]}}"#, outputs.join(","))
    }

    fn stack() -> String {
        let url = |path: &str| format!("{BASE}{path}");
        let (callback, events) = (url("/slack/oauth/callback"), url("/slack/events"));
        described(&[
            ("TableName", "t"),
            ("CallbackUrl", &callback),
            ("EventsUrl", &events),
            ("InteractivityUrl", &url("/slack/interactivity")),
        ])
    }

    #[test]
    fn a_stacks_outputs_and_its_address_say_the_same() {
        assert_eq!(Urls::of_stack(&stack()), Urls::at(&format!("{BASE}/")));
    }

    #[test]
    fn only_the_three_lines_and_socket_mode_differ_from_what_stands_there() {
        let text = filled(TEXT, &Urls::at("https://inbox.acme.test/prod").unwrap()).unwrap();
        let changed: Vec<_> = TEXT.lines().zip(text.lines()).filter(|(stood, now)| stood != now).collect();
        let now: Vec<_> = changed.iter().map(|(_, now)| now.trim()).collect();
        assert_eq!(
            now,
            [
                "redirect_urls: [https://inbox.acme.test/prod/slack/oauth/callback]",
                "request_url: https://inbox.acme.test/prod/slack/events",
                "request_url: https://inbox.acme.test/prod/slack/interactivity",
                "socket_mode_enabled: false",
            ]
        );
        assert_eq!(TEXT.lines().count(), text.lines().count());
    }

    #[test]
    fn what_can_not_be_filled_in_says_what_to_do() {
        assert_eq!(Urls::of_stack("Unable to locate credentials"), Err(NotFilled::NoJson));
        assert_eq!(Urls::of_stack(r#"{"Stacks":[]}"#), Err(NotFilled::NoOutput("CallbackUrl")));
        assert_eq!(Urls::of_stack(&described(&[])), Err(NotFilled::NoOutput("CallbackUrl")));
        for odd in
            ["http://inbox.acme.test", "inbox.acme.test", "https://", "https:///x", "https://a b", "https://a\n#"]
        {
            assert!(matches!(Urls::at(odd), Err(NotFilled::NotHttps(_))), "{odd:?}");
        }
        let urls = Urls::at(BASE).unwrap();
        let cut = TEXT.replace("/slack/events", "/elsewhere");
        assert_eq!(filled(&cut, &urls), Err(NotFilled::NoPlace("/slack/events")));
    }
}
