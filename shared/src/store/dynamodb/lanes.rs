//! Lanes: what is pending, and what becomes of it.

use aws_sdk_dynamodb::types::{Delete, Put as PutItem, TransactWriteItem};

use super::super::item::{self, Item, ItemKey, name, number, text, value};
use super::super::records::NEW_JOB_DUE;
use super::super::{
    Attempt, Claim, Done, DueLane, Outcome, ParkedJob, PendingJob, Posting, Postponement, Profile, Put, Shown,
    StoreError,
};
use super::DynamoDb;
use super::commit::write;
use super::error::{Cancelled, cancelled, condition_failed, has_failed, store_error};
use super::expression::Expression;
use crate::domain::{Timestamp, WorkspaceId};
use crate::job::{Job, JobKind, LaneKey};
use crate::limits::LimitKey;

/// A job that nobody holds, and whose wait is over: who read it before it was given back may not take it.
pub(super) const CLAIMABLE: &str = "attribute_exists(pending) AND (attribute_not_exists(lease_until) OR lease_until <= :now) \
     AND (attribute_not_exists(not_before) OR not_before <= :now)";

/// How long a limit's item outlives the limit.
const LIMIT_KEPT_SECONDS: i64 = 3600;

impl DynamoDb {
    pub(super) async fn read_pending(&self, lane: &LaneKey, at_most: usize) -> Result<Vec<PendingJob>, StoreError> {
        let query = self.client.query().table_name(&self.table).index_name("pending").consistent_read(true);
        let query = query
            .key_condition_expression("pk = :pk AND begins_with(pending, :lane)")
            .expression_attribute_values(":pk", text(&item::partition_of(lane)))
            .expression_attribute_values(":lane", text(&item::pending_prefix(&lane.lane)))
            .limit(i32::try_from(at_most).unwrap_or(i32::MAX));
        let answer = query.send().await.map_err(|error| store_error(&error))?;
        answer.items.unwrap_or_default().into_iter().map(item::pending_job).collect()
    }

    pub(super) async fn write_claim(
        &self,
        job: &PendingJob,
        attempt: &Attempt,
        posting: Option<&Posting>,
    ) -> Result<Claim, StoreError> {
        let claim = claim(attempt);
        let mut writes = vec![claim.on(&self.table, &ItemKey::job(&job.job))?];
        if let Some(posting) = posting {
            writes.push(self.posting_note(job, posting)?);
        }
        self.claimed(writes).await
    }

    /// A claim together with what is noted before the call.
    pub(super) async fn claimed(&self, writes: Vec<TransactWriteItem>) -> Result<Claim, StoreError> {
        match self.transact(writes).await {
            Ok(()) => Ok(Claim::Claimed),
            Err(Cancelled::Condition(_) | Cancelled::Contended) => Ok(Claim::Taken),
            Err(Cancelled::Error(error)) => Err(error),
        }
    }

    /// Notes a post before it is made, unless one is noted already or the thing stands (its echo was faster).
    fn posting_note(&self, job: &PendingJob, posting: &Posting) -> Result<TransactWriteItem, StoreError> {
        let owner = owner_of(&job.job.lane);
        Expression::update("SET channel = :channel, posting = :since")
            .only_if("attribute_not_exists(ts) AND attribute_not_exists(posting)")
            .with(":channel", text(posting.channel.as_str()))
            .with(":since", number(posting.since.millis()))
            .on(&self.table, &ItemKey::thing(&owner, &posting.thing))
    }

    pub(super) async fn write_done(&self, done: &Done<'_>) -> Result<(), StoreError> {
        let writes = done.jobs.iter().map(|job| self.job_done(&job.job, done.expires));
        let mut writes = writes.collect::<Result<Vec<_>, _>>()?;
        if let Some(shown) = done.shown {
            writes.push(self.shown_put(shown)?);
        }
        self.transact_with(&writes, done.then, done.at).await.map_err(Cancelled::into_error)
    }

    /// A job's item goes; a customer's message stays, shown.
    pub(super) fn job_done(&self, job: &Job, expires: Option<i64>) -> Result<TransactWriteItem, StoreError> {
        match job.kind {
            JobKind::CustomerSaid { .. } => self.message_ended(job, &Outcome::Shown, expires),
            _ => self.job_delete(job),
        }
    }

