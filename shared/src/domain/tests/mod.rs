//! The core played through its three doors, by people with names.

mod access;
mod admin;
mod answering;
mod life;
mod live_chat;
mod matrix;
mod opening;
mod properties;
mod races;
mod set_up;
mod shown;
mod ticketing;
mod timers;

use std::time::Duration;

use super::{
    ChannelId, Command, Conversation, CustomerText, Effect, LiveChatRequest, MemberId, Opening, Person, PersonKind,
    PickFailure, PriorityGroup, Record, Rejection, RequestDetails, Standing, TicketId, TicketingChannel, Timestamp,
    Transition, UserId, WorkspaceId, WorkspaceSettings, open, record, transition,
};

const SUPPORT: &str = "C-SUPPORT";
const BILLING: &str = "C-BILLING";
const INBOX: &str = "C-INBOX";

/// Ada is an admin, Pia of the priority group; May, Lee and the others are in both ticketing channels.
fn settings() -> WorkspaceSettings {
    WorkspaceSettings {
        ticketing_channels: vec![
            TicketingChannel::new(ChannelId::new(SUPPORT), "Support"),
            TicketingChannel::new(ChannelId::new(BILLING), "Billing"),
        ],
        default_channel: Some(ChannelId::new(SUPPORT)),
        priority_group: PriorityGroup { members: vec![UserId::new("Pia")], user_group: None },
        admins: vec![UserId::new("Ada")],
        ..WorkspaceSettings::default()
    }
}

fn minute(minute: u64) -> Timestamp {
    Timestamp::from_millis(1_790_000_000_000).after(Duration::from_secs(minute * 60))
}

fn who(name: &str) -> UserId {
    UserId::new(name)
}

/// A conversation, and a time in minutes since the first request.
#[derive(Clone)]
struct Play {
    conversation: Conversation,
    settings: WorkspaceSettings,
    out_of_hours: Vec<ChannelId>,
    minute: u64,
    deliveries: u32,
    /// Whether agents are in the inbox channel.
    in_inbox: bool,
}

impl Play {
    fn new() -> Self {
        Self {
            conversation: Conversation::new(WorkspaceId::new("T1"), MemberId::new("m-ana")),
            settings: settings(),
            out_of_hours: Vec::new(),
            minute: 0,
            deliveries: 0,
            in_inbox: false,
        }
    }

    /// A ticket waits in Support since minute 0.
    fn asked() -> Self {
        let mut play = Self::new();
        play.asks("t-1", None).unwrap();
        play
    }

    /// May picked it in minute 1; the invite is under way.
    fn picked() -> Self {
        let mut play = Self::asked().at(1);
        play.does(&play.pick("May")).unwrap();
        play
    }

    /// May is in the inbox channel since minute 2.
    fn joined() -> Self {
        let mut play = Self::picked().at(2);
        play.does(&play.joins()).unwrap();
        play.in_inbox = true;
        play
    }

    /// May transferred it to Billing in minute 3.
    fn transferred() -> Self {
        let mut play = Self::joined().at(3);
        play.does(&play.transfer("May", BILLING)).unwrap();
        play
    }

    /// May ended it in minute 5.
    fn ended() -> Self {
        let mut play = Self::joined().at(5);
        play.does(&play.end("May")).unwrap();
        play
    }

    fn at(mut self, minute: u64) -> Self {
        self.minute = minute;
        self
    }

    fn asks(&mut self, ticket: &str, label: Option<&str>) -> Result<Vec<Effect>, Rejection> {
        let opening = self.request(ticket, label);
        self.opens(&opening)
    }

    fn opens(&mut self, opening: &Opening) -> Result<Vec<Effect>, Rejection> {
        self.play(|conversation, occasion| open(conversation, opening, occasion))
    }

    fn does(&mut self, command: &Command) -> Result<Vec<Effect>, Rejection> {
        self.play(|conversation, occasion| transition(conversation, command, occasion))
    }

    fn records(&mut self, what: &Record) -> Result<Vec<Effect>, Rejection> {
        self.play(|conversation, occasion| record(conversation, what, occasion))
    }

    /// A refused delivery changes nothing, and the next one has an id of its own.
    fn play(
        &mut self,
        door: impl Fn(&Conversation, &super::Occasion) -> Result<Transition, Rejection>,
    ) -> Result<Vec<Effect>, Rejection> {
        self.deliveries += 1;
        let delivery = format!("delivery-{}", self.deliveries);
        let occasion = super::Occasion {
            delivery: &delivery,
            settings: &self.settings,
            out_of_hours: &self.out_of_hours,
            now: minute(self.minute),
        };
        let Transition { conversation, effects, .. } = door(&self.conversation, &occasion)?;
        self.conversation = conversation;
        Ok(effects)
    }

