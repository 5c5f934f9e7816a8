//! Whatever fails on the way of an uninstallation, of a request after it, and of the next installation: the same end.

use std::time::Duration;

use tests::installing::Browser;
use tests::story::App;

use super::journey::{MAY, TEAM, count, lines_in, picked};
use super::single_faults::{Exceptions, Tale, every_fourth};
use super::uninstalling::{arrive_both, has_a_token, nothing_is_open};

/// How often May tries to install the app again before she gives up.
const TRIES: usize = 5;

/// The steps. After each, everything comes to rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Gone {
    /// The app is removed, while one customer is in a live chat and another one waits.
    Removed,
    /// The one who waited asks once more.
    AsksAgain,
    /// The app is installed again.
    Installed,
}

impl Tale for Gone {
    const NAME: &'static str = "uninstallation";

    const STEPS: &'static [Self] = &[Self::Removed, Self::AsksAgain, Self::Installed];

    async fn begins() -> App {
        let app = picked(1).await;
        app.world.clock.pass(Duration::from_secs(2));
        app.asks_for_a_human("Bo", Some("Support Team")).await;
        app.settle().await;
        app
    }

    async fn happens(self, app: &App) {
        match self {
            Self::Removed => arrive_both(app).await,
            Self::AsksAgain => app.asks_for_a_human("Bo", Some("Support Team")).await,
            Self::Installed => insists_on_installing(app).await,
        }
        app.settle().await;
    }

    fn check(self, app: &App, what: &str) -> Exceptions {
        let mut exceptions = Exceptions::new();
        for customer in ["Ana", "Bo"] {
            assert!(!app.live_chat(customer), "{what}: the bot has {customer}");
            let ended = count(&app.phone(customer), "The live chat has ended.");
            assert!(ended <= 1, "{what}: {:#?}", app.phone(customer));
            *exceptions.entry("*ended* is missing").or_default() += 1 - ended;
        }
        let cards = lines_in(app, TEAM);
        let closed = count(&cards, "Slack Inbox was removed: back to the chatbot · Ticket status: Closed");
        assert_eq!((cards.len(), closed), (2, if self == Self::Installed { 2 } else { 0 }), "{what}: {cards:#?}");
        exceptions
    }
}

async fn insists_on_installing(app: &App) {
    nothing_is_open(app, "removed").await;
    assert!(!has_a_token(app).await);
    let mut browser = Browser::new(app);
    for _ in 0..TRIES {
        app.world.clock.pass(Duration::from_secs(5));
        let asked = browser.begins().await;
        let back = browser.allows(&asked, MAY).await;
        browser.tries_to_come_back(&back).await;
        if has_a_token(app).await {
            return;
        }
    }
    panic!("{TRIES} times not installed");
}

/// Every fourth of them, spread over all calls and all faults: all would take a quarter of an hour, and what the calls
/// have in common with other tales is spoiled there. Another quarter is told with another number.
#[tokio::test]
async fn a_single_fault_at_every_fourth_port_call_of_an_uninstallation_ends_like_none() {
    every_fourth::<Gone>(0).await;
}