    pub(super) async fn write_looked_up(
        &self,
        job: &PendingJob,
        found: &Profile,
        then: &Job,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writes = vec![self.job_delete(&job.job)?];
        writes.extend(self.profile_update(&job.job.lane, found)?);
        self.transact_with(&writes, std::slice::from_ref(then), at).await.map_err(Cancelled::into_error)
    }

    fn profile_update(&self, lane: &LaneKey, found: &Profile) -> Result<Option<TransactWriteItem>, StoreError> {
        let crate::job::Owner::Conversation(member) = &lane.owner else {
            return Ok(None);
        };
        let known = serde_dynamo::to_item::<_, Item>(found).map_err(|error| StoreError::Broken(error.to_string()))?;
        if known.is_empty() {
            return Ok(None);
        }
        let mut update = Expression::setting(known.keys());
        for (attribute, known) in known {
            update = update.with(&format!(":{attribute}"), known);
        }
        update.on(&self.table, &ItemKey::profile(&lane.workspace, member)).map(Some)
    }

    pub(super) async fn write_postponement(
        &self,
        job: &PendingJob,
        until: &Postponement<'_>,
    ) -> Result<(), StoreError> {
        let due = until.until.after(NEW_JOB_DUE);
        let uncounted = u32::from(until.uncounted);
        let postponed = Expression::update(
            "SET not_before = :until, due_at = :due, attempts = attempts - :uncounted REMOVE lease_until",
        )
        // A count that ran below zero could never be read again, and would stop the lane for good.
        .only_if("attribute_exists(pending) AND attempts >= :uncounted")
        .with(":until", number(until.until.millis()))
        .with(":due", number(due.millis()))
        .with(":uncounted", number(uncounted));
        let postponed = match until.progress {
            Some(progress) => postponed.also_setting("progress = :progress").with(":progress", value(progress)?),
            None => postponed,
        };
        let mut writes = vec![postponed.on(&self.table, &ItemKey::job(&job.job))?];
        if let Some(shown) = until.shown {
            writes.push(self.shown_put(shown)?);
        }
        if let Some(limit) = until.limit {
            self.note_limit(limit, until.until).await?;
        }
        match self.transact(writes).await {
            // Someone else did the job meanwhile, or the echo came: nothing is left to give back.
            Err(Cancelled::Condition(_)) | Ok(()) => Ok(()),
            Err(other) => Err(other.into_error()),
        }
    }

    pub(super) async fn write_set_aside(
        &self,
        job: &PendingJob,
        until: Timestamp,
        shown: Option<&Shown>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let put_off = Expression::update("SET not_before = :until, due_at = :due")
            .only_if("attribute_exists(pending) AND (attribute_not_exists(lease_until) OR lease_until <= :now)")
            .with(":until", number(until.millis()))
            .with(":due", number(until.after(NEW_JOB_DUE).millis()))
            .with(":now", number(now.millis()));
        let mut writes = vec![put_off.on(&self.table, &ItemKey::job(&job.job))?];
        if let Some(shown) = shown {
            writes.push(self.shown_put(shown)?);
        }
        match self.transact(writes).await {
            // Somebody has it, or has done it: then it is theirs to say when.
            Err(Cancelled::Condition(_)) | Ok(()) => Ok(()),
            Err(other) => Err(other.into_error()),
        }
    }

    pub(super) async fn write_parked(
        &self,
        job: &PendingJob,
        reason: &str,
        tell: &[Job],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let workspace = &job.job.lane.workspace;
        let parked = Expression::update(
            "SET parked = :reason, due_shard = :parked, due_at = :at REMOVE pending, lease_until, not_before",
        )
        .only_if("attribute_exists(pending)")
        .with(":reason", text(reason))
        .with(":parked", text(&item::parked_shard(workspace)))
        .with(":at", number(at.millis()));
        let writes = [parked.on(&self.table, &ItemKey::job(&job.job))?];
        match self.transact_with(&writes, tell, at).await {
            Err(Cancelled::Condition(_)) | Ok(()) => Ok(()),
            Err(other) => Err(other.into_error()),
        }
    }

    pub(super) async fn write_jobs(&self, jobs: &[Job], at: Timestamp) -> Result<(), StoreError> {
        self.transact_with(&[], jobs, at).await.map_err(Cancelled::into_error)
    }

    pub(super) async fn read_due(&self, shard: u8, now: Timestamp, at_most: usize) -> Result<Vec<DueLane>, StoreError> {
        let items = self.query_due(&item::shard(shard), now, at_most).await?;
        Ok(readable(items, due_lane))
    }

