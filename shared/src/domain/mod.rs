//! What a ticket may do, as pure and total code: no clock, no ids of its own, no network, no `async`.

mod command;
mod conversation;
mod effect;
mod group;
mod hours;
mod ids;
mod messages;
mod rejection;
mod request;
mod roles;
mod settings;
mod text;
mod ticket;
mod time;

pub use command::{Command, Opening, PickFailure, Record};
pub use conversation::{Confirmation, Conversation, LateFalse, LiveChat, RECEIPTS};
pub use effect::{AdminNotice, CustomerMessage, Effect, Notice, PrivateAnswer, QueueNotice, Timer};
pub use group::{MENTIONED_BY_NAME, Mention, PriorityGroup};
pub use hours::{Hours, Weekday};
pub use ids::{
    AppId, BotChannelId, ChannelId, MemberId, MessageTs, Reference, TicketId, UserGroupId, UserId, WorkspaceId,
};
pub use messages::{CustomisedMessages, MessageTexts};
pub use rejection::{Now, Rejection};
pub use request::{BotSource, CustomerHint, LiveChatRequest, Oddity, RequestDetails};
pub use roles::{Action, Allowed, Person, PersonKind, Refusal, Standing};
pub use settings::{EndedChats, InboxChannelType, Ladder, LastStep, TicketingChannel, WorkspaceSettings};
pub use text::CustomerText;
pub use ticket::{
    Became, Before, Closing, ClosingReason, FORMER_CARDS, FormerCard, Holding, HoldingCause, Queue, Seat, Status,
    Ticket, Transfer, Waiting, WaitingCause,
};
pub use time::Timestamp;
