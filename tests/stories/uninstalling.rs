//! A workspace removes the app: its tickets are closed, the bot has every customer again, and later requests go back to
//! the bot at once. And it is installed again.

use std::time::Duration;

use local::sandbox::Change;
use local::sandbox::chatbot::{self, ChatbotChange, Member};
use local::sandbox::deliveries::Delivery;
use local::sandbox::slack::act::Deed;
use serde_json::{Value, json};
use shared::clock::Clock;
use shared::domain::{MemberId, UserId};
use shared::service::hearing::{Heard, hear};
use shared::slack::SlackAppId;
use shared::slack::payload::events::{Envelope, Event};
use tests::installing::Browser;
use tests::story::App;

use super::journey::{BEN, MAY, TEAM, asked, count, lines_in, picked, since_asked};
use super::races::PICK;
use super::transferring::{OTHER, transferred};

const ENDED: &str = "The live chat has ended. Our assistant is back.";
const REMOVED: &str = "Slack Inbox was removed: back to the chatbot · Ticket status: Closed";

/// More than three pages of them are closed.
const MANY: usize = 31;

/// What Slack tells of the removal of the app.
pub(super) struct Removal {
    /// `app_uninstalled`.
    pub(super) uninstalled: Delivery,
    /// `tokens_revoked`.
    pub(super) revoked: Delivery,
}

/// May removes the app: both events are on their way.
pub(super) fn removes(app: &App) -> Removal {
    // The installation is not of this second.
    app.world.clock.pass(Duration::from_secs(1));
    app.does(MAY, Deed::RemoveApp {});
    let [one, other] = app.world.sandbox.take_due(app.world.clock.now()).try_into().expect("two events, and no more");
    for delivery in [&one, &other] {
        app.world.sandbox.delivered(delivery.id, Some(200));
    }
    let is_first = one.body.contains("app_uninstalled");
    let (uninstalled, revoked) = if is_first { (one, other) } else { (other, one) };
    Removal { uninstalled, revoked }
}

/// One of them arrives. Slack sends again what is not taken.
pub(super) async fn arrives(app: &App, delivery: &Delivery) {
    for _ in 0..5 {
        if app.world.hand_over(delivery).await.is_some_and(|(status, _)| status == 200) {
            return;
        }
        app.world.clock.pass(Duration::from_secs(3));
    }
    panic!("five times not taken");
}

/// The app is removed, and everything that follows happens.
async fn uninstalled(app: &App) {
    arrive_both(app).await;
    app.settle().await;
}

/// The app is removed, and both events arrive.
pub(super) async fn arrive_both(app: &App) {
    let told = removes(app);
    arrives(app, &told.revoked).await;
    arrives(app, &told.uninstalled).await;
}

async fn installs_again(app: &App) {
    app.world.clock.pass(Duration::from_secs(5));
    let page = Browser::new(app).installs(MAY).await;
    assert_eq!(page.status, 200, "{}", page.html);
    app.settle().await;
}

pub(super) async fn has_a_token(app: &App) -> bool {
    let installation = app.world.look.store.installation(&app.world.workspace()).await.unwrap();
    installation.expect("an installation").token.is_some()
}

/// No ticket is open any more.
pub(super) async fn nothing_is_open(app: &App, what: &str) {
    let open = app.world.look.store.open_tickets(&app.world.workspace(), None, 100).await.unwrap();
    assert_eq!(open, [], "{what}");
}

/// What was asked of Slack since the calls were last taken.
fn asked_of_slack(app: &App) -> Vec<String> {
    let mut calls = app.world.gate.take_calls();
    let of_slack = ["auth.", "chat.", "conversations.", "reactions.", "users.", "views.", "bookmarks."];
    calls.retain(|call| of_slack.iter().any(|family| call.starts_with(family)));
    calls
}

fn live_chat_of(app: &App, member: &MemberId) -> bool {
    app.world.sandbox.chatbot().members[member].live_chat
}

#[tokio::test]
async fn whichever_event_comes_first_alone_or_twice_the_live_chat_is_closed_once() {
    let orders: [(&str, &[bool]); 6] = [
        ("uninstalled, revoked", &[true, false]),
        ("revoked, uninstalled", &[false, true]),
        ("uninstalled alone", &[true]),
        ("revoked alone", &[false]),
        ("uninstalled twice, revoked twice", &[true, true, false, false]),
        ("in turn", &[false, true, false, true]),
    ];
    for (order, events) in orders {
        let app = picked(1).await;
        let told = removes(&app);
        app.world.gate.take_calls();
        for is_uninstalled in events {
            arrives(&app, if *is_uninstalled { &told.uninstalled } else { &told.revoked }).await;
            app.settle().await;
        }
        assert!(!has_a_token(&app).await, "{order}: the token is removed");
        assert!(!app.live_chat("Ana"), "{order}: the bot has her again");
        assert_eq!(count(&since_asked(&app), ENDED), 1, "{order}: {:#?}", since_asked(&app));
        assert_eq!(asked_of_slack(&app), Vec::<String>::new(), "{order}: nothing that can only fail is tried");
        nothing_is_open(&app, order).await;
        app.world.check(&[]).await;
    }
}

