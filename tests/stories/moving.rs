//! Live Chat Control beside the transfer: release, take over, turn on, end while it waits; what the panel offers to whom,
//! and what it says of what does not go together or is past.

use std::time::Duration;

use local::sandbox::slack::act::{Kind, Shown};
use serde_json::Value;
use tests::story::App;

use super::journey::{BEN, MAY, TEAM, asked, count, lines_in, picked, since_asked};
use super::transferring::{NOTE, OTHER, sends_on};

const PICK: &str = "ticket_pick";
const MANAGE: &str = "ticket_manage";

/// Somebody opens the panel in the inbox channel and chooses this.
async fn chooses(app: &App, user: &str, choice: &str) -> Shown {
    app.opens_control(user, &app.inbox()).await;
    let shown = app.proceeds(user, choice).await;
    app.settle().await;
    shown
}

/// What the panel that somebody has before them offers, in its order.
pub(super) fn offered(app: &App, user: &str) -> Vec<String> {
    let view = app.open_view(user);
    let blocks = view["content"]["blocks"].as_array().expect("blocks");
    let radio = blocks.iter().find(|block| block["element"]["type"] == "radio_buttons");
    let options = radio.map(|block| block["element"]["options"].as_array().expect("options").clone());
    let value = |option: &Value| option["value"].as_str().expect("a value").to_owned();
    options.unwrap_or_default().iter().map(value).collect()
}

/// The texts of the panel.
pub(super) fn reads(app: &App, user: &str) -> String {
    app.open_view(user)["content"]["blocks"].to_string()
}

