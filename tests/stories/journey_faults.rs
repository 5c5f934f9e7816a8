//! Whatever fails on the way from the first request to the second pick: the same end.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use local::sandbox::slack::Channel;
use tests::gate::Fault;
use tests::story::App;

use super::journey::{MAY, NOTE, Step, TEAM, count, lines_in, since_asked};

/// What the agents are told of a customised message that may not have arrived.
const UNKNOWN_OF_OURS: &str = "no answer came, so nobody knows whether it arrived";

/// What differs from the undisturbed journey, by its name.
type Exceptions = BTreeMap<&'static str, usize>;

/// One fault at one port call of one step.
#[derive(Clone, Debug)]
struct Single {
    step: Step,
    call: String,
    /// Among the step's calls of this name.
    number: usize,
    fault: Fault,
}

impl Single {
    /// Whether nobody can know afterwards what became of a call: of this one, or of the one that this write was to record.
    fn leaves_unknown(&self) -> bool {
        let dead_or_lost =
            [Fault::Broken, Fault::AnswerLost, Fault::DiesBefore, Fault::DiesAfter].contains(&self.fault);
        dead_or_lost || (self.call == "dynamodb.TransactWriteItems" && self.fault == Fault::Unreachable)
    }

    fn cause(&self) -> String {
        format!("{:?} at {}", self.fault, self.call)
    }
}

/// What every journey shows once it has come so far, but for the exceptions of `architecture.md`'s table: those found.
fn check(app: &App, so_far: Step, what: &str) -> Exceptions {
    let mut exceptions = Exceptions::new();
    check_team(app, so_far, what);
    assert!(app.live_chat("Ana") == (so_far != Step::Ends), "{what}: who answers");
    if so_far >= Step::Picks {
        check_strays(app, what, &mut exceptions);
        check_inbox(app, so_far, what, &mut exceptions);
        check_told(app, so_far, what, &mut exceptions);
        check_phone(app, so_far, what, &mut exceptions);
    }
    exceptions.retain(|_, times| *times > 0);
    exceptions
}

fn check_team(app: &App, so_far: Step, what: &str) {
    let expected: &[&str] = match so_far {
        Step::Asks => &["Ticket status: Pending / [Pick]"],
        Step::Picks | Step::Questions | Step::Answers | Step::Notes => &["Ticket status: Active"],
        Step::Ends => &["Ended by May"],
        Step::AsksAgain => &["Ended by May", "Ticket status: Pending / [Pick]"],
        Step::PicksAgain => &["Ended by May", "Ticket status: Active"],
    };
    check_lines(&lines_in(app, TEAM), expected, what);
}

