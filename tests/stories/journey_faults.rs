//! Whatever fails on the way from the first request to the second pick: the same end.

use tests::story::App;

use super::journey::{MAY, NOTE, Step, TEAM, count, lines_in};
use super::single_faults::{
    Exceptions, Tale, check_inbox, check_lines, check_phone, check_strays, check_told, every_fourth,
};

impl Tale for Step {
    const NAME: &'static str = "journey";

    const STEPS: &'static [Self] = &Self::ALL;

    async fn begins() -> App {
        App::seeded(1).await
    }

    async fn happens(self, app: &App) {
        self.happens(app).await;
    }

    fn check(self, app: &App, what: &str) -> Exceptions {
        let mut exceptions = Exceptions::new();
        check_team(app, self, what);
        assert!(app.live_chat("Ana") == (self != Self::Ends), "{what}: who answers");
        if self >= Self::Picks {
            check_strays(app, what, &mut exceptions);
            check_inbox(app, &in_the_inbox(self), what, &mut exceptions);
            check_note(app, self, what);
            check_told(app, MAY, 1 + usize::from(self == Self::PicksAgain), what, &mut exceptions);
            check_phone(app, &on_the_phone(self), what, &mut exceptions);
        }
        exceptions
    }
}

fn check_team(app: &App, so_far: Step, what: &str) {
    let expected: &[&str] = match so_far {
        Step::Asks => &["Ticket status: Pending / [Pick]"],
        Step::Picks | Step::Questions | Step::Answers | Step::Notes => &["Ticket status: Active"],
        Step::Ends => &["Ended by May"],
        Step::AsksAgain => &["Ended by May", "Ticket status: Pending / [Pick]"],
        Step::PicksAgain => &["Ended by May", "Ticket status: Active"],
    };
    check_lines(&lines_in(app, TEAM), expected, what);
}

/// The texts of the steps that were taken.
fn up_to(so_far: Step, parts: &[(Step, &[&'static str])]) -> Vec<&'static str> {
    parts.iter().filter(|(step, _)| *step <= so_far).flat_map(|(_, texts)| *texts).copied().collect()
}

fn in_the_inbox(so_far: Step) -> Vec<&'static str> {
    let card = if so_far < Step::Ends { "Ticket status: Active" } else { "Ticket status: Closed" };
    up_to(
        so_far,
        &[
            (Step::Picks, &[card, "*Before you joined*"]),
            (Step::Questions, &["question 1", "question 2", "question 3"]),
            (Step::Answers, &["answer 1", "answer 2", "answer 3"]),
            (Step::Ends, &["Ended by May"]),
            (Step::PicksAgain, &["Ticket status: Active"]),
        ],
    )
}

fn on_the_phone(so_far: Step) -> Vec<&'static str> {
    up_to(
        so_far,
        &[
            (Step::Picks, &["May is here to help you."]),
            (Step::Questions, &["question 1", "question 2", "question 3"]),
            (Step::Answers, &["answer 1", "answer 2", "answer 3"]),
            (Step::Ends, &["The live chat has ended."]),
            (Step::PicksAgain, &["May is here to help you."]),
        ],
    )
}

/// What was noted in a thread stands there once, and never left Slack.
fn check_note(app: &App, so_far: Step, what: &str) {
    if so_far < Step::Notes {
        return;
    }
    let inbox = app.inbox_in_use();
    let thread: Vec<String> = app.thread(&inbox, &app.written(&inbox, "answer 1")).concat();
    assert_eq!(count(&thread, NOTE), 1, "{what}: {thread:?}");
    assert_eq!(count(&app.phone("Ana"), NOTE), 0, "{what}: the note has left Slack");
}

#[tokio::test]
async fn a_single_fault_at_any_port_call_of_the_journey_ends_like_none() {
    every_fourth::<Step>(0).await;
}

#[tokio::test]
async fn and_so_does_each_single_fault_of_the_second_quarter() {
    every_fourth::<Step>(1).await;
}

#[tokio::test]
async fn and_so_does_each_single_fault_of_the_third_quarter() {
    every_fourth::<Step>(2).await;
}

#[tokio::test]
async fn and_so_does_each_single_fault_of_the_last_quarter() {
    every_fourth::<Step>(3).await;
}
