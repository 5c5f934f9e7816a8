//! The payloads of the contract (`contracts/slack-payloads`), whole and broken, as their readers take them.

mod events;
mod interaction;
mod odd;

use serde_json::Value;

use super::Unreadable;
use super::events::EventDelivery;
use super::interaction::Interaction;
use crate::domain::Timestamp;
use crate::secret::Secret;
use crate::slack::signature::{SigningSecrets, Verified, sign, verify};

/// A body as Slack would have signed it.
fn signed(body: &[u8]) -> Verified<'_> {
    let secrets = SigningSecrets { current: Secret::new("a signing secret"), previous: None };
    let signature = sign(&secrets.current, "1790000000", body);
    let now = Timestamp::from_millis(1_790_000_000_000);
    verify(&secrets, Some("1790000000"), Some(&signature), body, now).unwrap()
}

fn delivered(body: &str) -> Result<EventDelivery, Unreadable> {
    super::events::read(signed(body.as_bytes()))
}

/// A payload in its form.
fn form(payload: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair("payload", payload).finish()
}

fn posted(payload: &str) -> Result<Interaction, Unreadable> {
    super::interaction::read(signed(form(payload).as_bytes()))
}

/// A fixture with other values at some places; `None` takes a field out.
fn with(fixture: &str, changes: &[(&str, Option<Value>)]) -> String {
    let mut payload: Value = serde_json::from_str(fixture).unwrap();
    for (pointer, value) in changes {
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        let parent = payload.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        match value {
            Some(value) => parent.insert(field.to_owned(), value.clone()),
            None => parent.remove(field),
        };
    }
    payload.to_string()
}
