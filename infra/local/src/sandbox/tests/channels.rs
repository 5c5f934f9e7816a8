//! Channels that the app makes, names and closes: `conversations.create`, `.rename`, `.setTopic`, `.archive`,
//! `.unarchive`; links at their top; addresses of messages.

use serde_json::{Value, json};
use shared::domain::ChannelId;

use super::desk::{DEFAULT, Desk, GENERAL, LEADS};
use crate::sandbox::slack::{Channel, SlackChange};

impl Desk {
    async fn create(&self, name: &str, is_private: bool) -> Value {
        let created = self.call("conversations.create", json!({"name": name, "is_private": is_private})).await.ok();
        created["channel"].clone()
    }

    fn channel(&self, id: &str) -> Channel {
        self.sandbox.slack().channels[&ChannelId::new(id)].clone()
    }
}

#[tokio::test]
async fn a_channel_is_made_by_the_app_which_is_in_it_and_may_post_there() {
    let desk = Desk::new();
    for is_private in [true, false] {
        let channel = desk.create(&format!("ana-{is_private}"), is_private).await;
        assert_eq!((&channel["is_private"], &channel["is_member"]), (&json!(is_private), &json!(true)));
        assert_eq!(channel["creator"], json!("U08DESKBOT1"));
        let id = channel["id"].as_str().unwrap();
        desk.post(id, "hello").await;
        assert_eq!(desk.channel(id).members.len(), 1, "nobody else is in it");
    }
}

#[tokio::test]
async fn a_name_is_taken_by_every_channel_also_archived_ones_and_those_that_the_app_can_not_see() {
    let desk = Desk::new();
    desk.happens(SlackChange::ChannelArchived { channel: ChannelId::new(DEFAULT) });
    for taken in ["support-default", "leads-only", "general"] {
        assert_eq!(desk.call("conversations.create", json!({"name": taken})).await.error(), "name_taken", "{taken}");
    }
}

#[tokio::test]
async fn each_wrong_name_has_its_error() {
    let desk = Desk::new();
    let refused = async |name: &str| {
        let created = desk.call("conversations.create", json!({"name": name})).await.error().to_owned();
        desk.wait(3).await;
        let renamed = desk.call("conversations.rename", json!({"channel": LEADS, "name": name})).await;
        assert_eq!(renamed.error(), "channel_not_found", "the channel is looked at first");
        created
    };
    assert_eq!(refused("").await, "invalid_name_required");
    assert_eq!(refused(&"x".repeat(81)).await, "invalid_name_maxlength");
    assert_eq!(refused("---").await, "invalid_name_punctuation");
    assert_eq!(refused("Ana Lima").await, "invalid_name_specials");
    assert_eq!(refused("here").await, "invalid_name");
    assert_eq!(desk.call("conversations.create", json!({})).await.error(), "invalid_arguments");
    assert_eq!(desk.sandbox.slack().channels.len(), 5, "none was made");
}

#[tokio::test]
async fn private_and_public_channels_take_a_scope_each() {
    let desk = Desk::new();
    desk.without_scopes(&["groups:write"]);
    let refused = desk.call("conversations.create", json!({"name": "a", "is_private": true})).await;
    assert_eq!((refused.error(), &refused.body["needed"]), ("missing_scope", &json!("groups:write")));
    desk.create("a", false).await;
    desk.without_scopes(&["channels:manage"]);
    desk.happens(SlackChange::TokenScoped { scopes: ["groups:write".to_owned()].into() });
    let refused = desk.call("conversations.create", json!({"name": "b"})).await;
    assert_eq!(refused.body["needed"], json!("channels:manage"));
    desk.create("b", true).await;
}

#[tokio::test]
async fn the_app_renames_what_it_made_itself_only() {
    let desk = Desk::new();
    let made = desk.create("ana", true).await;
    let rename =
        async |id: &Value, name: &str| desk.call("conversations.rename", json!({"channel": id, "name": name})).await;
    let renamed = rename(&made["id"], "ana-2").await.ok();
    assert_eq!(renamed["channel"]["name"], json!("ana-2"));
    assert_eq!(renamed["channel"]["previous_names"], json!(["ana"]));
    assert_eq!(rename(&made["id"], "support-team").await.error(), "name_taken");
    assert_eq!(rename(&json!(DEFAULT), "mine").await.error(), "not_authorized");
    assert_eq!(rename(&json!(GENERAL), "mine").await.error(), "not_in_channel");
    assert_eq!(desk.channel(made["id"].as_str().unwrap()).name, "ana-2");
}

