//! The checklist as it is now: read from what the set-up, the settings and the connections say.

use super::super::noting::relay_url;
use super::Showing;
use crate::chatbot::pre_action;
use crate::domain::{Action, PersonKind, WorkspaceSettings, may};
use crate::job::{Owner, Thing};
use crate::slack::cards::{Checklist, Done};
use crate::store::{Connection, RelayKeys, Scene, Stands, StoreError};

/// How many connections are told of.
const CONNECTIONS: usize = 20;

/// Of how many of them, and of the relay keys, it is asked whether they were used.
const LOOKED_AT: usize = 5;

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
        let settings = settings.unwrap_or_default();
        let keys = relay_keys.unwrap_or_default();
        let heard = set_up.webhook_at.is_some() || self.has_heard(&connections).await?;
        let asked = set_up.request_at.is_some() || self.was_asked(&keys).await?;
        let steps = [
            (Done::Teammates, settings.has_teammates_of(&set_up.installer)),
            (Done::Webhook, heard),
            (Done::Request, asked),
            (Done::Test, set_up.test_at.is_some()),
        ];
        let done = steps.into_iter().filter(|(_, is_done)| *is_done).map(|(step, _)| step).collect();
        // Whoever installs an app need not be admin, and does not stay one for ever.
        let is_for_admin = self.is_for_admin(&settings);
        let relay_url = if is_for_admin { relay_url(&self.outside.seal, installation, &keys) } else { None };
        let pre_actions = relay_url.as_deref().map(pre_action::all).unwrap_or_default();
        let usable = settings.ticketing_channels.iter().filter(|known| known.usable);
        Ok(Some(Checklist {
            channels: usable.map(|known| known.channel.clone()).collect(),
            default: settings.route(None).queue.channel,
            is_for_admin,
            trouble: set_up.trouble,
            webhooks,
            relay_url,
            pre_actions,
            done,
        }))
    }

    fn is_for_admin(&self, settings: &WorkspaceSettings) -> bool {
        let Owner::Direct(user) = self.owner() else { return false };
        may(Action::AdminPanel, &settings.standing_of(user, None, PersonKind::Unknown)).is_ok()
    }

    /// Whether a webhook came of one of the first connections: that it did is noted before it is ticked.
    async fn has_heard(&self, connections: &[Connection]) -> Result<bool, StoreError> {
        for connection in connections.iter().take(LOOKED_AT) {
            let hook = self.ports.store.hook(connection.bot.as_str()).await?;
            if hook.is_some_and(|hook| hook.used_at.is_some()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a request came to one of the relay keys.
    async fn was_asked(&self, keys: &RelayKeys) -> Result<bool, StoreError> {
        for key in keys.keys.iter().take(LOOKED_AT) {
            let known = self.ports.store.relay_key(&key.hash).await?;
            if known.is_some_and(|known| known.used_at.is_some()) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
