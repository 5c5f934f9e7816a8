//! The seeded scheduler: of several actors, one port call at a time goes through, and the seed says whose.

use std::pin::Pin;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use crate::world::World;

/// Runs these actors to their ends. Gives their results in their order, and the schedule: which of those waiting went
/// through, each time.
pub async fn interleave<A: Future>(world: &World, actors: Vec<A>) -> (Vec<A::Output>, Vec<usize>) {
    world.gate.schedule(true);
    let numbered = |(number, actor): (usize, A)| -> Pin<Box<dyn Future<Output = (usize, A::Output)> + '_>> {
        Box::pin(async move { (number, actor.await) })
    };
    let mut live = actors.into_iter().enumerate().map(numbered).collect::<FuturesUnordered<_>>();
    let (mut results, mut schedule) = (Vec::new(), Vec::new());
    while !live.is_empty() {
        if world.gate.waiting() == live.len() {
            let turn = world.random.below(live.len());
            schedule.push(turn);
            world.gate.let_through(turn);
        }
        tokio::select! {
            ended = live.next() => results.extend(ended),
            () = world.gate.queued() => {}
        }
    }
    world.gate.schedule(false);
    results.sort_by_key(|(number, _)| *number);
    (results.into_iter().map(|(_, result)| result).collect(), schedule)
}
