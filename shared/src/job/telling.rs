//! What one person is told privately by a job.

use serde::{Deserialize, Serialize};

use crate::domain::{ChannelId, MessageTs, PrivateAnswer};

/// What one person is told about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TellAbout {
    /// Their ticket.
    Ticket(PrivateAnswer),
    /// A message of theirs that was not sent, or an edit or deletion that does not reach the customer.
    NotSent {
        /// Why.
        why: NotSent,
        /// The inbox channel.
        channel: ChannelId,
        /// The message.
        ts: MessageTs,
    },
    /// What became of their wish to join the inbox channel.
    Joining {
        /// Slack's word for why they could not be added.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
}

/// Why an agent's message is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotSent {
    /// The live chat is off.
    Off,
    /// Only the handler answers.
    OneOnOne,
    /// Someone else is the handler, or nobody yet: it is held until they have said what to do.
    Ask,
    /// It holds files.
    Files,
    /// Nothing is left of it once it is clean.
    Empty,
    /// Slack does not say who they are, or they may not answer.
    NotAllowed,
    /// It was edited after it had been sent.
    Edited,
    /// It was deleted after it had been sent.
    Deleted,
}
