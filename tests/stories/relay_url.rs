//! *Relay URL* in the Admin Panel: shown with both pre-actions, rotated, retired, revoked.

use lambda_http::http::{Method, StatusCode};
use local::sandbox::slack::act::Shown;
use shared::domain::UserId;
use shared::store::{RELAY_KEYS_MAX, RelayKeys};
use tests::story::App;

use super::access::{at, opens_panel};
use super::chatting::set;
use super::journey::{BEN, MAY};
use super::moving::reads;

const WISH: &str = "relay_wish";

/// May and Ben are admins.
async fn two_admins() -> App {
    let app = App::new().await;
    set(&app, |settings| settings.admins.push(UserId::new(BEN))).await;
    app
}

async fn opens(app: &App, user: &str) -> Shown {
    opens_panel(app, user, "admin_panel").await;
    app.submits(user, &[("admin_area", "relay")]).await
}

async fn wishes(app: &App, user: &str, wish: &str) -> Shown {
    app.submits(user, &[(WISH, wish)]).await
}

async fn keys(app: &App) -> RelayKeys {
    app.world.look.store.stands(&app.world.workspace()).await.unwrap().relay_keys.unwrap()
}

/// The path of the relay URL that somebody's panel shows.
fn path(app: &App, user: &str) -> String {
    let seen = reads(app, user);
    let begins = format!("`{}/relay/", app.world.page);
    let key: String = seen.split(&begins).nth(1).unwrap_or_else(|| panic!("no URL: {seen}")).chars().take(32).collect();
    format!("/relay/{key}")
}

/// What a bot is answered that posts to this path.
async fn posts(app: &App, path: &str) -> StatusCode {
    app.world.relay(Method::POST, path, app.request("Ana", None).to_string()).await.unwrap().0
}

#[tokio::test]
async fn an_admin_sees_the_relay_url_with_both_pre_actions_and_when_it_was_last_used() {
    let app = App::new().await;
    assert_eq!(opens(&app, MAY).await, Shown::Pushed);
    assert!(reads(&app, MAY).contains("never used yet"), "{}", reads(&app, MAY));
    let shown = path(&app, MAY);
    for core in ["bot core up to 2.6", "bot core 2.7 and 2.8"] {
        assert!(reads(&app, MAY).contains(&format!("*Pre-action for {core}*")), "{core}");
    }
    assert_eq!(posts(&app, &shown).await, StatusCode::OK);
    app.settle().await;
    opens(&app, MAY).await;
    let seen = reads(&app, MAY);
    assert!(seen.contains("last used") && !seen.contains("never used yet"), "{seen}");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn a_new_url_takes_over_and_the_old_one_works_until_it_is_retired() {
    let app = App::new().await;
    opens(&app, MAY).await;
    let old = path(&app, MAY);
    assert_eq!(wishes(&app, MAY, "rotate").await, Shown::Updated);
    let new = path(&app, MAY);
    assert_ne!(new, old);
    assert!(reads(&app, MAY).contains("*Older ones that still work*"), "{}", reads(&app, MAY));
    assert!(!reads(&app, MAY).contains(&old), "an older one is told of, never shown");
    assert_eq!([posts(&app, &old).await, posts(&app, &new).await], [StatusCode::OK; 2]);
    app.settle().await;
    assert_eq!(wishes(&app, MAY, "retire").await, Shown::Updated);
    assert_eq!([posts(&app, &old).await, posts(&app, &new).await], [StatusCode::NOT_FOUND, StatusCode::OK]);
    assert!(!reads(&app, MAY).contains("Older ones"), "{}", reads(&app, MAY));
    app.settle().await;
    app.world.check(&[]).await;
}

#[tokio::test]
async fn after_a_leak_no_url_of_before_works_any_more_and_each_change_is_told() {
    let app = App::new().await;
    opens(&app, MAY).await;
    let first = path(&app, MAY);
    wishes(&app, MAY, "rotate").await;
    let second = path(&app, MAY);
    assert_eq!(wishes(&app, MAY, "revoke").await, Shown::Updated);
    let third = path(&app, MAY);
    let answers = [posts(&app, &first).await, posts(&app, &second).await, posts(&app, &third).await];
    assert_eq!(answers, [StatusCode::NOT_FOUND, StatusCode::NOT_FOUND, StatusCode::OK]);
    opens_panel(&app, MAY, "admin_panel").await;
    for line in ["made a new relay URL", "revoked all relay URLs and made a new one"] {
        assert!(reads(&app, MAY).contains(line), "{line}: {}", reads(&app, MAY));
    }
    app.settle().await;
    app.world.check(&[]).await;
}

#[tokio::test]
async fn what_can_not_be_done_is_said_at_the_choice_and_changes_nothing() {
    let app = App::new().await;
    opens(&app, MAY).await;
    let before = keys(&app).await;
    assert_eq!(at(&app.submits(MAY, &[]).await, WISH), "Choose what to do, or close the panel.");
    assert_eq!(at(&wishes(&app, MAY, "retire").await, WISH), "There is no older URL to retire.");
    assert_eq!(keys(&app).await, before);
    for _ in 1..RELAY_KEYS_MAX {
        assert_eq!(wishes(&app, MAY, "rotate").await, Shown::Updated);
    }
    let before = keys(&app).await;
    let refused = "Too many older URLs still work: retire them first, or revoke them all.";
    assert_eq!(at(&wishes(&app, MAY, "rotate").await, WISH), refused);
    assert_eq!(keys(&app).await, before);
}

#[tokio::test]
async fn of_two_admins_at_once_the_second_sees_what_the_first_has_done_and_changes_nothing() {
    let app = two_admins().await;
    opens(&app, MAY).await;
    opens(&app, BEN).await;
    wishes(&app, MAY, "rotate").await;
    let before = keys(&app).await;
    assert_eq!(wishes(&app, BEN, "revoke").await, Shown::Updated);
    assert!(reads(&app, BEN).contains("Somebody else has saved this panel"), "{}", reads(&app, BEN));
    assert_eq!(path(&app, BEN), path(&app, MAY));
    assert_eq!(keys(&app).await, before);
    assert_eq!(wishes(&app, BEN, "revoke").await, Shown::Updated, "having seen it, he may");
    assert_eq!(keys(&app).await.keys.len(), 1);
}

#[tokio::test]
async fn who_is_no_admin_any_more_neither_sees_nor_changes_the_relay_url() {
    let app = two_admins().await;
    opens(&app, BEN).await;
    let before = keys(&app).await;
    set(&app, |settings| settings.admins.clear()).await;
    assert_eq!(wishes(&app, BEN, "rotate").await, Shown::Updated);
    let seen = reads(&app, BEN);
    assert!(seen.contains("Only admins can open this panel.") && !seen.contains("/relay/"), "{seen}");
    assert_eq!(keys(&app).await, before);
}

#[tokio::test]
async fn no_log_line_and_no_audit_line_holds_a_relay_key() {
    let app = App::new().await;
    opens(&app, MAY).await;
    let mut paths = vec![path(&app, MAY)];
    for wish in ["rotate", "rotate", "retire", "revoke"] {
        wishes(&app, MAY, wish).await;
        paths.push(path(&app, MAY));
    }
    let audited = app.world.look.store.audit_lines(&app.world.workspace(), 20).await.unwrap();
    assert_eq!(audited.len(), 4);
    let said = format!("{}{audited:?}", app.world.logs.lines().concat());
    for path in paths {
        let key = path.rsplit('/').next().unwrap();
        assert!(!said.contains(key), "{key}");
    }
}
