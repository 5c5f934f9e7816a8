//! What a ticket may do, as pure and total code: no clock, no ids of its own, no network, no `async`.

mod ids;
mod time;

pub use ids::{
    AppId, BotChannelId, ChannelId, MemberId, MessageTs, Reference, TicketId, UserGroupId, UserId, WorkspaceId,
};
pub use time::Timestamp;
