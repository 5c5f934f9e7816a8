//! The settings that are one value each.

use super::admin::{closed, is_admin};
use super::{CONTENDED, Submitted, TRIES, changed, opened_on, save, shown};
use crate::domain::{General, GeneralEntered, Setting};
use crate::service::Ports;
use crate::service::clicking::Click;
use crate::slack::blocks::View;
use crate::slack::cards::{GeneralPanel, OpenedOn, entry_refused};
use crate::store::{AuditLine, Put, StoreError};

pub(super) fn panel(general: &General, is_stale: bool) -> Option<View> {
    GeneralPanel { about: opened_on(general), general: general.clone(), is_stale }.render()
}

/// The panel sent off.
pub async fn submit(
    ports: &Ports,
    click: &Click,
    about: &OpenedOn,
    entered: &GeneralEntered,
) -> Result<Submitted, StoreError> {
    let wanted = match entered.read() {
        Ok(wanted) => wanted,
        Err(refused) => {
            let refused = refused.into_iter().map(|(setting, why)| entry_refused(setting, why));
            return Ok(Submitted::Correct(refused.collect()));
        }
    };
    for _ in 0..TRIES {
        let scene = ports.store.panel_scene(&click.workspace, &click.user).await?;
        if !is_admin(click, &scene) {
            return Ok(shown(closed(ports, click, &scene).await?.view));
        }
        let settings = scene.settings.unwrap_or_default();
        let stands = settings.general();
        let changes = stands.changes_to(&wanted);
        if changes.is_empty() {
            return Ok(Submitted::Saved);
        }
        if opened_on(&stands) != *about {
            return Ok(shown(panel(&stands, true)));
        }
        let lines: Vec<AuditLine> = changes.into_iter().map(|it| changed(click, line(it, &wanted))).collect();
        if save(ports, click, &settings.with_general(&wanted), &lines).await? == Put::Stored {
            return Ok(Submitted::Saved);
        }
    }
    Ok(Submitted::Choose(Setting::ShowAgentName.block(), CONTENDED.to_owned()))
}

fn line(setting: Setting, general: &General) -> String {
    format!("set {} to {}", setting.label(), setting.value_in(general))
}
