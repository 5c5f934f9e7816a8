//! The methods by name, and what each is handed and gives: a call is decided on the workspace as it is, purely; what it
//! changes is a value, which the sandbox writes down before it answers.

use serde_json::{Map, Value, json};
use shared::domain::{ChannelId, Timestamp};

use super::arguments::Arguments;
use super::change::SlackChange;
use super::refusal::{Detail, Refusal};
use super::state::{Channel, ChannelKind, Token, Workspace};
use super::{
    bookmarks, channels, chat, conversations, history, membership, oauth, people, permalink, reactions, views,
};

/// The scope that lets an app manage public channels, and the one for private ones.
pub(super) const MANAGE: (&str, &str) = ("channels:manage", "groups:write");

/// A call whose token, scopes, arguments and limits were found right.
pub(super) struct Call<'a> {
    /// The workspace as it is.
    pub(super) workspace: &'a Workspace,
    /// The token that it came with.
    pub(super) token: &'a Token,
    /// Its arguments.
    pub(super) arguments: &'a Arguments,
    /// The time now.
    pub(super) now: Timestamp,
}

/// A call that is done.
#[derive(Debug)]
pub(super) struct Done {
    /// The answer besides `ok`.
    pub(super) body: Map<String, Value>,
    /// What changes by it.
    pub(super) changes: Vec<SlackChange>,
}

impl Done {
    /// An answer that changes nothing. `body` is an object.
    pub(super) fn answer(body: Value) -> Self {
        Self::changing(body, Vec::new())
    }

    /// An answer and its changes.
    pub(super) fn changing(body: Value, changes: Vec<SlackChange>) -> Self {
        let body = match body {
            Value::Object(body) => body,
            _ => Map::new(),
        };
        Self { body, changes }
    }
}

/// A method's own part.
pub(super) type Handler = fn(&Call<'_>) -> Result<Done, Refusal>;

/// The handler of a method that the sandbox plays.
pub(super) fn handler(method: &str) -> Option<Handler> {
    Some(match method {
        "auth.test" => people::auth_test,
        "bookmarks.add" => bookmarks::add,
        "chat.getPermalink" => permalink::get,
        "chat.postEphemeral" => chat::post_ephemeral,
        "chat.postMessage" => chat::post_message,
        "chat.update" => chat::update,
        "conversations.archive" => channels::archive,
        "conversations.create" => channels::create,
        "conversations.history" => history::history,
        "conversations.info" => conversations::info,
        "conversations.invite" => membership::invite,
        "conversations.join" => membership::join,
        "conversations.kick" => membership::kick,
        "conversations.members" => conversations::members,
        "conversations.open" => conversations::open,
        "conversations.rename" => channels::rename,
        "conversations.replies" => history::replies,
        "conversations.setTopic" => channels::set_topic,
        "conversations.unarchive" => channels::unarchive,
        oauth::METHOD => oauth::access,
        "reactions.add" => reactions::add,
        "reactions.remove" => reactions::remove,
        "users.info" => people::users_info,
        "views.open" => views::open,
        "views.publish" => views::publish,
        "views.push" => views::push,
        "views.update" => views::update,
        _ => return None,
    })
}

impl<'a> Call<'a> {
    /// The channel that the call is about, if the bot can see it: a private one only from inside
    /// (`contracts/slack.md` 9).
    pub(super) fn channel(&self) -> Result<&'a Channel, Refusal> {
        self.visible(&self.arguments.channel())
    }

    /// Any channel that the bot can see.
    pub(super) fn visible(&self, channel: &ChannelId) -> Result<&'a Channel, Refusal> {
        let channel = self.workspace.channels.get(channel);
        let seen = channel.filter(|channel| channel.kind == ChannelKind::Public || self.is_in(channel));
        seen.ok_or_else(|| Refusal::new("channel_not_found"))
    }

    /// Whether the bot is in a channel.
    pub(super) fn is_in(&self, channel: &Channel) -> bool {
        channel.members.contains(&self.workspace.app.bot_user)
    }

    /// Holds the token to a scope.
    pub(super) fn scoped(&self, scope: &str) -> Result<(), Refusal> {
        has_any(self.token, &[scope.to_owned()])
    }

    /// The channel that the call is about, which has a name: no direct message.
    pub(super) fn named_channel(&self) -> Result<&'a Channel, Refusal> {
        let channel = self.channel()?;
        match channel.kind {
            ChannelKind::Public | ChannelKind::Private => Ok(channel),
            ChannelKind::Direct | ChannelKind::GroupDirect => {
                Err(Refusal::new("method_not_supported_for_channel_type"))
            }
        }
    }

    /// Holds the token to managing channels of this kind (`contracts/slack.md` 2).
    pub(super) fn manages(&self, kind: ChannelKind) -> Result<(), Refusal> {
        self.may(kind, &[MANAGE])
    }

    /// Holds the token to any of these scopes, each as it is called for public channels and for private ones.
    pub(super) fn may(&self, kind: ChannelKind, scopes: &[(&str, &str)]) -> Result<(), Refusal> {
        let pick = |(public, private): &(&str, &str)| {
            let scope = if kind == ChannelKind::Public { public } else { private };
            (*scope).to_owned()
        };
        has_any(self.token, &scopes.iter().map(pick).collect::<Vec<_>>())
    }

    /// Holds the token to the scope for this kind of channel: `channels:read`, `groups:read` … (`contracts/slack.md` 2).
    pub(super) fn scoped_for(&self, channel: &Channel, action: &str) -> Result<(), Refusal> {
        let family = match channel.kind {
            ChannelKind::Public => "channels",
            ChannelKind::Private => "groups",
            ChannelKind::Direct => "im",
            ChannelKind::GroupDirect => "mpim",
        };
        self.scoped(&format!("{family}:{action}"))
    }
}

/// Whether the token has any of the scopes; none asked for is always right.
pub(super) fn has_any(token: &Token, scopes: &[String]) -> Result<(), Refusal> {
    if scopes.is_empty() || scopes.iter().any(|scope| token.scopes.contains(scope)) {
        return Ok(());
    }
    let detail = Detail::Scopes { needed: scopes.join(","), provided: scopes_of(token) };
    Err(Refusal::with("missing_scope", detail))
}

/// A token's scopes by commas, as headers and refusals list them.
pub(super) fn scopes_of(token: &Token) -> String {
    token.scopes.iter().map(String::as_str).collect::<Vec<_>>().join(",")
}

/// `response_metadata` of a page: the next one's cursor, empty at the end.
pub(super) fn page(next: Option<String>) -> Value {
    json!({"next_cursor": next.unwrap_or_default()})
}
