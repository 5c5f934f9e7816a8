//! Single faults: a tale is told again and again, with one fault at one port call of a step each time. And what such a
//! tale may show otherwise than the undisturbed one: the exceptions of `architecture.md`'s table, by their names.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use local::sandbox::slack::Channel;
use tests::gate::Fault;
use tests::story::App;

use super::journey::{count, lines_in, since_asked};

/// What the agents are told of a customised message that may not have arrived.
const UNKNOWN_OF_OURS: &str = "no answer came, so nobody knows whether it arrived";

/// What differs from the undisturbed tale, by its name.
pub(super) type Exceptions = BTreeMap<&'static str, usize>;

/// A tale in steps: each begins when all is at rest after the one before.
pub(super) trait Tale: Copy + Debug + Ord + 'static {
    /// What it is called.
    const NAME: &'static str;

    /// All of it, in its order.
    const STEPS: &'static [Self];

    /// How it begins, before anything is spoiled.
    async fn begins() -> App;

    /// The step, and everything that follows.
    async fn happens(self, app: &App);

    /// What every tale shows once it has come so far, but for the exceptions of `architecture.md`'s table: those found.
    fn check(self, app: &App, what: &str) -> Exceptions;
}

/// One fault at one port call of one step.
#[derive(Clone, Debug)]
struct Single<T> {
    step: T,
    call: String,
    /// Among the step's calls of this name.
    number: usize,
    fault: Fault,
}

impl<T: Tale> Single<T> {
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

/// Every fault that each port call of the undisturbed tale can meet, by step; and how many calls there are.
async fn all_singles<T: Tale>() -> (Vec<Vec<Single<T>>>, usize) {
    let app = T::begins().await;
    app.world.gate.take_calls();
    let (mut singles, mut calls) = (Vec::new(), 0);
    for &step in T::STEPS {
        step.happens(&app).await;
        assert_eq!(found(step, &app, "no fault"), Exceptions::new());
        let made = app.world.gate.take_calls();
        calls += made.len();
        singles.push(singles_of(step, &made));
    }
    app.world.check(&[]).await;
    (singles, calls)
}

fn singles_of<T: Tale>(step: T, calls: &[String]) -> Vec<Single<T>> {
    let at = |(place, call): (usize, &String)| {
        let number = calls[..place].iter().filter(|earlier| *earlier == call).count();
        let single = |fault| Single { step, call: call.clone(), number, fault };
        Fault::of(call).into_iter().map(single).collect::<Vec<_>>()
    };
    calls.iter().enumerate().flat_map(at).collect()
}

/// What became of a tale that was told many times.
#[derive(Debug)]
struct Tally<T> {
    runs: usize,
    tried: BTreeMap<String, usize>,
    /// How often what differed, by the fault that it came after.
    exceptions: BTreeMap<(&'static str, String), usize>,
    /// Those whose call was not made, because an earlier step's fault had left less to do.
    not_met: Vec<Single<T>>,
    failed: Vec<String>,
}

impl<T> Default for Tally<T> {
    fn default() -> Self {
        let (tried, exceptions) = (BTreeMap::new(), BTreeMap::new());
        Self { runs: 0, tried, exceptions, not_met: Vec::new(), failed: Vec::new() }
    }
}

impl<T: Tale> Tally<T> {
    /// The tale with these faults, one a step at most: each step begins when all is at rest after the one before.
    async fn run(&mut self, singles: &[Single<T>]) {
        self.runs += 1;
        let what = format!("{singles:?}");
        if AssertUnwindSafe(self.tell(singles, &what)).catch_unwind().await.is_err() {
            self.failed.push(what);
        }
    }

