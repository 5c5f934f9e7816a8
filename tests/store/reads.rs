//! Reading: one call by key, whole or not at all.

use serde_json::{Value, json};
use shared::domain::{AppId, BotChannelId, CustomerText, WorkspaceSettings};
use shared::limits::{Call, LimitKey, Limits};
use shared::seal::Sealed;
use shared::store::{Commit, Connection, Installation, Postponement, Profile, RelayKeyHash, Scene, Store, StoreError};
use tests::gate::Fault;

use crate::rig::Rig;
use crate::samples::{at, card, card_lane, first_commit, job, look_up, member, owner, team, unclaimed, user};
use crate::wire_item;
use local::endpoints::TABLE;
use shared::job::{LookUp, Owner};

/// The second of two settings: the first was never stored here.
fn settings() -> WorkspaceSettings {
    WorkspaceSettings { version: 1, team_word: "the crew".to_owned(), ..WorkspaceSettings::default() }
}

async fn set_up() -> (Rig, Commit) {
    let rig = Rig::new().await;
    let first = first_commit();
    rig.store.commit(&first).await.unwrap();
    rig.store.put_settings(&team(), &settings()).await.unwrap();
    rig.calls();
    (rig, first)
}

#[tokio::test]
async fn what_is_missing_is_none_and_what_is_there_comes_in_one_call() {
    let rig = Rig::new().await;
    assert_eq!(rig.store.conversation(&team(), &member()).await.unwrap(), (None, None));
    let (rig, first) = set_up().await;
    let found = rig.store.conversation(&team(), &member()).await.unwrap();
    assert_eq!(found, (Some(first.conversation), Some(settings())));
    assert_eq!(rig.calls(), ["dynamodb.BatchGetItem"]);
}

#[tokio::test]
async fn a_key_that_a_batch_left_out_is_asked_for_again() {
    let (rig, first) = set_up().await;
    rig.gate.spoil(0, Fault::Partial);
    let found = rig.store.conversation(&team(), &member()).await.unwrap();
    assert_eq!(found, (Some(first.conversation), Some(settings())));
    assert_eq!(rig.calls(), ["dynamodb.BatchGetItem", "dynamodb.BatchGetItem"]);
}

#[tokio::test]
async fn keys_that_are_left_out_for_ever_are_an_unreachable_store_and_never_a_missing_conversation() {
    let (rig, _) = set_up().await;
    let keys = json!([{"pk": {"S": "W#T1#member#m1"}, "sk": {"S": "CONVERSATION"}}]);
    for _ in 0..100 {
        rig.answers.prepare(200, json!({"Responses": {}, "UnprocessedKeys": {TABLE: {"Keys": keys}}}));
    }
    let read = rig.store.conversation(&team(), &member()).await;
    assert!(matches!(read, Err(StoreError::Unreachable(_))), "{read:?}");
    assert_eq!(100 - rig.answers.left(), 4, "asked a few times, and not for ever");
}

#[tokio::test]
async fn decisions_and_renderings_are_made_on_consistent_reads_alone() {
    let (rig, _) = set_up().await;
    rig.answers.take_asked();
    rig.gate.spoil(0, Fault::Partial);
    rig.store.conversation(&team(), &member()).await.unwrap();
    rig.store.scene(&team(), &member(), None, &[]).await.unwrap();
    let batches = rig.answers.take_asked();
    assert_eq!(batches.len(), 3, "the first was asked again");
    assert!(batches.iter().all(|asked| asked["RequestItems"][TABLE]["ConsistentRead"] == true), "{batches:?}");

    rig.store.pending(&card_lane(), 10).await.unwrap();
    rig.store.connection(&team(), &BotChannelId::new("bot1")).await.unwrap();
    rig.store.relay_key(&RelayKeyHash::of("k")).await.unwrap();
    let others = rig.answers.take_asked();
    assert_eq!(others.len(), 3);
    assert!(others.iter().all(|asked| asked["ConsistentRead"] == true), "{others:?}");
}

