//! What scripts and the page read.

use serde_json::{Value, json};
use shared::domain::UserId;

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
async fn slacks_state_shows_what_each_person_has_before_them() {
    let desk = Desk::new();
    let ts = desk.post(DEFAULT, "card").await;
    desk.call("conversations.setTopic", json!({"channel": DEFAULT, "topic": "Handled by May"})).await.ok();
    desk.call("reactions.add", json!({"channel": DEFAULT, "timestamp": ts, "name": "eyes"})).await.ok();
    let link = json!({"channel_id": DEFAULT, "title": "Card", "type": "link", "link": "https://example.com"});
    desk.call("bookmarks.add", link).await.ok();
    let button = json!({"type": "button", "text": {"type": "plain_text", "text": "Pick"}});
    let blocks = json!([{"type": "section", "text": {"type": "mrkdwn", "text": "a\nb"}}, {"type": "actions", "elements": [button]}]);
    let shown =
        json!({"channel": DEFAULT, "user": "U07BEN00001", "text": "fallback", "blocks": blocks, "thread_ts": ts});
    desk.call("chat.postEphemeral", shown).await.ok();
    let title = json!({"type": "plain_text", "text": "Control"});
    let view = json!({"type": "modal", "title": title, "callback_id": "control", "blocks": blocks});
    let trigger_id = desk.sandbox.issue_trigger(&UserId::new("U07MAY00001")).unwrap();
    desk.call("views.open", json!({"trigger_id": trigger_id, "view": view})).await.ok();
    desk.call("views.publish", json!({"user_id": "U07BEN00001", "view": {"type": "home", "blocks": blocks}}))
        .await
        .ok();
    desk.call("conversations.archive", json!({"channel": DEFAULT})).await.ok();

    let state = desk.get("/sandbox/slack/state").await.body;
    let channels = state["channels"].as_array().unwrap();
    let channel = channels.iter().find(|channel| channel["id"] == json!(DEFAULT)).unwrap();
    assert_eq!((&channel["topic"], &channel["is_archived"]), (&json!("Handled by May"), &json!(true)));
    assert_eq!(channel["bookmarks"][0]["link"], json!("https://example.com"));
    assert_eq!(channel["messages"][0]["reactions"], json!([{"name": "eyes", "users": ["U08DESKBOT1"]}]));
    assert_eq!(
        (&channel["messages"][0]["lines"], &channel["messages"][1]["subtype"]),
        (&json!(["card"]), &json!("channel_topic"))
    );
    let ephemeral = &channel["ephemerals"][0];
    assert_eq!((&ephemeral["to"], &ephemeral["thread_ts"]), (&json!("U07BEN00001"), &json!(ts)));
    let lines = json!(["a", "b", "[Pick]"]);
    assert_eq!((&ephemeral["lines"], &ephemeral["text"]), (&lines, &json!("fallback")));
    let open = &state["views"][0];
    assert_eq!((&open["user"], &open["lines"]), (&json!("U07MAY00001"), &lines));
    assert_eq!((&open["view"]["callback_id"], &open["view"]["title"]["text"]), (&json!("control"), &json!("Control")));
    assert_eq!(
        (&state["homes"][0]["user"], &state["homes"][0]["view"]["type"]),
        (&json!("U07BEN00001"), &json!("home"))
    );
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
