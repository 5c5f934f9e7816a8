//! Many picks of one ticket at the same moment: one winner, and everybody else is told who (`product.md` 3).
//!
//! `docs/patches/without-the-condition.patch` takes away the one condition that this rests on; with it this test fails.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::people::{MAY, TICKETING, lines, saying};
use crate::process::Machine;

const AT_ONCE: usize = 200;
const ROUNDS: usize = 10;
/// As many as two rows of workers can't tell at once.
const A_FEW: usize = 40;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_200_people_who_pick_at_once_one_wins_and_199_are_told_who_did() {
    for round in 0..ROUNDS {
        let machine = Arc::new(Machine::in_memory().await);
        let people = everybody_picks(&machine, AT_ONCE).await;
        everybody_is_told(&machine, AT_ONCE).await;
        let winner = the_winner(&machine, &people).await;
        let told_before = opens_before_most_are_told(&machine).await;
        println!("round {round}: {winner} won; {told_before} of {AT_ONCE} were told before the inbox channel stood");
    }
}

/// While nobody's private answer comes through, the winner gets all that a winner gets.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_winners_inbox_channel_opens_while_the_answers_of_all_others_wait() {
    let machine = Arc::new(Machine::in_memory().await);
    machine.plan(&json!({"method": "response_url", "fault": "held", "times": 1000})).await;
    let people = everybody_picks(&machine, A_FEW).await;
    let opened = async || {
        let inboxes = machine.inboxes().await;
        inboxes.first().filter(|inbox| !saying(inbox, "Ticket status: Active").is_empty()).cloned()
    };
    let inbox = machine.until("the live chat card", opened).await;
    assert_eq!(machine.told_in(TICKETING).await, [], "nobody was answered yet");
    assert!(people.keys().any(|user| is_in(&inbox, user)), "the winner is in it");

    machine.no_more_faults().await;
    let released = machine.client.post(format!("{}/sandbox/faults/release", machine.page)).send().await;
    assert!(released.expect("an answer").status().is_success());
    everybody_is_told(&machine, A_FEW).await;
    the_winner(&machine, &people).await;
}

/// Waits until so many have their private answer, and nothing is left to do.
async fn everybody_is_told(machine: &Machine, many: usize) {
    let all_told = async || (machine.told_in(TICKETING).await.len() >= many).then_some(());
    machine.until("everybody is told", all_told).await;
    machine.settle().await;
}

/// So many people, Ana's ticket, and everybody's click at once. Gives their names by id.
async fn everybody_picks(machine: &Arc<Machine>, many: usize) -> BTreeMap<String, String> {
    machine.does(&json!({"create_users": many, "in": TICKETING})).await;
    machine.ana_asks().await;
    machine.settle().await;
    let state = machine.get("/sandbox/slack/state").await;
    let users = state["users"].as_array().expect("users").iter();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let came = users.filter(|user| text(&user["id"]).starts_with("U08NEW"));
    let people: BTreeMap<String, String> = came.map(|user| (text(&user["id"]), text(&user["name"]))).collect();
    assert_eq!(people.len(), many);

    let start = Arc::new(Barrier::new(many));
    let mut clicks = JoinSet::new();
    for user in people.keys() {
        let (machine, start, user) = (Arc::clone(machine), Arc::clone(&start), user.clone());
        clicks.spawn(async move {
            start.wait().await;
            machine.clicks(&user, TICKETING, "ticket_pick").await
        });
    }
    let answers = clicks.join_all().await;
    // A slow machine does not answer all of so many within Slack's three seconds; each is worked to its end.
    let other = answers.iter().filter(|status| !status.is_null() && **status != json!(200)).count();
    assert_eq!(other, 0, "no click fails: {answers:?}");
    people
}

/// Asserts that one has won, that nothing happened twice, and that everybody was told. Gives the winner's name.
async fn the_winner(machine: &Machine, people: &BTreeMap<String, String>) -> String {
    let mut inboxes = machine.inboxes().await;
    assert_eq!(inboxes.len(), 1, "one inbox channel");
    let inbox = inboxes.remove(0);
    let yours = format!("It's yours: answer Ana Lima in <#{}>.", inbox["id"].as_str().expect("an id"));
    let told = machine.told_in(TICKETING).await;
    let winners: Vec<&String> = told.iter().filter(|(_, text)| *text == yours).map(|(user, _)| user).collect();
    let [winner] = winners.as_slice() else { panic!("one is told that it is theirs, not {winners:?}: {told:#?}") };
    let name = &people[*winner];

    let lost = format!("Processing by {name}: {name} picked this ticket first. Nothing for you to do.");
    let lost = people.keys().filter(|user| user != winner).map(|user| (user.clone(), lost.clone()));
    let mut expected: Vec<_> = lost.chain([((*winner).clone(), yours.clone())]).collect();
    expected.sort();
    let mut told = told.clone();
    told.sort();
    assert_eq!(told, expected, "each is told once");

    let bot = machine.get("/sandbox/about").await["bot_user"].as_str().expect("a user").to_owned();
    let mut members = [bot.as_str(), winner.as_str(), MAY];
    members.sort_unstable();
    assert_eq!(inbox["members"], json!(members), "the winner, and the priority group");
    assert_eq!(done(machine, "conversations.create").await, 1, "channels made");
    assert_eq!(done(machine, "conversations.invite").await, 2, "the winner alone, then the priority group");
    assert_eq!(machine.sent_to_ana().await, [format!("{name} is here to help you.")], "one picked message");
    assert_eq!(saying(&inbox, "Ticket status: Active").len(), 1, "one live chat card");
    let ticketing = machine.channel(TICKETING).await;
    let cards = ticketing["messages"].as_array().expect("messages").iter().map(lines);
    let cards: Vec<Vec<String>> = cards.collect();
    assert_eq!(cards.len(), 1, "{cards:#?}");
    assert!(cards[0].contains(&format!("Processing by {name}")), "{cards:#?}");
    name.clone()
}

/// How many answers had come through before the live chat card stood in the inbox channel: fewer than half.
async fn opens_before_most_are_told(machine: &Machine) -> usize {
    let inbox = machine.inboxes().await.remove(0)["id"].clone();
    let calls = machine.calls().await;
    let is_card = |call: &Value| call["method"] == json!("chat.postMessage") && call["channel"] == inbox;
    let card = calls.iter().position(is_card).expect("the live chat card is posted");
    let answers = calls.iter().take(card).filter(|call| call["method"] == json!("response_url")).count();
    assert!(answers < AT_ONCE / 2, "{answers} answers stood before the winner's live chat card");
    answers
}

fn is_in(channel: &Value, user: &str) -> bool {
    channel["members"].as_array().is_some_and(|members| members.contains(&json!(user)))
}

/// How many calls of a method were done.
async fn done(machine: &Machine, method: &str) -> usize {
    let calls = machine.calls().await;
    calls.iter().filter(|call| call["method"] == json!(method) && call["ending"] == json!("done")).count()
}
