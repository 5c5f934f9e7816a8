//! What DynamoDB's errors mean to us.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::CancellationReason;

use super::super::{Put, StoreError};

/// Error codes after which the same call may succeed: DynamoDB's own list of retryable ones.
const BUSY: [&str; 8] = [
    "InternalServerError",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "ThrottlingException",
    "TransactionConflictException",
    "TransactionInProgressException",
];

/// Codes of a cancelled transaction's reasons that mean "busy", not "no".
const CONTENDED: [&str; 3] = ["ProvisionedThroughputExceeded", "ThrottlingError", "TransactionConflict"];

/// Whether an error says "busy with that" after which nothing was written.
pub(super) fn is_contended<E: ProvideErrorMetadata>(error: &SdkError<E>) -> bool {
    error.as_service_error().and_then(ProvideErrorMetadata::code).is_some_and(|code| BUSY.contains(&code))
}

/// Whether a write of a cancelled transaction met another one, or too many.
pub(super) fn is_busy(reason: &CancellationReason) -> bool {
    reason.code().is_some_and(|code| CONTENDED.contains(&code))
}

/// Whether the condition of a write of a cancelled transaction failed.
pub(super) fn has_failed(reason: &CancellationReason) -> bool {
    reason.code() == Some("ConditionalCheckFailed")
}

/// Whether the condition of a single write failed.
pub(super) fn condition_failed<E: ProvideErrorMetadata>(error: &SdkError<E>) -> bool {
    error.as_service_error().and_then(ProvideErrorMetadata::code) == Some("ConditionalCheckFailedException")
}

/// Any other error as a reaction. The text holds DynamoDB's code and its message up to what it quotes, never an item.
pub(super) fn store_error<E: ProvideErrorMetadata>(error: &SdkError<E>) -> StoreError {
    let Some(service) = error.as_service_error() else {
        return StoreError::Unreachable(no_answer(error).to_owned());
    };
    let said = format!("{}: {}", service.code().unwrap_or("no code"), told(service.message().unwrap_or("no message")));
    if is_server_fault(error) || is_contended(error) { StoreError::Unreachable(said) } else { StoreError::Broken(said) }
}

/// A message up to its first quotation: a refused request is quoted, with whole items in it (`Value '[TransactWriteItem(
/// put=Put(item=…` when a transaction has too many writes).
fn told(message: &str) -> &str {
    message.split(['\'', '"', '[', '{', '(']).next().unwrap_or_default().trim_end()
}

/// Whether the answer came with a 5xx status: the write may stand.
fn is_server_fault<E>(error: &SdkError<E>) -> bool {
    error.raw_response().is_some_and(|answer| answer.status().is_server_error())
}

/// What kind of no answer it was. The SDK's own text may hold an endpoint, so it is not repeated.
fn no_answer<E>(error: &SdkError<E>) -> &'static str {
    match error {
        SdkError::ConstructionFailure(_) => "the request could not be made",
        SdkError::TimeoutError(_) => "no answer in time",
        SdkError::DispatchFailure(_) => "no connection",
        SdkError::ResponseError(_) => "an answer that can't be read",
        _ => "no answer",
    }
}

/// How a transaction failed.
#[derive(Debug)]
pub(super) enum Cancelled {
    /// A condition failed; the reasons stand in the order of the transaction's writes.
    Condition(Vec<CancellationReason>),
    /// Busy: nothing was written.
    Contended,
    /// Anything else.
    Error(StoreError),
}

/// Sorts a failed transaction.
pub(super) fn cancelled(error: &SdkError<TransactWriteItemsError>) -> Cancelled {
    if let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error() {
        return sort_reasons(cancelled.cancellation_reasons());
    }
    if is_contended(error) && !is_server_fault(error) {
        return Cancelled::Contended;
    }
    Cancelled::Error(store_error(error))
}

fn sort_reasons(reasons: &[CancellationReason]) -> Cancelled {
    if reasons.iter().any(has_failed) {
        return Cancelled::Condition(reasons.to_vec());
    }
    if reasons.iter().any(is_busy) {
        return Cancelled::Contended;
    }
    let codes: Vec<&str> = reasons.iter().filter_map(CancellationReason::code).collect();
    Cancelled::Error(StoreError::Broken(format!("transaction cancelled: {}", codes.join(", "))))
}

impl Cancelled {
    /// For writes that have no use for the difference: a failed condition is then our fault, "busy" a failed call.
    pub(super) fn into_error(self) -> StoreError {
        match self {
            Self::Condition(_) => StoreError::Broken("a condition failed that always holds".to_owned()),
            Self::Contended => StoreError::Unreachable("busy with these items".to_owned()),
            Self::Error(error) => error,
        }
    }
}

/// How a transaction of new items ended: one whose condition failed stood already.
pub(super) fn stored(ended: Result<(), Cancelled>) -> Result<Put, StoreError> {
    match ended {
        Ok(()) => Ok(Put::Stored),
        Err(Cancelled::Condition(_)) => Ok(Put::Duplicate),
        Err(other) => Err(other.into_error()),
    }
}
