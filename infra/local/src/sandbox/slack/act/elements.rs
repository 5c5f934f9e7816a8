//! What can be pressed, chosen and typed into, and what Slack says of it (`contracts/slack.md` 5, 6.4, 6.5).

use serde_json::{Map, Value, json};
use shared::domain::{ChannelId, UserId};

use super::super::state::Workspace;
use super::super::views::{View, elements};
use super::ActError;
use super::deed::Chosen;

/// An element that holds something: its type, where the state has it, where the element has what it begins with, and
/// what may be in it.
struct Held {
    kind: &'static str,
    key: &'static str,
    initial: &'static str,
    what: What,
    is_list: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Text,
    Option,
    User,
    Channel,
    Conversation,
    Free,
}

const fn held(kind: &'static str, key: &'static str, initial: &'static str, what: What, is_list: bool) -> Held {
    Held { kind, key, initial, what, is_list }
}

const HELD: [Held; 16] = [
    held("plain_text_input", "value", "initial_value", What::Text, false),
    held("number_input", "value", "initial_value", What::Text, false),
    held("email_text_input", "value", "initial_value", What::Text, false),
    held("url_text_input", "value", "initial_value", What::Text, false),
    held("static_select", "selected_option", "initial_option", What::Option, false),
    held("radio_buttons", "selected_option", "initial_option", What::Option, false),
    held("checkboxes", "selected_options", "initial_options", What::Option, true),
    held("multi_static_select", "selected_options", "initial_options", What::Option, true),
    held("users_select", "selected_user", "initial_user", What::User, false),
    held("multi_users_select", "selected_users", "initial_users", What::User, true),
    held("channels_select", "selected_channel", "initial_channel", What::Channel, false),
    held("multi_channels_select", "selected_channels", "initial_channels", What::Channel, true),
    held("conversations_select", "selected_conversation", "initial_conversation", What::Conversation, false),
    held("multi_conversations_select", "selected_conversations", "initial_conversations", What::Conversation, true),
    held("datepicker", "selected_date", "initial_date", What::Free, false),
    held("timepicker", "selected_time", "initial_time", What::Free, false),
];

/// Chosen once, and forgotten by the surface.
const OVERFLOW: Held = held("overflow", "selected_option", "", What::Option, false);

/// An element and the block it stands in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    block: &'a Value,
    element: &'a Value,
}

/// The one element of this action id.
pub(super) fn find<'a>(blocks: &'a [Value], action: &str, block_id: Option<&str>) -> Result<Found<'a>, ActError> {
    let asked = |block: &&Value| block_id.is_none_or(|id| text(block, "block_id") == id);
    let all =
        blocks.iter().filter(asked).flat_map(|block| elements(block).map(move |element| Found { block, element }));
    let mut found = all.filter(|found| text(found.element, "action_id") == action);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(ActError::cannot(format!("nothing with the action id {action} is shown"))),
        (Some(_), Some(_)) => Err(ActError::cannot(format!("{action} is shown more than once: give block_id"))),
    }
}

impl Found<'_> {
    /// The block's id.
    pub(super) fn block_id(&self) -> &str {
        text(self.block, "block_id")
    }

    /// The element's id.
    pub(super) fn action_id(&self) -> &str {
        text(self.element, "action_id")
    }

    /// Whether our app is told at once: what stands in an input only if it says so.
    pub(super) fn dispatches(&self) -> bool {
        let is_input = text(self.block, "type") == "input";
        !is_input || self.block.get("dispatch_action") == Some(&json!(true))
    }

    /// What the surface keeps of a choice; nothing of a button or an overflow menu.
    pub(super) fn kept(&self, workspace: &Workspace, chosen: Option<&Chosen>) -> Result<Option<Value>, ActError> {
        let Some(held) = of(self.element) else { return Ok(None) };
        let chosen = chosen.ok_or_else(|| ActError::cannot(format!("{}: say what is chosen", self.action_id())))?;
        entered(workspace, self.element, held, chosen).map(Some)
    }

    /// What the payload says was done.
    pub(super) fn action(&self, workspace: &Workspace, chosen: Option<&Chosen>, at: &str) -> Result<Value, ActError> {
        let kind = text(self.element, "type");
        let mut said = match (self.kept(workspace, chosen)?, chosen) {
            (Some(Value::Object(kept)), _) => with(kept, self.element, &["placeholder"]),
            (_, Some(chosen)) if kind == OVERFLOW.kind => match entered(workspace, self.element, &OVERFLOW, chosen)? {
                Value::Object(said) => said,
                _ => Map::new(),
            },
            (_, None) if kind == "button" => with(Map::new(), self.element, &["type", "text", "value", "style", "url"]),
            _ => return Err(ActError::cannot(format!("{} can't be used like that", self.action_id()))),
        };
        said.insert("action_id".into(), json!(self.action_id()));
        said.insert("block_id".into(), json!(self.block_id()));
        said.insert("action_ts".into(), json!(at));
        Ok(Value::Object(said))
    }
}

