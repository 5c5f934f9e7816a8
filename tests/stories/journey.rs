//! The journey that other stories spoil: a customer asks, an agent picks, they talk, the agent ends. And its end, as all
//! four places show it.

use std::time::Duration;

use local::sandbox::slack::act::Write;
use tests::story::App;

/// The workspace's owner and admin, and the priority group.
pub(super) const MAY: &str = "U07MAY00001";

/// Another agent.
pub(super) const BEN: &str = "U07BEN00001";

/// The ticketing channel.
pub(super) const TEAM: &str = "support-team";

/// What an agent notes in a thread: it never leaves Slack.
pub(super) const NOTE: &str = "the depot was slow again";

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

/// The steps of the seed journey (`docs/SANDBOX.md`). After each, everything comes to rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// The customer asks for a human.
    Asks,
    /// An agent picks.
    Picks,
    /// Three messages of the customer's.
    Questions,
    /// Three messages of the agent's.
    Answers,
    /// The agent writes in the thread of their first answer.
    Notes,
    /// The agent ends the live chat.
    Ends,
    /// The customer asks once more.
    AsksAgain,
    /// And the agent picks once more.
    PicksAgain,
}

impl Step {
    /// The whole journey.
    pub(super) const ALL: [Self; 8] = [
        Self::Asks,
        Self::Picks,
        Self::Questions,
        Self::Answers,
        Self::Notes,
        Self::Ends,
        Self::AsksAgain,
        Self::PicksAgain,
    ];

    /// The step, and everything that follows.
    pub(super) async fn happens(self, app: &App) {
        match self {
            Self::Asks | Self::AsksAgain => app.asks_for_a_human("Ana", Some("Support Team")).await,
            Self::Picks | Self::PicksAgain => app.insists(MAY, TEAM, "ticket_pick").await,
            Self::Questions => each_second(app, |number| app.says("Ana", &format!("question {number}"))),
            Self::Answers => {
                let inbox = app.inbox_in_use();
                each_second(app, |number| drop(app.writes(MAY, &inbox, &format!("answer {number}"))));
            }
            Self::Notes => notes(app),
            Self::Ends => app.insists(MAY, &app.inbox_in_use(), "live_chat_end").await,
        }
        app.settle().await;
    }
}

/// From the pick to the end.
pub(super) async fn goes_on(app: &App) {
    for step in [Step::Picks, Step::Questions, Step::Answers, Step::Notes, Step::Ends] {
        step.happens(app).await;
    }
}

/// Three messages, a second apart.
fn each_second(app: &App, say: impl Fn(usize)) {
    for number in 1..=3 {
        say(number);
        app.world.clock.pass(Duration::from_secs(1));
    }
}

fn notes(app: &App) {
    let channel = app.inbox_in_use();
    let thread_ts = Some(app.written(&channel, "answer 1"));
    app.writes_so(MAY, Write { channel, text: NOTE.to_owned(), thread_ts, ..Write::default() });
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
