//! What a transition causes, as jobs: effect → job. Stored with the transition, rung for after it.

use crate::domain::{AdminNotice, Conversation, Effect, QueueNotice, Timestamp, UserId, WorkspaceSettings};
use crate::job::{Job, JobKind, Lane, LaneKey, LookUp, Owner, Thing};

/// How many admins are told by direct message: enough to reach one, and a transaction takes 100 items at most.
const ADMINS_TOLD: usize = 10;

/// The jobs of one transition: where they stand and when it was.
pub(super) struct Outbox<'a> {
    /// The conversation after the transition.
    pub(super) conversation: &'a Conversation,
    /// Who is admin.
    pub(super) settings: &'a WorkspaceSettings,
    /// When what caused it was received.
    pub(super) at: Timestamp,
}

impl Outbox<'_> {
    /// The jobs that these effects become.
    pub(super) fn jobs(&self, effects: &[Effect]) -> Vec<Job> {
        effects.iter().flat_map(|effect| self.job(effect)).collect()
    }

    /// The jobs of one effect. Effects of commands that nothing can give yet become no job: each is named here, so that
    /// whoever opens the way finds it.
    fn job(&self, effect: &Effect) -> Vec<Job> {
        match effect {
            Effect::PostCard { card } | Effect::ShowCard { card } => self.card(*card).into_iter().collect(),
            Effect::TellQueue { notice: QueueNotice::AskedAgain, .. } => self.asked_again().into_iter().collect(),
            Effect::LookUpCustomer => self.look_ups(),
            Effect::TellAdmins(AdminNotice::NoUsableChannel) => self.no_channel(),
            Effect::TellQueue { notice: QueueNotice::CallHere, .. }
            | Effect::OpenInbox
            | Effect::InviteHandler { .. }
            | Effect::InviteOthers { .. }
            | Effect::PostLiveChatCard
            | Effect::ShowLiveChatCard
            | Effect::QuoteBeforeJoined
            | Effect::TellInbox(_)
            | Effect::TellPerson { .. }
            | Effect::TellAdmins(AdminNotice::NoInboxChannel { .. })
            | Effect::TellCustomer(_)
            | Effect::SetLiveChat(_)
            | Effect::StartEndNode
            | Effect::StartTimer { .. } => Vec::new(),
        }
    }

    fn card(&self, number: u32) -> Option<Job> {
        let ticket = self.conversation.ticket.as_ref()?;
        let thing = Thing::Card { ticket: ticket.id.clone(), number };
        Some(self.show(thing, JobKind::Show { channel: ticket.card_queue.channel.clone() }))
    }

    fn asked_again(&self) -> Option<Job> {
        let ticket = self.conversation.ticket.as_ref()?;
        let thing = Thing::AskedAgain { ticket: ticket.id.clone(), at: ticket.asked_again_at? };
        Some(self.show(thing, JobKind::Show { channel: ticket.queue().channel.clone() }))
    }

    fn look_ups(&self) -> Vec<Job> {
        let Some(ticket) = &self.conversation.ticket else { return Vec::new() };
        let Some(bot) = &self.conversation.bot.channel else { return Vec::new() };
        let last_message = ticket.request.history.then_some(LookUp::LastMessage);
        let look_up = |what| {
            let kind = JobKind::LookUp { ticket: ticket.id.clone(), what, bot: bot.clone() };
            self.make(self.owner(), Lane::Look(ticket.id.clone(), what), kind)
        };
        [Some(LookUp::Profile), last_message].into_iter().flatten().map(look_up).collect()
    }

    fn no_channel(&self) -> Vec<Job> {
        let Some(ticket) = &self.conversation.ticket else { return Vec::new() };
        let member = self.conversation.member.clone();
        self.to_admins(&Thing::NoChannel { member, ticket: ticket.id.clone(), trouble: None })
    }

    /// A direct message to each admin, as far as [`ADMINS_TOLD`] goes.
    pub(super) fn to_admins(&self, thing: &Thing) -> Vec<Job> {
        let admins: std::collections::BTreeSet<&UserId> =
            self.settings.super_admins.iter().chain(&self.settings.admins).collect();
        let tell = |admin: &UserId| {
            let owner = Owner::Direct(admin.clone());
            self.make(owner, Lane::Show(thing.clone()), JobKind::Show { channel: None })
        };
        admins.into_iter().take(ADMINS_TOLD).map(tell).collect()
    }

    /// A job that shows a thing of this conversation.
    pub(super) fn show(&self, thing: Thing, kind: JobKind) -> Job {
        self.make(self.owner(), Lane::Show(thing), kind)
    }

    fn owner(&self) -> Owner {
        Owner::Conversation(self.conversation.member.clone())
    }

    fn make(&self, owner: Owner, lane: Lane, kind: JobKind) -> Job {
        Job {
            id: format!("v{}", self.conversation.version),
            lane: LaneKey { workspace: self.conversation.workspace.clone(), owner, lane },
            order: self.conversation.last_order,
            first_received: self.at,
            kind,
        }
    }
}

/// The lanes of these jobs, each once.
pub(super) fn lanes(jobs: &[Job]) -> Vec<LaneKey> {
    distinct(jobs.iter().map(|job| &job.lane))
}

/// These lanes, each once, in their order.
pub(super) fn distinct<'a>(lanes: impl Iterator<Item = &'a LaneKey>) -> Vec<LaneKey> {
    let mut seen = std::collections::HashSet::new();
    lanes.filter(|lane| seen.insert(*lane)).cloned().collect()
}
