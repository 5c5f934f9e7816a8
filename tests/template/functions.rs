//! Each folder of `functions/` is deployed once, as what it is, with the variables that it reads.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};
use shared::config::OutsideConfig;
use shared::secret::Secret;
use tests::repository::{File, file, files};
use tests::rust_source::Code;

use super::cloudformation::{Resource, functions, resource, resources, template, the_only};

/// The binary that a function is built from: its folder's name.
pub(crate) fn binary_of(function: &Resource) -> String {
    let binary = function.all.pointer("/Metadata/BuildProperties/Binary").and_then(Value::as_str);
    binary.unwrap_or_else(|| panic!("{} names no binary to build", function.id)).to_owned()
}

/// The function that is built from this folder.
pub(crate) fn function(binary: &str) -> Resource {
    let found = functions().into_iter().find(|function| binary_of(function) == binary);
    found.unwrap_or_else(|| panic!("template.yaml has no function for functions/{binary}"))
}

#[test]
fn each_folder_is_one_function_and_each_function_one_folder() {
    let manifest = |file: &File| file.path.starts_with("functions/") && file.name() == "Cargo.toml";
    let folders =
        files().into_iter().filter(manifest).filter_map(|file| file.path.split('/').nth(1).map(str::to_owned));
    let folders: Vec<String> = folders.collect();
    let mut deployed: Vec<String> = functions().iter().map(binary_of).collect();
    deployed.sort();
    assert_eq!(folders, deployed, "left: the folders of functions/, right: the binaries in template.yaml");
}

#[test]
fn each_function_is_built_from_the_workspace_for_the_chosen_processor() {
    for function in functions() {
        let id = &function.id;
        assert_eq!(function.all.pointer("/Metadata/BuildMethod"), Some(&json!("rust-cargolambda")), "{id}");
        for (place, value) in [("CodeUri", "."), ("Handler", "bootstrap"), ("Runtime", "provided.al2023")] {
            assert_eq!(function.property(place), value, "{id}: {place}");
        }
        assert_eq!(function.property("Architectures"), &json!([{"Ref": "Architecture"}]), "{id}");
    }
    let processors = template().pointer("/Parameters/Architecture/AllowedValues").cloned();
    assert_eq!(processors, Some(json!(["x86_64", "arm64"])), "what Lambda has");
}

/// What a configuration type reads.
#[derive(Debug, Default)]
struct Reads {
    required: BTreeSet<String>,
    optional: BTreeSet<String>,
}