    fn ticket(&self) -> &super::Ticket {
        self.conversation.ticket.as_ref().unwrap()
    }

    fn id(&self) -> TicketId {
        self.conversation.ticket.as_ref().map_or_else(|| TicketId::new("t-0"), |ticket| ticket.id.clone())
    }

    fn hop(&self) -> u32 {
        self.conversation.ticket.as_ref().map_or(0, |ticket| ticket.hop)
    }

    /// A person as the service would describe them.
    fn person(&self, name: &str) -> Person {
        let queue = self.conversation.ticket.as_ref().map(super::Ticket::queue);
        let standing = self.settings.standing_of(&who(name), queue, PersonKind::Member);
        Person {
            user: who(name),
            standing: Standing {
                in_ticketing_channel: true,
                in_inbox_channel: self.in_inbox && name != "Ada" && name != "Pia",
                ..standing
            },
        }
    }

    fn guest(&self, name: &str) -> Person {
        let Person { user, standing } = self.person(name);
        let kind = PersonKind::SingleChannelGuest;
        Person { user, standing: Standing { kind, ..standing } }
    }

    fn request(&self, ticket: &str, label: Option<&str>) -> Opening {
        Opening::Request {
            ticket: TicketId::new(ticket),
            request: Box::new(LiveChatRequest {
                member: self.conversation.member.clone(),
                bot: super::BotSource::default(),
                details: RequestDetails { label: label.map(str::to_owned), ..RequestDetails::default() },
            }),
        }
    }

    fn sent_back(&self) -> Opening {
        let Opening::Request { request, .. } = self.request("t-none", None) else { panic!("a request") };
        Opening::SentBack { request }
    }

    fn turn_on(&self, ticket: &str, by: &str) -> Opening {
        Opening::TurnOn { ticket: TicketId::new(ticket), by: self.person(by) }
    }

    fn pick(&self, by: &str) -> Command {
        let (ticket, by) = (self.id(), self.person(by));
        Command::Pick { ticket, by }
    }

    fn pick_fails(&self, why: PickFailure) -> Command {
        let (ticket, hop) = (self.id(), self.hop());
        Command::PickFailed { ticket, hop, why }
    }

    fn joins(&self) -> Command {
        let (ticket, hop) = (self.id(), self.hop());
        let inbox = ChannelId::new(INBOX);
        Command::Joined { ticket, hop, inbox }
    }

    fn end(&self, by: &str) -> Command {
        let (ticket, by) = (self.id(), self.person(by));
        Command::End { ticket, by }
    }

    fn transfer(&self, by: &str, to: &str) -> Command {
        Command::Transfer {
            ticket: self.id(),
            by: self.person(by),
            to: ChannelId::new(to),
            note: Some(CustomerText::new("wants an invoice")),
        }
    }

    fn comes_back(&self, handler_gone: bool) -> Command {
        let (ticket, hop) = (self.id(), self.hop());
        Command::Return { ticket, hop, handler_gone }
    }

    fn take_back(&self, by: &str) -> Command {
        let (ticket, by) = (self.id(), self.person(by));
        Command::TakeBack { ticket, by }
    }

    fn release(&self, by: &str) -> Command {
        let (ticket, by) = (self.id(), self.person(by));
        Command::Release { ticket, by }
    }

    fn take_over(&self, by: &str) -> Command {
        let (ticket, by) = (self.id(), self.person(by));
        Command::TakeOver { ticket, by }
    }

    fn withdraw(&self) -> Command {
        Command::Withdraw { ticket: self.id() }
    }

    fn uninstall(&self) -> Command {
        Command::Uninstall { ticket: self.id() }
    }

    fn call_here(&self) -> Command {
        let (ticket, hop) = (self.id(), self.hop());
        Command::CallHere { ticket, hop }
    }

    fn unanswered(&self) -> Command {
        let (ticket, hop) = (self.id(), self.hop());
        Command::Unanswered { ticket, hop }
    }

    fn idle(&self, quiet_since: Option<u64>) -> Command {
        Command::Idle { ticket: self.id(), hop: self.hop(), quiet_since: quiet_since.map(minute) }
    }
}
