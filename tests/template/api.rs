//! The way in: routes and access logs.

use std::collections::BTreeSet;

use local::delivering::{CALLBACK_PATH, INSTALL_PATH};
use serde_json::{Value, json};

use super::cloudformation::{resources, the_only};
use super::functions::function;

/// What an access log may tell: nothing that holds a path, and so a key.
const MAY_BE_LOGGED: [&str; 8] = [
    "$context.requestId",
    "$context.requestTimeEpoch",
    "$context.routeKey",
    "$context.status",
    "$context.responseLatency",
    "$context.responseLength",
    "$context.integrationLatency",
    "$context.integrationErrorMessage",
];

/// The routes of a function, with any method.
fn routes_of(binary: &str) -> Vec<String> {
    let api = the_only("AWS::Serverless::HttpApi");
    let mut paths = BTreeSet::new();
    for event in function(binary).events() {
        assert_eq!(event.pointer("/Type"), Some(&json!("HttpApi")));
        let properties = event.pointer("/Properties").unwrap_or(&Value::Null);
        assert_eq!(properties.get("ApiId"), Some(&api.reference()));
        assert_eq!(properties.get("Method"), Some(&json!("ANY")), "405 is our own answer");
        assert_eq!(
            properties.get("PayloadFormatVersion"),
            Some(&json!("2.0")),
            "the form that lambda_http is built for"
        );
        paths.extend(properties.get("Path").and_then(Value::as_str).map(str::to_owned));
    }
    paths.into_iter().collect()
}

#[test]
fn each_url_leads_to_its_function_with_any_method() {
    let relay = ["/chatbot/{connection}/events", "/relay/{key}", "/relay/{key}/assignments"];
    assert_eq!(routes_of("relay"), relay);
    assert_eq!(routes_of("interactivity"), ["/slack/interactivity"]);
    assert_eq!(routes_of("events"), ["/slack/events"]);
    assert_eq!(routes_of("install"), [INSTALL_PATH, CALLBACK_PATH]);
}

#[test]
fn access_is_logged_by_route_and_never_by_path() {
    let api = the_only("AWS::Serverless::HttpApi");
    let format = api.property("AccessLogSettings/Format").as_str().unwrap().to_owned();
    let logged: BTreeSet<String> = format
        .split('$')
        .skip(1)
        .map(|rest| rest.split(|letter: char| !letter.is_alphanumeric() && letter != '.').next().unwrap_or_default())
        .map(|name| format!("${name}"))
        .collect();
    assert!(logged.contains("$context.routeKey"), "{logged:?}");
    let told: Vec<_> = logged.iter().filter(|name| !MAY_BE_LOGGED.contains(&name.as_str())).collect();
    assert!(told.is_empty(), "the path of a relay URL holds its key; is it in {told:?}?");
    let line: Value = serde_json::from_str(&format).unwrap();
    assert!(line.is_object(), "logs are JSON: {line}");
    let groups = resources("AWS::Logs::LogGroup");
    assert!(groups.iter().any(|group| group.arn() == *api.property("AccessLogSettings/DestinationArn")));
}
