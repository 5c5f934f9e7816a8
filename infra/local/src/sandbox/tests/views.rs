//! `views.open`, `.push`, `.update`, `.publish`, and the triggers that modals take.

use serde_json::{Map, Value, json};
use shared::domain::UserId;

use super::desk::{Answered, Desk};
use crate::sandbox::slack::{SlackChange, View, ViewChange};

const MAY: &str = "U07MAY00001";

fn plain(text: &str) -> Value {
    json!({"type": "plain_text", "text": text})
}

fn input(block: &str, action: &str) -> Value {
    let element = json!({"type": "plain_text_input", "action_id": action});
    json!({"type": "input", "block_id": block, "label": plain("Note"), "element": element})
}

fn modal(blocks: &Value) -> Value {
    json!({"type": "modal", "callback_id": "control", "title": plain("Live Chat Control"), "submit": plain("Proceed"),
        "private_metadata": "T-1", "blocks": blocks})
}

fn with(mut view: Value, name: &str, value: Value) -> Value {
    view[name] = value;
    view
}

impl Desk {
    fn trigger(&self) -> String {
        self.sandbox.issue_trigger(&UserId::new(MAY)).unwrap()
    }

    async fn open(&self, view: &Value) -> Answered {
        self.call("views.open", json!({"trigger_id": self.trigger(), "view": view})).await
    }

    async fn push(&self, view: &Value) -> Answered {
        self.call("views.push", json!({"trigger_id": self.trigger(), "view": view})).await
    }

    async fn publish(&self, arguments: Value) -> Answered {
        self.call("views.publish", arguments).await
    }

    fn stack(&self) -> Vec<View> {
        self.sandbox.slack().views.stack(&UserId::new(MAY)).to_vec()
    }
}

#[tokio::test]
async fn a_modal_opens_before_the_person_whose_trigger_it_was() {
    let desk = Desk::new();
    let shown = desk.open(&modal(&json!([input("note", "text")]))).await.ok()["view"].clone();
    let view = desk.stack()[0].clone();
    assert_eq!((view.callback_id(), view.private_metadata()), ("control", "T-1"));
    assert_eq!(
        (&shown["id"], &shown["root_view_id"], &shown["hash"]),
        (&json!(view.id), &json!(view.id), &json!(view.hash))
    );
    assert_eq!((&shown["previous_view_id"], &shown["close"]), (&Value::Null, &Value::Null));
    assert_eq!(shown["title"]["text"], json!("Live Chat Control"));
    desk.open(&modal(&json!([]))).await.ok();
    assert_eq!(desk.stack().len(), 1, "another one takes its place");
    assert_ne!(desk.stack()[0].id, view.id);
}

#[tokio::test]
async fn a_trigger_lives_three_seconds_and_once() {
    let desk = Desk::new();
    let open =
        async |trigger: &str| desk.call("views.open", json!({"trigger_id": trigger, "view": modal(&json!([]))})).await;
    let (used, late) = (desk.trigger(), desk.trigger());
    assert_eq!(open("1.2.abc").await.error(), "invalid_trigger_id");
    let wrong = json!({"trigger_id": used, "view": {"type": "modal"}});
    assert_eq!(desk.call("views.open", wrong).await.error(), "invalid_arguments");
    desk.wait(3).await;
    open(&used).await.ok();
    assert_eq!(open(&used).await.error(), "exchanged_trigger_id");
    desk.wait(1).await;
    assert_eq!(open(&late).await.error(), "expired_trigger_id");
    assert_eq!(
        desk.call("views.push", json!({"trigger_id": late, "view": modal(&json!([]))})).await.error(),
        "expired_trigger_id"
    );
    let without = desk.call("views.open", json!({"view": modal(&json!([]))})).await;
    assert!(without.messages().contains("missing required field: trigger_id"), "{without:?}");
}

#[tokio::test]
async fn three_modals_stand_on_each_other_and_no_fourth() {
    let desk = Desk::new();
    assert_eq!(desk.push(&modal(&json!([]))).await.error(), "not_found", "there is nothing to push on");
    let root = desk.open(&modal(&json!([]))).await.ok()["view"]["id"].clone();
    let second = desk.push(&modal(&json!([]))).await.ok()["view"].clone();
    assert_eq!((&second["root_view_id"], &second["previous_view_id"]), (&root, &root));
    let third = desk.push(&modal(&json!([]))).await.ok()["view"].clone();
    assert_eq!((&third["root_view_id"], &third["previous_view_id"]), (&root, &second["id"]));
    assert_eq!(desk.push(&modal(&json!([]))).await.error(), "push_limit_reached");

    desk.happens(SlackChange::View(ViewChange::Closed { id: second["id"].as_str().unwrap().into() }));
    assert_eq!(desk.stack().len(), 1, "what stood on it is gone too");
    desk.happens(SlackChange::View(ViewChange::Cleared { user: UserId::new(MAY) }));
    assert!(desk.stack().is_empty());
}

