//! What a message says, and what becomes of it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::domain::{MessageTs, UserId};

use super::state::{App, Author, Channel, Ephemeral, Message, Reaction};

/// What a message says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Says {
    /// Its text.
    pub text: String,
    /// Its blocks, as Slack completed them.
    pub blocks: Vec<Value>,
    /// Its attachments.
    pub attachments: Vec<Value>,
}

impl Message {
    /// A plain message of the app's own.
    pub(in crate::sandbox) fn by_app(app: &App, ts: MessageTs, says: Says) -> Self {
        Self {
            ts,
            subtype: None,
            user: app.bot_user.clone(),
            bot: Some(Author { bot_id: app.bot_id.clone(), app_id: app.id.clone() }),
            text: says.text,
            blocks: says.blocks,
            attachments: says.attachments,
            metadata: None,
            thread_ts: None,
            is_broadcast: false,
            edited: None,
            reactions: Vec::new(),
            username: None,
            icon_emoji: None,
            client_msg_id: None,
            files: Vec::new(),
        }
    }

    /// Lets it say something else.
    pub(super) fn say(&mut self, says: Says) {
        self.text = says.text;
        self.blocks = says.blocks;
        self.attachments = says.attachments;
    }

    /// Who put this mark on it.
    pub(super) fn marked(&self, name: &str) -> &[UserId] {
        let mark = self.reactions.iter().find(|reaction| reaction.name == name);
        mark.map_or(&[], |reaction| reaction.users.as_slice())
    }

    /// Puts someone's mark on it, or takes it away.
    pub(super) fn react(&mut self, name: &str, user: &UserId, is_there: bool) {
        let mut users = self.marked(name).to_vec();
        users.retain(|it| it != user);
        if is_there {
            users.push(user.clone());
        }
        match self.reactions.iter_mut().find(|reaction| reaction.name == name) {
            Some(reaction) => reaction.users = users,
            None => self.reactions.push(Reaction { name: name.to_owned(), users }),
        }
        self.reactions.retain(|reaction| !reaction.users.is_empty());
    }
}

impl Channel {
    /// What was shown to one person, by its id.
    pub(in crate::sandbox) fn ephemeral(&self, ts: &MessageTs) -> Option<&Ephemeral> {
        self.ephemerals.iter().find(|ephemeral| ephemeral.message.ts == *ts)
    }

    /// Lets it say something else, or takes it away.
    pub(super) fn replace_ephemeral(&mut self, ts: &MessageTs, says: Option<Says>) {
        let Some(says) = says else {
            return self.ephemerals.retain(|ephemeral| ephemeral.message.ts != *ts);
        };
        if let Some(ephemeral) = self.ephemerals.iter_mut().find(|ephemeral| ephemeral.message.ts == *ts) {
            ephemeral.message.say(says);
        }
    }
}
