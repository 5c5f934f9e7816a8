//! The customer goes back to the bot while a ticket is open: the platform reports it, is asked whether it is so, and the
//! ticket is withdrawn.

use std::time::Duration;

use local::faults::{Fault, Plan};
use local::sandbox::chatbot::Deed;
use tests::story::App;

use super::journey::{BEN, MAY, TEAM, asked, count, lines_in, picked, since_asked};
use super::races::{Ends, SEEDS, clicked, side, to_the_customer};

const PICK: &str = "ticket_pick";
const WITHDRAWN: &str = "Withdrawn: the customer is back with the chatbot · Ticket status: Closed";

/// The bot answers the customer again, or people do, by the platform's own doing.
fn turns(app: &App, live_chat: bool) {
    app.customer_does("Ana", Deed::SetsLiveChat(live_chat));
}

/// Long after the request.
fn later(app: &App) {
    app.world.clock.pass(Duration::from_mins(1));
}

fn card(app: &App) -> String {
    lines_in(app, TEAM).pop().expect("a card")
}

#[tokio::test]
async fn who_goes_back_to_the_bot_while_waiting_leaves_nothing_to_pick() {
    let app = asked(1).await;
    later(&app);
    let late = clicked(&app, BEN, TEAM, PICK);
    turns(&app, false);
    app.settle().await;
    assert!(card(&app).ends_with(WITHDRAWN), "{}", card(&app));
    assert!(since_asked(&app).is_empty(), "{:#?}", since_asked(&app));
    late.await;
    app.settle().await;
    assert_eq!(count(&app.told(BEN), ": the customer is back with the chatbot."), 1, "{:?}", app.told(BEN));
    assert!(app.inboxes().is_empty(), "nothing was opened");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn who_goes_back_to_the_bot_during_a_live_chat_is_told_that_it_ended_and_so_are_the_agents() {
    let app = picked(1).await;
    let inbox = app.inbox();
    later(&app);
    turns(&app, false);
    app.settle().await;
    let lines = lines_in(&app, &inbox);
    assert!(lines[0].contains("Live chat: False / ") && lines[0].contains("Ticket status: Closed"), "{}", lines[0]);
    assert_eq!(count(&lines, "Withdrawn: the customer is back with the chatbot"), 1, "{lines:#?}");
    assert!(card(&app).ends_with(WITHDRAWN), "{}", card(&app));
    assert_eq!(count(&since_asked(&app), "The live chat has ended. Our assistant is back."), 1);
    app.world.clock.pass(Duration::from_secs(2));
    app.says("Ana", "and where is my order?");
    app.settle().await;
    assert_eq!(count(&lines_in(&app, &inbox), "and where is my order?"), 0, "the bot has it");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_report_that_is_no_longer_so_withdraws_nothing() {
    let app = picked(1).await;
    later(&app);
    turns(&app, false);
    turns(&app, true);
    app.settle().await;
    assert!(card(&app).contains("Ticket status: Active"), "{}", card(&app));
    app.writes(MAY, &app.inbox(), "still here");
    app.settle().await;
    assert_eq!(count(&since_asked(&app), "still here"), 1);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_pre_action_that_takes_the_lock_after_our_answer_is_not_taken_for_a_withdrawal() {
    let app = asked(1).await;
    app.world.gate.take_calls();
    turns(&app, false);
    app.world.deliver().await;
    while app.world.work_one().await {}
    let calls = app.world.gate.take_calls();
    assert!(!calls.is_empty() && calls.iter().all(|call| call != "member"), "asked too early: {calls:?}");
    app.world.clock.pass(Duration::from_secs(5));
    turns(&app, true);
    app.settle().await;
    assert!(card(&app).ends_with("Ticket status: Pending / [Pick]  [Manage]"), "{}", card(&app));
    app.world.check(&[]).await;
}

/// The webhook's report has come, and its job waits; nothing is worked yet.
async fn goes_back_to_the_bot(app: &App) {
    turns(app, false);
    assert!(app.world.deliver().await, "it is reported");
}

/// The customer asks once more, by a pre-action that sets liveChat to True only after our answer.
async fn asks_again_without_the_lock_yet(app: &App) {
    let request = app.request("Ana", Some("Support Team"));
    let answer = app.posts(&request).await.expect("an answer");
    assert_eq!(answer.body["created"], false, "{:?}", answer.body);
}

#[tokio::test]
async fn who_asks_for_people_again_before_the_platform_was_asked_goes_on_waiting_for_them() {
    let app = asked(1).await;
    later(&app);
    goes_back_to_the_bot(&app).await;
    asks_again_without_the_lock_yet(&app).await;
    while app.world.work_one().await {}
    assert!(card(&app).ends_with("Ticket status: Pending / [Pick]  [Manage]"), "{}", card(&app));
    turns(&app, true);
    app.settle().await;
    assert!(card(&app).ends_with("Ticket status: Pending / [Pick]  [Manage]"), "{}", card(&app));
    assert!(app.live_chat("Ana"), "she waits for people");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn of_a_withdrawal_and_a_new_request_at_once_no_customer_is_left_with_nobody() {
    let mut ends = Ends::default();
    for seed in 0..SEEDS {
        let app = asked(seed).await;
        later(&app);
        goes_back_to_the_bot(&app).await;
        let works = Box::pin(side(&app, async {}));
        let asks = Box::pin(side(&app, async { app.asks_for_a_human("Ana", Some("Support Team")).await }));
        ends.race(&app, [works, asks]).await;
        app.world.pass(Duration::from_mins(1)).await;
        app.settle().await;
        let cards = lines_in(&app, TEAM);
        let waits = cards.iter().filter(|line| line.contains("[Pick]")).count();
        assert!(app.live_chat("Ana"), "seed {seed}: the bot is silent, as her pre-action has set it: {cards:#?}");
        assert_eq!(waits, 1, "seed {seed}: people are asked for: {cards:#?}");
        ends.note(format!("waits for people, {} withdrawn before", count(&cards, WITHDRAWN)));
    }
    let allowed = ["waits for people, 0 withdrawn before", "waits for people, 1 withdrawn before"];
    ends.check("withdraw / request", &allowed, &[]);
}

#[tokio::test]
async fn a_platform_that_does_not_answer_is_asked_again_until_it_says_so() {
    let app = asked(1).await;
    later(&app);
    app.world.sandbox.faults().plan(Plan::once("member", Fault::Broken).times(3)).unwrap();
    turns(&app, false);
    app.settle().await;
    assert!(card(&app).ends_with(WITHDRAWN), "{}", card(&app));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_report_that_comes_twice_withdraws_once() {
    let app = picked(1).await;
    later(&app);
    turns(&app, false);
    turns(&app, true);
    turns(&app, false);
    app.settle().await;
    let lines = lines_in(&app, &app.inbox());
    assert_eq!(count(&lines, "Withdrawn: the customer is back with the chatbot"), 1, "{lines:#?}");
    assert_eq!(count(&since_asked(&app), "The live chat has ended."), 1);
    app.world.check(&[]).await;
}

/// Picked at a time when the customer is back with the bot, and the platform's report is still under way.
async fn picks_unreported(app: &App) {
    clicked(app, BEN, TEAM, PICK).await;
    while app.world.work_one().await {}
}

#[tokio::test]
async fn who_went_back_to_the_bot_is_not_brought_back_by_a_pick_although_the_report_is_late() {
    let app = asked(1).await;
    later(&app);
    turns(&app, false);
    let toggles = app.world.sandbox.count("toggleLiveChat");
    picks_unreported(&app).await;
    assert!(card(&app).ends_with(WITHDRAWN), "{}", card(&app));
    assert!(!app.live_chat("Ana"));
    assert_eq!(app.world.sandbox.count("toggleLiveChat"), toggles + 1, "to False, and never to True");
    app.settle().await;
    assert_eq!(count(&since_asked(&app), "The live chat has ended. Our assistant is back."), 1);
    assert_eq!(count(&app.told(BEN), "It's yours: answer Ana Lima in "), 1, "{:?}", app.told(BEN));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn of_who_has_only_just_asked_a_pick_waits_to_see_whether_they_asked_again() {
    for asks_again in [false, true] {
        let app = asked(1).await;
        turns(&app, false);
        picks_unreported(&app).await;
        assert!(card(&app).contains("Ticket status: Active"), "{}", card(&app));
        if asks_again {
            asks_again_without_the_lock_yet(&app).await;
            turns(&app, true);
        }
        app.settle().await;
        app.world.pass(Duration::from_mins(1)).await;
        app.settle().await;
        assert_eq!(card(&app).ends_with(WITHDRAWN), !asks_again, "{}", card(&app));
        assert_eq!(app.live_chat("Ana"), asks_again);
        app.world.check(&[]).await;
    }
}

#[tokio::test]
async fn a_bot_that_takes_nobody_into_live_chat_by_itself_is_silenced_by_the_pick() {
    let app = App::new().await;
    assert!(app.posts(&app.request("Ana", Some("Support Team"))).await.is_some());
    app.settle().await;
    assert!(!app.live_chat("Ana"));
    later(&app);
    app.insists(BEN, TEAM, PICK).await;
    app.settle().await;
    assert!(app.live_chat("Ana"), "people answer");
    assert!(card(&app).contains("Ticket status: Active"), "{}", card(&app));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_platform_that_does_not_say_who_answers_is_set_to_what_is_wanted() {
    for fault in [Fault::Broken, Fault::Limited { retry_after: 60 }] {
        let app = asked(1).await;
        later(&app);
        app.world.sandbox.faults().plan(Plan::once("member", fault).times(3)).unwrap();
        let toggles = app.world.sandbox.count("toggleLiveChat");
        app.insists(BEN, TEAM, PICK).await;
        app.settle().await;
        assert_eq!(app.world.sandbox.count("toggleLiveChat"), toggles + 1);
        assert!(app.live_chat("Ana"));
        app.world.check(&[]).await;
    }
}

#[tokio::test]
async fn a_pick_and_a_withdrawal_at_once_leave_nobody_alone() {
    let mut ends = Ends::default();
    for seed in 0..SEEDS {
        let app = asked(seed).await;
        later(&app);
        let picks = Box::pin(side(&app, clicked(&app, BEN, TEAM, PICK)));
        let goes = Box::pin(side(&app, async {
            turns(&app, false);
            app.world.deliver().await;
        }));
        ends.race(&app, [picks, goes]).await;
        ends.note(format!("{}, {}, {}", stands(&app, seed), to_the_customer(&app), told(&app, seed)));
    }
    // Closed before the invite succeeded, or before the pick: no *picked*. Both messages else.
    let closed = [
        "Closed, 0 *picked*, 0 *ended*, told that the customer is back with the chatbot",
        "Closed, 1 *picked*, 1 *ended*, told that it is theirs",
    ];
    ends.check("pick / withdraw", &closed, &[]);
}

/// What becomes of the ticket; and the platform is of the same opinion.
fn stands(app: &App, seed: u64) -> &'static str {
    let (card, live_chat) = (card(app), app.live_chat("Ana"));
    assert!(card.ends_with(WITHDRAWN) && !live_chat, "seed {seed}: {card}, liveChat {live_chat}");
    "Closed"
}

fn told(app: &App, seed: u64) -> &'static str {
    let told = app.told(BEN);
    let (theirs, withdrawn) =
        (count(&told, "It's yours: answer Ana Lima in "), count(&told, "the customer is back with the chatbot"));
    match (theirs, withdrawn) {
        (1, 0) => "told that it is theirs",
        (0, 1) => "told that the customer is back with the chatbot",
        _ => panic!("seed {seed}: {told:?}"),
    }
}
