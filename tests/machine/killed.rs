//! The process dies in the middle of a request or of its card, and is started again on the same folder: the customer
//! has one ticket and one card (`product.md`, Reliability).

use serde_json::{Value, json};
use tokio::task::{JoinSet, LocalSet};

use crate::process::{Machine, fresh_folder};
use crate::sandbox::{ANA, request_for, ticket_of};

/// A moment to die in: the call that is on its way, and what it meets.
#[derive(Clone, Copy, Debug)]
struct Moment {
    method: &'static str,
    fault: &'static str,
    /// What shows that the moment has come.
    comes: Comes,
}

#[derive(Clone, Copy, Debug)]
enum Comes {
    /// The call is held, not done yet.
    Held,
    /// The call is done, and its answer is held.
    Done,
    /// The card stands in Slack, and nobody told the worker.
    Posted,
}

const MOMENTS: [Moment; 6] = [
    Moment { method: "dynamodb.TransactWriteItems", fault: "answer_held", comes: Comes::Done },
    Moment { method: "sqs.SendMessageBatch", fault: "held", comes: Comes::Held },
    Moment { method: "sqs.SendMessageBatch", fault: "answer_held", comes: Comes::Done },
    Moment { method: "chat.postMessage", fault: "held", comes: Comes::Held },
    Moment { method: "chat.postMessage", fault: "answer_held", comes: Comes::Done },
    Moment { method: "chat.postMessage", fault: "answer_lost", comes: Comes::Posted },
];

/// All moments side by side, for most of the time is spent waiting: what a dead worker had is another's after 30 s.
#[tokio::test]
async fn a_process_killed_at_any_moment_of_a_request_leaves_one_ticket_and_one_card() {
    let stories = LocalSet::new();
    let mut ended = JoinSet::new();
    for moment in MOMENTS {
        ended.spawn_local_on(dies_and_comes_back(moment), &stories);
    }
    stories.run_until(ended.join_all()).await;
}

/// Customers of two channels, as many as a channel takes at once of each.
const CUSTOMERS: usize = 10;

#[tokio::test]
async fn a_process_killed_amid_many_requests_loses_none_that_was_answered_and_doubles_none() {
    let folder = fresh_folder();
    let machine = Machine::in_folder(&folder).await;
    let requests: Vec<_> = (0..CUSTOMERS).map(customer).collect();
    let asking: Vec<_> = requests.iter().map(|request| machine.asking(request)).collect();
    // The first card stands; the others are anywhere between the relay and Slack.
    machine.until("a card", async || (!machine.cards().await.is_empty()).then_some(())).await;
    machine.kill().await;

    let machine = Machine::in_folder(&folder).await;
    let mut expected = Vec::new();
    for (asking, request) in asking.into_iter().zip(&requests) {
        let ticket = machine.ticket(request).await;
        if let Some((status, answer)) = asking.await.expect("the asker lives") {
            assert_eq!((status.as_u16(), ticket_of(&answer)), (200, ticket.clone()), "what the bot was told stands");
        }
        expected.push((request["member"].as_str().expect("a member").to_owned(), ticket));
    }
    machine.settle().await;
    let mut shown: Vec<_> = machine.cards().await.into_iter().filter_map(|card| card.of).collect();
    shown.sort();
    assert_eq!(shown, expected, "one card for each customer, and nothing else");
    machine.kill().await;
    std::fs::remove_dir_all(folder).expect("the folder is ours");
}

fn customer(number: usize) -> Value {
    let label = if number.is_multiple_of(2) { "Support Team" } else { "default" };
    request_for(&format!("64a0c0ffee000000000d{number:04}"), label)
}

async fn dies_and_comes_back(moment: Moment) {
    let (folder, request) = (fresh_folder(), request_for(ANA, "Support Team"));
    let machine = Machine::in_folder(&folder).await;
    machine.plan(&json!({"method": moment.method, "fault": moment.fault})).await;
    let asking = machine.asking(&request);
    moment.has_come(&machine).await;
    let first = if moment.is_after_the_answer() { asking.await.expect("the asker lives") } else { None };
    machine.kill().await;

    let machine = Machine::in_folder(&folder).await;
    let (_, again) = machine.ask(&request).await;
    let ticket = ticket_of(&again);
    assert_eq!(again["created"], json!(false), "{moment:?}: the ticket was stored before the end");
    if moment.is_after_the_answer() {
        let (_, first) = first.expect("an answer before the end");
        assert_eq!(ticket_of(&first), ticket, "{moment:?}");
    }
    machine.settle().await;
    assert_eq!(machine.one_card().await.ticket(), Some(&*ticket), "{moment:?}");
    assert_eq!(machine.ticket(&request).await, ticket, "{moment:?}");
    machine.settle().await;
    assert_eq!(machine.cards().await.len(), 1, "{moment:?}: asking again within five minutes says nothing");
    machine.kill().await;
    std::fs::remove_dir_all(folder).expect("the folder is ours");
}

impl Moment {
    /// Whether the bot has its answer by then.
    fn is_after_the_answer(self) -> bool {
        self.method.starts_with("chat.")
    }

    async fn has_come(self, machine: &Machine) {
        match self.comes {
            Comes::Held => machine.held(self.method, false).await,
            Comes::Done => machine.held(self.method, true).await,
            Comes::Posted => {
                let posted = async || (!machine.cards().await.is_empty()).then_some(());
                machine.until("a card", posted).await;
            }
        }
    }
}
