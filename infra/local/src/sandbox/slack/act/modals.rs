//! People submit modals and close them.

use serde_json::{Map, Value, json};
use shared::domain::UserId;

use super::super::change::SlackChange;
use super::super::state::Workspace;
use super::super::views::{View, ViewChange};
use super::asked::Asked;
use super::deed::Submit;
use super::interactions::{Entered, enter, entered};
use super::payload::{self, Frame};
use super::{ActError, Acted, elements, guard};
use crate::sandbox::{Cause, Change, Sandbox};

/// Submits the modal on top.
pub(super) fn submit(sandbox: &Sandbox, user: &UserId, submit: &Submit) -> Result<Acted, ActError> {
    let Entered { workspace, view, with: state } = entered(sandbox, user, |workspace| filled(workspace, user, submit))?;
    let rest = json!({
        "view": payload::view(&workspace, &view, &state),
        "response_urls": [],
        "trigger_id": sandbox.issue_trigger(user)?,
    });
    let payload = Frame { workspace: &workspace, user }.of("view_submission", rest);
    sandbox.ask(&payload, Asked::submission(user, &view.id))
}

/// The modal with all that is entered, and its state.
fn filled(workspace: &Workspace, user: &UserId, submit: &Submit) -> Result<(View, Map<String, Value>), ActError> {
    guard::person(workspace, user)?;
    let shown = on_top(workspace, user, &submit.view)?;
    if shown.content.get("submit").is_none_or(Value::is_null) {
        return Err(ActError::cannot("the modal has no submit button"));
    }
    let mut view = shown.clone();
    for (block, chosen) in &submit.values {
        let found = elements::input(shown, block)?;
        if let Some(kept) = found.kept(workspace, Some(chosen))? {
            enter(&mut view, block.clone(), found.action_id(), kept);
        }
    }
    let state = elements::state(&view, &view.values);
    match elements::missing(&view, &state) {
        Some(missing) => Err(ActError::cannot(format!("the input {missing} must not be empty"))),
        None => Ok((view, state)),
    }
}

/// Closes the modal on top, or all of them. Our app is told if it asked to be.
pub(super) fn close(sandbox: &Sandbox, user: &UserId, id: &str, all: bool) -> Result<Acted, ActError> {
    let mut world = sandbox.world();
    let workspace = world.state().slack.clone();
    guard::person(&workspace, user)?;
    let view = on_top(&workspace, user, id)?;
    let closed =
        if all { ViewChange::Cleared { user: user.clone() } } else { ViewChange::Closed { id: id.to_owned() } };
    let cause = Cause::by(user.clone(), sandbox.now());
    world.commit(vec![Change::Slack(SlackChange::View(closed))], &cause)?;
    drop(world);
    if view.content.get("notify_on_close") != Some(&json!(true)) {
        return Ok(Acted::Done);
    }
    let rest = json!({
        "view": payload::view(&workspace, view, &Map::new()),
        "is_cleared": all,
    });
    sandbox.ask(&Frame { workspace: &workspace, user }.of("view_closed", rest), Asked::nothing(user))
}

fn on_top<'a>(workspace: &'a Workspace, user: &UserId, id: &str) -> Result<&'a View, ActError> {
    let top = workspace.views.stack(user).last().filter(|view| view.id == id);
    top.ok_or_else(|| ActError::cannot(format!("the modal {id} is not on top before {user}")))
}
