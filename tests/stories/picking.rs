//! An agent picks, talks with the customer and ends: the journey.

use tests::story::App;

const MAY: &str = "U07MAY00001";

#[tokio::test]
async fn the_journey() {
    let app = App::new().await;
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    app.settle().await;
    app.clicks(MAY, "support-team", "ticket_pick").await;
    app.settle().await;
    let inbox = app.inbox();
    println!("{inbox}: {:#?}", app.seen_in(&inbox));
    println!("{:#?}", app.seen_in("support-team"));
    println!("{:#?}", app.told(MAY));
    println!("{:#?}", app.phone("Ana"));
    app.says("Ana", "hello?");
    app.settle().await;
    let ts = app.writes(MAY, &inbox, "Hi Ana, *how* can I help? :wave:");
    app.settle().await;
    println!("{inbox}: {:#?} {:?}", app.seen_in(&inbox), app.marks(&inbox, &ts));
    println!("{:#?}", app.phone("Ana"));
    app.clicks(MAY, &inbox, "live_chat_end").await;
    app.settle().await;
    println!("{inbox}: {:#?}", app.seen_in(&inbox));
    println!("{:#?}", app.seen_in("support-team"));
    println!("{:#?} {}", app.phone("Ana"), app.live_chat("Ana"));
    app.world.check(&[]).await;
}
