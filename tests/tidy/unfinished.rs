//! Nothing half done, and nothing that waits by the real clock.

use tests::repository::{File, files};
use tests::rust_source::Code;

use super::nothing_breaks;

/// Files that may pause, each with its reason.
const PAUSES: [(&str, &str); 1] =
    [("shared/src/system.rs", "the clock that a main.rs hands in: the one place that pauses")];

fn rust() -> impl Iterator<Item = (File, Code)> {
    files().into_iter().filter(|file| file.is("rs")).map(|file| {
        let code = Code::of(&file.text);
        (file, code)
    })
}

#[test]
fn no_test_is_ignored() {
    let ignored = rust().filter(|(_, code)| code.text().contains("#[ignore"));
    let broken: Vec<String> = ignored.map(|(file, _)| file.path).collect();
    nothing_breaks("A test that does not run holds nothing: mend it, or delete it with what it tested.", &broken);
}

#[test]
fn nothing_is_left_to_do() {
    let mut broken = Vec::new();
    for (file, code) in rust() {
        let left =
            ["todo", "unimplemented", "dbg"].into_iter().filter(|name| code.text().contains(&format!("{name}!")));
        broken.extend(left.map(|name| format!("{}: {name}!", file.path)));
    }
    nothing_breaks("What is not made yet is left out, so that nobody runs into it.", &broken);
}

fn sleeps(code: &Code) -> bool {
    let sleeping = ["sleep", "sleep_until", "sleep_ms", "park_timeout"];
    code.paths().iter().filter_map(|path| path.rsplit("::").next()).any(|name| sleeping.contains(&name))
}

#[test]
fn nothing_sleeps_but_the_clock() {
    let sleeping: Vec<String> = rust().filter(|(_, code)| sleeps(code)).map(|(file, _)| file.path).collect();
    let (allowed, broken): (Vec<_>, Vec<_>) =
        sleeping.into_iter().partition(|path| PAUSES.iter().any(|(may, _)| may == path));
    nothing_breaks(
        "A job that must wait has a time in the table, a short pause is Clock::pause: tests must not wait.",
        &broken,
    );
    let spare = PAUSES.iter().filter(|(may, _)| !allowed.iter().any(|path| path == may));
    let spare: Vec<String> = spare.map(|(path, reason)| format!("{path} ({reason})")).collect();
    nothing_breaks("These files pause no more: take them out of the exceptions.", &spare);
}
