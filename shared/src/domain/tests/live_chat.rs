//! What is wanted of the platform, what it confirms, and what a read of False means.

use super::{Play, minute, shown};
use crate::domain::{LateFalse, Record, Rejection};

fn confirms(play: &mut Play, live_chat: bool) -> Result<String, Rejection> {
    let wanted_at = play.conversation.live_chat.wanted_at;
    let effects = play.records(&Record::LiveChatConfirmed { wanted_at, live_chat })?;
    Ok(shown::effects(&effects))
}

#[test]
fn the_end_wants_false_and_the_live_chat_card_says_so_once_the_platform_has_confirmed() {
    let mut play = Play::ended();
    assert!(!play.conversation.live_chat.wanted);
    assert!(!play.conversation.live_chat.is_confirmed());
    assert_eq!(confirms(&mut play, false).unwrap(), "live chat card");
    assert!(play.conversation.live_chat.is_confirmed());
    assert_eq!(play.conversation.live_chat.confirmed.as_ref().unwrap().at, minute(5));
    assert_eq!(confirms(&mut play, false), Err(Rejection::Unchanged));
}

#[test]
fn a_confirmation_of_what_is_no_longer_wanted_is_past() {
    let mut play = Play::ended();
    let wanted_at = play.conversation.live_chat.wanted_at;
    play.asks("t-2", None).unwrap();
    let late = Record::LiveChatConfirmed { wanted_at, live_chat: false };
    assert!(matches!(play.records(&late), Err(Rejection::Past(_))));
    assert!(matches!(confirms(&mut play, false), Err(Rejection::Past(_))));
    assert!(play.conversation.live_chat.wanted);
}

#[test]
fn a_read_of_false_withdraws_a_ticket_that_opened_on_a_confirmed_bot() {
    let mut play = Play::ended();
    confirms(&mut play, false).unwrap();
    let mut play = play.at(6);
    play.asks("t-2", None).unwrap();
    let effects = play.does(&play.withdraw()).unwrap();
    assert_eq!(shown::status(&play.conversation), "Closed(withdrawn)");
    assert!(shown::effects(&effects).contains("live chat False"), "a toggle to True may be under way");
    assert!(!play.conversation.live_chat.is_confirmed());
}

#[test]
fn a_read_of_false_that_may_be_our_own_late_toggle_asks_for_true_again() {
    let mut play = Play::ended();
    let effects = play.asks("t-2", None).unwrap();
    assert!(shown::effects(&effects).contains("live chat True"));
    assert_eq!(play.conversation.live_chat.late_false, LateFalse::OldToggle);

    let wanted_at = play.conversation.live_chat.wanted_at;
    assert_eq!(shown::effects(&play.does(&play.withdraw()).unwrap()), "live chat True");
    assert_eq!(shown::status(&play.conversation), "Pending(Support)");
    assert!(play.conversation.live_chat.wanted_at > wanted_at, "a toggle of before is past");

    confirms(&mut play, true).unwrap();
    play.does(&play.withdraw()).unwrap();
    assert_eq!(shown::status(&play.conversation), "Closed(withdrawn)");
}

#[test]
fn a_request_right_after_the_bot_was_turned_on_may_have_been_undone_by_it_and_asks_for_true() {
    let mut play = Play::ended();
    confirms(&mut play, false).unwrap();
    let effects = play.asks("t-2", None).unwrap();
    assert!(shown::effects(&effects).contains("live chat True"));
    play.does(&play.withdraw()).unwrap();
    assert_eq!(shown::status(&play.conversation), "Pending(Support)", "the read of False may be of our own doing");
    confirms(&mut play, true).unwrap();
    play.does(&play.withdraw()).unwrap();
    assert_eq!(shown::status(&play.conversation), "Closed(withdrawn)");
}

#[test]
fn an_old_toggle_may_still_come_after_true_was_confirmed_once() {
    let mut play = Play::ended();
    play.asks("t-2", None).unwrap();
    confirms(&mut play, true).unwrap();
    play.does(&play.withdraw()).unwrap();
    assert_eq!(shown::status(&play.conversation), "Pending(Support)");
}

#[test]
fn live_chat_that_was_turned_on_is_not_withdrawn_before_the_platform_has_confirmed_it() {
    let mut play = Play::ended();
    confirms(&mut play, false).unwrap();
    play.opens(&play.turn_on("t-2", "Lee")).unwrap();
    play.does(&play.withdraw()).unwrap();
    assert_eq!(shown::status(&play.conversation), "Active(Lee joined, turned on)");
    confirms(&mut play, true).unwrap();
    play.does(&play.withdraw()).unwrap();
    assert_eq!(shown::status(&play.conversation), "Closed(withdrawn)");
}

#[test]
fn the_inbox_is_open_from_the_first_join_until_the_next_ticket() {
    assert!(!Play::picked().conversation.inbox_is_open());
    assert!(Play::joined().conversation.inbox_is_open());
    let mut play = Play::ended();
    assert!(play.conversation.inbox_is_open());
    play.asks("t-2", None).unwrap();
    assert!(!play.conversation.inbox_is_open());
}
