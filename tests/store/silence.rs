//! No error of store or queue, and nothing that is handed to them, prints a secret or a customer's text.

use std::fmt::{Debug, Display};

use serde_json::{Value, json};
use shared::domain::{BotChannelId, CustomerText, RequestDetails, TicketId};
use shared::job::Lane;
use shared::limits::{Call, LimitKey};
use shared::queue::{Intake, Message, Queue};
use shared::store::{Line, Profile, RelayKeyHash, Store};

use crate::rig::Rig;
use crate::samples::{at, card, card_lane, commit, first_commit, job, lane, member, opened, owner, stranger, team};
use crate::wire_item;

/// What must not be seen.
const PLANTED: &str = "planted-4711";

fn says_nothing<T, E: Debug + Display>(what: &str, result: Result<T, E>) {
    let Err(error) = result else { panic!("{what}: no error to look at") };
    let shown = format!("{error} {error:?} {error:#?}");
    assert!(!shown.contains(PLANTED), "{what}: {shown}");
}

/// Every way in which a planted text can stand where it does not belong.
fn misplaced() -> Vec<Value> {
    let planted = || json!({ "S": PLANTED });
    vec![
        planted(),
        json!({"L": [planted()]}),
        json!({"M": {PLANTED: planted()}}),
        json!({"M": {"version": planted(), "workspace": {"S": "T1"}, "member": {"S": "m1"}}}),
        json!({"M": {"workspace": {"S": "T1"}, "member": {"S": "m1"}, "version": {"N": "1"}, "ticket": planted()}}),
        json!({"M": {"one_on_one": planted(), "ended_chats": planted(), "token": planted(), "key": planted()}}),
        json!({"M": {"workspace": planted(), "token": {"M": {"key": {"N": "1"}, "text": planted()}}}}),
        json!({"M": {"id": planted(), "lane": {"M": {"lane": {"M": {"show": {"M": {PLANTED: planted()}}}}}}}}),
        json!({"M": {"id": planted(), "lane": planted(), "kind": planted()}}),
        json!({"M": {"inbox_channel_type": planted()}}),
    ]
}

#[tokio::test]
async fn an_item_that_can_not_be_read_is_not_quoted() {
    for state in misplaced() {
        let rig = Rig::new().await;
        let put = async |pk: &str, sk: &str| {
            let item = json!({
                "pk": {"S": pk}, "sk": {"S": sk}, "pending": {"S": "show#card#TK1#1#0"}, "version": {"N": "1"},
                "state": state, "job": state, "attempts": {"N": "0"}, "ts": state, "tags": {"S": PLANTED}, "until": state,
            });
            rig.put(wire_item::read(&item)).await;
        };
        let what = state.to_string();
        put("W#T1#member#m1", "CONVERSATION").await;
        says_nothing(&what, rig.store.conversation(&team(), &member()).await);
        let other = shared::domain::MemberId::new("m2");
        put("W#T1#member#m2", "PROFILE").await;
        says_nothing(&what, rig.store.scene(&team(), &other, None, &[]).await);
        put("W#T1", "BOT#bot1").await;
        says_nothing(&what, rig.store.connection(&team(), &BotChannelId::new("bot1")).await);
        put("W#T1", "INSTALLATION").await;
        says_nothing(&what, rig.store.scene(&team(), &shared::domain::MemberId::new("m3"), None, &[]).await);
        let hash = RelayKeyHash::of("k");
        put(&format!("KEY#{}", hash.as_str()), "KEY").await;
        says_nothing(&what, rig.store.relay_key(&hash).await);
        put("W#T1#member#m1", "show#card#TK1#1#0#v1").await;
        says_nothing(&what, rig.store.pending(&card_lane(), 10).await);
        put("LIMIT#T1#conversations.history", "LIMIT").await;
        let limit = [LimitKey::slack(&team(), Call::History)];
        says_nothing(&what, rig.store.scene(&team(), &shared::domain::MemberId::new("m4"), None, &limit).await);
    }
}

