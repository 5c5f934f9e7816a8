use expect_test::expect;
use proptest::prelude::*;

use super::{Input, InputType, PrivateMetadata, View, ViewBlock, ViewLayout, ViewType};
use crate::slack::blocks::{ChannelSelect, Checkboxes, Choice, InputElement, Radio, Select, Text, TextInput};
use crate::slack::limits::{self, check_view};
use crate::slack::markup::Mrkdwn;

const LABELS: (&str, &str, &str) = ("Title", "Proceed", "Cancel");

fn about(text: &str) -> PrivateMetadata {
    PrivateMetadata::new(text).unwrap()
}

fn choices(count: usize) -> Vec<Choice> {
    (1..=count).filter_map(|n| Choice::new(&format!("Team {n}"), format!("C{n}"))).collect()
}

fn field(block_id: &'static str) -> Input {
    Input::new(block_id, "Note", InputElement::Text(TextInput::lines("note", 100)))
}

#[test]
fn up_to_a_hundred_choices_stand_alone_and_more_in_named_groups() {
    let alone = serde_json::to_value(Select::new("team", "Choose", choices(100))).unwrap();
    assert_eq!((alone["options"].as_array().unwrap().len(), alone.get("option_groups")), (100, None));
    let grouped = serde_json::to_value(Select::new("team", "Choose", choices(101))).unwrap();
    assert_eq!(grouped.get("options"), None);
    assert_eq!(grouped["option_groups"][0]["label"]["text"], "Team 1 – Team 100");
    assert_eq!(grouped["option_groups"][1]["label"]["text"], "Team 101 – Team 101");
    assert_eq!(grouped["option_groups"][1]["options"][0]["value"], "C101");
}

