//! The platform's queries, as `contracts/stella.md` 3.1 and 3.3 write them.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use super::desk::{Answered, BEGIN, Desk};
use crate::sandbox::CallEnding;

const ANA: &str = "64a0c0ffee0000000000a001";
const CHANNEL: &str = "64a0c0ffee0000000000c001";

const MEMBER: &str = "query M($memberId: ID, $channelId: ID, $externalId: ID) { apiViewer {
  member(memberId:$memberId, channelId:$channelId, externalId:$externalId) {
  _id externalId channelId platform name firstName lastName gender email locale customLocale tags meta createdAt updatedAt
  botMeta { subscribe liveChat treeId nodeCompositeId tree { name } node { name } } } } }";

const HISTORY: &str = "query H($channelId:String,$memberId:String,$last:IntMax100,$before:String,$from:Long,$to:Long){
  apiViewer { conversationHistory(channelId:$channelId memberId:$memberId last:$last before:$before from:$from to:$to) {
  edges { cursor node { _id createdAt from memberId channelId platform messageEvent meta sentAt deliveredAt readAt
  failedAt deletedAt errors } } pageInfo { hasPreviousPage startCursor } } } }";

impl Desk {
    async fn ask(&self, query: &str, variables: Value) -> Answered {
        let token = self.sandbox.credentials().open_api_token;
        self.ask_as(Some(token.expose()), query, variables).await
    }

    async fn ask_as(&self, token: Option<&str>, query: &str, variables: Value) -> Answered {
        let mut request = Request::post("/platform/open/v3").header("content-type", "application/json");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let body = json!({"query": query, "variables": variables}).to_string();
        self.send(request.body(Body::from(body)).unwrap()).await
    }
}

fn member(answered: &Answered) -> &Value {
    assert_eq!(answered.body.get("errors"), None);
    &answered.body["data"]["apiViewer"]["member"]
}

fn error(answered: &Answered) -> &str {
    assert_eq!(answered.status, StatusCode::OK);
    answered.body["errors"][0]["message"].as_str().unwrap_or_else(|| panic!("{answered:?}"))
}

