//! What an agent makes of a message after it was sent: it can't reach the customer by itself, and they are told so.

use std::time::Duration;

use local::faults::{Fault, Plan};
use local::sandbox::deliveries::Misdelivery;
use local::sandbox::slack::act::Deed;
use shared::domain::MessageTs;
use shared::store::Outcome;

use crate::chatting::{BEN, DELIVERED, LiveChat, MAY, NOT_SENT};

const EDITED: &str = "Your edit was not sent: Ana Lima still has what you wrote first. / [Send as correction]";

async fn edits(chat: &LiveChat, user: &str, ts: &MessageTs, text: &str) {
    let (channel, ts, text) = (chat.inbox.clone(), ts.clone(), text.to_owned());
    chat.app.does(user, Deed::Edit { channel, ts, text });
    chat.app.settle().await;
}

#[tokio::test]
async fn edits_and_a_deletion_after_sending_are_told_privately_once() {
    let chat = LiveChat::of_may_and_ana().await;
    let edited = chat.wrote(MAY, "It comes on Monday").await;
    let deleted = chat.wrote(MAY, "Forget it").await;
    edits(&chat, MAY, &edited, "It comes on Tuesday").await;
    edits(&chat, MAY, &edited, "It comes on Wednesday, see https://example.com").await;
    // A link's preview changes the message too, and says nothing new.
    chat.app.does(MAY, Deed::Unfurl { channel: chat.inbox.clone(), ts: edited });
    chat.app.does(MAY, Deed::Delete { channel: chat.inbox.clone(), ts: deleted });
    chat.app.settle().await;
    assert_eq!(chat.told(MAY), [EDITED, "Deleted in Slack only: Ana Lima still has this message."]);
    assert_eq!(chat.sent(), ["May: It comes on Monday", "May: Forget it"]);
    chat.app.world.check(&[]).await;
}

async fn deletes(chat: &LiveChat, user: &str, ts: &MessageTs) {
    chat.app.does(user, Deed::Delete { channel: chat.inbox.clone(), ts: ts.clone() });
    chat.app.settle().await;
}

