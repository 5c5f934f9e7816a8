//! The three doors of the core: [`open`], [`transition`] and [`record`]. Each decides (and may refuse), evolves (total)
//! and says what follows.

use super::decide::{decide, decide_record};
use super::evolve::evolve;
use super::opening::decide_opening;
use super::react::react;
use super::{
    ChannelId, Command, Conversation, Effect, Event, Now, Opening, Record, Rejection, Timestamp, WorkspaceSettings,
};

/// Under what circumstances something is asked of a conversation. All of it comes from outside.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// The id of the delivery that brought it: kept as the transition's receipt, so that a redelivery finds it.
    pub delivery: &'a str,
    /// The workspace's settings.
    pub settings: &'a WorkspaceSettings,
    /// The ticketing channels that are outside their hours now, worked out where time zones are known.
    pub out_of_hours: &'a [ChannelId],
    /// The time.
    pub now: Timestamp,
}

/// A conversation that has changed by one version, and what follows. All of it is stored in one write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The conversation as it is now. Its `last_order` is the order of the jobs that follow.
    pub conversation: Conversation,
    /// What happened.
    pub event: Event,
    /// What follows, in order: jobs of one lane are put in the order in which they stand here.
    pub effects: Vec<Effect>,
}

/// Opens a ticket, by a request or by turning live chat on. While one is open nothing is opened
/// ([`Rejection::AlreadyOpen`]); of a repeated request the ticketing channel is told when that is due.
pub fn open(conversation: &Conversation, opening: &Opening, occasion: &Occasion) -> Result<Transition, Rejection> {
    first_delivery(conversation, occasion)?;
    let event = decide_opening(conversation, opening, occasion)?;
    Ok(carry_out(conversation, event, occasion))
}

/// Puts a command to the conversation's ticket.
pub fn transition(
    conversation: &Conversation,
    command: &Command,
    occasion: &Occasion,
) -> Result<Transition, Rejection> {
    first_delivery(conversation, occasion)?;
    let event = decide(conversation, command, occasion)?;
    Ok(carry_out(conversation, event, occasion))
}

/// Records what a worker learnt.
pub fn record(conversation: &Conversation, record: &Record, occasion: &Occasion) -> Result<Transition, Rejection> {
    first_delivery(conversation, occasion)?;
    let event = decide_record(conversation, record)?;
    Ok(carry_out(conversation, event, occasion))
}

fn first_delivery(conversation: &Conversation, occasion: &Occasion) -> Result<(), Rejection> {
    if conversation.holds_receipt(occasion.delivery) {
        return Err(Rejection::Repeated(Box::new(Now::of(conversation))));
    }
    Ok(())
}

fn carry_out(before: &Conversation, event: Event, occasion: &Occasion) -> Transition {
    let conversation = evolve(before, &event, occasion.delivery, occasion.now);
    let effects = react(before, &event, &conversation, occasion);
    Transition { conversation, event, effects }
}
