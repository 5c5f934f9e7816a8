//! Ticketing Channel Settings: the list in the Admin Panel, deleting a ticketing channel, and who may not any more.

use local::sandbox::slack::act::{Chosen, Shown};
use shared::domain::{ChannelId, TicketingChannel, WorkspaceSettings};
use tests::story::App;

use super::access::{at, opens_panel, settings};
use super::chatting::set;
use super::journey::{BEN, MAY, TEAM, count, lines_in, since_asked};
use super::moving::reads;
use super::ticketing::{DEFAULT_ID, GENERAL, TEAM_ID, chooses, goes, lists, ticketing, with_ben_as_admin};
use super::transferring::OTHER;

#[tokio::test]
async fn who_is_no_admin_any_more_changes_nothing_on_any_page() {
    for page in ["list", "add", "change", "delete"] {
        let app = with_ben_as_admin().await;
        match page {
            "list" => lists(&app, BEN).await,
            "add" => goes(&app, BEN, "add", None).await,
            _ => goes(&app, BEN, page, Some(TEAM_ID)).await,
        };
        set(&app, |settings| settings.admins.clear()).await;
        let before = settings(&app).await;
        let shown = match page {
            "list" => chooses(&app, BEN, "delete", Some(TEAM_ID)).await,
            "add" => app.submits(BEN, &[("ticketing_channel", GENERAL), ("ticketing_label", "New")]).await,
            "change" => app.submits(BEN, &[("ticketing_label", "New")]).await,
            _ => app.submits(BEN, &[]).await,
        };
        assert_eq!(shown, Shown::Updated, "{page}");
        assert!(reads(&app, BEN).contains("Only admins can open this panel. Ask <@"), "{page}: {}", reads(&app, BEN));
        assert_eq!(settings(&app).await, before, "{page}");
    }
}

