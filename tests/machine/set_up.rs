//! *From nothing to a ticket, by script*: a workspace installs the app, gets its two channels and its checklist, the
//! pre-action of the checklist is pasted into a bot, a customer asks for people, and their ticket is there.

use reqwest::StatusCode;
use serde_json::{Value, json};
use shared::chatbot::pre_action::BotCore;

use crate::installing::Consented;
use crate::people::MAY;
use crate::pre_actions::{lacks_node, plays, run, taken};
use crate::process::Machine;
use crate::sandbox::ANA;

/// What a text in Slack reads like once it is copied.
fn copied(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn texts(message: &Value) -> Vec<String> {
    let blocks = message["blocks"].as_array().cloned().unwrap_or_default();
    blocks.iter().filter_map(|block| block["text"]["text"].as_str().map(copied)).collect()
}

/// The channels by name, and the messages of the direct one with May.
async fn state(machine: &Machine) -> Value {
    machine.get("/sandbox/slack/state").await
}

/// The code of the checklist for a bot core, as it is copied from there.
fn code_for(core: BotCore, checklist: &[String]) -> String {
    let heading = format!("*Pre-action for {core}*");
    let at =
        checklist.iter().position(|text| *text == heading).unwrap_or_else(|| panic!("no {heading}: {checklist:?}"));
    let fenced = &checklist[at + 1];
    let pasted = fenced.strip_prefix("```\n").and_then(|text| text.strip_suffix("\n```"));
    pasted.unwrap_or_else(|| panic!("no code: {fenced}")).to_owned()
}

#[tokio::test]
async fn from_nothing_to_a_ticket_with_the_pre_action_of_the_checklist() {
    if lacks_node() {
        return;
    }
    for core in BotCore::ALL {
        let machine = Machine::start(&["--memory", "--port", "0", "--uninstalled"]).await;
        assert!(machine.greeting.contains("Next: install the app at"), "{}", machine.greeting);
        let (status, page) = Consented::by(&machine, MAY).await.comes_back().await;
        assert_eq!(status, StatusCode::OK, "{page}");
        machine.settle().await;

        let state = state(&machine).await;
        let channels: Vec<&Value> = state["channels"].as_array().expect("channels").iter().collect();
        let named = |name: &str| channels.iter().find(|channel| channel["name"] == name).is_some();
        assert!(named("support-default") && named("support-team"), "{state}");
        let checklist = channels.iter().flat_map(|channel| channel["messages"].as_array().into_iter().flatten());
        let checklist = checklist.map(texts).find(|texts| texts.concat().contains("Slack Inbox is installed"));
        let checklist = checklist.unwrap_or_else(|| panic!("no checklist: {state}"));

        let runs = plays(&[run(&code_for(core, &checklist), &json!({}))]).await;
        assert_eq!(taken(&runs[0])["created"], true, "{core}");
        machine.settle().await;
        let card = machine.card_of(ANA).await;
        assert!(card.lines.concat().contains("Ana Lima"), "{core}: {card:?}");
        assert_eq!(machine.errors(), "", "{core}");
    }
}
