//! Ticketing Channel Settings: adding and changing a ticketing channel in the Admin Panel.

use local::sandbox::slack::act::{Chosen, Shown};
use shared::domain::{
    ChannelId, Hours, Ladder, LastStep, PriorityGroup, TicketingChannel, UserGroupId, UserId, Weekday,
};
use tests::story::App;

use super::access::{at, many, opens_panel, settings};
use super::chatting::set;
use super::journey::{BEN, MAY, TEAM, lines_in};
use super::moving::reads;
use super::transferring::OTHER;

const CHLOE: &str = "U07CHLOE001";
const SINGLE: &str = "U07SINGLE01";
pub(super) const GENERAL: &str = "C07GENERAL1";
pub(super) const TEAM_ID: &str = "C08SUPPORT1";
pub(super) const DEFAULT_ID: &str = "C08DEFAULT1";

/// Somebody opens the list.
pub(super) async fn lists(app: &App, user: &str) -> Shown {
    opens_panel(app, user, "admin_panel").await;
    app.submits(user, &[("admin_area", "ticketing_channels")]).await
}

/// Somebody opens the list and chooses what to do.
pub(super) async fn goes(app: &App, user: &str, action: &str, channel: Option<&str>) -> Shown {
    lists(app, user).await;
    chooses(app, user, action, channel).await
}

pub(super) async fn chooses(app: &App, user: &str, action: &str, channel: Option<&str>) -> Shown {
    let entries: Vec<_> = [Some(("ticketing_action", action)), channel.map(|it| ("ticketing_chosen", it))]
        .into_iter()
        .flatten()
        .collect();
    app.submits(user, &entries).await
}

/// Somebody adds this Slack channel with this label.
pub(super) async fn adds(app: &App, user: &str, channel: &str, label: &str) -> Shown {
    assert_eq!(goes(app, user, "add", None).await, Shown::Pushed);
    app.submits(user, &[("ticketing_channel", channel), ("ticketing_label", label)]).await
}

pub(super) async fn ticketing(app: &App, channel: &str) -> TicketingChannel {
    settings(app).await.ticketing_channel(&ChannelId::new(channel)).expect("a ticketing channel").clone()
}

async fn is_default(app: &App) -> String {
    settings(app).await.default_channel.expect("a default one").as_str().to_owned()
}

pub(super) async fn with_ben_as_admin() -> App {
    let app = App::new().await;
    set(&app, |settings| settings.admins.push(UserId::new(BEN))).await;
    app
}

#[tokio::test]
async fn an_admin_sees_all_of_them_and_adds_one_with_all_that_can_be_set() {
    let app = with_ben_as_admin().await;
    assert_eq!(lists(&app, BEN).await, Shown::Pushed);
    let seen = reads(&app, BEN);
    assert!(seen.contains(&format!("*default* in <#{DEFAULT_ID}> · default")), "{seen}");
    assert!(seen.contains(&format!("*Support Team* in <#{TEAM_ID}>")), "{seen}");
    assert_eq!(chooses(&app, BEN, "add", None).await, Shown::Pushed);
    let one = |entry: &str| Chosen::One(entry.to_owned());
    let entries = || {
        vec![
            ("ticketing_channel", one(GENERAL)),
            ("ticketing_label", one("  Billing   EU ")),
            ("ticketing_default", one("true")),
            ("ticketing_members", many(&[BEN, CHLOE])),
            ("ticketing_user_group", one("<!subteam^S07TEAM001|@billing>")),
            ("ticketing_days", many(&["monday", "sunday"])),
            ("ticketing_from", one("9:00")),
            ("ticketing_to", one("24:00")),
            ("ticketing_time_zone", one("europe/paris")),
            ("ticketing_here", one("0")),
            ("ticketing_unanswered", one("20")),
            ("ticketing_then", one("wait")),
            ("ticketing_return", one("45")),
        ]
    };
    let shown = app.asks_us(BEN, app.submission(BEN, entries())).await;
    assert!(at(&shown, "ticketing_members").starts_with("Slack is being asked"), "{shown:?}");
    app.settle().await;
    assert_eq!(app.asks_us(BEN, app.submission(BEN, entries())).await, Shown::Cleared);
    let kept = ticketing(&app, GENERAL).await;
    let time_zone = "Europe/Paris".to_owned();
    let hours = Hours { days: vec![Weekday::Monday, Weekday::Sunday], from_minute: 540, to_minute: 0, time_zone };
    let members = vec![UserId::new(BEN), UserId::new(CHLOE)];
    let expected = TicketingChannel {
        group: Some(PriorityGroup { members, user_group: Some(UserGroupId::new("S07TEAM001")) }),
        hours: Some(hours),
        ladder: Ladder { here_after_minutes: 0, unanswered_after_minutes: 20, then: LastStep::KeepWaiting },
        return_after_minutes: 45,
        ..TicketingChannel::new(ChannelId::new(GENERAL), "Billing EU")
    };
    assert_eq!(kept.as_set(), expected);
    assert_eq!(is_default(&app).await, GENERAL);
    opens_panel(&app, MAY, "admin_panel").await;
    let seen = reads(&app, MAY);
    for line in ["added the ticketing channel", "made \\\"Billing EU\\\" the default ticketing channel"] {
        assert!(seen.contains(&format!("<@{BEN}> {line}")), "{line}: {seen}");
    }
    app.settle().await;
    app.world.check(&[]).await;
}

