//! What a ticket may do, as pure and total code: no clock, no ids of its own, no network, no `async`.

mod access;
mod answering;
mod channel_news;
mod command;
mod conversation;
mod decide;
mod effect;
mod event;
mod evolve;
mod general;
mod group;
mod hours;
mod ids;
mod inbox_name;
mod messages;
mod opening;
mod react;
mod rejection;
mod request;
mod roles;
mod routing;
mod schedule;
mod set_up;
mod settings;
mod text;
mod ticket;
mod ticketing;
mod time;
mod time_zones;
mod transition;

#[cfg(test)]
#[allow(clippy::needless_raw_string_hashes, reason = "expect-test writes its snapshots with them")]
mod tests;

pub use access::{ACCESS_MAX, Access, AccessChange, AccessRefused, Candidate, PeopleRefused, Role, Unfit};
pub use answering::{Answering, Reader, Settled, answering, concerns_agents, reader};
pub use channel_news::ChannelNews;
pub use command::{Command, Opening, PickFailure, Record};
pub use conversation::{Confirmation, Conversation, LateFalse, LiveChat, RECEIPTS};
pub use effect::{AdminNotice, CustomerMessage, Effect, Notice, PrivateAnswer, QueueNotice, Timer};
pub use event::Event;
pub use general::{
    ENDED_DAYS_MAX, EndedKind, EntryRefused, General, GeneralEntered, IDLE_HOURS_MAX, RETENTION_DAYS_MAX, Setting,
    TEAM_WORD_MAX,
};
pub use group::{GROUP_MAX, GroupRefused, MENTIONED_BY_NAME, Mention, PriorityGroup};
pub use hours::{Hours, Weekday};
pub use ids::{
    AppId, BotChannelId, ChannelId, MemberId, MessageTs, Reference, TicketId, UserGroupId, UserId, WorkspaceId,
};
pub use inbox_name::{InboxAttempt, inbox_digest_of, inbox_mark, inbox_name};
pub use messages::{CustomisedMessages, MessageTexts};
pub use opening::{ASKED_AGAIN_EVERY, ASKED_WITHIN};
pub use rejection::{Now, Rejection};
pub use request::{BotSource, CustomerHint, LiveChatRequest, Oddity, RequestDetails};
pub use roles::{Action, Allowed, Person, PersonKind, Refusal, Standing, may};
pub use routing::{DEFAULT_LABEL, Route};
pub use schedule::KEEP_OPEN_BEFORE;
pub use set_up::{FirstChannel, SetUp, SetUpStep, SetUpTrouble};
pub use settings::{EndedChats, InboxChannelType, Ladder, LastStep, TicketingChannel, WorkspaceSettings};
pub use text::CustomerText;
pub use ticket::{
    Became, Before, Closing, ClosingReason, FORMER_CARDS, FormerCard, Holding, HoldingCause, Origin, Queue, Seat,
    Status, Ticket, Transfer, Waiting, WaitingCause,
};
pub use ticketing::{
    HoursEntered, LABEL_MAX, NotDeleted, Refusals, STEP_MINUTES_MAX, TICKETING_CHANNELS_MAX, TicketingEntered,
    TicketingField, TicketingRefused,
};
pub use time::Timestamp;
pub use transition::{Occasion, Transition, open, record, transition};
