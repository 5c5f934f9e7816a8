//! What a transition causes: values with ids only, made into jobs of a lane or timers by the service. Ticket, hop,
//! version and order of a job are those of the conversation after the transition.

use serde::{Deserialize, Serialize};

use super::{ChannelId, PickFailure, Queue, Timestamp, UserId};

/// One thing that a transition causes. The lane it goes by is `architecture.md`'s.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// Posts a card in the ticketing channel of its queue, with the priority group's mention (`show`).
    PostCard {
        /// Its number.
        card: u32,
    },
    /// Shows on a card what is true now: on the live one, or on a former one, which is a line (`show`).
    ShowCard {
        /// Its number.
        card: u32,
    },
    /// Finds the inbox channel again, or opens one (`ctl`).
    OpenInbox,
    /// Invites the handler, first and alone; then [`super::Command::Joined`] or [`super::Command::PickFailed`]
    /// (`ctl`).
    InviteHandler {
        /// Who.
        handler: UserId,
    },
    /// Invites the priority group of a ticketing channel into the inbox channel, but for who is in (`ctl`).
    InviteOthers {
        /// The ticketing channel. `None`: the workspace's priority group.
        channel: Option<ChannelId>,
    },
    /// Posts this live chat's card in the inbox channel (`in`, before every customer's message).
    PostLiveChatCard,
    /// Shows on the live chat card what is true now (`show`).
    ShowLiveChatCard,
    /// Quotes what the customer wrote while waiting and the recent bot conversation (`in`).
    QuoteBeforeJoined,
    /// Says something in the inbox channel (`in`).
    TellInbox(Notice),
    /// Says something in the ticketing channel (`show`).
    TellQueue {
        /// The ticketing channel.
        channel: ChannelId,
        /// What.
        notice: QueueNotice,
    },
    /// Tells one person privately.
    TellPerson {
        /// Whom.
        user: UserId,
        /// What.
        answer: PrivateAnswer,
    },
    /// Tells the admins by direct message.
    TellAdmins(AdminNotice),
    /// Sends a customised message, if that one has a text (`out`).
    TellCustomer(CustomerMessage),
    /// Sets the platform's liveChat to what the conversation wants (`bot`).
    SetLiveChat(bool),
    /// Asks once more for what is wanted of the platform, at this time: [`super::Record::MayBeSilenced`].
    RepeatLiveChat {
        /// When no pre-action silences the bot any more.
        at: Timestamp,
    },
    /// Starts the bot node that the connection names for the end of a live chat, if it names one (`out`).
    StartEndNode,
    /// Asks the platform for the customer's profile and last message; the cards are shown again with them.
    LookUpCustomer,
    /// Sets a durable timer, for this ticket and hop.
    StartTimer {
        /// What it is for.
        timer: Timer,
        /// When it is due.
        at: Timestamp,
    },
}

/// The six customised messages (`product.md` 7, *Customize Messages*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CustomerMessage {
    /// The request was received.
    RequestReceived,
    /// An agent picked the ticket and has joined.
    Picked,
    /// The ticket was sent to another team.
    Transferred,
    /// An agent of the other team has picked it and joined.
    TransferAccepted,
    /// Nobody picked it in time.
    NobodyAvailable,
    /// The live chat has ended.
    Ended,
}

/// What is said in the inbox channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// This channel goes on from one that was archived or deleted.
    Succeeds {
        /// The earlier channel.
        former: ChannelId,
    },
    /// The live chat was sent to another team; the handler keeps answering.
    Transferred {
        /// The handler.
        handler: UserId,
        /// Who sent it.
        sender: UserId,
        /// Where to.
        to: Queue,
    },
    /// It was picked there.
    TransferAccepted {
        /// The new handler.
        handler: UserId,
        /// The old one.
        former: UserId,
        /// Where it was picked.
        queue: Queue,
    },
    /// It was not picked there in time.
    NotPicked {
        /// The handler, again.
        handler: UserId,
        /// Where nobody picked it.
        queue: Queue,
        /// Since when it had waited there.
        waited_since: Timestamp,
    },
    /// It was taken back.
    TakenBack {
        /// The handler, again.
        handler: UserId,
        /// Who took it back.
        by: UserId,
    },
    /// It was not picked there in time and the old handler is gone: it waits in the queue it came from.
    BackInQueue {
        /// The old handler.
        handler: UserId,
        /// Where it waits now.
        queue: Queue,
    },
    /// It was released and waits in the queue.
    Released {
        /// Who released it.
        by: UserId,
        /// Where it waits now.
        queue: Queue,
    },
    /// Another agent took over.
    TookOver {
        /// The new handler.
        handler: UserId,
        /// The old one.
        former: UserId,
    },
    /// Someone ended the live chat.
    Ended {
        /// Who.
        by: UserId,
    },
    /// It was quiet for the idle time, and is closed.
    Idle,
    /// Nobody picked it in time after it had come back to the queue, and it is closed.
    Unanswered,
    /// The customer is back with the bot.
    Withdrawn,
}

/// What is said in a ticketing channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum QueueNotice {
    /// The customer asked again.
    AskedAgain,
    /// Nobody picked it yet, with `<!here>`.
    CallHere,
}

/// What one person is told. The answers to a rejection are made from [`super::Rejection`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PrivateAnswer {
    /// "It's yours": they have joined.
    ItIsYours {
        /// The inbox channel.
        inbox: ChannelId,
    },
    /// Their pick could not be carried out. The ticket is as it was before.
    PickFailed(PickFailure),
    /// The ticket was closed before they had joined.
    ClosedBeforeYouJoined,
    /// Another agent took over from them.
    TookOver {
        /// The new handler.
        handler: UserId,
    },
}

/// What the admins are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AdminNotice {
    /// A ticket waits, and there is no usable ticketing channel to post it in.
    NoUsableChannel,
    /// No inbox channel can be opened.
    NoInboxChannel {
        /// Slack's error code (`contracts/slack.md` 9).
        error: String,
    },
}

/// The durable timers (`product.md` 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Timer {
    /// [`super::Command::CallHere`].
    CallHere,
    /// [`super::Command::Unanswered`].
    Unanswered,
    /// [`super::Command::Return`].
    Return,
    /// The handler is asked *Keep open*, if the ticket is still quiet at that hop. Changes no state.
    AskKeepOpen,
    /// [`super::Command::Idle`].
    Idle,
    /// What *Ended inbox channels* says is done, if no newer ticket is open.
    EndedInbox,
}

impl Timer {
    /// Its name, in keys and logs. It never changes.
    pub const fn word(self) -> &'static str {
        match self {
            Self::CallHere => "call-here",
            Self::Unanswered => "unanswered",
            Self::Return => "return",
            Self::AskKeepOpen => "ask-keep-open",
            Self::Idle => "idle",
            Self::EndedInbox => "ended-inbox",
        }
    }
}
