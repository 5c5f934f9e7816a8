//! What scripts and the page read.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::desk::{DEFAULT, Desk};

#[tokio::test]
async fn slacks_state_shows_messages_with_their_threads_and_no_secret() {
    let desk = Desk::new();
    let ts = desk.post(DEFAULT, "card").await;
    desk.call("chat.postMessage", json!({"channel": DEFAULT, "text": "re", "thread_ts": ts})).await.ok();
    desk.call("chat.update", json!({"channel": DEFAULT, "ts": ts, "text": "card 2"})).await.ok();
    desk.call("chat.postEphemeral", json!({"channel": DEFAULT, "user": "U07BEN00001", "text": "psst"})).await.ok();
    let state = desk.get("/sandbox/slack/state").await.body;
    let channels = state["channels"].as_array().unwrap();
    let channel = channels.iter().find(|channel| channel["id"] == json!(DEFAULT)).unwrap();
    assert_eq!((&channel["name"], &channel["is_private"]), (&json!("support-default"), &json!(true)));
    assert_eq!(channel["messages"].as_array().unwrap().len(), 1);
    let message = &channel["messages"][0];
    assert_eq!((&message["text"], &message["thread"][0]["text"]), (&json!("card 2"), &json!("re")));
    assert_eq!(message["edited"]["user"], json!("U08DESKBOT1"));
    for key in ["ts", "user", "blocks", "metadata", "reactions"] {
        assert!(message.get(key).is_some(), "{key}");
    }
    assert_eq!(
        (&channel["ephemerals"][0]["to"], &channel["ephemerals"][0]["text"]),
        (&json!("U07BEN00001"), &json!("psst"))
    );
    assert_eq!(state["users"].as_array().unwrap().len(), 9);
    let credentials = desk.sandbox.credentials();
    for secret in [credentials.bot_token, credentials.signing_secret] {
        assert!(!state.to_string().contains(secret.expose()));
    }
}

#[tokio::test]
async fn the_platforms_state_shows_each_customers_conversation_and_no_secret() {
    let desk = Desk::new();
    let state = desk.get("/sandbox/chatbot/state").await.body;
    let names =
        |key: &str| state["customers"].as_array().unwrap().iter().map(|one| one[key].clone()).collect::<Vec<Value>>();
    assert_eq!(names("name"), [json!("Ana Lima"), json!("Bo Nguyen"), json!("4915112345678")]);
    assert_eq!(names("liveChat"), [json!(false), json!(false), json!(false)]);
    let first = &state["customers"][0]["messages"][0];
    assert_eq!(
        (&first["from"], &first["event"]["data"]["text"]),
        (&json!("MEMBER"), &json!("Hello, where is my order?"))
    );
    assert!(!state.to_string().contains(desk.sandbox.credentials().channel_secret.expose()));
}

#[tokio::test]
async fn the_about_parts_name_people_and_customers_who_are_there() {
    let desk = Desk::new();
    let about = desk.sandbox.about_parts();
    let slack = desk.sandbox.slack();
    assert_eq!(about.workspace_id, slack.id);
    assert!(about.agents.iter().all(|agent| slack.users.contains_key(agent)));
    assert!(slack.users[&about.agents[0]].is_owner);
    let default = slack.channel_named("support-default").unwrap();
    assert!(about.agents.iter().chain([&about.bot_user]).all(|agent| default.members.contains(agent)));
    assert!(slack.users[&about.guests.single_channel_guest].is_ultra_restricted);
    assert!(slack.users[&about.guests.foreign_user].is_stranger && slack.users[&about.guests.deactivated_user].deleted);
    let as_json = serde_json::to_value(&about).unwrap();
    assert_eq!(as_json["slack_api_base"], json!("/api"));
    assert_eq!(as_json["slack_signing_secret"], json!(desk.sandbox.credentials().signing_secret.expose()));
    let customer = &as_json["customers"][0];
    assert!(["member", "channel", "app", "name"].iter().all(|key| customer[key].is_string()), "{customer}");
}

#[tokio::test]
async fn the_page_is_one_file_that_loads_nothing_from_elsewhere() {
    let answered = Desk::new().get("/").await;
    assert_eq!((answered.status, answered.header("content-type")), (StatusCode::OK, Some("text/html; charset=utf-8")));
    let page = answered.body.as_str().unwrap();
    assert!(page.contains("A development tool") && page.contains("/sandbox/slack/state"));
    for outside in ["https://", "//cdn", "<link", "src=", "@import", "innerHTML"] {
        assert!(!page.contains(outside), "{outside}");
    }
}
