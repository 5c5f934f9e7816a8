//! One of each item that this release keeps, as full as it can be: what the fixtures hold.

use std::collections::BTreeMap;

use shared::domain::{
    Became, Before, BotChannelId, BotSource, ChannelId, Closing, ClosingReason, Confirmation, Conversation,
    CustomerHint, CustomerText, EndedChats, FormerCard, Holding, HoldingCause, Hours, InboxChannelType, Ladder,
    LastStep, LateFalse, LiveChat, MemberId, MessageTexts, MessageTs, Oddity, Origin, PriorityGroup, Queue,
    RequestDetails, Seat, Status, Ticket, TicketId, TicketingChannel, Transfer, UserGroupId, Waiting, WaitingCause,
    Weekday, WorkspaceSettings,
};
use shared::job::{Job, JobKind, Lane, Thing};
use shared::store::{Line, PendingJob, Profile, Shown};

use crate::samples::{at, card_lane, job, lane, member, nowhere, team, unclaimed, user};

fn text(text: &str) -> CustomerText {
    CustomerText::new(text)
}

fn support() -> Queue {
    Queue { channel: Some(ChannelId::new("C1")), label: "Support Team".to_owned() }
}

fn nowhere_queue() -> Queue {
    Queue { channel: None, label: "default".to_owned() }
}

fn details() -> RequestDetails {
    RequestDetails {
        label: Some("Support Team".to_owned()),
        unknown_label: Some("Billing".to_owned()),
        group_name: Some(text("orders_")),
        summary: Some(text("Order 4711")),
        text: Some(text("Ana asks about an order")),
        button: Some("Take it".to_owned()),
        history: false,
        customer: CustomerHint {
            name: Some(text("Ana Chan")),
            external_id: Some(text("85291234567")),
            language: Some("zh-HK".to_owned()),
            platform: Some("whatsapp-cloud".to_owned()),
            tags: vec!["vip".to_owned()],
        },
        oddities: vec![Oddity { field: "app".to_owned(), text: text("missing") }],
        is_test: true,
    }
}

fn ticket(status: Status) -> Ticket {
    Ticket {
        id: TicketId::new("TK1"),
        status,
        hop: 2,
        opened_at: at(0),
        request: details(),
        card: 4,
        card_queue: support(),
        former_cards: vec![
            FormerCard { card: 1, queue: support(), origin: None, became: Became::Released { by: user("U1") } },
            FormerCard {
                card: 2,
                queue: support(),
                origin: Some(Box::new(Origin { since: at(0), transfer: None })),
                became: Became::Transferred { by: user("U1"), to: nowhere_queue() },
            },
            FormerCard {
                card: 3,
                queue: support(),
                origin: None,
                became: Became::NotPicked { waited_since: at(0), at: at(1) },
            },
        ],
        asked_again_at: Some(at(2)),
        asked_at: Some(at(2)),
        first_joined_at: Some(at(3)),
        told_nobody_available: true,
        card_origin: Some(Box::new(Origin { since: at(0), transfer: None })),
    }
}

fn conversation(id: &str, status: Status) -> Conversation {
    Conversation {
        workspace: team(),
        member: MemberId::new(id),
        version: 7,
        ticket: Some(ticket(status)),
        inbox: Some(ChannelId::new("C9")),
        inbox_is_new: true,
        live_chat: LiveChat {
            wanted: true,
            wanted_at: 6,
            confirmed: Some(Confirmation { live_chat: false, version: 5, at: at(4) }),
            late_false: LateFalse::OldToggle,
        },
        last_order: at(5).millis(),
        bot: BotSource { channel: Some(BotChannelId::new("bot1")), app: Some(shared::domain::AppId::new("app1")) },
        receipts: vec!["TK0".to_owned(), "TK1".to_owned()],
    }
}

fn transferred() -> Waiting {
    let transfer = Transfer {
        by: user("U1"),
        sender: user("U2"),
        note: Some(text("speaks Cantonese")),
        from: support(),
        return_at: Some(at(9)),
    };
    Waiting { called_here: true, ..Waiting::new(support(), at(1), WaitingCause::Transferred(transfer)) }
}

