//! The lane `set-up`: the two ticketing channels of a workspace that was just installed, and its installer in them
//! (`product.md` 8).
//!
//! A channel's name is there once, so that an attempt of which nobody knows what became is made again under the same
//! name: where it succeeded the name is taken, and the next one gets a suffix. The channel of the lost attempt stays,
//! private and with our bot alone in it: nobody sees it.

use super::noting::checklist_job;
use super::seating::word_of;
use super::turn::Turn;
use super::working::Step;
use crate::domain::{
    Action, ChannelId, FirstChannel, PersonKind, SetUpTrouble, Timestamp, UserId, WorkspaceSettings, may,
};
use crate::job::{Job, JobKind};
use crate::limits::{Call, LimitKey};
use crate::slack::limits::INVITED;
use crate::slack::{BotToken, CallFailure, ChannelInfo};
use crate::store::{PanelScene, Put, StoreError};

/// How often it is tried to save settings that others save at the same time.
const TRIES: usize = 5;

/// Slack's word where there was none.
const NO_ANSWER: &str = "no_answer";

/// One step: one call.
pub(super) struct SettingUp<'a> {
    pub(super) turn: Turn<'a>,
    pub(super) installer: &'a UserId,
}

impl SettingUp<'_> {
    /// Makes a ticketing channel, unless there is one of its kind.
    pub(super) async fn make(&self, first: FirstChannel, attempt: u32) -> Result<Step, StoreError> {
        let at = self.turn.ports.clock.now();
        let Some((settings, token)) = self.read().await? else { return self.turn.done("no token").await };
        if let Some(known) = settings.first_channel(first) {
            return self.made(known.channel.clone(), at).await;
        }
        let trouble = |error: &str| SetUpTrouble::NotMade { channel: first, error: error.to_owned() };
        if attempt > FirstChannel::NAMES {
            return self.in_trouble(&trouble("name_taken"), at).await;
        }
        if self.turn.is_tried_too_often() {
            return self.in_trouble(&trouble(NO_ANSWER), at).await;
        }
        let limit = LimitKey::slack(self.turn.workspace(), Call::CreateChannel);
        if let Some(until) = self.turn.held_until(&limit, at).await? {
            return self.turn.set_aside(until, at).await;
        }
        if !self.turn.claim(at).await? {
            return Ok(Turn::taken(at));
        }
        let name = first.name_of(attempt);
        match self.turn.outside.slack.create_channel(&token, &name, true).await {
            Ok(made) => self.keep(first, made, at).await,
            Err(CallFailure::NameTaken) => self.next_name(first, attempt, at).await,
            Err(failure) => self.failed("conversations.create", failure, &limit, at, trouble).await,
        }
    }

    /// Lets the installer, or who is super admin, into a ticketing channel.
    pub(super) async fn invite(&self, channel: &ChannelId) -> Result<Step, StoreError> {
        let at = self.turn.ports.clock.now();
        let Some((settings, token)) = self.read().await? else { return self.turn.done("no token").await };
        let people = self.let_in(&settings);
        if people.is_empty() {
            return self.turn.done("nobody is admin").await;
        }
        let trouble = |error: &str| SetUpTrouble::NotInvited { channel: channel.clone(), error: error.to_owned() };
        if self.turn.is_tried_too_often() {
            return self.in_trouble(&trouble(NO_ANSWER), at).await;
        }
        let limit = LimitKey::slack(self.turn.workspace(), Call::Invite);
        if let Some(until) = self.turn.held_until(&limit, at).await? {
            return self.turn.set_aside(until, at).await;
        }
        if !self.turn.claim(at).await? {
            return Ok(Turn::taken(at));
        }
        match self.turn.outside.slack.invite(&token, channel, &people).await {
            Ok(_) | Err(CallFailure::Already { .. }) => self.turn.done("the installer is in the channel").await,
            Err(failure) => self.failed("conversations.invite", failure, &limit, at, trouble).await,
        }
    }

    /// The installer. One who is no admin need not be an agent either: then the super admins, who let in whom they want.
    fn let_in(&self, settings: &WorkspaceSettings) -> Vec<UserId> {
        let standing = settings.standing_of(self.installer, None, PersonKind::Unknown);
        match may(Action::AdminPanel, &standing) {
            Ok(_) => vec![self.installer.clone()],
            Err(_) => settings.super_admins.iter().take(INVITED).cloned().collect(),
        }
    }

    async fn read(&self) -> Result<Option<(WorkspaceSettings, BotToken)>, StoreError> {
        let PanelScene { settings, installation, .. } =
            self.turn.ports.store.panel_scene(self.turn.workspace(), self.installer).await?;
        let token = installation.and_then(|installation| self.turn.token(&installation));
        Ok(token.map(|token| (settings.unwrap_or_default(), token)))
    }

    /// The workspace has the channel from now on. Should we die before, the next turn finds the name taken.
    async fn keep(&self, first: FirstChannel, made: ChannelInfo, at: Timestamp) -> Result<Step, StoreError> {
        let (store, workspace) = (&self.turn.ports.store, self.turn.workspace());
        for _ in 0..TRIES {
            let settings = store.settings(workspace).await?.unwrap_or_default();
            let Some(with) = settings.with_first_channel(first, made.id.clone(), &made.name) else {
                // Somebody was faster: theirs is the one. Ours stays, with our bot alone in it.
                let theirs = settings.first_channel(first).map_or(&made.id, |known| &known.channel);
                return self.made(theirs.clone(), at).await;
            };
            if store.put_settings(workspace, &with).await? == Put::Stored {
                tracing::info!(slack.team_id = %workspace, channel.id = %made.id, "a ticketing channel is made");
                return self.made(made.id, at).await;
            }
        }
        // The job comes again, and finds the name taken.
        Err(StoreError::Unreachable("the settings were saved by others each time".to_owned()))
    }

    async fn made(&self, channel: ChannelId, at: Timestamp) -> Result<Step, StoreError> {
        let id = format!("invite#{channel}");
        let invite = Job { id, kind: JobKind::InviteInstaller { channel }, ..self.turn.head.job.clone() };
        let show = self.show("made", at);
        self.turn
            .done_then(std::slice::from_ref(self.turn.head), &[invite, show], "the ticketing channel is there")
            .await
    }

    async fn next_name(&self, channel: FirstChannel, attempt: u32, at: Timestamp) -> Result<Step, StoreError> {
        let (head, attempt) = (&self.turn.head.job, attempt.saturating_add(1));
        let id = format!("{}+{attempt}", head.id);
        let next = Job { id, kind: JobKind::MakeChannel { channel, attempt }, first_received: at, ..head.clone() };
        self.turn.done_then(std::slice::from_ref(self.turn.head), &[next], "the name is taken").await
    }

    /// Both calls are safe to repeat.
    async fn failed(
        &self,
        call: &str,
        failure: CallFailure,
        limit: &LimitKey,
        at: Timestamp,
        trouble: impl Fn(&str) -> SetUpTrouble,
    ) -> Result<Step, StoreError> {
        match self.turn.repeated(call, failure, limit, at).await? {
            Ok(step) => Ok(step),
            Err(failure) => self.in_trouble(&trouble(&word_of(&failure)), at).await,
        }
    }

    /// Whoever installed the app reads in the checklist what to do.
    async fn in_trouble(&self, trouble: &SetUpTrouble, at: Timestamp) -> Result<Step, StoreError> {
        self.turn.ports.store.note_trouble(self.turn.workspace(), trouble).await?;
        let show = self.show("trouble", at);
        self.turn.done_then(std::slice::from_ref(self.turn.head), &[show], "the set-up needs a person").await
    }

    fn show(&self, cause: &str, at: Timestamp) -> Job {
        let cause = format!("{cause}#{}", self.turn.head.job.id);
        checklist_job(self.turn.workspace(), self.installer, &cause, at)
    }
}
