//! `reactions.add` and `reactions.remove`.

use serde_json::{Value, json};
use shared::domain::{ChannelId, MessageTs, UserId};

use super::desk::{DEFAULT, Desk, GENERAL};
use crate::sandbox::slack::SlackChange;

impl Desk {
    async fn mark(&self, method: &str, ts: &str, name: &str) -> super::desk::Answered {
        self.wait(3).await;
        self.call(method, json!({"channel": DEFAULT, "timestamp": ts, "name": name})).await
    }

    async fn marks(&self) -> Value {
        let history = self.call("conversations.history", json!({"channel": DEFAULT})).await.ok();
        history["messages"][0]["reactions"].clone()
    }

    fn someone_marks(&self, ts: &str, name: &str, user: &str) {
        self.happens(SlackChange::ReactionSet {
            channel: ChannelId::new(DEFAULT),
            ts: MessageTs::new(ts),
            name: name.into(),
            user: UserId::new(user),
            is_there: true,
        });
    }
}

#[tokio::test]
async fn a_mark_is_put_once_and_taken_away_once() {
    let desk = Desk::new();
    let ts = desk.post(DEFAULT, "hi").await;
    desk.mark("reactions.add", &ts, "eyes").await.ok();
    assert_eq!(desk.mark("reactions.add", &ts, "eyes").await.error(), "already_reacted");
    desk.someone_marks(&ts, "eyes", "U07MAY00001");
    assert_eq!(desk.marks().await, json!([{"name": "eyes", "users": ["U08DESKBOT1", "U07MAY00001"], "count": 2}]));
    desk.mark("reactions.remove", &ts, "eyes").await.ok();
    assert_eq!(desk.marks().await, json!([{"name": "eyes", "users": ["U07MAY00001"], "count": 1}]));
    assert_eq!(desk.mark("reactions.remove", &ts, "eyes").await.error(), "no_reaction", "May's stays");
    desk.mark("reactions.add", &ts, "wave::skin-tone-3").await.ok();
    desk.mark("reactions.add", &ts, "+1").await.ok();
}

#[tokio::test]
async fn a_mark_goes_on_a_message_that_is_there() {
    let desk = Desk::new();
    let ts = desk.post(DEFAULT, "hi").await;
    for name in [":eyes:", "", "Eyes", "a b", "wave::skin-tone-9"] {
        assert_eq!(desk.mark("reactions.add", &ts, name).await.error(), "invalid_name", "{name}");
    }
    assert_eq!(desk.mark("reactions.add", "now", "eyes").await.error(), "bad_timestamp");
    assert_eq!(desk.mark("reactions.add", "1790000000.999999", "eyes").await.error(), "message_not_found");
    let shown = json!({"channel": DEFAULT, "user": "U07MAY00001", "text": "psst"});
    let shown = desk.call("chat.postEphemeral", shown).await.ok()["message_ts"].clone();
    assert_eq!(desk.mark("reactions.add", shown.as_str().unwrap(), "eyes").await.error(), "message_not_found");
    assert_eq!(desk.call("reactions.remove", json!({"name": "eyes"})).await.error(), "no_item_specified");
    let elsewhere = desk.post(GENERAL, "from outside").await;
    let arguments = json!({"channel": GENERAL, "timestamp": elsewhere, "name": "eyes"});
    assert_eq!(desk.call("reactions.add", arguments).await.error(), "channel_not_found");
    desk.happens(SlackChange::ChannelArchived { channel: ChannelId::new(DEFAULT) });
    assert_eq!(desk.mark("reactions.add", &ts, "eyes").await.error(), "is_archived");
}

#[tokio::test]
async fn a_message_takes_fifty_emoji_and_twenty_three_of_one_person() {
    let desk = Desk::new();
    let ts = desk.post(DEFAULT, "hi").await;
    for number in 0..23 {
        desk.mark("reactions.add", &ts, &format!("own_{number}")).await.ok();
    }
    assert_eq!(desk.mark("reactions.add", &ts, "one_more").await.error(), "too_many_reactions");
    for number in 0..27 {
        desk.someone_marks(&ts, &format!("other_{number}"), "U07MAY00001");
    }
    assert_eq!(desk.mark("reactions.add", &ts, "one_more").await.error(), "too_many_emoji");
    desk.mark("reactions.remove", &ts, "own_0").await.ok();
    desk.mark("reactions.add", &ts, "other_0").await.ok();
}
