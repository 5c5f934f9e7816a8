//! A lane's turn: its jobs in order, each claimed, rendered from the state as it is now, called once and recorded.

use std::time::Duration;

use super::noting::Mention;
use super::turn::Turn;
use super::{
    Outside, Ports, asking, bringing_back, checking, clearing, closing, dressing, entering, explaining, looking_up,
    marking, posting, repeating, seating, sending, setting_up, showing, telling, timing, toggling,
};
use crate::domain::{ChannelId, MessageTs, Timer, Timestamp};
use crate::job::{JobKind, Lane, LaneKey, Owner, Thing};
use crate::store::{PendingJob, StoreError};

/// How many jobs of a lane are read at once.
const PAGE: usize = 50;

/// How long to leave a job alone that someone else took a moment ago.
pub(super) const TAKEN: Duration = Duration::from_secs(1);

/// How a lane's turn ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worked {
    /// Nothing is pending, or what is waits for another lane.
    Empty,
    /// The first job waits until then.
    Waits {
        /// When it can be taken.
        until: Timestamp,
    },
    /// More is pending, and no time is left.
    MoreToDo,
}

/// How one job's step ended.
pub(super) enum Step {
    /// It is done, parked or given back: look at the lane again.
    Went,
    /// The lane waits until then.
    Waits(Timestamp),
    /// The lane waits for another one, which rings.
    Stops,
}

/// Works a lane until nothing is pending, its first job has to wait, or `until`.
pub async fn work(ports: &Ports, outside: &Outside, lane: &LaneKey, until: Timestamp) -> Result<Worked, StoreError> {
    loop {
        let now = ports.clock.now();
        if now >= until {
            return Ok(Worked::MoreToDo);
        }
        let jobs = ports.store.pending(lane, PAGE).await?;
        let Some(head) = jobs.first() else { return Ok(Worked::Empty) };
        let ready = head.ready_at(now);
        if ready > now {
            return Ok(Worked::Waits { until: ready });
        }
        match step(ports, outside, &jobs, head).await? {
            Step::Went => {}
            Step::Waits(until) => return Ok(Worked::Waits { until }),
            Step::Stops => return Ok(Worked::Empty),
        }
    }
}

async fn step(ports: &Ports, outside: &Outside, jobs: &[PendingJob], head: &PendingJob) -> Result<Step, StoreError> {
    let turn = Turn { ports, outside, jobs, head };
    // Boxed: a lane's turn would otherwise be as large as the largest of its steps.
    match &head.job.lane.lane {
        Lane::Show(thing) => Box::pin(show(turn, thing)).await,
        Lane::Look(..) => Box::pin(look_up(turn)).await,
        Lane::Ctl => Box::pin(seat(turn)).await,
        Lane::Bot => Box::pin(toggling::Toggling { turn }.step()).await,
        Lane::In => Box::pin(post(turn)).await,
        Lane::Out => Box::pin(sending::step(turn)).await,
        Lane::Dress(channel) => Box::pin(dressing::Dressing { turn, channel }.step()).await,
        Lane::Mark(channel, ts) => Box::pin(mark(turn, channel, ts)).await,
        Lane::Tell(_) => Box::pin(tell(turn)).await,
        Lane::Stray => Box::pin(clear(turn)).await,
        Lane::Timer(..) => Box::pin(time(turn)).await,
        Lane::Check(_) => Box::pin(check(turn)).await,
        Lane::Who => Box::pin(ask_who(turn)).await,
        Lane::SetUp => Box::pin(set_up(turn)).await,
        Lane::Enter => Box::pin(enter(turn)).await,
        Lane::Again => Box::pin(repeating::step(turn)).await,
        Lane::Installation => Box::pin(install(turn)).await,
    }
}

async fn show(turn: Turn<'_>, thing: &Thing) -> Result<Step, StoreError> {
    let JobKind::Show { channel } = &turn.head.job.kind else { return unknown(turn).await };
    let Turn { ports, outside, jobs, head } = turn;
    let hint = channel.as_ref();
    let showing = showing::Showing { ports, outside, jobs, head, thing, hint, calls: false, quoted: &[] };
    Box::pin(showing.step()).await
}

async fn look_up(turn: Turn<'_>) -> Result<Step, StoreError> {
    let JobKind::LookUp { ticket, what, bot } = &turn.head.job.kind else { return unknown(turn).await };
    looking_up::LookingUp { turn, ticket, what: *what, bot }.step().await
}

