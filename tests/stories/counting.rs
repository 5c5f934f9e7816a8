//! What an operation costs: calls, counted at the wire with the SDK's retries off.

use tests::story::App;

#[tokio::test]
async fn a_request_costs_two_reads_one_transaction_and_one_send() {
    let app = App::new().await;
    app.asks("Ana", Some("Support Team")).await;
    assert_eq!(
        app.world.gate.take_calls(),
        ["dynamodb.GetItem", "dynamodb.BatchGetItem", "dynamodb.TransactWriteItems", "sqs.SendMessageBatch"]
    );
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