    async fn tell(&mut self, singles: &[Single<T>], what: &str) {
        let app = T::begins().await;
        let mut before = Exceptions::new();
        for &step in T::STEPS {
            let single = singles.iter().find(|single| single.step == step);
            app.world.gate.take_calls();
            if let Some(single) = single {
                app.world.gate.spoil_named(&single.call, single.number, single.fault);
            }
            step.happens(&app).await;
            let exceptions = found(step, &app, &format!("{step:?} of {what}"));
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

    fn note(&mut self, single: Option<&Single<T>>, met: bool) {
        match single {
            Some(single) if met => *self.tried.entry(single.call.clone()).or_default() += 1,
            Some(single) => self.not_met.push(single.clone()),
            None => {}
        }
    }
}

/// Every fourth telling, from this one on.
pub(super) async fn every_fourth<T: Tale>(first: usize) {
    let (singles, calls) = all_singles::<T>().await;
    let all: usize = singles.iter().map(Vec::len).sum();
    let mut tally = Tally::default();
    let most = singles.iter().map(Vec::len).max().unwrap_or_default();
    for round in (first..most).step_by(4) {
        let of_round: Vec<Single<T>> = singles.iter().filter_map(|of_step| of_step.get(round)).cloned().collect();
        tally.run(&of_round).await;
    }
    let alone = std::mem::take(&mut tally.not_met);
    for single in &alone {
        tally.run(std::slice::from_ref(single)).await;
    }
    let tried: usize = tally.tried.values().sum();
    let name = T::NAME;
    println!("{name}: {tried} of the {all} single faults that {calls} port calls can meet: {:?}", tally.tried);
    println!("{name}: {} runs, one fault a step at most; {} of them with one fault only", tally.runs, alone.len());
    println!("{name}: the exceptions of architecture.md's table: {:?}", tally.exceptions);
    assert_eq!(tally.failed, Vec::<String>::new(), "each is told above");
    assert!(tally.not_met.is_empty(), "never met: {:?}", tally.not_met);
}

/// Those found.
fn found<T: Tale>(step: T, app: &App, what: &str) -> Exceptions {
    let mut exceptions = step.check(app, what);
    exceptions.retain(|_, times| *times > 0);
    exceptions
}

/// These lines, in this order, and no other.
pub(super) fn check_lines(lines: &[String], expected: &[&str], what: &str) {
    assert_eq!(lines.len(), expected.len(), "{what}: {lines:#?}");
    for (line, expected) in lines.iter().zip(expected) {
        assert!(line.contains(expected), "{what}: {expected} in {lines:#?}");
    }
}

/// A channel whose making nobody answered is archived: nobody sees it, and nobody was in it. Else there is none.
pub(super) fn check_strays(app: &App, what: &str, exceptions: &mut Exceptions) {
    let (workspace, used) = (app.world.sandbox.slack(), app.inbox_in_use());
    let inboxes = app.inboxes();
    let others: Vec<_> = inboxes.iter().map(|id| &workspace.channels[id]).filter(|it| it.name != used).collect();
    assert!(others.len() <= 1, "{what}: {inboxes:?}");
    let only_us = |stray: &Channel| stray.members.iter().eq([&workspace.app.bot_user]);
    assert!(others.iter().all(|stray| stray.is_archived && only_us(stray)), "{what}: {others:?}");
    assert!(!app.channel_now(&used).is_archived, "{what}: {used} is in use");
    *exceptions.entry("a second channel was made, and archived").or_default() += others.len();
}

/// These lines in the inbox channel. What the agents are told there of messages of ours that may not have arrived is an
/// exception.
pub(super) fn check_inbox(app: &App, expected: &[&str], what: &str, exceptions: &mut Exceptions) {
    let lines = lines_in(app, &app.inbox_in_use());
    let (ours, lines) = lines.into_iter().partition(|line| line.contains(UNKNOWN_OF_OURS));
    exceptions.insert("a message of ours is told of as unknown", Vec::<String>::len(&ours));
    check_lines(&lines, expected, what);
}

/// An agent was told of each of so many picks that the ticket is theirs, or by exception not.
pub(super) fn check_told(app: &App, user: &str, picks: usize, what: &str, exceptions: &mut Exceptions) {
    let told = app.told(user);
    let yours = count(&told, "It's yours: answer Ana Lima in ");
    assert!(yours <= picks, "{what}: {told:?}");
    *exceptions.entry("the winner's private answer is missing").or_default() += picks - yours;
}

/// What the customer's phone shows of these since they asked, in this order, each once or, by exception, not at all: and
/// the agents are told of what of ours may be missing.
pub(super) fn check_phone(app: &App, expected: &[&str], what: &str, exceptions: &mut Exceptions) {
    let mut shown = since_asked(app).into_iter().peekable();
    for text in expected {
        let arrived = shown.next_if(|line| line.contains(text)).is_some();
        if let Some(exception) = exception_of(app, text, arrived, what) {
            *exceptions.entry(exception).or_default() += 1;
        }
    }
    // So whatever is left is too much.
    assert_eq!(shown.next(), None, "{what}: {:#?}", app.phone("Ana"));
    let told = exceptions["a message of ours is told of as unknown"];
    let missing = exceptions.iter().filter(|(name, _)| name.starts_with('*')).map(|(_, times)| times);
    assert!(missing.sum::<usize>() <= told, "{what}: the agents are told of what of ours may be missing");
}

fn exception_of(app: &App, text: &str, arrived: bool, what: &str) -> Option<&'static str> {
    match arrived {
        _ if text.starts_with("answer") => check_answer(app, text, arrived, what),
        true => None,
        false if text.ends_with("is here to help you.") => Some("*picked* is missing"),
        false if text.ends_with("is taking over.") => Some("*transfer accepted* is missing"),
        false if text.starts_with("The live chat has ended") => Some("*ended* is missing"),
        false => panic!("{what}: {text} in {:#?}", app.phone("Ana")),
    }
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
