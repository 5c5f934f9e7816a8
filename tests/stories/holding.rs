//! What is not sent at once: someone else's first message, *1 on 1*, a live chat that is off or has just ended.

use local::faults::{Fault, Plan};
use shared::job::NotSent;
use shared::store::Outcome;

use crate::chatting::{BEN, CHLOE, DELIVERED, LiveChat, MAY, NOT_SENT, set};

const HELD: &str = "Not sent yet: May is the handler. Send it? / [Send to Ana Lima]  [Keep in Slack]";
const OFF: &str = "Not sent: live chat with Ana Lima is off. / [Turn on and send]";

#[tokio::test]
async fn someone_elses_messages_are_held_until_they_say_send_and_go_at_once_from_then_on() {
    let chat = LiveChat::with_ben(|_| ()).await;
    let first = chat.wrote(BEN, "I know this customer").await;
    let second = chat.wrote(BEN, "Let me help").await;
    assert_eq!(chat.sent(), Vec::<String>::new());
    assert_eq!((chat.marks(&first), chat.marks(&second)), (vec![NOT_SENT.into()], vec![NOT_SENT.into()]));
    assert_eq!(chat.told(BEN).first().map(String::as_str), Some(HELD));
    assert_eq!(chat.told(MAY), Vec::<String>::new());
    chat.app.clicks_privately(BEN, &chat.inbox, "message_send").await;
    chat.app.settle().await;
    assert_eq!(chat.sent(), ["Ben: I know this customer", "Ben: Let me help"]);
    assert_eq!((chat.marks(&first), chat.marks(&second)), (vec![DELIVERED.into()], vec![DELIVERED.into()]));
    let third = chat.wrote(BEN, "One more thing").await;
    assert_eq!(chat.sent().last().map(String::as_str), Some("Ben: One more thing"));
    assert_eq!(chat.marks(&third), [DELIVERED]);
    println!("Ben was told {:?}", chat.told(BEN));
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn a_message_held_in_a_live_chat_that_is_over_is_asked_about_anew_and_says_nothing_about_this_one() {
    let chat = LiveChat::with_ben(|_| ()).await;
    let held = chat.wrote(BEN, "I know this customer").await;
    chat.ends().await;
    chat.app.settle().await;
    chat.picked_again().await;
    let sent = chat.sent();
    chat.app.clicks_privately(BEN, &chat.inbox, "message_send").await;
    chat.app.settle().await;
    let second = chat.wrote(BEN, "Let me help").await;
    println!("Ben was told {:#?}", chat.told(BEN));
    assert_eq!(chat.sent(), sent, "Ben has said nothing about this live chat yet");
    assert_eq!((chat.marks(&held), chat.marks(&second)), (vec![NOT_SENT.into()], vec![NOT_SENT.into()]));
    let over = "That live chat is over. The mark on the message says what becomes of it now.";
    assert_eq!(chat.told(BEN)[..2], [over.to_owned(), HELD.to_owned()]);
    chat.app.clicks_privately(BEN, &chat.inbox, "message_send").await;
    chat.app.settle().await;
    assert_eq!(chat.sent()[sent.len()..], ["Ben: I know this customer", "Ben: Let me help"]);
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn who_keeps_an_old_message_keeps_none_that_was_asked_about_anew() {
    let chat = LiveChat::with_ben(|_| ()).await;
    let (old, anew) = (chat.wrote(BEN, "She is difficult").await, chat.wrote(BEN, "I know this customer").await);
    chat.ends().await;
    chat.app.settle().await;
    chat.picked_again().await;
    chat.app.clicks_privately(BEN, &chat.inbox, "message_send").await;
    chat.app.settle().await;
    let questions = chat.told(BEN);
    assert_eq!(questions.iter().filter(|line| *line == HELD).count(), 2, "{questions:?}");
    // The older of the two questions is about the older message.
    chat.app.clicks_the_oldest_privately(BEN, &chat.inbox, "message_keep").await;
    chat.app.settle().await;
    let asked = Some(Outcome::NotSent { why: NotSent::Ask });
    assert_eq!((chat.outcome(&old).await, chat.outcome(&anew).await), (Some(Outcome::Kept), asked));
    let sent = chat.sent();
    chat.app.clicks_privately(BEN, &chat.inbox, "message_send").await;
    chat.app.settle().await;
    assert_eq!(chat.sent()[sent.len()..], ["Ben: I know this customer"]);
    assert_eq!((chat.marks(&old), chat.marks(&anew)), (vec![NOT_SENT.into()], vec![DELIVERED.into()]));
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn a_message_held_until_after_the_end_goes_out_once_live_chat_is_turned_on_again() {
    let chat = LiveChat::with_ben(|_| ()).await;
    let held = chat.wrote(BEN, "I know this customer").await;
    chat.ends().await;
    chat.app.settle().await;
    let sent = chat.sent();
    chat.app.clicks_privately(BEN, &chat.inbox, "message_send").await;
    chat.app.settle().await;
    assert_eq!((chat.sent(), chat.marks(&held)), (sent.clone(), vec![NOT_SENT.into()]), "the bot has the customer");
    assert_eq!(chat.told(BEN).last().map(String::as_str), Some(OFF));
    chat.app.clicks_privately(BEN, &chat.inbox, "message_turn_on_and_send").await;
    chat.app.settle().await;
    assert_eq!(
        (chat.sent()[sent.len()..].to_vec(), chat.marks(&held)),
        (vec!["Ben: I know this customer".into()], vec![DELIVERED.into()])
    );
    assert_eq!(chat.told(BEN).last().map(String::as_str), Some("Sending it to Ana Lima…"));
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn what_was_sent_turns_no_live_chat_on_a_second_time() {
    let chat = LiveChat::of_may_and_ana().await;
    chat.ends().await;
    chat.later(60).await;
    chat.wrote(MAY, "One more thing").await;
    chat.keeps_its_buttons();
    chat.app.clicks_privately(MAY, &chat.inbox, "message_turn_on_and_send").await;
    chat.app.settle().await;
    assert!(chat.app.live_chat("Ana"));
    chat.ends().await;
    chat.app.settle().await;
    let sent = chat.sent();
    chat.app.clicks_privately(MAY, &chat.inbox, "message_turn_on_and_send").await;
    chat.app.settle().await;
    assert!(!chat.app.live_chat("Ana"), "the bot goes on answering");
    assert_eq!(chat.sent(), sent);
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn who_keeps_their_message_in_slack_keeps_the_later_ones_too() {
    let chat = LiveChat::with_ben(|_| ()).await;
    let first = chat.wrote(BEN, "between us").await;
    chat.app.clicks_privately(BEN, &chat.inbox, "message_keep").await;
    chat.app.settle().await;
    let second = chat.wrote(BEN, "also between us").await;
    assert_eq!(chat.sent(), Vec::<String>::new());
    assert_eq!((chat.marks(&first), chat.marks(&second)), (vec![NOT_SENT.into()], vec![NOT_SENT.into()]));
    assert_eq!(chat.told(BEN), ["Kept in Slack."]);
    let of_may = chat.wrote(MAY, "Hi Ana").await;
    assert_eq!(chat.sent(), ["May: Hi Ana"]);
    assert_eq!(chat.marks(&of_may), [DELIVERED]);
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn each_colleague_is_asked_for_themselves() {
    let chat = LiveChat::with_ben(|_| ()).await;
    chat.adds(CHLOE).await;
    chat.wrote(BEN, "from Ben").await;
    chat.wrote(CHLOE, "from Chloe").await;
    chat.app.clicks_privately(BEN, &chat.inbox, "message_send").await;
    chat.app.settle().await;
    assert_eq!(chat.sent(), ["Ben: from Ben"]);
    assert_eq!(chat.told(CHLOE), [HELD]);
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn with_one_on_one_only_the_handler_answers_and_a_colleague_may_take_over_and_send() {
    let chat = LiveChat::with_ben(|settings| settings.one_on_one = true).await;
    let ts = chat.wrote(BEN, "Let me help").await;
    assert_eq!(chat.sent(), Vec::<String>::new());
    assert_eq!(chat.marks(&ts), [NOT_SENT]);
    assert_eq!(chat.told(BEN), ["Not sent: only May answers here (1 on 1). / [Take over and send]"]);
    chat.app.clicks_privately(BEN, &chat.inbox, "message_take_over_and_send").await;
    chat.app.settle().await;
    assert_eq!(chat.sent(), ["Ben: Let me help"]);
    assert_eq!(chat.marks(&ts), [DELIVERED]);
    let messages = chat.app.seen_in(&chat.inbox);
    let card = messages.iter().find(|lines| lines[0] == "*Live chat with Ana Lima*").expect("the card");
    assert!(card.contains(&"Ticket handler: <@U07BEN00001>".to_owned()), "{card:#?}");
    let late = chat.wrote(MAY, "and me?").await;
    assert_eq!(chat.marks(&late), [NOT_SENT]);
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn after_the_end_a_message_is_not_sent_and_turning_live_chat_on_sends_it() {
    let chat = LiveChat::of_may_and_ana().await;
    chat.ends().await;
    chat.app.settle().await;
    chat.later(60).await;
    assert!(!chat.app.live_chat("Ana"));
    let ts = chat.wrote(MAY, "One more thing").await;
    assert_eq!(chat.marks(&ts), [NOT_SENT]);
    assert_eq!(chat.told(MAY), [OFF]);
    let before = chat.sent().len();
    chat.app.clicks_privately(MAY, &chat.inbox, "message_turn_on_and_send").await;
    chat.app.settle().await;
    assert!(chat.app.live_chat("Ana"), "the bot is silent");
    println!("{:#?}", chat.said());
    assert_eq!(chat.sent().last().map(String::as_str), Some("May: One more thing"));
    assert_eq!(chat.sent()[before..].iter().filter(|line| line.contains("One more thing")).count(), 1);
    assert_eq!(chat.marks(&ts), [DELIVERED]);
    let active = chat
        .app
        .seen_in(&chat.inbox)
        .iter()
        .filter(|card| card[0] == "*Live chat with Ana Lima*" && card.contains(&"Ticket status: Active".to_owned()))
        .count();
    assert_eq!(active, 1, "{:#?}", chat.app.seen_in(&chat.inbox));
    chat.app.says("Ana", "thank you");
    chat.app.settle().await;
    assert!(chat.said().iter().any(|line| line.ends_with("thank you")), "{:#?}", chat.said());
    assert!(!chat.phone().iter().any(|line| line.starts_with("Bot:")), "{:#?}", chat.phone());
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn what_an_agent_wrote_before_the_end_still_goes_out_before_the_ended_message() {
    let chat = LiveChat::of_may_and_ana().await;
    let ts = chat.writes(MAY, "Have a nice day");
    // The End is decided before the event of the message has come.
    chat.ends().await;
    chat.app.settle().await;
    println!("{:#?}", chat.sent());
    assert_eq!(chat.sent(), ["May: Have a nice day", "The live chat has ended. Our assistant is back."]);
    assert_eq!(chat.marks(&ts), [DELIVERED]);
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn between_the_end_and_the_bots_return_a_customers_message_is_shown_and_afterwards_the_bot_has_it() {
    let chat = LiveChat::of_may_and_ana().await;
    chat.app.world.gate.break_platform(true);
    chat.ends().await;
    chat.later(20).await;
    chat.app.says("Ana", "wait, one more question");
    chat.later(20).await;
    let said = chat.said();
    let shown = said.iter().find(|line| line.starts_with("Ana Lima: wait, one more question"));
    assert!(shown.expect("it is shown").ends_with("[Turn on live chat]"), "{said:#?}");
    chat.app.world.gate.break_platform(false);
    chat.app.settle().await;
    assert!(!chat.app.live_chat("Ana"));
    chat.later(60).await;
    let before = chat.said();
    chat.app.says("Ana", "hello bot");
    chat.app.settle().await;
    assert_eq!(chat.said(), before, "left to the bot");
    assert!(chat.phone().last().expect("an answer").starts_with("Bot: "), "{:#?}", chat.phone());
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn settings_that_change_in_the_middle_hold_from_the_next_message_on() {
    let chat = LiveChat::with_ben(|_| ()).await;
    chat.wrote(MAY, "with my name").await;
    set(&chat.app, |settings| settings.show_agent_name = false).await;
    chat.wrote(MAY, "without").await;
    assert_eq!(chat.sent(), ["May: with my name", "without"]);
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn send_on_one_held_message_does_not_send_another_that_may_have_arrived() {
    let chat = LiveChat::with_ben(|_| ()).await;
    chat.keeps_its_buttons();
    let (first, second) = (chat.wrote(BEN, "Let me help").await, chat.wrote(BEN, "I know this customer").await);
    for fault in [Fault::Broken, Fault::Refused { error: "recipient not available".to_owned() }] {
        chat.app.world.sandbox.faults().plan(Plan::once("sendResponses", fault)).unwrap();
    }
    chat.app.clicks_privately(BEN, &chat.inbox, "message_send").await;
    chat.app.settle().await;
    assert_eq!((chat.outcome(&first).await, chat.sent()), (Some(Outcome::Unknown), Vec::new()));
    // The buttons of both questions stand on.
    chat.app.clicks_privately(BEN, &chat.inbox, "message_send").await;
    chat.app.settle().await;
    assert_eq!((chat.sent(), chat.marks(&second)), (vec!["Ben: I know this customer".into()], vec![DELIVERED.into()]));
    assert_eq!(chat.outcome(&first).await, Some(Outcome::Unknown), "nobody has said *Send again*");
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn a_second_click_goes_on_with_what_the_first_one_left() {
    let chat = LiveChat::with_ben(|_| ()).await;
    let (first, second) = (chat.wrote(BEN, "Let me help").await, chat.wrote(BEN, "I know this customer").await);
    chat.app.world.gate.take_calls();
    // What was said is stored, the first goes out, and then the function dies.
    chat.app.world.gate.spoil_named("dynamodb.UpdateItem", 2, tests::gate::Fault::DiesBefore);
    chat.app.clicks_the_oldest_privately(BEN, &chat.inbox, "message_send").await;
    chat.app.settle().await;
    assert_eq!((chat.sent(), chat.marks(&second)), (vec!["Ben: Let me help".into()], vec![NOT_SENT.into()]));
    chat.app.clicks_the_oldest_privately(BEN, &chat.inbox, "message_send").await;
    chat.app.settle().await;
    assert_eq!(chat.sent(), ["Ben: Let me help", "Ben: I know this customer"]);
    assert_eq!((chat.marks(&first), chat.marks(&second)), (vec![DELIVERED.into()], vec![DELIVERED.into()]));
    chat.app.world.check(&[]).await;
}
