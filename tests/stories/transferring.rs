//! Transfers: the ticket goes to another team, the old handler answers until somebody picks it there, and it comes back
//! when nobody does.

use std::time::Duration;

use local::sandbox::deliveries::Delivery;
use local::sandbox::slack::SlackChange;
use local::sandbox::slack::act::Shown;
use shared::domain::UserId;
use tests::story::App;

use super::journey::{BEN, MAY, TEAM, count, lines_in, picked, since_asked};

/// The other team's ticketing channel.
pub(super) const OTHER: &str = "support-default";

/// What the sender writes for the other team.
pub(super) const NOTE: &str = "a refund: they have the receipt";

const PICK: &str = "ticket_pick";
const MANAGE: &str = "ticket_manage";
const TAKE_BACK: &str = "live_chat_take_back";

/// How long a transfer waits before it comes back.
pub(super) const RETURNS: Duration = Duration::from_mins(30);

/// Somebody has sent the live chat to the other team, from the inbox channel, with a note: it is on its way now.
pub(super) async fn sent_on(app: &App, user: &str) -> Delivery {
    app.opens_control(user, &app.inbox()).await;
    let to = app.channel_now(OTHER).id;
    app.submitted(user, &[("control_channel", to.as_str()), ("control_note", NOTE)])
}

/// May sends her live chat on.
pub(super) async fn sends_on(app: &App) {
    let sent = sent_on(app, MAY).await;
    assert_eq!(app.arrives(&sent).await, Shown::Closed, "a channel chosen and no action means transfer");
    app.settle().await;
}

/// Picked by May, and sent to the other team.
pub(super) async fn transferred(seed: u64) -> App {
    let app = picked(seed).await;
    sends_on(&app).await;
    app
}

/// The newest line of a channel.
pub(super) fn last(app: &App, channel: &str) -> String {
    lines_in(app, channel).pop().expect("a line")
}

