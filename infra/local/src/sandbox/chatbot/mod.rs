//! A strict stand-in for the chatbot platform: its Open API (`contracts/stella.md` 3) with three customers of one bot
//! channel. A query is added by its type in `schema` and its answer in `answers`.

mod answers;
mod check;
pub(super) mod open_api;
mod query;
mod schema;
pub(super) mod seed;
pub(super) mod snapshot;
mod state;
mod tokens;

pub use state::{BotChannel, Chat, ChatbotChange, Member, Platform, PlatformApp, PlatformToken, Sender};

/// The queries that the sandbox plays, by the names that faults and the list of calls know them by.
pub(super) const QUERIES: [&str; 2] = ["conversationHistory", "member"];
