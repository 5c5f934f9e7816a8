//! Messages and what became of them.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::{ReturnValue, TransactWriteItem};

use super::super::item::{self, ItemKey, name, number, text, value};
use super::super::{
    Attempt, Change, Claim, Consent, Echo, KeptMessage, Line, MessageEnd, Messages, Outcome, OwnPost, PendingJob,
    Progress, Put, Status, StoreError,
};
use super::DynamoDb;
use super::commit::line_item;
use super::error::{Cancelled, condition_failed, store_error};
use super::expression::Expression;
use super::lanes::claim;
use crate::domain::{CustomerText, MemberId, TicketId, Timestamp, UserId, WorkspaceId};
use crate::job::{Job, JobKey, Lane};

/// How long an echo is kept, in seconds: nobody asks for it after a minute.
const ECHO_KEPT: i64 = 3_600;

/// How long a status or what somebody said about their messages is kept, in seconds: 30 days.
const STATUS_KEPT: i64 = 30 * 24 * 3_600;

/// How many echoes are looked at, and how many items back a message is looked for.
const ECHOES: i32 = 20;
const BACK: i32 = 10;

/// What a message that is out of its lane has no more.
const OUT_OF_LANE: &str = "REMOVE pending, due_shard, due_at, first_due, lease_until, not_before";

/// A message of which nothing has gone out, or is about to: what its author makes of it reaches the customer with it.
const NOT_BEING_SENT: &str = "attribute_exists(job) AND ((attribute_exists(outcome) AND outcome <> :accepted) OR \
     (attribute_not_exists(outcome) AND attribute_not_exists(progress.begun) AND attribute_not_exists(progress.parts)))";

impl DynamoDb {
    /// Takes a message out of its lane, with what became of it.
    pub(super) fn message_ended(
        &self,
        job: &Job,
        outcome: &Outcome,
        expires: Option<i64>,
    ) -> Result<TransactWriteItem, StoreError> {
        ended(outcome, expires)?.on(&self.table, &ItemKey::job(job))
    }

    /// Whose message the platform's id is. One that an echo brought must not be another's already.
    fn receipt(&self, job: &Job, message: &str, of_echo: bool, at: Timestamp) -> Result<TransactWriteItem, StoreError> {
        let receipt = Expression::update("SET line = :line, expires = :expires")
            .with(":line", value(&job.key())?)
            .with(":expires", number(at.seconds() + STATUS_KEPT));
        let receipt = if of_echo { receipt.only_if("attribute_not_exists(line)") } else { receipt };
        receipt.on(&self.table, &ItemKey::receipt(&job.lane.workspace, message))
    }

    fn end_writes(&self, job: &PendingJob, end: &MessageEnd<'_>) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut writes = vec![self.message_ended(&job.job, end.outcome, end.expires)?];
        for message in end.sent {
            writes.push(self.receipt(&job.job, message, false, end.at)?);
        }
        if let Some(echo) = end.by_echo {
            writes.push(self.receipt(&job.job, &echo.id, true, end.at)?);
        }
        Ok(writes)
    }

    async fn put_unless(&self, writes: &[TransactWriteItem], then: &[Job], at: Timestamp) -> Result<Put, StoreError> {
        match self.transact_with(writes, then, at).await {
            Ok(()) => Ok(Put::Stored),
            Err(Cancelled::Condition(_)) => Ok(Put::Duplicate),
            Err(other) => Err(other.into_error()),
        }
    }

    /// One conditional update whose refusal means nothing.
    async fn update_if(&self, expression: Expression, key: &ItemKey) -> Result<Put, StoreError> {
        match expression.send(&self.client, &self.table, key).await {
            Ok(_) => Ok(Put::Stored),
            Err(error) if condition_failed(&error) => Ok(Put::Duplicate),
            Err(error) => Err(store_error(&error)),
        }
    }
}

#[async_trait]
impl Messages for DynamoDb {
    async fn put_line(&self, line: &Line) -> Result<Put, StoreError> {
        self.put_if_absent(line_item(line)?).await
    }

    async fn put_deleted_line(&self, line: &Line) -> Result<Put, StoreError> {
        let mut item = line_item(line)?;
        item.insert(name::GONE.to_owned(), value(&true)?);
        self.put_if_absent(item).await
    }

