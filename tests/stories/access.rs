//! The Access Control Panel: who is super admin and who is admin, opened from a global shortcut.

use local::sandbox::slack::act::{Chosen, Deed, Kind, Shortcut, Shown};
use tests::story::App;

use super::chatting::set;
use super::journey::{BEN, MAY};
use super::moving::reads;
use shared::domain::{UserId, WorkspaceSettings};

const CHLOE: &str = "U07CHLOE001";
const GUEST: &str = "U07GUEST001";
const SINGLE: &str = "U07SINGLE01";
const LEAVER: &str = "U07LEFT0001";
const BOT: &str = "U08DESKBOT1";
const FOREIGNER: &str = "U05FOREIGN1";

const SUPER: &str = "access_super_admins";
const ADMINS: &str = "access_admins";
const CLAIM: &str = "access_claim";

async fn opens(app: &App, user: &str) -> Shown {
    opens_panel(app, user, "access_control_panel").await
}

/// Somebody chooses a shortcut that is there anywhere in Slack.
pub(super) async fn opens_panel(app: &App, user: &str, shortcut: &str) -> Shown {
    let shortcut = Shortcut { callback_id: shortcut.to_owned(), ..Shortcut::default() };
    app.asks_us(user, Deed::Shortcut(shortcut)).await
}

/// Somebody presses *Save* with these people in the lists.
async fn saves(app: &App, user: &str, super_admins: &[&str], admins: &[&str]) -> Shown {
    app.asks_us(user, saving(app, user, super_admins, admins)).await
}

fn saving(app: &App, user: &str, super_admins: &[&str], admins: &[&str]) -> Deed {
    app.submission(user, vec![(SUPER, many(super_admins)), (ADMINS, many(admins))])
}

pub(super) fn many(users: &[&str]) -> Chosen {
    Chosen::Many(users.iter().map(|user| (*user).to_owned()).collect())
}

/// The same, and once more when Slack had yet to be asked who they are.
async fn saves_in_the_end(app: &App, user: &str, super_admins: &[&str], admins: &[&str]) -> Shown {
    let shown = saves(app, user, super_admins, admins).await;
    if !at(&shown, ADMINS).contains("Slack is being asked") && !at(&shown, SUPER).contains("Slack is being asked") {
        return shown;
    }
    app.settle().await;
    saves(app, user, super_admins, admins).await
}

/// What is said at a field.
pub(super) fn at(shown: &Shown, field: &str) -> String {
    match shown {
        Shown::Errors(errors) => errors.get(field).cloned().unwrap_or_default(),
        _ => String::new(),
    }
}

pub(super) async fn settings(app: &App) -> WorkspaceSettings {
    let scene = app.world.look.store.panel_scene(&app.world.workspace(), &UserId::new(MAY)).await;
    scene.unwrap().settings.unwrap()
}

async fn access(app: &App) -> (Vec<String>, Vec<String>) {
    let settings = settings(app).await;
    let ids = |users: &[UserId]| users.iter().map(|user| user.as_str().to_owned()).collect();
    (ids(&settings.super_admins), ids(&settings.admins))
}

pub(super) fn listed(app: &App, user: &str, field: &str) -> Vec<String> {
    let view = app.open_view(user);
    let blocks = view["content"]["blocks"].as_array().expect("blocks");
    let block = blocks.iter().find(|block| block["block_id"] == field).expect("the list");
    let chosen = block["element"]["initial_users"].as_array().cloned().unwrap_or_default();
    chosen.iter().map(|user| user.as_str().expect("an id").to_owned()).collect()
}

