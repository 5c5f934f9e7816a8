//! The acts that can be told: as Rust, and as `POST /sandbox/slack/act` reads them.

use serde::Deserialize;
use serde_json::{Map, Value};
use shared::domain::{MessageTs, UserId};

use super::ActError;

/// An act.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Somebody does something.
    By {
        /// Who.
        user: UserId,
        /// What.
        deed: Deed,
    },
    /// People come into the workspace.
    Newcomers(Newcomers),
    /// The people in a channel have written a lot.
    Chatter(Chatter),
}

/// What people can do. Channels go by id or name.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Deed {
    /// Writes a message.
    Message(Write),
    /// Writes one's own message anew.
    Edit {
        /// Where.
        channel: String,
        /// Which.
        ts: MessageTs,
        /// What is typed now.
        text: String,
    },
    /// Deletes one's own message.
    Delete {
        /// Where.
        channel: String,
        /// Which.
        ts: MessageTs,
    },
    /// Slack shows a preview of the links in one's message: a change that nobody made.
    Unfurl {
        /// Where.
        channel: String,
        /// Which.
        ts: MessageTs,
    },
    /// Presses or chooses something that our app shows.
    Click(Click),
    /// Takes one of our app's shortcuts.
    Shortcut(Shortcut),
    /// Submits a modal.
    Submit(Submit),
    /// Closes a modal.
    Close {
        /// Which.
        view: String,
        /// With the window's X, which closes what lies below it too.
        #[serde(default)]
        all: bool,
    },
    /// Adds people to a channel.
    AddPeople {
        /// Which.
        channel: String,
        /// Whom.
        users: Vec<UserId>,
    },
    /// Joins a public channel.
    Join {
        /// Which.
        channel: String,
    },
    /// Leaves a channel.
    Leave {
        /// Which.
        channel: String,
    },
    /// Archives a channel.
    Archive {
        /// Which.
        channel: String,
    },
    /// Unarchives a channel.
    Unarchive {
        /// Which.
        channel: String,
    },
    /// Deletes a channel.
    DeleteChannel {
        /// Which.
        channel: String,
    },
    /// Removes our app from the workspace.
    RemoveApp {},
    /// Gives a channel another name.
    Rename {
        /// Which.
        channel: String,
        /// Its name then.
        name: String,
    },
}

/// A message that someone writes.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Write {
    /// Where.
    pub channel: String,
    /// What is typed; mentions as Slack's tokens (`<@U…>`).
    #[serde(default)]
    pub text: String,
    /// The message that is replied to.
    #[serde(default)]
    pub thread_ts: Option<MessageTs>,
    /// Whether the reply is sent to the channel too.
    #[serde(default)]
    pub broadcast: bool,
    /// Written with `/me`.
    #[serde(default)]
    pub me: bool,
    /// A file that goes with it.
    #[serde(default)]
    pub file: Option<NewFile>,
}

/// A file that someone uploads.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub mimetype: String,
    /// Its bytes.
    pub size: u64,
}

/// A button that is pressed, or a choice that is made.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Click {
    /// The channel of the message.
    #[serde(default)]
    pub channel: Option<String>,
    /// The message, or what this person alone is shown.
    #[serde(default)]
    pub ts: Option<MessageTs>,
    /// The modal, in place of channel and message.
    #[serde(default)]
    pub view: Option<String>,
    /// The element.
    pub action_id: String,
    /// Its block, when the id stands in several.
    #[serde(default)]
    pub block_id: Option<String>,
    /// What is chosen, where there is something to choose.
    #[serde(default)]
    pub choose: Option<Chosen>,
}

/// What is typed into or chosen in an element: a text, an option's value, an id; or several.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Chosen {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

/// A shortcut: on a message, or a global one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shortcut {
    /// Which.
    pub callback_id: String,
    /// The message's channel; neither for a global one.
    #[serde(default)]
    pub channel: Option<String>,
    /// The message.
    #[serde(default)]
    pub ts: Option<MessageTs>,
}

/// A modal's submission.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submit {
    /// The modal.
    pub view: String,
    /// What was typed and chosen, by the input's block.
    #[serde(default)]
    pub values: std::collections::BTreeMap<String, Chosen>,
}

/// What kind of people come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Full members.
    #[default]
    Member,
    /// Guests who may be in several channels.
    MultiChannelGuest,
    /// Guests who may be in one.
    SingleChannelGuest,
    /// People of another organisation.
    Foreign,
}

/// People who come.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Newcomers {
    /// How many.
    pub create_users: usize,
    /// The channel that they are put into.
    #[serde(default, rename = "in")]
    pub channel: Option<String>,
    /// What they are.
    #[serde(default)]
    pub kind: Kind,
}

/// Messages of the people in a channel, in turn.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chatter {
    /// Where.
    pub channel: String,
    /// How many.
    pub count: usize,
}

impl Act {
    /// Somebody does something.
    pub fn by(user: impl Into<String>, deed: Deed) -> Self {
        Self::By { user: UserId::new(user), deed }
    }

    /// Reads `{"as": …, "<deed>": …}`, `{"create_users": …}` or `{"create_messages": …}`.
    pub fn read(body: &str) -> Result<Self, ActError> {
        let unreadable = |error: serde_json::Error| ActError::Unreadable(error.to_string());
        let mut act: Map<String, Value> = serde_json::from_str(body).map_err(unreadable)?;
        if act.contains_key("create_users") {
            return serde_json::from_value(Value::Object(act)).map(Self::Newcomers).map_err(unreadable);
        }
        if act.len() == 1
            && let Some(chatter) = act.remove("create_messages")
        {
            return serde_json::from_value(chatter).map(Self::Chatter).map_err(unreadable);
        }
        let Some(Value::String(user)) = act.remove("as") else {
            return Err(ActError::Unreadable("as: the id of whoever acts is missing".into()));
        };
        if act.len() != 1 {
            return Err(ActError::Unreadable("give one deed beside as: message, click, submit …".into()));
        }
        let deed = serde_json::from_value(Value::Object(act)).map_err(unreadable)?;
        Ok(Self::By { user: UserId::new(user), deed })
    }
}
