//! The bot node that a connection names for the end of a live chat.

use std::time::Duration;

use local::faults::{Fault, Plan};
use shared::chatbot::BotNode;
use tests::story::App;

use super::journey::{MAY, TEAM, since_asked};

const START: &str = "redirectMemberToNode";

/// Customers whose live chats May has, on a bot channel whose end has a node.
async fn picked_with_a_node(customers: &[&str]) -> (App, Vec<String>) {
    let app = App::new().await;
    let (store, workspace) = (&app.world.look.store, app.world.workspace());
    let connection = store.connection(&workspace, &app.customer("Ana").channel).await.unwrap().unwrap();
    let node = BotNode { tree: "65ff0c3a1".to_owned(), node: "GOODBYE".to_owned() };
    let with_node = shared::store::Connection { end_node: Some(node), ..connection };
    store.put_connection(&workspace, &with_node).await.unwrap();
    let mut inboxes = Vec::new();
    for customer in customers {
        app.asks_for_a_human(customer, Some("Support Team")).await;
        app.settle().await;
        app.clicks(MAY, TEAM, "ticket_pick").await;
        app.settle().await;
        inboxes.push(app.inbox());
    }
    (app, inboxes)
}

fn started(app: &App, customer: &str) -> Vec<String> {
    let member = app.customer(customer).member;
    let nodes = &app.world.sandbox.chatbot().members[&member].started;
    nodes.iter().map(|node| format!("{} of {} for {}", node.node, node.tree, node.meta)).collect()
}

#[tokio::test]
async fn it_starts_once_after_the_ended_message() {
    let (app, inboxes) = picked_with_a_node(&["Ana"]).await;
    app.world.gate.take_calls();
    app.clicks(MAY, &inboxes[0], "live_chat_end").await;
    app.settle().await;
    let calls = app.world.gate.take_calls();
    let at = |call| calls.iter().position(|made| made == call).expect("it was made");
    assert!(at("sendResponses") < at(START), "{calls:?}");
    println!("{:?}", started(&app, "Ana"));
    assert_eq!(started(&app, "Ana").len(), 1);
    assert!(started(&app, "Ana")[0].starts_with("GOODBYE of 65ff0c3a1"), "{:?}", started(&app, "Ana"));
    assert!(since_asked(&app).iter().any(|line| line.contains("The live chat has ended.")));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn it_is_not_started_a_second_time_when_nobody_knows_whether_it_was() {
    let (app, inboxes) = picked_with_a_node(&["Ana"]).await;
    app.world.sandbox.faults().plan(Plan::once(START, Fault::AnswerLost)).unwrap();
    app.clicks(MAY, &inboxes[0], "live_chat_end").await;
    app.settle().await;
    assert_eq!((app.world.sandbox.count(START), started(&app, "Ana").len()), (1, 1));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_429_is_read_before_the_next_one_starts() {
    let (app, inboxes) = picked_with_a_node(&["Ana", "Bo"]).await;
    app.world.sandbox.faults().plan(Plan::once(START, Fault::Limited { retry_after: 30 })).unwrap();
    for inbox in &inboxes {
        app.clicks(MAY, inbox, "live_chat_end").await;
        app.world.work_now().await;
    }
    app.world.pass(Duration::from_secs(29)).await;
    assert_eq!(app.world.sandbox.count(START), 1, "whoever reads the limit does not call");
    app.settle().await;
    assert_eq!((started(&app, "Ana").len(), started(&app, "Bo").len()), (1, 1));
    app.world.check(&[]).await;
}
