//! Slack says "too many".

use std::time::Duration;

use local::faults::{Fault, Plan};
use shared::clock::Clock;
use shared::domain::UserId;
use tests::story::App;

use crate::chatting::{BEN, LiveChat};

#[tokio::test]
async fn a_429_of_30_seconds_on_the_card_delays_that_channels_posts_and_nothing_else() {
    let app = App::new().await;
    let limited = Plan::once("chat.postMessage", Fault::Limited { retry_after: 30 });
    app.world.sandbox.faults().plan(limited).unwrap();
    let asked = app.world.clock.now();
    app.asks("Ana", Some("Support Team")).await;
    app.world.work_now().await;
    assert!(app.cards().is_empty());

    // Another channel, and another method, at once.
    app.asks("Bo", None).await;
    app.world.work_now().await;
    let others: Vec<String> = app.cards().into_iter().map(|card| card.channel).collect();
    assert_eq!(others, ["support-default"]);
    assert_eq!(app.world.clock.now().since(asked), Duration::ZERO, "no time has passed for the other channel");

    // A second ticket for the limited channel waits without a call.
    let calls = app.world.sandbox.count("chat.postMessage");
    app.posts(&app.request("49", Some("Support Team"))).await.unwrap();
    app.world.work_now().await;
    assert_eq!(app.world.sandbox.count("chat.postMessage"), calls, "whoever reads the limit does not call");

    app.world.pass(Duration::from_secs(29)).await;
    assert_eq!(app.cards().len(), 1, "not before the 30 seconds are over");
    app.settle().await;
    assert_eq!(app.cards().len(), 3);
    assert!(app.world.clock.now().since(asked) >= Duration::from_secs(30));
    let lines = app.world.logs.lines();
    assert!(
        lines.iter().any(|line| line.contains("shown") && line.contains("attempts=1")),
        "no attempt wasted: {lines:?}"
    );
    assert!(!lines.iter().any(|line| line.contains("attempts=2")), "no attempt wasted: {lines:?}");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_429_on_a_name_is_read_by_every_lane_that_would_ask_for_it() {
    let ben = UserId::new(BEN);
    let chat = LiveChat::with(|settings| settings.admins.push(ben)).await;
    let limited = Plan::once("users.info", Fault::Limited { retry_after: 30 });
    chat.app.world.sandbox.faults().plan(limited).unwrap();
    let asked = chat.app.world.sandbox.count("users.info");
    // Slack has yet to say who Ben is, and card, live chat card and the line in the inbox channel name him.
    chat.adds(BEN).await;
    chat.app.clicks(BEN, &chat.inbox, "live_chat_end").await;
    chat.later(29).await;
    assert_eq!(chat.app.world.sandbox.count("users.info"), asked + 1, "whoever reads the limit does not call");
    chat.app.settle().await;
    assert!(chat.said().iter().any(|line| line.starts_with("Ended by Ben")), "{:#?}", chat.said());
    chat.app.world.check(&[]).await;
}
