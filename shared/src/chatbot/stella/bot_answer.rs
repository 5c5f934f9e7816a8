//! The Bot API's answers, and what a mutation of the Open API came to: both say `ok`, whatever the HTTP status says
//! (`contracts/stella.md` 2.1 and 3).

use serde_json::Value;

use super::answer::{is_not_authorised, is_too_many, known, limited, no_answer, unknown};
use crate::chatbot::id::id;
use crate::chatbot::told::told;
use crate::chatbot::{ChatbotFailure, Connection, Sent};
use crate::outbound::{Answer, NoAnswer};

/// How many ids of one message are kept.
const IDS_MAX: usize = 20;

/// What a call of the Bot API came to: the answer, where it says that it was accepted.
pub(super) fn read(answer: Result<Answer, NoAnswer>, connection: &Connection) -> Result<Value, ChatbotFailure> {
    let answer = answer.map_err(no_answer)?;
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    match answer.status {
        429 => Err(limited(&answer)),
        _ if says(&body, 0) => Err(refused(&body, &answer, connection)),
        401 | 403 => Err(ChatbotFailure::NotAuthorised { cause: format!("HTTP {}", answer.status) }),
        408 | 500.. => Err(unknown(format!("HTTP {}", answer.status))),
        300..=499 => Err(ChatbotFailure::Refused { cause: format!("HTTP {}", answer.status), told: None }),
        _ if says(&body, 1) => Ok(body),
        status => Err(unknown(format!("HTTP {status} without an answer of the platform's"))),
    }
}

/// What a mutation came to, which is verified by its own `ok` (`contracts/stella.md` 3).
pub(super) fn mutated(result: &Value, connection: &Connection) -> Result<(), ChatbotFailure> {
    if says(result, 1) {
        return Ok(());
    }
    if says(result, 0) { Err(of_error(result, connection)) } else { Err(unknown("the mutation's ok is missing")) }
}

fn says(body: &Value, ok: i64) -> bool {
    body.get("ok").and_then(Value::as_i64) == Some(ok)
}

fn refused(body: &Value, answer: &Answer, connection: &Connection) -> ChatbotFailure {
    match of_error(body, connection) {
        ChatbotFailure::Limited { .. } => limited(answer),
        failure => failure,
    }
}

/// An `ok` of 0 says surely that nothing was done, and `err` why.
fn of_error(body: &Value, connection: &Connection) -> ChatbotFailure {
    let secrets = [connection.bot_token.expose(), connection.open_api_token.expose()];
    let told = body.get("err").and_then(|error| told(error, &secrets));
    let said = told.as_ref().map(|told| told.as_str().to_owned()).unwrap_or_default();
    if is_too_many(&said) {
        return ChatbotFailure::Limited { retry_after: super::answer::RETRY_AFTER_DEFAULT };
    }
    if is_not_authorised(&said) {
        return ChatbotFailure::NotAuthorised { cause: "the token is wrong or lacks a scope".to_owned() };
    }
    ChatbotFailure::Refused { cause: cause(body, &said), told }
}

/// For the log: the error's number, and of its words those that can't be a quotation.
fn cause(body: &Value, said: &str) -> String {
    let code = body.get("err_code").and_then(|code| code.as_i64().or_else(|| code.as_str()?.parse().ok()));
    match code {
        Some(code) => format!("ok 0, err_code {code}: {}", known(said)),
        None => format!("ok 0: {}", known(said)),
    }
}

/// The platform's ids of what was sent, wherever they stand: the answer is spelt in more than one way.
pub(super) fn sent(body: &Value) -> Sent {
    let mut sent = Sent::default();
    collect(body, &mut sent.message_ids);
    sent
}

fn collect(value: &Value, ids: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            ["messageId", "message_id"].iter().filter_map(|name| fields.get(*name)).for_each(|named| add(named, ids));
            let messages = fields.get("messages").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            messages.iter().filter_map(|message| message.get("id")).for_each(|named| add(named, ids));
            fields.values().for_each(|value| collect(value, ids));
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, ids)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn add(named: &Value, ids: &mut Vec<String>) {
    let fresh = id(named).filter(|id| ids.len() < IDS_MAX && !ids.contains(id));
    ids.extend(fresh);
}
