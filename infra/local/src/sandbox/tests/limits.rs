//! Tiers and the pace of posts, by the virtual clock.

use axum::http::StatusCode;
use serde_json::json;

use super::desk::{DEFAULT, Desk, GENERAL, sensible};
use crate::sandbox::{CallEnding, slack::contract::Contract};

#[tokio::test]
async fn each_method_takes_its_tier_a_minute_and_then_answers_429_until_the_minute_is_over() {
    let contract = Contract::read().unwrap();
    for method in contract.methods() {
        let Some(most) = method.rate_limit.calls_a_minute() else {
            continue;
        };
        let desk = Desk::new();
        let fitting = sensible(&method.name);
        for _ in 0..most {
            assert_eq!(desk.call(&method.name, fitting.clone()).await.status, StatusCode::OK, "{}", method.name);
        }
        desk.wait(18).await;
        let limited = desk.call(&method.name, fitting.clone()).await;
        assert_eq!((limited.status, limited.error()), (StatusCode::TOO_MANY_REQUESTS, "ratelimited"));
        assert_eq!(limited.header("retry-after"), Some("42"));
        desk.call("auth.test", json!({})).await.ok();
        desk.wait(42).await;
        assert_eq!(desk.call(&method.name, fitting).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_channel_takes_a_short_burst_of_posts_and_then_one_a_second() {
    let desk = Desk::new();
    for _ in 0..5 {
        desk.post(DEFAULT, "hi").await;
    }
    let limited = desk.call("chat.postMessage", json!({"channel": DEFAULT, "text": "hi"})).await;
    assert_eq!((limited.status, limited.error()), (StatusCode::TOO_MANY_REQUESTS, "rate_limited"));
    assert_eq!(limited.header("retry-after"), Some("1"));
    desk.post(GENERAL, "another channel is not delayed").await;
    desk.wait(1).await;
    desk.post(DEFAULT, "hi").await;
    assert_eq!(desk.sandbox.count("chat.postMessage"), 8);
    let refused = CallEnding::Refused("rate_limited".into());
    let calls = desk.sandbox.made_calls();
    assert_eq!(calls.iter().filter(|call| call.ending == refused).count(), 1);
    assert!(calls.iter().all(|call| call.channel.is_some()));
}
