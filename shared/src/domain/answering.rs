//! Whether what an agent writes goes to the customer, and whether what a customer writes comes to agents (`product.md`
//! 4). Pure: decided on the conversation as it is when the message's turn comes.

use serde::{Deserialize, Serialize};

use super::{Action, Conversation, Person, Refusal, Standing, Status, Timestamp, UserId, WorkspaceSettings, may};

/// Whether an agent's message is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answering {
    /// It is.
    Send,
    /// The live chat is off.
    Off,
    /// Its author is asked first: someone else is the handler, or nobody is yet.
    Ask,
    /// Its author has said to keep it.
    Keep,
    /// With *1 on 1* only the handler answers.
    OneOnOne,
    /// Slack has to be asked who the author is.
    Unknown,
    /// The author may not.
    Refused(Refusal),
}

/// Who has what a customer wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Agents, in the inbox channel.
    Agents,
    /// Agents, once a handler has joined: it waits.
    AgentsLater,
    /// Agents, though the live chat has ended: the bot was not back yet when it was written.
    AgentsAfterEnd,
    /// The bot.
    Bot,
}

/// What became of a question about a message, or of a failure, that somebody has answered with a button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    /// It is on its way to the customer.
    Sending,
    /// It stays in Slack.
    KeptInSlack,
    /// It had been sent before.
    SentAlready,
    /// It is tried again.
    TryingAgain,
    /// Somebody says that it arrived.
    Arrived {
        /// Who.
        by: UserId,
    },
    /// The message was deleted meanwhile.
    Gone,
    /// It was held in a live chat that is over: what holds now is told apart.
    Over,
}

impl Settled {
    /// The people that it names.
    pub fn people(&self) -> Vec<&UserId> {
        match self {
            Self::Arrived { by } => vec![by],
            Self::Sending | Self::KeptInSlack | Self::SentAlready | Self::TryingAgain | Self::Gone | Self::Over => {
                Vec::new()
            }
        }
    }
}

/// Decides on an agent's message that was written at this time, by Slack's clock. `consent` is what its author has said
/// about their messages in this live chat.
pub fn answering(
    conversation: &Conversation,
    settings: &WorkspaceSettings,
    author: &Person,
    written_at: Timestamp,
    consent: Option<bool>,
) -> Answering {
    let Some(ticket) = &conversation.ticket else { return Answering::Off };
    let handler = match &ticket.status {
        Status::Active(_) | Status::Pending(_) => ticket.handler(),
        // What was written before the End is still sent.
        Status::Closed(closing) if written_at <= closing.at && written_at >= ticket.opened_at => {
            closing.handler.as_ref()
        }
        Status::Closed(_) => return Answering::Off,
    };
    by_author(settings, author, handler, consent)
}

fn by_author(
    settings: &WorkspaceSettings,
    author: &Person,
    handler: Option<&UserId>,
    consent: Option<bool>,
) -> Answering {
    let standing = Standing { handler: handler == Some(&author.user), ..author.standing };
    let terms = may(Action::Answer, &standing).and_then(|terms| terms.with_one_on_one(settings.one_on_one));
    match terms {
        Ok(_) if standing.handler => Answering::Send,
        Ok(_) => match consent {
            Some(true) => Answering::Send,
            Some(false) => Answering::Keep,
            None => Answering::Ask,
        },
        Err(Refusal::OneOnOne) => Answering::OneOnOne,
        Err(Refusal::NotKnownYet) => Answering::Unknown,
        Err(refusal) => Answering::Refused(refusal),
    }
}

/// Who has a customer's message that was written at this time, by the platform's clock.
pub fn reader(conversation: &Conversation, said_at: Timestamp) -> Reader {
    if conversation.open_ticket().is_some() {
        return if conversation.inbox_is_open() { Reader::Agents } else { Reader::AgentsLater };
    }
    if !conversation.inbox_is_open() || the_bot_is_back(conversation, said_at) {
        return Reader::Bot;
    }
    Reader::AgentsAfterEnd
}

/// Whether somebody has to be told of a customer's message: a ticket is open, or the bot may not have seen it.
pub fn concerns_agents(conversation: Option<&Conversation>, said_at: Timestamp) -> bool {
    conversation.is_some_and(|conversation| {
        conversation.open_ticket().is_some()
            || (conversation.ticket.is_some() && !the_bot_is_back(conversation, said_at))
    })
}

/// A message of the time before the platform confirmed that the bot is on has not reached the bot.
fn the_bot_is_back(conversation: &Conversation, said_at: Timestamp) -> bool {
    let live = &conversation.live_chat;
    let since = live.confirmed.as_ref().filter(|done| !done.live_chat).map(|done| done.at);
    live.is_confirmed() && !live.wanted && since.is_none_or(|since| said_at > since)
}