#[tokio::test]
async fn a_release_brings_it_to_the_queue_on_a_new_card_and_the_old_one_points_there() {
    let app = picked(1).await;
    assert_eq!(chooses(&app, MAY, "release").await, Shown::Closed);
    let lines = lines_in(&app, TEAM);
    assert_eq!(lines.len(), 2, "{lines:#?}");
    let new = app.channel_now(TEAM).top_level().last().unwrap().ts.as_str().replace('.', "");
    assert!(lines[0].contains("Released by May: waiting again, <https://"), "{}", lines[0]);
    assert!(lines[0].contains(&format!("/p{new}|new card>")), "{}", lines[0]);
    assert!(!lines[0].contains("[Pick]") && !lines[0].contains("[Manage]"), "{}", lines[0]);
    assert!(lines[1].ends_with("Ticket status: Pending / [Pick]  [Manage]"), "{}", lines[1]);
    assert_eq!(count(&lines_in(&app, &app.inbox()), "May released this live chat: it waits in Support Team"), 1);

    app.clicks(BEN, TEAM, PICK).await;
    app.settle().await;
    assert!(lines_in(&app, TEAM)[1].contains("Processing by Ben"), "{:#?}", lines_in(&app, TEAM));
    assert_eq!(count(&since_asked(&app), "Ben is here to help you."), 1);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_take_over_in_the_inbox_channel_changes_the_handler_and_both_are_told() {
    let app = picked(1).await;
    let inbox = app.inbox();
    let colleague = app.come(1, &inbox, Kind::Member).remove(0);
    let colleague = colleague.as_str();
    app.settle().await;
    assert_eq!(chooses(&app, colleague, "take_over").await, Shown::Closed);
    let lines = lines_in(&app, &inbox);
    assert_eq!(count(&lines, "took over / Ticket status: Active"), 1, "{lines:#?}");
    assert_eq!(count(&lines, &format!("Ticket handler: <@{colleague}> (before: May)")), 1, "{lines:#?}");
    assert_eq!(count(&app.told(MAY), "took over"), 1, "{:?}", app.told(MAY));
    assert!(lines_in(&app, TEAM)[0].contains("Processing by "), "{:#?}", lines_in(&app, TEAM));
    app.writes(colleague, &inbox, "now it is me");
    app.settle().await;
    assert_eq!(count(&since_asked(&app), "now it is me"), 1);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_panel_turns_live_chat_on_again_and_the_ticket_opens_as_active() {
    let app = picked(1).await;
    let inbox = app.inbox();
    app.clicks(MAY, &inbox, "live_chat_end").await;
    app.settle().await;
    assert!(!app.live_chat("Ana"));
    app.opens_control(MAY, &inbox).await;
    assert_eq!(offered(&app, MAY), ["turn_on"]);
    assert_eq!(app.proceeds(MAY, "turn_on").await, Shown::Closed);
    app.settle().await;
    assert!(app.live_chat("Ana"), "the bot is silent again");
    let lines = lines_in(&app, &inbox);
    assert!(lines.iter().any(|line| line.contains("Live chat: True") && line.contains("Ticket status: Active")));
    app.writes(MAY, &inbox, "one more thing");
    app.settle().await;
    assert_eq!(count(&since_asked(&app), "one more thing"), 1);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn the_live_chat_cards_button_turns_live_chat_on_again_and_whoever_presses_it_has_the_ticket() {
    let app = picked(1).await;
    let inbox = app.inbox();
    let colleague = app.come(1, &inbox, Kind::Member).remove(0);
    app.settle().await;
    app.clicks(MAY, &inbox, "live_chat_end").await;
    app.settle().await;
    app.clicks(colleague.as_str(), &inbox, "live_chat_turn_on").await;
    app.settle().await;
    assert!(app.live_chat("Ana"), "the bot is silent again");
    let card = lines_in(&app, &inbox).into_iter().rfind(|line| line.starts_with("*Live chat with")).expect("a card");
    assert!(card.contains(&format!("Ticket handler: <@{colleague}>")), "{card}");
    assert!(card.contains("Live chat: True") && card.contains("Ticket status: Active"), "{card}");
    app.writes(colleague.as_str(), &inbox, "one more thing");
    app.settle().await;
    assert_eq!(count(&since_asked(&app), "one more thing"), 1);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_live_chat_ends_also_while_its_transfer_waits_and_nothing_is_left_to_pick() {
    let app = picked(1).await;
    sends_on(&app).await;
    assert_eq!(chooses(&app, MAY, "end").await, Shown::Closed);
    for channel in [TEAM, OTHER] {
        let card = lines_in(&app, channel).pop().expect("a card");
        assert!(card.contains("Ticket status: Closed") && !card.contains("[Pick]"), "{card}");
    }
    assert!(!app.live_chat("Ana"));
    assert_eq!(count(&since_asked(&app), "The live chat has ended."), 1);
    app.world.pass(Duration::from_mins(32)).await;
    app.settle().await;
    assert_eq!(count(&lines_in(&app, &app.inbox()), "Nobody in default picked this"), 0);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn there_and_back_again_each_team_has_the_live_card_in_turn() {
    let app = picked(1).await;
    sends_on(&app).await;
    app.clicks(BEN, OTHER, PICK).await;
    app.settle().await;
    app.opens_control(BEN, &app.inbox()).await;
    let back = app.channel_now(TEAM).id;
    assert_eq!(app.submits(BEN, &[("control_channel", back.as_str())]).await, Shown::Closed);
    app.settle().await;
    let (team, other) = (lines_in(&app, TEAM), lines_in(&app, OTHER));
    assert_eq!((team.len(), other.len()), (2, 1), "{team:#?} {other:#?}");
    assert!(team[1].ends_with("Ticket status: Pending / [Pick]  [Manage]"), "{}", team[1]);
    assert!(team[1].contains("From default by Ben"), "{}", team[1]);
    assert!(other[0].contains("Transferred by Ben to Support Team"), "{}", other[0]);
    app.clicks(MAY, TEAM, PICK).await;
    app.settle().await;
    let told = since_asked(&app);
    assert_eq!(count(&told, "May from Support Team is taking over."), 1, "{told:#?}");
    assert_eq!(count(&told, "is taking over."), 2, "{told:#?}");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn the_panel_offers_what_state_and_person_allow() {
    let app = picked(1).await;
    let inbox = app.inbox();
    app.opens_control(MAY, &inbox).await;
    assert_eq!(offered(&app, MAY), ["transfer", "end", "release"]);
    assert!(reads(&app, MAY).contains("Handler: May"));
    assert!(reads(&app, MAY).contains("#support-default"), "the other team, by its channel's name");
    assert!(!reads(&app, MAY).contains("#support-team"), "and not the own one");

    let colleague = app.come(1, &inbox, Kind::Member).remove(0);
    app.settle().await;
    app.opens_control(colleague.as_str(), &inbox).await;
    assert_eq!(offered(&app, colleague.as_str()), ["take_over"]);
    app.clicks(BEN, TEAM, MANAGE).await;
    assert_eq!(offered(&app, BEN), Vec::<String>::new(), "who is in the ticketing channel alone");
    assert!(reads(&app, BEN).contains("There is nothing that you can do here now."));

    app.submits(MAY, &[("control_channel", app.channel_now(OTHER).id.as_str()), ("control_note", NOTE)]).await;
    app.settle().await;
    app.opens_control(MAY, &inbox).await;
    assert_eq!(offered(&app, MAY), ["end", "take_back"]);
    assert!(reads(&app, MAY).contains("Ticket status: Pending"));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn what_does_not_go_together_is_said_at_its_field_and_nothing_is_done() {
    let other = picked(1).await.channel_now(OTHER).id;
    let refused = |field: &str, said: &str| Shown::Errors([(field.to_owned(), said.to_owned())].into());
    let cases = [
        (vec![], refused("control_action", "Choose what to do.")),
        (vec![("control_action", "transfer")], refused("control_channel", "Choose a ticketing channel.")),
        (
            vec![("control_action", "end"), ("control_channel", other.as_str())],
            refused("control_channel", "You chose End and a channel: clear one."),
        ),
        (
            vec![("control_action", "release"), ("control_note", NOTE)],
            refused("control_note", "A note goes with a transfer: choose a ticketing channel, or clear the note."),
        ),
    ];
    for (entries, expected) in cases {
        let app = picked(1).await;
        app.opens_control(MAY, &app.inbox()).await;
        assert_eq!(app.submits(MAY, &entries).await, expected, "{entries:?}");
        app.settle().await;
        assert!(app.live_chat("Ana"));
        assert_eq!(lines_in(&app, OTHER), Vec::<String>::new());
        app.world.check(&[]).await;
    }
}

#[tokio::test]
async fn a_stale_panel_says_what_is_true_now_and_does_nothing() {
    let app = asked(1).await;
    app.clicks(BEN, TEAM, PICK).await;
    app.settle().await;
    let inbox = app.inbox();
    let colleague = app.come(1, &inbox, Kind::Member).remove(0);
    app.settle().await;
    app.opens_control(BEN, &inbox).await;
    chooses(&app, colleague.as_str(), "take_over").await;
    let other = app.channel_now(OTHER).id;
    app.submits(BEN, &[("control_channel", other.as_str())]).await;
    app.settle().await;
    let panel = reads(&app, BEN);
    assert!(panel.contains(" took over at <!date^"), "{panel}");
    assert_eq!(lines_in(&app, OTHER), Vec::<String>::new(), "the former handler may no longer transfer");
    app.world.check(&[]).await;
}
