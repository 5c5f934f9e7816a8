//! Each function may do what its use cases call, on what is ours, and nothing else.
//!
//! Which port methods a function calls is read from its source and from the services that it names; what a port method
//! asks of AWS from the adapter's ([`super::sdk_calls`]).

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::repository::{File, rust_under};
use tests::rust_source::Code;

use super::cloudformation::{Resource, arn, functions, resource, the_only};
use super::functions::binary_of;
use super::sdk_calls::{Call, fields_named, on_one_line, port, store};

/// What Lambda does on a function's behalf for an SQS event source (AWS: "Configuring permissions" of the event source
/// mapping).
const FOR_THE_EVENT_SOURCE: [&str; 3] = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];

/// What writing to a log group that is there takes.
const FOR_LOGS: [&str; 2] = ["logs:CreateLogStream", "logs:PutLogEvents"];

/// Actions on resources: `action on resource`.
type Permissions = BTreeSet<String>;

fn permission(action: &str, on: &Value) -> String {
    format!("{action} on {on}")
}

/// The source of a function with that of every service that it names, and that those name.
fn sources_of(binary: &str) -> Vec<File> {
    let services = rust_under("shared/src/service");
    let mut sources = rust_under(&format!("functions/{binary}/src"));
    let mut looked_at = 0;
    while let Some(source) = sources.get(looked_at) {
        let named = services_named(source);
        let is_named = |service: &&File| named.contains(service.name().trim_end_matches(".rs"));
        let known: BTreeSet<String> = sources.iter().map(|source| source.path.clone()).collect();
        sources.extend(services.iter().filter(is_named).filter(|service| !known.contains(&service.path)).cloned());
        looked_at += 1;
    }
    sources
}

/// The services that a source names (`service::picking`, from within `super::picking`), and those that are its parts.
fn services_named(source: &File) -> BTreeSet<String> {
    let code = Code::shipped(&source.text);
    let behind = |path: &String| -> Vec<String> {
        let steps: Vec<&str> = path.split("::").collect();
        let pairs = steps.iter().zip(steps.iter().skip(1));
        pairs.filter(|(before, _)| ["service", "super"].contains(before)).map(|(_, name)| (*name).to_owned()).collect()
    };
    let mut named: BTreeSet<String> = code.paths().iter().flat_map(behind).collect();
    if source.path.starts_with("shared/src/service") {
        let parts = code.text().split("mod ").skip(1).filter_map(|rest| rest.split([';', ' ']).next());
        named.extend(parts.map(str::to_owned));
    }
    named
}

/// The methods of a port that these sources call: `ports.store.commit(…)`, or `store.commit(…)` where a source has
/// bound the port by its own name.
fn methods_called(sources: &[File], port: &str) -> BTreeSet<String> {
    let mut methods = BTreeSet::new();
    for source in sources {
        let code = on_one_line(Code::shipped(&source.text).text());
        let named = format!("ports.{port}");
        for rest in code.split(&named).skip(1) {
            let method = rest.strip_prefix('.').and_then(|rest| rest.split('(').next());
            methods.extend(method.map(str::to_owned));
            let bound = [format!("let {port} = "), format!("let ({port}, ")].iter().any(|bound| code.contains(bound));
            assert!(
                method.is_some() || bound,
                "{}: call {named}'s methods directly, or by the name {port}, so that this rule sees them",
                source.path
            );
        }
        methods.extend(called_by_name(&code, port));
    }
    methods
}

/// The methods that are called on a name alone, not on somebody's field of that name.
fn called_by_name(code: &str, port: &str) -> BTreeSet<String> {
    let call = format!("{port}.");
    let is_the_name = |at: usize| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_' || letter == '.')
    };
    let called = code.match_indices(&call).filter(|(at, _)| is_the_name(*at));
    called.filter_map(|(at, _)| code[at + call.len()..].split('(').next()).map(str::to_owned).collect()
}

/// What a function's code needs.
fn needed(function: &Resource) -> Permissions {
    let sources = sources_of(&binary_of(function));
    let (store, queue) = (store(), port("shared/src/queue/mod.rs", "shared/src/queue/sqs.rs"));
    let table = the_only("AWS::DynamoDB::Table");
    let mut needed = Permissions::new();
    for method in methods_called(&sources, "store") {
        let calls = store.get(&method).unwrap_or_else(|| panic!("the store has no {method}"));
        needed.extend(calls.iter().map(|call| on_table(&table, call)));
    }
    for method in methods_called(&sources, "queue") {
        let calls = queue.get(&method).unwrap_or_else(|| panic!("the queue has no {method}"));
        let on = resource(queue_of(&method)).arn();
        needed.extend(calls.iter().map(|(action, _)| permission(action, &on)));
    }
    needed
}