fn check_lines(lines: &[String], expected: &[&str], what: &str) {
    assert_eq!(lines.len(), expected.len(), "{what}: {lines:#?}");
    for (line, expected) in lines.iter().zip(expected) {
        assert!(line.contains(expected), "{what}: {expected} in {lines:#?}");
    }
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

fn check_inbox(app: &App, so_far: Step, what: &str, exceptions: &mut Exceptions) {
    let inbox = app.inbox_in_use();
    let card = if so_far < Step::Ends { "Ticket status: Active" } else { "Ticket status: Closed" };
    let mut expected = vec![card, "*Before you joined*"];
    let parts = [
        (Step::Questions, &["question 1", "question 2", "question 3"][..]),
        (Step::Answers, &["answer 1", "answer 2", "answer 3"]),
        (Step::Ends, &["Ended by May"]),
        (Step::PicksAgain, &["Ticket status: Active"]),
    ];
    expected.extend(parts.iter().filter(|(step, _)| *step <= so_far).flat_map(|(_, lines)| *lines));
    let (ours, lines) = lines_in(app, &inbox).into_iter().partition(|line| line.contains(UNKNOWN_OF_OURS));
    exceptions.insert("a message of ours is told of as unknown", Vec::<String>::len(&ours));
    check_lines(&lines, &expected, what);
    if so_far >= Step::Notes {
        let thread: Vec<String> = app.thread(&inbox, &app.written(&inbox, "answer 1")).concat();
        assert_eq!(count(&thread, NOTE), 1, "{what}: {thread:?}");
        assert_eq!(count(&app.phone("Ana"), NOTE), 0, "{what}: the note has left Slack");
    }
}

fn check_told(app: &App, so_far: Step, what: &str, exceptions: &mut Exceptions) {
    let told = app.told(MAY);
    let (yours, picks) = (count(&told, "It's yours: answer Ana Lima in "), 1 + usize::from(so_far == Step::PicksAgain));
    assert!(yours <= picks, "{what}: {told:?}");
    exceptions.insert("the winner's private answer is missing", picks - yours);
}

fn check_phone(app: &App, so_far: Step, what: &str, exceptions: &mut Exceptions) {
    let phone = app.phone("Ana");
    let expected = [
        (Step::Picks, "May is here to help you."),
        (Step::Questions, "question 1"),
        (Step::Questions, "question 2"),
        (Step::Questions, "question 3"),
        (Step::Answers, "answer 1"),
        (Step::Answers, "answer 2"),
        (Step::Answers, "answer 3"),
        (Step::Ends, "The live chat has ended."),
        (Step::PicksAgain, "May is here to help you."),
    ];
    let mut shown = since_asked(app).into_iter().peekable();
    for (_, text) in expected.iter().filter(|(step, _)| *step <= so_far) {
        // In this order, each once or, by exception, not at all: so whatever is left is too much.
        let arrived = shown.next_if(|line| line.contains(text)).is_some();
        let answer = text.starts_with("answer");
        let exception = match arrived {
            _ if answer => check_answer(app, text, arrived, what),
            true => None,
            false if text.starts_with("May is") => Some("*picked* is missing"),
            false if text.starts_with("The live") => Some("*ended* is missing"),
            false => panic!("{what}: {text} in {phone:#?}"),
        };
        *exceptions.entry(exception.unwrap_or_default()).or_default() += usize::from(exception.is_some());
    }
    assert_eq!(shown.next(), None, "{what}: {phone:#?}");
    let told = exceptions["a message of ours is told of as unknown"];
    let missing = ["*picked* is missing", "*ended* is missing"].map(|ours| exceptions.get(ours).copied().unwrap_or(0));
    assert!(missing.iter().sum::<usize>() <= told, "{what}: the agents are told of what of ours may be missing");
}

/// An agent's message arrived and is marked so, or they are asked about it.
fn check_answer(app: &App, answer: &str, arrived: bool, what: &str) -> Option<&'static str> {
    let inbox = app.inbox_in_use();
    let ts = app.written(&inbox, answer);
    let asked = app.thread(&inbox, &ts).iter().flatten().any(|line| line.contains("Delivery unknown"));
    let delivered = app.marks(&inbox, &ts) == ["white_check_mark"];
    assert!(delivered != asked, "{what}: {answer} is delivered, or asked about");
    assert!(arrived || asked, "{what}: {answer} neither arrived nor is it asked about");
    asked.then_some(if arrived { "an arrived answer is asked about" } else { "an answer is asked about" })
}

/// Every fault that each port call of the undisturbed journey can meet, by step; and how many calls there are.
async fn all_singles() -> (Vec<Vec<Single>>, usize) {
    let app = App::seeded(1).await;
    let (mut singles, mut calls) = (Vec::new(), 0);
    for step in Step::ALL {
        step.happens(&app).await;
        assert_eq!(check(&app, step, "no fault"), Exceptions::new());
        let made = app.world.gate.take_calls();
        calls += made.len();
        singles.push(singles_of(step, &made));
    }
    app.world.check(&[]).await;
    (singles, calls)
}

