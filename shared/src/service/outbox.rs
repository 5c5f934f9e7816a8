//! What a transition causes, as jobs: effect → job. Stored with the transition, rung for after it.

use crate::domain::{
    AdminNotice, Conversation, CustomerMessage, Effect, Notice, PrivateAnswer, QueueNotice, Ticket, TicketId, Timer,
    Timestamp, UserId, WorkspaceSettings,
};
use crate::job::{Job, JobKind, Lane, LaneKey, LookUp, Owner, TellAbout, Thing};
use crate::seal::Sealed;

/// How many admins are told by direct message: enough to reach one, and a transaction takes 100 items at most.
const ADMINS_TOLD: usize = 10;

/// The order of a live chat's card in the lane `in`, and of *Before you joined*: before every message, also those that
/// were written before the ticket was picked.
const CARD_FIRST: i64 = 0;
const THEN_BEFORE_JOINED: i64 = 1;

/// The jobs of one transition: where they stand and when it was.
pub(super) struct Outbox<'a> {
    /// The conversation after the transition.
    pub(super) conversation: &'a Conversation,
    /// Who is admin.
    pub(super) settings: &'a WorkspaceSettings,
    /// When what caused it was received.
    pub(super) at: Timestamp,
    /// Where the person who caused it is answered, sealed.
    pub(super) reply: Option<&'a Sealed>,
}

impl<'a> Outbox<'a> {
    /// An outbox for what nobody waits for.
    pub(super) fn new(conversation: &'a Conversation, settings: &'a WorkspaceSettings, at: Timestamp) -> Self {
        Self { conversation, settings, at, reply: None }
    }

    /// The jobs that these effects become. Two of one lane get ids of their own, in their order.
    pub(super) fn jobs(&self, effects: &[Effect]) -> Vec<Job> {
        let mut jobs: Vec<Job> = Vec::new();
        for mut job in effects.iter().flat_map(|effect| self.job(effect)) {
            let before = jobs.iter().filter(|other| other.lane == job.lane).count();
            if before > 0 {
                job.id = format!("{}.{before}", job.id);
            }
            jobs.push(job);
        }
        jobs
    }

    /// The jobs of one effect. Effects of commands that nothing can give yet become no job: each is named here, so that
    /// whoever opens the way finds it.
    fn job(&self, effect: &Effect) -> Vec<Job> {
        let Some(ticket) = &self.conversation.ticket else { return self.of_the_bot(effect) };
        match effect {
            Effect::PostCard { card } | Effect::ShowCard { card } => vec![self.card(ticket, *card)],
            Effect::TellQueue { notice: QueueNotice::AskedAgain, .. } => self.asked_again(ticket).into_iter().collect(),
            Effect::LookUpCustomer => self.look_ups(ticket),
            Effect::TellAdmins(notice) => self.admins(ticket, notice),
            Effect::OpenInbox => vec![self.open_inbox(ticket)],
            Effect::InviteHandler { handler } => vec![self.invite(ticket, handler)],
            Effect::InviteOthers { channel } => {
                vec![self.ctl(JobKind::InviteOthers { channel: channel.clone(), done: 0 })]
            }
            Effect::PostLiveChatCard => {
                let kind = JobKind::PostLiveChatCard { ticket: ticket.id.clone() };
                vec![Job { order: CARD_FIRST, ..self.make(self.owner(), Lane::In, kind) }]
            }
            Effect::QuoteBeforeJoined => {
                let kind = JobKind::QuoteBeforeJoined { ticket: ticket.id.clone() };
                vec![Job { order: THEN_BEFORE_JOINED, ..self.make(self.owner(), Lane::In, kind) }]
            }
            Effect::ShowLiveChatCard => self.live_chat_card(ticket).into_iter().collect(),
            Effect::TellInbox(notice) => vec![self.tell_inbox(ticket, notice)],
            Effect::TellPerson { user, answer } => vec![self.tell_person(ticket, user, answer)],
            Effect::TellCustomer(message) => self.tell_customer(ticket, *message).into_iter().collect(),
            Effect::SetLiveChat(_) | Effect::RepeatLiveChat { .. } => self.of_the_bot(effect),
            Effect::StartEndNode => {
                vec![self.make(self.owner(), Lane::Out, JobKind::StartEndNode { ticket: ticket.id.clone() })]
            }
            Effect::StartTimer { timer: Timer::Return, at } => vec![self.timer(ticket, Timer::Return, *at)],
            Effect::TellQueue { notice: QueueNotice::CallHere, .. } | Effect::StartTimer { .. } => Vec::new(),
        }
    }

    /// What concerns the platform alone, with a ticket or without.
    fn of_the_bot(&self, effect: &Effect) -> Vec<Job> {
        match effect {
            Effect::SetLiveChat(_) => vec![self.make(self.owner(), Lane::Bot, JobKind::SetLiveChat)],
            Effect::RepeatLiveChat { at } => {
                vec![self.make(self.owner(), Lane::Again, JobKind::RepeatLiveChat { at: *at })]
            }
            _ => Vec::new(),
        }
    }

