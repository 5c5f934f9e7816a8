//! A channel whose making nobody answered: it is archived in the end, and no other channel ever is.

use std::time::Duration;

use local::faults::{Fault, Plan};
use local::sandbox::deliveries::Misdelivery;
use local::sandbox::slack::Channel;
use local::sandbox::slack::act::Deed;
use shared::domain::UserId;
use shared::job::Lane;
use tests::story::App;

use super::journey::{BEN, MAY, TEAM, asked, goes_on, since_asked};

const CREATE: &str = "conversations.create";

/// From now on the sandbox's next answers to this method go so.
fn plan(app: &App, method: &str, fault: Fault) {
    app.world.sandbox.faults().plan(Plan::once(method, fault)).unwrap();
}

/// The answer to the first `conversations.create` is lost.
async fn picked_in_vain() -> App {
    let app = asked(1).await;
    plan(&app, CREATE, Fault::AnswerLost);
    app.clicks(BEN, TEAM, "ticket_pick").await;
    app
}

/// The channel of this attempt.
fn attempt(app: &App, number: u32) -> Channel {
    let channels = app.world.sandbox.slack().channels;
    let found = app.inboxes().into_iter().map(|id| channels[&id].clone()).find(|channel| {
        let end = format!("-{number}");
        channel.name.ends_with(&end)
    });
    found.unwrap_or_else(|| panic!("no attempt {number}"))
}

fn bot(app: &App) -> UserId {
    app.world.sandbox.slack().app.bot_user
}