fn with(mut said: Map<String, Value>, element: &Value, keys: &[&str]) -> Map<String, Value> {
    for key in keys {
        if let Some(value) = element.get(key) {
            said.insert((*key).into(), value.clone());
        }
    }
    said
}

fn of(element: &Value) -> Option<&'static Held> {
    let kind = text(element, "type");
    HELD.iter().find(|held| held.kind == kind)
}

/// A view's whole state: what was entered, what was there from the beginning, null where there is nothing.
pub(super) fn state(view: &View, entered: &Map<String, Value>) -> Map<String, Value> {
    let mut state = Map::new();
    for block in view.blocks() {
        let id = text(block, "block_id");
        let value = |element: &Value| {
            let action = text(element, "action_id");
            let given = entered.get(id).and_then(|block| block.get(action)).cloned();
            Some((action.to_owned(), given.or_else(|| Some(initial(element, of(element)?)))?))
        };
        let values: Map<String, Value> = elements(block).filter(|it| of(it).is_some()).filter_map(value).collect();
        if !values.is_empty() {
            state.insert(id.to_owned(), Value::Object(values));
        }
    }
    state
}

fn initial(element: &Value, held: &Held) -> Value {
    let nothing = if held.is_list { json!([]) } else { Value::Null };
    json!({"type": held.kind, held.key: element.get(held.initial).cloned().unwrap_or(nothing)})
}

/// What a submission enters: an input's block names it.
pub(super) fn input<'a>(view: &'a View, block_id: &str) -> Result<Found<'a>, ActError> {
    let is_it = |block: &&Value| text(block, "block_id") == block_id && text(block, "type") == "input";
    let block = view.blocks().iter().find(is_it);
    let found = block.and_then(|block| Some(Found { block, element: elements(block).next()? }));
    found.ok_or_else(|| ActError::cannot(format!("the modal has no input {block_id}")))
}

/// The inputs that must not be empty and are.
pub(super) fn missing<'a>(view: &'a View, state: &Map<String, Value>) -> Option<&'a str> {
    let must = view.blocks().iter().filter(|block| text(block, "type") == "input");
    let mut must = must.filter(|block| block.get("optional") != Some(&json!(true)));
    let is_empty = |block: &&Value| {
        let mut inputs = elements(block).filter_map(|element| Some((element, of(element)?)));
        inputs.any(|(element, held)| {
            let block = state.get(text(block, "block_id"));
            let value = block.and_then(|block| block.get(text(element, "action_id"))?.get(held.key));
            value.is_none_or(|value| value.is_null() || *value == json!([]) || *value == json!(""))
        })
    };
    must.find(is_empty).map(|block| text(block, "block_id"))
}

fn entered(workspace: &Workspace, element: &Value, held: &Held, chosen: &Chosen) -> Result<Value, ActError> {
    let value = match (chosen, held.is_list) {
        (Chosen::One(one), false) => one_of(workspace, element, held.what, one)?,
        (Chosen::Many(many), true) => {
            many.iter().map(|one| one_of(workspace, element, held.what, one)).collect::<Result<Value, _>>()?
        }
        (Chosen::One(_), true) => return Err(ActError::cannot("several are chosen here: give a list")),
        (Chosen::Many(_), false) => return Err(ActError::cannot("one is chosen here, not several")),
    };
    Ok(json!({"type": held.kind, held.key: value}))
}

fn one_of(workspace: &Workspace, element: &Value, what: What, chosen: &str) -> Result<Value, ActError> {
    let is_there = match what {
        What::Text => return typed_into(element, chosen),
        What::Option => return option(element, chosen),
        What::User => workspace.users.get(&UserId::new(chosen)).is_some_and(|user| !user.deleted),
        What::Channel | What::Conversation => workspace.channels.contains_key(&ChannelId::new(chosen)),
        What::Free => true,
    };
    let action = text(element, "action_id");
    if is_there { Ok(json!(chosen)) } else { Err(ActError::cannot(format!("{action} offers no {chosen}"))) }
}

fn option(element: &Value, chosen: &str) -> Result<Value, ActError> {
    let list = |value: &Value, name: &str| value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let grouped = list(element, "option_groups").into_iter().flat_map(|group| list(&group, "options"));
    let mut options = list(element, "options").into_iter().chain(grouped);
    let found = options.find(|option| text(option, "value") == chosen);
    found.ok_or_else(|| ActError::cannot(format!("{} offers no option {chosen}", text(element, "action_id"))))
}

/// Nothing typed is null.
fn typed_into(element: &Value, typed: &str) -> Result<Value, ActError> {
    let length = typed.encode_utf16().count();
    let bound = |name: &str| element.get(name).and_then(Value::as_u64).and_then(|bound| usize::try_from(bound).ok());
    let is_short = bound("min_length").is_some_and(|least| length < least) && length > 0;
    let is_long = length > bound("max_length").unwrap_or(3000);
    let is_one_line = element.get("multiline") != Some(&json!(true));
    if is_short || is_long || (is_one_line && typed.contains('\n')) {
        return Err(ActError::cannot(format!("{} doesn't take this text", text(element, "action_id"))));
    }
    Ok(if typed.is_empty() { Value::Null } else { json!(typed) })
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
