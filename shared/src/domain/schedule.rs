//! When the durable timers of a ticket are due (`product.md` 6), by the settings of now.

use std::time::Duration;

use super::{EndedChats, Ladder, Occasion, Queue, Timestamp, Waiting, WorkspaceSettings};

/// How long before it is closed as idle the handler is asked *Keep open*.
pub const KEEP_OPEN_BEFORE: Duration = Duration::from_hours(1);

/// So many minutes later; never, for none.
pub(super) fn minutes_after(start: Timestamp, minutes: u32) -> Option<Timestamp> {
    (minutes > 0).then(|| start.after(Duration::from_secs(u64::from(minutes) * 60)))
}

/// A queue's ladder: its channel's, or the default one when it has none.
pub(super) fn ladder(queue: &Queue, settings: &WorkspaceSettings) -> Ladder {
    let channel = queue.channel.as_ref().and_then(|channel| settings.ticketing_channel(channel));
    channel.map(|channel| channel.ladder.clone()).unwrap_or_default()
}

/// When `<!here>` is called where it waits.
pub(super) fn here_at(waiting: &Waiting, occasion: &Occasion) -> Option<Timestamp> {
    waiting.queue.channel.as_ref()?;
    let steps = ladder(&waiting.queue, occasion.settings);
    minutes_after(waiting.since, steps.here_after_minutes)
}

/// When the last step comes; outside the channel's hours at once.
pub(super) fn unanswered_at(waiting: &Waiting, occasion: &Occasion) -> Option<Timestamp> {
    let steps = ladder(&waiting.queue, occasion.settings);
    let at = minutes_after(waiting.since, steps.unanswered_after_minutes)?;
    let channel = waiting.queue.channel.as_ref();
    let unstaffed = channel.is_some_and(|channel| occasion.out_of_hours.contains(channel));
    Some(if unstaffed { at.min(occasion.now) } else { at })
}

/// When a ticket that was quiet since then is closed.
pub(super) fn idle_at(quiet_since: Timestamp, settings: &WorkspaceSettings) -> Option<Timestamp> {
    minutes_after(quiet_since, settings.idle_after_hours.saturating_mul(60))
}

/// When something is done with the inbox channel of a live chat that ended now.
pub(super) fn ended_inbox_at(occasion: &Occasion) -> Option<Timestamp> {
    match occasion.settings.ended_chats {
        EndedChats::Keep => None,
        EndedChats::RemovePeople { after_days } | EndedChats::Archive { after_days } => {
            Some(occasion.now.after(Duration::from_secs(u64::from(after_days) * 86_400)))
        }
    }
}
