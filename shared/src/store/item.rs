//! Keys and attributes of the one table, spelt once.
//!
//! | item | `pk` | `sk` |
//! | --- | --- | --- |
//! | workspace installation | `W#T1` | `INSTALLATION` |
//! | workspace settings | `W#T1` | `SETTINGS` |
//! | bot channel connection | `W#T1` | `BOT#<bot channel>` |
//! | audit line | `W#T1` | `AUDIT#<time>#<id>` |
//! | how far the set-up has come | `W#T1` | `SETUP` |
//! | relay keys, to be shown | `W#T1` | `RELAY` |
//! | relay key | `KEY#<hash>` | `KEY` |
//! | inbox channel → conversation | `W#T1#INBOX#<channel>` | `INBOX` |
//! | mark in an inbox channel's name → conversation | `W#T1#MARK#<mark>` | `MARK` |
//! | user (guest flags, display name) | `W#T1#USER#<user>` | `USER` |
//! | limit | `LIMIT#<limit key>` | `LIMIT` |
//! | that an installation's state was used | `STATE#<hash>` | `STATE` |
//! | platform message id → agent's message, status | `W#T1#RECEIPT#<message id>` | `RECEIPT` |
//! | webhook of a bot channel → workspace, its secrets | `HOOK#<connection>` | `HOOK` |
//! | conversation | `W#T1#member#<member>` | `CONVERSATION` |
//! | customer's profile for the card | `W#T1#member#<member>` | `PROFILE` |
//! | how far an inbox channel's opening has come | `W#T1#member#<member>` | `OPENING` |
//! | whether someone else's messages are sent | `W#T1#member#<member>` | `CONSENT#<ticket>#<user>` |
//! | what the platform sent a customer | `W#T1#member#<member>` | `ECHO#<time>#<id>` |
//! | liveChat as the platform reported it | `W#T1#member#<member>` | `PLATFORM` |
//! | closed ticket | `W#T1#member#<member>` | `TICKET#<ticket>` |
//! | job, message | `W#T1#member#<member>` or `W#T1#dm#<user>` or `W#T1#channel#<channel>` | `<lane>#<order>#<id>` |
//! | that a job was put which must not be put again | as its lane's | `ONCE#<lane>#<id>` |
//! | thing shown in Slack | as its lane's | `THING#<thing>` |
//!
//! What a stranger may choose (a member id) stands last in its key, so that no text of theirs can be taken for another
//! item's. Sparse indexes: the local `pending` (lane, order, first received, id), and the global `due` (shard, time),
//! `open` (workspace, time) and `handler` (workspace and user, time).

mod attributes;

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

pub(super) use attributes::{number, take, take_if_there, text, value};

use super::records::{LaneOwner, OpenTicket, PendingJob, RelayKeyHash};
use super::{DUE_SHARDS, StoreError};
use crate::domain::{BotChannelId, ChannelId, MemberId, TicketId, Timestamp, UserId, WorkspaceId};
use crate::job::{Job, JobKey, Lane, LaneKey, Owner, Thing};
use crate::limits::LimitKey;

/// An item's attributes by name.
pub(super) type Item = HashMap<String, AttributeValue>;

/// Attribute and index names. `template.yaml` and the local table are made from these (a test compares).
pub(super) mod name {
    pub(in super::super) const PK: &str = "pk";
    pub(in super::super) const SK: &str = "sk";
    /// Sort key of the local index: there while the job is to be done.
    pub(in super::super) const PENDING: &str = "pending";
    /// Partition of the due index.
    pub(in super::super) const DUE_SHARD: &str = "due_shard";
    /// Time of the due index, epoch milliseconds.
    pub(in super::super) const DUE_AT: &str = "due_at";
    /// Partition of the index of open tickets: the workspace.
    pub(in super::super) const OPEN: &str = "open_in";
    pub(in super::super) const OPEN_SINCE: &str = "open_since";
    /// Partition of the index of handlers: workspace and user.
    pub(in super::super) const HANDLER: &str = "handler";
    pub(in super::super) const HANDLER_SINCE: &str = "handler_since";
    /// When DynamoDB may delete the item, epoch seconds.
    pub(in super::super) const EXPIRES: &str = "expires";
    /// What was said, of a message.
    pub(in super::super) const TEXT: &str = "text";
    /// How far a job has come.
    pub(in super::super) const PROGRESS: &str = "progress";
    /// What became of a message.
    pub(in super::super) const OUTCOME: &str = "outcome";
    /// What its author has made of a message since it was last sent.
    pub(in super::super) const EDITED: &str = "edited";
    /// There once its author has deleted a message.
    pub(in super::super) const GONE: &str = "gone";
    /// The live chat that a message was last held in.
    pub(in super::super) const HELD_FOR: &str = "held_for";
}

