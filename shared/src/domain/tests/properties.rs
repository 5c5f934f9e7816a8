//! What holds whatever is asked of a conversation, in whatever order.

use proptest::prelude::*;

use super::{BILLING, Play, SUPPORT, who};
use crate::domain::{
    ChannelId, Command, Conversation, Effect, FORMER_CARDS, HoldingCause, Notice, PickFailure, PrivateAnswer, RECEIPTS,
    Record, Rejection, Seat, Status, Ticket, UserId,
};

const PEOPLE: [&str; 5] = ["May", "Lee", "Kim", "Pia", "Ada"];

/// One thing that happens. Numbers choose people and channels; `stale` puts the command of an earlier hop.
#[derive(Clone, Debug)]
struct Step {
    kind: u8,
    person: usize,
    stale: bool,
    minutes: u64,
    in_inbox: bool,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (0u8..21, 0..PEOPLE.len(), prop::bool::weighted(0.1), 0u64..20, any::<bool>())
        .prop_map(|(kind, person, stale, minutes, in_inbox)| Step { kind, person, stale, minutes, in_inbox });
    prop::collection::vec(step, 1..60)
}

fn command(play: &Play, step: &Step) -> Command {
    let by = PEOPLE[step.person];
    let error = "cant_invite".to_owned();
    match step.kind {
        0..=2 => play.pick(by),
        3 => play.pick_fails(PickFailure::NotInvited { error }),
        4 | 5 => play.joins(),
        6 => play.end(by),
        7 => play.transfer(by, BILLING),
        8 => play.transfer(by, SUPPORT),
        9 => play.comes_back(step.in_inbox),
        10 => play.take_back(by),
        11 => play.release(by),
        12 => play.take_over(by),
        13 => play.withdraw(),
        14 => play.call_here(),
        15 => play.unanswered(),
        _ => play.idle(None),
    }
}

fn take(play: &mut Play, step: &Step, nth: usize) -> Result<Vec<Effect>, Rejection> {
    play.minute += if step.kind == 16 { 25 * 60 } else { step.minutes };
    play.in_inbox = step.in_inbox;
    match step.kind {
        17 => return play.opens(&play.turn_on(&format!("t-{nth}"), PEOPLE[step.person])),
        18 => return record(play, step),
        19 => return play.opens(&play.sent_back()),
        20 => return play.does(&play.uninstall()),
        _ => {}
    }
    if play.conversation.open_ticket().is_none() && !step.stale {
        return play.asks(&format!("t-{nth}"), [None, Some("billing"), Some("?")][step.person % 3]);
    }
    let mut command = command(play, step);
    if step.stale {
        age(&mut command);
    }
    play.does(&command)
}

fn record(play: &mut Play, step: &Step) -> Result<Vec<Effect>, Rejection> {
    let live = play.conversation.live_chat.clone();
    if step.in_inbox {
        let channel = ChannelId::new(format!("C-INBOX-{}", step.person % 2));
        return play.records(&Record::InboxOpened { channel });
    }
    play.records(&Record::LiveChatConfirmed { wanted_at: live.wanted_at, live_chat: live.wanted })
}

fn age(command: &mut Command) {
    match command {
        Command::PickFailed { hop, .. }
        | Command::Joined { hop, .. }
        | Command::Return { hop, .. }
        | Command::CallHere { hop, .. }
        | Command::Unanswered { hop, .. }
        | Command::Idle { hop, .. } => *hop = hop.saturating_sub(1),
        Command::Pick { .. }
        | Command::End { .. }
        | Command::Transfer { .. }
        | Command::TakeBack { .. }
        | Command::Release { .. }
        | Command::TakeOver { .. }
        | Command::Withdraw { .. }
        | Command::Uninstall { .. } => {}
    }
}

/// Everyone whom the state names as its handler, or as the one before.
fn handlers(conversation: &Conversation) -> Vec<UserId> {
    let Some(ticket) = &conversation.ticket else {
        return Vec::new();
    };
    let mut all: Vec<UserId> = ticket.handler().cloned().into_iter().collect();
    if let Status::Active(holding) = &ticket.status {
        match &holding.cause {
            HoldingCause::TransferAccepted { from } | HoldingCause::TookOver { from } => all.push(from.clone()),
            HoldingCause::Picked
            | HoldingCause::Returned { .. }
            | HoldingCause::TakenBack { .. }
            | HoldingCause::TurnedOn => {}
        }
    }
    all
}

