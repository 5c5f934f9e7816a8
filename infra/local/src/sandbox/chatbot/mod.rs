//! A strict stand-in for the chatbot platform: its Bot API, its Open API and its webhook (`contracts/stella.md` 2 to 4)
//! with three customers of one bot channel, whom scripts make act. A query is added by its type in `schema` and its
//! answer in `answers`; what a change makes the platform send us stands in `webhooks`.

pub(in crate::sandbox) mod act;
mod answers;
pub(super) mod bot_api;
mod check;
pub(in crate::sandbox) mod habits;
pub(super) mod open_api;
mod query;
mod responses;
mod schema;
pub(super) mod seed;
pub(crate) mod snapshot;
mod state;
mod toggle;
mod tokens;
pub(super) mod webhooks;

pub use act::{Act, ActError, Acted, BOT_LINE, Deed, TimeSpelling};
pub use habits::{Habits, ResultSpelling};
pub use state::{
    Becomes, BotChannel, Chat, ChatbotChange, Member, Platform, PlatformApp, PlatformToken, Reported, Sender,
    StartedNode, Toggle,
};

/// The queries that the sandbox plays, by the names that faults and the list of calls know them by.
pub(super) const QUERIES: [&str; 2] = ["conversationHistory", "member"];
/// What else can go wrong on demand.
pub(super) const OTHER_CALLS: [&str; 3] = ["redirectMemberToNode", "sendResponses", "toggleLiveChat"];
