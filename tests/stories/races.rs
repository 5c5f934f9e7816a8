//! The races of `product.md` 5 ("Allowed ends of races") as far as they are built: both sides at once with all that
//! follows from them, in many interleavings; and where each of them ends.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::time::Duration;

use local::sandbox::slack::act::{Click, Deed};
use tests::interleave::interleave;
use tests::story::App;

use super::journey::{BEN, MAY, TEAM, asked, count, lines_in, picked, since_asked};

/// How many interleavings of each pair are tried.
pub(super) const SEEDS: u64 = 200;

/// How many turns later than the other a side begins at most: about as many as all that follows from an end takes.
const LATEST: usize = 90;

pub(super) const PICK: &str = "ticket_pick";
pub(super) const END: &str = "live_chat_end";

/// One side of a race.
pub(super) type Side<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// How the races of a pair have ended: each end, and how often.
#[derive(Default)]
pub(super) struct Ends {
    seeds: usize,
    schedules: BTreeSet<Vec<usize>>,
    counts: BTreeMap<String, usize>,
}

impl Ends {
    /// Both sides run against each other, and everything comes to rest.
    pub(super) async fn race(&mut self, app: &App, sides: [Side<'_>; 2]) {
        self.race_with(app, sides, &[]).await;
    }

    /// The same, where these errors may be logged.
    pub(super) async fn race_with(&mut self, app: &App, sides: [Side<'_>; 2], expected_errors: &[&str]) {
        let (_, schedule) = interleave(&app.world, sides.into()).await;
        self.seeds += 1;
        self.schedules.insert(schedule);
        app.settle().await;
        app.world.check(expected_errors).await;
    }

    /// Where this one has ended.
    pub(super) fn note(&mut self, end: String) {
        *self.counts.entry(end).or_default() += 1;
    }

    /// Shows them all. Those that are to happen have happened, and else only what may.
    pub(super) fn check(&self, pair: &str, happen: &[&str], may: &[&str]) {
        let (seeds, schedules) = (self.seeds, self.schedules.len());
        println!("{pair}: {seeds} seeds, {schedules} different interleavings, {:#?}", self.counts);
        assert!(schedules * 4 > seeds * 3, "{pair}: only {schedules} interleavings");
        let ends: BTreeSet<&str> = self.counts.keys().map(String::as_str).collect();
        let others: BTreeSet<&str> = ends.iter().copied().filter(|end| !may.contains(end)).collect();
        assert_eq!(others, happen.iter().copied().collect(), "{pair}");
    }
}

/// One side: it begins some turns later than the other or not, and then works what there is to work.
pub(super) async fn side(app: &App, begins: impl Future) {
    for _ in 0..app.world.random.below(LATEST) {
        app.world.gate.enter("not yet").await;
    }
    begins.await;
    while app.world.work_one().await {}
}

/// Somebody has clicked a button, as they see it now: when it arrives depends.
pub(super) fn clicked<'a>(app: &'a App, user: &str, channel: &str, action: &str) -> impl Future + use<'a> {
    let (channel, ts) = (Some(channel.to_owned()), app.button(channel, action));
    let click = Click { channel, ts, action_id: action.to_owned(), ..Click::default() };
    let delivery = app.sends(user, Deed::Click(click));
    async move { app.arrives(&delivery).await }
}

/// How often the customer was told that somebody picked, and that it has ended.
pub(super) fn to_the_customer(app: &App) -> String {
    let phone = since_asked(app);
    let (picked, ended) = (count(&phone, "is here to help you."), count(&phone, "The live chat has ended."));
    assert!(picked <= 1 && ended <= 1, "{phone:#?}");
    format!("{picked} *picked*, {ended} *ended*")
}

