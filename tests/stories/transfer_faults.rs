//! Whatever fails on the way of a transfer, from its sending to the end at the other team: the same end. The request and
//! the pick before it are spoiled in `journey_faults`: they are the same calls.

use std::time::Duration;

use local::sandbox::slack::act::Shown;
use shared::domain::UserId;
use tests::story::App;

use super::journey::{BEN, MAY, TEAM, count, lines_in, picked};
use super::moving::offered;
use super::races::{END, PICK};
use super::single_faults::{
    Exceptions, Tale, check_inbox, check_lines, check_phone, check_strays, check_told, every_fourth,
};
use super::transferring::{NOTE, OTHER};

/// How often May tries before she gives up.
const TRIES: usize = 5;

/// The steps. After each, everything comes to rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sent {
    /// May, who has picked, sends it to the other team, with a note.
    SendsOn,
    /// Ben picks it there.
    PicksThere,
    /// And ends the live chat.
    Ends,
}

impl Tale for Sent {
    const NAME: &'static str = "transfer";

    const STEPS: &'static [Self] = &[Self::SendsOn, Self::PicksThere, Self::Ends];

    async fn begins() -> App {
        picked(1).await
    }

    async fn happens(self, app: &App) {
        match self {
            Self::SendsOn => insists_on_sending(app).await,
            Self::PicksThere => app.insists(BEN, OTHER, PICK).await,
            Self::Ends => app.insists(BEN, &app.inbox_in_use(), END).await,
        }
        app.settle().await;
    }

    fn check(self, app: &App, what: &str) -> Exceptions {
        let mut exceptions = Exceptions::new();
        check_teams(app, self, what);
        assert!(app.live_chat("Ana") == (self != Self::Ends), "{what}: who answers");
        check_strays(app, what, &mut exceptions);
        check_inbox(app, &in_the_inbox(self), what, &mut exceptions);
        check_told(app, MAY, 1, what, &mut exceptions);
        check_told(app, BEN, usize::from(self >= Self::PicksThere), what, &mut exceptions);
        check_phone(app, on_the_phone(self), what, &mut exceptions);
        let is_in = |inbox: &str| app.channel_now(inbox).members.contains(&UserId::new(BEN));
        assert!(self < Self::PicksThere || is_in(&app.inbox_in_use()), "{what}: the new handler is in");
        assert_eq!(count(&app.phone("Ana"), NOTE), 0, "{what}: the note has left Slack");
        exceptions
    }
}

fn check_teams(app: &App, so_far: Sent, what: &str) {
    let waits = format!("From Support Team by May: \"{NOTE}\" / Ticket status: Pending / [Pick]  [Manage]");
    let (team, other) = match so_far {
        Sent::SendsOn => ("Transferred by May to default", waits.as_str()),
        Sent::PicksThere => ("Ticket status: Active · Processing by Ben", "Processing by Ben / Inbox Channel: <#"),
        Sent::Ends => ("Ticket status: Closed", "Ended by Ben"),
    };
    check_lines(&lines_in(app, TEAM), &[team], what);
    check_lines(&lines_in(app, OTHER), &[other], what);
}

fn in_the_inbox(so_far: Sent) -> Vec<&'static str> {
    let card = match so_far {
        Sent::SendsOn => "Ticket status: Pending",
        Sent::PicksThere => "Ticket status: Active",
        Sent::Ends => "Ticket status: Closed",
    };
    let sent = [(Sent::SendsOn, "May transferred this live chat"), (Sent::PicksThere, "Ben picked: Label: default")];
    let lines = sent.into_iter().chain([(Sent::Ends, "Ended by Ben")]).filter(|(step, _)| *step <= so_far);
    [card, "*Before you joined*"].into_iter().chain(lines.map(|(_, line)| line)).collect()
}

fn on_the_phone(so_far: Sent) -> &'static [&'static str] {
    let all = &["May is here to help you.", "Ben from default is taking over.", "The live chat has ended."];
    match so_far {
        Sent::SendsOn => &all[..1],
        Sent::PicksThere => &all[..2],
        Sent::Ends => all,
    }
}

/// May sends it on, and tries again as long as Slack says that it had trouble, or shows no panel.
async fn insists_on_sending(app: &App) {
    for _ in 0..TRIES {
        app.opens_control(MAY, &app.inbox_in_use()).await;
        if app.sees_a_modal(MAY) {
            assert!(offered(app, MAY).contains(&"transfer".to_owned()), "nothing was sent yet");
            return proceeds_until_it_is_done(app).await;
        }
        app.world.clock.pass(Duration::from_secs(2));
    }
    panic!("{TRIES} times no panel");
}

async fn proceeds_until_it_is_done(app: &App) {
    let to = app.channel_now(OTHER).id;
    for _ in 0..TRIES {
        match app.submits(MAY, &[("control_channel", to.as_str()), ("control_note", NOTE)]).await {
            Shown::Closed => return,
            Shown::Trouble(_) => app.world.clock.pass(Duration::from_secs(2)),
            other => panic!("{other:?}"),
        }
    }
    panic!("{TRIES} times trouble");
}

#[tokio::test]
async fn a_single_fault_at_any_port_call_of_a_transfer_ends_like_none() {
    every_fourth::<Sent>(0).await;
}

#[tokio::test]
async fn and_so_does_each_single_fault_of_a_transfer_in_the_second_quarter() {
    every_fourth::<Sent>(1).await;
}

#[tokio::test]
async fn and_so_does_each_single_fault_of_a_transfer_in_the_third_quarter() {
    every_fourth::<Sent>(2).await;
}

#[tokio::test]
async fn and_so_does_each_single_fault_of_a_transfer_in_the_last_quarter() {
    every_fourth::<Sent>(3).await;
}