    fn card(&self, ticket: &Ticket, number: u32) -> Job {
        let thing = Thing::Card { ticket: ticket.id.clone(), number };
        let former = ticket.former_cards.iter().find(|former| former.card == number);
        let team = former.map_or(&ticket.card_queue, |former| &former.queue);
        self.show(thing, JobKind::Show { channel: team.channel.clone() })
    }

    fn asked_again(&self, ticket: &Ticket) -> Option<Job> {
        let thing = Thing::AskedAgain { ticket: ticket.id.clone(), at: ticket.asked_again_at? };
        Some(self.show(thing, JobKind::Show { channel: ticket.queue().channel.clone() }))
    }

    fn live_chat_card(&self, ticket: &Ticket) -> Option<Job> {
        let inbox = self.conversation.inbox.clone()?;
        let thing = Thing::LiveChatCard { ticket: ticket.id.clone(), inbox: inbox.clone() };
        Some(self.show(thing, JobKind::Show { channel: Some(inbox) }))
    }

    fn look_ups(&self, ticket: &Ticket) -> Vec<Job> {
        let Some(bot) = &self.conversation.bot.channel else { return Vec::new() };
        let last_message = ticket.request.history.then_some(LookUp::LastMessage);
        let look_up = |what| {
            let kind = JobKind::LookUp { ticket: ticket.id.clone(), what, bot: bot.clone() };
            self.make(self.owner(), Lane::Look(ticket.id.clone(), what), kind)
        };
        [Some(LookUp::Profile), last_message].into_iter().flatten().map(look_up).collect()
    }

    fn open_inbox(&self, ticket: &Ticket) -> Job {
        self.ctl(JobKind::OpenInbox { ticket: ticket.id.clone(), hop: ticket.hop, reply: self.reply.cloned() })
    }

    fn invite(&self, ticket: &Ticket, handler: &UserId) -> Job {
        let (ticket, hop, handler) = (ticket.id.clone(), ticket.hop, handler.clone());
        self.ctl(JobKind::InviteHandler { ticket, hop, handler, reply: self.reply.cloned() })
    }

    fn timer(&self, ticket: &Ticket, timer: Timer, at: Timestamp) -> Job {
        let lane = Lane::Timer(timer, ticket.id.clone(), ticket.hop);
        self.make(self.owner(), lane, JobKind::Timer { ticket: ticket.id.clone(), hop: ticket.hop, timer, at })
    }

    fn tell_inbox(&self, ticket: &Ticket, notice: &Notice) -> Job {
        let kind = JobKind::TellInbox { ticket: ticket.id.clone(), notice: notice.clone() };
        self.make(self.owner(), Lane::In, kind)
    }

    /// Who caused the transition is answered where they clicked; anybody else in the channel that they are in.
    fn tell_person(&self, ticket: &Ticket, user: &UserId, answer: &PrivateAnswer) -> Job {
        let (channel, reply) = match answer {
            PrivateAnswer::ItIsYours { .. } | PrivateAnswer::PickFailed(_) => {
                (ticket.card_queue.channel.clone(), self.reply.cloned())
            }
            PrivateAnswer::ClosedBeforeYouJoined => (ticket.card_queue.channel.clone(), None),
            PrivateAnswer::TookOver { .. } => (self.conversation.inbox.clone(), None),
        };
        let about = TellAbout::Ticket(answer.clone());
        let ticket_id = Some(ticket.id.clone());
        let kind = JobKind::TellPerson { user: user.clone(), ticket: ticket_id, about, channel, reply };
        let lane = Lane::Tell(format!("{}#v{}#{user}", ticket.id, self.conversation.version));
        self.make(self.owner(), lane, kind)
    }

    /// A message that has no text in any language becomes no job.
    fn tell_customer(&self, ticket: &Ticket, message: CustomerMessage) -> Option<Job> {
        let texts = self.settings.messages.of(message);
        if texts.fallback.is_none() && texts.by_language.is_empty() {
            return None;
        }
        let kind = JobKind::TellCustomer { ticket: ticket.id.clone(), message, agent: ticket.handler().cloned() };
        Some(self.make(self.owner(), Lane::Out, kind))
    }

    fn admins(&self, ticket: &Ticket, notice: &AdminNotice) -> Vec<Job> {
        let (member, ticket): (_, TicketId) = (self.conversation.member.clone(), ticket.id.clone());
        self.to_admins(&match notice {
            AdminNotice::NoUsableChannel => Thing::NoChannel { member, ticket, trouble: None },
            AdminNotice::NoInboxChannel { error } => Thing::NoInbox { member, ticket, error: error.clone() },
        })
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

    fn ctl(&self, kind: JobKind) -> Job {
        self.make(self.owner(), Lane::Ctl, kind)
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

/// The lanes of these jobs, each once. What waits for a time is rung for when it has come.
pub(super) fn lanes(jobs: &[Job]) -> Vec<LaneKey> {
    distinct(jobs.iter().filter(|job| job.not_before().is_none()).map(|job| &job.lane))
}

/// These lanes, each once, in their order.
pub(super) fn distinct<'a>(lanes: impl Iterator<Item = &'a LaneKey>) -> Vec<LaneKey> {
    let mut seen = std::collections::HashSet::new();
    lanes.filter(|lane| seen.insert(*lane)).cloned().collect()
}
