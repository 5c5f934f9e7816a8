//! Modals before people: what they can enter, and what our app's answer does to them.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Map, Value, json};
use shared::domain::UserId;

use super::desk::Desk;
use super::people::{BEN, MAY};
use crate::sandbox::slack::act::Shown;
use crate::sandbox::slack::{SlackChange, ViewChange};

fn plain(text: &str) -> Value {
    json!({"type": "plain_text", "text": text})
}

fn option(value: &str) -> Value {
    json!({"text": plain(value), "value": value})
}

fn modal(title: &str) -> Value {
    let what = json!({"type": "radio_buttons", "action_id": "what", "options": [option("end"), option("transfer")]});
    let note = json!({"type": "plain_text_input", "action_id": "note", "max_length": 10});
    let teams = json!({"type": "static_select", "action_id": "team", "options": [option("a"), option("b")], "initial_option": option("a")});
    json!({
        "type": "modal", "callback_id": "control", "title": plain(title), "submit": plain("Proceed"),
        "blocks": [
            {"type": "input", "block_id": "what", "label": plain("What"), "element": what},
            {"type": "input", "block_id": "note", "label": plain("Note"), "optional": true, "element": note},
            {"type": "input", "block_id": "team", "label": plain("Team"), "optional": true, "element": teams},
            {"type": "section", "block_id": "info", "text": plain("info")},
        ],
    })
}

fn submit(view: &str, values: &Value) -> Value {
    json!({"as": MAY, "submit": {"view": view, "values": values}})
}

impl Desk {
    /// The titles of May's modals, the one on top last.
    fn before_may(&self) -> Vec<String> {
        let views = self.sandbox.slack().views;
        let title = |view: &crate::sandbox::slack::View| view.content["title"]["text"].as_str().unwrap().to_owned();
        views.stack(&UserId::new(MAY)).iter().map(title).collect()
    }

    /// What May sees when a submission is answered like that.
    fn submits(&self, view: &str, answer: &Value) -> Shown {
        let (delivery, _) = self.asks(&submit(view, &json!({"what": "end"})));
        let body = if answer.is_null() { String::new() } else { answer.to_string() };
        self.answers(&delivery, &body)
    }
}

#[tokio::test]
async fn a_submission_carries_what_was_entered_what_was_there_and_null_for_what_is_empty() {
    let desk = Desk::new();
    let view = desk.opens(&modal("Control")).await;
    let (_, asked) = desk.asks(&submit(&view, &json!({"what": "transfer"})));
    let values = &asked["view"]["state"]["values"];
    assert_eq!(values["what"]["what"]["selected_option"]["value"], "transfer");
    assert_eq!(values["note"]["note"], json!({"type": "plain_text_input", "value": null}));
    assert_eq!(values["team"]["team"]["selected_option"]["value"], "a");
    assert!(values.get("info").is_none());
}

#[tokio::test]
async fn nobody_enters_what_the_modal_does_not_take() {
    let desk = Desk::new();
    let view = desk.opens(&modal("Control")).await;
    let refused = |values: Value| desk.cannot(&submit(&view, &values));
    assert!(refused(json!({})).contains("what must not be empty"));
    assert!(refused(json!({"what": "explode"})).contains("no option explode"));
    assert!(refused(json!({"what": ["end"]})).contains("not several"));
    assert!(refused(json!({"what": "end", "info": "x"})).contains("no input info"));
    assert!(refused(json!({"what": "end", "note": "12345678901"})).contains("doesn't take"));
    assert!(refused(json!({"what": "end", "note": "a\nb"})).contains("doesn't take"));
    let other = json!({"as": BEN, "submit": {"view": view, "values": {"what": "end"}}});
    assert!(desk.cannot(&other).contains("not on top"));
    let choose = json!({"as": MAY, "click": {"view": view, "action_id": "what", "choose": "end"}});
    assert!(desk.cannot(&choose).contains("tells nobody"));
}

#[tokio::test]
async fn an_empty_answer_closes_the_modal_and_clear_all_of_them() {
    let desk = Desk::new();
    let first = desk.opens(&modal("First")).await;
    let push = json!({"response_action": "push", "view": modal("Second")});
    assert_eq!(desk.submits(&first, &push), Shown::Pushed);
    assert_eq!(desk.before_may(), ["First", "Second"]);
    assert!(desk.cannot(&submit(&first, &json!({"what": "end"}))).contains("not on top"));
    let second = desk.sandbox.slack().views.stack(&UserId::new(MAY))[1].id.clone();
    assert_eq!(desk.submits(&second, &Value::Null), Shown::Closed);
    assert_eq!(desk.before_may(), ["First"]);
    assert_eq!(desk.submits(&first, &push), Shown::Pushed);
    let third = desk.sandbox.slack().views.stack(&UserId::new(MAY))[1].id.clone();
    assert_eq!(desk.submits(&third, &json!({"response_action": "clear"})), Shown::Cleared);
    assert_eq!(desk.before_may(), Vec::<String>::new());
}

