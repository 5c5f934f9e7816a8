//! What becomes of an agent's message when the platform refuses it, loses its answer, or is down.

use local::faults::{Fault, Plan};

use crate::chatting::{BEN, DELIVERED, FAILED, LiveChat, MAY};

const SEND: &str = "sendResponses";

fn plan(chat: &LiveChat, fault: Fault, times: u32) {
    chat.app.world.sandbox.faults().plan(Plan::once(SEND, fault).times(times)).expect("a plan");
}

fn refused() -> Fault {
    Fault::Refused { error: "recipient not available".to_owned() }
}

/// A text that is sent in several parts, no two alike.
fn text_of_several_parts() -> String {
    let words: Vec<String> = (1..=1_500).map(|number| format!("{number:05}")).collect();
    words.join(" ")
}

#[tokio::test]
async fn a_refused_message_is_marked_with_the_reason_and_retry_sends_it_and_takes_the_mark_off() {
    let chat = LiveChat::of_may_and_ana().await;
    plan(&chat, refused(), 1);
    let ts = chat.wrote(MAY, "Hi Ana").await;
    assert_eq!(chat.marks(&ts), [FAILED]);
    assert_eq!(chat.thread(&ts), ["Not delivered: the chatbot platform says: recipient not available. / [Retry]"]);
    assert_eq!(chat.sent(), Vec::<String>::new());
    let later = chat.wrote(MAY, "Still there?").await;
    assert_eq!(chat.marks(&later), [DELIVERED]);
    chat.keeps_its_buttons();
    chat.app.clicks(MAY, &chat.inbox, "message_retry").await;
    chat.app.settle().await;
    assert_eq!(chat.sent(), ["May: Still there?", "May: Hi Ana"]);
    assert_eq!(chat.marks(&ts), [DELIVERED]);
    chat.app.clicks(MAY, &chat.inbox, "message_retry").await;
    chat.app.settle().await;
    assert_eq!(chat.sent().len(), 2, "a second Retry sends nothing");
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn a_retry_that_fails_again_says_so_again_and_a_third_one_mends_it() {
    let chat = LiveChat::of_may_and_ana().await;
    plan(&chat, refused(), 2);
    let ts = chat.wrote(MAY, "Hi Ana").await;
    chat.app.clicks(MAY, &chat.inbox, "message_retry").await;
    chat.app.settle().await;
    assert_eq!(chat.marks(&ts), [FAILED]);
    println!("{:?}", chat.thread(&ts));
    assert_eq!(chat.thread(&ts).len(), 2);
    chat.app.clicks(MAY, &chat.inbox, "message_retry").await;
    chat.app.settle().await;
    assert_eq!((chat.sent(), chat.marks(&ts)), (vec!["May: Hi Ana".into()], vec![DELIVERED.into()]));
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn a_lost_answer_whose_echo_comes_is_accepted() {
    let chat = LiveChat::of_may_and_ana().await;
    plan(&chat, Fault::AnswerLost, 1);
    let ts = chat.wrote(MAY, "Hi Ana").await;
    assert_eq!((chat.sent(), chat.marks(&ts)), (vec!["May: Hi Ana".into()], vec![DELIVERED.into()]));
    assert_eq!(chat.thread(&ts), Vec::<String>::new());
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn a_retry_whose_answer_is_lost_and_whose_echo_comes_leaves_no_failed_mark() {
    let chat = LiveChat::of_may_and_ana().await;
    plan(&chat, refused(), 1);
    let ts = chat.wrote(MAY, "Hi Ana").await;
    plan(&chat, Fault::AnswerLost, 1);
    chat.app.clicks(MAY, &chat.inbox, "message_retry").await;
    chat.app.settle().await;
    assert_eq!((chat.sent(), chat.marks(&ts)), (vec!["May: Hi Ana".into()], vec![DELIVERED.into()]));
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn an_outcome_that_nobody_knows_is_asked_about_and_can_be_sent_again() {
    let chat = LiveChat::of_may_and_ana().await;
    plan(&chat, Fault::Broken, 1);
    let ts = chat.wrote(MAY, "Hi Ana").await;
    let next = chat.wrote(MAY, "Are you there?").await;
    assert_eq!(chat.thread(&ts), ["Delivery unknown: no answer came. / [Send again]  [It arrived]"]);
    assert_eq!(chat.sent(), ["May: Are you there?"], "the lane goes on");
    assert_eq!(chat.marks(&next), [DELIVERED]);
    chat.app.clicks(MAY, &chat.inbox, "message_send_again").await;
    chat.app.settle().await;
    assert_eq!(chat.sent(), ["May: Are you there?", "May: Hi Ana"]);
    assert_eq!(chat.marks(&ts), [DELIVERED]);
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn whoever_knows_that_it_arrived_says_so_and_nothing_is_sent_twice() {
    let chat = LiveChat::of_may_and_ana().await;
    plan(&chat, Fault::Broken, 1);
    let ts = chat.wrote(MAY, "Hi Ana").await;
    chat.keeps_its_buttons();
    chat.app.clicks(MAY, &chat.inbox, "message_arrived").await;
    chat.app.settle().await;
    assert_eq!(chat.marks(&ts), [DELIVERED]);
    chat.app.clicks(MAY, &chat.inbox, "message_send_again").await;
    chat.app.settle().await;
    assert_eq!(chat.sent(), Vec::<String>::new(), "nobody sends what has arrived");
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn a_held_message_that_is_sent_and_refused_bears_the_failed_mark_alone() {
    let chat = LiveChat::with_ben(|_| ()).await;
    let ts = chat.wrote(BEN, "Let me help").await;
    plan(&chat, refused(), 1);
    chat.app.clicks_privately(BEN, &chat.inbox, "message_send").await;
    chat.app.settle().await;
    assert_eq!(chat.marks(&ts), [FAILED]);
    chat.app.clicks(BEN, &chat.inbox, "message_retry").await;
    chat.app.settle().await;
    assert_eq!((chat.sent(), chat.marks(&ts)), (vec!["Ben: Let me help".into()], vec![DELIVERED.into()]));
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn ten_minutes_without_the_platform_lose_nothing_and_leave_no_failed_mark() {
    let chat = LiveChat::of_may_and_ana().await;
    chat.app.world.gate.break_platform(true);
    let mut written = Vec::new();
    for minute in 1..=10 {
        chat.app.says("Ana", &format!("question {minute}"));
        written.push(chat.writes(MAY, &format!("answer {minute}")));
        chat.later(60).await;
    }
    let seen: Vec<String> = chat.said().into_iter().filter(|line| line.contains("question")).collect();
    let failing = written.iter().filter(|ts| chat.marks(ts).contains(&FAILED.to_owned())).count();
    println!("while it is down: {} of 10 questions in Slack, {failing} of 10 answers marked as failed", seen.len());
    assert_eq!(seen.len(), 10, "{seen:#?}");
    assert!(failing >= 1, "the agent sees that nothing goes out");
    assert_eq!(chat.sent(), Vec::<String>::new());
    chat.app.world.gate.break_platform(false);
    chat.app.settle().await;
    let expected: Vec<String> = (1..=10).map(|minute| format!("May: answer {minute}")).collect();
    assert_eq!(chat.sent(), expected);
    for ts in &written {
        assert_eq!(chat.marks(ts), [DELIVERED]);
    }
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn a_long_message_whose_first_part_was_late_bears_no_failed_mark_once_all_of_it_is_out() {
    let chat = LiveChat::of_may_and_ana().await;
    let text = text_of_several_parts();
    chat.app.world.gate.break_platform(true);
    let ts = chat.writes(MAY, &text);
    chat.later(60).await;
    assert_eq!(chat.marks(&ts), [FAILED]);
    chat.app.world.gate.break_platform(false);
    chat.app.settle().await;
    assert_eq!(chat.marks(&ts), [DELIVERED]);
    assert!(chat.sent().len() > 1);
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn the_echo_of_another_message_does_not_pass_a_lost_part_of_a_long_one_as_sent() {
    let chat = LiveChat::of_may_and_ana().await;
    // With May's name before it, exactly one part.
    let one_part = format!("{}a", "a ".repeat(2_045));
    chat.writes(MAY, &one_part);
    chat.app.world.work_now().await;
    assert_eq!(chat.sent(), [format!("May: {one_part}")]);
    plan(&chat, Fault::Broken, 1);
    let ts = chat.wrote(MAY, &format!("{one_part} and more")).await;
    assert_eq!(chat.sent().len(), 1, "its first part is lost");
    assert_eq!(chat.marks(&ts), Vec::<String>::new());
    assert_eq!(chat.thread(&ts), ["Delivery unknown: no answer came. / [Send again]  [It arrived]"]);
    chat.app.clicks(MAY, &chat.inbox, "message_send_again").await;
    chat.app.settle().await;
    assert_eq!(chat.sent().len(), 3, "both parts, each once");
    assert_eq!(chat.marks(&ts), [DELIVERED]);
    assert_eq!(chat.thread(&ts), ["Tried again: the mark on the message says what became of it."]);
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn a_lost_part_of_a_long_message_whose_echo_comes_is_not_sent_again() {
    let chat = LiveChat::of_may_and_ana().await;
    let text = text_of_several_parts();
    plan(&chat, Fault::AnswerLost, 2);
    let ts = chat.wrote(MAY, &text).await;
    let sent: String = chat.sent().join(" ");
    assert_eq!(sent, format!("May: {text}"), "each part once");
    assert_eq!(chat.marks(&ts), [DELIVERED]);
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn agents_are_told_of_a_message_of_ours_that_may_not_have_arrived_or_was_refused() {
    let chat = LiveChat::of_may_and_ana().await;
    plan(&chat, Fault::Broken, 1);
    chat.ends().await;
    chat.app.settle().await;
    let ended = "The message *ended* to Ana Lima: no answer came, so nobody knows whether it arrived.";
    assert_eq!(chat.said().last().map(String::as_str), Some(ended), "{:#?}", chat.said());
    plan(&chat, refused(), 1);
    chat.picked_again().await;
    let picked = "The message *picked* to Ana Lima was not delivered: the chatbot platform did not take it. If it \
                  matters, say it yourself.";
    assert_eq!(chat.said().last().map(String::as_str), Some(picked), "{:#?}", chat.said());
    assert_eq!(chat.sent(), Vec::<String>::new());
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn retry_sends_what_is_left_of_a_long_message_and_no_part_twice() {
    let chat = LiveChat::of_may_and_ana().await;
    let text = text_of_several_parts();
    // The echo tells of the first part, and the second is refused.
    plan(&chat, Fault::AnswerLost, 1);
    plan(&chat, refused(), 1);
    let ts = chat.wrote(MAY, &text).await;
    assert_eq!((chat.sent().len(), chat.marks(&ts)), (1, vec![FAILED.into()]));
    chat.app.clicks(MAY, &chat.inbox, "message_retry").await;
    chat.app.settle().await;
    assert_eq!(chat.sent().join(" "), format!("May: {text}"), "each part once");
    assert_eq!(chat.marks(&ts), [DELIVERED]);
    chat.app.world.check(&[]).await;
}