    async fn message(&self, key: &JobKey) -> Result<Option<KeptMessage>, StoreError> {
        let Some(mut item) = self.get_item(&ItemKey::job_key(key)).await? else { return Ok(None) };
        Ok(Some(KeptMessage {
            job: item::take(&mut item, "job")?,
            text: item::take(&mut item, name::TEXT)?,
            outcome: item::take_if_there(&mut item, name::OUTCOME)?,
            endings: item::take_if_there(&mut item, "endings")?.unwrap_or_default(),
            edited: item::take_if_there(&mut item, name::EDITED)?,
            is_deleted: item.contains_key(name::GONE),
            held_for: item::take_if_there(&mut item, name::HELD_FOR)?,
            progress: item::take_if_there(&mut item, name::PROGRESS)?.unwrap_or_default(),
        }))
    }

    async fn leave_to_bot(&self, key: &JobKey) -> Result<(), StoreError> {
        let left = Expression::update(&format!("SET outcome = :outcome {OUT_OF_LANE}, progress"))
            .only_if("attribute_exists(pending)")
            .with(":outcome", value(&Outcome::LeftToBot)?);
        self.update_if(left, &ItemKey::job_key(key)).await.map(drop)
    }

    async fn wait_for_inbox(&self, job: &PendingJob) -> Result<(), StoreError> {
        let waiting = Expression::update("REMOVE due_shard, due_at, first_due").only_if("attribute_exists(pending)");
        self.update_if(waiting, &ItemKey::job(&job.job)).await.map(drop)
    }

    async fn begin(&self, job: &PendingJob, attempt: &Attempt, progress: &Progress) -> Result<Claim, StoreError> {
        let begun = claim(attempt).also_setting("progress = :progress").with(":progress", value(progress)?);
        let begun = if job.is_unbegun() { as_it_was_read(begun, job)? } else { begun };
        self.claimed(vec![begun.on(&self.table, &ItemKey::job(&job.job))?]).await
    }

    async fn note(&self, job: &PendingJob, progress: &Progress, by_echo: Option<&Echo>) -> Result<Put, StoreError> {
        let noted = Expression::update("SET progress = :progress, attempts = :none REMOVE lease_until")
            .only_if("attribute_exists(pending)")
            .with(":progress", value(progress)?)
            .with(":none", number(0));
        let Some(echo) = by_echo else { return self.update_if(noted, &ItemKey::job(&job.job)).await };
        let noted = noted.on(&self.table, &ItemKey::job(&job.job))?;
        self.put_unless(&[noted, self.receipt(&job.job, &echo.id, true, echo.at)?], &[], echo.at).await
    }

    async fn end_message(&self, job: &PendingJob, end: &MessageEnd<'_>) -> Result<Put, StoreError> {
        let writes = self.end_writes(job, end)?;
        self.put_unless(&writes, end.then, end.at).await
    }

    async fn settle_message(
        &self,
        message: &KeptMessage,
        outcome: &Outcome,
        then: &[Job],
        at: Timestamp,
    ) -> Result<Put, StoreError> {
        let settled = Expression::update("SET outcome = :outcome")
            .only_if("attribute_not_exists(pending) AND outcome = :was")
            .with(":outcome", value(outcome)?)
            .with(":was", value(&message.outcome)?)
            .on(&self.table, &ItemKey::job(&message.job))?;
        self.put_unless(&[settled], then, at).await
    }

    async fn note_change(
        &self,
        message: &KeptMessage,
        change: &Change,
        then: &[Job],
        at: Timestamp,
    ) -> Result<Put, StoreError> {
        let (attribute, says, told) = match change {
            Change::Edited(text) => (name::EDITED, value(text)?, "edit_told"),
            Change::Deleted => (name::GONE, value(&true)?, "deletion_told"),
        };
        let noted = |only_if: &str| {
            let noted = Expression::update("SET #change = :says").named("#change", attribute);
            noted.only_if(only_if).with(":says", says.clone())
        };
        let key = ItemKey::job(&message.job);
        let in_time = noted(NOT_BEING_SENT).with(":accepted", value(&Outcome::Accepted)?);
        if self.update_if(in_time, &key).await? == Put::Stored {
            return Ok(Put::Duplicate);
        }
        let first = noted("attribute_exists(job) AND attribute_not_exists(#told)");
        let first = first.also_setting("#told = :told").named("#told", told).with(":told", value(&true)?);
        if self.put_unless(&[first.on(&self.table, &key)?], then, at).await? == Put::Stored {
            return Ok(Put::Stored);
        }
        self.update_if(noted("attribute_exists(job)"), &key).await?;
        Ok(Put::Duplicate)
    }

