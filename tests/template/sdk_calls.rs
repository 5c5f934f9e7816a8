//! What the adapters ask of AWS, read from their source: port method → SDK calls.
//!
//! A method's calls are those of its own body and of every function of the adapter that it reaches. Reading too much
//! would ask for a permission too many, reading too little is a call refused in production: so an SDK call that this
//! file has no action for fails the test.

use std::collections::{BTreeMap, BTreeSet};

use tests::repository::{file, rust_under};
use tests::rust_source::Code;

/// SDK calls and the parts of transactions, each with the action that AWS checks. A transaction is checked by its parts.
const ACTIONS: [(&str, &[&str]); 16] = [
    (".get_item(", &["dynamodb:GetItem"]),
    (".batch_get_item(", &["dynamodb:BatchGetItem"]),
    (".query(", &["dynamodb:Query"]),
    (".put_item(", &["dynamodb:PutItem"]),
    (".update_item(", &["dynamodb:UpdateItem"]),
    (".delete_item(", &["dynamodb:DeleteItem"]),
    (".transact_write_items(", &[]),
    ("Put::builder(", &["dynamodb:PutItem"]),
    ("PutItem::builder(", &["dynamodb:PutItem"]),
    ("Update::builder(", &["dynamodb:UpdateItem"]),
    ("Delete::builder(", &["dynamodb:DeleteItem"]),
    ("ConditionCheck::builder(", &["dynamodb:ConditionCheckItem"]),
    ("Get::builder(", &["dynamodb:GetItem"]),
    (".send_message(", &["sqs:SendMessage"]),
    (".send_message_batch(", &["sqs:SendMessage"]),
    (".change_message_visibility(", &["sqs:ChangeMessageVisibility"]),
];

/// An action, and for a query the index that it reads.
pub(crate) type Call = (&'static str, Option<String>);

/// A function of an adapter: what it says itself, and whom it calls.
#[derive(Debug, Default)]
struct Said {
    calls: BTreeSet<Call>,
    /// Code with each chain of calls on one line.
    code: String,
    /// The file that it stands in.
    path: String,
}

/// The store's methods by name, of all parts of the port.
pub(crate) fn store() -> BTreeMap<String, BTreeSet<Call>> {
    let parts = ["mod", "messages", "people", "installing"].map(|part| format!("shared/src/store/{part}.rs"));
    parts.iter().flat_map(|part| port(part, "shared/src/store/dynamodb")).collect()
}

/// Which of these fields of its own a method of an adapter names.
pub(crate) fn fields_named<'a>(adapter: &str, method: &str, fields: &[&'a str]) -> Vec<&'a str> {
    let functions = functions_of(adapter);
    let said = functions.get(method).unwrap_or_else(|| panic!("no adapter function {method}"));
    let names = |field: &&&str| said.iter().any(|said| said.code.contains(&format!("self.{field}")));
    fields.iter().filter(names).copied().collect()
}

/// Port methods by name, each with what its adapter asks of AWS. The adapter is a file, or a folder's files. What a port
/// says by itself (`done` is a `done_with`) is part of each adapter.
pub(crate) fn port(port: &str, adapter: &str) -> BTreeMap<String, BTreeSet<Call>> {
    let mut functions = functions_of(adapter);
    for (name, own) in functions_of(port) {
        functions.entry(name).or_insert(own);
    }
    let methods = Code::of(&file(port).text);
    let mut calls = BTreeMap::new();
    for method in declared(&methods) {
        calls.insert(method.clone(), reached(&method, &functions));
    }
    assert!(!calls.is_empty(), "{port} declares no method");
    calls
}

/// The `async fn` of a port's trait: declarations, which have no body.
fn declared(port: &Code) -> Vec<String> {
    let (_, port) = port.text().split_once("pub trait ").unwrap_or_else(|| panic!("a port is a trait"));
    let port = port.split("\n}").next().unwrap_or_default();
    let after = port.split("async fn ").skip(1);
    after.filter_map(|rest| rest.split('(').next()).map(|name| name.trim().to_owned()).collect()
}

/// The functions of an adapter by name: several may share one.
fn functions_of(adapter: &str) -> BTreeMap<String, Vec<Said>> {
    let files = if adapter.contains(".rs") { vec![file(adapter)] } else { rust_under(adapter) };
    let mut functions: BTreeMap<String, Vec<Said>> = BTreeMap::new();
    for file in files {
        let lines: Vec<&str> = file.text.lines().collect();
        for function in Code::shipped(&file.text).functions() {
            let own = lines.iter().skip(function.line - 1).take(function.lines).copied().collect::<Vec<_>>().join("\n");
            let code = on_one_line(function.code.text());
            let calls = calls_in(&file.path, &code, &on_one_line(&own));
            functions.entry(function.name).or_default().push(Said { calls, code, path: file.path.clone() });
        }
    }
    functions
}

