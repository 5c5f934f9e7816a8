//! Real Slack instead of the sandbox's: who the tokens speak for, asked at the start, so that a wrong one is told at
//! once and by its name.

use std::fmt;
use std::sync::Arc;

use shared::config::socket_mode::{PlatformConfig, SocketConfig};
use shared::domain::{ChannelId, TicketingChannel, WorkspaceId, WorkspaceSettings};
use shared::outbound::TimeOuts;
use shared::service::Ports;
use shared::slack::web_api::WebApi;
use shared::slack::{BotToken, CallFailure, ChannelInfo, Identity, Slack};
use shared::store::StoreError;
use shared::system::SystemClock;

use crate::bootstrap::Workspace;
use crate::socket::{Connection, Opener, SocketError};

/// The label of the one ticketing channel (`product.md` 8).
const LABEL: &str = "default";

/// A real workspace, reached.
pub(crate) struct RealSlack {
    pub(crate) config: SocketConfig,
    pub(crate) identity: Identity,
    /// The app's id, which hello tells.
    app: String,
    pub(crate) about: About,
    pub(crate) opener: Opener,
    pub(crate) first: Connection,
}

/// What is told of it; `Display` gives the lines of the greeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// What people call the workspace.
    pub workspace: String,
    /// What our bot's user is called.
    pub bot_user: String,
    /// The default ticketing channel's name.
    pub channel: String,
    /// Where the real platform's webhook belongs; none: the platform is the sandbox's.
    pub webhook: Option<String>,
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { workspace, bot_user, channel, webhook } = self;
        writeln!(f, "  Slack      {workspace}, as @{bot_user} in Socket Mode; tickets go to #{channel}")?;
        match webhook {
            None => writeln!(f, "  Platform   the sandbox's: its customers' phones are on the page"),
            Some(webhook) => writeln!(
                f,
                "  Platform   the real one, which can't reach this machine by itself: for the relay URL, and for the webhook\n             \
                 {webhook}, it needs a tunnel"
            ),
        }
    }
}

impl RealSlack {
    /// Asks Slack whether both tokens and the channel are right, and opens the first connection; none where the sandbox
    /// stands in.
    pub(crate) async fn find(config: Option<SocketConfig>) -> Result<Option<Self>, SocketError> {
        match config {
            Some(config) => Self::reach(config).await.map(Some),
            None => Ok(None),
        }
    }

    async fn reach(config: SocketConfig) -> Result<Self, SocketError> {
        let slack = WebApi::new(&config.slack_api, TimeOuts::default())?;
        let token = BotToken::new(config.bot_token.expose());
        let identity = slack.who_am_i(&token).await.map_err(|failure| asked(failure, SocketError::BotToken))?;
        let channel = slack.channel(&token, &config.ticketing_channel).await;
        let channel = channel.map_err(|failure| asked(failure, SocketError::Channel))?;
        usable(&channel)?;
        let opener = Opener::new(&config.slack_api, config.app_token.clone(), Arc::new(SystemClock))?;
        let first = opener.open().await?;
        let app = first.app.clone().unwrap_or_default();
        let about = About {
            workspace: identity.workspace_name.clone(),
            bot_user: identity.user_name.clone(),
            channel: channel.name,
            webhook: None,
        };
        Ok(Self { config, identity, app, about, opener, first })
    }

    /// What it is set up with.
    pub(crate) async fn workspace(
        &self,
        ports: &Ports,
        platform: PlatformConfig,
        address: &str,
    ) -> Result<Workspace, StoreError> {
        let id = &self.identity.workspace;
        Ok(Workspace {
            id: id.clone(),
            app: self.app.clone(),
            bot: self.identity.bot.as_str().to_owned(),
            bot_user: self.identity.user.clone(),
            bot_token: self.config.bot_token.clone(),
            is_installed: true,
            settings: settings(ports, id, &self.config.ticketing_channel).await?,
            platform,
            address: address.to_owned(),
        })
    }
}

/// One ticketing channel, the default one. Until a panel changes settings, the variable does: also after the first run.
async fn settings(
    ports: &Ports,
    workspace: &WorkspaceId,
    channel: &ChannelId,
) -> Result<WorkspaceSettings, StoreError> {
    let stored = ports.store.channel_scene(workspace, channel, &[]).await?.settings.unwrap_or_default();
    if stored.default_channel.as_ref() == Some(channel) {
        return Ok(stored);
    }
    Ok(WorkspaceSettings {
        version: stored.version + 1,
        default_channel: Some(channel.clone()),
        ticketing_channels: vec![TicketingChannel::new(channel.clone(), LABEL)],
        ..stored
    })
}

/// Whether tickets can be posted there, and what is clicked and written there reaches us.
fn usable(channel: &ChannelInfo) -> Result<(), SocketError> {
    let word = match channel {
        ChannelInfo { is_archived: true, .. } => "is_archived",
        ChannelInfo { is_member: false, .. } => "not_in_channel",
        _ => return Ok(()),
    };
    Err(SocketError::Channel(word.to_owned()))
}

/// What is told of a call that did not succeed: that the variable is wrong, or that Slack can't be reached.
fn asked(failure: CallFailure, wrong: impl FnOnce(String) -> SocketError) -> SocketError {
    match failure {
        CallFailure::Unknown { cause } | CallFailure::NotSent { cause } => SocketError::Unreachable(cause),
        CallFailure::Limited { retry_after } => {
            SocketError::Unreachable(format!("it takes no call for {} s", retry_after.as_secs()))
        }
        CallFailure::NotAllowed { error, needed: Some(scope) } => wrong(format!("{error} (it lacks {scope})")),
        CallFailure::CredentialsDead { error }
        | CallFailure::ChannelUnusable { error }
        | CallFailure::Policy { error }
        | CallFailure::NotAllowed { error, .. }
        | CallFailure::Refused { error, .. } => wrong(error),
        other => wrong(other.cause()),
    }
}
