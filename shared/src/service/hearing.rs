//! What Slack tells us: agents' messages, our own posts coming back, people who changed.
//!
//! A message is one put whose key is conversation, lane, time and id: the second delivery finds it there. It rings too,
//! for the first may have died before it could.

use std::time::Duration;

use super::Ports;
use super::channels::{News, added, learn};
use super::noting::{CORRECTION, Mention, kept, look_job, not_sent_job};
use super::ringing::ring;
use super::uninstalling::{Removal, removed, revoked};
use crate::domain::{ChannelId, ChannelNews, CustomerText, MessageTs, Timestamp, UserId, WorkspaceId};
use crate::job::{Job, JobKey, JobKind, LaneKey, NotSent};
use crate::slack::BotId;
use crate::slack::payload::MessageEvent;
use crate::slack::payload::events::{Envelope, Event};
use crate::store::{Change, InboxOf, KeptMessage, Line, OwnPost, Put, StoreError};

/// How much later than its deletion a message may still come.
const LATE: Duration = Duration::from_hours(1);

/// What was made of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// An agent's message for the customer.
    Message,
    /// A post of our own, which is recorded.
    OwnPost,
    /// Something else that is kept.
    Noted,
    /// Nothing for us.
    Nothing,
}

/// Takes an event.
pub async fn hear(ports: &Ports, envelope: Envelope) -> Result<Heard, StoreError> {
    let Envelope { event_id, workspace, app, at, event } = envelope;
    let ours = |message: &MessageEvent| message.app_id.as_ref() == Some(&app);
    let told_of = async |channel: &ChannelId, news: &ChannelNews| {
        learn(ports, &News { workspace: &workspace, channel, what: news, at }).await
    };
    match event {
        Event::Message(message) if ours(&message) => own_post(ports, &workspace, &message).await,
        Event::Message(message) if message.delivery_key.is_some() => under_a_name(ports, &workspace, &message).await,
        Event::Message(message) => message_of(ports, &workspace, &message).await,
        Event::MessageChanged { message, .. } if ours(&message) => Ok(Heard::Nothing),
        Event::MessageChanged { channel, ts, is_tombstone: true, .. } => {
            changed(ports, &workspace, &channel, &ts, Change::Deleted, None).await
        }
        Event::MessageChanged { channel, ts, message, previous_text, .. } => {
            // A link's preview changes a message too, and says nothing new.
            if previous_text.as_ref() == Some(&message.text) {
                return Ok(Heard::Nothing);
            }
            changed(ports, &workspace, &channel, &ts, Change::Edited(message.text.clone()), None).await
        }
        Event::MessageDeleted { previous: Some(previous), .. } if ours(&previous) => Ok(Heard::Nothing),
        Event::MessageDeleted { channel, ts, previous } => {
            changed(ports, &workspace, &channel, &ts, Change::Deleted, previous.as_deref()).await
        }
        Event::UserChanged(user) => {
            let person = kept(user, &workspace, ports.clock.now());
            ports.store.put_person(&workspace, &person).await?;
            Ok(Heard::Noted)
        }
        Event::MemberJoined { channel, user, inviter } => {
            let came = Came { workspace: &workspace, channel: &channel, user: &user, inviter: inviter.as_ref(), at };
            came_into(ports, &came).await
        }
        Event::AppMention { channel, ts, thread, user } => {
            let mention = Mention { channel: &channel, ts: &ts, thread: thread.as_ref(), user: &user };
            mentioned(ports, &workspace, &mention).await
        }
        Event::ChannelGone { channel, .. } => told_of(&channel, &ChannelNews::Gone).await,
        Event::ChannelUnarchived { channel } => told_of(&channel, &ChannelNews::Back).await,
        Event::ChannelRenamed { channel, name } => told_of(&channel, &ChannelNews::Renamed(name)).await,
        Event::ChannelIdChanged { old, new } => told_of(&old, &ChannelNews::HasId(new)).await,
        Event::AppUninstalled => removed(ports, &Removal { workspace: &workspace, event_id: &event_id, at }).await,
        Event::TokensRevoked { bots } => {
            let removal = Removal { workspace: &workspace, event_id: &event_id, at };
            revoked(ports, &removal, &bots).await
        }
        Event::MemberLeft { .. } | Event::AppHomeOpened { .. } | Event::Unknown { .. } => Ok(Heard::Nothing),
    }
}

/// Whoever mentions the app is answered, once a message.
async fn mentioned(ports: &Ports, workspace: &WorkspaceId, mention: &Mention<'_>) -> Result<Heard, StoreError> {
    let now = ports.clock.now();
    let answer = mention.job(workspace, now);
    ports.store.put_job_once(&answer, now).await?;
    ring(ports, &[answer.lane]).await;
    Ok(Heard::Noted)
}

