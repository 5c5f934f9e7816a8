//! *Ticketing Channel Settings*: the list of them, and the pages that add, change and delete one.

use serde::Serialize;

use super::admin::{closed, is_admin};
use super::saving::{self, Change, Decided, Page};
use super::{CONTENDED, Submitted, changed, changes_of_group, group_refused, opened_on, shown};
use crate::domain::{
    ChannelId, NotDeleted, Refusals, TicketingChannel, TicketingEntered, TicketingField, TicketingRefused,
    WorkspaceSettings,
};
use crate::job::{Job, JobKind, Lane, LaneKey, Owner};
use crate::service::Ports;
use crate::service::clicking::Click;
use crate::slack::blocks::View;
use crate::slack::cards::{
    Names, TICKETING_ACTION, TICKETING_CHOSEN, TicketingAbout, TicketingAction, TicketingDelete, TicketingForm,
    TicketingKept, TicketingList, hours_in_words, last_step_in_words, not_deleted, ticketing_choice, ticketing_refused,
};
use crate::store::{AuditLine, PanelScene, StoreError};

pub(super) fn list(scene: &PanelScene, settings: &WorkspaceSettings, is_stale: bool) -> Option<View> {
    let bot = scene.installation.as_ref().map(|installation| &installation.bot_user);
    let (channels, default) = (settings.ticketing_channels.as_slice(), settings.default_channel.as_ref());
    TicketingList { channels, default, bot, is_stale }.render()
}

/// Someone has chosen what to do, and with which channel. Its page comes on top of the list.
pub async fn choose(
    ports: &Ports,
    click: &Click,
    action: Option<TicketingAction>,
    chosen: Option<&ChannelId>,
) -> Result<Submitted, StoreError> {
    let scene = ports.store.panel_scene(&click.workspace, &click.user).await?;
    if !is_admin(click, &scene) {
        return Ok(shown(closed(ports, click, &scene).await?.view));
    }
    let settings = scene.settings.clone().unwrap_or_default();
    if let Some((field, said)) = ticketing_choice(action, chosen, settings.ticketing_channels.len()) {
        return Ok(Submitted::Choose(field, said));
    }
    let known = chosen.and_then(|chosen| settings.ticketing_channel(chosen));
    let view = match (action, chosen, known) {
        (None | Some(TicketingAction::Add), ..) => form(&settings, None, false),
        (_, Some(_), None) => return Ok(shown(list(&scene, &settings, true))),
        (Some(TicketingAction::Delete), Some(chosen), _) => match settings.without_ticketing_channel(chosen) {
            Err(why) => return Ok(Submitted::Choose(TICKETING_CHOSEN, not_deleted(why).to_owned())),
            Ok(_) => deletion(&settings, chosen, false),
        },
        _ => form(&settings, chosen, false),
    };
    Ok(view.map_or(Submitted::Done, |view| Submitted::Next(Box::new(view))))
}

/// What the pages of a channel show of the settings: it, as admins have set it, and which is the default.
fn part<'a>(settings: &'a WorkspaceSettings, channel: Option<&ChannelId>) -> impl Serialize + use<'a> {
    let known = channel.and_then(|channel| settings.ticketing_channel(channel));
    (settings.default_channel.as_ref(), known.map(TicketingChannel::as_set))
}

fn about(settings: &WorkspaceSettings, channel: Option<&ChannelId>) -> TicketingAbout {
    TicketingAbout { opened: opened_on(&part(settings, channel)), channel: channel.cloned() }
}

/// The page that adds one, or changes this one, if it is still there.
fn form(settings: &WorkspaceSettings, channel: Option<&ChannelId>, is_stale: bool) -> Option<View> {
    let known = channel.and_then(|channel| settings.ticketing_channel(channel));
    if known.is_none() && channel.is_some() {
        return TicketingKept(NotDeleted::Unknown).render();
    }
    let is_default = settings.default_channel.as_ref() == channel;
    TicketingForm { about: &about(settings, channel), channel: known, is_default, is_stale }.render()
}

fn deletion(settings: &WorkspaceSettings, channel: &ChannelId, is_stale: bool) -> Option<View> {
    if let Err(why) = settings.without_ticketing_channel(channel) {
        return TicketingKept(why).render();
    }
    let known = settings.ticketing_channel(channel)?;
    let default = settings.default_channel.as_ref().and_then(|default| settings.ticketing_channel(default));
    TicketingDelete { about: &about(settings, Some(channel)), channel: known, default, is_stale }.render()
}

