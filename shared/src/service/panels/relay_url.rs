//! *Relay URL*: shown with both pre-actions, rotated, retired, revoked.

use super::admin::{closed, is_admin};
use super::{CONTENDED, Submitted, TRIES, changed, checklist_when_saved, opened_on, shown};
use crate::chatbot::pre_action;
use crate::job::{Job, LaneKey};
use crate::secret::Secret;
use crate::service::clicking::Click;
use crate::service::noting::relay_url;
use crate::service::ringing::ring;
use crate::service::{Ports, Reception};
use crate::slack::blocks::View;
use crate::slack::cards::{
    OpenedOn, RELAY_CHOOSE, RELAY_NONE_OLDER, RELAY_TOO_MANY, RELAY_WISH, RelayKeyShown, RelayPanel, RelayWish,
};
use crate::store::{
    NewKey, PanelScene, Put, RELAY_KEYS_MAX, RelayKey, RelayKeyHash, RelayKeys, SaveKeys, ShownKey, StoreError,
    relay_key,
};

/// The panel as it is now: a read, and one more for each key that works.
pub(super) async fn panel(
    ports: &Ports,
    reception: &Reception,
    scene: &PanelScene,
    is_stale: bool,
) -> Result<Option<View>, StoreError> {
    let Some(installation) = &scene.installation else { return Ok(None) };
    let keys = ports.store.stands(&installation.workspace).await?.relay_keys.unwrap_or_default();
    let mut told = Vec::new();
    for key in keys.keys.iter().take(RELAY_KEYS_MAX) {
        let used_at = ports.store.relay_key(&key.hash).await?.and_then(|known| known.used_at);
        told.push(RelayKeyShown { made_at: key.made_at, used_at });
    }
    let url = relay_url(&reception.seal, installation, &keys);
    let pre_actions = url.as_deref().map(pre_action::all).unwrap_or_default();
    let about = opened_on(&keys.version);
    Ok(RelayPanel { about, url, pre_actions, keys: told, is_stale }.render())
}

/// The panel sent off.
pub async fn submit(
    ports: &Ports,
    reception: &Reception,
    click: &Click,
    about: &OpenedOn,
    wish: Option<RelayWish>,
) -> Result<Submitted, StoreError> {
    for _ in 0..TRIES {
        let scene = ports.store.panel_scene(&click.workspace, &click.user).await?;
        if !is_admin(click, &scene) {
            return Ok(shown(closed(ports, click, &scene).await?.view));
        }
        let keys = ports.store.stands(&click.workspace).await?.relay_keys.unwrap_or_default();
        if opened_on(&keys.version) != *about {
            return Ok(shown(panel(ports, reception, &scene, true).await?));
        }
        let Some(wish) = wish else { return Ok(refused(RELAY_CHOOSE)) };
        if let Some(why) = impossible(wish, &keys) {
            return Ok(refused(why));
        }
        let follows = checklist_when_saved(click, &scene);
        if carry_out(ports, reception, click, &keys, wish, follows.as_slice()).await? == Put::Stored {
            return Ok(shown(panel(ports, reception, &scene, false).await?));
        }
    }
    Ok(refused(CONTENDED))
}

fn refused(why: &str) -> Submitted {
    Submitted::Choose(RELAY_WISH, why.to_owned())
}

fn impossible(wish: RelayWish, keys: &RelayKeys) -> Option<&'static str> {
    match wish {
        RelayWish::Rotate => (keys.keys.len() >= RELAY_KEYS_MAX).then_some(RELAY_TOO_MANY),
        RelayWish::Retire => (keys.keys.len() < 2).then_some(RELAY_NONE_OLDER),
        RelayWish::Revoke => None,
    }
}

async fn carry_out(
    ports: &Ports,
    reception: &Reception,
    click: &Click,
    keys: &RelayKeys,
    wish: RelayWish,
    follows: &[Job],
) -> Result<Put, StoreError> {
    let fresh = relay_key(ports.random.bits());
    let (hash, key) = sealed(ports, reception, click, &fresh)?;
    let shown = ShownKey { hash: hash.clone(), sealed: key.sealed.clone(), made_at: key.made_at };
    let (after, gone, what) = match wish {
        RelayWish::Rotate => (keys.rotated(shown), Vec::new(), "made a new relay URL; the older ones go on working"),
        RelayWish::Retire => {
            let (after, gone) = keys.retired();
            (after, gone, "retired the older relay URLs")
        }
        RelayWish::Revoke => {
            let (after, gone) = keys.revoked(shown);
            (after, gone, "revoked all relay URLs and made a new one")
        }
    };
    let new = (wish != RelayWish::Retire).then_some(NewKey { hash: &hash, key: &key });
    let line = changed(click, what.to_owned());
    let save = SaveKeys {
        keys: &after,
        new,
        gone: &gone,
        audit: Some((&line, click.receipt.as_str())),
        then: follows,
        at: click.at,
    };
    let put = ports.store.save_relay_keys(&click.workspace, &save).await?;
    if put == Put::Stored {
        let lanes: Vec<LaneKey> = follows.iter().map(|job| job.lane.clone()).collect();
        ring(ports, &lanes).await;
    }
    Ok(put)
}

fn sealed(
    ports: &Ports,
    reception: &Reception,
    click: &Click,
    fresh: &Secret,
) -> Result<(RelayKeyHash, RelayKey), StoreError> {
    let sealed = reception.seal.seal(&click.workspace, fresh, ports.random.bits());
    let sealed = sealed.map_err(|error| StoreError::Broken(error.to_string()))?;
    let key = RelayKey { workspace: click.workspace.clone(), sealed, made_at: click.at, used_at: None };
    Ok((RelayKeyHash::of(fresh.expose()), key))
}