/// Somebody who came into a channel.
struct Came<'a> {
    workspace: &'a WorkspaceId,
    channel: &'a ChannelId,
    user: &'a UserId,
    inviter: Option<&'a UserId>,
    at: Timestamp,
}

/// Into a channel that nobody has added us to we come by making it. One that is nobody's inbox channel may be one whose
/// making nobody answered.
async fn came_into(ports: &Ports, came: &Came<'_>) -> Result<Heard, StoreError> {
    let is_added = came.inviter.is_some_and(|inviter| inviter != came.user);
    if is_added {
        return added(ports, came.workspace, came.channel, came.user, came.at).await;
    }
    let inbox = ports.store.inbox_of(came.workspace, came.channel).await?;
    if inbox.member.is_some() || inbox.bot_user.as_ref() != Some(came.user) {
        return Ok(Heard::Nothing);
    }
    let now = ports.clock.now();
    let look = look_job(came.workspace, came.channel, came.at, now);
    ports.store.put_jobs(std::slice::from_ref(&look), now).await?;
    ring(ports, &[look.lane]).await;
    Ok(Heard::Noted)
}

/// Our own post, with the key that it was posted with: the message that it became is recorded.
async fn own_post(ports: &Ports, workspace: &WorkspaceId, message: &MessageEvent) -> Result<Heard, StoreError> {
    let Some((thing, owner)) = message.delivery_key.as_ref().and_then(|key| key.as_str().split_once('@')) else {
        return Ok(Heard::Nothing);
    };
    let post = OwnPost {
        workspace: workspace.clone(),
        owner: owner.to_owned(),
        thing: thing.to_owned(),
        channel: message.channel.clone(),
        ts: message.ts.clone(),
    };
    ports.store.own_post(&post).await?;
    Ok(Heard::OwnPost)
}

/// What we post under a customer's name comes back with our bot's id alone (`contracts/slack.md` 6.2), and anybody may
/// write metadata like ours.
async fn under_a_name(ports: &Ports, workspace: &WorkspaceId, message: &MessageEvent) -> Result<Heard, StoreError> {
    let ours = ports.store.inbox_of(workspace, &message.channel).await?.bot;
    let by = message.bot_id.as_ref().map(BotId::as_str);
    if by.is_none() || by != ours.as_deref() {
        return Ok(Heard::Nothing);
    }
    own_post(ports, workspace, message).await
}

async fn message_of(ports: &Ports, workspace: &WorkspaceId, message: &MessageEvent) -> Result<Heard, StoreError> {
    let Some(author) = writer(workspace, message) else { return Ok(Heard::Nothing) };
    let inbox = ports.store.inbox_of(workspace, &message.channel).await?;
    let Some(line) = line(ports, workspace, inbox, message, author) else { return Ok(Heard::Nothing) };
    ports.store.put_line(&line).await?;
    ring(ports, std::slice::from_ref(&line.job.lane)).await;
    Ok(Heard::Message)
}

/// Whose message goes to a customer: a person's of this workspace, in the channel itself. A reply in a thread is a note
/// and never leaves Slack, also when the channel shows it; what apps and Slack itself write stays as well.
fn writer<'a>(workspace: &WorkspaceId, message: &'a MessageEvent) -> Option<&'a UserId> {
    let of_a_person = matches!(message.subtype.as_deref(), None | Some("file_share" | "me_message"));
    let foreign = message.team.as_ref().is_some_and(|team| team != workspace);
    let relayed = of_a_person && !message.is_of_an_app() && !foreign && !message.is_reply();
    message.user.as_ref().filter(|_| relayed)
}

/// The line that a message becomes, by what its channel is. `None`: it is not for a customer.
fn line(
    ports: &Ports,
    workspace: &WorkspaceId,
    inbox: InboxOf,
    message: &MessageEvent,
    author: &UserId,
) -> Option<Line> {
    let member = inbox.member?;
    if inbox.bot_user.as_ref().is_some_and(|bot| author == bot || message.mentions(bot)) {
        return None;
    }
    let JobKey { lane, order, id } = JobKey::of_agents_message(workspace, &member, &message.channel, &message.ts);
    let kind = JobKind::AgentSaid {
        channel: message.channel.clone(),
        ts: message.ts.clone(),
        author: author.clone(),
        files: !message.files.is_empty(),
    };
    let job = Job { id, lane, order, first_received: ports.clock.now(), kind };
    Some(Line { workspace: workspace.clone(), member, job, text: CustomerText::new(message.text.as_str()) })
}

