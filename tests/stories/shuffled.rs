//! Everything that Slack and the platform deliver comes one to three times and in any order.

use local::sandbox::deliveries::Misdelivery;
use tests::story::App;

use super::journey::{MAY, TEAM, asked, count, goes_on, lines_in, since_asked};

/// How many seeded journeys.
const SEEDS: u64 = 40;

#[tokio::test]
async fn deliveries_that_come_one_to_three_times_and_shuffled_change_nothing() {
    let mut sent = 0;
    for seed in 0..SEEDS {
        let what = format!("seed {seed}");
        let app = asked(seed).await;
        app.world.sandbox.misdeliver(Misdelivery { copies: (1, 3), shuffle: true, seed, ..Misdelivery::default() });
        goes_on(&app).await;
        check(&app, &what);
        sent += app.world.sandbox.count("sendResponses");
        app.world.check(&[]).await;
    }
    println!("shuffled: {SEEDS} seeds, {sent} sends to the customer");
    assert_eq!(sent, usize::try_from(SEEDS).unwrap() * 5, "three answers, *picked* and *ended*, each once");
}

fn check(app: &App, what: &str) {
    let team = lines_in(app, TEAM);
    assert_eq!(team.len(), 1, "{what}: {team:?}");
    assert!(team[0].ends_with("Ticket status: Closed"), "{what}: {team:?}");
    assert_eq!(app.inboxes().len(), 1, "{what}");
    let inbox = lines_in(app, &app.inbox());
    let expected = [
        "*Live chat with Ana Lima*",
        "*Before you joined*",
        "question 1",
        "question 2",
        "question 3",
        "answer 1",
        "answer 2",
        "answer 3",
        "Ended by May",
    ];
    assert_eq!(inbox.len(), expected.len(), "{what}: {inbox:#?}");
    for (line, expected) in inbox.iter().zip(expected) {
        assert!(line.contains(expected), "{what}: {expected} in {inbox:#?}");
    }
    let phone = since_asked(app);
    let expected = [
        "Admin: May is here to help you.",
        "Member: question 1",
        "Member: question 2",
        "Member: question 3",
        "Admin: May: answer 1",
        "Admin: May: answer 2",
        "Admin: May: answer 3",
        "Admin: The live chat has ended. Our assistant is back.",
    ];
    assert_eq!(phone, expected, "{what}");
    assert_eq!(count(&app.told(MAY), "It's yours"), 1, "{what}");
    assert!(!app.live_chat("Ana"), "{what}");
}
