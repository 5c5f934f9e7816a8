//! *Admin Panel*: its first page, and the panel of what an admin wants to set.

use super::{Known, Seen, Submitted, last_changes, may_open, names, shown};
use crate::domain::{Action, UserId};
use crate::service::clicking::Click;
use crate::service::{Ports, Reception};
use crate::slack::TriggerId;
use crate::slack::cards::{ADMIN_AREA, AdminArea, AdminClosed, AdminPanel};
use crate::store::{PanelScene, StoreError};

pub use super::general::submit as submit_general;
pub use super::group::{GroupEntered, submit as submit_group};

/// What is said at the choice of what to set, when nothing is chosen.
const CHOOSE: &str = "Choose what you want to set.";

/// Someone opens the panel: two reads, then `views.open`, within the trigger's three seconds.
pub async fn open(ports: &Ports, reception: &Reception, click: &Click, trigger: &TriggerId) -> Result<(), StoreError> {
    let scene = ports.store.panel_scene(&click.workspace, &click.user).await?;
    if !is_admin(click, &scene) {
        return closed(ports, click, &scene).await?.open(ports, reception, click, &scene, trigger).await;
    }
    let panel = AdminPanel { last: last_changes(ports, &click.workspace).await? };
    Seen::only(panel.render()).open(ports, reception, click, &scene, trigger).await
}

/// Someone has chosen what to set. Its panel comes on top of this one.
pub async fn choose(
    ports: &Ports,
    reception: &Reception,
    click: &Click,
    area: Option<AdminArea>,
) -> Result<Submitted, StoreError> {
    let scene = ports.store.panel_scene(&click.workspace, &click.user).await?;
    if !is_admin(click, &scene) {
        return Ok(shown(closed(ports, click, &scene).await?.view));
    }
    let settings = scene.settings.clone().unwrap_or_default();
    let panel = match area {
        None => return Ok(Submitted::Choose(ADMIN_AREA, CHOOSE.to_owned())),
        Some(AdminArea::PriorityGroup) => super::group::panel(&settings.priority_group, false),
        Some(AdminArea::TicketingChannels) => super::ticketing::list(&scene, &settings, false),
        Some(AdminArea::General) => super::general::panel(&settings.general(), false),
        Some(AdminArea::Relay) => super::relay_url::panel(ports, reception, &scene, false).await?,
    };
    Ok(panel.map_or(Submitted::Done, |view| Submitted::Next(Box::new(view))))
}

/// Whether this person may set anything.
pub(super) fn is_admin(click: &Click, scene: &PanelScene) -> bool {
    may_open(Action::AdminPanel, click, scene)
}

/// What is shown to who may not: whom to ask.
pub(super) async fn closed(ports: &Ports, click: &Click, scene: &PanelScene) -> Result<Seen, StoreError> {
    let settings = scene.settings.clone().unwrap_or_default();
    let admins: Vec<UserId> = settings.admins.into_iter().chain(settings.super_admins).collect();
    let known: Known = ports.store.people(&click.workspace, &admins).await?;
    let there: Vec<UserId> =
        admins.into_iter().filter(|user| known.get(user).is_none_or(|person| !person.is_gone)).collect();
    Ok(Seen::only(AdminClosed { admins: &there, names: &names(&known) }.render()))
}