/// An edit or a deletion reaches the customer with the message, while nothing of it is sent. Afterwards its author is
/// told that it doesn't, once a message. `was`: a deleted message as it was, for it may not have come yet.
async fn changed(
    ports: &Ports,
    workspace: &WorkspaceId,
    channel: &ChannelId,
    ts: &MessageTs,
    change: Change,
    was: Option<&MessageEvent>,
) -> Result<Heard, StoreError> {
    let inbox = ports.store.inbox_of(workspace, channel).await?;
    let Some(member) = &inbox.member else { return Ok(Heard::Nothing) };
    let key = JobKey::of_agents_message(workspace, member, channel, ts);
    let kept = match (ports.store.message(&key).await?, was) {
        (None, Some(was)) if was_deleted_first(ports, workspace, inbox, was).await? => {
            ports.store.message(&key).await?
        }
        (kept, _) => kept,
    };
    let Some(message) = kept else { return Ok(Heard::Nothing) };
    let JobKind::AgentSaid { author, .. } = &message.job.kind else { return Ok(Heard::Nothing) };
    if says_so_already(&message, &change) {
        return Ok(Heard::Noted);
    }
    let lane: &LaneKey = &message.job.lane;
    let why = match &change {
        Change::Edited(_) => NotSent::Edited,
        Change::Deleted => NotSent::Deleted,
    };
    let tell = not_sent_job(lane, author, channel, ts, why, message.job.first_received);
    let noted = ports.store.note_change(&message, &change, std::slice::from_ref(&tell), ports.clock.now()).await?;
    if noted == Put::Stored {
        ring(ports, &[tell.lane]).await;
    }
    Ok(Heard::Noted)
}

/// A deletion may come before its message, which then must find itself there: it is put, and rung for by nobody. What is
/// older than Slack's deliveries was none of ours, or is kept no more.
async fn was_deleted_first(
    ports: &Ports,
    workspace: &WorkspaceId,
    inbox: InboxOf,
    was: &MessageEvent,
) -> Result<bool, StoreError> {
    let is_late = ports.clock.now().since(Timestamp::from_millis(was.ts.millis())) > LATE;
    let Some(author) = writer(workspace, was).filter(|_| !is_late) else { return Ok(false) };
    let Some(line) = line(ports, workspace, inbox, was, author) else { return Ok(false) };
    ports.store.put_deleted_line(&line).await?;
    Ok(true)
}

/// A second delivery of an edit finds the message saying so, perhaps as a correction.
fn says_so_already(message: &KeptMessage, change: &Change) -> bool {
    let Change::Edited(text) = change else { return message.is_deleted };
    let wording = message.wording().as_str();
    wording == text.as_str() || wording.strip_prefix(CORRECTION) == Some(text.as_str())
}

#[cfg(test)]
mod tests {
    use super::says_so_already;
    use crate::domain::{ChannelId, CustomerText, MemberId, MessageTs, Timestamp, UserId, WorkspaceId};
    use crate::job::{Job, JobKey, JobKind};
    use crate::store::{Change, KeptMessage, Progress};

    fn message(text: &str, edited: Option<&str>) -> KeptMessage {
        let (channel, ts) = (ChannelId::new("C1"), MessageTs::new("1790000000.000100"));
        let JobKey { lane, order, id } =
            JobKey::of_agents_message(&WorkspaceId::new("T1"), &MemberId::new("m1"), &channel, &ts);
        let kind = JobKind::AgentSaid { channel, ts, author: UserId::new("U1"), files: false };
        KeptMessage {
            job: Job { id, lane, order, first_received: Timestamp::from_millis(0), kind },
            text: CustomerText::new(text),
            outcome: None,
            endings: 0,
            edited: edited.map(CustomerText::new),
            is_deleted: false,
            held_for: None,
            progress: Progress::default(),
        }
    }

    #[test]
    fn an_edit_that_is_delivered_again_says_nothing_new_also_once_it_has_gone_out() {
        let tuesday = Change::Edited(CustomerText::new("on Tuesday"));
        for (says, edited, is_old) in [
            ("on Tuesday", None, true),
            ("Correction: on Tuesday", None, true),
            ("on Monday", Some("on Tuesday"), true),
            ("on Monday", None, false),
            ("on Tuesday", Some("on Wednesday"), false),
        ] {
            assert_eq!(says_so_already(&message(says, edited), &tuesday), is_old, "{says} {edited:?}");
        }
        assert!(!says_so_already(&message("on Monday", None), &Change::Deleted));
        let deleted = KeptMessage { is_deleted: true, ..message("on Monday", None) };
        assert!(says_so_already(&deleted, &Change::Deleted));
    }
}
