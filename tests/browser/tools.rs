//! What the scripts need on this machine: whether a test runs, is skipped, or fails.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Whether this was built for a machine that checks changes. Cargo builds this test anew when that changes.
const CI: Option<&str> = option_env!("CI");

/// The oldest node that has what the scripts use.
const NODE: u32 = 20;

/// What comes of a test.
#[derive(Debug, Eq, PartialEq)]
enum Verdict {
    Runs,
    Skipped(String),
    Fails(String),
}

/// What is missing to run plain scripts, with what installs it; none when all is there.
pub(crate) fn missing_for_scripts() -> Vec<String> {
    let version = output(Command::new("node").arg("--version"));
    if version.is_some_and(|version| is_new_enough(&version)) {
        return Vec::new();
    }
    vec![format!("node {NODE} or newer, with npm (apt-get install nodejs npm)")]
}

/// What is missing to play the page in a browser, likewise.
pub(crate) fn missing_for_browser(scripts: &Path) -> Vec<String> {
    let missing = missing_for_scripts();
    if !missing.is_empty() {
        return missing;
    }
    let said = output(Command::new("node").arg(scripts.join("tools.mjs")));
    said.expect("tools.mjs says what is missing").lines().map(str::to_owned).collect()
}

/// Whether something can't be played, which is said; on a machine that checks changes that is a failure.
pub(crate) fn lacks(what: &str, missing: &[String]) -> bool {
    match verdict(what, missing, CI.is_some_and(|ci| !ci.is_empty())) {
        Verdict::Runs => false,
        Verdict::Fails(why) => panic!("{why}"),
        Verdict::Skipped(why) => {
            // Written past the test's own output, of which a test that passes shows nothing.
            writeln!(std::io::stdout(), "{why}").expect("somebody reads");
            true
        }
    }
}

fn verdict(what: &str, missing: &[String], is_checked: bool) -> Verdict {
    let why = missing.join(", ");
    match (missing.is_empty(), is_checked) {
        (true, _) => Verdict::Runs,
        (false, false) => Verdict::Skipped(format!("skipped: {what} needs {why}")),
        (false, true) => Verdict::Fails(format!("{what} needs {why}, and CI is set: there it must not be skipped")),
    }
}

/// Whether this is what a node says of itself that is new enough (`v20.11.1`).
fn is_new_enough(version: &str) -> bool {
    let major = version.trim().strip_prefix('v').and_then(|version| version.split('.').next());
    major.and_then(|major| major.parse::<u32>().ok()).is_some_and(|major| major >= NODE)
}

/// What a program prints; `None` when there is none of that name, or it fails.
fn output(command: &mut Command) -> Option<String> {
    let ended = command.stdin(Stdio::null()).output().ok().filter(|ended| ended.status.success())?;
    String::from_utf8(ended.stdout).ok()
}

#[test]
fn what_is_missing_skips_a_test_and_fails_it_where_changes_are_checked() {
    let missing = ["Chromium (a)".to_owned(), "its packages (b)".to_owned()];
    let skipped = "skipped: the journey needs Chromium (a), its packages (b)";
    assert_eq!(verdict("the journey", &missing, false), Verdict::Skipped(skipped.to_owned()));
    let fails = "the journey needs Chromium (a), and CI is set: there it must not be skipped";
    assert_eq!(verdict("the journey", &missing[..1], true), Verdict::Fails(fails.to_owned()));
    assert_eq!([false, true].map(|is_checked| verdict("the journey", &[], is_checked)), [Verdict::Runs, Verdict::Runs]);
}

#[test]
fn an_old_node_is_none() {
    assert!(["v20.0.0\n", "v24.11.1"].into_iter().all(is_new_enough));
    assert!(!["v18.20.1\n", "", "node: not found", "20"].into_iter().any(is_new_enough));
}

#[test]
fn a_program_that_is_not_there_says_nothing() {
    assert_eq!(output(&mut Command::new("no-such-program-of-anybody")), None);
    assert_eq!(output(&mut Command::new("false")), None);
}
