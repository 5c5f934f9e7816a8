//! What is acknowledged, with what, and what is not.

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{Bytes, Message};

use super::slack::{Line, disconnect};
use super::{EVENT, INTERACTION, Rig, envelope};
use crate::scripted_faults::Next;

/// What each kind of interaction brings, with the envelope that brings it.
const INTERACTIONS: [&str; 6] = [
    include_str!("../../../../../shared/src/slack/payload/fixtures/block_actions_message.json"),
    include_str!("../../../../../shared/src/slack/payload/fixtures/block_actions_view.json"),
    include_str!("../../../../../shared/src/slack/payload/fixtures/message_action.json"),
    include_str!("../../../../../shared/src/slack/payload/fixtures/shortcut_global.json"),
    include_str!("../../../../../shared/src/slack/payload/fixtures/view_submission.json"),
    include_str!("../../../../../shared/src/slack/payload/fixtures/view_closed.json"),
];

async fn is_acknowledged(line: &mut Line, id: &str) {
    assert_eq!(line.hears().await, Some(json!({"envelope_id": id})));
}

#[tokio::test]
async fn an_event_is_acknowledged_by_its_envelope_alone() {
    let (_rig, mut one, mut two) = Rig::start().await;
    one.sends(&envelope(EVENT, "e1")).await;
    is_acknowledged(&mut one, "e1").await;
    // Each payload goes to any one connection, and each connection takes any payload.
    two.sends(&envelope(EVENT, "e2")).await;
    is_acknowledged(&mut two, "e2").await;
}

#[tokio::test]
async fn each_kind_of_interaction_is_acknowledged() {
    let (_rig, mut line, _two) = Rig::start().await;
    for (number, interaction) in INTERACTIONS.into_iter().enumerate() {
        let id = format!("i{number}");
        let mut sent = envelope(INTERACTION, &id);
        sent["payload"] = serde_json::from_str(interaction).unwrap();
        line.sends(&sent).await;
        is_acknowledged(&mut line, &id).await;
    }
}

/// A panel that was sent off without a choice: our answer is an error at the field.
fn unreadable_panel(id: &str) -> Value {
    let mut sent = envelope(INTERACTION, id);
    sent["payload"]["view"]["callback_id"] = "live_chat_control".into();
    sent
}

#[tokio::test]
async fn a_panel_with_an_error_is_acknowledged_with_our_answer() {
    let (_rig, mut line, _two) = Rig::start().await;
    line.sends(&unreadable_panel("i1")).await;
    let heard = line.hears().await.unwrap();
    assert_eq!((&heard["envelope_id"], &heard["payload"]["response_action"]), (&json!("i1"), &json!("errors")));
    let errors = heard["payload"]["errors"].as_object().unwrap();
    assert!(errors["control_action"].as_str().unwrap().starts_with("This panel is too old"), "{errors:?}");
}

#[tokio::test]
async fn where_slack_takes_no_answer_none_goes_along() {
    let (_rig, mut line, _two) = Rig::start().await;
    let mut sent = unreadable_panel("i1");
    sent["accepts_response_payload"] = false.into();
    line.sends(&sent).await;
    is_acknowledged(&mut line, "i1").await;
}

#[tokio::test]
async fn what_nothing_here_is_for_is_acknowledged_so_that_it_does_not_come_again() {
    let (_rig, mut line, _two) = Rig::start().await;
    for kind in ["slash_commands", "something_newer"] {
        let mut sent = envelope(EVENT, kind);
        sent["type"] = kind.into();
        line.sends(&sent).await;
        is_acknowledged(&mut line, kind).await;
    }
}

#[tokio::test]
async fn a_frame_that_is_no_json_or_no_text_or_new_is_passed_over() {
    let (_rig, mut line, _two) = Rig::start().await;
    for text in ["", "hello", "[]", r#"{"type":"something_newer"}"#, r#"{"type":"hello"}"#] {
        line.sends_message(Message::text(text)).await;
    }
    line.sends_message(Message::Binary(Bytes::from_static(&[0xff, 0x00]))).await;
    line.sends(&envelope(EVENT, "e1")).await;
    is_acknowledged(&mut line, "e1").await;
}

#[tokio::test]
async fn slacks_own_ping_is_answered() {
    let (_rig, mut line, _two) = Rig::start().await;
    line.sends_message(Message::Ping(Bytes::from_static(b"there?"))).await;
    assert_eq!(line.next().await, Some(Message::Pong(Bytes::from_static(b"there?"))));
}

#[tokio::test]
async fn what_could_not_be_kept_is_not_acknowledged_and_its_repeat_is() {
    let (mut rig, mut line, _two) = Rig::start().await;
    rig.reading.next(Next::Fails);
    line.sends(&envelope(EVENT, "e1")).await;
    // The connection is closed in the end: until then nothing was said.
    line.sends(&disconnect("refresh_requested")).await;
    let mut new = rig.slack.connection().await;
    rig.is_served_no_longer().await;
    assert_eq!(line.hears().await, None);
    rig.reading.next(Next::Nothing);
    let mut again = envelope(EVENT, "e1");
    again["retry_attempt"] = 1.into();
    again["retry_reason"] = "timeout".into();
    new.sends(&again).await;
    is_acknowledged(&mut new, "e1").await;
}
