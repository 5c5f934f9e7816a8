//! A bot asks for a live chat, and a card stands in the right channel.

use std::time::Duration;

use lambda_http::http::StatusCode;
use serde_json::json;
use tests::story::{App, Seen};

/// What a card says below its first lines, with the times taken out.
fn without_times(seen: &Seen) -> Vec<String> {
    seen.lines.iter().map(|line| line.split(" · since ").next().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_request_becomes_one_card_with_all_that_is_known_of_the_customer() {
    let app = App::new().await;
    let answer = app.asks("Ana", Some("support team ")).await;
    assert_eq!(answer.status, StatusCode::OK);
    let ticket = answer.body["ticketId"].as_str().unwrap().to_owned();
    assert_eq!(
        answer.body,
        json!({"ok": 1, "ticketId": ticket, "assignmentId": ticket, "created": true, "status": "Pending"})
    );
    app.settle().await;
    let reference = format!("T-{}", &ticket[ticket.len() - 4..]);
    let cards = app.cards();
    assert_eq!(cards.len(), 1);
    assert_eq!(cards[0].channel, "support-team");
    assert_eq!(
        without_times(&cards[0]),
        [
            "<@U07MAY00001>",
            "*Ana Lima* asks for a live chat",
            &format!("WhatsApp · en · vip, newsletter · {reference}"),
            "> It says *delivered* &lt;but&gt; I have nothing &amp; nobody rang",
            "Ticket status: Pending",
            "[Pick]  [Manage]",
        ]
    );
    app.world.check(&[]).await;
}

#[tokio::test]
async fn the_card_stands_before_the_platform_was_asked_about_the_customer() {
    let app = App::new().await;
    app.asks("Ana", None).await;
    // One doorbell is the card's, the others the look-ups'.
    while app.cards().is_empty() {
        assert!(app.world.work_one().await, "no doorbell brought the card");
    }
    app.settle().await;
    assert!(app.cards()[0].lines.contains(&"*Ana Lima* asks for a live chat".to_owned()));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_label_leads_to_its_channel_and_an_unknown_one_to_the_default_with_a_line() {
    for (label, channel, line) in [
        (Some("support team "), "support-team", None),
        (Some("SUPPORT TEAM"), "support-team", None),
        (Some("Billing"), "support-default", Some("Asked for \"Billing\", which no channel has.")),
        (None, "support-default", None),
        (Some("default"), "support-default", None),
        (Some("  "), "support-default", None),
    ] {
        let app = App::new().await;
        app.asks("Bo", label).await;
        app.settle().await;
        let cards = app.cards();
        assert_eq!(cards.len(), 1, "{label:?}");
        assert_eq!(cards[0].channel, channel, "{label:?}");
        let named = cards[0].lines.iter().find(|line| line.starts_with("Asked for")).map(String::as_str);
        assert_eq!(named, line, "{label:?}");
    }
}

#[tokio::test]
async fn a_repeated_request_gives_the_same_ticket_and_one_line_in_five_minutes() {
    let app = App::new().await;
    let first = app.asks("Ana", None).await;
    app.settle().await;
    let again = app.asks("Ana", Some("Support Team")).await;
    assert_eq!(again.body["ticketId"], first.body["ticketId"]);
    assert_eq!(again.body["created"], false);
    app.settle().await;
    assert_eq!(app.messages().len(), 1, "within five minutes nothing is said");

    app.world.pass(Duration::from_mins(5)).await;
    app.asks("Ana", None).await;
    app.asks("Ana", None).await;
    app.settle().await;
    let told: Vec<Seen> = app.messages().into_iter().filter(|seen| seen.lines[0].contains("asked again")).collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].channel, "support-default");
    assert!(told[0].lines[0].starts_with("Ana Lima asked again."), "{told:?}");
    assert_eq!(app.cards().len(), 1);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn both_forms_are_understood_and_the_requests_own_words_stand_on_the_card() {
    let app = App::new().await;
    let customer = app.customer("Ana");
    let details = json!({
        "summary": "Order 4711", "groupName": "orders_",
        "relayMessage": {"slack": {"type": "BUTTON", "text": "Ana needs help with 4711",
            "buttons": [{"type": "postback", "title": "I take it", "payload": {"payload": "PICK_TICKET"}}]}},
    });
    let request = json!({
        "member": {"_id": customer.member, "name": "Ana"}, "channel": customer.channel, "app": customer.app,
        "assignmentDetails": details, "history": false, "label": "default",
    });
    assert_eq!(app.posts(&request).await.unwrap().status, StatusCode::OK);
    app.settle().await;
    let card = app.cards().remove(0);
    assert!(card.lines.contains(&"Ana needs help with 4711".to_owned()), "{card:?}");
    assert!(card.lines.contains(&"[I take it]  [Manage]".to_owned()), "{card:?}");
    assert!(!card.lines.iter().any(|line| line.starts_with('>')), "history: false shows no conversation: {card:?}");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_request_that_names_its_member_only_is_taken_and_what_is_missing_stands_on_the_card() {
    let app = App::new().await;
    let answer = app.posts(&json!({"member": "somebody", "priority": {"level": 5}})).await.unwrap();
    assert_eq!(answer.status, StatusCode::OK);
    app.settle().await;
    let card = app.cards().remove(0);
    assert!(card.lines.contains(&"*A customer* asks for a live chat".to_owned()), "{card:?}");
    let odd: Vec<&String> = card.lines.iter().filter(|line| line.starts_with("Odd in the request: ")).collect();
    for field in ["channel", "app", "priority"] {
        assert!(odd.iter().any(|line| line.contains(field)), "{field} is not named: {odd:?}");
    }
    app.world.check(&[]).await;
}

#[tokio::test]
async fn customers_text_on_a_card_pings_nobody_and_breaks_nothing() {
    let app = App::new().await;
    let customer = app.customer("Bo");
    let request = json!({
        "type": "LIVE_CHAT_REQUEST", "member": {"_id": customer.member, "name": "<!channel> <@U07BEN00001>"},
        "channel": customer.channel, "app": customer.app, "label": "<!here>\nTicket status: Closed",
    });
    app.posts(&request).await.unwrap();
    app.world.work_now().await;
    let lines = app.cards().remove(0).lines.join("\n");
    assert!(!lines.contains("<!channel>") && !lines.contains("<@U07BEN") && !lines.contains("<!here>"), "{lines}");
    assert_eq!(lines.lines().filter(|line| line.starts_with("Ticket status:")).count(), 1, "{lines}");
}
