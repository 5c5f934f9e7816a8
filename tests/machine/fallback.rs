//! The store can't be reached: the request waits in the queue under the ticket that the bot was told
//! (`architecture.md`, "Queue").

use reqwest::StatusCode;
use serde_json::json;

use crate::process::Machine;
use crate::sandbox::{ANA, request_for, ticket_of};

/// As long as the story lasts.
const FOR_LONG: u32 = 1_000_000;

/// Every operation of the functions.
const STORE: [&str; 8] =
    ["BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "TransactWriteItems", "UpdateItem"];

async fn break_the_store(machine: &Machine) {
    for operation in STORE {
        machine.plan(&json!({"method": format!("dynamodb.{operation}"), "fault": "500", "times": FOR_LONG})).await;
    }
}

#[tokio::test]
async fn a_request_that_the_store_can_not_take_is_answered_202_and_opens_that_ticket_once_the_store_is_back() {
    let machine = Machine::in_memory().await;
    break_the_store(&machine).await;
    let (status, answer) = machine.ask(&request_for(ANA, "Support Team")).await;
    let ticket = ticket_of(&answer);
    let expected = json!({"ok": 1, "ticketId": ticket, "assignmentId": ticket, "status": "Pending"});
    assert_eq!((status, answer), (StatusCode::ACCEPTED, expected));
    assert_eq!(machine.cards().await, []);

    machine.no_more_faults().await;
    machine.settle().await;
    let card = machine.one_card().await;
    assert_eq!((card.channel.as_str(), card.ticket()), ("support-team", Some(&*ticket)));
    let (status, again) = machine.ask(&request_for(ANA, "Support Team")).await;
    assert_eq!((status, &again["created"], ticket_of(&again)), (StatusCode::OK, &json!(false), ticket));
}

#[tokio::test]
async fn a_request_that_neither_store_nor_queue_can_take_is_refused_and_the_next_one_is_taken() {
    let machine = Machine::in_memory().await;
    break_the_store(&machine).await;
    machine.plan(&json!({"method": "sqs.SendMessage", "fault": "500", "times": FOR_LONG})).await;
    let (status, answer) = machine.ask(&request_for(ANA, "Support Team")).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{answer}");
    assert_eq!((&answer["ok"], &answer["error"]["code"]), (&json!(0), &json!("not_now")), "{answer}");
    assert!(answer["error"]["message"].as_str().is_some_and(|text| text.contains("ask again later")), "{answer}");

    machine.no_more_faults().await;
    machine.settle().await;
    assert_eq!(machine.cards().await, [], "the bot was told that nothing came of it");
    let ticket = machine.ticket(&request_for(ANA, "Support Team")).await;
    machine.settle().await;
    assert_eq!(machine.one_card().await.ticket(), Some(&*ticket));
}
