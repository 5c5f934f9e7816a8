//! Whatever goes wrong while a fresh workspace is set up: it is set up once.

use shared::domain::UserId;
use tests::gate::Fault;
use tests::installing::MAY;

use super::set_up::{NAMES, bare, installs, is_ticked, settings};

#[tokio::test]
async fn whatever_goes_wrong_once_the_workspace_is_set_up_once() {
    for call in ["conversations.create", "conversations.invite", "conversations.open", "chat.postMessage"] {
        for fault in [Fault::Unreachable, Fault::Busy, Fault::Broken, Fault::DiesBefore] {
            set_up_despite(call, fault, &NAMES).await;
        }
    }
    // Nobody knows of the first channel: the name is taken from then on.
    for fault in [Fault::AnswerLost, Fault::DiesAfter] {
        set_up_despite("conversations.create", fault, &["support-default-2", "support-team"]).await;
        for call in ["conversations.invite", "conversations.open", "chat.postMessage"] {
            set_up_despite(call, fault, &NAMES).await;
        }
    }
}

async fn set_up_despite(call: &str, fault: Fault, names: &[&str]) {
    let app = bare().await;
    app.world.gate.spoil_named(call, 0, fault);
    installs(&app, MAY).await;
    app.settle().await;
    app.world.pass(std::time::Duration::from_mins(10)).await;
    app.settle().await;
    assert!(app.world.gate.was_met(), "{call}");
    let made: Vec<_> = settings(&app).await.ticketing_channels.into_iter().filter_map(|channel| channel.name).collect();
    assert_eq!(made, names, "{call} {fault:?}");
    for name in names {
        assert!(app.channel_now(name).members.contains(&UserId::new(MAY)), "{call} {fault:?}: {name}");
    }
    assert!(is_ticked(&app, MAY, "Ticketing channels"), "{call} {fault:?}");
    app.world.check(&[]).await;
}
