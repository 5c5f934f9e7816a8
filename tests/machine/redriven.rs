//! A parked job is brought to its end by `POST /sandbox/redrive`, as docs/SANDBOX.md writes it.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::process::Machine;

impl Machine {
    /// Invokes the sweeper by hand; gives how many jobs went back to their lanes.
    async fn redrive(&self) -> Value {
        let (status, done) = self.call(Method::POST, "/sandbox/redrive", None).await;
        assert_eq!(status, StatusCode::OK, "{done}");
        self.settle().await;
        done["redriven"]["jobs"].clone()
    }
}

#[tokio::test]
async fn a_card_that_was_parked_stands_once_it_is_redriven() {
    let machine = Machine::in_memory().await;
    machine.plan(&json!({"method": "chat.postMessage", "error": "no_text"})).await;
    // Of a bot channel that nobody connected: nothing is looked up, so nothing else shows the card again.
    machine.ticket(&json!({"member": "m-5"})).await;
    machine.settle().await;
    let told = machine.one_card().await;
    assert!(told.lines[0].contains("could not be posted"), "the admin alone is told: {told:?}");

    assert_eq!(machine.redrive().await, json!(1));
    assert_eq!(machine.card_of("m-5").await.channel, "support-default");
    assert_eq!(machine.redrive().await, json!(0), "nothing is parked any more");
    assert_eq!(machine.cards().await.len(), 2, "the card stands once");
}
