//! Clicks, shortcuts and modals: what each is read as.

use serde_json::{Value, json};

use super::{form, posted, signed, with};
use crate::domain::{ChannelId, MessageTs, UserId, WorkspaceId};
use crate::slack::payload::interaction::{
    Action, Actor, BlockActions, Interaction, MessageShortcut, Place, Shortcut, read, read_payload,
};
use crate::slack::payload::{Unreadable, Values, ViewState};
use crate::slack::signature::Verified;
use crate::slack::{ResponseUrl, TriggerId, ViewId};

const IN_MESSAGE: &str = include_str!("../fixtures/block_actions_message.json");
const IN_VIEW: &str = include_str!("../fixtures/block_actions_view.json");
const AT_MESSAGE: &str = include_str!("../fixtures/message_action.json");
const ANYWHERE: &str = include_str!("../fixtures/shortcut_global.json");
const SUBMITTED: &str = include_str!("../fixtures/view_submission.json");
const CLOSED: &str = include_str!("../fixtures/view_closed.json");

#[test]
fn over_socket_mode_the_payload_comes_without_its_form_and_is_read_as_the_same() {
    for payload in [IN_MESSAGE, IN_VIEW, AT_MESSAGE, ANYWHERE, SUBMITTED, CLOSED] {
        assert_eq!(read_payload(Verified::over_socket_mode(payload.as_bytes())), posted(payload));
    }
    let form = form(IN_MESSAGE);
    assert_eq!(read_payload(Verified::over_socket_mode(form.as_bytes())), Err(Unreadable::NotJson));
}

fn workspace() -> WorkspaceId {
    WorkspaceId::new("T07QK2M4Z")
}

fn ana() -> Actor {
    Actor { id: UserId::new("U07AGENT001"), team: Some(workspace()) }
}

fn clicked(payload: &str) -> BlockActions {
    match posted(payload).unwrap() {
        Interaction::BlockActions(clicked) => clicked,
        other => panic!("{other:?}"),
    }
}

