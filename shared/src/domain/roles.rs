//! Who may do what: the table "Who may" of `product.md`, as one total function.

use super::UserId;

/// Someone who gives a command, and what they are to the conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub user: UserId,
    /// What they are. Its `handler` column is not believed: a transition reads it from the ticket.
    pub standing: Standing,
}

/// Which columns of the table hold for a person. Several may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is one column of product.md's table, and any of them may hold together"
)]
pub struct Standing {
    /// They hold the ticket; while a transfer waits: they are its old handler.
    pub handler: bool,
    /// They are in the inbox channel.
    pub in_inbox_channel: bool,
    /// They are in the ticket's ticketing channel.
    pub in_ticketing_channel: bool,
    /// They are in the priority group that counts for the ticket's ticketing channel.
    pub in_priority_group: bool,
    /// They are an admin.
    pub admin: bool,
    /// They are a super admin, which includes what an admin may.
    pub super_admin: bool,
    /// What Slack says of them.
    pub kind: PersonKind,
}

/// What Slack says of a person (`contracts/slack.md` 10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PersonKind {
    /// Slack had yet to be asked. Whoever acts on such a person's command asks before anything is opened to them.
    #[default]
    Unknown,
    /// A full member.
    Member,
    /// A guest of several channels.
    MultiChannelGuest,
    /// A guest of one channel only.
    SingleChannelGuest,
    /// Someone of another organisation.
    OtherOrganisation,
}

/// The rows of the table, and *Turn on live chat*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Pick a ticket.
    Pick,
    /// Write to the customer.
    Answer,
    /// Transfer to another team.
    Transfer,
    /// Release to the queue.
    Release,
    /// Take a transfer back.
    TakeBack,
    /// End the live chat.
    End,
    /// Take the ticket over.
    TakeOver,
    /// Turn live chat on. Not in the table; whoever may take over may do it.
    TurnOn,
    /// Join the inbox channel.
    JoinInbox,
    /// Open the Admin Panel.
    AdminPanel,
    /// Open the Access Control Panel.
    AccessControlPanel,
}

/// On what terms a person may. From the freest to the narrowest; of several columns the freest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Allowed {
    /// Without more.
    Freely,
    /// It becomes an audit line.
    Audited,
    /// Their first message in a live chat is held and asked about; not at all with *1 on 1*.
    FirstMessageAsks,
    /// While the ticket is Pending.
    PendingOnly,
}

/// Why a person may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Slack gives them one channel only.
    SingleChannelGuest,
    /// They are of another organisation.
    OtherOrganisation,
    /// No column gives it to them.
    NotAllowed,
    /// They might have, had the ticket been Pending.
    PendingOnly,
    /// With *1 on 1*, only the handler answers.
    OneOnOne,
    /// Slack must be asked who they are before this is decided.
    NotKnownYet,
}
