//! `views.open`, `.push`, `.update`, `.publish` (`contracts/slack.md` 5).

mod state;

use serde_json::{Map, Value, json};
use shared::domain::{Timestamp, UserId};

pub(in crate::sandbox) use state::elements;
pub use state::{Surfaces, View, ViewChange, ViewKind};

use super::blocks;
use super::change::SlackChange;
use super::methods::{Call, Done};
use super::refusal::Refusal;
use super::show;
use super::state::Workspace;

/// Modals on top of each other.
const TALLEST: usize = 3;

/// `views.open`: a modal, by a trigger that is at most three seconds old and was not used.
pub(super) fn open(call: &Call<'_>) -> Result<Done, Refusal> {
    let content = given(call, ViewKind::Modal)?;
    let (trigger, user) = triggered(call)?;
    let view = call.workspace.view_of(user, ViewKind::Modal, content, call.now)?;
    let shown = show::view(call.workspace, &view);
    Ok(Done::changing(
        json!({ "view": shown }),
        vec![used(trigger), SlackChange::View(ViewChange::Opened(Box::new(view)))],
    ))
}

/// `views.push`: a modal on top of those that the person has open.
pub(super) fn push(call: &Call<'_>) -> Result<Done, Refusal> {
    let content = given(call, ViewKind::Modal)?;
    let (trigger, user) = triggered(call)?;
    let view = call.workspace.pushed(user, content, call.now)?;
    let shown = show::view(call.workspace, &view);
    Ok(Done::changing(
        json!({ "view": shown }),
        vec![used(trigger), SlackChange::View(ViewChange::Pushed(Box::new(view)))],
    ))
}

/// `views.update`: by its id or by the app's own name for it.
pub(super) fn update(call: &Call<'_>) -> Result<Done, Refusal> {
    let views = &call.workspace.views;
    let found = match (call.arguments.text("view_id"), call.arguments.text("external_id")) {
        (Some(id), None) => views.view(id),
        (None, Some(name)) => views.all().find(|view| view.text("external_id") == name),
        _ => return Err(Refusal::arguments("give either view_id or external_id")),
    };
    let before = found.ok_or_else(|| Refusal::new("not_found"))?;
    let content = given(call, before.kind)?;
    hold_to_hash(call, Some(before))?;
    let (after, change) = call.workspace.updated(before, content, call.now)?;
    Ok(Done::changing(json!({"view": show::view(call.workspace, &after)}), vec![SlackChange::View(change)]))
}

/// `views.publish`: one person's home tab. It keeps its id for as long as it is published anew.
pub(super) fn publish(call: &Call<'_>) -> Result<Done, Refusal> {
    let content = given(call, ViewKind::Home)?;
    let user = UserId::new(call.arguments.text("user_id").unwrap_or_default());
    if call.workspace.users.get(&user).is_none_or(|known| known.deleted) {
        return Err(Refusal::arguments("user_id is nobody's who could see it"));
    }
    let before = call.workspace.views.homes.get(&user);
    hold_to_hash(call, before)?;
    let (after, change) = if let Some(before) = before {
        call.workspace.updated(before, content, call.now)?
    } else {
        let view = call.workspace.view_of(&user, ViewKind::Home, content, call.now)?;
        (view.clone(), ViewChange::Published(Box::new(view)))
    };
    Ok(Done::changing(json!({"view": show::view(call.workspace, &after)}), vec![SlackChange::View(change)]))
}

fn given(call: &Call<'_>, kind: ViewKind) -> Result<Map<String, Value>, Refusal> {
    blocks::check_view(call.arguments.value("view").unwrap_or(&Value::Null), kind)
}

/// The trigger and whose it is.
fn triggered<'a>(call: &Call<'a>) -> Result<(&'a str, &'a UserId), Refusal> {
    let id = call.arguments.text("trigger_id");
    let id = id.ok_or_else(|| Refusal::arguments("missing required field: trigger_id"))?;
    Ok((id, call.workspace.triggered_by(id, call.now)?))
}

fn used(trigger: &str) -> SlackChange {
    SlackChange::TriggerUsed { id: trigger.to_owned() }
}

