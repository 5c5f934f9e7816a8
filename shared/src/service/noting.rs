//! What the ways in and the worker note alike: a person as Slack tells of them, what an agent learns of a message, what
//! is to be done about a channel.

use crate::domain::{ChannelId, MemberId, MessageTs, Timestamp, UserId, WorkspaceId};
use crate::job::{Job, JobKind, Lane, LaneKey, NotSent, Owner, TellAbout, Thing};
use crate::seal::Seal;
use crate::slack::SlackUser;
use crate::store::{Installation, KnownPerson, RelayKeys};

/// What stands before an edit that goes out after the message itself.
pub(super) const CORRECTION: &str = "Correction: ";

/// What is kept of Slack's word on a person.
pub(super) fn kept(known: SlackUser, workspace: &WorkspaceId, at: Timestamp) -> KnownPerson {
    KnownPerson {
        kind: known.kind_in(workspace),
        user: known.id,
        name: known.name,
        is_bot: known.is_bot,
        is_gone: known.is_deleted,
        is_owner: Some(known.is_owner),
        at,
    }
}

/// Whose message is marked, and when that was decided.
#[derive(Clone, Copy)]
pub(super) struct Marked<'a> {
    pub(super) workspace: &'a WorkspaceId,
    pub(super) member: &'a MemberId,
    pub(super) channel: &'a ChannelId,
    pub(super) ts: &'a MessageTs,
    pub(super) at: Timestamp,
}

impl Marked<'_> {
    /// The job that puts a mark on, or takes it off. Those of one message follow each other.
    pub(super) fn job(&self, name: &str, on: bool) -> Job {
        Job {
            id: format!("{name}#{}", if on { "on" } else { "off" }),
            lane: LaneKey {
                workspace: self.workspace.clone(),
                owner: Owner::Conversation(self.member.clone()),
                lane: Lane::Mark(self.channel.clone(), self.ts.clone()),
            },
            order: self.at.millis(),
            first_received: self.at,
            kind: JobKind::Mark { name: name.to_owned(), on },
        }
    }
}

/// The job that tells an author privately why their message did not reach the customer.
pub(super) fn not_sent_job(
    lane: &LaneKey,
    author: &UserId,
    channel: &ChannelId,
    ts: &MessageTs,
    why: NotSent,
    at: Timestamp,
) -> Job {
    let about = TellAbout::NotSent { why, channel: channel.clone(), ts: ts.clone() };
    let lane = LaneKey { lane: Lane::Tell(format!("{channel}#{ts}#{why:?}").to_lowercase()), ..lane.clone() };
    let (user, channel) = (author.clone(), Some(channel.clone()));
    let kind = JobKind::TellPerson { user, ticket: None, about, channel, reply: None };
    Job { id: "told".to_owned(), lane, order: at.millis(), first_received: at, kind }
}

/// The job that looks at a channel into which we came, and which is nobody's inbox channel. `came` is when we came.
pub(super) fn look_job(workspace: &WorkspaceId, channel: &ChannelId, came: Timestamp, now: Timestamp) -> Job {
    let owner = Owner::Channel(channel.clone());
    let lane = LaneKey { workspace: workspace.clone(), owner, lane: Lane::Stray };
    let (id, order) = ("look".to_owned(), came.millis());
    Job { id, lane, order, first_received: now, kind: JobKind::LookAtChannel }
}

/// Where the app was mentioned.
pub(super) struct Mention<'a> {
    pub(super) channel: &'a ChannelId,
    pub(super) ts: &'a MessageTs,
    pub(super) thread: Option<&'a MessageTs>,
    pub(super) user: &'a UserId,
}

impl Mention<'_> {
    /// The job that answers it. The same mention makes the same job.
    pub(super) fn job(&self, workspace: &WorkspaceId, now: Timestamp) -> Job {
        let owner = Owner::Channel(self.channel.clone());
        let lane = LaneKey { workspace: workspace.clone(), owner, lane: Lane::Tell(format!("mention#{}", self.ts)) };
        let kind =
            JobKind::AnswerMention { ts: self.ts.clone(), thread: self.thread.cloned(), user: self.user.clone() };
        Job { id: "told".to_owned(), lane, order: self.ts.millis(), first_received: now, kind }
    }
}

/// The job that posts the checklist, or brings it up to date. The same cause makes the same job.
pub(super) fn checklist_job(workspace: &WorkspaceId, installer: &UserId, cause: &str, at: Timestamp) -> Job {
    let owner = Owner::Direct(installer.clone());
    let lane = LaneKey { workspace: workspace.clone(), owner, lane: Lane::Show(Thing::Checklist) };
    let kind = JobKind::Show { channel: None };
    Job { id: format!("checklist#{cause}"), lane, order: at.millis(), first_received: at, kind }
}

/// The current relay URL, for those who may see it. `None`: there is none, or it does not open, which is logged.
pub(super) fn relay_url(seal: &Seal, installation: &Installation, keys: &RelayKeys) -> Option<String> {
    let opened = seal.open(&installation.workspace, &keys.keys.first()?.sealed);
    let opened = opened.inspect_err(|error| tracing::error!(error.cause = %error, "the relay key does not open"));
    installation.relay_url(opened.ok()?.expose())
}
