//! How connections go, and what takes their place.

use std::time::Duration;

use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use super::slack::{Line, Refusal, disconnect};
use super::{EVENT, Rig, envelope};
use crate::scripted_faults::Next;
use crate::socket::session::{PING_EVERY, SILENCE_MAX};
use crate::socket::{PAUSE_MAX, SocketError, TOO_MANY};

async fn answers(line: &mut Line, id: &str) {
    line.sends(&envelope(EVENT, id)).await;
    assert_eq!(line.hears().await, Some(json!({"envelope_id": id})));
}

#[tokio::test]
async fn two_connections_stand_and_no_third() {
    let (rig, mut one, mut two) = Rig::start().await;
    answers(&mut one, "e1").await;
    answers(&mut two, "e2").await;
    assert!(!rig.slack.has_connection());
}

#[tokio::test]
async fn the_new_connection_is_open_before_the_old_one_is_dropped() {
    for reason in ["warning", "refresh_requested", "something_newer"] {
        let (mut rig, mut old, mut two) = Rig::start().await;
        // The replacement is refused at first: until there is one, the old connection is served.
        rig.slack.refuses(Refusal(200, "1", json!({"ok": false, "error": "internal_error"})));
        old.sends(&disconnect(reason)).await;
        rig.clock.paused(1, |long| long == Duration::from_secs(1)).await;
        answers(&mut old, "e1").await;
        old.sends(&disconnect(reason)).await;
        rig.clock.pass(Duration::from_secs(1));
        rig.clock.paused(1, |long| long < Duration::from_secs(1)).await;
        rig.clock.pass(Duration::from_secs(1));
        let mut new = rig.slack.connection().await;
        answers(&mut old, "e2").await;
        rig.is_served_no_longer().await;
        assert_eq!(old.hears().await, None, "{reason}: the old one is closed");
        answers(&mut new, "e4").await;
        answers(&mut two, "e3").await;
        assert!(!rig.slack.has_connection(), "{reason}: one for one");
    }
}

#[tokio::test]
async fn what_was_being_worked_on_is_acknowledged_where_it_came_from() {
    let (mut rig, mut old, _two) = Rig::start().await;
    rig.reading.next(Next::IsHeld);
    old.sends(&envelope(EVENT, "e1")).await;
    rig.reading.held.notified().await;
    rig.reading.next(Next::Nothing);
    old.sends(&disconnect("refresh_requested")).await;
    let mut new = rig.slack.connection().await;
    answers(&mut new, "e2").await;
    rig.reading.released.notify_one();
    assert_eq!(old.hears().await, Some(json!({"envelope_id": "e1"})));
    rig.is_served_no_longer().await;
    assert_eq!(old.hears().await, None);
}

#[tokio::test]
async fn one_that_is_refreshed_again_and_again_is_opened_ever_more_rarely() {
    let (mut rig, mut line, _two) = Rig::start().await;
    line.sends(&disconnect("refresh_requested")).await;
    let mut line = rig.slack.connection().await;
    for longest in [1, 2, 4] {
        line.sends(&disconnect("refresh_requested")).await;
        let longest = Duration::from_secs(longest);
        rig.clock.paused(1, |long| long < longest && long > Duration::ZERO).await;
        assert!(!rig.slack.has_connection(), "not at once");
        rig.clock.pass(longest);
        line = rig.slack.connection().await;
    }
}

#[tokio::test]
async fn when_socket_mode_is_switched_off_it_stops_and_says_what_to_switch_on() {
    let (rig, mut one, mut two) = Rig::start().await;
    one.sends(&disconnect("link_disabled")).await;
    let ended = rig.running.await.unwrap();
    assert_eq!(ended, SocketError::Disabled);
    assert!(ended.to_string().contains("Switch it on under Socket Mode at api.slack.com/apps"), "{ended}");
    assert_eq!((one.hears().await, two.hears().await), (None, None));
    assert!(!rig.slack.has_connection());
}

#[tokio::test]
async fn with_too_many_connections_it_waits_for_minutes_and_lives_on_the_other_one() {
    let (mut rig, mut one, mut two) = Rig::start().await;
    one.sends(&disconnect("too_many_websockets")).await;
    rig.is_served_no_longer().await;
    assert_eq!(one.hears().await, None);
    rig.clock.paused(1, |long| long >= TOO_MANY / 2).await;
    answers(&mut two, "e1").await;
    assert!(!rig.slack.has_connection());
    rig.clock.pass(TOO_MANY);
    let mut new = rig.slack.connection().await;
    answers(&mut new, "e2").await;
}

#[tokio::test]
async fn a_connection_that_breaks_off_is_opened_anew() {
    let (mut rig, one, mut two) = Rig::start().await;
    rig.clock.pass(Duration::from_secs(10));
    one.breaks_off();
    let mut new = rig.slack.connection().await;
    answers(&mut new, "e1").await;
    two.sends_message(Message::Close(None)).await;
    let mut new = rig.slack.connection().await;
    answers(&mut new, "e2").await;
}

#[tokio::test]
async fn one_that_breaks_off_at_once_is_not_opened_anew_at_once() {
    let (mut rig, one, _two) = Rig::start().await;
    one.breaks_off();
    rig.clock.paused(1, |long| long < Duration::from_secs(1)).await;
    assert!(!rig.slack.has_connection());
    rig.clock.pass(Duration::from_secs(1));
    rig.slack.connection().await;
}

#[tokio::test]
async fn a_peer_that_is_dead_is_noticed_after_thirty_seconds() {
    let (mut rig, dead, mut alive) = Rig::start().await;
    let pings = SILENCE_MAX.as_secs() / PING_EVERY.as_secs();
    for _ in 0..pings {
        rig.clock.paused(2, |long| long == PING_EVERY).await;
        assert!(!rig.slack.has_connection());
        rig.clock.pass(PING_EVERY);
        // Reading it answers it.
        assert!(matches!(alive.next().await, Some(Message::Ping(_))));
    }
    let mut new = rig.slack.connection().await;
    answers(&mut new, "e1").await;
    answers(&mut alive, "e2").await;
    drop(dead);
}

#[tokio::test]
async fn while_slack_gives_no_address_it_is_asked_ever_more_rarely_and_as_it_says() {
    let (mut rig, one, _two) = Rig::start().await;
    rig.clock.pass(Duration::from_secs(10));
    rig.slack.refuses(Refusal(429, "30", json!({"ok": false, "error": "ratelimited"})));
    for _ in 0..8 {
        rig.slack.refuses(Refusal(503, "0", json!("<html>")));
    }
    one.breaks_off();
    rig.clock.paused(1, |long| long == Duration::from_secs(30)).await;
    rig.clock.pass(Duration::from_secs(30));
    for failed in 0..9 {
        let longest = Duration::from_secs(1 << failed).min(PAUSE_MAX);
        rig.clock.paused(1, |long| long < longest && long != PING_EVERY).await;
        assert!(!rig.slack.has_connection());
        rig.clock.pass(longest);
    }
    rig.slack.connection().await;
}

#[tokio::test]
async fn a_token_that_was_revoked_meanwhile_stops_it_and_is_named() {
    let (rig, one, _two) = Rig::start().await;
    rig.clock.pass(Duration::from_secs(10));
    rig.slack.refuses(Refusal(200, "0", json!({"ok": false, "error": "account_inactive"})));
    one.breaks_off();
    assert_eq!(rig.running.await.unwrap(), SocketError::AppToken("account_inactive".to_owned()));
}