#[tokio::test]
async fn a_held_message_goes_out_as_it_was_last_edited() {
    let chat = LiveChat::with_ben(|_| ()).await;
    let ts = chat.wrote(BEN, "Let me hlep").await;
    edits(&chat, BEN, &ts, "Let me help").await;
    chat.app.clicks_privately(BEN, &chat.inbox, "message_send").await;
    chat.app.settle().await;
    assert_eq!(
        (chat.sent(), chat.told(BEN)),
        (vec!["Ben: Let me help".into()], vec!["Sending it to Ana Lima…".into()])
    );
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn a_held_message_that_was_deleted_is_never_sent() {
    let chat = LiveChat::with_ben(|_| ()).await;
    let gone = chat.wrote(BEN, "She is difficult").await;
    chat.wrote(BEN, "Let me help").await;
    deletes(&chat, BEN, &gone).await;
    chat.app.clicks_privately(BEN, &chat.inbox, "message_send").await;
    chat.app.settle().await;
    assert_eq!(chat.sent(), ["Ben: Let me help"]);
    chat.app.clicks_privately(BEN, &chat.inbox, "message_send").await;
    chat.app.settle().await;
    let told = ["The message was deleted: there is nothing to send.", "Sending it to Ana Lima…"];
    assert_eq!((chat.sent(), chat.told(BEN)), (vec!["Ben: Let me help".into()], told.map(str::to_owned).to_vec()));
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn a_message_that_waits_goes_out_as_it_was_last_edited_and_not_at_all_once_it_is_deleted() {
    let chat = LiveChat::of_may_and_ana().await;
    chat.app.world.gate.break_platform(true);
    let (edited, deleted) = (chat.writes(MAY, "It comes on Monday"), chat.writes(MAY, "Forget it"));
    chat.later(3).await;
    let (channel, text) = (chat.inbox.clone(), "It comes on Tuesday".to_owned());
    chat.app.does(MAY, Deed::Edit { channel: channel.clone(), ts: edited.clone(), text });
    chat.app.does(MAY, Deed::Delete { channel, ts: deleted });
    chat.later(3).await;
    chat.app.world.gate.break_platform(false);
    chat.app.settle().await;
    assert_eq!((chat.sent(), chat.told(MAY)), (vec!["May: It comes on Tuesday".into()], Vec::new()));
    assert_eq!(chat.marks(&edited), [DELIVERED]);
    edits(&chat, MAY, &edited, "It comes on Wednesday").await;
    assert_eq!(chat.told(MAY), [EDITED]);
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn retry_sends_a_failed_message_as_it_was_last_edited_and_not_once_it_is_deleted() {
    let chat = LiveChat::of_may_and_ana().await;
    let refused = Fault::Refused { error: "131047".to_owned() };
    for (text, made_of_it) in [("It comes on Monday", Some("It comes on Tuesday")), ("Forget it", None)] {
        chat.app.world.sandbox.faults().plan(Plan::once("sendResponses", refused.clone())).unwrap();
        let ts = chat.wrote(MAY, text).await;
        match made_of_it {
            Some(text) => edits(&chat, MAY, &ts, text).await,
            None => deletes(&chat, MAY, &ts).await,
        }
        chat.app.clicks(MAY, &chat.inbox, "message_retry").await;
        chat.app.settle().await;
        println!("{:?}", chat.thread(&ts));
    }
    assert_eq!((chat.sent(), chat.told(MAY)), (vec!["May: It comes on Tuesday".into()], Vec::new()));
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn an_edit_while_nobody_knows_whether_the_message_arrived_is_told_of_once_it_has() {
    let chat = LiveChat::of_may_and_ana().await;
    chat.app.world.sandbox.faults().plan(Plan::once("sendResponses", Fault::Broken)).unwrap();
    let ts = chat.writes(MAY, "It comes on Monday");
    chat.app.world.work_now().await;
    edits(&chat, MAY, &ts, "It comes on Tuesday").await;
    assert_eq!(chat.told(MAY), Vec::<String>::new(), "the customer may have nothing yet");
    chat.app.clicks(MAY, &chat.inbox, "message_arrived").await;
    chat.app.settle().await;
    assert_eq!((chat.sent(), chat.told(MAY)), (Vec::new(), vec![EDITED.into()]));
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn send_as_correction_sends_the_latest_wording_once() {
    let chat = LiveChat::of_may_and_ana().await;
    let ts = chat.wrote(MAY, "It comes on Monday").await;
    edits(&chat, MAY, &ts, "It comes on Tuesday").await;
    edits(&chat, MAY, &ts, "It comes on *Wednesday*").await;
    for _ in 0..2 {
        chat.app.clicks_privately(MAY, &chat.inbox, "message_send_correction").await;
        chat.app.settle().await;
    }
    assert_eq!(chat.sent(), ["May: It comes on Monday", "May: Correction: It comes on Wednesday"]);
    assert_eq!((chat.marks(&ts), chat.told(MAY)), (vec![DELIVERED.into()], vec![EDITED.into()]));
    edits(&chat, MAY, &ts, "It comes on Thursday").await;
    chat.app.clicks_privately(MAY, &chat.inbox, "message_send_correction").await;
    chat.app.settle().await;
    assert_eq!(chat.sent()[2..], ["May: Correction: It comes on Thursday"]);
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn a_correction_after_the_end_is_not_sent_and_whoever_sends_it_is_told() {
    let chat = LiveChat::of_may_and_ana().await;
    let ts = chat.wrote(MAY, "It comes on Monday").await;
    edits(&chat, MAY, &ts, "It comes on Tuesday").await;
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

#[tokio::test]
async fn a_message_that_comes_to_mention_the_app_before_it_is_sent_stays_in_slack() {
    let chat = LiveChat::with_ben(|_| ()).await;
    let ts = chat.wrote(BEN, "She is difficult").await;
    let text = format!("<@{}> she is difficult", chat.app.world.sandbox.slack().app.bot_user);
    edits(&chat, BEN, &ts, &text).await;
    chat.app.clicks_privately(BEN, &chat.inbox, "message_send").await;
    chat.app.settle().await;
    assert_eq!((chat.sent(), chat.marks(&ts)), (Vec::new(), vec![NOT_SENT.into()]));
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn a_message_whose_deletion_comes_before_itself_is_never_sent() {
    let chat = LiveChat::of_may_and_ana().await;
    let late = Misdelivery { delay: Duration::from_mins(1), ..Misdelivery::default() };
    chat.app.world.sandbox.misdeliver(late);
    let ts = chat.writes(MAY, "Forget it");
    chat.app.world.sandbox.misdeliver(Misdelivery::default());
    deletes(&chat, MAY, &ts).await;
    assert_eq!((chat.sent(), chat.told(MAY)), (Vec::new(), Vec::new()));
    assert_eq!(chat.outcome(&ts).await, Some(Outcome::Kept), "its own event has come since");
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn what_was_deleted_since_is_not_corrected_and_an_arrival_tells_of_its_deletion() {
    let chat = LiveChat::of_may_and_ana().await;
    let ts = chat.wrote(MAY, "It comes on Monday").await;
    edits(&chat, MAY, &ts, "It comes on Tuesday").await;
    deletes(&chat, MAY, &ts).await;
    chat.app.clicks_privately(MAY, &chat.inbox, "message_send_correction").await;
    chat.app.settle().await;
    assert_eq!(
        (chat.sent(), chat.outcome(&ts).await),
        (vec!["May: It comes on Monday".into()], Some(Outcome::Accepted))
    );
    assert_eq!(chat.told(MAY)[0], "The message was deleted: there is nothing to send.");

    chat.app.world.sandbox.faults().plan(Plan::once("sendResponses", Fault::Broken)).unwrap();
    let ts = chat.wrote(MAY, "Forget it").await;
    deletes(&chat, MAY, &ts).await;
    let before = chat.told(MAY).len();
    chat.app.clicks(MAY, &chat.inbox, "message_arrived").await;
    chat.app.settle().await;
    assert_eq!(chat.told(MAY)[before..], ["Deleted in Slack only: Ana Lima still has this message."]);
    chat.app.world.check(&[]).await;
}
