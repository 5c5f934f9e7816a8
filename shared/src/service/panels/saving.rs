//! A page of settings that is sent off: decided on what stands now, and again when somebody else saves at the same time.

use serde::Serialize;

use super::{CONTENDED, Submitted, TRIES, admin, may_open, opened_on, save, shown};
use crate::domain::{Action, WorkspaceSettings};
use crate::job::Job;
use crate::service::Ports;
use crate::service::clicking::Click;
use crate::slack::blocks::View;
use crate::slack::cards::OpenedOn;
use crate::store::{AuditLine, PanelScene, Put, StoreError};

/// How many bytes of settings are kept: DynamoDB takes 400 KB an item.
const SETTINGS_MAX: usize = 350_000;

/// What is said when they would be more.
const TOO_LARGE: &str = "These settings are more than can be kept: make a priority group smaller, or give it a Slack \
                         user group instead of people.";

/// What a page comes to, on the settings of now.
pub(super) enum Decided {
    /// They are as it wants them: saved by this very submission before, perhaps.
    Nothing,
    /// It can't be saved as it is.
    Refused(Submitted),
    /// It is saved so.
    Change(Box<Change>),
}

/// What is saved, together.
pub(super) struct Change {
    pub(super) settings: WorkspaceSettings,
    pub(super) lines: Vec<AuditLine>,
    pub(super) jobs: Vec<Job>,
}

impl Decided {
    /// Saved, where something has changed: where there is something to tell of it.
    pub(super) fn on(lines: Vec<AuditLine>, settings: impl FnOnce() -> WorkspaceSettings) -> Self {
        if lines.is_empty() {
            return Self::Nothing;
        }
        Self::Change(Box::new(Change { settings: settings(), lines, jobs: Vec::new() }))
    }
}

/// A page, with what somebody has entered.
pub(super) trait Page {
    /// What it takes to open it, and to save it.
    const TO_OPEN: Action = Action::AdminPanel;
    /// The field at which is said what concerns all of them.
    const FIRST: &'static str;

    /// The part of the settings that it shows: of two who save the same part, the second is shown what the first has
    /// changed.
    fn part(&self, settings: &WorkspaceSettings) -> impl Serialize;

    /// What it comes to.
    fn decide(&self, click: &Click, settings: &WorkspaceSettings) -> Decided;

    /// Why the people in it can't come in. Whom Slack was not asked about yet it is asked about now.
    async fn people_refused(
        &self,
        _ports: &Ports,
        _click: &Click,
        _settings: &WorkspaceSettings,
    ) -> Result<Option<Submitted>, StoreError> {
        Ok(None)
    }

    /// What is shown to who may not open it any more.
    async fn closed(&self, ports: &Ports, click: &Click, scene: &PanelScene) -> Result<Option<View>, StoreError> {
        Ok(admin::closed(ports, click, scene).await?.view)
    }

    /// The page as it is now, when somebody else has saved it meanwhile.
    async fn stale(&self, ports: &Ports, click: &Click, scene: &PanelScene) -> Result<Option<View>, StoreError>;

    /// What is said when too many save at once.
    fn contended(&self) -> Submitted {
        Submitted::Choose(Self::FIRST, CONTENDED.to_owned())
    }

    /// What comes when it is saved.
    fn saved(&self) -> Submitted {
        Submitted::Saved
    }
}

/// A page sent off that was opened on this part of the settings.
pub(super) async fn submit<P: Page>(
    ports: &Ports,
    click: &Click,
    about: &OpenedOn,
    page: &P,
) -> Result<Submitted, StoreError> {
    for _ in 0..TRIES {
        let scene = ports.store.panel_scene(&click.workspace, &click.user).await?;
        if !may_open(P::TO_OPEN, click, &scene) {
            return Ok(shown(page.closed(ports, click, &scene).await?));
        }
        let settings = scene.settings.clone().unwrap_or_default();
        let change = match page.decide(click, &settings) {
            Decided::Nothing => return Ok(page.saved()),
            _ if opened_on(&page.part(&settings)) != *about => {
                return Ok(shown(page.stale(ports, click, &scene).await?));
            }
            Decided::Refused(refused) => return Ok(refused),
            Decided::Change(change) => change,
        };
        if let Some(refused) = page.people_refused(ports, click, &settings).await? {
            return Ok(refused);
        }
        if is_too_large(&change.settings) {
            return Ok(Submitted::Choose(P::FIRST, TOO_LARGE.to_owned()));
        }
        if save(ports, click, &scene, &change).await? == Put::Stored {
            return Ok(page.saved());
        }
    }
    Ok(page.contended())
}

fn is_too_large(settings: &WorkspaceSettings) -> bool {
    serde_json::to_vec(settings).map_or(true, |written| written.len() > SETTINGS_MAX)
}

#[cfg(test)]
mod tests {
    use super::is_too_large;
    use crate::domain::{ChannelId, PriorityGroup, TicketingChannel, UserId, WorkspaceSettings};

    #[test]
    fn settings_that_fill_an_item_are_not_saved() {
        let group = |people: usize| {
            let members = (0..people).map(|n| UserId::new(format!("U{n:010}"))).collect();
            Some(PriorityGroup { members, user_group: None })
        };
        let with = |people: usize| {
            let channel = |n: usize| {
                let channel = TicketingChannel::new(ChannelId::new(format!("C{n:010}")), "団".repeat(75));
                TicketingChannel { group: group(people), ..channel }
            };
            WorkspaceSettings { ticketing_channels: (0..250).map(channel).collect(), ..WorkspaceSettings::default() }
        };
        assert!(!is_too_large(&with(20)), "250 channels with twenty people each");
        assert!(is_too_large(&with(500)));
    }
}
