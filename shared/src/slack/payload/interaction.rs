//! Clicks, shortcuts and modals, as Slack posts them (`contracts/slack.md` 5 and 6.4 to 6.8). Each is delivered once at
//! most, and clicked as often as people like.

use std::fmt;

use serde_json::Value;

use super::view::chosen;
use super::{Unreadable, ViewState, flag, needed, object, text};
use crate::domain::{ChannelId, MessageTs, UserId, WorkspaceId};
use crate::slack::field::{list, word};
use crate::slack::signature::Verified;
use crate::slack::{ResponseUrl, TriggerId};

/// What a person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Interaction {
    /// They clicked or chose something in a message or a view.
    BlockActions(BlockActions),
    /// They chose one of our shortcuts at a message.
    MessageShortcut(MessageShortcut),
    /// They chose one of our shortcuts anywhere.
    Shortcut(Shortcut),
    /// They sent a modal off.
    Submitted(ViewSubmission),
    /// They closed a modal.
    Closed(ViewClosed),
    /// Slack looks whether the address has a certificate: an empty answer is right.
    SslCheck,
    /// Something that we don't know.
    Unknown {
        /// Slack's name for it.
        kind: String,
    },
}

/// Who did it. Their rights are decided anew each time (`product.md`, *Who may*).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub id: UserId,
    /// Their own workspace, which in a shared channel may be another than the interaction's.
    pub team: Option<WorkspaceId>,
}

/// Clicks in a message or a view: one, as a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockActions {
    /// The installation.
    pub workspace: WorkspaceId,
    /// Who.
    pub user: Actor,
    /// What was clicked: at least one.
    pub actions: Vec<Action>,
    /// With what a modal can be opened.
    pub trigger: Option<TriggerId>,
    /// Where it can be answered privately; none for a click in a view.
    pub response_url: Option<ResponseUrl>,
    /// Where it was clicked.
    pub place: Place,
}

/// One click or choice. `Debug` shows which element it was, not what a person entered.
#[derive(Clone, PartialEq, Eq)]
pub struct Action {
    /// The element.
    pub action_id: String,
    /// The block it is in.
    pub block_id: Option<String>,
    /// The button's value, or what was typed.
    pub value: Option<String>,
    /// What was chosen; none when a choice was taken back.
    pub selected: Option<String>,
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Action").field("action_id", &self.action_id).finish_non_exhaustive()
    }
}

/// Where something was clicked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a message.
    Message {
        /// Its channel.
        channel: ChannelId,
        /// Its id.
        ts: MessageTs,
        /// The thread it belongs to.
        thread: Option<MessageTs>,
        /// Whether only the person who clicked sees it: it can't be updated by its id.
        is_ephemeral: bool,
    },
    /// In a modal or a home view.
    View(ViewState),
}

/// A shortcut at a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageShortcut {
    /// The installation.
    pub workspace: WorkspaceId,
    /// Who.
    pub user: Actor,
    /// Which shortcut.
    pub callback_id: String,
    /// The message's channel.
    pub channel: ChannelId,
    /// The message's id.
    pub message_ts: MessageTs,
    /// The thread it belongs to.
    pub thread: Option<MessageTs>,
    /// With what a modal can be opened.
    pub trigger: TriggerId,
    /// Where it can be answered privately: not in a thread.
    pub response_url: Option<ResponseUrl>,
}

/// A shortcut anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortcut {
    /// The installation.
    pub workspace: WorkspaceId,
    /// Who.
    pub user: Actor,
    /// Which shortcut.
    pub callback_id: String,
    /// With what a modal can be opened.
    pub trigger: TriggerId,
}

/// A modal sent off. It waits for an answer, three seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewSubmission {
    /// The installation.
    pub workspace: WorkspaceId,
    /// Who.
    pub user: Actor,
    /// The modal, with what was entered.
    pub view: ViewState,
    /// With what another modal can be opened.
    pub trigger: Option<TriggerId>,
}

/// A modal closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewClosed {
    /// The installation.
    pub workspace: WorkspaceId,
    /// Who.
    pub user: Actor,
    /// The modal. What was entered in it is not told.
    pub view: ViewState,
    /// Whether all views of its stack were closed with it.
    pub is_cleared: bool,
}

/// Reads what was posted: a form with one field.
pub fn read(verified: Verified<'_>) -> Result<Interaction, Unreadable> {
    let field = |name: &str| form_urlencoded::parse(verified.body()).find(|(field, _)| field == name);
    let Some((_, payload)) = field("payload") else {
        let is_check = field("ssl_check").is_some_and(|(_, value)| value == "1");
        return if is_check { Ok(Interaction::SslCheck) } else { Err(Unreadable::NoPayload) };
    };
    interaction(&object(payload.as_bytes())?)
}

/// Reads what came over Socket Mode: the payload itself, in no form.
pub fn read_payload(verified: Verified<'_>) -> Result<Interaction, Unreadable> {
    interaction(&object(verified.body())?)
}