/// The key of one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ItemKey {
    pub(super) pk: String,
    pub(super) sk: String,
}

impl ItemKey {
    pub(super) fn attributes(&self) -> Item {
        Item::from([(name::PK.to_owned(), text(&self.pk)), (name::SK.to_owned(), text(&self.sk))])
    }

    fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }

    pub(super) fn relay_key(hash: &RelayKeyHash) -> Self {
        Self::new(format!("KEY#{}", hash.as_str()), "KEY")
    }

    pub(super) fn installation(workspace: &WorkspaceId) -> Self {
        Self::new(workspace_partition(workspace), "INSTALLATION")
    }

    pub(super) fn settings(workspace: &WorkspaceId) -> Self {
        Self::new(workspace_partition(workspace), "SETTINGS")
    }

    pub(super) fn set_up(workspace: &WorkspaceId) -> Self {
        Self::new(workspace_partition(workspace), "SETUP")
    }

    pub(super) fn relay_keys(workspace: &WorkspaceId) -> Self {
        Self::new(workspace_partition(workspace), "RELAY")
    }

    pub(super) fn connection(workspace: &WorkspaceId, bot: &BotChannelId) -> Self {
        Self::new(workspace_partition(workspace), format!("{CONNECTION}{bot}"))
    }

    pub(super) fn conversation(workspace: &WorkspaceId, member: &MemberId) -> Self {
        Self::new(member_partition(workspace, member), "CONVERSATION")
    }

    pub(super) fn profile(workspace: &WorkspaceId, member: &MemberId) -> Self {
        Self::new(member_partition(workspace, member), "PROFILE")
    }

    pub(super) fn limit(key: &LimitKey) -> Self {
        Self::new(format!("LIMIT#{key}"), "LIMIT")
    }

    pub(super) fn thing(owner: &LaneOwner, thing: &Thing) -> Self {
        Self::new(partition(&owner.workspace, &owner.owner), format!("THING#{thing}"))
    }

    /// A thing by the texts of its owner and itself.
    pub(super) fn named_thing(workspace: &WorkspaceId, owner: &str, thing: &str) -> Self {
        Self::new(format!("W#{workspace}#{owner}"), format!("THING#{thing}"))
    }

    pub(super) fn job(job: &Job) -> Self {
        Self::of_job(&job.lane, job.order, &job.id)
    }

    pub(super) fn job_key(key: &JobKey) -> Self {
        Self::of_job(&key.lane, key.order, &key.id)
    }

    fn of_job(lane: &LaneKey, order: i64, id: &str) -> Self {
        Self::new(partition_of(lane), format!("{}#{}#{id}", lane.lane, digits(order)))
    }

    pub(super) fn once(job: &Job) -> Self {
        Self::new(partition_of(&job.lane), format!("ONCE#{}#{}", job.lane.lane, job.id))
    }

    pub(super) fn inbox(workspace: &WorkspaceId, channel: &ChannelId) -> Self {
        Self::new(format!("W#{workspace}#INBOX#{channel}"), "INBOX")
    }

    pub(super) fn person(workspace: &WorkspaceId, user: &UserId) -> Self {
        Self::new(format!("W#{workspace}#USER#{user}"), "USER")
    }

    pub(super) fn hook(connection: &str) -> Self {
        Self::new(format!("HOOK#{connection}"), "HOOK")
    }

    pub(super) fn used_state(hash: &str) -> Self {
        Self::new(format!("STATE#{hash}"), "STATE")
    }

    pub(super) fn opening(workspace: &WorkspaceId, member: &MemberId) -> Self {
        Self::new(member_partition(workspace, member), "OPENING")
    }

    pub(super) fn ticket(workspace: &WorkspaceId, member: &MemberId, ticket: &TicketId) -> Self {
        Self::new(member_partition(workspace, member), format!("TICKET#{ticket}"))
    }

    pub(super) fn inbox_mark(workspace: &WorkspaceId, mark: &str) -> Self {
        Self::new(format!("W#{workspace}#MARK#{mark}"), "MARK")
    }

    pub(super) fn consent(workspace: &WorkspaceId, member: &MemberId, ticket: &TicketId, user: &UserId) -> Self {
        Self::new(member_partition(workspace, member), format!("CONSENT#{ticket}#{user}"))
    }

    pub(super) fn echo(workspace: &WorkspaceId, member: &MemberId, at: Timestamp, id: &str) -> Self {
        Self::new(member_partition(workspace, member), format!("{ECHO}{}#{id}", digits(at.millis())))
    }

    pub(super) fn echoes_from(workspace: &WorkspaceId, member: &MemberId, since: Timestamp) -> Self {
        Self::new(member_partition(workspace, member), format!("{ECHO}{}", digits(since.millis())))
    }

    pub(super) fn receipt(workspace: &WorkspaceId, message: &str) -> Self {
        Self::new(format!("W#{workspace}#RECEIPT#{message}"), "RECEIPT")
    }

    pub(super) fn platform(workspace: &WorkspaceId, member: &MemberId) -> Self {
        Self::new(member_partition(workspace, member), "PLATFORM")
    }

    pub(super) fn audit(workspace: &WorkspaceId, at: Timestamp, id: &str) -> Self {
        Self::new(workspace_partition(workspace), format!("{AUDIT}{}#{id}", digits(at.millis())))
    }
}

