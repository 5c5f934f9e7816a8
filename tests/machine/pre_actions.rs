//! Both pre-actions as an admin pastes them, and the platform's own samples, run by node against the relay. Node plays the
//! platform by `pre_actions/platform.mjs`: its members, its lock, its `this.fetch`.
//!
//! A request that gets no `ok` must leave no customer with nobody (`product.md` 1): the lock is given back, where the
//! platform keeps the member and in the object that the pre-action has.

mod servers;

use std::path::{Path, PathBuf};
use std::process::Stdio;

use reqwest::StatusCode;
use serde_json::{Value, json};
use shared::chatbot::pre_action::{BotCore, text};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::time::timeout;

use crate::process::{Machine, PATIENCE};
use crate::sandbox::{ANA, request, ticket_of};
use crate::tools;

/// What the contract leaves open of the platform, each in all its ways: see `platform.mjs`.
fn ways() -> [Value; 4] {
    [
        json!({}),
        json!({"twoArguments": true, "valueNull": true, "nodeFetch2": true}),
        json!({"valueNull": true, "noAbort": true}),
        json!({"failsToGive": 1}),
    ]
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/machine/pre_actions")
}

/// A text to run on a platform that has these ways.
pub(crate) fn run(text: &str, ways: &Value) -> Value {
    json!({"text": text, "ways": ways})
}

/// The same, after somebody has set liveChat to False on the platform.
fn run_again(text: &str, ways: &Value) -> Value {
    json!({"text": text, "ways": ways, "botIsBack": true})
}

/// The same, on a platform on which five seconds are soon over.
fn run_hurried(text: &str, ways: &Value) -> Value {
    let mut ways = ways.clone();
    ways["hurry"] = json!(true);
    run(text, &ways)
}

/// Whether node is missing, which is said.
pub(crate) fn lacks_node() -> bool {
    tools::lacks("tests/machine/pre_actions", &tools::missing_for_scripts())
}

/// Runs the texts one after the other, for Ana. Gives what became of each.
pub(crate) async fn plays(runs: &[Value]) -> Vec<Value> {
    let request = request(ANA);
    let member = json!({
        "_id": ANA, "app": request["app"], "name": "Ana Lima",
        "botMeta": {"liveChat": false, "subscribe": true}, "meta": {},
    });
    let plan = json!({"member": member, "channel": {"_id": request["channel"]}, "runs": runs});
    let mut node = Command::new("node");
    node.arg(folder().join("platform.mjs")).kill_on_drop(true);
    let mut node = node.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("node");
    node.stdin.take().expect("piped").write_all(plan.to_string().as_bytes()).await.expect("node reads");
    let ended = timeout(PATIENCE, node.wait_with_output()).await.expect("it ends in time").expect("it is ours");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    let ended: Vec<Value> = serde_json::from_slice(&ended.stdout).expect("JSON");
    assert_eq!(ended.len(), runs.len());
    ended
}

/// The relay's answer to a run that was taken: the platform is in live chat, wherever it looks.
pub(crate) fn taken(run: &Value) -> Value {
    assert_eq!(run["error"], json!(null), "{run}");
    assert_eq!((&run["member"], &run["stored"]), (&json!(true), &json!(true)), "the bot is silent: {run}");
    assert_eq!(run["answers"].as_array().map(Vec::len), Some(1), "{run}");
    let answer: Value = serde_json::from_str(run["answers"][0]["body"].as_str().expect("a body")).expect("JSON");
    assert_eq!(run["answers"][0]["status"], json!(200), "{run}");
    answer
}

/// Asserts that a run gave the lock back, and for this reason.
fn assert_given_back(run: &Value, reason: &str) {
    let error = run["error"].as_str().unwrap_or_else(|| panic!("resolved, with {reason}: {run}"));
    assert!(error.contains(reason), "{reason}: {run}");
    assert_eq!((&run["member"], &run["stored"]), (&json!(false), &json!(false)), "the bot goes on: {run}");
}

#[tokio::test]
async fn a_pre_action_opens_one_ticket_and_holds_the_lock() {
    if lacks_node() {
        return;
    }
    for core in BotCore::ALL {
        let machine = Machine::in_memory().await;
        let text = text(core, &machine.relay_url).expect("a relay URL");
        let mut runs = Vec::new();
        for ways in ways() {
            runs.extend([run_again(&text, &ways), run(&text, &ways)]);
        }
        let mut tickets = Vec::new();
        for pair in plays(&runs).await.chunks(2) {
            let answer = taken(&pair[0]);
            assert_eq!(answer["created"], json!(tickets.is_empty()), "{answer}");
            tickets.push(ticket_of(&answer));
            assert_eq!(pair[0]["assignment"], answer["assignmentId"]);
            // Who asks while the lock is taken posts nothing, and leaves it as it is.
            assert_eq!(pair[1]["error"], json!("ticket creation in progress"));
            let left = (&pair[1]["answers"], &pair[1]["member"], &pair[1]["stored"]);
            assert_eq!(left, (&json!([]), &json!(true), &json!(true)), "{core}");
        }
        tickets.dedup();
        machine.settle().await;
        let card = machine.one_card().await;
        assert_eq!((vec![card.ticket().expect("a ticket").to_owned()], &*card.channel), (tickets, "support-default"));
        assert!(!card.lines.iter().any(|line| line.contains("Odd in the request")), "{core}: {card:#?}");
    }
}

