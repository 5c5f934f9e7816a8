//! The races of `product.md` 5 ("Allowed ends of races") around a transfer: both sides at once with all that follows
//! from them, in many interleavings; and where each of them ends.

use local::sandbox::slack::act::Kind;
use shared::domain::{Timestamp, UserId};
use tests::gate::Fault;
use tests::story::App;

use super::journey::{BEN, MAY, TEAM, asked, count, lines_in, since_asked};
use super::moving::{offered, reads};
use super::races::{END, Ends, PICK, SEEDS, clicked, side, to_the_customer};
use super::transferring::{OTHER, RETURNS, last, sent_on, transferred};

/// More calls than anybody makes before they give up.
const MANY: usize = 100;

/// What can be picked, in whatever channel.
fn pickable(app: &App) -> Vec<String> {
    let cards = app.cards().into_iter().filter(|card| card.lines.iter().any(|line| line.contains("[Pick]")));
    cards.map(|card| card.channel).collect()
}

/// Picked by Ben, who is no admin.
async fn held_by_ben(seed: u64) -> App {
    let app = asked(seed).await;
    app.clicks(BEN, TEAM, PICK).await;
    app.settle().await;
    app
}

/// When the transfer that waits comes back: nothing else is due.
async fn comes_back_at(app: &App) -> Timestamp {
    let due = app.world.due().await;
    assert_eq!(due.len(), 1, "{due:?}");
    due[0].due
}

/// Long after: what no longer waits does not come back.
async fn check_nothing_comes_back(app: &App, what: &str) {
    app.world.clock.pass(RETURNS);
    app.settle().await;
    assert_eq!(count(&lines_in(app, &app.inbox()), "Nobody in default picked this"), 0, "{what}");
}

#[tokio::test]
async fn a_pick_and_a_return_at_once_have_one_handler_and_the_other_is_told() {
    let mut ends = Ends::default();
    for seed in 0..SEEDS {
        let app = transferred(seed).await;
        app.world.clock.move_to(comes_back_at(&app).await);
        let picks = Box::pin(side(&app, clicked(&app, BEN, OTHER, PICK)));
        let returns = Box::pin(side(&app, app.world.sweep()));
        ends.race(&app, [picks, returns]).await;
        ends.note(end_of_return(&app, &format!("seed {seed}")));
    }
    let allowed =
        ["Active(new), the old handler is told who picked", "Active(old), the picker is told that it just returned"];
    ends.check("pick / return", &allowed, &[]);
}

fn end_of_return(app: &App, what: &str) -> String {
    let (card, lines, told) = (lines_in(app, OTHER), lines_in(app, &app.inbox()), app.told(BEN));
    assert!(card.len() == 1 && pickable(app).is_empty(), "{what}: {card:#?}");
    let picked = count(&lines, "Ticket handler: <@U07BEN00001> (before: May)");
    let back = count(&lines, "Nobody in default picked this in 30 min.");
    let yours = count(&told, "It's yours: answer Ana Lima in <#");
    let returned =
        count(&told, "Processing by May: nobody had picked it, and it returned a moment ago. Nothing for you to do.");
    let is_in = app.channel_now(&app.inbox()).members.contains(&UserId::new(BEN));
    let taking_over = count(&since_asked(app), "Ben from default is taking over.");
    match (picked, back, yours, returned) {
        (1, 0, 1, 0) => {
            assert!(is_in && taking_over == 1 && card[0].contains("Processing by Ben"), "{what}: {card:#?}");
            "Active(new), the old handler is told who picked".to_owned()
        }
        (0, 1, 0, 1) => {
            assert!(!is_in && taking_over == 0 && card[0].contains("back with May"), "{what}: {card:#?}");
            "Active(old), the picker is told that it just returned".to_owned()
        }
        _ => panic!("{what}: {lines:#?} {told:#?}"),
    }
}

/// The handler sends and an admin ends, or the other way round. Either may end it while the transfer waits, too: so
/// *Pending at the target and the ender told* is left to a store that is too busy for the end (the next story).
#[tokio::test]
async fn a_transfer_and_an_end_at_once_leave_the_ticket_closed_and_no_card_to_pick() {
    let mut ends = Ends::default();
    for seed in 0..SEEDS {
        let app = held_by_ben(seed).await;
        let (sender, ender) = if seed % 2 == 0 { (BEN, MAY) } else { (MAY, BEN) };
        let sent = sent_on(&app, sender).await;
        let sends = Box::pin(side(&app, app.arrives(&sent)));
        let stops = Box::pin(side(&app, clicked(&app, ender, &app.inbox(), END)));
        ends.race(&app, [sends, stops]).await;
        let what = format!("seed {seed}");
        ends.note(format!("{}; {}", end_of_end(&app, sender, &what), to_the_customer(&app)));
        check_nothing_comes_back(&app, &what).await;
        app.world.check(&[]).await;
    }
    let sent = "1 *picked*, 1 *ended*";
    let allowed = [
        format!("Closed, the handler's transfer was before the admin's end; {sent}"),
        format!("Closed, the admin's transfer was before the handler's end; {sent}"),
        format!("Closed, the handler who sent it is told that the admin has ended it; {sent}"),
        format!("Closed, the admin who sent it is told that the handler has ended it; {sent}"),
    ];
    ends.check("transfer / end", &allowed.each_ref().map(String::as_str), &[]);
}