/// The queue that a method of the adapter names.
fn queue_of(method: &str) -> &'static str {
    let fields = fields_named("shared/src/queue/sqs.rs", method, &["url", "answers"]);
    match fields.as_slice() {
        ["url"] => "Doorbells",
        ["answers"] => "Answers",
        other => panic!("{method} is of one queue, and names {other:?}"),
    }
}

fn on_table(table: &Resource, (action, index): &Call) -> String {
    match index {
        Some(index) => permission(action, &json!({"Fn::Sub": format!("${{{}.Arn}}/index/{index}", table.id)})),
        None => permission(action, &table.arn()),
    }
}

/// What a function's event sources and logs need.
fn needed_by_lambda(function: &Resource) -> Permissions {
    let mut needed = Permissions::new();
    for event in function.events() {
        let queue = event.pointer("/Properties/Queue").unwrap_or(&Value::Null);
        if event.pointer("/Type") == Some(&json!("SQS")) {
            needed.extend(FOR_THE_EVENT_SOURCE.map(|action| permission(action, queue)));
        }
    }
    let group = function.property("LoggingConfig/LogGroup/Ref").as_str().unwrap_or_default().to_owned();
    needed.extend(FOR_LOGS.map(|action| permission(action, &arn(&group))));
    needed
}

/// The role that a function has.
fn role_of(function: &Resource) -> Resource {
    let role = function.property("Role/Fn::GetAtt/0").as_str();
    resource(role.unwrap_or_else(|| panic!("{} has no role of the stack's own", function.id)))
}

/// One or several, as IAM takes both.
fn each(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_else(|| vec![value.clone()])
}

fn each_in(statement: &Value, part: &str) -> Vec<Value> {
    statement.get(part).map(each).unwrap_or_default()
}

/// What a role allows.
fn granted(role: &Resource) -> Permissions {
    let mut granted = Permissions::new();
    for policy in each(role.property("Policies")) {
        for statement in policy.pointer("/PolicyDocument/Statement").map(each).unwrap_or_default() {
            assert_eq!(statement.get("Effect"), Some(&json!("Allow")), "{}", role.id);
            for action in each_in(&statement, "Action") {
                let action = action.as_str().unwrap_or_default();
                granted.extend(each_in(&statement, "Resource").iter().map(|on| permission(action, on)));
            }
        }
    }
    granted
}

#[test]
fn each_function_may_do_what_it_does_and_nothing_else() {
    let mut broken = Vec::new();
    for function in functions() {
        let needed: Permissions = &needed(&function) | &needed_by_lambda(&function);
        let granted = granted(&role_of(&function));
        broken.extend(needed.difference(&granted).map(|it| format!("{} calls and may not: {it}", function.id)));
        broken.extend(granted.difference(&needed).map(|it| format!("{} may and never calls: {it}", function.id)));
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn each_function_has_a_role_of_its_own_that_lambda_alone_assumes() {
    let mut roles = BTreeSet::new();
    for function in functions() {
        let role = role_of(&function);
        assert!(roles.insert(role.id.clone()), "{} shares its role", function.id);
        assert_eq!(
            role.property("ManagedPolicyArns"),
            &Value::Null,
            "{}: managed policies hold for everything",
            role.id
        );
        assert_eq!(function.property("Policies"), &Value::Null, "{}: a role or policies, not both", function.id);
        let who = role.property("AssumeRolePolicyDocument/Statement/0/Principal");
        assert_eq!(who, &json!({"Service": "lambda.amazonaws.com"}), "{}", role.id);
    }
}

#[test]
fn a_functions_sources_are_itself_and_the_services_behind_it() {
    let names = |binary: &str| sources_of(binary).iter().map(|file| file.name().to_owned()).collect::<BTreeSet<_>>();
    assert!(names("worker").is_superset(&["lib.rs", "working.rs", "requests.rs"].map(str::to_owned).into()));
    assert!(names("worker").is_superset(&["replying.rs", "seating.rs", "plan.rs"].map(str::to_owned).into()));
    assert!(!names("sweeper").contains("requests.rs"), "what the sweeper does not name is not its own");
    for way_in in ["relay", "interactivity", "events"] {
        assert!(!names(way_in).contains("working.rs"), "{way_in} works no lane");
    }
}
