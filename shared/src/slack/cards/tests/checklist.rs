//! The checklist of whoever installed the app.

use expect_test::expect_file;

use super::{listed, seen};
use crate::chatbot::pre_action::{BotCore, text};
use crate::domain::{ChannelId, FirstChannel, SetUpTrouble};
use crate::slack::cards::{Checklist, Done};

const RELAY_URL: &str = "https://a1b2c3d4e5.execute-api.ap-southeast-1.amazonaws.com/prod/relay/0123456789abcdef";

fn channels() -> Vec<ChannelId> {
    ["C08DEFAULT1", "C08SUPPORT1"].map(ChannelId::new).into()
}

/// As it is when both channels are made, without the pre-actions, which have a test of their own.
fn made() -> Checklist {
    let relay_url = Some(RELAY_URL.to_owned());
    let default = channels().into_iter().next();
    Checklist { channels: channels(), default, is_for_admin: true, relay_url, ..Checklist::default() }
}

fn in_every_state() -> Vec<(&'static str, Checklist)> {
    let error = "restricted_action".to_owned();
    let not_made = Some(SetUpTrouble::NotMade { channel: FirstChannel::Team, error });
    let (channel, error) = (ChannelId::new("C08SUPPORT1"), "cant_invite".to_owned());
    let not_invited = Some(SetUpTrouble::NotInvited { channel, error });
    let webhooks = ["c001", "c002", "c003", "c004", "c005", "c006"]
        .map(|bot| format!("https://inbox.example.com/prod/chatbot/{bot}/events"))
        .into();
    let done = [Done::Teammates, Done::Webhook, Done::Request, Done::Test].into();
    let all = Checklist { webhooks, done, ..made() };
    vec![
        ("Just installed", Checklist { channels: Vec::new(), default: None, ..made() }),
        ("Both channels are made", made()),
        ("One can't be made", Checklist { channels: Vec::new(), default: None, trouble: not_made.clone(), ..made() }),
        ("Somebody has made it since", Checklist { trouble: not_made, ..made() }),
        ("The installer can't be let in", Checklist { trouble: not_invited, ..made() }),
        ("For somebody who is no admin", Checklist { is_for_admin: false, relay_url: None, ..made() }),
        ("The relay key does not open", Checklist { relay_url: None, ..made() }),
        ("Everything is done", all),
    ]
}

#[test]
fn the_checklist_says_what_is_left_and_what_to_do() {
    let states = in_every_state().into_iter().map(|(name, checklist)| (name, seen(&checklist.render())));
    expect_file!["../checklist.snapshot.txt"].assert_eq(&listed(states));
}

#[test]
fn with_the_longest_relay_url_each_pre_action_is_one_block_and_nothing_is_left_out() {
    let longest = format!("https://example.com/{}", "a".repeat(180));
    let pre_actions: Vec<_> =
        BotCore::ALL.map(|core| (core.to_string(), text(core, &longest).expect("a relay URL"))).into();
    let blocks = |checklist: Checklist| checklist.render().blocks().len();
    let without = blocks(made());
    let (_, all) = in_every_state().pop().expect("the last");
    // A heading and the code of each.
    assert_eq!(blocks(Checklist { pre_actions: pre_actions.clone(), ..made() }), without + 4);
    let message = Checklist { pre_actions, relay_url: Some(longest), ..all }.render();
    assert_eq!(message.blocks().len(), without + 4);
    crate::slack::limits::check(&message).expect("it is inside Slack's limits");
    assert!(!message.text().contains("example.com"), "no URL in what a telephone's lock screen shows");
}