#[tokio::test]
async fn a_pick_and_an_end_at_once_leave_the_ticket_closed_and_the_picker_told() {
    let mut ends = Ends::default();
    for seed in 0..SEEDS {
        let app = asked(seed).await;
        app.clicks(MAY, TEAM, "ticket_manage").await;
        let picks = Box::pin(side(&app, clicked(&app, BEN, TEAM, PICK)));
        let stops = Box::pin(side(&app, app.proceeds(MAY, "end")));
        ends.race(&app, [picks, stops]).await;
        let card = lines_in(&app, TEAM);
        assert!(card.len() == 1 && card[0].ends_with("Ticket status: Closed"), "seed {seed}: {card:?}");
        assert!(!app.live_chat("Ana"), "seed {seed}: the bot is back");
        let told = app.told(BEN);
        let (theirs, ended) =
            (count(&told, "It's yours: answer Ana Lima in "), count(&told, "This ticket was ended by May"));
        let told = match (theirs, ended) {
            (1, 0) => "it is theirs",
            (0, 1) => "it was ended by May",
            _ => panic!("seed {seed}: {told:?}"),
        };
        ends.note(format!("{}, told {told}", to_the_customer(&app)));
    }
    // Closed before the invite succeeded, or before the pick: no *picked*. Both messages else.
    let allowed = ["0 *picked*, 1 *ended*, told it was ended by May", "1 *picked*, 1 *ended*, told it is theirs"];
    ends.check("pick / end", &allowed, &[]);
}

#[tokio::test]
async fn an_end_by_handler_and_admin_at_once_is_one_end_and_the_second_is_told() {
    let mut ends = Ends::default();
    for seed in 0..SEEDS {
        let app = asked(seed).await;
        app.clicks(BEN, TEAM, PICK).await;
        app.settle().await;
        let inbox = app.inbox();
        let handler = Box::pin(side(&app, clicked(&app, BEN, &inbox, END)));
        let admin = Box::pin(side(&app, clicked(&app, MAY, &inbox, END)));
        ends.race(&app, [handler, admin]).await;
        let lines = lines_in(&app, &inbox);
        let by: Vec<&str> =
            ["Ben", "May"].into_iter().filter(|name| count(&lines, &format!("Ended by {name}")) == 1).collect();
        assert_eq!(count(&lines, "Ended by"), 1, "seed {seed}: {lines:#?}");
        let told = [BEN, MAY].map(|user| count(&app.told(user), "This ticket was ended by"));
        let end = match (by.as_slice(), told) {
            (["Ben"], [0, 1]) => "the handler ended it, the admin is told",
            (["May"], [1, 0]) => "the admin ended it, the handler is told",
            _ => panic!("seed {seed}: {by:?}, {told:?}"),
        };
        ends.note(format!("{}, {end}", to_the_customer(&app)));
    }
    let allowed = [
        "1 *picked*, 1 *ended*, the handler ended it, the admin is told",
        "1 *picked*, 1 *ended*, the admin ended it, the handler is told",
    ];
    ends.check("end / end", &allowed, &[]);
}

#[tokio::test]
async fn a_customers_message_at_the_end_is_posted_or_left_to_the_bot_and_never_neither() {
    let mut ends = Ends::default();
    for seed in 0..SEEDS {
        let app = picked(seed).await;
        let inbox = app.inbox();
        let says = Box::pin(side(&app, async {
            app.world.clock.pass(Duration::from_secs(2));
            app.says("Ana", "one more question");
            app.world.deliver().await;
        }));
        let stops = Box::pin(side(&app, clicked(&app, MAY, &inbox, END)));
        ends.race(&app, [says, stops]).await;
        let lines = lines_in(&app, &inbox);
        let phone = since_asked(&app);
        let (posted, answered) = (count(&lines, "one more question"), count(&phone, "Bot: "));
        let offers =
            lines.iter().any(|line| line.contains("one more question") && line.ends_with("[Turn on live chat]"));
        let end = match (posted, offers, answered) {
            (1, false, 0) => "posted",
            (1, true, 0) => "posted, with Turn on live chat",
            (1, true, 1) => "posted, with Turn on live chat: the bot was on already and nobody knew",
            (0, _, 1) => "left to the bot",
            _ => panic!("seed {seed}: {lines:#?} {phone:#?}"),
        };
        ends.note(format!("{end}; {}", to_the_customer(&app)));
    }
    let sent = "; 1 *picked*, 1 *ended*";
    let happen =
        [format!("posted{sent}"), format!("posted, with Turn on live chat{sent}"), format!("left to the bot{sent}")];
    // Between the platform's toggling and our hearing of it.
    let may = format!("posted, with Turn on live chat: the bot was on already and nobody knew{sent}");
    ends.check("customer's message / end", &happen.each_ref().map(String::as_str), &[&may]);
}
