//! A workspace that was just installed sets itself up: two ticketing channels, its installer in them, and a checklist in
//! their direct messages that ticks itself (`product.md` 8).

use lambda_http::http::{Method, StatusCode};
use local::faults::{Fault as SlackFault, Plan};
use local::sandbox::slack::act::Shown;
use local::sandbox::slack::{Channel, ChannelKind};
use shared::domain::{PriorityGroup, UserId, WorkspaceSettings};
use shared::slack::cards::SEND_TEST_TICKET;
use tests::installing::{BEN, Browser, MAY};
use tests::story::App;

use super::access::{many, opens_panel};
use super::chatting::set;

/// The names that a workspace's channels get, where nobody has them.
pub(super) const NAMES: [&str; 2] = ["support-default", "support-team"];

const PICK: &str = "ticket_pick";

/// A workspace without the app, and without channels of these names.
pub(super) async fn bare() -> App {
    let app = App::new().await;
    tests::installing::forget(&app.world).await;
    for name in NAMES {
        app.delete(name);
    }
    app.settle().await;
    app
}

/// May installs the app, and everything that is to happen happens.
async fn installed() -> App {
    let app = bare().await;
    installs(&app, MAY).await;
    app.settle().await;
    app
}

pub(super) async fn installs(app: &App, user: &str) {
    assert_eq!(Browser::new(app).installs(user).await.status, StatusCode::OK);
}

/// The direct messages with somebody.
fn direct(app: &App, user: &str) -> Channel {
    let workspace = app.world.sandbox.slack();
    let is_theirs =
        |channel: &&Channel| channel.kind == ChannelKind::Direct && channel.members.contains(&UserId::new(user));
    workspace.channels.values().find(is_theirs).unwrap_or_else(|| panic!("nobody writes to {user}")).clone()
}

/// The lines of the one checklist that somebody has.
fn checklist(app: &App, user: &str) -> Vec<String> {
    let channel = direct(app, user);
    let all: Vec<_> = channel.top_level().map(tests::story::message_lines).collect();
    let [lines] = all.as_slice() else { panic!("one message, not {all:?}") };
    lines.clone()
}

/// What each step of the checklist begins with: a tick, an empty box, or a warning.
fn ticks(app: &App, user: &str) -> Vec<(String, bool)> {
    let step = |line: &String| {
        let (mark, rest) = line.split_once(" *")?;
        let is_step = [":white_check_mark:", ":white_square:", ":warning:"].contains(&mark);
        is_step.then(|| (rest.split('*').next().unwrap_or_default().to_owned(), mark == ":white_check_mark:"))
    };
    checklist(app, user).iter().filter_map(step).collect()
}

pub(super) fn is_ticked(app: &App, user: &str, step: &str) -> bool {
    let ticks = ticks(app, user);
    ticks.iter().find(|(name, _)| name == step).unwrap_or_else(|| panic!("no {step} in {ticks:?}")).1
}

/// The relay URL that the checklist shows, as a path.
fn relay_path(app: &App, user: &str) -> String {
    let lines = checklist(app, user);
    let url =
        lines.iter().find_map(|line| line.strip_prefix('`')?.strip_suffix('`').filter(|url| url.contains("/relay/")));
    let url = url.unwrap_or_else(|| panic!("no relay URL in {lines:?}"));
    url.strip_prefix(&app.world.page).expect("it begins where the app was installed").to_owned()
}

