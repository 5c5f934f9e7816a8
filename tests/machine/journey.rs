//! One request, from the printed relay URL to the card that people see.

use serde_json::json;

use crate::process::Machine;
use crate::sandbox::{ANA, BO, request, request_for};

/// What people call a ticket.
fn reference(ticket: &str) -> String {
    format!("T-{}", &ticket[ticket.len() - 4..])
}

#[tokio::test]
async fn one_request_to_the_printed_relay_url_brings_the_card_into_the_channel_of_its_label() {
    let machine = Machine::in_memory().await;
    let (status, answer) = machine.ask(&request_for(ANA, "support team ")).await;
    let ticket = crate::sandbox::ticket_of(&answer);
    let expected = json!({"ok": 1, "ticketId": ticket, "assignmentId": ticket, "created": true, "status": "Pending"});
    assert_eq!((status.as_u16(), answer), (200, expected));
    machine.settle().await;

    let card = machine.one_card().await;
    assert_eq!((card.channel.as_str(), card.member(), card.ticket()), ("support-team", Some(ANA), Some(&*ticket)));
    let first_lines = [
        "<@U07MAY00001>",
        "*Ana Lima* asks for a live chat",
        &format!("WhatsApp · en · vip, newsletter · {} · since <time>", reference(&ticket)),
    ];
    let other_lines = [
        "> It says *delivered* &lt;but&gt; I have nothing &amp; nobody rang",
        "Ticket status: Pending",
        "[Pick]  [Manage]",
    ];
    card.assert_says(&[first_lines.as_slice(), other_lines.as_slice()].concat());
    assert_eq!(card.text, first_lines.join("\n"));
    assert_eq!(machine.errors(), "", "a newcomer reads nothing that is not for them");
}

#[tokio::test]
async fn a_label_that_no_channel_has_no_label_and_default_lead_to_the_default_channel() {
    let cases = [
        (request_for(BO, " Billing "), Some("Asked for \"Billing\", which no channel has.")),
        (request(BO), None),
        (request_for(BO, "DEFAULT"), None),
    ];
    for (request, line) in cases {
        let machine = Machine::in_memory().await;
        let ticket = machine.ticket(&request).await;
        machine.settle().await;

        let card = machine.one_card().await;
        assert_eq!(card.channel, "support-default", "{request}");
        let details = format!("WhatsApp · vi_VN · {} · since <time>", reference(&ticket));
        let known = ["<@U07MAY00001>", "*Bo Nguyen* asks for a live chat", &details, "> B-20931"];
        let end = ["Ticket status: Pending", "[Pick]  [Manage]"];
        let expected: Vec<&str> = known.into_iter().chain(line).chain(end).collect();
        card.assert_says(&expected);
    }
}

#[tokio::test]
async fn what_the_request_brings_along_stands_on_the_card() {
    let machine = Machine::in_memory().await;
    let mut request = request_for(ANA, "Support Team");
    let slack = json!({"type": "BUTTON", "text": "Ana waits for <order> 4711", "buttons": [{"title": "Take it"}]});
    request["assignmentDetails"] = json!({"summary": "An order", "relayMessage": {"slack": slack}});
    let ticket = machine.ticket(&request).await;
    machine.settle().await;

    let details = format!("WhatsApp · en · vip, newsletter · {} · since <time>", reference(&ticket));
    machine.one_card().await.assert_says(&[
        "<@U07MAY00001>",
        "Ana waits for &lt;order&gt; 4711",
        &details,
        "> It says *delivered* &lt;but&gt; I have nothing &amp; nobody rang",
        "Ticket status: Pending",
        "[Take it]  [Manage]",
    ]);
}

#[tokio::test]
async fn a_repeated_request_gives_the_same_ticket_and_no_second_card() {
    let machine = Machine::in_memory().await;
    let ticket = machine.ticket(&request(ANA)).await;
    let (_, again) = machine.ask(&request_for(ANA, "Support Team")).await;
    assert_eq!((&again["ticketId"], &again["created"]), (&json!(ticket), &json!(false)), "{again}");
    machine.settle().await;
    assert_eq!(machine.one_card().await.ticket(), Some(&*ticket));
}
