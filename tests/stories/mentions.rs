//! Who mentions the app is told what the channel is to it: privately, once, and that the message was not sent.

use local::faults::{Fault, Plan};
use local::sandbox::deliveries::Misdelivery;
use local::sandbox::slack::Ephemeral;
use local::sandbox::slack::act::{Deed, Kind, Write};
use shared::domain::{MessageTs, UserId};
use tests::story::{App, message_lines};

use super::journey::{BEN, MAY, TEAM, asked, goes_on, picked, since_asked};

/// A channel that is shared with another organisation.
const SHARED: &str = "shared-northwind";
const TELL: &str = "chat.postEphemeral";

/// What is told in a live chat's inbox channel.
const NOT_SENT: &str = "Not sent: your message mentions this app, so it stays in Slack. To send it to Ana Lima, write it \
                        again, in the channel and without the mention. This is the inbox channel of Ana Lima: messages \
                        here go to Ana Lima. Replies in threads, and messages that mention this app, stay in Slack.";

fn mention(app: &App) -> String {
    format!("<@{}> what is this?", app.world.sandbox.slack().app.bot_user)
}

/// Somebody mentions the app, and all that comes of it happens.
async fn mentions(app: &App, user: &str, channel: &str) -> MessageTs {
    let ts = app.writes(user, channel, &mention(app));
    app.settle().await;
    ts
}

/// What this person alone was shown in this channel by a mention: not by a click.
fn answers(app: &App, user: &str, channel: &str) -> Vec<Ephemeral> {
    let shown = app.channel_now(channel).ephemerals.into_iter();
    shown.filter(|shown| shown.to == UserId::new(user) && shown.message.thread_ts.is_none()).collect()
}

fn texts(app: &App, user: &str, channel: &str) -> Vec<String> {
    let shown = app.channel_now(channel).ephemerals.into_iter().filter(|shown| shown.to == UserId::new(user));
    shown.map(|shown| message_lines(&shown.message).join(" / ")).collect()
}