    async fn send_again(
        &self,
        message: &KeptMessage,
        instead: Option<&CustomerText>,
        progress: &Progress,
        now: Timestamp,
    ) -> Result<Put, StoreError> {
        let key = ItemKey::job(&message.job);
        let set = "SET pending = :place, due_shard = :shard, due_at = :now, first_due = :now, attempts = :none, \
             progress = :progress";
        let again = match instead {
            None => Expression::update(&format!("{set} REMOVE outcome")),
            Some(says) => Expression::update(&format!("{set}, #text = :text REMOVE outcome, edited"))
                .named("#text", name::TEXT)
                .with(":text", value(says)?),
        };
        let again = again
            .only_if("attribute_not_exists(pending) AND outcome = :was")
            .with(":place", text(&item::pending_place(&message.job, now.millis())))
            .with(":shard", text(&item::shard_of(&key.pk)))
            .with(":now", number(now.millis()))
            .with(":none", number(0))
            .with(":progress", value(progress)?)
            .with(":was", value(&message.outcome)?);
        let again = if instead.is_some() { unchanged(again, message.edited.as_ref())? } else { again };
        self.update_if(again, &key).await
    }

    async fn hold(
        &self,
        job: &PendingJob,
        ticket: &TicketId,
        author: &UserId,
        end: &MessageEnd<'_>,
    ) -> Result<Put, StoreError> {
        let crate::job::Owner::Conversation(member) = &job.job.lane.owner else { return Ok(Put::Duplicate) };
        let ended = ended(end.outcome, end.expires)?.also_setting("held_for = :ticket");
        let mut writes = vec![ended.with(":ticket", value(ticket)?).on(&self.table, &ItemKey::job(&job.job))?];
        let key = ItemKey::consent(&job.job.lane.workspace, member, ticket, author);
        let held = Expression::update("SET held = list_append(if_not_exists(held, :none), :one), expires = :expires")
            .only_if("attribute_not_exists(#send)")
            .named("#send", "send")
            .with(":none", value(&Vec::<JobKey>::new())?)
            .with(":one", value(&[job.job.key()])?)
            .with(":expires", number(end.at.seconds() + STATUS_KEPT));
        writes.push(held.on(&self.table, &key)?);
        self.put_unless(&writes, end.then, end.at).await
    }

    async fn consent(
        &self,
        workspace: &WorkspaceId,
        member: &MemberId,
        ticket: &TicketId,
        author: &UserId,
    ) -> Result<Consent, StoreError> {
        let item = self.get_item(&ItemKey::consent(workspace, member, ticket, author)).await?;
        item.map_or_else(|| Ok(Consent::default()), consent_of)
    }

    async fn decide_consent(
        &self,
        workspace: &WorkspaceId,
        member: &MemberId,
        ticket: &TicketId,
        author: &UserId,
        send: bool,
    ) -> Result<Consent, StoreError> {
        let key = ItemKey::consent(workspace, member, ticket, author);
        let decided = Expression::update("SET #send = :send").named("#send", "send").with(":send", value(&send)?);
        let decided = decided.returning(ReturnValue::AllNew).send(&self.client, &self.table, &key).await;
        let stands = decided.map_err(|error| store_error(&error))?.attributes;
        stands.map_or_else(|| Ok(Consent::default()), consent_of)
    }

    async fn last_said(
        &self,
        workspace: &WorkspaceId,
        member: &MemberId,
        lane: &Lane,
        before: &Job,
    ) -> Result<Option<i64>, StoreError> {
        let (from, to) = item::said_before(lane, before.order + 1);
        let mut found = self.between(&ItemKey::conversation(workspace, member).pk, &from, &to, BACK, false).await?;
        found.retain(|item| item.contains_key(name::TEXT));
        let place = |job: &Job| (job.order, job.first_received, job.id.clone());
        for mut said in found {
            let said: Job = item::take(&mut said, "job")?;
            if place(&said) < place(before) {
                return Ok(Some(said.order));
            }
        }
        Ok(None)
    }

