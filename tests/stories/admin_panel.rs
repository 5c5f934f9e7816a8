//! The Admin Panel: its first page, the priority group, and the settings that are one value each.

use local::sandbox::slack::act::{Chosen, Deed, Kind, Shown};
use shared::domain::{EndedChats, InboxChannelType, UserGroupId, UserId, WorkspaceSettings};
use tests::story::App;

use super::access::{at, listed, many, opens_panel, settings};
use super::chatting::set;
use super::journey::{BEN, MAY, TEAM, count, since_asked};
use super::moving::reads;

const CHLOE: &str = "U07CHLOE001";
const GUEST: &str = "U07GUEST001";
const SINGLE: &str = "U07SINGLE01";
const FOREIGNER: &str = "U05FOREIGN1";

const MEMBERS: &str = "group_members";
const USER_GROUP: &str = "group_user_group";

/// Somebody opens the panel and chooses what to set.
async fn opens(app: &App, user: &str, area: &str) -> Shown {
    opens_panel(app, user, "admin_panel").await;
    app.submits(user, &[("admin_area", area)]).await
}

fn saving(app: &App, user: &str, members: &[&str], user_group: &str) -> Deed {
    app.submission(user, vec![(MEMBERS, many(members)), (USER_GROUP, Chosen::One(user_group.to_owned()))])
}

/// Somebody presses *Save* with this group, and once more when Slack had yet to be asked who is in it.
async fn saves(app: &App, user: &str, members: &[&str], user_group: &str) -> Shown {
    let shown = app.asks_us(user, saving(app, user, members, user_group)).await;
    if !at(&shown, MEMBERS).contains("Slack is being asked") {
        return shown;
    }
    app.settle().await;
    app.asks_us(user, saving(app, user, members, user_group)).await
}

fn ids(users: &[UserId]) -> Vec<&str> {
    users.iter().map(UserId::as_str).collect()
}