#[tokio::test]
async fn each_change_is_kept_and_told_and_what_is_left_alone_stays() {
    let app = App::new().await;
    let cases = [
        ("ticketing_label", "Orders", "renamed the ticketing channel \\\"Support Team\\\" to \\\"Orders\\\""),
        ("ticketing_here", "7", "set @here to 7 min in \\\"Orders\\\""),
        ("ticketing_unanswered", "0", "set nobody available to 0 min in \\\"Orders\\\""),
        ("ticketing_then", "wait", "set what then to Keep waiting in \\\"Orders\\\""),
        ("ticketing_return", "5", "set the return of transfers to 5 min in \\\"Orders\\\""),
        (
            "ticketing_user_group",
            "S07TEAM001",
            "set the Slack user group of the priority group of \\\"Orders\\\" to S07T",
        ),
        ("ticketing_default", "true", "made \\\"Orders\\\" the default ticketing channel"),
    ];
    for (field, entry, line) in cases {
        let before = ticketing(&app, TEAM_ID).await;
        assert_eq!(goes(&app, MAY, "change", Some(TEAM_ID)).await, Shown::Pushed);
        assert_eq!(app.submits(MAY, &[(field, entry)]).await, Shown::Cleared, "{field}");
        opens_panel(&app, MAY, "admin_panel").await;
        assert!(reads(&app, MAY).contains(line), "{line}: {}", reads(&app, MAY));
        let changed = before.changes_to(&ticketing(&app, TEAM_ID).await).len();
        assert_eq!(changed, usize::from(field != "ticketing_default"), "{field}");
    }
    assert_eq!(is_default(&app).await, TEAM_ID);
    let hours = [("ticketing_from", "9:00"), ("ticketing_to", "17:00"), ("ticketing_time_zone", "UTC")];
    let hours = hours.map(|(field, entry)| (field, Chosen::One(entry.to_owned())));
    goes(&app, MAY, "change", Some(TEAM_ID)).await;
    let entries = hours.into_iter().chain([("ticketing_days", many(&["friday"]))]).collect();
    assert_eq!(app.asks_us(MAY, app.submission(MAY, entries)).await, Shown::Cleared);
    opens_panel(&app, MAY, "admin_panel").await;
    let line = "set the hours to Fri 9:00 to 17:00, UTC in \\\"Orders\\\"";
    assert!(reads(&app, MAY).contains(line), "{}", reads(&app, MAY));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn what_is_entered_wrong_is_said_at_each_field_and_nothing_is_saved() {
    let app = App::new().await;
    goes(&app, MAY, "change", Some(TEAM_ID)).await;
    let before = settings(&app).await;
    let nothing = "Or leave days, times and time zone empty: always open.";
    let cases = [
        ("ticketing_channel", DEFAULT_ID, "This is the channel of \"default\" already. Choose another one.".to_owned()),
        ("ticketing_label", "  ", "Enter the team's name.".to_owned()),
        (
            "ticketing_label",
            " DEFAULT ",
            "\"default\" always means the default channel. Enter another label.".to_owned(),
        ),
        (
            "ticketing_user_group",
            "support",
            "Enter the id of a Slack user group, such as S0123ABCD, or nothing.".into(),
        ),
        ("ticketing_from", "9 am", "Enter a time such as 9:00 or 18:30.".to_owned()),
        ("ticketing_to", "25:00", "Enter a time such as 9:00 or 18:30.".to_owned()),
        ("ticketing_time_zone", "Mars", "No time zone has this name. Enter one such as".to_owned()),
        ("ticketing_here", " ", "Enter a whole number.".to_owned()),
        ("ticketing_here", "-1", "Enter a whole number from 0 to 10080.".to_owned()),
        ("ticketing_unanswered", "10081", "Enter a whole number from 0 to 10080.".to_owned()),
        ("ticketing_return", "1.5", "Enter a whole number from 0 to 10080.".to_owned()),
    ];
    for (field, entered, said) in cases {
        let shown = app.submits(MAY, &[(field, entered)]).await;
        assert!(at(&shown, field).starts_with(&said), "{field} {entered:?}: {shown:?}");
    }
    goes(&app, MAY, "change", Some(TEAM_ID)).await;
    let shown = app.submits(MAY, &[("ticketing_from", "9:00")]).await;
    assert_eq!(at(&shown, "ticketing_days"), format!("Choose the days. {nothing}"));
    assert_eq!(at(&shown, "ticketing_to"), format!("Enter a time such as 9:00. {nothing}"));
    assert!(at(&shown, "ticketing_time_zone").ends_with(nothing), "{shown:?}");
    let long = app.submission(MAY, vec![("ticketing_label", Chosen::One("x".repeat(76)))]);
    let is_refused = app.world.sandbox.act(local::sandbox::slack::act::Act::by(MAY, long));
    assert!(is_refused.is_err(), "Slack takes no more than 75 characters");

    goes(&app, MAY, "add", None).await;
    let taken = [("ticketing_channel", GENERAL), ("ticketing_label", " support TEAM ")];
    let shown = app.submits(MAY, &taken).await;
    assert_eq!(at(&shown, "ticketing_label"), "Another channel has this label. Enter another one.");
    goes(&app, MAY, "change", Some(DEFAULT_ID)).await;
    let shown = app.submits(MAY, &[("ticketing_default", "false")]).await;
    assert!(at(&shown, "ticketing_default").starts_with("One has to be the default."), "{shown:?}");
    assert_eq!(settings(&app).await, before);
}

#[tokio::test]
async fn a_customers_inbox_channel_becomes_no_ticketing_channel() {
    let app = super::journey::picked(1).await;
    let inbox = app.inbox();
    let id = app.channel_now(&inbox).id;
    let shown = adds(&app, MAY, id.as_str(), "Billing").await;
    assert_eq!(at(&shown, "ticketing_channel"), "This is a customer's inbox channel. Choose another one.", "{shown:?}");
}

#[tokio::test]
async fn who_can_not_be_called_is_refused_by_name_and_a_team_has_its_own_group() {
    let app = App::new().await;
    let saves = async |members: &[&str]| {
        let entries = || vec![("ticketing_members", many(members))];
        let shown = app.asks_us(MAY, app.submission(MAY, entries())).await;
        if !at(&shown, "ticketing_members").contains("Slack is being asked") {
            return shown;
        }
        app.settle().await;
        app.asks_us(MAY, app.submission(MAY, entries())).await
    };
    goes(&app, MAY, "change", Some(TEAM_ID)).await;
    let shown = saves(&[CHLOE, SINGLE]).await;
    let said = at(&shown, "ticketing_members");
    assert!(said.ends_with("is a guest of one channel only: take them out.") && !said.starts_with('U'), "{shown:?}");
    assert_eq!(saves(&[CHLOE]).await, Shown::Cleared);
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    app.settle().await;
    let card = lines_in(&app, TEAM).pop().unwrap();
    assert!(card.starts_with(&format!("<@{CHLOE}>")), "{card}");
    goes(&app, MAY, "change", Some(TEAM_ID)).await;
    assert_eq!(saves(&[]).await, Shown::Cleared);
    assert_eq!(ticketing(&app, TEAM_ID).await.group, None, "the workspace's counts again");
    opens_panel(&app, MAY, "admin_panel").await;
    let seen = reads(&app, MAY);
    for line in ["added to", "removed from"] {
        let line = format!("{line} the priority group of \\\"Support Team\\\": <@{CHLOE}>");
        assert!(seen.contains(&line), "{line}: {seen}");
    }
}

#[tokio::test]
async fn a_changed_label_goes_on_working_until_another_channel_takes_it() {
    let app = App::new().await;
    goes(&app, MAY, "change", Some(TEAM_ID)).await;
    assert_eq!(app.submits(MAY, &[("ticketing_label", "Orders")]).await, Shown::Cleared);
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    app.settle().await;
    let card = lines_in(&app, TEAM).pop().unwrap();
    assert!(card.contains("Ticket status: Pending") && !card.contains("which no channel has"), "{card}");
    goes(&app, MAY, "change", Some(DEFAULT_ID)).await;
    assert_eq!(app.submits(MAY, &[("ticketing_label", "support team")]).await, Shown::Cleared);
    app.asks_for_a_human("Bo", Some("Support Team")).await;
    app.settle().await;
    assert!(lines_in(&app, OTHER).pop().unwrap().contains("Ticket status: Pending"));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn of_two_admins_who_change_the_same_one_the_second_sees_what_the_first_has_saved() {
    let app = with_ben_as_admin().await;
    goes(&app, MAY, "change", Some(TEAM_ID)).await;
    goes(&app, BEN, "change", Some(TEAM_ID)).await;
    assert_eq!(app.submits(MAY, &[("ticketing_here", "12")]).await, Shown::Cleared);
    let entries = [("ticketing_here", "99"), ("ticketing_return", "31")];
    assert_eq!(app.submits(BEN, &entries).await, Shown::Updated);
    let seen = reads(&app, BEN);
    assert!(seen.contains("Somebody else has saved this panel") && seen.contains("\"initial_value\":\"12\""), "{seen}");
    assert_eq!(app.submits(BEN, &[("ticketing_return", "31")]).await, Shown::Cleared);
    let kept = ticketing(&app, TEAM_ID).await;
    assert_eq!((kept.ladder.here_after_minutes, kept.return_after_minutes), (12, 31));
}

#[tokio::test]
async fn of_two_admins_on_different_ones_both_are_saved_and_what_slack_tells_meanwhile_hinders_nobody() {
    let app = with_ben_as_admin().await;
    goes(&app, MAY, "change", Some(TEAM_ID)).await;
    goes(&app, BEN, "change", Some(DEFAULT_ID)).await;
    app.rename(TEAM, "front-desk");
    app.settle().await;
    assert_eq!(app.submits(MAY, &[("ticketing_here", "12")]).await, Shown::Cleared);
    assert_eq!(app.submits(BEN, &[("ticketing_here", "13")]).await, Shown::Cleared);
    let here = |channel: TicketingChannel| channel.ladder.here_after_minutes;
    assert_eq!((here(ticketing(&app, TEAM_ID).await), here(ticketing(&app, DEFAULT_ID).await)), (12, 13));
    assert_eq!(ticketing(&app, TEAM_ID).await.name.as_deref(), Some("front-desk"));
}

#[tokio::test]
async fn of_two_who_make_theirs_the_default_at_once_the_second_is_told() {
    let app = with_ben_as_admin().await;
    goes(&app, MAY, "change", Some(TEAM_ID)).await;
    goes(&app, BEN, "add", None).await;
    assert_eq!(app.submits(MAY, &[("ticketing_default", "true")]).await, Shown::Cleared);
    let entries = [("ticketing_channel", GENERAL), ("ticketing_label", "Billing"), ("ticketing_default", "true")];
    assert_eq!(app.submits(BEN, &entries).await, Shown::Updated);
    assert_eq!(is_default(&app).await, TEAM_ID);
    assert_eq!(app.submits(BEN, &entries).await, Shown::Cleared, "now they know");
    assert_eq!(is_default(&app).await, GENERAL);
}

#[tokio::test]
async fn saving_again_after_a_lost_answer_changes_it_once() {
    let app = App::new().await;
    goes(&app, MAY, "add", None).await;
    let entries = [("ticketing_channel", GENERAL), ("ticketing_label", "Billing")];
    app.world.gate.take_calls();
    app.world.gate.spoil_named("dynamodb.TransactWriteItems", 0, tests::gate::Fault::AnswerLost);
    let shown = app.submits(MAY, &entries).await;
    assert!(matches!(shown, Shown::Trouble(_)), "{shown:?}");
    let calls = app.world.gate.take_calls();
    assert_eq!(calls.last().map(String::as_str), Some("dynamodb.TransactWriteItems"), "{calls:?}");
    assert_eq!(app.submits(MAY, &entries).await, Shown::Cleared);
    assert_eq!(settings(&app).await.ticketing_channels.len(), 3);
    opens_panel(&app, MAY, "admin_panel").await;
    assert_eq!(reads(&app, MAY).matches("added the ticketing channel").count(), 1, "{}", reads(&app, MAY));
    app.settle().await;
    app.world.check(&[]).await;
}
