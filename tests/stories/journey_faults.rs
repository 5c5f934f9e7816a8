//! Whatever fails once on the way from the click on *Pick* to the end: the same end.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use local::sandbox::slack::Channel;
use tests::gate::Fault;
use tests::story::App;

use super::journey::{MAY, TEAM, asked, count, goes_on, lines_in, since_asked};

/// What differs from the undisturbed journey's end, by its name.
type Exceptions = BTreeMap<&'static str, usize>;

async fn journey(faults: &[(usize, Fault)]) -> App {
    let app = asked(1).await;
    app.world.gate.take_calls();
    for (call, fault) in faults {
        app.spoil(*call, *fault);
    }
    goes_on(&app, 1).await;
    app
}

/// A channel whose making nobody answered is archived: nobody sees it, and nobody was in it. Else there is none.
fn check_strays(app: &App, what: &str, exceptions: &mut Exceptions) {
    let (workspace, used) = (app.world.sandbox.slack(), app.inbox_in_use());
    let inboxes = app.inboxes();
    let others: Vec<_> = inboxes.iter().map(|id| &workspace.channels[id]).filter(|it| it.name != used).collect();
    assert!(others.len() <= 1, "{what}: {inboxes:?}");
    let only_us = |stray: &Channel| stray.members.iter().eq([&workspace.app.bot_user]);
    assert!(others.iter().all(|stray| stray.is_archived && only_us(stray)), "{what}: {others:?}");
    assert!(!app.channel_now(&used).is_archived, "{what}: {used} is in use");
    *exceptions.entry("a second channel was made, and archived").or_default() += others.len();
}

/// The end that every journey has, but for the exceptions of `architecture.md`'s table.
async fn check_end(app: &App, what: &str, exceptions: &mut Exceptions) {
    let team = lines_in(app, TEAM);
    assert_eq!(team.len(), 1, "{what}: one card: {team:?}");
    assert!(team[0].contains("Ended by May") && team[0].ends_with("Ticket status: Closed"), "{what}: {team:?}");
    check_inbox(app, what, exceptions);
    check_phone(app, what, exceptions);
    let mut except = |name, is| *exceptions.entry(name).or_default() += usize::from(is);
    let told = app.told(MAY);
    let yours = count(&told, "It's yours: answer Ana Lima in ");
    assert!(yours <= 1, "{what}: {told:?}");
    except("the winner's private answer is missing", yours == 0);
    assert!(!app.live_chat("Ana"), "{what}: the bot is back");
    app.world.check(&[]).await;
}

fn check_inbox(app: &App, what: &str, exceptions: &mut Exceptions) {
    check_strays(app, what, exceptions);
    let inboxes = app.inboxes();
    let workspace = app.world.sandbox.slack();
    let used: Vec<_> = inboxes.iter().filter(|id| workspace.channels[*id].top_level().count() > 0).collect();
    assert_eq!(used.len(), 1, "{what}: one inbox channel is in use");
    let inbox = lines_in(app, &workspace.channels[used[0]].name);
    let expected = ["*Live chat with Ana Lima*", "*Before you joined*", "question 1", "answer 1", "Ended by May"];
    assert_eq!(inbox.len(), expected.len(), "{what}: {inbox:#?}");
    for (line, expected) in inbox.iter().zip(expected) {
        assert!(line.contains(expected), "{what}: {expected} in {inbox:#?}");
    }
    assert!(
        inbox[0].contains("Live chat: False /") && inbox[0].contains("Ticket status: Closed"),
        "{what}: {inbox:#?}"
    );
}

