//! A modal or a home view as it comes back: what it was made from, and what a person entered (`contracts/slack.md` 5).

use std::fmt;

use serde_json::Value;

use super::{Unreadable, ViewId, needed, text};

/// A view. `Debug` shows which it is, not what a person entered.
#[derive(Clone, PartialEq, Eq)]
pub struct ViewState {
    /// Which.
    pub id: ViewId,
    /// Of what it shows: an update with it is refused when it shows something else by then.
    pub hash: Option<String>,
    /// Which of ours it is; may be empty.
    pub callback_id: String,
    /// What we left in it; may be empty. Who sends it may have changed what it names: it is decided again.
    pub private_metadata: String,
    /// The view at the bottom of its stack.
    pub root: Option<ViewId>,
    /// What a person entered.
    pub values: Values,
}

impl ViewState {
    /// Reads a payload's view.
    pub(super) fn of(payload: &Value) -> Result<Self, Unreadable> {
        let here = |field| text(payload, field).map(ToOwned::to_owned);
        Ok(Self {
            id: ViewId::new(needed(payload, "/view/id", "view.id")?),
            hash: here("/view/hash"),
            callback_id: here("/view/callback_id").unwrap_or_default(),
            private_metadata: here("/view/private_metadata").unwrap_or_default(),
            root: here("/view/root_view_id").map(ViewId::new),
            values: Values(payload.pointer("/view/state/values").cloned().unwrap_or_default()),
        })
    }
}

impl fmt::Debug for ViewState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ViewState").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What a person entered, by block and action. What is missing, empty or of another kind than is asked for is none:
/// whoever asks says so at the field.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Values(Value);

impl Values {
    /// The action id of the element in a block. An input has one.
    pub fn action_in(&self, block: &str) -> Option<&str> {
        self.0.get(block)?.as_object()?.keys().next().map(String::as_str)
    }

    /// What was typed.
    pub fn text(&self, block: &str, action: &str) -> Option<&str> {
        self.element(block, action).and_then(|element| text(element, "/value"))
    }

    /// The one that was chosen: an option's value, a person, a channel, a date or a time.
    pub fn selected(&self, block: &str, action: &str) -> Option<&str> {
        self.element(block, action).and_then(chosen)
    }

    /// Those that were chosen. An empty list, or null (`contracts/slack.md` 5), is one from which all was taken out; one
    /// that holds what is no choice is none at all.
    pub fn selected_many(&self, block: &str, action: &str) -> Option<Vec<&str>> {
        let element = self.element(block, action)?;
        let listed = MANY.iter().find_map(|place| element.pointer(place))?;
        if listed.is_null() {
            return Some(Vec::new());
        }
        listed.as_array()?.iter().map(|choice| text(choice, "/value").or_else(|| text(choice, ""))).collect()
    }

    /// A name with a slash in it is a name still.
    fn element(&self, block: &str, action: &str) -> Option<&Value> {
        self.0.get(block)?.get(action).filter(|element| element.is_object())
    }
}

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Values({} blocks)", self.0.as_object().map_or(0, serde_json::Map::len))
    }
}

/// Where the one that was chosen stands, by kind of element.
const ONE: [&str; 6] = [
    "/selected_option/value",
    "/selected_user",
    "/selected_channel",
    "/selected_conversation",
    "/selected_date",
    "/selected_time",
];
/// Where those that were chosen stand: options with a value, or ids.
const MANY: [&str; 4] = ["/selected_options", "/selected_users", "/selected_channels", "/selected_conversations"];

/// The one that was chosen in an element or by an action.
pub(super) fn chosen(element: &Value) -> Option<&str> {
    ONE.into_iter().find_map(|place| text(element, place))
}