#[tokio::test]
async fn without_ok_the_lock_is_given_back_and_the_customer_may_ask_again() {
    if lacks_node() {
        return;
    }
    let machine = Machine::in_memory().await;
    let (_unheard, refusing) = servers::refuses();
    let wrong_key = format!("{}/relay/{}", machine.page, "0".repeat(32));
    let failing = [
        (wrong_key, "404"),
        (servers::answers("500 Internal Server Error", r#"{"ok":1}"#).await, "500"),
        (servers::answers("200 OK", r#"{"ok":0,"error":"why"}"#).await, "why"),
        (servers::answers("200 OK", "null").await, "null"),
        (servers::answers("200 OK", "<html>").await, "JSON"),
        (refusing, "fetch failed"),
    ];
    let hanging =
        [servers::hangs("").await, servers::hangs("HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n{\"ok\"").await];
    for (core, ways) in BotCore::ALL.into_iter().flat_map(|core| ways().map(|ways| (core, ways))) {
        let text = |url: &str| text(core, url).expect("a relay URL");
        let mut runs: Vec<Value> = failing.iter().map(|(url, _)| run(&text(url), &ways)).collect();
        runs.extend(hanging.iter().map(|url| run_hurried(&text(url), &ways)));
        runs.push(run(&text(&machine.relay_url), &ways));
        let ended = plays(&runs).await;
        for (run, (_, reason)) in ended.iter().zip(&failing) {
            assert_given_back(run, reason);
        }
        for run in &ended[failing.len()..runs.len() - 1] {
            assert_given_back(run, "no answer in 5 seconds");
            assert_eq!(run["timers"], json!([5_000]), "{run}");
            assert_eq!(run["aborted"], json!(ways["noAbort"] != json!(true)), "the request is let go: {run}");
        }
        taken(ended.last().expect("the last one"));
    }
}

#[tokio::test]
async fn node_fetch_2_is_given_its_own_time_out() {
    if lacks_node() {
        return;
    }
    let machine = Machine::in_memory().await;
    for core in BotCore::ALL {
        let text = text(core, &machine.relay_url).expect("a relay URL");
        let ended = plays(&[run(&text, &json!({"nodeFetch2": true}))]).await;
        assert_eq!(ended[0]["timeouts"], json!([5_000]), "{}", ended[0]);
    }
}

/// What the platform publishes, with the relay URL in it.
fn sample(name: &str, relay_url: &str) -> String {
    let sample = std::fs::read_to_string(folder().join(name)).expect("a sample");
    sample.replace("<relay URL>", relay_url)
}

#[tokio::test]
async fn the_platforms_sample_for_core_2_6_works_with_only_the_url_changed() {
    if lacks_node() {
        return;
    }
    let machine = Machine::in_memory().await;
    let text = sample("sample_2_6.js", &machine.relay_url);
    let ended = plays(&[run(&text, &json!({})), run(&text, &json!({}))]).await;
    let ticket = ticket_of(&taken(&ended[0]));
    assert_eq!(ended[1]["error"], json!("ticket creation in progress"));
    machine.settle().await;
    let card = machine.one_card().await;
    assert_eq!((card.ticket(), &*card.channel), (Some(&*ticket), "support-team"));
    assert!(!card.lines.iter().any(|line| line.contains("Odd in the request")), "{card:#?}");
}

#[tokio::test]
async fn the_platforms_sample_for_core_2_7_works_with_only_the_outlets_url_changed() {
    if lacks_node() {
        return;
    }
    for says_more in [false, true] {
        let machine = Machine::in_memory().await;
        let outlet = json!({"url": format!("{}/assignments", machine.relay_url), "saysMore": says_more});
        let text = sample("sample_2_7.js", &machine.relay_url);
        let ended = plays(&[run(&text, &json!({"outlet": outlet}))]).await;
        let ticket = ticket_of(&taken(&ended[0]));
        assert_eq!(ended[0]["assignment"], json!(ticket), "json.assignmentId is there to be kept");
        machine.settle().await;
        let card = machine.one_card().await;
        assert_eq!((card.ticket(), &*card.channel), (Some(&*ticket), "support-default"));
        assert!(card.lines.iter().any(|line| line == "A customer has a question about an order"), "{card:#?}");
        assert!(card.lines.last().is_some_and(|buttons| buttons.starts_with("[Take it]")), "{card:#?}");
        // A platform that passes on what it was given, and no more, names no bot channel: the card says so.
        let odd = card.lines.iter().filter(|line| line.contains("Odd in the request: channel: missing")).count();
        assert_eq!(odd, usize::from(!says_more), "{card:#?}");
    }
}

#[tokio::test]
async fn what_stands_at_the_printed_address_is_the_pre_action_with_the_url_filled_in() {
    let machine = Machine::in_memory().await;
    let printed = machine.greeting.lines().filter_map(|line| line.trim().strip_prefix("Pre-action "));
    let printed: Vec<(&str, &str)> = printed.filter_map(|line| line.split_once(' ')).collect();
    assert_eq!(printed.len(), 2, "{}", machine.greeting);
    for (core, (address, of)) in BotCore::ALL.into_iter().zip(printed) {
        assert_eq!(of, format!("({core})"));
        let shown = machine.client.get(address).send().await.expect("an answer").text().await.expect("a text");
        assert_eq!(shown, text(core, &machine.relay_url).expect("a relay URL"));
    }
    let other =
        machine.client.get(format!("{}/sandbox/pre-actions/2.5", machine.page)).send().await.expect("an answer");
    assert_eq!(other.status(), StatusCode::NOT_FOUND);
    let said = other.text().await.expect("a text");
    assert_eq!(said, "There are /sandbox/pre-actions/2.6 and /sandbox/pre-actions/2.7.\n");
}