    pub(super) async fn read_parked(
        &self,
        workspace: &WorkspaceId,
        at_most: usize,
    ) -> Result<Vec<ParkedJob>, StoreError> {
        let end_of_time = Timestamp::from_millis(i64::MAX);
        let items = self.query_due(&item::parked_shard(workspace), end_of_time, at_most).await?;
        Ok(readable(items, parked_job))
    }

    async fn query_due(&self, shard: &str, until: Timestamp, at_most: usize) -> Result<Vec<Item>, StoreError> {
        let query = self.client.query().table_name(&self.table).index_name("due");
        let query = query
            .key_condition_expression("due_shard = :shard AND due_at <= :until")
            .expression_attribute_values(":shard", text(shard))
            .expression_attribute_values(":until", number(until.millis()))
            .limit(i32::try_from(at_most).unwrap_or(i32::MAX));
        let answer = query.send().await.map_err(|error| store_error(&error))?;
        Ok(answer.items.unwrap_or_default())
    }

    pub(super) async fn write_rang(&self, due: &DueLane, next: Timestamp) -> Result<(), StoreError> {
        let moved = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(name::PK, text(&item::partition_of(&due.lane)))
            .key(name::SK, text(&due.item))
            .update_expression("SET due_at = :next")
            .condition_expression("due_at = :due AND attribute_exists(pending)")
            .expression_attribute_values(":next", number(next.millis()))
            .expression_attribute_values(":due", number(due.due.millis()));
        match moved.send().await {
            Err(error) if !condition_failed(&error) => Err(store_error(&error)),
            _ => Ok(()),
        }
    }

    pub(super) async fn write_redriven(&self, parked: &ParkedJob, now: Timestamp) -> Result<Put, StoreError> {
        let key = ItemKey::job(&parked.job);
        let readied = Expression::update(
            "SET pending = :place, due_shard = :shard, due_at = :now, attempts = :none REMOVE parked",
        )
        .only_if("attribute_exists(parked)")
        .with(":place", text(&item::pending_place(&parked.job, now.millis())))
        .with(":shard", text(&item::shard_of(&key.pk)))
        .with(":now", number(now.millis()))
        .with(":none", number(0));
        match self.transact(vec![readied.on(&self.table, &key)?]).await {
            Ok(()) => Ok(Put::Stored),
            Err(Cancelled::Condition(_)) => Ok(Put::Duplicate),
            Err(other) => Err(other.into_error()),
        }
    }

    pub(super) async fn transact(&self, writes: Vec<TransactWriteItem>) -> Result<(), Cancelled> {
        if writes.is_empty() {
            return Ok(());
        }
        let call = self.client.transact_write_items().set_transact_items(Some(writes));
        call.send().await.map(drop).map_err(|error| cancelled(&error))
    }

    /// These writes, and jobs that may stand already: what stands is left as it is, leased, counted or parked. It shows
    /// a thing as it is when its turn comes, so a second put has nothing to add.
    pub(super) async fn transact_with(
        &self,
        writes: &[TransactWriteItem],
        jobs: &[Job],
        at: Timestamp,
    ) -> Result<(), Cancelled> {
        let mut absent: Vec<&Job> = jobs.iter().collect();
        loop {
            let puts = absent.iter().map(|job| self.job_put(job, at.after(NEW_JOB_DUE)));
            let puts = puts.collect::<Result<Vec<_>, _>>().map_err(Cancelled::Error)?;
            let reasons = match self.transact([writes, &puts].concat()).await {
                Err(Cancelled::Condition(reasons)) => reasons,
                ended => return ended,
            };
            let stands = reasons.iter().skip(writes.len()).map(has_failed).chain(std::iter::repeat(false));
            if reasons.iter().take(writes.len()).any(has_failed) {
                return Err(Cancelled::Condition(reasons));
            }
            absent = absent.into_iter().zip(stands).filter(|(_, stands)| !stands).map(|(job, _)| job).collect();
        }
    }

    pub(super) fn job_delete(&self, job: &Job) -> Result<TransactWriteItem, StoreError> {
        self.item_delete(&ItemKey::job(job))
    }

    pub(super) fn item_delete(&self, key: &ItemKey) -> Result<TransactWriteItem, StoreError> {
        let delete = Delete::builder().table_name(&self.table).set_key(Some(key.attributes()));
        write(delete.build().map(|delete| TransactWriteItem::builder().delete(delete).build()))
    }