#[tokio::test]
async fn an_admin_sets_how_live_chats_are_and_it_holds_at_once() {
    let app = App::new().await;
    set(&app, |settings| settings.admins.push(UserId::new(BEN))).await;
    assert_eq!(opens(&app, BEN, "general").await, Shown::Pushed);
    let entries = [
        ("general_show_agent_name", "false"),
        ("general_team_word", "  the\tsupport team "),
        ("general_inbox_channel_type", "public"),
        ("general_one_on_one", "true"),
        ("general_ended_chats", "archive"),
        ("general_ended_days", "30"),
        ("general_idle", "0"),
        ("general_retention", "90"),
    ];
    assert_eq!(app.submits(BEN, &entries).await, Shown::Cleared);
    let kept = settings(&app).await;
    let expected = WorkspaceSettings {
        version: kept.version,
        show_agent_name: false,
        team_word: "the support team".to_owned(),
        inbox_channel_type: InboxChannelType::Public,
        one_on_one: true,
        ended_chats: EndedChats::Archive { after_days: 30 },
        idle_after_hours: 0,
        retention_days: 90,
        ..kept.clone()
    };
    assert_eq!(kept, expected);
    opens_panel(&app, MAY, "admin_panel").await;
    for line in [
        "set Show Agent Name to False",
        "set Team word to \\\"the support team\\\"",
        "set Inbox Channel Type to Public",
        "set 1 on 1 to True",
        "set Ended chats to Archive after 30 days",
        "set Idle, in hours to 0",
        "set Keep transcripts, in days to 90",
    ] {
        assert!(reads(&app, MAY).contains(&format!("<@{BEN}> {line}")), "{line}: {}", reads(&app, MAY));
    }
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    app.settle().await;
    app.insists(BEN, TEAM, "ticket_pick").await;
    app.settle().await;
    assert_eq!(count(&since_asked(&app), "the support team is here to help you."), 1, "{:?}", since_asked(&app));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn what_is_entered_wrong_is_said_at_each_field_and_nothing_is_saved() {
    let number = |least: u32, most: u32| format!("Enter a whole number from {least} to {most}.");
    let long = "w".repeat(41);
    let cases = [
        (
            "general_team_word",
            "   ",
            "general_team_word",
            "Enter what stands for the agent, such as our team.".to_owned(),
        ),
        ("general_ended_days", "", "general_ended_days", "Enter after how many days, or choose Keep.".to_owned()),
        ("general_ended_days", "0", "general_ended_days", number(1, 365)),
        ("general_ended_days", "366", "general_ended_days", number(1, 365)),
        ("general_idle", "-1", "general_idle", number(0, 8760)),
        ("general_idle", "1.5", "general_idle", number(0, 8760)),
        ("general_idle", "8761", "general_idle", number(0, 8760)),
        ("general_retention", "always", "general_retention", number(0, 3650)),
        ("general_retention", "99999", "general_retention", number(0, 3650)),
        ("general_retention", " ", "general_retention", "Enter a whole number.".to_owned()),
    ];
    let app = App::new().await;
    opens(&app, MAY, "general").await;
    let before = settings(&app).await;
    for (field, entered, place, said) in cases {
        let shown = app.submits(MAY, &[(field, entered)]).await;
        assert_eq!(at(&shown, place), said, "{field} {entered:?}: {shown:?}");
    }
    let all =
        [("general_team_word", " "), ("general_ended_days", "1"), ("general_idle", "x"), ("general_retention", "x")];
    let shown = app.submits(MAY, &all).await;
    assert!(matches!(&shown, Shown::Errors(errors) if errors.len() == 3), "{shown:?}");
    let word = app.submission(MAY, vec![("general_team_word", Chosen::One(long))]);
    let is_refused = app.world.sandbox.act(local::sandbox::slack::act::Act::by(MAY, word));
    assert!(is_refused.is_err(), "Slack takes no more than 40 characters");
    assert_eq!(settings(&app).await, before);
}

#[tokio::test]
async fn days_say_nothing_where_ended_chats_are_kept() {
    let app = App::new().await;
    opens(&app, MAY, "general").await;
    let shown = app.submits(MAY, &[("general_ended_chats", "keep"), ("general_ended_days", "")]).await;
    assert_eq!(shown, Shown::Cleared);
    assert_eq!(settings(&app).await.ended_chats, EndedChats::Keep);
}

#[tokio::test]
async fn of_two_admins_who_save_the_same_page_the_second_sees_what_the_first_has_saved() {
    let app = App::new().await;
    set(&app, |settings| settings.admins.push(UserId::new(BEN))).await;
    opens(&app, MAY, "general").await;
    opens(&app, BEN, "general").await;
    assert_eq!(app.submits(MAY, &[("general_idle", "12")]).await, Shown::Cleared);
    let entries = [("general_idle", "99"), ("general_retention", "30")];
    assert_eq!(app.submits(BEN, &entries).await, Shown::Updated);
    let seen = reads(&app, BEN);
    assert!(seen.contains("Somebody else has saved this panel") && seen.contains("\"initial_value\":\"12\""), "{seen}");
    assert_eq!(app.submits(BEN, &[("general_retention", "30")]).await, Shown::Cleared);
    let kept = settings(&app).await;
    assert_eq!((kept.idle_after_hours, kept.retention_days), (12, 30));
}

#[tokio::test]
async fn of_two_admins_on_different_pages_both_are_saved() {
    let app = App::new().await;
    set(&app, |settings| settings.admins.push(UserId::new(BEN))).await;
    opens(&app, MAY, "general").await;
    opens(&app, BEN, "priority_group").await;
    assert_eq!(saves(&app, BEN, &[MAY, CHLOE], "").await, Shown::Cleared);
    assert_eq!(app.submits(MAY, &[("general_idle", "12")]).await, Shown::Cleared);
    let kept = settings(&app).await;
    assert_eq!((kept.idle_after_hours, ids(&kept.priority_group.members)), (12, vec![MAY, CHLOE]));
}

#[tokio::test]
async fn who_is_no_admin_any_more_saves_nothing_and_is_told_whom_to_ask() {
    for area in ["general", "priority_group"] {
        let app = App::new().await;
        set(&app, |settings| settings.admins.push(UserId::new(BEN))).await;
        opens(&app, BEN, area).await;
        set(&app, |settings| settings.admins.clear()).await;
        let before = settings(&app).await;
        let shown = match area {
            "general" => app.submits(BEN, &[("general_idle", "12")]).await,
            _ => saves(&app, BEN, &[BEN], "").await,
        };
        assert_eq!(shown, Shown::Updated);
        assert!(reads(&app, BEN).contains("Only admins can open this panel. Ask <@"), "{}", reads(&app, BEN));
        assert_eq!(settings(&app).await, before);
        opens_panel(&app, BEN, "admin_panel").await;
        assert!(app.open_view(BEN)["content"].get("submit").is_none(), "nothing to go on with");
    }
}

#[tokio::test]
async fn the_priority_group_is_called_on_the_next_card() {
    let app = App::new().await;
    assert_eq!(opens(&app, MAY, "priority_group").await, Shown::Pushed);
    assert_eq!(listed(&app, MAY, MEMBERS), [MAY]);
    assert_eq!(saves(&app, MAY, &[BEN, GUEST], "").await, Shown::Cleared);
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    app.settle().await;
    let card = super::journey::lines_in(&app, TEAM).pop().unwrap();
    assert!(card.starts_with(&format!("<@{BEN}> <@{GUEST}>")), "{card}");
    opens_panel(&app, MAY, "admin_panel").await;
    let seen = reads(&app, MAY);
    assert!(seen.contains(&format!("added to the priority group: <@{BEN}>, <@{GUEST}>")), "{seen}");
    assert!(seen.contains(&format!("removed from the priority group: <@{MAY}>")), "{seen}");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn who_can_not_be_called_is_refused_by_name() {
    let app = App::new().await;
    opens(&app, MAY, "priority_group").await;
    let refused = [
        (SINGLE, "is a guest of one channel only: take them out."),
        ("U08DESKBOT1", "is a bot: take them out."),
        (FOREIGNER, "is of another organisation: take them out."),
    ];
    for (user, why) in refused {
        let shown = saves(&app, MAY, &[MAY, user], "").await;
        assert!(at(&shown, MEMBERS).ends_with(why), "{user}: {shown:?}");
    }
    let save = app.sends(MAY, saving(&app, MAY, &[MAY, CHLOE], ""));
    app.deactivate(CHLOE);
    app.settle().await;
    assert_eq!(at(&app.arrives(&save).await, MEMBERS), "Chloe is deactivated: take them out.");
    for odd in ["support", "U07MAY00001", "S", "S07 x", "<!subteam^nobody>"] {
        let shown = saves(&app, MAY, &[MAY], odd).await;
        assert!(at(&shown, USER_GROUP).starts_with("Enter the id of a Slack user group"), "{odd}: {shown:?}");
    }
    assert_eq!(saves(&app, MAY, &[MAY], "<!subteam^S07TEAM001|@team>").await, Shown::Cleared);
    assert_eq!(settings(&app).await.priority_group.user_group, Some(UserGroupId::new("S07TEAM001")));
    assert_eq!(ids(&settings(&app).await.priority_group.members), [MAY]);
}

#[tokio::test]
async fn five_hundred_people_are_a_group_and_one_more_is_too_many() {
    let app = App::new().await;
    let came = app.come(500, "general", Kind::Member);
    let mut all: Vec<&str> = came.iter().map(UserId::as_str).collect();
    set(&app, |settings| settings.priority_group.members.clone_from(&came)).await;
    assert_eq!(opens(&app, MAY, "priority_group").await, Shown::Pushed);
    assert_eq!(listed(&app, MAY, MEMBERS).len(), 500);
    all.push(BEN);
    assert_eq!(at(&saves(&app, MAY, &all, "").await, MEMBERS), "At most 500 people: take some out.");
    assert_eq!(saves(&app, MAY, &all[1..], "").await, Shown::Cleared);
    assert_eq!(settings(&app).await.priority_group.members.len(), 500);
}

#[tokio::test]
async fn the_panel_opens_after_two_reads() {
    let app = App::new().await;
    for user in [MAY, BEN] {
        app.world.gate.take_calls();
        opens_panel(&app, user, "admin_panel").await;
        let calls = app.world.gate.take_calls();
        assert_eq!(calls.iter().position(|call| call == "views.open"), Some(2), "{calls:?}");
    }
}

#[tokio::test]
async fn a_group_of_more_than_one_call_lets_in_is_invited_whole() {
    let app = App::new().await;
    let came = app.come(230, "general", Kind::Member);
    set(&app, |settings| settings.priority_group.members.clone_from(&came)).await;
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    app.settle().await;
    app.insists(MAY, TEAM, "ticket_pick").await;
    app.settle().await;
    let inside = app.channel_now(&app.inbox()).members;
    let left_out: Vec<&UserId> = came.iter().filter(|user| !inside.contains(*user)).collect();
    assert!(left_out.is_empty(), "{left_out:?}");
    assert_eq!(
        app.world.sandbox.count("conversations.invite"),
        4,
        "the winner alone, and three times a hundred at most"
    );
    app.world.check(&[]).await;
}