/// The page that adds or changes one, sent off.
pub async fn submit(
    ports: &Ports,
    click: &Click,
    about: &TicketingAbout,
    entered: TicketingEntered,
) -> Result<Submitted, StoreError> {
    saving::submit(ports, click, &about.opened, &Entered { channel: about.channel.as_ref(), entered }).await
}

struct Entered<'a> {
    channel: Option<&'a ChannelId>,
    entered: TicketingEntered,
}

impl Entered<'_> {
    /// The settings with it. One that was added by this very submission before is changed to what it is.
    fn applied(&self, settings: &WorkspaceSettings) -> Result<WorkspaceSettings, Refusals> {
        match self.channel {
            Some(channel) => settings.with_changed_channel(channel, &self.entered),
            None => settings.with_ticketing_channel(&self.entered),
        }
    }

    /// Whether it stands already as it is entered.
    fn stands(&self, settings: &WorkspaceSettings) -> bool {
        let Some(channel) = self.entered.channel.as_ref().or(self.channel) else { return false };
        let is_default = settings.default_channel.as_ref() == Some(channel);
        let entered = TicketingEntered { is_default: self.entered.is_default || is_default, ..self.entered.clone() };
        let is_asked_to_be_none = self.channel.is_some() && is_default && !self.entered.is_default;
        settings.ticketing_channel(channel).is_some()
            && !is_asked_to_be_none
            && settings.with_changed_channel(channel, &entered).is_ok_and(|after| is_same(settings, &after))
    }

    fn lines(&self, click: &Click, before: &WorkspaceSettings, after: &WorkspaceSettings) -> Vec<AuditLine> {
        let channel = self.entered.channel.as_ref().or(self.channel);
        let Some(now) = channel.and_then(|channel| after.ticketing_channel(channel)) else { return Vec::new() };
        let known = self.channel.and_then(|channel| before.ticketing_channel(channel));
        let mut lines = match known {
            Some(known) => known.changes_to(now).into_iter().flat_map(|it| field(click, it, known, now)).collect(),
            None => vec![changed(click, format!("added the ticketing channel \"{}\"", now.label))],
        };
        let is_default = after.default_channel.as_ref() == Some(&now.channel);
        if is_default && before.default_channel.as_ref() != known.map(|known| &known.channel) {
            lines.push(changed(click, format!("made \"{}\" the default ticketing channel", now.label)));
        }
        lines
    }
}

impl Page for Entered<'_> {
    const FIRST: &'static str = TicketingField::Label.block();

    fn part(&self, settings: &WorkspaceSettings) -> impl Serialize {
        part(settings, self.channel)
    }

    fn decide(&self, click: &Click, settings: &WorkspaceSettings) -> Decided {
        if self.stands(settings) {
            return Decided::Nothing;
        }
        match self.applied(settings) {
            Err(refused) => Decided::Refused(at_fields(&refused)),
            Ok(after) => {
                let lines = self.lines(click, settings, &after);
                let jobs = enters(click, settings, &after);
                Decided::Change(Box::new(Change { settings: after, lines, jobs }))
            }
        }
    }

    async fn people_refused(
        &self,
        ports: &Ports,
        click: &Click,
        settings: &WorkspaceSettings,
    ) -> Result<Option<Submitted>, StoreError> {
        let known = self.channel.and_then(|channel| settings.ticketing_channel(channel));
        if let Some(channel) = self.entered.channel.as_ref().filter(|it| Some(*it) != self.channel)
            && ports.store.inbox_of(&click.workspace, channel).await?.member.is_some()
        {
            return Ok(Some(at_fields(&vec![(TicketingField::Channel, TicketingRefused::IsInbox)])));
        }
        let stands = known.and_then(|known| known.group.clone()).unwrap_or_default();
        let wanted = self.entered.group().ok().flatten().unwrap_or_default();
        let refused = group_refused(ports, click, &stands, &wanted).await?;
        Ok(refused.map(|(refused, names)| {
            let refused = (TicketingField::Members, TicketingRefused::Group(refused));
            Submitted::Correct(vec![ticketing_refused(&refused, &names)])
        }))
    }

    async fn stale(&self, _: &Ports, _: &Click, scene: &PanelScene) -> Result<Option<View>, StoreError> {
        Ok(form(&scene.settings.clone().unwrap_or_default(), self.channel, true))
    }
}

