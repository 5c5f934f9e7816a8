//! The queues' consumer: every slow call to Slack and to the chatbot platform.
//!
//! A message names a lane; the lane's jobs stand in the table. A message that is not to be deleted is answered as a
//! failed item, after it was hidden for as long as its lane has to wait.

use std::time::Duration;

use aws_lambda_events::event::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use shared::domain::Timestamp;
use shared::job::LaneKey;
use shared::queue::{About, Intake, LONGEST_HIDE, Message, Receipt};
use shared::service::replying::{self, Replied};
use shared::service::requests::{self, Taken};
use shared::service::working::{Worked, work};
use shared::service::{Outside, Ports};
use shared::store::StoreError;

/// How long a message is hidden when its turn begins: longer than the worker's time-out, shorter than the queue's own
/// visibility, so that a worker that dies holds up its lane for no longer than this.
const BEGUN: Duration = Duration::from_secs(30);

/// What a step may take: a call of 8 s, and recording what became of it.
const ONE_STEP: Duration = Duration::from_secs(10);

/// When a private answer is tried again.
const SOON: Duration = Duration::from_secs(2);

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// It is done with.
    Delete,
    /// It comes again once it is visible.
    Again,
}

/// Works one batch. `deadline` is when the function is stopped.
pub async fn handle(ports: &Ports, outside: &Outside, event: SqsEvent, deadline: Timestamp) -> SqsBatchResponse {
    let mut response = SqsBatchResponse::default();
    for message in event.records {
        let id = message.message_id.clone().unwrap_or_default();
        if take(ports, outside, message, deadline).await == Turn::Again {
            let mut failure = BatchItemFailure::default();
            failure.item_identifier = id;
            response.batch_item_failures.push(failure);
        }
    }
    response
}

async fn take(ports: &Ports, outside: &Outside, message: SqsMessage, deadline: Timestamp) -> Turn {
    let receipt = Receipt(message.receipt_handle.unwrap_or_default());
    let receives = message.attributes.get("ApproximateReceiveCount").and_then(|count| count.parse().ok()).unwrap_or(1);
    let Some(read) = message.body.as_deref().and_then(|body| serde_json::from_str::<Message>(body).ok()) else {
        tracing::error!(message.id = message.message_id, "queue message that can't be read");
        return unreadable(ports, &receipt).await;
    };
    // A private answer has its queue's visibility: nothing waits behind it.
    if !matches!(read.about, About::Reply(_) | About::Settled(_))
        && let Err(error) = ports.queue.hide(&receipt, BEGUN).await
    {
        tracing::warn!(error.cause = %error, "the doorbell's visibility stays the queue's");
    }
    match read.about {
        About::Lane(lane) => lane_turn(ports, outside, &lane, &receipt, deadline.before(ONE_STEP)).await,
        About::Reply(reply) => {
            let replied = replying::reply(ports, outside, &reply, receives).await;
            answered(ports, &receipt, replied).await
        }
        About::Settled(settlement) => {
            let replied = replying::settle(ports, outside, &settlement, receives).await;
            answered(ports, &receipt, replied).await
        }
        About::Intake(intake) => {
            let turn = intake_turn(ports, &intake).await;
            if turn == Turn::Again {
                hide_longer(ports, &receipt, receives).await;
            }
            turn
        }
    }
}

/// Left to the queue: after its last receive it moves to the dead-letter queue, where somebody looks at it. Soon, for
/// its lane waits behind it.
async fn unreadable(ports: &Ports, receipt: &Receipt) -> Turn {
    if let Err(error) = ports.queue.hide(receipt, Duration::from_secs(1)).await {
        tracing::warn!(error.cause = %error, "the doorbell's visibility stays the queue's");
    }
    Turn::Again
}

async fn lane_turn(ports: &Ports, outside: &Outside, lane: &LaneKey, receipt: &Receipt, until: Timestamp) -> Turn {
    match work(ports, outside, lane, until).await {
        Ok(Worked::Empty) => Turn::Delete,
        Ok(Worked::Waits { until }) => wait(ports, receipt, until).await,
        Ok(Worked::MoreToDo) => match ports.queue.ring(std::slice::from_ref(lane), ports.random.bits()).await {
            Ok(()) => Turn::Delete,
            Err(_) => Turn::Again,
        },
        Err(error) => failed(&error),
    }
}

/// Hides the doorbell until the lane's time has come; a longer wait is the sweeper's.
async fn wait(ports: &Ports, receipt: &Receipt, until: Timestamp) -> Turn {
    let a_while = until.since(ports.clock.now());
    if a_while > LONGEST_HIDE {
        return Turn::Delete;
    }
    match ports.queue.hide(receipt, a_while).await {
        Ok(()) => Turn::Again,
        // Then the sweeper rings: the job has its time.
        Err(_) => Turn::Delete,
    }
}

async fn answered(ports: &Ports, receipt: &Receipt, replied: Result<Replied, StoreError>) -> Turn {
    match replied {
        Ok(Replied::Over) => return Turn::Delete,
        Ok(Replied::Again) => {}
        Err(error) => drop(failed(&error)),
    }
    if let Err(error) = ports.queue.hide_answer(receipt, SOON).await {
        tracing::warn!(error.cause = %error, "the answer comes again later");
    }
    Turn::Again
}

async fn intake_turn(ports: &Ports, intake: &Intake) -> Turn {
    match requests::take_from_queue(ports, intake).await {
        Ok(Taken::Done) => {
            tracing::info!(ticket.id = %intake.ticket, "request taken from the queue");
            Turn::Delete
        }
        Ok(Taken::Never) => {
            tracing::error!(ticket.id = %intake.ticket, "request from the queue dropped: unknown key, or unreadable");
            Turn::Delete
        }
        Err(error) => failed(&error),
    }
}

/// A request that the store still can't take is tried at growing intervals, up to 15 minutes: of the queue's thousand
/// receives each then lasts, and the request is kept for the whole of the queue's retention.
async fn hide_longer(ports: &Ports, receipt: &Receipt, receives: u32) {
    let longer = BEGUN.saturating_mul(2_u32.saturating_pow(receives.min(16).saturating_sub(1))).min(LONGEST_HIDE);
    if let Err(error) = ports.queue.hide(receipt, longer).await {
        tracing::warn!(error.cause = %error, "the request comes again sooner");
    }
}

fn failed(error: &StoreError) -> Turn {
    error.log("turn");
    Turn::Again
}