#[tokio::test]
async fn a_super_admin_makes_a_colleague_admin_and_the_panel_says_so_afterwards() {
    let app = App::new().await;
    assert_eq!(opens(&app, MAY).await, Shown::Nothing);
    assert_eq!((listed(&app, MAY, SUPER), listed(&app, MAY, ADMINS)), (vec![MAY.to_owned()], vec![]));
    assert!(reads(&app, MAY).contains("None yet."), "{}", reads(&app, MAY));
    assert_eq!(saves_in_the_end(&app, MAY, &[MAY], &[BEN, GUEST]).await, Shown::Closed);
    assert_eq!(access(&app).await, (vec![MAY.to_owned()], vec![BEN.to_owned(), GUEST.to_owned()]));
    opens(&app, MAY).await;
    assert_eq!(listed(&app, MAY, ADMINS), [BEN, GUEST]);
    let line = format!("<@{MAY}> added to admins: <@{BEN}>, <@{GUEST}>");
    assert!(reads(&app, MAY).contains(&line), "{}", reads(&app, MAY));
    assert_eq!(saves(&app, MAY, &[MAY, BEN], &[]).await, Shown::Closed);
    opens(&app, BEN).await;
    assert!(reads(&app, BEN).contains(&format!("removed from admins: <@{BEN}>, <@{GUEST}>")), "{}", reads(&app, BEN));
    assert!(reads(&app, BEN).contains(&format!("added to super admins: <@{BEN}>")), "{}", reads(&app, BEN));
    app.settle().await;
    app.world.check(&[]).await;
}

#[tokio::test]
async fn nothing_changed_is_nothing_saved() {
    let app = App::new().await;
    opens(&app, MAY).await;
    assert_eq!(saves(&app, MAY, &[MAY], &[]).await, Shown::Closed);
    opens(&app, MAY).await;
    assert!(reads(&app, MAY).contains("None yet."), "{}", reads(&app, MAY));
}

#[tokio::test]
async fn who_can_not_have_a_role_is_refused_by_name_at_the_list() {
    let app = App::new().await;
    let refused = [
        (SINGLE, "is a guest of one channel only: take them out."),
        (BOT, "is a bot: take them out."),
        ("USLACKBOT", "is a bot: take them out."),
        (FOREIGNER, "is of another organisation: take them out."),
    ];
    for (user, why) in refused {
        opens(&app, MAY).await;
        let shown = saves_in_the_end(&app, MAY, &[MAY], &[BEN, user]).await;
        let said = at(&shown, ADMINS);
        assert!(said.ends_with(why) && !said.starts_with('U'), "{user}: {shown:?}");
        let shown = saves_in_the_end(&app, MAY, &[MAY, user], &[]).await;
        assert!(at(&shown, SUPER).ends_with(why), "{user}: {shown:?}");
    }
    opens(&app, MAY).await;
    let save = app.sends(MAY, saving(&app, MAY, &[MAY], &[SINGLE, CHLOE]));
    app.deactivate(CHLOE);
    app.settle().await;
    let shown = app.arrives(&save).await;
    assert!(at(&shown, ADMINS).ends_with(", Chloe is deactivated: take all out."), "{shown:?}");
    assert_eq!(access(&app).await, (vec![MAY.to_owned()], vec![]));
    app.settle().await;
    app.world.check(&[]).await;
}

#[tokio::test]
async fn the_last_super_admin_can_not_be_taken_out() {
    let app = App::new().await;
    set(&app, |settings| settings.super_admins.push(UserId::new(CHLOE))).await;
    opens(&app, MAY).await;
    let save = app.sends(MAY, saving(&app, MAY, &[CHLOE], &[]));
    app.deactivate(CHLOE);
    app.settle().await;
    let shown = app.arrives(&save).await;
    assert!(at(&shown, SUPER).starts_with("Somebody has to stay super admin."), "she has left: {shown:?}");
    opens(&app, MAY).await;
    assert_eq!(saves_in_the_end(&app, MAY, &[BEN], &[MAY]).await, Shown::Closed, "another one is left");
    opens(&app, MAY).await;
    assert!(
        reads(&app, MAY).contains("Only super admins can open this panel. Ask Ben to make"),
        "{}",
        reads(&app, MAY)
    );
    assert_eq!(access(&app).await, (vec![BEN.to_owned()], vec![MAY.to_owned()]));
}

