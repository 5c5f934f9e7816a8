//! The SQS adapter: one call an operation.

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sqs::types::SendMessageBatchRequestEntry;

use super::{Intake, Message, PrivateReply, Queue, QueueError, Receipt, Settlement};
use crate::job::LaneKey;

/// How many messages one call sends (SQS's limit).
const BATCH: usize = 10;

/// The FIFO doorbell queue, and the standard queue of private answers.
#[derive(Clone, Debug)]
pub struct Sqs {
    client: Client,
    url: String,
    answers: String,
}

impl Sqs {
    /// An adapter for queues that exist.
    pub fn new(client: Client, url: impl Into<String>, answers: impl Into<String>) -> Self {
        Self { client, url: url.into(), answers: answers.into() }
    }

    async fn send(&self, url: &str, message: &Message) -> Result<(), QueueError> {
        let call = self.client.send_message().queue_url(url).message_body(body(message)?);
        call.send().await.map(drop).map_err(|error| failure(&error))
    }

    async fn change_visibility(&self, url: &str, receipt: &Receipt, how_long: Duration) -> Result<(), QueueError> {
        let seconds = i32::try_from(how_long.as_millis().div_ceil(1000)).unwrap_or(i32::MAX);
        let call = self.client.change_message_visibility().queue_url(url).receipt_handle(&receipt.0);
        call.visibility_timeout(seconds).send().await.map(drop).map_err(|error| failure(&error))
    }
}

#[async_trait]
impl Queue for Sqs {
    async fn ring(&self, lanes: &[LaneKey], fresh: u128) -> Result<(), QueueError> {
        for (batch, lanes) in lanes.chunks(BATCH).enumerate() {
            let entries = lanes
                .iter()
                .enumerate()
                .map(|(index, lane)| entry(&Message::doorbell(lane), index, &format!("{fresh:032x}-{batch}-{index}")))
                .collect::<Result<_, _>>()?;
            let call = self.client.send_message_batch().queue_url(&self.url).set_entries(Some(entries));
            let answer = call.send().await.map_err(|error| failure(&error))?;
            if let Some(failed) = answer.failed.first() {
                return Err(QueueError(format!(
                    "{} of {} left out: {}",
                    answer.failed.len(),
                    lanes.len(),
                    failed.code
                )));
            }
        }
        Ok(())
    }

    async fn keep(&self, intake: &Intake, fresh: u128) -> Result<(), QueueError> {
        let message = Message::intake(intake);
        let call = self.client.send_message().queue_url(&self.url).message_body(body(&message)?);
        let call = call.message_group_id(message.group()).message_deduplication_id(format!("{fresh:032x}"));
        call.send().await.map(drop).map_err(|error| failure(&error))
    }

    async fn answer(&self, reply: &PrivateReply) -> Result<(), QueueError> {
        self.send(&self.answers, &Message::reply(reply)).await
    }

    async fn settle(&self, settlement: &Settlement) -> Result<(), QueueError> {
        self.send(&self.answers, &Message::settled(settlement)).await
    }

    async fn hide(&self, receipt: &Receipt, how_long: Duration) -> Result<(), QueueError> {
        self.change_visibility(&self.url, receipt, how_long).await
    }

    async fn hide_answer(&self, receipt: &Receipt, how_long: Duration) -> Result<(), QueueError> {
        self.change_visibility(&self.answers, receipt, how_long).await
    }
}

fn entry(message: &Message, index: usize, deduplication: &str) -> Result<SendMessageBatchRequestEntry, QueueError> {
    SendMessageBatchRequestEntry::builder()
        .id(index.to_string())
        .message_body(body(message)?)
        .message_group_id(message.group())
        .message_deduplication_id(deduplication)
        .build()
        .map_err(|error| QueueError(error.to_string()))
}

fn body(message: &Message) -> Result<String, QueueError> {
    serde_json::to_string(message).map_err(|error| QueueError(error.to_string()))
}

/// The SDK's error as one of ours: SQS's code, never a URL or a body.
fn failure<E: ProvideErrorMetadata>(error: &SdkError<E>) -> QueueError {
    let code = error.as_service_error().and_then(ProvideErrorMetadata::code);
    QueueError(code.unwrap_or("no answer").to_owned())
}