#[tokio::test]
async fn settings_and_things_that_can_not_be_read_are_not_quoted() {
    for state in [json!({ "S": PLANTED }), json!({"M": {"ended_chats": {"S": PLANTED}}})] {
        let rig = Rig::new().await;
        let item = json!({"pk": {"S": "W#T1"}, "sk": {"S": "SETTINGS"}, "state": state});
        rig.put(wire_item::read(&item)).await;
        says_nothing("settings", rig.store.conversation(&team(), &member()).await);
    }
    for attribute in ["posting", "avoid", "refused"] {
        let rig = Rig::new().await;
        let item = json!({"pk": {"S": "W#T1#member#m1"}, "sk": {"S": "THING#card#TK1#1"}, attribute: {"S": PLANTED}});
        rig.put(wire_item::read(&item)).await;
        let (whose, thing) = (owner().owner, card(1));
        says_nothing(attribute, rig.store.scene(&team(), &member(), Some((&whose, &thing)), &[]).await);
    }
}

/// DynamoDB's validation quotes what it refuses, whole items among it.
fn quoting() -> [String; 4] {
    [
        format!(
            "1 validation error detected: Value '[TransactWriteItem(put=Put(item={{text=AttributeValue(s={PLANTED})}}))]' \
             at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100"
        ),
        format!("1 validation error detected: Value \"{PLANTED}\" at 'key' failed to satisfy constraint"),
        format!("The provided key is [pk: {PLANTED}]"),
        format!("One or more parameter values are not valid: {{S: {PLANTED}}}"),
    ]
}

#[tokio::test]
async fn what_dynamodb_quotes_when_it_refuses_is_not_repeated() {
    let rig = Rig::new().await;
    for message in quoting() {
        for code in ["ValidationException", "AccessDeniedException"] {
            let refuse = || rig.answers.refuse(code, &message);
            refuse();
            says_nothing(&message, rig.store.commit(&first_commit()).await);
            refuse();
            says_nothing(&message, rig.store.conversation(&team(), &member()).await);
            refuse();
            says_nothing(&message, rig.store.put_jobs(&[job("v1", &card_lane(), at(0))], at(0)).await);
            refuse();
            says_nothing(&message, rig.queue.ring(&[card_lane()], 1).await);
        }
        let fails = json!({"__type": "InternalServerError", "message": message});
        rig.answers.prepare(500, fails);
        says_nothing(&message, rig.store.commit(&first_commit()).await);
    }
}

#[tokio::test]
async fn what_dynamodb_says_beside_its_quotes_is_kept_for_whoever_has_to_find_the_fault() {
    let rig = Rig::new().await;
    rig.answers.refuse("ValidationException", "Item size has exceeded the maximum allowed size");
    let refused = rig.store.commit(&first_commit()).await.unwrap_err().to_string();
    assert!(refused.ends_with("ValidationException: Item size has exceeded the maximum allowed size"), "{refused}");
    let item = json!({"pk": {"S": "W#T1#member#m1"}, "sk": {"S": "CONVERSATION"}, "state": {"M": {}}});
    rig.put(wire_item::read(&item)).await;
    let unread = rig.store.conversation(&team(), &member()).await.unwrap_err().to_string();
    assert!(unread.contains("state") && unread.contains("missing field `workspace`"), "{unread}");
}

#[tokio::test]
async fn a_request_that_the_queue_refuses_is_not_quoted() {
    let rig = Rig::new().await;
    for message in quoting() {
        rig.answers.refuse("InvalidMessageContents", &message);
        let intake = Intake::new(RelayKeyHash::of(PLANTED), TicketId::new("TK1"), at(0), PLANTED.as_bytes());
        says_nothing(&message, rig.queue.keep(&intake, 1).await);
    }
}

#[test]
fn what_is_handed_to_store_and_queue_prints_no_customers_text() {
    let text = || Some(CustomerText::new(PLANTED));
    let details = RequestDetails { summary: text(), text: text(), group_name: text(), ..RequestDetails::default() };
    let after = opened(&stranger(), "TK1", details).conversation;
    let line = Line {
        workspace: team(),
        member: member(),
        job: job("d1", &lane(Lane::In), at(0)),
        text: CustomerText::new(PLANTED),
    };
    let profile = Profile { name: text(), last_message: text(), ..Profile::default() };
    let body = format!("{{\"member\":\"m1\",\"text\":\"{PLANTED}\"}}");
    let intake = Intake::new(RelayKeyHash::of("k"), TicketId::new("TK1"), at(0), body.as_bytes());
    let message = Message::intake(&intake);
    let shown = format!("{:?} {line:?} {profile:?} {intake:?} {message:?}", commit(&stranger(), &after, Vec::new()));
    assert!(!shown.contains(PLANTED), "{shown}");
    assert!(!shown.contains(&intake.body), "base64 hides nothing: {shown}");
}