fn singles_of(step: Step, calls: &[String]) -> Vec<Single> {
    let at = |(place, call): (usize, &String)| {
        let number = calls[..place].iter().filter(|earlier| *earlier == call).count();
        let single = |fault| Single { step, call: call.clone(), number, fault };
        Fault::of(call).into_iter().map(single).collect::<Vec<_>>()
    };
    calls.iter().enumerate().flat_map(at).collect()
}

/// What became of many journeys.
#[derive(Debug, Default)]
struct Tally {
    runs: usize,
    tried: BTreeMap<String, usize>,
    /// How often what differed, by the fault that it came after.
    exceptions: BTreeMap<(&'static str, String), usize>,
    /// Those whose call was not made, because an earlier step's fault had left less to do.
    not_met: Vec<Single>,
    failed: Vec<String>,
}

impl Tally {
    /// A journey with these faults, one a step at most: each step begins when all is at rest after the one before.
    async fn run(&mut self, singles: &[Single]) {
        self.runs += 1;
        let what = format!("{singles:?}");
        if AssertUnwindSafe(self.journey(singles, &what)).catch_unwind().await.is_err() {
            self.failed.push(what);
        }
    }

    async fn journey(&mut self, singles: &[Single], what: &str) {
        let app = App::seeded(1).await;
        let mut before = Exceptions::new();
        for step in Step::ALL {
            let single = singles.iter().find(|single| single.step == step);
            app.world.gate.take_calls();
            if let Some(single) = single {
                app.world.gate.spoil_named(&single.call, single.number, single.fault);
            }
            step.happens(&app).await;
            let exceptions = check(&app, step, &format!("{step:?} of {what}"));
            self.note(single, app.world.gate.take_met());
            for (name, times) in &exceptions {
                let new = times - before.get(name).unwrap_or(&0);
                if new > 0 {
                    let cause = single.filter(|single| single.leaves_unknown());
                    let cause = cause.unwrap_or_else(|| panic!("{step:?} of {what}: {name}"));
                    *self.exceptions.entry((*name, cause.cause())).or_default() += new;
                }
            }
            before = exceptions;
        }
        app.world.check(&[]).await;
    }

    fn note(&mut self, single: Option<&Single>, met: bool) {
        match single {
            Some(single) if met => *self.tried.entry(single.call.clone()).or_default() += 1,
            Some(single) => self.not_met.push(single.clone()),
            None => {}
        }
    }
}

/// Every fourth journey, from this one on.
async fn every_fourth(first: usize) {
    let (singles, calls) = all_singles().await;
    let all: usize = singles.iter().map(Vec::len).sum();
    let mut tally = Tally::default();
    let most = singles.iter().map(Vec::len).max().unwrap_or_default();
    for round in (first..most).step_by(4) {
        let of_round: Vec<Single> = singles.iter().filter_map(|of_step| of_step.get(round)).cloned().collect();
        tally.run(&of_round).await;
    }
    let alone = std::mem::take(&mut tally.not_met);
    for single in &alone {
        tally.run(std::slice::from_ref(single)).await;
    }
    let tried: usize = tally.tried.values().sum();
    println!("journey: {tried} of the {all} single faults that {calls} port calls can meet: {:?}", tally.tried);
    println!("journey: {} runs, one fault a step at most; {} of them with one fault only", tally.runs, alone.len());
    println!("journey: the exceptions of architecture.md's table: {:?}", tally.exceptions);
    assert_eq!(tally.failed, Vec::<String>::new(), "each is told above");
    assert!(tally.not_met.is_empty(), "never met: {:?}", tally.not_met);
}

#[tokio::test]
async fn a_single_fault_at_any_port_call_of_the_journey_ends_like_none() {
    every_fourth(0).await;
}

#[tokio::test]
async fn and_so_does_each_single_fault_of_the_second_quarter() {
    every_fourth(1).await;
}

#[tokio::test]
async fn and_so_does_each_single_fault_of_the_third_quarter() {
    every_fourth(2).await;
}

#[tokio::test]
async fn and_so_does_each_single_fault_of_the_last_quarter() {
    every_fourth(3).await;
}
