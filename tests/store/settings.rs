//! Settings and keys: saved on what they were made from, or not at all.

use shared::domain::WorkspaceSettings;
use shared::seal::Sealed;
use shared::store::{Put, RelayKey, RelayKeyHash, Store, StoreError};
use tests::gate::Fault;

use crate::rig::Rig;
use crate::samples::{at, member, put_relay_key, team};

fn settings(version: u64, team_word: &str) -> WorkspaceSettings {
    WorkspaceSettings { version, team_word: team_word.to_owned(), ..WorkspaceSettings::default() }
}

async fn save(rig: &Rig, version: u64, team_word: &str) -> Put {
    rig.store.put_settings(&team(), &settings(version, team_word)).await.unwrap()
}

async fn stored(rig: &Rig) -> Option<WorkspaceSettings> {
    rig.store.conversation(&team(), &member()).await.unwrap().1
}

#[tokio::test]
async fn the_first_settings_are_saved_and_each_next_version_after_them() {
    let rig = Rig::new().await;
    assert_eq!(save(&rig, 1, "one").await, Put::Stored);
    assert_eq!(save(&rig, 2, "two").await, Put::Stored);
    assert_eq!(save(&rig, 3, "three").await, Put::Stored);
    assert_eq!(stored(&rig).await, Some(settings(3, "three")));
}

#[tokio::test]
async fn of_two_admins_who_save_at_once_the_second_changes_nothing() {
    let rig = Rig::new().await;
    save(&rig, 1, "one").await;
    assert_eq!(save(&rig, 2, "the first admin's").await, Put::Stored);
    assert_eq!(save(&rig, 2, "the second admin's").await, Put::Duplicate);
    assert_eq!(save(&rig, 1, "a fresh installation's").await, Put::Duplicate);
    assert_eq!(save(&rig, 4, "from a version that was never saved").await, Put::Duplicate);
    assert_eq!(stored(&rig).await, Some(settings(2, "the first admin's")));
}

#[tokio::test]
async fn settings_made_from_some_that_are_gone_bring_nothing_back() {
    let rig = Rig::new().await;
    assert_eq!(save(&rig, 5, "from version 4").await, Put::Duplicate);
    assert_eq!(stored(&rig).await, None);
}

#[tokio::test]
async fn settings_that_could_not_be_saved_are_an_error_and_leave_what_stood() {
    for fault in [Fault::Unreachable, Fault::Busy, Fault::Broken] {
        let rig = Rig::new().await;
        save(&rig, 1, "one").await;
        rig.calls();
        rig.gate.spoil(0, fault);
        let saved = rig.store.put_settings(&team(), &settings(2, "two")).await;
        assert!(matches!(saved, Err(StoreError::Unreachable(_))), "{fault:?}");
        assert_eq!(stored(&rig).await, Some(settings(1, "one")), "{fault:?}");
    }
}

#[tokio::test]
async fn a_relay_key_is_found_by_its_hash_alone_and_never_replaced() {
    let rig = Rig::new().await;
    let key = |text: &str| RelayKey {
        workspace: team(),
        sealed: Sealed { key: "k1".to_owned(), text: text.to_owned() },
        made_at: at(0),
        used_at: None,
    };
    let hash = RelayKeyHash::of("the key");
    assert_eq!(put_relay_key(&rig, &hash, &key("one")).await, Put::Stored);
    assert_eq!(put_relay_key(&rig, &hash, &key("two")).await, Put::Duplicate);
    assert_eq!(rig.store.relay_key(&hash).await.unwrap(), Some(key("one")));
    assert_eq!(rig.store.relay_key(&RelayKeyHash::of("the key ")).await.unwrap(), None);
}
