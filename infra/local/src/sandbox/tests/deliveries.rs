//! What the sandbox sends arrives at least once, signed, as late and as often as a script wants.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::http::{Request, StatusCode};
use serde_json::Value;
use shared::clock::Clock;
use tokio::net::TcpListener;

use super::desk::{Answered, BEGIN, DEFAULT, Desk};
use super::people::MAY;
use crate::delivering::Delivering;
use crate::sandbox::deliveries::{Delivery, Misdelivery, Target};

impl Desk {
    fn due(&self) -> Vec<Delivery> {
        self.sandbox.take_due(self.clock.now())
    }

    /// The one that is due; it fails.
    fn fails(&self, status: Option<u16>) -> Delivery {
        let due = self.due();
        assert_eq!(due.len(), 1, "{due:?}");
        self.sandbox.delivered(due[0].id, status);
        due.into_iter().next().unwrap()
    }

    async fn plans(&self, plan: &str) -> Answered {
        let request = Request::post("/sandbox/deliveries").body(plan.to_owned().into()).unwrap();
        self.send(request).await
    }
}

fn header<'a>(delivery: &'a Delivery, name: &str) -> Option<&'a str> {
    delivery.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
}

fn texts(deliveries: &[Delivery]) -> Vec<String> {
    let text = |delivery: &Delivery| serde_json::from_str::<Value>(&delivery.body).unwrap()["event"]["text"].take();
    deliveries.iter().map(|delivery| text(delivery).as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_fails_is_sent_again_at_once_after_a_minute_after_five_and_then_given_up() {
    let desk = Desk::new();
    desk.says(MAY, DEFAULT, "hi");
    let first = desk.fails(Some(500));
    assert_eq!((first.attempt, header(&first, "X-Slack-Retry-Num")), (1, None));
    let second = desk.fails(None);
    assert_eq!(header(&second, "X-Slack-Retry-Num"), Some("1"));
    assert_eq!(header(&second, "X-Slack-Retry-Reason"), Some("http_error"));
    assert_eq!(second.body, first.body, "the event id is the same");
    assert!(desk.due().is_empty());
    desk.wait(60).await;
    let third = desk.fails(Some(404));
    assert_eq!(header(&third, "X-Slack-Retry-Reason"), Some("http_timeout"));
    assert_eq!(header(&third, "X-Slack-Request-Timestamp"), Some((BEGIN + 60).to_string().as_str()));
    assert_ne!(header(&third, "X-Slack-Signature"), header(&second, "X-Slack-Signature"), "signed when it is sent");
    let next = desk.sandbox.next_delivery_at().unwrap();
    assert_eq!(next.since(desk.clock.now()), Duration::from_mins(5));
    desk.wait(300).await;
    assert_eq!(desk.fails(Some(500)).attempt, 4);
    assert_eq!(desk.sandbox.pending_deliveries(), 0);
}

#[test]
fn what_is_taken_is_in_flight_until_its_end_is_told() {
    let desk = Desk::new();
    desk.says(MAY, DEFAULT, "hi");
    let taken = desk.due();
    assert!(desk.due().is_empty(), "nobody sends it twice");
    assert_eq!(desk.sandbox.pending_deliveries(), 1, "and it is not settled");
    desk.sandbox.delivered(taken[0].id, Some(204));
    desk.sandbox.delivered(taken[0].id, Some(500));
    assert_eq!(desk.sandbox.pending_deliveries(), 0, "a second word about it changes nothing");
}

#[test]
fn a_killed_process_loses_no_delivery_and_sends_again_what_was_in_flight() {
    let folder = std::env::temp_dir().join(format!("slack-inbox-deliveries-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path: PathBuf = folder.join("killed.jsonl");
    let _ = fs::remove_file(&path);
    let desk = Desk::on(Some(&path));
    desk.says(MAY, DEFAULT, "one");
    desk.says(MAY, DEFAULT, "two");
    let journal = fs::read_to_string(&path).unwrap();
    let line = journal.lines().last().unwrap();
    assert!(line.contains("MessagePosted") && line.contains("Queued"), "one line holds both: {line}");
    let taken = desk.due();
    desk.sandbox.delivered(taken[0].id, Some(200));
    drop(desk);
    let again = Desk::on(Some(&path));
    assert_eq!(texts(&again.due()), ["two"]);
    again.says(MAY, DEFAULT, "three");
    let due = again.due();
    assert!(due[0].id > taken[1].id, "numbers rise over a restart");
}

#[tokio::test]
async fn copies_and_order_follow_the_seed_and_each_is_sent_as_often_as_planned() {
    let sent = async |plan: &str| {
        let desk = Desk::new();
        desk.plans(plan).await.ok();
        for number in 0..20 {
            desk.says(MAY, DEFAULT, &number.to_string());
        }
        texts(&desk.due())
    };
    let (once, again) = (sent(r#"{"copies":[1,3],"shuffle":7}"#).await, sent(r#"{"copies":[1,3],"shuffle":7}"#).await);
    assert_eq!(once, again);
    assert_ne!(once, sent(r#"{"copies":[1,3],"shuffle":8}"#).await);
    let mut counted = BTreeMap::<&str, u32>::new();
    for text in &once {
        *counted.entry(text).or_default() += 1;
    }
    assert_eq!(counted.len(), 20, "none is lost");
    assert_eq!(counted.values().copied().collect::<std::collections::BTreeSet<_>>(), [1, 2, 3].into());
    let numbers: Vec<u32> = once.iter().map(|text| text.parse().unwrap()).collect();
    assert!(!numbers.is_sorted());
    assert!(sent("").await.iter().map(|text| text.parse::<u32>().unwrap()).is_sorted());
}

#[test]
fn copies_of_an_event_have_its_id_and_numbers_of_their_own() {
    let desk = Desk::new();
    desk.sandbox.misdeliver(Misdelivery { copies: (3, 3), ..Misdelivery::default() });
    desk.says(MAY, DEFAULT, "hi");
    desk.says(MAY, DEFAULT, "hi again");
    let due = desk.due();
    let ids: Vec<Value> =
        due.iter().map(|it| serde_json::from_str::<Value>(&it.body).unwrap()["event_id"].take()).collect();
    assert_eq!((due.len(), &ids[0], &ids[3]), (6, &ids[2], &ids[5]));
    assert_ne!(ids[0], ids[3]);
    assert!(due.is_sorted_by_key(|delivery| delivery.id));
}

#[tokio::test]
async fn what_is_held_back_waits_until_told_and_what_is_late_until_its_time() {
    let desk = Desk::new();
    assert_eq!(desk.plans(r#"{"hold":true}"#).await.ok()["pending"], 0);
    desk.says(MAY, DEFAULT, "held");
    assert!(desk.due().is_empty() && desk.sandbox.next_delivery_at().is_none());
    assert_eq!(desk.plans(r#"{"delay_ms":2000}"#).await.ok()["pending"], 1);
    assert_eq!(texts(&desk.due()), ["held"]);
    desk.says(MAY, DEFAULT, "late");
    assert!(desk.due().is_empty());
    desk.wait(2).await;
    assert_eq!(texts(&desk.due()), ["late"]);
}

#[tokio::test]
async fn a_plan_that_is_none_is_refused_and_says_why() {
    let desk = Desk::new();
    for wrong in
        [r#"{"copies":[0,1]}"#, r#"{"copies":[3,1]}"#, r#"{"copies":[1,99]}"#, r#"{"often":2}"#, "[", r#"{"hold":1}"#]
    {
        let refused = desk.plans(wrong).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{wrong}");
        assert!(refused.body["error"]["message"].as_str().unwrap().len() > 10, "{wrong}");
    }
}

/// A server that refuses the first delivery and takes the others; gives its address and how many came.
async fn server() -> (String, Arc<AtomicUsize>) {
    let came = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&came);
    let take = move || async move {
        if count.fetch_add(1, Ordering::SeqCst) == 0 { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::OK }
    };
    let router = axum::Router::new().route("/slack/events", axum::routing::post(take));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, came)
}

#[tokio::test]
async fn a_running_system_posts_what_is_due_and_again_what_was_not_taken() {
    let desk = Desk::new();
    let (address, came) = server().await;
    let delivering = Delivering::new(&address, desk.sandbox.credentials().channel).unwrap();
    let task = tokio::spawn(delivering.run(desk.sandbox.clone(), Target::SlackEvents, (*desk.clock).clone()));
    desk.says(MAY, DEFAULT, "hi");
    let mut changed = desk.sandbox.deliveries_changed();
    while desk.sandbox.pending_deliveries() > 0 {
        changed.changed().await.unwrap();
    }
    task.abort();
    assert_eq!(came.load(Ordering::SeqCst), 2);
}