#[tokio::test]
async fn a_new_topic_is_told_in_the_channel_and_the_same_one_is_not() {
    let desk = Desk::new();
    let set =
        async |topic: &str| desk.call("conversations.setTopic", json!({"channel": DEFAULT, "topic": topic})).await;
    let shown = set("Handled by May").await.ok()["channel"]["topic"].clone();
    assert_eq!((&shown["value"], &shown["creator"]), (&json!("Handled by May"), &json!("U08DESKBOT1")));
    set("Handled by May").await.ok();
    let history = desk.call("conversations.history", json!({"channel": DEFAULT})).await.ok()["messages"].clone();
    assert_eq!(history.as_array().unwrap().len(), 1);
    assert_eq!(history[0]["subtype"], json!("channel_topic"));
    assert_eq!(history[0]["text"], json!("<@U08DESKBOT1> set the channel topic: Handled by May"));
    let info = desk.call("conversations.info", json!({"channel": DEFAULT})).await.ok();
    assert_eq!(info["channel"]["topic"], shown);

    assert_eq!(set(&"x".repeat(251)).await.error(), "too_long");
    set(&"x".repeat(250)).await.ok();
    set("").await.ok();
    assert_eq!(desk.channel(DEFAULT).topic.value, "");
    let elsewhere = desk.call("conversations.setTopic", json!({"channel": GENERAL, "topic": "a"})).await;
    assert_eq!(elsewhere.error(), "not_in_channel");
}

#[tokio::test]
async fn a_channel_is_archived_once_and_no_app_brings_it_back() {
    let desk = Desk::new();
    let archive = async |channel: &str| desk.call("conversations.archive", json!({"channel": channel})).await;
    let unarchive = async |channel: &str| desk.call("conversations.unarchive", json!({"channel": channel})).await;
    assert_eq!(unarchive(DEFAULT).await.error(), "not_archived");
    archive(DEFAULT).await.ok();
    assert_eq!(archive(DEFAULT).await.error(), "already_archived");
    assert_eq!(archive(GENERAL).await.error(), "cant_archive_general");
    assert_eq!(archive(LEADS).await.error(), "channel_not_found");
    assert_eq!(unarchive(DEFAULT).await.error(), "not_allowed_token_type");
    assert!(desk.channel(DEFAULT).is_archived);
    let topic = desk.call("conversations.setTopic", json!({"channel": DEFAULT, "topic": "a"})).await;
    assert_eq!(topic.error(), "is_archived");
    let direct = desk.call("conversations.open", json!({"users": "U07MAY00001"})).await.ok();
    let id = direct["channel"]["id"].as_str().unwrap();
    assert_eq!(archive(id).await.error(), "method_not_supported_for_channel_type");
}

#[tokio::test]
async fn a_link_stands_at_the_channels_top_once_it_is_one() {
    let desk = Desk::new();
    let add = async |mut arguments: Value| {
        arguments["title"] = json!("Live chat");
        desk.call("bookmarks.add", arguments).await
    };
    let right = |channel: &str| json!({"channel_id": channel, "type": "link", "link": "https://example.com/p1"});
    let added = add(right(DEFAULT)).await.ok()["bookmark"].clone();
    assert_eq!((&added["title"], &added["link"]), (&json!("Live chat"), &json!("https://example.com/p1")));
    assert_eq!(desk.channel(DEFAULT).bookmarks.len(), 1);
    let with = |name: &str, value: &str| {
        let mut arguments = right(DEFAULT);
        arguments[name] = json!(value);
        arguments
    };
    for (arguments, error) in [
        (with("type", "file"), "invalid_bookmark_type"),
        (with("link", "example.com"), "invalid_link"),
        (with("link", ""), "invalid_link"),
        (with("emoji", "eyes"), "invalid_emoji"),
        (with("entity_id", "F1"), "invalid_arguments"),
        (right(LEADS), "channel_not_found"),
        (right(GENERAL), "permission_denied"),
        (json!({"type": "link", "link": "https://example.com"}), "channel_not_found"),
    ] {
        assert_eq!(add(arguments.clone()).await.error(), error, "{arguments}");
    }
    desk.wait(60).await;
    for _ in 0..99 {
        desk.wait(4).await;
        add(right(DEFAULT)).await.ok();
    }
    assert_eq!(add(right(DEFAULT)).await.error(), "too_many_bookmarks");
}

#[tokio::test]
async fn a_messages_address_names_the_channel_and_a_replys_its_parent_too() {
    let desk = Desk::new();
    let parent = desk.post(DEFAULT, "card").await;
    let reply = json!({"channel": DEFAULT, "text": "re", "thread_ts": parent});
    let reply = desk.call("chat.postMessage", reply).await.ok()["ts"].clone();
    let address =
        async |ts: &Value| desk.call("chat.getPermalink", json!({"channel": DEFAULT, "message_ts": ts})).await;
    let base = format!("https://sandbox-support.slack.com/archives/{DEFAULT}/p");
    assert_eq!(address(&json!(parent)).await.ok()["permalink"], json!(format!("{base}1790000000000000")));
    let expected = format!("{base}1790000000000001?thread_ts={parent}&cid={DEFAULT}");
    assert_eq!(address(&reply).await.ok()["permalink"], json!(expected));
    assert_eq!(address(&json!("1.2")).await.error(), "message_not_found");
}
