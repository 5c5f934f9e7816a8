//! What `cargo run` takes from the environment: with a Slack app's two tokens it works with real Slack, in Socket Mode,
//! and with the platform's tokens besides with the real platform. No deployed function reads any of it.

use super::{ConfigError, Lookup, SLACK_API};
use crate::domain::{AppId, BotChannelId, ChannelId};
use crate::secret::Secret;

/// The platform's Open API (`contracts/stella.md` 1).
const OPEN_API: &str = "https://open.api.woztell.com/v3";
/// The platform's Bot API.
const BOT_API: &str = "https://bot.api.woztell.com";
/// What the bot channel is a channel of.
const PLATFORM: &str = "WhatsApp";

const APP_TOKEN: &str = "SLACK_APP_TOKEN";
const BOT_TOKEN: &str = "SLACK_BOT_TOKEN";
const TICKETING_CHANNEL: &str = "SLACK_TICKETING_CHANNEL";
const CHANNEL: &str = "STELLA_CHANNEL_ID";
/// What the real platform takes: all or none.
const OF_PLATFORM: [&str; 5] =
    [CHANNEL, "STELLA_APP_ID", "STELLA_OPEN_API_TOKEN", "STELLA_BOT_API_TOKEN", "STELLA_CHANNEL_SECRET"];

const BOTH_TOKENS: &str = "set both for real Slack, or none of them for the sandbox";
const A_CHANNEL: &str = "give the id of the Slack channel that tickets are posted in. It begins with C and stands at the end of the channel's \
     details";
const ALL_OF_PLATFORM: &str = "set STELLA_CHANNEL_ID, STELLA_APP_ID, STELLA_OPEN_API_TOKEN, STELLA_BOT_API_TOKEN and STELLA_CHANNEL_SECRET for the \
     real platform, or none of them for the sandbox's";
const WITH_SLACK: &str = "the real platform goes with real Slack. Set SLACK_APP_TOKEN, SLACK_BOT_TOKEN and SLACK_TICKETING_CHANNEL too, or \
     none of them";

/// Real Slack, and perhaps the real platform.
#[derive(Clone, Debug)]
pub struct SocketConfig {
    /// `SLACK_API_BASE`: Slack's Web API.
    pub slack_api: String,
    /// `SLACK_APP_TOKEN`: opens the connections.
    pub app_token: Secret,
    /// `SLACK_BOT_TOKEN`: what the app speaks by.
    pub bot_token: Secret,
    /// `SLACK_TICKETING_CHANNEL`: the default ticketing channel.
    pub ticketing_channel: ChannelId,
    /// The real platform; none: the sandbox's.
    pub platform: Option<PlatformConfig>,
}

/// The real platform's bot channel, as an admin would connect it.
#[derive(Clone, Debug)]
pub struct PlatformConfig {
    /// `STELLA_CHANNEL_ID`: the bot channel.
    pub channel: BotChannelId,
    /// `STELLA_APP_ID`: the app that owns it.
    pub app: AppId,
    /// `STELLA_PLATFORM`: what it is a channel of.
    pub platform: String,
    /// `STELLA_OPEN_API_BASE`.
    pub open_api: String,
    /// `STELLA_BOT_API_BASE`.
    pub bot_api: String,
    /// `STELLA_OPEN_API_TOKEN`.
    pub open_api_token: Secret,
    /// `STELLA_BOT_API_TOKEN`: may be the same one.
    pub bot_api_token: Secret,
    /// `STELLA_CHANNEL_SECRET`: what the platform signs its webhook with.
    pub channel_secret: Secret,
}

impl SocketConfig {
    /// Reads it; none where neither of Slack's tokens is set: then the sandbox stands in for both.
    pub fn read(variable: Lookup<'_>) -> Result<Option<Self>, ConfigError> {
        // A token that was pasted from a file has a line's end.
        let set = |name| variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let incomplete = |missing, given, remedy| ConfigError::Incomplete { missing, given, remedy };
        let (app_token, bot_token) = match (set(APP_TOKEN), set(BOT_TOKEN)) {
            (Some(app), Some(bot)) => (Secret::new(app), Secret::new(bot)),
            (Some(_), None) => return Err(incomplete(BOT_TOKEN, APP_TOKEN, BOTH_TOKENS)),
            (None, Some(_)) => return Err(incomplete(APP_TOKEN, BOT_TOKEN, BOTH_TOKENS)),
            (None, None) => {
                let stray = OF_PLATFORM.into_iter().find(|name| set(name).is_some());
                return stray.map_or(Ok(None), |stray| Err(incomplete(APP_TOKEN, stray, WITH_SLACK)));
            }
        };
        let channel = set(TICKETING_CHANNEL).ok_or_else(|| incomplete(TICKETING_CHANNEL, APP_TOKEN, A_CHANNEL))?;
        Ok(Some(Self {
            slack_api: set("SLACK_API_BASE").unwrap_or_else(|| SLACK_API.to_owned()),
            app_token,
            bot_token,
            ticketing_channel: ChannelId::new(channel),
            platform: PlatformConfig::read(&set)?,
        }))
    }
}

