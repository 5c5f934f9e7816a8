use expect_test::expect;
use proptest::prelude::*;

use super::{Block, Button, ButtonValue, Confirm, Layout, Message};
use crate::slack::limits::{self, check};
use crate::slack::markup::Mrkdwn;

fn value(text: &str) -> ButtonValue {
    ButtonValue::new(text).unwrap()
}

fn json(message: &Message) -> String {
    serde_json::to_string_pretty(message.blocks()).unwrap()
}

#[test]
fn blocks_are_written_as_slack_takes_them() {
    let end = Button::new("end", "End", value("1")).danger().confirm(Confirm::new("End?", "Really?", "End", "Back"));
    let message = Layout::new()
        .header("Waiting & more")
        .text(&Mrkdwn::of_ours("*").foreign("Ana & Bo").ours("*"))
        .fields(&[Mrkdwn::of_ours("one"), Mrkdwn::of_ours("two")])
        .divider()
        .context_with_image("https://x/a.png", "Ana", &Mrkdwn::of_ours("since noon"))
        .image("https://x/b.png", "a receipt")
        .buttons(vec![Button::new("pick", "Pick", value("1")).primary(), end])
        .finish(&Mrkdwn::of_foreign("Ana & Bo"));
    assert_eq!(check(&message), Ok(()));
    assert_eq!(message.text(), "Ana &amp; Bo");
    let compact: Vec<String> = message.blocks().iter().map(|block| serde_json::to_string(block).unwrap()).collect();
    expect![[r#"
        {"type":"header","text":{"type":"plain_text","text":"Waiting & more","emoji":true}}
        {"type":"section","text":{"type":"mrkdwn","text":"*Ana &amp; Bo*","verbatim":true}}
        {"type":"section","fields":[{"type":"mrkdwn","text":"one","verbatim":false},{"type":"mrkdwn","text":"two","verbatim":false}]}
        {"type":"divider"}
        {"type":"context","elements":[{"type":"image","image_url":"https://x/a.png","alt_text":"Ana"},{"type":"mrkdwn","text":"since noon","verbatim":false}]}
        {"type":"image","image_url":"https://x/b.png","alt_text":"a receipt"}
        {"type":"actions","elements":[{"type":"button","action_id":"pick","text":{"type":"plain_text","text":"Pick","emoji":true},"value":"1","style":"primary"},{"type":"button","action_id":"end","text":{"type":"plain_text","text":"End","emoji":true},"value":"1","style":"danger","confirm":{"title":{"type":"plain_text","text":"End?","emoji":true},"text":{"type":"plain_text","text":"Really?","emoji":true},"confirm":{"type":"plain_text","text":"End","emoji":true},"deny":{"type":"plain_text","text":"Back","emoji":true}}}]}"#]].assert_eq(&compact.join("\n"));
}

#[test]
fn a_long_text_is_split_over_blocks_and_nothing_is_lost() {
    let text = Mrkdwn::of_foreign(&"<word> & ".repeat(400));
    let message = Layout::new().text(&text).finish(&text);
    assert_eq!(check(&message), Ok(()));
    let said = |block: &Block| match block {
        Block::Section { text: Some(text), .. } => text.as_str().to_owned(),
        _ => String::new(),
    };
    let joined: String = message.blocks().iter().map(said).collect();
    assert_eq!(joined, text.as_str());
    assert!(message.blocks().len() > 1);
    assert!(message.text().ends_with('…'));
}

#[test]
fn what_is_too_long_for_one_message_is_said_to_be_missing_and_the_buttons_stay() {
    let many = (0..60).fold(Layout::new(), |layout, _| layout.text(&Mrkdwn::of_ours("line")));
    let message = many.buttons(vec![Button::new("pick", "Pick", value("1"))]).finish(&Mrkdwn::of_ours("lines"));
    assert_eq!(check(&message), Ok(()));
    assert!(json(&message).contains("… too long for one message: 16 parts left out"), "{}", json(&message));
    assert!(json(&message).contains("\"pick\""));
}

#[test]
fn an_empty_message_and_empty_texts_become_dashes() {
    let message = Layout::new().finish(&Mrkdwn::default());
    assert_eq!((message.text(), check(&message)), ("–", Ok(())));
    let message = Layout::new().text(&Mrkdwn::of_ours("  ")).header(" \n ").finish(&Mrkdwn::of_ours("\n"));
    assert_eq!((message.text(), check(&message)), ("–", Ok(())));
}

#[test]
fn a_value_that_slack_would_refuse_is_no_value() {
    assert!(ButtonValue::new("a".repeat(limits::BUTTON_VALUE)).is_some());
    assert!(ButtonValue::new("a".repeat(limits::BUTTON_VALUE + 1)).is_none());
    assert!(ButtonValue::new("").is_none());
}

#[test]
fn a_picture_without_a_usable_address_leaves_its_words() {
    let message = Layout::new().image("file:///etc/passwd", "a receipt").finish(&Mrkdwn::of_ours("x"));
    assert!(json(&message).contains("a receipt") && !json(&message).contains("passwd"));
    assert_eq!(check(&message), Ok(()));
}

/// The check is the measure of every card's test, so it is shown to find what it is there to find.
#[test]
fn the_check_names_every_limit_that_is_broken() {
    let long = |length| super::Text::mrkdwn(&Mrkdwn::of_foreign(&"😀".repeat(length / 2)));
    let button = |id: &'static str| Button::new(id, "Go", value("1"));
    let section = |text| Block::Section { text: Some(text), fields: Vec::new() };
    let broken = Message {
        text: " ".to_owned(),
        blocks: vec![
            section(long(limits::TEXT + 2)),
            Block::Section { text: None, fields: vec![long(limits::FIELD + 2); limits::FIELDS + 1] },
            Block::Section { text: None, fields: Vec::new() },
            Block::Context { elements: Vec::new() },
            Block::Actions { elements: vec![button("same"), button("same")] },
            Block::Header { text: long(limits::HEADER + 2) },
            Block::Image { image_url: String::new(), alt_text: String::new() },
        ],
    };
    let violations = check(&broken).unwrap_err();
    let mut said: Vec<String> =
        violations.iter().map(|v| format!("{}: {} not in {:?}", v.place, v.is, v.allowed)).collect();
    said.dedup();
    expect![[r"
        text: 0 not in (1, 4000)
        all text: 25180 not in (0, 10000)
        blocks[0].text: 3002 not in (1, 3000)
        blocks[1].fields: 11 not in (0, 10)
        blocks[1].fields: 2002 not in (1, 2000)
        blocks[2].text or fields: 0 not in (1, 11)
        blocks[3].elements: 0 not in (1, 10)
        blocks[4].elements[0].action_id in its block: 2 not in (1, 1)
        blocks[4].elements[1].action_id in its block: 2 not in (1, 1)
        blocks[5].text: 152 not in (1, 150)
        blocks[6].image_url: 0 not in (1, 3000)
        blocks[6].alt_text: 0 not in (1, 2000)"]]
    .assert_eq(&said.join("\n"));
    let crowded = Message { text: "x".to_owned(), blocks: vec![Block::Divider; limits::BLOCKS + 1] };
    assert_eq!(check(&crowded).unwrap_err().len(), 1);
}

/// One step of a layout with any text.
fn step(layout: Layout, kind: u8, text: &str) -> Layout {
    let said = Mrkdwn::of_ours("*").foreign(text).ours("* ").quoted(text);
    match kind % 8 {
        0 => layout.text(&said),
        1 => layout.fields(&[said.clone(), said]),
        2 => layout.context(&said),
        3 => layout.context_with_image(text, text, &said),
        4 => layout.header(text),
        5 => layout.image(&format!("https://{text}"), text),
        6 => layout.buttons(vec![Button::new("go", text, value("1")).confirm(Confirm::new(text, text, text, text)); 3]),
        _ => layout.divider(),
    }
}

proptest! {
    // Each case lays out a whole message; more of them would only take longer.
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn every_message_is_inside_every_limit(
        steps in prop::collection::vec((any::<u8>(), "(?s).{0,40}", 0..60_usize), 0..60)
    ) {
        let layout = steps.iter().fold(Layout::new(), |layout, (kind, text, times)| step(layout, *kind, &text.repeat(*times)));
        let message = layout.finish(&Mrkdwn::of_foreign(&steps.iter().map(|(_, text, _)| text.as_str()).collect::<String>()));
        prop_assert_eq!(check(&message), Ok(()));
        prop_assert!(serde_json::to_string(message.blocks()).is_ok());
    }
}
