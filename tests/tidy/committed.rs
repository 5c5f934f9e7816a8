//! What must never be committed: this machine's places, a registry's address, a token.

use tests::repository::{File, file, files, root};

use super::nothing_breaks;

/// How a home folder's path begins. In two parts, so that this file is not found by its own rule.
const HOMES: [[&str; 2]; 4] = [["/ho", "me/"], ["/ro", "ot/"], ["/Us", "ers/"], ["C:\\Us", "ers\\"]];

/// Hosts that packages come from: a checkout takes them from its own machine's settings.
const REGISTRIES: [[&str; 2]; 7] = [
    ["index.crates", ".io"],
    ["static.crates", ".io"],
    ["pypi", ".org"],
    ["files.python", "hosted.org"],
    ["registry.npm", "js.org"],
    ["deb.deb", "ian.org"],
    ["proxy.go", "lang.org"],
];

/// How a token begins, and how long it is at least from there.
const TOKENS: [([&str; 2], usize); 9] = [
    (["xox", "b-"], 10),
    (["xox", "p-"], 10),
    (["xox", "a-"], 10),
    (["xox", "e-"], 10),
    (["xox", "e."], 10),
    (["xap", "p-"], 10),
    (["AK", "IA"], 16),
    (["AS", "IA"], 16),
    (["gh", "p_"], 20),
];

/// Where this text stands in a file, by line.
fn places(file: &File, found: impl Fn(&str) -> bool) -> Vec<String> {
    let lines = file.text.lines().enumerate().filter(|(_, line)| found(line));
    lines.map(|(index, _)| format!("{}:{}", file.path, index + 1)).collect()
}

/// Whether a path that begins so stands in a line: not as the middle of another one.
fn holds_path(line: &str, path: &str) -> bool {
    let before = |at: usize| line[..at].chars().next_back();
    line.match_indices(path)
        .any(|(at, _)| !before(at).is_some_and(|letter| letter.is_alphanumeric() || "/._-".contains(letter)))
}

#[test]
fn no_file_names_a_place_on_somebodys_machine() {
    let here = format!("{}/", root().display());
    let homes = HOMES.iter().map(|parts| parts.concat()).chain([here]);
    let homes: Vec<String> = homes.filter(|path| path.len() > 2).collect();
    let names_one = |line: &str| homes.iter().any(|home| holds_path(line, home));
    let broken: Vec<String> = files().iter().flat_map(|file| places(file, names_one)).collect();
    nothing_breaks("A checkout works in any folder of any machine: name no place outside it.", &broken);
    assert!(names_one(&format!("cd {}x", HOMES[0].concat())), "a home folder is found");
    assert!(!names_one(&format!("https://example.com{}x", HOMES[0].concat())), "a web address is no folder");
}

#[test]
fn no_file_names_a_registrys_host() {
    let hosts: Vec<String> = REGISTRIES.iter().map(|parts| parts.concat()).collect();
    let names_one = |line: &str| hosts.iter().any(|host| line.contains(host));
    let broken: Vec<String> = files().iter().flat_map(|file| places(file, names_one)).collect();
    nothing_breaks(
        "Where packages come from is a machine's setting: a host in a file breaks the next machine.",
        &broken,
    );
    assert!(names_one(&format!("https://{}/x", REGISTRIES[0].concat())), "a registry's host is found");
}

/// Whether something in this line looks like a token and says of itself nothing else.
fn holds_token(line: &str) -> bool {
    TOKENS.iter().any(|(begins, least)| {
        let begins = begins.concat();
        let mut after = line.split(&begins).skip(1);
        after.any(|rest| looks_like_a_token(rest, *least))
    }) || line.contains(&["-----BEGIN ", "RSA PRIVATE"].concat())
        || line.contains(&["-----BEGIN ", "PRIVATE"].concat())
}

fn looks_like_a_token(rest: &str, least: usize) -> bool {
    let token: String = rest.chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
    let says_so = token.to_lowercase();
    token.len() >= least && !says_so.contains("planted") && !says_so.contains("redacted")
}

#[test]
fn no_file_holds_a_token() {
    let broken: Vec<String> = files().iter().flat_map(|file| places(file, holds_token)).collect();
    nothing_breaks("A committed token is a leaked one, and a made-up one hides it: write `planted` into it.", &broken);
    let made_up = ["xox", "b-123456789012-abcdefghijkl"].concat();
    assert!(holds_token(&format!("token = \"{made_up}\"")), "a token is found");
    assert!(!holds_token(&["xox", "b-planted-for-a-test"].concat()), "one that says what it is may stay");
}

#[test]
fn what_is_made_here_is_not_committed() {
    let ignored = file(".gitignore").text;
    let missing = ["/target", "/.venv"].into_iter().filter(|folder| !ignored.lines().any(|line| line == *folder));
    let broken: Vec<String> = missing.map(|folder| format!(".gitignore: {folder}")).collect();
    nothing_breaks("Built files and virtual environments belong to a machine, not to the repository.", &broken);
}
