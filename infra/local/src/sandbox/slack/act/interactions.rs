//! People press buttons, choose, and take shortcuts.

use serde_json::{Value, json};
use shared::domain::{MessageTs, UserId};

use super::super::change::SlackChange;
use super::super::interactions::Source;
use super::super::state::{Channel, Message, Workspace};
use super::super::ts::Micros;
use super::super::views::{View, ViewChange};
use super::asked::Asked;
use super::deed::{Click, Shortcut};
use super::payload::{self, Frame};
use super::{ActError, Acted, elements, guard};
use crate::sandbox::{Cause, Change, Sandbox};

/// The app's global shortcuts (`contracts/slack.md` 15).
const GLOBAL: [&str; 2] = ["admin_panel", "access_control_panel"];
/// Its message shortcuts.
const ON_MESSAGES: [&str; 1] = ["live_chat_control"];

/// Presses or chooses something.
pub(super) fn click(sandbox: &Sandbox, user: &UserId, click: &Click) -> Result<Acted, ActError> {
    match (&click.view, &click.channel, &click.ts) {
        (Some(view), None, None) => in_view(sandbox, user, click, view),
        (None, Some(channel), ts) => on_message(sandbox, user, click, (channel, ts.as_ref())),
        _ => Err(ActError::Unreadable("click: give channel (and ts), or view".into())),
    }
}

fn on_message(
    sandbox: &Sandbox,
    user: &UserId,
    click: &Click,
    (channel, ts): (&str, Option<&MessageTs>),
) -> Result<Acted, ActError> {
    let workspace = &sandbox.slack();
    guard::person(workspace, user)?;
    let channel = guard::open(workspace, user, channel)?;
    let (message, source) = match ts {
        Some(ts) => shown(channel, ts, user)?,
        None => newest(channel, user, &click.action_id)?,
    };
    let found = elements::find(&message.blocks, &click.action_id, click.block_id.as_deref())?;
    let action = found.action(workspace, click.choose.as_ref(), &action_ts(sandbox))?;
    let is_ephemeral = matches!(source, Source::Ephemeral(_));
    let mut rest = json!({
        "container": payload::container(channel, message, is_ephemeral),
        "channel": payload::channel(channel),
        "state": {"values": {}},
        "actions": [action],
        "trigger_id": sandbox.issue_trigger(user)?,
        "response_url": sandbox.url_of(&sandbox.issue_response_url(&channel.id, user, source)?),
    });
    if let (false, Value::Object(rest)) = (is_ephemeral, &mut rest) {
        let mut shown = payload::message(workspace, channel, message);
        shown.remove("metadata");
        rest.insert("message".into(), Value::Object(shown));
    }
    let payload = Frame { workspace, user }.of("block_actions", rest);
    sandbox.ask(&payload, Asked::nothing(user))
}

/// The newest of what this person is shown that has such a button.
fn newest<'a>(channel: &'a Channel, user: &UserId, action: &str) -> Result<(&'a Message, Source), ActError> {
    let alone = channel.ephemerals.iter().filter(|shown| shown.to == *user).map(|shown| &shown.message);
    let all = channel.messages.iter().filter(|message| message.bot.is_some()).chain(alone);
    let having = all.filter(|message| elements::find(&message.blocks, action, None).is_ok());
    let newest = having.max_by_key(|message| &message.ts).map(|message| message.ts.clone());
    let none = || ActError::cannot(format!("nothing in {} has the action id {action}", channel.id));
    shown(channel, &newest.ok_or_else(none)?, user)
}

/// A message of our app that this person sees.
fn shown<'a>(channel: &'a Channel, ts: &MessageTs, user: &UserId) -> Result<(&'a Message, Source), ActError> {
    let alone = channel.ephemerals.iter().find(|shown| shown.to == *user && shown.message.ts == *ts);
    if let Some(shown) = alone {
        return Ok((&shown.message, Source::Ephemeral(ts.clone())));
    }
    let message = guard::message(channel, ts)?;
    match message.bot {
        Some(_) => Ok((message, Source::Message(ts.clone()))),
        None => Err(ActError::cannot(format!("{ts} is not our app's message"))),
    }
}

fn in_view(sandbox: &Sandbox, user: &UserId, click: &Click, id: &str) -> Result<Acted, ActError> {
    let at = action_ts(sandbox);
    let Entered { workspace, view, with: action } = entered(sandbox, user, |workspace| {
        guard::person(workspace, user)?;
        chosen(workspace, before(workspace, user, id)?, click, &at)
    })?;
    let state = elements::state(&view, &view.values);
    let rest = json!({
        "container": {"type": "view", "view_id": view.id},
        "view": payload::view(&workspace, &view, &state),
        "actions": [action],
        "trigger_id": sandbox.issue_trigger(user)?,
    });
    sandbox.ask(&Frame { workspace: &workspace, user }.of("block_actions", rest), Asked::nothing(user))
}

