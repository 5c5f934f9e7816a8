//! Nobody picks, nobody answers, nobody ends (`product.md` 6).

use super::{BILLING, Play, SUPPORT, shown};
use crate::domain::{ChannelId, Effect, LastStep, PickFailure, Rejection, Timer, Timestamp};

/// When a timer is due, or "off".
fn due(effects: &[Effect], wanted: Timer) -> String {
    let at: Vec<Timestamp> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::StartTimer { timer, at } if *timer == wanted => Some(*at),
            _ => None,
        })
        .collect();
    assert!(at.len() < 2, "one timer a kind: {at:?}");
    at.first().map_or_else(|| "off".to_owned(), |at| shown::time(*at))
}

#[test]
fn a_request_sets_the_steps_of_its_channel_and_zero_is_off() {
    let mut play = Play::new();
    let effects = play.clone().asks("t-1", None).unwrap();
    assert_eq!(due(&effects, Timer::CallHere), "5min");
    assert_eq!(due(&effects, Timer::Unanswered), "15min");

    play.settings.ticketing_channels[0].ladder.here_after_minutes = 0;
    play.settings.ticketing_channels[0].ladder.unanswered_after_minutes = 0;
    let effects = play.asks("t-1", None).unwrap();
    assert_eq!(due(&effects, Timer::CallHere), "off");
    assert_eq!(due(&effects, Timer::Unanswered), "off");
    let mut play = play.at(999);
    assert!(matches!(play.does(&play.unanswered()), Err(Rejection::Past(_))));
    assert!(matches!(play.does(&play.call_here()), Err(Rejection::Past(_))));
}

#[test]
fn here_is_called_once_a_wait() {
    let mut play = Play::asked().at(4);
    assert_eq!(shown::rejection(&play.does(&play.call_here()).unwrap_err()), "not due before 5min");
    play.minute = 5;
    assert_eq!(shown::effects(&play.does(&play.call_here()).unwrap()), "C-SUPPORT: <!here>");
    assert!(matches!(play.does(&play.call_here()), Err(Rejection::Past(_))));
}

#[test]
fn a_step_that_came_due_while_a_pick_was_tried_comes_after_it_failed_and_no_step_comes_twice() {
    let error = "ratelimited".to_owned();
    let failed = PickFailure::NotInvited { error };

    let mut play = Play::asked().at(4);
    play.does(&play.pick("May")).unwrap();
    play.minute = 6;
    let effects = play.does(&play.pick_fails(failed.clone())).unwrap();
    assert_eq!(due(&effects, Timer::CallHere), "5min");
    assert_eq!(due(&effects, Timer::Unanswered), "15min");

    play.does(&play.call_here()).unwrap();
    play.does(&play.pick("May")).unwrap();
    let effects = play.does(&play.pick_fails(failed)).unwrap();
    assert_eq!(due(&effects, Timer::CallHere), "off");
    assert!(matches!(play.does(&play.call_here()), Err(Rejection::Past(_))));
}

#[test]
fn unanswered_closes_the_ticket_and_the_customer_is_told() {
    let mut play = Play::asked().at(14);
    assert_eq!(shown::rejection(&play.does(&play.unanswered()).unwrap_err()), "not due before 15min");
    play.minute = 15;
    let effects = shown::effects(&play.does(&play.unanswered()).unwrap());
    assert_eq!(effects, "card 1, live chat False, customer: NobodyAvailable");
    assert_eq!(shown::status(&play.conversation), "Closed(unanswered)");
}

#[test]
fn a_channel_that_keeps_waiting_tells_the_customer_once() {
    let mut play = Play::asked().at(15);
    play.settings.ticketing_channels[0].ladder.then = LastStep::KeepWaiting;
    assert_eq!(shown::effects(&play.does(&play.unanswered()).unwrap()), "customer: NobodyAvailable");
    assert_eq!(shown::status(&play.conversation), "Pending(Support)");
    assert_eq!(play.does(&play.unanswered()), Err(Rejection::Unchanged));

    // Also not when the ticket is closed after all.
    play.settings.ticketing_channels[0].ladder.then = LastStep::Close;
    assert_eq!(shown::effects(&play.does(&play.unanswered()).unwrap()), "card 1, live chat False");
}

