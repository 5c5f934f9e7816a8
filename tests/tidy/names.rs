//! A reader finds the file to change from the tree alone.

use tests::repository::{File, files};

use super::{nothing_breaks, something_was_looked_at};

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 10] =
    ["util", "utils", "helper", "helpers", "manager", "managers", "data", "common", "misc", "base"];

#[test]
fn each_file_begins_by_saying_what_it_is_for() {
    let rust: Vec<File> = files().into_iter().filter(|file| file.is("rs") && file.name() != "tests.rs").collect();
    something_was_looked_at(&rust);
    let silent = rust.into_iter().filter(|file| !says_what_it_is_for(file));
    let broken: Vec<String> = silent.map(|file| file.path).collect();
    nothing_breaks(
        "A file begins with `//!` and a sentence: what it is for, so that a reader need not guess.",
        &broken,
    );
}

fn says_what_it_is_for(file: &File) -> bool {
    let first = file.text.lines().next().unwrap_or_default();
    first.strip_prefix("//!").is_some_and(|said| said.split_whitespace().count() > 1)
}

#[test]
fn no_name_is_empty_of_meaning() {
    let says_nothing = |file: &File| {
        let mut names = file.path.split('/').map(|name| name.split('.').next().unwrap_or_default());
        names.any(|name| EMPTY_NAMES.contains(&name))
    };
    let broken: Vec<String> = files().into_iter().filter(says_nothing).map(|file| file.path).collect();
    nothing_breaks(
        "Everything fits under such a name, so nothing is found there: name it after what it does.",
        &broken,
    );
}

#[test]
fn a_package_is_named_like_its_folder_and_takes_the_workspaces_lints() {
    let mut manifests: Vec<File> = files().into_iter().filter(|file| file.name() == "Cargo.toml").collect();
    manifests.retain(|file| file.path != "Cargo.toml");
    something_was_looked_at(&manifests);
    let odd = |manifest: &File| {
        let folder = manifest.path.rsplit('/').nth(1).unwrap_or_default();
        let named = manifest.text.contains(&format!("\nname = \"{folder}\"\n"));
        !named || !manifest.text.contains("[lints]\nworkspace = true")
    };
    let broken: Vec<String> = manifests.into_iter().filter(odd).map(|file| file.path).collect();
    nothing_breaks("A folder's name is its package's and its binary's; one set of lints holds for all.", &broken);
}