/// Who gives a hash wants to overwrite that state of the view and no other.
fn hold_to_hash(call: &Call<'_>, view: Option<&View>) -> Result<(), Refusal> {
    match call.arguments.text("hash") {
        Some(hash) if view.is_none_or(|view| view.hash != hash) => Err(Refusal::new("hash_conflict")),
        _ => Ok(()),
    }
}

impl Workspace {
    /// What a submission's answer `{"response_action":"push","view":…}` does; the error says what Slack would find
    /// wrong with it.
    pub fn push_answered(&self, user: &UserId, view: &Value, now: Timestamp) -> Result<SlackChange, String> {
        let content = blocks::check_view(view, ViewKind::Modal);
        let view = content.and_then(|content| self.pushed(user, content, now)).map_err(|it| it.told())?;
        Ok(SlackChange::View(ViewChange::Pushed(Box::new(view))))
    }

    /// What a submission's answer `{"response_action":"update","view":…}` does to the view that was submitted.
    pub fn update_answered(&self, before: &View, view: &Value, now: Timestamp) -> Result<SlackChange, String> {
        let content = blocks::check_view(view, before.kind);
        let updated = content.and_then(|content| self.updated(before, content, now)).map_err(|it| it.told())?;
        Ok(SlackChange::View(updated.1))
    }

    /// A view as payloads and answers carry it.
    pub fn shown_view(&self, view: &View) -> Value {
        show::view(self, view)
    }

    /// A modal on top of those that the person has open.
    fn pushed(&self, user: &UserId, content: Map<String, Value>, now: Timestamp) -> Result<View, Refusal> {
        let stack = self.views.stack(user);
        let Some(top) = stack.last() else {
            return Err(Refusal::new("not_found"));
        };
        if stack.len() >= TALLEST {
            return Err(Refusal::new("push_limit_reached"));
        }
        let view = self.view_of(user, ViewKind::Modal, content, now)?;
        Ok(View { root: top.root.clone(), previous: Some(top.id.clone()), ..view })
    }

    fn updated(
        &self,
        before: &View,
        content: Map<String, Value>,
        now: Timestamp,
    ) -> Result<(View, ViewChange), Refusal> {
        self.refuse_taken_name(&content, Some(&before.id))?;
        let hash = self.next_hash(now);
        let content = completed(content, &hash);
        let mut after = before.clone();
        after.update(content.clone(), hash.clone());
        Ok((after, ViewChange::Updated { id: before.id.clone(), content, hash }))
    }

    /// A fresh view, the first of its stack.
    fn view_of(
        &self,
        user: &UserId,
        kind: ViewKind,
        content: Map<String, Value>,
        now: Timestamp,
    ) -> Result<View, Refusal> {
        self.refuse_taken_name(&content, None)?;
        let id = format!("V08SANDBOX{}", self.views.made + 1);
        let hash = self.next_hash(now);
        Ok(View {
            root: id.clone(),
            id,
            user: user.clone(),
            kind,
            previous: None,
            content: completed(content, &hash),
            values: Map::new(),
            hash,
        })
    }

    fn next_hash(&self, now: Timestamp) -> String {
        format!("{}.{:08x}", now.seconds(), self.views.made + 1)
    }

    /// The app's own name for a view stands once in a workspace.
    fn refuse_taken_name(&self, content: &Map<String, Value>, of: Option<&str>) -> Result<(), Refusal> {
        let name = content.get("external_id").and_then(Value::as_str).unwrap_or_default();
        let has_it = |view: &View| view.text("external_id") == name && of != Some(&view.id);
        if !name.is_empty() && self.views.all().any(has_it) {
            return Err(Refusal::new("duplicate_external_id"));
        }
        Ok(())
    }
}

/// A view's blocks as Slack completes them.
fn completed(mut content: Map<String, Value>, seed: &str) -> Map<String, Value> {
    if let Some(Value::Array(blocks)) = content.remove("blocks") {
        content.insert("blocks".into(), blocks::complete(blocks, seed).into());
    }
    content
}
