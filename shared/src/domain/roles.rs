//! Who may do what: the table "Who may" of `product.md`, as one total function.

use serde::{Deserialize, Serialize};

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

#[cfg(test)]
impl Action {
    /// Each of them.
    pub(crate) const ALL: [Self; 11] = [
        Self::Pick,
        Self::Answer,
        Self::Transfer,
        Self::Release,
        Self::TakeBack,
        Self::End,
        Self::TakeOver,
        Self::TurnOn,
        Self::JoinInbox,
        Self::AdminPanel,
        Self::AccessControlPanel,
    ];
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// Whether a person with this standing may do this, and on what terms: `product.md`, "Who may". The last column beats
/// all others; of the others the one that gives most counts.
pub fn may(action: Action, standing: &Standing) -> Result<Allowed, Refusal> {
    match standing.kind {
        PersonKind::SingleChannelGuest => return Err(Refusal::SingleChannelGuest),
        PersonKind::OtherOrganisation => return Err(Refusal::OtherOrganisation),
        PersonKind::Unknown | PersonKind::Member | PersonKind::MultiChannelGuest => {}
    }
    let allowed = freest(action, *standing).ok_or(Refusal::NotAllowed)?;
    // A stranger's words can't be taken back from the customer; everything else asks Slack before it opens anything.
    let stranger = standing.kind == PersonKind::Unknown && !standing.handler;
    if stranger && action == Action::Answer {
        return Err(Refusal::NotKnownYet);
    }
    Ok(allowed)
}

fn freest(action: Action, standing: Standing) -> Option<Allowed> {
    let row = Row::of(action);
    [
        (standing.handler, row.handler),
        (standing.in_inbox_channel, row.in_inbox_channel),
        (standing.in_ticketing_channel, row.in_ticketing_channel),
        (standing.in_priority_group, row.in_priority_group),
        (standing.admin || standing.super_admin, row.admin),
        (standing.super_admin, row.super_admin),
    ]
    .into_iter()
    .filter_map(|(holds, terms)| terms.filter(|_| holds))
    .min()
}

/// One row of the table. `None`: no, or of no account there.
#[derive(Default)]
struct Row {
    handler: Option<Allowed>,
    in_inbox_channel: Option<Allowed>,
    in_ticketing_channel: Option<Allowed>,
    in_priority_group: Option<Allowed>,
    admin: Option<Allowed>,
    super_admin: Option<Allowed>,
}

impl Row {
    fn of(action: Action) -> Self {
        match action {
            Action::Pick => Self {
                in_ticketing_channel: Some(Allowed::Freely),
                in_priority_group: Some(Allowed::Freely),
                admin: Some(Allowed::Freely),
                ..Self::default()
            },
            Action::Answer => Self {
                handler: Some(Allowed::Freely),
                in_inbox_channel: Some(Allowed::FirstMessageAsks),
                in_priority_group: Some(Allowed::FirstMessageAsks),
                admin: Some(Allowed::FirstMessageAsks),
                ..Self::default()
            },
            Action::Transfer | Action::Release | Action::TakeBack => {
                Self { handler: Some(Allowed::Freely), admin: Some(Allowed::Freely), ..Self::default() }
            }
            Action::End => Self {
                handler: Some(Allowed::Freely),
                in_priority_group: Some(Allowed::PendingOnly),
                admin: Some(Allowed::Freely),
                ..Self::default()
            },
            Action::TakeOver | Action::TurnOn => Self {
                in_inbox_channel: Some(Allowed::Freely),
                in_priority_group: Some(Allowed::Freely),
                admin: Some(Allowed::Freely),
                ..Self::default()
            },
            Action::JoinInbox => {
                Self { in_priority_group: Some(Allowed::Freely), admin: Some(Allowed::Audited), ..Self::default() }
            }
            Action::AdminPanel => Self { admin: Some(Allowed::Freely), ..Self::default() },
            Action::AccessControlPanel => Self { super_admin: Some(Allowed::Freely), ..Self::default() },
        }
    }
}

impl Allowed {
    /// The terms on a ticket that is, or is not, Pending.
    pub fn while_pending(self, pending: bool) -> Result<Self, Refusal> {
        match self {
            Self::PendingOnly if !pending => Err(Refusal::PendingOnly),
            Self::Freely | Self::Audited | Self::FirstMessageAsks | Self::PendingOnly => Ok(self),
        }
    }

    /// The terms with *1 on 1* on, or off.
    pub fn with_one_on_one(self, on: bool) -> Result<Self, Refusal> {
        match self {
            Self::FirstMessageAsks if on => Err(Refusal::OneOnOne),
            Self::Freely | Self::Audited | Self::FirstMessageAsks | Self::PendingOnly => Ok(self),
        }
    }
}

#[cfg(test)]
#[allow(clippy::needless_raw_string_hashes, reason = "expect-test writes its snapshots with them")]
mod tests {
    use std::fmt::Write;

    use expect_test::expect;

    use super::{Action, Allowed, PersonKind, Refusal, Standing, may};

    fn a_member() -> Standing {
        Standing { kind: PersonKind::Member, ..Standing::default() }
    }

