//! Whether an agent's message goes to the customer, and who has a customer's, against `product.md` 4.

use std::fmt::Write;

use expect_test::{Expect, expect};

use super::{Play, minute, who};
use crate::domain::{
    Answering, Confirmation, Conversation, LiveChat, Person, PersonKind, Reader, Standing, answering, concerns_agents,
    reader,
};

/// The conversation in each of its states, with the minute that a message is written in.
fn starts() -> [(&'static str, Play, u64); 7] {
    [
        ("no ticket", Play::new(), 9),
        ("Pending(queue)", Play::asked(), 9),
        ("Pending(transfer)", Play::transferred(), 9),
        ("Active(invited)", Play::picked(), 9),
        ("Active(joined)", Play::joined(), 9),
        ("Closed, before End", Play::ended(), 4),
        ("Closed, after End", Play::ended(), 9),
    ]
}

fn author(name: &str, standing: Standing) -> (String, Person) {
    (name.to_owned(), Person { user: who(name), standing })
}

/// May is the handler; the others are in the inbox channel, but for Ada (an admin) and Tim (nothing at all).
fn authors() -> [(String, Person); 7] {
    let member = Standing { kind: PersonKind::Member, ..Standing::default() };
    let in_inbox = Standing { in_inbox_channel: true, ..member };
    [
        author("May", in_inbox),
        author("Lee", in_inbox),
        author("Ada", Standing { admin: true, ..member }),
        author("Tim", Standing { in_ticketing_channel: true, ..member }),
        author("Guest", Standing { kind: PersonKind::SingleChannelGuest, ..in_inbox }),
        author("Foreigner", Standing { kind: PersonKind::OtherOrganisation, ..in_inbox }),
        author("Stranger", Standing { kind: PersonKind::Unknown, ..in_inbox }),
    ]
}

fn word(answer: &Answering) -> String {
    match answer {
        Answering::Refused(refusal) => format!("no: {refusal:?}"),
        other => format!("{other:?}"),
    }
}

/// What is decided before the author has spoken, and after they chose *Send* or *Keep in Slack*.
fn cell(play: &Play, author: &Person, written: u64) -> String {
    let decide = |consent| word(&answering(&play.conversation, &play.settings, author, minute(written), consent));
    let [silent, send, keep] = [None, Some(true), Some(false)].map(decide);
    if silent == send && silent == keep { silent } else { format!("{silent} / {send} / {keep}") }
}

fn table(one_on_one: bool) -> String {
    let mut table = String::new();
    for (state, mut play, written) in starts() {
        play.settings.one_on_one = one_on_one;
        writeln!(table, "{state}").unwrap();
        for (name, author) in authors() {
            writeln!(table, "  {name:<10} {}", cell(&play, &author, written)).unwrap();
        }
    }
    table
}

#[test]
fn who_answers_the_customer_in_every_status() {
    ANSWERS.assert_eq(&table(false));
}

static ANSWERS: Expect = expect![[r#"
        no ticket
          May        Off
          Lee        Off
          Ada        Off
          Tim        Off
          Guest      Off
          Foreigner  Off
          Stranger   Off
        Pending(queue)
          May        Ask / Send / Keep
          Lee        Ask / Send / Keep
          Ada        Ask / Send / Keep
          Tim        no: NotAllowed
          Guest      no: SingleChannelGuest
          Foreigner  no: OtherOrganisation
          Stranger   Unknown
        Pending(transfer)
          May        Send
          Lee        Ask / Send / Keep
          Ada        Ask / Send / Keep
          Tim        no: NotAllowed
          Guest      no: SingleChannelGuest
          Foreigner  no: OtherOrganisation
          Stranger   Unknown
        Active(invited)
          May        Send
          Lee        Ask / Send / Keep
          Ada        Ask / Send / Keep
          Tim        no: NotAllowed
          Guest      no: SingleChannelGuest
          Foreigner  no: OtherOrganisation
          Stranger   Unknown
        Active(joined)
          May        Send
          Lee        Ask / Send / Keep
          Ada        Ask / Send / Keep
          Tim        no: NotAllowed
          Guest      no: SingleChannelGuest
          Foreigner  no: OtherOrganisation
          Stranger   Unknown
        Closed, before End
          May        Send
          Lee        Ask / Send / Keep
          Ada        Ask / Send / Keep
          Tim        no: NotAllowed
          Guest      no: SingleChannelGuest
          Foreigner  no: OtherOrganisation
          Stranger   Unknown
        Closed, after End
          May        Off
          Lee        Off
          Ada        Off
          Tim        Off
          Guest      Off
          Foreigner  Off
          Stranger   Off
    "#]];

#[test]
fn with_1_on_1_only_the_handler_answers() {
    let table = table(true);
    assert!(!table.contains("Ask"), "nobody is asked: {table}");
    for block in table.split_inclusive("Stranger") {
        let sends: Vec<&str> = block.lines().filter(|line| line.contains("Send")).collect();
        assert!(sends.iter().all(|line| line.trim_start().starts_with("May ")), "{sends:?}");
    }
    assert_eq!(table.matches("May        Send").count(), 4, "where there is a handler, they answer: {table}");
    assert_eq!(table.matches("Lee        OneOnOne").count(), 5, "{table}");
}

#[test]
fn a_message_from_before_the_live_chat_is_no_answer_of_it() {
    let mut play = Play::new().at(7);
    play.asks("t-1", None).unwrap();
    let mut play = play.at(8);
    play.does(&play.pick("May")).unwrap();
    play.does(&play.joins()).unwrap();
    play.does(&play.end("May")).unwrap();
    let (_, may) = authors().into_iter().next().unwrap();
    assert_eq!(answering(&play.conversation, &play.settings, &may, minute(6), None), Answering::Off);
    assert_eq!(answering(&play.conversation, &play.settings, &may, minute(8), None), Answering::Send);
}

/// The live chat as the platform has confirmed it in this minute.
fn confirmed(conversation: &Conversation, live_chat: bool, at: u64) -> Conversation {
    let version = conversation.live_chat.wanted_at;
    let confirmation = Confirmation { live_chat, version, at: minute(at) };
    let live_chat = LiveChat { confirmed: Some(confirmation), ..conversation.live_chat.clone() };
    Conversation { live_chat, ..conversation.clone() }
}

#[test]
fn a_customers_message_comes_to_agents_or_is_left_to_the_bot_and_never_to_neither() {
    let mut table = String::new();
    let ended = Play::ended().conversation;
    let mut unpicked = Play::asked().at(1);
    unpicked.does(&unpicked.withdraw()).unwrap();
    let cases = [
        ("never asked", Play::new().conversation),
        ("Pending(queue)", Play::asked().conversation),
        ("Pending(transfer)", Play::transferred().conversation),
        ("Active(invited)", Play::picked().conversation),
        ("Active(joined)", Play::joined().conversation),
        ("ended, bot not confirmed", ended.clone()),
        ("ended, bot on since 6", confirmed(&ended, false, 6)),
        ("withdrawn before a pick", unpicked.conversation),
    ];
    for (name, conversation) in cases {
        let of = |at| {
            let (has_it, rings) = (reader(&conversation, minute(at)), concerns_agents(Some(&conversation), minute(at)));
            assert!(rings || has_it == Reader::Bot, "{name}: agents have it and nobody rings");
            format!("{has_it:?}{}", if rings { ", rung" } else { "" })
        };
        writeln!(table, "{name:<24} in minute 5: {:<23} in minute 9: {}", of(5), of(9)).unwrap();
    }
    expect![[r#"
        never asked              in minute 5: Bot                     in minute 9: Bot
        Pending(queue)           in minute 5: AgentsLater, rung       in minute 9: AgentsLater, rung
        Pending(transfer)        in minute 5: Agents, rung            in minute 9: Agents, rung
        Active(invited)          in minute 5: AgentsLater, rung       in minute 9: AgentsLater, rung
        Active(joined)           in minute 5: Agents, rung            in minute 9: Agents, rung
        ended, bot not confirmed in minute 5: AgentsAfterEnd, rung    in minute 9: AgentsAfterEnd, rung
        ended, bot on since 6    in minute 5: AgentsAfterEnd, rung    in minute 9: Bot
        withdrawn before a pick  in minute 5: Bot, rung               in minute 9: Bot, rung
    "#]]
    .assert_eq(&table);
    assert!(!concerns_agents(None, minute(9)), "whoever never asked is the bot's");
}