pub(super) async fn settings(app: &App) -> WorkspaceSettings {
    app.world.look.store.settings(&app.world.workspace()).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_workspace_gets_two_private_channels_with_its_installer_in_them_and_one_checklist() {
    let app = installed().await;
    let settings = settings(&app).await;
    let labels: Vec<_> = settings.ticketing_channels.iter().map(|channel| channel.label.as_str()).collect();
    assert_eq!(labels, ["default", "Support Team"]);
    for (name, known) in NAMES.into_iter().zip(&settings.ticketing_channels) {
        let channel = app.channel_now(name);
        assert_eq!((&channel.id, channel.kind), (&known.channel, ChannelKind::Private), "{name}");
        let bot = app.world.sandbox.slack().app.bot_user;
        assert_eq!(channel.members, [UserId::new(MAY), bot].into(), "{name}: the installer and the app");
    }
    assert_eq!(settings.default_channel.as_ref(), Some(&settings.ticketing_channels[0].channel));
    let done: Vec<_> = ticks(&app, MAY).into_iter().filter(|(_, done)| *done).map(|(step, _)| step).collect();
    assert_eq!(done, ["Ticketing channels", "Connect the bot"], "the sandbox's bot is connected already");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_name_that_is_taken_gets_a_suffix() {
    let app = App::new().await;
    tests::installing::forget(&app.world).await;
    installs(&app, MAY).await;
    app.settle().await;
    let names: Vec<_> =
        settings(&app).await.ticketing_channels.into_iter().filter_map(|channel| channel.name).collect();
    assert_eq!(names, ["support-default-2", "support-team-2"]);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_workspace_that_lets_no_app_make_channels_is_told_what_to_do_and_installing_again_makes_them() {
    let app = bare().await;
    let refused =
        Plan::once("conversations.create", SlackFault::Refused { error: "restricted_action".to_owned() }).times(2);
    app.world.sandbox.faults().plan(refused).unwrap();
    installs(&app, MAY).await;
    app.settle().await;
    assert!(settings(&app).await.ticketing_channels.is_empty());
    let told = checklist(&app, MAY);
    let line = told.iter().find(|line| line.starts_with(":warning: *Ticketing channels*")).expect("it is said");
    for part in
        ["Slack did not let this app make #support-", "(restricted_action)", "What to do: make a channel yourself"]
    {
        assert!(line.contains(part), "{part}: {line}");
    }
    installs(&app, MAY).await;
    app.settle().await;
    assert_eq!(settings(&app).await.ticketing_channels.len(), 2);
    assert!(is_ticked(&app, MAY, "Ticketing channels"), "{:?}", checklist(&app, MAY));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn an_installer_whom_slack_does_not_let_in_reads_why() {
    let app = bare().await;
    let refused = Plan::once("conversations.invite", SlackFault::Refused { error: "cant_invite".to_owned() });
    app.world.sandbox.faults().plan(refused).unwrap();
    installs(&app, MAY).await;
    app.settle().await;
    let told = checklist(&app, MAY).concat();
    assert!(told.contains("(cant_invite). What to do: install this app again"), "{told}");
    installs(&app, MAY).await;
    app.settle().await;
    assert!(app.channel_now(NAMES[0]).members.contains(&UserId::new(MAY)));
    assert!(is_ticked(&app, MAY, "Ticketing channels"), "{:?}", checklist(&app, MAY));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn installing_again_makes_no_second_channels_and_brings_the_same_checklist_up_to_date() {
    let app = installed().await;
    let before = settings(&app).await;
    let relay = relay_path(&app, MAY);
    installs(&app, MAY).await;
    app.settle().await;
    assert_eq!(settings(&app).await, before);
    assert_eq!(relay_path(&app, MAY), relay, "the relay URL that was pasted goes on working");
    // Another admin who installs it again has a checklist of their own from then on.
    set(&app, |settings| settings.admins.push(UserId::new(BEN))).await;
    installs(&app, BEN).await;
    app.settle().await;
    assert_eq!(relay_path(&app, BEN), relay);
    assert_eq!(app.world.sandbox.slack().channels.values().filter(|it| it.name.starts_with("support-")).count(), 2);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn who_installs_the_app_again_and_is_no_admin_sees_no_relay_url_and_the_admins_come_into_the_channels() {
    let app = bare().await;
    let refused = SlackFault::Refused { error: "restricted_action".to_owned() };
    app.world.sandbox.faults().plan(Plan::once("conversations.create", refused).times(2)).unwrap();
    installs(&app, MAY).await;
    app.settle().await;
    installs(&app, BEN).await;
    app.settle().await;
    let seen = checklist(&app, BEN).join("\n");
    assert!(seen.contains("It stands in the Admin Panel, under Relay URL: ask an admin."), "{seen}");
    assert!(!seen.contains("/relay/") && !seen.contains("Pre-action for") && !seen.contains("[Send"), "{seen}");
    for name in NAMES {
        let members = app.channel_now(name).members;
        assert!(members.contains(&UserId::new(MAY)) && !members.contains(&UserId::new(BEN)), "{name}: {members:?}");
    }
    app.world.check(&[]).await;
}

#[tokio::test]
async fn who_is_no_admin_any_more_loses_the_relay_url_from_their_checklist_with_the_next_change() {
    let app = installed().await;
    set(&app, |settings| settings.super_admins.push(UserId::new(BEN))).await;
    opens_panel(&app, BEN, "access_control_panel").await;
    let without_may = [("access_super_admins", many(&[BEN])), ("access_admins", many(&[]))];
    let saved = app.submission(BEN, without_may.map(|(field, people)| (field, people)).into());
    app.asks_us(BEN, saved).await;
    app.settle().await;
    assert_eq!(settings(&app).await.super_admins, [UserId::new(BEN)]);
    let seen = checklist(&app, MAY).join("\n");
    assert!(!seen.contains("/relay/"), "{seen}");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn what_is_saved_in_a_panel_ticks_the_checklist_and_a_new_relay_url_takes_the_old_ones_place_there() {
    let app = installed().await;
    let old = relay_path(&app, MAY);
    opens_panel(&app, MAY, "admin_panel").await;
    app.submits(MAY, &[("admin_area", "relay")]).await;
    assert_eq!(app.submits(MAY, &[("relay_wish", "revoke")]).await, Shown::Updated);
    app.settle().await;
    let new = relay_path(&app, MAY);
    assert_ne!(new, old);
    let request = app.request("Ana", None).to_string();
    assert_eq!(app.world.relay(Method::POST, &new, request).await.unwrap().0, StatusCode::OK);

    assert!(!is_ticked(&app, MAY, "Add teammates"));
    for _ in 0..2 {
        // The first time Slack has yet to be asked who Ben is.
        app.settle().await;
        opens_panel(&app, MAY, "admin_panel").await;
        app.submits(MAY, &[("admin_area", "priority_group")]).await;
        let group = app.submission(MAY, vec![("group_members", many(&[BEN]))]);
        app.asks_us(MAY, group).await;
    }
    app.settle().await;
    assert!(is_ticked(&app, MAY, "Add teammates"), "{:?}", checklist(&app, MAY));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn the_channels_that_somebody_has_set_up_since_are_left_alone() {
    let app = installed().await;
    let mut kept = settings(&app).await;
    kept.ticketing_channels.truncate(1);
    kept.version += 1;
    app.world.look.store.put_settings(&app.world.workspace(), &kept).await.unwrap();
    installs(&app, MAY).await;
    app.settle().await;
    assert_eq!(settings(&app).await, kept, "who deleted #support-team does not get it back");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn the_relay_url_of_the_checklist_opens_tickets_and_the_first_one_ticks_it() {
    let app = installed().await;
    let path = relay_path(&app, MAY);
    assert!(!is_ticked(&app, MAY, "Paste the pre-action"));
    for (customer, created) in [("Ana", true), ("Bo", true), ("Ana", false)] {
        let body = app.request(customer, Some("support team")).to_string();
        let (status, answer) = app.world.relay(Method::POST, &path, body).await.unwrap();
        assert_eq!((status, &answer["created"]), (StatusCode::OK, &serde_json::json!(created)), "{answer}");
        app.settle().await;
        assert!(is_ticked(&app, MAY, "Paste the pre-action"));
    }
    assert_eq!(app.cards().iter().map(|card| card.channel.as_str()).collect::<Vec<_>>(), ["support-team"; 2]);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn that_a_key_is_used_is_noted_hourly_and_the_step_once() {
    let app = installed().await;
    let path = relay_path(&app, MAY);
    let mut written = Vec::new();
    for minutes in [0, 10, 55] {
        app.world.pass(std::time::Duration::from_mins(minutes)).await;
        app.world.gate.take_calls();
        app.world.relay(Method::POST, &path, app.request("Ana", None).to_string()).await.unwrap();
        let calls = app.world.gate.take_calls();
        written.push(calls.iter().filter(|call| *call == "dynamodb.UpdateItem").count());
        app.settle().await;
    }
    assert_eq!(written, [1, 0, 1]);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn both_pre_actions_stand_in_the_checklist_with_the_url_filled_in() {
    let app = installed().await;
    let path = relay_path(&app, MAY);
    let url = format!("{}{path}", app.world.page);
    let flat = |text: &str| {
        let lines: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        lines.join("\n")
    };
    let shown = flat(&checklist(&app, MAY).join("\n").replace("&gt;", ">").replace("&amp;", "&"));
    for core in shared::chatbot::pre_action::BotCore::ALL {
        let code = shared::chatbot::pre_action::text(core, &url).unwrap();
        let wanted = format!("*Pre-action for {core}*\n```\n{}\n```", flat(&code));
        assert!(shown.contains(&wanted), "{core}: {shown}\n{wanted}");
    }
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_customers_first_message_ticks_the_webhook_and_a_teammate_the_group() {
    let app = installed().await;
    assert!(!is_ticked(&app, MAY, "Paste the webhook URL"));
    let webhook = checklist(&app, MAY).into_iter().find(|line| line.contains("/chatbot/")).expect("its address");
    assert!(
        webhook.starts_with(&format!("`{}/chatbot/", app.world.page)) && webhook.ends_with("/events`"),
        "{webhook}"
    );
    app.says("Ana", "Hello?");
    app.settle().await;
    assert!(is_ticked(&app, MAY, "Paste the webhook URL"));
    assert!(!is_ticked(&app, MAY, "Add teammates"));
    let group = PriorityGroup { members: vec![UserId::new(BEN)], user_group: None };
    let called = settings(&app).await.with_priority_group(&group);
    app.world.look.store.put_settings(&app.world.workspace(), &called).await.unwrap();
    installs(&app, MAY).await;
    app.settle().await;
    assert!(is_ticked(&app, MAY, "Add teammates"));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_test_ticket_is_played_through_without_a_word_to_anybody_outside() {
    let app = installed().await;
    assert!(!is_ticked(&app, MAY, "Send a test ticket"));
    let place = direct(&app, MAY);
    let ts = place.messages.last().expect("the checklist").ts.clone();
    app.clicks_on(MAY, place.id.as_str(), &ts, SEND_TEST_TICKET).await;
    app.settle().await;
    assert!(is_ticked(&app, MAY, "Send a test ticket"));
    let cards = app.cards();
    assert_eq!((cards.len(), cards[0].channel.as_str()), (1, "support-default"));
    assert!(cards[0].lines.iter().any(|line| line.contains("Test ticket: no customer waits.")), "{cards:?}");
    // A second click while it is open tells where it is.
    app.clicks_on(MAY, place.id.as_str(), &ts, SEND_TEST_TICKET).await;
    app.settle().await;
    assert_eq!(app.cards().len(), 1);
    let told = app.told(MAY).pop().unwrap_or_default();
    assert!(told.contains("A live chat with Test customer is open already."), "{told}");

    let before = app.world.sandbox.made_calls().len();
    app.clicks(MAY, "support-default", PICK).await;
    app.settle().await;
    let inbox = app.inbox();
    let answer = app.writes(MAY, &inbox, "Hello, test");
    app.settle().await;
    assert_eq!(app.marks(&inbox, &answer), ["white_check_mark"], "as May would see of a customer's");
    app.clicks(MAY, &inbox, "live_chat_end").await;
    app.settle().await;
    // What is written after the end, and sent all the same, is a test still.
    app.world.clock.pass(std::time::Duration::from_secs(5));
    let late = app.writes(MAY, &inbox, "One more");
    app.settle().await;
    app.clicks_privately(MAY, &inbox, "message_turn_on_and_send").await;
    app.settle().await;
    assert_eq!(app.marks(&inbox, &late), ["white_check_mark"]);
    app.clicks(MAY, &inbox, "live_chat_end").await;
    app.settle().await;
    let platform = ["member", "toggleLiveChat", "sendResponses", "redirectMemberToNode"];
    let calls = app.world.sandbox.made_calls().split_off(before);
    assert!(calls.iter().all(|call| !platform.contains(&call.method.as_str())), "{calls:?}");
    assert!(app.cards().iter().all(|card| card.lines.concat().contains("Closed")), "{:?}", app.cards());
    app.world.check(&[]).await;
}

#[tokio::test]
async fn who_is_no_admin_any_more_sends_no_test_ticket() {
    let app = installed().await;
    let may_goes = WorkspaceSettings { super_admins: vec![UserId::new(BEN)], ..settings(&app).await };
    let may_goes = WorkspaceSettings { version: may_goes.version + 1, ..may_goes };
    app.world.look.store.put_settings(&app.world.workspace(), &may_goes).await.unwrap();
    let place = direct(&app, MAY);
    let ts = place.messages.last().expect("the checklist").ts.clone();
    app.clicks_on(MAY, place.id.as_str(), &ts, SEND_TEST_TICKET).await;
    app.settle().await;
    assert!(app.cards().is_empty());
    let told = app.told(MAY).pop().unwrap_or_default();
    assert!(told.contains("admin"), "{told}");
    app.world.check(&[]).await;
}
