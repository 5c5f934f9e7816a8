//! Who can't have a seat: guests, people of other organisations, whom Slack does not let in; and inbox channels that
//! can't be opened, or are gone.

use local::faults::{Fault, Plan};
use local::sandbox::slack::act::{Deed, Kind};
use shared::domain::TicketingChannel;
use tests::story::App;

use super::chatting::set;
use super::journey::{BEN, MAY, TEAM, asked, count, lines_in, picked, since_asked};

const PICK: &str = "ticket_pick";
/// A channel that is shared with another organisation.
const SHARED: &str = "shared-northwind";
const SINA: &str = "U07SINGLE01";
const GUEST_TEXT: &str =
    "You can't pick: Slack gives single-channel guests one channel only. Ask an admin. The ticket is still waiting.";

/// The ticket waits, can be picked, and the customer was told nothing.
async fn check_still_waits(app: &App, channel: &str) {
    let cards = app.cards();
    assert_eq!(cards.len(), 1, "{cards:?}");
    assert_eq!(cards[0].channel, channel);
    assert!(cards[0].lines.contains(&"Ticket status: Pending".to_owned()), "{cards:?}");
    assert!(cards[0].lines.iter().any(|line| line.contains("[Pick]")), "{cards:?}");
    assert_eq!(since_asked(app), Vec::<String>::new(), "the customer was told nothing");
    assert!(app.live_chat("Ana"), "the bot is silent as it was");
    app.world.check(&[]).await;
}

async fn refused_with(method: &str, error: &str) -> App {
    let app = asked(1).await;
    let refused = Plan::once(method, Fault::Refused { error: error.to_owned() });
    app.world.sandbox.faults().plan(refused).unwrap();
    app.clicks(BEN, TEAM, PICK).await;
    app.settle().await;
    app
}

#[tokio::test]
async fn a_single_channel_guest_is_refused_after_slack_was_asked_and_then_at_the_click() {
    let app = App::new().await;
    app.asks_for_a_human("Ana", None).await;
    app.settle().await;
    for click in 1..=2 {
        app.clicks(SINA, "support-default", PICK).await;
        app.settle().await;
        assert_eq!(app.told(SINA), vec![GUEST_TEXT; click]);
    }
    assert_eq!(app.world.sandbox.count("users.info"), 1, "the second click is refused by what is known");
    assert!(app.inboxes().is_empty(), "nothing was opened for a guest");
    check_still_waits(&app, "support-default").await;
}

#[tokio::test]
async fn someone_of_another_organisation_is_refused_at_the_click() {
    let app = App::new().await;
    let shared = app.channel_now(SHARED).id;
    set(&app, |settings| settings.ticketing_channels.push(TicketingChannel::new(shared, "Northwind"))).await;
    app.asks_for_a_human("Ana", Some("Northwind")).await;
    app.settle().await;
    let foreigner = app.come(1, SHARED, Kind::Foreign).remove(0);
    app.clicks(foreigner.as_str(), SHARED, PICK).await;
    app.settle().await;
    let told = app.told(foreigner.as_str());
    let refused = "You can't pick: customers are answered by people of this workspace, and you are of another \
                   organisation. The ticket is still waiting.";
    assert_eq!(told, [refused]);
    check_still_waits(&app, SHARED).await;
}

#[tokio::test]
async fn a_winner_whom_slack_does_not_let_in_is_told_why_and_the_ticket_waits_again() {
    for error in ["user_is_restricted", "cant_invite"] {
        let app = refused_with("conversations.invite", error).await;
        let told = app.told(BEN);
        let why = format!("You didn't get this ticket: Slack would not add you to the inbox channel ({error}).");
        assert_eq!(count(&told, &why), 1, "{told:?}");
        assert_eq!(count(&told, "The ticket is still waiting."), 1, "{told:?}");
        check_still_waits(&app, TEAM).await;
        // The next one gets it, in the channel that was made.
        app.clicks(MAY, TEAM, PICK).await;
        app.settle().await;
        assert_eq!(app.inboxes().len(), 1);
        assert_eq!(since_asked(&app), ["Admin: May is here to help you."]);
        app.world.check(&[]).await;
    }
}

#[tokio::test]
async fn when_no_inbox_channel_can_be_opened_the_agent_and_the_admins_are_told() {
    let app = refused_with("conversations.create", "restricted_action").await;
    let told = app.told(BEN);
    let why = "You didn't get this ticket: Slack would not open an inbox channel (restricted_action).";
    assert_eq!(count(&told, why), 1, "{told:?}");
    let direct: Vec<_> = app.messages().into_iter().filter(|seen| seen.channel != TEAM).collect();
    assert_eq!(direct.len(), 1, "the one admin: {direct:?}");
    assert!(direct[0].lines[0].contains("Slack would not open an inbox channel."), "{direct:?}");
    assert!(direct[0].lines.iter().any(|line| line.starts_with("What to do:")), "{direct:?}");
    check_still_waits(&app, TEAM).await;
}

#[tokio::test]
async fn a_taken_name_leads_to_the_next_one() {
    let app = refused_with("conversations.create", "name_taken").await;
    assert_eq!(app.inboxes().len(), 1);
    assert!(app.inbox().ends_with("-2"), "{}", app.inbox());
    assert_eq!(since_asked(&app), ["Admin: Ben is here to help you."]);
    app.world.check(&[]).await;
}

/// Between two live chats the inbox channel goes.
async fn check_successor(goes: impl FnOnce(String) -> Deed) {
    let app = picked(1).await;
    let former = app.channel_now(&app.inbox());
    app.clicks(MAY, &former.name, "live_chat_end").await;
    app.settle().await;
    app.does(MAY, goes(former.name.clone()));
    app.settle().await;
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    app.settle().await;
    app.clicks(BEN, TEAM, PICK).await;
    app.settle().await;
    let successor = app.channel_now(&app.inbox_with("goes on from"));
    assert_ne!(successor.id, former.id);
    let lines = lines_in(&app, &successor.name);
    assert_eq!(count(&lines, &format!("This channel goes on from <#{}>", former.id)), 1, "{lines:#?}");
    assert_eq!(count(&lines, "*Live chat with Ana Lima*"), 1, "{lines:#?}");
    assert_eq!(count(&lines, "Ticket status: Active"), 1, "{lines:#?}");
    assert!(successor.members.contains(&shared::domain::UserId::new(BEN)));
    let told = app.told(BEN);
    assert_eq!(count(&told, &format!("It's yours: answer Ana Lima in <#{}>", successor.id)), 1, "{told:?}");
    app.says("Ana", "are you there?");
    app.settle().await;
    assert_eq!(count(&lines_in(&app, &successor.name), "are you there?"), 1);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn an_inbox_channel_that_was_archived_has_a_successor_with_a_link_back() {
    check_successor(|channel| Deed::Archive { channel }).await;
}

#[tokio::test]
async fn an_inbox_channel_that_was_deleted_has_a_successor_with_a_link_back() {
    check_successor(|channel| Deed::DeleteChannel { channel }).await;
}