#[tokio::test]
async fn an_update_changes_the_hash_and_a_stale_one_is_refused() {
    let desk = Desk::new();
    let opened = desk.open(&with(modal(&json!([])), "external_id", json!("control-1"))).await.ok()["view"].clone();
    let update = async |arguments: Value| desk.call("views.update", with(arguments, "view", modal(&json!([])))).await;
    let updated = update(json!({"external_id": "control-1", "hash": opened["hash"]})).await.ok()["view"].clone();
    assert_eq!(updated["id"], opened["id"]);
    assert_ne!(updated["hash"], opened["hash"]);
    let stale = update(json!({"view_id": opened["id"], "hash": opened["hash"]})).await;
    assert_eq!(stale.error(), "hash_conflict");
    update(json!({"view_id": opened["id"]})).await.ok();
    assert_eq!(update(json!({"external_id": "control-1"})).await.error(), "not_found", "the name went with the update");
    assert_eq!(update(json!({"view_id": "V1"})).await.error(), "not_found");
    assert_eq!(update(json!({})).await.error(), "invalid_arguments");
    assert_eq!(update(json!({"view_id": opened["id"], "external_id": "a"})).await.error(), "invalid_arguments");
    desk.happens(SlackChange::View(ViewChange::Cleared { user: UserId::new(MAY) }));
    assert_eq!(update(json!({"view_id": opened["id"]})).await.error(), "not_found");
}

#[tokio::test]
async fn what_was_entered_stays_where_block_and_action_keep_their_ids() {
    let desk = Desk::new();
    let view = desk.open(&modal(&json!([input("a", "one"), input("b", "two"), input("c", "three")]))).await.ok();
    let id = view["view"]["id"].as_str().unwrap().to_owned();
    let entered = |text: &str| json!({"type": "plain_text_input", "value": text});
    let values = json!({"a": {"one": entered("1")}, "b": {"two": entered("2")}, "c": {"three": entered("3")}});
    let values: Map<String, Value> = values.as_object().unwrap().clone();
    desk.happens(SlackChange::View(ViewChange::Filled { id: id.clone(), values }));
    let changed = modal(&json!([input("a", "one"), input("b", "another")]));
    let updated = desk.call("views.update", json!({"view_id": id, "view": changed})).await.ok();
    assert_eq!(updated["view"]["state"]["values"], json!({"a": {"one": entered("1")}}));
}

#[tokio::test]
async fn a_home_tab_is_published_for_one_person_and_keeps_its_id() {
    let desk = Desk::new();
    let home = json!({"type": "home", "blocks": [{"type": "divider"}]});
    let first = desk.publish(json!({"user_id": MAY, "view": home})).await.ok()["view"].clone();
    let second = desk.publish(json!({"user_id": MAY, "view": home, "hash": first["hash"]})).await.ok()["view"].clone();
    assert_eq!(first["id"], second["id"]);
    assert_eq!(
        desk.publish(json!({"user_id": MAY, "view": home, "hash": first["hash"]})).await.error(),
        "hash_conflict"
    );
    assert_eq!(desk.publish(json!({"user_id": "U1", "view": home})).await.error(), "invalid_arguments");
    assert_eq!(desk.publish(json!({"user_id": MAY, "view": modal(&json!([]))})).await.error(), "invalid_arguments");
    let titled = with(home, "title", plain("Home"));
    let refused = desk.publish(json!({"user_id": MAY, "view": titled})).await;
    assert!(refused.messages().contains("invalid additional property: title"), "{refused:?}");
    assert!(desk.stack().is_empty(), "a home tab is no modal");
    assert_eq!(desk.sandbox.slack().views.homes.len(), 1);
}