#[tokio::test]
async fn errors_stand_at_inputs_and_an_update_keeps_what_was_entered() {
    let desk = Desk::new();
    let view = desk.opens(&modal("Control")).await;
    let errors = json!({"response_action": "errors", "errors": {"what": "Choose what to do."}});
    let told = [("what".to_owned(), "Choose what to do.".to_owned())].into();
    assert_eq!(desk.submits(&view, &errors), Shown::Errors(told));
    assert_eq!(desk.before_may(), ["Control"]);
    let update = json!({"response_action": "update", "view": modal("Changed")});
    assert_eq!(desk.submits(&view, &update), Shown::Updated);
    assert_eq!(desk.before_may(), ["Changed"]);
    let (_, asked) = desk.asks(&submit(&view, &json!({})));
    assert_eq!(asked["view"]["state"]["values"]["what"]["what"]["selected_option"]["value"], "end");
}

#[tokio::test]
async fn any_other_answer_is_trouble_and_the_modal_stays() {
    let desk = Desk::new();
    let view = desk.opens(&modal("Control")).await;
    let mut broken = modal("x");
    broken["title"]["text"] = json!("far too long a title for a modal");
    for answer in [
        json!({"ok": true}),
        json!({"response_action": "errors", "errors": {"info": "no input"}}),
        json!({"response_action": "errors", "errors": {}}),
        json!({"response_action": "errors", "errors": {"what": ""}}),
        json!({"response_action": "update"}),
        json!({"response_action": "update", "view": broken}),
        json!({"response_action": "clear", "view": modal("x")}),
        json!({"response_action": "dance"}),
        json!([]),
    ] {
        assert!(matches!(desk.submits(&view, &answer), Shown::Trouble(_)), "{answer}");
    }
    assert_eq!(desk.before_may(), ["Control"]);
}

#[tokio::test]
async fn a_modal_that_is_closed_is_told_only_to_who_asked() {
    let desk = Desk::new();
    let quiet = desk.opens(&modal("Quiet")).await;
    desk.does(&json!({"as": MAY, "close": {"view": quiet}}));
    let mut loud = modal("Loud");
    loud["notify_on_close"] = json!(true);
    let loud = desk.opens(&loud).await;
    let (_, asked) = desk.asks(&json!({"as": MAY, "close": {"view": loud, "all": true}}));
    assert_eq!((&asked["type"], &asked["is_cleared"]), (&json!("view_closed"), &json!(true)));
    assert_eq!(desk.before_may(), Vec::<String>::new());
}

/// The modal, in every second round with one more choice, which is told at once.
fn in_round(round: u32) -> Map<String, Value> {
    let mut shown = modal("Control");
    if round.is_multiple_of(2) {
        let more = json!({"type": "static_select", "action_id": "more", "options": [option("a"), option("b")]});
        shown["blocks"][3] = json!({"type": "actions", "block_id": "more", "elements": [more]});
    }
    let Value::Object(shown) = shown else { panic!("a view is an object") };
    shown
}

impl Desk {
    /// Does this again and again until it is told to stop; gives how often it could be done.
    fn goes_on(&self, act: &Value, stop: &AtomicBool) -> usize {
        let tries = std::iter::repeat_with(|| self.tries(act).is_ok()).take_while(|_| !stop.load(Ordering::SeqCst));
        tries.filter(|done| *done).count()
    }

    /// What was entered in the view that the view has no place for.
    fn misplaced(&self, view: &str) -> Vec<String> {
        let views = self.sandbox.slack().views;
        let view = views.view(view).unwrap();
        let has = |block: &String| view.blocks().iter().any(|shown| shown["block_id"] == **block);
        view.values.keys().filter(|block| !has(block)).cloned().collect()
    }
}

#[tokio::test]
async fn what_is_entered_while_our_app_updates_the_view_stands_only_where_the_view_has_a_place_for_it() {
    const ROUNDS: u32 = 200;
    let desk = Desk::new();
    let view = desk.opens(&modal("Control")).await;
    let chooses = json!({"as": MAY, "click": {"view": view, "action_id": "more", "choose": "a"}});
    let submits = submit(&view, &json!({"what": "end"}));
    let (desk, stop) = (&desk, &AtomicBool::new(false));
    let updates = |round: u32| {
        let (id, content, hash) = (view.clone(), in_round(round), round.to_string());
        desk.happens(SlackChange::View(ViewChange::Updated { id, content, hash }));
        std::thread::yield_now();
        desk.misplaced(&view)
    };
    let (misplaced, done) = std::thread::scope(|scope| {
        let going = [&chooses, &submits].map(|act| scope.spawn(move || desk.goes_on(act, stop)));
        let misplaced: Vec<String> = (0..ROUNDS).flat_map(updates).collect();
        stop.store(true, Ordering::SeqCst);
        (misplaced, going.map(|going| going.join().unwrap()))
    });
    println!("{ROUNDS} updates; {done:?} chosen and submitted meanwhile");
    assert_eq!(misplaced, Vec::<String>::new());
    assert!(done.iter().all(|done| *done > 0), "{done:?}");
}
