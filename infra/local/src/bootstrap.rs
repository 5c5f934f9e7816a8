//! The workspace of the sandbox, set up as an installation would: installation, ticketing channels, relay key and the
//! bot channel's connection. Made once; a restart changes nothing that somebody has set since.

use shared::clock::Random;
use shared::domain::{ChannelId, PriorityGroup, TicketingChannel, Timestamp, UserId, WorkspaceId, WorkspaceSettings};
use shared::seal::{Seal, SealError, Sealed};
use shared::secret::Secret;
use shared::service::Ports;
use shared::store::{Connection, Installation, RelayKey, RelayKeyHash, StoreError};

use crate::identity::Identity;
use crate::sandbox::Sandbox;
use crate::sandbox::about::{BOT_API_PATH, Credentials, OPEN_API_PATH};

/// The default ticketing channels (`product.md` 8): name and label, the default one first.
pub(crate) const TICKETING: [(&str, &str); 2] = [("support-default", "default"), ("support-team", "Support Team")];

/// Why the workspace can't be set up.
#[derive(Debug, thiserror::Error)]
pub enum BootstrapError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A token can't be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The sandbox lacks a ticketing channel that it always has.
    #[error("the sandbox has no channel #{0}: delete the folder to start anew")]
    NoChannel(&'static str),
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
    let sealing = Sealing { seal, random: ports.random.as_ref(), workspace: &credentials.workspace_id };
    let now = ports.clock.now();
    ports.store.put_installation(&installation(&credentials, &sealing, now)?).await?;
    ports.store.put_connection(&credentials.workspace_id, &connection(&credentials, &sealing, base)?).await?;
    // Both are put if absent: settings that somebody changed stay, and so does the key.
    ports.store.put_settings(&credentials.workspace_id, &settings(sandbox)?).await?;
    let key = RelayKey {
        workspace: credentials.workspace_id.clone(),
        sealed: sealing.seal(&identity.relay_key)?,
        made_at: now,
    };
    ports.store.put_relay_key(&RelayKeyHash::of(identity.relay_key.expose()), &key).await?;
    Ok(())
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

fn installation(credentials: &Credentials, sealing: &Sealing<'_>, now: Timestamp) -> Result<Installation, SealError> {
    Ok(Installation {
        workspace: credentials.workspace_id.clone(),
        app: credentials.slack_app_id.clone(),
        bot: credentials.bot_id.clone(),
        bot_user: credentials.bot_user.clone(),
        token: sealing.seal(&credentials.bot_token)?,
        installed_at: now,
    })
}

fn connection(credentials: &Credentials, sealing: &Sealing<'_>, base: &str) -> Result<Connection, SealError> {
    Ok(Connection {
        bot: credentials.channel.clone(),
        app: credentials.app.clone(),
        platform: "WhatsApp".to_owned(),
        open_api: format!("{base}{OPEN_API_PATH}"),
        bot_api: format!("{base}{BOT_API_PATH}"),
        open_api_token: sealing.seal(&credentials.open_api_token)?,
        bot_token: sealing.seal(&credentials.bot_api_token)?,
    })
}

/// The settings of a fresh installation: the installer is super admin, and here also the priority group, so that a
/// newcomer sees somebody called.
fn settings(sandbox: &Sandbox) -> Result<WorkspaceSettings, BootstrapError> {
    let about = sandbox.about_parts();
    let installer: Vec<UserId> = about.agents.first().cloned().into_iter().collect();
    let mut channels = Vec::new();
    for (name, label) in TICKETING {
        channels.push(TicketingChannel::new(channel(sandbox, name)?, label));
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
