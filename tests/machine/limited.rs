//! Slack says "too fast": the card waits as long as Slack asked for, and no other card waits with it.

use std::time::Duration;

use serde_json::json;

use crate::process::Machine;
use crate::sandbox::{ANA, BO, received_at, request, request_for};

/// What Slack asks for. Thirty seconds, as it mostly is, are waited for under the virtual clock.
const RETRY_AFTER: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_limited_card_is_posted_after_retry_after_and_holds_up_no_card_of_another_channel() {
    let machine = Machine::in_memory().await;
    let fault = json!({"method": "chat.postMessage", "fault": "429", "retry_after": RETRY_AFTER.as_secs()});
    machine.plan(&fault).await;
    let limited = machine.ticket(&request(ANA)).await;
    machine.faults_met().await;
    machine.ticket(&request_for(BO, "Support Team")).await;
    machine.settle().await;

    let (limited_card, other_card) = (machine.card_of(ANA).await, machine.card_of(BO).await);
    assert_eq!(limited_card.channel, "support-default");
    assert_eq!(other_card.channel, "support-team");
    // The 429 came after the request, so that its wait ends later than this.
    let earliest = received_at(&limited).after(RETRY_AFTER);
    let waited = limited_card.posted_at.since(received_at(&limited));
    assert!(limited_card.posted_at >= earliest, "posted {waited:?} after the request, before Slack allowed it");
    // The sweeper alone would bring it 20 s after the request.
    assert!(waited < Duration::from_secs(15), "posted {waited:?} after the request, long after Slack allowed it");
    assert!(other_card.posted_at < earliest, "the other channel's card waited as well");
    assert_eq!(machine.cards().await.len(), 2);
}
