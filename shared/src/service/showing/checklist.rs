//! The checklist as it is now: read from what the set-up, the settings and the connections say.

use super::Showing;
use crate::chatbot::pre_action;
use crate::domain::{FirstChannel, SetUp, WorkspaceSettings};
use crate::job::Thing;
use crate::slack::cards::Checklist;
use crate::store::{Installation, RelayKeys, Scene, Stands, StoreError};

/// How many connections are looked at.
const CONNECTIONS: usize = 20;

impl Showing<'_> {
    /// What the checklist says. `None`: it is another thing, or the workspace has no set-up.
    pub(super) async fn checklist(&self, scene: &Scene) -> Result<Option<Checklist>, StoreError> {
        if *self.thing != Thing::Checklist {
            return Ok(None);
        }
        let workspace = &self.head.job.lane.workspace;
        let Stands { settings, set_up, relay_keys } = self.ports.store.stands(workspace).await?;
        let (Some(set_up), Some(installation)) = (set_up, &scene.installation) else { return Ok(None) };
        let connections = self.ports.store.connections(workspace, CONNECTIONS).await?;
        let webhooks = connections.iter().filter_map(|connection| installation.webhook_url(&connection.bot)).collect();
        let relay_url = relay_keys.and_then(|keys| self.relay_url(&keys, installation));
        let pre_actions = relay_url.as_deref().map(pre_action::all).unwrap_or_default();
        let settings = settings.unwrap_or_default();
        Ok(Some(Checklist { webhooks, pre_actions, relay_url, ..ticks(&settings, set_up) }))
    }

    fn relay_url(&self, keys: &RelayKeys, installation: &Installation) -> Option<String> {
        let current = keys.keys.first()?;
        let opened = self.outside.seal.open(&self.head.job.lane.workspace, &current.sealed);
        let opened = opened.inspect_err(|error| tracing::error!(error.cause = %error, "the relay key does not open"));
        installation.relay_url(opened.ok()?.expose())
    }
}

fn ticks(settings: &WorkspaceSettings, set_up: SetUp) -> Checklist {
    let made = FirstChannel::ALL.into_iter().filter_map(|first| settings.first_channel(first));
    let channels: Vec<_> = made.map(|known| known.channel.clone()).collect();
    Checklist {
        has_both_channels: channels.len() == FirstChannel::ALL.len(),
        channels,
        has_teammates: settings.has_teammates_of(&set_up.installer),
        webhook_came: set_up.webhook_at.is_some(),
        request_came: set_up.request_at.is_some(),
        test_sent: set_up.test_at.is_some(),
        trouble: set_up.trouble,
        ..Checklist::default()
    }
}