#[tokio::test]
async fn a_ticket_that_waits_and_one_that_is_transferred_are_closed_too() {
    for app in [asked(1).await, transferred(1).await] {
        uninstalled(&app).await;
        assert!(!app.live_chat("Ana"));
        assert_eq!(count(&since_asked(&app), ENDED), 1);
        nothing_is_open(&app, "waiting or transferred").await;
        app.world.check(&[]).await;
    }
}

/// A customer of the platform whom nobody knows yet.
fn comes(app: &App, number: usize) -> Value {
    let platform = app.world.sandbox.chatbot();
    let id = MemberId::new(format!("65d0a1b2c3d4e5f60718{number:04}"));
    let first = platform.members.values().next().expect("a customer").clone();
    let member = Member { id: id.clone(), live_chat: true, chats: Vec::new(), ..first };
    let change = Change::Chatbot(ChatbotChange::MemberSet(Box::new(member)));
    app.world.sandbox.change(change).expect("the sandbox takes it");
    json!({"type": "LIVE_CHAT_REQUEST", "member": id, "channel": platform.channel.id, "app": platform.app.id})
}

#[tokio::test]
async fn more_tickets_than_a_page_holds_are_all_closed_and_what_is_waiting_to_be_done_for_them_ends() {
    let app = App::new().await;
    for number in 0..MANY {
        assert_eq!(app.posts(&comes(&app, number)).await.expect("an answer").body["created"], true);
    }
    uninstalled(&app).await;
    nothing_is_open(&app, "many").await;
    for number in 0..MANY {
        let member = MemberId::new(format!("65d0a1b2c3d4e5f60718{number:04}"));
        assert!(!live_chat_of(&app, &member), "{number}: the bot has them again");
    }
    app.world.check(&[]).await;
}

#[tokio::test]
async fn who_asks_after_that_goes_back_to_the_bot_at_once_and_no_ticket_is_opened() {
    // Of whom we know, and of whom we don't.
    for app in [picked(1).await, App::new().await] {
        uninstalled(&app).await;
        let before = lines_in(&app, TEAM).len();
        app.customer_does("Ana", chatbot::Deed::SetsLiveChat(true));
        let request = app.request("Ana", Some("Support Team"));
        let answer = app.posts(&request).await.expect("an answer").body;
        assert_eq!(
            (&answer["ok"], &answer["created"], &answer["status"]),
            (&json!(1), &json!(false), &json!("Closed"))
        );
        app.world.work_now().await;
        assert!(!app.live_chat("Ana"), "at once");
        app.settle().await;
        assert_eq!(lines_in(&app, TEAM).len(), before);
        nothing_is_open(&app, "asked after").await;
        app.world.check(&[]).await;
    }
}

