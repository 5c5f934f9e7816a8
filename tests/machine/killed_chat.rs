//! The process dies in the middle of a pick or of an agent's message, and is started again on the same folder: the same
//! ends as if it had lived (`product.md`, Reliability).

use serde_json::{Value, json};
use tokio::task::{JoinSet, LocalSet};

use crate::people::{BEN, TICKETING, lines, saying};
use crate::process::{Machine, fresh_folder};

/// A moment to die in: a call is held, or done and its answer held.
#[derive(Clone, Copy, Debug)]
struct Moment {
    method: &'static str,
    done: bool,
}

const fn before(method: &'static str) -> Moment {
    Moment { method, done: false }
}

const fn after(method: &'static str) -> Moment {
    Moment { method, done: true }
}

impl Moment {
    async fn plan(self, machine: &Machine) {
        let fault = if self.done { "answer_held" } else { "held" };
        machine.plan(&json!({"method": self.method, "fault": fault})).await;
    }
}

const OF_A_PICK: [Moment; 7] = [
    after("dynamodb.TransactWriteItems"),
    before("sqs.SendMessageBatch"),
    before("conversations.create"),
    after("conversations.create"),
    before("conversations.invite"),
    after("conversations.invite"),
    after("member"),
];

#[tokio::test]
async fn a_process_killed_at_any_moment_of_a_pick_leaves_one_winner_in_one_inbox_channel() {
    let stories = LocalSet::new();
    let mut ended = JoinSet::new();
    for moment in OF_A_PICK {
        ended.spawn_local_on(picks_and_dies(moment), &stories);
    }
    stories.run_until(ended.join_all()).await;
}

async fn picks_and_dies(moment: Moment) {
    let folder = fresh_folder();
    let machine = Machine::in_folder(&folder).await;
    machine.ana_asks().await;
    machine.settle().await;
    moment.plan(&machine).await;
    let click = json!({"as": BEN, "click": {"channel": TICKETING, "action_id": "ticket_pick"}});
    let clicking = machine.begin("/sandbox/slack/act", &click);
    machine.held(moment.method, moment.done).await;
    machine.kill().await;
    drop(clicking.await);

    let machine = Machine::in_folder(&folder).await;
    machine.settle().await;
    let (inboxes, empty): (Vec<Value>, Vec<Value>) = machine.inboxes().await.into_iter().partition(has_people);
    assert_eq!(inboxes.len(), 1, "{moment:?}: one inbox channel");
    // Whether a channel was made when no answer came can't be known: the next attempt has a name of its own, and the
    // first one is archived, empty.
    assert!(empty.is_empty(), "{moment:?}: {empty:#?}");
    let inbox = &inboxes[0];
    assert!(inbox["members"].as_array().is_some_and(|all| all.contains(&json!(BEN))), "{moment:?}");
    assert_eq!(saying(inbox, "Ticket status: Active").len(), 1, "{moment:?}: one live chat card");
    // The lanes run side by side: where *picked* was on its way too when the process died, nobody knows whether it
    // arrived, and it is not sent twice.
    let may_be_missing = moment.method == "member";
    let picked = machine.sent_to_ana().await;
    assert!(picked == ["Ben is here to help you."] || (may_be_missing && picked.is_empty()), "{moment:?}: {picked:?}");
    assert_eq!(machine.ana().await["liveChat"], json!(true), "{moment:?}");
    let card = machine.channel(TICKETING).await["messages"].as_array().expect("messages").iter().map(lines).collect();
    let card: Vec<Vec<String>> = card;
    assert_eq!(card.len(), 1, "{moment:?}: one card");
    assert!(card[0].contains(&"Processing by Ben".to_owned()), "{moment:?}: {card:#?}");
    machine.kill().await;
    std::fs::remove_dir_all(folder).expect("the folder is ours");
}

/// Whether anybody is in it but the app, or anything stands in it.
fn has_people(channel: &Value) -> bool {
    channel["members"].as_array().is_some_and(|all| all.len() > 1) || channel["messages"] != json!([])
}

const OF_A_MESSAGE: [Moment; 5] = [
    after("dynamodb.PutItem"),
    before("sqs.SendMessageBatch"),
    after("sqs.SendMessageBatch"),
    before("sendResponses"),
    after("sendResponses"),
];

#[tokio::test]
async fn a_process_killed_at_any_moment_of_an_agents_message_sends_it_once_or_asks() {
    let stories = LocalSet::new();
    let mut ended = JoinSet::new();
    for moment in OF_A_MESSAGE {
        ended.spawn_local_on(writes_and_dies(moment), &stories);
    }
    stories.run_until(ended.join_all()).await;
}

async fn writes_and_dies(moment: Moment) {
    let folder = fresh_folder();
    let machine = Machine::in_folder(&folder).await;
    let inbox = machine.live_chat().await;
    moment.plan(&machine).await;
    let ts = machine.writes(BEN, &inbox, "Your parcel is on its way").await;
    machine.held(moment.method, moment.done).await;
    machine.kill().await;

    let machine = Machine::in_folder(&folder).await;
    machine.settle().await;
    let sent = machine.sent_to_ana().await;
    let copies = sent.iter().filter(|text| text.contains("Your parcel is on its way")).count();
    // Whether a send was made that nobody answered can't be known: a person is asked, and nothing is sent twice.
    let is_known = moment.method != "sendResponses" || moment.done;
    assert_eq!(copies, usize::from(is_known), "{moment:?}: {sent:?}");
    let channel = machine.channel(&inbox).await;
    let message = saying(&channel, "Your parcel is on its way").remove(0).clone();
    assert_eq!(message["ts"], json!(ts));
    let marks: Vec<&str> =
        message["reactions"].as_array().expect("reactions").iter().filter_map(|mark| mark["name"].as_str()).collect();
    if is_known {
        assert!(marks.contains(&"white_check_mark") && !marks.contains(&"x"), "{moment:?}: {marks:?}");
    } else {
        let thread = message["thread"].as_array().expect("a thread").iter().flat_map(lines).collect::<Vec<_>>();
        let expected = ["Delivery unknown: no answer came.", "[Send again]  [It arrived]"];
        assert_eq!(thread, expected, "{moment:?}: {marks:?}");
    }
    machine.kill().await;
    std::fs::remove_dir_all(folder).expect("the folder is ours");
}