#[tokio::test]
async fn in_each_kind_of_channel_whoever_mentions_the_app_alone_is_told_what_it_is_to_the_app() {
    let app = picked(1).await;
    let inbox = app.inbox();
    app.does(MAY, Deed::AddPeople { channel: inbox.clone(), users: vec![UserId::new(BEN)] });
    mentions(&app, MAY, &inbox).await;
    assert_eq!(texts(&app, MAY, &inbox), [NOT_SENT]);
    assert_eq!(texts(&app, BEN, &inbox), Vec::<String>::new(), "nobody else is told");
    assert_eq!(since_asked(&app), ["Admin: May is here to help you."], "nothing of it was sent");

    app.clicks(MAY, &inbox, "live_chat_end").await;
    mentions(&app, BEN, &inbox).await;
    let off = "Not sent: live chat with Ana Lima is off. This is the inbox channel of Ana Lima.";
    assert_eq!(texts(&app, BEN, &inbox), [off]);

    let team =
        "This is a ticketing channel: tickets for Support Team come here. Click Pick on one to answer its customer.";
    let before = texts(&app, BEN, TEAM).len();
    mentions(&app, BEN, TEAM).await;
    assert_eq!(texts(&app, BEN, TEAM)[before..], [team]);

    let nothing = "No tickets come here, and no customer is answered here. An admin can make this a ticketing channel in \
                   the Admin Panel, under Ticketing Channel Settings.";
    mentions(&app, MAY, "shared-northwind").await;
    assert_eq!(texts(&app, MAY, "shared-northwind"), [nothing]);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_former_inbox_channel_says_that_it_was_one() {
    let app = asked(1).await;
    goes_on(&app).await;
    let former = app.inbox();
    app.archive(&former);
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    app.settle().await;
    app.clicks(BEN, TEAM, "ticket_pick").await;
    app.settle().await;
    app.unarchive(&former);
    app.settle().await;
    mentions(&app, MAY, &former).await;
    let was = "Not sent: no customer is answered from here. This was the inbox channel of Ana Lima. Messages here stay in \
               Slack.";
    assert_eq!(texts(&app, MAY, &former), [was]);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_mention_that_is_told_of_often_is_answered_once_and_a_second_one_again() {
    let app = picked(1).await;
    let inbox = app.inbox();
    let often = Misdelivery { copies: (3, 3), shuffle: true, seed: 7, ..Misdelivery::default() };
    app.world.sandbox.misdeliver(often);
    mentions(&app, MAY, &inbox).await;
    assert_eq!(app.world.sandbox.count(TELL), 1, "one call");
    assert_eq!(texts(&app, MAY, &inbox), [NOT_SENT]);
    mentions(&app, MAY, &inbox).await;
    assert_eq!(texts(&app, MAY, &inbox), [NOT_SENT, NOT_SENT]);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_late_second_delivery_finds_that_it_was_answered() {
    let app = picked(1).await;
    let inbox = app.inbox();
    app.writes(MAY, &inbox, &mention(&app));
    let due = app.world.sandbox.take_due(shared::clock::Clock::now(app.world.clock.as_ref()));
    for _ in 1..=2 {
        for delivery in &due {
            assert_eq!(app.world.hand_over(delivery).await.unwrap().0.as_u16(), 200);
        }
        app.world.work_now().await;
    }
    for delivery in due {
        app.world.sandbox.delivered(delivery.id, Some(200));
    }
    app.settle().await;
    assert_eq!(texts(&app, MAY, &inbox), [NOT_SENT]);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_mention_in_a_thread_is_answered_in_that_thread() {
    let app = picked(1).await;
    let inbox = app.inbox();
    let parent = app.writes(MAY, &inbox, "Hi Ana");
    let write =
        Write { channel: inbox.clone(), text: mention(&app), thread_ts: Some(parent.clone()), ..Write::default() };
    app.writes_so(MAY, write);
    app.settle().await;
    assert_eq!(texts(&app, MAY, &inbox), [NOT_SENT]);
    assert!(answers(&app, MAY, &inbox).is_empty(), "none outside the thread");
    let shown = app.channel_now(&inbox).ephemerals;
    assert_eq!(shown[0].message.thread_ts, Some(parent));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_mention_that_an_edit_brought_into_a_sent_message_is_not_said_to_be_unsent() {
    let app = picked(1).await;
    let inbox = app.inbox();
    let ts = app.writes(MAY, &inbox, "Hi Ana");
    app.settle().await;
    app.does(MAY, Deed::Edit { channel: inbox.clone(), ts, text: mention(&app) });
    app.settle().await;
    let told = texts(&app, MAY, &inbox);
    assert!(told.iter().any(|line| line.starts_with("This is the inbox channel of Ana Lima")), "{told:?}");
    assert!(!told.iter().any(|line| line.contains("Not sent: your message mentions")), "{told:?}");
    assert!(since_asked(&app).iter().any(|line| line.contains("Hi Ana")));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn people_of_other_organisations_get_no_answer() {
    let app = asked(1).await;
    let stranger = app.come(1, SHARED, Kind::Foreign).remove(0);
    mentions(&app, stranger.as_str(), SHARED).await;
    mentions(&app, stranger.as_str(), SHARED).await;
    assert_eq!(texts(&app, stranger.as_str(), SHARED), Vec::<String>::new());
    assert_eq!(app.world.sandbox.count(TELL), 0);
    assert_eq!(app.world.sandbox.count("users.info"), 1, "who they are is asked once");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn what_can_not_be_told_is_let_go_and_what_nobody_knows_is_not_told_twice() {
    let once = [
        (Fault::Refused { error: "not_in_channel".to_owned() }, 0),
        (Fault::Refused { error: "user_not_in_channel".to_owned() }, 0),
        (Fault::AnswerLost, 1),
        (Fault::Broken, 0),
    ];
    for (fault, seen) in once {
        let app = picked(1).await;
        let inbox = app.inbox();
        app.world.sandbox.faults().plan(Plan::once(TELL, fault.clone())).unwrap();
        mentions(&app, MAY, &inbox).await;
        assert_eq!(texts(&app, MAY, &inbox).len(), seen, "{fault:?}");
        assert_eq!(app.world.sandbox.count(TELL), 1, "{fault:?}: one call");
        app.world.check(&[]).await;
    }
    let app = picked(1).await;
    let inbox = app.inbox();
    app.world.sandbox.faults().plan(Plan::once(TELL, Fault::Limited { retry_after: 30 })).unwrap();
    mentions(&app, MAY, &inbox).await;
    assert_eq!(texts(&app, MAY, &inbox), [NOT_SENT], "told once the limit is over");
    assert_eq!(app.world.sandbox.count(TELL), 2);
    app.world.check(&[]).await;
}
