//! The end, and what comes late after it.

use std::time::Duration;

use local::faults::{Fault, Plan};
use local::sandbox::deliveries::Misdelivery;
use local::sandbox::slack::act::{Kind, Shown};
use tests::story::App;

use super::journey::{MAY, TEAM, count, lines_in, picked, since_asked};

const END: &str = "live_chat_end";

/// The ticket that came ten seconds after the end is open, and the bot is silent.
async fn check_open(app: &App) {
    let cards = app.cards();
    assert_eq!(cards.len(), 1, "{cards:?}");
    assert!(cards[0].lines.contains(&"Ticket status: Pending".to_owned()), "{cards:?}");
    assert!(app.live_chat("Ana"), "the bot is silent");
    assert_eq!(lines_in(app, TEAM).len(), 2, "the old card and the new one");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn control_from_a_messages_shortcut_ends_the_live_chat_and_is_refused_where_there_is_none() {
    let app = picked(1).await;
    app.opens_control(MAY, TEAM).await;
    assert_eq!(count(&app.told(MAY), "Live Chat Control works in inbox channels, and this is none."), 1);
    app.opens_control(MAY, &app.inbox()).await;
    assert_eq!(app.proceeds(MAY, "end").await, Shown::Closed);
    app.settle().await;
    assert!(!app.live_chat("Ana"), "the bot is back");
    assert_eq!(count(&since_asked(&app), "The live chat has ended."), 1);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_late_report_of_the_old_end_does_not_touch_the_new_ticket() {
    let app = picked(1).await;
    let late = Misdelivery { delay: Duration::from_mins(2), ..Misdelivery::default() };
    app.world.sandbox.misdeliver(late);
    app.clicks(MAY, &app.inbox(), END).await;
    app.world.pass(Duration::from_secs(10)).await;
    assert!(!app.live_chat("Ana"), "the end has come to the platform");
    app.world.sandbox.misdeliver(Misdelivery::default());
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    assert!(app.world.sandbox.pending_deliveries() > 0, "the report of the end is still on its way");
    app.settle().await;
    check_open(&app).await;
}

#[tokio::test]
async fn a_toggle_whose_answer_was_lost_is_repeated_for_what_is_wanted_then() {
    let app = picked(1).await;
    app.world.sandbox.faults().plan(Plan::once("toggleLiveChat", Fault::AnswerLost)).unwrap();
    let before = app.world.sandbox.count("toggleLiveChat");
    app.clicks(MAY, &app.inbox(), END).await;
    app.world.work_now().await;
    assert_eq!(app.world.sandbox.count("toggleLiveChat"), before + 1, "it was tried");
    assert!(!app.live_chat("Ana"), "it was done, and nobody knows");
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    app.settle().await;
    assert!(app.world.sandbox.count("toggleLiveChat") > before + 1, "it was repeated");
    check_open(&app).await;
}

#[tokio::test]
async fn a_toggle_that_never_came_to_the_platform_is_not_made_up_for_after_a_new_request() {
    let app = picked(1).await;
    app.world.sandbox.faults().plan(Plan::once("toggleLiveChat", Fault::Broken).times(2)).unwrap();
    app.clicks(MAY, &app.inbox(), END).await;
    app.world.work_now().await;
    assert!(app.live_chat("Ana"));
    // A bot whose pre-action does not look at the lock.
    app.asks_until_heard("Ana", Some("Support Team")).await;
    app.settle().await;
    check_open(&app).await;
}

#[tokio::test]
async fn two_who_end_at_once_end_it_once_and_the_second_is_told() {
    let app = picked(1).await;
    let inbox = app.inbox();
    let first = app.clicks(MAY, &inbox, END);
    let second = app.clicks(MAY, &inbox, END);
    tokio::join!(first, second);
    app.settle().await;
    assert_eq!(count(&since_asked(&app), "The live chat has ended."), 1, "one *ended* message");
    assert_eq!(count(&lines_in(&app, &inbox), "Ended by May"), 1, "one line");
    let told = app.told(MAY);
    assert_eq!(count(&told, "This ticket was ended by May at "), 1, "{told:?}");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn someone_who_may_not_end_is_told_who_may_and_the_chat_goes_on() {
    let app = picked(1).await;
    let inbox = app.inbox();
    let stranger = app.come(1, &inbox, Kind::Member).remove(0);
    app.clicks(stranger.as_str(), &inbox, END).await;
    app.settle().await;
    let told = app.told(stranger.as_str());
    assert_eq!(count(&told, "You can't end this live chat"), 1, "{told:?}");
    assert!(app.live_chat("Ana"));
    assert_eq!(count(&since_asked(&app), "has ended"), 0);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn the_next_live_chat_is_in_the_same_inbox_channel_with_a_card_of_its_own() {
    let app = picked(1).await;
    let inbox = app.inbox();
    app.clicks(MAY, &inbox, END).await;
    app.settle().await;
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    app.settle().await;
    app.clicks(MAY, TEAM, "ticket_pick").await;
    app.settle().await;
    assert_eq!(app.inboxes().len(), 1, "the same inbox channel");
    let lines = lines_in(&app, &inbox);
    let cards: Vec<&String> = lines.iter().filter(|line| line.starts_with("*Live chat with Ana Lima*")).collect();
    assert_eq!(cards.len(), 2, "{lines:#?}");
    assert!(cards[0].contains("Live chat: False") && cards[0].contains("Ticket status: Closed"), "{cards:?}");
    assert!(cards[1].contains("Live chat: True") && cards[1].contains("Ticket status: Active"), "{cards:?}");
    assert_eq!(count(&since_asked(&app), "May is here to help you."), 2);
    app.world.check(&[]).await;
}
