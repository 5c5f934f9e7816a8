//! What an operation costs: calls, counted at the wire with the SDK's retries off.

use local::sandbox::slack::act::Deed;
use tests::story::App;

use super::journey::{BEN, MAY, TEAM, asked, picked};
use super::transferring::OTHER;

#[tokio::test]
async fn a_request_costs_two_reads_one_transaction_and_one_send() {
    let app = App::new().await;
    let usual = ["dynamodb.GetItem", "dynamodb.BatchGetItem", "dynamodb.TransactWriteItems", "sqs.SendMessageBatch"];
    // The first of all: that the key is used is noted, and looked for a checklist to tick.
    app.asks("Bo", Some("Support Team")).await;
    let first = app.world.gate.take_calls();
    assert_eq!(first, [&usual[..], &["dynamodb.UpdateItem", "dynamodb.BatchGetItem"]].concat());
    app.asks("Ana", Some("Support Team")).await;
    assert_eq!(app.world.gate.take_calls(), usual);
    // The first of an hour.
    app.world.pass(std::time::Duration::from_hours(1)).await;
    app.world.gate.take_calls();
    app.asks("Ana", Some("Support Team")).await;
    assert_eq!(app.world.gate.take_calls(), [&usual[..], &["dynamodb.UpdateItem"]].concat());
}

#[tokio::test]
async fn a_repeated_request_costs_two_reads_and_nothing_else() {
    let app = App::new().await;
    app.asks("Ana", None).await;
    app.world.gate.take_calls();
    app.asks("Ana", None).await;
    assert_eq!(app.world.gate.take_calls(), ["dynamodb.GetItem", "dynamodb.BatchGetItem"]);
}

#[tokio::test]
async fn an_unknown_key_costs_one_read() {
    let mut app = App::new().await;
    app.world.relay_key = "nobodys".to_owned();
    app.asks("Ana", None).await;
    assert_eq!(app.world.gate.take_calls(), ["dynamodb.GetItem"]);
}

#[tokio::test]
async fn a_cards_first_post_is_noted_made_and_recorded() {
    let app = App::new().await;
    app.asks("Ana", None).await;
    app.world.gate.take_calls();
    while app.cards().is_empty() {
        app.world.gate.take_calls();
        assert!(app.world.work_one().await);
    }
    assert_eq!(
        app.world.gate.take_calls(),
        [
            "sqs.ChangeMessageVisibility",
            "dynamodb.Query",
            "dynamodb.BatchGetItem",
            "dynamodb.TransactWriteItems",
            "chat.postMessage",
            "dynamodb.TransactWriteItems",
            "dynamodb.Query",
        ]
    );
}

/// What was called for all that the sandbox has to deliver now: nothing is worked on.
async fn delivering(app: &App) -> Vec<String> {
    app.world.gate.take_calls();
    assert!(app.world.deliver().await, "something is delivered");
    app.world.gate.take_calls()
}

#[tokio::test]
async fn a_pick_costs_one_read_one_transaction_and_one_send() {
    let app = asked(1).await;
    app.world.gate.take_calls();
    app.clicks(BEN, TEAM, "ticket_pick").await;
    assert_eq!(
        app.world.gate.take_calls(),
        ["dynamodb.BatchGetItem", "dynamodb.TransactWriteItems", "sqs.SendMessageBatch"]
    );
}

#[tokio::test]
async fn a_late_pick_costs_one_read_and_one_send() {
    let app = asked(1).await;
    let card = app.button(TEAM, "ticket_pick").unwrap();
    app.clicks_on(BEN, TEAM, &card, "ticket_pick").await;
    app.world.gate.take_calls();
    app.clicks_on(MAY, TEAM, &card, "ticket_pick").await;
    assert_eq!(app.world.gate.take_calls(), ["dynamodb.BatchGetItem", "sqs.SendMessage"]);
}