/// Into each Slack channel that has become a ticketing channel the app has to come.
fn enters(click: &Click, before: &WorkspaceSettings, after: &WorkspaceSettings) -> Vec<Job> {
    let new = after.ticketing_channels.iter().filter(|known| before.ticketing_channel(&known.channel).is_none());
    new.map(|known| enter_job(click, known.channel.clone())).collect()
}

fn enter_job(click: &Click, channel: ChannelId) -> Job {
    let lane = LaneKey { workspace: click.workspace.clone(), owner: Owner::Channel(channel), lane: Lane::Enter };
    let kind = JobKind::EnterChannel { by: click.user.clone(), joins: false };
    Job { id: click.receipt.clone(), lane, order: click.at.millis(), first_received: click.at, kind }
}

/// Whether two settings differ in their version alone.
fn is_same(before: &WorkspaceSettings, after: &WorkspaceSettings) -> bool {
    WorkspaceSettings { version: before.version, ..after.clone() } == *before
}

fn at_fields(refused: &Refusals) -> Submitted {
    let names = Names::default();
    Submitted::Correct(refused.iter().map(|refused| ticketing_refused(refused, &names)).collect())
}

/// The lines that tell of one changed field.
fn field(click: &Click, field: TicketingField, before: &TicketingChannel, now: &TicketingChannel) -> Vec<AuditLine> {
    let of = &now.label;
    let what = match field {
        TicketingField::Members | TicketingField::UserGroup => {
            let group = |known: &TicketingChannel| known.group.clone().unwrap_or_default();
            return changes_of_group(click, &format!("priority group of \"{of}\""), &group(before), &group(now));
        }
        TicketingField::Channel => format!("moved \"{of}\" to another Slack channel"),
        TicketingField::Label => format!("renamed the ticketing channel \"{}\" to \"{of}\"", before.label),
        TicketingField::Days | TicketingField::From | TicketingField::To | TicketingField::TimeZone => {
            format!("set the hours to {} in \"{of}\"", hours_in_words(now.hours.as_ref()))
        }
        TicketingField::Here => format!("set @here to {} min in \"{of}\"", now.ladder.here_after_minutes),
        TicketingField::Unanswered => {
            format!("set nobody available to {} min in \"{of}\"", now.ladder.unanswered_after_minutes)
        }
        TicketingField::Then => format!("set what then to {} in \"{of}\"", last_step_in_words(now.ladder.then)),
        TicketingField::Return => {
            format!("set the return of transfers to {} min in \"{of}\"", now.return_after_minutes)
        }
        TicketingField::Default => return Vec::new(),
    };
    vec![changed(click, what)]
}

/// The page that deletes one, sent off.
pub async fn delete(ports: &Ports, click: &Click, about: &TicketingAbout) -> Result<Submitted, StoreError> {
    let Some(channel) = &about.channel else { return Ok(Submitted::Done) };
    saving::submit(ports, click, &about.opened, &Deletion { channel }).await
}

struct Deletion<'a> {
    channel: &'a ChannelId,
}

impl Page for Deletion<'_> {
    const FIRST: &'static str = TICKETING_ACTION;

    fn part(&self, settings: &WorkspaceSettings) -> impl Serialize {
        part(settings, Some(self.channel))
    }

    fn decide(&self, click: &Click, settings: &WorkspaceSettings) -> Decided {
        let label = settings.ticketing_channel(self.channel).map(|known| known.label.clone()).unwrap_or_default();
        match settings.without_ticketing_channel(self.channel) {
            Err(NotDeleted::Unknown) => Decided::Nothing,
            Err(why) => Decided::Refused(shown(TicketingKept(why).render())),
            Ok(after) => {
                let lines = vec![changed(click, format!("deleted the ticketing channel \"{label}\""))];
                Decided::Change(Box::new(Change { settings: after, lines, jobs: Vec::new() }))
            }
        }
    }

    async fn stale(&self, _: &Ports, _: &Click, scene: &PanelScene) -> Result<Option<View>, StoreError> {
        Ok(deletion(&scene.settings.clone().unwrap_or_default(), self.channel, true))
    }

    /// It asks nothing: there is no field at which it could be said.
    fn contended(&self) -> Submitted {
        shown(crate::slack::cards::said_in_a_panel("Ticketing channel", CONTENDED))
    }
}
