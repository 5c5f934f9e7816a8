//! Many requests of one customer at the same moment: one open ticket a conversation (`product.md`, "A ticket's life").
//!
//! `docs/patches/without-the-condition.patch` takes away the one condition that this rests on; with it this test fails.

use std::collections::BTreeSet;
use std::sync::Arc;

use reqwest::StatusCode;
use serde_json::json;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::process::Machine;
use crate::sandbox::{request_for, ticket_of};

const AT_ONCE: usize = 200;
const ROUNDS: usize = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_200_requests_of_one_customer_at_once_one_opens_the_ticket_and_all_are_told_which() {
    let machine = Arc::new(Machine::in_memory().await);
    let mut tickets = Vec::new();
    for round in 0..ROUNDS {
        let member = format!("64a0c0ffee000000000b{round:04}");
        tickets.push((race(&machine, &member).await, member));
    }
    machine.settle().await;

    let mut shown: Vec<_> = machine.cards().await.into_iter().filter_map(|card| card.of).collect();
    shown.sort();
    let mut expected: Vec<_> = tickets.into_iter().map(|(ticket, member)| (member, ticket)).collect();
    expected.sort();
    assert_eq!(shown, expected, "one card for each round, and nothing else");
}

/// One round. Gives the ticket.
async fn race(machine: &Arc<Machine>, member: &str) -> String {
    let start = Arc::new(Barrier::new(AT_ONCE));
    let mut requests = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (machine, start) = (Arc::clone(machine), Arc::clone(&start));
        let request = request_for(member, "Support Team");
        requests.spawn(async move {
            start.wait().await;
            machine.ask(&request).await
        });
    }
    let answers = requests.join_all().await;
    let refused: Vec<_> = answers.iter().filter(|(status, _)| *status != StatusCode::OK).collect();
    assert!(refused.is_empty(), "every request is answered: {refused:?}");
    let created = answers.iter().filter(|(_, answer)| answer["created"] == json!(true)).count();
    let tickets: BTreeSet<String> = answers.iter().map(|(_, answer)| ticket_of(answer)).collect();
    assert_eq!((tickets.len(), created), (1, 1), "tickets, and requests that opened one, for {member}");
    tickets.into_iter().next().expect("one ticket")
}

/// A patch that no longer applies would show nothing any more.
#[tokio::test]
async fn the_patch_that_takes_the_condition_away_still_fits_the_sources() {
    let mut git = tokio::process::Command::new("git");
    git.args(["apply", "--check", "docs/patches/without-the-condition.patch"]);
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let checked = git.current_dir(root).output().await.expect("git runs");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}