#[test]
fn outside_the_channels_hours_the_last_step_comes_at_once() {
    let mut play = Play::new().at(7);
    play.out_of_hours = vec![ChannelId::new(SUPPORT)];
    let effects = play.asks("t-1", None).unwrap();
    assert_eq!(due(&effects, Timer::Unanswered), "7min");
    play.does(&play.unanswered()).unwrap();
    assert_eq!(shown::status(&play.conversation), "Closed(unanswered)");

    let mut elsewhere = Play::new().at(7);
    elsewhere.out_of_hours = vec![ChannelId::new(BILLING)];
    let effects = elsewhere.asks("t-1", None).unwrap();
    assert_eq!(due(&effects, Timer::Unanswered), "22min");
}

#[test]
fn a_timer_of_an_earlier_wait_is_past() {
    let mut play = Play::asked();
    let (here, unanswered) = (play.call_here(), play.unanswered());
    play.does(&play.pick("May")).unwrap();
    play.does(&play.release("May")).unwrap();
    let mut play = play.at(99);
    assert!(matches!(play.does(&here), Err(Rejection::Past(_))));
    assert!(matches!(play.does(&unanswered), Err(Rejection::Past(_))));
    play.does(&play.unanswered()).unwrap();
}

#[test]
fn a_transfer_returns_by_the_target_channels_time_and_not_before() {
    let mut play = Play::joined().at(3);
    play.settings.ticketing_channels[1].return_after_minutes = 10;
    let effects = play.does(&play.transfer("May", BILLING)).unwrap();
    assert_eq!(due(&effects, Timer::Return), "13min");
    assert_eq!(due(&effects, Timer::CallHere), "8min");
    assert_eq!(due(&effects, Timer::Unanswered), "off");
    play.minute = 12;
    assert_eq!(shown::rejection(&play.does(&play.comes_back(false)).unwrap_err()), "not due before 13min");
    play.minute = 13;
    let unanswered = play.unanswered();
    assert!(matches!(play.does(&unanswered), Err(Rejection::Past(_))), "the old handler still answers");
    play.does(&play.comes_back(false)).unwrap();
}

#[test]
fn idle_counts_from_the_last_sign_of_life() {
    let day = 24 * 60;
    let mut play = Play::picked().at(2);
    let effects = play.does(&play.joins()).unwrap();
    assert_eq!(due(&effects, Timer::AskKeepOpen), "1382min");
    assert_eq!(due(&effects, Timer::Idle), "1442min");

    play.minute = day + 2;
    let not_due = play.does(&play.idle(Some(60))).unwrap_err();
    assert_eq!(shown::rejection(&not_due), "not due before 1500min");
    play.minute = day + 60;
    let effects = shown::effects(&play.does(&play.idle(Some(60))).unwrap());
    assert!(effects.contains("customer: Ended"), "{effects}");
    assert_eq!(shown::status(&play.conversation), "Closed(idle)");
}

#[test]
fn idle_can_be_off_and_shorter_than_the_warning() {
    let mut play = Play::picked().at(2);
    play.settings.idle_after_hours = 0;
    let effects = play.clone().does(&play.joins()).unwrap();
    assert_eq!((due(&effects, Timer::Idle), due(&effects, Timer::AskKeepOpen)), ("off".to_owned(), "off".to_owned()));

    play.settings.idle_after_hours = 1;
    let effects = play.does(&play.joins()).unwrap();
    assert_eq!((due(&effects, Timer::Idle), due(&effects, Timer::AskKeepOpen)), ("62min".to_owned(), "off".to_owned()));
    play.settings.idle_after_hours = 0;
    let mut play = play.at(9_999);
    assert!(matches!(play.does(&play.idle(None)), Err(Rejection::Past(_))));
}

#[test]
fn a_handler_who_came_late_has_the_whole_idle_time() {
    let mut play = Play::joined().at(600);
    play.does(&play.take_over("Lee")).unwrap();
    play.minute = 24 * 60 + 60;
    let not_due = play.does(&play.idle(Some(60))).unwrap_err();
    assert_eq!(shown::rejection(&not_due), "not due before 2040min");
}
