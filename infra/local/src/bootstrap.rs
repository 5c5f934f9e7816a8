//! The workspace of the sandbox, set up as an installation would: installation, ticketing channels, relay key and the
//! bot channel's connection. Made once; a restart changes nothing that somebody has set since.

use shared::clock::Random;
use shared::config::socket_mode::PlatformConfig;
use shared::domain::{
    ChannelId, FirstChannel, PriorityGroup, TicketingChannel, Timestamp, UserId, WorkspaceId, WorkspaceSettings,
};
use shared::seal::{Seal, SealError, Sealed};
use shared::secret::Secret;
use shared::service::Ports;
use shared::store::{
    Connection, Hook, Installation, NewKey, RelayKey, RelayKeyHash, RelayKeys, SaveKeys, ShownKey, StoreError,
};

use crate::identity::Identity;
use crate::sandbox::about::{BOT_API_PATH, Credentials, OPEN_API_PATH};
use crate::sandbox::slack::SlackChange;
use crate::sandbox::slack::TokenStatus;
use crate::sandbox::{Change, Sandbox, SandboxError};

/// Why the workspace can't be set up.
#[derive(Debug, thiserror::Error)]
pub enum BootstrapError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The sandbox can't be changed.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// A token can't be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The sandbox lacks a ticketing channel that it always has.
    #[error("the sandbox has no channel #{0}: delete the folder to start anew")]
    NoChannel(&'static str),
    /// The folder is another workspace's.
    #[error(
        "this folder is the workspace {owner}'s, not {workspace}'s. Choose another folder with --data, or use --memory"
    )]
    OtherWorkspace {
        /// Whose it is.
        owner: WorkspaceId,
        /// Whose it should be.
        workspace: WorkspaceId,
    },
}

/// What a workspace is set up with, whoever stands behind it.
pub(crate) struct Workspace {
    pub(crate) id: WorkspaceId,
    /// The app's id (`A…`).
    pub(crate) app: String,
    /// The bot's id (`B…`).
    pub(crate) bot: String,
    pub(crate) bot_user: UserId,
    pub(crate) bot_token: Secret,
    /// Whether the app is installed there: somebody may have removed it.
    pub(crate) is_installed: bool,
    /// Those of a fresh installation.
    pub(crate) settings: WorkspaceSettings,
    pub(crate) platform: PlatformConfig,
    /// Where our addresses begin.
    pub(crate) address: String,
}

/// Sets up the sandbox's workspace. `base` is the local server's address.
pub async fn set_up(
    ports: &Ports,
    sandbox: &Sandbox,
    identity: &Identity,
    seal: &Seal,
    base: &str,
) -> Result<(), BootstrapError> {
    let credentials = sandbox.credentials();
    let workspace = Workspace {
        id: credentials.workspace_id.clone(),
        app: credentials.slack_app_id.clone(),
        bot: credentials.bot_id.clone(),
        bot_user: credentials.bot_user.clone(),
        bot_token: credentials.bot_token.clone(),
        is_installed: sandbox.slack().token.status == TokenStatus::Active,
        settings: settings(sandbox)?,
        platform: sandboxs_platform(credentials, base),
        address: base.to_owned(),
    };
    put(ports, &workspace, identity, seal).await
}

/// Sets up a workspace. Settings that somebody changed stay, and so does the relay key.
pub(crate) async fn put(
    ports: &Ports,
    workspace: &Workspace,
    identity: &Identity,
    seal: &Seal,
) -> Result<(), BootstrapError> {
    let sealing = Sealing { seal, random: ports.random.as_ref(), workspace: &workspace.id };
    let now = ports.clock.now();
    let key = RelayKey {
        workspace: workspace.id.clone(),
        sealed: sealing.seal(&identity.relay_key)?,
        made_at: now,
        used_at: None,
    };
    let hash = RelayKeyHash::of(identity.relay_key.expose());
    // Whose this folder is stands first: nothing of another workspace is written into it.
    let owner = ports.store.relay_key(&hash).await?.map(|key| key.workspace);
    if let Some(owner) = owner.filter(|owner| *owner != workspace.id) {
        return Err(BootstrapError::OtherWorkspace { owner, workspace: workspace.id.clone() });
    }
    // The folder's own key is the first, and stays gone once it was retired or revoked.
    let shown = ShownKey { hash: hash.clone(), sealed: key.sealed.clone(), made_at: now };
    let (keys, new) = (RelayKeys::default().rotated(shown), Some(NewKey { hash: &hash, key: &key }));
    let save = SaveKeys { keys: &keys, new, gone: &[], audit: None, then: &[], at: now };
    ports.store.save_relay_keys(&workspace.id, &save).await?;
    if workspace.is_installed {
        ports.store.put_installation(&installation(workspace, &sealing, now)?).await?;
    }
    put_platform(ports, &workspace.platform, &sealing).await?;
    ports.store.put_settings(&workspace.id, &workspace.settings).await?;
    Ok(())
}