impl PlatformConfig {
    fn read(set: Lookup<'_>) -> Result<Option<Self>, ConfigError> {
        let Some(given) = OF_PLATFORM.into_iter().find(|name| set(name).is_some()) else { return Ok(None) };
        let needed = |name| {
            let missing = ConfigError::Incomplete { missing: name, given, remedy: ALL_OF_PLATFORM };
            set(name).ok_or(missing)
        };
        let or = |name, default: &str| set(name).unwrap_or_else(|| default.to_owned());
        let [channel, app, open_api_token, bot_api_token, channel_secret] = OF_PLATFORM;
        Ok(Some(Self {
            channel: BotChannelId::new(needed(channel)?),
            app: AppId::new(needed(app)?),
            platform: or("STELLA_PLATFORM", PLATFORM),
            open_api: or("STELLA_OPEN_API_BASE", OPEN_API),
            bot_api: or("STELLA_BOT_API_BASE", BOT_API),
            open_api_token: Secret::new(needed(open_api_token)?),
            bot_api_token: Secret::new(needed(bot_api_token)?),
            channel_secret: Secret::new(needed(channel_secret)?),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::{OF_PLATFORM, SocketConfig};

    const SLACK: [(&str, &str); 3] = [
        ("SLACK_APP_TOKEN", "app-planted"),
        ("SLACK_BOT_TOKEN", " bot-planted\n"),
        ("SLACK_TICKETING_CHANNEL", "C08TICKETS1"),
    ];

    fn read(set: &[(&str, &str)]) -> Result<Option<SocketConfig>, String> {
        let variable = |name: &'static str| {
            let found = set.iter().find(|(set, _)| *set == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        SocketConfig::read(&variable).map_err(|error| error.to_string())
    }

    fn platform() -> impl Iterator<Item = (&'static str, &'static str)> {
        OF_PLATFORM.into_iter().map(|name| (name, "planted"))
    }

    #[test]
    fn without_slacks_tokens_it_is_the_sandbox() {
        assert!(read(&[("SLACK_TICKETING_CHANNEL", "C08TICKETS1"), ("SLACK_APP_TOKEN", " ")]).unwrap().is_none());
    }

    #[test]
    fn with_both_it_is_real_slack_and_the_sandboxs_platform() {
        let config = read(&SLACK).unwrap().unwrap();
        assert_eq!(config.bot_token.expose(), "bot-planted");
        assert_eq!((config.slack_api.as_str(), config.platform.is_none()), ("https://slack.com/api", true));
        assert!(!format!("{config:?}").contains("planted"));
    }

    #[test]
    fn with_the_platforms_five_it_is_the_real_platform() {
        let set: Vec<_> = SLACK.into_iter().chain(platform()).collect();
        let platform = read(&set).unwrap().unwrap().platform.unwrap();
        assert_eq!(platform.open_api, "https://open.api.woztell.com/v3");
        assert_eq!(
            (platform.bot_api.as_str(), platform.platform.as_str()),
            ("https://bot.api.woztell.com", "WhatsApp")
        );
    }

    #[test]
    fn whatever_is_missing_is_named_with_what_to_do() {
        let without = |missing: &str| SLACK.into_iter().filter(|(name, _)| *name != missing).collect::<Vec<_>>();
        for (set, begins) in [
            (without("SLACK_APP_TOKEN"), "SLACK_APP_TOKEN is not set, but SLACK_BOT_TOKEN is: set both"),
            (without("SLACK_BOT_TOKEN"), "SLACK_BOT_TOKEN is not set, but SLACK_APP_TOKEN is: set both"),
            (without("SLACK_TICKETING_CHANNEL"), "SLACK_TICKETING_CHANNEL is not set, but SLACK_APP_TOKEN is: give"),
            (platform().collect(), "SLACK_APP_TOKEN is not set, but STELLA_CHANNEL_ID is: the real platform goes"),
        ] {
            let said = read(&set).unwrap_err();
            assert!(said.starts_with(begins) && !said.contains("planted"), "{said}");
        }
        for missing in OF_PLATFORM {
            let set: Vec<_> = SLACK.into_iter().chain(platform().filter(|(name, _)| *name != missing)).collect();
            let said = read(&set).unwrap_err();
            assert!(said.starts_with(&format!("{missing} is not set, but STELLA_")), "{said}");
        }
    }
}