#[test]
fn a_question_is_written_as_slack_takes_it() {
    let radio = Radio::new("do", vec![Choice::new("End & go", "end").unwrap().described("it is over")]).unwrap();
    let inputs = [
        Input::new("do", "What?", InputElement::Radio(radio)),
        Input::new("note", "Note", InputElement::Text(TextInput::lines("note", 100).with("a"))).optional().hint("h"),
    ];
    let written: Vec<String> = inputs.iter().map(|input| serde_json::to_string(input).unwrap()).collect();
    expect![[r#"
        {"type":"input","block_id":"do","label":{"type":"plain_text","text":"What?","emoji":true},"optional":false,"element":{"type":"radio_buttons","action_id":"do","options":[{"text":{"type":"plain_text","text":"End & go","emoji":true},"value":"end","description":{"type":"plain_text","text":"it is over","emoji":true}}]}}
        {"type":"input","block_id":"note","label":{"type":"plain_text","text":"Note","emoji":true},"optional":true,"hint":{"type":"plain_text","text":"h","emoji":true},"element":{"type":"plain_text_input","action_id":"note","multiline":true,"max_length":100,"initial_value":"a"}}"#]].assert_eq(&written.join("\n"));
}

#[test]
fn a_list_of_channels_and_boxes_are_written_as_slack_takes_them() {
    let channel = crate::domain::ChannelId::new("C1");
    let boxes = Checkboxes::new("days", choices(2), &["C2", "C9"]).unwrap();
    let inputs = [
        Input::new("where", "Where?", InputElement::Channel(ChannelSelect::new("where", "Choose", Some(&channel)))),
        Input::new("days", "When?", InputElement::Checkboxes(boxes)),
    ];
    let written: Vec<String> = inputs.iter().map(|input| serde_json::to_string(input).unwrap()).collect();
    expect![[r#"
        {"type":"input","block_id":"where","label":{"type":"plain_text","text":"Where?","emoji":true},"optional":false,"element":{"type":"conversations_select","action_id":"where","placeholder":{"type":"plain_text","text":"Choose","emoji":true},"filter":{"include":["public","private"]},"initial_conversation":"C1"}}
        {"type":"input","block_id":"days","label":{"type":"plain_text","text":"When?","emoji":true},"optional":false,"element":{"type":"checkboxes","action_id":"days","options":[{"text":{"type":"plain_text","text":"Team 1","emoji":true},"value":"C1"},{"text":{"type":"plain_text","text":"Team 2","emoji":true},"value":"C2"}],"initial_options":[{"text":{"type":"plain_text","text":"Team 2","emoji":true},"value":"C2"}]}}"#]].assert_eq(&written.join("\n"));
    assert!(Checkboxes::new("days", Vec::new(), &[]).is_none());
    assert_eq!(Checkboxes::new("days", choices(11), &[]).unwrap().options().len(), limits::RADIO_OPTIONS);
}

#[test]
fn what_slack_would_refuse_can_not_be_made() {
    assert!(Choice::new("a", "v".repeat(limits::OPTION_VALUE)).is_some());
    assert!(Choice::new("a", "v".repeat(limits::OPTION_VALUE + 1)).is_none());
    assert!(Choice::new("a", " ").is_none());
    assert!(Radio::new("do", Vec::new()).is_none());
    assert_eq!(Radio::new("do", choices(11)).unwrap().options().len(), limits::RADIO_OPTIONS);
    assert!(Select::new("team", "Choose", Vec::new()).is_none());
    assert!(PrivateMetadata::new("m".repeat(limits::PRIVATE_METADATA + 1)).is_none());
    assert_eq!(TextInput::lines("note", 9_000).max_length(), limits::TEXT_INPUT);
    assert_eq!(TextInput::lines("note", 3).with("abcdef").initial_value(), Some("ab…"));
}

#[test]
fn a_modal_that_asks_nothing_has_nothing_to_submit() {
    let silent = ViewLayout::new().text(&Mrkdwn::of_ours("Nothing to do.")).finish("it", LABELS, about("{}"));
    assert_eq!((silent.submit(), check_view(&silent)), (None, Ok(())));
    let asking = ViewLayout::new().ask(field("note")).finish("it", LABELS, about("{}"));
    assert_eq!((asking.submit(), check_view(&asking)), (Some("Proceed"), Ok(())));
    assert_eq!(check_view(&ViewLayout::new().finish("it", LABELS, about(""))), Ok(()));
    let confirming = ViewLayout::new().text(&Mrkdwn::of_ours("Go on?")).confirms().finish("it", LABELS, about("{}"));
    assert_eq!((confirming.submit(), check_view(&confirming)), (Some("Proceed"), Ok(())));
}

#[test]
fn a_block_id_is_asked_once() {
    let view = ViewLayout::new().ask(field("note")).ask(field("note")).finish("it", LABELS, about("{}"));
    assert_eq!((view.blocks().len(), check_view(&view)), (1, Ok(())));
}

#[test]
fn slack_tells_of_a_closed_modal_only_when_asked_to() {
    let view = ViewLayout::new().ask(field("note")).finish("it", LABELS, about("{}"));
    assert_eq!(serde_json::to_value(&view).unwrap()["notify_on_close"], false);
    assert_eq!(serde_json::to_value(view.notify_on_close()).unwrap()["notify_on_close"], true);
}

/// The check is the measure of every modal's test, so it is shown to find what it is there to find.
#[test]
fn the_check_names_every_limit_that_is_broken() {
    let long = |length: usize| Text::plain(&"x".repeat(length), length);
    let same = Input { label: long(limits::INPUT_LABEL + 1), hint: Some(long(limits::INPUT_HINT + 1)), ..field("a") };
    let broken = View {
        r#type: ViewType::Modal,
        callback_id: "",
        title: long(limits::VIEW_LABEL + 1),
        submit: None,
        close: long(limits::VIEW_LABEL + 1),
        private_metadata: PrivateMetadata("m".repeat(limits::VIEW_BYTES)),
        notify_on_close: false,
        blocks: vec![ViewBlock::Asked(Input { r#type: InputType::Input, ..same }); 101],
    };
    let violations = check_view(&broken).unwrap_err();
    let mut said: Vec<String> = violations.iter().map(|v| format!("{}: not in {:?}", v.place, v.allowed)).collect();
    said.truncate(9);
    expect![[r"
        view: not in (1, 250000)
        callback_id: not in (1, 255)
        title: not in (1, 24)
        close: not in (1, 24)
        private_metadata: not in (0, 3000)
        blocks: not in (1, 100)
        submit: not in (1, 1)
        blocks[0].block_id in its view: not in (1, 1)
        blocks[0].label: not in (1, 2000)"]]
    .assert_eq(&said.join("\n"));
}

proptest! {
    // Each case lays out a whole modal; more of them would only take longer.
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn every_modal_is_inside_every_limit(text in "(?s).{0,40}", times in 0..30_usize, count in 0..600_usize) {
        let text = text.repeat(times);
        let said = Mrkdwn::default().quoted(&text);
        let many = (0..count).filter_map(|n| Choice::new(&text, format!("C{n}"))).map(|it| it.described(&text)).collect();
        let layout = ViewLayout::new().text(&said).context(&said).ask(field("note").hint(&text));
        let layout = Select::new("team", &text, many).into_iter().fold(layout, |layout, select| {
            layout.ask(Input::new("team", &text, InputElement::Select(select)))
        });
        let layout = (0..120).fold(layout.text(&said), |layout, _| layout.text(&Mrkdwn::of_ours("line")));
        let view = layout.finish("it", (&text, &text, &text), about("{}"));
        prop_assert_eq!(check_view(&view), Ok(()));
    }
}
