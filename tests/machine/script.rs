//! The script of docs/SANDBOX.md, run as it stands there, by bash and curl against the process; and what each of the
//! four places then shows: the ticketing channel, the inbox channel, the private answers, the customer's phone.
//!
//! The expected texts stand here and are looked up in `product.md`, "What people see", which lies beside the checkout.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tokio::process::Command;

use crate::process::Machine;

/// A line that is expected.
#[derive(Clone, Copy)]
enum Line {
    /// One of `product.md`'s, as it stands there, with its names in braces.
    Told(&'static str),
    /// One that is somebody's own, or that `product.md` leaves open.
    Own(&'static str),
}

use Line::{Own, Told};

/// What is filled in: who and what the script is about. Times and ids differ from run to run and stay in braces.
const FILLED: [(&str, &str); 10] = [
    ("@group", "@May"),
    ("{@handler}", "@Ben"),
    ("{handler}", "Ben"),
    ("{agent}", "Ben"),
    ("{customer}", "Ana Lima"),
    ("{platform}", "WhatsApp"),
    ("{language}", "en"),
    ("{tags}", "vip, newsletter"),
    ("{label} ({#channel})", "Support Team (#support-team)"),
    ("{duration}", "under 1 min"),
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

/// `product.md`, where it lies beside the checkout.
fn product() -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("a root").to_owned();
    let page: PathBuf = root.parent()?.join("shared/product.md");
    std::fs::read_to_string(page).ok()
}

/// Its lines without what stands beside them, and what it quotes in backticks.
fn texts(product: &str) -> BTreeSet<String> {
    let lines = product.lines().map(|line| line.split("    ").next().unwrap_or_default().trim());
    let quoted = product.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    lines.chain(quoted).map(str::to_owned).collect()
}

#[test]
fn the_expected_texts_are_those_of_the_specification() {
    let Some(product) = product() else {
        println!("../shared/product.md is not there: the texts are compared with what stands in this test alone");
        return;
    };
    let texts = texts(&product);
    for line in [TICKETING, PRIVATELY, INBOX, PHONE].concat() {
        if let Told(text) = line {
            assert!(texts.contains(text), "product.md has no {text:?}");
        }
    }
}

#[tokio::test]
async fn the_script_of_the_document_shows_in_all_four_places_what_the_specification_says() {
    let machine = Machine::in_memory().await;
    let shown = run(&machine).await;
    println!("{shown}");
    let place = |head: &str| {
        let found = shown.split("\n\n").find(|place| place.trim_start().starts_with(head));
        found.unwrap_or_else(|| panic!("no {head} in {shown}")).to_owned()
    };
    let ticketing = place("#support-team");
    let (public, private) = ticketing.split_at(ticketing.find("  Slack Inbox to Ben alone").expect("private answers"));
    assert_eq!(said(public), expected(TICKETING));
    assert_eq!(said(private), expected(PRIVATELY));
    let mut inbox = said(&place("#ana-lima-"));
    // The topic is set beside the lanes: its line may stand anywhere.
    inbox.retain(|line| !line.contains("set the channel topic"));
    // Nothing is quoted before the second live chat: nothing was said to the bot since the first.
    assert_eq!(inbox, expected(INBOX));
    let phone = place("Ana Lima's phone (live chat True)");
    let phone: Vec<&str> = phone.lines().skip(1).map(str::trim_start).collect();
    let phone: Vec<&str> = phone.iter().map(|line| line.strip_prefix("ADMIN: ").unwrap_or(line)).collect();
    assert_eq!(phone, expected(PHONE));
    // A script plays faster than one post a second a channel: being told to wait is no failure,
    // and the places above show that what waited was posted.
    let errors = machine.errors();
    let failed: Vec<&str> = errors.lines().filter(|line| !line.contains("error.cause=limited: wait")).collect();
    assert_eq!(failed, Vec::<&str>::new());
}

/// Runs the document's one complete script. Gives the end of what it printed: what people see.
async fn run(machine: &Machine) -> String {
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/SANDBOX.md");
    let document = std::fs::read_to_string(document).expect("the document is there");
    let (_, script) = document.split_once("```bash\n").expect("one script for bash");
    let (script, _) = script.split_once("```").expect("its end");
    let mut bash = Command::new("bash");
    bash.args(["-euo", "pipefail", "-c", script]).env("S", &machine.page);
    let ran = bash.output().await.expect("bash runs");
    let printed = String::from_utf8(ran.stdout).expect("text");
    let errors = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(ran.status.success(), "{errors}{printed}{}", machine.errors());
    assert!(!printed.contains("\"settled\":false"), "{printed}");
    let at = printed.find("\n#").expect("what people see");
    printed[at..].to_owned()
}

/// The lines of a place: not who said them; what differs from run to run in braces.
fn said(place: &str) -> Vec<String> {
    let lines = place.lines().skip(1).filter(|line| line.starts_with("    "));
    lines.map(|line| without_what_differs(line.trim_start())).collect()
}

fn without_what_differs(line: &str) -> String {
    let words = line.split(' ').map(|word| {
        let bare = word.trim_end_matches('.');
        match bare {
            _ if bare.starts_with("T-") && bare.len() == 6 => "{reference}".to_owned(),
            _ if bare.starts_with("#ana-lima-") => word.replace(bare, "{#inbox-channel}"),
            _ => word.to_owned(),
        }
    });
    let line = words.collect::<Vec<_>>().join(" ");
    let before_a_time = [" · since ", "*Ana Lima* · ", "*Bot* · "];
    let timed = before_a_time.into_iter().find_map(|before| {
        let at = line.find(before)? + before.len();
        line[at..].ends_with("UTC").then(|| format!("{}{{time}}", &line[..at]))
    });
    timed.unwrap_or(line)
}

fn expected(lines: &[Line]) -> Vec<String> {
    let fill = |text: &str| FILLED.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value));
    lines
        .iter()
        .map(|line| match line {
            Told(text) => fill(text),
            Own(text) => (*text).to_owned(),
        })
        .collect()
}