#[tokio::test]
async fn a_scene_is_one_call_and_has_all_that_is_known() {
    let (rig, first) = set_up().await;
    rig.store.put_installation(&installation()).await.unwrap();
    let met = LimitKey::Platform(AppId::new("app1"), Call::Member);
    let look_up = unclaimed(look_up(LookUp::Profile));
    rig.store.put_jobs(std::slice::from_ref(&look_up.job), at(0)).await.unwrap();
    let wait = Postponement { until: at(9_000), uncounted: false, shown: None, limit: Some(&met), progress: None };
    rig.store.postpone(&look_up, &wait).await.unwrap();
    rig.calls();

    let never_met = LimitKey::slack(&team(), Call::History);
    let limits = [met.clone(), never_met];
    let (whose, thing) = (owner().owner, card(1));
    let scene = rig.store.scene(&team(), &member(), Some((&whose, &thing)), &limits).await.unwrap();
    assert_eq!(rig.calls(), ["dynamodb.BatchGetItem"]);
    let mut noted = Limits::default();
    noted.note(met, at(9_000));
    assert_eq!((scene.conversation, scene.settings), (Some(first.conversation), Some(settings())));
    assert_eq!((scene.installation, scene.limits), (Some(installation()), noted));
    assert_eq!((scene.shown, scene.profile), (None, Profile::default()));
}

#[tokio::test]
async fn a_scene_of_nothing_is_empty() {
    let rig = Rig::new().await;
    let (whose, thing) = (Owner::Direct(user("U1")), card(1));
    let Scene { conversation, closed, settings, installation, profile, shown, limits } =
        rig.store.scene(&team(), &member(), Some((&whose, &thing)), &[]).await.unwrap();
    assert!(
        conversation.is_none() && closed.is_none() && settings.is_none() && installation.is_none() && shown.is_none()
    );
    assert_eq!((profile, limits), (Profile::default(), Limits::default()));
}

#[tokio::test]
async fn installation_connection_and_relay_key_are_read_as_they_were_put() {
    let rig = Rig::new().await;
    let connection = connection();
    rig.store.put_connection(&team(), &connection).await.unwrap();
    assert_eq!(rig.store.connection(&team(), &connection.bot).await.unwrap(), Some(connection));
    assert_eq!(rig.store.connection(&team(), &BotChannelId::new("bot10")).await.unwrap(), None);

    rig.store.put_installation(&Installation { bot: "B0".to_owned(), ..installation() }).await.unwrap();
    rig.store.put_installation(&installation()).await.unwrap();
    let scene = rig.store.scene(&team(), &member(), None, &[]).await.unwrap();
    assert_eq!(scene.installation, Some(installation()), "installed again");
}

/// What no read may take for an answer: nothing, another type, a part, and a text where a number belongs.
fn nonsense() -> [Value; 5] {
    [
        json!({}),
        json!({"state": {"S": "nonsense"}, "job": {"S": "nonsense"}, "until": {"S": "x"}}),
        json!({"state": {"M": {"version": {"S": "x"}}}, "job": {"M": {}}, "until": {"M": {}}}),
        json!({"state": {"L": [{"S": "x"}]}, "job": {"L": []}, "attempts": {"N": "-1"}, "until": {"BOOL": true}}),
        json!({"state": {"NULL": true}, "job": {"NULL": true}, "until": {"L": []}}),
    ]
}

async fn put_nonsense(rig: &Rig, pk: &str, sk: &str, nonsense: &Value) {
    let mut item = nonsense.clone();
    (item["pk"], item["sk"]) = (json!({ "S": pk }), json!({ "S": sk }));
    // It stands in its lane and is due, whatever else it says.
    item["pending"] = json!({"S": format!("show#card#TK1#1#{sk}")});
    rig.put(wire_item::read(&item)).await;
}

fn is_broken<T: std::fmt::Debug>(read: &Result<T, StoreError>) -> bool {
    matches!(read, Err(StoreError::Broken(_)))
}

#[tokio::test]
async fn an_unreadable_item_is_broken_and_never_a_panic() {
    let (whose, thing) = (owner().owner, card(1));
    let limit = [LimitKey::slack(&team(), Call::History)];
    for nonsense in nonsense() {
        for (pk, sk) in [("W#T1#member#m1", "CONVERSATION"), ("W#T1", "SETTINGS")] {
            let rig = Rig::new().await;
            put_nonsense(&rig, pk, sk, &nonsense).await;
            let read = rig.store.conversation(&team(), &member()).await;
            assert!(is_broken(&read), "{sk} {nonsense}: {read:?}");
        }
        for (pk, sk) in [("W#T1", "INSTALLATION"), ("LIMIT#T1#conversations.history", "LIMIT")] {
            let rig = Rig::new().await;
            put_nonsense(&rig, pk, sk, &nonsense).await;
            let read = rig.store.scene(&team(), &member(), Some((&whose, &thing)), &limit).await;
            assert!(is_broken(&read), "{sk} {nonsense}: {read:?}");
        }
        let rig = Rig::new().await;
        put_nonsense(&rig, "W#T1", "BOT#bot1", &nonsense).await;
        assert!(is_broken(&rig.store.connection(&team(), &BotChannelId::new("bot1")).await), "{nonsense}");
        put_nonsense(&rig, "W#T1#member#m1", "show#card#TK1#1#0#v1", &nonsense).await;
        assert!(is_broken(&rig.store.pending(&card_lane(), 10).await), "{nonsense}");
    }
}

