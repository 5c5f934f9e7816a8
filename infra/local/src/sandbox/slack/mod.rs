//! A strict stand-in for Slack's Web API: one workspace, held to `contracts/slack.md` and to Slack's own description of
//! each method. A method is added by its file in `contract/` and a handler in `methods`.

mod arguments;
mod blocks;
mod change;
mod chat;
mod content;
pub(crate) mod contract;
mod conversations;
mod cursor;
mod encoding;
pub(super) mod events;
mod history;
mod metadata;
pub(crate) mod methods;
mod people;
mod refusal;
pub(super) mod seed;
mod show;
pub(super) mod snapshot;
mod state;
mod ts;
pub(super) mod web_api;

pub use change::SlackChange;
pub use state::{
    App, Author, Channel, ChannelKind, Edited, Ephemeral, Message, Metadata, Reaction, Token, TokenStatus, User,
    Workspace,
};
