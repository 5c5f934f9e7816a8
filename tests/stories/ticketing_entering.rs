//! The app comes into a new ticketing channel: a public one it joins by itself, and of any other its admin is told what to
//! do.

use std::time::Duration;

use local::faults::{Fault, Plan};
use local::sandbox::slack::act::Shown;
use shared::domain::ChannelId;
use tests::gate;
use tests::story::App;

use super::access::settings;
use super::chatting::set;
use super::journey::{BEN, MAY, TEAM, lines_in};
use super::moving::reads;
use super::ticketing::{GENERAL, TEAM_ID, adds, chooses, goes, lists, ticketing};

const LEADS: &str = "C07LEADS001";

/// What admins were told in direct messages about a channel that the app is not in.
fn told(app: &App) -> Vec<String> {
    let said = app.messages().into_iter().map(|seen| seen.lines.join(" / "));
    said.filter(|said| said.contains("No ticket is posted for")).collect()
}

async fn asked_in(app: &App, customer: &str, label: &str, channel: &str) -> String {
    app.asks_for_a_human(customer, Some(label)).await;
    app.settle().await;
    lines_in(app, channel).pop().unwrap_or_default()
}

#[tokio::test]
async fn a_public_channel_is_joined_and_has_the_next_ticket() {
    let app = App::new().await;
    assert_eq!(adds(&app, MAY, GENERAL, "Billing").await, Shown::Cleared);
    assert!(!ticketing(&app, GENERAL).await.usable, "Slack has yet to be asked");
    app.settle().await;
    let known = ticketing(&app, GENERAL).await;
    assert_eq!((known.usable, known.name.as_deref()), (true, Some("general")));
    assert_eq!(app.world.sandbox.count("conversations.join"), 1);
    assert!(asked_in(&app, "Ana", "billing", "general").await.contains("Ticket status: Pending"));
    lists(&app, MAY).await;
    assert!(!reads(&app, MAY).contains("not used"), "{}", reads(&app, MAY));
    assert_eq!(told(&app), Vec::<String>::new());
    app.world.check(&[]).await;
}

#[tokio::test]
async fn of_a_private_channel_its_admin_is_told_what_to_do_and_it_is_used_once_the_app_is_in() {
    let app = App::new().await;
    assert_eq!(adds(&app, MAY, LEADS, "Leads").await, Shown::Cleared);
    app.settle().await;
    let said = told(&app);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("No ticket is posted for Leads in its ticketing channel yet."), "{said:?}");
    assert!(said[0].contains("What to do: type /invite with this app's name in"), "{said:?}");
    assert_eq!(app.world.sandbox.count("conversations.join"), 0);
    lists(&app, MAY).await;
    let seen = reads(&app, MAY);
    assert!(seen.contains(&format!("*Leads* in <#{LEADS}> · :warning: not used")), "{seen}");
    assert!(seen.contains("What to do: write /invite <@"), "{seen}");
    assert!(asked_in(&app, "Ana", "Leads", "support-default").await.contains("Ticket status: Pending"));

    app.adds_us(MAY, "leads-only");
    app.settle().await;
    assert!(ticketing(&app, LEADS).await.usable);
    assert!(asked_in(&app, "Bo", "Leads", "leads-only").await.contains("Ticket status: Pending"));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_private_channel_that_the_app_is_in_already_is_used_at_once() {
    let app = App::new().await;
    app.adds_us(MAY, "leads-only");
    app.settle().await;
    assert_eq!(adds(&app, MAY, LEADS, "Leads").await, Shown::Cleared);
    app.settle().await;
    assert!(ticketing(&app, LEADS).await.usable);
    assert_eq!((told(&app), app.world.sandbox.count("conversations.join")), (Vec::new(), 0));
}

