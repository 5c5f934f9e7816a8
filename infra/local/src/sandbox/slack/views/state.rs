//! Modals that stand open, home tabs, and what can happen to them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use shared::domain::UserId;

/// What people have before them besides channels.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Surfaces {
    /// Each person's open modals: the first one opened first, the last one on top.
    pub modals: BTreeMap<UserId, Vec<View>>,
    /// Each person's home tab of our app, once one was published.
    pub homes: BTreeMap<UserId, View>,
    /// How many views were made or changed: ids and hashes are made of it.
    pub made: u64,
}

/// What kind of view it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ViewKind {
    /// A dialog over everything else.
    Modal,
    /// The app's home tab.
    Home,
}

/// One view before one person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// `V…`.
    pub id: String,
    /// Whose it is.
    pub user: UserId,
    /// What kind it is.
    pub kind: ViewKind,
    /// Changes with each change of the view.
    pub hash: String,
    /// The first view of its stack.
    pub root: String,
    /// The view below it.
    pub previous: Option<String>,
    /// What our app gave, its blocks as Slack completed them.
    pub content: Map<String, Value>,
    /// What the person entered so far: `values[block_id][action_id]`.
    pub values: Map<String, Value>,
}

/// One thing that happened to views.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ViewChange {
    /// A modal was opened: what the person had open before is gone.
    Opened(Box<View>),
    /// A modal was put on top of the person's others.
    Pushed(Box<View>),
    /// A home tab was published.
    Published(Box<View>),
    /// A view has another content. What was entered stays where block and action keep their ids.
    Updated {
        /// Which.
        id: String,
        /// What our app gave.
        content: Map<String, Value>,
        /// Its hash now.
        hash: String,
    },
    /// The person entered something.
    Filled {
        /// Which view.
        id: String,
        /// All that is entered now: `values[block_id][action_id]`.
        values: Map<String, Value>,
    },
    /// A modal was closed, and what stood on top of it: by the person, or since its submission was accepted.
    Closed {
        /// Which.
        id: String,
    },
    /// All of a person's modals were closed.
    Cleared {
        /// Whose.
        user: UserId,
    },
}

impl Surfaces {
    /// A view by its id.
    pub fn view(&self, id: &str) -> Option<&View> {
        self.all().find(|view| view.id == id)
    }

    /// A person's open modals, the one on top last.
    pub fn stack(&self, user: &UserId) -> &[View] {
        self.modals.get(user).map_or(&[], Vec::as_slice)
    }

    /// Every view there is.
    pub fn all(&self) -> impl Iterator<Item = &View> {
        self.modals.values().flatten().chain(self.homes.values())
    }

    /// Applies one change.
    pub(in crate::sandbox::slack) fn apply(&mut self, change: ViewChange) {
        match change {
            ViewChange::Opened(view) => {
                self.made += 1;
                self.modals.insert(view.user.clone(), vec![*view]);
            }
            ViewChange::Pushed(view) => {
                self.made += 1;
                self.modals.entry(view.user.clone()).or_default().push(*view);
            }
            ViewChange::Published(view) => {
                self.made += 1;
                self.homes.insert(view.user.clone(), *view);
            }
            ViewChange::Updated { id, content, hash } => {
                self.made += 1;
                self.on_view(&id, |view| view.update(content, hash));
            }
            ViewChange::Filled { id, values } => self.on_view(&id, |view| view.values = values),
            ViewChange::Closed { id } => self.close(&id),
            ViewChange::Cleared { user } => drop(self.modals.remove(&user)),
        }
    }

    fn on_view(&mut self, id: &str, change: impl FnOnce(&mut View)) {
        let mut all = self.modals.values_mut().flatten().chain(self.homes.values_mut());
        if let Some(view) = all.find(|view| view.id == id) {
            change(view);
        }
    }

    fn close(&mut self, id: &str) {
        for stack in self.modals.values_mut() {
            if let Some(place) = stack.iter().position(|view| view.id == id) {
                stack.truncate(place);
            }
        }
        self.modals.retain(|_, stack| !stack.is_empty());
    }
}

impl View {
    /// One of the texts that our app gave; empty when it gave none.
    pub fn text(&self, name: &str) -> &str {
        self.content.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// What a submission is known by.
    pub fn callback_id(&self) -> &str {
        self.text("callback_id")
    }

    /// What our app keeps in it.
    pub fn private_metadata(&self) -> &str {
        self.text("private_metadata")
    }

    /// Its blocks.
    pub fn blocks(&self) -> &[Value] {
        self.content.get("blocks").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// Gives it another content.
    pub(super) fn update(&mut self, content: Map<String, Value>, hash: String) {
        (self.content, self.hash) = (content, hash);
        let kept = std::mem::take(&mut self.values);
        self.values = kept.into_iter().filter_map(|(block, values)| self.still_there(block, values)).collect();
    }

    /// What was entered in a block, as far as its elements are still there.
    fn still_there(&self, block_id: String, values: Value) -> Option<(String, Value)> {
        let block = self.blocks().iter().find(|block| block.get("block_id").is_some_and(|id| *id == *block_id))?;
        let Value::Object(mut values) = values else {
            return None;
        };
        let actions: Vec<&str> = elements(block).filter_map(|element| element.get("action_id")?.as_str()).collect();
        values.retain(|action, _| actions.contains(&action.as_str()));
        (!values.is_empty()).then_some((block_id, Value::Object(values)))
    }
}

/// The elements of a block: of an input, beside a section, in a row of actions.
pub(in crate::sandbox) fn elements(block: &Value) -> impl Iterator<Item = &Value> {
    let row = block.get("elements").and_then(Value::as_array).into_iter().flatten();
    block.get("element").into_iter().chain(block.get("accessory")).chain(row)
}
