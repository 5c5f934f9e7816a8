//! What the documents point at is there.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use tests::repository::{File, file, files, root};
use tests::rust_source::Code;

use super::{nothing_breaks, something_was_looked_at};

fn documents() -> Vec<File> {
    let is_document = |file: &File| file.is("md") && (file.path == "README.md" || file.path.starts_with("docs/"));
    let documents: Vec<File> = files().into_iter().filter(is_document).collect();
    something_was_looked_at(&documents);
    documents
}

/// The lines outside fenced code.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut fenced = false;
    text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    })
}

/// The targets of a document's links and pictures.
fn links(text: &str) -> Vec<String> {
    let in_line = |line: &str| -> Vec<String> {
        let after = line.split("](").skip(1);
        after.filter_map(|rest| rest.split([')', ' ']).next()).map(str::to_owned).collect()
    };
    prose(text).flat_map(in_line).collect()
}

/// A heading as a link names it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    let kept = kept.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

fn anchors(text: &str) -> BTreeSet<String> {
    let headings = prose(text).filter(|line| line.starts_with('#'));
    headings.map(|line| anchor(line.trim_start_matches('#'))).collect()
}

/// Whether a link of this document leads somewhere.
fn leads_somewhere(document: &File, link: &str) -> bool {
    let (path, place) = link.split_once('#').unwrap_or((link, ""));
    let target = if path.is_empty() { PathBuf::from(&document.path) } else { beside(document, path) };
    let Ok(text) = std::fs::read_to_string(root().join(&target)) else {
        // A folder, or a picture.
        return place.is_empty() && root().join(&target).exists();
    };
    place.is_empty() || anchors(&text).contains(place)
}

/// A path as seen from a document, from the repository's root.
fn beside(document: &File, path: &str) -> PathBuf {
    let folder = Path::new(&document.path).parent().unwrap_or(Path::new(""));
    let mut target = PathBuf::new();
    for part in folder.join(path).components() {
        match part {
            Component::ParentDir => drop(target.pop()),
            part => target.push(part),
        }
    }
    target
}

#[test]
fn each_link_leads_somewhere() {
    let mut broken = Vec::new();
    for document in documents() {
        let ours =
            links(&document.text).into_iter().filter(|link| !link.contains("://") && !link.starts_with("mailto:"));
        let lost = ours.filter(|link| !leads_somewhere(&document, link));
        broken.extend(lost.map(|link| format!("{}: {link}", document.path)));
    }
    nothing_breaks("A reader who follows a link finds what it promises.", &broken);
}

/// The names after `` test: `…` `` in a document.
fn tests_named(text: &str) -> Vec<String> {
    let after = text.split("test: `").skip(1).filter_map(|rest| rest.split('`').next());
    after.map(|name| name.rsplit("::").next().unwrap_or(name).to_owned()).collect()
}

#[test]
fn each_invariant_has_the_test_that_it_names() {
    let named = tests_named(&file("docs/ARCHITECTURE.md").text);
    assert!(
        !named.is_empty(),
        "docs/ARCHITECTURE.md names for each invariant the test that holds it: test: `its_name`"
    );
    let rust = files().into_iter().filter(|file| file.is("rs"));
    let tests: BTreeSet<String> = rust
        .flat_map(|file| Code::of(&file.text).functions())
        .filter(|function| function.is_test)
        .map(|function| function.name)
        .collect();
    let broken: Vec<String> = named.into_iter().filter(|name| !tests.contains(name)).collect();
    nothing_breaks("An invariant that no test holds is a wish: no test has these names.", &broken);
}

#[test]
fn links_anchors_and_tests_are_read_as_they_are_written() {
    assert_eq!(links("[a](b.md#c) and ![d](e.png \"f\")\n```\n[g](h)\n```\n"), ["b.md#c", "e.png"]);
    assert_eq!(anchor(" One machine: `cargo run`"), "one-machine-cargo-run");
    assert_eq!(beside(&File { path: "docs/a.md".into(), text: String::new() }, "../b"), PathBuf::from("b"));
    assert_eq!(tests_named("*Invariant:* one. test: `tests::one_is_one`, and test: `two`"), ["one_is_one", "two"]);
}
