//! What an agent makes of a message after it was sent: it can't reach the customer by itself, and they are told so.

use local::sandbox::slack::act::Deed;
use shared::domain::MessageTs;

use crate::chatting::{DELIVERED, LiveChat, MAY};

const EDITED: &str = "Your edit was not sent: Ana Lima still has what you wrote first. / [Send as correction]";

async fn edits(chat: &LiveChat, ts: &MessageTs, text: &str) {
    let (channel, ts, text) = (chat.inbox.clone(), ts.clone(), text.to_owned());
    chat.app.does(MAY, Deed::Edit { channel, ts, text });
    chat.app.settle().await;
}

#[tokio::test]
async fn edits_and_a_deletion_after_sending_are_told_privately_once() {
    let chat = LiveChat::of_may_and_ana().await;
    let edited = chat.wrote(MAY, "It comes on Monday").await;
    let deleted = chat.wrote(MAY, "Forget it").await;
    edits(&chat, &edited, "It comes on Tuesday").await;
    edits(&chat, &edited, "It comes on Wednesday, see https://example.com").await;
    // A link's preview changes the message too, and says nothing new.
    chat.app.does(MAY, Deed::Unfurl { channel: chat.inbox.clone(), ts: edited });
    chat.app.does(MAY, Deed::Delete { channel: chat.inbox.clone(), ts: deleted });
    chat.app.settle().await;
    assert_eq!(chat.told(MAY), [EDITED, "Deleted in Slack only: Ana Lima still has this message."]);
    assert_eq!(chat.sent(), ["May: It comes on Monday", "May: Forget it"]);
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn send_as_correction_sends_the_latest_wording_once() {
    let chat = LiveChat::of_may_and_ana().await;
    let ts = chat.wrote(MAY, "It comes on Monday").await;
    edits(&chat, &ts, "It comes on Tuesday").await;
    edits(&chat, &ts, "It comes on *Wednesday*").await;
    for _ in 0..2 {
        chat.app.clicks_privately(MAY, &chat.inbox, "message_send_correction").await;
        chat.app.settle().await;
    }
    assert_eq!(chat.sent(), ["May: It comes on Monday", "May: Correction: It comes on Wednesday"]);
    assert_eq!((chat.marks(&ts), chat.told(MAY)), (vec![DELIVERED.into()], vec![EDITED.into()]));
    edits(&chat, &ts, "It comes on Thursday").await;
    chat.app.clicks_privately(MAY, &chat.inbox, "message_send_correction").await;
    chat.app.settle().await;
    assert_eq!(chat.sent()[2..], ["May: Correction: It comes on Thursday"]);
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn a_correction_after_the_end_is_not_sent_and_whoever_sends_it_is_told() {
    let chat = LiveChat::of_may_and_ana().await;
    let ts = chat.wrote(MAY, "It comes on Monday").await;
    edits(&chat, &ts, "It comes on Tuesday").await;
    chat.ends().await;
    chat.app.settle().await;
    let sent = chat.sent();
    chat.app.clicks_privately(MAY, &chat.inbox, "message_send_correction").await;
    chat.app.settle().await;
    assert_eq!(chat.sent(), sent);
    let told = chat.told(MAY);
    println!("{told:?}");
    assert!(told.len() == 2 && told[1].starts_with("This ticket was ended by"), "{told:?}");
    chat.app.world.check(&[]).await;
}
