//! What the sandbox tells about itself: the parts of `GET /sandbox/about` that it knows, and what the functions are
//! started with in its own process.

use serde::Serialize;
use shared::clock::Random;
use shared::domain::{AppId, BotChannelId, MemberId, UserId, WorkspaceId};
use shared::secret::Secret;
use shared::slack::OAuth;

use super::Sandbox;
use super::chatbot::Member;
use super::slack::oauth::CLIENT_ID;
use super::slack::seed;

/// Where Slack's Web API stands, below the local server's address.
pub const SLACK_API_PATH: &str = "/api";
/// Below it stand the addresses that interactions are answered at (`response_url`).
pub const RESPONSE_PATH: &str = "/response";
/// Where people consent to an installation.
pub const CONSENT_PATH: &str = "/oauth/v2/authorize";
/// Where the platform's Open API stands.
pub const OPEN_API_PATH: &str = "/platform/open/v3";
/// Where the platform's Bot API is, without a method.
pub const BOT_API_PATH: &str = "/platform/bot";

/// The sandbox's part of `GET /sandbox/about`. Addresses are paths: the runner knows the port.
#[derive(Clone, Debug, Serialize)]
pub struct AboutParts {
    /// Below it stand Slack's methods.
    pub slack_api_base: &'static str,
    /// The platform's Open API.
    pub platform_open_api: &'static str,
    /// The platform's Bot API, without a method.
    pub platform_bot_api: &'static str,
    /// What the platform signs its webhooks with. Shown on purpose, like Slack's.
    pub chatbot_channel_secret: Secret,
    /// What Slack signs its requests with. Shown on purpose: it is the sandbox's own.
    pub slack_signing_secret: Secret,
    /// The workspace.
    pub workspace_id: WorkspaceId,
    /// The app's bot user.
    pub bot_user: UserId,
    /// Agents: the first is the workspace's owner.
    pub agents: Vec<UserId>,
    /// One of each kind of person who is treated apart.
    pub guests: Guests,
    /// The platform's customers.
    pub customers: Vec<Customer>,
}

/// People who are treated apart (product.md, "Who may").
#[derive(Clone, Debug, Serialize)]
pub struct Guests {
    /// May do what an agent may.
    pub multi_channel_guest: UserId,
    /// May not pick.
    pub single_channel_guest: UserId,
    /// Of another organisation: may not pick.
    pub foreign_user: UserId,
    /// Has left.
    pub deactivated_user: UserId,
}

/// A customer of the chatbot.
#[derive(Clone, Debug, Serialize)]
pub struct Customer {
    /// The member's id.
    pub member: MemberId,
    /// Their bot channel.
    pub channel: BotChannelId,
    /// The app that it belongs to.
    pub app: AppId,
    /// What to call them.
    pub name: String,
}

/// What the functions need to call the sandbox as they would call Slack and the platform.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The workspace that the bot token is for.
    pub workspace_id: WorkspaceId,
    /// The app's id (`A…`).
    pub slack_app_id: String,
    /// The bot's id (`B…`), which its messages carry.
    pub bot_id: String,
    /// The bot's user.
    pub bot_user: UserId,
    /// The bot token.
    pub bot_token: Secret,
    /// Slack's signing secret.
    pub signing_secret: Secret,
    /// The platform's app.
    pub app: AppId,
    /// Opens the platform's Open API.
    pub open_api_token: Secret,
    /// Opens the platform's Bot API.
    pub bot_api_token: Secret,
    /// The bot channel.
    pub channel: BotChannelId,
    /// What the platform signs the bot channel's webhooks with.
    pub channel_secret: Secret,
}

impl Sandbox {
    /// The sandbox's part of `GET /sandbox/about`.
    pub fn about_parts(&self) -> AboutParts {
        let world = self.world();
        let (slack, chatbot) = (&world.state().slack, &world.state().chatbot);
        let customer = |member: &Member| Customer {
            member: member.id.clone(),
            channel: member.channel.clone(),
            app: chatbot.app.id.clone(),
            name: member.shown_name(),
        };
        AboutParts {
            slack_api_base: SLACK_API_PATH,
            platform_open_api: OPEN_API_PATH,
            platform_bot_api: BOT_API_PATH,
            slack_signing_secret: slack.app.signing_secret.clone(),
            chatbot_channel_secret: chatbot.channel.secret.clone(),
            workspace_id: slack.id.clone(),
            bot_user: slack.app.bot_user.clone(),
            agents: seed::AGENTS.map(UserId::new).into(),
            guests: Guests {
                multi_channel_guest: UserId::new(seed::GUEST),
                single_channel_guest: UserId::new(seed::SINGLE_CHANNEL_GUEST),
                foreign_user: UserId::new(seed::FOREIGNER),
                deactivated_user: UserId::new(seed::LEAVER),
            },
            customers: chatbot.members.values().map(customer).collect(),
        }
    }

    /// What the workspace installs the app with: the app as Slack knows it, and a key of its own that nobody needs
    /// after a restart. `page` is the local server's address.
    pub fn oauth(&self, page: &str, random: &dyn Random) -> OAuth {
        OAuth {
            client_id: CLIENT_ID.to_owned(),
            client_secret: self.slack().app.client_secret(),
            state_key: Secret::new(format!("{:032x}{:032x}", random.bits(), random.bits())),
            site: page.to_owned(),
        }
    }

    /// What the functions are started with, in this process only.
    pub fn credentials(&self) -> Credentials {
        let world = self.world();
        let (slack, chatbot) = (&world.state().slack, &world.state().chatbot);
        Credentials {
            workspace_id: slack.id.clone(),
            slack_app_id: slack.app.id.clone(),
            bot_id: slack.app.bot_id.clone(),
            bot_user: slack.app.bot_user.clone(),
            bot_token: slack.token.secret.clone(),
            signing_secret: slack.app.signing_secret.clone(),
            app: chatbot.app.id.clone(),
            open_api_token: chatbot.app.open_api_token.secret.clone(),
            bot_api_token: chatbot.app.bot_api_token.secret.clone(),
            channel: chatbot.channel.id.clone(),
            channel_secret: chatbot.channel.secret.clone(),
        }
    }
}
