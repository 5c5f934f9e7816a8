//! Which names queues may have (SQS API reference, `CreateQueue`).

use super::error::SqsError;

/// Takes the attribute `FifoQueue`: true or left out, SQS knows no `false`.
pub(super) fn is_fifo(attribute: Option<&str>) -> Result<bool, SqsError> {
    match attribute {
        None => Ok(false),
        Some("true") => Ok(true),
        Some("false") => Err(SqsError::InvalidAttributeName("FifoQueue".to_owned())),
        Some(_) => Err(SqsError::InvalidAttributeValue("FifoQueue".to_owned())),
    }
}

/// 1 to 80 letters, digits, hyphens and underscores; a FIFO queue's name ends in `.fifo`, which counts.
pub(super) fn check_name(name: &str, fifo: bool) -> Result<(), SqsError> {
    let stem = if fifo { name.strip_suffix(".fifo") } else { Some(name) };
    let is_good = |stem: &str| {
        !stem.is_empty() && stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    if name.len() <= 80 && stem.is_some_and(is_good) {
        return Ok(());
    }
    let text = if fifo {
        "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with \
         .fifo suffix and be 1 to 80 in length."
    } else {
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length."
    };
    Err(SqsError::InvalidParameterValue(text.to_owned()))
}