/// The view with what is chosen in it, and the action that our app is told.
fn chosen(workspace: &Workspace, shown: &View, click: &Click, at: &str) -> Result<(View, Value), ActError> {
    let found = elements::find(shown.blocks(), &click.action_id, click.block_id.as_deref())?;
    if !found.dispatches() {
        return Err(ActError::cannot(format!("{} tells nobody before it is submitted", click.action_id)));
    }
    let action = found.action(workspace, click.choose.as_ref(), at)?;
    let mut view = shown.clone();
    if let Some(kept) = found.kept(workspace, click.choose.as_ref())? {
        enter(&mut view, found.block_id().to_owned(), found.action_id(), kept);
    }
    Ok((view, action))
}

/// What a person has entered in a view.
pub(super) struct Entered<T> {
    /// The workspace with it.
    pub(super) workspace: Workspace,
    /// The view with it.
    pub(super) view: View,
    /// What was decided with it.
    pub(super) with: T,
}

/// Decides what is entered on the view as it stands, and writes it down before anything else happens to the view: an
/// update by our app comes before it or after it.
pub(super) fn entered<T>(
    sandbox: &Sandbox,
    user: &UserId,
    decide: impl FnOnce(&Workspace) -> Result<(View, T), ActError>,
) -> Result<Entered<T>, ActError> {
    let mut world = sandbox.world();
    let (view, with) = decide(&world.state().slack)?;
    let filled = ViewChange::Filled { id: view.id.clone(), values: view.values.clone() };
    world.commit(vec![Change::Slack(SlackChange::View(filled))], &Cause::by(user.clone(), sandbox.now()))?;
    Ok(Entered { workspace: world.state().slack.clone(), view, with })
}

/// What stands before this person: the modal on top, or their home tab.
fn before<'a>(workspace: &'a Workspace, user: &UserId, id: &str) -> Result<&'a View, ActError> {
    let home = workspace.views.homes.get(user);
    let found = workspace.views.stack(user).last().into_iter().chain(home).find(|view| view.id == id);
    found.ok_or_else(|| ActError::cannot(format!("the view {id} is not before {user}")))
}

/// Puts what was entered in its place.
pub(super) fn enter(view: &mut View, block_id: String, action_id: &str, kept: Value) {
    let block = view.values.entry(block_id).or_insert_with(|| json!({}));
    if let Value::Object(block) = block {
        block.insert(action_id.to_owned(), kept);
    }
}

/// Takes a shortcut: on a message, or a global one.
pub(super) fn shortcut(sandbox: &Sandbox, user: &UserId, shortcut: &Shortcut) -> Result<Acted, ActError> {
    let workspace = sandbox.slack();
    if guard::person(&workspace, user)?.is_stranger {
        return Err(ActError::cannot("people of other organisations are not offered our app's shortcuts"));
    }
    let has = |known: &[&str]| known.contains(&shortcut.callback_id.as_str());
    match (&shortcut.channel, &shortcut.ts) {
        (None, None) if has(&GLOBAL) => {
            let rest = json!({
                "action_ts": action_ts(sandbox),
                "callback_id": shortcut.callback_id,
                "trigger_id": sandbox.issue_trigger(user)?,
            });
            sandbox.ask(&Frame { workspace: &workspace, user }.of_shortcut(rest), Asked::nothing(user))
        }
        (Some(channel), Some(ts)) if has(&ON_MESSAGES) => {
            let channel = guard::open(&workspace, user, channel)?;
            let message = guard::message(channel, ts)?;
            let source = Source::Message(ts.clone());
            let rest = json!({
                "action_ts": action_ts(sandbox),
                "callback_id": shortcut.callback_id,
                "channel": payload::channel(channel),
                "message_ts": ts,
                "message": payload::message(&workspace, channel, message),
                "trigger_id": sandbox.issue_trigger(user)?,
                "response_url": sandbox.url_of(&sandbox.issue_response_url(&channel.id, user, source)?),
            });
            sandbox.ask(&Frame { workspace: &workspace, user }.of_message(rest), Asked::nothing(user))
        }
        _ => Err(ActError::cannot(format!("our app offers no shortcut {} there", shortcut.callback_id))),
    }
}

fn action_ts(sandbox: &Sandbox) -> String {
    Micros::at(sandbox.now()).ts().as_str().to_owned()
}