fn texts(answered: &Answered) -> Vec<&str> {
    let edges = answered.body["data"]["apiViewer"]["conversationHistory"]["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"]["messageEvent"]["data"]["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_member_is_found_by_id_or_by_external_id_in_a_channel() {
    let desk = Desk::new();
    let by_id = desk.ask(MEMBER, json!({"memberId": ANA})).await;
    assert_eq!((&member(&by_id)["name"], &member(&by_id)["tags"]), (&json!("Ana Lima"), &json!(["vip", "newsletter"])));
    assert_eq!(member(&by_id)["botMeta"]["liveChat"], json!(false));
    assert_eq!(member(&by_id)["createdAt"], json!(BEGIN * 1000));
    let external = desk.ask(MEMBER, json!({"externalId": "84901234567", "channelId": CHANNEL})).await;
    assert_eq!((&member(&external)["name"], &member(&external)["firstName"]), (&Value::Null, &json!("Bo")));
    assert_eq!(member(&desk.ask(MEMBER, json!({"memberId": "unknown"})).await), &Value::Null);
    assert_eq!(member(&desk.ask(MEMBER, json!({"memberId": ANA, "channelId": "other"})).await), &Value::Null);
    assert_eq!(error(&desk.ask(MEMBER, json!({"externalId": "84901234567"})).await), "externalId needs channelId.");
    assert!(error(&desk.ask(MEMBER, json!({})).await).starts_with("member needs memberId"));
}

#[tokio::test]
async fn only_what_is_asked_for_is_answered() {
    let desk = Desk::new();
    let answered =
        desk.ask(&format!("{{ apiViewer {{ who: member(memberId: \"{ANA}\") {{ name }} }} }}"), json!({})).await;
    assert_eq!(answered.body, json!({"data": {"apiViewer": {"who": {"name": "Ana Lima"}}}}));
}

#[tokio::test]
async fn a_wrong_token_and_a_token_of_the_other_api_are_not_authenticated() {
    let desk = Desk::new();
    let bot = desk.sandbox.credentials().bot_api_token;
    for token in [None, Some("wrong"), Some(bot.expose())] {
        let answered = desk.ask_as(token, MEMBER, json!({"memberId": ANA})).await;
        assert_eq!(error(&answered), "User is not authenticated.");
    }
    let other_app = format!("{{ apiViewer(appId: \"other\") {{ member(memberId: \"{ANA}\") {{ name }} }} }}");
    assert_eq!(error(&desk.ask(&other_app, json!({})).await), "User is not authenticated.");
}

#[tokio::test]
async fn a_query_that_does_not_fit_the_schema_is_told_what_is_wrong() {
    let desk = Desk::new();
    let of_member =
        |inside: &str| format!("query ($id: ID) {{ apiViewer {{ member(memberId: $id) {{ {inside} }} }} }}");
    let cases = [
        (of_member("nickname"), "Cannot query field \"nickname\" on type \"Member\"."),
        (of_member("botMeta"), "Field \"botMeta\" must have a selection of subfields."),
        (of_member("name { first }"), "Field \"name\" must not have a selection."),
        ("{ apiViewer { member(id: \"x\") { name } } }".into(), "Unknown argument \"id\" on field \"member\"."),
        ("{ apiViewer { member(memberId: $id) { name } } }".into(), "Variable \"$id\" is not defined."),
        (of_member("name").replace("ID", "Long"), "Variable \"$id\" of type \"Long\" used where \"ID\" is expected."),
        ("{ apiViewer { member(memberId: \"x\") { name } } }".into(), "Variable \"$id\" is given but not declared."),
        ("mutation { toggle }".into(), "Cannot query field \"toggle\" on type \"Mutation\"."),
        ("subscription { toggle }".into(), "The sandbox plays no subscription here."),
        ("{ apiViewer {".into(), "Syntax Error: Unexpected <EOF>."),
    ];
    for (query, message) in cases {
        assert_eq!(error(&desk.ask(&query, json!({"id": ANA})).await), message, "{query}");
    }
    let wrong_value = desk.ask(HISTORY, json!({"memberId": ANA, "last": 101})).await;
    assert_eq!(error(&wrong_value), "IntMax100 cannot represent the value of \"last\".");
}

#[tokio::test]
async fn history_pages_backward_from_the_newest() {
    let desk = Desk::new();
    let newest = desk.ask(HISTORY, json!({"memberId": ANA, "channelId": CHANNEL, "last": 3})).await;
    assert_eq!(texts(&newest).len(), 3);
    let page = &newest.body["data"]["apiViewer"]["conversationHistory"]["pageInfo"];
    assert_eq!(page["hasPreviousPage"], json!(true));
    let before = json!({"memberId": ANA, "last": 3, "before": page["startCursor"]});
    let oldest = desk.ask(HISTORY, before).await;
    assert_eq!(texts(&oldest), ["Hello, where is my order?"]);
    assert_eq!(texts(&desk.ask(HISTORY, json!({"memberId": "unknown", "last": 3})).await), Vec::<&str>::new());
    assert!(error(&desk.ask(HISTORY, json!({"memberId": ANA, "before": "x"})).await).contains("no such cursor"));
}

#[tokio::test]
async fn history_keeps_to_from_and_to_and_says_who_spoke() {
    let desk = Desk::new();
    let (third, last) = ((BEGIN - 40) * 1000, (BEGIN - 20) * 1000);
    let within = desk.ask(HISTORY, json!({"memberId": ANA, "from": third, "to": last})).await;
    let edges = &within.body["data"]["apiViewer"]["conversationHistory"]["edges"];
    assert_eq!(texts(&within).len(), 2);
    assert_eq!((&edges[0]["node"]["from"], &edges[1]["node"]["from"]), (&json!("MEMBER"), &json!("BOT")));
    let time = |edge: usize| &edges[edge]["node"]["messageEvent"]["timestamp"];
    assert_eq!(time(0), &json!((BEGIN - 40).to_string()), "customers' times are text in seconds");
    assert_eq!(time(1), &json!(last), "the bot's are numbers in milliseconds");
}

#[tokio::test]
async fn history_is_asked_30_times_a_minute_and_says_how_often_still() {
    let desk = Desk::new();
    for left in (0..30).rev() {
        let answered = desk.ask(HISTORY, json!({"memberId": ANA})).await;
        assert_eq!(answered.header("x-ratelimit-limit"), Some("30"));
        assert_eq!(answered.header("x-ratelimit-remaining"), Some(left.to_string().as_str()));
    }
    desk.wait(15).await;
    let limited = desk.ask(HISTORY, json!({"memberId": ANA})).await;
    assert_eq!((limited.status, limited.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, Some("45")));
    assert_eq!(limited.body["errors"][0]["message"], json!("Too Many Request"));
    assert_eq!(member(&desk.ask(MEMBER, json!({"memberId": ANA})).await)["_id"], json!(ANA), "member is not counted");
    desk.wait(45).await;
    assert_eq!(desk.ask(HISTORY, json!({"memberId": ANA})).await.status, StatusCode::OK);
}

#[tokio::test]
async fn faults_hit_the_query_that_they_name() {
    let desk = Desk::new();
    for plan in [
        r#"{"method":"member","fault":"429","retry_after":7}"#,
        r#"{"method":"member","fault":"500"}"#,
        r#"{"method":"member","error":"Internal failure"}"#,
    ] {
        desk.faults("POST", "", plan).await.ok();
    }
    desk.ask(HISTORY, json!({"memberId": ANA})).await;
    let limited = desk.ask(MEMBER, json!({"memberId": ANA})).await;
    assert_eq!((limited.status, limited.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, Some("7")));
    assert_eq!(desk.ask(MEMBER, json!({"memberId": ANA})).await.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(error(&desk.ask(MEMBER, json!({"memberId": ANA})).await), "Internal failure");
    let endings: Vec<_> = desk.sandbox.made_calls().into_iter().map(|call| (call.method, call.ending)).collect();
    assert_eq!(endings[0], ("conversationHistory".into(), CallEnding::Done));
    assert_eq!(endings[3], ("member".into(), CallEnding::Refused("Internal failure".into())));
}