/// Everyone whom an effect calls a handler, or the one before.
fn named(effect: &Effect) -> Vec<&UserId> {
    match effect {
        Effect::InviteHandler { handler }
        | Effect::TellInbox(
            Notice::Transferred { handler, .. }
            | Notice::NotPicked { handler, .. }
            | Notice::TakenBack { handler, .. }
            | Notice::BackInQueue { handler, .. },
        ) => vec![handler],
        Effect::TellInbox(Notice::TransferAccepted { handler, former, .. } | Notice::TookOver { handler, former }) => {
            vec![handler, former]
        }
        Effect::TellPerson { user, answer } => match answer {
            PrivateAnswer::ItIsYours { .. } | PrivateAnswer::PickFailed(_) | PrivateAnswer::ClosedBeforeYouJoined => {
                vec![user]
            }
            PrivateAnswer::TookOver { handler } => vec![user, handler],
        },
        _ => Vec::new(),
    }
}

fn check_same_ticket(before: &Ticket, after: &Ticket) {
    assert!(after.hop >= before.hop && after.card >= before.card);
    let moved = before.handler() != after.handler() || before.queue() != after.queue();
    if moved && after.is_open() {
        assert_eq!(after.hop, before.hop + 1, "the hop rises whenever queue or handler changes");
    }
    if !before.is_open() {
        assert_eq!(before, after, "nothing leaves Closed");
    }
    assert_eq!(before.opened_at, after.opened_at);
    assert!(before.first_joined_at.is_none() || before.first_joined_at == after.first_joined_at);
}

fn check_transition(before: &Conversation, after: &Conversation, effects: &[Effect]) {
    assert_eq!(after.version, before.version + 1);
    assert!(after.last_order > before.last_order);
    assert!(after.receipts.len() <= RECEIPTS);
    match (&before.ticket, &after.ticket) {
        (Some(old), Some(new)) if old.id == new.id => check_same_ticket(old, new),
        (Some(old), Some(_)) => assert!(!old.is_open(), "a ticket opens only when none is open"),
        (Some(_), None) => panic!("a ticket vanished"),
        (None, _) => {}
    }
    assert_eq!(after.live_chat.wanted, after.open_ticket().is_some(), "the lock is held while a ticket is open");
    let known = [handlers(before), handlers(after)].concat();
    for effect in effects {
        for name in named(effect) {
            assert!(known.contains(name), "{effect:?} names {name}, who is none of {known:?}");
        }
    }
}

fn check_state(conversation: &Conversation) {
    let stored = serde_json::to_string(conversation).unwrap();
    assert_eq!(&serde_json::from_str::<Conversation>(&stored).unwrap(), conversation);
    let Some(ticket) = &conversation.ticket else { return };
    assert!(ticket.former_cards.len() <= FORMER_CARDS);
    assert!(ticket.former_cards.iter().all(|former| former.card < ticket.card));
    if let Status::Active(holding) = &ticket.status {
        let joined = holding.seat == Seat::Joined;
        assert!(!joined || ticket.first_joined_at.is_some(), "a joined handler has a live chat card");
        assert!(!joined || conversation.inbox.is_some(), "a joined handler is somewhere");
    }
}

/// A closed ticket's card, and every card in a queue, is shown after what happened: none is left that could be picked
/// and should not.
fn check_cards(before: &Conversation, after: &Conversation, effects: &[Effect]) {
    let (Some(old), Some(new)) = (&before.ticket, &after.ticket) else {
        return;
    };
    let is_shown = |card| effects.contains(&Effect::ShowCard { card });
    if old.id == new.id && old.status.word() == "Pending" && new.status.word() != "Pending" {
        assert!(is_shown(old.card), "card {} still offers the pick", old.card);
    }
    if old.id == new.id && new.card > old.card && old.card > 0 {
        assert!(is_shown(old.card) && effects.contains(&Effect::PostCard { card: new.card }));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn a_conversation_keeps_its_promises(steps in steps()) {
        let mut play = Play::new();
        for (nth, step) in steps.iter().enumerate() {
            let before = play.conversation.clone();
            let Ok(effects) = take(&mut play, step, nth) else {
                prop_assert_eq!(&before, &play.conversation);
                continue;
            };
            check_transition(&before, &play.conversation, &effects);
            check_cards(&before, &play.conversation, &effects);
            check_state(&play.conversation);
        }
    }

    #[test]
    fn of_any_picks_in_any_order_exactly_one_wins(order in Just(PEOPLE.to_vec()).prop_shuffle()) {
        let mut play = Play::asked();
        let picks: Vec<_> = order.iter().map(|name| play.pick(name)).collect();
        let won = picks.iter().filter(|pick| play.does(pick).is_ok()).count();
        prop_assert_eq!(won, 1);
        prop_assert_eq!(play.ticket().handler(), Some(&who(order[0])));
    }
}
