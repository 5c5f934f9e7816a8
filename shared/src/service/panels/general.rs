//! The settings that are one value each.

use serde::Serialize;

use super::saving::{self, Decided, Page};
use super::{Submitted, changed, opened_on};
use crate::domain::{General, GeneralEntered, Setting, WorkspaceSettings};
use crate::service::Ports;
use crate::service::clicking::Click;
use crate::slack::blocks::View;
use crate::slack::cards::{GeneralPanel, OpenedOn, entry_refused};
use crate::store::{PanelScene, StoreError};

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
    saving::submit(ports, click, about, &Wanted(wanted)).await
}

struct Wanted(General);

impl Page for Wanted {
    const FIRST: &'static str = Setting::ShowAgentName.block();

    fn part(&self, settings: &WorkspaceSettings) -> impl Serialize {
        settings.general()
    }

    fn decide(&self, click: &Click, settings: &WorkspaceSettings) -> Decided {
        let changes = settings.general().changes_to(&self.0);
        let lines = changes.into_iter().map(|it| changed(click, line(it, &self.0))).collect();
        Decided::on(lines, || settings.with_general(&self.0))
    }

    async fn stale(&self, _: &Ports, _: &Click, scene: &PanelScene) -> Result<Option<View>, StoreError> {
        Ok(panel(&scene.settings.clone().unwrap_or_default().general(), true))
    }
}

fn line(setting: Setting, general: &General) -> String {
    format!("set {} to {}", setting.label(), setting.value_in(general))
}
