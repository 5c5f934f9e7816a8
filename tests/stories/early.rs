//! Live Chat Control before anybody answers: while the ticket waits, and while its inbox channel is being opened.

use local::sandbox::slack::act::Shown;
use shared::domain::{MemberId, PriorityGroup, UserId, WorkspaceSettings};
use shared::store::Put;
use tests::story::App;

use super::journey::{BEN, MAY, TEAM, asked, count, lines_in, since_asked};
use super::moving::{offered, reads};

const PICK: &str = "ticket_pick";
const MANAGE: &str = "ticket_manage";

#[tokio::test]
async fn who_has_picked_may_release_it_before_the_inbox_channel_is_there_and_nobody_is_left_in_one() {
    let app = asked(1).await;
    app.clicks(BEN, TEAM, PICK).await;
    app.clicks(BEN, TEAM, MANAGE).await;
    assert_eq!(offered(&app, BEN), ["end", "release"], "there is nothing to transfer yet");
    assert_eq!(app.proceeds(BEN, "release").await, Shown::Closed);
    app.settle().await;
    let lines = lines_in(&app, TEAM);
    assert!(lines[0].contains("Released by Ben: waiting again, <https://"), "{lines:#?}");
    assert!(lines[1].ends_with("Ticket status: Pending / [Pick]  [Manage]"), "{lines:#?}");
    assert!(since_asked(&app).is_empty(), "the customer notices nothing: {:#?}", since_asked(&app));
    assert!(app.inboxes().is_empty(), "no channel was made for nobody");

    app.clicks(MAY, TEAM, PICK).await;
    app.settle().await;
    assert_eq!(count(&since_asked(&app), "is here to help you."), 1);
    assert!(!app.channel_now(&app.inbox()).members.contains(&UserId::new(BEN)), "who released it is not called again");
    app.world.check(&[]).await;
}

/// Ben is in the priority group, and no admin.
async fn with_ben_in_the_group(app: &App) {
    let (team, store) = (app.world.workspace(), &app.world.look.store);
    let settings = store.conversation(&team, &MemberId::new("nobody")).await.unwrap().1.expect("settings");
    let priority_group = PriorityGroup { members: vec![UserId::new(BEN)], user_group: None };
    let settings = WorkspaceSettings { version: settings.version + 1, priority_group, ..settings };
    assert_eq!(store.put_settings(&team, &settings).await.unwrap(), Put::Stored);
}

#[tokio::test]
async fn the_priority_group_may_end_what_nobody_has() {
    let app = asked(1).await;
    with_ben_in_the_group(&app).await;
    app.clicks(BEN, TEAM, MANAGE).await;
    assert_eq!(offered(&app, BEN), ["end"]);
    assert_eq!(app.proceeds(BEN, "end").await, Shown::Closed);
    app.settle().await;
    let lines = lines_in(&app, TEAM);
    assert!(lines[0].contains("Ended by Ben") && lines[0].ends_with("Ticket status: Closed"), "{lines:#?}");
    assert_eq!(count(&since_asked(&app), "The live chat has ended."), 1);
    assert!(!app.live_chat("Ana"), "the bot answers again");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn the_priority_group_may_no_longer_end_it_once_somebody_has_picked() {
    let app = asked(1).await;
    with_ben_in_the_group(&app).await;
    app.clicks(BEN, TEAM, MANAGE).await;
    app.clicks(MAY, TEAM, PICK).await;
    app.settle().await;
    app.proceeds(BEN, "end").await;
    app.settle().await;
    assert!(
        reads(&app, BEN).contains("the priority group can only while nobody has the ticket."),
        "{}",
        reads(&app, BEN)
    );
    assert!(app.live_chat("Ana"));
    assert!(lines_in(&app, TEAM)[0].contains("Ticket status: Active"));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn who_asks_again_before_the_cards_say_that_it_ended_has_a_new_card_and_the_old_ones_say_so_all_the_same() {
    let app = asked(1).await;
    app.clicks(MAY, TEAM, PICK).await;
    app.settle().await;
    let inbox = app.inbox();
    app.clicks(MAY, &inbox, "live_chat_end").await;
    // Nothing of it is shown yet, and the platform has not turned the bot on.
    app.posts(&app.request("Ana", Some("Support Team"))).await.expect("an answer");
    app.settle().await;
    let cards = lines_in(&app, TEAM);
    assert_eq!(cards.len(), 2, "{cards:#?}");
    assert!(cards[0].contains("Ended by May") && cards[0].ends_with("Ticket status: Closed"), "{cards:#?}");
    assert!(cards[1].ends_with("Ticket status: Pending / [Pick]  [Manage]"), "{cards:#?}");
    let live_chat = lines_in(&app, &inbox).remove(0);
    assert!(live_chat.contains("Live chat: False / ") && live_chat.contains("Ticket status: Closed"), "{live_chat}");
    app.world.check(&[]).await;
}