fn end_of_end(app: &App, sender: &str, what: &str) -> String {
    let (cards, lines) = ([lines_in(app, TEAM), lines_in(app, OTHER)].concat(), lines_in(app, &app.inbox()));
    let closed = cards.iter().filter(|card| card.contains("Ticket status: Closed")).count();
    assert!(closed == cards.len() && pickable(app).is_empty(), "{what}: {cards:#?}");
    let ((by, other), ended_by) = match sender {
        BEN => (("handler", "admin"), "Ended by May"),
        _ => (("admin", "handler"), "Ended by Ben"),
    };
    assert!(!app.live_chat("Ana") && count(&lines, ended_by) == 1, "{what}: {lines:#?}");
    match count(&lines, "transferred this live chat") {
        1 => format!("Closed, the {by}'s transfer was before the {other}'s end"),
        0 => {
            // By name, or by "a colleague": the panel does not wait for Slack to say who an admin is that clicked first now.
            let panel = reads(app, sender);
            assert!(panel.contains("This ticket was ended by "), "{what}: {panel}");
            assert_eq!(cards.len(), 1, "{what}: nothing came to the other team: {cards:#?}");
            format!("Closed, the {by} who sent it is told that the {other} has ended it")
        }
        _ => panic!("{what}: {lines:#?}"),
    }
}

#[tokio::test]
async fn an_end_that_the_store_is_too_busy_for_leaves_the_transfer_and_the_ender_is_told() {
    let app = transferred(1).await;
    app.world.gate.take_calls();
    for call in 0..MANY {
        app.world.gate.spoil_named("dynamodb.TransactWriteItems", call, Fault::Conflict);
    }
    app.clicks(MAY, &app.inbox(), END).await;
    app.world.gate.take_calls();
    app.settle().await;
    let told = "Nothing changed: many people acted on this at the same moment. Click again.";
    assert_eq!(count(&app.told(MAY), told), 1, "{:?}", app.told(MAY));
    assert_eq!(pickable(&app), [OTHER]);
    assert!(app.live_chat("Ana"), "the bot is silent as it was");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_take_over_and_a_transfer_at_once_are_decided_one_on_what_the_other_has_made_true() {
    let mut ends = Ends::default();
    for seed in 0..SEEDS {
        let app = held_by_ben(seed).await;
        let colleague = app.come(1, &app.inbox(), Kind::Member).remove(0);
        let colleague = colleague.as_str();
        app.settle().await;
        app.opens_control(colleague, &app.inbox()).await;
        let sent = sent_on(&app, BEN).await;
        let takes = Box::pin(side(&app, app.proceeds(colleague, "take_over")));
        let sends = Box::pin(side(&app, app.arrives(&sent)));
        ends.race(&app, [takes, sends]).await;
        let what = format!("seed {seed}");
        ends.note(end_of_take_over(&app, colleague, &what));
    }
    let allowed = [
        "Pending at the target, the colleague is told that the transfer waits",
        "Active(colleague), the former handler may no longer transfer",
    ];
    ends.check("take over / transfer", &allowed, &[]);
}

fn end_of_take_over(app: &App, colleague: &str, what: &str) -> String {
    let lines = lines_in(app, &app.inbox());
    let sent = count(&lines, "Ben transferred this live chat");
    let took = count(&lines, &format!("Ticket handler: <@{colleague}> (before: Ben)"));
    match (sent, took) {
        (1, 0) => {
            let panel = reads(app, colleague);
            assert!(panel.contains("Ben transferred it to default (<#C08DEFAULT1>) at "), "{what}: {panel}");
            assert!(panel.contains("Until then it can be taken back or ended, nothing else."), "{what}: {panel}");
            assert_eq!(pickable(app), [OTHER], "{what}");
            assert!(last(app, TEAM).contains("Transferred by Ben to default"), "{what}: {}", last(app, TEAM));
            "Pending at the target, the colleague is told that the transfer waits".to_owned()
        }
        (0, 1) => {
            assert!(reads(app, BEN).contains(" took over at <!date^"), "{what}: {}", reads(app, BEN));
            assert_eq!(count(&app.told(BEN), "took over"), 1, "{what}: {:?}", app.told(BEN));
            assert_eq!(lines_in(app, OTHER), Vec::<String>::new(), "{what}");
            assert!(!offered(app, BEN).contains(&"transfer".to_owned()), "{what}: {:?}", offered(app, BEN));
            "Active(colleague), the former handler may no longer transfer".to_owned()
        }
        _ => panic!("{what}: {lines:#?}"),
    }
}
