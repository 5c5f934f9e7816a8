//! A ticket's life beyond the single step: what a failed pick brings back, what a second live chat opens.

use expect_test::expect;

use super::{BILLING, Play, SUPPORT, minute, shown, who};
use crate::domain::{
    Became, ChannelId, Command, FORMER_CARDS, HoldingCause, Opening, PersonKind, PickFailure, Record, Rejection, Seat,
    Standing, Status, TicketId, Timer,
};

fn refused() -> PickFailure {
    PickFailure::NotInvited { error: "user_is_restricted".to_owned() }
}

#[test]
fn a_failed_pick_brings_back_exactly_the_waiting_before() {
    for (start, pick_at) in [(Play::asked(), 1), (Play::transferred(), 20)] {
        let mut play = start.clone().at(pick_at);
        play.does(&play.pick("Lee")).unwrap();
        let picked_hop = play.hop();
        let mut play = play.at(pick_at + 1);
        play.does(&play.pick_fails(refused())).unwrap();

        assert_eq!(play.ticket().status, start.ticket().status);
        assert_eq!(play.ticket().card, start.ticket().card, "the same card can be picked again");
        assert!(play.hop() > picked_hop, "timers of before are past");
    }
}

#[test]
fn after_a_failed_pick_the_old_return_time_still_counts() {
    let mut play = Play::transferred().at(20);
    play.does(&play.pick("Lee")).unwrap();
    let effects = play.does(&play.pick_fails(refused())).unwrap();
    expect![
        "to Lee: pick failed, user_is_restricted, card 2, card 1, CallHere at 8min, Return at 33min, live chat card"
    ]
    .assert_eq(&shown::effects(&effects));
}

#[test]
fn a_pick_without_an_inbox_channel_tells_the_admins_what_slack_said() {
    let mut play = Play::picked();
    let error = "restricted_action".to_owned();
    let effects = play.does(&play.pick_fails(PickFailure::NoInboxChannel { error })).unwrap();
    expect!["to May: pick failed, restricted_action, admins: no inbox channel, restricted_action, card 1, CallHere at 5min, Unanswered at 15min"].assert_eq(&shown::effects(&effects));
}

#[test]
fn the_invites_outcome_of_an_earlier_hop_is_past() {
    let mut play = Play::picked();
    let (late_join, late_failure) = (play.joins(), play.pick_fails(refused()));
    play.does(&play.release("May")).unwrap();
    play.does(&play.pick("May")).unwrap();
    assert!(matches!(play.does(&late_join), Err(Rejection::Past(_))));
    assert!(matches!(play.does(&late_failure), Err(Rejection::Past(_))));
    play.does(&play.joins()).unwrap();
}

#[test]
fn a_transfer_that_is_picked_says_transfer_accepted_and_never_picked() {
    let mut play = Play::transferred().at(10);
    play.does(&play.pick("Lee")).unwrap();
    let effects = play.does(&play.joins()).unwrap();
    expect!["live chat card, inbox: Lee picked it in Billing, before May, customer: TransferAccepted, to Lee: it's yours, live chat True, card 2, card 1, AskKeepOpen at 1390min, Idle at 1450min"].assert_eq(&shown::effects(&effects));
    assert_eq!(play.ticket().handler(), Some(&who("Lee")));
}

#[test]
fn the_old_handler_answers_while_the_transfer_waits_and_picking_their_own_takes_it_back() {
    let mut play = Play::transferred().at(10);
    assert_eq!(play.ticket().handler(), Some(&who("May")));
    play.does(&play.pick("May")).unwrap();
    assert_eq!(shown::status(&play.conversation), "Active(May joined, taken back by May)");
}

#[test]
fn a_transfer_without_a_return_time_never_returns_by_itself() {
    let mut play = Play::joined().at(3);
    play.settings.ticketing_channels[1].return_after_minutes = 0;
    let effects = play.does(&play.transfer("May", BILLING)).unwrap();
    assert!(!shown::effects(&effects).contains("Return"));
    let mut play = play.at(9_999);
    assert!(matches!(play.does(&play.comes_back(false)), Err(Rejection::Past(_))));
}

