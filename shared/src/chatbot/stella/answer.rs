//! The Open API's answers: errors come with HTTP 200 too (`contracts/stella.md` 3).

use std::time::Duration;

use serde_json::Value;

use crate::chatbot::ChatbotFailure;
use crate::outbound::{Answer, NoAnswer};
use crate::wording::known_words;

/// How long to wait when the platform says "too many" and not how long (`contracts/stella.md` 10).
pub(super) const RETRY_AFTER_DEFAULT: Duration = Duration::from_secs(2);
/// The words of the platform's errors that are logged. Any other word may be a quotation.
const KNOWN_WORDS: &[&str] = &[
    "Argument",
    "Cannot",
    "Expected",
    "Field",
    "ID",
    "IntMax100",
    "Int",
    "Internal",
    "Invalid",
    "Long",
    "Member",
    "Query",
    "String",
    "Mutation",
    "Node",
    "Syntax",
    "Unknown",
    "Variable",
    "Channel",
    "No",
    "Tree",
    "a",
    "an",
    "allowed",
    "argument",
    "be",
    "cannot",
    "channel",
    "does",
    "exist",
    "error",
    "expected",
    "failed",
    "field",
    "found",
    "got",
    "in",
    "invalid",
    "is",
    "missing",
    "must",
    "not",
    "no",
    "null",
    "of",
    "on",
    "permission",
    "position",
    "provided",
    "query",
    "required",
    "server",
    "subfields",
    "such",
    "the",
    "to",
    "type",
    "used",
    "value",
    "variable",
    "was",
    "with",
    // Names in our own queries.
    "$channelId",
    "$last",
    "$memberId",
    "_id",
    "apiViewer",
    "botMeta",
    "channelId",
    "conversationHistory",
    "createdAt",
    "cursor",
    "customLocale",
    "edges",
    "externalId",
    "firstName",
    "from",
    "last",
    "lastName",
    "liveChat",
    "locale",
    "input",
    "member",
    "memberId",
    "messageEvent",
    "name",
    "node",
    "platform",
    "tags",
    "toggleLiveChat",
    "toggleLiveChatInput",
    // Names in what we send to the Bot API.
    "nodeCompositeId",
    "redirect",
    "response",
    "text",
    "tree",
];

/// What a query came to: what stands at this place of its data.
pub(super) fn read(answer: Result<Answer, NoAnswer>, place: &str) -> Result<Value, ChatbotFailure> {
    let answer = answer.map_err(no_answer)?;
    match answer.status {
        429 => Err(limited(&answer)),
        401 | 403 => Err(ChatbotFailure::NotAuthorised { cause: format!("HTTP {}", answer.status) }),
        408 | 500.. => Err(unknown(format!("HTTP {}", answer.status))),
        _ => read_body(&answer, place),
    }
}

/// Part of what was asked for may be there beside errors about another part: then it is taken.
fn read_body(answer: &Answer, place: &str) -> Result<Value, ChatbotFailure> {
    let Ok(body @ Value::Object(_)) = serde_json::from_slice::<Value>(&answer.body) else {
        return Err(unreadable(answer.status));
    };
    let found = body.get("data").and_then(|data| data.pointer(place));
    let error = body.get("errors").and_then(Value::as_array).and_then(|errors| errors.first());
    match (found, error) {
        (Some(found), _) if !found.is_null() => Ok(found.clone()),
        (_, Some(error)) => Err(refused(error, answer)),
        (Some(_), None) => Err(ChatbotFailure::NotFound),
        (None, None) => Err(unreadable(answer.status)),
    }
}

fn refused(error: &Value, answer: &Answer) -> ChatbotFailure {
    let message = error.get("message").and_then(Value::as_str).unwrap_or_default();
    if is_too_many(message) {
        return limited(answer);
    }
    if is_not_authorised(message) {
        // The same text stands for a wrong token and for a missing scope.
        return ChatbotFailure::NotAuthorised { cause: "the token is wrong or lacks a scope".to_owned() };
    }
    ChatbotFailure::Refused { cause: known(message), told: None }
}

/// Whether a sentence of the platform's says that calls come too fast.
pub(super) fn is_too_many(said: &str) -> bool {
    said.to_lowercase().contains("too many request")
}

/// Whether a sentence of the platform's says that the token does not do.
pub(super) fn is_not_authorised(said: &str) -> bool {
    let said = said.to_lowercase();
    ["not authenticated", "not authorized", "unauthorized"].iter().any(|words| said.contains(words))
}

/// Of a sentence of the platform's, what may be logged.
pub(super) fn known(said: &str) -> String {
    known_words(said, |word| KNOWN_WORDS.contains(&word))
}

/// A call that got no answer.
pub(super) fn no_answer(none: NoAnswer) -> ChatbotFailure {
    match none {
        NoAnswer::NotSent(cause) => ChatbotFailure::NotNow { cause: cause.to_owned() },
        NoAnswer::Unknown(cause) => unknown(cause),
    }
}

/// An answer that isn't the Open API's.
fn unreadable(status: u16) -> ChatbotFailure {
    match status {
        300..=499 => ChatbotFailure::Refused { cause: format!("HTTP {status}"), told: None },
        _ => unknown(format!("HTTP {status} without an answer of the platform's")),
    }
}

pub(super) fn limited(answer: &Answer) -> ChatbotFailure {
    ChatbotFailure::Limited { retry_after: answer.retry_after.unwrap_or(RETRY_AFTER_DEFAULT) }
}

pub(super) fn unknown(cause: impl Into<String>) -> ChatbotFailure {
    ChatbotFailure::Unknown { cause: cause.into() }
}
