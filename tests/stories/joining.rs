//! *Join the inbox channel*, from Live Chat Control on the ticket card: who may is let in by the worker and told so
//! privately, who may not is refused on submit, and whom Slack does not let in is told why.

use local::faults::{Fault, Plan};
use local::sandbox::slack::act::{Deed, Shown};
use shared::domain::UserId;
use tests::story::App;

use super::chatting::{BEN, CHLOE, set};
use super::journey::{MAY, TEAM, count, picked};

const MANAGE: &str = "ticket_manage";
const JOIN: &str = "join";

/// May has picked; Chloe has come into the priority group since, which opens no inbox channel that stands already.
async fn with_chloe_in_the_group() -> App {
    let app = picked(1).await;
    set(&app, |settings| settings.priority_group.members.push(UserId::new(CHLOE))).await;
    app
}

/// The same, and Chloe has the panel before her.
async fn with_chloe_at_the_panel() -> App {
    let app = with_chloe_in_the_group().await;
    app.clicks(CHLOE, TEAM, MANAGE).await;
    app
}

/// What somebody asks for in the panel, and what comes of it.
async fn asks_to_join(app: &App, user: &str) -> Shown {
    let shown = app.proceeds(user, JOIN).await;
    app.settle().await;
    shown
}

fn is_in_the_inbox(app: &App, user: &str) -> bool {
    app.channel_now(&app.inbox()).members.contains(&UserId::new(user))
}

/// The panel offers them this.
fn is_offered(app: &App, user: &str, choice: &str) -> bool {
    app.open_view(user).to_string().contains(&format!(r#""value":"{choice}""#))
}

#[tokio::test]
async fn a_member_of_the_priority_group_joins_by_the_ticket_card_and_is_told_privately() {
    let app = with_chloe_at_the_panel().await;
    assert!(!is_in_the_inbox(&app, CHLOE), "nobody is let in by the setting alone");
    assert!(is_offered(&app, CHLOE, JOIN));
    assert_eq!(asks_to_join(&app, CHLOE).await, Shown::Closed);
    assert!(is_in_the_inbox(&app, CHLOE));
    let inbox = app.channel_now(&app.inbox()).id;
    assert_eq!(app.told(CHLOE), [format!("You are in <#{inbox}> now, with its whole history.")]);
    assert_eq!(app.world.audit_lines().await, Vec::<String>::new(), "the priority group needs no audit");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn an_agent_of_the_ticketing_channel_alone_is_refused_on_submit() {
    let app = with_chloe_at_the_panel().await;
    // She leaves the group while the panel stands before her.
    set(&app, |settings| settings.priority_group.members.retain(|user| user.as_str() != CHLOE)).await;
    assert_eq!(asks_to_join(&app, CHLOE).await, Shown::Updated);
    let panel = app.open_view(CHLOE).to_string();
    let why = "You can't join the inbox channel: the priority group and admins can. Ask someone in the inbox channel \
               to add you with Add people.";
    assert!(panel.contains(why), "{panel}");
    assert!(!is_offered(&app, CHLOE, JOIN), "what she may not is offered no more");
    assert!(!is_in_the_inbox(&app, CHLOE));
    assert_eq!(app.told(CHLOE), Vec::<String>::new());
    app.world.check(&[]).await;
}

#[tokio::test]
async fn who_may_not_join_is_not_offered_it() {
    let app = picked(1).await;
    app.clicks(BEN, TEAM, MANAGE).await;
    assert!(!is_offered(&app, BEN, JOIN));
    app.world.check(&[]).await;
}

#[tokio::test]
async fn an_admin_joins_and_it_becomes_an_audit_line() {
    let app = picked(1).await;
    set(&app, |settings| settings.admins.push(UserId::new(BEN))).await;
    app.clicks(BEN, TEAM, MANAGE).await;
    assert_eq!(asks_to_join(&app, BEN).await, Shown::Closed);
    assert!(is_in_the_inbox(&app, BEN));
    assert_eq!(count(&app.told(BEN), "now, with its whole history."), 1);
    let ana = app.customer("Ana").member;
    assert_eq!(app.world.audit_lines().await, [format!("{BEN} joined the inbox channel: {ana}")]);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn whom_slack_does_not_let_in_is_told_slacks_word_for_it() {
    for error in ["cant_invite", "ura_max_channels"] {
        let app = with_chloe_at_the_panel().await;
        let refused = Plan::once("conversations.invite", Fault::Refused { error: error.to_owned() });
        app.world.sandbox.faults().plan(refused).unwrap();
        asks_to_join(&app, CHLOE).await;
        assert!(!is_in_the_inbox(&app, CHLOE));
        let why = format!(
            "Slack would not add you to the inbox channel ({error}). Ask someone in it to add you with Add people."
        );
        assert_eq!(app.told(CHLOE), [why]);
        app.world.check(&[]).await;
    }
}

#[tokio::test]
async fn who_could_not_be_invited_for_a_while_is_told_that_too() {
    let app = with_chloe_at_the_panel().await;
    app.world.sandbox.faults().plan(Plan::once("conversations.invite", Fault::Broken).times(6)).unwrap();
    asks_to_join(&app, CHLOE).await;
    assert!(!is_in_the_inbox(&app, CHLOE));
    let told = app.told(CHLOE);
    assert!(told.len() == 1 && told[0].starts_with("Slack would not add you to the inbox channel"), "{told:?}");
    app.world.check(&[]).await;
}

#[tokio::test]
async fn who_is_in_it_already_is_told_so() {
    let app = with_chloe_at_the_panel().await;
    app.does(MAY, Deed::AddPeople { channel: app.inbox(), users: vec![UserId::new(CHLOE)] });
    asks_to_join(&app, CHLOE).await;
    let inbox = app.channel_now(&app.inbox()).id;
    assert_eq!(app.told(CHLOE), [format!("You are in <#{inbox}> now, with its whole history.")]);
    app.world.check(&[]).await;
}

#[tokio::test]
async fn where_the_inbox_channel_is_gone_the_next_pick_opens_one() {
    let app = with_chloe_at_the_panel().await;
    app.does(MAY, Deed::Archive { channel: app.inbox() });
    asks_to_join(&app, CHLOE).await;
    let told = app.told(CHLOE);
    assert_eq!(told, ["There is no inbox channel to join: the next pick opens one for Ana Lima."]);
    app.world.check(&[]).await;
}
