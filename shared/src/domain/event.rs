//! What happened to a conversation. An event carries what it happened to, so that [`super::evolve`] has nothing to
//! refuse.

use super::{Before, BotSource, ChannelId, Closing, Holding, PickFailure, Ticket, UserId, Waiting};

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A ticket was opened, by a request or by turning live chat on.
    Opened {
        /// The ticket as it was opened.
        ticket: Box<Ticket>,
        /// What was learnt of the bot channel and app.
        bot: BotSource,
    },
    /// The customer asked again.
    AskedAgain {
        /// The ticketing channel that is told. `None`: it was told a moment ago, or there is none.
        tell: Option<ChannelId>,
        /// What was learnt of the bot channel and app.
        bot: BotSource,
    },
    /// The customer asked where the app is not installed any more: the bot gets them back.
    SentBack {
        /// What was learnt of the bot channel and app.
        bot: BotSource,
    },
    /// An agent won the pick. They are still to be invited.
    Picked {
        /// What they hold.
        holding: Holding,
    },
    /// The handler could not be invited: everything is as it was before.
    PickFailed {
        /// Who.
        handler: UserId,
        /// What was before.
        back_to: Before,
        /// Why.
        why: PickFailure,
    },
    /// The handler is in the inbox channel.
    Joined {
        /// What they hold.
        holding: Holding,
        /// The inbox channel.
        inbox: ChannelId,
    },
    /// The ticket was sent to another team.
    Transferred {
        /// How it waits there.
        waiting: Waiting,
        /// The old handler.
        handler: UserId,
        /// Who sent it.
        sender: UserId,
    },
    /// A transfer is back with the old handler: not picked in time, or taken back.
    CameBack {
        /// What they hold.
        holding: Holding,
    },
    /// A transfer was not picked in time and the old handler is gone: it is back in the queue it came from.
    BackInQueue {
        /// How it waits there.
        waiting: Waiting,
        /// The old handler.
        handler: UserId,
        /// How it had waited.
        had_waited: Waiting,
    },
    /// The ticket was released to the queue.
    Released {
        /// How it waits there.
        waiting: Waiting,
        /// Who released it.
        by: UserId,
    },
    /// Another agent took over.
    TookOver {
        /// What they hold.
        holding: Holding,
        /// The old handler.
        from: UserId,
    },
    /// The ticket was closed.
    Closed {
        /// Why, when, and who held it.
        closing: Closing,
        /// The handler whose invite was still under way.
        invited: Option<UserId>,
    },
    /// Nobody picked it yet, and everyone in the ticketing channel is called.
    CalledHere {
        /// How it waits on.
        waiting: Waiting,
        /// The ticketing channel.
        channel: ChannelId,
    },
    /// Nobody picked it in time; the customer is told, and it goes on waiting.
    KeptWaiting,
    /// What is wanted of the platform is asked for again: it said False, which may have been our own doing, or the bot's
    /// own doing may have come after us.
    LiveChatRepeated,
    /// The conversation has an inbox channel, or a successor.
    InboxOpened {
        /// The channel.
        channel: ChannelId,
    },
    /// The platform confirmed what is wanted.
    LiveChatConfirmed {
        /// What it was set to.
        live_chat: bool,
    },
}
