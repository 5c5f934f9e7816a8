//! The aggregate: one member's relation with one workspace.

use serde::{Deserialize, Serialize};

use super::{BotSource, ChannelId, MemberId, Ticket, Timestamp, WorkspaceId};

/// How many deliveries a conversation remembers.
pub const RECEIPTS: usize = 16;

/// One member's relation with one workspace: it owns the liveChat lock and the inbox channel, and it is the one item
/// that a transition is conditional on (`architecture.md`, "State").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// The Slack team.
    pub workspace: WorkspaceId,
    /// The customer.
    pub member: MemberId,
    /// 0: never stored. Rises by exactly one with each transition.
    pub version: u64,
    /// The latest ticket. A closed one stays until the next opens, so that a loser can be told what became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<Ticket>,
    /// The inbox channel, kept for the member's next live chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inbox: Option<ChannelId>,
    /// Whether the inbox channel was made and no handler has joined it yet: then the priority group is yet to be
    /// invited.
    #[serde(default)]
    pub inbox_is_new: bool,
    /// What the platform should do and what it said.
    #[serde(default)]
    pub live_chat: LiveChat,
    /// The order of the last transition, in milliseconds since 1970: see [`Self::next_order`].
    #[serde(default)]
    pub last_order: i64,
    /// The bot channel and app, learnt with the member.
    #[serde(default)]
    pub bot: BotSource,
    /// The delivery ids of the last [`RECEIPTS`] transitions, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receipts: Vec<String>,
}

impl Conversation {
    /// A conversation that was never stored.
    pub fn new(workspace: WorkspaceId, member: MemberId) -> Self {
        Self {
            workspace,
            member,
            version: 0,
            ticket: None,
            inbox: None,
            inbox_is_new: false,
            live_chat: LiveChat::default(),
            last_order: 0,
            bot: BotSource::default(),
            receipts: Vec::new(),
        }
    }

    /// The ticket that is Pending or Active. There is at most one.
    pub fn open_ticket(&self) -> Option<&Ticket> {
        self.ticket.as_ref().filter(|ticket| ticket.is_open())
    }

    /// Whether its last ticket was an admin's test: there is no customer.
    pub fn is_a_test(&self) -> bool {
        self.ticket.as_ref().is_some_and(|ticket| ticket.request.is_test)
    }

    /// Whether this delivery already made one of the last transitions.
    pub fn holds_receipt(&self, delivery: &str) -> bool {
        self.receipts.iter().any(|receipt| receipt == delivery)
    }

    /// The order, in milliseconds since 1970, that the jobs of a transition at `now` get in their lanes: never before
    /// and never equal to those of an earlier transition, whatever the clock does.
    pub fn next_order(&self, now: Timestamp) -> i64 {
        now.millis().max(self.last_order.saturating_add(1))
    }

    /// Whether customers' messages can be posted in the inbox channel: a handler of the latest ticket has joined it.
    pub fn inbox_is_open(&self) -> bool {
        let joined = self.ticket.as_ref().and_then(|ticket| ticket.first_joined_at);
        self.inbox.is_some() && joined.is_some()
    }
}

/// What we want of the platform, and what it has confirmed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LiveChat {
    /// True: humans answer, the bot is silent. False: the bot answers.
    pub wanted: bool,
    /// The conversation's version at which that was wanted. A toggle is recorded done only if this still stands.
    pub wanted_at: u64,
    /// What the platform last confirmed. Of an earlier version: what is wanted now is not confirmed yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<Confirmation>,
    /// What a read of False would mean while a ticket is open.
    pub late_false: LateFalse,
}

impl LiveChat {
    /// Whether the platform has confirmed what is wanted now. What nobody ever wanted needs no confirmation.
    pub fn is_confirmed(&self) -> bool {
        self.confirmed.as_ref().map_or(0, |done| done.version) == self.wanted_at
    }

    /// Whether people are wanted, as the bot has set it for its customer before it asked for them: nothing is to be set
    /// then, and who went back to the bot is not brought back by us.
    pub const fn is_the_bots_to_set(&self) -> bool {
        self.wanted && matches!(self.late_false, LateFalse::Unexpected)
    }
}

/// A toggle that the platform has confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// What it was set to.
    pub live_chat: bool,
    /// The conversation's version at which that was wanted.
    pub version: u64,
    /// When it was confirmed.
    pub at: Timestamp,
}

/// What a read of liveChat False means while a ticket is open (`architecture.md`, "State": it closes the ticket only if
/// no toggle to False of ours was unanswered at or after its opening).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LateFalse {
    /// The customer is back with the bot: the ticket is withdrawn.
    #[default]
    Unexpected,
    /// A toggle to False of ours was unanswered when the ticket opened and may take effect late.
    OldToggle,
    /// True was asked for after that, and is not confirmed yet.
    UntilConfirmed,
}
