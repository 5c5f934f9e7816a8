//! Many click on *Pick*: one wins, and everybody else is told who did.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use local::sandbox::slack::act::Kind;
use shared::domain::UserId;
use tests::interleave::interleave;
use tests::story::{App, message_lines};

use super::journey::{BEN, MAY, TEAM, asked, count, lines_in, since_asked};

const PICK: &str = "ticket_pick";

/// What each person alone was shown, of one look at the workspace.
fn told(app: &App) -> BTreeMap<UserId, Vec<String>> {
    let mut told: BTreeMap<UserId, Vec<String>> = BTreeMap::new();
    for shown in app.world.sandbox.slack().channels.values().flat_map(|channel| &channel.ephemerals) {
        told.entry(shown.to.clone()).or_default().push(message_lines(&shown.message).join(" / "));
    }
    told
}

/// Who is told that it is theirs. Everybody else is told who was first.
fn winner(app: &App, clickers: &[UserId], what: &str) -> UserId {
    let told = told(app);
    let won = |user: &&UserId| told.get(*user).is_some_and(|told| count(told, "It's yours: answer Ana Lima in ") == 1);
    let winners: Vec<&UserId> = clickers.iter().filter(won).collect();
    assert_eq!(winners.len(), 1, "{what}: one winner");
    let name = app.world.sandbox.slack().users[winners[0]].display_name.clone();
    let lost = format!("Processing by {name}: {name} picked this ticket first. Nothing for you to do.");
    for loser in clickers.iter().filter(|user| *user != winners[0]) {
        assert_eq!(told[loser], [lost.as_str()], "{what}: a loser");
    }
    let card = lines_in(app, TEAM);
    assert_eq!(card.len(), 1, "{what}");
    assert!(card[0].contains(&format!("Processing by {name} / ")), "{what}: {card:?}");
    winners[0].clone()
}

/// What stands and was called once, however many clicked.
fn check_once(app: &App, winner: &UserId, what: &str) {
    assert_eq!(app.inboxes().len(), 1, "{what}: one inbox channel");
    let inbox = app.channel_now(&app.inbox());
    assert!(inbox.members.contains(winner), "{what}: the winner is in it");
    assert_eq!(count(&since_asked(app), "is here to help you."), 1, "{what}: one *picked* message");
    // The winner alone, then the priority group.
    let invites = if winner.as_str() == MAY { 1..=2 } else { 2..=2 };
    assert!(invites.contains(&app.world.sandbox.count("conversations.invite")), "{what}: invites");
}

#[tokio::test]
async fn of_two_hundred_who_click_at_once_one_wins_and_the_others_are_told_who() {
    for round in 0..10 {
        let what = format!("round {round}");
        let app = asked(round).await;
        let clickers = app.come(200, TEAM, Kind::Member);
        let card = app.button(TEAM, PICK).unwrap();
        join_all(clickers.iter().map(|user| app.clicks_on(user.as_str(), TEAM, &card, PICK))).await;
        // The inbox channel is open before a single one of the answers is told: they stand in a queue of their own.
        while app.world.work_one().await {}
        assert_eq!(told(&app).len(), 1, "{what}: the winner alone was told so far");
        assert_eq!(count(&lines_in(&app, &app.inbox()), "*Live chat with Ana Lima*"), 1, "{what}");
        assert_eq!(count(&since_asked(&app), "is here to help you."), 1, "{what}: nobody waits for the answers");
        app.settle().await;
        let winner = winner(&app, &clickers, &what);
        check_once(&app, &winner, &what);
        app.world.check(&[]).await;
    }
}

#[tokio::test]
async fn of_five_who_click_in_any_interleaving_one_wins() {
    let mut schedules = BTreeSet::new();
    let mut winners = BTreeSet::new();
    for seed in 0..SEEDS {
        let what = format!("seed {seed}");
        let app = asked(seed).await;
        let mut clickers = [MAY, BEN, "U07CHLOE001", "U07GUEST001"].map(UserId::new).to_vec();
        clickers.extend(app.come(1, TEAM, Kind::Member));
        let actors = clickers.iter().map(|user| app.clicks(user.as_str(), TEAM, PICK)).collect();
        let (_, schedule) = interleave(&app.world, actors).await;
        schedules.insert(schedule);
        app.settle().await;
        let winner = winner(&app, &clickers, &what);
        check_once(&app, &winner, &what);
        winners.insert(winner);
        app.world.check(&[]).await;
    }
    println!(
        "five clicks: {SEEDS} seeds, {} different interleavings, {} different winners",
        schedules.len(),
        winners.len()
    );
    assert!(schedules.len() > 150, "only {} interleavings", schedules.len());
    assert_eq!(winners.len(), 5, "everybody can win");
}

/// How many interleavings are tried.
const SEEDS: u64 = 200;
