//! *Relay URL* in the Admin Panel.

use expect_test::expect_file;

use super::{NOON, listed, seen_in};
use crate::chatbot::pre_action;
use crate::slack::cards::{OpenedOn, RelayKeyShown, RelayPanel};

const URL: &str = "https://a1b2c3d4e5.execute-api.ap-southeast-1.amazonaws.com/prod/relay/0123456789abcdef";

fn panel(keys: Vec<RelayKeyShown>) -> RelayPanel {
    let about = OpenedOn { opened_on: "digest".to_owned() };
    RelayPanel { about, url: Some(URL.to_owned()), pre_actions: Vec::new(), keys, is_stale: false }
}

#[test]
fn the_panel_says_what_there_is_and_what_can_be_done() {
    let (fresh, used) =
        (RelayKeyShown { made_at: NOON, used_at: None }, RelayKeyShown { made_at: NOON, used_at: Some(NOON) });
    let states = [
        ("never used", panel(vec![fresh])),
        ("used, and older ones", panel(vec![used, fresh, used])),
        ("none", RelayPanel { url: None, ..panel(Vec::new()) }),
        ("can't be shown", RelayPanel { url: None, ..panel(vec![fresh]) }),
        ("somebody else was faster", RelayPanel { is_stale: true, ..panel(vec![used]) }),
    ];
    let texts = states.map(|(name, panel)| (name, seen_in(&panel.render().unwrap())));
    expect_file!["../relay.snapshot.txt"].assert_eq(&listed(texts));
}

#[test]
fn with_both_pre_actions_it_is_inside_slacks_limits() {
    let longest = format!("https://example.com/{}", "a".repeat(180));
    let pre_actions = pre_action::all(&longest);
    assert_eq!(pre_actions.len(), 2);
    let key = RelayKeyShown { made_at: NOON, used_at: Some(NOON) };
    let panel = RelayPanel { pre_actions, url: Some(longest), ..panel(vec![key; 5]) };
    let seen = seen_in(&panel.render().unwrap());
    assert!(seen.contains("*Pre-action for bot core 2.7 and 2.8*\n```\n"), "{seen}");
}