/// The configuration types that a main reads from the environment.
fn configurations_in(main: &str) -> Vec<String> {
    let code = Code::of(main);
    let pieces: Vec<&str> = code.text().split("::read(&environment)").collect();
    let before = pieces.split_last().map_or(&[][..], |(_, before)| before);
    let name =
        |piece: &&str| piece.rsplit(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default().to_owned();
    before.iter().map(name).collect()
}

/// The variables that a type of `shared/src/config.rs` reads: the names in its `read`.
fn variables_of(configuration: &str) -> Reads {
    let text = file("shared/src/config.rs").text;
    let (_, block) =
        text.split_once(&format!("\nimpl {configuration} {{\n")).unwrap_or_else(|| panic!("no {configuration}"));
    let block = block.split("\n}\n").next().unwrap_or_default();
    let names = |call: &str| -> BTreeSet<String> {
        block.split(call).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    };
    let reads = Reads { required: names("required(variable, \""), optional: names("variable(\"") };
    let looked_up = block.matches("variable").count() - block.matches("variable: Lookup").count();
    let found = reads.required.len() + reads.optional.len();
    assert_eq!(
        looked_up, found,
        "{configuration} looks a variable up in a way that this rule does not know: {reads:?}"
    );
    reads
}

#[test]
fn each_function_gets_the_variables_that_it_reads_and_no_others() {
    for function in functions() {
        let main = file(&format!("functions/{}/src/main.rs", binary_of(&function))).text;
        let mut reads = Reads::default();
        for configuration in configurations_in(&main) {
            let more = variables_of(&configuration);
            reads.required.extend(more.required);
            reads.optional.extend(more.optional);
        }
        assert!(!reads.required.is_empty(), "{}: its main reads its configuration", function.id);
        let set = function.property("Environment/Variables").as_object().cloned().unwrap_or_default();
        let set: BTreeSet<String> = set.keys().cloned().collect();
        let missing: Vec<_> = reads.required.difference(&set).collect();
        assert!(missing.is_empty(), "{}: not set: {missing:?}", function.id);
        let read: BTreeSet<String> = &reads.required | &reads.optional;
        let unread: Vec<_> = set.difference(&read).collect();
        assert!(unread.is_empty(), "{}: set and never read: {unread:?}", function.id);
    }
}

#[test]
fn slack_is_slack_on_aws() {
    let outside = variables_of("OutsideConfig");
    assert!(outside.optional.contains("SLACK_API_BASE"), "this rule looks for the variable that moves Slack");
    for function in functions() {
        assert_eq!(function.property("Environment/Variables/SLACK_API_BASE"), &Value::Null, "{}", function.id);
    }
}

#[test]
fn table_and_queues_are_the_stacks_own() {
    let (table, doorbells, answers) = (the_only("AWS::DynamoDB::Table"), resource("Doorbells"), resource("Answers"));
    for function in functions() {
        assert_eq!(function.property("Environment/Variables/TABLE_NAME"), &table.reference(), "{}", function.id);
        assert_eq!(function.property("Environment/Variables/QUEUE_URL"), &doorbells.reference(), "{}", function.id);
        assert_eq!(function.property("Environment/Variables/ANSWERS_URL"), &answers.reference(), "{}", function.id);
    }
}

#[test]
fn the_app_secret_that_the_stack_makes_is_one_that_the_functions_can_read() {
    let secret = the_only("AWS::SecretsManager::Secret");
    let text = secret.property("SecretString/Fn::Sub").as_str().unwrap().to_owned();
    assert!(text.contains("${SealKey}"), "the key is the one that was asked for");
    let filled = text.replace("${SealKey}", &BASE64.encode([7_u8; 32])).replace("${SigningSecret}", "now");
    let filled =
        filled.replace("${ClientId}", "1.2").replace("${ClientSecret}", "known").replace("${StateKey}", "signs");
    for (former, expected) in [("", None), ("before", Some("before"))] {
        let made = filled.replace("${FormerSigningSecret}", former);
        let read = OutsideConfig::read(&|name| (name == "APP_SECRET").then(|| made.clone()));
        let read = read.unwrap_or_else(|error| panic!("{error}"));
        let oauth = read.oauth.unwrap();
        let known_by = [oauth.client_id.as_str(), oauth.client_secret.expose(), oauth.state_key.expose()];
        assert_eq!(known_by, ["1.2", "known", "signs"]);
        let signing = read.signing.unwrap();
        assert_eq!(signing.current.expose(), "now");
        assert_eq!(signing.previous.as_ref().map(Secret::expose), expected, "nothing signs with nothing");
    }
    for binary in ["relay", "interactivity", "install", "events", "worker"] {
        let function = function(binary);
        let given = function.property("Environment/Variables/APP_SECRET");
        assert_eq!(given, &json!({"Fn::Sub": format!("{{{{resolve:secretsmanager:${{{}}}}}}}", secret.id)}));
    }
    for key in ["SealKey", "SigningSecret", "FormerSigningSecret", "ClientSecret", "StateKey"] {
        let parameter = format!("/Parameters/{key}/NoEcho");
        assert_eq!(template().pointer(&parameter), Some(&json!(true)), "{key} is shown nowhere");
    }
    assert_eq!(secret.all.pointer("/DeletionPolicy"), Some(&json!("Retain")), "the kept table is sealed with it");
}

#[test]
fn each_function_logs_into_a_group_of_the_stack_that_forgets() {
    let groups = resources("AWS::Logs::LogGroup");
    for group in &groups {
        assert_eq!(group.property("RetentionInDays"), &json!({"Ref": "LogRetentionDays"}), "{}", group.id);
    }
    let mut used = BTreeSet::new();
    for function in functions() {
        let logs_into = function.property("LoggingConfig/LogGroup");
        let group = groups.iter().find(|group| group.reference() == *logs_into);
        assert!(group.is_some_and(|group| used.insert(group.id.clone())), "{}: a log group of its own", function.id);
    }
}
