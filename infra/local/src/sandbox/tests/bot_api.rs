//! The platform's Bot API and its toggle, as `contracts/stella.md` 2 and 3.2 write them.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use shared::secret::Secret;

use super::desk::{Answered, Desk};
use crate::sandbox::CallEnding;
use crate::sandbox::chatbot::{Habits, ResultSpelling};

const ANA: &str = "64a0c0ffee0000000000a001";
const CHANNEL: &str = "64a0c0ffee0000000000c001";
const TOGGLE: &str = "mutation L($input: toggleLiveChatInput!) { toggleLiveChat(input:$input) { ok err err_code } }";

impl Desk {
    pub(super) async fn bot(&self, method: &str, body: &Value) -> Answered {
        self.bot_as(&self.sandbox.credentials().bot_api_token, method, body.to_string()).await
    }

    async fn bot_as(&self, token: &Secret, method: &str, body: String) -> Answered {
        self.post_json(&format!("/platform/bot/{method}"), token, body).await
    }

    async fn post_json(&self, path: &str, token: &Secret, body: String) -> Answered {
        let request = Request::post(path).header("content-type", "application/json");
        let request = request.header("authorization", format!("Bearer {}", token.expose()));
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    pub(super) async fn sends(&self, text: &str) -> Answered {
        self.bot("sendResponses", &text_to(ANA, text)).await
    }

    async fn toggles(&self, input: Value) -> Value {
        self.mutates(TOGGLE, &json!({"input": input})).await
    }

    async fn mutates(&self, mutation: &str, variables: &Value) -> Value {
        let body = json!({"query": mutation, "variables": variables});
        self.post_json("/platform/open/v3", &self.sandbox.credentials().open_api_token, body.to_string()).await.body
    }

    /// What the state shows of Ana.
    pub(super) async fn ana(&self) -> Value {
        self.get("/sandbox/chatbot/state").await.body["customers"][0].clone()
    }
}

fn text_to(member: &str, text: &str) -> Value {
    json!({"channelId": CHANNEL, "memberId": member, "response": [{"type": "TEXT", "text": text}]})
}

fn last<'a>(customer: &'a Value, field: &str) -> &'a Value {
    &customer["messages"].as_array().unwrap().last().unwrap()[field]
}

#[tokio::test]
async fn what_is_sent_lands_in_the_conversation_in_order_under_the_id_that_is_answered() {
    let desk = Desk::new();
    let (first, second) = (desk.sends("one").await, desk.sends("two").await);
    assert_eq!((first.status, &first.body["ok"]), (StatusCode::OK, &json!(1)));
    let id = |answered: &Answered| answered.body["sendResult"]["result"][0]["messageEvent"]["messageId"].clone();
    let ana = desk.ana().await;
    let [.., before, after] = ana["messages"].as_array().unwrap().as_slice() else { panic!("{ana}") };
    assert_eq!(
        (&before["text"], &before["from"], &before["message_id"]),
        (&json!("one"), &json!("ADMIN"), &id(&first))
    );
    assert_eq!((&after["text"], &after["kind"], &after["message_id"]), (&json!("two"), &json!("TEXT"), &id(&second)));
    assert_ne!(id(&first), id(&second));
}

#[tokio::test]
async fn several_responses_of_one_call_are_several_messages() {
    let desk = Desk::new();
    let response =
        json!([{"type": "TEXT", "text": "a"}, {"type": "IMAGE", "url": "https://x.example/a.png", "caption": "b"}]);
    let answered = desk
        .bot("sendResponses", &json!({"channelId": CHANNEL, "recipientId": "85291234567", "response": response}))
        .await;
    let results = answered.body["sendResult"]["result"].as_array().unwrap();
    assert_ne!(results[0]["messageEvent"]["messageId"], results[1]["messageEvent"]["messageId"]);
    let image = desk.ana().await;
    assert_eq!(last(&image, "event")["data"], json!({"url": "https://x.example/a.png", "caption": "b"}));
}

