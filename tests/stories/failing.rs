//! Whatever fails on the way: one card, never two, never none.

use std::collections::BTreeMap;

use tests::gate::Fault;
use tests::story::App;

/// The journey of this issue: a customer asks, and everything that follows happens.
async fn journey(seed: u64, faults: &[(usize, Fault)]) -> App {
    let app = App::seeded(seed).await;
    for (call, fault) in faults {
        app.spoil(*call, *fault);
    }
    app.asks_until_heard("Ana", Some("Support Team")).await;
    app.settle().await;
    app
}

/// The end that every journey has.
async fn check_end(app: &App, what: &str) {
    let cards = app.cards();
    assert_eq!(cards.len(), 1, "{what}: {:?}", app.messages());
    assert_eq!(app.messages().len(), 1, "{what}: {:?}", app.messages());
    let card = &cards[0];
    assert_eq!(card.channel, "support-team", "{what}");
    assert!(card.lines.contains(&"*Ana Lima* asks for a live chat".to_owned()), "{what}: {card:?}");
    assert!(card.lines.iter().any(|line| line.starts_with("> It says")), "{what}: {card:?}");
    assert_eq!(app.world.sandbox.count("chat.postMessage"), 1, "{what}: posted once");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn every_single_fault_at_each_port_call_ends_in_one_card() {
    let calls = journey(1, &[]).await.world.gate.take_calls();
    let mut schedules: BTreeMap<String, usize> = BTreeMap::new();
    for (number, call) in calls.iter().enumerate() {
        for fault in Fault::of(call) {
            let what = format!("{fault:?} at call {number}, {call}");
            let app = journey(1, &[(number, fault)]).await;
            assert!(app.world.gate.was_met(), "{what} was not met");
            check_end(&app, &what).await;
            *schedules.entry(call.clone()).or_default() += 1;
        }
    }
    let total: usize = schedules.values().sum();
    println!("single faults: {total} schedules over {} port calls: {schedules:?}", calls.len());
    assert!(total > 100, "the journey has too few port calls: {calls:?}");
}

#[tokio::test]
async fn several_faults_in_one_journey_still_end_in_one_card() {
    let calls = journey(1, &[]).await.world.gate.take_calls().len();
    let mut met = 0;
    for seed in 0..60 {
        let random = tests::clock::Seeded::new(seed);
        let kinds =
            [Fault::Unreachable, Fault::Broken, Fault::AnswerLost, Fault::DiesBefore, Fault::DiesAfter, Fault::Busy];
        let faults: Vec<(usize, Fault)> =
            (0..4).map(|_| (random.below(calls + 10), kinds[random.below(kinds.len())])).collect();
        let app = journey(seed, &faults).await;
        met += usize::from(app.world.gate.was_met());
        let cards = app.cards();
        assert_eq!(cards.len(), 1, "seed {seed}, {faults:?}: {:?}", app.messages());
        assert_eq!(app.messages().len(), 1, "seed {seed}, {faults:?}: {:?}", app.messages());
    }
    println!("several faults: 60 seeded journeys, {met} met one");
    assert!(met > 30);
}