/// What the sort keys of all connections begin with.
pub(super) const CONNECTION: &str = "BOT#";

/// What the sort keys of all audit lines begin with.
pub(super) const AUDIT: &str = "AUDIT#";

/// When what stands under this sort key of an audit line was done.
pub(super) fn audited_at(sk: &str) -> Option<Timestamp> {
    let (millis, _) = sk.strip_prefix(AUDIT)?.split_once('#')?;
    millis.parse().ok().map(Timestamp::from_millis)
}

/// What the sort keys of all echoes begin with.
pub(super) const ECHO: &str = "ECHO#";

/// The sort keys of a lane's messages up to an order: from … to, both within the lane.
pub(super) fn said_before(lane: &Lane, order: i64) -> (String, String) {
    (format!("{lane}#"), format!("{lane}#{}", digits(order)))
}

fn workspace_partition(workspace: &WorkspaceId) -> String {
    format!("W#{workspace}")
}

fn member_partition(workspace: &WorkspaceId, member: &MemberId) -> String {
    partition(workspace, &Owner::Conversation(member.clone()))
}

fn partition(workspace: &WorkspaceId, owner: &Owner) -> String {
    format!("W#{workspace}#{owner}")
}

/// The partition that a lane's jobs stand in.
pub(super) fn partition_of(lane: &LaneKey) -> String {
    partition(&lane.workspace, &lane.owner)
}

/// What all `pending` values of a lane begin with.
pub(super) fn pending_prefix(lane: &Lane) -> String {
    format!("{lane}#")
}

/// A job's place among the pending ones of its partition.
pub(super) fn pending_place(job: &Job, order: i64) -> String {
    format!("{}{}#{}#{}", pending_prefix(&job.lane.lane), digits(order), digits(job.first_received.millis()), job.id)
}

/// A number of milliseconds as 13 digits, so that texts sort as numbers do (until the year 2286).
fn digits(millis: i64) -> String {
    format!("{:013}", millis.clamp(0, 9_999_999_999_999))
}

/// The due index's partition of what stands in this partition of the table.
pub(super) fn shard_of(pk: &str) -> String {
    let sum = pk
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    shard(u8::try_from(sum % u64::from(DUE_SHARDS)).unwrap_or(0))
}

/// The due index's partition of this number.
pub(super) fn shard(number: u8) -> String {
    format!("due#{number}")
}

/// The due index's partition in which a workspace's parked jobs are found.
pub(super) fn parked_shard(workspace: &WorkspaceId) -> String {
    format!("parked#{workspace}")
}