#[tokio::test]
async fn a_deleted_channels_tickets_can_still_be_picked_there_and_new_ones_come_to_the_default_channel() {
    let app = App::new().await;
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    app.settle().await;
    assert_eq!(goes(&app, MAY, "delete", Some(TEAM_ID)).await, Shown::Pushed);
    let seen = reads(&app, MAY);
    assert!(seen.contains(&format!("Delete the ticketing channel *Support Team* in <#{TEAM_ID}>?")), "{seen}");
    assert_eq!(app.submits(MAY, &[]).await, Shown::Cleared);
    assert_eq!(settings(&app).await.ticketing_channel(&ChannelId::new(TEAM_ID)), None);
    opens_panel(&app, MAY, "admin_panel").await;
    assert!(reads(&app, MAY).contains("deleted the ticketing channel \\\"Support Team\\\""), "{}", reads(&app, MAY));

    app.clicks(BEN, TEAM, "ticket_pick").await;
    app.settle().await;
    assert!(lines_in(&app, TEAM)[0].contains("Processing by Ben"), "{:#?}", lines_in(&app, TEAM));
    assert_eq!(count(&since_asked(&app), "Ben is here to help you."), 1);
    app.asks_for_a_human("Bo", Some("Support Team")).await;
    app.settle().await;
    let card = lines_in(&app, OTHER).pop().unwrap();
    assert!(card.contains("Asked for \"Support Team\", which no channel has."), "{card}");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn the_default_and_the_last_are_not_deleted_and_one_that_is_gone_is_said_to_be() {
    let app = with_ben_as_admin().await;
    let shown = goes(&app, MAY, "delete", Some(DEFAULT_ID)).await;
    assert!(at(&shown, "ticketing_chosen").starts_with("The default channel stays."), "{shown:?}");
    goes(&app, MAY, "delete", Some(TEAM_ID)).await;
    goes(&app, BEN, "change", Some(TEAM_ID)).await;
    set(&app, |settings| settings.default_channel = Some(ChannelId::new(TEAM_ID))).await;
    assert_eq!(app.submits(MAY, &[]).await, Shown::Updated, "it was made the default meanwhile");
    assert!(reads(&app, MAY).contains("The default channel stays."), "{}", reads(&app, MAY));
    set(&app, |settings| settings.default_channel = Some(ChannelId::new(DEFAULT_ID))).await;

    goes(&app, MAY, "delete", Some(TEAM_ID)).await;
    lists(&app, BEN).await;
    let stale_list = app.submission(
        BEN,
        vec![
            ("ticketing_action", Chosen::One("change".to_owned())),
            ("ticketing_chosen", Chosen::One(TEAM_ID.to_owned())),
        ],
    );
    assert_eq!(app.submits(MAY, &[]).await, Shown::Cleared);
    assert_eq!(app.asks_us(BEN, stale_list).await, Shown::Updated);
    assert!(reads(&app, BEN).contains("The channel that you chose is none any more."), "{}", reads(&app, BEN));
    let shown = goes(&app, MAY, "delete", Some(DEFAULT_ID)).await;
    assert!(at(&shown, "ticketing_chosen").starts_with("The last ticketing channel stays"), "{shown:?}");
}

#[tokio::test]
async fn one_that_was_deleted_while_its_page_was_open_is_not_saved() {
    let app = with_ben_as_admin().await;
    goes(&app, MAY, "delete", Some(TEAM_ID)).await;
    goes(&app, BEN, "change", Some(TEAM_ID)).await;
    assert_eq!(app.submits(MAY, &[]).await, Shown::Cleared);
    assert_eq!(app.submits(BEN, &[("ticketing_label", "Orders")]).await, Shown::Updated);
    assert!(reads(&app, BEN).contains("Somebody else has deleted this ticketing channel"), "{}", reads(&app, BEN));
    assert_eq!(settings(&app).await.ticketing_channels.len(), 1);
}

#[tokio::test]
async fn the_last_of_250_is_changed_and_one_more_is_too_many() {
    let app = App::new().await;
    let more = |number| TicketingChannel::new(ChannelId::new(format!("C{number:010}")), format!("{number:団>75}"));
    set(&app, |settings: &mut WorkspaceSettings| settings.ticketing_channels.extend((2..250).map(more))).await;
    assert_eq!(settings(&app).await.ticketing_channels.len(), 250);
    assert_eq!(lists(&app, MAY).await, Shown::Pushed);
    assert!(reads(&app, MAY).contains("<#C0000000249>"));
    let shown = chooses(&app, MAY, "add", None).await;
    assert_eq!(at(&shown, "ticketing_action"), "There are 250 ticketing channels already: delete one first.");
    assert_eq!(chooses(&app, MAY, "change", Some("C0000000249")).await, Shown::Pushed);
    assert_eq!(app.submits(MAY, &[("ticketing_label", "The last")]).await, Shown::Cleared);
    assert_eq!(ticketing(&app, "C0000000249").await.label, "The last");

    set(&app, |settings| drop(settings.ticketing_channels.pop())).await;
    goes(&app, MAY, "add", None).await;
    set(&app, |settings| settings.ticketing_channels.push(more(249))).await;
    let shown = app.submits(MAY, &[("ticketing_channel", GENERAL), ("ticketing_label", "New")]).await;
    assert_eq!(at(&shown, "ticketing_channel"), "There are 250 ticketing channels already: delete one first.");
    assert_eq!(settings(&app).await.ticketing_channels.len(), 250);
}

#[tokio::test]
async fn the_list_says_what_is_wrong_with_a_choice() {
    let app = App::new().await;
    lists(&app, MAY).await;
    for action in ["change", "delete"] {
        assert_eq!(at(&chooses(&app, MAY, action, None).await, "ticketing_chosen"), "Choose a ticketing channel.");
    }
    let shown = chooses(&app, MAY, "add", Some(TEAM_ID)).await;
    assert_eq!(at(&shown, "ticketing_chosen"), "You chose Add and a channel: clear one.");
}