fn submitted(payload: &str) -> ViewState {
    match posted(payload).unwrap() {
        Interaction::Submitted(submission) => submission.view,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_click_in_a_message_tells_who_what_and_where() {
    let expected = BlockActions {
        workspace: workspace(),
        user: ana(),
        actions: vec![Action {
            action_id: "ticket_pick".to_owned(),
            block_id: Some("tk_actions".to_owned()),
            value: Some("T-1042".to_owned()),
            selected: None,
        }],
        trigger: Some(TriggerId::new("8812345678901.7820123456.0f1e2d3c4b5a69788796a5b4c3d2e1f0")),
        response_url: ResponseUrl::new(
            "https://hooks.slack.com/actions/T07QK2M4Z/8812345678902/AbCdEfGhIjKlMnOpQrStUvWx",
        ),
        place: Place::Message {
            channel: ChannelId::new("C08TICKETS1"),
            ts: MessageTs::new("1790000031.000300"),
            thread: None,
            is_ephemeral: false,
        },
    };
    assert!(expected.response_url.is_some());
    assert_eq!(clicked(IN_MESSAGE), expected);
}

#[test]
fn a_click_in_what_only_one_person_sees_has_no_message() {
    let ephemeral = [
        ("/message", None),
        ("/channel", None),
        ("/container/is_ephemeral", Some(json!(true))),
        ("/container/thread_ts", Some(json!("1790000000.123459"))),
    ];
    let expected = Place::Message {
        channel: ChannelId::new("C08TICKETS1"),
        ts: MessageTs::new("1790000031.000300"),
        thread: Some(MessageTs::new("1790000000.123459")),
        is_ephemeral: true,
    };
    assert_eq!(clicked(&with(IN_MESSAGE, &ephemeral)).place, expected);
    let bare = [("/container", None), ("/message/thread_ts", Some(json!("1790000000.123459")))];
    let Place::Message { channel, thread, is_ephemeral, .. } = clicked(&with(IN_MESSAGE, &bare)).place else {
        panic!("a message");
    };
    assert_eq!((channel, is_ephemeral), (ChannelId::new("C08TICKETS1"), false));
    assert_eq!(thread, Some(MessageTs::new("1790000000.123459")));
}

#[test]
fn a_choice_in_a_view_brings_the_view_as_it_is() {
    let chosen = clicked(IN_VIEW);
    assert_eq!(
        (chosen.actions[0].action_id.as_str(), chosen.actions[0].selected.as_deref()),
        ("prio_pick", Some("high"))
    );
    assert_eq!(chosen.response_url, None);
    let Place::View(view) = chosen.place else { panic!("a view") };
    assert_eq!((view.id, view.hash.as_deref()), (ViewId::new("V08MODAL001"), Some("1790000130.Zx9yW8vU")));
    assert_eq!(view.values.text("reason", "reason_text"), Some("Fixed in 2.4"));
}

#[test]
fn a_choice_taken_back_is_none() {
    let back = json!([{"type": "static_select", "action_id": "prio_pick", "selected_option": null}]);
    let action = clicked(&with(IN_VIEW, &[("/actions", Some(back))])).actions.remove(0);
    assert_eq!((action.block_id, action.value, action.selected), (None, None, None));
}

#[test]
fn of_several_actions_each_is_taken_that_has_a_name() {
    let several =
        json!([{"action_id": "a", "value": "1"}, null, {"value": "2"}, {"action_id": "b", "selected_user": "U1"}]);
    let actions = clicked(&with(IN_MESSAGE, &[("/actions", Some(several))])).actions;
    let told: Vec<_> = actions.iter().map(|it| (&*it.action_id, it.value.as_deref(), it.selected.as_deref())).collect();
    assert_eq!(told, [("a", Some("1"), None), ("b", None, Some("U1"))]);
    for none in [json!([]), json!([{}]), json!("ticket_pick"), Value::Null] {
        let payload = with(IN_MESSAGE, &[("/actions", Some(none))]);
        assert_eq!(posted(&payload), Err(Unreadable::Missing("actions")));
    }
}

#[test]
fn where_the_app_is_an_organisations_the_persons_own_workspace_counts() {
    assert_eq!(clicked(&with(IN_MESSAGE, &[("/team", Some(Value::Null))])).workspace, workspace());
    let stranger = with(IN_MESSAGE, &[("/user/team_id", Some(json!("T0OTHER")))]);
    assert_eq!(clicked(&stranger).workspace, workspace());
    assert_eq!(clicked(&stranger).user.team, Some(WorkspaceId::new("T0OTHER")));
}

#[test]
fn a_click_is_good_without_what_only_an_answer_needs() {
    let bare = with(IN_MESSAGE, &[("/trigger_id", None), ("/response_url", Some(json!("http://evil.example/")))]);
    assert_eq!((clicked(&bare).trigger, clicked(&bare).response_url), (None, None));
}

#[test]
fn a_shortcut_at_a_message_tells_which_message() {
    let expected = MessageShortcut {
        workspace: workspace(),
        user: ana(),
        callback_id: "live_chat_control".to_owned(),
        channel: ChannelId::new("C08CUST0042"),
        message_ts: MessageTs::new("1790000000.123459"),
        thread: None,
        trigger: TriggerId::new("8812345678941.7820123456.4d5e6f708192a3b4c5d6e7f8091a2b3c"),
        response_url: ResponseUrl::new("https://hooks.slack.com/app/T07QK2M4Z/8812345678942/ZyXwVuTsRqPoNmLkJiHgFeDc"),
    };
    assert_eq!(posted(AT_MESSAGE), Ok(Interaction::MessageShortcut(expected)));
}

#[test]
fn a_shortcut_anywhere_tells_who_and_which() {
    let expected = Shortcut {
        workspace: workspace(),
        user: ana(),
        callback_id: "admin_panel".to_owned(),
        trigger: TriggerId::new("8812345678931.7820123456.3c4d5e6f708192a3b4c5d6e7f8091a2b"),
    };
    assert_eq!(posted(ANYWHERE), Ok(Interaction::Shortcut(expected)));
    assert_eq!(posted(&with(ANYWHERE, &[("/trigger_id", None)])), Err(Unreadable::Missing("trigger_id")));
}

#[test]
fn a_modal_comes_back_with_what_was_entered() {
    let Interaction::Submitted(submission) = posted(SUBMITTED).unwrap() else { panic!("a modal") };
    assert_eq!((submission.workspace, submission.user), (workspace(), ana()));
    assert_eq!(submission.trigger, Some(TriggerId::new("8812345678911.7820123456.1a2b3c4d5e6f708192a3b4c5d6e7f809")));
    let view = submission.view;
    assert_eq!((view.callback_id.as_str(), view.private_metadata.as_str()), ("ticket_close", r#"{"ticket":"T-1042"}"#));
    assert_eq!((view.id, view.root), (ViewId::new("V08MODAL001"), Some(ViewId::new("V08MODAL001"))));
    assert_eq!(view.hash.as_deref(), Some("1790000130.Zx9yW8vU"));
    assert_eq!(view.values.text("reason", "reason_text"), Some("Fixed in 2.4"));
    assert_eq!(view.values.selected("assignee", "assignee_pick"), Some("U07AGENT001"));
    assert_eq!(view.values.selected("prio", "prio_pick"), Some("high"));
}

fn entered(element: &Value) -> Values {
    submitted(&with(SUBMITTED, &[("/view/state/values", Some(json!({"b/1": {"a": element}})))])).values
}

#[test]
fn each_kind_of_choice_is_read() {
    let one = |element: Value| entered(&element).selected("b/1", "a").map(ToOwned::to_owned);
    for (field, value) in [
        ("selected_user", json!("U1")),
        ("selected_channel", json!("U1")),
        ("selected_conversation", json!("U1")),
        ("selected_date", json!("U1")),
        ("selected_time", json!("U1")),
        ("selected_option", json!({"text": {"type": "plain_text", "text": "One"}, "value": "U1"})),
    ] {
        assert_eq!(one(json!({field: value})).as_deref(), Some("U1"), "{field}");
        assert_eq!(one(json!({field: null})), None, "{field}");
    }
    let many = |element: Value| {
        let values = entered(&element);
        values.selected_many("b/1", "a").map(|all| all.into_iter().map(ToOwned::to_owned).collect::<Vec<_>>())
    };
    let both = Some(vec!["U1".to_owned(), "U2".to_owned()]);
    for field in ["selected_users", "selected_channels", "selected_conversations"] {
        assert_eq!(many(json!({field: ["U1", "U2"]})), both, "{field}");
        assert_eq!(many(json!({field: []})), Some(Vec::new()), "{field}");
        assert_eq!(many(json!({field: null})), Some(Vec::new()), "{field}");
    }
    assert_eq!(many(json!({"selected_options": [{"value": "U1"}, {"value": "U2"}]})), both);
    assert_eq!(many(json!({"selected_options": []})), Some(Vec::new()));
}

#[test]
fn missing_and_foreign_values_are_none() {
    let odd = [
        json!(null),
        json!(7),
        json!("text"),
        json!([]),
        json!({}),
        json!({"value": 7}),
        json!({"value": ""}),
        json!({"selected_option": "high"}),
        json!({"selected_option": {"value": {}}}),
        json!({"selected_user": ["U1"]}),
        json!({"selected_users": ["U1", 7]}),
        json!({"selected_users": ["U1", ""]}),
        json!({"selected_users": "U1"}),
        json!({"selected_options": [{"value": "U1"}, null]}),
    ];
    for element in odd {
        let values = entered(&element);
        assert_eq!((values.text("b/1", "a"), values.selected("b/1", "a")), (None, None), "{element}");
        assert_eq!(values.selected_many("b/1", "a"), None, "{element}");
        assert_eq!((values.text("b/1", "other"), values.text("other", "a")), (None, None));
    }
    for values in [json!(null), json!([]), json!("values"), json!({"b/1": 7})] {
        let view = submitted(&with(SUBMITTED, &[("/view/state/values", Some(values))]));
        assert_eq!(view.values.text("b/1", "a"), None);
    }
    assert_eq!(submitted(&with(SUBMITTED, &[("/view/state", None)])).values.text("b/1", "a"), None);
}

#[test]
fn a_closed_modal_tells_whether_all_were_closed() {
    let closed = |payload: &str| match posted(payload).unwrap() {
        Interaction::Closed(closed) => (closed.user, closed.view.callback_id, closed.is_cleared),
        other => panic!("{other:?}"),
    };
    assert_eq!(closed(CLOSED), (ana(), "ticket_close".to_owned(), false));
    assert!(closed(&with(CLOSED, &[("/is_cleared", Some(json!(true)))])).2);
}

#[test]
fn slack_looks_at_our_certificate() {
    assert_eq!(read(signed(b"ssl_check=1&token=deprecated")), Ok(Interaction::SslCheck));
    assert_eq!(read(signed(b"ssl_check=0")), Err(Unreadable::NoPayload));
}

#[test]
fn a_body_that_is_no_form_with_a_payload_is_refused() {
    for body in ["payload", "payload=", "payload=%7B", "payload=[]", "payload=null", "payload=%FF"] {
        let refused = read(signed(body.as_bytes()));
        assert_eq!(refused, Err(Unreadable::NotJson), "{body}");
    }
    assert_eq!(read(signed(IN_MESSAGE.as_bytes())), Err(Unreadable::NoPayload), "JSON without a form");
    for body in ["", "Payload=%7B%7D"] {
        assert_eq!(read(signed(body.as_bytes())), Err(Unreadable::NoPayload), "{body}");
    }
}

#[test]
fn a_form_is_read_as_it_was_written() {
    let note = with(SUBMITTED, &[("/view/state/values/reason/reason_text/value", Some(json!("50 % + ü & =\n")))]);
    assert!(form(&note).contains("%25+%2B+%C3%BC+%26+%3D"));
    assert_eq!(submitted(&note).values.text("reason", "reason_text"), Some("50 % + ü & =\n"));
}

#[test]
fn what_we_do_not_know_is_named_but_never_quoted() {
    let unknown = |kind: &str| Ok(Interaction::Unknown { kind: kind.to_owned() });
    assert_eq!(posted(r#"{"type":"block_suggestion"}"#), unknown("block_suggestion"));
    assert_eq!(posted(r#"{"type":"My order 4711"}"#), unknown("…"));
    assert_eq!(posted("{}"), unknown("…"));
}

#[test]
fn nothing_that_is_printed_tells_what_a_person_entered_or_lets_anyone_act() {
    let planted = || Some(json!("https://planted.example/"));
    for payload in [
        with(IN_MESSAGE, &[("/trigger_id", planted()), ("/response_url", planted()), ("/actions/0/value", planted())]),
        with(IN_VIEW, &[("/actions/0/selected_option/value", planted()), ("/view/private_metadata", planted())]),
        with(SUBMITTED, &[("/view/state/values/reason/reason_text/value", planted()), ("/trigger_id", planted())]),
        with(AT_MESSAGE, &[("/response_url", planted()), ("/message/text", planted())]),
    ] {
        let shown = format!("{:?}", posted(&payload).unwrap());
        assert!(!shown.contains("planted"), "{shown}");
    }
}
