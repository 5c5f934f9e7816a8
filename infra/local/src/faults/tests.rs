//! The registry in process, as the SQS and DynamoDB endpoints use it.

use super::{After, Before, Ending, Failure, Fault, FaultRegistry, Plan};

fn registry() -> FaultRegistry {
    FaultRegistry::new([])
}

#[tokio::test]
async fn without_a_plan_every_call_goes_through() {
    let faults = registry();
    assert_eq!(faults.before("sqs.SendMessage").await, Before::Proceed(After::Answer));
    assert_eq!(faults.after("sqs.SendMessage", After::Answer).await, Ending::Answer);
}

#[tokio::test]
async fn faults_of_a_method_come_in_order_as_often_as_planned_and_leave_others_alone() {
    let faults = registry();
    faults.plan(Plan::once("dynamodb.TransactWriteItems", Fault::Broken).times(2)).unwrap();
    let refused = Fault::Refused { error: "TransactionConflict".into() };
    faults.plan(Plan::once("dynamodb.TransactWriteItems", refused)).unwrap();
    faults.plan(Plan::once("sqs.SendMessage", Fault::AnswerLost)).unwrap();
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(faults.before("dynamodb.TransactWriteItems").await);
    }
    let conflict = Failure::Refused("TransactionConflict".into());
    let broken = || Before::Fail(Failure::Broken);
    assert_eq!(seen, [broken(), broken(), Before::Fail(conflict), Before::Proceed(After::Answer)]);
    assert_eq!(faults.before("sqs.SendMessage").await, Before::Proceed(After::Lose));
    assert_eq!(faults.after("sqs.SendMessage", After::Lose).await, Ending::Lose);
    assert!(faults.planned().is_empty());
}

#[tokio::test]
async fn an_unknown_method_is_refused_with_the_known_ones() {
    let faults = registry();
    let refused = faults.plan(Plan::once("sqs.Send", Fault::Held)).unwrap_err();
    assert_eq!(refused.field, "method");
    assert!(refused.to_string().contains("sqs.SendMessageBatch"), "{refused}");
}

#[test]
fn a_plan_is_read_and_written_in_the_same_words() {
    for text in [
        r#"{"method":"m","fault":"429","times":2,"retry_after":30}"#,
        r#"{"method":"m","fault":"refused","times":1,"error":"no_text"}"#,
        r#"{"method":"m","fault":"500","times":1}"#,
        r#"{"method":"m","fault":"answer_500","times":1}"#,
        r#"{"method":"m","fault":"answer_held","times":1}"#,
        r#"{"method":"m","fault":"answer_lost","times":1}"#,
        r#"{"method":"m","fault":"held","times":1}"#,
    ] {
        let plan: Plan = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&plan).unwrap(), text);
    }
}