fn interaction(payload: &Value) -> Result<Interaction, Unreadable> {
    match text(payload, "/type").unwrap_or_default() {
        "block_actions" => block_actions(payload).map(Interaction::BlockActions),
        "message_action" => message_shortcut(payload).map(Interaction::MessageShortcut),
        "shortcut" => shortcut(payload).map(Interaction::Shortcut),
        "view_submission" => submitted(payload).map(Interaction::Submitted),
        "view_closed" => closed(payload).map(Interaction::Closed),
        _ => Ok(Interaction::Unknown { kind: word(payload, "/type") }),
    }
}

fn block_actions(payload: &Value) -> Result<BlockActions, Unreadable> {
    let actions: Vec<Action> = list(payload, "/actions").iter().filter_map(action).collect();
    if actions.is_empty() {
        return Err(Unreadable::Missing("actions"));
    }
    Ok(BlockActions {
        workspace: workspace(payload)?,
        user: actor(payload)?,
        actions,
        trigger: trigger(payload),
        response_url: response_url(payload),
        place: place(payload)?,
    })
}

fn action(action: &Value) -> Option<Action> {
    Some(Action {
        action_id: text(action, "/action_id")?.to_owned(),
        block_id: text(action, "/block_id").map(ToOwned::to_owned),
        value: text(action, "/value").map(ToOwned::to_owned),
        selected: chosen(action).map(ToOwned::to_owned),
    })
}

fn place(payload: &Value) -> Result<Place, Unreadable> {
    if payload.get("view").is_some_and(Value::is_object) {
        return ViewState::of(payload).map(Place::View);
    }
    Ok(Place::Message {
        channel: ChannelId::new(one_of(payload, ["/container/channel_id", "/channel/id"], "container.channel_id")?),
        ts: MessageTs::new(one_of(payload, ["/container/message_ts", "/message/ts"], "container.message_ts")?),
        thread: thread(payload),
        is_ephemeral: flag(payload, "/container/is_ephemeral"),
    })
}

fn message_shortcut(payload: &Value) -> Result<MessageShortcut, Unreadable> {
    Ok(MessageShortcut {
        workspace: workspace(payload)?,
        user: actor(payload)?,
        callback_id: callback_id(payload)?,
        channel: ChannelId::new(needed(payload, "/channel/id", "channel.id")?),
        message_ts: MessageTs::new(one_of(payload, ["/message_ts", "/message/ts"], "message_ts")?),
        thread: thread(payload),
        trigger: needed_trigger(payload)?,
        response_url: response_url(payload),
    })
}

fn shortcut(payload: &Value) -> Result<Shortcut, Unreadable> {
    Ok(Shortcut {
        workspace: workspace(payload)?,
        user: actor(payload)?,
        callback_id: callback_id(payload)?,
        trigger: needed_trigger(payload)?,
    })
}

fn submitted(payload: &Value) -> Result<ViewSubmission, Unreadable> {
    Ok(ViewSubmission {
        workspace: workspace(payload)?,
        user: actor(payload)?,
        view: ViewState::of(payload)?,
        trigger: trigger(payload),
    })
}

fn closed(payload: &Value) -> Result<ViewClosed, Unreadable> {
    Ok(ViewClosed {
        workspace: workspace(payload)?,
        user: actor(payload)?,
        view: ViewState::of(payload)?,
        is_cleared: flag(payload, "/is_cleared"),
    })
}

/// The installation's; where the app is an organisation's, the person's own tells it (`contracts/slack.md` 6.8).
fn workspace(payload: &Value) -> Result<WorkspaceId, Unreadable> {
    one_of(payload, ["/team/id", "/user/team_id"], "team.id").map(WorkspaceId::new)
}

fn actor(payload: &Value) -> Result<Actor, Unreadable> {
    let id = UserId::new(needed(payload, "/user/id", "user.id")?);
    Ok(Actor { id, team: text(payload, "/user/team_id").map(WorkspaceId::new) })
}

fn callback_id(payload: &Value) -> Result<String, Unreadable> {
    needed(payload, "/callback_id", "callback_id").map(ToOwned::to_owned)
}

fn trigger(payload: &Value) -> Option<TriggerId> {
    text(payload, "/trigger_id").map(TriggerId::new)
}

/// A shortcut opens a modal and does nothing else.
fn needed_trigger(payload: &Value) -> Result<TriggerId, Unreadable> {
    trigger(payload).ok_or(Unreadable::Missing("trigger_id"))
}

/// One that is not safe to write to is none: the answer is then given in another way, or not.
fn response_url(payload: &Value) -> Option<ResponseUrl> {
    text(payload, "/response_url").and_then(ResponseUrl::new)
}

fn thread(payload: &Value) -> Option<MessageTs> {
    let places = ["/container/thread_ts", "/message/thread_ts"];
    places.into_iter().find_map(|place| text(payload, place)).map(MessageTs::new)
}

fn one_of<'a>(payload: &'a Value, places: [&str; 2], name: &'static str) -> Result<&'a str, Unreadable> {
    places.into_iter().find_map(|place| text(payload, place)).ok_or(Unreadable::Missing(name))
}
