//! *Private Channel Priority Group* of the workspace.

use serde::Serialize;

use super::saving::{self, Decided, Page};
use super::{Submitted, changes_of_group, group_refused, opened_on};
use crate::domain::{GroupRefused, PriorityGroup, UserId, WorkspaceSettings};
use crate::service::Ports;
use crate::service::clicking::Click;
use crate::slack::blocks::View;
use crate::slack::cards::{GROUP_MEMBERS, GroupPanel, Names, OpenedOn, group_refused as said_of};
use crate::store::{PanelScene, StoreError};

/// An entered priority group, as the panel carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupEntered {
    /// The people.
    pub members: Vec<UserId>,
    /// The Slack user group, as it was typed.
    pub user_group: String,
}

impl GroupEntered {
    fn read(self) -> Result<PriorityGroup, GroupRefused> {
        PriorityGroup::new(self.members, &self.user_group)
    }
}

pub(super) fn panel(group: &PriorityGroup, is_stale: bool) -> Option<View> {
    GroupPanel { about: opened_on(group), group: group.clone(), is_stale }.render()
}

/// The panel sent off.
pub async fn submit(
    ports: &Ports,
    click: &Click,
    about: &OpenedOn,
    entered: GroupEntered,
) -> Result<Submitted, StoreError> {
    let wanted = match entered.read() {
        Ok(wanted) => wanted,
        Err(refused) => return Ok(at_field(&refused, &Names::default())),
    };
    saving::submit(ports, click, about, &Wanted(wanted)).await
}

struct Wanted(PriorityGroup);

impl Page for Wanted {
    const FIRST: &'static str = GROUP_MEMBERS;

    fn part(&self, settings: &WorkspaceSettings) -> impl Serialize {
        settings.priority_group.clone()
    }

    fn decide(&self, click: &Click, settings: &WorkspaceSettings) -> Decided {
        let lines = changes_of_group(click, "priority group", &settings.priority_group, &self.0);
        Decided::on(lines, || settings.with_priority_group(&self.0))
    }

    async fn people_refused(
        &self,
        ports: &Ports,
        click: &Click,
        settings: &WorkspaceSettings,
    ) -> Result<Option<Submitted>, StoreError> {
        let refused = group_refused(ports, click, &settings.priority_group, &self.0).await?;
        Ok(refused.map(|(refused, names)| at_field(&refused, &names)))
    }

    async fn stale(&self, _: &Ports, _: &Click, scene: &PanelScene) -> Result<Option<View>, StoreError> {
        Ok(panel(&scene.settings.clone().unwrap_or_default().priority_group, true))
    }
}

fn at_field(refused: &GroupRefused, names: &Names) -> Submitted {
    let (field, said) = said_of(refused, names);
    Submitted::Choose(field, said)
}