#[tokio::test]
async fn what_the_platform_would_refuse_is_refused_and_sends_nothing() {
    let desk = Desk::new();
    let before = desk.ana().await;
    let with = |field: &str, value: Value| {
        let mut body = text_to(ANA, "x");
        body[field] = value;
        body
    };
    let response = |response: Value| with("response", json!([response]));
    let long = "a".repeat(4_097);
    for (body, error) in [
        (text_to("64a0c0ffee0000000000a999", "x"), "Member not found."),
        (with("channelId", json!("64a0c0ffee0000000000c999")), "Channel not found."),
        (with("recipientId", json!("85291234567")), "Give either memberId or recipientId."),
        (
            json!({"channelId": CHANNEL, "response": [{"type": "TEXT", "text": "x"}]}),
            "memberId or recipientId is required.",
        ),
        (with("text", json!("x")), "Unknown field: text."),
        (with("response", json!({"type": "TEXT", "text": "x"})), "response must be an array."),
        (with("response", json!([])), "response must not be empty."),
        (response(json!({"type": "TEXT", "text": " "})), "TEXT needs a text."),
        (response(json!({"type": "TEXT", "text": long})), "TEXT must have at most 4096 characters."),
        (response(json!({"type": "TEXT", "text": "x", "url": "y"})), "Unknown field in a response: url."),
        (response(json!({"type": "IMAGE"})), "IMAGE needs a url."),
        (response(json!({"type": "HOLOGRAM"})), "The sandbox does not play HOLOGRAM."),
    ] {
        let answered = desk.bot("sendResponses", &body).await;
        assert_eq!(answered.status, StatusCode::INTERNAL_SERVER_ERROR, "{body}");
        assert_eq!(answered.body, json!({"ok": 0, "err": error}), "{body}");
    }
    let token = desk.sandbox.credentials().bot_api_token;
    let broken = desk.bot_as(&token, "sendResponses", "{".to_owned()).await;
    assert!(broken.body["err"].as_str().unwrap().starts_with("The body is not JSON"));
    assert_eq!(desk.ana().await, before);
    assert_eq!(desk.bot("sendResponse", &text_to(ANA, "x")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_token_without_the_scope_is_not_authorised() {
    let desk = Desk::new();
    let open = desk.sandbox.credentials().open_api_token;
    for token in [open, Secret::new("wrong")] {
        let answered = desk.bot_as(&token, "sendResponses", text_to(ANA, "x").to_string()).await;
        assert_eq!(answered.body, json!({"ok": 0, "err": "User is not authorized."}));
    }
}

#[tokio::test]
async fn the_platform_answers_in_either_spelling_and_may_leave_ids_out() {
    let desk = Desk::new();
    desk.sandbox.platform_habits(Habits { results: ResultSpelling::SendResults, ..Habits::default() });
    let older = desk.sends("x").await.body;
    let result = &older["sendResults"][0]["result"][0]["result"];
    assert_eq!(
        (&result["message_id"], &result["recipient_id"]),
        (last(&desk.ana().await, "message_id"), &json!("85291234567"))
    );
    desk.sandbox.platform_habits(Habits {
        answer_has_id: false,
        echo_has_id: false,
        refusal_status: 200,
        ..Habits::default()
    });
    let newer = desk.sends("y").await.body;
    assert_eq!(newer["sendResult"]["result"][0], json!({"messageEvent": {"type": "TEXT", "data": {"text": "y"}}}));
    assert_eq!(last(&desk.ana().await, "event").get("messageId"), None);
    let refused = desk.bot("sendResponses", &text_to("nobody", "x")).await;
    assert_eq!((refused.status, &refused.body["ok"]), (StatusCode::OK, &json!(0)));
}

#[tokio::test]
async fn habits_are_set_over_http_and_wrong_ones_are_named() {
    let desk = Desk::new();
    let post = |body: &str| {
        let request = Request::post("/sandbox/chatbot/habits").body(Body::from(body.to_owned())).unwrap();
        desk.send(request)
    };
    let set = post(r#"{"results":"sendResults","refusal_status":200}"#).await;
    let expected = json!({"results": "sendResults", "answer_has_id": true, "echo_has_id": true, "refusal_status": 200});
    assert_eq!(set.body, expected);
    assert_eq!(desk.get("/sandbox/chatbot/habits").await.body, expected);
    for wrong in [r#"{"refusal_status":404}"#, r#"{"results":"other"}"#, r#"{"colour":1}"#, ""] {
        assert_eq!(post(wrong).await.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    assert_eq!(desk.get("/sandbox/chatbot/habits").await.body, expected);
}

#[tokio::test]
async fn sends_go_wrong_as_planned() {
    let desk = Desk::new();
    for plan in [
        r#"{"method":"sendResponses","fault":"429","retry_after":7}"#,
        r#"{"method":"sendResponses","fault":"500"}"#,
        r#"{"method":"sendResponses","error":"Re-engagement message"}"#,
        r#"{"method":"sendResponses","fault":"answer_500"}"#,
    ] {
        desk.faults("POST", "", plan).await.ok();
    }
    let limited = desk.sends("a").await;
    assert_eq!((limited.status, limited.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, Some("7")));
    let broken = desk.sends("b").await;
    assert_eq!((broken.status, &broken.body), (StatusCode::INTERNAL_SERVER_ERROR, &json!("")));
    let refused = desk.sends("c").await;
    assert_eq!(refused.body, json!({"ok": 0, "err": "Re-engagement message"}));
    assert_eq!(last(&desk.ana().await, "from"), &json!("BOT"), "nothing was sent so far");
    assert_eq!(desk.sends("d").await.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(last(&desk.ana().await, "text"), &json!("d"), "the last was sent, and its answer broken");
    let endings: Vec<CallEnding> = desk.sandbox.made_calls().into_iter().map(|call| call.ending).collect();
    let refusal = CallEnding::Refused("Re-engagement message".to_owned());
    assert_eq!(endings, [CallEnding::Failed, CallEnding::Failed, refusal, CallEnding::DoneUnanswered]);
}

#[tokio::test]
async fn a_node_that_is_started_is_noted_with_what_it_is_told() {
    let desk = Desk::new();
    let redirect = json!({"tree": "treeId", "nodeCompositeId": "Tf3N1pDep9", "runPreAction": true, "sendResponse": true, "runPostAction": true});
    let body = |redirect: &Value| json!({"channelId": CHANNEL, "memberId": ANA, "redirect": redirect, "meta": {"reason": "END_LIVE_CHAT"}});
    assert_eq!(desk.bot("redirectMemberToNode", &body(&redirect)).await.body["ok"], json!(1));
    let started = desk.ana().await["started"].clone();
    assert_eq!((&started[0]["tree"], &started[0]["node"]), (&json!("treeId"), &json!("Tf3N1pDep9")));
    assert_eq!(started[0]["meta"], json!({"reason": "END_LIVE_CHAT"}));
    for (wrong, error) in [
        (json!({"tree": "t"}), "redirect.nodeCompositeId is required."),
        (json!({"tree": "t", "nodeCompositeId": "n", "node": "n"}), "Unknown field in redirect: node."),
        (json!("n"), "redirect must be an object."),
    ] {
        assert_eq!(desk.bot("redirectMemberToNode", &body(&wrong)).await.body["err"], json!(error));
    }
}

#[tokio::test]
async fn live_chat_is_toggled_and_each_toggle_is_kept_in_order() {
    let desk = Desk::new();
    let done = json!({"data": {"toggleLiveChat": {"ok": 1, "err": null, "err_code": null}}});
    assert_eq!(desk.toggles(json!({"memberId": ANA, "liveChat": true})).await, done);
    assert_eq!(desk.ana().await["liveChat"], json!(true));
    desk.wait(1).await;
    assert_eq!(desk.toggles(json!({"channel": CHANNEL, "externalId": "85291234567", "liveChat": false})).await, done);
    let ana = desk.ana().await;
    let toggles: Vec<&Value> = ana["toggles"].as_array().unwrap().iter().map(|toggle| &toggle["liveChat"]).collect();
    assert_eq!((toggles, &ana["liveChat"]), (vec![&json!(true), &json!(false)], &json!(false)));
}

#[tokio::test]
async fn a_toggle_that_is_refused_says_so_in_its_data_or_in_errors() {
    let desk = Desk::new();
    let unknown = desk.toggles(json!({"memberId": "nobody", "liveChat": true})).await;
    assert_eq!(unknown["data"]["toggleLiveChat"], json!({"ok": 0, "err": "Member not found.", "err_code": null}));
    let error = |answer: Value| answer["errors"][0]["message"].as_str().unwrap().to_owned();
    for wrong in [
        json!({"memberId": ANA}),
        json!({"memberId": ANA, "liveChat": "yes"}),
        json!({"member": ANA, "liveChat": true}),
    ] {
        assert_eq!(error(desk.toggles(wrong).await), "toggleLiveChatInput cannot represent the value of \"input\".");
    }
    let body = json!({"query": TOGGLE, "variables": {"input": {"memberId": ANA, "liveChat": true}}}).to_string();
    let bot = desk.sandbox.credentials().bot_api_token;
    assert_eq!(error(desk.post_json("/platform/open/v3", &bot, body).await.body), "User is not authenticated.");
    desk.faults("POST", "", r#"{"method":"toggleLiveChat","error":"Member is busy"}"#).await.ok();
    let planned = desk.toggles(json!({"memberId": ANA, "liveChat": true})).await;
    assert_eq!(planned["data"]["toggleLiveChat"]["err"], json!("Member is busy"));
    assert_eq!(desk.ana().await["toggles"], json!([]), "nothing of it was done");
}

/// Two toggles in one request.
const BOTH: &str = "mutation($a: toggleLiveChatInput!, $b: toggleLiveChatInput!) {
  first: toggleLiveChat(input:$a) { ok err } second: toggleLiveChat(input:$b) { ok err clientMutationId } }";

#[tokio::test]
async fn each_toggle_of_one_request_is_done_in_order_and_answered_under_its_alias() {
    let desk = Desk::new();
    let (on, off) = (
        json!({"memberId": ANA, "liveChat": true}),
        json!({"memberId": ANA, "liveChat": false, "clientMutationId": "m2"}),
    );
    let answer = desk.mutates(BOTH, &json!({"a": on, "b": off})).await;
    let first = json!({"ok": 1, "err": null});
    assert_eq!(answer, json!({"data": {"first": first, "second": {"ok": 1, "err": null, "clientMutationId": "m2"}}}));
    let ana = desk.ana().await;
    let toggles: Vec<&Value> = ana["toggles"].as_array().unwrap().iter().map(|toggle| &toggle["liveChat"]).collect();
    assert_eq!(toggles, [&json!(true), &json!(false)]);

    let nobody = json!({"memberId": "nobody", "liveChat": true});
    let answer = desk.mutates(BOTH, &json!({"a": nobody, "b": on})).await;
    assert_eq!(answer["data"]["first"], json!({"ok": 0, "err": "Member not found."}), "a refused one stops no other");
    assert_eq!(answer["data"]["second"]["ok"], json!(1));
    assert_eq!(desk.ana().await["liveChat"], json!(true));

    desk.faults("POST", "", r#"{"method":"toggleLiveChat","error":"Member is busy"}"#).await.ok();
    let answer = desk.mutates(BOTH, &json!({"a": off, "b": off})).await;
    for alias in ["first", "second"] {
        assert_eq!(answer["data"][alias]["err"], json!("Member is busy"));
    }
}

#[tokio::test]
async fn two_toggles_under_one_name_are_refused() {
    let desk = Desk::new();
    let input = json!({"memberId": ANA, "liveChat": true});
    let answer = desk.mutates(&BOTH.replace("second", "first"), &json!({"a": input, "b": input})).await;
    let message = answer["errors"][0]["message"].as_str().unwrap();
    assert!(message.starts_with("Fields \"first\" conflict"), "{message}");
    assert_eq!(desk.ana().await["toggles"], json!([]));
}