/// A new job's item: pending, and due for the sweeper should its doorbell get lost; one that waits for a time has no
/// doorbell before, and is due then.
pub(super) fn job_item(job: &Job, due: Timestamp) -> Result<Item, StoreError> {
    let key = ItemKey::job(job);
    let due = job.not_before().unwrap_or(due);
    let mut item = key.attributes();
    item.insert("job".to_owned(), value(job)?);
    item.insert("v".to_owned(), number(crate::job::JOB_VERSION));
    item.insert("lane".to_owned(), value(&job.lane)?);
    item.insert("attempts".to_owned(), number(0));
    item.insert(name::PENDING.to_owned(), text(&pending_place(job, job.order)));
    item.insert(name::DUE_SHARD.to_owned(), text(&shard_of(&key.pk)));
    item.insert(name::DUE_AT.to_owned(), number(due.millis()));
    // Alarms look at how long a job has been due, whatever the sweeper moved on since.
    item.insert("first_due".to_owned(), number(due.millis()));
    item.extend(job.not_before().map(|at| ("not_before".to_owned(), number(at.millis()))));
    Ok(item)
}

/// Reads a job's item.
pub(super) fn pending_job(mut item: Item) -> Result<PendingJob, StoreError> {
    Ok(PendingJob {
        job: take(&mut item, "job")?,
        attempts: take(&mut item, "attempts")?,
        lease_until: take_if_there(&mut item, "lease_until")?,
        not_before: take_if_there(&mut item, "not_before")?,
        text: take_if_there(&mut item, name::TEXT)?,
        edited: take_if_there(&mut item, name::EDITED)?,
        is_deleted: item.contains_key(name::GONE),
        progress: take_if_there(&mut item, name::PROGRESS)?.unwrap_or_default(),
        endings: take_if_there(&mut item, "endings")?.unwrap_or_default(),
        is_due: item.contains_key("due_shard"),
    })
}

/// Where a conversation stands in the index of open tickets.
pub(super) fn open_place(workspace: &WorkspaceId, open: &OpenTicket) -> Item {
    let mut place = ItemKey::conversation(workspace, &open.member).attributes();
    place.insert(name::OPEN.to_owned(), text(workspace.as_str()));
    place.insert(name::OPEN_SINCE.to_owned(), number(open.since.millis()));
    place
}

/// Reads what the index of open tickets has of a conversation: its keys.
pub(super) fn open_ticket(workspace: &WorkspaceId, mut item: Item) -> Result<OpenTicket, StoreError> {
    let (pk, since): (String, Timestamp) = (take(&mut item, name::PK)?, take(&mut item, name::OPEN_SINCE)?);
    let before_it = member_partition(workspace, &MemberId::new(""));
    let member = pk.strip_prefix(&before_it).ok_or_else(|| StoreError::Broken("no conversation's key".to_owned()))?;
    Ok(OpenTicket { member: MemberId::new(member), since })
}

#[cfg(test)]
mod tests {
    use super::{ItemKey, digits, pending_place, pending_prefix, shard, shard_of};
    use crate::domain::{MemberId, TicketId, Timestamp, WorkspaceId};
    use crate::job::{Job, JobKind, Lane, LaneKey, Owner, Thing};

    fn card(number: u32) -> Lane {
        Lane::Show(Thing::Card { ticket: TicketId::new("TK1"), number })
    }

    fn job(lane: Lane, order: i64) -> Job {
        Job {
            id: "j1".into(),
            lane: LaneKey { workspace: WorkspaceId::new("T1"), owner: Owner::Conversation(MemberId::new("m")), lane },
            order,
            first_received: Timestamp::from_millis(7),
            kind: JobKind::Show { channel: None },
        }
    }

    #[test]
    fn places_sort_by_order_and_a_lane_finds_none_of_another() {
        let (early, late) = (pending_place(&job(Lane::In, 9), 9), pending_place(&job(Lane::In, 10), 10));
        assert!(early < late, "{early} {late}");
        assert!(!pending_place(&job(card(10), 1), 1).starts_with(&pending_prefix(&card(1))));
        assert_eq!(digits(-5), "0000000000000");
    }

    #[test]
    fn a_member_id_made_to_look_like_another_key_stays_within_its_own_partition() {
        let team = WorkspaceId::new("T1");
        let forged = ItemKey::conversation(&team, &MemberId::new("m1#CONVERSATION"));
        assert_ne!(forged, ItemKey::conversation(&team, &MemberId::new("m1")));
        assert_eq!(forged.sk, "CONVERSATION");
    }

    #[test]
    fn partitions_spread_over_all_shards() {
        let used: std::collections::BTreeSet<String> =
            (0..400).map(|n| shard_of(&format!("W#T1#member#{n}"))).collect();
        assert_eq!(used.len(), 16);
        assert!(used.contains(&shard(15)));
    }
}
