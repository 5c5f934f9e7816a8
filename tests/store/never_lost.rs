//! Whatever two workers do to a lane, in whatever order and after whatever time: no job is lost, none is held twice,
//! and no count runs backwards.

use std::collections::BTreeSet;
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use shared::domain::{MemberId, Timestamp, WorkspaceId};
use shared::job::{LaneKey, Owner};
use shared::store::{Attempt, Claim, PendingJob, Postponement, Store};

use crate::rig::Rig;
use crate::samples::{at, card_lane, job};

/// How many sequences are tried.
const CASES: u32 = 40;

/// What happens next.
#[derive(Clone, Debug)]
enum Step {
    /// A cause puts its job, for the first time or again.
    Put(u8),
    /// Time passes: up to twice a lease.
    Pass(u32),
    /// A worker reads the lane and turns to one of its jobs.
    Read(usize, usize),
    /// It claims it.
    Claim(usize),
    /// It gives the claimed job back for so many milliseconds; the attempt may not count.
    Postpone(usize, u32, bool),
    /// It parks the claimed job.
    Park(usize),
    /// It is done with the claimed job.
    Done(usize),
    /// It finds the head of the lane ready, and puts it off without a claim.
    SetAside(u32),
    /// Somebody brings the oldest parked job back.
    Redrive,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..4_u8).prop_map(Step::Put),
        3 => (1..60_000_u32).prop_map(Step::Pass),
        4 => (0..2_usize, 0..3_usize).prop_map(|(worker, place)| Step::Read(worker, place)),
        6 => (0..2_usize).prop_map(Step::Claim),
        3 => (0..2_usize, 0..40_000_u32, any::<bool>()).prop_map(|(worker, wait, free)| Step::Postpone(worker, wait, free)),
        2 => (0..2_usize).prop_map(Step::Park),
        1 => (0..2_usize).prop_map(Step::Done),
        1 => (0..40_000_u32).prop_map(Step::SetAside),
        2 => Just(Step::Redrive),
    ]
}

/// A job in a worker's hands, as it was read; with the end of its lease once it is claimed.
struct InHand {
    job: PendingJob,
    lease_until: Option<Timestamp>,
}

/// A lane and what is known of it.
struct Story<'a> {
    rig: &'a Rig,
    lane: LaneKey,
    now: Timestamp,
    hands: [Option<InHand>; 2],
    put: BTreeSet<String>,
    done: BTreeSet<String>,
    /// Whether a worker goes on after its lease is over. It should not: its time-out is shorter.
    lingers: bool,
}

impl<'a> Story<'a> {
    /// An empty lane. Each sequence has a workspace of its own.
    fn new(rig: &'a Rig, number: u32, lingers: bool) -> Self {
        let workspace = WorkspaceId::new(format!("T{number}"));
        let lane = LaneKey { workspace, owner: Owner::Conversation(MemberId::new("m1")), ..card_lane() };
        Self { rig, lane, now: at(0), hands: [None, None], put: BTreeSet::new(), done: BTreeSet::new(), lingers }
    }
}

