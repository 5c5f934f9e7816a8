//! *A transfer, by script*: transferred, taken back, transferred with a note, picked there, ended there.

use super::Line::{self, Of, Own, Told};
use super::{Names, are_told, expected, phone, plays, said, seen};

/// Who and what it is about at the end.
const NAMES: Names = &[
    ("{@handler}", "@Chloe"),
    ("{@new handler}", "@Chloe"),
    ("{new handler}", "Chloe"),
    ("{handler}", "Ben"),
    ("{agent}", "Chloe"),
    ("{label}", "default"),
    ("{#channel}", "#support-default"),
];

/// What is Chloe's own.
const CHLOE: Names = &[("{handler}", "Chloe")];

/// What Ben sends from his team.
const FROM: Names = &[("{label}", "Support Team"), ("{note}", "she has the receipt")];

/// What every card begins with.
const ASKED: &[Line] = &[
    Told("@group"),
    Told("*{customer}* asks for a live chat"),
    Told("{platform} · {language} · {tags} · {reference} · since {time}"),
    Own("> It says *delivered* <but> I have nothing & nobody rang"),
];

/// What brought a card to the other team: the first transfer had no note.
const SENT: &[Line] = &[Own("From Support Team by Ben")];
const SENT_WITH_A_NOTE: &[Line] = &[Of(FROM, "From {label} by {handler}: \"{note}\"")];

/// Where the ticket has gone, while it waits there.
const LEFT: &[Line] =
    &[Told("Transferred by {handler} to {label} ({#channel})"), Told("Ticket status: Pending"), Own("[Manage]")];

const WAITS: &[Line] = &[Told("Ticket status: Pending"), Told("[Pick]  [Manage]")];

/// The end, at a team that the ticket has left.
const LEFT_CLOSED: &[Line] = &[Told("Transferred by {handler} to {label} ({#channel})"), Own("Ticket status: Closed")];

/// The end, where it was picked.
const CLOSED: &[Line] = &[Of(CHLOE, "Ended by {handler} · {duration} · Ticket status: Closed")];

/// Ben in his team's channel, and Chloe in hers.
const PRIVATELY: &[Line] = &[Told("It's yours: answer {customer} in {#inbox-channel}.")];

/// A transfer as the inbox channel is told of it.
const TRANSFERRED: &[Line] = &[
    Told("{handler} transferred this live chat"),
    Told("Label: {label}"),
    Told("Name: {#channel}"),
    Told("Ticket status: Pending"),
    Told("{handler} keeps answering until it is picked there."),
    Own("[Take back]"),
];

/// What stands in the inbox channel before the first transfer.
const INBOX_BEFORE: &[Line] = &[
    Told("*Live chat with {customer}*"),
    Told("User: {customer} · {platform} · {language} · {tags}"),
    Told("Ticket handler: {@handler}"),
    Own("Live chat: False"),
    Told("Ticket: {reference} · {label} ({#channel})"),
    Own("Ticket status: Closed · ended by Chloe"),
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
    Own("I paid twice"),
    Own("Let me look"),
    Told(":white_check_mark:"),
];

const TAKEN_BACK: &[Line] = &[Own("Ben took this live chat back · Ticket status: Active · Ticket handler: @Ben again")];

/// What stands in it after the second transfer.
const INBOX_AFTER: &[Line] = &[
    Own("A colleague looks at it"),
    Told(":white_check_mark:"),
    Told("{new handler} picked: Label: {label} · Name: {#channel}"),
    Told("Ticket status: Active"),
    Told("Ticket handler: {@new handler} (before: {handler})"),
    Own("You get it back by tomorrow"),
    Told(":white_check_mark:"),
    Own("Ended by Chloe · Ticket status: Closed"),
    Own("Messages here no longer go to Ana Lima."),
];

/// Ana reads nothing of the transfers, until there is somebody new.
const PHONE: &[Line] = &[
    Own("MEMBER: Hello, where is my order?"),
    Own("BOT: Hi Ana! Order 4711 left our warehouse yesterday."),
    Own("MEMBER: It says *delivered* <but> I have nothing & nobody rang"),
    Own("BOT: I'm sorry. Shall I call a colleague?"),
    Of(&[("{agent}", "Ben")], "{agent} is here to help you."),
    Own("MEMBER: I paid twice"),
    Own("Ben: Let me look"),
    Own("Ben: A colleague looks at it"),
    Told("{agent} from {label} is taking over."),
    Own("Chloe: You get it back by tomorrow"),
    Told("The live chat has ended. Our assistant is back."),
];

/// How much of the phone is there while the ticket waits.
const WHILE_WAITING: usize = 8;

fn inbox() -> Vec<Line> {
    [INBOX_BEFORE, TRANSFERRED, TAKEN_BACK, TRANSFERRED, INBOX_AFTER].concat()
}

#[test]
fn the_expected_texts_are_those_of_the_specification() {
    let cards = [ASKED, SENT, SENT_WITH_A_NOTE, LEFT, WAITS, LEFT_CLOSED, CLOSED];
    are_told(&[&cards.concat(), PRIVATELY, &inbox(), PHONE]);
}

#[tokio::test]
async fn the_transfers_script_shows_to_both_teams_in_the_inbox_channel_and_on_the_phone_what_the_specification_says() {
    let looks = plays("A transfer, by script").await;
    let [waiting, ended] = looks.as_slice() else { panic!("two looks: {looks:#?}") };
    waits(waiting);
    let closed = |lines: &[&[Line]]| expected(&lines.concat(), NAMES);
    let private = expected(PRIVATELY, NAMES);
    assert_eq!(seen(ended, "#support-team"), (closed(&[ASKED, LEFT_CLOSED]), private.clone()));
    let there = closed(&[ASKED, SENT, LEFT_CLOSED, ASKED, SENT_WITH_A_NOTE, CLOSED]);
    assert_eq!(seen(ended, "#support-default"), (there, private));
    assert_eq!(said(ended, "#ana-lima-"), expected(&inbox(), NAMES));
    assert_eq!(phone(ended, "Ana Lima's phone (live chat False)"), expected(PHONE, NAMES));
}

/// What people see while it waits at the other team.
fn waits(look: &str) {
    assert_eq!(said(look, "#support-team"), expected(&[ASKED, LEFT].concat(), NAMES));
    // Above the card that waits stands the one of the transfer that was taken back.
    let there = expected(&[ASKED, SENT, LEFT, ASKED, SENT_WITH_A_NOTE, WAITS].concat(), NAMES);
    assert_eq!(seen(look, "#support-default"), (there, Vec::new()), "and nobody was told anything alone");
    assert_eq!(phone(look, "Ana Lima's phone (live chat True)"), expected(&PHONE[..WHILE_WAITING], NAMES));
}
