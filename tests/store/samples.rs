//! The workspace, member, lanes, jobs and transitions that the stories are about.

use shared::domain::{
    self, BotChannelId, BotSource, ChannelId, Conversation, FirstChannel, LiveChatRequest, MemberId, Occasion, Opening,
    Record, RequestDetails, TicketId, Timestamp, Transition, UserId, WorkspaceId, WorkspaceSettings,
};
use shared::job::{Job, JobKind, Lane, LaneKey, LookUp, Owner, Thing};
use shared::store::{
    Attempt, Commit, Installing, LaneOwner, NewKey, PendingJob, Progress, Put, RelayKey, RelayKeyHash, SaveKeys, Shown,
    ShownKey,
};

use crate::rig::Rig;

/// The partition of the sample member.
pub(crate) const OWNED: &str = "W#T1#member#m1";

/// The sample workspace.
pub(crate) fn team() -> WorkspaceId {
    WorkspaceId::new("T1")
}

/// The sample member.
pub(crate) fn member() -> MemberId {
    MemberId::new("m1")
}

/// A point in time, in milliseconds after a round one.
pub(crate) fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(1_790_000_000_000 + millis)
}

/// A lane of the sample member.
pub(crate) fn lane(lane: Lane) -> LaneKey {
    LaneKey { workspace: team(), owner: Owner::Conversation(member()), lane }
}

/// The sample ticket's card.
pub(crate) fn card(number: u32) -> Thing {
    Thing::Card { ticket: TicketId::new("TK1"), number }
}

/// The lane of the sample ticket's first card.
pub(crate) fn card_lane() -> LaneKey {
    lane(Lane::Show(card(1)))
}

/// A job in a lane: first received when its order says.
pub(crate) fn job(id: &str, lane: &LaneKey, order: Timestamp) -> Job {
    Job {
        id: id.to_owned(),
        lane: lane.clone(),
        order: order.millis(),
        first_received: order,
        kind: JobKind::Show { channel: Some(ChannelId::new("C1")) },
    }
}

/// A look-up of the sample ticket.
pub(crate) fn look_up(what: LookUp) -> Job {
    let ticket = TicketId::new("TK1");
    let kind = JobKind::LookUp { ticket: ticket.clone(), what, bot: BotChannelId::new("bot1") };
    Job { kind, ..job("v1", &lane(Lane::Look(ticket, what)), at(0)) }
}

/// A job that nobody has claimed.
pub(crate) fn unclaimed(job: Job) -> PendingJob {
    PendingJob {
        job,
        attempts: 0,
        lease_until: None,
        not_before: None,
        text: None,
        edited: None,
        is_deleted: false,
        progress: Progress::default(),
        endings: 0,
        is_due: true,
    }
}

/// A claim at this time.
pub(crate) fn claim_at(millis: i64) -> Attempt {
    Attempt::now(at(millis))
}

/// The sample card as it was posted.
pub(crate) fn nowhere() -> Shown {
    Shown::nowhere(&team(), &Owner::Conversation(member()), &card(1))
}

/// Whose lanes the sample member's are.
pub(crate) fn owner() -> LaneOwner {
    LaneOwner { workspace: team(), owner: Owner::Conversation(member()) }
}

/// A conversation that was never stored.
pub(crate) fn stranger() -> Conversation {
    Conversation::new(team(), member())
}

/// The transition that opens a ticket of this id, which is its delivery's too.
pub(crate) fn opened(before: &Conversation, ticket: &str, details: RequestDetails) -> Transition {
    let request = LiveChatRequest { member: member(), bot: BotSource::default(), details };
    let opening = Opening::Request { ticket: TicketId::new(ticket), request: Box::new(request) };
    let settings = WorkspaceSettings::default();
    let occasion = Occasion { delivery: ticket, settings: &settings, out_of_hours: &[], now: at(0) };
    domain::open(before, &opening, &occasion).expect("nothing is open")
}

/// Another transition, of this delivery: the inbox channel is another one each time.
pub(crate) fn moved(before: &Conversation, delivery: &str) -> Conversation {
    let settings = WorkspaceSettings::default();
    let occasion = Occasion { delivery, settings: &settings, out_of_hours: &[], now: at(0) };
    let record = Record::InboxOpened { channel: ChannelId::new(format!("C-{delivery}")) };
    domain::record(before, &record, &occasion).expect("it is new").conversation
}

/// The write of a transition.
pub(crate) fn commit(before: &Conversation, after: &Conversation, jobs: Vec<Job>) -> Commit {
    Commit {
        receipt: after.receipts.last().expect("each transition leaves its receipt").clone(),
        decided_on: before.version,
        conversation: after.clone(),
        jobs,
        done: Vec::new(),
        expires: None,
        inbox: None,
        closes: false,
        at: at(0),
    }
}

/// The write that opens the sample ticket, with its card's job.
pub(crate) fn first_commit() -> Commit {
    let after = opened(&stranger(), "TK1", RequestDetails::default()).conversation;
    commit(&stranger(), &after, vec![job("v1", &card_lane(), at(0))])
}

/// A Slack user.
pub(crate) fn user(id: &str) -> UserId {
    UserId::new(id)
}

/// What stands in the lanes of one person.
pub(crate) fn of_a_person(owner: &LaneKey) -> Vec<Job> {
    let (channel, first) = (ChannelId::new("C9"), FirstChannel::Team);
    let checklist = Lane::Show(Thing::Checklist);
    let kinds = [
        ("who", Lane::Who, JobKind::AskWho),
        ("make", Lane::SetUp, JobKind::MakeChannel { channel: first, attempt: 2 }),
        ("invite", Lane::SetUp, JobKind::InviteInstaller { channel }),
        ("checklist", checklist, JobKind::Show { channel: None }),
    ];
    let of = |(id, lane, kind)| Job { kind, ..job(id, &LaneKey { lane, ..owner.clone() }, at(5)) };
    kinds.map(of).into()
}

/// Puts a relay key as the next of the sample workspace's.
pub(crate) async fn put_relay_key(rig: &Rig, hash: &RelayKeyHash, key: &RelayKey) -> Put {
    let before = rig.store.stands(&team()).await.unwrap().relay_keys.unwrap_or_default();
    let shown = ShownKey { hash: hash.clone(), sealed: key.sealed.clone(), made_at: key.made_at };
    let (keys, new) = (before.rotated(shown), Some(NewKey { hash, key }));
    let save = SaveKeys { keys: &keys, new, gone: &[], audit: None, then: &[], at: key.made_at };
    rig.store.save_relay_keys(&team(), &save).await.unwrap()
}
