//! What became of an agent's message.

use expect_test::{expect, expect_file};

use super::{listed, message_button, said, seen};
use crate::domain::{Settled, UserId};
use crate::slack::blocks::{Block, Button, Message};
use crate::slack::cards::{MessageButton, Names, NotRelayed, NotSent, Undelivered, marks, settled};

fn may() -> String {
    "May".to_owned()
}

fn reasons() -> Vec<NotRelayed> {
    vec![
        NotRelayed::LiveChatIsOff,
        NotRelayed::OnlyTheHandler { handler: Some(may()) },
        NotRelayed::OnlyTheHandler { handler: None },
        NotRelayed::Held { handler: Some(may()) },
        NotRelayed::Held { handler: None },
        NotRelayed::WindowIsOver,
        NotRelayed::SingleChannelGuest,
        NotRelayed::OtherOrganisation,
        NotRelayed::NotAllowed,
        NotRelayed::NotKnownYet,
        NotRelayed::Files { text_was_sent: true },
        NotRelayed::Files { text_was_sent: false },
        NotRelayed::BroadcastReply,
        NotRelayed::OfAnotherKind,
        NotRelayed::Empty,
        NotRelayed::Edited,
        NotRelayed::Deleted,
    ]
}

fn not_sent(why: NotRelayed) -> Message {
    NotSent { button: message_button(), customer: said("Ana"), why }.render()
}

#[test]
fn the_author_is_told_what_product_md_says() {
    let nameless = NotSent { button: message_button(), customer: None, why: NotRelayed::Held { handler: Some(may()) } };
    let privately: Vec<String> = reasons().into_iter().map(|why| seen(&not_sent(why))).collect();
    let failed = |reason: &str| Undelivered::Failed { reason: reason.to_owned() };
    let in_the_thread = [failed("the platform answered 131047."), failed("a <!here>\nb"), Undelivered::Unknown];
    let in_the_thread = in_the_thread.map(|it| seen(&it.render(&message_button())));
    let names: Names = [(UserId::new("U1"), may())].into_iter().collect();
    let once_settled = [
        Settled::Sending,
        Settled::KeptInSlack,
        Settled::SentAlready,
        Settled::TryingAgain,
        Settled::Arrived { by: UserId::new("U1") },
        Settled::Gone,
        Settled::Over,
    ];
    let once_settled = once_settled.map(|it| seen(&settled(&it, said("Ana").as_ref(), &names)));
    let texts = [
        ("privately", privately.join("")),
        ("privately, the customer's name is not known", seen(&nameless.render())),
        ("in the thread", in_the_thread.join("")),
        ("once it is settled", once_settled.join("")),
    ];
    expect_file!["../not_sent.snapshot.txt"].assert_eq(&listed(texts));
}

fn actions(message: &Message) -> Vec<&'static str> {
    let buttons = message.blocks().iter().flat_map(|block| match block {
        Block::Actions { elements } => elements.as_slice(),
        _ => &[],
    });
    let check = |value| assert_eq!(MessageButton::read(value), Some(message_button()));
    buttons.inspect(|button| check(button.value())).map(Button::action_id).collect()
}

#[test]
fn each_button_says_what_it_does_and_carries_the_message() {
    let mut all: Vec<&str> = reasons().into_iter().flat_map(|why| actions(&not_sent(why))).collect();
    all.extend(actions(&Undelivered::Failed { reason: String::new() }.render(&message_button())));
    all.extend(actions(&Undelivered::Unknown.render(&message_button())));
    expect![[r"
        message_turn_on_and_send
        message_take_over_and_send
        message_send
        message_keep
        message_send
        message_keep
        message_template
        message_send_correction
        message_retry
        message_send_again
        message_arrived"]]
    .assert_eq(&all.join("\n"));
    assert_eq!(MessageButton::read(r#"{"member":"m"}"#), None);
}

#[test]
fn the_marks_are_product_mds() {
    let marks = [marks::WAITING, marks::DELIVERED, marks::READ, marks::FAILED, marks::NOT_SENT];
    assert_eq!(marks, ["hourglass_flowing_sand", "white_check_mark", "eyes", "x", "no_entry"]);
}