#[tokio::test]
async fn the_apps_own_name_for_a_view_stands_once() {
    let desk = Desk::new();
    let named = with(modal(&json!([])), "external_id", json!("one"));
    let opened = desk.open(&named).await.ok()["view"]["id"].clone();
    assert_eq!(desk.push(&named).await.error(), "duplicate_external_id");
    let home = json!({"type": "home", "external_id": "one", "blocks": []});
    assert_eq!(desk.publish(json!({"user_id": MAY, "view": home})).await.error(), "duplicate_external_id");
    desk.call("views.update", json!({"view_id": opened, "view": named})).await.ok();
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_view_is_told_with_its_place() {
    let desk = Desk::new();
    let long = |length: usize| plain(&"x".repeat(length));
    let cases = [
        (with(modal(&json!([])), "title", long(25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (
            with(modal(&json!([])), "submit", long(25)),
            "must be less than 25 characters [json-pointer:/view/submit/text]",
        ),
        (with(modal(&json!([])), "close", long(25)), "must be less than 25 characters [json-pointer:/view/close/text]"),
        (with(modal(&json!([])), "title", json!({"type": "mrkdwn", "text": "a"})), "unsupported type: mrkdwn"),
        (with(modal(&json!([])), "private_metadata", json!("x".repeat(3001))), "must be less than 3001 characters"),
        (with(modal(&json!([])), "callback_id", json!("x".repeat(256))), "must be less than 256 characters"),
        (with(modal(&json!([])), "colour", json!("red")), "invalid additional property: colour"),
        (
            with(modal(&json!([])), "notify_on_close", json!("yes")),
            "must be a boolean [json-pointer:/view/notify_on_close]",
        ),
        (with(modal(&json!([])), "type", json!("home")), "must be modal, not home [json-pointer:/view/type]"),
        (json!({"type": "modal", "blocks": []}), "missing required field: title [json-pointer:/view]"),
        (json!({"title": plain("a")}), "missing required field: type [json-pointer:/view]"),
        (json!([]), "missing required field: type"),
        (modal(&json!("none")), "must be an array [json-pointer:/view/blocks]"),
        (
            modal(&json!([{"type": "markdown", "text": "a"}])),
            "unsupported type: markdown [json-pointer:/view/blocks/0/type]",
        ),
        (modal(&json!([{"type": "sektion"}])), "unsupported type: sektion [json-pointer:/view/blocks/0/type]"),
        (
            modal(&json!([input("a", "x"), input("a", "y")])),
            "block_id \\\"a\\\" already exists [json-pointer:/view/blocks/1/block_id]",
        ),
        (
            modal(&Value::from(vec![json!({"type": "divider"}); 101])),
            "no more than 100 items allowed [json-pointer:/view/blocks]",
        ),
    ];
    for (view, said) in cases {
        let refused = desk.open(&view).await;
        assert_eq!(refused.error(), "invalid_arguments", "{view}");
        assert!(refused.messages().contains(said), "{said}: {}", refused.messages());
    }
    let mut without = modal(&json!([input("a", "x")]));
    without.as_object_mut().unwrap().remove("submit");
    assert!(desk.open(&without).await.messages().contains("missing required field: submit"));
    assert!(desk.stack().is_empty());
}

#[tokio::test]
async fn a_view_takes_each_thing_to_its_limit() {
    let desk = Desk::new();
    let options: Vec<Value> = (0..100).map(|number| json!({"text": plain("o"), "value": number.to_string()})).collect();
    let element = |element: Value| json!({"type": "input", "label": plain("l"), "element": element});
    let mut blocks = vec![
        element(json!({"type": "radio_buttons", "options": options[..10]})),
        element(json!({"type": "static_select", "options": options})),
        element(json!({"type": "multi_static_select", "options": options})),
        element(json!({"type": "users_select"})),
        element(json!({"type": "conversations_select"})),
        element(json!({"type": "plain_text_input", "multiline": true, "max_length": 3000})),
    ];
    blocks.resize(100, json!({"type": "divider"}));
    let full = |name: &str, length: usize| (name.to_owned(), plain(&"x".repeat(length)));
    let mut view = modal(&Value::from(blocks));
    view.as_object_mut().unwrap().extend([full("title", 24), full("submit", 24), full("close", 24)]);
    view["private_metadata"] = json!("x".repeat(3000));
    let shown = desk.open(&view).await.ok()["view"].clone();
    let ids: std::collections::BTreeSet<&str> =
        shown["blocks"].as_array().unwrap().iter().map(|block| block["block_id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 100, "each block has an id of its own");

    let huge: Vec<Value> = (0..100).map(|_| json!({"type": "section", "text": plain(&"x".repeat(3000))})).collect();
    assert_eq!(desk.open(&modal(&Value::from(huge))).await.error(), "view_too_large");
    assert_eq!(desk.open(&json!("modal")).await.error(), "invalid_arguments");
    let too_many = element(json!({"type": "radio_buttons", "options": options[..11]}));
    assert!(desk.open(&modal(&json!([too_many]))).await.messages().contains("no more than 10 items allowed"));
}

#[tokio::test]
async fn an_answer_to_a_submission_pushes_or_updates_as_the_methods_do() {
    let desk = Desk::new();
    desk.open(&modal(&json!([]))).await.ok();
    let slack = desk.sandbox.slack();
    let now = shared::domain::Timestamp::from_millis(1_790_000_000_000);
    let may = UserId::new(MAY);
    desk.happens(slack.push_answered(&may, &modal(&json!([])), now).unwrap());
    assert_eq!(desk.stack().len(), 2);
    let slack = desk.sandbox.slack();
    let top = slack.views.stack(&may).last().unwrap();
    desk.happens(slack.update_answered(top, &with(modal(&json!([])), "callback_id", json!("next")), now).unwrap());
    assert_eq!(desk.stack()[1].callback_id(), "next");
    let wrong = slack.update_answered(top, &json!({"type": "modal", "blocks": []}), now).unwrap_err();
    assert!(wrong.contains("missing required field: title"), "{wrong}");
}
