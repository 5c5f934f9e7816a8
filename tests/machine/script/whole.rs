//! *A whole live chat*: asked for, picked, talked, noted, ended, and picked again.

use super::Line::{self, Own, Told};
use super::{Names, are_told, expected, phone, plays, said, seen};

/// Who and what it is about.
const NAMES: Names = &[
    ("{@handler}", "@Ben"),
    ("{handler}", "Ben"),
    ("{agent}", "Ben"),
    ("{label}", "Support Team"),
    ("{#channel}", "#support-team"),
];

const TICKETING: &[Line] = &[
    Told("@group"),
    Told("*{customer}* asks for a live chat"),
    Told("{platform} · {language} · {tags} · {reference} · since {time}"),
    Own("> It says *delivered* <but> I have nothing & nobody rang"),
    Told("Ended by {handler} · {duration} · Ticket status: Closed"),
    Told("@group"),
    Told("*{customer}* asks for a live chat"),
    Told("{platform} · {language} · {tags} · {reference} · since {time}"),
    Own("> Great, thanks!"),
    Told("Processing by {handler}"),
    Told("Inbox Channel: {#inbox-channel}"),
    Told("Ticket status: Active"),
    Own("[Manage]"),
];

const PRIVATELY: &[Line] = &[
    Told("It's yours: answer {customer} in {#inbox-channel}."),
    Told("It's yours: answer {customer} in {#inbox-channel}."),
];

const INBOX: &[Line] = &[
    Told("*Live chat with {customer}*"),
    Told("User: {customer} · {platform} · {language} · {tags}"),
    Told("Ticket handler: {@handler}"),
    Own("Live chat: False"),
    Told("Ticket: {reference} · {label} ({#channel})"),
    Own("Ticket status: Closed · ended by Ben"),
    Own("Messages here stay in Slack."),
    Own("Whoever is added to this channel sees its whole history."),
    Own("[Turn on live chat]"),
    Own("*Before you joined*"),
    Own("*Ana Lima* · {time}"),
    Own("> Hello, where is my order?"),
    Own("*Bot* · {time}"),
    Own("> Hi Ana! Order 4711 left our warehouse yesterday."),
    Own("*Ana Lima* · {time}"),
    Own("> It says *delivered* <but> I have nothing & nobody rang"),
    Own("*Bot* · {time}"),
    Own("> I'm sorry. Shall I call a colleague?"),
    Own("Where is my *parcel*?"),
    Own("Hi Ana, let me look :mag:"),
    Told(":white_check_mark:"),
    Own("The number is B-4711 <urgent>"),
    Own("It left the depot & arrives *today*"),
    Told(":white_check_mark:"),
    Own("Ben in the thread"),
    Own("The depot was slow again"),
    Own("Great, thanks!"),
    Own("You are welcome :wave:"),
    Told(":white_check_mark:"),
    Own("Ended by Ben · Ticket status: Closed"),
    Own("Messages here no longer go to Ana Lima."),
    Told("*Live chat with {customer}*"),
    Told("User: {customer} · {platform} · {language} · {tags}"),
    Told("Ticket handler: {@handler}"),
    Told("Live chat: True"),
    Told("Ticket: {reference} · {label} ({#channel})"),
    Told("Ticket status: Active"),
    Told("Messages here go to {customer}. Replies in threads stay in Slack."),
    Own("Whoever is added to this channel sees its whole history."),
    Told("[Live Chat Control]  [End live chat]"),
];

/// The bot and Ana by name; what we send as it is sent.
const PHONE: &[Line] = &[
    Own("MEMBER: Hello, where is my order?"),
    Own("BOT: Hi Ana! Order 4711 left our warehouse yesterday."),
    Own("MEMBER: It says *delivered* <but> I have nothing & nobody rang"),
    Own("BOT: I'm sorry. Shall I call a colleague?"),
    Told("{agent} is here to help you."),
    Own("MEMBER: Where is my *parcel*?"),
    Own("Ben: Hi Ana, let me look 🔍"),
    Own("MEMBER: The number is B-4711 <urgent>"),
    Own("Ben: It left the depot & arrives today"),
    Own("MEMBER: Great, thanks!"),
    Own("Ben: You are welcome 👋"),
    Told("The live chat has ended. Our assistant is back."),
    Told("{agent} is here to help you."),
];

#[test]
fn the_expected_texts_are_those_of_the_specification() {
    are_told(&[TICKETING, PRIVATELY, INBOX, PHONE]);
}

#[tokio::test]
async fn the_script_of_the_document_shows_in_all_four_places_what_the_specification_says() {
    let looks = plays("A whole live chat").await;
    let [shown] = looks.as_slice() else { panic!("one look: {looks:#?}") };
    let (public, private) = seen(shown, "#support-team");
    assert_eq!(public, expected(TICKETING, NAMES));
    assert_eq!(private, expected(PRIVATELY, NAMES));
    // Nothing is quoted before the second live chat: nothing was said to the bot since the first.
    assert_eq!(said(shown, "#ana-lima-"), expected(INBOX, NAMES));
    assert_eq!(phone(shown, "Ana Lima's phone (live chat True)"), expected(PHONE, NAMES));
}
