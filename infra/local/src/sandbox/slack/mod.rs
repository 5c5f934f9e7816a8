//! A strict stand-in for Slack's Web API: one workspace, held to `contracts/slack.md` and to Slack's own description of
//! each method. A method is added by its file in `contract/` and a handler in `methods`.

pub mod act;
mod arguments;
mod blocks;
mod bookmarks;
mod change;
mod channels;
mod chat;
mod content;
pub(crate) mod contract;
mod conversations;
mod cursor;
mod encoding;
pub(super) mod events;
mod history;
mod interactions;
mod lines;
mod membership;
mod message;
mod metadata;
pub(crate) mod methods;
mod naming;
pub(super) mod oauth;
mod people;
mod permalink;
mod reactions;
mod refusal;
pub(super) mod response_url;
pub(super) mod seed;
mod show;
pub(super) mod shown;
pub(crate) mod snapshot;
mod state;
mod topic;
mod ts;
mod views;
pub(super) mod web_api;

pub use change::SlackChange;
pub use interactions::{ResponseUrl, Source, Trigger};
pub use message::Says;
pub use oauth::Consent;
pub use state::{
    App, Author, Channel, ChannelKind, Edited, Ephemeral, Message, Metadata, Reaction, Token, TokenStatus, User,
    Workspace,
};
pub use topic::{Bookmark, Topic};
pub use views::{Surfaces, View, ViewChange, ViewKind};
