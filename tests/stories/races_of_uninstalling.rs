//! The app is removed while somebody picks, ends or asks: the ticket is closed, and the bot has the customer.

use shared::domain::{Status, TicketId};
use tests::story::App;

use super::journey::{BEN, MAY, TEAM, asked, picked};
use super::races::{END, Ends, PICK, clicked, side, to_the_customer};
use super::uninstalling::{arrives, has_a_token, nothing_is_open, removes};

/// How many interleavings of each pair are tried: what follows takes minutes, by the virtual clock.
const SEEDS: u64 = 60;

/// What the operator's log says when a call comes between the removal and the event that tells of it.
const DEAD: &[&str] = &["credentials dead: token_revoked"];

/// How a race has left it: the ticket is closed, whoever was first, and the bot has the customer.
async fn check_closed(app: &App, what: &str) {
    nothing_is_open(app, what).await;
    assert!(!app.live_chat("Ana"), "{what}: the bot has her");
    assert!(!has_a_token(app).await, "{what}");
}

async fn ticket_of(app: &App) -> Option<(TicketId, Status)> {
    let member = app.customer("Ana").member;
    let (conversation, _) = app.world.look.store.conversation(&app.world.workspace(), &member).await.unwrap();
    conversation?.ticket.map(|ticket| (ticket.id, ticket.status))
}

#[tokio::test]
async fn a_pick_and_the_removal_of_the_app_at_once_leave_the_ticket_closed() {
    let mut ends = Ends::default();
    for seed in 0..SEEDS {
        let app = asked(seed).await;
        let pick = clicked(&app, BEN, TEAM, PICK);
        let told = removes(&app);
        let picks = Box::pin(side(&app, pick));
        let goes = Box::pin(side(&app, arrives(&app, &told.uninstalled)));
        ends.race_with(&app, [picks, goes], DEAD).await;
        check_closed(&app, &format!("seed {seed}")).await;
        ends.note(to_the_customer(&app));
    }
    // Slack lets nobody in any more: nobody has joined, and no *picked* was sent.
    ends.check("pick / uninstall", &["0 *picked*, 1 *ended*"], &[]);
}

#[tokio::test]
async fn an_end_and_the_removal_of_the_app_at_once_are_one_end() {
    let mut ends = Ends::default();
    for seed in 0..SEEDS {
        let app = picked(seed).await;
        let end = clicked(&app, MAY, &app.inbox(), END);
        let told = removes(&app);
        let stops = Box::pin(side(&app, end));
        let goes = Box::pin(side(&app, arrives(&app, &told.revoked)));
        ends.race_with(&app, [stops, goes], DEAD).await;
        check_closed(&app, &format!("seed {seed}")).await;
        ends.note(to_the_customer(&app));
    }
    ends.check("end / uninstall", &["1 *picked*, 1 *ended*"], &[]);
}

#[tokio::test]
async fn a_request_and_the_removal_of_the_app_at_once_leave_the_customer_with_the_bot() {
    let mut ends = Ends::default();
    for seed in 0..SEEDS {
        let app = App::seeded(seed).await;
        let told = removes(&app);
        let asks = Box::pin(side(&app, app.asks_for_a_human("Ana", Some("Support Team"))));
        let goes = Box::pin(side(&app, arrives(&app, &told.uninstalled)));
        ends.race_with(&app, [asks, goes], DEAD).await;
        check_closed(&app, &format!("seed {seed}")).await;
        ends.note(match ticket_of(&app).await {
            None => "sent back".to_owned(),
            Some((_, status)) => format!("a ticket was opened, and is {}", status.word()),
        });
    }
    ends.check("request / uninstall", &["a ticket was opened, and is Closed", "sent back"], &[]);
}