/// Joins lines, so that `self\n    .client\n    .query()` reads `self.client.query()`.
pub(crate) fn on_one_line(code: &str) -> String {
    code.split_whitespace().collect::<Vec<_>>().join(" ").replace(" .", ".")
}

fn calls_in(path: &str, code: &str, text: &str) -> BTreeSet<Call> {
    for call in code.split(".client.").skip(1) {
        let name = format!(".{}(", call.split('(').next().unwrap_or_default());
        let known = ACTIONS.iter().any(|(call, _)| *call == name);
        assert!(known, "{path} calls {name}…): say in tests/template/sdk_calls.rs which permission that needs");
    }
    let said = ACTIONS.iter().filter(|(call, _)| says(code, call));
    let mut calls: BTreeSet<Call> =
        said.flat_map(|(_, actions)| actions.iter().map(|action| (*action, None))).collect();
    if calls.remove(&("dynamodb:Query", None)) {
        let index = text.split(".index_name(\"").nth(1).and_then(|rest| rest.split('"').next());
        calls.insert(("dynamodb:Query", index.map(str::to_owned)));
    }
    calls
}

/// Whether this call stands there; `Put::builder` is not part of `ThingPut::builder`.
fn says(code: &str, call: &str) -> bool {
    let is_inside_a_word = |at: usize| {
        let before = code[..at].chars().next_back();
        !call.starts_with('.') && before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
    };
    code.match_indices(call).any(|(at, _)| !is_inside_a_word(at))
}

/// Everything that is asked for from this function on.
fn reached(method: &str, functions: &BTreeMap<String, Vec<Said>>) -> BTreeSet<Call> {
    let mut calls = BTreeSet::new();
    let mut seen = BTreeSet::from([method.to_owned()]);
    let mut next = vec![method.to_owned()];
    while let Some(name) = next.pop() {
        for said in functions.get(&name).unwrap_or_else(|| panic!("no adapter function {name}")) {
            calls.extend(said.calls.iter().cloned());
            let called = functions.keys().filter(|other| calls_function(&said.code, other, functions));
            next.extend(called.filter(|other| seen.insert((*other).clone())).cloned());
        }
    }
    calls
}

/// Whether code calls this function of the adapter, or names the type in whose file it stands
/// (`Expression::update(…).on(…)`).
fn calls_function(code: &str, name: &str, functions: &BTreeMap<String, Vec<Said>>) -> bool {
    let through_its_type = |said: &Said| says(code, &format!("{}::", type_of(&said.path)));
    code.match_indices(&format!("{name}(")).any(|(at, _)| is_own_call(&code[..at]))
        || functions.get(name).into_iter().flatten().any(through_its_type)
}

/// Whether what stands before a call's name makes it one of the adapter's: it is called freely, on `self`, or through a
/// module; not on another value, and not as another type's.
fn is_own_call(before: &str) -> bool {
    if let Some(path) = before.strip_suffix("::") {
        let of = path.rsplit(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default();
        return of == "Self" || of.starts_with(char::is_lowercase);
    }
    let inside_a_word = before.chars().next_back().is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    let on_another = before.ends_with('.') && !before.ends_with("self.");
    !inside_a_word && !on_another && !before.ends_with("fn ")
}

/// The type that a file is named after: `expression.rs` holds `Expression`.
fn type_of(path: &str) -> String {
    let stem = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
    let mut letters = stem.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

#[test]
fn calls_are_found_through_helpers_chains_and_transactions() {
    let store = store();
    let asked = |method: &str| {
        store.get(method).unwrap().iter().map(|(action, index)| (*action, index.as_deref())).collect::<Vec<_>>()
    };
    assert_eq!(asked("relay_key"), [("dynamodb:GetItem", None)]);
    assert_eq!(asked("pending"), [("dynamodb:Query", Some("pending"))]);
    assert_eq!(asked("rang"), [("dynamodb:UpdateItem", None)]);
    assert_eq!(asked("claim"), [("dynamodb:UpdateItem", None)]);
    let done = [("dynamodb:DeleteItem", None), ("dynamodb:PutItem", None), ("dynamodb:UpdateItem", None)];
    for method in ["commit", "done", "done_with"] {
        assert_eq!(asked(method).as_slice(), &done[..], "{method}");
    }
    assert_eq!(asked("last_said"), [("dynamodb:Query", None)]);
    assert_eq!(asked("put_line"), [("dynamodb:PutItem", None)]);
}