fn check_phone(app: &App, what: &str, exceptions: &mut Exceptions) {
    let phone = since_asked(app);
    assert_eq!(count(&phone, "question 1"), 1, "{what}: {phone:#?}");
    let inbox = app.inbox_in_use();
    let answer = "answer 1";
    let arrived = count(&phone, answer);
    assert!(arrived <= 1, "{what}: {phone:#?}");
    let ts = app.written(&inbox, answer);
    let asked = app.thread(&inbox, &ts).iter().flatten().any(|line| line.contains("Delivery unknown"));
    let delivered = app.marks(&inbox, &ts) == ["white_check_mark"];
    assert!(delivered != asked, "{what}: {answer} is delivered, or asked about");
    assert!(arrived == 1 || asked, "{what}: {answer} neither arrived nor is it asked about");
    let name = if arrived == 1 { "an arrived answer is asked about" } else { "an answer is asked about" };
    *exceptions.entry(name).or_default() += usize::from(asked);
    let ours =
        [("May is here to help you.", "*picked* is missing"), ("The live chat has ended.", "*ended* is missing")];
    for (text, name) in ours {
        let arrived = count(&phone, text);
        assert!(arrived <= 1, "{what}: {phone:#?}");
        *exceptions.entry(name).or_default() += 1 - arrived;
    }
    let order: Vec<usize> = ["here to help", "answer 1", "has ended"]
        .iter()
        .filter_map(|text| phone.iter().position(|line| line.contains(text)))
        .collect();
    assert!(order.is_sorted(), "{what}: {phone:#?}");
}

/// Single faults: each port call meets one at least, and each kind of call meets each of its faults.
fn singles(calls: &[String]) -> Vec<(usize, Fault)> {
    let mut places: BTreeMap<&String, Vec<usize>> = BTreeMap::new();
    for (number, call) in calls.iter().enumerate() {
        places.entry(call).or_default().push(number);
    }
    let of_call = |(call, numbers): (&String, Vec<usize>)| {
        let faults = Fault::of(call);
        let most = numbers.len().max(faults.len());
        (0..most).map(|at| (numbers[at % numbers.len()], faults[at % faults.len()])).collect::<Vec<_>>()
    };
    places.into_iter().flat_map(of_call).collect()
}

/// Every other single fault, from this one on.
async fn every_other(first: usize) {
    let undisturbed = journey(&[]).await;
    let calls = undisturbed.world.gate.take_calls();
    let mut none = Exceptions::new();
    check_end(&undisturbed, "no fault", &mut none).await;
    assert!(none.values().all(|times| *times == 0), "no fault: {none:?}");
    let mut tried: BTreeMap<String, usize> = BTreeMap::new();
    let mut exceptions = Exceptions::new();
    let mut failed = Vec::new();
    for (number, fault) in singles(&calls).into_iter().skip(first).step_by(2) {
        let what = format!("{fault:?} at call {number}, {}", calls[number]);
        let one = async {
            let app = journey(&[(number, fault)]).await;
            assert!(app.world.gate.was_met(), "{what} was not met");
            let mut here = Exceptions::new();
            check_end(&app, &what, &mut here).await;
            let unknown = matches!(fault, Fault::Broken | Fault::AnswerLost | Fault::DiesBefore | Fault::DiesAfter);
            assert!(unknown || here.values().all(|times| *times == 0), "{what}: {here:?}");
            for (name, times) in here {
                *exceptions.entry(name).or_default() += times;
            }
        };
        if AssertUnwindSafe(one).catch_unwind().await.is_err() {
            failed.push(what);
        }
        *tried.entry(calls[number].clone()).or_default() += 1;
    }
    exceptions.retain(|_, times| *times > 0);
    let total: usize = tried.values().sum();
    println!("journey: {total} single faults over {} port calls: {tried:?}", calls.len());
    println!("journey: the exceptions of architecture.md's table: {exceptions:?}");
    assert_eq!(failed, Vec::<String>::new(), "each is told above");
}

#[tokio::test]
async fn a_single_fault_at_any_port_call_of_the_journey_ends_like_none() {
    every_other(0).await;
}

#[tokio::test]
async fn and_so_does_each_of_the_other_single_faults() {
    every_other(1).await;
}
