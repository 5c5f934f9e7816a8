//! The table "Allowed ends of races" of `product.md` 5: both orders of each race.

use expect_test::{Expect, expect};

use super::{BILLING, Play, shown};
use crate::domain::{Command, Person, Standing};

/// What became of a first and a second command that raced, each as it was sent: before either was decided.
fn race(start: &Play, first: &Command, second: &Command, ends: &Expect) {
    let mut play = start.clone();
    let mut story = Vec::new();
    for command in [first, second] {
        story.push(match play.does(command) {
            Ok(effects) => format!("{}: {}", shown::status(&play.conversation), shown::effects(&effects)),
            Err(rejection) => format!("- {}", shown::rejection(&rejection)),
        });
    }
    ends.assert_eq(&story.join("\n"));
}

#[test]
fn of_two_picks_one_wins_and_the_other_is_told_who() {
    let play = Play::asked().at(1);
    race(
        &play,
        &play.pick("May"),
        &play.pick("Lee"),
        &expect![[r#"
        Active(May invited, picked): open inbox, invite May, card 1
        - someone has it: May since 1min, picked"#]],
    );
}

#[test]
fn the_winners_second_click_is_told_that_they_have_it() {
    let play = Play::asked().at(1);
    race(
        &play,
        &play.pick("May"),
        &play.pick("May"),
        &expect![[r#"
        Active(May invited, picked): open inbox, invite May, card 1
        - you have it: May since 1min, picked"#]],
    );
}

#[test]
fn a_pick_before_the_return_keeps_it_and_the_return_is_past() {
    let play = Play::transferred().at(33);
    race(
        &play,
        &play.pick("Lee"),
        &play.comes_back(false),
        &expect![[r#"
        Active(Lee invited, picked May's transfer): open inbox, invite Lee, card 2, card 1
        - past: Lee since 33min, picked May's transfer"#]],
    );
}

#[test]
fn a_pick_after_the_return_is_told_that_it_went_back_a_moment_ago() {
    let play = Play::transferred().at(33);
    race(
        &play,
        &play.comes_back(false),
        &play.pick("Lee"),
        &expect![[r#"
        Active(May joined, back from Billing): card 2, card 1, live chat card, inbox: not picked in Billing, back with May, AskKeepOpen at 1413min, Idle at 1473min
        - someone has it: May since 33min, back from Billing"#]],
    );
}

#[test]
fn an_end_before_the_invite_succeeded_tells_the_picker_and_never_says_picked() {
    let play = Play::picked();
    race(
        &play,
        &play.end("Ada"),
        &play.joins(),
        &expect![[r#"
        Closed(ended by Ada): card 1, live chat False, customer: Ended, end node, to May: closed before you joined
        - closed: Closed(ended by Ada) at 1min"#]],
    );
}

#[test]
fn an_end_after_the_invite_succeeded_has_both_messages() {
    let play = Play::picked();
    race(
        &play,
        &play.joins(),
        &play.end("Ada"),
        &expect![[r#"
        Active(May joined, picked): post live chat card, before you joined, customer: Picked, invite group, to May: it's yours, live chat True, card 1, AskKeepOpen at 1381min, Idle at 1441min
        Closed(ended by Ada): card 1, live chat False, live chat card, inbox: ended by Ada, customer: Ended, end node, EndedInbox at 20161min"#]],
    );
}

#[test]
fn a_withdraw_before_the_invite_succeeded_says_nothing_to_the_customer() {
    let play = Play::picked();
    race(
        &play,
        &play.withdraw(),
        &play.joins(),
        &expect![[r#"
            Closed(withdrawn): card 1, live chat False, to May: closed before you joined
            - closed: Closed(withdrawn) at 1min"#]],
    );
}

#[test]
fn a_pick_after_a_withdraw_is_told_what_became_of_the_ticket() {
    let play = Play::asked().at(1);
    race(
        &play,
        &play.withdraw(),
        &play.pick("May"),
        &expect![[r#"
            Closed(withdrawn): card 1, live chat False
            - closed: Closed(withdrawn) at 1min"#]],
    );
}

#[test]
fn a_transfer_then_the_handlers_end_closes_it_with_no_card_left_to_pick() {
    let play = Play::joined().at(3);
    race(
        &play,
        &play.transfer("May", BILLING),
        &play.end("May"),
        &expect![[r#"
        Pending(Billing, transfer, May answers): post card 2, card 1, live chat card, inbox: transferred by May to Billing, May answers, customer: Transferred, CallHere at 8min, Return at 33min
        Closed(ended by May): card 2, card 1, live chat False, live chat card, inbox: ended by May, customer: Ended, end node, EndedInbox at 20163min"#]],
    );
}

#[test]
fn a_transfer_after_an_end_is_told_that_it_is_closed() {
    let play = Play::joined().at(3);
    race(
        &play,
        &play.end("May"),
        &play.transfer("May", BILLING),
        &expect![[r#"
        Closed(ended by May): card 1, live chat False, live chat card, inbox: ended by May, customer: Ended, end node, EndedInbox at 20163min
        - closed: Closed(ended by May) at 3min"#]],
    );
}

#[test]
fn of_two_ends_one_closes_and_the_second_is_told() {
    let play = Play::joined().at(3);
    race(
        &play,
        &play.end("May"),
        &play.end("Ada"),
        &expect![[r#"
        Closed(ended by May): card 1, live chat False, live chat card, inbox: ended by May, customer: Ended, end node, EndedInbox at 20163min
        - closed: Closed(ended by May) at 3min"#]],
    );
}

#[test]
fn after_a_take_over_the_former_handler_may_no_longer_transfer() {
    let play = Play::joined().at(3);
    // Sent while May still was the handler, and said so.
    let sent = match play.transfer("May", BILLING) {
        Command::Transfer { ticket, by, to, note } => Command::Transfer {
            ticket,
            by: Person { standing: Standing { handler: true, ..by.standing }, ..by },
            to,
            note,
        },
        other => panic!("{other:?}"),
    };
    race(
        &play,
        &play.take_over("Lee"),
        &sent,
        &expect![[r#"
        Active(Lee joined, took over from May): card 1, live chat card, inbox: Lee took over from May, to May: Lee took over, AskKeepOpen at 1383min, Idle at 1443min
        - refused: NotAllowed"#]],
    );
}

#[test]
fn a_take_over_after_a_transfer_is_told_that_the_transfer_waits() {
    let play = Play::joined().at(3);
    race(
        &play,
        &play.transfer("May", BILLING),
        &play.take_over("Lee"),
        &expect![[r#"
            Pending(Billing, transfer, May answers): post card 2, card 1, live chat card, inbox: transferred by May to Billing, May answers, customer: Transferred, CallHere at 8min, Return at 33min
            - transfer waits: waits in Billing since 3min, May answers"#]],
    );
}

#[test]
fn a_return_and_a_take_back_give_it_back_once() {
    let play = Play::transferred().at(33);
    race(
        &play,
        &play.comes_back(false),
        &play.take_back("May"),
        &expect![[r#"
        Active(May joined, back from Billing): card 2, card 1, live chat card, inbox: not picked in Billing, back with May, AskKeepOpen at 1413min, Idle at 1473min
        - you have it: May since 33min, back from Billing"#]],
    );
    race(
        &play,
        &play.take_back("May"),
        &play.comes_back(false),
        &expect![[r#"
        Active(May joined, taken back by May): card 2, card 1, live chat card, inbox: taken back by May, back with May, AskKeepOpen at 1413min, Idle at 1473min
        - past: May since 33min, taken back by May"#]],
    );
}

#[test]
fn a_pick_of_a_released_ticket_makes_the_earlier_pickers_invite_past() {
    let play = Play::picked();
    race(
        &play,
        &play.release("May"),
        &play.joins(),
        &expect![[r#"
        Pending(Support, released by May): post card 2, card 1, CallHere at 6min, Unanswered at 16min
        - past: waits in Support since 1min"#]],
    );
}
