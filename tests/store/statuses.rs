//! What the platform reports of a message it sent, in whatever order.

use aws_sdk_dynamodb::types::AttributeValue;
use shared::store::{Messages, Status};

use crate::rig::Rig;
use crate::samples::{at, team};

#[tokio::test]
async fn a_status_never_goes_back_and_a_failure_is_the_last_word() {
    let rig = Rig::new().await;
    for (number, reported, stands) in [
        (1, vec![Status::Delivered, Status::Sent], "delivered"),
        (2, vec![Status::Delivered, Status::Sent, Status::Failed, Status::Read], "failed"),
        (3, vec![Status::Read, Status::Deleted, Status::Delivered], "deleted"),
        (4, vec![Status::Failed, Status::Deleted], "failed"),
        (5, vec![Status::Deleted, Status::Failed], "failed"),
    ] {
        let message = format!("wamid.{number}");
        for status in &reported {
            rig.store.note_status(&team(), &message, *status, at(1)).await.unwrap();
        }
        let receipt = rig.partition(&format!("W#T1#RECEIPT#{message}")).await.remove(0);
        assert_eq!(receipt["status"].as_s().unwrap(), stands, "{reported:?}");
    }
}

#[tokio::test]
async fn a_status_is_compared_with_what_the_release_before_has_noted() {
    let rig = Rig::new().await;
    // There a deletion took the place of a failure.
    for (message, was, rank, reported, stands) in [
        ("wamid.1", "failed", "4", Status::Deleted, "failed"),
        ("wamid.2", "deleted", "5", Status::Failed, "failed"),
        ("wamid.3", "read", "3", Status::Delivered, "read"),
    ] {
        let partition = format!("W#T1#RECEIPT#{message}");
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let item = [
            ("pk", text(&partition)),
            ("sk", text("RECEIPT")),
            ("status", text(was)),
            ("rank", AttributeValue::N(rank.to_owned())),
        ];
        rig.put(item.map(|(name, value)| (name.to_owned(), value)).into()).await;
        rig.store.note_status(&team(), message, reported, at(1)).await.unwrap();
        assert_eq!(rig.partition(&partition).await[0]["status"].as_s().unwrap(), stands, "{was}, then {reported:?}");
    }
}
