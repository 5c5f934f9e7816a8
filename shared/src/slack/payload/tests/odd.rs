//! Every payload of the contract with any of its parts missing or odd, and bytes of all kinds.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use expect_test::expect;
use proptest::prelude::{any, prop, proptest};
use serde_json::{Value, json};

use super::{delivered, form, posted, signed};
use crate::slack::payload::events::{self, Event, EventDelivery};
use crate::slack::payload::interaction::{self, Interaction};

/// The contract's payloads by name; those of Socket Mode are no bodies.
fn fixtures() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/slack/payload/fixtures");
    let read = |path: &Path| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, serde_json::from_slice(&fs::read(path).unwrap()).unwrap())
    };
    let mut fixtures: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| read(&entry.unwrap().path())).collect();
    fixtures.sort_by(|(one, _), (other, _)| one.cmp(other));
    assert_eq!(fixtures.len(), 23);
    fixtures
}

fn is_event(name: &str) -> bool {
    name.starts_with("event_") || ["app_rate_limited", "url_verification"].contains(&name)
}

/// Whether the reader knows what it is; else why not.
fn read(name: &str, payload: &Value) -> Result<bool, String> {
    let body = payload.to_string();
    if is_event(name) {
        let known = |read: EventDelivery| match read {
            EventDelivery::Unknown { .. } => false,
            EventDelivery::Event(envelope) => !matches!(envelope.event, Event::Unknown { .. }),
            EventDelivery::UrlVerification { .. } | EventDelivery::RateLimited { .. } => true,
        };
        delivered(&body).map(known).map_err(|unreadable| unreadable.to_string())
    } else {
        let known = |read: Interaction| !matches!(read, Interaction::Unknown { .. });
        posted(&body).map(known).map_err(|unreadable| unreadable.to_string())
    }
}

/// The place of each part of a payload.
fn places(value: &Value, here: &str, places: &mut Vec<String>) {
    let within = |key: &str| format!("{here}/{}", key.replace('~', "~0").replace('/', "~1"));
    let parts: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields.iter().map(|(key, part)| (within(key), part)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, part)| (within(&index.to_string()), part)).collect()
        }
        _ => Vec::new(),
    };
    for (place, part) in parts {
        self::places(part, &place, places);
        places.push(place);
    }
}

#[test]
fn every_payload_of_the_contract_is_known() {
    for (name, payload) in fixtures() {
        assert_eq!(read(&name, &payload), Ok(true), "{name}");
    }
}

#[test]
fn a_payload_fails_only_for_want_of_what_can_not_be_done_without() {
    let mut failing = String::new();
    for (name, payload) in fixtures() {
        let mut all = Vec::new();
        places(&payload, "", &mut all);
        let fails = |place: &&String| {
            let mut broken = payload.clone();
            *broken.pointer_mut(place).unwrap() = Value::Null;
            read(&name, &broken).is_err()
        };
        let places: Vec<&str> = all.iter().filter(fails).map(String::as_str).collect();
        writeln!(failing, "{name}: {}", places.join(" ")).unwrap();
    }
    expect![[r"
        app_rate_limited: /team_id
        block_actions_message: /actions/0/action_id /actions/0 /actions /user/id /user
        block_actions_view: /actions/0/action_id /actions/0 /actions /user/id /user /view/id /view
        event_app_home_opened: /api_app_id /event/user /event /event_id /team_id
        event_app_mention: /api_app_id /event/channel /event/ts /event/user /event /event_id /team_id
        event_app_uninstalled: /api_app_id /event /event_id /team_id
        event_channel_archive: /api_app_id /event/channel /event /event_id /team_id
        event_channel_deleted: /api_app_id /event/channel /event /event_id /team_id
        event_channel_rename: /api_app_id /event/channel/id /event/channel/name /event/channel /event /event_id /team_id
        event_member_joined_channel: /api_app_id /event/channel /event/user /event /event_id /team_id
        event_message_bot_message: /api_app_id /event/channel /event/ts /event /event_id /team_id
        event_message_changed: /api_app_id /event/channel /event/message/ts /event/message /event /event_id /team_id
        event_message_deleted: /api_app_id /event/channel /event /event_id /team_id
        event_message_file_share: /api_app_id /event/channel /event/ts /event /event_id /team_id
        event_message_own_bot: /api_app_id /event/channel /event/ts /event /event_id /team_id
        event_message_plain: /api_app_id /event/channel /event/ts /event /event_id /team_id
        event_message_thread_reply: /api_app_id /event/channel /event/ts /event /event_id /team_id
        event_tokens_revoked: /api_app_id /event /event_id /team_id
        message_action: /callback_id /channel/id /channel /trigger_id /user/id /user
        shortcut_global: /callback_id /trigger_id /user/id /user
        url_verification: /challenge
        view_closed: /user/id /user /view/id /view
        view_submission: /user/id /user /view/id /view
    "]]
    .assert_eq(&failing);
}

#[test]
fn no_odd_part_makes_a_reader_panic() {
    let odd =
        [json!(null), json!(true), json!(-7), json!(1.5e300), json!(""), json!("ü"), json!([]), json!([[]]), json!({})];
    let mut tried = 0;
    for (name, payload) in fixtures() {
        let mut all = Vec::new();
        places(&payload, "", &mut all);
        for place in all {
            for value in &odd {
                let mut broken = payload.clone();
                *broken.pointer_mut(&place).unwrap() = value.clone();
                // Whatever is said of it, something is.
                let _ = read(&name, &broken);
                tried += 1;
            }
        }
    }
    assert!(tried > 5_000, "{tried}");
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes: Vec<u8>) {
        let _ = events::read(signed(&bytes));
        let _ = interaction::read(signed(&bytes));
        let form = form(&String::from_utf8_lossy(&bytes));
        let _ = interaction::read(signed(form.as_bytes()));
    }

    #[test]
    fn no_damaged_payload_makes_a_reader_panic(which in 0..23_usize, at in any::<prop::sample::Index>(), byte: u8) {
        let (_, payload) = fixtures().swap_remove(which);
        let mut bytes = payload.to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = events::read(signed(&bytes));
        let form = form(&String::from_utf8_lossy(&bytes));
        let _ = interaction::read(signed(form.as_bytes()));
    }
}