#[tokio::test]
async fn an_archived_channel_is_said_to_be_archived() {
    let app = App::new().await;
    goes(&app, MAY, "add", None).await;
    let save = app.submitted(MAY, &[("ticketing_channel", GENERAL), ("ticketing_label", "Billing")]);
    app.archive("general");
    app.settle().await;
    assert_eq!(app.arrives(&save).await, Shown::Cleared);
    app.settle().await;
    assert!(!ticketing(&app, GENERAL).await.usable);
    let said = told(&app);
    assert!(said.len() == 1 && said[0].contains("was archived") && said[0].contains("unarchive"), "{said:?}");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_team_that_moves_to_another_slack_channel_has_its_tickets_there() {
    let app = App::new().await;
    goes(&app, MAY, "change", Some(TEAM_ID)).await;
    assert_eq!(app.submits(MAY, &[("ticketing_channel", GENERAL)]).await, Shown::Cleared);
    app.settle().await;
    assert!(asked_in(&app, "Ana", "Support Team", "general").await.contains("Ticket status: Pending"));
    app.clicks(BEN, "general", "ticket_pick").await;
    app.settle().await;
    assert!(lines_in(&app, "general")[0].contains("Processing by Ben"), "{:?}", lines_in(&app, "general"));
    assert!(lines_in(&app, TEAM).is_empty());
    app.world.check(&[]).await;
}

#[tokio::test]
async fn while_the_only_ticketing_channel_can_not_be_used_tickets_wait_and_come_once_the_app_is_in() {
    let app = App::new().await;
    set(&app, |settings| {
        settings.ticketing_channels.clear();
        settings.default_channel = None;
    })
    .await;
    assert_eq!(adds(&app, MAY, LEADS, "Leads").await, Shown::Cleared);
    app.settle().await;
    assert_eq!(settings(&app).await.default_channel, Some(ChannelId::new(LEADS)), "the first is the default");
    app.asks_for_a_human("Ana", None).await;
    app.world.pass(Duration::from_mins(6)).await;
    assert!(app.cards().is_empty());
    let said: Vec<_> = app.messages().into_iter().filter(|it| it.lines[0].contains("nobody sees it")).collect();
    assert_eq!(said.len(), 1, "admins are told: {said:?}");
    app.adds_us(MAY, "leads-only");
    app.settle().await;
    assert!(lines_in(&app, "leads-only").pop().unwrap().contains("Ticket status: Pending"));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn one_that_is_deleted_before_slack_is_asked_is_left_alone() {
    let app = App::new().await;
    adds(&app, MAY, LEADS, "Leads").await;
    assert_eq!(goes(&app, MAY, "delete", Some(LEADS)).await, Shown::Pushed);
    assert_eq!(app.submits(MAY, &[]).await, Shown::Cleared);
    app.settle().await;
    assert_eq!((told(&app), app.world.sandbox.count("conversations.info")), (Vec::new(), 0));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn one_that_was_added_again_is_told_of_again() {
    let app = App::new().await;
    for times in [1, 2] {
        assert_eq!(adds(&app, MAY, LEADS, "Leads").await, Shown::Cleared);
        app.settle().await;
        assert_eq!(told(&app).len(), times);
        app.world.clock.pass(Duration::from_secs(1));
        lists(&app, MAY).await;
        chooses(&app, MAY, "delete", Some(LEADS)).await;
        assert_eq!(app.submits(MAY, &[]).await, Shown::Cleared);
    }
}

#[tokio::test]
async fn what_fails_on_the_way_only_delays_it() {
    for method in ["conversations.info", "conversations.join"] {
        for fault in [Fault::Limited { retry_after: 40 }, Fault::Broken, Fault::AnswerLost] {
            let app = App::new().await;
            app.world.sandbox.faults().plan(Plan::once(method, fault.clone())).unwrap();
            assert_eq!(adds(&app, MAY, GENERAL, "Billing").await, Shown::Cleared);
            app.settle().await;
            assert!(ticketing(&app, GENERAL).await.usable, "{method} {fault:?}");
            assert_eq!(told(&app), Vec::<String>::new(), "{method} {fault:?}");
            app.world.check(&[]).await;
        }
    }
}

/// The calls from *Save* on, until all is at rest.
async fn calls_of_adding(app: &App, channel: &str) -> Vec<String> {
    goes(app, MAY, "add", None).await;
    app.world.gate.take_calls();
    app.submits(MAY, &[("ticketing_channel", channel), ("ticketing_label", "New")]).await;
    app.settle().await;
    app.world.gate.take_calls()
}

#[tokio::test]
async fn a_single_fault_at_any_call_ends_like_none() {
    for (channel, usable, dms) in [(GENERAL, true, 0), (LEADS, false, 1)] {
        let calls = calls_of_adding(&App::new().await, channel).await;
        for (number, call) in calls.iter().enumerate() {
            for fault in gate::Fault::of(call) {
                let what = format!("{channel}: {fault:?} at {number}, {call}");
                let app = App::new().await;
                goes(&app, MAY, "add", None).await;
                app.world.gate.take_calls();
                app.spoil(number, fault);
                let entries = [("ticketing_channel", channel), ("ticketing_label", "New")];
                if app.submits(MAY, &entries).await != Shown::Cleared {
                    assert_eq!(app.submits(MAY, &entries).await, Shown::Cleared, "{what}");
                }
                app.settle().await;
                assert_eq!(ticketing(&app, channel).await.usable, usable, "{what}");
                assert_eq!(told(&app).len(), dms, "{what}");
                app.world.check(&[]).await;
            }
        }
    }
}
