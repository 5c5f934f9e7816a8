//! What SQS refuses, in its own codes and words (the errors of each operation in the SQS API reference).

/// A refusal as the caller gets it. [`SqsError::code`] is what an SDK reads; the text is for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SqsError {
    /// No queue has that name.
    #[error("The specified queue does not exist.")]
    NonExistentQueue,
    /// A queue URL that no queue can have.
    #[error("The address is not valid for this endpoint.")]
    InvalidAddress,
    /// `CreateQueue` of a queue that is there with other attributes.
    #[error("A queue already exists with the same name and a different value for an attribute")]
    QueueAlreadyExists,
    /// An attribute that no queue, or none of this kind, has.
    #[error("Unknown Attribute {0}.")]
    InvalidAttributeName(String),
    /// An attribute's value out of its range.
    #[error("Invalid value for the parameter {0}.")]
    InvalidAttributeValue(String),
    /// A character that XML doesn't have, by its code point: texts of customers stay out of errors.
    #[error(
        "Invalid binary character '#x{0:X}' was found in the message body, the set of allowed characters is #x9 | #xA \
         | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF"
    )]
    InvalidMessageContents(u32),
    /// A parameter that must be there.
    #[error("The request must contain the parameter {0}.")]
    MissingParameter(&'static str),
    /// A parameter's value; the text says which and why.
    #[error("{0}")]
    InvalidParameterValue(String),
    /// A text that was never a receipt handle.
    #[error("The input receipt handle is not a valid receipt handle.")]
    ReceiptHandleIsInvalid,
    /// The message may be received already, so its visibility can't be changed.
    #[error("The specified message isn't in flight.")]
    MessageNotInflight,
    /// 120,000 messages of a standard queue are in flight.
    #[error("Too many messages are in flight.")]
    OverLimit,
    /// A queue was purged less than 60 seconds ago.
    #[error("Only one PurgeQueue operation on a queue is allowed every 60 seconds.")]
    PurgeQueueInProgress,
    /// A batch without entries.
    #[error("There should be at least one entry in the request.")]
    EmptyBatchRequest,
    /// A batch of more than ten entries.
    #[error("Maximum number of entries per request are 10. You have sent {0}.")]
    TooManyEntriesInBatchRequest(usize),
    /// Two entries of a batch have one id.
    #[error("Id {0} repeated.")]
    BatchEntryIdsNotDistinct(String),
    /// An entry's id has other characters than it may have, or too many.
    #[error(
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 \
         letters long."
    )]
    InvalidBatchEntryId,
    /// All messages of a batch together are too long.
    #[error("Batch requests cannot be longer than 1048576 bytes. You have sent {0} bytes.")]
    BatchRequestTooLong(usize),
    /// SQS has it, this endpoint doesn't: refused rather than ignored.
    #[error("{0} is not served by the local queue.")]
    UnsupportedOperation(&'static str),
    /// The target header names no operation of SQS.
    #[error("The operation is unknown.")]
    UnknownOperation,
    /// The body is not the JSON that the operation takes.
    #[error("The request can't be read as the operation's JSON.")]
    Serialization,
    /// The change could not be written down, so it did not happen.
    #[error("The change could not be kept.")]
    InternalError,
    /// Refused on purpose (`Beforehand::Fail`).
    #[error("The service is unavailable.")]
    ServiceUnavailable,
}

impl SqsError {
    /// The code that SDKs compare.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NonExistentQueue => "AWS.SimpleQueueService.NonExistentQueue",
            Self::InvalidAddress => "InvalidAddress",
            Self::QueueAlreadyExists => "QueueAlreadyExists",
            Self::InvalidAttributeName(_) => "InvalidAttributeName",
            Self::InvalidAttributeValue(_) => "InvalidAttributeValue",
            Self::InvalidMessageContents(_) => "InvalidMessageContents",
            Self::MissingParameter(_) => "MissingParameter",
            Self::InvalidParameterValue(_) => "InvalidParameterValue",
            Self::ReceiptHandleIsInvalid => "ReceiptHandleIsInvalid",
            Self::MessageNotInflight => "AWS.SimpleQueueService.MessageNotInflight",
            Self::OverLimit => "OverLimit",
            Self::PurgeQueueInProgress => "AWS.SimpleQueueService.PurgeQueueInProgress",
            Self::EmptyBatchRequest => "AWS.SimpleQueueService.EmptyBatchRequest",
            Self::TooManyEntriesInBatchRequest(_) => "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
            Self::BatchEntryIdsNotDistinct(_) => "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
            Self::InvalidBatchEntryId => "AWS.SimpleQueueService.InvalidBatchEntryId",
            Self::BatchRequestTooLong(_) => "AWS.SimpleQueueService.BatchRequestTooLong",
            Self::UnsupportedOperation(_) => "AWS.SimpleQueueService.UnsupportedOperation",
            Self::UnknownOperation => "UnknownOperationException",
            Self::Serialization => "SerializationException",
            Self::InternalError => "AWS.SimpleQueueService.InternalError",
            Self::ServiceUnavailable => "ServiceUnavailable",
        }
    }

    /// The HTTP status. The JSON protocol has 400 for whatever the caller did wrong.
    pub fn status(&self) -> u16 {
        match self {
            Self::InternalError => 500,
            Self::ServiceUnavailable => 503,
            _ => 400,
        }
    }

    /// Whether the caller is at fault (`Sender`), else the service (`Receiver`).
    pub fn is_senders_fault(&self) -> bool {
        self.status() < 500
    }

    /// Refused before SQS itself saw it: no query error header, and another namespace.
    pub(super) fn is_of_the_protocol(&self) -> bool {
        matches!(self, Self::UnknownOperation | Self::Serialization)
    }

    /// `Value … for parameter … is invalid. Reason: …`, the form of most of SQS's refusals.
    pub(super) fn invalid(value: impl std::fmt::Display, parameter: &str, reason: &str) -> Self {
        Self::InvalidParameterValue(format!("Value {value} for parameter {parameter} is invalid. Reason: {reason}"))
    }
}
