//! Batches: refused as a whole for their form, else each entry succeeds or fails by itself.

use std::collections::HashSet;

use serde_json::{Value as Json, json};

use super::actions::{Call, queue_of, send as send_one};
use super::error::SqsError;
use super::settings::LARGEST_MESSAGE;
use super::wire::{Batch, Entry, OutgoingForm};

/// The most entries of a batch.
const MOST_ENTRIES: usize = 10;

/// `SendMessageBatch`. All messages together are at most 1 MiB, whatever the queue's `MaximumMessageSize`.
pub(super) fn send(call: &mut Call<'_>, batch: Batch<OutgoingForm>) -> Result<Json, SqsError> {
    let name = checked(call, batch.queue_url.as_deref(), &batch.entries)?;
    let entries: Vec<_> =
        batch.entries.into_iter().map(|Entry { id, entry }| Entry { id, entry: entry.read() }).collect();
    let read = entries.iter().filter_map(|entry| entry.entry.as_ref().ok());
    let size = read.map(|outgoing| outgoing.content.size()).sum();
    if u32::try_from(size).map_or(true, |size| size > LARGEST_MESSAGE) {
        return Err(SqsError::BatchRequestTooLong(size));
    }
    Ok(outcomes(entries, |outgoing| send_one(call, name, outgoing?)))
}

/// A batch of another operation.
pub(super) fn each<E>(
    call: &mut Call<'_>,
    batch: Batch<E>,
    operation: fn(&mut Call<'_>, &str, &E) -> Result<(), SqsError>,
) -> Result<Json, SqsError> {
    let name = checked(call, batch.queue_url.as_deref(), &batch.entries)?;
    Ok(outcomes(batch.entries, |entry| operation(call, name, &entry).map(|()| json!({}))))
}

/// The queue, once the batch as a whole may be carried out.
fn checked<'a, E>(call: &Call<'_>, url: Option<&'a str>, entries: &[Entry<E>]) -> Result<&'a str, SqsError> {
    let name = queue_of(url)?;
    call.queues.get(name)?;
    if entries.is_empty() {
        return Err(SqsError::EmptyBatchRequest);
    }
    if entries.len() > MOST_ENTRIES {
        return Err(SqsError::TooManyEntriesInBatchRequest(entries.len()));
    }
    if !entries.iter().all(|entry| is_entry_id(&entry.id)) {
        return Err(SqsError::InvalidBatchEntryId);
    }
    let mut seen = HashSet::new();
    match entries.iter().find(|entry| !seen.insert(entry.id.as_str())) {
        Some(repeated) => Err(SqsError::BatchEntryIdsNotDistinct(repeated.id.clone())),
        None => Ok(name),
    }
}

fn is_entry_id(id: &str) -> bool {
    (1..=80).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

fn outcomes<E>(entries: Vec<Entry<E>>, mut operation: impl FnMut(E) -> Result<Json, SqsError>) -> Json {
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for Entry { id, entry } in entries {
        match operation(entry) {
            Ok(mut done) => {
                if let Json::Object(members) = &mut done {
                    members.insert("Id".to_owned(), json!(id));
                }
                successful.push(done);
            }
            Err(refusal) => failed.push(json!({
                "Id": id,
                "SenderFault": refusal.is_senders_fault(),
                "Code": refusal.code(),
                "Message": refusal.to_string(),
            })),
        }
    }
    json!({"Successful": successful, "Failed": failed})
}
