//! Bad input gets a clear error and loses nothing.

use lambda_http::Body;
use lambda_http::http::{Method, StatusCode};
use serde_json::{Value, json};
use tests::story::App;

async fn post(app: &App, path: &str, body: impl Into<Body>) -> (StatusCode, Value) {
    app.world.relay(Method::POST, path, body).await.unwrap()
}

fn code(body: &Value) -> &str {
    body["error"]["code"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn an_unknown_key_is_told_where_the_full_url_stands() {
    let app = App::new().await;
    let (status, body) = post(&app, "/relay/0123", r#"{"member":"m"}"#).await;
    assert_eq!((status, code(&body)), (StatusCode::NOT_FOUND, "unknown_key"));
    assert_eq!(body["ok"], 0);
    let message = body["error"]["message"].as_str().unwrap();
    assert!(message.contains("Admin Panel") && message.contains("Chatbot Connection"), "{message}");
}

#[tokio::test]
async fn what_names_no_member_is_refused_and_everything_else_is_taken() {
    let app = App::new().await;
    let path = format!("/relay/{}", app.world.relay_key);
    for (body, expected) in [
        ("", "not_json"),
        ("{", "not_json"),
        ("[]", "not_an_object"),
        ("{}", "no_member"),
        (r#"{"member":null}"#, "no_member"),
        (r#"{"member":{"name":"Ana"}}"#, "no_member"),
    ] {
        let (status, answer) = post(&app, &path, body).await;
        assert_eq!((status, code(&answer)), (StatusCode::BAD_REQUEST, expected), "{body}");
        assert!(answer["error"].get("field").is_some(), "{answer}");
    }
    for body in [
        json!({"member": "m1", "label": 5, "channel": [], "app": {"x": 1}, "history": "no"}),
        json!({"member": {"id": "m2"}, "assignmentDetails": "none"}),
        json!({"member": "m3", "type": 7, "assignmentDetails": {"relayMessage": {"slack": {"buttons": {}}}}}),
    ] {
        let (status, answer) = post(&app, &path, body.to_string()).await;
        assert_eq!(status, StatusCode::OK, "{body}: {answer}");
    }
    app.settle().await;
    assert_eq!(app.cards().len(), 3);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn exactly_256_kib_is_taken_and_a_byte_more_is_not() {
    let app = App::new().await;
    let path = format!("/relay/{}", app.world.relay_key);
    let of = |size: usize| {
        let frame = r#"{"member":"m1","x":""}"#;
        format!(
            r#"{{"member":"m1","x":"{}"}}"#,
            "é".repeat((size - frame.len()) / 2) + if size % 2 == 1 { "a" } else { "" }
        )
    };
    let most = of(256 * 1024);
    assert_eq!(most.len(), 256 * 1024);
    assert_eq!(post(&app, &path, most).await.0, StatusCode::OK);
    let (status, body) = post(&app, &path, of(256 * 1024 + 1)).await;
    assert_eq!((status, code(&body)), (StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
    app.settle().await;
    assert_eq!(app.cards().len(), 1);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn any_other_method_and_any_other_path_is_named() {
    let app = App::new().await;
    let path = format!("/relay/{}", app.world.relay_key);
    for method in [Method::GET, Method::PUT, Method::OPTIONS, Method::DELETE] {
        let (status, body) = app.world.relay(method, &path, "").await.unwrap();
        assert_eq!((status, code(&body)), (StatusCode::METHOD_NOT_ALLOWED, "wrong_method"));
    }
    let (status, body) = post(&app, "/relay", "{}").await;
    assert_eq!((status, code(&body)), (StatusCode::NOT_FOUND, "unknown_path"));
}

#[tokio::test]
async fn api_gateways_own_event_works_with_a_base64_body_and_a_stage_in_its_path() {
    let app = App::new().await;
    let key = &app.world.relay_key;
    // {"member":"m1"} in base64.
    let event = json!({
        "version": "2.0", "routeKey": "ANY /relay/{key}", "rawPath": format!("/prod/relay/{key}"), "rawQueryString": "",
        "headers": {"content-type": "application/json", "host": "x.execute-api.eu-central-1.amazonaws.com"},
        "requestContext": {
            "accountId": "1", "apiId": "x", "domainName": "x", "domainPrefix": "x", "requestId": "r", "stage": "prod",
            "routeKey": "ANY /relay/{key}", "time": "22/Nov/2026:10:00:00 +0000", "timeEpoch": 1_795_341_600_000_i64,
            "http": {"method": "POST", "path": format!("/prod/relay/{key}"), "protocol": "HTTP/1.1",
                "sourceIp": "1.2.3.4", "userAgent": "node-fetch"},
        },
        "body": "eyJtZW1iZXIiOiJtMSJ9", "isBase64Encoded": true,
    });
    let request = lambda_http::request::from_str(&event.to_string()).unwrap();
    let answer = relay::handle(&app.world.ports, &app.world.reception.seal, request).await;
    assert_eq!(answer.status(), StatusCode::OK);
    app.settle().await;
    assert_eq!(app.cards().len(), 1);
}

#[tokio::test]
async fn no_answer_and_no_log_line_holds_a_key_or_a_customers_text() {
    let app = App::new().await;
    let path = format!("/relay/{}", app.world.relay_key);
    let mut said = Vec::new();
    for body in [r#"{"member":"planted-member","summary":"planted text"}"#, r#"{"planted":"#, "[\"planted\"]"] {
        said.push(post(&app, &path, body).await.1.to_string());
    }
    said.push(post(&app, "/relay/planted-key", r#"{"member":"m"}"#).await.1.to_string());
    app.settle().await;
    said.extend(app.world.logs.lines());
    for line in &said {
        for secret in ["planted text", "planted-key", &app.world.relay_key, "xoxb-"] {
            assert!(!line.contains(secret), "{line}");
        }
    }
}
