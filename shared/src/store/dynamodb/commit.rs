//! Writing transitions and messages.

use aws_sdk_dynamodb::types::{
    CancellationReason, Put as PutItem, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
};

use super::super::item::{self, Item, ItemKey, name, number, text, value};
use super::super::records::{LINE_KEPT, NEW_JOB_DUE};
use super::super::{Commit, Ending, Line, Put, StoreError};
use super::DynamoDb;
use super::error::{Cancelled, cancelled, condition_failed, has_failed, is_busy, store_error, stored};
use super::setup::with_state;
use crate::domain::{ChannelId, Conversation, Ticket, Timestamp};
use crate::job::Job;

impl DynamoDb {
    pub(super) async fn write_commit(&self, commit: &Commit) -> Result<Ending, StoreError> {
        let mut writes = vec![self.conversation_put(commit)?];
        let due = commit.at.after(NEW_JOB_DUE);
        for job in &commit.jobs {
            writes.push(self.job_put(job, due)?);
        }
        for done in &commit.done {
            writes.push(self.job_done(&done.job, commit.expires)?);
        }
        if let Some(inbox) = &commit.inbox {
            writes.push(self.inbox_put(&commit.conversation, inbox)?);
        }
        if let (true, Some(ticket)) = (commit.closes, &commit.conversation.ticket) {
            writes.push(self.closed_put(commit, ticket)?);
        }
        match self.client.transact_write_items().set_transact_items(Some(writes)).send().await {
            Ok(_) => Ok(Ending::Committed),
            Err(error) => match cancelled(&error) {
                Cancelled::Condition(reasons) => came_second(commit, reasons),
                Cancelled::Contended => Ok(Ending::Contended),
                Cancelled::Error(error) => Err(error),
            },
        }
    }

    /// The one condition of a transition.
    fn conversation_put(&self, commit: &Commit) -> Result<TransactWriteItem, StoreError> {
        let put = PutItem::builder()
            .table_name(&self.table)
            .set_item(Some(conversation_item(&commit.conversation)?))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .expression_attribute_names("#version", "version");
        let put = if commit.decided_on == 0 {
            put.condition_expression("attribute_not_exists(#version)")
        } else {
            put.condition_expression("#version = :decided_on")
                .expression_attribute_values(":decided_on", number(commit.decided_on))
        };
        write(put.build().map(|put| TransactWriteItem::builder().put(put).build()))
    }

    /// A new job. If absent: the same cause can't put it twice, and a done job's item is gone with its cause.
    pub(super) fn job_put(&self, job: &Job, due: Timestamp) -> Result<TransactWriteItem, StoreError> {
        self.absent_put(item::job_item(job, due)?)
    }

    /// A put, within a transaction, of what must not stand yet.
    pub(super) fn absent_put(&self, item: Item) -> Result<TransactWriteItem, StoreError> {
        let put = PutItem::builder().table_name(&self.table).set_item(Some(item));
        let put = put.condition_expression("attribute_not_exists(pk)");
        write(put.build().map(|put| TransactWriteItem::builder().put(put).build()))
    }

    pub(super) async fn write_job_once(&self, job: &Job, at: Timestamp) -> Result<Put, StoreError> {
        let mut marker = ItemKey::once(job).attributes();
        marker.insert(name::EXPIRES.to_owned(), number(at.after(LINE_KEPT).seconds()));
        stored(self.transact(vec![self.absent_put(marker)?, self.job_put(job, at.after(NEW_JOB_DUE))?]).await)
    }

    /// Whose inbox channel it is. It never becomes another's, so that nothing is overwritten but by the same.
    fn inbox_put(&self, conversation: &Conversation, inbox: &ChannelId) -> Result<TransactWriteItem, StoreError> {
        self.state_put(&ItemKey::inbox(&conversation.workspace, inbox), &conversation.member)
    }

    /// A closed ticket changes no more: nothing is overwritten but by the same.
    fn closed_put(&self, commit: &Commit, ticket: &Ticket) -> Result<TransactWriteItem, StoreError> {
        let Conversation { workspace, member, .. } = &commit.conversation;
        let mut item = with_state(&ItemKey::ticket(workspace, member, &ticket.id), ticket)?;
        if let Some(until) = commit.expires {
            item.insert(name::EXPIRES.to_owned(), number(until));
        }
        let put = PutItem::builder().table_name(&self.table).set_item(Some(item));
        write(put.build().map(|put| TransactWriteItem::builder().put(put).build()))
    }

    pub(super) async fn put_if_absent(&self, item: Item) -> Result<Put, StoreError> {
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        match put.condition_expression("attribute_not_exists(pk)").send().await {
            Ok(_) => Ok(Put::Stored),
            Err(error) if condition_failed(&error) => Ok(Put::Duplicate),
            Err(error) => Err(store_error(&error)),
        }
    }
}

/// A message as it is put: nobody relays it yet.
pub(super) fn line_item(line: &Line) -> Result<Item, StoreError> {
    let received = line.job.first_received;
    let mut item = item::job_item(&line.job, received.after(NEW_JOB_DUE))?;
    item.insert(name::TEXT.to_owned(), value(&line.text)?);
    item.insert(name::EXPIRES.to_owned(), number(received.after(LINE_KEPT).seconds()));
    Ok(item)
}

/// What came first, told by the conversation as it was (`ALL_OLD`): our own earlier write, or another transition. Or the
/// end of a message that is done with this one: whoever reads the lane again finds it gone.
fn came_second(commit: &Commit, reasons: Vec<CancellationReason>) -> Result<Ending, StoreError> {
    let has_ended = reasons.iter().skip(1 + commit.jobs.len()).any(has_failed);
    let conversation = match reasons.into_iter().next() {
        Some(reason) if has_failed(&reason) => reason,
        // Whether the jobs that stand are ours, the conversation will tell once it can be asked.
        Some(reason) if is_busy(&reason) => return Ok(Ending::Contended),
        _ if has_ended => return Ok(Ending::Contended),
        _ => return Err(StoreError::Broken("a job of a new transition was there already".to_owned())),
    };
    let Some(mut old) = conversation.item.filter(|item| !item.is_empty()) else {
        return Ok(Ending::Conflict(None));
    };
    let stands: Conversation = item::take(&mut old, "state")?;
    let stands = Box::new(stands);
    Ok(if stands.holds_receipt(&commit.receipt) { Ending::Duplicate(stands) } else { Ending::Conflict(Some(stands)) })
}

fn conversation_item(conversation: &Conversation) -> Result<Item, StoreError> {
    let mut item = ItemKey::conversation(&conversation.workspace, &conversation.member).attributes();
    item.insert("version".to_owned(), number(conversation.version));
    item.insert("state".to_owned(), value(conversation)?);
    if let Some(ticket) = conversation.open_ticket() {
        item.insert(name::OPEN.to_owned(), text(conversation.workspace.as_str()));
        item.insert(name::OPEN_SINCE.to_owned(), number(ticket.opened_at.millis()));
        if let Some(handler) = ticket.handler() {
            item.insert(name::HANDLER.to_owned(), text(&format!("{}#{handler}", conversation.workspace)));
            item.insert(name::HANDLER_SINCE.to_owned(), number(ticket.opened_at.millis()));
        }
    }
    Ok(item)
}

/// An SDK builder fails only when a required part is missing: our fault.
pub(super) fn write<T>(built: Result<T, aws_sdk_dynamodb::error::BuildError>) -> Result<T, StoreError> {
    built.map_err(|error| StoreError::Broken(error.to_string()))
}
