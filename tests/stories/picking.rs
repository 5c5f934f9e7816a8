//! The journey of an agent and a customer, as each of the four places shows it: ticketing channel, inbox channel,
//! private answers, the customer's phone.

#![allow(clippy::needless_raw_string_hashes, reason = "expect-test writes its snapshots with them")]

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use tests::story::App;

const MAY: &str = "U07MAY00001";

/// Everything that the four places show, with times, references and ids taken out.
fn places(app: &App) -> String {
    let mut shown = String::new();
    let mut place = |name: &str, messages: Vec<Vec<String>>| {
        writeln!(shown, "== {name}").unwrap();
        for message in messages {
            writeln!(shown, "{}", message.join("\n")).unwrap();
            writeln!(shown, "--").unwrap();
        }
    };
    place("support-team", app.seen_in("support-team"));
    place("inbox channel", app.seen_in(&app.inbox()));
    place("May alone", app.told(MAY).into_iter().map(|line| vec![line]).collect());
    place("Ana's phone", app.phone("Ana").into_iter().map(|line| vec![line]).collect());
    without_times(&shown)
}

fn without_times(text: &str) -> String {
    let mut parts = text.split("<!date^");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once('>').map_or(part, |(_, rest)| rest));
    rest.fold(first, |text, part| text + "(time)" + part)
}

fn check(app: &App, expected: &Expect) {
    expected.assert_eq(&places(app));
}

#[tokio::test]
async fn an_agent_picks_talks_and_ends_and_each_place_says_so() {
    let app = App::new().await;
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    app.says("Ana", "Is anybody there?");
    app.settle().await;
    app.clicks(MAY, "support-team", "ticket_pick").await;
    app.settle().await;
    let inbox = app.inbox();
    let hello = app.writes(MAY, &inbox, "Hi Ana, *how* can I help? :wave:");
    app.settle().await;
    assert_eq!(app.marks(&inbox, &hello), ["white_check_mark"]);
    app.says("Ana", "My parcel is lost");
    app.settle().await;
    check(
        &app,
        &expect![[r#"
        == support-team
        <@U07MAY00001>
        *Ana Lima* asks for a live chat
        WhatsApp · en · vip, newsletter · T-SR0W · since (time)
        > Is anybody there?
        Processing by May
        Inbox Channel: <#C08SANDBOX6>
        Ticket status: Active
        [Manage]
        --
        == inbox channel
        <@U08DESKBOT1> set the channel topic: Live chats with Ana Lima (WhatsApp). Replies in threads stay in Slack.
        --
        *Live chat with Ana Lima*
        User: Ana Lima · WhatsApp · en · vip, newsletter
        Ticket handler: <@U07MAY00001>
        Live chat: True
        Ticket: T-SR0W · Support Team (<#C08SUPPORT1>)
        Ticket status: Active
        Messages here go to Ana Lima. Replies in threads stay in Slack.
        Whoever is added to this channel sees its whole history.
        [Live Chat Control]  [End live chat]
        --
        *Before you joined*
        *Ana Lima* · (time)
        > Hello, where is my order?
        *Bot* · (time)
        > Hi Ana! Order 4711 left our warehouse yesterday.
        *Ana Lima* · (time)
        > It says *delivered* &lt;but&gt; I have nothing &amp; nobody rang
        *Bot* · (time)
        > I'm sorry. Shall I call a colleague?
        *Ana Lima* · (time)
        > Is anybody there?
        --
        Hi Ana, *how* can I help? :wave:
        --
        Ana Lima: My parcel is lost
        --
        == May alone
        It's yours: answer Ana Lima in <#C08SANDBOX6>.
        --
        == Ana's phone
        Member: Hello, where is my order?
        --
        Bot: Hi Ana! Order 4711 left our warehouse yesterday.
        --
        Member: It says *delivered* <but> I have nothing & nobody rang
        --
        Bot: I'm sorry. Shall I call a colleague?
        --
        Member: Is anybody there?
        --
        Admin: May is here to help you.
        --
        Admin: May: Hi Ana, how can I help? 👋
        --
        Member: My parcel is lost
        --
    "#]],
    );

    app.clicks(MAY, &inbox, "live_chat_end").await;
    app.settle().await;
    assert!(!app.live_chat("Ana"), "the bot is back");
    check(
        &app,
        &expect![[r#"
        == support-team
        <@U07MAY00001>
        *Ana Lima* asks for a live chat
        WhatsApp · en · vip, newsletter · T-SR0W · since (time)
        > Is anybody there?
        Ended by May · under 1 min · Ticket status: Closed
        --
        == inbox channel
        <@U08DESKBOT1> set the channel topic: Live chats with Ana Lima (WhatsApp). Replies in threads stay in Slack.
        --
        *Live chat with Ana Lima*
        User: Ana Lima · WhatsApp · en · vip, newsletter
        Ticket handler: <@U07MAY00001>
        Live chat: False
        Ticket: T-SR0W · Support Team (<#C08SUPPORT1>)
        Ticket status: Closed · ended by May
        Messages here stay in Slack.
        Whoever is added to this channel sees its whole history.
        [Turn on live chat]
        --
        *Before you joined*
        *Ana Lima* · (time)
        > Hello, where is my order?
        *Bot* · (time)
        > Hi Ana! Order 4711 left our warehouse yesterday.
        *Ana Lima* · (time)
        > It says *delivered* &lt;but&gt; I have nothing &amp; nobody rang
        *Bot* · (time)
        > I'm sorry. Shall I call a colleague?
        *Ana Lima* · (time)
        > Is anybody there?
        --
        Hi Ana, *how* can I help? :wave:
        --
        Ana Lima: My parcel is lost
        --
        Ended by May · Ticket status: Closed
        Messages here no longer go to Ana Lima.
        --
        == May alone
        It's yours: answer Ana Lima in <#C08SANDBOX6>.
        --
        == Ana's phone
        Member: Hello, where is my order?
        --
        Bot: Hi Ana! Order 4711 left our warehouse yesterday.
        --
        Member: It says *delivered* <but> I have nothing & nobody rang
        --
        Bot: I'm sorry. Shall I call a colleague?
        --
        Member: Is anybody there?
        --
        Admin: May is here to help you.
        --
        Admin: May: Hi Ana, how can I help? 👋
        --
        Member: My parcel is lost
        --
        Admin: The live chat has ended. Our assistant is back.
        --
    "#]],
    );
    app.world.check(&[]).await;
}
