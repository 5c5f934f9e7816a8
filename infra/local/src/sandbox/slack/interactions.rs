//! What an interaction hands to our app: a trigger that opens one modal, and an address to answer at
//! (`contracts/slack.md` 5). Who makes people click issues both here, before the payload that carries them goes out.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use shared::domain::{ChannelId, MessageTs, Timestamp, UserId};

use super::change::SlackChange;
use super::refusal::Refusal;
use super::state::Workspace;
use crate::sandbox::{Cause, Change, Sandbox, SandboxError};

/// How long a trigger works.
const TRIGGER_LIFE: Duration = Duration::from_secs(3);
/// How long an answer's address works …
const RESPONSE_URL_LIFE: Duration = Duration::from_mins(30);
/// … and for how many answers.
const RESPONSE_URL_USES: u32 = 5;

/// What a modal is opened or pushed with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// Whose interaction it came from.
    pub user: UserId,
    /// When it was issued.
    pub at: Timestamp,
    /// Whether a modal was opened by it.
    pub is_used: bool,
}

/// Where an interaction may be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseUrl {
    /// The channel of the interaction.
    pub channel: ChannelId,
    /// Whose interaction it was: private answers are theirs.
    pub user: UserId,
    /// What the interaction came from.
    pub source: Source,
    /// When it was issued.
    pub at: Timestamp,
    /// Answers so far.
    pub uses: u32,
}

/// What an interaction came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// A message that everybody sees.
    Message(MessageTs),
    /// Something that was shown to this person alone.
    Ephemeral(MessageTs),
}

impl Source {
    /// Its id.
    pub fn ts(&self) -> &MessageTs {
        match self {
            Self::Message(ts) | Self::Ephemeral(ts) => ts,
        }
    }
}

impl Workspace {
    /// Whose modal a trigger opens, if it still does.
    pub(super) fn triggered_by(&self, id: &str, now: Timestamp) -> Result<&UserId, Refusal> {
        match self.triggers.get(id) {
            None => Err(Refusal::new("invalid_trigger_id")),
            Some(trigger) if trigger.is_used => Err(Refusal::new("exchanged_trigger_id")),
            Some(trigger) if now.since(trigger.at) > TRIGGER_LIFE => Err(Refusal::new("expired_trigger_id")),
            Some(trigger) => Ok(&trigger.user),
        }
    }

    /// What an answer's address is for, if it still works.
    pub(super) fn answered_at(&self, id: &str, now: Timestamp) -> Result<&ResponseUrl, Refusal> {
        match self.response_urls.get(id) {
            None => Err(Refusal::new("invalid_url")),
            Some(url) if now.since(url.at) > RESPONSE_URL_LIFE => Err(Refusal::new("expired_url")),
            Some(url) if url.uses >= RESPONSE_URL_USES => Err(Refusal::new("used_url")),
            Some(url) => Ok(url),
        }
    }
}

impl Sandbox {
    /// Issues a trigger for a person's interaction; gives its id, a `trigger_id`.
    pub fn issue_trigger(&self, user: &UserId) -> Result<String, SandboxError> {
        let at = self.now();
        let mut world = self.world();
        let number = world.state().slack.triggers.len() + 1;
        let id = format!("{}.7820123456.{:032x}", at.millis(), scattered(number));
        let issued = SlackChange::TriggerIssued { id: id.clone(), user: user.clone(), at };
        world.commit(vec![Change::Slack(issued)], &Cause::by(user.clone(), at))?;
        Ok(id)
    }

    /// Issues an address to answer a person's interaction at; gives its path below the server's address.
    pub fn issue_response_url(
        &self,
        channel: &ChannelId,
        user: &UserId,
        source: Source,
    ) -> Result<String, SandboxError> {
        let at = self.now();
        let mut world = self.world();
        let number = world.state().slack.response_urls.len() + 1;
        let id = format!("{number}-{:032x}", scattered(number));
        let url = ResponseUrl { channel: channel.clone(), user: user.clone(), source, at, uses: 0 };
        let issued = SlackChange::ResponseUrlIssued { id: id.clone(), url };
        world.commit(vec![Change::Slack(issued)], &Cause::by(user.clone(), at))?;
        Ok(format!("{}/{id}", crate::sandbox::about::RESPONSE_PATH))
    }
}

/// Numbers that look like chance and are the same in each run: no two of them are equal.
fn scattered(number: usize) -> u128 {
    let number = u128::try_from(number).unwrap_or(u128::MAX);
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)
}
