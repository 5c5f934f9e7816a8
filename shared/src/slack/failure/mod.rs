//! What became of a call to Slack that didn't succeed: one variant a reaction, not one a cause.

use std::time::Duration;

use thiserror::Error;

/// How long to wait when Slack says "too many" and not how long.
pub const RETRY_AFTER_DEFAULT: Duration = Duration::from_secs(30);

/// A call that didn't succeed. `Display` is the text for the log: it holds Slack's own error word and never a token, a
/// text of ours or of a customer's.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CallFailure {
    /// Too many calls of this method: nothing was done, repeat after this time, in this workspace.
    #[error("limited: wait {} s", retry_after.as_secs())]
    Limited {
        /// From `Retry-After`, or [`RETRY_AFTER_DEFAULT`].
        retry_after: Duration,
    },
    /// It may have been done: ask Slack before repeating what can't be repeated safely.
    #[error("outcome unknown: {cause}")]
    Unknown {
        /// What was seen of it.
        cause: String,
    },
    /// Surely nothing was done, and it may well succeed later: repeat.
    #[error("not done: {cause}")]
    NotSent {
        /// What was seen of it.
        cause: String,
    },
    /// This channel can't be used: gone, archived, we are not in it, or we may not write there. Use another one and
    /// tell an admin; it may mean "removed", so no state is deleted on it (`contracts/slack.md` 9).
    #[error("channel unusable: {error}")]
    ChannelUnusable {
        /// Slack's word.
        error: String,
    },
    /// The message is gone: post anew, or let it be.
    #[error("message gone: {error}")]
    MessageGone {
        /// Slack's word.
        error: String,
    },
    /// The message stands, and can't be changed or marked: leave it as it is. A new one beside it would be a second.
    #[error("message fixed: {error}")]
    MessageFixed {
        /// Slack's word.
        error: String,
    },
    /// This person can't be written to or invited: leave them out, and tell who asked.
    #[error("person unreachable: {error}")]
    PersonUnreachable {
        /// Slack's word.
        error: String,
    },
    /// What was asked for is so already: go on as after a success.
    #[error("done before: {error}")]
    Already {
        /// Slack's word.
        error: String,
    },
    /// The name is taken: try the next one. No id is given for it (`contracts/slack.md` 9).
    #[error("name taken")]
    NameTaken,
    /// The place in a list is forgotten: begin at its first page again.
    #[error("cursor spent")]
    CursorSpent,
    /// The click is too old to open a view for, or it has: ask for another one.
    #[error("trigger spent: {error}")]
    TriggerSpent {
        /// Slack's word.
        error: String,
    },
    /// What a consent was given for is no longer good, or has been used: ask for the consent again.
    #[error("consent spent: {error}")]
    ConsentSpent {
        /// Slack's word.
        error: String,
    },
    /// The view was closed: leave it.
    #[error("view gone: {error}")]
    ViewGone {
        /// Slack's word.
        error: String,
    },
    /// The view shows something newer than what we made ours from: leave it.
    #[error("view changed: {error}")]
    ViewChanged {
        /// Slack's word.
        error: String,
    },
    /// The installation's token works no more: mark it inactive, stop, ask to reinstall.
    #[error("credentials dead: {error}")]
    CredentialsDead {
        /// Slack's word.
        error: String,
    },
    /// The token is to be refreshed: once, under a lock, then the same call again.
    #[error("credentials stale")]
    CredentialsStale,
    /// The installation may not do this: permanent for this call, tell an admin.
    #[error("not allowed: {error}{}", needing(needed.as_deref()))]
    NotAllowed {
        /// Slack's word.
        error: String,
        /// The scope that is missing, where Slack names it.
        needed: Option<String>,
    },
    /// The workspace's own rules forbid it: permanent for this call, tell an admin.
    #[error("workspace policy: {error}")]
    Policy {
        /// Slack's word.
        error: String,
    },
    /// Our bug, or an error that we don't know: fail loudly, don't repeat.
    #[error("refused: {error} {details:?}")]
    Refused {
        /// Slack's word.
        error: String,
        /// What Slack says about it, which alone tells the block that failed, without the words of ours it may quote.
        details: Vec<String>,
    },
}

fn needing(scope: Option<&str>) -> String {
    scope.map(|scope| format!(", needs {scope}")).unwrap_or_default()
}

impl CallFailure {
    /// The text for the log.
    pub fn cause(&self) -> String {
        self.to_string()
    }
}

/// What Slack said when it refused a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// `error`.
    pub error: String,
    /// `needed`, with `missing_scope`.
    pub needed: Option<String>,
    /// `response_metadata.messages`.
    pub messages: Vec<String>,
    /// From `Retry-After`.
    pub retry_after: Option<Duration>,
}

impl From<Refusal> for CallFailure {
    fn from(refusal: Refusal) -> Self {
        let error = word(&refusal.error);
        match reaction_to(&error) {
            Reaction::Limited => Self::Limited { retry_after: refusal.retry_after.unwrap_or(RETRY_AFTER_DEFAULT) },
            Reaction::Unknown => Self::Unknown { cause: error },
            Reaction::NotSent => Self::NotSent { cause: error },
            Reaction::ChannelUnusable => Self::ChannelUnusable { error },
            Reaction::MessageGone => Self::MessageGone { error },
            Reaction::MessageFixed => Self::MessageFixed { error },
            Reaction::PersonUnreachable => Self::PersonUnreachable { error },
            Reaction::Already => Self::Already { error },
            Reaction::NameTaken => Self::NameTaken,
            Reaction::CursorSpent => Self::CursorSpent,
            Reaction::TriggerSpent => Self::TriggerSpent { error },
            Reaction::ConsentSpent => Self::ConsentSpent { error },
            Reaction::ViewGone => Self::ViewGone { error },
            Reaction::ViewChanged => Self::ViewChanged { error },
            Reaction::CredentialsDead => Self::CredentialsDead { error },
            Reaction::CredentialsStale => Self::CredentialsStale,
            Reaction::NotAllowed => Self::NotAllowed { error, needed: refusal.needed.as_deref().map(scopes) },
            Reaction::Policy => Self::Policy { error },
            Reaction::Refused => {
                let details = refusal.messages.iter().take(DETAILS).map(|said| detail(said)).collect();
                Self::Refused { error, details }
            }
        }
    }
}

mod reaction;
mod wording;

use reaction::{Reaction, reaction_to};
pub(super) use wording::word;
use wording::{DETAILS, detail, scopes};

#[cfg(test)]
mod tests;