impl Story<'_> {
    async fn happens(&mut self, step: &Step) -> Result<(), TestCaseError> {
        match step {
            Step::Put(cause) => self.put(*cause).await,
            Step::Pass(millis) => self.now = self.now.after(Duration::from_millis(u64::from(*millis))),
            Step::Read(worker, place) => self.hands[*worker] = self.read(*place).await,
            Step::Claim(worker) => self.claim(*worker).await?,
            Step::Postpone(worker, wait, uncounted) => self.postpone(*worker, *wait, *uncounted).await,
            Step::Park(worker) => {
                if let Some(job) = self.finished_in_time(*worker) {
                    self.rig.store.park(&job, "no", &[], self.now).await.expect("the store answers");
                }
            }
            Step::Done(worker) => {
                if let Some(job) = self.finished_in_time(*worker) {
                    self.rig.store.done(std::slice::from_ref(&job), None).await.expect("the store answers");
                    self.done.insert(job.job.id);
                }
            }
            Step::SetAside(wait) => self.set_aside(*wait).await,
            Step::Redrive => self.redrive().await,
        }
        self.holds().await
    }

    /// A cause that was carried out does not come again.
    async fn put(&mut self, cause: u8) {
        let id = format!("v{cause}");
        if !self.done.contains(&id) {
            let job = job(&id, &self.lane, at(i64::from(cause)));
            self.rig.store.put_jobs(&[job], self.now).await.expect("the store answers");
            self.put.insert(id);
        }
    }

    async fn read(&self, place: usize) -> Option<InHand> {
        let pending = self.rig.store.pending(&self.lane, 10).await.expect("the lane is read");
        pending.into_iter().nth(place).map(|job| InHand { job, lease_until: None })
    }

    async fn claim(&mut self, worker: usize) -> Result<(), TestCaseError> {
        let Some(mut hand) = self.hands[worker].take_if(|hand| hand.lease_until.is_none()) else { return Ok(()) };
        let attempt = Attempt::now(self.now);
        if self.rig.store.claim(&hand.job, &attempt, None).await.expect("the store answers") == Claim::Claimed {
            let other = self.hands[1 - worker].as_ref().filter(|other| self.is_held(other));
            let twice = other.is_some_and(|other| other.job.job.id == hand.job.job.id);
            prop_assert!(self.lingers || !twice, "{} is held by both", hand.job.job.id);
            hand.lease_until = Some(attempt.lease_until);
            self.hands[worker] = Some(hand);
        }
        Ok(())
    }

    fn is_held(&self, hand: &InHand) -> bool {
        hand.lease_until.is_some_and(|until| until > self.now)
    }

    /// The job that this worker claimed and is finished with, unless it died before.
    fn finished_in_time(&mut self, worker: usize) -> Option<PendingJob> {
        let hand = self.hands[worker].take_if(|hand| hand.lease_until.is_some())?;
        (self.lingers || self.is_held(&hand)).then_some(hand.job)
    }

    async fn postpone(&mut self, worker: usize, wait: u32, uncounted: bool) {
        if let Some(job) = self.finished_in_time(worker) {
            self.give_back(&job, wait, uncounted).await;
        }
    }

    async fn set_aside(&self, wait: u32) {
        if let Some(head) = self.read(0).await.filter(|head| head.job.ready_at(self.now) <= self.now) {
            self.give_back(&head.job, wait, false).await;
        }
    }

    async fn give_back(&self, job: &PendingJob, wait: u32, uncounted: bool) {
        let until = self.now.after(Duration::from_millis(u64::from(wait)));
        let postponement = Postponement { until, uncounted, shown: None, limit: None, progress: None };
        self.rig.store.postpone(job, &postponement).await.expect("the store answers");
    }

    async fn redrive(&self) {
        let parked = self.rig.store.parked(&self.lane.workspace, 1).await.expect("the store answers");
        for parked in parked {
            self.rig.store.redrive(&parked, self.now).await.expect("the store answers");
        }
    }

    /// Each job stands in exactly one place, and each lease as its holder believes. A negative count can't be read.
    async fn holds(&self) -> Result<(), TestCaseError> {
        let pending = self.rig.store.pending(&self.lane, 10).await.expect("the lane can be read");
        let parked = self.rig.store.parked(&self.lane.workspace, 10).await.expect("what is parked can be read");
        let mut found: Vec<String> = pending.iter().map(|pending| pending.job.id.clone()).collect();
        found.extend(parked.into_iter().map(|parked| parked.job.id));
        found.extend(self.done.iter().cloned());
        found.sort();
        prop_assert_eq!(found, self.put.iter().cloned().collect::<Vec<_>>());
        for hand in self.hands.iter().flatten().filter(|hand| !self.lingers && self.is_held(hand)) {
            let stands = pending.iter().find(|pending| pending.job.id == hand.job.job.id);
            prop_assert_eq!(stands.and_then(|stands| stands.lease_until), hand.lease_until);
        }
        Ok(())
    }
}

fn check(lingers: bool) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let rig = runtime.block_on(Rig::new());
    let mut runner = TestRunner::new(Config { cases: CASES, failure_persistence: None, ..Config::default() });
    let tried = std::cell::Cell::new(0);
    let steps = prop::collection::vec(step(), 1..40);
    let outcome = runner.run(&steps, |steps| {
        tried.set(tried.get() + 1);
        runtime.block_on(tell(Story::new(&rig, tried.get(), lingers), &steps))
    });
    if let Err(broken) = outcome {
        panic!("{broken}");
    }
}

async fn tell(mut story: Story<'_>, steps: &[Step]) -> Result<(), TestCaseError> {
    for step in steps {
        story.happens(step).await?;
    }
    Ok(())
}

#[test]
fn no_job_is_lost_and_none_is_held_by_two() {
    check(false);
}

#[test]
fn no_job_is_lost_even_to_workers_that_go_on_after_their_lease() {
    check(true);
}
