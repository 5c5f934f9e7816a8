//! `infra/slack-manifest.yaml`: valid by Slack's own schema, for Socket Mode and for HTTP, and what the code was written
//! for.

use std::collections::BTreeSet;

use jsonschema::Validator;
use local::delivering::{CALLBACK_PATH, EVENTS_PATH, INTERACTIVITY_PATH};
use local::sandbox::Sandbox;
use serde_json::{Value, json};
use shared::slack::cards::CONTROL_VIEW;
use shared::slack::scopes;
use shared::system::{SystemClock, SystemRandom};
use tests::repository::file;
use xtask::manifest::{TEXT, Urls, filled};

use super::cloudformation::document;

/// Slack's schema, as published.
const SCHEMA: &str = include_str!("slack-manifest.schema.json");

fn schema() -> Validator {
    let schema = serde_json::from_str(SCHEMA).unwrap_or_else(|error| panic!("the schema is no JSON: {error}"));
    jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("the schema is none: {error}"))
}

/// What Slack would say of a manifest.
fn broken(manifest: &Value) -> Vec<String> {
    schema().iter_errors(manifest).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn manifest() -> Value {
    document("infra/slack-manifest.yaml", &file("infra/slack-manifest.yaml").text)
}

/// As `cargo xtask manifest` fills it in.
fn for_http() -> Value {
    let urls = Urls::at("https://inbox.acme.test/prod").unwrap_or_else(|error| panic!("{error}"));
    let text = filled(TEXT, &urls).unwrap_or_else(|error| panic!("{error}"));
    document("infra/slack-manifest.yaml", &text)
}

/// The texts of a list.
fn texts(manifest: &Value, place: &str) -> BTreeSet<String> {
    let list = manifest.pointer(place).and_then(Value::as_array).unwrap_or_else(|| panic!("no list at {place}"));
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

#[test]
fn the_app_manifest_is_valid_for_socket_mode_and_for_http() {
    for (manifest, socket_mode) in [(manifest(), true), (for_http(), false)] {
        assert_eq!(broken(&manifest), Vec::<String>::new(), "socket mode: {socket_mode}");
        assert_eq!(manifest["settings"]["socket_mode_enabled"], json!(socket_mode));
    }
}

#[test]
fn for_http_the_manifest_names_the_paths_that_the_functions_stand_at() {
    let (socket, http) = (manifest(), for_http());
    for (place, path) in [
        ("/settings/event_subscriptions/request_url", EVENTS_PATH),
        ("/settings/interactivity/request_url", INTERACTIVITY_PATH),
        ("/oauth_config/redirect_urls/0", CALLBACK_PATH),
    ] {
        let url = http.pointer(place).and_then(Value::as_str).unwrap_or_else(|| panic!("no address at {place}"));
        assert_eq!(url, format!("https://inbox.acme.test/prod{path}"), "{place}");
        assert_eq!(socket.pointer(place), None, "over Socket Mode nothing is posted: {place}");
    }
}

#[test]
fn a_broken_manifest_is_refused_by_the_schema() {
    for (place, wrong) in [
        ("/display_information/name", json!("a name that is longer than Slack takes")),
        ("/features/shortcuts/0/type", json!("anywhere")),
        ("/settings/interactivity/is_enabled", json!("yes")),
        ("/settings/event_subscriptions/bot_events", json!(["app_mention", "app_mention"])),
        ("/oauth_config/scopes/bot", json!("commands")),
    ] {
        let mut manifest = manifest();
        *manifest.pointer_mut(place).unwrap_or_else(|| panic!("nothing at {place}")) = wrong;
        assert_ne!(broken(&manifest), Vec::<String>::new(), "{place}");
    }
    let mut unknown = manifest();
    unknown["settings"]["a_new_setting"] = json!(true);
    assert_ne!(broken(&unknown), Vec::<String>::new());
}

#[test]
fn the_manifest_asks_for_the_scopes_that_the_sandbox_grants_and_refuses_without() {
    let asked_for: BTreeSet<String> = scopes::BOT.map(str::to_owned).into();
    assert_eq!(texts(&manifest(), "/oauth_config/scopes/bot"), asked_for, "what a consent is asked for");
    let sandbox = Sandbox::open(None, std::sync::Arc::new(SystemClock), &SystemRandom).unwrap();
    let granted: BTreeSet<String> = sandbox.slack().token.scopes.into_iter().collect();
    assert_eq!(texts(&manifest(), "/oauth_config/scopes/bot"), granted);
}

/// The names of events in the reader's own table.
fn events_read() -> BTreeSet<String> {
    let source = file("shared/src/slack/payload/events.rs").text;
    let arms = source.lines().map(str::trim).skip_while(|line| !line.starts_with("\"message\" =>"));
    let arms = arms.take_while(|line| !line.starts_with("_ =>")).filter_map(|line| line.split_once("=>"));
    let names = arms.flat_map(|(names, _)| names.split('|')).map(|name| name.trim().trim_matches('"').to_owned());
    names.collect()
}

#[test]
fn the_manifest_subscribes_to_each_event_that_is_read_and_to_no_other() {
    let subscribed = texts(&manifest(), "/settings/event_subscriptions/bot_events");
    // Slack has one subscription for each kind of channel; the event is the same.
    let read_as: BTreeSet<String> =
        subscribed.iter().map(|name| name.split('.').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(read_as, events_read());
    for kind in ["message.channels", "message.groups", "message.im"] {
        assert!(subscribed.contains(kind), "{kind}");
    }
}

#[test]
fn the_manifest_has_the_shortcuts_of_the_product() {
    let manifest = manifest();
    let shortcuts = manifest["features"]["shortcuts"].as_array().unwrap();
    let shortcuts: Vec<(&str, &str)> = shortcuts
        .iter()
        .map(|shortcut| (shortcut["type"].as_str().unwrap(), shortcut["callback_id"].as_str().unwrap()))
        .collect();
    assert_eq!(shortcuts, [("global", "admin_panel"), ("global", "access_control_panel"), ("message", CONTROL_VIEW)]);
}