#[test]
fn a_transfer_to_a_channel_that_cant_be_used_is_refused() {
    let mut play = Play::joined();
    play.settings.ticketing_channels[1].usable = false;
    for channel in [BILLING, "C-NONE"] {
        let refused = play.does(&play.transfer("May", channel)).unwrap_err();
        assert_eq!(shown::rejection(&refused), format!("no such channel: {channel}"));
    }
}

#[test]
fn an_admin_who_transfers_leaves_the_handler_answering() {
    let mut play = Play::joined();
    play.does(&play.transfer("Ada", BILLING)).unwrap();
    let Status::Pending(waiting) = &play.ticket().status else { panic!("{:?}", play.ticket().status) };
    let transfer = waiting.transfer().unwrap();
    assert_eq!((transfer.by.as_str(), transfer.sender.as_str()), ("May", "Ada"));
    assert_eq!(transfer.note.as_ref().unwrap().as_str(), "wants an invoice");
}

#[test]
fn a_note_of_blanks_is_no_note() {
    let mut play = Play::joined();
    let Command::Transfer { ticket, by, to, .. } = play.transfer("May", BILLING) else { unreachable!() };
    let note = Some(crate::domain::CustomerText::new("  "));
    play.does(&Command::Transfer { ticket, by, to, note }).unwrap();
    let Status::Pending(waiting) = &play.ticket().status else { panic!("{:?}", play.ticket().status) };
    assert_eq!(waiting.transfer().unwrap().note, None);
}

#[test]
fn a_ticket_that_comes_back_to_a_queue_gets_a_new_card_and_remembers_the_old_one() {
    let mut play = Play::transferred().at(33);
    play.does(&play.comes_back(true)).unwrap();
    let ticket = play.ticket();
    assert_eq!((ticket.card, ticket.card_queue.label.as_str()), (3, "Support"));
    let lines: Vec<_> = ticket.former_cards.iter().map(|line| (line.card, line.queue.label.as_str())).collect();
    assert_eq!(lines, [(1, "Support"), (2, "Billing")]);
    assert!(matches!(ticket.former_cards[0].became, Became::Transferred { .. }));
    assert!(matches!(ticket.former_cards[1].became, Became::NotPicked { .. }));
}

#[test]
fn a_ticket_goes_back_to_the_default_queue_when_its_own_is_gone() {
    let mut play = Play::new();
    play.asks("t-1", Some("billing")).unwrap();
    play.does(&play.pick("May")).unwrap();
    play.settings.ticketing_channels.remove(1);
    play.does(&play.release("May")).unwrap();
    assert_eq!(play.ticket().queue().channel, Some(ChannelId::new(SUPPORT)));
}

#[test]
fn someone_in_the_inbox_channel_takes_over_at_once_and_another_is_invited_first() {
    let mut play = Play::joined().at(3);
    let effects = play.does(&play.take_over("Lee")).unwrap();
    expect!["Active(Lee joined, took over from May): card 1, live chat card, inbox: Lee took over from May, to May: Lee took over, AskKeepOpen at 1383min, Idle at 1443min"].assert_eq(&format!(
        "{}: {}",
        shown::status(&play.conversation),
        shown::effects(&effects)
    ));

    let mut play = Play::joined().at(3);
    let effects = play.does(&play.take_over("Ada")).unwrap();
    expect!["Active(Ada invited, took over from May): open inbox, invite Ada, card 1"].assert_eq(&format!(
        "{}: {}",
        shown::status(&play.conversation),
        shown::effects(&effects)
    ));
    let effects = play.does(&play.joins()).unwrap();
    expect!["Active(Ada joined, took over from May): live chat card, inbox: Ada took over from May, to May: Ada took over, to Ada: it's yours, live chat True, card 1, AskKeepOpen at 1383min, Idle at 1443min"].assert_eq(&format!(
        "{}: {}",
        shown::status(&play.conversation),
        shown::effects(&effects)
    ));
}

#[test]
fn someone_slack_has_yet_to_name_is_invited_before_they_take_over() {
    let mut play = Play::joined().at(3);
    let mut by = play.person("Lee");
    by.standing.kind = PersonKind::Unknown;
    play.does(&Command::TakeOver { ticket: play.id(), by }).unwrap();
    assert_eq!(shown::status(&play.conversation), "Active(Lee invited, took over from May)");
}