#[tokio::test]
async fn a_list_that_is_too_long_is_refused() {
    let app = App::new().await;
    let came = app.come(101, "general", Kind::Member);
    set(&app, |settings| settings.admins.clone_from(&came)).await;
    opens(&app, MAY).await;
    assert_eq!(listed(&app, MAY, ADMINS).len(), 101, "nobody is taken out unseen");
    let others: Vec<&str> = came.iter().skip(1).map(UserId::as_str).chain([BEN]).collect();
    let shown = saves(&app, MAY, &[MAY], &others).await;
    assert_eq!(at(&shown, ADMINS), "At most 100 people: take some out.", "{shown:?}");
    assert_eq!(access(&app).await.1.len(), 101);
}

#[tokio::test]
async fn of_two_who_save_at_once_the_second_sees_what_the_first_has_changed() {
    let app = App::new().await;
    set(&app, |settings| settings.super_admins.push(UserId::new(BEN))).await;
    opens(&app, MAY).await;
    opens(&app, BEN).await;
    assert_eq!(saves_in_the_end(&app, MAY, &[MAY, BEN], &[CHLOE]).await, Shown::Closed);
    assert_eq!(saves_in_the_end(&app, BEN, &[MAY, BEN], &[GUEST]).await, Shown::Updated);
    assert!(
        reads(&app, BEN).contains("Somebody else has saved this panel while you had it open"),
        "{}",
        reads(&app, BEN)
    );
    assert!(reads(&app, BEN).contains(&format!("<@{MAY}> added to admins: <@{CHLOE}>")), "{}", reads(&app, BEN));
    assert_eq!(listed(&app, BEN, ADMINS), [CHLOE]);
    let as_it_stands = app.asks_us(BEN, app.submission(BEN, Vec::new())).await;
    assert_eq!((as_it_stands, access(&app).await.1), (Shown::Closed, vec![CHLOE.to_owned()]), "what was typed is gone");
    opens(&app, BEN).await;
    assert_eq!(saves_in_the_end(&app, BEN, &[MAY, BEN], &[CHLOE, GUEST]).await, Shown::Closed);
    assert_eq!(access(&app).await.1, [CHLOE, GUEST]);
}

#[tokio::test]
async fn what_else_is_saved_meanwhile_is_no_reason_to_begin_anew() {
    let app = App::new().await;
    opens(&app, MAY).await;
    set(&app, |settings| settings.one_on_one = true).await;
    assert_eq!(saves_in_the_end(&app, MAY, &[MAY], &[BEN]).await, Shown::Closed);
    let kept = settings(&app).await;
    assert!(kept.one_on_one && kept.admins == [UserId::new(BEN)], "{kept:?}");
}

#[tokio::test]
async fn who_lost_the_right_between_opening_and_saving_changes_nothing() {
    let app = App::new().await;
    set(&app, |settings| settings.super_admins.push(UserId::new(BEN))).await;
    opens(&app, BEN).await;
    set(&app, |settings| settings.super_admins.retain(|user| user.as_str() != BEN)).await;
    assert_eq!(saves(&app, BEN, &[BEN], &[]).await, Shown::Updated);
    assert!(reads(&app, BEN).contains("Only super admins can open this panel."), "{}", reads(&app, BEN));
    assert_eq!(access(&app).await.0, [MAY]);
}

#[tokio::test]
async fn an_admin_an_agent_and_a_guest_are_told_whom_to_ask() {
    let app = App::new().await;
    set(&app, |settings| settings.admins.push(UserId::new(CHLOE))).await;
    for user in [BEN, CHLOE, GUEST, SINGLE] {
        opens(&app, user).await;
        let view = app.open_view(user);
        assert!(view["content"].get("submit").is_none(), "nothing to submit");
        assert!(reads(&app, user).contains("Only super admins can open this panel. Ask "), "{}", reads(&app, user));
        assert!(!reads(&app, user).contains("access_admins"));
    }
}