#[tokio::test]
async fn a_thing_and_a_profile_of_the_wrong_type_are_broken_too() {
    let (whose, thing) = (owner().owner, card(1));
    for (sk, attribute) in [
        ("THING#card#TK1#1", json!({"ts": {"M": {}}})),
        ("THING#card#TK1#1", json!({"posting": {"S": "x"}})),
        ("THING#card#TK1#1", json!({"avoid": {"N": "1"}})),
        ("PROFILE", json!({"tags": {"S": "x"}})),
        ("PROFILE", json!({"name": {"L": []}})),
    ] {
        let rig = Rig::new().await;
        put_nonsense(&rig, "W#T1#member#m1", sk, &attribute).await;
        let read = rig.store.scene(&team(), &member(), Some((&whose, &thing)), &[]).await;
        assert!(is_broken(&read), "{sk} {attribute}: {read:?}");
    }
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_unreachable_and_one_that_refuses_is_broken() {
    for fault in [Fault::Unreachable, Fault::Busy, Fault::Broken, Fault::AnswerLost] {
        let (rig, _) = set_up().await;
        rig.gate.spoil(0, fault);
        let read = rig.store.conversation(&team(), &member()).await;
        assert!(matches!(read, Err(StoreError::Unreachable(_))), "{fault:?}");
        rig.calls();
        rig.gate.spoil(0, fault);
        let read = rig.store.pending(&card_lane(), 10).await;
        assert!(matches!(read, Err(StoreError::Unreachable(_))), "{fault:?}");
    }
    for code in ["ValidationException", "AccessDeniedException", "ResourceNotFoundException"] {
        let (rig, _) = set_up().await;
        rig.answers.refuse(code, "No.");
        assert!(is_broken(&rig.store.conversation(&team(), &member()).await), "{code}");
    }
}

fn sealed(text: &str) -> Sealed {
    Sealed { key: "k1".to_owned(), text: text.to_owned() }
}

#[tokio::test]
async fn an_end_node_and_the_bots_last_words_are_kept() {
    let rig = Rig::new().await;
    let node = shared::chatbot::BotNode { tree: "t1".to_owned(), node: "n1".to_owned() };
    let with_node = Connection { end_node: Some(node), ..connection() };
    rig.store.put_connection(&team(), &with_node).await.unwrap();
    assert_eq!(rig.store.connection(&team(), &with_node.bot).await.unwrap(), Some(with_node));

    let look_up = unclaimed(look_up(shared::job::LookUp::LastMessage));
    rig.store.put_jobs(std::slice::from_ref(&look_up.job), at(0)).await.unwrap();
    let recent = vec![shared::store::RecentLine { by_customer: true, at: at(1), text: CustomerText::new("hi") }];
    let found = Profile { recent: Some(recent), ..Profile::default() };
    rig.store.looked_up(&look_up, &found, &job("v2", &card_lane(), at(0)), at(0)).await.unwrap();
    assert_eq!(rig.store.scene(&team(), &member(), None, &[]).await.unwrap().profile, found);
}

/// The sample workspace's installation.
pub(crate) fn installation() -> Installation {
    Installation {
        workspace: team(),
        app: "A1".to_owned(),
        bot: "B1".to_owned(),
        bot_user: user("U0"),
        token: Some(sealed("c2VhbGVk")),
        installed_at: at(0),
        address: Some("https://inbox.example.com/prod".to_owned()),
        uninstalled_at: None,
    }
}

/// The sample bot channel's connection.
pub(crate) fn connection() -> Connection {
    Connection {
        bot: BotChannelId::new("bot1"),
        app: AppId::new("app1"),
        platform: "WhatsApp".to_owned(),
        open_api: "https://platform.example/open".to_owned(),
        bot_api: "https://platform.example/bot".to_owned(),
        open_api_token: sealed("b3Blbg=="),
        bot_token: sealed("Ym90"),
        end_node: None,
    }
}
