//! When something is away for longer: the store, the queue, Slack, or every ticketing channel.

use std::time::Duration;

use lambda_http::http::StatusCode;
use local::faults::{Fault as SlackFault, Plan};
use serde_json::json;
use shared::domain::WorkspaceSettings;
use tests::gate::Fault;
use tests::story::App;

#[tokio::test]
async fn a_request_that_the_store_can_not_take_waits_in_the_queue_and_keeps_its_ticket() {
    let app = App::new().await;
    app.spoil(0, Fault::Unreachable);
    let answer = app.asks("Ana", Some("Support Team")).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    assert_eq!(answer.body["status"], "Pending");
    app.settle().await;
    assert_eq!(app.cards().len(), 1);
    let again = app.asks("Ana", None).await;
    assert_eq!(again.body["ticketId"], answer.body["ticketId"], "the ticket that the bot was told");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_request_that_neither_store_nor_queue_can_take_is_refused_so_that_the_bot_goes_on() {
    let app = App::new().await;
    app.world.gate.break_all(true);
    let answer = app.asks("Ana", None).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.body["ok"], 0);
    app.world.gate.break_all(false);
    app.settle().await;
    assert!(app.messages().is_empty());
    app.world.check(&["request refused"]).await;
}

#[tokio::test]
async fn a_card_comes_after_hours_without_slack() {
    let app = App::new().await;
    let away = Plan::once("chat.postMessage", SlackFault::Broken).times(60);
    app.world.sandbox.faults().plan(away).unwrap();
    app.asks("Ana", None).await;
    app.world.pass(Duration::from_hours(2)).await;
    assert!(app.messages().is_empty());
    app.settle().await;
    assert_eq!(app.messages().len(), 1);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_ticket_whose_channel_was_archived_is_posted_in_the_default_one_with_a_line() {
    let app = App::new().await;
    app.archive("support-team");
    app.asks("Ana", Some("Support Team")).await;
    app.settle().await;
    let cards = app.cards();
    assert_eq!(cards.len(), 1);
    assert_eq!(cards[0].channel, "support-default");
    assert!(
        cards[0]
            .lines
            .contains(&"This is for Support Team. It stands here because their channel can't be used now.".to_owned())
    );
    app.world.check(&[]).await;
}

#[tokio::test]
async fn with_no_usable_channel_the_ticket_waits_and_admins_are_told_once() {
    let app = App::new().await;
    app.archive("support-team");
    app.archive("support-default");
    app.asks("Ana", Some("Support Team")).await;
    app.world.pass(Duration::from_mins(21)).await;
    assert!(app.cards().is_empty());
    let told: Vec<_> = app.messages();
    assert_eq!(told.len(), 1, "one direct message to the one admin: {told:?}");
    assert!(told[0].lines[0].contains("nobody sees it"), "{told:?}");
    assert!(told[0].lines.iter().any(|line| line.starts_with("What to do:")), "{told:?}");

    app.unarchive("support-default");
    app.settle().await;
    assert_eq!(app.cards().len(), 1, "the ticket has waited for its channel");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_ticket_that_opened_without_any_channel_is_posted_once_there_is_one() {
    let app = App::new().await;
    let team = app.world.workspace();
    let member = shared::domain::MemberId::new("somebody");
    let (_, settings) = app.world.look.store.conversation(&team, &member).await.unwrap();
    let before = settings.unwrap();
    let none =
        WorkspaceSettings { version: 2, ticketing_channels: Vec::new(), default_channel: None, ..before.clone() };
    app.world.look.store.put_settings(&team, &none).await.unwrap();
    app.posts(&json!({"member": "somebody"})).await.unwrap();
    app.world.pass(Duration::from_mins(12)).await;
    assert!(app.cards().is_empty());
    assert_eq!(app.messages().len(), 1, "the admin is told once: {:?}", app.messages());

    let added = WorkspaceSettings { version: 3, ..before };
    app.world.look.store.put_settings(&team, &added).await.unwrap();
    app.settle().await;
    assert_eq!(app.cards().len(), 1);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_request_in_the_queue_outlasts_a_day_without_the_store() {
    let app = App::new().await;
    app.spoil(0, Fault::Unreachable);
    app.asks("Ana", None).await;
    app.world.gate.break_store(true);
    app.world.pass(Duration::from_hours(30)).await;
    app.world.gate.break_store(false);
    app.settle().await;
    assert_eq!(app.world.dead_letters(), 0);
    assert_eq!(app.cards().len(), 1);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_card_that_slack_lets_nobody_edit_stays_the_only_one() {
    let app = App::new().await;
    let fixed = Plan::once("chat.update", SlackFault::Refused { error: "edit_window_closed".to_owned() });
    app.world.sandbox.faults().plan(fixed.times(5)).unwrap();
    app.asks("Ana", None).await;
    app.settle().await;
    assert_eq!(app.messages().len(), 1);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_lost_post_is_found_behind_pages_of_other_messages_and_a_limit_in_between() {
    let app = App::new().await;
    // Else the post's own echo would tell.
    app.world.lose_events();
    let lost = Plan::once("chat.postMessage", SlackFault::AnswerLost);
    app.world.sandbox.faults().plan(lost).unwrap();
    app.asks("Ana", Some("Support Team")).await;
    app.world.work_now().await;
    // The newest come first: the card is on the third page.
    app.somebody_writes("support-team", 40);
    let limited = Plan::once("conversations.history", SlackFault::Limited { retry_after: 60 });
    app.world.sandbox.faults().plan(limited).unwrap();
    app.settle().await;
    assert_eq!(app.cards().len(), 1);
    assert_eq!(app.world.sandbox.count("chat.postMessage"), 1);
    assert_eq!(app.world.sandbox.count("conversations.history"), 4, "three pages, and the one that was limited");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_card_that_somebody_deleted_is_posted_anew_at_its_next_change() {
    let app = App::new().await;
    app.asks("Ana", None).await;
    while app.cards().is_empty() {
        app.world.work_one().await;
    }
    app.delete_all_messages("support-default");
    app.settle().await;
    assert_eq!(app.cards().len(), 1, "nobody can pick from a deleted card");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_card_that_slack_refuses_for_good_is_parked_and_admins_are_told_and_redrive_brings_it() {
    let app = App::new().await;
    let refused = Plan::once("chat.postMessage", SlackFault::Refused { error: "invalid_blocks".to_owned() });
    app.world.sandbox.faults().plan(refused).unwrap();
    // Of a bot channel that nobody connected: nothing is looked up, so nothing else shows the card again.
    app.posts(&json!({"member": "somebody"})).await.unwrap();
    app.settle().await;
    assert!(app.cards().is_empty());
    assert!(app.messages().iter().any(|seen| seen.lines[0].contains("could not be posted")), "{:?}", app.messages());

    let redrive = sweeper::Invocation { redrive: Some(sweeper::Redrive { workspace: app.world.workspace() }) };
    let deadline = shared::clock::Clock::now(app.world.clock.as_ref()).after(Duration::from_mins(1));
    let done = sweeper::handle(&app.world.ports, redrive, deadline).await.unwrap();
    assert_eq!(done, sweeper::Done::Redriven { jobs: 1 });
    app.settle().await;
    assert_eq!(app.cards().len(), 1);
    app.world.check(&["parked"]).await;
}

#[tokio::test]
async fn a_doorbell_that_nobody_can_read_becomes_a_dead_letter_and_holds_up_nothing() {
    let app = App::new().await;
    app.world.ring_nonsense().await;
    app.asks("Ana", None).await;
    app.world.pass(Duration::from_mins(30)).await;
    assert_eq!(app.cards().len(), 1);
    assert_eq!(app.world.dead_letters(), 1);
    app.world.check(&["can't be read"]).await;
}
