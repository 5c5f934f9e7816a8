//! Customers act over HTTP: what the bot's pre-action posts reaches the relay.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::process::Machine;
use crate::sandbox::{ANA, ticket_of};

#[tokio::test]
async fn a_customer_asks_through_the_bot_and_the_relay_opens_one_ticket() {
    let machine = Machine::in_memory().await;
    let asks = json!({"member": ANA, "ask_for_live_chat": {"label": "Support Team"}});
    let (status, answer) = machine.act(&asks).await;
    assert_eq!((status, &answer["ok"], &answer["relay"]["status"]), (StatusCode::OK, &json!(true), &json!(200)));
    assert_eq!(answer["relay"]["body"]["created"], json!(true), "{answer}");
    let ticket = ticket_of(&answer["relay"]["body"]);
    assert_eq!(machine.get("/sandbox/chatbot/state").await["customers"][0]["liveChat"], json!(true));

    let (status, answer) = machine.act(&asks).await;
    assert_eq!((status, &answer["error"]["field"]), (StatusCode::CONFLICT, &json!("ask_for_live_chat")), "{answer}");

    machine.act(&json!({"member": ANA, "set_live_chat": false})).await;
    let (_, again) = machine.act(&asks).await;
    assert_eq!(ticket_of(&again["relay"]["body"]), ticket, "one open ticket a conversation");
}

#[tokio::test]
async fn what_a_customer_says_stands_in_their_conversation_and_what_can_not_be_is_refused() {
    let machine = Machine::in_memory().await;
    let (status, said) = machine.act(&json!({"member": ANA, "say": "Hello"})).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    let state = machine.get("/sandbox/chatbot/state").await;
    let messages = state["customers"][0]["messages"].as_array().expect("messages");
    let found: Vec<&Value> = messages.iter().filter(|message| message["message_id"] == said["message_id"]).collect();
    assert_eq!((found.len(), &found[0]["text"]), (1, &json!("Hello")));
    let (status, refused) = machine.act(&json!({"member": "nobody", "say": "Hello"})).await;
    assert_eq!((status, &refused["error"]["field"]), (StatusCode::BAD_REQUEST, &json!("member")), "{refused}");
}