async fn seat(turn: Turn<'_>) -> Result<Step, StoreError> {
    let (ticket, hop, invites, reply) = match &turn.head.job.kind {
        JobKind::OpenInbox { ticket, hop, reply } => (ticket, *hop, false, reply),
        JobKind::InviteHandler { ticket, hop, reply, .. } => (ticket, *hop, true, reply),
        JobKind::InviteOthers { .. } | JobKind::InvitePerson { .. } => {
            return seating::Inviting { turn }.step().await;
        }
        _ => return unknown(turn).await,
    };
    let seating = seating::Seating { turn, ticket, hop, invites, reply: reply.as_ref() };
    Box::pin(seating.step()).await
}

async fn post(turn: Turn<'_>) -> Result<Step, StoreError> {
    match &turn.head.job.kind {
        JobKind::PostLiveChatCard { .. }
        | JobKind::QuoteBeforeJoined { .. }
        | JobKind::TellInbox { .. }
        | JobKind::TellUndelivered { .. }
        | JobKind::CustomerSaid { .. } => posting::Posting { turn }.step().await,
        _ => unknown(turn).await,
    }
}

async fn mark(turn: Turn<'_>, channel: &ChannelId, ts: &MessageTs) -> Result<Step, StoreError> {
    let JobKind::Mark { name, on } = &turn.head.job.kind else { return unknown(turn).await };
    marking::Marking { turn, channel, ts, name, on: *on }.step().await
}

async fn tell(turn: Turn<'_>) -> Result<Step, StoreError> {
    match (&turn.head.job.kind, &turn.head.job.lane.owner) {
        (JobKind::TellPerson { user, about, channel, reply, .. }, _) => {
            let (channel, reply) = (channel.as_ref(), reply.as_ref());
            telling::Telling { turn, user, about, channel, reply }.step().await
        }
        (JobKind::AnswerMention { ts, thread, user }, Owner::Channel(channel)) => {
            let mention = Mention { channel, ts, thread: thread.as_ref(), user };
            explaining::Explaining { turn, mention }.step().await
        }
        _ => unknown(turn).await,
    }
}

async fn clear(turn: Turn<'_>) -> Result<Step, StoreError> {
    let Owner::Channel(channel) = &turn.head.job.lane.owner else { return unknown(turn).await };
    clearing::Clearing { turn, channel }.step().await
}

async fn time(turn: Turn<'_>) -> Result<Step, StoreError> {
    match &turn.head.job.kind {
        JobKind::Timer { ticket, hop, timer: Timer::Return, at } => {
            timing::Returning { turn, ticket, hop: *hop, due: *at }.step().await
        }
        _ => unknown(turn).await,
    }
}

async fn check(turn: Turn<'_>) -> Result<Step, StoreError> {
    let JobKind::CheckLiveChat { ticket, bot } = &turn.head.job.kind else { return unknown(turn).await };
    Box::pin(checking::Checking { turn, ticket, bot }.step()).await
}

async fn ask_who(turn: Turn<'_>) -> Result<Step, StoreError> {
    match (&turn.head.job.kind, &turn.head.job.lane.owner) {
        (JobKind::AskWho, Owner::Direct(user)) => asking::Asking { turn, user }.step().await,
        _ => unknown(turn).await,
    }
}

async fn set_up(turn: Turn<'_>) -> Result<Step, StoreError> {
    let Owner::Direct(installer) = &turn.head.job.lane.owner else { return unknown(turn).await };
    let setting_up = setting_up::SettingUp { turn, installer };
    match &turn.head.job.kind {
        JobKind::MakeChannel { channel, attempt } => setting_up.make(*channel, *attempt).await,
        JobKind::InviteInstaller { channel } => setting_up.invite(channel).await,
        _ => unknown(turn).await,
    }
}

async fn enter(turn: Turn<'_>) -> Result<Step, StoreError> {
    match (&turn.head.job.kind, &turn.head.job.lane.owner) {
        (JobKind::EnterChannel { by, joins }, Owner::Channel(channel)) => {
            entering::Entering { turn, channel, by, joins: *joins }.step().await
        }
        _ => unknown(turn).await,
    }
}

async fn install(turn: Turn<'_>) -> Result<Step, StoreError> {
    match &turn.head.job.kind {
        JobKind::CloseTickets { uninstalled_at } => {
            closing::Closing { turn, uninstalled_at: *uninstalled_at }.step().await
        }
        JobKind::BringBack { installed_at } => bringing_back::step(turn, *installed_at).await,
        _ => unknown(turn).await,
    }
}

/// A job that an earlier release would not have put into this lane.
pub(super) async fn unknown(turn: Turn<'_>) -> Result<Step, StoreError> {
    tracing::error!(job.id = %turn.head.job.id, "job of a kind that this release does not know: parked");
    turn.ports.store.park(turn.head, "unknown kind", &[], turn.ports.clock.now()).await?;
    Ok(Step::Went)
}
