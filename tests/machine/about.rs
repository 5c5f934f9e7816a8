//! What scripts are told: `GET /sandbox/about`, and what `POST /sandbox/settle` waits for.

use std::time::Duration;

use local::endpoints::{Http, dynamodb_client, sqs_client};
use serde_json::{Value, json};

use crate::process::Machine;
use crate::sandbox::{ANA, request_for};

fn text(about: &Value, field: &str) -> String {
    let text = about[field].as_str().filter(|text| !text.is_empty());
    text.unwrap_or_else(|| panic!("{field} is no text: {about}")).to_owned()
}

#[tokio::test]
async fn about_names_every_address_and_person_that_a_script_needs() {
    let machine = Machine::in_memory().await;
    let about = machine.get("/sandbox/about").await;
    assert_eq!(text(&about, "relay_url"), machine.relay_url);
    assert_eq!(text(&about, "slack_api_base"), format!("{}/api", machine.page));
    assert_eq!(text(&about, "slack_signing_secret").len(), 32);
    assert_eq!(about["real_slack"], json!(null));
    let state = machine.get("/sandbox/slack/state").await;
    assert_eq!(about["workspace_id"], state["workspace"]["id"]);
    let users: Vec<&Value> = state["users"].as_array().expect("users").iter().map(|user| &user["id"]).collect();
    let agents = about["agents"].as_array().expect("agents");
    assert!(agents.len() >= 2 && agents.iter().all(|agent| users.contains(&agent)), "{agents:?}");
    let customers = about["customers"].as_array().expect("customers");
    assert_eq!(customers[0]["member"], json!(ANA));
    for customer in customers {
        for field in ["member", "channel", "app", "name"] {
            text(customer, field);
        }
    }
    // The addresses answer: a method without a token is refused as Slack does, not unknown.
    let call = machine.client.post(format!("{}/auth.test", text(&about, "slack_api_base"))).send();
    let refused: Value = call.await.expect("an answer").json().await.expect("JSON");
    assert_eq!(refused, json!({"ok": false, "error": "not_authed"}));
}

#[tokio::test]
async fn the_aws_clients_read_the_table_and_the_queue_at_the_addresses_that_are_named() {
    let machine = Machine::in_memory().await;
    let ticket = machine.ticket(&request_for(ANA, "Support Team")).await;
    machine.settle().await;
    let about = machine.get("/sandbox/about").await;

    let store = dynamodb_client(&text(&about, "dynamodb_endpoint"), Http::Own);
    let scan = store.scan().table_name(text(&about, "table")).send().await.expect("the table is there");
    let items = format!("{:?}", scan.items());
    assert!(items.contains(&ticket), "the ticket stands in the table");
    assert!(!items.contains(machine.relay_url.rsplit_once('/').expect("a key").1), "the relay key does not");

    let queues = sqs_client(&text(&about, "sqs_endpoint"), Http::Own);
    let all = aws_sdk_sqs::types::QueueAttributeName::All;
    let asked = queues.get_queue_attributes().queue_url(text(&about, "queue_url")).attribute_names(all).send().await;
    let attributes = asked.expect("the queue is there").attributes.unwrap_or_default();
    let messages = aws_sdk_sqs::types::QueueAttributeName::ApproximateNumberOfMessages;
    assert_eq!(attributes.get(&messages).map(String::as_str), Some("0"));
}

#[tokio::test]
async fn settle_says_what_it_waits_for_while_something_is_held() {
    let machine = Machine::in_memory().await;
    machine.plan(&json!({"method": "chat.postMessage", "fault": "held"})).await;
    machine.ticket(&request_for(ANA, "Support Team")).await;
    machine.held("chat.postMessage", false).await;
    let settled = machine.settle_within(Duration::ZERO).await;
    assert_eq!(settled["settled"], json!(false), "{settled}");
    let waiting = &settled["waiting_for"];
    assert_eq!(waiting["held"], json!([{"method": "chat.postMessage", "done": false}]), "{settled}");
    for (field, least) in [("queued", 1), ("workers", 1), ("due_jobs", 1)] {
        assert!(waiting[field].as_u64() >= Some(least), "{field}: {settled}");
    }

    let released = machine.client.post(format!("{}/sandbox/faults/release", machine.page)).send().await;
    assert!(released.expect("an answer").status().is_success());
    machine.settle().await;
    machine.one_card().await;
}

#[tokio::test]
async fn settle_answers_also_while_the_store_is_held() {
    let machine = Machine::in_memory().await;
    machine.plan(&json!({"method": "dynamodb.Query", "fault": "held", "times": 1_000})).await;
    let settled = machine.settle_within(Duration::ZERO).await;
    assert_eq!(settled["settled"], json!(false), "{settled}");
    assert_eq!(settled["waiting_for"]["due_jobs"], json!("the store did not answer"), "{settled}");
}
