//! What every step of a lane's turn has in common: claiming its job, putting it off, being done with it.

use std::time::Duration;

use super::noting::kept;
use super::working::{Step, TAKEN};
use super::{Outside, Ports};
use crate::chatbot::{self, BotNode};
use crate::domain::{BotChannelId, Conversation, MemberId, Timestamp, UserId, WorkspaceId};
use crate::job::{Job, Owner, backoff};
use crate::limits::{Call, LimitKey};
use crate::slack::{BotToken, CallFailure};
use crate::store::{Attempt, Claim, Done, Installation, KnownPerson, PendingJob, Postponement, Progress, StoreError};

/// A turn at the first job of a lane.
#[derive(Clone, Copy)]
pub(super) struct Turn<'a> {
    pub(super) ports: &'a Ports,
    pub(super) outside: &'a Outside,
    /// What is pending in the lane, as far as it was read.
    pub(super) jobs: &'a [PendingJob],
    /// The first of it.
    pub(super) head: &'a PendingJob,
}

impl Turn<'_> {
    pub(super) fn workspace(&self) -> &WorkspaceId {
        &self.head.job.lane.workspace
    }

    pub(super) fn member(&self) -> Option<&MemberId> {
        match &self.head.job.lane.owner {
            Owner::Conversation(member) => Some(member),
            Owner::Direct(_) | Owner::Channel(_) | Owner::Workspace => None,
        }
    }

    pub(super) fn is_tried_too_often(&self) -> bool {
        self.head.attempts >= self.head.job.kind.attempts()
    }

    /// Takes the job before its call. `false`: somebody else has it.
    pub(super) async fn claim(&self, at: Timestamp) -> Result<bool, StoreError> {
        Ok(self.ports.store.claim(self.head, &Attempt::now(at), None).await? == Claim::Claimed)
    }

    /// Takes the job before a call that can't be repeated, and notes that it begins.
    pub(super) async fn begin(&self, at: Timestamp) -> Result<bool, StoreError> {
        let begun = Progress { begun: Some(at), ..self.head.progress.clone() };
        Ok(self.ports.store.begin(self.head, &Attempt::now(at), &begun).await? == Claim::Claimed)
    }

    /// Somebody else has the job.
    pub(super) fn taken(at: Timestamp) -> Step {
        Step::Waits(at.after(TAKEN))
    }

    /// The job is done, and nothing is left of it.
    pub(super) async fn done(&self, why: &str) -> Result<Step, StoreError> {
        self.done_then(std::slice::from_ref(self.head), &[], why).await
    }

    /// Jobs are done, and these come next.
    pub(super) async fn done_then(&self, jobs: &[PendingJob], then: &[Job], why: &str) -> Result<Step, StoreError> {
        let at = self.ports.clock.now();
        self.ports.store.done_with(&Done { jobs, shown: None, then, expires: None, at }).await?;
        super::deciding::ring(self.ports, &super::outbox::lanes(then)).await;
        tracing::info!(job.id = %self.head.job.id, lane = %self.head.job.lane.lane.name(), why, "job done");
        Ok(Step::Went)
    }

    /// What was to be done first is done: the job's next turn is now, and the attempt doesn't count.
    pub(super) async fn again(&self, at: Timestamp) -> Result<Step, StoreError> {
        self.put_off(at, true, None).await?;
        Ok(Step::Went)
    }

    /// The call succeeded and is made again then, for what it is to tell is not so yet: the attempt doesn't count.
    pub(super) async fn look_again(&self, until: Timestamp) -> Result<Step, StoreError> {
        self.put_off(until, true, None).await?;
        Ok(Step::Waits(until))
    }

    /// The call failed and may be made again, after a while that grows.
    pub(super) async fn later(&self, at: Timestamp) -> Result<Step, StoreError> {
        let until = at.after(backoff(self.head.attempts + 1));
        self.put_off(until, false, None).await?;
        Ok(Step::Waits(until))
    }

    /// A call that is safe to repeat failed: it is made again once its limit is over, or after a while that grows. Else the
    /// failure is given back: no repeating helps.
    pub(super) async fn repeated(
        &self,
        call: &str,
        failure: CallFailure,
        limit: &LimitKey,
        at: Timestamp,
    ) -> Result<Result<Step, CallFailure>, StoreError> {
        self.log(call, &failure);
        match failure {
            CallFailure::Limited { retry_after } => self.limited(retry_after, limit, at).await.map(Ok),
            CallFailure::NotSent { .. } | CallFailure::Unknown { .. } => self.later(at).await.map(Ok),
            failure => Ok(Err(failure)),
        }
    }

    /// A limit was met: noted for all who read it, and no attempt is wasted on it.
    pub(super) async fn limited(
        &self,
        retry_after: Duration,
        limit: &LimitKey,
        at: Timestamp,
    ) -> Result<Step, StoreError> {
        let until = at.after(retry_after);
        self.put_off(until, true, Some(limit)).await?;
        Ok(Step::Waits(until))
    }

    /// A wait that was known before anything was claimed.
    pub(super) async fn set_aside(&self, until: Timestamp, at: Timestamp) -> Result<Step, StoreError> {
        self.ports.store.set_aside(self.head, until, None, at).await?;
        Ok(Step::Waits(until))
    }

    /// The call surely did not happen, whatever was noted before it.
    async fn put_off(&self, until: Timestamp, uncounted: bool, limit: Option<&LimitKey>) -> Result<(), StoreError> {
        let unbegun = Progress { begun: None, ..self.head.progress.clone() };
        let postponement = Postponement { until, uncounted, shown: None, limit, progress: Some(&unbegun) };
        self.ports.store.postpone(self.head, &postponement).await
    }

    /// Until when a limit that somebody met holds; none: the call can be made.
    pub(super) async fn held_until(&self, limit: &LimitKey, at: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.ports.store.limit(limit).await?.filter(|until| *until > at))
    }

    pub(super) fn log(&self, call: &str, failure: &dyn std::fmt::Display) {
        let lane = self.head.job.lane.lane.name();
        tracing::warn!(job.id = %self.head.job.id, lane, call, attempt = self.head.attempts + 1, error.cause = %failure, "call failed");
    }

    /// The workspace's token. `None`: the app was removed from the workspace, or the token does not open.
    pub(super) fn token(&self, installation: &Installation) -> Option<BotToken> {
        let opened = self.outside.seal.open(&installation.workspace, installation.token.as_ref()?);
        opened
            .inspect_err(|error| tracing::error!(error.cause = %error, "the bot token does not open"))
            .ok()
            .map(|token| BotToken::new(token.expose()))
    }

    /// The connection of the conversation's bot channel, with its tokens opened, and the limit of a call there.
    pub(super) async fn connection(
        &self,
        conversation: &Conversation,
        call: Call,
    ) -> Result<Option<(chatbot::Connection, LimitKey)>, StoreError> {
        let Some(bot) = &conversation.bot.channel else { return Ok(None) };
        self.connection_of(bot, call).await
    }

    /// A bot channel's connection, with its tokens opened, and the limit of a call there.
    pub(super) async fn connection_of(
        &self,
        bot: &BotChannelId,
        call: Call,
    ) -> Result<Option<(chatbot::Connection, LimitKey)>, StoreError> {
        let connection = self.opened(bot).await?;
        Ok(connection.map(|connection| {
            let limit = LimitKey::Platform(connection.app.clone(), call);
            (connection, limit)
        }))
    }

    /// The bot node that starts at the end of a live chat, if the connection names one.
    pub(super) async fn end_node(&self, conversation: &Conversation) -> Result<Option<BotNode>, StoreError> {
        let Some(bot) = &conversation.bot.channel else { return Ok(None) };
        let connection = self.ports.store.connection(self.workspace(), bot).await?;
        Ok(connection.and_then(|connection| connection.end_node))
    }

    async fn opened(&self, bot: &BotChannelId) -> Result<Option<chatbot::Connection>, StoreError> {
        let Some(sealed) = self.ports.store.connection(self.workspace(), bot).await? else { return Ok(None) };
        let open = |text| self.outside.seal.open(self.workspace(), text).ok();
        let (Some(open_api_token), Some(bot_token)) = (open(&sealed.open_api_token), open(&sealed.bot_token)) else {
            return Ok(None);
        };
        Ok(Some(chatbot::Connection {
            channel: sealed.bot.clone(),
            app: sealed.app.clone(),
            platform: Some(sealed.platform.clone()),
            open_api: sealed.open_api.clone(),
            bot_api: sealed.bot_api.clone(),
            open_api_token,
            bot_token,
        }))
    }

    /// Asks Slack who somebody is and keeps the answer. Who can't be asked about is kept without a name, so that nobody
    /// is asked about twice for a card.
    pub(super) async fn ask_who(&self, token: &BotToken, user: &UserId, at: Timestamp) -> Result<Step, StoreError> {
        let limit = LimitKey::slack(self.workspace(), Call::User);
        if let Some(until) = self.held_until(&limit, at).await? {
            return self.set_aside(until, at).await;
        }
        if !self.claim(at).await? {
            return Ok(Self::taken(at));
        }
        match self.outside.slack.user(token, user).await {
            Ok(known) => self.ports.store.put_person(self.workspace(), &kept(known, self.workspace(), at)).await?,
            Err(CallFailure::Limited { retry_after }) => {
                return self.limited(retry_after, &limit, at).await;
            }
            Err(failure @ (CallFailure::NotSent { .. } | CallFailure::Unknown { .. })) => {
                self.log("users.info", &failure);
                return self.later(at).await;
            }
            Err(failure) => {
                self.log("users.info", &failure);
                let is_gone = matches!(failure, CallFailure::PersonUnreachable { .. });
                self.ports.store.put_person(self.workspace(), &nobody(user, is_gone, at)).await?;
            }
        }
        self.again(at).await
    }
}

/// Somebody of whom Slack says nothing: they are nobody's agent.
fn nobody(user: &UserId, is_gone: bool, at: Timestamp) -> KnownPerson {
    KnownPerson {
        user: user.clone(),
        name: String::new(),
        kind: crate::domain::PersonKind::Unknown,
        is_bot: false,
        is_gone,
        is_owner: None,
        at,
    }
}
