//! Customer and agent talk: what each says reaches the other in order, once, and as it was typed; and what is no
//! message to the customer stays in Slack.

use local::sandbox::Change;
use local::sandbox::chatbot::{Act, Deed as CustomerDeed};
use local::sandbox::deliveries::Target;
use local::sandbox::slack::act::{NewFile, Write};
use local::sandbox::slack::{Author, Message, SlackChange};
use serde_json::json;
use shared::clock::Clock;
use shared::domain::{MessageTs, UserId};
use tests::story::App;

use crate::chatting::{BEN, DELIVERED, LiveChat, MAY, NOT_SENT};

const FOREIGNER: &str = "U05FOREIGN1";

#[tokio::test]
async fn what_both_sides_say_arrives_in_order_and_once() {
    let chat = LiveChat::of_may_and_ana().await;
    for number in 1..=3 {
        chat.app.says("Ana", &format!("question {number}"));
        chat.app.settle().await;
        let ts = chat.wrote(MAY, &format!("answer {number}")).await;
        assert_eq!(chat.marks(&ts), [DELIVERED]);
    }
    let both = |number| [format!("Ana Lima: question {number}"), format!("may: answer {number}")];
    assert_eq!(chat.said(), (1..=3).flat_map(both).collect::<Vec<_>>());
    assert_eq!(chat.sent(), ["May: answer 1", "May: answer 2", "May: answer 3"]);
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn what_is_written_in_one_breath_arrives_in_the_order_it_was_written_in() {
    let chat = LiveChat::of_may_and_ana().await;
    for number in 1..=6 {
        chat.app.says("Ana", &format!("question {number}"));
        chat.writes(MAY, &format!("answer {number}"));
    }
    chat.app.settle().await;
    let said = |who: &str, what: &str| (1..=6).map(|number| format!("{who}: {what} {number}")).collect::<Vec<_>>();
    let in_slack = chat.said();
    let of = |who: &str| in_slack.iter().filter(|line| line.starts_with(who)).cloned().collect::<Vec<_>>();
    assert_eq!(of("Ana Lima"), said("Ana Lima", "question"));
    assert_eq!(chat.sent(), said("May", "answer"));
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn an_event_and_a_webhook_that_come_twice_are_one_message() {
    let chat = LiveChat::of_may_and_ana().await;
    chat.app.says("Ana", "hello?");
    chat.writes(MAY, "Hi Ana");
    let mut handed = 0;
    for _ in 0..10 {
        use shared::clock::Clock;
        let world = &chat.app.world;
        for delivery in world.sandbox.take_due(world.clock.now()) {
            handed += usize::from(delivery.target != Target::SlackInteractivity);
            world.hand_over(&delivery).await.expect("an answer");
            while world.work_one().await {}
            let again = world.hand_over(&delivery).await.expect("an answer");
            world.sandbox.delivered(delivery.id, Some(again.0.as_u16()));
        }
        while world.work_one().await {}
    }
    chat.app.settle().await;
    println!("{handed} deliveries, each twice: {:?} {:?}", chat.said(), chat.sent());
    assert!(handed >= 4, "two messages and their echoes");
    assert_eq!(of_customer(&chat), ["Ana Lima: hello?"]);
    assert_eq!(chat.sent(), ["May: Hi Ana"]);
    chat.app.world.check(&[]).await;
}

fn of_customer(chat: &LiveChat) -> Vec<String> {
    chat.said().into_iter().filter(|line| line.starts_with("Ana Lima")).collect()
}

#[tokio::test]
async fn what_a_customer_writes_while_waiting_is_quoted_before_you_joined_and_not_posted_again() {
    let app = App::new().await;
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    app.settle().await;
    app.says("Ana", "are you there?");
    app.world.pass(std::time::Duration::from_secs(5)).await;
    app.says("Ana", "it is urgent");
    app.settle().await;
    app.clicks(MAY, "support-team", "ticket_pick").await;
    app.settle().await;
    let (quoted, singly) = before_you_joined(&app);
    let position = |what: &str| quoted.iter().position(|line| line == what).unwrap_or_else(|| panic!("{quoted:#?}"));
    assert!(position("> are you there?") < position("> it is urgent"));
    assert_eq!(singly, Vec::<String>::new());
    app.world.check(&[]).await;
}

/// The quotation's lines, and each message below it on one line.
fn before_you_joined(app: &App) -> (Vec<String>, Vec<String>) {
    let channel = app.seen_in(&app.inbox());
    let place = channel.iter().position(|lines| lines[0] == "*Before you joined*").expect("a quotation");
    let singly = channel[place + 1..].iter().map(|lines| lines.join("")).collect();
    (channel[place].clone(), singly)
}

#[tokio::test]
async fn long_messages_of_the_wait_that_dont_fit_the_quotation_follow_singly_and_in_order() {
    let app = App::new().await;
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    app.settle().await;
    let long = |number: u32| format!("{number} {}", "word ".repeat(600).trim());
    for number in 1..=6 {
        app.says("Ana", &long(number));
        app.world.pass(std::time::Duration::from_secs(2)).await;
    }
    app.settle().await;
    app.clicks(MAY, "support-team", "ticket_pick").await;
    app.settle().await;
    let (quoted, singly) = before_you_joined(&app);
    println!("of 6 messages of 3,000 characters {} follow singly", singly.len());
    assert!(!singly.is_empty() && singly.len() < 6, "{}", singly.len());
    let first = 7 - u32::try_from(singly.len()).unwrap();
    let expected: Vec<String> = (first..=6).map(|number| format!("Ana Lima: {}", long(number))).collect();
    assert_eq!(singly, expected);
    let joined = quoted.join("\n");
    (1..first).for_each(|number| assert!(joined.contains(&format!("> {number} word")), "{number}"));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn the_handler_is_called_once_after_a_minute_of_silence() {
    let chat = LiveChat::of_may_and_ana().await;
    chat.app.says("Ana", "one");
    chat.later(62).await;
    chat.app.says("Ana", "two");
    chat.app.settle().await;
    chat.app.says("Ana", "three");
    chat.later(70).await;
    chat.app.says("Ana", "four");
    chat.app.settle().await;
    chat.wrote(MAY, "Hi").await;
    chat.app.says("Ana", "five");
    chat.later(62).await;
    chat.app.says("Ana", "six");
    chat.app.settle().await;
    let said = of_customer(&chat);
    assert_eq!(
        said,
        [
            "Ana Lima: one",
            "Ana Lima: <@U07MAY00001> / two",
            "Ana Lima: three",
            "Ana Lima: four",
            "Ana Lima: five",
            "Ana Lima: <@U07MAY00001> / six"
        ]
    );
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn a_message_that_comes_late_stands_where_it_comes_and_tells_its_time() {
    let chat = LiveChat::of_may_and_ana().await;
    chat.app.says("Ana", "on the way for long");
    let world = &chat.app.world;
    let late: Vec<_> = world.sandbox.take_due(world.clock.now());
    world.clock.pass(std::time::Duration::from_secs(40));
    chat.writes(MAY, "Are you there?");
    world.work_now().await;
    world.clock.pass(std::time::Duration::from_mins(3));
    for delivery in late {
        world.hand_over(&delivery).await.expect("an answer");
        world.sandbox.delivered(delivery.id, Some(200));
    }
    chat.app.settle().await;
    let said = chat.said();
    assert_eq!((said.len(), said[0].as_str()), (2, "may: Are you there?"));
    assert!(said[1].starts_with("Ana Lima: on the way for long / Came late: written <!date^"), "{said:?}");
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn a_customers_markup_is_shown_as_typed_and_pings_nobody() {
    let chat = LiveChat::of_may_and_ana().await;
    let unit = "<!channel> <@U07MAY00001> <https://evil.example|your bank> @here *b* :wave: & &amp; ";
    let text: String = unit.chars().cycle().take(4096).collect();
    chat.app.says("Ana", &text);
    chat.app.settle().await;
    let channel = chat.app.channel_now(&chat.inbox);
    let message = channel.top_level().last().expect("the message").clone();
    let shown = serde_json::to_value(&message).unwrap();
    let texts: Vec<String> =
        message.blocks.iter().map(|block| block["text"]["text"].as_str().unwrap().into()).collect();
    let plain = message.blocks.iter().all(|block| block["text"]["type"] == "plain_text");
    let raw = texts.concat();
    println!("{} blocks, plain {plain}, {} characters", texts.len(), raw.chars().count());
    for pinging in ["<!channel>", "<@U07MAY00001>", "<https://"] {
        assert!(!shown["text"].as_str().unwrap().contains(pinging), "{pinging} in the fallback");
        assert!(plain || !raw.contains(pinging), "{pinging}");
    }
    let unescaped = || raw.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let as_typed = if plain { raw.clone() } else { unescaped() };
    assert_eq!(as_typed.replace(['\u{200b}', '\u{2060}', '\u{200d}'], ""), text);
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn what_is_no_text_is_a_line_that_names_its_kind() {
    let chat = LiveChat::of_may_and_ana().await;
    let member = chat.app.customer("Ana").member;
    let kinds = [
        json!({"image": {"caption": "my parcel"}}),
        json!({"audio": {}}),
        json!({"video": {}}),
        json!({"file": {"filename": "invoice.pdf"}}),
        json!({"location": {}}),
        json!({"press": "Yes please"}),
        json!({"sticker": {}}),
        json!({"contact": {}}),
        json!({"unsupported": {}}),
    ];
    for kind in kinds {
        let mut act = kind;
        act["member"] = json!(member);
        let act = Act::read(act.to_string().as_bytes()).expect("an act");
        chat.app.customer_does("Ana", act.deed);
        chat.app.settle().await;
    }
    let said = of_customer(&chat);
    println!("{said:#?}");
    assert_eq!(said.len(), 9);
    for (line, begins) in said.iter().zip([
        "sent an image",
        "sent a recording",
        "sent a video",
        "sent a file",
        "sent a location",
        "Yes please",
        "sent a sticker",
        "sent a contact",
        "sent something that the chatbot platform can't pass on",
    ]) {
        assert!(line.starts_with(&format!("Ana Lima: {begins}")), "{line}");
    }
    assert!(said[0].contains("my parcel") && said[3].contains("invoice.pdf"), "{said:?}");
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn notes_mentions_of_the_app_and_what_apps_and_others_write_never_leave_slack() {
    let chat = LiveChat::of_may_and_ana().await;
    let bot = chat.app.world.sandbox.slack().app.bot_user;
    let ts = chat.wrote(MAY, "Hi Ana").await;
    chat.replies(MAY, &ts, "a note", false);
    chat.replies(MAY, &ts, "a note for all", true);
    chat.writes(MAY, &format!("<@{bot}> what are you?"));
    chat.writes(MAY, &format!("and <@{bot}>, who are you?"));
    let other = Author { bot_id: "B0OTHER".to_owned(), app_id: "A0OTHER".to_owned() };
    posted(&chat, Message { bot: Some(other), ..message(&chat, MAY, "from a poll app") });
    posted(&chat, message(&chat, FOREIGNER, "from elsewhere"));
    posted(&chat, Message { subtype: Some("channel_topic".to_owned()), ..message(&chat, MAY, "set the topic") });
    posted(&chat, Message { subtype: Some("channel_join".to_owned()), ..message(&chat, BEN, "has joined") });
    chat.app.settle().await;
    assert_eq!(chat.sent(), ["May: Hi Ana"]);
    println!("{:?}", chat.told(MAY));
    chat.app.world.check(&[]).await;
}

fn message(chat: &LiveChat, user: &str, text: &str) -> Message {
    let channel = chat.app.channel_now(&chat.inbox);
    let newest = channel.messages.last().expect("a message");
    let (seconds, micros) = newest.ts.as_str().split_once('.').expect("a ts");
    let ts = MessageTs::new(format!("{seconds}.{:06}", micros.parse::<u32>().expect("digits") + 100));
    Message {
        ts,
        user: UserId::new(user),
        bot: None,
        subtype: None,
        text: text.to_owned(),
        blocks: Vec::new(),
        metadata: None,
        username: None,
        thread_ts: None,
        is_broadcast: false,
        reactions: Vec::new(),
        ..newest.clone()
    }
}

fn posted(chat: &LiveChat, message: Message) {
    let channel = chat.app.channel_now(&chat.inbox).id;
    let posted = SlackChange::MessagePosted { channel, message: Box::new(message) };
    chat.app.world.sandbox.change(Change::Slack(posted)).expect("the sandbox takes it");
}

#[tokio::test]
async fn what_agents_write_with_me_is_a_message_and_what_says_nothing_is_none() {
    let chat = LiveChat::of_may_and_ana().await;
    let channel = chat.inbox.clone();
    let me = Write { channel: channel.clone(), text: "waves".to_owned(), me: true, ..Write::default() };
    chat.app.writes_so(MAY, me);
    let blank = chat.writes(MAY, "   \n ");
    let emoji = chat.writes(MAY, ":wave::skin-tone-3:");
    let file = NewFile { name: "label.pdf".to_owned(), mimetype: "application/pdf".to_owned(), size: 3 };
    let file = chat.app.writes_so(MAY, Write { channel, file: Some(file), ..Write::default() });
    chat.app.settle().await;
    assert_eq!(chat.sent(), ["May: waves", "May: 👋🏼"]);
    assert_eq!(chat.marks(&blank), [NOT_SENT]);
    assert_eq!(chat.marks(&emoji), [DELIVERED]);
    assert_eq!(chat.marks(&file), [NOT_SENT]);
    let told = chat.told(MAY);
    assert_eq!(told, ["Not sent: there is no text in it.", "Not sent: files can't be sent to Ana Lima yet."]);
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn a_message_of_twelve_thousand_characters_arrives_in_parts_split_between_words_and_is_marked_once() {
    let chat = LiveChat::of_may_and_ana().await;
    let text: String = (1..=2_000).flat_map(|number| [format!("{number:05}"), " ".to_owned()]).collect();
    assert_eq!(text.len(), 12_000);
    let ts = chat.wrote(MAY, text.trim()).await;
    let parts = chat.sent();
    println!("parts of {:?} characters", parts.iter().map(|part| part.chars().count()).collect::<Vec<_>>());
    assert!(parts.iter().all(|part| part.chars().count() <= 4_096));
    let whole = parts.join(" ");
    let whole: Vec<&str> = whole.strip_prefix("May: ").expect("the name").split_whitespace().collect();
    assert_eq!(whole, text.split_whitespace().collect::<Vec<_>>());
    assert_eq!(chat.marks(&ts), [DELIVERED]);
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn slacks_markup_becomes_clean_text() {
    let chat = LiveChat::of_may_and_ana().await;
    let text = "*Hi* _Ana_ ~no~ `a_b` https://example.com/a?b=1&c=2 <@U07BEN00001> :tada: 3 < 4 & 5";
    chat.wrote(MAY, text).await;
    let sent = chat.sent();
    println!("{sent:?}");
    assert_eq!(sent.len(), 1);
    for odd in ["*Hi*", "_Ana_", "&lt;", "&amp;", "<https", "<@", ":tada:"] {
        assert!(!sent[0].contains(odd), "{odd} in {}", sent[0]);
    }
    for clean in ["May: Hi Ana", "a_b", "https://example.com/a?b=1&c=2", "Ben", "🎉", "3 < 4 & 5"] {
        assert!(sent[0].contains(clean), "{clean} not in {}", sent[0]);
    }
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn without_show_agent_name_no_text_of_ours_names_the_agent() {
    let chat = LiveChat::with(|settings| settings.show_agent_name = false).await;
    chat.wrote(MAY, "Hi Ana").await;
    chat.ends().await;
    chat.app.settle().await;
    let phone = chat.app.phone("Ana");
    assert!(phone.contains(&"Admin: our team is here to help you.".to_owned()), "{phone:#?}");
    assert!(phone.contains(&"Admin: Hi Ana".to_owned()), "{phone:#?}");
    assert!(!phone.iter().any(|line| line.contains("May")), "{phone:#?}");
    chat.app.world.check(&[]).await;
}

#[tokio::test]
async fn who_has_no_ticket_talks_to_the_bot_and_nothing_rings() {
    let app = App::new().await;
    app.world.gate.take_calls();
    app.customer_does("Ana", CustomerDeed::says("just the bot"));
    app.world.work_now().await;
    let calls = app.world.gate.take_calls();
    println!("{calls:?}");
    assert!(!calls.iter().any(|call| call.starts_with("sqs.")), "{calls:?}");
    assert!(!calls.iter().any(|call| call.starts_with("chat.")), "{calls:?}");
    app.settle().await;
    // The line is kept: who asks within 48 hours is not asked to say it again.
    app.world.pass(std::time::Duration::from_mins(1)).await;
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    app.settle().await;
    app.clicks(MAY, "support-team", "ticket_pick").await;
    app.settle().await;
    let (quoted, _) = before_you_joined(&app);
    assert!(quoted.contains(&"> just the bot".to_owned()), "{quoted:#?}");
    app.world.check(&[]).await;
}
