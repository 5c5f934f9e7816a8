//! Ticketing channels that are archived, deleted, renamed or left: nothing is sent where nobody would see it, and it is
//! said why.

use local::sandbox::slack::act::Shown;
use shared::domain::{ChannelId, MemberId, TicketingChannel, WorkspaceSettings};
use shared::store::Put;
use tests::story::App;

use super::journey::{BEN, MAY, TEAM, count, lines_in, picked, since_asked};
use super::moving::{offered, reads};
use super::transferring::OTHER;

/// The two ways in which a team can be chosen, by its channel.
async fn sends_to(app: &App, channel: &str) -> Shown {
    let shown = app.submits(MAY, &[("control_channel", channel)]).await;
    app.settle().await;
    shown
}

/// May opens the panel in the inbox channel.
async fn panel(app: &App) -> Vec<String> {
    app.opens_control(MAY, &app.inbox()).await;
    offered(app, MAY)
}

type Happens = fn(&App);

const GOES: [(&str, Happens); 3] = [
    ("archived", |app| app.archive(OTHER)),
    ("deleted", |app| app.delete(OTHER)),
    ("the app is removed", |app| app.removes_us(OTHER)),
];

#[tokio::test]
async fn a_team_whose_channel_goes_while_the_panel_is_open_is_refused_with_the_reason() {
    for (how, goes) in GOES {
        let app = picked(1).await;
        assert_eq!(panel(&app).await, ["transfer", "end", "release"]);
        let to = app.channel_now(OTHER).id;
        goes(&app);
        app.settle().await;
        assert_eq!(sends_to(&app, to.as_str()).await, Shown::Updated, "{how}");
        let said = reads(&app, MAY);
        assert!(said.contains("this app can't post there. Choose another one."), "{how}: {said}");
        assert!(lines_in(&app, TEAM)[0].contains("Ticket status: Active"), "{how}");
        assert_eq!(panel(&app).await, ["end", "release"], "{how}: it is offered no more");
        app.world.check(&[]).await;
    }
}

#[tokio::test]
async fn a_team_whose_channel_is_back_is_offered_again() {
    let app = picked(1).await;
    app.archive(OTHER);
    app.settle().await;
    assert_eq!(panel(&app).await, ["end", "release"]);
    app.unarchive(OTHER);
    app.settle().await;
    assert_eq!(panel(&app).await, ["transfer", "end", "release"]);

    app.removes_us(OTHER);
    app.settle().await;
    assert_eq!(panel(&app).await, ["end", "release"]);
    app.adds_us(BEN, OTHER);
    app.settle().await;
    assert_eq!(panel(&app).await, ["transfer", "end", "release"]);
    let to = app.channel_now(OTHER).id;
    assert_eq!(sends_to(&app, to.as_str()).await, Shown::Closed);
    assert!(lines_in(&app, OTHER)[0].ends_with("Ticket status: Pending / [Pick]  [Manage]"));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn the_last_of_250_teams_with_long_names_can_be_chosen_and_picks_there() {
    let app = picked(1).await;
    let last = app.channel_now(OTHER).id;
    let (team, store) = (app.world.workspace(), &app.world.look.store);
    let settings = store.conversation(&team, &MemberId::new("nobody")).await.unwrap().1.expect("settings");
    let mut channels = settings.ticketing_channels.clone();
    let position = channels.iter().position(|known| known.channel == last).expect("the other team");
    let other = TicketingChannel { label: "団".repeat(75), ..channels.remove(position) };
    let more = |number| TicketingChannel::new(ChannelId::new(format!("C{number:010}")), format!("{number:>075}"));
    channels.extend((channels.len()..249).map(more));
    channels.push(other);
    assert_eq!(channels.len(), 250);
    let many = WorkspaceSettings { version: settings.version + 1, ticketing_channels: channels, ..settings };
    assert_eq!(store.put_settings(&team, &many).await.unwrap(), Put::Stored);

    assert_eq!(panel(&app).await, ["transfer", "end", "release"]);
    assert_eq!(sends_to(&app, last.as_str()).await, Shown::Closed);
    app.clicks(BEN, OTHER, "ticket_pick").await;
    app.settle().await;
    assert!(lines_in(&app, OTHER)[0].contains("Processing by Ben"), "{:#?}", lines_in(&app, OTHER));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_team_is_shown_by_the_name_that_its_channel_has_now() {
    let app = picked(1).await;
    app.rename(OTHER, "front-desk");
    app.settle().await;
    panel(&app).await;
    assert!(reads(&app, MAY).contains("#front-desk"), "{}", reads(&app, MAY));
    assert!(!reads(&app, MAY).contains("#support-default"));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_release_to_a_channel_that_has_gone_waits_in_the_default_channel() {
    let app = picked(1).await;
    app.archive(TEAM);
    app.settle().await;
    assert_eq!(panel(&app).await, ["transfer", "end", "release"]);
    assert_eq!(app.proceeds(MAY, "release").await, Shown::Closed);
    app.settle().await;
    let there = lines_in(&app, OTHER);
    assert!(there[0].ends_with("Ticket status: Pending / [Pick]  [Manage]"), "{there:#?}");
    app.clicks(BEN, OTHER, "ticket_pick").await;
    app.settle().await;
    assert_eq!(count(&since_asked(&app), "Ben is here to help you."), 1);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_request_for_a_team_whose_channel_has_gone_comes_to_the_default_channel_at_once() {
    let app = App::new().await;
    app.archive(TEAM);
    app.settle().await;
    app.world.gate.take_calls();
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    app.settle().await;
    let there = lines_in(&app, OTHER);
    assert!(there[0].ends_with("Ticket status: Pending / [Pick]  [Manage]"), "{there:#?}");
    let posts = app.world.gate.take_calls().iter().filter(|call| *call == "chat.postMessage").count();
    assert_eq!(posts, 1, "no post is wasted on the channel that has gone");
    app.world.check(&[]).await;
}