    /// Every column held, and this kind of person.
    fn everything(kind: PersonKind) -> Standing {
        Standing {
            handler: true,
            in_inbox_channel: true,
            in_ticketing_channel: true,
            in_priority_group: true,
            admin: true,
            super_admin: true,
            kind,
        }
    }

    fn columns() -> [(&'static str, Standing); 7] {
        let m = a_member();
        [
            ("handler", Standing { handler: true, ..m }),
            ("inbox", Standing { in_inbox_channel: true, ..m }),
            ("ticketing", Standing { in_ticketing_channel: true, ..m }),
            ("priority", Standing { in_priority_group: true, ..m }),
            ("admin", Standing { admin: true, ..m }),
            ("super admin", Standing { super_admin: true, ..m }),
            ("guest", everything(PersonKind::SingleChannelGuest)),
        ]
    }

    fn cell(answer: Result<Allowed, Refusal>) -> &'static str {
        match answer {
            Ok(Allowed::Freely) => "yes",
            Ok(Allowed::Audited) => "yes, audited",
            Ok(Allowed::FirstMessageAsks) => "asks first",
            Ok(Allowed::PendingOnly) => "Pending only",
            Err(Refusal::NotAllowed) => "-",
            Err(Refusal::SingleChannelGuest) => "no, told why",
            Err(refusal) => panic!("no cell of the table says {refusal:?}"),
        }
    }

    #[test]
    fn the_table_who_may() {
        let names = columns().map(|(name, _)| format!("| {name:<13}")).concat();
        let mut table = format!("{:<19}{}\n", "", names.trim_end());
        for action in Action::ALL {
            let cells = columns().map(|(_, standing)| format!("| {:<13}", cell(may(action, &standing)))).concat();
            writeln!(table, "{:<19}{}", format!("{action:?}"), cells.trim_end()).unwrap();
        }
        expect![[r#"
                               | handler      | inbox        | ticketing    | priority     | admin        | super admin  | guest
            Pick               | -            | -            | yes          | yes          | yes          | yes          | no, told why
            Answer             | yes          | asks first   | -            | asks first   | asks first   | asks first   | no, told why
            Transfer           | yes          | -            | -            | -            | yes          | yes          | no, told why
            Release            | yes          | -            | -            | -            | yes          | yes          | no, told why
            TakeBack           | yes          | -            | -            | -            | yes          | yes          | no, told why
            End                | yes          | -            | -            | Pending only | yes          | yes          | no, told why
            TakeOver           | -            | yes          | -            | yes          | yes          | yes          | no, told why
            TurnOn             | -            | yes          | -            | yes          | yes          | yes          | no, told why
            JoinInbox          | -            | -            | -            | yes          | yes, audited | yes, audited | no, told why
            AdminPanel         | -            | -            | -            | -            | yes          | yes          | no, told why
            AccessControlPanel | -            | -            | -            | -            | -            | yes          | no, told why
        "#]].assert_eq(&table);
    }

    #[test]
    fn someone_of_another_organisation_may_nothing_whatever_else_they_are() {
        for action in Action::ALL {
            let stranger = everything(PersonKind::OtherOrganisation);
            assert_eq!(may(action, &stranger), Err(Refusal::OtherOrganisation), "{action:?}");
        }
    }

    #[test]
    fn a_multi_channel_guest_may_what_a_member_may() {
        for action in Action::ALL {
            for (_, standing) in columns().into_iter().filter(|(name, _)| *name != "guest") {
                let guest = Standing { kind: PersonKind::MultiChannelGuest, ..standing };
                assert_eq!(may(action, &guest), may(action, &standing), "{action:?}");
            }
        }
    }

    #[test]
    fn of_several_columns_the_freest_counts() {
        let both = Standing { in_priority_group: true, admin: true, ..a_member() };
        assert_eq!(may(Action::End, &both), Ok(Allowed::Freely));
        assert_eq!(may(Action::JoinInbox, &both), Ok(Allowed::Freely));
    }

    #[test]
    fn someone_slack_has_yet_to_name_picks_but_does_not_answer() {
        let unknown = Standing { in_ticketing_channel: true, in_inbox_channel: true, ..Standing::default() };
        assert_eq!(may(Action::Pick, &unknown), Ok(Allowed::Freely));
        assert_eq!(may(Action::Answer, &unknown), Err(Refusal::NotKnownYet));
        let handler = Standing { handler: true, ..unknown };
        assert_eq!(may(Action::Answer, &handler), Ok(Allowed::Freely));
    }

    #[test]
    fn one_on_one_leaves_the_answer_to_the_handler() {
        assert_eq!(Allowed::Freely.with_one_on_one(true), Ok(Allowed::Freely));
        assert_eq!(Allowed::FirstMessageAsks.with_one_on_one(true), Err(Refusal::OneOnOne));
        assert_eq!(Allowed::FirstMessageAsks.with_one_on_one(false), Ok(Allowed::FirstMessageAsks));
    }

    #[test]
    fn pending_only_is_refused_on_an_active_ticket() {
        assert_eq!(Allowed::PendingOnly.while_pending(true), Ok(Allowed::PendingOnly));
        assert_eq!(Allowed::PendingOnly.while_pending(false), Err(Refusal::PendingOnly));
        assert_eq!(Allowed::Freely.while_pending(false), Ok(Allowed::Freely));
    }
}
