//! What an author makes of a message after they wrote it: it counts until the message is being sent.

use shared::domain::CustomerText;
use shared::job::Lane;
use shared::store::{Change, Claim, Done, Messages, Progress, Put, Store};

use crate::messages::{ids, kept, on_its_way, written};
use crate::rig::Rig;
use crate::samples::{at, card_lane, claim_at, job, lane};

#[tokio::test]
async fn a_message_that_was_edited_after_it_was_read_is_not_begun_as_it_was() {
    let rig = Rig::new().await;
    let read = on_its_way(&rig, &written("a1", 10)).await;
    let then = [job("told", &card_lane(), at(30))];
    let edited = Change::Edited(CustomerText::new("hello, Ana"));
    let noted = rig.store.note_change(&kept(&rig, &read.job).await, &edited, &then, at(30)).await.unwrap();
    assert_eq!(noted, Put::Duplicate, "its edit goes out with it: nobody has to be told");
    let begun = Progress { begun: Some(at(40)), ..Progress::default() };
    assert_eq!(rig.store.begin(&read, &claim_at(40), &begun).await.unwrap(), Claim::Taken);

    let found = rig.store.pending(&lane(Lane::Out), 10).await.unwrap().remove(0);
    assert_eq!((found.attempts, found.wording()), (0, "hello, Ana"));
    assert_eq!(rig.store.begin(&found, &claim_at(41), &begun).await.unwrap(), Claim::Claimed);
    let sent = kept(&rig, &read.job).await;
    assert_eq!((sent.text.as_str(), sent.edited), ("hello, Ana", None), "what is sent is what was read");

    for (change, told) in [(&edited, Put::Stored), (&edited, Put::Duplicate), (&Change::Deleted, Put::Stored)] {
        let noted = rig.store.note_change(&kept(&rig, &read.job).await, change, &then, at(50)).await.unwrap();
        assert_eq!(noted, told, "{change:?} while it is being sent");
    }
    assert_eq!(ids(&rig, &card_lane()).await, ["told"]);
}

#[tokio::test]
async fn a_message_that_was_deleted_after_it_was_read_is_not_begun() {
    let rig = Rig::new().await;
    let read = on_its_way(&rig, &written("a1", 10)).await;
    rig.store.note_change(&kept(&rig, &read.job).await, &Change::Deleted, &[], at(30)).await.unwrap();
    let begun = Progress { begun: Some(at(40)), ..Progress::default() };
    assert_eq!(rig.store.begin(&read, &claim_at(40), &begun).await.unwrap(), Claim::Taken);
    assert!(rig.store.pending(&lane(Lane::Out), 10).await.unwrap().remove(0).is_deleted);
}

#[tokio::test]
async fn a_message_that_is_kept_no_more_is_not_made_anew_by_its_edit() {
    let rig = Rig::new().await;
    let read = on_its_way(&rig, &written("a1", 10)).await;
    let kept = kept(&rig, &read.job).await;
    rig.store.done_with(&Done { jobs: &[read], shown: None, then: &[], expires: None, at: at(20) }).await.unwrap();
    let edited = Change::Edited(CustomerText::new("hello, Ana"));
    assert_eq!(rig.store.note_change(&kept, &edited, &[], at(30)).await.unwrap(), Put::Duplicate);
    assert_eq!(rig.store.message(&kept.job.key()).await.unwrap(), None);
}
