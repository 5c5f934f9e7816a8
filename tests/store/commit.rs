//! A transition and what it causes: one write, whose ending is a value.

use shared::domain::{Conversation, RECEIPTS};
use shared::store::{Commit, Ending, Store, StoreError};
use tests::gate::Fault;

use crate::rig::Rig;
use crate::samples::{at, card_lane, commit, first_commit, job, member, moved, stranger, team, unclaimed};

async fn stands(rig: &Rig) -> Option<Conversation> {
    rig.store.conversation(&team(), &member()).await.unwrap().0
}

/// Commits this many further transitions, and gives the conversation after the last.
async fn others_commit(rig: &Rig, mut now: Conversation, how_many: usize) -> Conversation {
    for number in 0..how_many {
        let after = moved(&now, &format!("other-{number}"));
        assert_eq!(rig.store.commit(&commit(&now, &after, Vec::new())).await.unwrap(), Ending::Committed);
        now = after;
    }
    now
}

#[tokio::test]
async fn a_transition_and_its_jobs_stand_together_after_one_call() {
    let rig = Rig::new().await;
    let first = first_commit();
    assert_eq!(rig.store.commit(&first).await.unwrap(), Ending::Committed);
    assert_eq!(rig.calls(), ["dynamodb.TransactWriteItems"]);

    assert_eq!(stands(&rig).await, Some(first.conversation));
    let pending = rig.store.pending(&card_lane(), 10).await.unwrap();
    assert_eq!(pending, [unclaimed(first.jobs[0].clone())]);
}

#[tokio::test]
async fn the_same_write_again_is_a_duplicate_and_tells_what_stands() {
    let rig = Rig::new().await;
    let first = first_commit();
    rig.store.commit(&first).await.unwrap();
    let now = Box::new(first.conversation.clone());
    assert_eq!(rig.store.commit(&first).await.unwrap(), Ending::Duplicate(now));
}

#[tokio::test]
async fn it_is_a_duplicate_also_when_others_committed_in_between_as_far_as_receipts_go() {
    let rig = Rig::new().await;
    let first = first_commit();
    rig.store.commit(&first).await.unwrap();
    let now = others_commit(&rig, first.conversation.clone(), RECEIPTS - 1).await;
    assert_eq!(rig.store.commit(&first).await.unwrap(), Ending::Duplicate(Box::new(now.clone())));

    let last = moved(&now, "one-too-many");
    rig.store.commit(&commit(&now, &last, Vec::new())).await.unwrap();
    assert_eq!(rig.store.commit(&first).await.unwrap(), Ending::Conflict(Some(Box::new(last))));
}

#[tokio::test]
async fn a_write_on_an_old_version_is_a_conflict_that_tells_what_stands_without_another_call() {
    let rig = Rig::new().await;
    let first = first_commit();
    rig.store.commit(&first).await.unwrap();
    let winner = others_commit(&rig, first.conversation.clone(), 1).await;
    rig.calls();

    let late_job = job("late", &card_lane(), at(5));
    let late = commit(&first.conversation, &moved(&first.conversation, "late"), vec![late_job]);
    assert_eq!(rig.store.commit(&late).await.unwrap(), Ending::Conflict(Some(Box::new(winner.clone()))));
    assert_eq!(rig.calls(), ["dynamodb.TransactWriteItems"]);
    assert_eq!(stands(&rig).await, Some(winner));
    assert_eq!(rig.store.pending(&card_lane(), 10).await.unwrap().len(), 1, "the loser's job does not stand");
}

#[tokio::test]
async fn a_write_on_a_conversation_that_is_gone_or_was_never_expected_is_a_conflict_too() {
    let rig = Rig::new().await;
    let first = first_commit();
    let second = commit(&first.conversation, &moved(&first.conversation, "second"), Vec::new());
    assert_eq!(rig.store.commit(&second).await.unwrap(), Ending::Conflict(None));

    rig.store.commit(&first).await.unwrap();
    let unexpected = commit(&stranger(), &moved(&stranger(), "other"), Vec::new());
    let now = Some(Box::new(first.conversation));
    assert_eq!(rig.store.commit(&unexpected).await.unwrap(), Ending::Conflict(now));
}

