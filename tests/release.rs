//! What is deployed holds nothing of the sandbox: the release build of each function is searched for it.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "this is test code: it ends with a panic that says why"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

/// What the sandbox alone says: its routes, its files, its people, the store that it embeds, what its page is made of.
const ITS_OWN: [&str; 9] = [
    "/sandbox/",
    "sandbox.jsonl",
    "queues.jsonl",
    "dynamodb.sqlite",
    "U07MAY00001",
    "64a0c0ffee",
    "dynoxide",
    "Talk to a human",
    "$modules",
];

/// Release, before anything is taken away again: `Cargo.toml` says why.
const PROFILE: &str = "searched";

/// Packages that only one machine needs.
const ITS_PACKAGES: [&str; 3] = ["local", "dynoxide-rs", "rusqlite"];

/// The local system, of this test's own profile.
const LOCAL: &str = env!("CARGO_BIN_EXE_local");

/// The repository's root.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// What cargo tells a test of its own package. Build scripts ask for some of it (ring's does): a cargo that is started
/// with it would build half the tree anew, and so would the next one without it.
const OF_THIS_PACKAGE: [&str; 7] = [
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_PATH",
    "CARGO_PKG_NAME",
    "CARGO_PKG_VERSION_MAJOR",
    "CARGO_PKG_VERSION_MINOR",
    "CARGO_PKG_VERSION_PATCH",
    "CARGO_PKG_VERSION_PRE",
];

/// What cargo says when it is run as from a shell.
fn cargo(arguments: &[&str]) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    for variable in OF_THIS_PACKAGE {
        cargo.env_remove(variable);
    }
    let ended = cargo.args(arguments).current_dir(ROOT).output().expect("cargo runs");
    assert!(ended.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&ended.stderr));
    String::from_utf8(ended.stdout).expect("text")
}

/// The functions, one for each folder.
fn functions() -> Vec<String> {
    let folders = fs::read_dir(format!("{ROOT}/functions")).expect("a folder").map(|entry| entry.expect("an entry"));
    let functions = folders.filter(|entry| entry.path().join("Cargo.toml").exists());
    functions.map(|entry| entry.file_name().into_string().expect("a plain name")).collect()
}

/// Which of these texts stand in a binary.
fn found_in(binary: &Path, texts: &[&'static str]) -> BTreeSet<&'static str> {
    let bytes = fs::read(binary).unwrap_or_else(|error| panic!("{} can't be read: {error}", binary.display()));
    let mut begins = [false; 256];
    for text in texts {
        begins[usize::from(text.as_bytes()[0])] = true;
    }
    let mut found = BTreeSet::new();
    for (at, byte) in bytes.iter().enumerate().filter(|(_, byte)| begins[usize::from(**byte)]) {
        let here = texts.iter().filter(|text| text.as_bytes()[0] == *byte && bytes[at..].starts_with(text.as_bytes()));
        found.extend(here);
    }
    found
}

#[test]
fn the_release_build_of_each_function_contains_none_of_the_sandbox() {
    let functions = functions();
    assert!(functions.len() >= 5, "the functions are found: {functions:?}");
    let packages = functions.iter().flat_map(|function| ["--package", function]);
    let target = Path::new(LOCAL).ancestors().nth(2).expect("the target folder");
    let into = ["build", "--locked", "--profile", PROFILE, "--target-dir", target.to_str().expect("a plain name")];
    cargo(&into.into_iter().chain(packages).collect::<Vec<_>>());
    for function in &functions {
        let found = found_in(&target.join(PROFILE).join(function), &ITS_OWN);
        assert!(found.is_empty(), "{function} contains of the sandbox: {found:?}");
    }
}

#[test]
fn the_same_search_finds_all_of_it_in_the_local_system() {
    assert_eq!(found_in(Path::new(LOCAL), &ITS_OWN), BTreeSet::from(ITS_OWN));
}

/// The packages that a package is built from, itself among them.
fn built_from(package: &str) -> BTreeSet<String> {
    let lines = cargo(&["tree", "--locked", "--edges", "normal,build", "--prefix", "none", "--package", package]);
    lines.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn no_function_is_built_from_a_package_of_the_sandbox() {
    for function in functions() {
        let packages = built_from(&function);
        let its = ITS_PACKAGES.iter().find(|package| packages.contains(**package));
        assert!(packages.contains("shared") && its.is_none(), "{function} is built from {its:?}");
    }
    let local = built_from("local");
    assert!(ITS_PACKAGES.iter().all(|package| local.contains(*package)), "the names are right: {local:?}");
}
