//! The way in: routes and access logs.

use std::collections::BTreeSet;

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

#[test]
fn both_relay_urls_lead_to_the_relay_with_any_method() {
    let api = the_only("AWS::Serverless::HttpApi");
    let mut paths = BTreeSet::new();
    for event in function("relay").events() {
        assert_eq!(event.pointer("/Type"), Some(&json!("HttpApi")));
        let properties = event.pointer("/Properties").unwrap();
        assert_eq!(properties.get("ApiId"), Some(&api.reference()));
        assert_eq!(properties.get("Method"), Some(&json!("ANY")), "405 is the relay's own answer");
        assert_eq!(
            properties.get("PayloadFormatVersion"),
            Some(&json!("2.0")),
            "the form that lambda_http is built for"
        );
        paths.insert(properties.get("Path").and_then(Value::as_str).unwrap().to_owned());
    }
    let paths: Vec<String> = paths.into_iter().collect();
    assert_eq!(paths, ["/relay/{key}", "/relay/{key}/assignments"]);
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
