//! The sandbox page as people use it: in Chromium, played by the scripts that lie beside this file.
//!
//! Each script has the real binary to itself, on a free port. Where node, Chromium or the scripts' packages are missing
//! the tests say so and pass; with `CI` set in the environment they fail.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "this is test code: a story that can't go on ends with a panic that says why"
)]

#[allow(dead_code, reason = "the machine's own tests use the rest of it")]
#[path = "../machine/process.rs"]
mod process;
mod tools;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use process::Machine;
use tokio::process::Command;
use tokio::sync::Mutex;

/// The scripts' folder.
pub(crate) fn scripts_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/browser")
}

/// One at a time: two browsers on a small machine would each be measured with the other's load.
static ALONE: Mutex<()> = Mutex::const_new(());

/// Node's own runner with these scripts. What it prints is shown as it comes, also where the test passes.
fn node(scripts: &[PathBuf]) -> Command {
    let mut node = Command::new("node");
    node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]).args(scripts);
    node.stdin(Stdio::null()).kill_on_drop(true);
    node
}

/// The scripts of a folder, by name.
fn scripts(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).expect("a folder of scripts").map(|entry| entry.expect("a file").path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.to_string_lossy().ends_with(".test.mjs")).collect();
    paths.sort();
    paths
}

/// Plays one script against a system of its own.
async fn plays(script: &str) {
    let _alone = ALONE.lock().await;
    if tools::lacks(script, &tools::missing_for_browser(&scripts_folder())) {
        return;
    }
    let machine = Machine::in_memory().await;
    let mut node = node(&[scripts_folder().join(script)]);
    node.env("BASE", &machine.page).env("SHOTS", scripts_folder().join("../../target/browser"));
    let ended = node.status().await.expect("node starts");
    assert!(ended.success(), "{script} failed, as it says above. The system said:\n{}", machine.errors());
}

#[tokio::test]
async fn the_pages_modules_do_what_their_own_tests_say() {
    let _alone = ALONE.lock().await;
    if !tools::lacks("tests/browser/unit", &tools::missing_for_scripts()) {
        let ended = node(&scripts(&scripts_folder().join("unit"))).status().await.expect("node starts");
        assert!(ended.success(), "a module's test failed, as it says above");
    }
}

#[tokio::test]
async fn a_live_chat_is_played_through_the_page_alone() {
    plays("journey.test.mjs").await;
}

#[tokio::test]
async fn a_transfer_is_played_through_the_page_alone() {
    plays("transfer.test.mjs").await;
}

#[tokio::test]
async fn what_is_planned_to_go_wrong_is_seen_and_mended_on_the_page() {
    plays("faults.test.mjs").await;
}

#[tokio::test]
async fn the_page_is_there_for_everybody() {
    plays("access.test.mjs").await;
}

#[tokio::test]
async fn the_page_is_quick_also_with_five_thousand_messages() {
    plays("speed.test.mjs").await;
}

#[tokio::test]
async fn after_a_break_everything_goes_on() {
    plays("reconnect.test.mjs").await;
}