#[tokio::test]
async fn a_customers_message_costs_two_reads_one_put_and_one_send() {
    let app = picked(1).await;
    app.says("Ana", "hello?");
    assert_eq!(
        delivering(&app).await,
        ["dynamodb.GetItem", "dynamodb.PutItem", "dynamodb.BatchGetItem", "sqs.SendMessageBatch"]
    );
}

#[tokio::test]
async fn a_message_for_the_bot_costs_two_reads_one_put_and_one_update() {
    let app = App::new().await;
    // The first of all notes that the webhook comes.
    app.says("Bo", "hello?");
    delivering(&app).await;
    app.customer_does("Ana", local::sandbox::chatbot::Deed::says("hello?"));
    let calls = delivering(&app).await;
    // The bot's own answer is told too: its webhook is read, and it is nothing for us.
    assert_eq!(
        calls,
        ["dynamodb.GetItem", "dynamodb.PutItem", "dynamodb.BatchGetItem", "dynamodb.UpdateItem", "dynamodb.GetItem",]
    );
}

#[tokio::test]
async fn an_agents_message_costs_one_read_one_put_and_one_send() {
    let app = picked(1).await;
    app.writes(MAY, &app.inbox(), "Hi Ana");
    assert_eq!(delivering(&app).await, ["dynamodb.BatchGetItem", "dynamodb.PutItem", "sqs.SendMessageBatch"]);
}

#[tokio::test]
async fn a_mention_of_the_app_costs_one_transaction_and_one_send_and_its_message_one_read() {
    let app = picked(1).await;
    let text = format!("<@{}> hello", app.world.sandbox.slack().app.bot_user);
    app.writes(MAY, &app.inbox(), &text);
    let calls = delivering(&app).await;
    assert_eq!(calls, ["dynamodb.BatchGetItem", "dynamodb.TransactWriteItems", "sqs.SendMessageBatch"]);
}

#[tokio::test]
async fn our_own_coming_into_a_channel_or_going_from_it_costs_one_read() {
    let app = picked(1).await;
    let inbox = app.inbox();
    app.removes_us(&inbox);
    assert_eq!(delivering(&app).await, ["dynamodb.BatchGetItem"]);
    app.comes_by_itself(&inbox);
    assert_eq!(delivering(&app).await, ["dynamodb.BatchGetItem"]);
    let users = vec![app.world.sandbox.slack().app.bot_user];
    app.does(MAY, Deed::AddPeople { channel: "leads-only".to_owned(), users });
    assert_eq!(delivering(&app).await, ["dynamodb.BatchGetItem"]);
}

#[tokio::test]
async fn the_panel_opens_after_two_reads_at_most_and_a_transfer_costs_as_much_as_a_pick() {
    let app = picked(1).await;
    app.world.gate.take_calls();
    app.clicks(MAY, TEAM, "ticket_manage").await;
    let two_reads = ["dynamodb.BatchGetItem", "dynamodb.BatchGetItem", "views.open"];
    assert_eq!(app.world.gate.take_calls(), two_reads, "from a card: what stands, and whose names it takes to tell it");
    app.opens_control(MAY, &app.inbox()).await;
    assert_eq!(app.world.gate.take_calls(), two_reads, "from a message: whose inbox channel it is, and what stands");
    let to = app.channel_now(OTHER).id;
    app.submits(MAY, &[("control_channel", to.as_str())]).await;
    assert_eq!(
        app.world.gate.take_calls(),
        ["dynamodb.BatchGetItem", "dynamodb.TransactWriteItems", "sqs.SendMessageBatch"]
    );
}

#[tokio::test]
async fn an_echo_of_our_own_post_costs_one_update() {
    let app = App::new().await;
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    while app.world.deliver().await {}
    while app.world.sandbox.count("chat.postMessage") == 0 {
        assert!(app.world.work_one().await);
    }
    assert_eq!(delivering(&app).await, ["dynamodb.UpdateItem"]);
}
