//! A customer's message, and *Before you joined*.

use expect_test::{expect, expect_file};
use proptest::prelude::*;

use super::{NOON, button, listed, said, seen, user};
use crate::domain::CustomerText;
use crate::slack::blocks::{Block, Message};
use crate::slack::cards::{BeforeJoined, CustomerSaid, QuotedLine, SentKind, Speaker, Words};
use crate::slack::limits::check;

fn text(text: &str) -> Words {
    Words::Text(CustomerText::new(text))
}

fn sent(kind: SentKind, details: &str) -> Words {
    Words::Sent { kind, details: said(details) }
}

fn just(words: Words) -> CustomerSaid {
    CustomerSaid { call: None, words, late: None, ended: None }
}

/// All that the sections of a message say.
fn sections(message: &Message) -> String {
    let said = |block: &Block| match block {
        Block::Section { text: Some(text), .. } => text.as_str().to_owned(),
        _ => String::new(),
    };
    message.blocks().iter().map(said).collect()
}

#[test]
fn a_customers_message_says_what_the_customer_said() {
    let late = CustomerSaid { late: Some(NOON), ..just(text("And this?")) };
    let ended = CustomerSaid { ended: Some(button()), ..just(text("Hello?")) };
    let called = CustomerSaid { call: Some(user("U07MAY")), ..just(text("Hello?\n\n*Where* is my order?")) };
    let texts = [
        ("a text, with the handler called", called),
        ("of blanks", just(text(" \n "))),
        ("a late one", late),
        ("after End, the chatbot is not back yet", ended),
        ("an image", just(sent(SentKind::Image, "my receipt"))),
        ("an image without a caption", just(sent(SentKind::Image, " "))),
        ("a video", just(sent(SentKind::Video, ""))),
        ("a recording", just(sent(SentKind::Audio, ""))),
        ("a file", just(sent(SentKind::File, "invoice.pdf"))),
        ("a sticker", just(sent(SentKind::Sticker, ""))),
        ("a location", just(sent(SentKind::Location, "Central, HK (22.28, 114.16)"))),
        ("a contact", just(sent(SentKind::Contact, "Ann +852 1234"))),
        ("what the platform can't read", just(sent(SentKind::Unsupported, ""))),
        ("another kind", just(sent(SentKind::Other("POLL <!here>".to_owned()), ""))),
    ];
    let texts = texts.map(|(name, said)| (name, seen(&said.render())));
    expect_file!["../said.snapshot.txt"].assert_eq(&listed(texts));
}