/// The first attempt's channel is archived with nobody having been in it; the second's is in use.
async fn check_archived(app: &App) {
    assert_eq!(app.inboxes().len(), 2);
    let (stray, used) = (attempt(app, 1), attempt(app, 2));
    assert!(stray.is_archived, "{}", stray.name);
    assert_eq!(stray.members.into_iter().collect::<Vec<_>>(), [bot(app)], "nobody was invited to it");
    assert!(stray.messages.is_empty(), "nothing was said in it");
    assert!(!used.is_archived && used.members.contains(&UserId::new(BEN)), "{}", used.name);
    assert_eq!(since_asked(app), ["Admin: Ben is here to help you."]);
    assert_eq!(app.world.sandbox.count("conversations.archive"), 1, "one call");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_channel_whose_making_nobody_answered_is_archived_and_the_next_attempts_is_used() {
    let app = picked_in_vain().await;
    app.settle().await;
    check_archived(&app).await;
}

#[tokio::test]
async fn it_is_archived_once_however_often_and_in_whatever_order_slack_tells_of_it() {
    for seed in 1..=3 {
        let app = asked(1).await;
        let thrice = Misdelivery { copies: (2, 3), shuffle: true, seed, ..Misdelivery::default() };
        app.world.sandbox.misdeliver(thrice);
        plan(&app, CREATE, Fault::AnswerLost);
        app.clicks(BEN, TEAM, "ticket_pick").await;
        app.settle().await;
        check_archived(&app).await;
    }
}

#[tokio::test]
async fn while_its_attempt_is_the_last_one_it_stays_and_once_another_was_begun_it_goes() {
    let app = picked_in_vain().await;
    app.world.work_now().await;
    assert_eq!(app.inboxes().len(), 1, "the next attempt is to come");
    // Somebody else's pick meets the limit, which the next attempt then waits for as well.
    app.asks_for_a_human("Bo", Some("Support Team")).await;
    app.world.work_now().await;
    plan(&app, CREATE, Fault::Limited { retry_after: 200 });
    app.clicks(MAY, TEAM, "ticket_pick").await;
    app.world.work_now().await;
    app.world.pass(Duration::from_secs(190)).await;
    assert!(app.world.sandbox.count("conversations.info") > 0, "Slack was asked about it");
    assert_eq!(app.world.sandbox.count("conversations.archive"), 0, "its attempt may still end well");
    app.settle().await;
    assert!(attempt(&app, 1).is_archived);
    let open: Vec<Channel> = {
        let channels = app.world.sandbox.slack().channels;
        app.inboxes().iter().map(|id| channels[id].clone()).filter(|channel| !channel.is_archived).collect()
    };
    assert_eq!(open.len(), 2, "each customer has one: {open:?}");
    assert!(open.iter().all(|channel| channel.members.len() > 1), "and an agent is in it: {open:?}");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn the_channel_of_a_ticket_that_ended_before_the_next_attempt_goes_too() {
    let app = picked_in_vain().await;
    while app.world.sandbox.count(CREATE) == 0 {
        assert!(app.world.work_one().await);
    }
    app.clicks(MAY, TEAM, "ticket_manage").await;
    app.proceeds(MAY, "end").await;
    app.settle().await;
    assert!(attempt(&app, 1).is_archived);
    // The next live chat has a channel of its own, whose name was never given before.
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    app.settle().await;
    app.clicks(BEN, TEAM, "ticket_pick").await;
    app.settle().await;
    assert_eq!(app.inboxes().len(), 2);
    assert!(!attempt(&app, 3).is_archived);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_limit_and_a_lost_answer_on_the_way_only_delay_it() {
    for method in ["conversations.info", "conversations.archive"] {
        for fault in [Fault::Limited { retry_after: 40 }, Fault::Broken, Fault::AnswerLost] {
            let app = picked_in_vain().await;
            plan(&app, method, fault.clone());
            app.settle().await;
            assert!(attempt(&app, 1).is_archived, "{method} {fault:?}");
            assert!(!attempt(&app, 2).is_archived, "{method} {fault:?}");
            assert!(app.world.sandbox.count("conversations.archive") <= 2, "{method} {fault:?}");
            app.world.check(&[]).await;
        }
    }
}

#[tokio::test]
async fn the_usual_journey_asks_about_no_channel_and_archives_none() {
    let app = asked(1).await;
    goes_on(&app).await;
    assert_eq!(app.world.sandbox.count("conversations.info"), 0);
    assert_eq!(app.world.sandbox.count("conversations.archive"), 0);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn an_event_that_is_faster_than_the_answer_asks_about_nothing_once_the_channel_is_recorded() {
    let app = asked(1).await;
    plan(&app, CREATE, Fault::AnswerHeld);
    app.clicks(BEN, TEAM, "ticket_pick").await;
    let event = async {
        while !app.world.due().await.iter().any(|due| due.lane.lane == Lane::Stray) {
            app.world.deliver().await;
            tokio::task::yield_now().await;
        }
        app.world.sandbox.faults().release(Some(CREATE));
    };
    futures_util::future::join(app.world.work_now(), event).await;
    app.settle().await;
    assert_eq!(app.inboxes().len(), 1);
    assert!(!attempt(&app, 1).is_archived);
    assert_eq!(app.world.sandbox.count("conversations.info"), 0);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_channel_that_a_person_has_named_like_an_earlier_attempt_stays() {
    let app = picked_in_vain().await;
    app.settle().await;
    let alike = format!("x-{}", attempt(&app, 1).name);
    app.does(MAY, Deed::Rename { channel: "leads-only".to_owned(), name: alike.clone() });
    app.comes_by_itself(&alike);
    app.settle().await;
    assert_eq!(app.world.sandbox.count("conversations.info"), 2, "Slack was asked about this one too");
    assert!(!app.channel_now(&alike).is_archived, "it is May's");
    assert_eq!(app.world.sandbox.count("conversations.archive"), 1, "the stray one alone");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_ticketing_channel_and_a_channel_to_which_a_person_adds_the_app_are_not_even_asked_about() {
    let app = asked(1).await;
    app.removes_us(TEAM);
    app.comes_by_itself(TEAM);
    app.does(MAY, Deed::AddPeople { channel: "leads-only".to_owned(), users: vec![bot(&app)] });
    app.settle().await;
    assert_eq!(app.world.sandbox.count("conversations.info"), 0);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_former_inbox_channel_to_which_the_app_comes_back_stays() {
    let app = asked(1).await;
    goes_on(&app).await;
    let former = app.channel_now(&app.inbox());
    app.removes_us(&former.name);
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    app.settle().await;
    app.clicks(BEN, TEAM, "ticket_pick").await;
    app.settle().await;
    assert_eq!(app.inboxes().len(), 2, "a successor was opened");
    app.comes_by_itself(&former.name);
    app.settle().await;
    assert!(!app.channel_now(&former.name).is_archived);
    assert_eq!(app.world.sandbox.count("conversations.info"), 0, "what it is is known");
    app.world.check(&[]).await;
}
