//! Timers and their sweeper: when it comes late, and when two come at once.

use std::cell::Cell;
use std::time::Duration;

use tests::story::App;

use super::journey::{MAY, TEAM, count, lines_in};
use super::races::{Ends, PICK};
use super::transferring::{OTHER, RETURNS, last, sends_on, transferred};

/// How many interleavings of two sweepers are tried: two live chats each, so fewer than of other races.
const SEEDS: u64 = 60;

const BACK: &str = "back with May · Ticket status: Active";
const NOTICE: &str = "Nobody in default picked this in ";

/// Every transfer is back: a notice in each inbox channel, one card each at the other team, and none to pick.
fn check_back_once(app: &App, inboxes: &[String], what: &str) {
    for inbox in inboxes {
        let lines = lines_in(app, inbox);
        assert_eq!(count(&lines, NOTICE), 1, "{what}: {lines:#?}");
    }
    let cards = lines_in(app, OTHER);
    assert_eq!((cards.len(), count(&cards, BACK)), (inboxes.len(), inboxes.len()), "{what}: {cards:#?}");
    assert_eq!(count(&cards, "[Pick]"), 0, "{what}: {cards:#?}");
}

#[tokio::test]
async fn a_sweeper_that_was_down_for_three_hours_gives_a_transfer_back_once() {
    let app = transferred(1).await;
    let inboxes = [app.inbox()];
    app.world.clock.pass(Duration::from_hours(3));
    app.world.work_now().await;
    assert!(last(&app, OTHER).ends_with("Ticket status: Pending / [Pick]  [Manage]"), "{}", last(&app, OTHER));
    app.world.sweep().await;
    app.settle().await;
    check_back_once(&app, &inboxes, "at once when it is back");
    app.world.pass(RETURNS * 2).await;
    app.settle().await;
    check_back_once(&app, &inboxes, "and never again");
    app.world.check(&[]).await;
}

/// The transfers of two customers wait at the other team.
async fn both_wait(seed: u64) -> (App, [String; 2]) {
    let app = transferred(seed).await;
    let first = app.inbox();
    app.world.clock.pass(Duration::from_secs(2));
    app.asks_for_a_human("Bo", Some("Support Team")).await;
    app.settle().await;
    app.insists(MAY, TEAM, PICK).await;
    app.settle().await;
    sends_on(&app).await;
    let second = app.inbox();
    assert_ne!(first, second);
    (app, [first, second])
}

#[tokio::test]
async fn two_sweepers_at_once_act_on_each_timer_once() {
    let mut ends = Ends::default();
    for seed in 0..SEEDS {
        let (app, inboxes) = both_wait(seed).await;
        app.world.clock.pass(RETURNS);
        let rung = Cell::new(0);
        // Both begin in the same turn: begun apart, the second finds little to ring for.
        let sweeps = || async {
            let lanes = app.world.sweep().await;
            rung.set(rung.get() + lanes);
            while app.world.work_one().await {}
        };
        ends.race(&app, [Box::pin(sweeps()), Box::pin(sweeps())]).await;
        check_back_once(&app, &inboxes, &format!("seed {seed}"));
        ends.note(format!("rung for {} times, acted on once each", rung.get()));
    }
    let rung = [2, 3, 4].map(|times| format!("rung for {times} times, acted on once each"));
    ends.check("two timers, sweeper / sweeper", &rung.each_ref().map(String::as_str), &[]);
}
