//! Of any number of writes on one version exactly one stands, with its jobs.

use std::sync::Arc;

use shared::domain::Conversation;
use shared::store::{Commit, Ending, Store};

use crate::rig::Rig;
use crate::samples::{at, card_lane, commit, job, moved, stranger};

const WRITERS: usize = 64;
const ROUNDS: usize = 20;

/// One writer's write on this version, with a job of its own.
fn write_of(writer: usize, before: &Conversation) -> Commit {
    let name = format!("r{}-w{writer}", before.version);
    commit(before, &moved(before, &name), vec![job(&name, &card_lane(), at(0))])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_sixty_four_racing_writes_exactly_one_commits_and_each_loser_is_told_which() {
    let rig = Arc::new(Rig::new().await);
    let mut before = stranger();
    for round in 1..=ROUNDS {
        let endings = race(&rig, &before).await;
        let winners: Vec<&Commit> =
            endings.iter().filter(|(_, ending)| *ending == Ending::Committed).map(|(commit, _)| commit).collect();
        assert_eq!(winners.len(), 1, "round {round}");
        before = winners[0].conversation.clone();
        let told = Ending::Conflict(Some(Box::new(before.clone())));
        assert_eq!(endings.iter().filter(|(_, ending)| *ending == told).count(), WRITERS - 1, "round {round}");
        let pending = rig.store.pending(&card_lane(), 100).await.unwrap();
        assert_eq!(pending.len(), round, "one job for each winner");
        assert!(pending.iter().any(|pending| pending.job == winners[0].jobs[0]), "the winner's job stands");
    }
}

async fn race(rig: &Arc<Rig>, before: &Conversation) -> Vec<(Commit, Ending)> {
    let mut writers = Vec::new();
    for writer in 0..WRITERS {
        let (rig, commit) = (Arc::clone(rig), write_of(writer, before));
        writers.push(tokio::spawn(async move {
            let ending = rig.store.commit(&commit).await.expect("the store answers");
            (commit, ending)
        }));
    }
    let mut endings = Vec::new();
    for writer in writers {
        endings.push(writer.await.expect("no writer panics"));
    }
    endings
}