#[test]
fn a_take_over_whose_invite_fails_gives_it_back_to_the_handler_before() {
    let start = Play::joined().at(3);
    let mut play = start.clone();
    play.does(&play.take_over("Ada")).unwrap();
    play.does(&play.pick_fails(refused())).unwrap();
    assert_eq!(play.ticket().status, start.ticket().status);
    assert!(play.hop() > start.hop());
}

#[test]
fn a_guest_is_refused_and_the_ticket_still_waits() {
    let mut play = Play::asked();
    let command = Command::Pick { ticket: play.id(), by: play.guest("Gus") };
    let refused = play.does(&command).unwrap_err();
    assert_eq!(shown::rejection(&refused), "refused: SingleChannelGuest");
    assert_eq!(shown::status(&play.conversation), "Pending(Support)");
}

#[test]
fn a_person_who_says_to_be_the_handler_is_not_believed() {
    let mut play = Play::joined();
    let mut by = play.person("Lee");
    by.standing.handler = true;
    let ticket = play.id();
    assert!(matches!(play.does(&Command::End { ticket, by }), Err(Rejection::Refused { .. })));
}

#[test]
fn a_redelivery_is_told_what_is_true_and_changes_nothing() {
    let mut play = Play::asked().at(1);
    play.does(&play.pick("May")).unwrap();
    let before = play.conversation.clone();
    play.deliveries -= 1;
    let repeated = play.does(&play.pick("May")).unwrap_err();
    assert_eq!(shown::rejection(&repeated), "repeated: May since 1min, picked");
    assert_eq!(play.conversation, before);
}

#[test]
fn a_command_for_an_earlier_ticket_is_past() {
    let mut play = Play::ended();
    let old = play.pick("Lee");
    play.asks("t-2", None).unwrap();
    let past = play.does(&old).unwrap_err();
    assert_eq!(shown::rejection(&past), "past: waits in Support since 5min");
}

#[test]
fn a_second_live_chat_opens_a_new_ticket_with_a_card_of_its_own_in_the_same_inbox_channel() {
    let mut play = Play::ended().at(60);
    play.asks("t-2", None).unwrap();
    assert_eq!((play.ticket().card, play.hop()), (1, 1));
    play.does(&play.pick("Lee")).unwrap();
    let effects = play.does(&play.joins()).unwrap();
    expect!["post live chat card, before you joined, customer: Picked, to Lee: it's yours, live chat True, card 1, AskKeepOpen at 1440min, Idle at 1500min"].assert_eq(&shown::effects(&effects));
}

#[test]
fn the_priority_group_is_invited_once_the_first_handler_has_joined_a_new_inbox_channel() {
    let opened = Record::InboxOpened { channel: ChannelId::new(super::INBOX) };
    let mut play = Play::picked();
    play.records(&opened).unwrap();
    assert_eq!(play.records(&opened), Err(Rejection::Unchanged));
    play.does(&play.pick_fails(refused())).unwrap();
    play.does(&play.pick("Lee")).unwrap();
    let effects = play.does(&play.joins()).unwrap();
    assert!(shown::effects(&effects).contains("invite group"), "{effects:?}");
    assert!(!play.conversation.inbox_is_new);
}

#[test]
fn a_successor_of_an_archived_inbox_channel_links_back() {
    let mut play = Play::ended().at(60);
    play.asks("t-2", None).unwrap();
    play.does(&play.pick("Lee")).unwrap();
    let channel = ChannelId::new("C-INBOX-2");
    let effects = play.records(&Record::InboxOpened { channel }).unwrap();
    assert_eq!(shown::effects(&effects), "inbox: succeeds C-INBOX, card 1");
}

#[test]
fn a_successor_in_the_middle_of_a_live_chat_gets_a_card_but_no_second_quote() {
    let mut play = Play::transferred().at(10);
    play.does(&play.pick("Lee")).unwrap();
    let (ticket, hop) = (play.id(), play.hop());
    let inbox = ChannelId::new("C-INBOX-2");
    let effects = play.does(&Command::Joined { ticket, hop, inbox }).unwrap();
    let effects = shown::effects(&effects);
    assert!(effects.starts_with("inbox: succeeds C-INBOX, post live chat card, inbox: Lee picked it"), "{effects}");
}