#[test]
fn what_was_typed_is_plain_text_so_that_slack_reads_no_markup_in_it() {
    let message = just(text("<!channel> *hi* <https://evil|your bank> & :x:")).render();
    let written = serde_json::to_string(message.blocks()).unwrap();
    expect![[r#"[{"type":"section","text":{"type":"plain_text","text":"<!channel> *hi* <https://evil|your bank> & :x:","emoji":false}}]"#]].assert_eq(&written);
    expect!["&lt;!channel&gt; *hi* &lt;https://evil|your bank&gt; &amp; :x:"].assert_eq(message.text());
}

#[test]
fn four_thousand_characters_of_anything_are_shown_whole() {
    for unit in ["<!channel>", "😀", "&", "line\n", "<https://evil|your bank> ", "a"] {
        let typed: String = unit.chars().cycle().take(4_096).collect();
        let said =
            CustomerSaid { call: Some(user("U07MAY")), late: Some(NOON), ended: Some(button()), ..just(text(&typed)) };
        let message = said.render();
        assert_eq!(check(&message), Ok(()));
        assert_eq!(sections(&message), format!("<@U07MAY>{typed}"));
        let mentions = message.text().matches('<').count();
        assert_eq!(mentions, 1, "the fallback text mentions the handler alone");
    }
}

fn line(speaker: Speaker, words: Words) -> QuotedLine {
    QuotedLine { speaker, at: NOON, words }
}

fn before(bot: Vec<QuotedLine>, waiting: Vec<QuotedLine>) -> BeforeJoined {
    BeforeJoined { customer: said("Ana"), bot, waiting }
}

#[test]
fn before_you_joined_says_who_said_what_and_when() {
    let bot = vec![
        line(Speaker::Customer, text("hi")),
        line(Speaker::Bot, text("Hello! How can I help?\n1. Orders\n2. Else")),
        line(Speaker::Customer, sent(SentKind::Image, "my <receipt>")),
    ];
    let waiting = vec![line(Speaker::Customer, text("Anybody there?\n*Before you joined*"))];
    let quoted = before(bot, waiting).render().unwrap();
    assert_eq!(quoted.waiting, 1);
    expect![[r"
        *Before you joined*
        *Ana* · <!date^1790000000^{date_short_pretty} {time}|2026-09-21 14:13 UTC>
        > hi
        *Bot* · <!date^1790000000^{date_short_pretty} {time}|2026-09-21 14:13 UTC>
        > Hello! How can I help?
        > 1. Orders
        > 2. Else
        *Ana* · <!date^1790000000^{date_short_pretty} {time}|2026-09-21 14:13 UTC>
        > sent an image (it can't be shown here yet): my &lt;receipt&gt;
        *Ana* · <!date^1790000000^{date_short_pretty} {time}|2026-09-21 14:13 UTC>
        > Anybody there?
        > *Before you joined*
    "]]
    .assert_eq(&seen(&quoted.message));
}

#[test]
fn nothing_said_before_is_no_message() {
    assert_eq!(before(Vec::new(), Vec::new()).render(), None);
}

#[test]
fn of_a_long_bot_conversation_the_newest_is_kept_and_the_rest_counted() {
    let bot: Vec<_> = (1..=200).map(|n| line(Speaker::Bot, text(&format!("line {n}.")))).collect();
    let quoted = before(bot, vec![line(Speaker::Customer, text("Anybody there?"))]).render().unwrap();
    let shown = seen(&quoted.message);
    assert_eq!(quoted.waiting, 1);
    assert!(shown.contains("> line 200.") && shown.contains("> Anybody there?") && !shown.contains("> line 1."));
    let kept = shown.matches("> line ").count();
    assert!(shown.contains(&format!("(… and {} earlier messages)", 200 - kept)), "{shown}");
}

#[test]
fn of_much_that_was_written_while_waiting_the_rest_is_left_to_be_posted_singly() {
    let waiting: Vec<_> = (1..=9).map(|n| line(Speaker::Customer, text(&n.to_string().repeat(2_000)))).collect();
    let quoted = before(vec![line(Speaker::Bot, text(&"b".repeat(4_000)))], waiting).render().unwrap();
    let shown = seen(&quoted.message);
    assert_eq!(quoted.waiting, 4);
    assert!(shown.contains(&"4".repeat(2_000)) && !shown.contains("55") && !shown.contains("bb"));
    assert!(shown.contains("(… and 1 earlier message)") && shown.ends_with("(The rest follows below.)\n"), "{shown}");
}

#[test]
fn a_line_too_long_to_be_quoted_whole_is_not_quoted() {
    let huge = vec![line(Speaker::Customer, text(&"<".repeat(4_096)))];
    assert_eq!(before(Vec::new(), huge).render(), None);
}

proptest! {
    // Each case lays out a whole message; more of them would only take longer.
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn whatever_is_quoted_is_whole_and_never_passes_for_a_line_of_ours(
        texts in prop::collection::vec(("(?s)(.|\n|<|&| ){1,60}", 1..80_usize), 1..12)
    ) {
        let lines: Vec<_> = texts.iter().map(|(one, times)| line(Speaker::Customer, text(&one.repeat(*times)))).collect();
        let (bot, waiting) = lines.split_at(lines.len() / 2);
        let Some(quoted) = before(bot.to_vec(), waiting.to_vec()).render() else { return Ok(()) };
        prop_assert_eq!(check(&quoted.message), Ok(()));
        let shown = seen(&quoted.message);
        prop_assert!(!shown.contains("parts left out"));
        for shown in shown.lines().filter(|line| !line.is_empty()) {
            let ours = ["*Before you joined*", "*Ana* · <!date^", "(… and ", "(The rest follows below.)"];
            prop_assert!(shown.starts_with("> ") || ours.iter().any(|ours| shown.starts_with(ours)), "{}", shown);
        }
    }
}
