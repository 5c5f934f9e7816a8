//! How tickets open, and what a repeated request does.

use super::{Play, SUPPORT, minute, shown};
use crate::domain::{AppId, BotChannelId, BotSource, ChannelId, Opening, RECEIPTS};

#[test]
fn an_unknown_label_waits_in_the_default_queue_and_is_named() {
    let mut play = Play::new();
    play.asks("t-1", Some("Sales")).unwrap();
    assert_eq!(play.ticket().queue().channel, Some(ChannelId::new(SUPPORT)));
    assert_eq!(play.ticket().request.unknown_label.as_deref(), Some("Sales"));
    assert_eq!(play.ticket().request.label.as_deref(), Some("Sales"));
}

#[test]
fn with_no_usable_channel_the_ticket_waits_and_the_admins_are_told() {
    let mut play = Play::new();
    play.settings.ticketing_channels.clear();
    let effects = play.asks("t-1", None).unwrap();
    let effects = shown::effects(&effects);
    assert_eq!(shown::status(&play.conversation), "Pending(default (no channel))");
    assert!(effects.contains("admins: no usable channel"), "{effects}");
    assert!(effects.contains("post card 1"), "the card waits for a channel: {effects}");
}

#[test]
fn that_the_customer_asked_again_is_told_at_most_once_in_five_minutes_from_the_opening() {
    let mut play = Play::asked();
    let told: Vec<u64> = (0..=16)
        .filter(|&minute| {
            play.minute = minute;
            play.asks("t-2", None).is_ok_and(|effects| !effects.is_empty())
        })
        .collect();
    assert_eq!(told, [5, 10, 15]);
    assert_eq!(play.ticket().id.as_str(), "t-1");
    assert_eq!(play.ticket().asked_again_at, Some(minute(15)));
}

#[test]
fn that_the_customer_asked_again_is_due_to_the_millisecond() {
    let mut play = Play::asked();
    play.asks("t-2", None).unwrap_err();
    let settings = play.settings.clone();
    let ask = |millis| {
        let occasion = crate::domain::Occasion {
            delivery: "again",
            settings: &settings,
            out_of_hours: &[],
            now: crate::domain::Timestamp::from_millis(minute(0).millis() + millis),
        };
        let asked = crate::domain::open(&play.conversation, &play.request("t-2", None), &occasion);
        asked.is_ok_and(|transition| !transition.effects.is_empty())
    };
    assert!(!ask(299_999));
    assert!(ask(300_000));
}

#[test]
fn asking_again_at_once_changes_nothing_and_names_the_open_ticket() {
    let mut play = Play::asked().at(0);
    let before = play.conversation.clone();
    let refused = play.asks("t-2", None).unwrap_err();
    assert_eq!(shown::rejection(&refused), "already open: waits in Support since 0min");
    assert_eq!(play.conversation, before);
}

#[test]
fn asking_again_before_that_tells_nobody_and_is_kept() {
    let mut play = Play::asked().at(4);
    assert_eq!(shown::effects(&play.asks("t-2", None).unwrap()), "");
    assert_eq!(play.ticket().last_asked_at(), minute(4));
    assert_eq!(play.ticket().asked_again_at, None);
    assert_eq!(shown::status(&play.conversation), "Pending(Support)");
}

#[test]
fn where_no_channel_can_be_told_asking_again_tells_nobody() {
    let mut play = Play::new();
    play.settings.ticketing_channels.clear();
    play.asks("t-1", None).unwrap();
    let mut play = play.at(6);
    assert_eq!(shown::effects(&play.asks("t-2", None).unwrap()), "");
}

#[test]
fn the_bot_channel_is_learnt_with_the_request_and_kept() {
    let mut play = Play::new();
    let Opening::Request { ticket, mut request } = play.request("t-1", None) else { unreachable!() };
    request.bot = BotSource { channel: Some(BotChannelId::new("c001")), app: Some(AppId::new("0app")) };
    let bot = request.bot.clone();
    play.opens(&Opening::Request { ticket, request }).unwrap();
    let mut play = play.at(5);
    play.asks("t-2", None).unwrap();
    assert_eq!(play.conversation.bot, bot);
}

#[test]
fn the_clock_may_go_back_and_the_order_still_rises() {
    let mut play = Play::asked().at(10);
    play.does(&play.pick("May")).unwrap();
    let order = play.conversation.last_order;
    let mut play = play.at(2);
    play.does(&play.joins()).unwrap();
    assert_eq!(play.conversation.last_order, order + 1);
}

#[test]
fn the_last_receipts_are_kept_and_older_ones_forgotten() {
    let mut play = Play::asked();
    for _ in 0..RECEIPTS {
        play.does(&play.pick("May")).unwrap();
        play.does(&play.release("May")).unwrap();
    }
    assert_eq!(play.conversation.receipts.len(), RECEIPTS);
    let latest = format!("delivery-{}", play.deliveries);
    assert!(play.conversation.holds_receipt(&latest));
    assert!(!play.conversation.holds_receipt("delivery-1"));
}