/// Connects the sandbox's bot to a workspace that has yet to install the app, where nothing of the app stands.
pub(crate) async fn connect(ports: &Ports, sandbox: &Sandbox, seal: &Seal, base: &str) -> Result<(), BootstrapError> {
    let credentials = sandbox.credentials();
    let workspace = credentials.workspace_id.clone();
    if ports.store.installation(&workspace).await?.is_some() {
        return Ok(());
    }
    for first in FirstChannel::ALL {
        if let Ok(channel) = channel(sandbox, first.name()) {
            sandbox.change(Change::Slack(SlackChange::ChannelDeleted { channel }))?;
        }
    }
    let sealing = Sealing { seal, random: ports.random.as_ref(), workspace: &workspace };
    put_platform(ports, &sandboxs_platform(credentials, base), &sealing).await
}

async fn put_platform(ports: &Ports, platform: &PlatformConfig, sealing: &Sealing<'_>) -> Result<(), BootstrapError> {
    ports.store.put_connection(sealing.workspace, &connection(platform, sealing)?).await?;
    let hook = Hook {
        workspace: sealing.workspace.clone(),
        bot: platform.channel.clone(),
        secret: sealing.seal(&platform.channel_secret)?,
        previous: None,
        used_at: None,
    };
    Ok(ports.store.put_hook(platform.channel.as_str(), &hook).await?)
}

struct Sealing<'a> {
    seal: &'a Seal,
    random: &'a dyn Random,
    workspace: &'a WorkspaceId,
}

impl Sealing<'_> {
    fn seal(&self, text: &Secret) -> Result<Sealed, SealError> {
        self.seal.seal(self.workspace, text, self.random.bits())
    }
}

fn installation(workspace: &Workspace, sealing: &Sealing<'_>, now: Timestamp) -> Result<Installation, SealError> {
    Ok(Installation {
        workspace: workspace.id.clone(),
        app: workspace.app.clone(),
        bot: workspace.bot.clone(),
        bot_user: workspace.bot_user.clone(),
        token: Some(sealing.seal(&workspace.bot_token)?),
        installed_at: now,
        address: Some(workspace.address.clone()),
        uninstalled_at: None,
    })
}

fn connection(platform: &PlatformConfig, sealing: &Sealing<'_>) -> Result<Connection, SealError> {
    Ok(Connection {
        bot: platform.channel.clone(),
        app: platform.app.clone(),
        platform: platform.platform.clone(),
        open_api: platform.open_api.clone(),
        bot_api: platform.bot_api.clone(),
        open_api_token: sealing.seal(&platform.open_api_token)?,
        bot_token: sealing.seal(&platform.bot_api_token)?,
        end_node: None,
    })
}

/// The sandbox's platform, at the local server's address.
pub(crate) fn sandboxs_platform(credentials: Credentials, base: &str) -> PlatformConfig {
    PlatformConfig {
        channel: credentials.channel,
        app: credentials.app,
        platform: "WhatsApp".to_owned(),
        open_api: format!("{base}{OPEN_API_PATH}"),
        bot_api: format!("{base}{BOT_API_PATH}"),
        open_api_token: credentials.open_api_token,
        bot_api_token: credentials.bot_api_token,
        channel_secret: credentials.channel_secret,
    }
}

/// The settings of a fresh installation: the installer is super admin, and here also the priority group, so that a
/// newcomer sees somebody called.
fn settings(sandbox: &Sandbox) -> Result<WorkspaceSettings, BootstrapError> {
    let about = sandbox.about_parts();
    let installer: Vec<UserId> = about.agents.first().cloned().into_iter().collect();
    let mut channels = Vec::new();
    for first in FirstChannel::ALL {
        let made = channel(sandbox, first.name())?;
        channels.push(TicketingChannel::new(made, first.label()).named(first.name()));
    }
    Ok(WorkspaceSettings {
        version: 1,
        default_channel: channels.first().map(|default| default.channel.clone()),
        ticketing_channels: channels,
        priority_group: PriorityGroup { members: installer.clone(), user_group: None },
        super_admins: installer,
        ..WorkspaceSettings::default()
    })
}

fn channel(sandbox: &Sandbox, name: &'static str) -> Result<ChannelId, BootstrapError> {
    let workspace = sandbox.slack();
    let found = workspace.channels.values().find(|channel| channel.name == name);
    found.map(|channel| channel.id.clone()).ok_or(BootstrapError::NoChannel(name))
}
