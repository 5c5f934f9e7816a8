//! What our app is asked by an interaction, and what its answer makes the person see (`contracts/slack.md` 5).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use serde_json::{Map, Value, json};
use shared::domain::UserId;

use super::super::change::SlackChange;
use super::super::views::{View, ViewChange};
use super::{ActError, Acted};
use crate::sandbox::deliveries::{Delivery, DeliveryChange, Target};
use crate::sandbox::{Cause, Change, Sandbox};

/// Who waits for which answer. Kept in memory only: nobody waits over a restart.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Interactions(Mutex<BTreeMap<u64, Asked>>);

/// An interaction that waits for its answer.
#[derive(Clone, Debug)]
pub(in crate::sandbox) struct Asked {
    user: UserId,
    submitted: Option<String>,
}

impl Asked {
    /// One whose answer says nothing.
    pub(super) fn nothing(user: &UserId) -> Self {
        Self { user: user.clone(), submitted: None }
    }

    /// A submission, whose answer says what becomes of the modal.
    pub(super) fn submission(user: &UserId, view: &str) -> Self {
        Self { user: user.clone(), submitted: Some(view.to_owned()) }
    }
}

/// What an answer makes the person see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// Nothing: it is done.
    Nothing,
    /// The modal is closed.
    Closed,
    /// All modals are closed.
    Cleared,
    /// The modal says something else.
    Updated,
    /// Another modal is on top.
    Pushed,
    /// The modal stays, with a text at each of these inputs.
    Errors(BTreeMap<String, String>),
    /// "We had some trouble connecting": and why.
    Trouble(String),
}

impl Sandbox {
    /// What a person's interaction was answered with: HTTP status and body, or no status when no answer came in time.
    /// Applies what a submission's answer says to the open modals.
    pub fn answered(&self, delivery: u64, status: Option<u16>, body: &str) -> Result<Shown, ActError> {
        let asked = self.interactions().0.lock().unwrap_or_else(PoisonError::into_inner).remove(&delivery);
        let asked = asked.ok_or_else(|| ActError::cannot(format!("nobody waits for the answer to {delivery}")))?;
        match (status, &asked.submitted) {
            (None, _) => Ok(Shown::Trouble("no answer came".into())),
            (Some(200), Some(view)) => self.submitted(&asked.user, view, body),
            (Some(200), None) => Ok(Shown::Nothing),
            (Some(status), _) => Ok(Shown::Trouble(format!("the answer was HTTP {status}"))),
        }
    }

    fn submitted(&self, user: &UserId, id: &str, body: &str) -> Result<Shown, ActError> {
        let now = self.now();
        let mut world = self.world();
        let workspace = &world.state().slack;
        let Some(view) = workspace.views.view(id) else { return Ok(Shown::Closed) };
        let told = match Told::read(body) {
            Ok(told) => told,
            Err(trouble) => return Ok(Shown::Trouble(trouble)),
        };
        let decided = match told {
            Told::Nothing => Ok((Shown::Closed, Some(SlackChange::View(ViewChange::Closed { id: id.to_owned() })))),
            Told::Clear => Ok((Shown::Cleared, Some(SlackChange::View(ViewChange::Cleared { user: user.clone() })))),
            Told::Errors(errors) => at_inputs(view, errors).map(|errors| (Shown::Errors(errors), None)),
            Told::Update(new) => {
                workspace.update_answered(view, &new, now).map(|change| (Shown::Updated, Some(change)))
            }
            Told::Push(new) => workspace.push_answered(user, &new, now).map(|change| (Shown::Pushed, Some(change))),
        };
        match decided {
            Err(trouble) => Ok(Shown::Trouble(trouble)),
            Ok((shown, change)) => {
                let changes = change.into_iter().map(Change::Slack).collect();
                world.commit(changes, &Cause::by(user.clone(), now))?;
                Ok(shown)
            }
        }
    }

    /// Asks our app: the payload, signed now.
    pub(super) fn ask(&self, payload: &Map<String, Value>, asked: Asked) -> Result<Acted, ActError> {
        let now = self.now();
        let body = format!("payload={}", encoded(&json!(payload).to_string()));
        let mut world = self.world();
        let id = world.state().deliveries.next_number();
        world.commit(vec![Change::Delivery(DeliveryChange::Numbered)], &Cause::by(asked.user.clone(), now))?;
        let delivery = Delivery::at_once(id, Target::SlackInteractivity, body, &world.state().keys(), now);
        self.interactions().0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, asked);
        Ok(Acted::Asks(Box::new(delivery)))
    }
}

/// What the answer to a submission says.
enum Told {
    Nothing,
    Clear,
    Errors(Value),
    Update(Value),
    Push(Value),
}

impl Told {
    fn read(body: &str) -> Result<Self, String> {
        if body.is_empty() {
            return Ok(Self::Nothing);
        }
        let mut told: Map<String, Value> = serde_json::from_str(body).map_err(|error| error.to_string())?;
        let action = told.remove("response_action");
        let (one, rest) = match action.as_ref().and_then(Value::as_str) {
            Some("clear") => (Some(Self::Clear), told),
            Some("errors") => (told.remove("errors").map(Self::Errors), told),
            Some("update") => (told.remove("view").map(Self::Update), told),
            Some("push") => (told.remove("view").map(Self::Push), told),
            _ => (None, told),
        };
        one.filter(|_| rest.is_empty()).ok_or_else(|| "the answer is no answer to a submission".to_owned())
    }
}

/// Errors stand at inputs of the view, and say something.
fn at_inputs(view: &View, errors: Value) -> Result<BTreeMap<String, String>, String> {
    let errors: BTreeMap<String, String> = serde_json::from_value(errors).map_err(|error| error.to_string())?;
    let is_input = |id: &str| view.blocks().iter().any(|block| block["type"] == "input" && block["block_id"] == id);
    match errors.iter().find(|(block, text)| text.is_empty() || !is_input(block)) {
        _ if errors.is_empty() => Err("errors is empty".into()),
        Some((block, _)) => Err(format!("{block} is no input, or its error is empty")),
        None => Ok(errors),
    }
}

/// As a form's value.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(char::from(byte)),
            b' ' => encoded.push('+'),
            // Writing to a text can't fail.
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    encoded
}
