//! Several at once: the scheduler decides whose next call goes through.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use tests::interleave::interleave;
use tests::story::App;

#[tokio::test]
async fn five_requests_of_one_customer_in_any_interleaving_make_one_ticket_and_one_card() {
    let mut schedules = BTreeSet::new();
    for seed in 0..200 {
        let app = App::seeded(seed).await;
        let request = app.request("Ana", None);
        let actors = (0..5).map(|_| app.posts(&request)).collect();
        let (answers, schedule) = interleave(&app.world, actors).await;
        schedules.insert(schedule);
        let tickets: BTreeSet<String> =
            answers.iter().map(|answer| answer.as_ref().unwrap().body["ticketId"].to_string()).collect();
        assert_eq!(tickets.len(), 1, "seed {seed}");
        let created = answers.iter().filter(|answer| answer.as_ref().unwrap().body["created"] == true).count();
        assert_eq!(created, 1, "seed {seed}");
        app.settle().await;
        assert_eq!(app.messages().len(), 1, "seed {seed}: {:?}", app.messages());
        app.world.check(&[]).await;
    }
    println!("five requests: 200 seeds, {} different interleavings", schedules.len());
    assert!(schedules.len() > 150);
}

#[tokio::test]
async fn two_hundred_requests_at_once_make_one_ticket_and_one_card() {
    for round in 0..10 {
        let app = App::seeded(round).await;
        let request = app.request("Ana", None);
        let answers = join_all((0..200).map(|_| app.posts(&request))).await;
        let tickets: BTreeSet<String> =
            answers.iter().map(|answer| answer.as_ref().unwrap().body["ticketId"].to_string()).collect();
        assert_eq!(tickets.len(), 1, "round {round}");
        app.settle().await;
        assert_eq!(app.messages().len(), 1, "round {round}: {:?}", app.messages());
        app.world.check(&[]).await;
    }
}

#[tokio::test]
async fn doorbells_that_ring_twice_and_at_once_post_one_card() {
    for seed in 0..40 {
        let app = App::seeded(seed).await;
        app.asks("Ana", None).await;
        // Every lane rung for once more: FIFO keeps a lane's doorbells apart, so the second goes round the queue.
        for due in app.world.due().await {
            app.world.look.queue.ring(&[due.lane], u128::from(seed) + 77).await.unwrap();
        }
        let lanes: Vec<_> = app.world.due().await.into_iter().map(|due| due.lane).collect();
        let workers = lanes.iter().chain(&lanes).map(|lane| app.world.work_lane(lane)).collect();
        interleave(&app.world, workers).await;
        app.settle().await;
        assert_eq!(app.messages().len(), 1, "seed {seed}: {:?}", app.messages());
        assert_eq!(app.world.sandbox.count("chat.postMessage"), 1, "seed {seed}");
        app.world.check(&[]).await;
    }
}