#[test]
fn live_chat_turned_on_by_someone_who_cant_be_invited_waits_on_a_first_card() {
    let mut play = Play::ended().at(60);
    let effects = play.opens(&play.turn_on("t-2", "Ada")).unwrap();
    expect!["Active(Ada invited, turned on): open inbox, invite Ada, look up customer, live chat True"]
        .assert_eq(&format!("{}: {}", shown::status(&play.conversation), shown::effects(&effects)));
    assert_eq!(play.ticket().card, 0);
    let effects = play.does(&play.pick_fails(refused())).unwrap();
    expect!["Pending(Support, turned on by Ada): to Ada: pick failed, user_is_restricted, post card 1, CallHere at 65min, Unanswered at 75min"].assert_eq(&format!(
        "{}: {}",
        shown::status(&play.conversation),
        shown::effects(&effects)
    ));
    assert_eq!(play.ticket().card, 1);
}

#[test]
fn a_guest_may_not_turn_live_chat_on() {
    let mut play = Play::ended();
    let by = play.guest("Gus");
    let opening = Opening::TurnOn { ticket: TicketId::new("t-2"), by };
    assert!(matches!(play.opens(&opening), Err(Rejection::Refused { .. })));
}

#[test]
fn someone_who_is_nothing_to_the_conversation_may_not_turn_live_chat_on() {
    let mut play = Play::ended();
    let mut by = play.person("Zoe");
    by.standing =
        Standing { handler: true, in_ticketing_channel: true, kind: PersonKind::Member, ..Standing::default() };
    let opening = Opening::TurnOn { ticket: TicketId::new("t-2"), by };
    assert!(matches!(play.opens(&opening), Err(Rejection::Refused { .. })));
}

#[test]
fn a_returned_ticket_knows_how_long_it_had_waited_there() {
    let mut play = Play::transferred().at(33);
    play.does(&play.comes_back(false)).unwrap();
    let Status::Active(holding) = &play.ticket().status else { panic!("{:?}", play.ticket().status) };
    assert_eq!(holding.seat, Seat::Joined);
    let HoldingCause::Returned { waited_since, .. } = holding.cause else { panic!("{:?}", holding.cause) };
    assert_eq!((waited_since, holding.since), (minute(3), minute(33)));
}

#[test]
fn an_ended_inbox_channel_is_cleared_by_a_timer_unless_it_is_kept() {
    let ends = |ended_chats| {
        let mut play = Play::joined();
        play.settings.ended_chats = ended_chats;
        let effects = play.does(&play.end("May")).unwrap();
        effects.iter().any(|effect| {
            matches!(effect, crate::domain::Effect::StartTimer { timer: Timer::EndedInbox, at } if *at == minute(2 + 7 * 24 * 60))
        })
    };
    assert!(ends(crate::domain::EndedChats::Archive { after_days: 7 }));
    assert!(!ends(crate::domain::EndedChats::Keep));
}

#[test]
fn the_oldest_former_cards_are_forgotten() {
    let mut play = Play::asked();
    for _ in 0..=FORMER_CARDS {
        play.does(&play.pick("May")).unwrap();
        play.does(&play.release("May")).unwrap();
    }
    let kept: Vec<usize> = play.ticket().former_cards.iter().map(|former| former.card as usize).collect();
    assert_eq!(kept, (2..=FORMER_CARDS + 1).collect::<Vec<_>>());
}

#[test]
fn the_platform_is_not_toggled_again_for_a_new_handler_once_it_has_confirmed() {
    let mut play = Play::transferred();
    let wanted_at = play.conversation.live_chat.wanted_at;
    let live_chat = true;
    play.records(&Record::LiveChatConfirmed { wanted_at, live_chat }).unwrap();
    play.does(&play.pick("Lee")).unwrap();
    let effects = shown::effects(&play.does(&play.joins()).unwrap());
    assert!(!effects.contains("live chat True"), "{effects}");
}

#[test]
fn the_priority_group_of_a_channel_made_before_live_chat_was_turned_on_is_invited_once() {
    let mut play = Play::picked();
    let channel = ChannelId::new(super::INBOX);
    play.records(&Record::InboxOpened { channel }).unwrap();
    play.does(&play.end("May")).unwrap();
    play.in_inbox = true;
    let effects = shown::effects(&play.opens(&play.turn_on("t-2", "Lee")).unwrap());
    assert!(effects.contains("invite group"), "{effects}");
    assert!(!play.conversation.inbox_is_new);
}
