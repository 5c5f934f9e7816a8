//! The scripts of docs/SANDBOX.md, run as they stand there, by bash and curl against the process; and what each place then
//! shows: the ticketing channels, the inbox channel, the private answers, the customer's phone.
//!
//! The expected texts stand here and are looked up in `product.md`, "What people see", which lies beside the checkout.

#![allow(clippy::print_stdout, reason = "what people see in a script's places is shown beside its result")]

mod transfer;
mod whole;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tokio::process::Command;

use crate::process::Machine;

/// A line that is expected.
#[derive(Clone, Copy)]
enum Line {
    /// One of `product.md`'s, as it stands there, with its names in braces.
    Told(&'static str),
    /// The same, about somebody or something else than the rest is.
    Of(Names, &'static str),
    /// One that is somebody's own, or that `product.md` leaves open.
    Own(&'static str),
}

use Line::{Of, Own, Told};

/// What is filled in: a name in braces, and what a script makes of it.
type Names = &'static [(&'static str, &'static str)];

/// What all scripts are about. Times and ids differ from run to run and stay in braces.
const ANA: Names = &[
    ("@group", "@May"),
    ("{customer}", "Ana Lima"),
    ("{platform}", "WhatsApp"),
    ("{language}", "en"),
    ("{tags}", "vip, newsletter"),
    ("{duration}", "under 1 min"),
];

/// `product.md`, where it lies beside the checkout.
fn product() -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("a root").to_owned();
    let page: PathBuf = root.parent()?.join("shared/product.md");
    std::fs::read_to_string(page).ok()
}

/// Its lines, each column of them, with and without the buttons at their end; and what it quotes in backticks.
fn texts(product: &str) -> BTreeSet<String> {
    let columns = product.lines().flat_map(|line| line.split("    ").map(str::trim));
    let bare = columns.clone().filter_map(|text| text.split_once(" [")).map(|(text, _)| text);
    let quoted = product.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    columns.chain(bare).chain(quoted).map(str::to_owned).collect()
}

/// Fails where a text is said to be the specification's and is not.
fn are_told(places: &[&[Line]]) {
    let Some(product) = product() else {
        println!("../shared/product.md is not there: the texts are compared with what stands in this test alone");
        return;
    };
    let texts = texts(&product);
    for line in places.concat() {
        if let Told(text) | Of(_, text) = line {
            assert!(texts.contains(text), "product.md has no {text:?}");
        }
    }
}

/// Plays the script under a heading of the document, to its end and without an error. Gives what people saw each time
/// that it looked.
async fn plays(heading: &str) -> Vec<String> {
    let machine = Machine::in_memory().await;
    let printed = run(&machine, heading).await;
    println!("{printed}");
    assert!(!printed.contains("\"settled\":false"), "{printed}");
    // A script plays faster than one post a second a channel: being told to wait is no failure,
    // and the places show that what waited was posted.
    let errors = machine.errors();
    let failed: Vec<&str> = errors.lines().filter(|line| !line.contains("error.cause=limited: wait")).collect();
    assert_eq!(failed, Vec::<&str>::new());
    let lines: Vec<&str> = printed.lines().collect();
    let looks = lines.split(|line| line.starts_with('{')).filter(|look| !look.is_empty());
    looks.map(|look| look.join("\n")).collect()
}

/// Runs the script under a heading. Gives what it printed: answers in JSON, a line each, and what people see.
async fn run(machine: &Machine, heading: &str) -> String {
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/SANDBOX.md");
    let document = std::fs::read_to_string(document).expect("the document is there");
    let (_, section) = document.split_once(&format!("\n## {heading}\n")).expect("its section");
    let (_, script) = section.split_once("```bash\n").expect("a script for bash");
    let (script, _) = script.split_once("```").expect("its end");
    let mut bash = Command::new("bash");
    bash.args(["-euo", "pipefail", "-c", script]).env("S", &machine.page);
    let ran = bash.output().await.expect("bash runs");
    let printed = String::from_utf8(ran.stdout).expect("text");
    let errors = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(ran.status.success(), "{errors}{printed}{}", machine.errors());
    printed
}

/// A place of a look, by the begin of its head.
fn place<'a>(look: &'a str, head: &str) -> &'a str {
    let found = look.split("\n\n").find(|place| place.trim_start().starts_with(head));
    found.unwrap_or_else(|| panic!("no {head} in {look}"))
}

/// What everybody in a channel sees, and what people there were told alone.
fn seen(look: &str, channel: &str) -> (Vec<String>, Vec<String>) {
    let place = place(look, channel);
    let alone = place.find(" alone\n").and_then(|at| place[..at].rfind('\n'));
    let (public, private) = place.split_at(alone.unwrap_or(place.len()));
    (lines(public), lines(private))
}

/// What everybody in a channel sees.
fn said(look: &str, channel: &str) -> Vec<String> {
    seen(look, channel).0
}

/// What stands on a phone; what we send as it is sent.
fn phone(look: &str, head: &str) -> Vec<String> {
    let lines = place(look, head).lines().skip(1).map(str::trim_start);
    lines.map(|line| line.strip_prefix("ADMIN: ").unwrap_or(line).to_owned()).collect()
}

/// The lines of a channel: not who said them; what differs from run to run in braces. The topic is set beside the lanes:
/// its line may stand anywhere, and is left out.
fn lines(place: &str) -> Vec<String> {
    let lines = place.lines().skip(1).filter(|line| line.starts_with("    "));
    let lines = lines.filter(|line| !line.contains("set the channel topic"));
    lines.map(|line| without_what_differs(line.trim_start())).collect()
}

fn without_what_differs(line: &str) -> String {
    let words = line.split(' ').map(|word| {
        let bare = word.trim_end_matches('.');
        match bare {
            _ if bare.starts_with("T-") && bare.len() == 6 => "{reference}".to_owned(),
            _ if bare.starts_with("#ana-lima-") => word.replace(bare, "{#inbox-channel}"),
            _ => word.to_owned(),
        }
    });
    let line = words.collect::<Vec<_>>().join(" ");
    let before_a_time = [" · since ", "*Ana Lima* · ", "*Bot* · "];
    let timed = before_a_time.into_iter().find_map(|before| {
        let at = line.find(before)? + before.len();
        line[at..].ends_with("UTC").then(|| format!("{}{{time}}", &line[..at]))
    });
    timed.unwrap_or(line)
}

fn expected(lines: &[Line], names: Names) -> Vec<String> {
    let filled = |line: &Line| match *line {
        Told(text) => fill(text, &[names, ANA]),
        Of(others, text) => fill(text, &[others, names, ANA]),
        Own(text) => text.to_owned(),
    };
    lines.iter().map(filled).collect()
}

/// Fills names in; those that come first go before.
fn fill(text: &str, names: &[Names]) -> String {
    names.concat().iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
}