#[tokio::test]
async fn a_transfer_waits_at_the_other_team_and_the_old_handler_answers_on() {
    let app = transferred(1).await;
    let inbox = app.inbox();
    let there = last(&app, OTHER);
    assert!(there.contains(&format!("From Support Team by May: \"{NOTE}\"")), "{there}");
    assert!(there.ends_with("Ticket status: Pending / [Pick]  [Manage]"), "{there}");
    let here = last(&app, TEAM);
    assert!(here.contains("Transferred by May to default (<#"), "{here}");
    assert!(here.contains("Ticket status: Pending / [Manage]"), "{here}");
    let notice = last(&app, &inbox);
    assert!(notice.starts_with("May transferred this live chat / Label: default / Name: <#"), "{notice}");
    assert!(notice.ends_with("May keeps answering until it is picked there. / [Take back]"), "{notice}");
    assert_eq!(count(&since_asked(&app), "is taking over"), 0, "the customer notices nothing");

    let said = app.writes(MAY, &inbox, "I am still here");
    app.settle().await;
    assert_eq!(count(&since_asked(&app), "I am still here"), 1);
    assert_eq!(app.marks(&inbox, &said), ["white_check_mark"]);
    assert!(since_asked(&app).iter().all(|line| !line.contains(NOTE)), "the customer never sees the note");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_transfer_that_is_picked_has_a_new_handler_and_the_customer_is_told_once() {
    let app = transferred(1).await;
    let inbox = app.inbox();
    app.clicks(BEN, OTHER, PICK).await;
    app.settle().await;
    let there = last(&app, OTHER);
    assert!(there.contains("Processing by Ben / Inbox Channel: <#"), "{there}");
    assert!(there.contains("Ticket status: Active / [Manage]"), "{there}");
    assert!(there.contains(&format!("From Support Team by May: \"{NOTE}\"")), "the note is needed now: {there}");
    assert!(!last(&app, TEAM).contains("From Support Team"), "it is the other card's: {}", last(&app, TEAM));
    assert!(last(&app, TEAM).contains("Ticket status: Active · Processing by Ben"), "{}", last(&app, TEAM));
    let lines = lines_in(&app, &inbox);
    assert_eq!(count(&lines, "Ben picked: Label: default · Name: <#"), 1, "{lines:#?}");
    assert_eq!(count(&lines, "Ticket handler: <@U07BEN00001> (before: May)"), 1, "{lines:#?}");
    assert!(app.channel_now(&inbox).members.contains(&UserId::new(BEN)), "the new handler is in");
    assert!(app.told(BEN).iter().any(|line| line.starts_with("It's yours: answer Ana Lima in <#")));
    let phone = since_asked(&app);
    assert_eq!(count(&phone, "Ben from default is taking over."), 1, "{phone:#?}");
    assert_eq!(count(&phone, "is here to help you."), 1, "May's, and never *picked* as well: {phone:#?}");

    app.writes(BEN, &inbox, "Ben speaking");
    app.settle().await;
    assert_eq!(count(&since_asked(&app), "Ben speaking"), 1, "nobody is asked: he is the handler");
    app.world.pass(RETURNS).await;
    app.settle().await;
    assert!(last(&app, OTHER).contains("Processing by Ben"), "it does not come back any more");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_transfer_that_nobody_picks_comes_back_by_itself_once() {
    let app = transferred(1).await;
    let inbox = app.inbox();
    app.world.pass(RETURNS.checked_sub(Duration::from_mins(1)).unwrap()).await;
    assert!(last(&app, OTHER).ends_with("[Pick]  [Manage]"), "its time has not come");
    app.world.pass(Duration::from_mins(3)).await;
    app.settle().await;
    let back = "Not picked in 30 min: back with May · Ticket status: Active";
    assert!(last(&app, OTHER).contains(back), "{}", last(&app, OTHER));
    let lines = lines_in(&app, &inbox);
    let told =
        "Nobody in default picked this in 30 min. · Ticket status: Active · Ticket handler: <@U07MAY00001> again";
    assert_eq!(count(&lines, told), 1, "{lines:#?}");
    app.clicks(BEN, OTHER, MANAGE).await;
    app.world.pass(RETURNS).await;
    app.settle().await;
    assert_eq!(count(&lines_in(&app, &inbox), "Nobody in default picked this"), 1);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_transfer_whose_old_handler_has_left_goes_back_to_the_queue_it_came_from() {
    let app = transferred(1).await;
    let gone = app.world.sandbox.slack().users[&UserId::new(MAY)].clone();
    let gone = local::sandbox::slack::User { deleted: true, ..gone };
    let change = local::sandbox::Change::Slack(SlackChange::UserSet(gone));
    app.world.sandbox.change(change).expect("the sandbox takes it");
    app.world.pass(RETURNS + Duration::from_mins(2)).await;
    app.settle().await;
    let lines = lines_in(&app, TEAM);
    assert!(lines.last().unwrap().ends_with("Ticket status: Pending / [Pick]  [Manage]"), "{lines:#?}");
    assert!(last(&app, OTHER).contains("Not picked in 3"), "{}", last(&app, OTHER));
    assert_eq!(count(&lines_in(&app, &app.inbox()), "May is gone and nobody picked this: it waits in Support Team"), 1);
    app.clicks(BEN, TEAM, PICK).await;
    app.settle().await;
    assert!(last(&app, TEAM).contains("Processing by Ben"), "{}", last(&app, TEAM));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn take_back_at_the_notice_ends_the_wait_and_leaves_nothing_to_pick() {
    let app = transferred(1).await;
    let inbox = app.inbox();
    app.clicks(MAY, &inbox, TAKE_BACK).await;
    app.settle().await;
    let there = last(&app, OTHER);
    assert!(there.contains("Processing by May") && !there.contains("[Pick]"), "{there}");
    let lines = lines_in(&app, &inbox);
    assert_eq!(count(&lines, "May took this live chat back · Ticket status: Active"), 1, "{lines:#?}");
    app.world.pass(RETURNS + Duration::from_mins(2)).await;
    app.settle().await;
    assert_eq!(count(&lines_in(&app, &inbox), "Nobody in default picked this"), 0, "its timer is past");
    app.world.check(&[]).await;
}