/// A busy store wrote nothing, and takes the same write a little later.
async fn is_contended_and_then_committed(rig: &Rig, first: &Commit, how: &str) {
    assert_eq!(rig.store.commit(first).await.unwrap(), Ending::Contended, "{how}");
    assert_eq!(rig.items().await, Vec::new(), "{how}");
    assert_eq!(rig.answers.left(), 0, "{how}");
    assert_eq!(rig.store.commit(first).await.unwrap(), Ending::Committed, "{how}");
}

#[tokio::test]
async fn a_busy_store_is_contended_however_it_says_so() {
    for reasons in [
        ["TransactionConflict", "None"],
        ["None", "TransactionConflict"],
        ["ProvisionedThroughputExceeded", "None"],
        ["None", "ThrottlingError"],
    ] {
        let rig = Rig::new().await;
        rig.answers.cancel(&reasons);
        is_contended_and_then_committed(&rig, &first_commit(), &format!("{reasons:?}")).await;
    }
    for code in ["ProvisionedThroughputExceededException", "RequestLimitExceeded", "TransactionInProgressException"] {
        let rig = Rig::new().await;
        rig.answers.refuse(code, "Later.");
        is_contended_and_then_committed(&rig, &first_commit(), code).await;
    }
    for fault in [Fault::Conflict, Fault::Busy] {
        let rig = Rig::new().await;
        rig.gate.spoil(0, fault);
        is_contended_and_then_committed(&rig, &first_commit(), &format!("{fault:?}")).await;
    }
}

#[tokio::test]
async fn a_repeated_write_that_meets_another_one_is_contended_although_its_jobs_stand() {
    let rig = Rig::new().await;
    let first = first_commit();
    rig.store.commit(&first).await.unwrap();
    rig.answers.cancel(&["TransactionConflict", "ConditionalCheckFailed"]);
    assert_eq!(rig.store.commit(&first).await.unwrap(), Ending::Contended);
    assert!(matches!(rig.store.commit(&first).await.unwrap(), Ending::Duplicate(_)));
}

#[tokio::test]
async fn after_a_lost_answer_the_repeat_is_a_duplicate_and_brings_no_done_job_back() {
    let rig = Rig::new().await;
    let first = first_commit();
    rig.gate.spoil(0, Fault::AnswerLost);
    assert!(matches!(rig.store.commit(&first).await, Err(StoreError::Unreachable(_))));
    rig.store.done(&[unclaimed(first.jobs[0].clone())], None).await.unwrap();

    assert!(matches!(rig.store.commit(&first).await.unwrap(), Ending::Duplicate(_)));
    assert_eq!(rig.store.pending(&card_lane(), 10).await.unwrap(), []);
}

#[tokio::test]
async fn state_and_jobs_stand_together_or_not_at_all() {
    for fault in [Fault::Unreachable, Fault::Broken] {
        let rig = Rig::new().await;
        rig.gate.spoil(0, fault);
        assert!(matches!(rig.store.commit(&first_commit()).await, Err(StoreError::Unreachable(_))), "{fault:?}");
        assert_eq!(rig.items().await, Vec::new(), "{fault:?}");
    }
    // The last of the writes is refused: a job of another cause stands under its key.
    let rig = Rig::new().await;
    let first = first_commit();
    rig.store.put_jobs(&first.jobs, at(0)).await.unwrap();
    assert!(matches!(rig.store.commit(&first).await, Err(StoreError::Broken(_))));
    assert_eq!(stands(&rig).await, None);
}

#[tokio::test]
async fn a_cancelled_transaction_for_another_reason_is_broken() {
    let rig = Rig::new().await;
    rig.answers.cancel(&["ValidationError", "None"]);
    assert!(matches!(rig.store.commit(&first_commit()).await, Err(StoreError::Broken(_))));
}

#[tokio::test]
async fn only_an_open_ticket_is_in_the_sparse_indexes() {
    let rig = Rig::new().await;
    let first = first_commit();
    let open = async || rig.indexed("open", "open_in", "T1").await;
    let held = async || rig.indexed("handler", "handler", "T1#U1").await;
    rig.store.commit(&first).await.unwrap();
    assert_eq!((open().await.len(), held().await.len()), (1, 0));

    let picked = crate::size::held_by(&first.conversation, "U1");
    rig.store.commit(&commit(&first.conversation, &picked, Vec::new())).await.unwrap();
    assert_eq!((open().await.len(), held().await.len()), (1, 1));

    let closed = crate::size::closed(&picked);
    rig.store.commit(&commit(&picked, &closed, Vec::new())).await.unwrap();
    assert_eq!((open().await.len(), held().await.len()), (0, 0));
}