#[tokio::test]
async fn while_nobody_is_super_admin_an_owner_of_the_workspace_can_take_the_role_and_nobody_else() {
    let app = App::new().await;
    set(&app, |settings| settings.super_admins.clear()).await;
    for user in [BEN, MAY] {
        opens(&app, user).await;
        assert!(reads(&app, user).contains("Nobody is super admin of Slack Inbox here"), "{}", reads(&app, user));
        app.settle().await;
    }
    let refused = app.submits(BEN, &[(CLAIM, CLAIM)]).await;
    assert!(at(&refused, CLAIM).starts_with("Only an owner of this workspace can"), "{refused:?}");
    assert_eq!(app.submits(MAY, &[(CLAIM, CLAIM)]).await, Shown::Updated);
    assert_eq!(listed(&app, MAY, SUPER), [MAY]);
    let line = format!("<@{MAY}> became super admin, because nobody was");
    assert!(reads(&app, MAY).contains(&line), "{}", reads(&app, MAY));
    assert_eq!(app.submits(BEN, &[(CLAIM, CLAIM)]).await, Shown::Updated);
    assert!(reads(&app, BEN).contains("Ask May to make you one"), "{}", reads(&app, BEN));
    app.settle().await;
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_super_admin_who_has_left_is_none() {
    let app = App::new().await;
    set(&app, |settings| settings.super_admins = vec![UserId::new(LEAVER)]).await;
    opens(&app, MAY).await;
    assert!(reads(&app, MAY).contains("Only super admins can open this panel."), "Slack was never asked of them");
    app.settle().await;
    opens(&app, MAY).await;
    assert!(reads(&app, MAY).contains("Nobody is super admin of Slack Inbox here"), "{}", reads(&app, MAY));
    app.settle().await;
    app.world.check(&[]).await;
}

#[tokio::test]
async fn the_panel_opens_after_two_reads() {
    let app = App::new().await;
    for user in [MAY, BEN] {
        app.world.gate.take_calls();
        opens(&app, user).await;
        let calls = app.world.gate.take_calls();
        assert_eq!(calls.iter().position(|call| call == "views.open"), Some(2), "{calls:?}");
    }
}

#[tokio::test]
async fn a_super_admin_is_told_by_slack_when_the_store_does_not_answer_and_saving_again_changes_it_once() {
    let app = App::new().await;
    opens(&app, MAY).await;
    saves(&app, MAY, &[MAY], &[BEN]).await;
    app.settle().await;
    app.spoil(2, tests::gate::Fault::AnswerLost);
    let shown = saves(&app, MAY, &[MAY], &[BEN]).await;
    assert!(matches!(shown, Shown::Trouble(_)), "{shown:?}");
    assert_eq!(saves(&app, MAY, &[MAY], &[BEN]).await, Shown::Closed);
    opens(&app, MAY).await;
    assert_eq!(reads(&app, MAY).matches("added to admins").count(), 1, "{}", reads(&app, MAY));
}

#[tokio::test]
async fn a_super_admin_who_can_not_act_any_more_locks_nobody_out() {
    let app = App::new().await;
    set(&app, |settings| settings.super_admins = vec![UserId::new(SINGLE)]).await;
    opens(&app, MAY).await;
    app.settle().await;
    opens(&app, MAY).await;
    assert!(reads(&app, MAY).contains("Nobody is super admin of Slack Inbox here"), "{}", reads(&app, MAY));
    app.settle().await;
    assert_eq!(app.submits(MAY, &[(CLAIM, CLAIM)]).await, Shown::Updated);
    let shown = saves_in_the_end(&app, MAY, &[SINGLE], &[]).await;
    assert!(at(&shown, SUPER).starts_with("Somebody has to stay super admin."), "{shown:?}");
    assert_eq!(access(&app).await.0, [SINGLE, MAY]);
}