    async fn put_echo(&self, workspace: &WorkspaceId, member: &MemberId, echo: &Echo) -> Result<(), StoreError> {
        let mut item = ItemKey::echo(workspace, member, echo.at, &echo.id).attributes();
        item.insert("id".to_owned(), text(&echo.id));
        item.insert(name::TEXT.to_owned(), text(&echo.text));
        item.insert("at".to_owned(), number(echo.at.millis()));
        item.insert(name::EXPIRES.to_owned(), number(echo.at.seconds() + ECHO_KEPT));
        self.put_if_absent(item).await.map(drop)
    }

    async fn echoes(
        &self,
        workspace: &WorkspaceId,
        member: &MemberId,
        since: Timestamp,
    ) -> Result<Vec<Echo>, StoreError> {
        let from = ItemKey::echoes_from(workspace, member, since);
        let to = format!("{}~", item::ECHO);
        let found = self.between(&from.pk, &from.sk, &to, ECHOES, true).await?;
        found.into_iter().map(echo_of).collect()
    }

    async fn note_status(
        &self,
        workspace: &WorkspaceId,
        message: &str,
        status: Status,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let noted = Expression::update("SET #status = :status, #rank = :rank, expires = :expires")
            .only_if("attribute_not_exists(#rank) OR #rank < :rank")
            .named("#status", "status")
            .named("#rank", "rank")
            .with(":status", value(&status)?)
            .with(":rank", number(status.rank()))
            .with(":expires", number(at.seconds() + STATUS_KEPT));
        self.update_if(noted, &ItemKey::receipt(workspace, message)).await.map(drop)
    }

    async fn note_live_chat(
        &self,
        workspace: &WorkspaceId,
        member: &MemberId,
        live_chat: bool,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let noted = Expression::update("SET live_chat = :live_chat, heard_at = :at")
            .with(":live_chat", value(&live_chat)?)
            .with(":at", number(at.millis()));
        self.update_if(noted, &ItemKey::platform(workspace, member)).await.map(drop)
    }

    async fn own_post(&self, post: &OwnPost) -> Result<(), StoreError> {
        let stands = Expression::update("SET ts = :ts REMOVE posting")
            .only_if("attribute_exists(posting) AND attribute_not_exists(ts) AND channel = :channel")
            .with(":ts", text(post.ts.as_str()))
            .with(":channel", text(post.channel.as_str()));
        self.update_if(stands, &ItemKey::named_thing(&post.workspace, &post.owner, &post.thing)).await.map(drop)
    }
}

/// What a message that has ended is from then on.
fn ended(outcome: &Outcome, expires: Option<i64>) -> Result<Expression, StoreError> {
    let set = "SET outcome = :outcome, endings = if_not_exists(endings, :none) + :in_vain";
    // Of what ended in vain it is known what has arrived.
    let gone = if outcome.is_in_vain() { OUT_OF_LANE.to_owned() } else { format!("{OUT_OF_LANE}, progress") };
    let ended = match expires {
        Some(until) => Expression::update(&format!("{set}, expires = :expires {gone}")).with(":expires", number(until)),
        None => Expression::update(&format!("{set} {gone}, expires")),
    };
    Ok(ended
        .only_if("attribute_exists(pending)")
        .with(":outcome", value(outcome)?)
        .with(":none", number(0))
        .with(":in_vain", number(u32::from(outcome.is_in_vain()))))
}

/// Only while its author has made of it what was read.
fn unchanged(update: Expression, edited: Option<&CustomerText>) -> Result<Expression, StoreError> {
    Ok(match edited {
        Some(edited) => update.also_if("edited = :edited").with(":edited", value(edited)?),
        None => update.also_if("attribute_not_exists(edited)"),
    })
}

/// What goes out is what was read: it is the message's text from now on.
fn as_it_was_read(begun: Expression, job: &PendingJob) -> Result<Expression, StoreError> {
    let begun = unchanged(begun.also_if("attribute_not_exists(gone)"), job.edited.as_ref())?;
    if job.edited.is_none() {
        return Ok(begun);
    }
    Ok(begun.also_setting("#text = :edited").also_removing("edited, edit_told").named("#text", name::TEXT))
}

fn consent_of(mut item: item::Item) -> Result<Consent, StoreError> {
    let send = item::take_if_there(&mut item, "send")?;
    Ok(Consent { send, held: item::take_if_there(&mut item, "held")?.unwrap_or_default() })
}

fn echo_of(mut item: item::Item) -> Result<Echo, StoreError> {
    Ok(Echo {
        id: item::take(&mut item, "id")?,
        text: item::take(&mut item, name::TEXT)?,
        at: item::take(&mut item, "at")?,
    })
}
