//! What Slack tells of a channel, where it is a ticketing channel: kept in the settings, so that no ticket is sent where
//! nobody would see it.

use super::Ports;
use super::hearing::Heard;
use crate::domain::{ChannelId, ChannelNews, Timestamp, UserId, WorkspaceId};
use crate::store::{ChannelScene, Put, StoreError};

/// How often it is tried to save what others save at the same time.
const TRIES: usize = 5;

/// Somebody comes into a channel whom another has added: our own bot may be back in a ticketing channel.
pub(super) async fn added(
    ports: &Ports,
    workspace: &WorkspaceId,
    channel: &ChannelId,
    user: &UserId,
    at: Timestamp,
) -> Result<Heard, StoreError> {
    let scene = ports.store.channel_scene(workspace, channel, &[]).await?;
    if scene.installation.as_ref().is_none_or(|installation| installation.bot_user != *user) {
        return Ok(Heard::Nothing);
    }
    keep(ports, &News { workspace, channel, what: &ChannelNews::Back, at }, scene).await
}

/// What Slack tells of a channel, and when it happened.
pub(super) struct News<'a> {
    pub(super) workspace: &'a WorkspaceId,
    pub(super) channel: &'a ChannelId,
    pub(super) what: &'a ChannelNews,
    pub(super) at: Timestamp,
}

/// Takes what Slack tells.
pub(super) async fn learn(ports: &Ports, news: &News<'_>) -> Result<Heard, StoreError> {
    let scene = ports.store.channel_scene(news.workspace, news.channel, &[]).await?;
    keep(ports, news, scene).await
}

/// Saved on what was read. An admin may save at the same time: then on what they have saved.
async fn keep(ports: &Ports, told: &News<'_>, mut scene: ChannelScene) -> Result<Heard, StoreError> {
    let News { workspace, channel, what, at } = *told;
    for _ in 0..TRIES {
        let now = scene.settings.as_ref().and_then(|settings| settings.told_of(channel, what, at));
        let Some(now) = now else { return Ok(Heard::Nothing) };
        if ports.store.put_settings(workspace, &now).await? == Put::Stored {
            tracing::info!(channel.id = %channel, news = ?what, "a ticketing channel has changed");
            return Ok(Heard::Noted);
        }
        scene = ports.store.channel_scene(workspace, channel, &[]).await?;
    }
    // Slack delivers it again.
    Err(StoreError::Unreachable("the settings were saved by others each time".to_owned()))
}
