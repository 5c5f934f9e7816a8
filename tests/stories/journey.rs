//! The journey that other stories spoil: a customer asks, an agent picks, they talk, the agent ends. And its end, as all
//! four places show it.

use std::time::Duration;

use tests::story::App;

/// The workspace's owner and admin, and the priority group.
pub(super) const MAY: &str = "U07MAY00001";

/// Another agent.
pub(super) const BEN: &str = "U07BEN00001";

/// The ticketing channel.
pub(super) const TEAM: &str = "support-team";

/// The customer asks, and the card stands.
pub(super) async fn asked(seed: u64) -> App {
    let app = App::seeded(seed).await;
    app.asks_for_a_human("Ana", Some("Support Team")).await;
    app.settle().await;
    app
}

/// An agent has picked, too.
pub(super) async fn picked(seed: u64) -> App {
    let app = asked(seed).await;
    app.insists(MAY, TEAM, "ticket_pick").await;
    app.settle().await;
    app
}

/// The rest of the journey: picks, so many messages each way, and the end.
pub(super) async fn goes_on(app: &App, messages: usize) {
    app.insists(MAY, TEAM, "ticket_pick").await;
    app.settle().await;
    let inbox = app.inbox_in_use();
    for number in 1..=messages {
        app.says("Ana", &format!("question {number}"));
        app.world.clock.pass(Duration::from_secs(1));
    }
    app.settle().await;
    for number in 1..=messages {
        app.writes(MAY, &inbox, &format!("answer {number}"));
        app.world.clock.pass(Duration::from_secs(1));
    }
    app.settle().await;
    app.insists(MAY, &inbox, "live_chat_end").await;
    app.settle().await;
}

/// What a customer's phone shows since the live chat began: without who says it.
pub(super) fn since_asked(app: &App) -> Vec<String> {
    let phone = app.phone("Ana");
    let asked = phone.iter().rposition(|line| line.contains("Shall I call a colleague?")).unwrap();
    phone[asked + 1..].to_vec()
}

/// Everything in a channel but Slack's own line about its topic, each message on one line.
pub(super) fn lines_in(app: &App, channel: &str) -> Vec<String> {
    let lines = app.seen_in(channel).into_iter().map(|lines| lines.join(" / "));
    lines.filter(|line| !line.contains(" set the channel topic: ")).collect()
}

/// How many lines hold this.
pub(super) fn count(lines: &[String], what: &str) -> usize {
    lines.iter().filter(|line| line.contains(what)).count()
}