    /// Notes a limit, unless a longer one stands. A write of its own: when many lanes meet one limit at once, their
    /// transactions would conflict on its item, and each conflict cost an attempt.
    async fn note_limit(&self, limit: &LimitKey, until: Timestamp) -> Result<(), StoreError> {
        let noted = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(ItemKey::limit(limit).attributes()))
            .update_expression("SET #until = :until, #expires = :expires")
            .condition_expression("attribute_not_exists(#until) OR #until < :until")
            .expression_attribute_names("#until", "until")
            .expression_attribute_names("#expires", name::EXPIRES)
            .expression_attribute_values(":until", number(until.millis()))
            .expression_attribute_values(":expires", number(until.seconds() + LIMIT_KEPT_SECONDS));
        match noted.send().await {
            Err(error) if !condition_failed(&error) => Err(store_error(&error)),
            _ => Ok(()),
        }
    }

    /// What is known of a thing. Without a `ts` it must not take away the one that an echo has brought meanwhile.
    fn shown_put(&self, shown: &Shown) -> Result<TransactWriteItem, StoreError> {
        let put = PutItem::builder().table_name(&self.table).set_item(Some(shown_item(shown)?));
        let put = match (&shown.ts, &shown.gone) {
            (Some(_), _) => put,
            (None, None) => put.condition_expression("attribute_not_exists(ts)"),
            (None, Some(gone)) => put
                .condition_expression("attribute_not_exists(ts) OR ts = :gone")
                .expression_attribute_values(":gone", text(gone.as_str())),
        };
        write(put.build().map(|put| TransactWriteItem::builder().put(put).build()))
    }
}

/// Takes a job's lease and counts the attempt.
pub(super) fn claim(attempt: &Attempt) -> Expression {
    Expression::update("SET attempts = attempts + :one, lease_until = :lease_until")
        .only_if(CLAIMABLE)
        .with(":one", number(1))
        .with(":lease_until", number(attempt.lease_until.millis()))
        .with(":now", number(attempt.at.millis()))
}

fn owner_of(lane: &LaneKey) -> super::super::LaneOwner {
    super::super::LaneOwner { workspace: lane.workspace.clone(), owner: lane.owner.clone() }
}

fn shown_item(shown: &Shown) -> Result<Item, StoreError> {
    let mut item = ItemKey::thing(&shown.owner, &shown.thing).attributes();
    item.insert("avoid".to_owned(), value(&shown.avoid)?);
    if let Some(refused) = &shown.refused {
        item.insert("refused".to_owned(), value(refused)?);
    }
    item.extend(shown.channel.as_ref().map(|channel| ("channel".to_owned(), text(channel.as_str()))));
    item.extend(shown.ts.as_ref().map(|ts| ("ts".to_owned(), text(ts.as_str()))));
    item.extend(shown.cursor.as_ref().map(|cursor| ("cursor".to_owned(), text(cursor))));
    item.extend(shown.gone.as_ref().map(|gone| ("gone".to_owned(), text(gone.as_str()))));
    item.extend(shown.link.as_ref().map(|link| ("link".to_owned(), text(link))));
    item.extend(shown.posting.map(|since| ("posting".to_owned(), number(since.millis()))));
    Ok(item)
}

/// What can be read. An item of a later release, after a rollback say, must not keep every other lane from its doorbell:
/// it is passed over, with an error line, and stands for the release that knows it.
fn readable<T>(items: Vec<Item>, read: fn(Item) -> Result<T, StoreError>) -> Vec<T> {
    let read = |item| read(item).inspect_err(|error| tracing::error!(error.cause = %error, "index item passed over"));
    items.into_iter().filter_map(|item| read(item).ok()).collect()
}

fn due_lane(mut item: Item) -> Result<DueLane, StoreError> {
    Ok(DueLane {
        lane: item::take(&mut item, "lane")?,
        item: item::take(&mut item, name::SK)?,
        due: item::take(&mut item, name::DUE_AT)?,
    })
}

fn parked_job(mut item: Item) -> Result<ParkedJob, StoreError> {
    Ok(ParkedJob {
        job: item::take(&mut item, "job")?,
        reason: item::take(&mut item, "parked")?,
        at: item::take(&mut item, name::DUE_AT)?,
    })
}