#[tokio::test]
async fn a_pre_action_that_silences_the_bot_after_our_answer_does_not_leave_its_customer_with_nobody() {
    let app = App::new().await;
    uninstalled(&app).await;
    app.posts(&app.request("Ana", Some("Support Team"))).await.expect("an answer");
    app.world.work_now().await;
    app.customer_does("Ana", chatbot::Deed::SetsLiveChat(true));
    app.settle().await;
    assert!(!app.live_chat("Ana"));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn with_the_platform_down_meanwhile_the_bot_is_turned_on_when_it_is_back() {
    let app = picked(1).await;
    app.world.gate.break_platform(true);
    let told = removes(&app);
    arrives(&app, &told.uninstalled).await;
    app.world.pass(Duration::from_mins(30)).await;
    app.posts(&app.request("Bo", None)).await.expect("an answer");
    app.customer_does("Bo", chatbot::Deed::SetsLiveChat(true));
    assert!(app.live_chat("Ana"));
    app.world.gate.break_platform(false);
    app.settle().await;
    assert!(!app.live_chat("Ana") && !app.live_chat("Bo"));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn what_was_said_before_is_brought_to_its_end_and_what_is_said_after_that_is_the_bots() {
    let app = picked(1).await;
    app.world.clock.pass(Duration::from_secs(2));
    let inbox = app.inbox();
    app.writes(MAY, &inbox, "it is on its way");
    let written = app.world.sandbox.take_due(app.world.clock.now());
    for delivery in &written {
        app.world.sandbox.delivered(delivery.id, Some(200));
    }
    app.world.clock.pass(Duration::from_secs(2));
    uninstalled(&app).await;
    for delivery in &written {
        arrives(&app, delivery).await;
    }
    app.settle().await;
    assert_eq!(count(&since_asked(&app), "it is on its way"), 1, "written before: it is still sent");
    app.world.clock.pass(Duration::from_secs(2));
    app.says("Ana", "and the invoice?");
    app.settle().await;
    assert_eq!(count(&lines_in(&app, &inbox), "and the invoice?"), 0, "the bot has it");
    assert!(
        app.world
            .look
            .store
            .parked(&app.world.workspace(), 100)
            .await
            .unwrap()
            .iter()
            .all(|parked| { parked.reason == "the app is not installed" })
    );
    app.world.check(&[]).await;
}

#[tokio::test]
async fn installed_again_the_cards_say_what_became_of_the_tickets_and_requests_open_tickets_again() {
    let app = picked(1).await;
    let inbox = app.inbox();
    uninstalled(&app).await;
    assert!(lines_in(&app, TEAM)[0].contains("Ticket status: Active"), "nobody could change it");
    installs_again(&app).await;
    assert!(lines_in(&app, TEAM)[0].ends_with(REMOVED), "{:#?}", lines_in(&app, TEAM));
    let card = &lines_in(&app, &inbox)[0];
    assert!(card.contains("Live chat: False / "), "{card}");
    assert!(card.contains("Ticket status: Closed · Slack Inbox was removed from this workspace"), "{card}");
    assert_eq!(app.world.look.store.parked(&app.world.workspace(), 100).await.unwrap(), []);
    app.world.pass(Duration::from_mins(5)).await;
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    app.settle().await;
    app.insists(BEN, TEAM, PICK).await;
    app.settle().await;
    assert!(app.live_chat("Ana"), "people answer");
    app.writes(BEN, &inbox, "here we are again");
    app.settle().await;
    assert_eq!(count(&since_asked(&app), "here we are again"), 1);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn events_that_come_late_after_the_app_was_installed_again_change_nothing() {
    // Also in the same second: then nobody can say which was first, and who is installed stays so.
    for wait in [Duration::ZERO, Duration::from_secs(1), Duration::from_mins(2)] {
        let app = picked(1).await;
        let told = removes(&app);
        app.world.clock.pass(wait);
        assert_eq!(Browser::new(&app).installs(BEN).await.status, 200);
        for delivery in [&told.revoked, &told.uninstalled] {
            arrives(&app, delivery).await;
            app.settle().await;
        }
        assert!(has_a_token(&app).await, "{wait:?}");
        assert!(app.live_chat("Ana"), "{wait:?}: her live chat goes on");
        app.writes(MAY, &app.inbox(), "still here");
        app.settle().await;
        assert_eq!(count(&since_asked(&app), "still here"), 1, "{wait:?}");
        app.world.check(&[]).await;
    }
}

#[tokio::test]
async fn a_ticket_that_was_opened_once_the_app_was_installed_again_stays_open() {
    let app = picked(1).await;
    let told = removes(&app);
    arrives(&app, &told.uninstalled).await;
    app.world.clock.pass(Duration::from_secs(5));
    assert_eq!(Browser::new(&app).installs(MAY).await.status, 200);
    app.asks_for_a_human("Bo", Some("Support Team")).await;
    app.settle().await;
    assert!(!app.live_chat("Ana"), "hers was open when the app was removed");
    assert_eq!(app.cards().len(), 1, "Bo's can be picked");
    let open = app.world.look.store.open_tickets(&app.world.workspace(), None, 100).await.unwrap();
    assert_eq!(open.len(), 1, "{open:?}");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_persons_own_token_that_is_revoked_closes_nothing() {
    let app = picked(1).await;
    for bots in [Vec::new(), vec![UserId::new(BEN)]] {
        let envelope = Envelope {
            event_id: "Ev1".to_owned(),
            workspace: app.world.workspace(),
            app: SlackAppId::new("A08DESK0001"),
            at: app.world.clock.now(),
            event: Event::TokensRevoked { bots },
        };
        assert_eq!(hear(&app.world.ports, envelope).await.unwrap(), Heard::Nothing);
    }
    app.settle().await;
    assert!(has_a_token(&app).await && app.live_chat("Ana"));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_transfer_that_waited_is_given_back_to_nobody() {
    let app = transferred(1).await;
    uninstalled(&app).await;
    app.world.pass(super::transferring::RETURNS * 2).await;
    app.settle().await;
    nothing_is_open(&app, "its time has come").await;
    installs_again(&app).await;
    assert!(lines_in(&app, OTHER).iter().all(|card| !card.contains("[Pick]")), "{:#?}", lines_in(&app, OTHER));
    app.world.check(&[]).await;
}