/// Conversations in each status, the member's name and the conversation.
pub(crate) fn conversations() -> [(&'static str, Conversation); 4] {
    let handler = user("U3");
    let back_to = || Box::new(Before::Waiting(transferred()));
    let accepted = HoldingCause::TransferAccepted { from: user("U1") };
    let invited = Seat::Invited { back_to: back_to() };
    let invited = Holding { handler: handler.clone(), since: at(6), seat: invited, queue: support(), cause: accepted };
    let back = HoldingCause::Returned { queue: nowhere_queue(), waited_since: at(6) };
    let joined = Holding { handler, since: at(7), seat: Seat::Joined, queue: support(), cause: back };
    let closing = Closing {
        reason: ClosingReason::Ended { by: user("U3") },
        at: at(8),
        handler: Some(user("U3")),
        queue: support(),
        waiting_since: Some(at(7)),
    };
    [
        ("conversation-pending", conversation("pending", Status::Pending(transferred()))),
        ("conversation-invited", conversation("invited", Status::Active(invited))),
        ("conversation-active", conversation("active", Status::Active(joined))),
        ("conversation-closed", conversation("closed", Status::Closed(closing))),
    ]
}

/// Settings with nothing left at its default.
pub(crate) fn settings() -> WorkspaceSettings {
    let mut settings = WorkspaceSettings {
        version: 1,
        ticketing_channels: vec![ticketing_channel()],
        default_channel: Some(ChannelId::new("C1")),
        priority_group: PriorityGroup { members: vec![user("U1"), user("U2")], user_group: None },
        super_admins: vec![user("U1")],
        admins: vec![user("U2")],
        show_agent_name: false,
        team_word: "the crew".to_owned(),
        inbox_channel_type: InboxChannelType::Public,
        one_on_one: true,
        ended_chats: EndedChats::Archive { after_days: 3 },
        idle_after_hours: 12,
        retention_days: 30,
        ..WorkspaceSettings::default()
    };
    let by_language = BTreeMap::from([("zh-HK".to_owned(), "{agent} 嚟緊".to_owned())]);
    settings.messages.picked = MessageTexts { fallback: None, by_language };
    settings
}

fn ticketing_channel() -> TicketingChannel {
    let hours = Hours {
        days: vec![Weekday::Monday, Weekday::Sunday],
        from_minute: 540,
        to_minute: 1_080,
        time_zone: "Asia/Hong_Kong".to_owned(),
    };
    TicketingChannel {
        former_labels: vec!["Helpdesk".to_owned()],
        group: Some(PriorityGroup { members: Vec::new(), user_group: Some(UserGroupId::new("S1")) }),
        hours: Some(hours),
        ladder: Ladder { here_after_minutes: 1, unanswered_after_minutes: 0, then: LastStep::KeepWaiting },
        return_after_minutes: 0,
        usable_at: Some(at(3)),
        named_at: Some(at(4)),
        usable: false,
        ..TicketingChannel::new(ChannelId::new("C1"), "Support Team")
    }
}

/// A card's job.
pub(crate) fn card_job() -> Job {
    job("v7", &card_lane(), at(5))
}

/// A job in a lane whose thing carries the most.
pub(crate) fn no_channel_job() -> Job {
    let trouble = Some((ChannelId::new("C1"), "is_archived".to_owned()));
    let thing = Thing::NoChannel { member: member(), ticket: TicketId::new("TK1"), trouble };
    Job { kind: JobKind::Show { channel: None }, ..job("v7", &lane(Lane::Show(thing)), at(5)) }
}

/// A job that was parked.
pub(crate) fn parked_job() -> Job {
    let thing = Thing::AskedAgain { ticket: TicketId::new("TK1"), at: at(5) };
    job("v8", &lane(Lane::Show(thing)), at(6))
}

/// A customer's message.
pub(crate) fn line() -> Line {
    let job = Job { kind: JobKind::Show { channel: None }, ..job("d1", &lane(Lane::In), at(5)) };
    Line { workspace: team(), member: member(), job, text: text("hello") }
}

/// The same as it stands in its lane: with its text.
pub(crate) fn pending_line() -> PendingJob {
    PendingJob { text: Some(text("hello")), ..unclaimed(line().job) }
}

/// A thing with everything known of it.
pub(crate) fn shown() -> Shown {
    Shown {
        channel: Some(ChannelId::new("C1")),
        ts: Some(MessageTs::new("1790000031.000300")),
        posting: Some(at(7)),
        avoid: vec![ChannelId::new("C2")],
        refused: Some((ChannelId::new("C2"), "is_archived".to_owned())),
        gone: Some(MessageTs::new("1790000001.000100")),
        ..nowhere()
    }
}

/// A profile of which both look-ups have brought their parts.
pub(crate) fn profile() -> Profile {
    Profile {
        name: Some(text("Ana Chan")),
        language: Some("zh-HK".to_owned()),
        platform: Some("WhatsApp".to_owned()),
        tags: Some(vec!["vip".to_owned()]),
        last_message: Some(text("where is my order?")),
        recent: None,
        live_chat_at: Some(at(1)),
    }
}
